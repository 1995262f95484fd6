import Core
import Database

/// Whether somebody is in a talk as a third.
struct IsThird: Query {
    let conversation: ConversationID
    let person: PersonID
    static let sql = """
        SELECT 1 FROM offer WHERE conversation = $1 AND partner = $2 AND kind = 'invite' AND state IN ('taken', 'together')
        LIMIT 1
        """
    var arguments: [SQLValue] { [.id(conversation), .id(person)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

struct SetThirdSeen: Command {
    let conversation: ConversationID
    let person: PersonID
    let at: Instant
    static let sql = """
        UPDATE offer SET seen_at = $3
        WHERE conversation = $1 AND partner = $2 AND kind = 'invite' AND state IN ('taken', 'together')
        """
    var arguments: [SQLValue] { [.id(conversation), .id(person), .time(at)] }
}
