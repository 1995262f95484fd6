import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

@Suite struct `A talk with three` {
    struct Three {
        let noor: SignedIn
        let sanne: SignedIn
        let started: ConversationsActions.Started
        var id: ConversationID { started.id }
        var seeker: Party { .seeker(started.token) }
    }

    /// Noor talks with a child; Sanne works for Veilig Thuis.
    func two(_ helpline: Helpline) async throws -> Three {
        let noor = try await helpline.person("noor", on: Helpline.child)
        let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
        return Three(noor: noor, sanne: sanne, started: try await helpline.open(by: noor))
    }

    func three(_ helpline: Helpline, _ share: Share = .fromNow) async throws -> Three {
        let three = try await two(helpline)
        try await helpline.invite(three.started, by: three.noor, to: Helpline.rotterdam, share)
        helpline.time.move(.seconds(1))
        _ = try await helpline.talks.takeNext(three.sanne)
        return three
    }

    func state(_ helpline: Helpline, _ three: Three) async throws -> String? {
        try await helpline.store.read { try $0.all(OffersOf(conversation: three.id)).last?.state }
    }

    @Test(arguments: Engine.available)
    func `everybody is told who came, once, in order, and the seeker sees who is there`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            let who = "Sanne, Veilig Thuis Rotterdam-Rijnmond"
            for party in [three.seeker, .staff(three.noor), .staff(three.sanne)] {
                let told = try await helpline.announced(three.id, as: party)
                #expect(told.count == 1 && told[0].hasPrefix(who))
                let room = try await helpline.talks.room(of: three.id, as: party)
                #expect(room.people.map(\.name) == ["Noor", "Sanne"] && room.people.map(\.isThird) == [false, true])
                #expect(room.waitsFor == nil)
            }
            let numbers = try await helpline.talks.read(three.id, after: 0, as: three.seeker).messages.map(\.number)
            #expect(numbers == [1, 2])
            #expect(try await state(helpline, three) == "together")
            helpline.time.move(.minutes(1))
            try await helpline.restarted.talks.tidyOffers()
            #expect(try await helpline.announced(three.id, as: three.seeker).count == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `a node that dies between taking and telling leaves the telling to the clock`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            // As it lies there when the process died a moment after the take.
            try await helpline.store.write { db in try db.run(UndoTelling(conversation: three.id)) }
            helpline.time.move(.seconds(9))
            try await helpline.talks.tidyOffers()
            #expect(try await state(helpline, three) == "taken")
            helpline.time.move(.seconds(2))
            try await helpline.restarted.talks.tidyOffers()
            #expect(try await helpline.announced(three.id, as: .staff(three.sanne)).count == 2)
            #expect(try await state(helpline, three) == "together")
        }
    }

    @Test(arguments: Engine.available)
    func `when nobody comes within five minutes the other queue reads nothing more, and both ends are told`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await two(helpline)
            try await helpline.invite(three.started, by: three.noor, to: Helpline.rotterdam, .fromNow)
            try await helpline.send("wij wachten", as: three.seeker, in: three.id)
            #expect(try await helpline.talks.room(of: three.id, as: three.seeker).waitsFor != nil)
            helpline.time.move(.minutes(5) - .milliseconds(1))
            try await helpline.talks.tidyOffers()
            #expect(try await helpline.openable(three.id, three.sanne) == [1])
            helpline.time.move(.milliseconds(1))
            try await helpline.talks.tidyOffers()
            try await helpline.restarted.talks.tidyOffers()
            try await helpline.send("verder met ons", as: three.seeker, in: three.id)
            #expect(try await helpline.talks.takeNext(three.sanne) == nil)
            // What lies in the database for that queue is gone with its entry, and what follows is under another key.
            #expect(try await helpline.openable(three.id, three.sanne) == [])
            #expect(try await helpline.stored(three.id).conversation?.openEpoch == 2)
            for party in [three.seeker, .staff(three.noor)] {
                let told = try await helpline.announced(three.id, as: party)
                #expect(told.count == 1 && told[0].contains("spijt") && told[0].contains("code"))
                #expect(try await helpline.texts(three.id, as: party) == ["eerste", "wij wachten", "verder met ons"])
            }
            #expect(try await helpline.talks.room(of: three.id, as: three.seeker).waitsFor == nil)
            #expect(try await state(helpline, three) == "unjoined")
            // They can try again.
            try await helpline.invite(three.started, by: three.noor, to: Helpline.rotterdam, .fromNow)
            #expect(try await helpline.talks.takeNext(three.sanne)?.id == three.id)
            #expect(try await helpline.openable(three.id, three.sanne) == [3])
        }
    }

    @Test(arguments: Engine.available)
    func `two nodes that tidy at once say it once`(_ engine: Engine) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let helpline = nodes[0]
            let three = try await two(helpline)
            try await helpline.invite(three.started, by: three.noor, to: Helpline.rotterdam, .history)
            helpline.time.move(.minutes(6))
            let done = await atOnce(8) { number in try await nodes[number % nodes.count].talks.tidyOffers() }
            for result in done { try result.get() }
            #expect(try await helpline.announced(three.id, as: three.seeker).count == 1)
            #expect(try await helpline.stored(three.id).conversation?.openEpoch == 2)
            #expect(try await helpline.openable(three.id, three.sanne) == [])
        }
    }

    @Test(arguments: Engine.available)
    func `a question that is not answered is over after five minutes`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await two(helpline)
            _ = try await helpline.talks.offer(
                three.id, .invite, to: Helpline.rotterdam, share: .fromNow, summary: nil, by: three.noor)
            helpline.time.move(.minutes(5))
            try await helpline.talks.tidyOffers()
            #expect(try await state(helpline, three) == "expired")
            #expect(try await helpline.stored(three.id).conversation?.openEpoch == 0)
            #expect(try await helpline.announced(three.id, as: three.seeker).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `the seeker goes on without the third at one tap, whom nothing reaches from then on`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            try await helpline.send("met z'n drieën", as: three.seeker, in: three.id)
            try await helpline.talks.leaveParty(three.id, three.started.token)
            // A second tap is no mistake.
            try await helpline.talks.leaveParty(three.id, three.started.token)
            try await helpline.send("alleen wij", as: three.seeker, in: three.id)
            let theirs = Party.staff(three.sanne)
            #expect(try await refusal { try await helpline.texts(three.id, as: theirs) } == .notFound)
            #expect(try await refusal { try await helpline.send("x", as: theirs, in: three.id) } == .notFound)
            #expect(try await refusal { try await helpline.talks.room(of: three.id, as: theirs) } == .notFound)
            #expect(try await helpline.openable(three.id, three.sanne) == [1])
            #expect(try await helpline.openable(three.id, three.noor) == [0, 1, 2])
            #expect(
                try await helpline.texts(three.id, as: .staff(three.noor)) == [
                    "eerste", "met z'n drieën", "alleen wij",
                ])
            let told = try await helpline.announced(three.id, as: three.seeker)
            #expect(told.count == 2 && told[1].contains("Noor, De Kindertelefoon"))
            let room = try await helpline.talks.room(of: three.id, as: three.seeker)
            #expect(room.people.map(\.name) == ["Noor"] && !room.people[0].isThird)
            #expect(try await state(helpline, three) == "child-left")
        }
    }

    @Test(arguments: Engine.available)
    func `the seeker can think better of it while the third is not there yet`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await two(helpline)
            try await helpline.invite(three.started, by: three.noor, to: Helpline.rotterdam, .history)
            #expect(try await helpline.openable(three.id, three.sanne) == [0, 1])
            try await helpline.talks.leaveParty(three.id, three.started.token)
            #expect(try await helpline.openable(three.id, three.sanne) == [])
            #expect(try await helpline.talks.takeNext(three.sanne) == nil)
            #expect(try await helpline.stored(three.id).conversation?.openEpoch == 2)
        }
    }

    @Test(arguments: Engine.available, [true, false])
    func `a third whose session ends is out, the others are told and go on`(
        _ engine: Engine, _ isSignedOut: Bool
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            if isSignedOut {
                try await helpline.talks.signOut(three.sanne)
            } else {
                try await helpline.store.write { db in try db.run(DeleteSession(tokenHash: three.sanne.tokenHash)) }
                try await helpline.talks.tidyOffers()
            }
            try await helpline.send("verder", as: three.seeker, in: three.id)
            #expect(try await helpline.openable(three.id, three.sanne) == [1])
            let told = try await helpline.announced(three.id, as: three.seeker)
            #expect(told.count == 2 && told[1].contains("spijt") && told[1].contains("code"))
            #expect(told[1].contains("Noor, De Kindertelefoon"))
            #expect(try await helpline.talks.room(of: three.id, as: three.seeker).people.map(\.name) == ["Noor"])
            #expect(try await state(helpline, three) == "partner-left")
            #expect(try await refusal { try await helpline.talks.leave(three.id, three.noor) } == .lastCounsellor)
        }
    }

    @Test(arguments: Engine.available)
    func `a third who has another session open stays`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            let second = Token.random()
            try await helpline.store.write { db in
                try db.run(
                    InsertSession(
                        tokenHash: second.hash, person: three.sanne.member.id,
                        wrappedKeys: try second.wrap(three.sanne.keys, person: three.sanne.member.id),
                        expiresAt: helpline.time.now + .days(1)))
            }
            try await helpline.talks.signOut(three.sanne)
            try await helpline.talks.tidyOffers()
            #expect(try await helpline.talks.room(of: three.id, as: three.seeker).people.count == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `when the one who asked leaves, the third who stays cannot be lost`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            try await helpline.talks.leave(three.id, three.noor)
            try await helpline.talks.leaveParty(three.id, three.started.token)
            try await helpline.talks.signOut(three.sanne)
            try await helpline.talks.tidyOffers()
            #expect(try await helpline.talks.room(of: three.id, as: three.seeker).people.map(\.name) == ["Sanne"])
            #expect(try await state(helpline, three) == "helper-left")
        }
    }

    @Test(arguments: Engine.available, [Share.history, .summary, .fromNow])
    func `consent is kept as it was asked, for those who are in the talk, and is no word on the disk`(
        _ engine: Engine, _ share: Share
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await two(helpline)
            try await helpline.ask(
                .invite, three.started, by: three.noor, to: Helpline.rotterdam, share, summary: "kort gezegd")
            helpline.time.move(.seconds(90))
            _ = try await helpline.talks.takeNext(three.sanne)
            for party in [three.seeker, .staff(three.noor), .staff(three.sanne)] {
                let records = try await helpline.talks.records(of: three.id, as: party)
                guard case .consent(let consent)? = records.first?.record else {
                    Issue.record("no consent for \(party.grantee)")
                    continue
                }
                #expect(records.count == 1 && consent.isYes)
                #expect(consent.question == "Vind je het goed dat iemand van Veilig Thuis Rotterdam-Rijnmond meepraat?")
                #expect(records[0].at.milliseconds % 60_000 == 0)
            }
            let rows = try await helpline.store.read { try $0.all(StoredRecords(id: three.id)) }
            #expect(rows.count == 1 && !rows[0].contains(text: "Veilig") && !rows[0].contains(text: "consent"))
            let colleague = try await helpline.person("mo", on: Helpline.child)
            let other = Party.staff(colleague)
            #expect(try await refusal { try await helpline.talks.records(of: three.id, as: other) } == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `no is kept too, and the summary is shown before it is sent`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await two(helpline)
            let offer = try await helpline.talks.offer(
                three.id, .invite, to: Helpline.rotterdam, share: .summary, summary: "kort gezegd", by: three.noor)
            let shown = try await helpline.talks.summary(of: offer, in: three.id, three.started.token)
            #expect(shown?.reveal() == "kort gezegd")
            let none = try await refusal {
                try await helpline.talks.summary(of: "geen", in: three.id, three.started.token)
            }
            #expect(none == .notFound)
            try await helpline.talks.answer(offer, accept: false, in: three.id, three.started.token)
            guard
                case .consent(let consent)? = try await helpline.talks.records(of: three.id, as: three.seeker).last?
                    .record
            else {
                Issue.record("no consent")
                return
            }
            #expect(!consent.isYes)
            let over = try await refusal {
                try await helpline.talks.summary(of: offer, in: three.id, three.started.token)
            }
            #expect(over == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `what comes after is agreed, sealed, and corrected without being counted twice`(_ engine: Engine) async throws
    {
        try await Helpline.with(engine) { helpline in
            let early = try await two(helpline)
            func agree(_ three: Three, _ how: String) async throws {
                try await helpline.talks.agree(how, "morgen", safeTime: "na school", in: three.id, three.noor)
            }
            #expect(try await refusal { try await agree(early, "chat") } == .conflict("offer"))
            try await helpline.invite(early.started, by: early.noor, to: Helpline.rotterdam, .fromNow)
            #expect(try await refusal { try await agree(early, "chat") } == .conflict("offer"))
            _ = try await helpline.talks.takeNext(early.sanne)
            try await agree(early, "chat")
            try await agree(early, "bellen")
            #expect(try await state(helpline, early) == "together")
            try await helpline.talks.leave(early.id, early.sanne)
            #expect(try await state(helpline, early) == "follow-up")
            let records = try await helpline.talks.records(of: early.id, as: .staff(early.noor))
            let agreed = records.compactMap { read -> String? in
                if case .followUp(let it) = read.record { it.how } else { nil }
            }
            #expect(agreed == ["chat", "bellen"])
            #expect(try await counts(helpline)["follow-up"] == 1)
            #expect(try await refusal { try await agree(early, "") } == .empty(field: "how"))
            let long = String(repeating: "a", count: 201)
            #expect(try await refusal { try await agree(early, long) } == .tooLong(field: "how", limit: 200, over: 1))
        }
    }

    // MARK: counts

    func counts(_ helpline: Helpline) async throws -> [String: Int] {
        let rows = try await helpline.store.read { try $0.all(StepCounts()) }
        #expect(rows.allSatisfy { $0.from == Helpline.child && $0.to == Helpline.rotterdam })
        return Dictionary(rows.map { ($0.step, $0.number) }, uniquingKeysWith: +)
    }

    @Test(arguments: Engine.available)
    func `each step is counted with it, for two lines and a week, and handed on in numbers of ten`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            #expect(try await counts(helpline) == ["offered": 1, "accepted": 1, "joined": 1])
            #expect(try await helpline.store.write { db in try helpline.talks.countSteps(in: db) }.isEmpty)
            try await helpline.talks.leave(three.id, three.sanne)
            for accept in [false, false] {
                let offer = try await helpline.talks.offer(
                    three.id, .invite, to: Helpline.rotterdam, share: .fromNow, summary: nil, by: three.noor)
                try await helpline.talks.answer(offer, accept: accept, in: three.id, three.started.token)
            }
            _ = try await helpline.talks.offer(
                three.id, .invite, to: Helpline.rotterdam, share: .fromNow, summary: nil, by: three.noor)
            helpline.time.move(.minutes(5))
            try await helpline.talks.tidyOffers()
            let all = ["offered": 4, "accepted": 1, "joined": 1, "completed": 1, "declined": 2, "expired": 1]
            #expect(try await counts(helpline) == all)
            // A hand-over is no talk with three.
            try await helpline.ask(.handover, three.started, by: three.noor, to: Helpline.rotterdam, .fromNow)
            #expect(try await counts(helpline) == all)
            let handed = try await helpline.store.write { db in try helpline.talks.countSteps(in: db) }
            #expect(handed.reduce(0) { $0 + $1.number } == 10)
            #expect(handed.first { $0.indicator.text == "vangnet.three-way.offered" }?.number == 4)
            #expect(handed.allSatisfy { $0.region == RegionID(trusted: "VT18") && $0.week == helpline.time.now.week })
            #expect(try await helpline.store.write { db in try helpline.talks.countSteps(in: db) }.isEmpty)
            #expect(try await helpline.talks.funnels().allSatisfy { $0.numbers.isEmpty }, "small numbers stay in")
            // A talk that is erased takes nothing back.
            try await helpline.talks.erase(three.id, three.started.token)
            #expect(try await counts(helpline) == all)
        }
    }

    @Test(arguments: Engine.available)
    func `what is left of a week is handed on when it is over`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await three(helpline)
            let week = helpline.time.now.week
            helpline.time.move(.days(7))
            let handed = try await helpline.store.write { db in try helpline.talks.countSteps(in: db) }
            #expect(handed.count == 3 && handed.allSatisfy { $0.number == 1 && $0.week == week })
        }
    }

    @Test(arguments: Engine.available)
    func `closing ends what is asked, and a talk that was with three is counted as held`(_ engine: Engine) async throws
    {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            try await helpline.talks.end(three.id, three.started.token)
            #expect(try await state(helpline, three) == "closed")
            #expect(try await counts(helpline)["completed"] == 1)
        }
    }
}

struct StoredRecords: Query {
    let id: ConversationID
    static let sql = "SELECT sealed FROM talk_record WHERE conversation = $1 ORDER BY number"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

private struct UndoTelling: Command {
    let conversation: ConversationID
    static let sql = "UPDATE offer SET state = 'taken' WHERE conversation = $1"
    var arguments: [SQLValue] { [SQLValue(conversation)] }
}

extension [UInt8] {
    func contains(text: String) -> Bool {
        let wanted = Array(text.utf8)
        return indices.contains { starts(at: $0, wanted) }
    }

    private func starts(at index: Int, _ wanted: [UInt8]) -> Bool {
        index + wanted.count <= count && Array(self[index..<index + wanted.count]) == wanted
    }
}
