import Core
import Database

struct InsertPurgeProof: Command {
    let proof: PurgeProof
    static let sql = """
        INSERT INTO purge_proof(at, erased, closed, swept, left_over, overdue) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (at) DO UPDATE SET erased = purge_proof.erased + excluded.erased,
            closed = purge_proof.closed + excluded.closed, swept = purge_proof.swept + excluded.swept,
            left_over = purge_proof.left_over + excluded.left_over, overdue = excluded.overdue
        """
    var arguments: [SQLValue] {
        [.time(proof.at)]
            + [proof.erased, proof.closed, proof.swept, proof.leftOver, proof.overdue].map {
                .integer(Int64($0))
            }
    }
}

/// The proofs before of purges that had nothing to do, and those that are old.
struct DeleteIdleProofs: Command {
    let before: Instant
    static let sql = """
        DELETE FROM purge_proof WHERE at < $1 AND erased = 0 AND closed = 0 AND swept = 0 AND left_over = 0 AND overdue = 0
        """
    var arguments: [SQLValue] { [.time(before)] }
}

struct DeleteProofs: Command {
    let before: Instant
    static let sql = "DELETE FROM purge_proof WHERE at < $1"
    var arguments: [SQLValue] { [.time(before)] }
}

struct LastPurgeProof: Query {
    static let sql = """
        SELECT at, erased, closed, swept, left_over, overdue FROM purge_proof ORDER BY at DESC LIMIT 1
        """
    static func row(_ row: ResultRow) throws -> PurgeProof {
        PurgeProof(
            at: try row.instant(0), erased: Int(try row.integer(1)), closed: Int(try row.integer(2)),
            swept: Int(try row.integer(3)), leftOver: Int(try row.integer(4)), overdue: Int(try row.integer(5)))
    }
}

/// Every row that a talk has or had anywhere in the database. A test compares the tables with those of the migrations.
struct RowsLeftOf: Query {
    let conversation: ConversationID
    static let sql = """
        SELECT (SELECT count(*) FROM conversation WHERE id = $1)
            + (SELECT count(*) FROM queue_entry WHERE conversation = $1)
            + (SELECT count(*) FROM queue_note WHERE conversation = $1)
            + (SELECT count(*) FROM arrival WHERE conversation = $1)
            + (SELECT count(*) FROM epoch_grant WHERE conversation = $1)
            + (SELECT count(*) FROM participant WHERE conversation = $1)
            + (SELECT count(*) FROM message WHERE conversation = $1)
            + (SELECT count(*) FROM seeker_session WHERE conversation = $1)
            + (SELECT count(*) FROM return_code WHERE conversation = $1)
            + (SELECT count(*) FROM offer WHERE conversation = $1)
            + (SELECT count(*) FROM contact_record WHERE conversation = $1)
            + (SELECT count(*) FROM desk_sheet WHERE conversation = $1)
            + (SELECT count(*) FROM supervision_grant WHERE conversation = $1)
            + (SELECT count(*) FROM look_in WHERE conversation = $1)
            + (SELECT count(*) FROM whisper WHERE conversation = $1)
            + (SELECT count(*) FROM whisper_share WHERE conversation = $1)
            + (SELECT count(*) FROM seeker_seen WHERE conversation = $1)
            + (SELECT count(*) FROM talk_record WHERE conversation = $1)
            + (SELECT count(*) FROM talk_busy WHERE conversation = $1)
        """
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

/// The organisations that have talks, those that are no longer in the pack too.
struct OrganisationsWithTalks: Query {
    static let sql = "SELECT DISTINCT organisation FROM conversation"
    static func row(_ row: ResultRow) throws -> OrganisationID { try row.id(0) }
}

/// How many talks of an organisation were due before a moment and are still there.
struct OverdueTalks: Query {
    let organisation: OrganisationID
    let dueBefore: Instant
    let waitingBefore: Instant
    static let sql = """
        SELECT count(*) FROM conversation WHERE organisation = $3 AND ((keep_until IS NOT NULL AND keep_until <= $1)
            OR (keep_until IS NULL AND state = 'waiting' AND touched_at <= $2 AND NOT EXISTS (
                SELECT 1 FROM return_code r WHERE r.conversation = conversation.id AND r.valid_until > $1)))
        """
    var arguments: [SQLValue] { [.time(dueBefore), .time(waitingBefore), .id(organisation)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

struct EmptyOldRecords: Command {
    let before: Instant
    static let sql = """
        UPDATE contact_record SET fields = '', region = NULL, week = '', kind = 'unknown', is_counted = 1
        WHERE fields <> ''
            AND EXISTS (SELECT 1 FROM conversation c WHERE c.id = contact_record.conversation AND c.closed_at <= $1)
        """
    var arguments: [SQLValue] { [.time(before)] }
}

struct OldRecords: Query {
    let before: Instant
    static let sql = """
        SELECT count(*) FROM contact_record r JOIN conversation c ON c.id = r.conversation
        WHERE r.fields <> '' AND c.closed_at <= $1
        """
    var arguments: [SQLValue] { [.time(before)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

struct EmptyCountedRecords: Command {
    static let sql = """
        UPDATE contact_record SET fields = '', region = NULL, week = '', kind = 'unknown'
        WHERE is_counted = 1 AND fields <> ''
        """
}

struct FullCountedRecords: Query {
    static let sql = "SELECT count(*) FROM contact_record WHERE is_counted = 1 AND fields <> ''"
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}
