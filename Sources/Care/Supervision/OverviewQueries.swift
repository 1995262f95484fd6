import Core
import Database

/// Who works on a line and is signed in, by what they can hold and until when. No names.
struct MembersSignedIn: Query {
    let line: LineID
    let now: Instant
    static let sql = """
        SELECT p.capacity, (SELECT CAST(coalesce(sum(c.weight), 0) AS BIGINT) FROM participant t
                JOIN conversation c ON c.id = t.conversation
                WHERE t.person = p.id AND t.left_at IS NULL AND c.state <> 'closed'),
            (SELECT max(s.expires_at) FROM staff_session s WHERE s.person = p.id),
            (SELECT count(*) FROM own_shift o WHERE o.person = p.id AND (o.paused_since IS NOT NULL OR o.rest_until > $2))
        FROM line_member m JOIN person p ON p.id = m.person
        WHERE m.line = $1 AND p.disabled_at IS NULL AND p.role IN ('counsellor', 'supervisor')
            AND EXISTS (SELECT 1 FROM staff_session s WHERE s.person = p.id AND s.expires_at > $2)
        """
    var arguments: [SQLValue] { [.id(line), .time(now)] }
    static func row(_ row: ResultRow) throws -> Member {
        Member(
            capacity: try row.integer(0), load: try row.integer(1), signedInUntil: try row.instant(2),
            isApart: try row.integer(3) > 0)
    }
}

/// What waits on a line, in the order in which it is taken.
struct WaitingTalks: Query {
    let line: LineID
    let most: Int64
    static let sql = """
        SELECT q.arrived_at, c.language, q.kind, q.is_away, q.conversation, q.is_urgent
        FROM queue_entry q JOIN conversation c ON c.id = q.conversation
        WHERE q.line = $1 ORDER BY q.is_away, q.is_urgent DESC, q.arrived_at, q.conversation LIMIT $2
        """
    var arguments: [SQLValue] { [.id(line), .integer(most)] }

    struct Row: Sendable {
        let arrivedAt: Instant
        let language: Language
        let isNew: Bool
        let isAway: Bool
        let id: ConversationID
        let isUrgent: Bool
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            arrivedAt: try row.instant(0), language: Language(try row.text(1)) ?? .dutch,
            isNew: try row.text(2) == "new", isAway: try row.integer(3) != 0, id: try row.id(4),
            isUrgent: try row.integer(5) != 0)
    }
}

/// The talks that go on in which somebody of the supervisor's organisation is by a line the supervisor is on.
struct SupervisedTalks: Query {
    let supervisor: StaffMember
    static let sql = """
        SELECT c.id, min(t.line), c.weight, coalesce(c.answered_at, c.arrived_at), c.away_since,
            (SELECT n.seen_at FROM seeker_seen n WHERE n.conversation = c.id),
            (SELECT q.role FROM whisper w JOIN person q ON q.id = w.person WHERE w.conversation = c.id
                ORDER BY w.number DESC LIMIT 1),
            (SELECT max(l.seen_at) FROM look_in l WHERE l.conversation = c.id AND l.person = $1),
            (SELECT count(*) FROM participant o WHERE o.conversation = c.id AND o.left_at IS NULL)
        FROM conversation c JOIN participant t ON t.conversation = c.id JOIN line_member m ON m.line = t.line
        WHERE c.state = 'open' AND t.left_at IS NULL AND t.organisation = $2 AND m.person = $1
        GROUP BY c.id, c.weight, c.answered_at, c.arrived_at, c.away_since
        ORDER BY c.weight DESC, coalesce(c.answered_at, c.arrived_at), c.id LIMIT 1000
        """
    var arguments: [SQLValue] { [.id(supervisor.id), .id(supervisor.organisation)] }

    struct Row: Sendable {
        let id: ConversationID
        let line: LineID
        let weight: Int64
        let since: Instant
        let awaySince: Instant?
        let seekerSeenAt: Instant?
        let lastWhisperBy: String?
        let lookedAt: Instant?
        let people: Int64
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            id: try row.id(0), line: try row.id(1), weight: try row.integer(2), since: try row.instant(3),
            awaySince: try row.optionalInstant(4), seekerSeenAt: try row.optionalInstant(5),
            lastWhisperBy: try row.optionalText(6), lookedAt: try row.optionalInstant(7), people: try row.integer(8))
    }
}
