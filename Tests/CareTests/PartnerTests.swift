import Core
import Database
import Testing

@testable import Care

@Suite struct `Somebody who was asked in` {
    struct Three {
        let noor: SignedIn
        let sanne: SignedIn
        let started: ConversationsActions.Started
        var id: ConversationID { started.id }
        var seeker: Party { .seeker(started.token) }
    }

    func three(_ helpline: Helpline) async throws -> Three {
        let noor = try await helpline.person("noor", on: Helpline.child)
        let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
        let three = Three(noor: noor, sanne: sanne, started: try await helpline.open(by: noor))
        try await helpline.invite(three.started, by: noor, to: Helpline.rotterdam, .fromNow)
        _ = try await helpline.talks.takeNext(sanne)
        return three
    }

    func counts(_ helpline: Helpline) async throws -> [String: Int] {
        let rows = try await helpline.store.read { try $0.all(StepCounts()) }
        return Dictionary(rows.map { ($0.step, $0.number) }, uniquingKeysWith: +)
    }

    @Test(arguments: Engine.available)
    func `and of whom nothing is seen for three minutes is out, with an apology and the way back`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            func isThere(after time: Duration) async throws -> Bool {
                helpline.time.move(time)
                try await helpline.talks.tidyOffers()
                return try await helpline.talks.room(of: three.id, as: three.seeker).people.count == 2
            }
            #expect(try await isThere(after: .minutes(2)))
            // A page that is open asks by itself.
            _ = try await helpline.talks.read(three.id, after: .max, as: .staff(three.sanne))
            #expect(try await isThere(after: .minutes(2)))
            helpline.time.move(.seconds(31))
            _ = try await helpline.restarted.talks.read(three.id, after: .max, as: .staff(three.sanne))
            #expect(try await isThere(after: .minutes(2) + .seconds(29)))
            // The one who asked reads too: that keeps nobody else.
            _ = try await helpline.talks.read(three.id, after: .max, as: .staff(three.noor))
            #expect(try await isThere(after: .minutes(1)) == false)
            let told = try await helpline.announced(three.id, as: three.seeker)
            #expect(told.count == 2 && told[1].contains("spijt") && told[1].contains("code"))
            try await helpline.send("alleen wij", as: three.seeker, in: three.id)
            #expect(try await helpline.openable(three.id, three.sanne) == [1])
            let sanne = Party.staff(three.sanne)
            #expect(try await refusal { try await helpline.talks.read(three.id, after: 0, as: sanne) } == .notFound)
            #expect(try await counts(helpline)["completed"] == nil, "a talk that broke off was not held")
            // Asked in again, they have the same time again.
            try await helpline.invite(three.started, by: three.noor, to: Helpline.rotterdam, .fromNow)
            _ = try await helpline.talks.takeNext(three.sanne)
            #expect(try await isThere(after: .minutes(2)))
        }
    }

    @Test(arguments: Engine.available)
    func `is not left alone with the seeker before the seeker says that it is fine`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            #expect(try await helpline.talks.isNeeded(three.id, three.noor))
            #expect(try await helpline.talks.isNeeded(three.id, three.sanne) == false)
            try await helpline.talks.letGo(three.id, three.started.token)
            #expect(try await helpline.talks.isNeeded(three.id, three.noor) == false)
            try await helpline.talks.leaveParty(three.id, three.started.token)
            try await helpline.talks.letGo(three.id, three.started.token)
            let said = try await helpline.talks.records(of: three.id, as: three.seeker).filter { $0.record == .mayGo }
            #expect(said.count == 1, "without a third there is nothing to say")
            // It is good for that third, not for the next one.
            helpline.time.move(.minutes(1))
            try await helpline.invite(three.started, by: three.noor, to: Helpline.rotterdam, .fromNow)
            _ = try await helpline.talks.takeNext(three.sanne)
            #expect(try await helpline.talks.isNeeded(three.id, three.noor))
        }
    }

    @Test(arguments: Engine.available)
    func `begins a report only by the seeker's wish and with a name, is heard, and is counted once`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            func begin(_ hasName: Bool, _ isWished: Bool, _ person: SignedIn) async throws -> Refusal? {
                try await refusal {
                    try await helpline.talks.beginReport(hasName: hasName, isWished: isWished, in: three.id, person)
                }
            }
            #expect(try await begin(false, true, three.sanne) == .empty(field: "name"))
            #expect(try await begin(true, false, three.sanne) == .empty(field: "wish"))
            #expect(try await begin(true, true, three.noor) == .conflict("offer"))
            #expect(try await counts(helpline)["reported"] == nil)
            #expect(try await helpline.announced(three.id, as: three.seeker).count == 1)
            #expect(try await begin(true, true, three.sanne) == nil)
            #expect(try await begin(true, true, three.sanne) == nil)
            #expect(try await counts(helpline)["reported"] == 1)
            for party in [three.seeker, .staff(three.noor), .staff(three.sanne)] {
                let told = try await helpline.announced(three.id, as: party)
                #expect(told.count == 2 && told[1].contains("melding") && told[1].contains("jij dat wilt"))
                let kept = try await helpline.talks.records(of: three.id, as: party).map(\.record)
                #expect(kept.filter { $0 == .report("Veilig Thuis Rotterdam-Rijnmond") }.count == 1)
            }
            for row in try await helpline.store.read({ try $0.all(StoredRecords(id: three.id)) }) {
                #expect(!row.contains(text: "report") && !row.contains(text: "Rotterdam"))
            }
            try await helpline.talks.leave(three.id, three.sanne)
            #expect(try await begin(true, true, three.sanne) == .notFound)
        }
    }
}

@Suite struct `A counsellor who reads or writes` {
    @Test(arguments: Engine.available)
    func `is shown to the seeker at most once in thirty seconds, and no longer than that`(_ engine: Engine) async throws
    {
        try await Helpline.withNodes(engine) { nodes in
            let helpline = nodes[0]
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let id = started.id
            #expect(try await helpline.talks.busy(in: id) == nil)
            try await helpline.talks.tell(.reads, in: id, noor)
            let first = try await helpline.talks.busy(in: id)
            #expect(first?.doing == .reads && first?.name == "Noor")
            helpline.time.move(.seconds(30) - .milliseconds(1))
            for node in nodes { try await node.talks.tell(.writes, in: id, noor) }
            #expect(try await helpline.talks.busy(in: id) == first, "told again too soon")
            helpline.time.move(.milliseconds(1))
            #expect(try await helpline.talks.busy(in: id) == nil)
            // A node that was told too soon tries again after as long.
            helpline.time.move(.seconds(30))
            try await nodes[nodes.count - 1].talks.tell(.writes, in: id, noor)
            #expect(try await helpline.talks.busy(in: id)?.doing == .writes)
            // What was being written is there.
            try await helpline.send("dag", as: .staff(noor), in: id)
            #expect(try await helpline.talks.busy(in: id) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `is not shown to who is away, and a stranger can show nothing`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let other = try await helpline.person("mo", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            #expect(try await refusal { try await helpline.talks.tell(.writes, in: started.id, other) } == .notFound)
            try await helpline.talks.exit(started.token)
            try await helpline.talks.tell(.writes, in: started.id, noor)
            #expect(try await helpline.talks.busy(in: started.id) == nil)
        }
    }
}

@Suite struct `The quiet word` {
    @Test(arguments: Engine.available)
    func `is noticed when the seeker writes it as a word of its own, after it was agreed`(_ engine: Engine) async throws
    {
        try await Helpline.with(engine) { helpline in
            let desk = DeskActions(talks: helpline.talks)
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let seeker = Party.seeker(started.token)
            func isSaid() async throws -> Bool? { try await desk.facts(started.id, noor).saidQuietWord }
            try await helpline.send("ik houd van citroen", as: seeker, in: started.id)
            #expect(try await isSaid() == nil)
            helpline.time.move(.minutes(1))
            try await helpline.talks.agree(onQuietWord: "Citroen thee", by: .staff(noor), in: started.id)
            for text in ["citroen", "citroen theepot", "thee citroen"] {
                try await helpline.send(text, as: seeker, in: started.id)
            }
            try await helpline.send("zullen we citroen thee zeggen?", as: .staff(noor), in: started.id)
            #expect(try await isSaid() == false)
            try await helpline.send("Lekker, CITROEN-thee!", as: seeker, in: started.id)
            #expect(try await isSaid() == true)
            // Another word begins anew.
            helpline.time.move(.minutes(1))
            try await helpline.talks.agree(onQuietWord: "paraplu", by: seeker, in: started.id)
            #expect(try await isSaid() == false)
        }
    }
}
