import Core
import Database
import Foundation
import Pack
import Sealing
import Testing

@testable import Care

@Suite struct `Waiting in the queue` {
    @Test(arguments: Engine.available)
    func `talks are taken in the order in which they came and each knows its place`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            var waiting: [ConversationsActions.Started] = []
            for place in 1...3 {
                waiting.append(try await helpline.start())
                #expect(waiting.last?.position == place)
                helpline.time.move(.seconds(20))
            }
            let glimpse = try await helpline.talks.read(waiting[2].id, after: 0, as: .seeker(waiting[2].token))
            #expect(glimpse.position == 3 && glimpse.state == "waiting")
            for index in 0..<3 {
                let taken = try #require(try await helpline.talks.takeNext(noor))
                #expect(taken.id == waiting[index].id && taken.line == Helpline.child)
                for later in waiting[(index + 1)...] {
                    let glimpse = try await helpline.talks.read(later.id, after: 0, as: .seeker(later.token))
                    #expect(glimpse.position == (waiting.firstIndex { $0.id == later.id } ?? -1) - index)
                }
            }
            #expect(try await helpline.talks.takeNext(noor) == nil)
            let first = waiting[0]
            let open = try await helpline.talks.read(first.id, after: 0, as: .seeker(first.token))
            #expect(open.state == "open" && open.position == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `each line has a queue of its own and a counsellor takes from their own lines only`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let child = try await helpline.start(Helpline.child)
            let rotterdam = try await helpline.start(Helpline.rotterdam)
            #expect(child.position == 1 && rotterdam.position == 1)
            #expect(
                try await refusal { try await helpline.talks.takeNext(noor, lines: [Helpline.rotterdam]) } == .notFound)
            #expect(try await helpline.talks.takeNext(sanne)?.id == rotterdam.id)
            #expect(try await helpline.talks.takeNext(sanne) == nil)
            #expect(try await helpline.talks.takeNext(noor, lines: [])?.id == nil)
            #expect(try await helpline.talks.takeNext(noor, lines: [Helpline.child])?.id == child.id)
        }
    }

    @Test(arguments: Engine.available)
    func `of several lines the talk that waits longest is taken, in whatever order the lines are named`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child, Helpline.family)
            let first = try await helpline.start(Helpline.family)
            helpline.time.move(.seconds(1))
            let second = try await helpline.start(Helpline.child)
            helpline.time.move(.seconds(1))
            let third = try await helpline.start(Helpline.family)
            #expect(try await helpline.talks.takeNext(noor, lines: [Helpline.child, Helpline.family])?.id == first.id)
            #expect(try await helpline.talks.takeNext(noor, lines: [Helpline.family, Helpline.child])?.id == second.id)
            #expect(try await helpline.talks.takeNext(noor)?.id == third.id)
        }
    }

    @Test(arguments: Engine.available)
    func `the first text is message 1, sealed, and read by the seeker and by who takes the talk`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let text = "mijn naam is Jasmijn en ik ben bang"
            let started = try await helpline.start(Helpline.child, text)
            let stored = try #require(try await helpline.stored(started.id).messages.first)
            #expect(stored.number == 1)
            #expect(!String(decoding: stored.sealed, as: UTF8.self).contains("Jasmijn"))
            #expect(try await helpline.texts(started.id, as: .seeker(started.token)) == [text])
            #expect(try await refusal { try await helpline.texts(started.id, as: .staff(noor)) } == .notFound)
            _ = try await helpline.talks.takeNext(noor)
            #expect(try await helpline.texts(started.id, as: .staff(noor)) == [text])
        }
    }

    @Test(arguments: Engine.available)
    func `from the moment a talk is taken only its counsellor can open it, not the others of the line`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let bram = try await helpline.person("bram", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let started = try await helpline.start(Helpline.child, "hallo")
            #expect(try await helpline.openable(started.id, noor) == [0])
            #expect(try await helpline.openable(started.id, bram) == [0])
            #expect(try await helpline.openable(started.id, sanne) == [])
            _ = try await helpline.talks.takeNext(bram)
            #expect(try await helpline.openable(started.id, noor) == [])
            #expect(try await helpline.openable(started.id, bram) == [0])
            let grantees = try await helpline.stored(started.id).grants.map(\.grantee)
            #expect(!grantees.contains { $0.hasPrefix("queue:") } && grantees.count == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `a closed line, an unknown one and one on which nobody works take no talk`(_ engine: Engine) async throws {
        // From 10:00 to 13:00 on Mondays, at the clock in Amsterdam; the test begins at 13:00 there.
        let mornings = OpeningHours(
            .weekly([.init(weekdays: [1], hours: .init(from: 600, to: 780))], exceptions: []),
            timeZone: try #require(.init(identifier: "Europe/Amsterdam")))
        try await Helpline.with(engine, lines: { $0.id == Helpline.child ? $0.with(hours: mornings) : $0 }) {
            helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            #expect(try await refusal { try await helpline.start() } == .lineClosed(line: Helpline.child))
            helpline.time.move(.milliseconds(-1))
            #expect(try await helpline.start().position == 1)
            #expect(try await refusal { try await helpline.start(LineID(trusted: "nergens")) } == .notFound)
            let nobody = try await refusal { try await helpline.start(Helpline.family) }
            #expect(nobody == .lineClosed(line: Helpline.family))
            #expect(try await helpline.count(.conversation) == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `a full queue takes nobody until somebody has been answered`(_ engine: Engine) async throws {
        try await Helpline.with(engine, lines: { $0.with(queueLimit: 3) }) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child, Helpline.family)
            for _ in 0..<3 { _ = try await helpline.start() }
            #expect(try await refusal { try await helpline.start() } == .queueFull(line: Helpline.child))
            #expect(try await helpline.start(Helpline.family).position == 1)
            _ = try await helpline.talks.takeNext(noor, lines: [Helpline.child])
            #expect(try await helpline.start().position == 3)
            #expect(try await helpline.talks.waiting(on: Helpline.child) == 3)
        }
    }

    @Test(arguments: Engine.available)
    func `who used the exit is passed over, keeps nobody waiting, and stands where they stood when they come back`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let first = try await helpline.start()
            helpline.time.move(.seconds(1))
            let second = try await helpline.start()
            let code = try await helpline.talks.makeCode(first.id, first.token).code
            try await helpline.talks.exit(first.token)
            #expect(try await helpline.talks.read(second.id, after: 0, as: .seeker(second.token)).position == 1)
            #expect(try await helpline.talks.waiting(on: Helpline.child) == 1)
            let back = try await helpline.talks.comeBack(typed: code.text)
            #expect(try await helpline.talks.read(first.id, after: 0, as: .seeker(back.token)).position == 1)
            #expect(try await helpline.talks.read(second.id, after: 0, as: .seeker(second.token)).position == 2)
            try await helpline.talks.exit(back.token)
            #expect(try await helpline.talks.takeNext(noor)?.id == second.id)
            #expect(try await helpline.talks.takeNext(noor) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `the queue of the desk tells how many wait, how long, and how much can still be taken`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.person("bram", on: Helpline.child, capacity: 1)
            _ = try await helpline.start()
            helpline.time.move(.seconds(90))
            _ = try await helpline.start()
            let load = try #require(try await helpline.talks.queue(of: noor).first)
            #expect(load.waiting == 2 && load.longestWaitSeconds == 90 && load.freeCapacity == 4)
            _ = try await helpline.talks.takeNext(noor)
            let after = try #require(try await helpline.talks.queue(of: noor).first)
            #expect(after.waiting == 1 && after.longestWaitSeconds == 0 && after.freeCapacity == 3)
        }
    }

    @Test(arguments: Engine.available)
    func `of a place that was typed only the region is kept, and a place may have 100 characters`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.talks.start(line: Helpline.child, language: .dutch, place: "Leeuwarden")
            #expect(try await helpline.stored(started.id).conversation?.region == RegionID(trusted: "VT04"))
            let long = String(repeating: "é", count: 100)
            let unknown = try await helpline.talks.start(line: Helpline.child, language: .dutch, place: long)
            #expect(try await helpline.stored(unknown.id).conversation?.region == nil)
            let refused = try await refusal {
                try await helpline.talks.start(line: Helpline.child, language: .dutch, place: long + "e")
            }
            #expect(refused == .tooLong(field: "place", limit: 100))
        }
    }
}

extension Line {
    func with(hours: OpeningHours? = nil, queueLimit: Int? = nil) -> Line {
        Line(
            id: id, organisation: organisation, group: group, name: name, audiences: audiences, regions: regions,
            languages: languages, hours: hours ?? self.hours, opening: opening,
            queueLimit: queueLimit ?? self.queueLimit, typicalMinutes: typicalMinutes,
            typicalMinutesSource: typicalMinutesSource, overflow: overflow, staffedIn: staffedIn,
            urgentReserve: urgentReserve)
    }
}
