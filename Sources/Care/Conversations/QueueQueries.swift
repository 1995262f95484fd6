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
        SELECT q.conversation, q.line, q.kind, q.queue_key, q.offer FROM queue_entry q
        WHERE q.is_away = 0
            AND q.line IN (SELECT m.line FROM line_member m WHERE m.person = $1 AND (CAST($2 AS TEXT) IS NULL OR m.line = $2))
            AND EXISTS (SELECT 1 FROM queue_key_share s WHERE s.queue_key = q.queue_key AND s.person = $1)
            AND NOT EXISTS (SELECT 1 FROM participant t WHERE t.conversation = q.conversation AND t.person = $1
                AND t.left_at IS NULL)
        ORDER BY q.arrived_at, q.conversation LIMIT 1 {skip locked}
        """
    var arguments: [SQLValue] { [.id(person), .id(line)] }
    static func row(_ row: ResultRow) throws -> QueueEntry {
        QueueEntry(
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
    static func row(_ row: ResultRow) throws -> QueueEntry { try NextInQueue.row(row) }
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

// MARK: offers

struct StoredOffer: Sendable {
    let id: String
    let conversation: ConversationID
    let kind: QueueKind
    let line: LineID
    let organisation: OrganisationID
    let share: Share
    let state: String
    let person: PersonID
    let epoch: Int64
    let summary: [UInt8]?
    let expiresAt: Instant
}

struct InsertOffer: Command {
    let offer: StoredOffer
    static let sql = """
        INSERT INTO offer(id, conversation, kind, line, organisation, share, state, person, epoch, summary, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """
    var arguments: [SQLValue] {
        [
            .text(offer.id), .id(offer.conversation), .text(offer.kind.rawValue), .id(offer.line),
            .id(offer.organisation),
            .text(offer.share.rawValue), .text(offer.state), .id(offer.person), .integer(offer.epoch),
            offer.summary.map { .bytes($0) } ?? .null, .time(offer.expiresAt),
        ]
    }
}

/// Offers of a talk that the seeker has not answered yet.
struct OpenOffers: Query {
    let conversation: ConversationID
    let now: Instant
    static let sql = """
        SELECT id, conversation, kind, line, organisation, share, state, person, epoch, summary, expires_at FROM offer
        WHERE conversation = $1 AND state = 'asked' AND expires_at > $2 ORDER BY expires_at, id
        """
    var arguments: [SQLValue] { [.id(conversation), .time(now)] }
    static func row(_ row: ResultRow) throws -> StoredOffer {
        StoredOffer(
            id: try row.text(0), conversation: try row.id(1), kind: QueueKind(rawValue: try row.text(2)) ?? .invite,
            line: try row.id(3), organisation: try row.id(4), share: Share(rawValue: try row.text(5)) ?? .fromNow,
            state: try row.text(6), person: try row.id(7), epoch: try row.integer(8), summary: try row.optionalBytes(9),
            expiresAt: try row.instant(10))
    }
}

struct SetOfferState: Command {
    let id: String
    let state: String
    static let sql = "UPDATE offer SET state = $2, summary = NULL WHERE id = $1"
    var arguments: [SQLValue] { [.text(id), .text(state)] }
}

struct OfferPerson: Query {
    let id: String
    static let sql = "SELECT person FROM offer WHERE id = $1"
    var arguments: [SQLValue] { [.text(id)] }
    static func row(_ row: ResultRow) throws -> PersonID { try row.id(0) }
}

// MARK: contact records and clean-up

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
        SELECT r.conversation, r.week, r.region, r.fields, coalesce(c.closed_at, 0)
        FROM contact_record r JOIN conversation c ON c.id = r.conversation WHERE r.is_counted = 0 LIMIT 5000
        """
    var arguments: [SQLValue] { [] }

    struct Row: Sendable {
        let conversation: ConversationID
        let week: String
        let region: RegionID?
        let fields: String
        let closedAt: Instant
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            conversation: try row.id(0), week: try row.text(1), region: try row.optionalID(2), fields: try row.text(3),
            closedAt: try row.instant(4))
    }
}

struct MarkCounted: Command {
    let conversation: ConversationID
    static let sql = "UPDATE contact_record SET is_counted = 1 WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
}

/// Talks whose time is over: kept as long as promised, or waiting with nobody there.
struct ExpiredConversations: Query {
    let now: Instant
    let waitingBefore: Instant
    static let sql = """
        SELECT id FROM conversation WHERE (keep_until IS NOT NULL AND keep_until <= $1)
            OR (keep_until IS NULL AND state = 'waiting' AND touched_at <= $2) LIMIT 500
        """
    var arguments: [SQLValue] { [.time(now), .time(waitingBefore)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

struct SilentConversations: Query {
    let before: Instant
    static let sql = """
        SELECT id FROM conversation WHERE keep_until IS NULL AND state = 'open' AND touched_at <= $1 LIMIT 500
        """
    var arguments: [SQLValue] { [.time(before)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

struct ConversationExists: Query {
    let id: ConversationID
    static let sql = "SELECT 1 FROM conversation WHERE id = $1"
    var arguments: [SQLValue] { [.id(id)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}
