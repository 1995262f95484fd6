import Core
import Database
import Sealing

/// A message as one of the two ends reads it.
public struct Message: Sendable {
    public let number: Int64
    public let author: String
    public let organisation: OrganisationID?
    public let name: String?
    public let words: Words
    public let sentAt: Instant
    /// Written by the one who reads it.
    public let isOwn: Bool
}

/// An offer that the seeker can still answer.
public struct Offer: Sendable, Hashable {
    public let id: String
    public let organisation: OrganisationID
    public let line: LineID
    public let share: String
    public let kind: String
}

/// What a party sees of a talk after some number.
public struct Glimpse: Sendable {
    public let id: ConversationID
    public let line: LineID
    public let organisation: OrganisationID
    public let language: Language
    /// Where the talk was begun from; nil when that is not known.
    public let region: RegionID?
    /// `waiting`, `open`, `away` or `closed`.
    public let state: String
    public let messages: [Message]
    public let offers: [Offer]
    /// The place in the queue while waiting.
    public let position: Int?
    public let wait: Wait?
    /// Lines of others that may answer too, by agreement, while waiting.
    public let alsoAsked: [LineID]
    public let awaySince: Instant?
    public let arrivedAt: Instant
    /// Messages up to here are not shown on the seeker's page until asked for.
    public let hiddenTo: Int64
    public let lastNumber: Int64
    /// Somebody of the staff wrote in what is read here.
    var wasAnswered: Bool { messages.contains { $0.author == "counsellor" } }
    /// Supervisors who read along now. Both ends are told.
    public let lookIns: [LookIn]
    /// Who may read it: what was kept in memory for another audience is not for this reader.
    let audience: Int64
}

/// When the other end is taken for lost.
enum SeekerSeen {
    /// A page that is open says so this often, in a talk that goes on.
    static let every = Duration.seconds(30)
    /// Not heard of for this long.
    static let lostAfter = Duration.seconds(120)
}

extension ConversationsActions {
    /// The talk of a seeker's session; nil when the token is not (or no longer) good.
    public func conversation(of token: Token) async throws -> ConversationID? {
        let hash = token.hash
        return try await store.read { try $0.first(SeekerConversation(tokenHash: hash)) }?.conversation.id
    }

    /// In which language the talk of a session was begun; nil when the token is not good.
    func language(of token: Token) async throws -> Language? {
        let hash = token.hash
        return try await store.read { try $0.first(SeekerConversation(tokenHash: hash)) }?.conversation.language
    }

    /// All that is new after `number` for this party, in order, with how the talk stands. Only what was granted is read.
    ///
    /// - Parameter place: where it waits, when that is known already; looked up when it is nil.
    func read(
        _ id: ConversationID, after number: Int64, as party: Party, place: Standing? = nil
    ) async throws -> Glimpse {
        let now = clock.now()
        let grantee = party.grantee
        let ring = ring
        let stored = try await store.read { db -> Stored in
            var hiddenTo: Int64 = 0
            let conversation: Conversation
            if case .seeker(let token) = party {
                guard let row = try db.first(SeekerConversation(tokenHash: token.hash)) else {
                    throw Refusal.notSignedIn
                }
                guard row.conversation.id == id else { throw Refusal.notFound }
                (conversation, hiddenTo) = (row.conversation, row.hiddenTo)
            } else {
                conversation = try self.conversation(id, of: party, db)
            }
            let messages =
                conversation.lastNumber > number
                ? try db.all(MessagesAfter(conversation: id, number: number, grantee: grantee)) : []
            let missing = Set(messages.map(\.epoch)).contains {
                ring.key(.init(conversation: id, epoch: $0, grantee: grantee)) == nil
            }
            let standing =
                conversation.state == .waiting
                ? try place ?? Self.standing(of: id, home: conversation.line, now, db) : nil
            return Stored(
                conversation: conversation, hiddenTo: hiddenTo, messages: messages,
                grants: missing ? try db.all(EpochGrants(conversation: id, grantee: grantee)) : [],
                offers: try db.all(OpenOffers(conversation: id, now: now)),
                standing: standing,
                lookIns: conversation.state == .open ? try db.all(LookIns(conversation: id, now: now)) : [])
        }
        // The seeker's own token lets another line answer too, once it is time.
        if case .seeker(let token) = party, let lines = stored.standing?.lines,
            try await overflowIfDue(stored.conversation, token, waitsOn: lines, now)
        {
            return try await read(id, after: number, as: party)
        }
        switch party {
        case .staff(let person): await thirdIsHere(id, person)
        case .seeker: if stored.conversation.state == .open { await seekerIsHere(id, now) }
        }
        return try await glimpse(stored, party)
    }

    /// The seeker's page is open, or asks. Written down now and then, for talks that go on. A store that cannot be written
    /// keeps nobody from reading: then it is not noted.
    private func seekerIsHere(_ id: ConversationID, _ now: Instant) async {
        guard pace.isDue("seeker \(id)", now, every: SeekerSeen.every) else { return }
        _ = try? await store.write { db in try db.run(SetSeekerSeen(conversation: id, at: now)) }
    }

    private struct Stored: Sendable {
        let conversation: Conversation
        let hiddenTo: Int64
        let messages: [StoredMessage]
        let grants: [(epoch: Int64, sealed: [UInt8])]
        let offers: [StoredOffer]
        let standing: Standing?
        let lookIns: [LookIn]
    }

    private func glimpse(_ stored: Stored, _ party: Party) async throws -> Glimpse {
        let conversation = stored.conversation
        let id = conversation.id
        if !stored.grants.isEmpty {
            guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
            for grant in stored.grants {
                let epoch = try party.open(grant.sealed, id, grant.epoch)
                let key = ConversationKey(
                    epoch: epoch, shred: shred, conversation: id, epochNumber: Int(grant.epoch))
                ring.keep(key, at: .init(conversation: id, epoch: grant.epoch, grantee: party.grantee))
                // Who reads is about to answer: their first message need not look for the key again.
                if grant.epoch == conversation.openEpoch { ring.keepLatest(id, party.grantee, grant.epoch) }
            }
        }
        let messages = try opened(stored.messages, of: id, party)
        return Glimpse(
            id: id, line: conversation.line, organisation: conversation.organisation, language: conversation.language,
            region: conversation.region, state: conversation.shownState, messages: messages,
            offers: stored.offers.map {
                Offer(
                    id: $0.id, organisation: $0.organisation, line: $0.line, share: $0.share.rawValue,
                    kind: $0.kind.rawValue)
            },
            position: stored.standing?.position, wait: stored.standing?.wait,
            alsoAsked: stored.standing.map { $0.lines.filter { $0 != conversation.line } } ?? [],
            awaySince: conversation.awaySince, arrivedAt: conversation.arrivedAt, hiddenTo: stored.hiddenTo,
            lastNumber: conversation.lastNumber, lookIns: stored.lookIns, audience: conversation.audience)
    }

    /// The messages after a number from memory, for a reader who was of `audience` when they last read from the store. Nil
    /// when they are not all there, or this reader's keys are not.
    func lately(_ id: ConversationID, after number: Int64, upTo newest: Int64, as party: Party, audience: Int64) throws
        -> [Message]?
    {
        guard let rows = tail.rows(after: number, upTo: newest, of: id, audience: audience) else { return nil }
        let messages = try opened(rows, of: id, party)
        return messages.count == rows.count ? messages : nil
    }

    /// What this party's keys in the ring open.
    private func opened(_ rows: [StoredMessage], of id: ConversationID, _ party: Party) throws -> [Message] {
        let grantee = party.grantee
        return try rows.compactMap { message in
            guard let key = ring.key(.init(conversation: id, epoch: message.epoch, grantee: grantee)) else {
                return nil
            }
            let address = MessageAddress(
                conversation: id, epoch: Int(message.epoch), number: Int(message.number),
                author: message.author.rawValue, organisation: message.organisation)
            return Message(
                number: message.number, author: message.author.rawValue, organisation: message.organisation,
                name: message.name, words: try key.open(message.sealed, at: address), sentAt: message.sentAt,
                isOwn: Self.isOwn(message, party))
        }
    }

    private static func isOwn(_ message: StoredMessage, _ party: Party) -> Bool {
        switch party {
        case .seeker: message.author == .seeker
        case .staff(let person): message.person == person.member.id
        }
    }

    /// The seeker's page is open: the talk is not abandoned.
    public func touch(_ id: ConversationID) async throws {
        let now = clock.now()
        try await store.write { db in try db.run(TouchConversation(id: id, now: now)) }
    }

    /// Listens for what may be new in a talk, and in the queues it waits in. Returns how to stop.
    /// The hint is the number of a new message, 0 when anything may have changed, or `Hint.aside` when it is the place.
    public func listen(to id: ConversationID, lines: [LineID], _ hint: @escaping @Sendable (Int64) -> Void)
        -> @Sendable () -> Void
    {
        let talk = store.wakeups.subscribe(Topics.conversation(id).name, hint)
        guard !lines.isEmpty else { return { talk.cancel() } }
        let stop = board.watch(id, in: lines) { hint(Hint.aside) }
        return {
            talk.cancel()
            stop()
        }
    }
}

extension ConversationsActions {
    /// Whether the stores answer.
    public func isReachable() async throws -> Bool {
        _ = try await store.read { try $0.first(ConversationExists(id: ConversationID(trusted: "none"))) }
        _ = try await vault.secret(of: ConversationID(trusted: "none"))
        return true
    }
}
