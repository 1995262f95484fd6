import Core
import Database
import Sealing

/// What staff say to each other beside a talk. Nothing in here makes anything that a seeker reads.
extension ConversationsActions {
    struct Whispered: Sendable {
        let number: Int64
        let sentAt: Instant
        /// False when the same `clientId` had been sent before: nothing was added.
        let isNew: Bool
    }

    /// Whispers, from a counsellor who is in the talk or a supervisor who looks in, to the others of the organisation: those
    /// who are in it and the supervisors of their lines.
    ///
    /// Throws `notFound`, `conversationClosed`, `nobodyHears`.
    func whisper(_ draft: WhisperDraft, in id: ConversationID, by person: SignedIn) async throws -> Whispered {
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        let pen = try await audit.pen()
        let me = person.member
        let fingerprint = shred.fingerprint(
            clientId: draft.clientId, author: "whisper:\(me.id)", conversation: id)
        let now = clock.now()
        return try await store.write { db in
            try mayWhisper(id, person, now, db)
            _ = try db.first(LockedConversation(id: id))
            if let sent = try db.first(WhisperByFingerprint(conversation: id, fingerprint: fingerprint)) {
                return Whispered(number: sent.number, sentAt: sent.sentAt, isNew: false)
            }
            let circle = try db.all(WhisperCircle(conversation: id, organisation: me.organisation))
            guard circle.contains(where: { $0.person != me.id }) else { throw Refusal.nobodyHears }
            let number = (try db.first(LastWhisper(conversation: id)) ?? 0) + 1
            let address = WhisperAddress(conversation: id, number: Int(number), author: me.id)
            let key = WhisperKey.random()
            try db.run(
                InsertWhisper(
                    conversation: id, number: number, person: me.id, fingerprint: fingerprint,
                    sealed: try key.seal(draft.words, shred, at: address), sentAt: now))
            for one in circle {
                let share = try WhisperShare.seal(key, at: address, to: one.exchangeKey, one.person)
                try db.run(InsertWhisperShare(conversation: id, number: number, person: one.person, sealed: share))
            }
            try pen.note(.whispered, person, talk: id, db)
            db.wake(Topics.whispers(id, number))
            db.wake(Topics.supervision(me.organisation))
            return Whispered(number: number, sentAt: now, isNew: true)
        }
    }

    /// The whispers after a number that were said to, or by, this person.
    func whispers(_ id: ConversationID, after number: Int64, _ person: SignedIn) async throws -> [Whisper] {
        let now = clock.now()
        let rows = try await store.read { db in
            try mayWhisper(id, person, now, db)
            return try db.all(WhispersAfter(conversation: id, number: number, person: person.member.id))
        }
        guard !rows.isEmpty else { return [] }
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        return try opened(rows, id, shred, person)
    }

    /// Whether anybody else would hear it.
    func canWhisper(_ id: ConversationID, _ person: SignedIn) async throws -> Bool {
        let (me, now) = (person.member, clock.now())
        return try await store.read { db in
            try mayWhisper(id, person, now, db)
            return try db.all(WhisperCircle(conversation: id, organisation: me.organisation)).contains {
                $0.person != me.id
            }
        }
    }

    func opened(_ rows: [WhispersAfter.Row], _ id: ConversationID, _ shred: ShredSecret, _ person: SignedIn) throws
        -> [Whisper]
    {
        try rows.map { row in
            let address = WhisperAddress(conversation: id, number: Int(row.number), author: row.person)
            let key = try WhisperShare.open(row.share, at: address, with: person.keys, person.member.id)
            return Whisper(
                number: row.number, name: row.name, isFromSupervisor: row.isFromSupervisor,
                words: try key.open(row.sealed, shred, at: address), sentAt: row.sentAt,
                isOwn: row.person == person.member.id)
        }
    }

    /// In the talk, or looking in. Who is neither is told that there is nothing.
    private func mayWhisper(_ id: ConversationID, _ person: SignedIn, _ now: Instant, _ db: any Reading) throws {
        let conversation: Conversation
        do {
            conversation = try self.conversation(id, of: .staff(person), db)
        } catch Refusal.notFound {
            conversation = try supervised(id, person, db)
            guard try db.all(LookIns(conversation: id, now: now)).contains(where: { $0.person == person.member.id })
            else { throw Refusal.notFound }
        }
        guard conversation.state != .closed else { throw Refusal.conversationClosed }
    }

    /// Listens for whispers beside a talk. Returns how to stop.
    func listen(toWhispers id: ConversationID, _ hint: @escaping @Sendable (Int64) -> Void) -> @Sendable () -> Void {
        // A look-in that ends, or a talk that closes, wakes the talk itself.
        let whispers = store.wakeups.subscribe(Topics.whispers(id).name) { _ in hint(0) }
        let talk = store.wakeups.subscribe(Topics.conversation(id).name) { number in if number == 0 { hint(0) } }
        return {
            whispers.cancel()
            talk.cancel()
        }
    }
}
