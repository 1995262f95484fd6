import Core
import Database
import Sealing

/// The key of the supervisors of a line, by which they can look into its talks: found, or made and shared with them. Inside a
/// transaction of the caller.
enum SupervisionKeys {
    struct Public: Sendable {
        let id: String
        let publicKey: [UInt8]
    }

    /// How grants to such a key are named.
    static func grantee(_ id: String) -> String { "supervision:\(id)" }

    /// The key of this week. Nil when the line has no supervisor: then nobody can look in.
    static func current(_ db: any Writing, line: LineID, now: Instant) throws -> Public? {
        if let known = try db.first(CurrentSupervisionKey(line: line, week: now.week)) { return known }
        return try make(db, line: line, now: now)
    }

    /// Supervisors came or went: what begins from now on is for those who are there now.
    static func renew(_ db: any Writing, line: LineID, now: Instant) throws {
        try db.run(RetireSupervisionKeys(line: line))
        _ = try make(db, line: line, now: now)
    }

    private static func make(_ db: any Writing, line: LineID, now: Instant) throws -> Public? {
        let supervisors = try db.all(SupervisorsOfLine(line: line))
        guard !supervisors.isEmpty else { return nil }
        let key = QueueKey.random()
        let id = ID<QueueKey>.random().text
        try db.run(InsertSupervisionKey(id: id, line: line, week: now.week, publicKey: key.publicKey))
        for supervisor in supervisors {
            let share = try key.sealed(to: supervisor.exchangeKey, queue: grantee(id))
            try db.run(InsertSupervisionKeyShare(key: id, person: supervisor.person, sealed: share))
        }
        return Public(id: id, publicKey: key.publicKey)
    }

    /// Lets the supervisors of a line open an epoch too.
    static func grant(
        _ key: EpochKey, _ id: ConversationID, _ epoch: Int64, to supervisors: Public?, _ db: any Writing
    ) throws {
        guard let supervisors else { return }
        let sealed = try Grant.seal(
            key, conversation: id, epoch: Int(epoch), to: supervisors.publicKey, grantee: grantee(supervisors.id))
        try db.run(InsertSupervisionGrant(conversation: id, key: supervisors.id, epoch: epoch, sealed: sealed))
    }

    /// Of a new epoch: for the supervisors of each line by which somebody is in the talk now.
    static func grant(
        _ key: EpochKey, _ id: ConversationID, _ epoch: Int64, onLines lines: Set<LineID>, _ db: any Writing
    )
        throws
    {
        for line in lines.sorted() {
            try grant(key, id, epoch, to: try db.first(LatestSupervisionKey(line: line)), db)
        }
    }

    static func open(_ sealed: [UInt8], id: String, with keys: PersonKeys) throws -> QueueKey {
        try QueueKey.open(sealed, with: keys, queue: grantee(id))
    }

    static func open(_ grant: SupervisionGrants.Row, _ id: ConversationID, with key: QueueKey) throws -> EpochKey {
        try Grant.open(
            grant.sealed, conversation: id, epoch: Int(grant.epoch), with: key, grantee: grantee(grant.key))
    }
}
