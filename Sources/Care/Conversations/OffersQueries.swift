import Core
import Database

struct StoredOffer: Sendable, Hashable {
    let id: String
    let conversation: ConversationID
    let kind: QueueKind
    let line: LineID
    let organisation: OrganisationID
    let share: Share
    var state: String
    let person: PersonID
    let epoch: Int64
    let summary: [UInt8]?
    let expiresAt: Instant
    /// The line of the one who asks.
    let fromLine: LineID
    /// Until when somebody may come.
    var dueAt: Instant?
    var partner: PersonID?
    var joinedAt: Instant?
    var hasFollowUp = false
    var hasReport = false
    /// When a third was last seen; nil until then.
    var seenAt: Instant?
}

struct InsertOffer: Command {
    let offer: StoredOffer
    static let sql = """
        INSERT INTO offer(id, conversation, kind, line, organisation, share, state, person, epoch, summary, expires_at,
            from_line)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """
    var arguments: [SQLValue] {
        [
            .text(offer.id), .id(offer.conversation), .text(offer.kind.rawValue), .id(offer.line),
            .id(offer.organisation),
            .text(offer.share.rawValue), .text(offer.state), .id(offer.person), .integer(offer.epoch),
            offer.summary.map { .bytes($0) } ?? .null, .time(offer.expiresAt), .id(offer.fromLine),
        ]
    }
}

/// Offers of a talk that the seeker has not answered yet.
struct OpenOffers: Query {
    let conversation: ConversationID
    let now: Instant
    static let sql = """
        SELECT \(StoredOffer.columns) FROM offer
        WHERE conversation = $1 AND state = 'asked' AND expires_at > $2 ORDER BY expires_at, id
        """
    var arguments: [SQLValue] { [.id(conversation), .time(now)] }
    static func row(_ row: ResultRow) throws -> StoredOffer { try StoredOffer(row) }
}

struct OfferByID: Query {
    let id: String
    static let sql = "SELECT \(StoredOffer.columns) FROM offer WHERE id = $1"
    var arguments: [SQLValue] { [.text(id)] }
    static func row(_ row: ResultRow) throws -> StoredOffer { try StoredOffer(row) }
}

struct OfferPerson: Query {
    let id: String
    static let sql = "SELECT person FROM offer WHERE id = $1"
    var arguments: [SQLValue] { [.text(id)] }
    static func row(_ row: ResultRow) throws -> PersonID { try row.id(0) }
}

/// As somebody stands in a talk.
struct PersonName: Query {
    let id: PersonID
    static let sql = "SELECT display_name, organisation FROM person WHERE id = $1"
    var arguments: [SQLValue] { [.id(id)] }
    static func row(_ row: ResultRow) throws -> (name: String, organisation: OrganisationID) {
        (try row.text(0), try row.id(1))
    }
}
