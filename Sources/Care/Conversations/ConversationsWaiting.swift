import Core
import Database
import Pack
import Sealing

/// What waiting is like: the place, an honest range, the line that may answer too, and the list that a supervisor sees.
extension ConversationsActions {
    /// Where a talk stands among those that wait.
    struct Standing: Sendable {
        /// Every line it waits on, its own first.
        let lines: [LineID]
        /// The best of its places.
        let position: Int
        let wait: Wait?
    }

    static func standing(of id: ConversationID, home: LineID, _ now: Instant, _ db: any Reading) throws -> Standing? {
        let places = try db.all(PlacesInQueue(conversation: id))
        guard
            let best = places.min(by: {
                ($0.position, $0.line == home ? 0 : 1) < ($1.position, $1.line == home ? 0 : 1)
            })
        else { return nil }
        return Standing(
            lines: places.map(\.line).filter { $0 == home } + places.map(\.line).filter { $0 != home },
            position: best.position, wait: try wait(best.line, best.position, now, db))
    }

    static func wait(_ line: LineID, _ position: Int, _ now: Instant, _ db: any Reading) throws -> Wait? {
        let answered = try db.all(LastAnswered(line: line))
        guard answered.count >= Wait.leastAnswers else { return nil }
        return wait(position, answered, try LineStates.staffing(line, now, db), now)
    }

    static func wait(_ position: Int, _ answered: [Instant], _ staffing: Staffing, _ now: Instant) -> Wait? {
        guard answered.count >= Wait.leastAnswers else { return nil }
        return Wait(position: position, answered: answered, staffing: staffing, now: now)
    }

    /// What the seeker may expect: nil when that would be a guess.
    public func wait(line: LineID, position: Int) async throws -> Wait? {
        let now = clock.now()
        return try await store.read { try Self.wait(line, position, now, $0) }
    }

    /// How a line stands, for the door.
    public struct LineStanding: Sendable {
        public let waiting: Int
        public let wait: Wait?
        /// Somebody is signed in.
        public let isStaffed: Bool
    }

    public func standing(of line: LineID) async throws -> LineStanding {
        let now = clock.now()
        return try await store.read { db in
            let waiting = try db.first(WaitingOn(line: line))?.waiting ?? 0
            return LineStanding(
                waiting: waiting, wait: try Self.wait(line, waiting + 1, now, db),
                isStaffed: (try db.first(SignedInOn(line: line, now: now)) ?? 0) > 0)
        }
    }

    // MARK: the list

    /// Who is helped next on a line, as a counsellor sees it: never a text, and nobody behind them.
    public struct NextTalk: Sendable {
        public let language: Language
        /// The door they came through; nil when that is not known.
        public let door: AudienceID?
    }

    /// Who is next on each of a person's lines (`experience.md` B03).
    public func nextTalks(for person: SignedIn) async throws -> [LineID: NextTalk] {
        let found = try await store.read { db in
            try db.all(LinesOf(person: person.member.id)).compactMap { line -> (QueueEntry, Language)? in
                guard let entry = try db.first(FirstInQueue(person: person.member.id, line: line))?.entry,
                    let language = try db.first(LanguageOf(conversation: entry.conversation))
                else { return nil }
                return (entry, language)
            }
        }
        var next: [LineID: NextTalk] = [:]
        for (entry, language) in found {
            let shred = try await vault.secret(of: entry.conversation)
            let door = try await store.read { db -> AudienceID? in
                guard let shred, let (key, epoch) = try Self.latest(entry, shred, person, db) else { return nil }
                return Self.door(
                    Self.opened(
                        try db.all(NotesOf(conversation: entry.conversation)), entry.conversation, [epoch: key]))
            }
            next[entry.line] = NextTalk(language: language, door: door)
        }
        return next
    }

    /// The door somebody came through, for who is in the talk; nil when that is not known, or not shared.
    public func door(of id: ConversationID, for person: SignedIn) async throws -> AudienceID? {
        let keys = try await openKeys(of: .staff(person), in: id)
        return Self.door(Self.opened(try await store.read { try $0.all(NotesOf(conversation: id)) }, id, keys))
    }

    private static func door(_ notes: [QueueNote]) -> AudienceID? {
        notes.compactMap { if case .door(let audience) = $0 { audience } else { nil } }.first
    }

    /// Somebody who waits, as a supervisor sees it: never a text.
    public struct WaitingTalk: Sendable {
        public let id: ConversationID
        public let line: LineID
        public let since: Instant
        public let language: Language
        /// The door they came through; nil when that is not known.
        public let door: AudienceID?
        public let isAway: Bool
        public let isUrgent: Bool
        public let reasons: [UrgencyReason]
    }

    /// Who waits on the lines of a supervisor, in the order in which they are helped. At most 200 of each line.
    ///
    /// Throws `notAllowed`: a counsellor takes the next one and does not choose (`experience.md` B03).
    public func waitingList(for supervisor: SignedIn) async throws -> [WaitingTalk] {
        guard supervisor.member.role == .supervisor else { throw Refusal.notAllowed }
        let found = try await store.read { db in
            try db.all(LinesOf(person: supervisor.member.id)).flatMap { line in
                try db.all(WaitingListOf(line: line)).map { waiting in
                    (waiting, try db.all(NotesOf(conversation: waiting.entry.conversation)))
                }
            }
        }
        var list: [WaitingTalk] = []
        for (waiting, notes) in found {
            let entry = waiting.entry
            var opened: [QueueNote] = []
            if !notes.isEmpty, let shred = try await vault.secret(of: entry.conversation) {
                opened = try await store.read { db in
                    guard let (key, epoch) = try Self.latest(entry, shred, supervisor, db) else { return [] }
                    return Self.opened(notes, entry.conversation, [epoch: key])
                }
            }
            let door = Self.door(opened)
            list.append(
                WaitingTalk(
                    id: entry.conversation, line: entry.line, since: entry.arrivedAt, language: waiting.language,
                    door: door, isAway: entry.isAway, isUrgent: entry.isUrgent, reasons: opened.flatMap(\.reasons)))
        }
        return list
    }
}
