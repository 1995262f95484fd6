import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

@Suite struct `Urgent talks` {
    func position(_ helpline: Helpline, _ started: ConversationsActions.Started) async throws -> Int? {
        try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token)).position
    }

    @Test(arguments: Engine.available)
    func `a word of the rules goes before who waits longer, and the reason is sealed and shown to who takes it`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let calm = try await helpline.start(Helpline.child, "ik heb ruzie")
            helpline.time.move(.minutes(30))
            let urgent = try await helpline.start(Helpline.child, "Hij heeft een MÉS")
            #expect(urgent.position == 1)
            #expect(try await position(helpline, calm) == 2)
            #expect(try await helpline.talks.queue(of: noor).first?.urgent == 1)
            let notes = try await helpline.store.read { try $0.all(NotesOf(conversation: urgent.id)) }
            #expect(notes.count == 1)
            for note in notes {
                let text = String(decoding: note.sealed, as: UTF8.self)
                #expect(!text.contains("mes") && !text.contains("weapon") && !text.contains("acute"))
            }
            #expect(try await refusal { try await helpline.talks.urgency(of: urgent.id, for: noor) } == .notFound)
            #expect(try await helpline.talks.takeNext(noor)?.id == urgent.id)
            #expect(
                try await helpline.talks.urgency(of: urgent.id, for: noor)
                    == [.word(rule: "weapon", level: "acute", word: "mes")])
            #expect(try await helpline.stored(urgent.id).conversation?.weight == 1)
            #expect(try await helpline.talks.takeNext(noor)?.id == calm.id)
            #expect(try await helpline.talks.urgency(of: calm.id, for: noor) == [])
        }
    }

    @Test(arguments: Engine.available)
    func `what is written while waiting counts too, only raises, and after it was taken nothing is looked for`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.start(Helpline.child, "ruzie")
            helpline.time.move(.seconds(1))
            let later = try await helpline.start(Helpline.child, "hallo")
            let seeker = Party.seeker(later.token)
            #expect(try await position(helpline, later) == 2)
            try await helpline.send("hij staat voor de deur", as: seeker, in: later.id)
            #expect(try await position(helpline, later) == 1)
            try await helpline.send("niets aan de hand hoor", as: seeker, in: later.id)
            #expect(try await position(helpline, later) == 1)
            // A graver word takes the place of the first.
            try await helpline.send("met een mes", as: seeker, in: later.id)
            try await helpline.send("en hij komt eraan", as: seeker, in: later.id)
            #expect(try await helpline.talks.takeNext(noor)?.id == later.id)
            #expect(
                try await helpline.talks.urgency(of: later.id, for: noor)
                    == [.word(rule: "weapon", level: "acute", word: "mes")])
            #expect(try await helpline.talks.takeNext(noor) != nil)
            let open = try await helpline.open(by: noor)
            try await helpline.send("een mes", as: .seeker(open.token), in: open.id)
            #expect(try await helpline.talks.urgency(of: open.id, for: noor) == [])
        }
    }

    @Test(arguments: Engine.available)
    func `a person of the line overrules both ways, and words do not raise it again`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let first = try await helpline.start(Helpline.child, "ruzie")
            helpline.time.move(.seconds(1))
            let second = try await helpline.start(Helpline.child, "messen zijn leuk")
            #expect(try await position(helpline, second) == 1)
            #expect(try await refusal { try await helpline.talks.setUrgent(second.id, false, by: sanne) } == .notFound)
            try await helpline.talks.setUrgent(second.id, false, by: noor)
            #expect(try await position(helpline, second) == 2)
            try await helpline.send("een pistool", as: .seeker(second.token), in: second.id)
            #expect(try await position(helpline, second) == 2)
            try await helpline.talks.setUrgent(second.id, true, by: noor)
            #expect(try await position(helpline, first) == 2)
            #expect(try await helpline.talks.takeNext(noor)?.id == second.id)
            let reasons = try await helpline.talks.urgency(of: second.id, for: noor)
            #expect(
                Set(reasons) == [
                    .word(rule: "weapon", level: "acute", word: "mes"), .person(name: "Noor", isUrgent: true),
                ])
            #expect(try await refusal { try await helpline.talks.setUrgent(second.id, true, by: noor) } == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `over several lines urgent goes first too, and among urgent ones who waits longest`(_ engine: Engine)
        async throws
    {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child, Helpline.family, capacity: 4)
            var waiting: [ConversationID] = []
            for (line, text) in [
                (Helpline.child, "ruzie"), (Helpline.family, "moe"), (Helpline.family, "een mes"),
                (Helpline.child, "mes"),
            ] {
                waiting.append(try await helpline.start(line, text).id)
                helpline.time.move(.seconds(1))
            }
            var taken: [ConversationID?] = []
            for _ in 0..<4 { taken.append(try await helpline.talks.takeNext(noor)?.id) }
            #expect(taken == [waiting[2], waiting[3], waiting[0], waiting[1]])
        }
    }

    @Test(arguments: Engine.available)
    func `the last points of a line are kept for urgent talks, also when many ask at once`(_ engine: Engine)
        async throws
    {
        try await Helpline.withNodes(engine, lines: { $0.changed { $0.urgentReserve = 4 } }) { nodes in
            let helpline = nodes[0]
            let people = try await helpline.crowd(["noor", "bram", "sem"], on: [Helpline.child])
            for _ in 0..<8 { _ = try await helpline.start() }
            let results = await atOnce(60) { number in
                try await nodes[number % nodes.count].talks.takeNext(people[number % 3])?.id
            }
            var taken = 0
            for result in results {
                switch result {
                case .success(let id): taken += id == nil ? 0 : 1
                case .failure(Refusal.keptForUrgent), .failure(Refusal.atCapacity): continue
                case .failure(let error): throw error
                }
            }
            // Nine points, four of them kept.
            #expect(taken == 5)
            let urgent = try await helpline.start(Helpline.child, "mes")
            var got: ConversationID?
            for person in people where got == nil {
                got = try? await helpline.talks.takeNext(person)?.id
            }
            #expect(got == urgent.id)
        }
    }

    @Test(arguments: Engine.available)
    func `the last fifth of the places of a queue is for urgent talks`(_ engine: Engine) async throws {
        try await Helpline.with(engine, lines: { $0.with(queueLimit: 5) }) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            for _ in 0..<4 { _ = try await helpline.start() }
            #expect(try await refusal { try await helpline.start() } == .queueFull(line: Helpline.child))
            #expect(try await helpline.start(Helpline.child, "ik bloed").position == 1)
            #expect(
                try await refusal { try await helpline.start(Helpline.child, "mes") }
                    == .queueFull(line: Helpline.child))
        }
    }

    @Test(arguments: Engine.available)
    func `the supervisor's list has doors and reasons and no text, of their own lines only`(_ engine: Engine)
        async throws
    {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let calm = try await helpline.talks.start(
                line: Helpline.child, language: .english, text: "quarrel", door: AudienceID(trusted: "child"))
            helpline.time.move(.seconds(1))
            let urgent = try await helpline.start(Helpline.child, "een mes")
            helpline.time.move(.seconds(1))
            let away = try await helpline.start(Helpline.child, "weg")
            try await helpline.talks.exit(away.token)
            #expect(try await refusal { try await helpline.talks.waitingList(for: noor) } == .notAllowed)
            #expect(try await helpline.talks.waitingList(for: sanne.as(.supervisor)).isEmpty)
            let list = try await helpline.talks.waitingList(for: noor.as(.supervisor))
            #expect(list.map(\.id) == [urgent.id, calm.id, away.id])
            #expect(list.map(\.isUrgent) == [true, false, false] && list.map(\.isAway) == [false, false, true])
            #expect(list[0].reasons == [.word(rule: "weapon", level: "acute", word: "mes")])
            #expect(list[1].door?.text == "child" && list[1].language == .english && list[1].reasons.isEmpty)
            #expect(list[2].door == nil)
        }
    }
}

@Suite struct `Points of talks` {
    @Test(arguments: Engine.available)
    func `a fourth talk is refused, an acute talk counts twice and may go above what somebody can hold`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            var own: [ConversationID] = []
            for _ in 0..<3 { own.append(try await helpline.open(by: noor).id) }
            let fourth = try await helpline.start()
            #expect(try await refusal { try await helpline.talks.takeNext(noor) } == .atCapacity)
            try await helpline.desk.setAcute(true, in: own[0], noor)
            #expect(try await helpline.stored(own[0]).conversation?.weight == 2)
            try await helpline.talks.close(own[1], contact: [:], noor)
            // Three points are held still.
            #expect(try await refusal { try await helpline.talks.takeNext(noor) } == .atCapacity)
            try await helpline.desk.setAcute(false, in: own[0], noor)
            #expect(try await helpline.talks.takeNext(noor)?.id == fourth.id)
            let bram = try await helpline.person("bram", on: Helpline.child)
            #expect(try await refusal { try await helpline.desk.setAcute(true, in: own[0], bram) } == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `a supervisor of the same organisation lowers it, never above three`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let supervisor = try await helpline.person("roos", on: Helpline.child).as(.supervisor)
            let other = try await helpline.person("sanne", on: Helpline.rotterdam).as(.supervisor)
            for _ in 0..<3 { _ = try await helpline.start() }
            try await helpline.staff.setCapacity(of: "noor", to: 1, by: supervisor)
            _ = try await helpline.talks.takeNext(noor)
            #expect(try await refusal { try await helpline.talks.takeNext(noor) } == .atCapacity)
            for (points, by, expected) in [
                (4, supervisor, Refusal.malformed(field: "points")), (-1, supervisor, .malformed(field: "points")),
                (2, other, .notFound), (2, noor, .notAllowed),
            ] as [(Int64, SignedIn, Refusal)] {
                #expect(
                    try await refusal { try await helpline.staff.setCapacity(of: "noor", to: points, by: by) }
                        == expected)
            }
            try await helpline.staff.setCapacity(of: "noor", to: 3, by: supervisor)
            #expect(try await helpline.talks.takeNext(noor) != nil)
            try await helpline.staff.liftCapacity(to: 50)
            try await helpline.staff.setCapacity(of: "noor", to: 20, by: supervisor)
        }
    }
}
