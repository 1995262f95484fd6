import Core
import Database

struct InsertSeekerSession: Command {
    let tokenHash: [UInt8]
    let conversation: ConversationID
    let publicKey: [UInt8]
    let hiddenTo: Int64
    static let sql = """
        INSERT INTO seeker_session(token_hash, conversation, public_key, hidden_to) VALUES ($1, $2, $3, $4)
        """
    var arguments: [SQLValue] {
        [.bytes(tokenHash), .id(conversation), .bytes(publicKey), .integer(hiddenTo)]
    }
}

struct SeekerSessionOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT token_hash, public_key FROM seeker_session WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> (tokenHash: [UInt8], publicKey: [UInt8]) {
        (try row.bytes(0), try row.bytes(1))
    }
}

struct DeleteSeekerSession: Command {
    let tokenHash: [UInt8]
    static let sql = "DELETE FROM seeker_session WHERE token_hash = $1"
    var arguments: [SQLValue] { [.bytes(tokenHash)] }
}

struct ShowEarlier: Command {
    let tokenHash: [UInt8]
    static let sql = "UPDATE seeker_session SET hidden_to = 0 WHERE token_hash = $1"
    var arguments: [SQLValue] { [.bytes(tokenHash)] }
}

struct InsertCode: Command {
    let locator: [UInt8]
    let conversation: ConversationID
    let publicKey: [UInt8]
    let validUntil: Instant
    static let sql = "INSERT INTO return_code(locator, conversation, public_key, valid_until) VALUES ($1, $2, $3, $4)"
    var arguments: [SQLValue] { [.bytes(locator), .id(conversation), .bytes(publicKey), .time(validUntil)] }
}

struct CodeByLocator: Query {
    let locator: [UInt8]
    let now: Instant
    static let sql = "SELECT conversation FROM return_code WHERE locator = $1 AND valid_until > $2"
    var arguments: [SQLValue] { [.bytes(locator), .time(now)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

struct CodeOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT locator, public_key FROM return_code WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> (locator: [UInt8], publicKey: [UInt8]) {
        (try row.bytes(0), try row.bytes(1))
    }
}

struct DeleteCode: Command {
    let conversation: ConversationID
    static let sql = "DELETE FROM return_code WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
}

struct ExtendCode: Command {
    let conversation: ConversationID
    let validUntil: Instant
    static let sql = "UPDATE return_code SET valid_until = $2 WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation), .time(validUntil)] }
}
