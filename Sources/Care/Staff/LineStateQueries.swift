import Core
import Database

struct StoredLineState: Sendable {
    let line: LineID
    let signedIn: Int
    /// Nil when it was not seen.
    let changedAt: Instant?
    let unstaffedSince: Instant?

    static let columns = "line, signed_in, changed_at, unstaffed_since"

    init(_ row: ResultRow) throws {
        line = try row.id(0)
        signedIn = Int(try row.integer(1))
        let changed = try row.instant(2)
        changedAt = changed.milliseconds == 0 ? nil : changed
        unstaffedSince = try row.optionalInstant(3)
    }
}

struct LineStateOf: Query {
    let line: LineID
    static let sql = "SELECT \(StoredLineState.columns) FROM line_state WHERE line = $1"
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> StoredLineState { try StoredLineState(row) }
}

struct AllLineStates: Query {
    static let sql = "SELECT \(StoredLineState.columns) FROM line_state ORDER BY line"
    static func row(_ row: ResultRow) throws -> StoredLineState { try StoredLineState(row) }
}

struct MakeLineState: Command {
    let line: LineID
    static let sql = "INSERT INTO line_state(line) VALUES ($1) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [.id(line)] }
}

/// Locks the state of a line until the transaction ends.
struct LockedLineState: Query {
    let line: LineID
    static let sql = "SELECT \(StoredLineState.columns) FROM line_state WHERE line = $1 {for update}"
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> StoredLineState { try StoredLineState(row) }
}

struct SetStaffing: Command {
    let line: LineID
    let signedIn: Int
    let changedAt: Instant?
    let unstaffedSince: Instant?
    static let sql = "UPDATE line_state SET signed_in = $2, changed_at = $3, unstaffed_since = $4 WHERE line = $1"
    var arguments: [SQLValue] {
        [.id(line), .integer(Int64(signedIn)), .integer(changedAt?.milliseconds ?? 0), .time(unstaffedSince)]
    }
}

/// How many people of a line are signed in.
struct SignedInOn: Query {
    let line: LineID
    let now: Instant
    static let sql = """
        SELECT count(*) FROM line_member m JOIN person p ON p.id = m.person
        WHERE m.line = $1 AND p.disabled_at IS NULL
            AND EXISTS (SELECT 1 FROM staff_session s WHERE s.person = p.id AND s.expires_at > $2)
        """
    var arguments: [SQLValue] { [.id(line), .time(now)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

// MARK: incidents

struct StoredIncident: Sendable, Hashable {
    let line: LineID
    let since: Instant
    let until: Instant?
}

struct InsertIncident: Command {
    let line: LineID
    let since: Instant
    static let sql = "INSERT INTO line_incident(line, since) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [.id(line), .time(since)] }
}

struct EndIncidents: Command {
    let line: LineID
    let at: Instant
    static let sql = "UPDATE line_incident SET until = $2 WHERE line = $1 AND until IS NULL"
    var arguments: [SQLValue] { [.id(line), .time(at)] }
}

/// Latest first.
struct IncidentsSince: Query {
    let since: Instant
    static let sql = """
        SELECT line, since, until FROM line_incident WHERE until IS NULL OR until >= $1
        ORDER BY since DESC, line LIMIT 500
        """
    var arguments: [SQLValue] { [.time(since)] }
    static func row(_ row: ResultRow) throws -> StoredIncident {
        StoredIncident(line: try row.id(0), since: try row.instant(1), until: try row.optionalInstant(2))
    }
}

/// Of one line, latest first.
struct IncidentsOf: Query {
    let line: LineID
    let since: Instant
    static let sql = """
        SELECT line, since, until FROM line_incident WHERE line = $1 AND (until IS NULL OR until >= $2)
        ORDER BY since DESC LIMIT \(LineIncident.mostShown)
        """
    var arguments: [SQLValue] { [.id(line), .time(since)] }
    static func row(_ row: ResultRow) throws -> StoredIncident { try IncidentsSince.row(row) }
}

struct HasOpenIncident: Query {
    let line: LineID
    static let sql = "SELECT 1 FROM line_incident WHERE line = $1 AND until IS NULL"
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

struct DeleteOldIncidents: Command {
    let before: Instant
    static let sql = "DELETE FROM line_incident WHERE until IS NOT NULL AND until < $1"
    var arguments: [SQLValue] { [.time(before)] }
}

// MARK: capacity

/// Locked, so that it cannot change between looking and setting.
struct CapacityOf: Query {
    let name: String
    static let sql = """
        SELECT id, organisation, capacity FROM person WHERE name = $1 AND disabled_at IS NULL {for update}
        """
    var arguments: [SQLValue] { [.text(name)] }
    static func row(_ row: ResultRow) throws -> (id: PersonID, organisation: OrganisationID, capacity: Int64) {
        (try row.id(0), try row.id(1), try row.integer(2))
    }
}

struct SetCapacityOf: Command {
    let person: PersonID
    let capacity: Int64
    static let sql = "UPDATE person SET capacity = $2 WHERE id = $1"
    var arguments: [SQLValue] { [.id(person), .integer(capacity)] }
}
