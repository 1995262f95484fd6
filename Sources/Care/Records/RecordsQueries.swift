import Core
import Database

struct InsertContactRecord: Command {
    let conversation: ConversationID
    let week: Week
    let region: RegionID?
    let fields: String
    let kind: String
    static let sql = """
        INSERT INTO contact_record(conversation, week, region, fields, kind) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING
        """
    var arguments: [SQLValue] {
        [.id(conversation), .text(week.description), .id(region), .text(fields), .text(kind)]
    }
}

struct UncountedRecords: Query {
    static let sql = """
        SELECT r.conversation, r.week, r.region, r.fields, coalesce(c.closed_at, 9007199254740991), c.keep_until
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

/// What was filled in beside a talk so far; it is in the record now.
struct DropRecordSheets: Command {
    let conversation: ConversationID
    static let sql = "DELETE FROM desk_sheet WHERE conversation = $1 AND kind = 'record'"
    var arguments: [SQLValue] { [.id(conversation)] }
}

// MARK: by phone and at the counter

struct PutOwnRecord: Command {
    let id: SpokenRecordID
    let person: PersonID
    let sealed: [UInt8]
    let keepUntil: Instant
    static let sql = """
        INSERT INTO own_record(id, person, sealed, keep_until) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, keep_until = excluded.keep_until
            WHERE own_record.person = excluded.person
        """
    var arguments: [SQLValue] { [.id(id), .id(person), .bytes(sealed), .time(keepUntil)] }
}

struct OwnRecordOf: Query {
    let id: SpokenRecordID
    let person: PersonID
    static let sql = "SELECT sealed FROM own_record WHERE id = $1 AND person = $2 {for update}"
    var arguments: [SQLValue] { [.id(id), .id(person)] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

struct OwnRecords: Query {
    let person: PersonID
    static let sql = "SELECT id, sealed FROM own_record WHERE person = $1 ORDER BY keep_until, id"
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> (id: SpokenRecordID, sealed: [UInt8]) {
        (try row.id(0), try row.bytes(1))
    }
}

struct DeleteOwnRecord: Command {
    let id: SpokenRecordID
    let person: PersonID
    static let sql = "DELETE FROM own_record WHERE id = $1 AND person = $2"
    var arguments: [SQLValue] { [.id(id), .id(person)] }
}

struct InsertSpokenRecord: Command {
    let id: SpokenRecordID
    let channel: SpokenChannel
    let kind: String
    let week: Week
    let region: RegionID?
    let fields: String
    let countBy: Instant
    static let sql = """
        INSERT INTO spoken_record(id, channel, kind, week, region, fields, count_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO NOTHING
        """
    var arguments: [SQLValue] {
        [
            .id(id), .text(channel.rawValue), .text(kind), .text(week.description), .id(region), .text(fields),
            .time(countBy),
        ]
    }
}

struct InsertReportNote: Command {
    let id: SpokenRecordID
    let channel: SpokenChannel
    let week: Week
    let region: RegionID?
    let countBy: Instant
    static let sql = """
        INSERT INTO report_note(id, channel, week, region, count_by) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO NOTHING
        """
    var arguments: [SQLValue] {
        [.id(id), .text(channel.rawValue), .text(week.description), .id(region), .time(countBy)]
    }
}

/// What came by voice and is not counted: records, and reports without any field.
struct UncountedSpoken: Query {
    static let sql = """
        SELECT id, channel, week, region, fields, count_by, 0 AS is_report FROM spoken_record WHERE is_counted = 0
        UNION ALL SELECT id, channel, week, region, '', count_by, 1 AS is_report FROM report_note WHERE is_counted = 0
        LIMIT 5000
        """

    struct Row: Sendable {
        let id: SpokenRecordID
        let channel: ContactChannel
        let week: String
        let region: RegionID?
        let fields: String
        let countBy: Instant
        let isReport: Bool
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            id: try row.id(0), channel: ContactChannel(rawValue: try row.text(1)) ?? .phone, week: try row.text(2),
            region: try row.optionalID(3), fields: try row.text(4), countBy: try row.instant(5),
            isReport: try row.integer(6) == 1)
    }
}

/// Counted: nothing is left in it but that it was, so that it is not counted again.
struct EmptySpokenRecord: Command {
    let id: SpokenRecordID
    static let sql = """
        UPDATE spoken_record SET is_counted = 1, fields = '', region = NULL, week = '', kind = 'unknown' WHERE id = $1
        """
    var arguments: [SQLValue] { [.id(id)] }
}

struct EmptyReportNote: Command {
    let id: SpokenRecordID
    static let sql = "UPDATE report_note SET is_counted = 1, region = NULL, week = '' WHERE id = $1"
    var arguments: [SQLValue] { [.id(id)] }
}

struct DeleteOldSpoken: Command {
    let before: Instant
    static let sql = "DELETE FROM spoken_record WHERE count_by <= $1"
    var arguments: [SQLValue] { [.time(before)] }
}

struct DeleteOldReports: Command {
    let before: Instant
    static let sql = "DELETE FROM report_note WHERE count_by <= $1"
    var arguments: [SQLValue] { [.time(before)] }
}

struct OldSpoken: Query {
    let before: Instant
    static let sql = """
        SELECT (SELECT count(*) FROM spoken_record WHERE count_by <= $1)
            + (SELECT count(*) FROM report_note WHERE count_by <= $1)
        """
    var arguments: [SQLValue] { [.time(before)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

struct DeleteOldOwnRecords: Command {
    let now: Instant
    static let sql = "DELETE FROM own_record WHERE keep_until <= $1"
    var arguments: [SQLValue] { [.time(now)] }
}

struct OldOwnRecords: Query {
    let now: Instant
    static let sql = "SELECT count(*) FROM own_record WHERE keep_until <= $1"
    var arguments: [SQLValue] { [.time(now)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

// MARK: what did not fit

/// Who keeps the lists of an organisation.
struct KeepersOfLists: Query {
    let organisation: OrganisationID
    static let sql = """
        SELECT id, exchange_key FROM person
        WHERE organisation = $1 AND role IN ('supervisor', 'editor') AND disabled_at IS NULL ORDER BY id
        """
    var arguments: [SQLValue] { [.id(organisation)] }
    static func row(_ row: ResultRow) throws -> (person: PersonID, key: [UInt8]) { (try row.id(0), try row.bytes(1)) }
}

struct InsertListLine: Command {
    let id: String
    let person: PersonID
    let sealed: [UInt8]
    let keepUntil: Instant
    static let sql = "INSERT INTO list_line(id, person, sealed, keep_until) VALUES ($1, $2, $3, $4)"
    var arguments: [SQLValue] { [.text(id), .id(person), .bytes(sealed), .time(keepUntil)] }
}

/// In an order that says nothing of when they came.
struct ListLinesOf: Query {
    let person: PersonID
    static let sql = "SELECT id, sealed FROM list_line WHERE person = $1 ORDER BY id LIMIT 500"
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> (id: String, sealed: [UInt8]) { (try row.text(0), try row.bytes(1)) }
}

/// Every copy of a line that this person has one of.
struct DeleteListLine: Command {
    let id: String
    let person: PersonID
    static let sql = """
        DELETE FROM list_line WHERE id = $1
            AND EXISTS (SELECT 1 FROM list_line own WHERE own.id = $1 AND own.person = $2)
        """
    var arguments: [SQLValue] { [.text(id), .id(person)] }
}

struct DeleteOldListLines: Command {
    let now: Instant
    static let sql = "DELETE FROM list_line WHERE keep_until <= $1"
    var arguments: [SQLValue] { [.time(now)] }
}

struct OldListLines: Query {
    let now: Instant
    static let sql = "SELECT count(*) FROM list_line WHERE keep_until <= $1"
    var arguments: [SQLValue] { [.time(now)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}
