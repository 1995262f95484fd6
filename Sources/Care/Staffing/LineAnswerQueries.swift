import Core
import Database

/// A talk of a line was answered for the first time.
struct InsertLineAnswer: Command {
    let line: LineID
    let at: Instant
    static let sql = "INSERT INTO line_answer(line, answered_at) VALUES ($1, $2)"
    /// To the second: finer than that nobody needs it, and a talk's own moments are finer.
    var arguments: [SQLValue] { [.id(line), .integer(at.milliseconds - at.milliseconds % 1000)] }
}

/// When the last talks of a line were answered, latest first. To the second.
struct LastAnswered: Query {
    let line: LineID
    static let sql = "SELECT answered_at FROM line_answer WHERE line = $1 ORDER BY answered_at DESC LIMIT 20"
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> Instant { try row.instant(0) }
}

/// Talks of a line that were answered since a moment, an hour ago at most.
struct AnsweredSince: Query {
    let line: LineID
    let since: Instant
    static let sql = "SELECT count(*) FROM line_answer WHERE line = $1 AND answered_at > $2"
    var arguments: [SQLValue] { [.id(line), .time(since)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

struct DeleteLineAnswers: Command {
    let before: Instant
    static let sql = "DELETE FROM line_answer WHERE answered_at < $1"
    var arguments: [SQLValue] { [.time(before)] }
}

struct OldLineAnswers: Query {
    let before: Instant
    static let sql = "SELECT count(*) FROM line_answer WHERE answered_at < $1"
    var arguments: [SQLValue] { [.time(before)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}
