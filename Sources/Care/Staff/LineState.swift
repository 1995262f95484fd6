import Core
import Database

/// How a line is staffed: how many are there, and since when it is so many.
struct Staffing: Sendable, Hashable {
    let signedIn: Int
    /// Nil when no change was seen.
    let changedAt: Instant?

    /// An estimate that rests on answers of before a change says nothing for this long after it.
    static let settles = Duration.minutes(10)
}

/// Keeps count of who is signed in on each line. Inside a transaction of the caller.
enum LineStates {
    /// Takes the lines for this transaction, always in the same order. Before anything else that locks.
    static func lock(_ lines: [LineID], _ db: any Writing) throws {
        for line in lines.sorted() {
            try db.run(MakeLineState(line: line))
            _ = try db.first(LockedLineState(line: line))
        }
    }

    /// Counts again. Who waits on a line that became another is woken, because their estimate rested on it.
    static func refresh(_ lines: [LineID], _ now: Instant, _ db: any Writing) throws {
        for line in lines.sorted() {
            guard let state = try db.first(LineStateOf(line: line)) else { continue }
            let count = try db.first(SignedInOn(line: line, now: now)) ?? 0
            let isUnstaffedKnown = (count == 0) == (state.unstaffedSince != nil)
            guard count != state.signedIn || !isUnstaffedKnown else { continue }
            // The first count of all is no change.
            let isOther = count != state.signedIn && state.signedIn >= 0
            try db.run(
                SetStaffing(
                    line: line, signedIn: count, changedAt: isOther ? now : state.changedAt,
                    unstaffedSince: count == 0 ? (state.unstaffedSince ?? now) : nil))
            if count > 0 { try db.run(EndIncidents(line: line, at: now)) }
            if isOther { db.wake(Topics.line(line)) }
        }
    }

    /// What holds at this moment. A number that nobody has noted yet has changed just now.
    static func staffing(_ line: LineID, _ now: Instant, _ db: any Reading) throws -> Staffing {
        let count = try db.first(SignedInOn(line: line, now: now)) ?? 0
        guard let state = try db.first(LineStateOf(line: line)), state.signedIn >= 0 else {
            return Staffing(signedIn: count, changedAt: nil)
        }
        return Staffing(signedIn: count, changedAt: count == state.signedIn ? state.changedAt : now)
    }
}

extension StaffActions {
    /// How many points of talks somebody may hold. A supervisor of the same organisation lowers it, and gives it back; nobody
    /// goes above the standard, or above what is lifted for a benchmark.
    ///
    /// Throws `notAllowed` (no supervisor), `notFound` (nobody of this name here), `malformed` (too many points).
    public func setCapacity(of name: String, to points: Int64, by supervisor: SignedIn) async throws {
        guard supervisor.member.role == .supervisor else { throw Refusal.notAllowed }
        let organisation = supervisor.member.organisation
        try await store.write { db in
            guard let person = try db.first(CapacityOf(name: name)), person.organisation == organisation else {
                throw Refusal.notFound
            }
            guard (0...max(Self.standardCapacity, person.capacity)).contains(points) else {
                throw Refusal.malformed(field: "points")
            }
            try db.run(SetCapacityOf(person: person.id, capacity: points))
            for line in try db.all(LinesOf(person: person.id)) { db.wake(Topics.line(line)) }
        }
    }
}
