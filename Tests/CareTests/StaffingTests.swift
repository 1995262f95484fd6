import Core
import Database
import Foundation
import Pack
import Testing

@testable import Care

@Suite struct `An honest wait` {
    /// Five talks of the line are answered, a minute apart.
    func answerFive(_ helpline: Helpline, _ person: SignedIn) async throws {
        for _ in 0..<5 {
            let talk = try await helpline.open(by: person)
            helpline.time.move(.minutes(1))
            try await helpline.talks.close(talk.id, contact: [:], person)
        }
    }

    @Test(arguments: Engine.available)
    func `the estimate is withdrawn when nobody is there, and for ten minutes after somebody came or went`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.hire("noor", on: Helpline.child)
            try await helpline.talks.watchLines()
            try await answerFive(helpline, noor)
            let started = try await helpline.start()
            func wait() async throws -> Wait? {
                try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token)).wait
            }
            #expect(try await wait() != nil)
            let bram = try await helpline.hire("bram", on: Helpline.child)
            #expect(try await wait() == nil)
            helpline.time.move(.minutes(10) - .milliseconds(1))
            #expect(try await wait() == nil)
            helpline.time.move(.milliseconds(1))
            #expect(try await wait() != nil)
            try await helpline.staff.signOut(bram)
            try await helpline.staff.signOut(noor)
            helpline.time.move(.minutes(11))
            #expect(try await wait() == nil)
            #expect(try await helpline.talks.standing(of: Helpline.child).isStaffed == false)
        }
    }

    // It waits to be told: who never is told fails, and does not hang.
    @Test(.timeLimit(.minutes(2)), arguments: Engine.available)
    func `a session that runs out counts as gone at once, and waiting pages are told when the number changes`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.hire("noor", on: Helpline.child)
            try await helpline.talks.watchLines()
            try await answerFive(helpline, noor)
            let started = try await helpline.start()
            let (hints, continuation) = AsyncStream.makeStream(of: Int64.self)
            let stop = helpline.talks.listen(to: started.id, lines: [Helpline.child]) { continuation.yield($0) }
            var iterator = hints.makeAsyncIterator()
            #expect(await iterator.next() == Hint.aside)
            func wait() -> Wait? {
                let board = helpline.talks.board
                return board.standing(of: started.id, home: Helpline.child, helpline.time.clock.now())?.wait
            }
            #expect(wait() != nil)
            _ = try await helpline.hire("bram", on: Helpline.child)
            #expect(await iterator.next() == Hint.aside)
            #expect(wait() == nil, "who is there changed just now")
            stop()
            helpline.time.move(.hours(13))
            #expect(try await helpline.talks.standing(of: Helpline.child).isStaffed == false)
        }
    }

    @Test func `an estimate rests on what was answered by those who are there now, when that is enough`() {
        let now = Instant(milliseconds: 10_000_000_000)
        let old = (0..<10).map { now - .minutes(30 + Int64($0)) }
        let fresh = (1...5).map { now - .minutes(Int64($0)) }
        func wait(_ answered: [Instant], _ signedIn: Int, _ changed: Instant?) -> Wait? {
            Wait(position: 1, answered: answered, staffing: Staffing(signedIn: signedIn, changedAt: changed), now: now)
        }
        #expect(wait(fresh + old, 0, nil) == nil)
        #expect(wait(fresh + old, 1, nil) == Wait(position: 1, answered: fresh + old, now: now))
        #expect(wait(old, 1, now - .minutes(9)) == nil)
        #expect(wait(old, 1, now - .minutes(10)) == Wait(position: 1, answered: old, now: now))
        #expect(wait(fresh + old, 1, now - .minutes(6)) == Wait(position: 1, answered: fresh, now: now))
        #expect(wait(Array(fresh.dropLast()) + old, 1, now - .minutes(6)) == nil)
    }
}

@Suite struct `Lines that are watched` {
    /// Mondays from 13:00 in Amsterdam: the minute at which the tests begin.
    static func afternoons() throws -> OpeningHours {
        OpeningHours(
            .weekly([.init(weekdays: [1], hours: .init(from: 780, to: 1020))], exceptions: []),
            timeZone: try #require(.init(identifier: "Europe/Amsterdam")))
    }

    @Test(arguments: Engine.available)
    func `a line that is open with nobody signed in for five minutes is an incident until somebody comes`(
        _ engine: Engine
    ) async throws {
        let afternoons = try Self.afternoons()
        try await Helpline.with(engine, lines: { $0.id == Helpline.child ? $0.with(hours: afternoons) : $0 }) {
            helpline in
            for line in [Helpline.rotterdam, Helpline.friesland, Helpline.family] {
                _ = try await helpline.person("p-\(line.text.prefix(15))-\(line.text.count)", on: line)
            }
            _ = try await helpline.person("gina", on: LineID(trusted: "guana-chat"))
            helpline.time.move(.hours(-2))
            let begin = helpline.time.now
            try await helpline.talks.watchLines()
            helpline.time.move(.hours(2))
            let opened = helpline.time.now
            try await helpline.talks.watchLines()
            helpline.time.move(.minutes(5) - .milliseconds(1))
            try await helpline.talks.watchLines()
            #expect(try await helpline.talks.incidents(since: begin).isEmpty)
            helpline.time.move(.milliseconds(1))
            try await helpline.talks.watchLines()
            try await helpline.talks.watchLines()
            #expect(
                try await helpline.talks.incidents(since: begin)
                    == [LineIncident(line: Helpline.child, since: opened, until: nil)])
            helpline.time.move(.minutes(1))
            let noor = try await helpline.hire("noor", on: Helpline.child)
            let ended = helpline.time.now
            let past = [LineIncident(line: Helpline.child, since: opened, until: ended)]
            #expect(try await helpline.talks.incidents(since: begin) == past)
            try await helpline.staff.signOut(noor)
            helpline.time.move(.minutes(4))
            try await helpline.talks.watchLines()
            #expect(try await helpline.talks.incidents(since: begin) == past)
            helpline.time.move(.hours(5))
            try await helpline.talks.watchLines()
            // It closed at 17:00: closed and unstaffed is no incident.
            #expect(try await helpline.talks.incidents(since: begin) == past)
        }
    }

    @Test(arguments: Engine.available)
    func `a line that a supervisor closed takes nobody until it is opened, and whoever waits keeps their place`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let waiting = try await helpline.start()
            func set(_ opening: LineSwitch.Opening, by person: SignedIn) async throws {
                _ = try await helpline.talks.switches.set(Helpline.child, .init(opening: opening), by: person)
            }
            #expect(try await refusal { try await set(.closed(until: nil), by: noor) } == .notAllowed)
            #expect(try await refusal { try await set(.closed(until: nil), by: sanne.as(.supervisor)) } == .notFound)
            try await set(.closed(until: nil), by: noor.as(.supervisor))
            #expect(try await refusal { try await helpline.start() } == .lineClosed(line: Helpline.child))
            #expect(try await helpline.talks.takeNext(noor)?.id == waiting.id)
            try await set(.hours, by: noor.as(.supervisor))
            #expect(try await helpline.start().position == 1)
        }
    }
}

@Suite struct `The door of a chat` {
    func door(_ helpline: Helpline) -> FrontDoorActions {
        FrontDoorActions(pack: helpline.pack, conversations: helpline.talks, clock: helpline.time.clock)
    }

    @Test(arguments: Engine.available)
    func `a closed chat has no button, and names what is open and when it opens`(_ engine: Engine) async throws {
        let mornings = OpeningHours(
            .weekly([.init(weekdays: [2], hours: .init(from: 540, to: 720))], exceptions: []),
            timeZone: try #require(.init(identifier: "Europe/Amsterdam")))
        try await Helpline.with(engine, lines: { $0.with(hours: mornings) }) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let sections = await door(helpline).door(.dutch).sections
            for section in sections { #expect(section.talk == nil) }
            let child = try #require(sections.first { $0.audience.text == "child" })
            // Tuesday 24 November 2026, 09:00 in Amsterdam.
            #expect(child.closed?.opensAt?.rfc3339 == "2026-11-24T08:00:00Z")
            #expect(child.closed?.organisation == "De Kindertelefoon")
            #expect(child.openNow.contains { $0.number == "0800-2000" })
            for help in child.situations {
                for answer in help.answers { if case .talk = answer { Issue.record("a closed chat is no answer") } }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `it says that it does not know the wait when nobody is there, and follows a line that is closed by hand`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine, lines: `Overflow by agreement`.agreed) { helpline in
            let noor = try await helpline.hire("noor", on: Helpline.child)
            _ = try await helpline.person("sanne", on: Helpline.rotterdam)
            _ = try await helpline.person("femke", on: Helpline.friesland)
            func talk() async -> Door.Talk? {
                await door(helpline).door(.dutch).sections.first { $0.audience.text == "child" }?.talk
            }
            #expect(await talk()?.isStaffed == true)
            try await helpline.staff.signOut(noor)
            #expect(await talk()?.isStaffed == false)
            _ = try await helpline.talks.switches.set(
                Helpline.child, .init(opening: .closed(until: nil)), by: noor.as(.supervisor))
            #expect(await talk()?.line.id != Helpline.child)
            let home = await door(helpline).door(.dutch, region: RegionID(trusted: "VT18")).sections
                .first { $0.audience.text == "victim" }
            #expect(home?.talk?.others == ["Veilig Thuis Friesland"])
        }
    }
}
