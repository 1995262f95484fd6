import Core
import Database

struct InsertShred: Command {
    let conversation: ConversationID
    let secret: [UInt8]
    let madeAt: Instant
    static let sql = "INSERT INTO shred_secret(conversation, secret, made_at) VALUES ($1, $2, $3)"
    var arguments: [SQLValue] { [.text(conversation.text), .bytes(secret), .integer(madeAt.milliseconds)] }
}

struct ShredOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT secret FROM shred_secret WHERE conversation = $1"
    var arguments: [SQLValue] { [.text(conversation.text)] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

struct DeleteShred: Command {
    let conversation: ConversationID
    static let sql = "DELETE FROM shred_secret WHERE conversation = $1"
    var arguments: [SQLValue] { [.text(conversation.text)] }
}

struct ShredsMadeBefore: Query {
    let moment: Instant
    static let sql = "SELECT conversation FROM shred_secret WHERE made_at < $1"
    var arguments: [SQLValue] { [.integer(moment.milliseconds)] }
    static func row(_ row: ResultRow) throws -> ConversationID { ConversationID(trusted: try row.text(0)) }
}

struct AnythingInVault: Query {
    static let sql = """
        SELECT 1 FROM shred_secret UNION ALL SELECT 1 FROM audit_key LIMIT 1
        """
    static func row(_ row: ResultRow) throws -> Bool { true }
}
