import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

extension Line {
    /// Overflows to a line after so many minutes, by an agreement that holds in the time of the tests.
    func overflowing(to line: LineID, after minutes: Int, until: String = "2027-11-01") throws -> Line {
        var copy = self
        copy.overflow.append(
            Overflow(
                to: line, afterMinutes: minutes, since: try #require(Day("2026-11-01")),
                reviewBy: try #require(Day(until))))
        return copy
    }

    func changed(_ change: (inout Line) -> Void) -> Line {
        var copy = self
        change(&copy)
        return copy
    }
}

@Suite struct `Overflow by agreement` {
    /// Rotterdam overflows to Friesland after ten minutes; nobody else has an agreement.
    static func agreed(_ line: Line) -> Line {
        line.id == Helpline.rotterdam
            ? (try? line.overflowing(to: Helpline.friesland, after: 10)) ?? line : line
    }

    @Test(arguments: Engine.available)
    func `after the agreed time the seeker's own token lets the other line answer too, and only that line`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine, lines: Self.agreed) { helpline in
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let femke = try await helpline.person("femke", on: Helpline.friesland)
            let noor = try await helpline.person("noor", on: Helpline.child, Helpline.family)
            let started = try await helpline.start(Helpline.rotterdam, "hallo")
            let seeker = Party.seeker(started.token)
            helpline.time.move(.minutes(10) - .milliseconds(1))
            #expect(try await helpline.talks.read(started.id, after: 0, as: seeker).alsoAsked == [])
            #expect(try await helpline.openable(started.id, femke) == [])
            helpline.time.move(.milliseconds(1))
            // Time alone opens nothing: the key comes by the seeker's token.
            try await helpline.talks.watchLines()
            #expect(try await helpline.openable(started.id, femke) == [])
            #expect(try await helpline.talks.takeNext(femke) == nil)
            let glimpse = try await helpline.talks.read(started.id, after: 0, as: seeker)
            #expect(glimpse.alsoAsked == [Helpline.friesland] && glimpse.position == 1)
            #expect(try await helpline.openable(started.id, femke) == [0])
            #expect(try await helpline.openable(started.id, sanne) == [0])
            #expect(try await helpline.openable(started.id, noor) == [])
            // Once: reading again grants nothing again.
            let grants = try await helpline.stored(started.id).grants
            _ = try await helpline.talks.read(started.id, after: 0, as: seeker)
            #expect(try await helpline.stored(started.id).grants.map(\.sealed) == grants.map(\.sealed))
            #expect(try await helpline.talks.takeNext(noor) == nil)
            #expect(try await helpline.talks.takeNext(femke)?.line == Helpline.friesland)
            #expect(try await helpline.talks.takeNext(sanne) == nil)
            #expect(try await helpline.texts(started.id, as: .staff(femke)) == ["hallo"])
            #expect(try await helpline.openable(started.id, sanne) == [])
            let stored = try await helpline.stored(started.id)
            #expect(!stored.grants.contains { $0.grantee.hasPrefix("queue:") })
            #expect(stored.conversation?.organisation.text == "veilig-thuis-friesland")
        }
    }

    @Test(arguments: Engine.available)
    func `a message carries the keys as reading does, and who takes it first has it alone`(_ engine: Engine)
        async throws
    {
        try await Helpline.with(engine, lines: Self.agreed) { helpline in
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let femke = try await helpline.person("femke", on: Helpline.friesland)
            let started = try await helpline.start(Helpline.rotterdam, "hallo")
            helpline.time.move(.minutes(11))
            try await helpline.send("ben je daar", as: .seeker(started.token), in: started.id)
            #expect(try await helpline.openable(started.id, femke) == [0])
            #expect(try await helpline.talks.takeNext(sanne)?.line == Helpline.rotterdam)
            #expect(try await helpline.openable(started.id, femke) == [])
            #expect(try await helpline.talks.takeNext(femke) == nil)
            #expect(try await helpline.talks.waiting(on: Helpline.friesland) == 0)
            #expect(try await helpline.stored(started.id).conversation?.line == Helpline.rotterdam)
        }
    }

    @Test(arguments: Engine.available)
    func `of 100 takes at once on both lines exactly one gets the talk`(_ engine: Engine) async throws {
        try await Helpline.with(engine, lines: Self.agreed) { helpline in
            let here = try await helpline.crowd((0..<10).map { "r\($0)" }, on: [Helpline.rotterdam])
            let there = try await helpline.crowd((0..<10).map { "f\($0)" }, on: [Helpline.friesland])
            let both = here + there
            for round in 0..<3 {
                let started = try await helpline.start(Helpline.rotterdam, "ronde \(round)")
                helpline.time.move(.minutes(10))
                _ = try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token))
                let results = await atOnce(100) { number in
                    try await helpline.talks.takeNext(both[number % 20]).map { _ in both[number % 20] }
                }
                let winners = try results.compactMap { try $0.get() }
                #expect(winners.count == 1)
                for person in both where person.member != winners.first?.member {
                    #expect(try await helpline.openable(started.id, person) == [])
                }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `the place on the other line is that of the arrival, and the exit and the code keep both places`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine, lines: Self.agreed) { helpline in
            _ = try await helpline.person("sanne", on: Helpline.rotterdam)
            let femke = try await helpline.person("femke", on: Helpline.friesland)
            let started = try await helpline.start(Helpline.rotterdam, "hallo")
            helpline.time.move(.minutes(9))
            let later = try await helpline.start(Helpline.friesland)
            helpline.time.move(.minutes(1))
            _ = try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token))
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            try await helpline.talks.exit(started.token)
            #expect(try await helpline.talks.waiting(on: Helpline.friesland) == 1)
            let back = try await helpline.talks.comeBack(typed: code.text)
            #expect(try await helpline.talks.read(started.id, after: 0, as: .seeker(back.token)).position == 1)
            #expect(try await helpline.talks.read(later.id, after: 0, as: .seeker(later.token)).position == 2)
            #expect(try await helpline.talks.takeNext(femke)?.id == started.id)
            #expect(try await helpline.talks.takeNext(femke)?.id == later.id)
        }
    }

    @Test(arguments: Engine.available)
    func `an agreement past its review date, or one that has not begun, lets nobody overflow`(
        _ engine: Engine
    ) async throws {
        let change: (Line) -> Line = {
            $0.id == Helpline.rotterdam
                ? (try? $0.overflowing(to: Helpline.friesland, after: 0, until: "2026-11-22")) ?? $0 : $0
        }
        try await Helpline.with(engine, lines: change) { helpline in
            _ = try await helpline.person("sanne", on: Helpline.rotterdam)
            let femke = try await helpline.person("femke", on: Helpline.friesland)
            let started = try await helpline.start(Helpline.rotterdam, "hallo")
            #expect(started.lines == [Helpline.rotterdam])
            #expect(try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token)).alsoAsked == [])
            #expect(try await helpline.openable(started.id, femke) == [])
            #expect(helpline.pack.overdueAgreements(at: helpline.time.now).map(\.line) == [Helpline.rotterdam])
        }
    }

    @Test(arguments: Engine.available)
    func `a line that is shut or full begins on the other, one with nobody there for long on both`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine, lines: { Self.agreed($0).with(queueLimit: 2) }) { helpline in
            let sanne = try await helpline.hire("sanne", on: Helpline.rotterdam)
            let femke = try await helpline.person("femke", on: Helpline.friesland)
            let first = try await helpline.start(Helpline.rotterdam)
            #expect(first.lines == [Helpline.rotterdam])
            try await helpline.staff.signOut(sanne)
            #expect(try await helpline.start(Helpline.rotterdam).lines == [Helpline.rotterdam])
            let full = try await helpline.start(Helpline.rotterdam, "vol")
            #expect(full.lines == [Helpline.friesland])
            #expect(try await helpline.openable(full.id, sanne) == [])
            #expect(try await helpline.openable(full.id, femke) == [0])
            try await helpline.talks.erase(first.id, first.token)
            try await helpline.talks.erase(full.id, full.token)
            helpline.time.move(.minutes(10))
            let both = try await helpline.start(Helpline.rotterdam, "niemand")
            #expect(both.lines == [Helpline.rotterdam, Helpline.friesland])
            #expect(try await helpline.openable(both.id, femke) == [0])
            try await helpline.talks.erase(both.id, both.token)
            _ = try await helpline.talks.switches.set(
                Helpline.rotterdam, .init(opening: .closed(until: nil)), by: sanne.as(.supervisor))
            let shut = try await helpline.start(Helpline.rotterdam)
            #expect(shut.lines == [Helpline.friesland])
            #expect(try await helpline.stored(shut.id).conversation?.organisation.text == "veilig-thuis-friesland")
        }
    }

    @Test(arguments: Engine.available)
    func `a page that is open is woken when another line may be asked`(_ engine: Engine) async throws {
        try await Helpline.with(engine, lines: Self.agreed) { helpline in
            _ = try await helpline.person("sanne", on: Helpline.rotterdam)
            _ = try await helpline.person("femke", on: Helpline.friesland)
            let started = try await helpline.start(Helpline.rotterdam)
            let (hints, continuation) = AsyncStream.makeStream(of: Int64.self)
            let stop = helpline.talks.listen(to: started.id, lines: []) { continuation.yield($0) }
            helpline.time.move(.minutes(10))
            try await helpline.talks.watchLines()
            var iterator = hints.makeAsyncIterator()
            #expect(await iterator.next() != nil)
            stop()
        }
    }
}

@Suite struct `Islands away from home` {
    static let saba = RegionID(trusted: "BQ-SA")
    static let guana = LineID(trusted: "guana-chat")

    @Test(arguments: Engine.available)
    func `a seeker from a small island is refused a line that is staffed there, and told which lines fit`(
        _ engine: Engine
    ) async throws {
        let change: (Line) -> Line = { $0.id == Helpline.child ? $0.changed { $0.staffedIn = [Self.saba] } : $0 }
        try await Helpline.with(engine, lines: change) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.person("gina", on: Self.guana)
            let refused = try await refusal {
                try await helpline.talks.start(line: Helpline.child, language: .dutch, place: "Saba")
            }
            #expect(refused == .lineNearHome(line: Helpline.child))
            let line = try #require(helpline.pack.line(Helpline.child))
            let fitting = helpline.pack.linesAway(from: Self.saba, insteadOf: line, language: .dutch)
            #expect(fitting.map(\.id) == [Self.guana])
            let away = try await helpline.talks.start(line: Self.guana, language: .dutch, place: "Saba")
            #expect(away.lines == [Self.guana])
            // Another island is no reason.
            _ = try await helpline.talks.start(line: Helpline.child, language: .dutch, place: "Bonaire")
            #expect(try await helpline.count(.conversation) == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `nobody from a small island overflows to a line that is staffed there`(_ engine: Engine) async throws {
        let change: (Line) -> Line = { line in
            switch line.id {
            case Self.guana: (try? line.overflowing(to: Helpline.child, after: 0)) ?? line
            case Helpline.child: line.changed { $0.staffedIn = [Self.saba] }
            default: line
            }
        }
        try await Helpline.with(engine, lines: change) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.person("gina", on: Self.guana)
            let saba = try await helpline.talks.start(line: Self.guana, language: .dutch, place: "Saba", text: "hoi")
            helpline.time.move(.hours(3))
            #expect(try await helpline.talks.read(saba.id, after: 0, as: .seeker(saba.token)).alsoAsked == [])
            #expect(try await helpline.openable(saba.id, noor) == [])
            let statia = try await helpline.talks.start(
                line: Self.guana, language: .dutch, place: "Statia", text: "hoi")
            let glimpse = try await helpline.talks.read(statia.id, after: 0, as: .seeker(statia.token))
            #expect(glimpse.alsoAsked == [Helpline.child])
        }
    }

    @Test func `the door leads a child from Saba to Aruba, and never to a line staffed on Saba while another fits`()
        throws
    {
        var pack = try Helpline.packOfTheNetherlands()
        let now = MovableClock().now
        let child = try #require(pack.entrance(EntranceID(trusted: "child")))
        func line(_ region: RegionID?) -> String? {
            pack.lineToTalk(audience: child.audience, choices: child.choices, region: region, now: now)?.id.text
        }
        #expect(line(Self.saba) == "guana-chat")
        #expect(line(nil) == "kindertelefoon-chat")
        #expect(line(RegionID(trusted: "VT18")) == "kindertelefoon-chat")
        pack.lines = pack.lines.map { $0.id == Self.guana ? $0.changed { $0.staffedIn = [Self.saba] } : $0 }
        #expect(line(Self.saba) == "kindertelefoon-chat")
        pack.lines = pack.lines.filter { $0.id == Self.guana }
        #expect(line(Self.saba) == "guana-chat")
    }
}

extension SignedIn {
    /// The same person with another role.
    func `as`(_ role: Role) -> SignedIn {
        SignedIn(
            member: StaffMember(
                id: member.id, name: member.name, displayName: member.displayName, organisation: member.organisation,
                role: role), keys: keys, tokenHash: tokenHash)
    }
}
