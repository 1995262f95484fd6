import Core
import Database

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
