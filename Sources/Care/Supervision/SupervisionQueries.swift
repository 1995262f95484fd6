import Core
import Database

// MARK: keys

struct SupervisorsOfLine: Query {
    let line: LineID
    static let sql = """
        SELECT p.id, p.exchange_key FROM line_member m JOIN person p ON p.id = m.person
        WHERE m.line = $1 AND p.role = 'supervisor' AND p.disabled_at IS NULL ORDER BY p.id
        """
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> (person: PersonID, exchangeKey: [UInt8]) {
        (try row.id(0), try row.bytes(1))
    }
}

struct CurrentSupervisionKey: Query {
    let line: LineID
    let week: Week
    static let sql = """
        SELECT id, public_key FROM supervision_key WHERE line = $1 AND week = $2 AND retired = 0 ORDER BY id LIMIT 1
        """
    var arguments: [SQLValue] { [.id(line), .text(week.description)] }
    static func row(_ row: ResultRow) throws -> SupervisionKeys.Public {
        .init(id: try row.text(0), publicKey: try row.bytes(1))
    }
}

struct LatestSupervisionKey: Query {
    let line: LineID
    static let sql = """
        SELECT id, public_key FROM supervision_key WHERE line = $1 AND retired = 0 ORDER BY week DESC, id LIMIT 1
        """
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> SupervisionKeys.Public { try CurrentSupervisionKey.row(row) }
}

struct InsertSupervisionKey: Command {
    let id: String
    let line: LineID
    let week: Week
    let publicKey: [UInt8]
    static let sql = "INSERT INTO supervision_key(id, line, week, public_key) VALUES ($1, $2, $3, $4)"
    var arguments: [SQLValue] { [.text(id), .id(line), .text(week.description), .bytes(publicKey)] }
}

struct InsertSupervisionKeyShare: Command {
    let key: String
    let person: PersonID
    let sealed: [UInt8]
    static let sql = "INSERT INTO supervision_key_share(supervision_key, person, sealed) VALUES ($1, $2, $3)"
    var arguments: [SQLValue] { [.text(key), .id(person), .bytes(sealed)] }
}

struct RetireSupervisionKeys: Command {
    let line: LineID
    static let sql = "UPDATE supervision_key SET retired = 1 WHERE line = $1"
    var arguments: [SQLValue] { [.id(line)] }
}

/// Keys of earlier weeks or rosters that open nothing any more.
struct DeleteUnusedSupervisionKeys: Command {
    let week: Week
    static let sql = """
        DELETE FROM supervision_key WHERE (retired = 1 OR week <> $1)
        AND NOT EXISTS (SELECT 1 FROM supervision_grant g WHERE g.supervision_key = supervision_key.id)
        """
    var arguments: [SQLValue] { [.text(week.description)] }
}

struct DeleteAllSupervisionKeys: Command {
    static let sql = "DELETE FROM supervision_key"
    var arguments: [SQLValue] { [] }
}

struct InsertSupervisionGrant: Command {
    let conversation: ConversationID
    let key: String
    let epoch: Int64
    let sealed: [UInt8]
    static let sql = """
        INSERT INTO supervision_grant(conversation, supervision_key, epoch, sealed) VALUES ($1, $2, $3, $4)
        ON CONFLICT (conversation, supervision_key, epoch) DO NOTHING
        """
    var arguments: [SQLValue] { [.id(conversation), .text(key), .integer(epoch), .bytes(sealed)] }
}

/// The keys of supervision that somebody has a share of.
struct SupervisionSharesOf: Query {
    let person: PersonID
    static let sql = "SELECT supervision_key, sealed FROM supervision_key_share WHERE person = $1"
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> (key: String, sealed: [UInt8]) { (try row.text(0), try row.bytes(1)) }
}

/// What such a key opens, in all talks.
struct SupervisionGrantsOfKey: Query {
    let key: String
    static let sql = """
        SELECT conversation, epoch, sealed FROM supervision_grant WHERE supervision_key = $1 ORDER BY conversation, epoch
        """
    var arguments: [SQLValue] { [.text(key)] }
    static func row(_ row: ResultRow) throws -> (conversation: ConversationID, epoch: Int64, sealed: [UInt8]) {
        (try row.id(0), try row.integer(1), try row.bytes(2))
    }
}

/// The epochs of a talk that one supervisor can open, each with the share of the key it is sealed to.
struct SupervisionGrants: Query {
    let conversation: ConversationID
    let person: PersonID
    static let sql = """
        SELECT g.supervision_key, g.epoch, g.sealed, s.sealed FROM supervision_grant g
        JOIN supervision_key_share s ON s.supervision_key = g.supervision_key AND s.person = $2
        WHERE g.conversation = $1 ORDER BY g.epoch
        """
    var arguments: [SQLValue] { [.id(conversation), .id(person)] }

    struct Row: Sendable {
        let key: String
        let epoch: Int64
        let sealed: [UInt8]
        let share: [UInt8]
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(key: try row.text(0), epoch: try row.integer(1), sealed: try row.bytes(2), share: try row.bytes(3))
    }
}

// MARK: looking in

/// A talk that goes on, when this supervisor may look into it: somebody of their organisation is in it by a line they are on.
struct SupervisedConversation: Query {
    let id: ConversationID
    let person: PersonID
    let session: [UInt8]
    let now: Instant
    static let sql = """
        SELECT \(Conversation.columns) FROM staff_session s JOIN person p ON p.id = s.person
            JOIN conversation c ON c.id = $1
        WHERE s.token_hash = $3 AND s.expires_at > $4 AND p.id = $2 AND p.role = 'supervisor' AND p.disabled_at IS NULL
            AND c.state = 'open' AND EXISTS (SELECT 1 FROM participant t JOIN line_member m ON m.line = t.line
                WHERE t.conversation = c.id AND t.left_at IS NULL AND t.organisation = p.organisation AND m.person = p.id)
        """
    var arguments: [SQLValue] { [.id(id), .id(person), .bytes(session), .time(now)] }
    static func row(_ row: ResultRow) throws -> Conversation { try Conversation(row) }
}

/// How many supervisors could look into a talk and are signed in.
struct SupervisorsThere: Query {
    let conversation: ConversationID
    let organisation: OrganisationID
    let now: Instant
    static let sql = """
        SELECT count(*) FROM person p WHERE p.organisation = $2 AND p.role = 'supervisor' AND p.disabled_at IS NULL
            AND EXISTS (SELECT 1 FROM staff_session s WHERE s.person = p.id AND s.expires_at > $3)
            AND EXISTS (SELECT 1 FROM participant t JOIN line_member m ON m.line = t.line
                WHERE t.conversation = $1 AND t.left_at IS NULL AND t.organisation = $2 AND m.person = p.id)
        """
    var arguments: [SQLValue] { [.id(conversation), .id(organisation), .time(now)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

struct BeginLookIn: Command {
    let conversation: ConversationID
    let person: PersonID
    let now: Instant
    static let sql = """
        INSERT INTO look_in(conversation, person, since, seen_at) VALUES ($1, $2, $3, $3)
        ON CONFLICT (conversation, person) DO UPDATE SET since = excluded.since, seen_at = excluded.seen_at
        """
    var arguments: [SQLValue] { [.id(conversation), .id(person), .time(now)] }
}

struct TouchLookIn: Command {
    let conversation: ConversationID
    let person: PersonID
    let now: Instant
    static let sql = "UPDATE look_in SET seen_at = $3 WHERE conversation = $1 AND person = $2"
    var arguments: [SQLValue] { [.id(conversation), .id(person), .time(now)] }
}

struct EndLookIn: Command {
    let conversation: ConversationID
    let person: PersonID
    static let sql = "DELETE FROM look_in WHERE conversation = $1 AND person = $2"
    var arguments: [SQLValue] { [.id(conversation), .id(person)] }
}

struct DeleteOldLookIns: Command {
    let before: Instant
    static let sql = "DELETE FROM look_in WHERE seen_at <= $1"
    var arguments: [SQLValue] { [.time(before)] }
}

/// Who reads along with a talk now. A session that ended reads nothing, nor does who has nobody in the talk any more.
struct LookIns: Query {
    let conversation: ConversationID
    let now: Instant
    static let sql = """
        SELECT p.id, p.display_name, p.organisation, l.since, l.seen_at FROM look_in l JOIN person p ON p.id = l.person
        WHERE l.conversation = $1 AND l.seen_at > $2
            AND EXISTS (SELECT 1 FROM staff_session s WHERE s.person = p.id AND s.expires_at > $3)
            AND EXISTS (SELECT 1 FROM participant t JOIN line_member m ON m.line = t.line
                WHERE t.conversation = l.conversation AND t.left_at IS NULL AND t.organisation = p.organisation
                    AND m.person = p.id)
        ORDER BY l.since, p.id
        """
    var arguments: [SQLValue] { [.id(conversation), .time(now - LookIn.lapses), .time(now)] }
    static func row(_ row: ResultRow) throws -> LookIn {
        LookIn(
            person: try row.id(0), name: try row.text(1), organisation: try row.id(2), since: try row.instant(3),
            seenAt: try row.instant(4))
    }
}

/// Messages after a number in some epochs, in order: all of the talk, from which the reader opens what their keys open.
struct AllMessagesAfter: Query {
    let conversation: ConversationID
    let number: Int64
    static let sql = """
        SELECT m.number, m.epoch, m.author, m.organisation, p.display_name, m.person, m.sealed, m.sent_at
        FROM message m LEFT JOIN person p ON p.id = m.person
        WHERE m.conversation = $1 AND m.number > $2 ORDER BY m.number
        """
    var arguments: [SQLValue] { [.id(conversation), .integer(number)] }
    static func row(_ row: ResultRow) throws -> StoredMessage { try MessagesAfter.row(row) }
}
