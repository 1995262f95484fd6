import Core
import Database
import Sealing

/// What somebody of the staff does with their own shift: rest after a heavy talk, pause, a line for themselves. All of it is
/// granted at once, and goes when the person signs out.
public struct ShiftActions: Sendable {
    let store: Store
    let clock: Clock

    func shift(of person: SignedIn) async throws -> Shift {
        let (stored, line) = try await store.read { db in
            (
                try db.first(ShiftOf(person: person.member.id)) ?? Shift(),
                try db.first(ShiftLineOf(session: person.tokenHash))
            )
        }
        var shift = stored
        shift.line = try line.map { try OwnWords.open($0, with: person.keys, purpose: Shift.purpose) }
        return shift
    }

    /// Asked within the transaction in which a talk is taken. Throws `paused`, `resting`.
    static func allowTaking(_ person: PersonID, _ now: Instant, _ db: any Reading) throws {
        try db.first(ShiftOf(person: person))?.allowTaking(at: now)
    }

    /// The talk that was closed was heavy: the next one comes after a while, or when the person says ready.
    func markHeavy(_ person: SignedIn) async throws {
        let until = clock.now() + Shift.rest
        try await change(person) { db in try db.run(MarkHeavy(session: person.tokenHash, restUntil: until)) }
    }

    func sayReady(_ person: SignedIn) async throws {
        try await change(person) { db in try db.run(EndRest(person: person.member.id)) }
    }

    /// Always granted, however many wait.
    func pause(_ isOn: Bool, _ person: SignedIn) async throws {
        let now = clock.now()
        try await change(person) { db in
            if isOn {
                try db.run(BeginPause(session: person.tokenHash, at: now))
            } else {
                try db.run(EndPause(person: person.member.id, at: now))
            }
        }
    }

    /// Keeps a line for oneself until the shift ends; nil takes it away. Throws `tooLong`.
    func keep(line: String?, _ person: SignedIn) async throws {
        if let line, line.count > Shift.lineLimit { throw Refusal.tooLong(field: "line", limit: Shift.lineLimit) }
        let sealed = try line.map {
            try OwnWords.seal(Words($0), to: person.keys.publicKeys.exchange, purpose: Shift.purpose)
        }
        try await change(person) { db in try db.run(SetShiftLine(session: person.tokenHash, line: sealed)) }
    }

    /// How a line is covered now, for whoever plans: numbers, never names.
    public func coverage(of line: LineID) async throws -> Coverage {
        let now = clock.now()
        return try await store.read { try $0.first(CoverageOf(line: line, now: now)) }
            ?? Coverage(present: 0, available: 0)
    }

    private func change(_ person: SignedIn, _ body: @escaping @Sendable (any Writing) throws -> Void) async throws {
        let now = clock.now()
        try await store.write { db in
            guard try db.first(SessionByHash(tokenHash: person.tokenHash, now: now)) != nil else {
                throw Refusal.notSignedIn
            }
            // The same lock as taking a talk, so that a pause that was granted is not followed by a talk.
            _ = try db.first(LockedPerson(id: person.member.id))
            try db.run(BeginShift(session: person.tokenHash, person: person.member.id))
            try body(db)
            for line in try db.all(LinesOf(person: person.member.id)) { db.wake(Topics.line(line)) }
        }
    }
}
