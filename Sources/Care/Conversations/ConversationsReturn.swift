import Core
import Database
import Pack
import Sealing

/// Leaving and erasing: what the seeker decides. Coming back is in `ConversationsCodes`.
extension ConversationsActions {
    func stretched(_ code: ReturnCode) async throws -> OpenedCode {
        do {
            return try await code.opened(pepper: pepper, gate: gate, cost: codeCost)
        } catch SealingError.busy {
            throw Refusal.tooMany(retryAfterSeconds: 3)
        }
    }

    /// The exit: the session ends at once, the talk is kept a while. Never waited for; a token that opens nothing is no error.
    public func exit(_ token: Token) async throws {
        let now = clock.now()
        try await store.write { db in
            guard let row = try db.first(SeekerConversationLocked(tokenHash: token.hash)) else { return }
            let conversation = row.conversation
            try db.run(DeleteSeekerSession(tokenHash: token.hash))
            try db.run(DeleteGrants(conversation: conversation.id, grantee: Grantee.seeker(token.hash)))
            let hasCode = try db.first(CodeOf(conversation: conversation.id)) != nil
            let terms = pack.keeping(conversation)
            let keep = terms.until(
                conversation.state, isAway: true, hasCode: hasCode, closedAt: conversation.closedAt, now: now)
            try db.run(SetAway(id: conversation.id, since: now, keepUntil: keep))
            try db.run(SetEntryAway(conversation: conversation.id, isAway: true))
            try counts.left(conversation.id, at: now, db)
            db.wake(Topics.conversation(conversation.id))
            for entry in try db.all(QueueEntriesOf(conversation: conversation.id)) { db.wake(Topics.line(entry.line)) }
        }
    }

    /// Shows earlier text on the seeker's page from now on.
    public func showEarlier(_ token: Token) async throws {
        try await store.write { db in try db.run(ShowEarlier(tokenHash: token.hash)) }
    }

    /// The seeker ends the talk. It is closed for both; the counsellor can still fill in the record.
    public func end(_ id: ConversationID, _ token: Token) async throws {
        let now = clock.now()
        try await store.write { db in
            let conversation = try conversation(id, of: .seeker(token), locking: db)
            guard conversation.state != .closed else { return }
            let hasCode = try db.first(CodeOf(conversation: id)) != nil
            let terms = pack.keeping(conversation)
            let keep = terms.until(.closed, isAway: false, hasCode: hasCode, now: now)
            try counts.left(id, at: now, db)
            try counts.talked(id, until: now, db)
            try db.run(SetState(id: id, state: .closed, at: now, keepUntil: keep))
            try Self.leaveQueue(id, db)
            try Self.endOffers(id, now, db)
            db.wake(Topics.conversation(id))
        }
    }

    /// Erases a talk for good: its secret first, so that no copy of the rows can be opened, then the rows.
    public func erase(_ id: ConversationID, _ token: Token) async throws {
        // Asked first: only its seeker may destroy the secret.
        _ = try await store.read { db in try conversation(id, of: .seeker(token), db) }
        try await vault.destroy([id])
        let now = clock.now()
        try await store.write { db in
            try Self.markErased(id, now, db)
            try counts.gone(id, at: now, db)
            try Self.delete(id, db)
        }
        try await forget([id])
    }

    static func delete(_ id: ConversationID, _ db: any Writing) throws {
        try leaveQueue(id, db)
        try db.run(DeleteConversation(id: id))
        db.wake(Topics.conversation(id))
    }

    /// After the rows are gone: nothing of the talks stays in memory or in what the file holds of deleted rows.
    func forget(_ ids: [ConversationID]) async throws {
        tail.forget(ids)
        // What SQLite still holds in its log goes now; PostgreSQL keeps dead rows until it vacuums, sealed without a key.
        if store.engine == .sqlite { try await store.compact() }
    }
}
