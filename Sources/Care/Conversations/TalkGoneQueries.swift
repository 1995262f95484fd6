import Core
import Database

struct InsertErasedMark: Command {
    let mark: [UInt8]
    let on: Instant
    static let sql = "INSERT INTO erased_talk(mark, erased_on) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [.bytes(mark), .time(on)] }
}

struct ErasedMark: Query {
    let mark: [UInt8]
    static let sql = "SELECT 1 FROM erased_talk WHERE mark = $1"
    var arguments: [SQLValue] { [.bytes(mark)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

struct DeleteErasedMarks: Command {
    let before: Instant
    static let sql = "DELETE FROM erased_talk WHERE erased_on <= $1"
    var arguments: [SQLValue] { [.time(before)] }
}

struct OldErasedMarks: Query {
    let before: Instant
    static let sql = "SELECT count(*) FROM erased_talk WHERE erased_on <= $1"
    var arguments: [SQLValue] { [.time(before)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}
