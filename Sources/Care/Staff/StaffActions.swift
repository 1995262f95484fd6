import Core
import Database
import Pack
import Sealing

/// What can be done with the people who work here: take them on, let them sign in, let them go.
public struct StaffActions: Sendable {
    /// As in ``ConversationsActions``.
    private final class Parts: Sendable {
        let store: Store
        let lock: PasswordLock
        let clock: Clock
        let attempts: Attempts
        let codes: Attempts
        let unlocked = UnlockedSessions()
        let cost: PasswordCost

        init(store: Store, lock: PasswordLock, clock: Clock, cost: PasswordCost) {
            (self.store, self.lock, self.clock, self.cost) = (store, lock, clock, cost)
            attempts = Attempts(allowed: 10, per: .minutes(1), clock: clock)
            codes = Attempts(allowed: 30, per: .hours(24), clock: clock)
        }
    }

    private let parts: Parts

    var store: Store { parts.store }
    var lock: PasswordLock { parts.lock }
    var clock: Clock { parts.clock }
    var attempts: Attempts { parts.attempts }
    /// Wrong codes from an app, by who has the password.
    var codes: Attempts { parts.codes }
    var unlocked: UnlockedSessions { parts.unlocked }
    /// For a name that nobody has: the same work as for a real one, so that time does not tell.
    var cost: PasswordCost { parts.cost }

    public init(store: Store, lock: PasswordLock, clock: Clock, cost: PasswordCost) {
        parts = Parts(store: store, lock: lock, clock: clock, cost: cost)
    }

    /// How long a signed-in session lasts.
    static let sessionLength = Duration.hours(12)
    /// Points of talks one person may hold (normal 1, acute 2).
    public static let standardCapacity: Int64 = 3

    /// A person was made; the recovery code is shown this once.
    public struct NewPerson: Sendable {
        public let member: StaffMember
        public let recoveryCode: Words
    }

    /// Takes somebody on. Throws `Refusal.conflict` when the name is taken.
    public func add(
        name: String, displayName: String, organisation: OrganisationID, role: Role, lines: [LineID], password: Words,
        capacity: Int64 = Self.standardCapacity
    ) async throws -> NewPerson {
        guard Self.isGoodName(name) else { throw Refusal.malformed(field: "name") }
        guard password.reveal().count >= 10 else { throw Refusal.malformed(field: "password") }
        let keys = PersonKeys.random()
        let (locked, recoveryCode) = try await lock.lock(keys, password: password, cost: cost)
        let member = StaffMember(
            id: .random(), name: name, displayName: displayName, organisation: organisation, role: role)
        let now = clock.now()
        try await store.write { db in
            guard try db.first(PersonByName(name: name)) == nil else { throw Refusal.conflict("name") }
            try db.run(
                InsertPerson(
                    member: member, exchangeKey: keys.publicKeys.exchange, lockedKeys: locked.blob, capacity: capacity))
            for line in lines {
                try db.run(JoinLine(line: line, person: member.id))
                // A new member reads what comes from now on: the line gets a new key.
                try db.run(RetireQueueKeys(line: line))
                if role == .supervisor { try SupervisionKeys.renew(db, line: line, now: now) }
            }
            db.wake(LineSwitchActions.topic)
        }
        return NewPerson(member: member, recoveryCode: recoveryCode)
    }

    /// Letters, digits, dots and dashes: a name to type, and to print in a log.
    static func isGoodName(_ name: String) -> Bool {
        (2...40).contains(name.count)
            && name.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
            }
    }

    public func all() async throws -> [(member: StaffMember, lines: [LineID], isDisabled: Bool)] {
        try await store.read { db in
            try db.all(AllPeople()).map { ($0.member, try db.all(LinesOf(person: $0.member.id)), $0.isDisabled) }
        }
    }

    /// Lets somebody go: no signing in, no session, no line. New talks are sealed to keys they do not have.
    public func disable(name: String) async throws {
        let now = clock.now()
        try await store.write { db in
            guard let person = try db.first(PersonByName(name: name)) else { throw Refusal.notFound }
            let lines = try db.all(LinesOf(person: person.member.id))
            try LineStates.lock(lines, db)
            try db.run(DisablePerson(id: person.member.id, at: now))
            try db.run(EndSessionsOf(id: person.member.id))
            try db.run(EndHalfwayOf(person: person.member.id))
            try db.run(EndListening(person: person.member.id))
            for line in lines { try db.run(RetireQueueKeys(line: line)) }
            try db.run(LeaveAllLines(person: person.member.id))
            try LineStates.refresh(lines, now, db)
            if person.member.role == .supervisor {
                for line in lines { try SupervisionKeys.renew(db, line: line, now: now) }
            }
            db.wake(LineSwitchActions.topic)
        }
    }

    /// A new password by the printed recovery code. The earlier password and code stop working.
    public func recover(name: String, recoveryCode: Words, newPassword: Words) async throws -> Words {
        guard newPassword.reveal().count >= 10 else { throw Refusal.malformed(field: "password") }
        guard let person = try await store.read({ try $0.first(PersonByName(name: name)) }) else {
            throw Refusal.notFound
        }
        let relocked: (LockedKeys, Words)
        do {
            let old = LockedKeys(blob: person.lockedKeys)
            let (keys, code) = try await lock.relock(
                old, recoveryCode: recoveryCode, newPassword: newPassword, cost: cost)
            relocked = (keys, code)
        } catch SealingError.cannotOpen, SealingError.malformed {
            throw Refusal.wrongCode
        }
        let now = clock.now()
        try await store.write { db in
            let lines = try db.all(LinesOf(person: person.member.id))
            try LineStates.lock(lines, db)
            try db.run(ReplaceLockedKeys(id: person.member.id, lockedKeys: relocked.0.blob))
            try db.run(EndSessionsOf(id: person.member.id))
            try db.run(EndHalfwayOf(person: person.member.id))
            try db.run(EndListening(person: person.member.id))
            try LineStates.refresh(lines, now, db)
        }
        return relocked.1
    }

    /// Opens somebody's keys with their password, without a session. For `vangnet verify`.
    public func keys(name: String, password: Words) async throws -> (StaffMember, PersonKeys) {
        guard let person = try await store.read({ try $0.first(PersonByName(name: name)) }), !person.isDisabled else {
            try await lock.burn(cost: cost)
            throw Refusal.wrongCredentials
        }
        do {
            let keys = try await lock.open(LockedKeys(blob: person.lockedKeys), password: password)
            // Somebody who can write to the database could lay another person's keys under this name.
            guard keys.publicKeys.exchange == person.exchangeKey else { throw Refusal.wrongCredentials }
            return (person.member, keys)
        } catch SealingError.cannotOpen {
            throw Refusal.wrongCredentials
        }
    }

    public func signOut(_ person: SignedIn) async throws {
        let now = clock.now()
        try await store.write { db in
            let lines = try db.all(LinesOf(person: person.member.id))
            try LineStates.lock(lines, db)
            try db.run(DeleteSession(tokenHash: person.tokenHash))
            try db.run(EndListening(person: person.member.id))
            try LineStates.refresh(lines, now, db)
        }
        unlocked.forget(person.tokenHash)
    }

    /// The person a token belongs to, with the keys it unlocks.
    func whoIs(_ token: Token) async throws -> SignedIn {
        let hash = token.hash
        let now = clock.now()
        guard let session = try await store.read({ try $0.first(SessionByHash(tokenHash: hash, now: now)) }) else {
            throw Refusal.notSignedIn
        }
        let keys = try token.unwrapPerson(session.wrappedKeys, person: session.member.id)
        let person = SignedIn(member: session.member, keys: keys, tokenHash: hash)
        unlocked.keep(person)
        return person
    }

    /// As `whoIs`, from memory when the session was good a while ago. Only for what asks the store again.
    func whoWas(_ token: Token) async throws -> SignedIn {
        if let known = unlocked.person(token.hash) { return known }
        return try await whoIs(token)
    }

    public func lines(of person: PersonID) async throws -> [LineID] {
        try await store.read { try $0.all(LinesOf(person: person)) }
    }

    /// Benchmarks lift everybody's limit; nothing else does.
    public func liftCapacity(to points: Int64) async throws {
        try await store.write { db in try db.run(SetCapacity(capacity: points)) }
    }
}

/// The queue key of a line for this week: found, or made and shared with the members. Inside a transaction of the caller.
enum QueueKeys {
    /// Throws `Refusal.lineClosed` when nobody works on the line: nobody could ever open what is sealed to it.
    static func current(_ db: any Writing, line: LineID, now: Instant) throws -> (id: String, publicKey: [UInt8]) {
        let week = Week(containing: Day(daysSince1970: Int(now.milliseconds / 86_400_000)))
        if let known = try db.first(CurrentQueueKey(line: line, week: week)) { return known }
        let members = try db.all(MemberKeysOfLine(line: line))
        guard !members.isEmpty else { throw Refusal.lineClosed(line: line) }
        let key = QueueKey.random()
        let id = ID<QueueKey>.random().text
        try db.run(InsertQueueKey(id: id, line: line, week: week, publicKey: key.publicKey))
        for member in members {
            let share = try key.sealed(to: member.exchangeKey, queue: id)
            try db.run(InsertQueueKeyShare(queueKey: id, person: member.person, sealed: share))
        }
        return (id, key.publicKey)
    }

    static func open(_ db: any Reading, id: String, with person: SignedIn) throws -> QueueKey? {
        guard let share = try db.first(QueueKeyShare(queueKey: id, person: person.member.id)) else { return nil }
        return try QueueKey.open(share, with: person.keys, queue: id)
    }
}
