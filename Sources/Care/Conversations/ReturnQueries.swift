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

/// A session for who came back by code, when it is `wanted`: the same statement either way.
struct AdmitSeeker: Command {
    let isWanted: Bool
    let tokenHash: [UInt8]
    let conversation: ConversationID
    let publicKey: [UInt8]
    let hiddenTo: Int64
    static let sql = """
        INSERT INTO seeker_session(token_hash, conversation, public_key, hidden_to, asks_to_type)
        SELECT CAST($1 AS {bytes}), CAST($2 AS TEXT), CAST($3 AS {bytes}), CAST($4 AS BIGINT), 1
        WHERE CAST($5 AS BIGINT) = 1
        """
    var arguments: [SQLValue] {
        [
            .bytes(tokenHash), .id(conversation), .bytes(publicKey), .integer(hiddenTo), .integer(isWanted ? 1 : 0),
        ]
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
    /// What it opens, sealed to the code.
    let purpose: [UInt8]
    static let sql = """
        INSERT INTO return_code(locator, conversation, public_key, valid_until, purpose) VALUES ($1, $2, $3, $4, $5)
        """
    var arguments: [SQLValue] {
        [.bytes(locator), .id(conversation), .bytes(publicKey), .time(validUntil), .bytes(purpose)]
    }
}

struct CodeByLocator: Query {
    let locator: [UInt8]
    let now: Instant
    static let sql = "SELECT conversation, purpose FROM return_code WHERE locator = $1 AND valid_until > $2"
    var arguments: [SQLValue] { [.bytes(locator), .time(now)] }
    static func row(_ row: ResultRow) throws -> (conversation: ConversationID, purpose: [UInt8]?) {
        (try row.id(0), try row.optionalBytes(1))
    }
}

/// The seeds of a session's own codes.
struct CodeSeeds: Query {
    let tokenHash: [UInt8]
    static let sql = "SELECT code_seed, second_seed FROM seeker_session WHERE token_hash = $1"
    var arguments: [SQLValue] { [.bytes(tokenHash)] }

    struct Row: Sendable {
        var first: [UInt8]?
        var second: [UInt8]?
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(first: try row.optionalBytes(0), second: try row.optionalBytes(1))
    }
}

struct SetCodeSeeds: Command {
    let tokenHash: [UInt8]
    let seeds: CodeSeeds.Row
    static let sql = "UPDATE seeker_session SET code_seed = $2, second_seed = $3 WHERE token_hash = $1"
    var arguments: [SQLValue] {
        [
            .bytes(tokenHash), seeds.first.map { .bytes($0) } ?? .null, seeds.second.map { .bytes($0) } ?? .null,
        ]
    }
}

/// How many codes of a talk open something now.
struct GoodCodes: Query {
    let conversation: ConversationID
    let now: Instant
    static let sql = "SELECT count(*) FROM return_code WHERE conversation = $1 AND valid_until > $2"
    var arguments: [SQLValue] { [.id(conversation), .time(now)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

/// Remembers a session that is about to end because the seeker came back elsewhere; nothing when there is none.
struct KeepEarlierSession: Command {
    let tokenHash: [UInt8]
    static let sql = """
        INSERT INTO earlier_session(token_hash, conversation)
        SELECT token_hash, conversation FROM seeker_session WHERE token_hash = $1
        """
    var arguments: [SQLValue] { [.bytes(tokenHash)] }
}

struct EarlierSession: Query {
    let tokenHash: [UInt8]
    static let sql = "SELECT 1 FROM earlier_session WHERE token_hash = $1"
    var arguments: [SQLValue] { [.bytes(tokenHash)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

/// The codes of a talk, and nothing tells which is which.
struct CodeOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT locator, public_key, purpose FROM return_code WHERE conversation = $1 ORDER BY locator"
    var arguments: [SQLValue] { [.id(conversation)] }

    struct Row: Sendable {
        let locator: [UInt8]
        let publicKey: [UInt8]
        let purpose: [UInt8]?
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(locator: try row.bytes(0), publicKey: try row.bytes(1), purpose: try row.optionalBytes(2))
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
