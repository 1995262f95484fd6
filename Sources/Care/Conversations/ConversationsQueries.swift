import Core
import Database

extension ResultRow {
    func id<Of>(_ column: Int) throws -> ID<Of> { ID(trusted: try text(column)) }
    func optionalID<Of>(_ column: Int) throws -> ID<Of>? { try optionalText(column).map { ID(trusted: $0) } }
    func instant(_ column: Int) throws -> Instant { Instant(milliseconds: try integer(column)) }
    func optionalInstant(_ column: Int) throws -> Instant? {
        try optionalInteger(column).map { Instant(milliseconds: $0) }
    }
}

extension SQLValue {
    static func id<Of>(_ id: ID<Of>) -> SQLValue { .text(id.text) }
    static func id<Of>(_ id: ID<Of>?) -> SQLValue { id.map { .text($0.text) } ?? .null }
    static func time(_ instant: Instant) -> SQLValue { .integer(instant.milliseconds) }
    static func time(_ instant: Instant?) -> SQLValue { instant.map { .integer($0.milliseconds) } ?? .null }
}

extension Conversation {
    static let columns = """
        c.id, c.line, c.organisation, c.language, c.region, c.state, c.weight, c.last_number, c.open_epoch, c.arrived_at, \
        c.away_since, c.touched_at, c.closed_at, c.audience, c.keep_hours
        """
    static let columnCount = 15

    init(_ row: ResultRow) throws {
        self.init(
            id: try row.id(0), line: try row.id(1), organisation: try row.id(2),
            language: Language(try row.text(3)) ?? .dutch, region: try row.optionalID(4),
            state: ConversationState(rawValue: try row.text(5)) ?? .closed, weight: try row.integer(6),
            lastNumber: try row.integer(7), openEpoch: try row.integer(8), arrivedAt: try row.instant(9),
            awaySince: try row.optionalInstant(10), touchedAt: try row.instant(11),
            closedAt: try row.optionalInstant(12), audience: try row.integer(13),
            keepHours: try row.optionalInteger(14))
    }
}

struct InsertConversation: Command {
    let conversation: Conversation
    static let sql = """
        INSERT INTO conversation(id, line, organisation, language, region, state, weight, last_number, open_epoch,
            arrived_at, touched_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
        """
    var arguments: [SQLValue] {
        let c = conversation
        return [
            .id(c.id), .id(c.line), .id(c.organisation), .text(c.language.tag), .id(c.region), .text(c.state.rawValue),
            .integer(c.weight), .integer(c.lastNumber), .integer(c.openEpoch), .time(c.arrivedAt),
        ]
    }
}

/// The talk of a seeker's session, when the session is good. `id` must match when given.
struct SeekerConversation: Query {
    let tokenHash: [UInt8]
    static let sql = """
        SELECT \(Conversation.columns), s.hidden_to, s.public_key
        FROM seeker_session s JOIN conversation c ON c.id = s.conversation WHERE s.token_hash = $1
        """
    var arguments: [SQLValue] { [.bytes(tokenHash)] }

    struct Row: Sendable {
        let conversation: Conversation
        let hiddenTo: Int64
        let publicKey: [UInt8]
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            conversation: try Conversation(row), hiddenTo: try row.integer(Conversation.columnCount),
            publicKey: try row.bytes(Conversation.columnCount + 1))
    }
}

/// The talk when this person takes part in it, and is still signed in.
struct StaffConversation: Query {
    let id: ConversationID
    let person: PersonID
    let session: [UInt8]
    let now: Instant
    static let sql = """
        SELECT \(Conversation.columns) FROM staff_session s JOIN participant p ON p.person = s.person
            JOIN conversation c ON c.id = p.conversation
        WHERE c.id = $1 AND p.person = $2 AND p.left_at IS NULL AND s.token_hash = $3 AND s.expires_at > $4
        """
    var arguments: [SQLValue] { [.id(id), .id(person), .bytes(session), .time(now)] }
    static func row(_ row: ResultRow) throws -> Conversation { try Conversation(row) }
}

/// As `SeekerConversation`, locked until the transaction ends.
struct SeekerConversationLocked: Query {
    let tokenHash: [UInt8]
    static let sql = SeekerConversation.sql + " {for update}"
    var arguments: [SQLValue] { [.bytes(tokenHash)] }
    static func row(_ row: ResultRow) throws -> SeekerConversation.Row { try SeekerConversation.row(row) }
}

/// As `StaffConversation`, locked until the transaction ends.
struct StaffConversationLocked: Query {
    let asked: StaffConversation
    static let sql = StaffConversation.sql + " {for update}"
    var arguments: [SQLValue] { asked.arguments }
    static func row(_ row: ResultRow) throws -> Conversation { try Conversation(row) }
}

/// Locks the talk for the rest of the transaction and says where it stands now.
struct LockedConversation: Query {
    let id: ConversationID
    static let sql = "SELECT \(Conversation.columns) FROM conversation c WHERE c.id = $1 {for update}"
    var arguments: [SQLValue] { [.id(id)] }
    static func row(_ row: ResultRow) throws -> Conversation { try Conversation(row) }
}

struct StoredMessage: Sendable {
    let number: Int64
    let epoch: Int64
    let author: Author
    let organisation: OrganisationID?
    let name: String?
    let person: PersonID?
    let sealed: [UInt8]
    let sentAt: Instant
}

extension StoredMessage {
    /// What was just written, as it would be read back.
    init(_ written: InsertMessage, name: String?) {
        self.init(
            number: written.number, epoch: written.epoch, author: written.author, organisation: written.organisation,
            name: name, person: written.person, sealed: written.sealed, sentAt: written.sentAt)
    }
}

/// Messages after a number in the epochs that were granted to somebody, in order.
struct MessagesAfter: Query {
    let conversation: ConversationID
    let number: Int64
    let grantee: String
    static let sql = """
        SELECT m.number, m.epoch, m.author, m.organisation, p.display_name, m.person, m.sealed, m.sent_at
        FROM message m
        JOIN epoch_grant g ON g.conversation = m.conversation AND g.grantee = $3 AND g.epoch = m.epoch
        LEFT JOIN person p ON p.id = m.person
        WHERE m.conversation = $1 AND m.number > $2 ORDER BY m.number
        """
    var arguments: [SQLValue] { [.id(conversation), .integer(number), .text(grantee)] }

    static func row(_ row: ResultRow) throws -> StoredMessage {
        StoredMessage(
            number: try row.integer(0), epoch: try row.integer(1), author: Author(rawValue: try row.text(2)) ?? .system,
            organisation: try row.optionalID(3), name: try row.optionalText(4), person: try row.optionalID(5),
            sealed: try row.bytes(6), sentAt: try row.instant(7))
    }
}

struct MessageByFingerprint: Query {
    let conversation: ConversationID
    let fingerprint: [UInt8]
    static let sql = "SELECT number, sent_at FROM message WHERE conversation = $1 AND fingerprint = $2"
    var arguments: [SQLValue] { [.id(conversation), .bytes(fingerprint)] }
    static func row(_ row: ResultRow) throws -> (number: Int64, sentAt: Instant) {
        (try row.integer(0), try row.instant(1))
    }
}

struct InsertMessage: Command {
    let conversation: ConversationID
    let number: Int64
    let epoch: Int64
    let author: Author
    let organisation: OrganisationID?
    let person: PersonID?
    let fingerprint: [UInt8]?
    let sealed: [UInt8]
    let sentAt: Instant
    static let sql = """
        INSERT INTO message(conversation, number, epoch, author, organisation, person, fingerprint, sealed, sent_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
        """
    var arguments: [SQLValue] {
        [
            .id(conversation), .integer(number), .integer(epoch), .text(author.rawValue), .id(organisation),
            .id(person),
            fingerprint.map { .bytes($0) } ?? .null, .bytes(sealed), .time(sentAt),
        ]
    }
}

struct AdvanceConversation: Command {
    let id: ConversationID
    let lastNumber: Int64
    let touchedAt: Instant
    static let sql = "UPDATE conversation SET last_number = $2, touched_at = $3 WHERE id = $1"
    var arguments: [SQLValue] { [.id(id), .integer(lastNumber), .time(touchedAt)] }
}

/// As `AdvanceConversation`, for a talk that was touched a moment ago.
struct AdvanceNumber: Command {
    let id: ConversationID
    let lastNumber: Int64
    static let sql = "UPDATE conversation SET last_number = $2 WHERE id = $1"
    var arguments: [SQLValue] { [.id(id), .integer(lastNumber)] }
}

struct TouchConversation: Command {
    let id: ConversationID
    let now: Instant
    static let sql = "UPDATE conversation SET touched_at = $2 WHERE id = $1"
    var arguments: [SQLValue] { [.id(id), .time(now)] }
}

struct SetState: Command {
    let id: ConversationID
    let state: ConversationState
    let at: Instant
    let keepUntil: Instant?
    static let sql = """
        UPDATE conversation SET state = $2, keep_until = $4,
            answered_at = CASE WHEN $2 = 'open' AND answered_at IS NULL THEN $3 ELSE answered_at END,
            closed_at = CASE WHEN $2 = 'closed' THEN coalesce(closed_at, $3) ELSE closed_at END
        WHERE id = $1
        """
    var arguments: [SQLValue] { [.id(id), .text(state.rawValue), .time(at), .time(keepUntil)] }
}

struct SetLine: Command {
    let id: ConversationID
    let line: LineID
    let organisation: OrganisationID
    static let sql = "UPDATE conversation SET line = $2, organisation = $3 WHERE id = $1"
    var arguments: [SQLValue] { [.id(id), .id(line), .id(organisation)] }
}

struct SetAway: Command {
    let id: ConversationID
    let since: Instant?
    let keepUntil: Instant?
    static let sql = """
        UPDATE conversation SET away_since = $2, keep_until = $3, audience = audience + 1 WHERE id = $1
        """
    var arguments: [SQLValue] { [.id(id), .time(since), .time(keepUntil)] }
}

struct SetEpoch: Command {
    let id: ConversationID
    let epoch: Int64
    static let sql = "UPDATE conversation SET open_epoch = $2, audience = audience + 1 WHERE id = $1"
    var arguments: [SQLValue] { [.id(id), .integer(epoch)] }
}

struct SetKeepUntil: Command {
    let id: ConversationID
    let keepUntil: Instant?
    static let sql = "UPDATE conversation SET keep_until = $2 WHERE id = $1"
    var arguments: [SQLValue] { [.id(id), .time(keepUntil)] }
}

struct DeleteConversation: Command {
    let id: ConversationID
    static let sql = "DELETE FROM conversation WHERE id = $1"
    var arguments: [SQLValue] { [.id(id)] }
}

// MARK: grants

struct EpochGrants: Query {
    let conversation: ConversationID
    let grantee: String
    static let sql = "SELECT epoch, sealed FROM epoch_grant WHERE conversation = $1 AND grantee = $2 ORDER BY epoch"
    var arguments: [SQLValue] { [.id(conversation), .text(grantee)] }
    static func row(_ row: ResultRow) throws -> (epoch: Int64, sealed: [UInt8]) {
        (try row.integer(0), try row.bytes(1))
    }
}

struct InsertGrant: Command {
    let conversation: ConversationID
    let epoch: Int64
    let grantee: String
    let sealed: [UInt8]
    static let sql = """
        INSERT INTO epoch_grant(conversation, epoch, grantee, sealed) VALUES ($1, $2, $3, $4)
        ON CONFLICT (conversation, grantee, epoch) DO UPDATE SET sealed = excluded.sealed
        """
    var arguments: [SQLValue] { [.id(conversation), .integer(epoch), .text(grantee), .bytes(sealed)] }
}

struct DeleteGrants: Command {
    let conversation: ConversationID
    let grantee: String
    static let sql = "DELETE FROM epoch_grant WHERE conversation = $1 AND grantee = $2"
    var arguments: [SQLValue] { [.id(conversation), .text(grantee)] }
}

// MARK: participants

struct ActiveParticipants: Query {
    let conversation: ConversationID
    static let sql = """
        SELECT p.id, p.display_name, p.organisation, p.exchange_key, t.line
        FROM participant t JOIN person p ON p.id = t.person
        WHERE t.conversation = $1 AND t.left_at IS NULL ORDER BY t.joined_at, p.id
        """
    var arguments: [SQLValue] { [.id(conversation)] }

    struct Row: Sendable {
        let person: PersonID
        let name: String
        let organisation: OrganisationID
        let exchangeKey: [UInt8]
        let line: LineID
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            person: try row.id(0), name: try row.text(1), organisation: try row.id(2), exchangeKey: try row.bytes(3),
            line: try row.id(4))
    }
}

struct JoinConversation: Command {
    let conversation: ConversationID
    let member: StaffMember
    let line: LineID
    let at: Instant
    static let sql = """
        INSERT INTO participant(conversation, person, organisation, line, joined_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (conversation, person) DO UPDATE SET left_at = NULL, line = excluded.line, joined_at = excluded.joined_at
        """
    var arguments: [SQLValue] {
        [.id(conversation), .id(member.id), .id(member.organisation), .id(line), .time(at)]
    }
}

struct LeaveConversation: Command {
    let conversation: ConversationID
    let person: PersonID
    let at: Instant
    static let sql = "UPDATE participant SET left_at = $3 WHERE conversation = $1 AND person = $2 AND left_at IS NULL"
    var arguments: [SQLValue] { [.id(conversation), .id(person), .time(at)] }
}

/// Locks somebody's row, so that two takes of one person wait for each other.
struct LockedPerson: Query {
    let id: PersonID
    static let sql = "SELECT 1 FROM person WHERE id = $1 {for update}"
    var arguments: [SQLValue] { [.id(id)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

/// Points of talks that this person holds now, and how many they may.
struct LoadOf: Query {
    let person: PersonID
    static let sql = """
        SELECT p.capacity, (SELECT CAST(coalesce(sum(c.weight), 0) AS BIGINT) FROM participant t JOIN conversation c ON c.id = t.conversation
            WHERE t.person = p.id AND t.left_at IS NULL AND c.state <> 'closed')
        FROM person p WHERE p.id = $1
        """
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> (capacity: Int64, load: Int64) {
        (try row.integer(0), try row.integer(1))
    }
}

/// Talks of one person that are not closed, or closed by the seeker and not yet recorded.
struct TalksOf: Query {
    let person: PersonID
    static let sql = """
        SELECT \(Conversation.columns) FROM participant t JOIN conversation c ON c.id = t.conversation
        WHERE t.person = $1 AND t.left_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM contact_record r WHERE r.conversation = c.id)
        ORDER BY t.joined_at, c.id
        """
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> Conversation { try Conversation(row) }
}

struct SetSeekerSeen: Command {
    let conversation: ConversationID
    let at: Instant
    static let sql = """
        INSERT INTO seeker_seen(conversation, seen_at) SELECT c.id, $2 FROM conversation c WHERE c.id = $1
        ON CONFLICT (conversation) DO UPDATE SET seen_at = excluded.seen_at
        """
    var arguments: [SQLValue] { [.id(conversation), .time(at)] }
}
