import Core
import Database

struct StoredNote: Sendable {
    let kind: String
    let epoch: Int64
    let sealed: [UInt8]
}

struct NotesOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT kind, epoch, sealed FROM queue_note WHERE conversation = $1 ORDER BY kind"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> StoredNote {
        StoredNote(kind: try row.text(0), epoch: try row.integer(1), sealed: try row.bytes(2))
    }
}

struct LanguageOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT language FROM conversation WHERE id = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> Language { Language(try row.text(0)) ?? .dutch }
}

struct PutNote: Command {
    let conversation: ConversationID
    let note: StoredNote
    static let sql = """
        INSERT INTO queue_note(conversation, kind, epoch, sealed) VALUES ($1, $2, $3, $4)
        ON CONFLICT (conversation, kind) DO UPDATE SET epoch = excluded.epoch, sealed = excluded.sealed
        """
    var arguments: [SQLValue] {
        [.id(conversation), .text(note.kind), .integer(note.epoch), .bytes(note.sealed)]
    }
}

struct StoredWaiting: Sendable {
    let entry: QueueEntry
    let language: Language
}

/// Everybody who waits on a line, in the order in which they are helped; who is away stands last.
struct WaitingListOf: Query {
    let line: LineID
    static let most = 200
    static let sql = """
        SELECT \(QueueEntry.columns), c.language FROM queue_entry q JOIN conversation c ON c.id = q.conversation
        WHERE q.line = $1 ORDER BY q.is_away, q.is_urgent DESC, q.arrived_at, q.conversation LIMIT \(most)
        """
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> StoredWaiting {
        StoredWaiting(
            entry: try QueueEntry(row), language: Language(try row.text(QueueEntry.columnCount)) ?? .dutch)
    }
}

/// New talks that waited on one line so long that another may be asked too, and was not yet.
struct OverdueOn: Query {
    let line: LineID
    let to: LineID
    let before: Instant
    static let sql = """
        SELECT q.conversation FROM queue_entry q
        WHERE q.line = $1 AND q.is_away = 0 AND q.kind = 'new' AND q.arrived_at <= $3
            AND NOT EXISTS (SELECT 1 FROM queue_entry o WHERE o.conversation = q.conversation AND o.line = $2)
        ORDER BY q.arrived_at LIMIT 500
        """
    var arguments: [SQLValue] { [.id(line), .id(to), .time(before)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

struct WeighConversation: Command {
    let id: ConversationID
    let weight: Int64
    static let sql = "UPDATE conversation SET weight = $2 WHERE id = $1"
    var arguments: [SQLValue] { [.id(id), .integer(weight)] }
}

/// Who waits on a line and is there, in the order in which they are helped.
struct OrderOfQueue: Query {
    let line: LineID
    static let sql = """
        SELECT conversation FROM queue_entry WHERE line = $1 AND is_away = 0
        ORDER BY is_urgent DESC, arrived_at, conversation
        """
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}
