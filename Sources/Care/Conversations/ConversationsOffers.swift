import Core
import Database
import Pack
import Sealing

/// Hand-over and a third party: nothing is shared before the seeker says yes, and then only what was asked for.
extension ConversationsActions {
    /// Asks the seeker. The summary, when there is one, waits sealed under the epoch that is open now.
    ///
    /// Throws `notFound` (no such line), `lineClosed`, `lineNearHome` (a neighbour of the seeker may work there),
    /// `malformed` (share without its summary), `conversationClosed`, `conflict` when one is asked already.
    func offer(
        _ id: ConversationID, _ kind: QueueKind, to lineID: LineID, share: Share, summary: String?, by person: SignedIn
    ) async throws -> String {
        guard let line = pack.line(lineID) else { throw Refusal.notFound }
        let switches = await switches.current(for: lineID)
        guard switches.said(of: line, at: clock.now()).isOpen else { throw Refusal.lineClosed(line: lineID) }
        let words = try share == .summary ? Draft.words(summary ?? "", field: "summary") : nil
        let offerID = ID<Offer>.random().text
        let pen = try await audit.pen()
        for _ in 0..<4 {
            let (key, epoch) = try await latestKey(of: .staff(person), in: id)
            let now = clock.now()
            let isAsked = try await store.write { db in
                let conversation = try conversation(id, of: .staff(person), locking: db)
                guard conversation.state == .open else { throw Refusal.conversationClosed }
                // Nobody could ever open what the seeker would say yes to.
                guard switches.isWorked(line) else { throw Refusal.lineClosed(line: lineID) }
                try checkDistance(line, region: conversation.region, conversation.language, switches)
                guard try db.all(OpenOffers(conversation: id, now: now)).isEmpty,
                    try db.first(QueueEntryOf(conversation: id)) == nil
                else { throw Refusal.conflict("offer") }
                // Somebody joined or left since this key was last used.
                guard conversation.openEpoch == epoch else { return false }
                let sealed = try words.map { try key.seal($0, at: Self.summaryAddress(id, epoch, offerID)) }
                let own = try db.all(ActiveParticipants(conversation: id)).first { $0.person == person.member.id }
                let offered = ThreeWay.Solo().offered(by: person.member.id, at: now)
                let offer = StoredOffer(
                    id: offerID, conversation: id, kind: kind, line: lineID, organisation: line.organisation,
                    share: share, state: "asked", person: person.member.id, epoch: epoch, summary: sealed,
                    expiresAt: offered.expiresAt, fromLine: own?.line ?? conversation.line)
                try db.run(InsertOffer(offer: offer))
                if kind == .invite { try Self.count(.offered, offer, now, db) }
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
            let consent = TalkRecord.consent(consent(to: offer, accept, conversation.language))
            guard accept else {
                try Self.step(offer, .decline, now, db)
                guard let open = epochs[conversation.openEpoch] else { return }
                let key = ConversationKey(
                    epoch: open, shred: shred, conversation: id, epochNumber: Int(conversation.openEpoch))
                try Self.record(consent, key, conversation.openEpoch, id, now, db)
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
            let fresh = ConversationKey(epoch: key, shred: shred, conversation: id, epochNumber: Int(next))
            try Self.record(consent, fresh, next, id, now, db)
            if let sealed = offer.summary, let old = epochs[offer.epoch] {
                let words = try ConversationKey(
                    epoch: old, shred: shred, conversation: id, epochNumber: Int(offer.epoch)
                ).open(sealed, at: Self.summaryAddress(id, offer.epoch, offerID))
                let number = conversation.lastNumber + 1
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
            let accepted = try offer.threeWay.after(.accept(at: now))
            if offer.kind == .invite { try Self.count(.accepted, offer, now, db) }
            let waiting = try accepted.after(.wait(kind: offer.kind, at: now))
            try db.run(UpdateOffer(offer: offer.standing(waiting, now)))
            db.wake(Topics.line(offer.line))
        }
    }

    /// The question as it is shown, and the answer.
    private func consent(to offer: StoredOffer, _ isYes: Bool, _ language: Language) -> TalkRecord.Consent {
        let question = question(of: offer.organisation, offer.kind, offer.share, language)
        return TalkRecord.Consent(question: question.text, share: question.share, isYes: isYes)
    }

    func question(of offer: Offer, _ language: Language) -> Question {
        question(
            of: offer.organisation, QueueKind(rawValue: offer.kind) ?? .invite,
            Share(rawValue: offer.share) ?? .fromNow,
            language)
    }

    func question(
        of organisation: OrganisationID, _ kind: QueueKind, _ share: Share, _ language: Language
    ) -> Question {
        let name = pack.organisation(organisation)?.name[language] ?? organisation.text
        return announcer.question(kind, share, name, language)
    }

    /// The summary that goes along with a yes, for the seeker to read first. Nil when none does.
    ///
    /// Throws `notFound` when there is no such offer (any more).
    public func summary(of offerID: String, in id: ConversationID, _ token: Token) async throws -> Words? {
        let party = Party.seeker(token)
        let now = clock.now()
        let offer = try await store.read { db in
            _ = try conversation(id, of: party, db)
            return try db.all(OpenOffers(conversation: id, now: now)).first { $0.id == offerID }
        }
        guard let offer else { throw Refusal.notFound }
        guard let sealed = offer.summary else { return nil }
        guard let key = try await openKeys(of: party, in: id)[offer.epoch] else { throw Refusal.notFound }
        return try key.open(sealed, at: Self.summaryAddress(id, offer.epoch, offerID))
    }
}
