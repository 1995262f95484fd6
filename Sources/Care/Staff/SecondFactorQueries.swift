import Core
import Database

struct StoredFactor: Sendable {
    let sealed: [UInt8]
    let lastStep: Int64
}

struct SecondFactorOf: Query {
    let person: PersonID
    static let sql = "SELECT sealed, last_step FROM second_factor WHERE person = $1"
    var arguments: [SQLValue] { [.text(person.text)] }
    static func row(_ row: ResultRow) throws -> StoredFactor {
        StoredFactor(sealed: try row.bytes(0), lastStep: try row.integer(1))
    }
}

/// A new secret takes the place of an earlier one; its codes are all unused.
struct ReplaceSecondFactor: Command {
    let person: PersonID
    let sealed: [UInt8]
    static let sql = """
        INSERT INTO second_factor(person, sealed, last_step) VALUES ($1, $2, -1)
        ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step
        """
    var arguments: [SQLValue] { [.text(person.text), .bytes(sealed)] }
}

struct DeleteSecondFactor: Command {
    let person: PersonID
    static let sql = "DELETE FROM second_factor WHERE person = $1"
    var arguments: [SQLValue] { [.text(person.text)] }
}

/// Uses a code up. No row changes when it, a later one, or the secret itself went before.
struct UseStep: Command {
    let person: PersonID
    let sealed: [UInt8]
    let step: Int64
    static let sql = "UPDATE second_factor SET last_step = $3 WHERE person = $1 AND sealed = $2 AND last_step < $3"
    var arguments: [SQLValue] { [.text(person.text), .bytes(sealed), .integer(step)] }
}

struct InsertHalfway: Command {
    let tokenHash: [UInt8]
    let person: PersonID
    let wrappedKeys: [UInt8]
    let expiresAt: Instant
    static let sql = "INSERT INTO halfway_session(token_hash, person, wrapped_keys, expires_at) VALUES ($1, $2, $3, $4)"
    var arguments: [SQLValue] {
        [.bytes(tokenHash), .text(person.text), .bytes(wrappedKeys), .integer(expiresAt.milliseconds)]
    }
}

struct HalfwayByHash: Query {
    let tokenHash: [UInt8]
    let now: Instant
    static let sql = """
        SELECT p.id, p.name, p.display_name, p.organisation, p.role, h.wrapped_keys
        FROM halfway_session h JOIN person p ON p.id = h.person
        WHERE h.token_hash = $1 AND h.expires_at > $2 AND p.disabled_at IS NULL
        """
    var arguments: [SQLValue] { [.bytes(tokenHash), .integer(now.milliseconds)] }
    static func row(_ row: ResultRow) throws -> (member: StaffMember, wrappedKeys: [UInt8]) {
        (try StaffMember(row), try row.bytes(5))
    }
}

struct DeleteHalfway: Command {
    let tokenHash: [UInt8]
    static let sql = "DELETE FROM halfway_session WHERE token_hash = $1"
    var arguments: [SQLValue] { [.bytes(tokenHash)] }
}

struct DeleteExpiredHalfway: Command {
    let now: Instant
    static let sql = "DELETE FROM halfway_session WHERE expires_at <= $1"
    var arguments: [SQLValue] { [.integer(now.milliseconds)] }
}

struct EndHalfwayOf: Command {
    let person: PersonID
    static let sql = "DELETE FROM halfway_session WHERE person = $1"
    var arguments: [SQLValue] { [.text(person.text)] }
}
