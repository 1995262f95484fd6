import Core
import Database

struct SetBusy: Command {
    let conversation: ConversationID
    let person: PersonID
    let isWriting: Bool
    let at: Instant
    static let sql = """
        INSERT INTO talk_busy(conversation, person, is_writing, at) SELECT c.id, $2, $3, $4 FROM conversation c WHERE c.id = $1
        ON CONFLICT (conversation) DO UPDATE SET person = $2, is_writing = $3, at = $4 WHERE talk_busy.at <= $5
        """
    var arguments: [SQLValue] {
        [.id(conversation), .id(person), .integer(isWriting ? 1 : 0), .time(at), .time(at - Busy.time)]
    }
}

/// Somebody who is in a talk and was at it after a moment, and has sent nothing since.
struct BusyIn: Query {
    let conversation: ConversationID
    let after: Instant
    static let sql = """
        SELECT p.display_name, b.is_writing, b.at FROM talk_busy b JOIN person p ON p.id = b.person
        JOIN participant t ON t.conversation = b.conversation AND t.person = b.person AND t.left_at IS NULL
        WHERE b.conversation = $1 AND b.at > $2 AND NOT EXISTS (
            SELECT 1 FROM message m WHERE m.conversation = b.conversation AND m.person = b.person AND m.sent_at >= b.at)
        LIMIT 1
        """
    var arguments: [SQLValue] { [.id(conversation), .time(after)] }
    static func row(_ row: ResultRow) throws -> Busy {
        Busy(name: try row.text(0), doing: try row.integer(1) != 0 ? .writes : .reads, at: try row.instant(2))
    }
}
