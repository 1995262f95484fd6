import Core
import Database

/// What a seeker's session is asked beside the words.
struct AskedOf: Query {
    let tokenHash: [UInt8]
    static let sql = """
        SELECT c.state, s.asks_to_type, c.silence_level, c.silent_since, c.touched_at
        FROM seeker_session s JOIN conversation c ON c.id = s.conversation WHERE s.token_hash = $1
        """
    var arguments: [SQLValue] { [.bytes(tokenHash)] }

    struct Row: Sendable {
        let state: ConversationState
        let asksToType: Bool
        let isAskedIfThere: Bool
    }

    static func row(_ row: ResultRow) throws -> Row {
        let (since, touched) = (try row.optionalInstant(3), try row.instant(4))
        return Row(
            state: ConversationState(rawValue: try row.text(0)) ?? .closed, asksToType: try row.integer(1) != 0,
            isAskedIfThere: try row.integer(2) > 0 && since == touched)
    }
}

struct AnsweredToType: Command {
    let tokenHash: [UInt8]
    static let sql = "UPDATE seeker_session SET asks_to_type = 0 WHERE token_hash = $1"
    var arguments: [SQLValue] { [.bytes(tokenHash)] }
}

/// Open talks with somebody at the seeker's end in which nobody wrote since `askBefore`, of which this is not said yet.
struct SilentOpenTalks: Query {
    let askBefore: Instant
    let keepBefore: Instant
    static let sql = """
        SELECT c.id FROM conversation c
        WHERE c.state = 'open' AND c.away_since IS NULL AND c.touched_at <= $1
            AND (c.silent_since IS NULL OR c.silent_since <> c.touched_at
                OR (c.silence_level = 1 AND c.touched_at <= $2))
            AND EXISTS (SELECT 1 FROM seeker_session s WHERE s.conversation = c.id)
            AND NOT EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id AND m.number = c.last_number
                AND m.author = 'seeker')
        ORDER BY c.touched_at LIMIT 500
        """
    var arguments: [SQLValue] { [.time(askBefore), .time(keepBefore)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

struct SilenceOf: Query {
    let id: ConversationID
    static let sql = "SELECT silent_since, silence_level FROM conversation WHERE id = $1"
    var arguments: [SQLValue] { [.id(id)] }
    static func row(_ row: ResultRow) throws -> (since: Instant?, level: Int64) {
        (try row.optionalInstant(0), try row.integer(1))
    }
}

struct SetSilence: Command {
    let id: ConversationID
    let since: Instant
    let level: Int64
    static let sql = "UPDATE conversation SET silent_since = $2, silence_level = $3 WHERE id = $1"
    var arguments: [SQLValue] { [.id(id), .time(since), .integer(level)] }
}
