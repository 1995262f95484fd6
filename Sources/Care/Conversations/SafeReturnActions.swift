import Core
import Database
import Sealing

/// Being able to type freely, a quiet word, and long silences.
extension ConversationsActions {
    /// What the seeker's page asks beside the words of the talk.
    struct Asked: Sendable, Hashable {
        /// Whether they can type freely: once, after coming back by code.
        var canType = false
        /// Whether they are still there: after a long silence.
        var stillThere = false
    }

    func asked(of token: Token) async throws -> Asked {
        let row = try await store.read { try $0.first(AskedOf(tokenHash: token.hash)) }
        guard let row, row.state != .closed else { return Asked() }
        return Asked(canType: row.asksToType, stillThere: row.state == .open && row.isAskedIfThere)
    }

    /// The seeker answers whether they can type freely. Their own screen shows nothing of it.
    func answer(_ answer: TalkRecord.FreeToType, in id: ConversationID, _ token: Token) async throws {
        let now = clock.now()
        try await underOpenEpoch(of: .seeker(token), in: id) { conversation, key, db in
            try db.run(AnsweredToType(tokenHash: token.hash))
            try Self.record(.canType(answer), key, conversation.openEpoch, id, now, db)
            db.wake(Topics.conversation(id))
        }
    }

    /// A word that means: I am not free to type. Agreed by the two; the last one counts.
    ///
    /// Throws `empty`, `tooLong`, `conversationClosed`.
    func agree(onQuietWord word: String, by party: Party, in id: ConversationID) async throws {
        _ = try Draft.words(word, field: "word", limit: TalkRecord.longestWord)
        try await keep(.quietWord(word), by: party, in: id)
    }

    /// The seeker is still there. Asked for after a silence; at any other time it does nothing.
    func isStillThere(_ id: ConversationID, _ token: Token) async throws {
        guard try await asked(of: token).stillThere else { return }
        let now = clock.now()
        try await underOpenEpoch(of: .seeker(token), in: id) { conversation, key, db in
            try Self.record(.stillThere, key, conversation.openEpoch, id, now, db)
            try db.run(TouchConversation(id: id, now: now))
            db.wake(Topics.conversation(id))
        }
    }

    /// How long nobody wrote before the seeker is asked, and before they are told that their place is kept
    /// (`experience.md` A77). Nothing is closed before `Retention.silent`.
    enum Silence {
        static let asks = Duration.minutes(20)
        static let keeps = Duration.minutes(30)
    }

    /// Asks the seekers of open talks in which nobody wrote for long whether they are still there, once for each silence;
    /// ten minutes later says that the place is kept. Who is the last to have written is not asked: they wait for an answer.
    public func askTheSilent() async throws {
        let now = clock.now()
        let talks = SilentOpenTalks(askBefore: now - Silence.asks, keepBefore: now - Silence.keeps)
        for id in try await store.read({ try $0.all(talks) }) {
            guard let shred = try await vault.secret(of: id) else { continue }
            try await store.write { db in
                guard let conversation = try db.first(LockedConversation(id: id)), conversation.state == .open,
                    conversation.awaySince == nil, conversation.touchedAt <= now - Silence.asks,
                    let known = try db.first(SilenceOf(id: id))
                else { return }
                let level = known.since == conversation.touchedAt ? known.level : 0
                let announcement: Announcement
                switch level {
                case 0: announcement = .areYouThere
                case 1 where conversation.touchedAt <= now - Silence.keeps: announcement = .placeKept
                default: return
                }
                try db.run(SetSilence(id: id, since: conversation.touchedAt, level: level + 1))
                // What the system says is no sign of life: the silence goes on.
                try beginEpoch(
                    of: conversation, shred, saying: announcement, now, touching: conversation.touchedAt, db)
            }
        }
    }
}
