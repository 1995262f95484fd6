import Core
import Database

extension StoredOffer {
    static let columns = """
        id, conversation, kind, line, organisation, share, state, person, epoch, summary, expires_at, from_line, due_at, \
        partner, joined_at, has_follow_up, has_report, seen_at
        """

    init(_ row: ResultRow) throws {
        self.init(
            id: try row.text(0), conversation: try row.id(1), kind: QueueKind(rawValue: try row.text(2)) ?? .invite,
            line: try row.id(3), organisation: try row.id(4), share: Share(rawValue: try row.text(5)) ?? .fromNow,
            state: try row.text(6), person: try row.id(7), epoch: try row.integer(8), summary: try row.optionalBytes(9),
            expiresAt: try row.instant(10), fromLine: try row.id(11), dueAt: try row.optionalInstant(12),
            partner: try row.optionalID(13), joinedAt: try row.optionalInstant(14),
            hasFollowUp: try row.integer(15) != 0, hasReport: try row.integer(16) != 0,
            seenAt: try row.optionalInstant(17))
    }
}

/// Offers of a talk that are not over, and those after which something can still be agreed.
struct OffersOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT \(StoredOffer.columns) FROM offer WHERE conversation = $1 ORDER BY expires_at, id"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> StoredOffer { try StoredOffer(row) }
}

/// Offers that the clock has something to do with: not answered, nobody came, came and not told, gone without a word.
struct OffersForTheClock: Query {
    let now: Instant
    static let sql = """
        SELECT \(StoredOffer.columns) FROM offer o
        WHERE (o.state = 'asked' AND o.expires_at <= $1) OR (o.state = 'accepted' AND o.due_at <= $1)
            OR (o.state = 'taken' AND o.kind = 'invite' AND o.joined_at <= $2)
            OR (o.state IN ('taken', 'together') AND o.kind = 'invite' AND NOT EXISTS (
                SELECT 1 FROM staff_session s WHERE s.person = o.partner AND s.expires_at > $1))
            OR (o.state IN ('taken', 'together') AND o.kind = 'invite' AND o.joined_at <= $3
                AND coalesce(o.seen_at, o.joined_at) <= $3)
        ORDER BY o.expires_at, o.id LIMIT 500
        """
    /// Who took a talk has a moment to say so themselves.
    static let grace = Duration.seconds(10)
    var arguments: [SQLValue] { [.time(now), .time(now - Self.grace), .time(now - ThreeWay.unseen)] }
    static func row(_ row: ResultRow) throws -> StoredOffer { try StoredOffer(row) }
}

/// Talks in which this person is a third.
struct TalksAsThird: Query {
    let person: PersonID
    static let sql = """
        SELECT conversation FROM offer WHERE partner = $1 AND kind = 'invite' AND state IN ('taken', 'together')
        ORDER BY conversation
        """
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> ConversationID { try row.id(0) }
}

struct HasSession: Query {
    let person: PersonID
    let now: Instant
    static let sql = "SELECT 1 FROM staff_session WHERE person = $1 AND expires_at > $2"
    var arguments: [SQLValue] { [.id(person), .time(now)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

struct UpdateOffer: Command {
    let offer: StoredOffer
    static let sql = """
        UPDATE offer SET state = $2, summary = CASE WHEN $2 = 'asked' THEN summary ELSE NULL END, due_at = $3,
            partner = $4, joined_at = $5, has_follow_up = $6, has_report = $7
        WHERE id = $1
        """
    var arguments: [SQLValue] {
        [
            .text(offer.id), .text(offer.state), .time(offer.dueAt), .id(offer.partner), .time(offer.joinedAt),
            .integer(offer.hasFollowUp ? 1 : 0), .integer(offer.hasReport ? 1 : 0),
        ]
    }
}

/// One more of a step between two lines in a week.
struct CountStep: Command {
    let from: LineID
    let to: LineID
    let week: Week
    let step: String
    static let sql = """
        INSERT INTO three_way_count(from_line, to_line, week, step, number) VALUES ($1, $2, $3, $4, 1)
        ON CONFLICT (from_line, to_line, week, step) DO UPDATE SET number = three_way_count.number + 1
        """
    var arguments: [SQLValue] { [.id(from), .id(to), .text(week.description), .text(step)] }
}

struct StepCounts: Query {
    struct Row: Sendable, Hashable {
        let from: LineID
        let to: LineID
        let week: String
        let step: String
        let number: Int
        let handed: Int
    }

    static let sql = """
        SELECT from_line, to_line, week, step, number, handed FROM three_way_count
        ORDER BY week, from_line, to_line, step
        """
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> Row {
        Row(
            from: try row.id(0), to: try row.id(1), week: try row.text(2), step: try row.text(3),
            number: Int(try row.integer(4)), handed: Int(try row.integer(5)))
    }
}

/// As many as were read are handed on; one that was added since then is for the next time.
struct MarkHanded: Command {
    let row: StepCounts.Row
    static let sql = """
        UPDATE three_way_count SET handed = $5 WHERE from_line = $1 AND to_line = $2 AND week = $3 AND step = $4
        """
    var arguments: [SQLValue] {
        [.id(row.from), .id(row.to), .text(row.week), .text(row.step), .integer(Int64(row.number))]
    }
}
