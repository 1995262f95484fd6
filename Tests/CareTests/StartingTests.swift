import Core
import Database
import Testing

@testable import Care

@Suite struct `How long it takes` {
    let now = MovableClock().now

    func wait(_ position: Int, _ minutesAgo: Double...) -> Wait? {
        let answered = minutesAgo.map { now - .milliseconds(Int64($0 * 60_000)) }
        return Wait(position: position, answered: answered, now: now)
    }

    @Test func `fewer than five answers in the last hour say nothing`() {
        #expect(wait(1) == nil)
        #expect(wait(1, 1, 2, 3, 4) == nil)
        #expect(wait(1, 1, 2, 3, 4, 60) == nil)
        #expect(wait(1, 1, 2, 3, 4, 59.9) != nil)
        #expect(wait(0, 1, 2, 3, 4, 5) == nil)
        #expect(wait(-1, 1, 2, 3, 4, 5) == nil)
    }

    @Test func `the range is in whole minutes, half to twice what the last answers took`() throws {
        // Five answers in twenty minutes: four minutes for each place.
        let first = try #require(wait(1, 4, 8, 12, 16, 20))
        #expect(first.lowSeconds == 120 && first.highSeconds == 480)
        let third = try #require(wait(3, 4, 8, 12, 16, 20))
        #expect(third.lowSeconds == 360 && third.highSeconds == 1_440)
        // 66 seconds each: from 33 to 132 seconds, rounded outwards.
        let odd = try #require(wait(1, 1.1, 2.2, 3.3, 4.4, 5.5))
        #expect(odd.lowSeconds == 0 && odd.highSeconds == 180)
        let quick = try #require(wait(1, 0.01, 0.02, 0.03, 0.04, 0.05))
        #expect(quick.lowSeconds == 0 && quick.highSeconds == 60)
    }

    @Test(arguments: Engine.available)
    func `who waits is told nothing until enough talks of the line were answered`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child, Helpline.family, capacity: 10)
            for answered in 0..<5 {
                let started = try await helpline.start()
                #expect(started.wait == nil, "after \(answered) answers")
                helpline.time.move(.minutes(2))
                _ = try await helpline.talks.takeNext(noor)
            }
            helpline.time.move(.minutes(2))
            let started = try await helpline.start()
            #expect(started.wait?.lowSeconds == 60 && started.wait?.highSeconds == 240)
            let glimpse = try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token))
            #expect(glimpse.wait == started.wait)
            #expect(try await helpline.start(Helpline.family).wait == nil)
            helpline.time.move(.hours(1))
            let later = try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token))
            #expect(later.position == 1 && later.wait == nil)
        }
    }

    /// A moment of an answer, as it lies in the store.
    private struct Answers: Query {
        static let sql = "SELECT * FROM line_answer ORDER BY answered_at"
        static func row(_ row: ResultRow) throws -> (line: LineID, at: Int64) { (try row.id(0), try row.integer(1)) }
    }

    @Test(arguments: Engine.available)
    func `a talk that is erased or purged stays in the range, without a trace of itself`(_ engine: Engine) async throws
    {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child, capacity: 10)
            helpline.time.move(.milliseconds(321))
            for _ in 0..<5 {
                let started = try await helpline.start()
                helpline.time.move(.minutes(2))
                _ = try await helpline.talks.takeNext(noor)
                try await helpline.talks.erase(started.id, started.token)
            }
            _ = try await helpline.talks.purge()
            helpline.time.move(.minutes(2))
            let started = try await helpline.start()
            #expect(started.wait?.lowSeconds == 60 && started.wait?.highSeconds == 240)
            // Which line and which second; the talks themselves were answered at a finer moment.
            let kept = try await helpline.store.read { try $0.all(Answers()) }
            #expect(kept.count == 5)
            #expect(kept.allSatisfy { $0.line == Helpline.child && $0.at % 1000 == 0 })
            helpline.time.move(.minutes(50))
            #expect(try await helpline.start().wait == nil)
            _ = try await helpline.talks.purge()
            #expect(try await helpline.store.read { try $0.all(Answers()) }.count == 4)
            helpline.time.move(.hours(1))
            _ = try await helpline.talks.purge()
            #expect(try await helpline.store.read { try $0.all(Answers()) }.isEmpty)
        }
    }
}
