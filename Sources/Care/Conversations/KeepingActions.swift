import Core
import Database
import Sealing

extension ConversationsActions {
    /// The seeker has their talk kept shorter: so many hours after it is closed or, with a code, last visited; 0 is until it
    /// ends. A talk that was closed longer ago goes at the next purge.
    ///
    /// Throws `malformed` for what is no choice, `conflict` for what is not shorter than what holds, `notFound`,
    /// `notSignedIn`.
    func keepShorter(_ id: ConversationID, _ token: Token, hours: Int64) async throws {
        guard KeepTerms.choices.contains(hours) else { throw Refusal.malformed(field: "hours") }
        let now = clock.now()
        try await store.write { [pack] db in
            var conversation = try conversation(id, of: .seeker(token), locking: db)
            let hasCode = try db.first(CodeOf(conversation: id)) != nil
            guard pack.keeping(conversation).shorter(hasCode: hasCode).contains(hours) else {
                throw Refusal.conflict("hours")
            }
            conversation.keepHours = hours
            let terms = pack.keeping(conversation)
            let keep = terms.until(
                conversation.state, isAway: conversation.awaySince != nil, hasCode: hasCode,
                closedAt: conversation.closedAt, now: now)
            try db.run(SetKeepHours(id: id, hours: hours, keepUntil: keep))
            try db.run(ShortenCodes(conversation: id, validUntil: now + terms.codeIsGood))
        }
    }
}
