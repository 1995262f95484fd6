import Core
import Database

struct InsertAudit: Command {
    let id: String
    let at: Instant
    let organisation: OrganisationID
    let person: PersonID
    let act: String
    let line: LineID?
    let talk: String?
    static let sql = """
        INSERT INTO audit(id, at, organisation, person, act, line, talk) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    var arguments: [SQLValue] {
        [
            .text(id), .time(at), .id(organisation), .id(person), .text(act), .id(line),
            talk.map { .text($0) } ?? .null,
        ]
    }
}

/// The newest first. Nil for every organisation.
struct AuditOf: Query {
    let organisation: OrganisationID?
    let after: AuditCursor
    let most: Int64
    static let sql = """
        SELECT a.id, a.at, a.organisation, a.person, p.display_name, a.act, a.line, a.talk
        FROM audit a LEFT JOIN person p ON p.id = a.person
        WHERE (CAST($1 AS TEXT) IS NULL OR a.organisation = $1) AND (a.at < $2 OR (a.at = $2 AND a.id > $3))
        ORDER BY a.at DESC, a.id LIMIT $4
        """
    var arguments: [SQLValue] { [.id(organisation), .time(after.at), .text(after.id), .integer(most)] }
    static func row(_ row: ResultRow) throws -> AuditEntry {
        AuditEntry(
            id: try row.text(0), at: try row.instant(1), organisation: try row.id(2), person: try row.id(3),
            name: try row.optionalText(4), act: AuditAct(rawValue: try row.text(5)), line: try row.optionalID(6),
            talk: try row.optionalText(7))
    }
}

struct DeleteAudit: Command {
    let before: Instant
    static let sql = "DELETE FROM audit WHERE at < $1"
    var arguments: [SQLValue] { [.time(before)] }
}

struct AuditBefore: Query {
    let moment: Instant
    static let sql = "SELECT count(*) FROM audit WHERE at < $1"
    var arguments: [SQLValue] { [.time(moment)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

// MARK: the vault

struct AuditKeyOf: Query {
    let year: Int64
    static let sql = "SELECT key FROM audit_key WHERE year = $1"
    var arguments: [SQLValue] { [.integer(year)] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

/// Does nothing when another node was first.
struct InsertAuditKey: Command {
    let year: Int64
    let key: [UInt8]
    static let sql = "INSERT INTO audit_key(year, key) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [.integer(year), .bytes(key)] }
}

struct DeleteAuditKeys: Command {
    let before: Int64
    static let sql = "DELETE FROM audit_key WHERE year < $1"
    var arguments: [SQLValue] { [.integer(before)] }
}
