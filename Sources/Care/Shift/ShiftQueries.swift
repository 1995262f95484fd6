import Core
import Database

/// What all the sessions of a person say of their shift together.
struct ShiftOf: Query {
    let person: PersonID
    static let sql = """
        SELECT CAST(coalesce(sum(heavy), 0) AS BIGINT), max(rest_until), min(paused_since), max(paused_until)
        FROM own_shift WHERE person = $1
        """
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> Shift {
        Shift(
            heavy: Int(try row.integer(0)), restUntil: try row.optionalInstant(1),
            pausedSince: try row.optionalInstant(2), pausedUntil: try row.optionalInstant(3))
    }
}

struct ShiftLineOf: Query {
    let session: [UInt8]
    static let sql = "SELECT line FROM own_shift WHERE session = $1 AND line IS NOT NULL"
    var arguments: [SQLValue] { [.bytes(session)] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

struct BeginShift: Command {
    let session: [UInt8]
    let person: PersonID
    static let sql = "INSERT INTO own_shift(session, person) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [.bytes(session), .id(person)] }
}

struct MarkHeavy: Command {
    let session: [UInt8]
    let restUntil: Instant
    static let sql = "UPDATE own_shift SET heavy = heavy + 1, rest_until = $2 WHERE session = $1"
    var arguments: [SQLValue] { [.bytes(session), .time(restUntil)] }
}

struct EndRest: Command {
    let person: PersonID
    static let sql = "UPDATE own_shift SET rest_until = NULL WHERE person = $1"
    var arguments: [SQLValue] { [.id(person)] }
}

struct BeginPause: Command {
    let session: [UInt8]
    let at: Instant
    static let sql = "UPDATE own_shift SET paused_since = $2 WHERE session = $1 AND paused_since IS NULL"
    var arguments: [SQLValue] { [.bytes(session), .time(at)] }
}

struct EndPause: Command {
    let person: PersonID
    let at: Instant
    static let sql = """
        UPDATE own_shift SET paused_since = NULL, paused_until = $2 WHERE person = $1 AND paused_since IS NOT NULL
        """
    var arguments: [SQLValue] { [.id(person), .time(at)] }
}

struct SetShiftLine: Command {
    let session: [UInt8]
    let line: [UInt8]?
    static let sql = "UPDATE own_shift SET line = $2 WHERE session = $1"
    var arguments: [SQLValue] { [.bytes(session), SQLValue(line)] }
}

/// How many people of a line are signed in, and how many of them take new talks.
struct CoverageOf: Query {
    let line: LineID
    let now: Instant
    static let sql = """
        SELECT count(*), CAST(coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM own_shift o WHERE o.person = m.person
            AND (o.paused_since IS NOT NULL OR o.rest_until > $2)) THEN 0 ELSE 1 END), 0) AS BIGINT)
        FROM line_member m
        WHERE m.line = $1 AND EXISTS (SELECT 1 FROM staff_session s WHERE s.person = m.person AND s.expires_at > $2)
        """
    var arguments: [SQLValue] { [.id(line), .time(now)] }
    static func row(_ row: ResultRow) throws -> Coverage {
        Coverage(present: Int(try row.integer(0)), available: Int(try row.integer(1)))
    }
}
