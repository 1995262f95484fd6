import Core
import Database
import Pack
import Sealing

/// How one line stands, for those who work on it.
public struct LineLoad: Sendable {
    public let line: LineID
    public let waiting: Int
    public let longestWaitSeconds: Int
    /// Of those that wait, how many stand first.
    public let urgent: Int
    /// Points of talks that the signed-in members can still take.
    public let freeCapacity: Int
}

extension ConversationsActions {
    /// A talk that was taken from the queue.
    public struct Taken: Sendable {
        public let id: ConversationID
        public let line: LineID
        let kind: QueueKind
    }

    /// Takes the next talk on the person's lines (or on `lines` of them): urgent ones first, then the one that waits longest.
    /// One serialised transaction: of many who ask at once exactly one gets it, and nobody gets more than they can hold.
    ///
    /// Narrows the grant: what the queues' keys opened is from now on opened by this person's keys, and by those of the line's
    /// supervisors. Nil when nobody waits.
    ///
    /// Throws `atCapacity`, `keptForUrgent` (the line's last free points), `notFound` (a line the person is not on).
    public func takeNext(_ person: SignedIn, lines: [LineID]? = nil) async throws -> Taken? {
        while let (taken, isDestroyed) = try await claimNext(person, lines) {
            // What a backup brought back, and nobody can read, is nobody's work.
            if await isDestroyed.value, try await eraseUnreadable().contains(taken.id) { continue }
            if taken.kind != .new { try await tellArrival(in: taken.id, person) }
            return taken
        }
        return nil
    }

    /// What was taken, and whether its secret is gone: the vault is asked while the transaction goes on.
    private typealias Claimed = (taken: Taken, isDestroyed: Task<Bool, Never>)

    private func claimNext(_ person: SignedIn, _ lines: [LineID]?) async throws -> Claimed? {
        let now = clock.now()
        let pen = try await audit.pen()
        return try await store.write { [pack] db in
            // The keys may come from memory; whether the session is still there, and what it may do, is asked here.
            guard let session = try db.first(SessionByHash(tokenHash: person.tokenHash, now: now)) else {
                throw Refusal.notSignedIn
            }
            guard session.member.isOnTheLine else { throw Refusal.notAllowed }
            let own = try db.all(LinesOf(person: person.member.id))
            let asked = Set(lines ?? own).sorted()
            guard asked.allSatisfy({ own.contains($0) }) else { throw Refusal.notFound }
            // Two takes that could both eat into a reserve wait for each other.
            try LineStates.lock(asked.filter { (pack.line($0)?.urgentReserve ?? 0) > 0 }, db)
            // Locked by a statement of its own: the sum below must see what another node committed while this one waited.
            _ = try db.first(LockedPerson(id: person.member.id))
            guard let load = try db.first(LoadOf(person: person.member.id)) else { throw Refusal.notSignedIn }
            for _ in 0..<20 {
                let found = try asked.map { try db.all(FirstInQueue(person: person.member.id, line: $0)) }
                let candidates = found.flatMap { $0 }.sorted { QueueEntry.stands($0.entry, before: $1.entry) }
                guard !candidates.isEmpty else { return nil }
                try ShiftActions.allowTaking(person.member.id, now, db)
                guard load.load < load.capacity else { throw Refusal.atCapacity }
                var refused: [LineID: Refusal] = [:]
                var busy: QueueEntry?
                for (entry, weight) in candidates where refused[entry.line] == nil {
                    // Who does not fit is waited for; nobody behind them in the same queue goes first.
                    guard load.load + weight <= load.capacity else {
                        refused[entry.line] = .atCapacity
                        continue
                    }
                    guard try Self.leavesReserve(entry, weight, pack.line(entry.line)?.urgentReserve ?? 0, now, db)
                    else {
                        refused[entry.line] = .keptForUrgent
                        continue
                    }
                    // A talk that another node is at (taking it, or keeping a message) is passed over at first.
                    guard let conversation = try db.first(FreeConversation(id: entry.conversation)) else {
                        busy = busy ?? entry
                        continue
                    }
                    if let taken = try take(entry, conversation, load, person, pen, db) { return taken }
                }
                if let refusal = refused.values.first(where: { $0 == .keptForUrgent }) ?? refused.values.first {
                    throw refusal
                }
                // Only such talks are left: wait for the first of them, it may still be there.
                if let entry = busy, let conversation = try db.first(LockedConversation(id: entry.conversation)),
                    let taken = try take(entry, conversation, load, person, pen, db)
                {
                    return taken
                }
            }
            throw Refusal.storeUnavailable
        }
    }

    /// Takes a talk whose row is locked. Nil when it was taken a moment ago, or does not fit any more.
    private func take(
        _ entry: QueueEntry, _ conversation: Conversation, _ load: (capacity: Int64, load: Int64), _ person: SignedIn,
        _ pen: AuditPen, _ db: any Writing
    ) throws -> Claimed? {
        let now = pen.now
        guard conversation.state != .closed, load.load + conversation.weight <= load.capacity else { return nil }
        let entries = try db.all(QueueEntriesOf(conversation: conversation.id))
        guard entries.contains(where: { $0.line == entry.line && !$0.isAway && $0.queueKey == entry.queueKey }) else {
            return nil
        }
        let isDestroyed = Task { [vault, id = conversation.id] in await vault.isDestroyed(id) }
        try claim(entry, entries, conversation, person, now, db)
        try counts.answered(conversation, on: entry.line, now, db)
        if entry.kind == .handover { try Self.release(entry, conversation, to: person, now, db) }
        try pen.note(.took, person, line: entry.line, talk: conversation.id, db)
        return (Taken(id: conversation.id, line: entry.line, kind: entry.kind), isDestroyed)
    }

    /// Whether a take leaves the line the points that it keeps for urgent talks.
    private static func leavesReserve(
        _ entry: QueueEntry, _ weight: Int64, _ reserve: Int, _ now: Instant, _ db: any Reading
    ) throws -> Bool {
        guard reserve > 0, !entry.isUrgent else { return true }
        let free = try db.all(FreeCapacity(line: entry.line, now: now)).reduce(0, +)
        return free - Int(weight) >= reserve
    }

    private func claim(
        _ entry: QueueEntry, _ entries: [QueueEntry], _ conversation: Conversation, _ person: SignedIn, _ now: Instant,
        _ db: any Writing
    ) throws {
        guard let share = try db.first(QueueKeyShare(queueKey: entry.queueKey, person: person.member.id)) else {
            throw Refusal.notFound
        }
        let queueKey = try ring.queueKey(entry.queueKey, share, of: person)
        let member = person.member
        let queueGrantee = Grantee.queue(entry.queueKey)
        // Who was in it before reads what was agreed to this time, and no more.
        if entry.kind != .new {
            try db.run(DeleteGrants(conversation: conversation.id, grantee: Grantee.person(member.id)))
        }
        let supervisors = try SupervisionKeys.current(db, line: entry.line, now: now)
        for grant in try db.all(EpochGrants(conversation: conversation.id, grantee: queueGrantee)) {
            let key = try Grant.open(
                grant.sealed, conversation: conversation.id, epoch: Int(grant.epoch), with: queueKey,
                grantee: queueGrantee)
            try Self.grant(
                key, conversation.id, grant.epoch, to: person.keys.publicKeys.exchange, Grantee.person(member.id), db)
            try SupervisionKeys.grant(key, conversation.id, grant.epoch, to: supervisors, db)
        }
        // Every line it waits on: what any of their keys opened, they open no more.
        try Self.leaveQueue(conversation.id, entries, db)
        try db.run(JoinConversation(conversation: conversation.id, member: member, line: entry.line, at: now))
        try db.run(SetState(id: conversation.id, state: .open, at: now, keepUntil: nil))
        // Whoever answers by agreement has the talk from here on.
        if entry.kind == .new, entry.line != conversation.line, let line = pack.line(entry.line) {
            try db.run(SetLine(id: conversation.id, line: line.id, organisation: line.organisation))
        }
        try Self.arrive(entry.offer, person, now, db)
        db.wake(Topics.conversation(conversation.id))
    }

    /// After a hand-over was taken, the one who gave it leaves: a new epoch that their keys do not open.
    private static func release(
        _ entry: QueueEntry, _ conversation: Conversation, to person: SignedIn, _ now: Instant, _ db: any Writing
    ) throws {
        guard let offer = entry.offer, let giver = try db.first(OfferPerson(id: offer)), giver != person.member.id
        else {
            return
        }
        try db.run(LeaveConversation(conversation: conversation.id, person: giver, at: now))
        try newEpoch(EpochKey.random(), after: conversation.openEpoch, in: conversation.id, db)
    }

    /// Opens the next epoch: granted to everybody who is in the talk now, to the supervisors of their lines, and to nobody
    /// else.
    static func newEpoch(_ key: EpochKey, after epoch: Int64, in id: ConversationID, _ db: any Writing) throws {
        let next = epoch + 1
        let participants = try db.all(ActiveParticipants(conversation: id))
        for participant in participants {
            try grant(key, id, next, to: participant.exchangeKey, Grantee.person(participant.person), db)
        }
        try SupervisionKeys.grant(key, id, next, onLines: Set(participants.map(\.line)), db)
        if let seeker = try db.first(SeekerSessionOf(conversation: id)) {
            try grant(key, id, next, to: seeker.publicKey, Grantee.seeker(seeker.tokenHash), db)
        }
        for code in try db.all(CodeOf(conversation: id)) {
            try grant(key, id, next, to: code.publicKey, Grantee.code(code.locator), db)
        }
        try db.run(SetEpoch(id: id, epoch: next))
    }

    /// How the lines of a person stand.
    public func queue(of person: SignedIn) async throws -> [LineLoad] {
        let now = clock.now()
        return try await store.read { db in
            try db.all(LinesOf(person: person.member.id)).map { line in
                let waiting = try db.first(WaitingOn(line: line))
                let free = try db.all(FreeCapacity(line: line, now: now)).reduce(0, +)
                let seconds = waiting?.longestSince.map { max(0, Int(now.since($0).wholeSeconds)) } ?? 0
                return LineLoad(
                    line: line, waiting: waiting?.waiting ?? 0, longestWaitSeconds: seconds,
                    urgent: waiting?.urgent ?? 0, freeCapacity: free)
            }
        }
    }

    /// How many wait on a line, for the door.
    public func waiting(on line: LineID) async throws -> Int {
        try await store.read { try $0.first(WaitingOn(line: line))?.waiting ?? 0 }
    }

    /// A talk of somebody's own, for their desk.
    public struct OwnTalk: Sendable {
        public let id: ConversationID
        public let line: LineID
        public let state: String
        public let arrivedAt: Instant
        public let touchedAt: Instant
    }

    public func talks(of person: SignedIn) async throws -> [OwnTalk] {
        try await store.read { db in
            try db.all(TalksOf(person: person.member.id)).map {
                OwnTalk(
                    id: $0.id, line: $0.line, state: $0.shownState, arrivedAt: $0.arrivedAt, touchedAt: $0.touchedAt)
            }
        }
    }

    /// Closes a talk, in one transaction with what is recorded of it.
    func close(
        _ id: ConversationID, _ person: SignedIn,
        recording record: @escaping @Sendable (Conversation, Instant, any Writing) throws -> Void
    ) async throws {
        let now = clock.now()
        let pen = try await audit.pen()
        try await store.write { db in
            let conversation = try conversation(id, of: .staff(person), locking: db)
            if conversation.state != .closed { try Self.checkIsNoGuest(person.member.id, in: id, now, db) }
            try record(conversation, now, db)
            let hasCode = try db.first(CodeOf(conversation: id)) != nil
            let terms = pack.keeping(conversation)
            let keep = terms.until(
                .closed, isAway: conversation.awaySince != nil, hasCode: hasCode, closedAt: conversation.closedAt,
                now: now)
            try counts.talked(id, until: now, db)
            try db.run(SetState(id: id, state: .closed, at: now, keepUntil: keep))
            try Self.leaveQueue(id, db)
            try Self.endOffers(id, now, db)
            try pen.note(.closed, person, line: conversation.line, talk: id, db)
            db.wake(Topics.conversation(id))
        }
    }

    static func leaveQueue(_ id: ConversationID, _ db: any Writing) throws {
        try leaveQueue(id, try db.all(QueueEntriesOf(conversation: id)), db)
    }

    /// - Parameter entries: every place it has in a queue.
    private static func leaveQueue(_ id: ConversationID, _ entries: [QueueEntry], _ db: any Writing) throws {
        guard !entries.isEmpty else { return }
        try db.run(DeleteQueueEntry(conversation: id))
        try db.run(DeleteQueueGrants(conversation: id))
        for entry in entries { db.wake(Topics.line(entry.line)) }
    }
}

extension Instant {
    /// The ISO week in UTC, for counting.
    var week: Week { Week(containing: Day(daysSince1970: Int(milliseconds / 86_400_000))) }
}

extension ConversationsActions {
    /// Listens for what may be new in the queue of a line. Returns how to stop.
    func listen(toLine line: LineID, _ hint: @escaping @Sendable (Int64) -> Void) -> @Sendable () -> Void {
        let subscription = store.wakeups.subscribe(Topics.line(line).name, hint)
        return { subscription.cancel() }
    }

    /// Somebody else of the staff is in the talk too.
    func othersAreThere(_ id: ConversationID, _ party: Party) async throws -> Bool {
        try await store.read { db in
            _ = try conversation(id, of: party, db)
            return try db.all(ActiveParticipants(conversation: id)).count > 1
        }
    }
}
