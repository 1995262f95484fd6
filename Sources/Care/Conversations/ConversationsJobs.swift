import Core
import Database
import Pack
import Sealing

/// What happens on the clock.
extension ConversationsActions {
    /// What a purge took away, for the operator. Numbers only.
    public struct Purged: Sendable {
        public let conversations: Int
        public let closed: Int
        public let orphans: Int
        /// What the store said afterwards.
        public private(set) var proof: PurgeProof?

        init(conversations: Int, closed: Int, orphans: Int) {
            (self.conversations, self.closed, self.orphans) = (conversations, closed, orphans)
        }

        func with(_ proof: PurgeProof) -> Purged {
            var purged = self
            purged.proof = proof
            return purged
        }
    }

    /// Erases the talks whose time is over and those that nobody can read any more, closes those that fell silent, sweeps
    /// secrets without a talk, and looks on the stores at what is left.
    public func purge() async throws -> Purged {
        let now = clock.now()
        let silent = SilentConversations(before: now - Retention.silent)
        let closed = try await close(try await store.read { try $0.all(silent) }, silent)
        var gone: [ConversationID] = []
        for organisation in try await store.read({ try $0.all(OrganisationsWithTalks()) }) {
            let over = ExpiredConversations(
                organisation: organisation, now: now,
                waitingBefore: now - pack.retention(of: organisation).neverAnswered)
            gone += try await erase(try await store.read { try $0.all(over) }, over)
        }
        gone += try await eraseUnreadable()
        let orphans = try await sweep(before: now - .minutes(10))
        try await store.write { db in
            try db.run(DeleteUnusedQueueKeys(week: now.week))
            try purgeSupervision(now, db)
            // What somebody kept for themselves goes with the session it belongs to.
            try db.run(DeleteExpiredSessions(now: now))
        }
        try await audit.purge()
        let purged = Purged(conversations: gone.count, closed: closed, orphans: orphans)
        return purged.with(try await prove(purged, of: gone))
    }

    /// Closes those of the talks in which still nobody wrote.
    private func close(_ listed: [ConversationID], _ silent: SilentConversations) async throws -> Int {
        let now = clock.now()
        return try await store.write { db in
            var closed = 0
            for id in listed {
                guard let conversation = try db.first(LockedConversation(id: id)),
                    try db.first(IsSilent(id: id, silent: silent)) != nil
                else { continue }
                let terms = pack.keeping(conversation)
                let hasCode = try db.first(CodeOf(conversation: id)) != nil
                let keep = terms.until(.closed, isAway: false, hasCode: hasCode, now: now)
                try counts.talked(id, until: nil, db)
                try db.run(SetState(id: id, state: .closed, at: now, keepUntil: keep))
                try Self.leaveQueue(id, db)
                try Self.endOffers(id, now, db)
                db.wake(Topics.conversation(id))
                closed += 1
            }
            return closed
        }
    }

    /// Erases those of the talks whose time is still over when their row is locked, and says which.
    ///
    /// The rows go first, in the transaction that decides, and the secrets after it: the other way round, somebody who comes
    /// back between the two would find their talk without its secret. Who comes back waits for the lock and then finds
    /// nothing, or came first and keeps the talk. A crash between the two leaves secrets without a talk, which `sweep`
    /// destroys at the next purge; until then a copy of the rows in a backup could still be opened, as it could a minute ago.
    /// A seeker who erases has the secret destroyed first (`erase`): that is asked for, and nobody is to come back.
    func erase(_ listed: [ConversationID], _ over: ExpiredConversations) async throws -> [ConversationID] {
        guard !listed.isEmpty else { return [] }
        let gone = try await store.write { db in
            try listed.filter { id in
                guard try db.first(LockedConversation(id: id)) != nil,
                    try db.first(IsExpired(id: id, over: over)) != nil
                else { return false }
                try counts.gone(id, at: nil, db)
                try Self.delete(id, db)
                return true
            }
        }
        guard !gone.isEmpty else { return [] }
        try await vault.destroy(gone)
        try await forget(gone)
        return gone
    }

    /// A secret is written before its talk; a crash between the two leaves it alone.
    private func sweep(before moment: Instant) async throws -> Int {
        let old = try await vault.made(before: moment)
        guard !old.isEmpty else { return 0 }
        let orphans = try await store.read { db in
            try old.filter { try db.first(ConversationExists(id: $0)) == nil }
        }
        try await vault.destroy(orphans)
        return orphans.count
    }

    /// From the stored bytes alone: which epochs of which talks these keys open, waiting ones of the person's lines included,
    /// and of a supervisor those of the talks that were taken on their lines.
    /// `vangnet verify` prints it.
    public func openable(by keys: PersonKeys, _ person: PersonID) async throws -> [ConversationID: [Int64]] {
        let grantee = Grantee.person(person)
        let (own, shares) = try await store.read { db in
            (try db.all(AllGrantsOf(grantee: grantee)), try db.all(QueueKeySharesOf(person: person)))
        }
        var found: [ConversationID: Set<Int64>] = [:]
        for grant in own {
            guard
                (try? Grant.open(
                    grant.sealed, conversation: grant.conversation, epoch: Int(grant.epoch), with: keys,
                    grantee: grantee)) != nil
            else { continue }
            found[grant.conversation, default: []].insert(grant.epoch)
        }
        for share in shares {
            guard let queueKey = try? QueueKey.open(share.sealed, with: keys, queue: share.queueKey) else { continue }
            let grantee = Grantee.queue(share.queueKey)
            for grant in try await store.read({ try $0.all(AllGrantsOf(grantee: grantee)) }) {
                guard
                    (try? Grant.open(
                        grant.sealed, conversation: grant.conversation, epoch: Int(grant.epoch), with: queueKey,
                        grantee: grantee)) != nil
                else { continue }
                found[grant.conversation, default: []].insert(grant.epoch)
            }
        }
        for (id, epoch) in try await supervisable(by: keys, person) { found[id, default: []].insert(epoch) }
        // A talk whose secret was destroyed opens for nobody, whatever grants are left.
        var readable: [ConversationID: [Int64]] = [:]
        for (id, epochs) in found where try await vault.secret(of: id) != nil { readable[id] = epochs.sorted() }
        return readable
    }

    /// How talks and secrets fit together, for `vangnet verify` and `vangnet doctor`. Numbers only.
    public struct StateOfSecrets: Sendable {
        public let conversations: Int
        public let withoutSecret: Int
        public let orphans: Int
    }

    public func stateOfSecrets() async throws -> StateOfSecrets {
        let conversations = Set(try await store.read { try $0.all(AllConversations()) })
        let secrets = Set(try await vault.made(before: clock.now() + .days(1)))
        return StateOfSecrets(
            conversations: conversations.count, withoutSecret: conversations.subtracting(secrets).count,
            orphans: secrets.subtracting(conversations).count)
    }

    /// Throws away every person and talk. A demonstration does this when its database belongs to another folder.
    public func startAfresh() async throws {
        try await store.write { db in
            try db.run(DeleteAllConversations())
            try db.run(DeleteAllQueueKeys())
            try db.run(DeleteAllSupervisionKeys())
            try db.run(DeleteAllPeople())
        }
    }
}
