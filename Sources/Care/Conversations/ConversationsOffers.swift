import Core
import Database
import Pack
import Sealing

/// Hand-over and a third party: nothing is shared before the seeker says yes, and then only what was asked for.
extension ConversationsActions {
    /// Asks the seeker. The summary, when there is one, waits sealed under the epoch that is open now.
    ///
    /// Throws `notFound` (no such line), `malformed` (share without its summary), `conversationClosed`, `conflict` when one is
    /// asked already.
    func offer(
        _ id: ConversationID, _ kind: QueueKind, to lineID: LineID, share: Share, summary: String?, by person: SignedIn
    ) async throws -> String {
        guard let line = pack.line(lineID) else { throw Refusal.notFound }
        guard await switches.current().isOpen(line, at: clock.now()) else { throw Refusal.lineClosed(line: lineID) }
        let words = try share == .summary ? Draft.words(summary ?? "", field: "summary") : nil
        let offerID = ID<Offer>.random().text
        let pen = try await audit.pen()
        for _ in 0..<4 {
            let (key, epoch) = try await latestKey(of: .staff(person), in: id)
            let now = clock.now()
            let isAsked = try await store.write { db in
                let conversation = try conversation(id, of: .staff(person), locking: db)
                guard conversation.state == .open else { throw Refusal.conversationClosed }
                guard try db.all(OpenOffers(conversation: id, now: now)).isEmpty,
                    try db.first(QueueEntryOf(conversation: id)) == nil
                else { throw Refusal.conflict("offer") }
                // Somebody joined or left since this key was last used.
                guard conversation.openEpoch == epoch else { return false }
                let sealed = try words.map { try key.seal($0, at: Self.summaryAddress(id, epoch, offerID)) }
                try db.run(
                    InsertOffer(
                        offer: StoredOffer(
                            id: offerID, conversation: id, kind: kind, line: lineID, organisation: line.organisation,
                            share: share, state: "asked", person: person.member.id, epoch: epoch, summary: sealed,
                            expiresAt: now + TalkLimit.offer)))
                try pen.note(kind == .handover ? .offered : .invited, person, line: lineID, talk: id, db)
                db.wake(Topics.conversation(id))
                return true
            }
            if isAsked { return offerID }
            ring.forgetLatest(id, Party.staff(person).grantee)
        }
        throw Refusal.storeUnavailable
    }

    /// A summary that waits for an answer has no number yet; its offer takes the place of the author.
    private static func summaryAddress(_ id: ConversationID, _ epoch: Int64, _ offer: String) -> MessageAddress {
        MessageAddress(conversation: id, epoch: Int(epoch), number: 0, author: "summary:\(offer)", organisation: nil)
    }

    /// The seeker answers. Yes begins a new epoch that the receiving line can read, with the earlier ones only when the
    /// history was asked for.
    ///
    /// Throws `notFound` when there is no such offer any more (answered, expired).
    public func answer(_ offerID: String, accept: Bool, in id: ConversationID, _ token: Token) async throws {
        let party = Party.seeker(token)
        let epochs = try await epochs(of: party, in: id)
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        let now = clock.now()
        try await store.write { db in
            let conversation = try conversation(id, of: party, locking: db)
            guard let offer = try db.all(OpenOffers(conversation: id, now: now)).first(where: { $0.id == offerID })
            else {
                throw Refusal.notFound
            }
            db.wake(Topics.conversation(id))
            guard accept else {
                try db.run(SetOfferState(id: offerID, state: "declined"))
                return
            }
            guard conversation.state == .open else { throw Refusal.conversationClosed }
            let queueKey = try QueueKeys.current(db, line: offer.line, now: now)
            let grantee = Grantee.queue(queueKey.id)
            if offer.share == .history {
                for (epoch, key) in epochs where epoch <= conversation.openEpoch {
                    try Self.grant(key, id, epoch, to: queueKey.publicKey, grantee, db)
                }
            }
            let next = conversation.openEpoch + 1
            let key = EpochKey.random()
            try Self.newEpoch(key, after: conversation.openEpoch, in: id, db)
            try Self.grant(key, id, next, to: queueKey.publicKey, grantee, db)
            if let sealed = offer.summary, let old = epochs[offer.epoch] {
                let words = try ConversationKey(
                    epoch: old, shred: shred, conversation: id, epochNumber: Int(offer.epoch)
                ).open(sealed, at: Self.summaryAddress(id, offer.epoch, offerID))
                let number = conversation.lastNumber + 1
                let fresh = ConversationKey(epoch: key, shred: shred, conversation: id, epochNumber: Int(next))
                try Self.insert(
                    words, by: .system, conversation.organisation, offer.person, fresh, next, id, number,
                    fingerprint: nil, now, db)
                try db.run(AdvanceConversation(id: id, lastNumber: number, touchedAt: now))
            }
            try db.run(
                InsertQueueEntry(
                    entry: QueueEntry(
                        conversation: id, line: offer.line, kind: offer.kind, queueKey: queueKey.id, offer: offerID,
                        isUrgent: conversation.weight > 1),
                    isAway: false, arrivedAt: now))
            try db.run(SetOfferState(id: offerID, state: "accepted"))
            db.wake(Topics.line(offer.line))
        }
    }
}
