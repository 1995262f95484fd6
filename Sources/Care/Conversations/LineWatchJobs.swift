import Core
import Database
import Pack

/// A line that said it was open while nobody was there to answer. Says nothing of a person.
public struct LineIncident: Sendable, Hashable {
    public let line: LineID
    public let since: Instant
    /// Nil while it goes on.
    public let until: Instant?

    /// For so long after its end a supervisor of the line still sees it. Signing in to look ends one and hides none.
    static let shownFor = Duration.days(14)
    /// So many of one line are shown, the latest.
    static let mostShown = 20
}

/// What is watched on the clock: who is there, lines that are open and unstaffed, talks that waited long.
extension ConversationsActions {
    /// How long a line may be open with nobody signed in before it is an incident.
    static let unstaffedFor = Duration.minutes(5)
    /// Incidents are kept for a year and a month, to compare with the year before.
    static let incidentsKept = Duration.days(396)

    /// Counts who is signed in, notes lines that are open and unstaffed, and wakes the pages of those for whom another line
    /// may be asked. Safe to run on every node.
    public func watchLines() async throws {
        let now = clock.now()
        let switches = await switches.current()
        try await store.write { [pack] db in
            let lines = pack.lines.map(\.id)
            try LineStates.lock(lines, db)
            try LineStates.refresh(lines, now, db)
            for line in pack.lines { try Self.watch(line, isOpen: switches.said(of: line, at: now).isOpen, now, db) }
            try db.run(DeleteOldIncidents(before: now - Self.incidentsKept))
            for line in pack.lines {
                for (other, agreement) in pack.overflow(of: line, region: nil, language: pack.languages[0], at: now) {
                    let before = now - .minutes(Int64(agreement.afterMinutes))
                    for id in try db.all(OverdueOn(line: line.id, to: other.id, before: before)) {
                        db.wake(Topics.conversation(id))
                    }
                }
            }
        }
    }

    private static func watch(_ line: Line, isOpen: Bool, _ now: Instant, _ db: any Writing) throws {
        guard let state = try db.first(LineStateOf(line: line.id)), isOpen, let unstaffed = state.unstaffedSince,
            let open = line.hours.openSince(max(unstaffed, now - .days(7)), at: now)
        else {
            try db.run(EndIncidents(line: line.id, at: now))
            return
        }
        let since = max(unstaffed, open)
        guard now.since(since) >= unstaffedFor, try db.first(HasOpenIncident(line: line.id)) == nil else { return }
        try db.run(InsertIncident(line: line.id, since: since))
    }

    /// Incidents that ended after `moment` or go on, latest first.
    public func incidents(since moment: Instant) async throws -> [LineIncident] {
        try await store.read { try $0.all(IncidentsSince(since: moment)) }.map {
            LineIncident(line: $0.line, since: $0.since, until: $0.until)
        }
    }
}
