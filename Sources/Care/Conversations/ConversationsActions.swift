import Core
import Database
import Pack
import Sealing
import Synchronization

/// What people can do in and around a talk. One method, one durable transaction; every word is sealed in it.
public struct ConversationsActions: Sendable {
    /// All it works with, behind one reference: closures and streams hold a word and not a copy of each part.
    private final class Parts: Sendable {
        let store: Store
        let vault: Vault
        let ring = KeyRing()
        let tail = Tail()
        let pace = Pace()
        let board: QueueBoard
        let pack: Pack
        let clock: Clock
        let pepper: Pepper
        let gate: ScryptGate
        let codeCost: PasswordCost
        let staff: StaffActions
        let announcer: Announcer
        let codeAttempts: Attempts
        let switches: LineSwitchActions
        let audit: AuditActions
        private let lastArrival = Mutex(Instant(milliseconds: .min))

        /// A moment of its own for everybody who arrives, so that who came first is served first within a millisecond too.
        func arrival(at now: Instant) -> Instant {
            lastArrival.withLock { last in
                last = last < now ? now : last + .milliseconds(1)
                return last
            }
        }

        init(
            store: Store, vaultStore: Store, pack: Pack, clock: Clock, pepper: Pepper, gate: ScryptGate,
            codeCost: PasswordCost, staff: StaffActions, announcer: Announcer
        ) {
            self.store = store
            board = QueueBoard(store: store, clock: clock)
            vault = Vault(store: vaultStore, ring: ring, clock: clock)
            self.pack = pack
            self.clock = clock
            self.pepper = pepper
            self.gate = gate
            self.codeCost = codeCost
            self.staff = staff
            self.announcer = announcer
            codeAttempts = Attempts(allowed: 300, per: .minutes(1), clock: clock)
            audit = AuditActions(store: store, vault: vaultStore, clock: clock)
            switches = LineSwitchActions(store: store, pack: pack, clock: clock, audit: audit)
        }
    }

    private let parts: Parts

    var store: Store { parts.store }
    var vault: Vault { parts.vault }
    var ring: KeyRing { parts.ring }
    var tail: Tail { parts.tail }
    var pace: Pace { parts.pace }
    var board: QueueBoard { parts.board }
    var pack: Pack { parts.pack }
    var clock: Clock { parts.clock }
    var pepper: Pepper { parts.pepper }
    var gate: ScryptGate { parts.gate }
    var codeCost: PasswordCost { parts.codeCost }
    var staff: StaffActions { parts.staff }
    var announcer: Announcer { parts.announcer }
    var codeAttempts: Attempts { parts.codeAttempts }
    /// Which lines are opened, closed or calmed by hand.
    public var switches: LineSwitchActions { parts.switches }
    public var audit: AuditActions { parts.audit }

    public init(
        store: Store, vaultStore: Store, pack: Pack, clock: Clock, pepper: Pepper, gate: ScryptGate,
        codeCost: PasswordCost, staff: StaffActions, announcer: Announcer
    ) {
        parts = Parts(
            store: store, vaultStore: vaultStore, pack: pack, clock: clock, pepper: pepper, gate: gate,
            codeCost: codeCost, staff: staff, announcer: announcer)
    }

    /// A talk that has just begun, as the seeker gets it.
    public struct Started: Sendable {
        public let id: ConversationID
        public let token: Token
        public let position: Int
        public let wait: Wait?
        /// The line it waits on, and by agreement those that may answer too.
        public let lines: [LineID]
    }

    /// Begins a talk: it waits in the line's queue from here on. The first text is sealed like every other.
    ///
    /// When the line is closed or full it begins on one that answers by agreement, if there is such a line; when nobody was
    /// signed in on it for long, on both.
    ///
    /// - Parameter room: how many may wait on the line for this one to be let in; nil for the limit of the line.
    ///
    /// Throws `lineClosed`, `lineNearHome`, `queueFull`, `notFound` (no such line), `tooLong`, `storeUnavailable`.
    public func start(
        line lineID: LineID, language: Language, place: String? = nil, region: RegionID? = nil, text: String? = nil,
        door: AudienceID? = nil, room: Int? = nil
    ) async throws -> Started {
        guard let asked = pack.line(lineID) else { throw Refusal.notFound }
        let now = clock.now()
        let language = pack.languages.contains(language) ? language : .dutch
        let switches = await switches.current(for: lineID)
        if let place, place.count > TalkLimit.place { throw Refusal.tooLong(field: "place", limit: TalkLimit.place) }
        // The place itself is never kept: only the region it lies in.
        let region = region ?? place.flatMap { self.region(of: $0) }
        let lines = beginnings(asked, region: region, language, now, switches)
        guard !lines.isEmpty else { throw Refusal.lineClosed(line: lineID) }
        try checkDistance(asked, region: region, language, switches)
        let words = try text.map { try Draft.words($0, field: "text") }
        let matches = words.map { pack.urgency.matches($0, language) } ?? []
        let id = ConversationID.random()
        let token = Token.random()
        let epoch = EpochKey.random()
        let shred = try await vault.make(for: id)
        let key = ConversationKey(epoch: epoch, shred: shred, conversation: id, epochNumber: 0)
        let arrival = parts.arrival(at: now)
        let standing = try await store.write { [pack, counts] db in
            var begun: (line: Line, key: (id: String, publicKey: [UInt8]))?
            for line in lines where begun == nil {
                let most = line.id == lineID ? room : nil
                begun = try Self.room(on: line, isUrgent: !matches.isEmpty, most: most, now, db).map { (line, $0) }
            }
            guard let (line, queueKey) = begun else {
                throw try Self.refusal(
                    asked, isUrgent: !matches.isEmpty, most: room, isOpen: switches.isOpen(asked, at: now), db)
            }
            let conversation = Conversation(
                id: id, line: line.id, organisation: line.organisation, language: language, region: region,
                state: .waiting, weight: 1, lastNumber: words == nil ? 0 : 1, openEpoch: 0, arrivedAt: arrival,
                awaySince: nil, touchedAt: now, closedAt: nil, audience: 0)
            try db.run(InsertConversation(conversation: conversation))
            let entry = QueueEntry(
                conversation: id, line: line.id, kind: .new, queueKey: queueKey.id, offer: nil,
                isUrgent: !matches.isEmpty)
            try db.run(InsertQueueEntry(entry: entry, isAway: false, arrivedAt: arrival))
            try db.run(
                InsertSeekerSession(tokenHash: token.hash, conversation: id, publicKey: token.publicKey, hiddenTo: 0))
            try Self.grant(epoch, id, 0, to: token.publicKey, Grantee.seeker(token.hash), db)
            try Self.grant(epoch, id, 0, to: queueKey.publicKey, Grantee.queue(queueKey.id), db)
            if let words {
                try Self.insert(words, by: .seeker, nil, nil, key, 0, id, 1, fingerprint: nil, now, db)
            }
            if !matches.isEmpty { try Self.put(.words(SeenWords(matches)), id, key, 0, db) }
            if let door { try Self.put(.door(door), id, key, 0, db) }
            let others = try pack.overflow(of: line, region: region, language: language, at: now).filter {
                try switches.isOpen($0.line, at: now)
                    && Self.isUnstaffed(line.id, forMinutes: $0.agreement.afterMinutes, now, db)
            }
            _ = try overflow(conversation, token, to: others.map(\.line), now, db)
            db.wake(Topics.line(line.id))
            let standing = try Self.standing(of: id, home: line.id, now, db)
            try counts.came(conversation, by: door, promised: standing?.wait, db)
            return standing
        }
        let seeker = Grantee.seeker(token.hash)
        ring.keep(key, at: .init(conversation: id, epoch: 0, grantee: seeker))
        ring.keepLatest(id, seeker, 0)
        return Started(
            id: id, token: token, position: standing?.position ?? 1, wait: standing?.wait,
            lines: standing?.lines ?? [lineID])
    }

    /// Why no line had room.
    private static func refusal(
        _ line: Line, isUrgent: Bool, most: Int?, isOpen: Bool, _ db: any Writing
    ) throws -> Refusal {
        let waiting = try db.first(WaitingOn(line: line.id))?.waiting ?? 0
        return isOpen && waiting >= min(line.places(isUrgent: isUrgent), most ?? .max)
            ? .queueFull(line: line.id) : .lineClosed(line: line.id)
    }

    /// The region of a place a seeker typed, when there is no doubt.
    func region(of place: String) -> RegionID? {
        if case .region(let region) = pack.place(place) { region.id } else { nil }
    }

    public struct Sent: Sendable {
        public let number: Int64
        public let sentAt: Instant
        /// False when the same `clientId` had been sent before: nothing was added.
        public let isNew: Bool
    }

    /// Adds a message; durable when this returns.
    ///
    /// - Parameter whileAway: false for who would rather not write to somebody who used the exit.
    ///
    /// Throws `notFound` (not this person's talk), `notSignedIn`, `conversationClosed`, `seekerAway`, `storeUnavailable`.
    func send(_ draft: Draft, by party: Party, in id: ConversationID, whileAway: Bool = true) async throws -> Sent {
        guard let shred = try await vault.secret(of: id) else {
            // Who has no session is told so whether or not there is such a talk.
            _ = try await store.read { db in try conversation(id, of: party, db) }
            throw Refusal.notFound
        }
        let fingerprint = shred.fingerprint(clientId: draft.clientId, author: party.authorKey, conversation: id)
        for _ in 0..<20 {
            let (key, epoch) = try await latestKey(of: party, in: id)
            let now = clock.now()
            let sent: Sent? = try await store.write { db in
                let conversation = try conversation(id, of: party, locking: db)
                func before() throws -> Sent? {
                    try db.first(MessageByFingerprint(conversation: id, fingerprint: fingerprint)).map {
                        Sent(number: $0.number, sentAt: $0.sentAt, isNew: false)
                    }
                }
                guard conversation.state != .closed else {
                    if let sent = try before() { return sent }
                    throw Refusal.conversationClosed
                }
                guard whileAway || conversation.awaySince == nil else {
                    if let sent = try before() { return sent }
                    throw Refusal.seekerAway
                }
                // Somebody joined or left a moment ago: seal for those who are here now.
                guard conversation.openEpoch == epoch else { return try before() }
                let message = try Self.sealed(
                    draft.words, by: party, key, epoch, id, conversation.lastNumber + 1, fingerprint, now)
                // Nothing is added when this `clientId` was sent before.
                guard try db.run(message) == 1 else { return try before() }
                // Two indexes stand on the moment; between two lines of a talk that runs it says nothing new.
                if now.since(conversation.touchedAt) < Self.touchEvery {
                    try db.run(AdvanceNumber(id: id, lastNumber: message.number))
                } else {
                    try db.run(AdvanceConversation(id: id, lastNumber: message.number, touchedAt: now))
                }
                if case .seeker(let token) = party, conversation.state == .waiting {
                    try Self.raise(pack.urgency.matches(draft.words, conversation.language), id, key, epoch, db)
                    _ = try overflow(conversation, token, to: due(conversation, now), now, db)
                }
                let row = StoredMessage(message, name: party.name)
                db.onCommit { [tail] in tail.add(row, of: id, audience: conversation.audience) }
                db.wake(Topics.conversation(id, message.number))
                return Sent(number: message.number, sentAt: now, isNew: true)
            }
            if let sent { return sent }
            ring.forgetLatest(id, party.grantee)
        }
        throw Refusal.storeUnavailable
    }

    /// How exactly it is known when a talk was last written in. What is decided by it is counted in minutes and hours.
    static let touchEvery = Duration.seconds(10)

    /// A text of one of the two ends, sealed as message `number`.
    private static func sealed(
        _ words: Words, by party: Party, _ key: ConversationKey, _ epoch: Int64, _ id: ConversationID, _ number: Int64,
        _ fingerprint: [UInt8], _ now: Instant
    ) throws -> InsertMessage {
        let (author, member): (Author, StaffMember?) =
            switch party {
            case .seeker: (.seeker, nil)
            case .staff(let person): (.counsellor, person.member)
            }
        let address = MessageAddress(
            conversation: id, epoch: Int(epoch), number: Int(number), author: author.rawValue,
            organisation: member?.organisation)
        return InsertMessage(
            conversation: id, number: number, epoch: epoch, author: author, organisation: member?.organisation,
            person: member?.id, fingerprint: fingerprint, sealed: try key.seal(words, at: address), sentAt: now)
    }

    /// Seals a text and writes it as message `number`.
    static func insert(
        _ words: Words, by author: Author, _ organisation: OrganisationID?, _ person: PersonID?, _ key: ConversationKey,
        _ epoch: Int64, _ id: ConversationID, _ number: Int64, fingerprint: [UInt8]?, _ now: Instant, _ db: any Writing
    ) throws {
        let address = MessageAddress(
            conversation: id, epoch: Int(epoch), number: Int(number), author: author.rawValue,
            organisation: organisation)
        try db.run(
            InsertMessage(
                conversation: id, number: number, epoch: epoch, author: author, organisation: organisation,
                person: person,
                fingerprint: fingerprint, sealed: try key.seal(words, at: address), sentAt: now))
    }

    static func grant(
        _ key: EpochKey, _ id: ConversationID, _ epoch: Int64, to publicKey: [UInt8], _ grantee: String,
        _ db: any Writing
    ) throws {
        let sealed = try Grant.seal(key, conversation: id, epoch: Int(epoch), to: publicKey, grantee: grantee)
        try db.run(InsertGrant(conversation: id, epoch: epoch, grantee: grantee, sealed: sealed))
    }

    /// The talk as this party may see it, locked until the transaction ends. The first of the two locks: access. The second
    /// is that the party's keys open its words.
    func conversation(_ id: ConversationID, of party: Party, locking db: any Writing) throws -> Conversation {
        switch party {
        case .seeker(let token):
            guard let row = try db.first(SeekerConversationLocked(tokenHash: token.hash)) else {
                throw Refusal.notSignedIn
            }
            guard row.conversation.id == id else { throw Refusal.notFound }
            return row.conversation
        case .staff(let person):
            guard let found = try db.first(StaffConversationLocked(asked: asked(id, person))) else {
                throw try refusal(person, db)
            }
            return found
        }
    }

    func conversation(_ id: ConversationID, of party: Party, _ db: any Reading) throws -> Conversation {
        switch party {
        case .seeker(let token):
            guard let row = try db.first(SeekerConversation(tokenHash: token.hash)) else { throw Refusal.notSignedIn }
            guard row.conversation.id == id else { throw Refusal.notFound }
            return row.conversation
        case .staff(let person):
            guard let found = try db.first(asked(id, person)) else { throw try refusal(person, db) }
            return found
        }
    }

    private func asked(_ id: ConversationID, _ person: SignedIn) -> StaffConversation {
        StaffConversation(id: id, person: person.member.id, session: person.tokenHash, now: clock.now())
    }

    /// Why somebody of the staff does not get a talk: signed out a moment ago, or not in it.
    private func refusal(_ person: SignedIn, _ db: any Reading) throws -> Refusal {
        let session = try db.first(SessionByHash(tokenHash: person.tokenHash, now: clock.now()))
        return session == nil ? .notSignedIn : .notFound
    }

    /// The key of the epoch that is open now, from the ring or from the party's own grant.
    func latestKey(of party: Party, in id: ConversationID) async throws -> (ConversationKey, Int64) {
        if let known = ring.latest(id, party.grantee) { return known }
        let keys = try await openKeys(of: party, in: id)
        guard let epoch = keys.keys.max(), let key = keys[epoch] else { throw Refusal.notFound }
        ring.keep(key, at: .init(conversation: id, epoch: epoch, grantee: party.grantee))
        ring.keepLatest(id, party.grantee, epoch)
        return (key, epoch)
    }

    /// Every epoch this party's keys open, as stored.
    func epochs(of party: Party, in id: ConversationID) async throws -> [Int64: EpochKey] {
        let grants = try await store.read { db in
            _ = try conversation(id, of: party, db)
            return try db.all(EpochGrants(conversation: id, grantee: party.grantee))
        }
        var keys: [Int64: EpochKey] = [:]
        for grant in grants { keys[grant.epoch] = try party.open(grant.sealed, id, grant.epoch) }
        return keys
    }

    func openKeys(of party: Party, in id: ConversationID) async throws -> [Int64: ConversationKey] {
        let epochs = try await epochs(of: party, in: id)
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        return Dictionary(
            uniqueKeysWithValues: epochs.map { epoch, key in
                (epoch, ConversationKey(epoch: key, shred: shred, conversation: id, epochNumber: Int(epoch)))
            })
    }
}

/// What listeners of a talk or a queue wait for.
enum Topics {
    static func conversation(_ id: ConversationID, _ number: Int64 = 0) -> Topic {
        Topic(name: "c:\(id)", number: number)
    }
    static func line(_ id: LineID) -> Topic { Topic(name: "l:\(id)", number: 0) }
}
