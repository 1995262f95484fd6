import Core
import Database

/// A person as stored, with what signing in needs.
struct StoredPerson: Sendable {
    let member: StaffMember
    let lockedKeys: [UInt8]
    let capacity: Int64
    let isDisabled: Bool
    let exchangeKey: [UInt8]

    static let columns =
        "p.id, p.name, p.display_name, p.organisation, p.role, p.locked_keys, p.capacity, p.disabled_at, p.exchange_key"

    init(_ row: ResultRow) throws {
        member = try StaffMember(row)
        lockedKeys = try row.bytes(5)
        capacity = try row.integer(6)
        isDisabled = try row.optionalInteger(7) != nil
        exchangeKey = try row.bytes(8)
    }
}

extension StaffMember {
    /// From the columns id, name, display_name, organisation, role, in this order.
    init(_ row: ResultRow) throws {
        self.init(
            id: PersonID(trusted: try row.text(0)), name: try row.text(1), displayName: try row.text(2),
            organisation: OrganisationID(trusted: try row.text(3)), role: Role(rawValue: try row.text(4)) ?? .counsellor
        )
    }
}

struct PersonByName: Query {
    let name: String
    static let sql = "SELECT \(StoredPerson.columns) FROM person p WHERE p.name = $1"
    var arguments: [SQLValue] { [.text(name)] }
    static func row(_ row: ResultRow) throws -> StoredPerson { try StoredPerson(row) }
}

struct AllPeople: Query {
    static let sql = "SELECT \(StoredPerson.columns) FROM person p ORDER BY p.organisation, p.name"
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> StoredPerson { try StoredPerson(row) }
}

struct InsertPerson: Command {
    let member: StaffMember
    let exchangeKey: [UInt8]
    let lockedKeys: [UInt8]
    let capacity: Int64
    static let sql = """
        INSERT INTO person(id, name, display_name, organisation, role, exchange_key, locked_keys, capacity)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    var arguments: [SQLValue] {
        [
            .text(member.id.text), .text(member.name), .text(member.displayName), .text(member.organisation.text),
            .text(member.role.rawValue), .bytes(exchangeKey), .bytes(lockedKeys), .integer(capacity),
        ]
    }
}

struct SetCapacity: Command {
    let capacity: Int64
    static let sql = "UPDATE person SET capacity = $1 WHERE capacity <> $1"
    var arguments: [SQLValue] { [.integer(capacity)] }
}

struct DisablePerson: Command {
    let id: PersonID
    let at: Instant
    static let sql = "UPDATE person SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL"
    var arguments: [SQLValue] { [.text(id.text), .integer(at.milliseconds)] }
}

struct ReplaceLockedKeys: Command {
    let id: PersonID
    let lockedKeys: [UInt8]
    static let sql = "UPDATE person SET locked_keys = $2 WHERE id = $1"
    var arguments: [SQLValue] { [.text(id.text), .bytes(lockedKeys)] }
}

struct EndSessionsOf: Command {
    let id: PersonID
    static let sql = "DELETE FROM staff_session WHERE person = $1"
    var arguments: [SQLValue] { [.text(id.text)] }
}

struct LinesOf: Query {
    let person: PersonID
    static let sql = "SELECT line FROM line_member WHERE person = $1 ORDER BY line"
    var arguments: [SQLValue] { [.text(person.text)] }
    static func row(_ row: ResultRow) throws -> LineID { LineID(trusted: try row.text(0)) }
}

struct JoinLine: Command {
    let line: LineID
    let person: PersonID
    static let sql = "INSERT INTO line_member(line, person) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [.text(line.text), .text(person.text)] }
}

struct LeaveAllLines: Command {
    let person: PersonID
    static let sql = "DELETE FROM line_member WHERE person = $1"
    var arguments: [SQLValue] { [.text(person.text)] }
}

struct InsertSession: Command {
    let tokenHash: [UInt8]
    let person: PersonID
    let wrappedKeys: [UInt8]
    let expiresAt: Instant
    static let sql = "INSERT INTO staff_session(token_hash, person, wrapped_keys, expires_at) VALUES ($1, $2, $3, $4)"
    var arguments: [SQLValue] {
        [.bytes(tokenHash), .text(person.text), .bytes(wrappedKeys), .integer(expiresAt.milliseconds)]
    }
}

struct SessionByHash: Query {
    let tokenHash: [UInt8]
    let now: Instant
    static let sql = """
        SELECT p.id, p.name, p.display_name, p.organisation, p.role, s.wrapped_keys, s.expires_at
        FROM staff_session s JOIN person p ON p.id = s.person
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND p.disabled_at IS NULL
        """
    var arguments: [SQLValue] { [.bytes(tokenHash), .integer(now.milliseconds)] }

    struct Row: Sendable {
        let member: StaffMember
        let wrappedKeys: [UInt8]
        let expiresAt: Instant
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            member: try StaffMember(row), wrappedKeys: try row.bytes(5),
            expiresAt: Instant(milliseconds: try row.integer(6)))
    }
}

struct DeleteSession: Command {
    let tokenHash: [UInt8]
    static let sql = "DELETE FROM staff_session WHERE token_hash = $1"
    var arguments: [SQLValue] { [.bytes(tokenHash)] }
}

struct DeleteExpiredSessions: Command {
    let now: Instant
    static let sql = "DELETE FROM staff_session WHERE expires_at <= $1"
    var arguments: [SQLValue] { [.integer(now.milliseconds)] }
}

struct MemberKeysOfLine: Query {
    let line: LineID
    static let sql = """
        SELECT p.id, p.exchange_key FROM line_member m JOIN person p ON p.id = m.person
        WHERE m.line = $1 AND p.disabled_at IS NULL ORDER BY p.id
        """
    var arguments: [SQLValue] { [.text(line.text)] }
    static func row(_ row: ResultRow) throws -> (person: PersonID, exchangeKey: [UInt8]) {
        (PersonID(trusted: try row.text(0)), try row.bytes(1))
    }
}

struct CurrentQueueKey: Query {
    let line: LineID
    let week: Week
    static let sql = """
        SELECT id, public_key FROM queue_key WHERE line = $1 AND week = $2 AND retired = 0 ORDER BY id LIMIT 1
        """
    var arguments: [SQLValue] { [.text(line.text), .text(week.description)] }
    static func row(_ row: ResultRow) throws -> (id: String, publicKey: [UInt8]) { (try row.text(0), try row.bytes(1)) }
}

struct InsertQueueKey: Command {
    let id: String
    let line: LineID
    let week: Week
    let publicKey: [UInt8]
    static let sql = "INSERT INTO queue_key(id, line, week, public_key) VALUES ($1, $2, $3, $4)"
    var arguments: [SQLValue] { [.text(id), .text(line.text), .text(week.description), .bytes(publicKey)] }
}

struct InsertQueueKeyShare: Command {
    let queueKey: String
    let person: PersonID
    let sealed: [UInt8]
    static let sql = "INSERT INTO queue_key_share(queue_key, person, sealed) VALUES ($1, $2, $3)"
    var arguments: [SQLValue] { [.text(queueKey), .text(person.text), .bytes(sealed)] }
}

struct QueueKeyShare: Query {
    let queueKey: String
    let person: PersonID
    static let sql = "SELECT sealed FROM queue_key_share WHERE queue_key = $1 AND person = $2"
    var arguments: [SQLValue] { [.text(queueKey), .text(person.text)] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

struct RetireQueueKeys: Command {
    let line: LineID
    static let sql = "UPDATE queue_key SET retired = 1 WHERE line = $1"
    var arguments: [SQLValue] { [.text(line.text)] }
}

/// Keys that no waiting talk needs any more, of earlier weeks or rosters.
struct DeleteUnusedQueueKeys: Command {
    let week: Week
    static let sql = """
        DELETE FROM queue_key WHERE (retired = 1 OR week <> $1)
        AND NOT EXISTS (SELECT 1 FROM queue_entry q WHERE q.queue_key = queue_key.id)
        """
    var arguments: [SQLValue] { [.text(week.description)] }
}

/// After a session ended: what is kept in memory for listeners of this person's talks no longer counts, on any node, so that
/// a stream that is still open asks the store again and is told that it is over.
struct EndListening: Command {
    let person: PersonID
    static let sql = """
        UPDATE conversation SET audience = audience + 1 WHERE state <> 'closed'
            AND id IN (SELECT conversation FROM participant WHERE person = $1 AND left_at IS NULL)
        """
    var arguments: [SQLValue] { [.id(person)] }
}
