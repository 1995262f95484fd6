import Core
import Database

/// Talks whose time is over: kept as long as promised, or waiting with nobody there.
struct ExpiredConversations: Query {
    let organisation: OrganisationID
    let now: Instant
    let waitingBefore: Instant
    static let condition = """
        organisation = $3 AND ((keep_until IS NOT NULL AND keep_until <= $1)
            OR (keep_until IS NULL AND state = 'waiting' AND touched_at <= $2 AND NOT EXISTS (
                SELECT 1 FROM return_code r WHERE r.conversation = conversation.id AND r.valid_until > $1)))
        """
    static let sql = "SELECT id FROM conversation WHERE \(condition) LIMIT 500"
    var arguments: [SQLValue] { [.time(now), .time(waitingBefore), .id(organisation)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

/// Whether this talk's time is over. Asked of a talk that is locked already: a statement that locks and asks in one would
/// decide by what it saw of the other tables before it had the lock.
struct IsExpired: Query {
    let id: ConversationID
    let over: ExpiredConversations
    static let sql = "SELECT 1 FROM conversation WHERE \(ExpiredConversations.condition) AND id = $4"
    var arguments: [SQLValue] { over.arguments + [.id(id)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

struct SilentConversations: Query {
    let before: Instant
    static let condition = "keep_until IS NULL AND state = 'open' AND touched_at <= $1"
    static let sql = "SELECT id FROM conversation WHERE \(condition) LIMIT 500"
    var arguments: [SQLValue] { [.time(before)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

/// Whether nobody wrote in this talk, which is locked already.
struct IsSilent: Query {
    let id: ConversationID
    let silent: SilentConversations
    static let sql = "SELECT 1 FROM conversation WHERE \(SilentConversations.condition) AND id = $2"
    var arguments: [SQLValue] { silent.arguments + [.id(id)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

struct ConversationExists: Query {
    let id: ConversationID
    static let sql = "SELECT 1 FROM conversation WHERE id = $1"
    var arguments: [SQLValue] { [.id(id)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

struct QueueKeySharesOf: Query {
    let person: PersonID
    static let sql = "SELECT queue_key, sealed FROM queue_key_share WHERE person = $1"
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> (queueKey: String, sealed: [UInt8]) {
        (try row.text(0), try row.bytes(1))
    }
}

struct AllConversations: Query {
    static let sql = "SELECT id FROM conversation"
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

struct AnyConversation: Query {
    static let sql = "SELECT 1 FROM conversation LIMIT 1"
    static func row(_ row: ResultRow) throws -> Bool { true }
}

struct DeleteAllConversations: Command {
    static let sql = "DELETE FROM conversation"
    var arguments: [SQLValue] { [] }
}

struct DeleteAllQueueKeys: Command {
    static let sql = "DELETE FROM queue_key"
    var arguments: [SQLValue] { [] }
}

struct DeleteAllPeople: Command {
    static let sql = "DELETE FROM person"
    var arguments: [SQLValue] { [] }
}

struct AllGrantsOf: Query {
    let grantee: String
    static let sql =
        "SELECT conversation, epoch, sealed FROM epoch_grant WHERE grantee = $1 ORDER BY conversation, epoch"
    var arguments: [SQLValue] { [.text(grantee)] }
    static func row(_ row: ResultRow) throws -> (conversation: ConversationID, epoch: Int64, sealed: [UInt8]) {
        (try row.id(0), try row.integer(1), try row.bytes(2))
    }
}
