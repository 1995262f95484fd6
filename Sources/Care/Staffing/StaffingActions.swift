import Core
import Database
import Foundation
import Pack
import Staffing
import Synchronization

/// What can be done with a line's history: count on, read it, and plan from it.
public final class StaffingActions: Sendable {
    let store: Store
    let pack: Pack
    let clock: Clock
    /// Plans are computed on a thread of their own, one at a time, below everything that somebody waits for.
    private let queue = DispatchQueue(label: "vangnet.staffing", qos: .utility)
    private let waiting = Mutex(0)

    /// Plans that may wait for their turn.
    static let mostWaiting = 4
    /// Talks longer than a day are counted as a day, so that one forgotten talk does not change a mean.
    private static let longestTalk: Int64 = 86_400

    public init(store: Store, pack: Pack, clock: Clock) {
        (self.store, self.pack, self.clock) = (store, pack, clock)
    }

    // MARK: Counting

    /// Adds what happened to the running week, and weeks that are over to the sums. Safe on several nodes at once: what is
    /// counted is taken away in the same transaction.
    public func count() async throws {
        let week = LocalHour(clock.now(), pack.timeZone).week
        try await store.write { db in
            let events = try db.all(TakeLineEvents())
            guard !events.isEmpty else { return }
            try Self.add(events, db)
        }
        for line in try await store.read({ try $0.all(LinesToFold(week: week)) }) {
            try await store.write { db in try Self.fold(line, before: week, db) }
        }
    }

    private struct Place: Hashable {
        let line: LineID
        let at: LocalHour
    }

    private struct LeftPlace: Hashable {
        let line: LineID
        let week: Int64
        let door: String
        let bucket: Int
        let promise: Promise
    }

    private static func add(_ events: [LineEvent], _ db: any Writing) throws {
        var sums: [Place: LineHistory.Hour] = [:]
        var left: [LeftPlace: Int64] = [:]
        var first: [LineID: Int64] = [:]
        for event in events {
            var hour = sums[Place(line: event.line, at: event.at)] ?? LineHistory.Hour()
            switch event.kind {
            case .answered:
                hour.answered += 1
                hour.waitSeconds += event.seconds
            case .left:
                hour.abandoned += 1
                hour.waitSeconds += event.seconds
                let place = LeftPlace(
                    line: event.line, week: event.at.week, door: event.door,
                    bucket: LineHistory.bucket(event.seconds), promise: event.promise)
                left[place, default: 0] += 1
            case .talked:
                let seconds = min(event.seconds, longestTalk)
                hour.talks += 1
                hour.talkSeconds += seconds
                hour.talkSquares += seconds * seconds
            }
            sums[Place(line: event.line, at: event.at)] = hour
            first[event.line] = min(event.at.index, first[event.line] ?? .max)
        }
        // In one order on every node, so that no two wait for each other.
        for (line, index) in first.sorted(by: { $0.key < $1.key }) {
            try db.run(BeginHistory(line: line, index: index))
        }
        for (place, hour) in sums.sorted(by: { ($0.key.line, $0.key.at.index) < ($1.key.line, $1.key.at.index) }) {
            try db.run(AddToLineWeek(line: place.line, at: place.at, sums: hour))
        }
        let order = left.sorted {
            ($0.key.line.text, $0.key.week, $0.key.door, $0.key.bucket, $0.key.promise.rawValue)
                < ($1.key.line.text, $1.key.week, $1.key.door, $1.key.bucket, $1.key.promise.rawValue)
        }
        for (place, number) in order {
            try db.run(
                AddToLeftWeek(
                    line: place.line, week: place.week, door: place.door, bucket: place.bucket,
                    promise: place.promise, number: number))
        }
    }

    private static func fold(_ line: LineID, before week: Int64, _ db: any Writing) throws {
        guard let counted = try db.first(CountedTo(line: line)) else { return }
        var sums: [Int64: LineHistory.Hour] = [:]
        for (hour, more) in try db.all(TakeLineWeeks(line: line, before: week)) {
            var sum = sums[hour] ?? LineHistory.Hour()
            sum.arrivals += more.arrivals
            sum.answered += more.answered
            sum.abandoned += more.abandoned
            sum.waitSeconds += more.waitSeconds
            sum.talks += more.talks
            sum.talkSeconds += more.talkSeconds
            sum.talkSquares += more.talkSquares
            sums[hour] = sum
        }
        // How often each hour was there since it was last looked at, with people or without.
        for hour in 0..<Int64(168) {
            let weeks = times(hour, before: week * 168) - times(hour, before: counted)
            if weeks > 0 { sums[hour, default: LineHistory.Hour()].weeks = weeks }
        }
        for (hour, sum) in sums.sorted(by: { $0.key < $1.key }) {
            try db.run(AddToLineHour(line: line, hour: hour, sums: sum))
        }
        try db.run(AddToLeft(line: line, before: week))
        try db.run(DeleteLeftWeeks(line: line, before: week))
        if counted < week * 168 { try db.run(SetCountedTo(line: line, index: week * 168)) }
    }

    /// How often an hour of the week came before an hour of all time.
    private static func times(_ hour: Int64, before index: Int64) -> Int64 {
        index / 168 + (index % 168 > hour ? 1 : 0)
    }

    // MARK: Reading

    /// The weeks that are over. The running one is not in it.
    public func history(of line: LineID) async throws -> LineHistory {
        try await store.read { db in
            let hours = try db.all(HoursOfLine(line: line))
            return LineHistory(
                hours: Dictionary(uniqueKeysWithValues: hours.map { ($0.hour, $0.sums) }),
                left: try db.all(LeftOfLine(line: line)))
        }
    }

    // MARK: Planning

    /// Computes a plan, and beside it what the counsellors that were planned would give.
    /// - Throws: `Refusal.tooMany` when others wait for theirs already.
    func plan(_ asked: Asked) async throws -> Planned {
        let isAdmitted = waiting.withLock { waiting in
            guard waiting < Self.mostWaiting else { return false }
            waiting += 1
            return true
        }
        guard isAdmitted else { throw Refusal.tooMany(retryAfterSeconds: 10) }
        defer { waiting.withLock { $0 -= 1 } }
        return await withCheckedContinuation { caller in
            queue.async { caller.resume(returning: asked.planned()) }
        }
    }
}

/// A plan that somebody asks for.
struct Asked: Sendable {
    let scenario: Scenario
    let target: Target
    /// Counsellors by hour that are planned already; nil when nobody said.
    let shifts: [Int]?

    /// The same question has the same answer.
    private static let seed: UInt64 = 1
    /// People in the trials of a page: enough for a share to within two or three hundredths in a usual hour, in about a
    /// second.
    private static let people = 20_000.0

    fileprivate func planned() -> Planned {
        var chance = SeededGenerator(seed: Self.seed)
        let plan = StaffPlan(scenario, target, people: Self.people, using: &chance)
        let now = shifts.map { staff in
            Simulation(scenario, replications: plan.measured.replications, using: &chance)
                .measure(staff: staff, within: target.waitSeconds)
        }
        return Planned(plan: plan, shifts: shifts, now: now)
    }
}

struct Planned: Sendable {
    let plan: StaffPlan
    let shifts: [Int]?
    /// What the shifts would give.
    let now: Measured?
}
