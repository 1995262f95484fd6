import Core
import Database
import Foundation
import Pack
import Staffing
import Testing

@testable import Care

extension Helpline {
    fileprivate var staffing: StaffingActions { StaffingActions(store: store, pack: pack, clock: time.clock) }
    fileprivate func history(_ line: LineID = child) async throws -> LineHistory {
        try await staffing.history(of: line)
    }
}

private struct RowsOf {
    struct Arrivals: Query {
        static let sql = "SELECT count(*) FROM arrival"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }
    struct Events: Query {
        static let sql = "SELECT count(*) FROM line_event"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }
    struct Weeks: Query {
        static let sql = "SELECT (SELECT count(*) FROM line_week) + (SELECT count(*) FROM line_week_left)"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }
}

@Suite struct `The history of a line` {
    @Test(arguments: Engine.available)
    func `counts who came, who was answered, who left, and how long it took`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            // Monday 23 November 2026, 12:00 UTC is 13:00 in Amsterdam: hour 13 of the week.
            let answered = try await helpline.start()
            helpline.time.move(.seconds(90))
            #expect(try await helpline.talks.takeNext(noor)?.id == answered.id)
            helpline.time.move(.minutes(20))
            try await helpline.talks.close(answered.id, contact: [:], noor)
            // 13:21: one leaves by the exit after four minutes, one ends, one erases, one is never seen again.
            let leaves = try await helpline.start()
            let ends = try await helpline.start()
            let erases = try await helpline.start()
            let silent = try await helpline.start()
            helpline.time.move(.minutes(4))
            try await helpline.talks.exit(leaves.token)
            try await helpline.talks.end(ends.id, ends.token)
            try await helpline.talks.erase(erases.id, erases.token)
            helpline.time.move(.hours(2))
            _ = try await helpline.talks.purge()
            #expect(try await helpline.store.read { try $0.first(RowsOf.Arrivals()) } == 0, "\(silent.id)")
            try await helpline.staffing.count()
            // The week is not over: nothing is in the sums, and no event is kept.
            #expect(try await helpline.history().arrivals == 0)
            #expect(try await helpline.store.read { try $0.first(RowsOf.Events()) } == 0)
            helpline.time.move(.days(7))
            try await helpline.staffing.count()
            try await helpline.staffing.count()
            let history = try await helpline.history()
            let hour = history.hours[13]
            #expect(hour.arrivals == 5 && hour.answered == 1 && hour.abandoned == 4)
            #expect(hour.waitSeconds == 90 + 3 * 240 + 0)
            #expect(hour.talks == 1 && hour.talkSeconds == 1_200 && hour.talkSquares == 1_440_000)
            #expect(history.hours.indices.allSatisfy { $0 == 13 || history.hours[$0].arrivals == 0 })
            #expect(history.left.map(\.number).reduce(0, +) == 4)
            #expect(history.left.filter { $0.bucket == 2 }.map(\.number).reduce(0, +) == 3)
            // No row of a single week stays.
            #expect(try await helpline.store.read { try $0.first(RowsOf.Weeks()) } == 0)
            // Hours before the first one that was counted were there once less.
            #expect(history.hours[12].weeks == 0 && history.hours[13].weeks == 1 && history.hours[14].weeks == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `counts weeks without people too, and late counts once`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            helpline.time.move(.days(6) + .hours(10) + .minutes(55))
            // Sunday 23:55: answered on Monday, in another week.
            let late = try await helpline.start()
            let second = try await helpline.start()
            try await helpline.talks.exit(second.token)
            try await helpline.staffing.count()
            helpline.time.move(.minutes(10))
            try await helpline.staffing.count()
            _ = try await helpline.talks.takeNext(noor)
            try await helpline.talks.close(late.id, contact: [:], noor)
            helpline.time.move(.days(21))
            try await helpline.staffing.count()
            let history = try await helpline.history()
            #expect(history.hours[167].arrivals == 2 && history.hours[167].answered == 1)
            #expect(history.hours[167].weeks == 4 && history.hours[166].weeks == 3 && history.hours[0].weeks == 3)
            #expect(history.weeks == 4)
        }
    }

    @Test(arguments: Engine.available)
    func `knows who left before the time they were told, and by which entrance`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child, capacity: 100)
            // Five answered in the last hour, a minute apart: a range can be told.
            for _ in 0..<6 {
                _ = try await helpline.open(by: noor)
                helpline.time.move(.minutes(1))
            }
            let home = helpline.pack.entrances[1].audience
            for minutes in [0, 60] {
                let started = try await helpline.talks.start(line: Helpline.child, language: .dutch, door: home)
                #expect(started.wait != nil)
                helpline.time.move(.minutes(Int64(minutes)))
                try await helpline.talks.exit(started.token)
                helpline.time.move(.minutes(-Int64(minutes)))
            }
            helpline.time.move(.days(8))
            try await helpline.staffing.count()
            let left = try await helpline.history().left
            #expect(left.allSatisfy { $0.door == home })
            #expect(left.first { $0.promise == .before }.map { $0.number == 1 && $0.bucket == 0 } == true)
            #expect(left.first { $0.promise == .after }.map { $0.number == 1 && $0.bucket == 5 } == true)
        }
    }

    @Test(arguments: Engine.available)
    func `is counted once when all nodes count at once`(_ engine: Engine) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let first = nodes[0]
            _ = try await first.person("noor", on: Helpline.child)
            for round in 0..<5 {
                for _ in 0..<8 {
                    let started = try await nodes[round % nodes.count].start()
                    try await first.talks.exit(started.token)
                }
                _ = await atOnce(8) { try await nodes[$0 % nodes.count].staffing.count() }
            }
            first.time.move(.days(8))
            let results = await atOnce(8) { try await nodes[$0 % nodes.count].staffing.count() }
            for result in results { _ = try result.get() }
            let history = try await first.history()
            #expect(history.arrivals == 40 && history.abandoned == 40 && history.weeks == 1)
            #expect(history.left.reduce(0) { $0 + $1.number } == 40)
        }
    }

    @Test(arguments: Engine.available)
    func `leaves no trace of who waits in what is kept`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start()
            #expect(try await helpline.store.read { try $0.first(RowsOf.Arrivals()) } == 1)
            try await helpline.talks.exit(started.token)
            #expect(try await helpline.store.read { try $0.first(RowsOf.Arrivals()) } == 0)
        }
    }
}

@Suite struct `What a history tells` {
    static func history(_ arrivals: [Int64], weeks: Int64 = 10) -> LineHistory {
        var hours: [Int64: LineHistory.Hour] = [:]
        for (hour, count) in arrivals.enumerated() {
            hours[Int64(hour)] = LineHistory.Hour(
                weeks: weeks, arrivals: count, answered: count / 2, abandoned: count - count / 2,
                waitSeconds: count * 60,
                talks: count / 2, talkSeconds: count / 2 * 600, talkSquares: count / 2 * 500_000)
        }
        return LineHistory(hours: hours, left: [])
    }

    @Test func `is nothing of an hour with fewer than ten people`() throws {
        let history = Self.history([100, 9, 10, 3] + Array(repeating: 0, count: 164))
        let usual = try #require(history.arrivalsByHour)
        #expect(usual[0] == 10 && usual[2] == 1)
        #expect(history.pooled == Set([1] + Array(3..<168)))
        // Twelve people in 1,660 hours, each the same.
        #expect(usual[1] == usual[3] && abs(usual[1] - 12.0 / 1_660) < 1e-12)
        #expect(abs(usual.reduce(0, +) - 12.2) < 1e-9)
        #expect(Self.history([4, 5]).arrivalsByHour == nil)
        // Fewer than ten in all the small hours together: not even that.
        #expect(Self.history([100, 9]).arrivalsByHour?[1] == 0)
    }

    @Test func `is the patience of all who waited, and the talks of all who talked`() throws {
        let history = Self.history([100])
        #expect(history.patience == 120)
        let talk = try #require(history.talk)
        #expect(talk.mean == 600 && abs(talk.spread - (500_000.0 - 360_000).squareRoot()) < 1e-9)
        #expect(Self.history([12]).talk == nil && Self.history([12]).patience == nil)
    }

    @Test func `hides small numbers, and a second one when one alone could be told from the sum`() {
        #expect(LineHistory.shown([20, 30, 40]) == [20, 30, 40])
        #expect(LineHistory.shown([20, 30, 4]) == [nil, 30, nil])
        #expect(LineHistory.shown([2, 30, 4]) == [nil, 30, nil])
        #expect(LineHistory.shown([3]) == [nil])
    }

    @Test func `begins its week on Monday at midnight, by the country's clock`() throws {
        let amsterdam = try #require(TimeZone(identifier: "Europe/Amsterdam"))
        // Monday 23 November 2026, 00:30 in Amsterdam is Sunday in Greenwich.
        let moment = Instant(milliseconds: 1_795_435_200_000) - .hours(12) - .minutes(30)
        #expect(LocalHour(moment, amsterdam).hour == 0)
        #expect(LocalHour(moment - .hours(1), amsterdam).hour == 167)
        #expect(LocalHour(moment - .hours(1), amsterdam).week + 1 == LocalHour(moment, amsterdam).week)
    }

    @Test func `becomes a question only when it is enough, and says where each number is from`() throws {
        let pack = try Helpline.packOfTheNetherlands()
        let line = try #require(pack.line(Helpline.child))
        let open = Array(repeating: true, count: 168)
        let empty = LineHistory(hours: [:], left: [])
        var given = StaffingQuestion.Given()
        #expect(try StaffingQuestion.make(given, history: empty, line: line, open: open).missing == [.perWeek])
        given.perWeek = 168
        let flat = try #require(try StaffingQuestion.make(given, history: empty, line: line, open: open).question)
        #expect(flat.scenario.arrivals.allSatisfy { abs($0 - 1) < 1e-9 })
        #expect(flat.shape == .unknown && flat.patience == .unknown && flat.spread == .unknown)
        #expect(flat.scenario.patience == .endless)
        if case .published(let source) = flat.talk { #expect(!source.isEmpty) } else { Issue.record("\(flat.talk)") }
        let counted = try #require(
            try StaffingQuestion.make(
                StaffingQuestion.Given(), history: Self.history([100, 200]), line: line, open: open
            ).question)
        #expect(counted.arrivals == .counted(300) && counted.talk == .counted(150))
        #expect(counted.scenario.arrivals[1] == 20)
    }
}
