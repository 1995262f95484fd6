import Core
import Database
import Sealing

/// What happens on the clock.
extension ConversationsActions {
    /// What a purge took away, for the operator. Numbers only.
    public struct Purged: Sendable {
        public let conversations: Int
        public let closed: Int
        public let orphans: Int
    }

    /// Erases the talks whose time is over, closes those that fell silent, and sweeps secrets without a talk.
    public func purge() async throws -> Purged {
        let now = clock.now()
        let silent = try await store.read { try $0.all(SilentConversations(before: now - Retention.silent)) }
        try await store.write { db in
            for id in silent {
                let hasCode = try db.first(CodeOf(conversation: id)) != nil
                let keep = Retention.until(.closed, isAway: false, hasCode: hasCode, now: now)
                try db.run(SetState(id: id, state: .closed, at: now, keepUntil: keep))
                try Self.leaveQueue(id, db)
                db.wake(Topics.conversation(id))
            }
        }
        let expired = try await store.read { db in
            try db.all(ExpiredConversations(now: now, waitingBefore: now - Retention.neverAnswered))
        }
        if !expired.isEmpty {
            try await vault.destroy(expired)
            try await remove(expired)
        }
        let orphans = try await sweep(before: now - .minutes(10))
        try await store.write { db in try db.run(DeleteUnusedQueueKeys(week: now.week)) }
        return Purged(conversations: expired.count, closed: silent.count, orphans: orphans)
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

    /// From the stored bytes alone: which epochs of which talks these keys open, waiting ones of the person's lines included.
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
            try db.run(DeleteAllPeople())
        }
    }
}
