import Core
import Database

struct InsertUsedChallenge: Command {
    let mark: [UInt8]
    let until: Instant
    static let sql = "INSERT INTO used_challenge(mark, until) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [.bytes(mark), .time(until)] }
}

struct DeleteUsedChallenges: Command {
    let now: Instant
    static let sql = "DELETE FROM used_challenge WHERE until <= $1"
    var arguments: [SQLValue] { [.time(now)] }
}

struct OldUsedChallenges: Query {
    let now: Instant
    static let sql = "SELECT count(*) FROM used_challenge WHERE until <= $1"
    var arguments: [SQLValue] { [.time(now)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}
