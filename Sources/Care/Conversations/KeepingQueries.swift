import Core
import Database

/// Shorter, and never a moment longer than it was.
struct SetKeepHours: Command {
    let id: ConversationID
    let hours: Int64
    let keepUntil: Instant?
    static let sql = """
        UPDATE conversation SET keep_hours = $2,
            keep_until = CASE WHEN keep_until IS NULL OR keep_until > $3 THEN $3 ELSE keep_until END
        WHERE id = $1
        """
    var arguments: [SQLValue] { [.id(id), .integer(hours), keepUntil.map { .time($0) } ?? .null] }
}

struct ShortenCodes: Command {
    let conversation: ConversationID
    let validUntil: Instant
    static let sql = "UPDATE return_code SET valid_until = $2 WHERE conversation = $1 AND valid_until > $2"
    var arguments: [SQLValue] { [.id(conversation), .time(validUntil)] }
}
