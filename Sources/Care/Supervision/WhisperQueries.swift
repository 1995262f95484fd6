import Core
import Database

/// Who hears what is whispered beside a talk: those of the organisation who are in it, and the supervisors of their lines.
struct WhisperCircle: Query {
    let conversation: ConversationID
    let organisation: OrganisationID
    static let sql = """
        SELECT p.id, p.exchange_key, p.role FROM person p WHERE p.organisation = $2 AND p.disabled_at IS NULL AND (
            EXISTS (SELECT 1 FROM participant t WHERE t.conversation = $1 AND t.person = p.id AND t.left_at IS NULL)
            OR (p.role = 'supervisor' AND EXISTS (SELECT 1 FROM participant t JOIN line_member m ON m.line = t.line
                WHERE t.conversation = $1 AND t.left_at IS NULL AND t.organisation = $2 AND m.person = p.id)))
        ORDER BY p.id
        """
    var arguments: [SQLValue] { [.id(conversation), .id(organisation)] }

    struct Row: Sendable {
        let person: PersonID
        let exchangeKey: [UInt8]
        let isSupervisor: Bool
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(person: try row.id(0), exchangeKey: try row.bytes(1), isSupervisor: try row.text(2) == "supervisor")
    }
}

struct LastWhisper: Query {
    let conversation: ConversationID
    static let sql = "SELECT coalesce(max(number), 0) FROM whisper WHERE conversation = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct WhisperByFingerprint: Query {
    let conversation: ConversationID
    let fingerprint: [UInt8]
    static let sql = "SELECT number, sent_at FROM whisper WHERE conversation = $1 AND fingerprint = $2"
    var arguments: [SQLValue] { [.id(conversation), .bytes(fingerprint)] }
    static func row(_ row: ResultRow) throws -> (number: Int64, sentAt: Instant) {
        (try row.integer(0), try row.instant(1))
    }
}

struct InsertWhisper: Command {
    let conversation: ConversationID
    let number: Int64
    let person: PersonID
    let fingerprint: [UInt8]
    let sealed: [UInt8]
    let sentAt: Instant
    static let sql = """
        INSERT INTO whisper(conversation, number, person, fingerprint, sealed, sent_at) VALUES ($1, $2, $3, $4, $5, $6)
        """
    var arguments: [SQLValue] {
        [.id(conversation), .integer(number), .id(person), .bytes(fingerprint), .bytes(sealed), .time(sentAt)]
    }
}

struct InsertWhisperShare: Command {
    let conversation: ConversationID
    let number: Int64
    let person: PersonID
    let sealed: [UInt8]
    static let sql = "INSERT INTO whisper_share(conversation, number, person, sealed) VALUES ($1, $2, $3, $4)"
    var arguments: [SQLValue] { [.id(conversation), .integer(number), .id(person), .bytes(sealed)] }
}

/// Whispers after a number that were sealed to one person, with their share.
struct WhispersAfter: Query {
    let conversation: ConversationID
    let number: Int64
    let person: PersonID
    static let sql = """
        SELECT w.number, w.person, p.display_name, p.role, w.sealed, w.sent_at, s.sealed FROM whisper w
        JOIN whisper_share s ON s.conversation = w.conversation AND s.number = w.number AND s.person = $3
        JOIN person p ON p.id = w.person
        WHERE w.conversation = $1 AND w.number > $2 ORDER BY w.number
        """
    var arguments: [SQLValue] { [.id(conversation), .integer(number), .id(person)] }

    struct Row: Sendable {
        let number: Int64
        let person: PersonID
        let name: String
        let isFromSupervisor: Bool
        let sealed: [UInt8]
        let sentAt: Instant
        let share: [UInt8]
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            number: try row.integer(0), person: try row.id(1), name: try row.text(2),
            isFromSupervisor: try row.text(3) == "supervisor", sealed: try row.bytes(4), sentAt: try row.instant(5),
            share: try row.bytes(6))
    }
}
