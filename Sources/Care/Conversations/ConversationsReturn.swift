import Core
import Database
import Pack
import Sealing

/// Leaving, coming back and erasing: what the seeker decides.
extension ConversationsActions {
    /// A code of words by which the seeker comes back on any device. An earlier one stops working.
    public func makeCode(_ id: ConversationID, _ token: Token) async throws -> (
        code: ReturnCode, validUntil: Instant, days: Int
    ) {
        let party = Party.seeker(token)
        let terms = pack.retention(of: try await store.read { try conversation(id, of: party, $0) }.organisation)
        let code = ReturnCode.random()
        let opened = try await stretched(code)
        let now = clock.now()
        let validUntil = now + terms.withCode
        try await store.write { db in
            let conversation = try conversation(id, of: party, locking: db)
            // Inside the transaction, so that no epoch can begin that the code does not open.
            var epochs: [Int64: EpochKey] = [:]
            for grant in try db.all(EpochGrants(conversation: id, grantee: party.grantee)) {
                epochs[grant.epoch] = try party.open(grant.sealed, id, grant.epoch)
            }
            if let old = try db.first(CodeOf(conversation: id)) {
                try db.run(DeleteCode(conversation: id))
                try db.run(DeleteGrants(conversation: id, grantee: Grantee.code(old.locator)))
            }
            try db.run(
                InsertCode(
                    locator: opened.locator, conversation: id, publicKey: opened.publicKey, validUntil: validUntil))
            for (epoch, key) in epochs {
                try Self.grant(key, id, epoch, to: opened.publicKey, Grantee.code(opened.locator), db)
            }
            let keep = terms.until(
                conversation.state, isAway: conversation.awaySince != nil, hasCode: true, now: now)
            try db.run(SetKeepUntil(id: id, keepUntil: keep))
        }
        return (code, validUntil, terms.withCodeDays)
    }

    /// Comes back by code: a new token; the earlier one stops at once. Earlier text stays hidden on the page until asked for.
    ///
    /// Throws `wrongCode`, and `tooMany` when there are too many wrong ones, wherever they come from.
    public func comeBack(typed: String) async throws -> (id: ConversationID, token: Token) {
        try codeAttempts.check("code")
        let wrong = codeAttempts.count("code")
        // The first mistakes cost nothing; then each waits a little longer. Somebody who mistypes five times is slowed, not shut out.
        if wrong >= 5 { try await Task.sleep(for: .milliseconds(min(5000, 500 * (wrong - 4)))) }
        guard let code = ReturnCode(typed: typed) else {
            codeAttempts.failed("code")
            throw Refusal.wrongCode
        }
        let opened = try await stretched(code)
        let now = clock.now()
        let token = Token.random()
        // A talk that was erased has no secret: a row that came back with an old backup opens nothing.
        let known = try await store.read { try $0.first(CodeByLocator(locator: opened.locator, now: now)) }
        guard let known, try await vault.secret(of: known) != nil else {
            codeAttempts.failed("code")
            throw Refusal.wrongCode
        }
        let found: ConversationID? = try await store.write { db in
            guard let id = try db.first(CodeByLocator(locator: opened.locator, now: now)),
                let conversation = try db.first(LockedConversation(id: id))
            else { return nil }
            let grantee = Grantee.code(opened.locator)
            if let old = try db.first(SeekerSessionOf(conversation: id)) {
                try db.run(DeleteSeekerSession(tokenHash: old.tokenHash))
                try db.run(DeleteGrants(conversation: id, grantee: Grantee.seeker(old.tokenHash)))
            }
            try db.run(
                InsertSeekerSession(
                    tokenHash: token.hash, conversation: id, publicKey: token.publicKey,
                    hiddenTo: conversation.lastNumber))
            for grant in try db.all(EpochGrants(conversation: id, grantee: grantee)) {
                let key = try Grant.open(
                    grant.sealed, conversation: id, epoch: Int(grant.epoch), with: opened, grantee: grantee)
                try Self.grant(key, id, grant.epoch, to: token.publicKey, Grantee.seeker(token.hash), db)
            }
            let terms = pack.retention(of: conversation.organisation)
            try db.run(TouchConversation(id: id, now: now))
            try db.run(ExtendCode(conversation: id, validUntil: now + terms.withCode))
            let keep = terms.until(conversation.state, isAway: false, hasCode: true, now: now)
            try db.run(SetAway(id: id, since: nil, keepUntil: keep))
            try db.run(SetEntryAway(conversation: id, isAway: false))
            db.wake(Topics.conversation(id))
            for entry in try db.all(QueueEntriesOf(conversation: id)) { db.wake(Topics.line(entry.line)) }
            return id
        }
        guard let found else {
            codeAttempts.failed("code")
            throw Refusal.wrongCode
        }
        return (found, token)
    }

    private func stretched(_ code: ReturnCode) async throws -> OpenedCode {
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
            let terms = pack.retention(of: conversation.organisation)
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
            let terms = pack.retention(of: conversation.organisation)
            let keep = terms.until(.closed, isAway: false, hasCode: hasCode, now: now)
            try counts.left(id, at: now, db)
            try counts.talked(id, until: now, db)
            try db.run(SetState(id: id, state: .closed, at: now, keepUntil: keep))
            try Self.leaveQueue(id, db)
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
