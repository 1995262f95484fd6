import Core
import Database
import Sealing

/// Signing in: by password, and by a code from an app after it for who has that switched on.
extension StaffActions {
    /// How long somebody who gave their password has to give their code.
    static let halfwayLength = Duration.minutes(5)

    /// Somebody who is in.
    public struct Session: Sendable {
        public let token: Token
        public let expiresAt: Instant
        public let member: StaffMember
    }

    /// What a name and a password came to.
    public enum Entrance: Sendable {
        case signedIn(Session)
        /// They are right, and a code is asked for. The token is good for that question only.
        case halfway(Token)
    }

    /// Signs in. Wrong ones are slowed down by name, without knowing where they come from; a code that is missing or wrong
    /// is as a wrong password.
    ///
    /// Throws `wrongCredentials`, `tooMany`, `storeUnavailable`.
    public func signIn(name: String, password: Words, otp: Words? = nil) async throws -> Session {
        let (member, keys) = try await opened(name, password)
        let session = try await enter(member, keys, otp)
        attempts.forgive(name)
        return session
    }

    /// The first of two steps, for a page: the code is asked for after name and password, so that only who has both learns
    /// that there is one. Throws as `signIn` does.
    public func begin(name: String, password: Words) async throws -> Entrance {
        let (member, keys) = try await opened(name, password)
        guard try await store.read({ try $0.first(SecondFactorOf(person: member.id)) }) != nil else {
            let session = try await enter(member, keys, nil)
            attempts.forgive(name)
            return .signedIn(session)
        }
        let token = Token.random()
        let wrapped = try token.wrap(keys, person: member.id)
        let now = clock.now()
        try await store.write { db in
            try db.run(DeleteExpiredHalfway(now: now))
            try db.run(
                InsertHalfway(
                    tokenHash: token.hash, person: member.id, wrappedKeys: wrapped, expiresAt: now + Self.halfwayLength)
            )
        }
        attempts.forgive(name)
        return .halfway(token)
    }

    /// Whether a code is still waited for under this token.
    public func isHalfway(_ token: Token) async throws -> Bool {
        let now = clock.now()
        return try await store.read { try $0.first(HalfwayByHash(tokenHash: token.hash, now: now)) } != nil
    }

    /// The second step. Throws `notSignedIn` when it took too long, `wrongCredentials` for a wrong code, which may be tried
    /// again, and `tooMany`.
    public func finish(_ halfway: Token, otp: Words) async throws -> Session {
        let now = clock.now()
        guard let row = try await store.read({ try $0.first(HalfwayByHash(tokenHash: halfway.hash, now: now)) }) else {
            throw Refusal.notSignedIn
        }
        try attempts.begin(row.member.name)
        try codes.check(row.member.name)
        let keys = try halfway.unwrapPerson(row.wrappedKeys, person: row.member.id)
        let session = try await enter(row.member, keys, otp, halfway: halfway)
        attempts.forgive(row.member.name)
        return session
    }

    /// The keys of who knows the password. The attempt counts until it is forgiven.
    private func opened(_ name: String, _ password: Words) async throws -> (StaffMember, PersonKeys) {
        try attempts.begin(name)
        do {
            return try await keys(name: name, password: password)
        } catch SealingError.busy {
            attempts.forgive(name)
            throw Refusal.tooMany(retryAfterSeconds: 2)
        }
    }

    /// A session for who has the keys, and the code when one is asked for.
    private func enter(
        _ member: StaffMember, _ keys: PersonKeys, _ otp: Words?, halfway: Token? = nil
    ) async throws -> Session {
        let now = clock.now()
        let person = member.id
        let factor = try await store.read { try $0.first(SecondFactorOf(person: person)) }
        let step = try factor.map { try self.step(of: otp, $0, keys, member, now) }
        let token = Token.random()
        let expiresAt = now + Self.sessionLength
        let wrapped = try token.wrap(keys, person: person)
        try await store.write { db in
            let lines = try db.all(LinesOf(person: person))
            try LineStates.lock(lines, db)
            if let factor, let step {
                // Who came first with this code has used it up.
                let used = try db.run(UseStep(person: person, sealed: factor.sealed, step: step))
                guard used == 1 else { throw Refusal.wrongCredentials }
            } else if try db.first(SecondFactorOf(person: person)) != nil {
                // Switched on a moment ago.
                throw Refusal.wrongCredentials
            }
            if let halfway { try db.run(DeleteHalfway(tokenHash: halfway.hash)) }
            try db.run(DeleteExpiredSessions(now: now))
            try db.run(
                InsertSession(tokenHash: token.hash, person: person, wrappedKeys: wrapped, expiresAt: expiresAt))
            try LineStates.refresh(lines, now, db)
        }
        return Session(token: token, expiresAt: expiresAt, member: member)
    }

    private func step(
        of otp: Words?, _ factor: StoredFactor, _ keys: PersonKeys, _ member: StaffMember, _ now: Instant
    ) throws -> Int64 {
        guard let otp, let secret = try? TimeSecret.open(factor.sealed, with: keys, person: member.id) else {
            throw Refusal.wrongCredentials
        }
        // Six digits are soon guessed by who has the password already and all day: so many a day, and no more.
        guard codes.isAllowed(member.name), let step = secret.step(of: otp, at: now, after: factor.lastStep) else {
            codes.failed(member.name)
            throw Refusal.wrongCredentials
        }
        return step
    }

    // MARK: switching on and off

    /// What somebody puts into their app. It is shown this once.
    public struct NewFactor: Sendable {
        /// `otpauth://…`, to be made into a picture that the app reads.
        public let address: Words
        /// The same, to be typed: base 32.
        public let secret: Words
    }

    /// From now on a code is asked for after the password. An earlier secret stops working, and whoever is signed in under
    /// this name has to sign in again. Throws `wrongCredentials`.
    public func switchOnCodes(name: String, password: Words) async throws -> NewFactor {
        let (member, keys) = try await keys(name: name, password: password)
        let secret = TimeSecret.random()
        let sealed = try secret.sealed(under: keys, person: member.id)
        let now = clock.now()
        try await store.write { db in
            let lines = try db.all(LinesOf(person: member.id))
            try LineStates.lock(lines, db)
            try db.run(ReplaceSecondFactor(person: member.id, sealed: sealed))
            try db.run(EndHalfwayOf(person: member.id))
            try db.run(EndSessionsOf(id: member.id))
            try db.run(EndListening(person: member.id))
            try LineStates.refresh(lines, now, db)
        }
        return NewFactor(address: secret.address(name: name), secret: secret.base32)
    }

    /// For who lost their phone: the password is enough again. Throws `notFound`.
    public func switchOffCodes(name: String) async throws {
        try await store.write { db in
            guard let person = try db.first(PersonByName(name: name)) else { throw Refusal.notFound }
            try db.run(DeleteSecondFactor(person: person.member.id))
            try db.run(EndHalfwayOf(person: person.member.id))
        }
    }
}
