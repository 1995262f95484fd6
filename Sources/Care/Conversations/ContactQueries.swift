import Core
import Database

struct InsertContactRecord: Command {
    let conversation: ConversationID
    let week: Week
    let region: RegionID?
    let fields: String
    static let sql = """
        INSERT INTO contact_record(conversation, week, region, fields) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """
    var arguments: [SQLValue] { [.id(conversation), .text(week.description), .id(region), .text(fields)] }
}

struct UncountedRecords: Query {
    static let sql = """
        SELECT r.conversation, r.week, r.region, r.fields, coalesce(c.closed_at, 0), c.keep_until
        FROM contact_record r JOIN conversation c ON c.id = r.conversation WHERE r.is_counted = 0 LIMIT 5000
        """
    var arguments: [SQLValue] { [] }

    struct Row: Sendable {
        let conversation: ConversationID
        let week: String
        let region: RegionID?
        let fields: String
        let closedAt: Instant
        let keepUntil: Instant?
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            conversation: try row.id(0), week: try row.text(1), region: try row.optionalID(2), fields: try row.text(3),
            closedAt: try row.instant(4), keepUntil: try row.optionalInstant(5))
    }
}

struct MarkCounted: Command {
    let conversation: ConversationID
    static let sql = "UPDATE contact_record SET is_counted = 1 WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
}

struct RecordExists: Query {
    let conversation: ConversationID
    static let sql = "SELECT 1 FROM contact_record WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}
