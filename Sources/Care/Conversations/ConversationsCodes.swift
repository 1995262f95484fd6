import Core
import Database
import Pack
import Sealing

/// Codes of words: the one by which the seeker comes back, and a second one for when somebody is watching.
extension ConversationsActions {
    public struct MadeCode: Sendable {
        public let code: ReturnCode
        public let validUntil: Instant
        /// How many days it is good for after each visit.
        public let days: Int
    }

    /// A code of words by which the seeker comes back on any device. Earlier ones stay good, unless they are to be replaced.
    ///
    /// Throws `conflict` when the talk has as many as it can have.
    public func makeCode(_ id: ConversationID, _ token: Token, replacing: Bool = false) async throws -> MadeCode {
        try await addCode(.talk, id, token) { codes, _ in
            if replacing { return [] }
            guard codes.count < TalkLimit.codes else { throw Refusal.conflict("code") }
            return codes
        }
    }

    /// A second code. Who types it where the first is typed comes to a calm page, and the counsellor is told.
    ///
    /// Throws `conflict` when there is no code yet, as many as there can be, or a second one of this session.
    public func makeSecondCode(_ id: ConversationID, _ token: Token) async throws -> MadeCode {
        try await addCode(.calm, id, token) { codes, seeds in
            guard !codes.isEmpty, codes.count < TalkLimit.codes, seeds.second == nil else {
                throw Refusal.conflict("code")
            }
            return codes
        }
    }

    /// All rows are written anew, in the order of their locators: neither time nor place in the table tells which of them
    /// came first, or what one opens.
    ///
    /// - Parameter keeping: which of the codes that are there stay good; throws when there can be no other.
    private func addCode(
        _ purpose: CodePurpose, _ id: ConversationID, _ token: Token,
        keeping: @escaping @Sendable ([CodeOf.Row], CodeSeeds.Row) throws -> [CodeOf.Row]
    ) async throws -> MadeCode {
        _ = try await store.read { db in try conversation(id, of: .seeker(token), db) }
        let seed = CodeSeed.random()
        let code = ReturnCode(of: token, seed: seed, purpose, pepper: pepper)
        let opened = try await stretched(code)
        let tokenHash = token.hash
        return try await write(code, id, token) { epochs, validUntil, db in
            let codes = try db.all(CodeOf(conversation: id))
            var seeds = try db.first(CodeSeeds(tokenHash: tokenHash)) ?? .init()
            let kept = try keeping(codes, seeds)
            for old in codes { try db.run(DeleteGrants(conversation: id, grantee: Grantee.code(old.locator))) }
            try db.run(DeleteCode(conversation: id))
            let added = CodeOf.Row(
                locator: opened.locator, publicKey: opened.publicKey,
                purpose: try purpose.sealed(to: opened.publicKey, locator: opened.locator))
            let rows = try kept.map { old in
                CodeOf.Row(
                    locator: old.locator, publicKey: old.publicKey,
                    purpose: try old.purpose ?? CodePurpose.talk.sealed(to: old.publicKey, locator: old.locator))
            }
            for row in (rows + [added]).sorted(by: { $0.locator.lexicographicallyPrecedes($1.locator) }) {
                try Self.insert(row, id, epochs, validUntil, db)
            }
            if kept.isEmpty { seeds = .init() }
            if purpose == .talk { seeds.first = seed.bytes } else { seeds.second = seed.bytes }
            try db.run(SetCodeSeeds(tokenHash: tokenHash, seeds: seeds))
        }
    }

    /// The codes of a talk as its seeker's own page shows them.
    struct OwnCodes: Sendable {
        /// The one that was made last in this session; nil when none was.
        let first: ReturnCode?
        let second: ReturnCode?
        /// Says which first one it is, to a form beside it.
        let tag: String
        /// How many the talk has, those of earlier sessions too.
        let count: Int
        let keeping: KeepTerms
        var days: Int { keeping.codeDays }
        var isFull: Bool { count >= TalkLimit.codes }
    }

    func ownCodes(_ id: ConversationID, _ token: Token) async throws -> OwnCodes {
        let (now, tokenHash) = (clock.now(), token.hash)
        let (talk, count, seeds) = try await store.read { db in
            (
                try conversation(id, of: .seeker(token), db),
                try db.first(GoodCodes(conversation: id, now: now)) ?? 0, try db.first(CodeSeeds(tokenHash: tokenHash))
            )
        }
        let seed = { (bytes: [UInt8]?) in count == 0 ? nil : bytes.flatMap { CodeSeed(bytes: $0) } }
        let (first, second) = (seed(seeds?.first), seed(seeds?.second))
        return OwnCodes(
            first: first.map { ReturnCode(of: token, seed: $0, .talk, pepper: pepper) },
            second: second.map { ReturnCode(of: token, seed: $0, .calm, pepper: pepper) }, tag: first?.tag ?? "",
            count: count, keeping: pack.keeping(talk))
    }

    private func write(
        _ code: ReturnCode, _ id: ConversationID, _ token: Token,
        _ body: @escaping @Sendable ([Int64: EpochKey], Instant, any Writing) throws -> Void
    ) async throws -> MadeCode {
        let party = Party.seeker(token)
        let now = clock.now()
        let terms = try await store.write { db in
            let conversation = try conversation(id, of: party, locking: db)
            let terms = pack.keeping(conversation)
            // Inside the transaction, so that no epoch can begin that the code does not open.
            var epochs: [Int64: EpochKey] = [:]
            for grant in try db.all(EpochGrants(conversation: id, grantee: party.grantee)) {
                epochs[grant.epoch] = try party.open(grant.sealed, id, grant.epoch)
            }
            try body(epochs, now + terms.codeIsGood, db)
            let keep = terms.until(
                conversation.state, isAway: conversation.awaySince != nil, hasCode: true, now: now)
            try db.run(SetKeepUntil(id: id, keepUntil: keep))
            return terms
        }
        return MadeCode(code: code, validUntil: now + terms.codeIsGood, days: terms.codeDays)
    }

    private static func insert(
        _ row: CodeOf.Row, _ id: ConversationID, _ epochs: [Int64: EpochKey], _ validUntil: Instant,
        _ db: any Writing
    ) throws {
        try db.run(
            InsertCode(
                locator: row.locator, conversation: id, publicKey: row.publicKey, validUntil: validUntil,
                purpose: row.purpose ?? []))
        for epoch in epochs.keys.sorted() {
            guard let key = epochs[epoch] else { continue }
            try grant(key, id, epoch, to: row.publicKey, Grantee.code(row.locator), db)
        }
    }

    // MARK: coming back

    /// Comes back by code: a new token; the earlier one stops at once. Earlier text stays hidden on the page until asked for.
    ///
    /// With the second code the same is done, in the same order and as often, and the token and the id that come of it
    /// open nothing: they belong to a calm page.
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
        let (token, calm) = (Token.random(), Token.calm(pepper))
        // A talk that was erased has no secret: a row that came back with an old backup opens nothing.
        let known = try await store.read { try $0.first(CodeByLocator(locator: opened.locator, now: now)) }
        guard let known, let shred = try await vault.secret(of: known.conversation) else {
            codeAttempts.failed("code")
            throw Refusal.wrongCode
        }
        let entered = try await store.write { db in try Self.enter(opened, shred, token, pack, now, db) }
        guard let entered else {
            codeAttempts.failed("code")
            throw Refusal.wrongCode
        }
        return entered.purpose == .talk ? (entered.id, token) : (ConversationID.random(), calm)
    }

    /// The token of somebody who typed a second code.
    public func isCalm(_ token: Token) -> Bool { token.isCalm(pepper) }

    struct Entered: Sendable {
        let id: ConversationID
        let purpose: CodePurpose
    }

    /// What a code does: the same statements and the same work with keys for both kinds, in the same order. Only what is
    /// written differs, and what tells it is sealed.
    static func enter(
        _ code: OpenedCode, _ shred: ShredSecret, _ token: Token, _ pack: Pack, _ now: Instant, _ db: any Writing
    ) throws -> Entered? {
        guard let row = try db.first(CodeByLocator(locator: code.locator, now: now)),
            let conversation = try db.first(LockedConversation(id: row.conversation))
        else { return nil }
        let id = conversation.id
        let purpose = try row.purpose.map { try CodePurpose.open($0, with: code) } ?? .talk
        let isTalk = purpose == .talk
        let own = (grantee: Grantee.code(code.locator), key: code.publicKey)
        let seeker = (grantee: Grantee.seeker(token.hash), key: token.publicKey)
        // A session that is not there, when none is to end.
        let earlier = try db.first(SeekerSessionOf(conversation: id))
        let ending = (isTalk ? earlier?.tokenHash : nil) ?? token.hash
        try db.run(KeepEarlierSession(tokenHash: ending))
        try db.run(DeleteSeekerSession(tokenHash: ending))
        try db.run(DeleteGrants(conversation: id, grantee: Grantee.seeker(ending)))
        try db.run(
            AdmitSeeker(
                isWanted: isTalk, tokenHash: token.hash, conversation: id, publicKey: seeker.key,
                hiddenTo: conversation.lastNumber))
        // The calm one renews the grants of the code: as much work, and nobody gets anything by it.
        let receiver = isTalk ? seeker : own
        var open: EpochKey?
        for grant in try db.all(EpochGrants(conversation: id, grantee: own.grantee)) {
            let key = try Grant.open(
                grant.sealed, conversation: id, epoch: Int(grant.epoch), with: code, grantee: own.grantee)
            try Self.grant(key, id, grant.epoch, to: receiver.key, receiver.grantee, db)
            if grant.epoch == conversation.openEpoch { open = key }
        }
        if let open {
            let key = ConversationKey(
                epoch: open, shred: shred, conversation: id, epochNumber: Int(conversation.openEpoch))
            let returned: TalkRecord = conversation.awaySince == nil ? .returned : .returnedAfterExit
            try record(isTalk ? returned : .watched, key, conversation.openEpoch, id, now, db)
        }
        let terms = pack.keeping(conversation)
        try db.run(TouchConversation(id: id, now: now))
        try db.run(ExtendCode(conversation: id, validUntil: now + terms.codeIsGood))
        let awaySince = isTalk ? nil : conversation.awaySince
        let keep = terms.until(conversation.state, isAway: awaySince != nil, hasCode: true, now: now)
        try db.run(SetAway(id: id, since: awaySince, keepUntil: keep))
        try db.run(SetEntryAway(conversation: id, isAway: awaySince != nil))
        db.wake(Topics.conversation(id))
        for entry in try db.all(QueueEntriesOf(conversation: id)) { db.wake(Topics.line(entry.line)) }
        return Entered(id: id, purpose: purpose)
    }
}
