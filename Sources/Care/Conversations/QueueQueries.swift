import Core
import Database

struct QueueEntry: Sendable {
    let conversation: ConversationID
    let line: LineID
    let kind: QueueKind
    let queueKey: String
    let offer: String?
}

struct InsertQueueEntry: Command {
    let entry: QueueEntry
    let isAway: Bool
    let arrivedAt: Instant
    static let sql = """
        INSERT INTO queue_entry(conversation, line, kind, queue_key, offer, is_away, arrived_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    var arguments: [SQLValue] {
        [
            .id(entry.conversation), .id(entry.line), .text(entry.kind.rawValue), .text(entry.queueKey),
            entry.offer.map { .text($0) } ?? .null, .integer(isAway ? 1 : 0), .time(arrivedAt),
        ]
    }
}

/// The one that waits longest on any of the lines of a person whose keys open the queue's key. Rows that another node is
/// taking are passed over.
struct NextInQueue: Query {
    let person: PersonID
    /// Nil for every line of the person.
    let line: LineID?
    static let sql = """
        SELECT q.conversation, q.line, q.kind, q.queue_key, q.offer, q.arrived_at FROM queue_entry q
        WHERE q.is_away = 0
            AND q.line IN (SELECT m.line FROM line_member m WHERE m.person = $1 AND (CAST($2 AS TEXT) IS NULL OR m.line = $2))
            AND EXISTS (SELECT 1 FROM queue_key_share s WHERE s.queue_key = q.queue_key AND s.person = $1)
            AND NOT EXISTS (SELECT 1 FROM participant t WHERE t.conversation = q.conversation AND t.person = $1
                AND t.left_at IS NULL)
        ORDER BY q.arrived_at, q.conversation LIMIT 1 {skip locked}
        """
    var arguments: [SQLValue] { [.id(person), .id(line)] }
    static func row(_ row: ResultRow) throws -> (entry: QueueEntry, arrivedAt: Instant) {
        (try QueueEntry(row), try row.instant(5))
    }
}

extension QueueEntry {
    /// From the columns conversation, line, kind, queue_key, offer, in this order.
    init(_ row: ResultRow) throws {
        self.init(
            conversation: try row.id(0), line: try row.id(1), kind: QueueKind(rawValue: try row.text(2)) ?? .new,
            queueKey: try row.text(3), offer: try row.optionalText(4))
    }
}

struct DeleteQueueEntry: Command {
    let conversation: ConversationID
    static let sql = "DELETE FROM queue_entry WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
}

struct QueueEntryOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT conversation, line, kind, queue_key, offer FROM queue_entry WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> QueueEntry { try QueueEntry(row) }
}

struct SetEntryAway: Command {
    let conversation: ConversationID
    let isAway: Bool
    static let sql = "UPDATE queue_entry SET is_away = $2 WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation), .integer(isAway ? 1 : 0)] }
}

/// The place of a talk in its queue, from 1. Nobody who is away stands before somebody who is there.
struct PlaceInQueue: Query {
    let conversation: ConversationID
    static let sql = """
        SELECT q.line, (SELECT count(*) FROM queue_entry o WHERE o.line = q.line AND o.is_away = 0
            AND (o.arrived_at < q.arrived_at OR (o.arrived_at = q.arrived_at AND o.conversation <= q.conversation)))
        FROM queue_entry q WHERE q.conversation = $1
        """
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> (line: LineID, position: Int) {
        (try row.id(0), max(1, Int(try row.integer(1))))
    }
}

struct WaitingOn: Query {
    let line: LineID
    static let sql = "SELECT count(*), min(arrived_at) FROM queue_entry WHERE line = $1 AND is_away = 0"
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> (waiting: Int, longestSince: Instant?) {
        (Int(try row.integer(0)), try row.optionalInstant(1))
    }
}

/// When the last talks of a line were answered, latest first.
struct LastAnswered: Query {
    let line: LineID
    static let sql = """
        SELECT answered_at FROM conversation WHERE line = $1 AND answered_at IS NOT NULL
        ORDER BY answered_at DESC LIMIT 20
        """
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> Instant { try row.instant(0) }
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
        """
    var arguments: [SQLValue] { [.id(line), .time(now)] }
    static func row(_ row: ResultRow) throws -> Int { max(0, Int(try row.integer(0) - row.integer(1))) }
}
