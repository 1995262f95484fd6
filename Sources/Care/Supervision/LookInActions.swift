import Core
import Database
import Pack
import Sealing

/// Reading along. By an act of its own, with keys of its own, seen by both ends, and written down.
extension ConversationsActions {
    /// Begins. From here on the counsellor and the seeker are told.
    ///
    /// Throws `notFound`: no talk that goes on, or not one of a line this supervisor is on.
    func lookIn(_ id: ConversationID, _ person: SignedIn) async throws {
        let pen = try await audit.pen()
        let now = clock.now()
        try await store.write { db in
            let conversation = try supervised(id, person, db)
            let isSeen = try db.all(LookIns(conversation: id, now: now)).contains { $0.person == person.member.id }
            try db.run(BeginLookIn(conversation: id, person: person.member.id, now: now))
            if !isSeen { try pen.note(.lookedIn, person, line: conversation.line, talk: id, db) }
            db.wake(Topics.conversation(id))
            db.wake(Topics.supervision(person.member.organisation))
        }
    }

    /// Ends. Nothing is wrong when it was over already.
    func lookAway(_ id: ConversationID, _ person: SignedIn) async throws {
        let pen = try await audit.pen()
        try await store.write { db in
            _ = try supervised(id, person, db)
            if try db.run(EndLookIn(conversation: id, person: person.member.id)) > 0 {
                try pen.note(.lookedAway, person, talk: id, db)
            }
            db.wake(Topics.conversation(id))
        }
    }

    /// Whether this supervisor looks in now, without reading anything. Throws `notFound` as `lookIn` does.
    func isLookingIn(_ id: ConversationID, _ person: SignedIn) async throws -> Bool {
        let now = clock.now()
        return try await store.read { db in
            _ = try supervised(id, person, db)
            return try db.all(LookIns(conversation: id, now: now)).contains { $0.person == person.member.id }
        }
    }

    /// The talk after a number, for a supervisor who looks in. Only what the keys of the line's supervision open is read.
    ///
    /// Throws `notFound`; `notLookingIn`, also when it lapsed.
    func observe(_ id: ConversationID, after number: Int64, whispersAfter: Int64, _ person: SignedIn) async throws
        -> Observed
    {
        let now = clock.now()
        let stored = try await store.read { db in
            let (conversation, own) = try lookingIn(id, person, db)
            return (
                conversation, own.seenAt, try db.all(AllMessagesAfter(conversation: id, number: number)),
                try db.all(SupervisionGrants(conversation: id, person: person.member.id)),
                try db.all(ActiveParticipants(conversation: id)).map(\.name),
                try db.all(WhispersAfter(conversation: id, number: whispersAfter, person: person.member.id))
            )
        }
        let (conversation, seenAt, rows, grants, counsellors, whispers) = stored
        if now.since(seenAt) >= LookIn.touchEvery {
            try await store.write { db in
                try db.run(TouchLookIn(conversation: id, person: person.member.id, now: now))
            }
        }
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        let keys = try supervisionKeys(grants, Set(rows.map(\.epoch)), id, shred, person)
        return Observed(
            id: id, line: conversation.line, state: conversation.shownState,
            messages: try Self.opened(rows, of: id, keys), whispers: try opened(whispers, id, shred, person),
            counsellors: counsellors, arrivedAt: conversation.arrivedAt, weight: conversation.weight,
            lastNumber: conversation.lastNumber)
    }

    /// The talk that this supervisor looks into now. Throws `notFound`, `notLookingIn`, `notSignedIn`.
    func lookingIn(_ id: ConversationID, _ person: SignedIn, _ db: any Reading) throws -> (Conversation, LookIn) {
        let conversation = try supervised(id, person, db)
        let all = try db.all(LookIns(conversation: id, now: clock.now()))
        guard let own = all.first(where: { $0.person == person.member.id }) else { throw Refusal.notLookingIn }
        return (conversation, own)
    }

    /// The same, with its row locked.
    func lookingIn(_ id: ConversationID, _ person: SignedIn, locking db: any Writing) throws -> Conversation {
        guard try db.first(LockedConversation(id: id)) != nil else { throw Refusal.notFound }
        return try lookingIn(id, person, db).0
    }

    /// The keys that this supervisor has of a talk they look into, by epoch. Throws as `lookingIn`.
    func lookInKeys(_ id: ConversationID, _ person: SignedIn) async throws -> [Int64: ConversationKey] {
        let grants = try await store.read { db in
            _ = try lookingIn(id, person, db)
            return try db.all(SupervisionGrants(conversation: id, person: person.member.id))
        }
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        return try supervisionKeys(grants, Set(grants.map(\.epoch)), id, shred, person)
    }

    /// How many supervisors of an organisation are signed in who can look into a talk.
    func supervisorsThere(_ id: ConversationID, _ organisation: OrganisationID) async throws -> Int {
        let now = clock.now()
        return try await store.read {
            try $0.first(SupervisorsThere(conversation: id, organisation: organisation, now: now)) ?? 0
        }
    }

    /// The first of the two locks; the second is that the keys open it.
    func supervised(_ id: ConversationID, _ person: SignedIn, _ db: any Reading) throws -> Conversation {
        let now = clock.now()
        let asked = SupervisedConversation(
            id: id, person: person.member.id, session: person.tokenHash, now: now)
        if let found = try db.first(asked) { return found }
        let session = try db.first(SessionByHash(tokenHash: person.tokenHash, now: now))
        throw session == nil ? Refusal.notSignedIn : .notFound
    }

    /// Keys of the epochs that are asked for, kept in memory under the name of this supervisor's look-in.
    private func supervisionKeys(
        _ grants: [SupervisionGrants.Row], _ epochs: Set<Int64>, _ id: ConversationID, _ shred: ShredSecret,
        _ person: SignedIn
    ) throws -> [Int64: ConversationKey] {
        var keys: [Int64: ConversationKey] = [:]
        var opened: [String: QueueKey] = [:]
        for grant in grants where epochs.contains(grant.epoch) && keys[grant.epoch] == nil {
            let place = KeyRing.Place(
                conversation: id, epoch: grant.epoch,
                grantee: "\(SupervisionKeys.grantee(grant.key)):\(person.member.id)")
            if let known = ring.key(place) {
                keys[grant.epoch] = known
                continue
            }
            let line = try opened[grant.key] ?? SupervisionKeys.open(grant.share, id: grant.key, with: person.keys)
            opened[grant.key] = line
            let epoch = try SupervisionKeys.open(grant, id, with: line)
            let key = ConversationKey(epoch: epoch, shred: shred, conversation: id, epochNumber: Int(grant.epoch))
            ring.keep(key, at: place)
            keys[grant.epoch] = key
        }
        return keys
    }

    private static func opened(
        _ rows: [StoredMessage], of id: ConversationID, _ keys: [Int64: ConversationKey]
    ) throws -> [Message] {
        try rows.compactMap { row in
            guard let key = keys[row.epoch] else { return nil }
            let address = MessageAddress(
                conversation: id, epoch: Int(row.epoch), number: Int(row.number), author: row.author.rawValue,
                organisation: row.organisation)
            return Message(
                number: row.number, author: row.author.rawValue, organisation: row.organisation, name: row.name,
                words: try key.open(row.sealed, at: address), sentAt: row.sentAt, isOwn: false)
        }
    }

    /// What these keys open of talks by way of supervision, from the stored bytes. For `openable`.
    func supervisable(by keys: PersonKeys, _ person: PersonID) async throws -> [(ConversationID, Int64)] {
        let shares = try await store.read { try $0.all(SupervisionSharesOf(person: person)) }
        var found: [(ConversationID, Int64)] = []
        for share in shares {
            guard let key = try? SupervisionKeys.open(share.sealed, id: share.key, with: keys) else { continue }
            for grant in try await store.read({ try $0.all(SupervisionGrantsOfKey(key: share.key)) }) {
                let row = SupervisionGrants.Row(
                    key: share.key, epoch: grant.epoch, sealed: grant.sealed, share: share.sealed)
                if (try? SupervisionKeys.open(row, grant.conversation, with: key)) != nil {
                    found.append((grant.conversation, grant.epoch))
                }
            }
        }
        return found
    }

    /// On the clock: what is over is forgotten, keys that open nothing go.
    func purgeSupervision(_ now: Instant, _ db: any Writing) throws {
        try db.run(DeleteOldLookIns(before: now - LookIn.lapses))
        try db.run(DeleteUnusedSupervisionKeys(week: now.week))
    }
}

extension Topics {
    /// What may be new for the supervisors of an organisation.
    static func supervision(_ organisation: OrganisationID) -> Topic { Topic(name: "s:\(organisation)", number: 0) }
    static func whispers(_ id: ConversationID, _ number: Int64 = 0) -> Topic { Topic(name: "w:\(id)", number: number) }
}
