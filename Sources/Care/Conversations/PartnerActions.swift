import Core
import Database
import Pack
import Sealing

/// Around somebody who was asked in: whether they are still there, whether the one who asked may go, and a report, which only
/// ever begins by the seeker's wish (`domain.md` §5.4).
extension ConversationsActions {
    // MARK: still there

    /// A third who reads is there. Remembered to the half minute; when it cannot be, the next read tries again.
    func thirdIsHere(_ id: ConversationID, _ person: SignedIn) async {
        let now = clock.now()
        let third = IsThird(conversation: id, person: person.member.id)
        guard pace.isDue("third \(id) \(person.member.id)", now, every: ThreeWay.looks) else { return }
        guard (try? await store.read({ try $0.first(third) })) == true else { return }
        _ = try? await store.write { db in
            try db.run(SetThirdSeen(conversation: id, person: person.member.id, at: now.halfMinute))
        }
    }

    /// Whether a third is no longer there: signed out everywhere, or not seen for long.
    static func isGone(_ person: PersonID, from id: ConversationID, _ now: Instant, _ db: any Reading) throws -> Bool {
        if try db.first(HasSession(person: person, now: now)) == nil { return true }
        let offers = try db.all(OffersOf(conversation: id)).filter { $0.hasThird && $0.partner == person }
        return offers.contains { offer in
            let limit = now - ThreeWay.unseen
            return (offer.joinedAt ?? now) <= limit && (offer.seenAt ?? limit) <= limit
        }
    }

    // MARK: whose talk it is

    /// Those in the talk whose talk it is, for somebody who was asked in by them; nobody when this person was not asked in.
    private static func hosts(
        of person: PersonID, in id: ConversationID, _ people: [ActiveParticipants.Row], _ db: any Reading
    ) throws -> [PersonID] {
        let thirds = Set(try db.all(OffersOf(conversation: id)).filter(\.hasThird).compactMap(\.partner))
        return thirds.contains(person) ? people.map(\.person).filter { !thirds.contains($0) } : []
    }

    /// Whether this person was asked in, and somebody whose talk it is is there too.
    static func isGuest(
        _ person: PersonID, in id: ConversationID, _ people: [ActiveParticipants.Row], _ db: any Reading
    ) throws -> Bool {
        try !hosts(of: person, in: id, people, db).isEmpty
    }

    func isGuest(_ id: ConversationID, _ person: SignedIn) async throws -> Bool {
        try await store.read { db in
            _ = try conversation(id, of: .staff(person), db)
            return try Self.isGuest(person.member.id, in: id, db.all(ActiveParticipants(conversation: id)), db)
        }
    }

    /// Who was asked in does not end a talk that is another's, as long as one of those is signed in. Throws `askedIn`.
    static func checkIsNoGuest(_ person: PersonID, in id: ConversationID, _ now: Instant, _ db: any Reading) throws {
        let people = try db.all(ActiveParticipants(conversation: id))
        for host in try hosts(of: person, in: id, people, db) {
            if try db.first(HasSession(person: host, now: now)) != nil { throw Refusal.askedIn }
        }
    }

    // MARK: the one who asked stays until the seeker says it is fine

    /// The seeker thinks it fine that the one who asked a third in goes. Without a third it does nothing.
    public func letGo(_ id: ConversationID, _ token: Token) async throws {
        let now = clock.now()
        try await underOpenEpoch(of: .seeker(token), in: id) { conversation, key, db in
            guard conversation.state != .closed else { throw Refusal.conversationClosed }
            guard try db.all(OffersOf(conversation: id)).contains(where: \.hasThird) else { return }
            try Self.record(.mayGo, key, conversation.openEpoch, id, now, db)
            db.wake(Topics.conversation(id))
        }
    }

    /// Whether this person asked a third in who is there, and the seeker has not said that it is fine to go.
    func isNeeded(_ id: ConversationID, _ person: SignedIn) async throws -> Bool {
        let hosted = try await offers(in: id, person).last { $0.hasThird && $0.person == person.member.id }
        guard let hosted else { return false }
        return !(try await records(of: id, as: .staff(person))).saidMayGo(since: hosted.joinedAt)
    }

    /// The offers of a talk in the order in which they were made, for those of the staff who are in it.
    func offers(in id: ConversationID, _ person: SignedIn) async throws -> [StoredOffer] {
        try await store.read { db in
            _ = try conversation(id, of: .staff(person), db)
            return try db.all(OffersOf(conversation: id))
        }
    }

    // MARK: a report

    /// The third begins a report: the seeker gave a name and wants it. Both are asked for, advice stays advice otherwise.
    /// Said in the talk, kept in its agreements, counted once; again it changes nothing.
    ///
    /// Throws `empty` naming what was not said, `conflict` for who is not a third in this talk, `conversationClosed`.
    func beginReport(
        hasName: Bool, isWished: Bool, in id: ConversationID, _ person: SignedIn
    ) async throws {
        let now = clock.now()
        guard hasName else { throw Refusal.empty(field: "name") }
        guard isWished else { throw Refusal.empty(field: "wish") }
        try await underOpenEpoch(of: .staff(person), in: id) { conversation, key, db in
            guard conversation.state != .closed else { throw Refusal.conversationClosed }
            let offers = try db.all(OffersOf(conversation: id)).filter { $0.partner == person.member.id }
            guard let offer = offers.last, offer.kind == .invite else { throw Refusal.conflict("offer") }
            let isNew = !offer.hasReport
            try Self.step(offer, .report, now, db)
            guard isNew else { return }
            let epoch = conversation.openEpoch
            let name = pack.organisation(person.member.organisation)?.name[conversation.language]
            try Self.record(.report(name ?? person.member.organisation.text), key, epoch, id, now, db)
            let who = shown(person.member.displayName, person.member.organisation, conversation.language)
            try say(
                .reportBegins(who), to: conversation, conversation.lastNumber + 1, key, epoch, touching: now, now, db)
            db.wake(Topics.conversation(id))
        }
    }
}

extension [ReadRecord] {
    /// The seeker said, since a third came, that the one who asked may go.
    func saidMayGo(since moment: Instant?) -> Bool {
        contains { $0.record == .mayGo && $0.at >= (moment?.minute ?? $0.at) }
    }
}

extension Instant {
    /// The half minute it is in.
    var halfMinute: Instant { Instant(milliseconds: milliseconds - (milliseconds % 30_000 + 30_000) % 30_000) }
}
