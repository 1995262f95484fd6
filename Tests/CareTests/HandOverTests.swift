import Core
import Database
import Sealing
import Testing

@testable import Care

extension Helpline {
    /// Asks and is told yes.
    func ask(
        _ kind: QueueKind, _ started: ConversationsActions.Started, by person: SignedIn, to line: LineID,
        _ share: Share,
        summary: String? = nil
    ) async throws {
        let offer = try await talks.offer(started.id, kind, to: line, share: share, summary: summary, by: person)
        try await talks.answer(offer, accept: true, in: started.id, started.token)
    }

    func invite(
        _ started: ConversationsActions.Started, by person: SignedIn, to line: LineID, _ share: Share
    ) async throws {
        try await ask(.invite, started, by: person, to: line, share)
    }
}

@Suite struct `Handing over` {
    struct Two {
        let noor: SignedIn
        let sanne: SignedIn
        let started: ConversationsActions.Started
        var seeker: Party { .seeker(started.token) }
    }

    /// Noor talks with somebody; Sanne works for another organisation.
    func two(_ helpline: Helpline) async throws -> Two {
        let noor = try await helpline.person("noor", on: Helpline.child)
        let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
        return Two(noor: noor, sanne: sanne, started: try await helpline.open(by: noor))
    }

    @Test(arguments: Engine.available)
    func `with the history the receiver reads all of it, and the giver nothing from then on`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            let id = two.started.id
            try await helpline.send("antwoord", as: .staff(two.noor), in: id)
            try await helpline.ask(.handover, two.started, by: two.noor, to: Helpline.rotterdam, .history)
            #expect(try await helpline.openable(id, two.noor) == [0, 1])
            #expect(try await helpline.openable(id, two.sanne) == [0, 1])
            #expect(try await refusal { try await helpline.texts(id, as: .staff(two.sanne)) } == .notFound)
            try await helpline.send("tijdens het wachten", as: two.seeker, in: id)
            #expect(try await helpline.talks.takeNext(two.noor, lines: [Helpline.child]) == nil)
            #expect(try await helpline.talks.takeNext(two.sanne)?.id == id)
            try await helpline.send("na de overdracht", as: .staff(two.sanne), in: id)
            let all = ["eerste", "antwoord", "tijdens het wachten", "na de overdracht"]
            #expect(try await helpline.texts(id, as: .staff(two.sanne)) == all)
            #expect(try await helpline.texts(id, as: two.seeker) == all)
            #expect(try await helpline.openable(id, two.sanne) == [0, 1, 2])
            #expect(try await helpline.openable(id, two.noor) == [0, 1])
            #expect(try await refusal { try await helpline.texts(id, as: .staff(two.noor)) } == .notFound)
            #expect(try await refusal { try await helpline.send("x", as: .staff(two.noor), in: id) } == .notFound)
            #expect(try await helpline.talks.talks(of: two.noor).isEmpty)
            #expect(try await helpline.talks.talks(of: two.sanne).map(\.id) == [id])
        }
    }

    @Test(arguments: Engine.available)
    func `with a summary the receiver reads the summary and what comes after it, nothing before`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            let id = two.started.id
            try await helpline.ask(
                .handover, two.started, by: two.noor, to: Helpline.rotterdam, .summary, summary: "kort gezegd")
            _ = try await helpline.talks.takeNext(two.sanne)
            try await helpline.send("daarna", as: two.seeker, in: id)
            #expect(try await helpline.openable(id, two.sanne) == [1, 2])
            let read = try await helpline.talks.read(id, after: 0, as: .staff(two.sanne)).messages
            #expect(read.filter { !$0.isAnnouncement }.map { $0.words.reveal() } == ["kort gezegd", "daarna"])
            #expect(read.map(\.number) == [2, 3, 4] && read.map(\.author) == ["system", "system", "seeker"])
            #expect(read.map(\.isAnnouncement) == [false, true, false], "and is told who took over")
            #expect(try await helpline.texts(id, as: two.seeker) == ["eerste", "kort gezegd", "daarna"])
        }
    }

    @Test(arguments: Engine.available)
    func `from now on means nothing of before`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            let id = two.started.id
            try await helpline.ask(.handover, two.started, by: two.noor, to: Helpline.rotterdam, .fromNow)
            #expect(try await helpline.openable(id, two.sanne) == [1])
            try await helpline.send("tussen", as: two.seeker, in: id)
            _ = try await helpline.talks.takeNext(two.sanne)
            #expect(try await helpline.openable(id, two.sanne) == [1, 2])
            #expect(try await helpline.texts(id, as: .staff(two.sanne)) == ["tussen"])
            let fresh = helpline.restarted
            #expect(try await fresh.texts(id, as: .staff(two.sanne)) == ["tussen"])
        }
    }

    @Test(arguments: Engine.available, [Share.history, .summary, .fromNow])
    func `an offer that is declined, or not answered within five minutes, shares nothing`(
        _ engine: Engine, _ share: Share
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            let (id, token) = (two.started.id, two.started.token)
            func offer() async throws -> String {
                try await helpline.talks.offer(
                    id, .handover, to: Helpline.rotterdam, share: share, summary: "kort", by: two.noor)
            }
            func nothingIsShared() async throws {
                #expect(try await helpline.openable(id, two.sanne) == [])
                #expect(try await helpline.openable(id, two.noor) == [0])
                #expect(try await helpline.talks.takeNext(two.sanne) == nil)
                #expect(try await helpline.stored(id).conversation?.openEpoch == 0)
                #expect(try await helpline.talks.read(id, after: 0, as: two.seeker).offers.isEmpty)
                #expect(try await helpline.texts(id, as: two.seeker) == ["eerste"])
            }
            let declined = try await offer()
            let asked = try await helpline.talks.read(id, after: 0, as: two.seeker).offers
            #expect(asked.map(\.id) == [declined] && asked.first?.share == share.rawValue)
            #expect(try await refusal { try await offer() } == .conflict("offer"))
            try await helpline.talks.answer(declined, accept: false, in: id, token)
            try await nothingIsShared()
            let late = try await refusal { try await helpline.talks.answer(declined, accept: true, in: id, token) }
            #expect(late == .notFound)

            let expired = try await offer()
            helpline.time.move(.minutes(5) - .milliseconds(1))
            #expect(try await helpline.talks.read(id, after: 0, as: two.seeker).offers.map(\.id) == [expired])
            helpline.time.move(.milliseconds(1))
            try await nothingIsShared()
            let over = try await refusal { try await helpline.talks.answer(expired, accept: true, in: id, token) }
            #expect(over == .notFound)
            #expect(try await offer() != expired)
        }
    }

    @Test(arguments: Engine.available)
    func `an offer needs a line that answers, a summary when it says so, and a talk that is open`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            func offer(_ line: LineID, _ share: Share, _ summary: String?) async throws -> Refusal? {
                try await refusal {
                    try await helpline.talks.offer(
                        two.started.id, .handover, to: line, share: share, summary: summary, by: two.noor)
                }
            }
            #expect(try await offer(LineID(trusted: "nergens"), .history, nil) == .notFound)
            #expect(try await offer(Helpline.rotterdam, .summary, nil) == .empty(field: "summary"))
            let long = String(repeating: "a", count: 4001)
            #expect(
                try await offer(Helpline.rotterdam, .summary, long) == .tooLong(field: "summary", limit: 4000, over: 1))
            try await helpline.talks.end(two.started.id, two.started.token)
            #expect(try await offer(Helpline.rotterdam, .history, nil) == .conversationClosed)
            let other = try await helpline.start()
            let theirs = try await refusal {
                try await helpline.talks.answer("geen", accept: true, in: other.id, two.started.token)
            }
            #expect(theirs == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `a third party who was asked in reads along, and nothing after they left`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            let id = two.started.id
            #expect(try await refusal { try await helpline.talks.leave(id, two.noor) } == .lastCounsellor)
            try await helpline.invite(two.started, by: two.noor, to: Helpline.rotterdam, .fromNow)
            #expect(try await refusal { try await helpline.talks.leave(id, two.noor) } == .lastCounsellor)
            _ = try await helpline.talks.takeNext(two.sanne)
            #expect(try await helpline.talks.othersAreThere(id, .staff(two.noor)))
            for (text, party) in [
                ("met z'n drieën", two.seeker), ("ja", .staff(two.sanne)), ("fijn", .staff(two.noor)),
            ] {
                try await helpline.send(text, as: party, in: id)
            }
            #expect(try await helpline.texts(id, as: .staff(two.sanne)) == ["met z'n drieën", "ja", "fijn"])
            #expect(try await helpline.texts(id, as: .staff(two.noor)).count == 4)

            try await helpline.talks.leave(id, two.sanne)
            try await helpline.send("weer met z'n tweeën", as: two.seeker, in: id)
            #expect(try await refusal { try await helpline.texts(id, as: .staff(two.sanne)) } == .notFound)
            #expect(try await refusal { try await helpline.send("x", as: .staff(two.sanne), in: id) } == .notFound)
            #expect(try await helpline.openable(id, two.sanne) == [1])
            #expect(try await helpline.openable(id, two.noor) == [0, 1, 2])
            #expect(try await helpline.texts(id, as: .staff(two.noor)).last == "weer met z'n tweeën")
            #expect(try await refusal { try await helpline.talks.leave(id, two.noor) } == .lastCounsellor)
            #expect(try await helpline.talks.talks(of: two.sanne).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `the one who asked somebody in may leave, and the other goes on`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            let id = two.started.id
            try await helpline.invite(two.started, by: two.noor, to: Helpline.rotterdam, .history)
            _ = try await helpline.talks.takeNext(two.sanne)
            try await helpline.talks.leave(id, two.noor)
            try await helpline.send("alleen wij", as: two.seeker, in: id)
            #expect(try await helpline.openable(id, two.noor) == [0, 1])
            #expect(try await helpline.texts(id, as: .staff(two.sanne)) == ["eerste", "alleen wij"])
            #expect(try await refusal { try await helpline.talks.leave(id, two.sanne) } == .lastCounsellor)
        }
    }

    @Test(arguments: Engine.available)
    func `somebody can be asked again after the first one left`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            let id = two.started.id
            try await helpline.send("ik haal er iemand bij", as: .staff(two.noor), in: id)
            try await helpline.invite(two.started, by: two.noor, to: Helpline.rotterdam, .fromNow)
            _ = try await helpline.talks.takeNext(two.sanne)
            try await helpline.talks.leave(id, two.sanne)
            let again = try await refusal {
                try await helpline.talks.offer(
                    id, .handover, to: Helpline.rotterdam, share: .summary, summary: "kort", by: two.noor)
            }
            #expect(again == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `closing while a line is asked takes the talk out of its queue and its keys`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let two = try await two(helpline)
            try await helpline.ask(.handover, two.started, by: two.noor, to: Helpline.rotterdam, .history)
            #expect(try await helpline.openable(two.started.id, two.sanne) == [0, 1])
            try await helpline.talks.close(two.started.id, contact: [:], two.noor)
            #expect(try await helpline.openable(two.started.id, two.sanne) == [])
            #expect(try await helpline.talks.takeNext(two.sanne) == nil)
        }
    }
}
