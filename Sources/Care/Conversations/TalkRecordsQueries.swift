import Core
import Database

/// One more record of a talk, which is locked already.
struct InsertRecord: Command {
    let conversation: ConversationID
    let number: Int64
    let epoch: Int64
    let sealed: [UInt8]
    let madeAt: Instant
    static let sql = """
        INSERT INTO talk_record(conversation, number, epoch, sealed, made_at) VALUES ($1, $2, $3, $4, $5)
        """
    var arguments: [SQLValue] {
        [.id(conversation), .integer(number), .integer(epoch), .bytes(sealed), .time(madeAt)]
    }
}

struct LastRecordNumber: Query {
    let conversation: ConversationID
    static let sql = "SELECT CAST(coalesce(max(number), 0) AS BIGINT) FROM talk_record WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

/// Records in the epochs that were granted to somebody, in order.
struct RecordsOf: Query {
    let conversation: ConversationID
    let grantee: String
    static let sql = """
        SELECT r.number, r.epoch, r.sealed, r.made_at FROM talk_record r
        JOIN epoch_grant g ON g.conversation = r.conversation AND g.grantee = $2 AND g.epoch = r.epoch
        WHERE r.conversation = $1 ORDER BY r.number
        """
    var arguments: [SQLValue] { [.id(conversation), .text(grantee)] }

    struct Row: Sendable {
        let number: Int64
        let epoch: Int64
        let sealed: [UInt8]
        let madeAt: Instant
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            number: try row.integer(0), epoch: try row.integer(1), sealed: try row.bytes(2),
            madeAt: try row.instant(3))
    }
}

/// What stands beside the words, in one line: another line means that pages show something else.
struct PartsOf: Query {
    let conversation: ConversationID
    static let sql = """
        SELECT c.open_epoch, (SELECT count(*) FROM talk_record r WHERE r.conversation = c.id),
            (SELECT count(*) FROM participant p WHERE p.conversation = c.id AND p.left_at IS NULL),
            (SELECT CAST(coalesce(max(p.joined_at), 0) AS BIGINT) FROM participant p
                WHERE p.conversation = c.id AND p.left_at IS NULL),
            (SELECT count(*) FROM offer o WHERE o.conversation = c.id),
            (SELECT count(*) FROM offer o WHERE o.conversation = c.id AND o.state IN ('asked', 'accepted')),
            (SELECT count(*) FROM seeker_session s WHERE s.conversation = c.id AND s.asks_to_type = 1), c.away_since,
            (SELECT count(*) FROM return_code r WHERE r.conversation = c.id), c.weight
        FROM conversation c WHERE c.id = $1
        """
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> Parts {
        let away = try row.optionalInteger(7) ?? 0
        return Parts(
            forBoth: [try row.integer(0), try row.integer(2), try row.integer(3), try row.integer(4)],
            forStaff: [try row.integer(1), try row.integer(5), away, try row.integer(8), try row.integer(9)],
            forSeeker: [try row.integer(6)])
    }

    struct Parts: Sendable, Hashable {
        let forBoth: [Int64]
        let forStaff: [Int64]
        let forSeeker: [Int64]

        /// As it stands in a page. The seeker's does not move for what their screen must not show.
        func stand(isStaff: Bool) -> String {
            (forBoth + (isStaff ? forStaff : forSeeker)).map(String.init).joined(separator: ".")
        }
    }
}
