import Core
import Database

struct QueueEntry: Sendable {
    let conversation: ConversationID
    let line: LineID
    let kind: QueueKind
    let queueKey: String
    let offer: String?
    var isUrgent = false
    var isAway = false
    var arrivedAt = Instant(milliseconds: 0)

    /// Urgent ones first, then who waits longest.
    static func stands(_ left: Self, before right: Self) -> Bool {
        (left.isUrgent ? 0 : 1, left.arrivedAt, left.conversation)
            < (right.isUrgent ? 0 : 1, right.arrivedAt, right.conversation)
    }
}

struct InsertQueueEntry: Command {
    let entry: QueueEntry
    let isAway: Bool
    let arrivedAt: Instant
    static let sql = """
        INSERT INTO queue_entry(conversation, line, kind, queue_key, offer, is_away, arrived_at, is_urgent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    var arguments: [SQLValue] {
        [
            .id(entry.conversation), .id(entry.line), .text(entry.kind.rawValue), .text(entry.queueKey),
            entry.offer.map { .text($0) } ?? .null, .integer(isAway ? 1 : 0), .time(arrivedAt),
            .integer(entry.isUrgent ? 1 : 0),
        ]
    }
}

/// The first of a line whose queue keys the person has: urgent ones, then those that wait longest.
struct FirstInQueue: Query {
    let person: PersonID
    let line: LineID
    static let most = 8
    static let sql = """
        SELECT \(QueueEntry.columns), c.weight FROM queue_entry q JOIN conversation c ON c.id = q.conversation
        WHERE q.line = $2 AND q.is_away = 0
            AND EXISTS (SELECT 1 FROM line_member m WHERE m.line = $2 AND m.person = $1)
            AND EXISTS (SELECT 1 FROM queue_key_share s WHERE s.queue_key = q.queue_key AND s.person = $1)
            AND NOT EXISTS (SELECT 1 FROM participant t WHERE t.conversation = q.conversation AND t.person = $1
                AND t.left_at IS NULL)
        ORDER BY q.is_urgent DESC, q.arrived_at, q.conversation LIMIT \(most)
        """
    var arguments: [SQLValue] { [.id(person), .id(line)] }
    static func row(_ row: ResultRow) throws -> (entry: QueueEntry, weight: Int64) {
        (try QueueEntry(row), try row.integer(QueueEntry.columnCount))
    }
}

/// Locks a talk for the rest of the transaction, unless another node is at it.
struct FreeConversation: Query {
    let id: ConversationID
    static let sql = "SELECT \(Conversation.columns) FROM conversation c WHERE c.id = $1 {skip locked}"
    var arguments: [SQLValue] { [.id(id)] }
    static func row(_ row: ResultRow) throws -> Conversation { try Conversation(row) }
}

extension QueueEntry {
    static let columns =
        "q.conversation, q.line, q.kind, q.queue_key, q.offer, q.is_urgent, q.is_away, q.arrived_at"
    static let columnCount = 8

    init(_ row: ResultRow) throws {
        self.init(
            conversation: try row.id(0), line: try row.id(1), kind: QueueKind(rawValue: try row.text(2)) ?? .new,
            queueKey: try row.text(3), offer: try row.optionalText(4), isUrgent: try row.integer(5) != 0,
            isAway: try row.integer(6) != 0, arrivedAt: try row.instant(7))
    }
}

struct DeleteQueueEntry: Command {
    let conversation: ConversationID
    static let sql = "DELETE FROM queue_entry WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
}

/// The first place of a talk in a queue.
struct QueueEntryOf: Query {
    let conversation: ConversationID
    static let sql = QueueEntriesOf.sql
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> QueueEntry { try QueueEntry(row) }
}

/// Every line a talk waits on.
struct QueueEntriesOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT \(QueueEntry.columns) FROM queue_entry q WHERE q.conversation = $1 ORDER BY q.line"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> QueueEntry { try QueueEntry(row) }
}

struct DeleteQueueGrants: Command {
    let conversation: ConversationID
    static let sql = "DELETE FROM epoch_grant WHERE conversation = $1 AND grantee LIKE 'queue:%'"
    var arguments: [SQLValue] { [.id(conversation)] }
}

struct SetEntryUrgent: Command {
    let conversation: ConversationID
    let isUrgent: Bool
    static let sql = "UPDATE queue_entry SET is_urgent = $2 WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation), .integer(isUrgent ? 1 : 0)] }
}

struct SetEntryAway: Command {
    let conversation: ConversationID
    let isAway: Bool
    static let sql = "UPDATE queue_entry SET is_away = $2 WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation), .integer(isAway ? 1 : 0)] }
}

/// The place of a talk in each queue it waits in, from 1. Nobody who is away stands before somebody who is there, and an
/// urgent talk stands before those that are not.
struct PlacesInQueue: Query {
    let conversation: ConversationID
    static let sql = """
        SELECT q.line, (SELECT count(*) FROM queue_entry o WHERE o.line = q.line AND o.is_away = 0
                AND o.is_urgent = q.is_urgent
                AND (o.arrived_at < q.arrived_at OR (o.arrived_at = q.arrived_at AND o.conversation <= q.conversation)))
            + (SELECT count(*) FROM queue_entry o WHERE o.line = q.line AND o.is_away = 0 AND o.is_urgent > q.is_urgent)
        FROM queue_entry q WHERE q.conversation = $1 ORDER BY q.line
        """
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> (line: LineID, position: Int) {
        (try row.id(0), max(1, Int(try row.integer(1))))
    }
}

struct WaitingOn: Query {
    let line: LineID
    static let sql = """
        SELECT count(*), min(arrived_at), CAST(coalesce(sum(is_urgent), 0) AS BIGINT) FROM queue_entry
        WHERE line = $1 AND is_away = 0
        """
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> (waiting: Int, longestSince: Instant?, urgent: Int) {
        (Int(try row.integer(0)), try row.optionalInstant(1), Int(try row.integer(2)))
    }
}

/// Points of talks that the signed-in members of a line can still take.
struct FreeCapacity: Query {
    let line: LineID
    let now: Instant
    static let sql = """
        SELECT p.capacity, (SELECT CAST(coalesce(sum(c.weight), 0) AS BIGINT) FROM participant t JOIN conversation c ON c.id = t.conversation
            WHERE t.person = p.id AND t.left_at IS NULL AND c.state <> 'closed')
        FROM line_member m JOIN person p ON p.id = m.person
        WHERE m.line = $1 AND EXISTS (SELECT 1 FROM staff_session s WHERE s.person = p.id AND s.expires_at > $2)
            AND NOT EXISTS (SELECT 1 FROM own_shift o WHERE o.person = p.id
                AND (o.paused_since IS NOT NULL OR o.rest_until > $2))
        """
    var arguments: [SQLValue] { [.id(line), .time(now)] }
    static func row(_ row: ResultRow) throws -> Int { max(0, Int(try row.integer(0) - row.integer(1))) }
}
