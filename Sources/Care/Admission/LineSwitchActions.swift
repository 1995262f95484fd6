import Core
import Database
import Pack
import Synchronization

/// Opening, closing and calming lines, and what every node knows of it: at once by a wake-up, and without one (another program
/// on the same file) within two seconds.
public final class LineSwitchActions: Sendable {
    private struct Known {
        var switches = LineSwitches.none
        var readAt: Instant?
        var isStale = true
    }

    /// For how long what was read is used when no wake-up comes.
    static let freshness = Duration.seconds(2)
    static let topic = Topic(name: "switches", number: 0)

    private let store: Store
    private let pack: Pack
    private let clock: Clock
    private let audit: AuditActions
    private let known: Shared
    private let subscription: Subscription

    /// What the wake-up reaches without holding on to the actions themselves.
    private final class Shared: Sendable {
        let known = Mutex(Known())
    }

    init(store: Store, pack: Pack, clock: Clock, audit: AuditActions) {
        (self.store, self.pack, self.clock, self.audit) = (store, pack, clock, audit)
        let shared = Shared()
        known = shared
        subscription = store.wakeups.subscribe(Self.topic.name) { _ in shared.known.withLock { $0.isStale = true } }
    }

    /// As known here now. When the store does not answer, as known before: the door stays up.
    public func current() async -> LineSwitches {
        let now = clock.now()
        let fresh = known.known.withLock { known -> LineSwitches? in
            guard !known.isStale, let at = known.readAt, now >= at, now.since(at) < Self.freshness else { return nil }
            return known.switches
        }
        if let fresh { return fresh }
        known.known.withLock { $0.isStale = false }
        let read = try? await store.read { db in (try db.all(AllLineSwitches()), try db.all(LinesWithPeople())) }
        guard let (rows, worked) = read else {
            return known.known.withLock {
                $0.isStale = true
                return $0.switches
            }
        }
        let byLine = Dictionary(rows.map { ($0.line, $0) }) { first, _ in first }
        let unworked = Set(pack.lines.map(\.id)).subtracting(worked)
        return known.known.withLock { known in
            if known.switches.byLine != byLine || known.switches.unworked != unworked {
                known.switches = LineSwitches(
                    byLine: byLine, version: known.switches.version + 1, unworked: unworked)
            }
            known.readAt = now
            return known.switches
        }
    }

    /// As known now, for somebody who wants to begin on a line. Where nobody works it is read again: `vangnet staff add` is
    /// another program, and the first who comes after it is not to be refused.
    func current(for line: LineID) async -> LineSwitches {
        let known = await current()
        return known.unworked.contains(line) ? await fresh() : known
    }

    /// Another program may have changed something a moment ago: reads again.
    public func fresh() async -> LineSwitches {
        known.known.withLock { $0.isStale = true }
        return await current()
    }

    /// What is to change; what is nil stays as it is.
    public struct Change: Sendable {
        public var opening: LineSwitch.Opening?
        public var notice: [Language: String]?
        /// Calm mode on or off, and until when; nil until it is switched off.
        public var calm: (isOn: Bool, until: Instant?)?

        public init(
            opening: LineSwitch.Opening? = nil, notice: [Language: String]? = nil,
            calm: (isOn: Bool, until: Instant?)? = nil
        ) {
            (self.opening, self.notice, self.calm) = (opening, notice, calm)
        }
    }

    /// Sets a line, for a supervisor of its organisation. Throws `notFound` for a line of others, `tooLong`, `malformed`.
    public func set(_ line: LineID, _ change: Change, by person: SignedIn) async throws -> LineSwitch {
        guard pack.line(line)?.organisation == person.member.organisation else { throw Refusal.notFound }
        guard person.member.role == .supervisor else { throw Refusal.notAllowed }
        let pen = try await audit.pen()
        return try await set(line, change, by: person.member.id.text) { db in
            if let calm = change.calm { try pen.note(calm.isOn ? .calmed : .uncalmed, person, line: line, db) }
            if change.opening != nil || change.notice != nil || change.calm == nil {
                try pen.note(.switched, person, line: line, db)
            }
            db.wake(Topics.supervision(person.member.organisation))
        }
    }

    /// Sets a line, for the operator of the installation. Throws `notFound` for a line that is not in the pack.
    public func set(_ line: LineID, _ change: Change) async throws -> LineSwitch {
        guard pack.line(line) != nil else { throw Refusal.notFound }
        return try await set(line, change, by: "operator")
    }

    /// The lines that a supervisor may set, with how they stand.
    public func lines(of person: SignedIn) async -> [(line: Line, value: LineSwitch, state: OpeningHours.State)] {
        let switches = await current()
        let now = clock.now()
        return pack.lines.filter { $0.organisation == person.member.organisation }
            .map { ($0, switches[$0.id], switches.state(of: $0, at: now)) }
    }

    private func set(
        _ line: LineID, _ change: Change, by: String,
        noting note: @escaping @Sendable (any Writing) throws -> Void = { _ in }
    ) async throws -> LineSwitch {
        let now = clock.now()
        let notice = try change.notice.map(checked)
        if case .open(let until) = change.opening,
            until <= now || until.since(now) > .minutes(Int64(LineSwitch.longestOpening))
        {
            throw Refusal.malformed(field: "minutes")
        }
        let value = try await store.write { db in
            var value = try db.first(LineSwitchOf(line: line)) ?? LineSwitch(line: line)
            if let opening = change.opening { value.opening = opening }
            if let notice { value.notice = notice }
            if let calm = change.calm { (value.isCalm, value.calmUntil) = (calm.isOn, calm.isOn ? calm.until : nil) }
            (value.changedBy, value.changedAt) = (by, now)
            try db.run(SetLineSwitch(value: value, by: by, at: now))
            try note(db)
            db.wake(Self.topic)
            return value
        }
        known.known.withLock { $0.isStale = true }
        return value
    }

    /// A notice in languages of the pack, without what cannot be shown. An empty one takes the notice away.
    private func checked(_ notice: [Language: String]) throws -> [Language: String] {
        var texts: [Language: String] = [:]
        for (language, text) in notice {
            guard pack.languages.contains(language), !text.unicodeScalars.contains(where: { $0.value < 32 }) else {
                throw Refusal.malformed(field: "notice")
            }
            guard text.count <= LineSwitch.longestNotice else {
                throw Refusal.tooLong(field: "notice", limit: LineSwitch.longestNotice)
            }
            let blank = text.allSatisfy(\.isWhitespace)
            if !blank { texts[language] = text }
        }
        return texts
    }
}
