import Core
import Database
import Pack
import Sealing

extension StoredOffer {
    /// Where it stands, from its row.
    var threeWay: ThreeWay {
        let partner = partner ?? PersonID(trusted: "")
        switch state {
        case "asked": return .offered(.init(by: person, at: expiresAt - TalkLimit.offer))
        case "accepted": return .waitingPartner(.init(until: dueAt ?? Instant(milliseconds: .max)))
        case "declined": return .declined(.init())
        case "expired": return .expired(.init())
        case "unjoined": return .unjoined(.init())
        case "taken": return .joined(.init(partner: partner))
        case "together": return .threeWay(.init(partner: partner, hasFollowUp: hasFollowUp, hasReport: hasReport))
        case "child-left": return .left(.init(by: .child, hasDropped: false))
        case "helper-left": return .left(.init(by: .helper, hasDropped: false))
        case "partner-left": return .left(.init(by: .partner, hasDropped: false))
        case "follow-up": return .followUpAgreed(.init())
        default: return .closed
        }
    }

    /// The row of it from here on.
    func standing(_ next: ThreeWay, _ now: Instant) -> StoredOffer {
        var row = self
        switch next {
        case .solo, .offered: row.state = "asked"
        case .accepted: row.state = "accepted"
        case .waitingPartner(let it): (row.state, row.dueAt) = ("accepted", it.until)
        case .declined: row.state = "declined"
        case .expired: row.state = "expired"
        case .unjoined: row.state = "unjoined"
        case .joined(let it): (row.state, row.partner, row.joinedAt) = ("taken", it.partner, now)
        case .threeWay(let it):
            (row.state, row.hasFollowUp, row.hasReport) = ("together", it.hasFollowUp, it.hasReport)
        case .left(let it): row.state = "\(it.by.rawValue)-left"
        case .followUpAgreed: (row.state, row.hasFollowUp) = ("follow-up", true)
        case .closed: row.state = "closed"
        }
        return row
    }

    /// Somebody is with the two as a third.
    var hasThird: Bool { kind == .invite && (state == "taken" || state == "together") }
    /// What comes after can be agreed.
    var mayAgree: Bool {
        kind == .invite && (hasFollowUp || (try? threeWay.after(.agree)) != nil)
    }
    var isRunning: Bool { ["asked", "accepted", "taken", "together"].contains(state) }
}

/// Who is in a talk, as both ends see it.
struct Room: Sendable, Hashable {
    struct Somebody: Sendable, Hashable {
        let name: String
        let organisation: OrganisationID
        /// Asked in by somebody of another line, with a yes of the seeker.
        let isThird: Bool
    }

    let people: [Somebody]
    /// Somebody of this organisation was agreed to and is not there yet.
    let waitsFor: OrganisationID?
    /// Since when there is a third.
    let thirdSince: Instant?
}

extension ConversationsActions {
    /// A name as it stands in the room: "Sam, Veilig Thuis".
    func shown(_ name: String, _ organisation: OrganisationID, _ language: Language) -> String {
        [name, pack.organisation(organisation)?.name[language]].compactMap { $0 }.joined(separator: ", ")
    }

    /// The names of some, as they stand in a sentence of the room.
    func shown(_ people: some Sequence<ActiveParticipants.Row>, _ language: Language) -> String {
        people.map { shown($0.name, $0.organisation, language) }.joined(separator: " · ")
    }

    /// Who is in the talk, the one who has been there longest first.
    func room(of id: ConversationID, as party: Party) async throws -> Room {
        try await store.read { db in
            _ = try conversation(id, of: party, db)
            return try Self.room(id, db)
        }
    }

    private static func room(_ id: ConversationID, _ db: any Reading) throws -> Room {
        let offers = try db.all(OffersOf(conversation: id))
        let thirds = Set(offers.filter(\.hasThird).compactMap(\.partner))
        return Room(
            people: try db.all(ActiveParticipants(conversation: id)).map {
                .init(name: $0.name, organisation: $0.organisation, isThird: thirds.contains($0.person))
            }, waitsFor: offers.last { $0.state == "accepted" }?.organisation,
            thirdSince: offers.last(where: \.hasThird)?.joinedAt)
    }

    /// What stands beside the words of a talk; another value means that its pages show something else.
    func partsBeside(_ id: ConversationID) async throws -> PartsOf.Parts? {
        try await store.read { try $0.first(PartsOf(conversation: id)) }
    }

    // MARK: steps

    /// Takes a step with an offer, and counts it, in the transaction in which it happens. Throws `conflict` when it cannot be.
    @discardableResult
    static func step(
        _ offer: StoredOffer, _ step: ThreeWay.Step, _ now: Instant, _ db: any Writing
    ) throws -> StoredOffer {
        let before = offer.threeWay
        let next: ThreeWay
        do { next = try before.after(step) } catch { throw Refusal.conflict("offer") }
        if offer.kind == .invite, let counted = before.counted(step) { try count(counted, offer, now, db) }
        let row = offer.standing(next, now)
        try db.run(UpdateOffer(offer: row))
        return row
    }

    static func count(
        _ counted: ThreeWay.Counted, _ offer: StoredOffer, _ now: Instant, _ db: any Writing
    ) throws {
        try db.run(CountStep(from: offer.fromLine, to: offer.line, week: now.week, step: counted.rawValue))
    }

    /// The talk is over: nothing is asked or waited for any more.
    static func endOffers(_ id: ConversationID, _ now: Instant, _ db: any Writing) throws {
        for offer in try db.all(OffersOf(conversation: id)) where offer.isRunning { try step(offer, .close, now, db) }
    }

    /// Somebody takes a talk for which the seeker said yes.
    static func arrive(_ offerID: String?, _ person: SignedIn, _ now: Instant, _ db: any Writing) throws {
        guard let offerID, let offer = try db.first(OfferByID(id: offerID)), offer.state == "accepted" else { return }
        try step(offer, .join(person.member.id), now, db)
    }

    /// Says in the talk who came, once. When this process stops before it, the clock says it.
    func tellArrival(in id: ConversationID, _ person: SignedIn) async throws {
        let now = clock.now()
        try await underOpenEpoch(of: .staff(person), in: id) { conversation, key, db in
            try tellArrivals(conversation, key, conversation.openEpoch, now, db)
        }
    }

    /// Tells of everybody who came and was not told of, under `key`.
    func tellArrivals(
        _ conversation: Conversation, _ key: ConversationKey, _ epoch: Int64, _ now: Instant, _ db: any Writing
    ) throws {
        let id = conversation.id
        let people = try db.all(ActiveParticipants(conversation: id))
        var number = conversation.lastNumber
        for offer in try db.all(OffersOf(conversation: id)) where offer.state == "taken" {
            let told = try Self.step(offer, .tell, now, db)
            if offer.kind == .handover { try Self.step(told, .close, now, db) }
            guard let came = people.first(where: { $0.person == offer.partner }) else { continue }
            let who = shown(came.name, came.organisation, conversation.language)
            let giver = try db.first(PersonName(id: offer.person))
            let announcement: Announcement =
                offer.kind == .invite
                ? .joined(who, reads: offer.share)
                : .tookOver(who, from: giver.map { shown($0.name, $0.organisation, conversation.language) } ?? "")
            number += 1
            try say(announcement, to: conversation, number, key, epoch, touching: now, now, db)
        }
        db.wake(Topics.conversation(id))
    }

    /// The system says something, as message `number`. `moment` is since when nobody wrote.
    func say(
        _ announcement: Announcement, to conversation: Conversation, _ number: Int64, _ key: ConversationKey,
        _ epoch: Int64, touching moment: Instant, _ now: Instant, _ db: any Writing
    ) throws {
        let words = Words(announcer.text(announcement, conversation.language))
        try Self.insert(words, by: .system, nil, nil, key, epoch, conversation.id, number, fingerprint: nil, now, db)
        try db.run(AdvanceConversation(id: conversation.id, lastNumber: number, touchedAt: moment))
    }

    /// Begins an epoch for those who are in the talk now and says something in it. Nobody's keys are needed for it.
    func beginEpoch(
        of conversation: Conversation, _ shred: ShredSecret, saying announcement: Announcement?, _ now: Instant,
        touching moment: Instant? = nil, _ db: any Writing
    ) throws {
        let (epoch, next) = (EpochKey.random(), conversation.openEpoch + 1)
        try Self.newEpoch(epoch, after: conversation.openEpoch, in: conversation.id, db)
        if let announcement {
            let key = ConversationKey(
                epoch: epoch, shred: shred, conversation: conversation.id, epochNumber: Int(next))
            try say(
                announcement, to: conversation, conversation.lastNumber + 1, key, next, touching: moment ?? now, now,
                db)
        }
        db.wake(Topics.conversation(conversation.id))
    }

    // MARK: going

    /// Somebody of the staff leaves a talk of several: a new epoch without them. The last one cannot.
    ///
    /// What they filled in beside it is the talk's record, unless they were asked in or a colleague stays: then those go on
    /// with it. Throws `notFound`, `lastCounsellor`, `conversationClosed`, and `malformed` for answers that do not go together.
    public func leave(_ id: ConversationID, _ person: SignedIn) async throws {
        let (isGuest, isAlone) = try await store.read { db in
            _ = try conversation(id, of: .staff(person), db)
            let people = try db.all(ActiveParticipants(conversation: id))
            return (
                try Self.isGuest(person.member.id, in: id, people, db),
                people.filter { $0.organisation == person.member.organisation }.count < 2
            )
        }
        let record = isGuest || !isAlone ? nil : try await filledIn(id, person)
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        let now = clock.now()
        let pen = try await audit.pen()
        try await store.write { db in
            let conversation = try conversation(id, of: .staff(person), locking: db)
            guard conversation.state != .closed else { throw Refusal.conversationClosed }
            let people = try db.all(ActiveParticipants(conversation: id))
            guard people.count > 1 else { throw Refusal.lastCounsellor }
            try record?(conversation, now, db)
            try takeOut(person.member.id, of: conversation, people, hasDropped: false, shred, now, db)
            try pen.note(.left, person, line: conversation.line, talk: id, db)
        }
    }

    /// Takes somebody out of a talk in which others stay, and says so to them.
    private func takeOut(
        _ person: PersonID, of conversation: Conversation, _ people: [ActiveParticipants.Row], hasDropped: Bool,
        _ shred: ShredSecret, _ now: Instant, _ db: any Writing
    ) throws {
        var isPartner = false
        for offer in try db.all(OffersOf(conversation: conversation.id)) where offer.hasThird {
            if offer.partner == person {
                isPartner = true
                try Self.step(offer, .leave(.partner, hasDropped: hasDropped), now, db)
            } else if offer.person == person {
                try Self.step(offer, .leave(.helper, hasDropped: hasDropped), now, db)
            }
        }
        try db.run(LeaveConversation(conversation: conversation.id, person: person, at: now))
        let who = shown(people.filter { $0.person == person }, conversation.language)
        let others = shown(people.filter { $0.person != person }, conversation.language)
        try beginEpoch(
            of: conversation, shred, saying: isPartner ? .partnerLeft(who, with: others) : .left(who, with: others),
            now, db)
    }

    /// The seeker goes on without a third: nobody is asked or waited for any more, who was asked in is out at once.
    ///
    /// Does nothing when there is no third, so that a second tap is no mistake. Throws `conversationClosed`.
    public func leaveParty(_ id: ConversationID, _ token: Token) async throws {
        _ = try await store.read { db in try conversation(id, of: .seeker(token), db) }
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        let now = clock.now()
        try await store.write { db in
            let conversation = try conversation(id, of: .seeker(token), locking: db)
            guard conversation.state != .closed else { throw Refusal.conversationClosed }
            let offers = try db.all(OffersOf(conversation: id))
            for offer in offers where offer.state == "asked" && offer.expiresAt > now {
                try Self.step(offer, .decline, now, db)
            }
            let ended = offers.filter { $0.hasThird || $0.state == "accepted" }
            for offer in ended { try Self.step(offer, .leave(.child, hasDropped: false), now, db) }
            guard !ended.isEmpty else {
                db.wake(Topics.conversation(id))
                return
            }
            if ended.contains(where: { $0.state == "accepted" }) { try Self.leaveQueue(id, db) }
            let thirds = ended.filter(\.hasThird).compactMap(\.partner)
            for third in thirds { try db.run(LeaveConversation(conversation: id, person: third, at: now)) }
            let others = try db.all(ActiveParticipants(conversation: id))
            try beginEpoch(
                of: conversation, shred, saying: .alone(with: shown(others, conversation.language)), now, db)
        }
    }

    /// Signs somebody out, and lets go of them where they were a third.
    public func signOut(_ person: SignedIn) async throws {
        try await staff.signOut(person)
        ring.forget(person.member.id)
        try await sessionEnded(of: person.member.id)
    }

    /// Somebody's session ended: where they were a third, the others are told and go on. Nothing while they have another one
    /// and were seen there.
    public func sessionEnded(of person: PersonID) async throws {
        for id in try await store.read({ try $0.all(TalksAsThird(person: person)) }) {
            try await drop(person, from: id)
        }
    }

    func drop(_ person: PersonID, from id: ConversationID) async throws {
        guard let shred = try await vault.secret(of: id) else { return }
        let now = clock.now()
        try await store.write { db in
            guard let conversation = try db.first(LockedConversation(id: id)), conversation.state != .closed,
                try Self.isGone(person, from: id, now, db)
            else { return }
            let people = try db.all(ActiveParticipants(conversation: id))
            guard people.count > 1, people.contains(where: { $0.person == person }) else { return }
            try takeOut(person, of: conversation, people, hasDropped: true, shred, now, db)
        }
    }

    // MARK: agreeing

    /// What comes after a talk with three, as it was agreed with the seeker.
    ///
    /// Throws `empty`, `tooLong`, `conflict` when nobody was asked in.
    func agree(
        _ how: String, _ when: String, safeTime: String?, in id: ConversationID, _ person: SignedIn
    ) async throws {
        let limit = TalkRecord.longestAnswer
        _ = try Draft.words(how, field: "how", limit: limit)
        _ = try Draft.words(when, field: "when", limit: limit)
        if let safeTime { _ = try Draft.words(safeTime, field: "safeTime", limit: limit) }
        let followUp = TalkRecord.FollowUp(how: how, when: when, safeTime: safeTime)
        let now = clock.now()
        try await underOpenEpoch(of: .staff(person), in: id) { conversation, key, db in
            guard conversation.state != .closed else { throw Refusal.conversationClosed }
            let offers = try db.all(OffersOf(conversation: id)).filter { $0.kind == .invite }
            guard let offer = offers.last else { throw Refusal.conflict("offer") }
            // Agreed once more is a correction: kept, and not counted again.
            if !offer.hasFollowUp { try Self.step(offer, .agree, now, db) }
            try Self.record(.followUp(followUp), key, conversation.openEpoch, id, now, db)
            db.wake(Topics.conversation(id))
        }
    }
}
