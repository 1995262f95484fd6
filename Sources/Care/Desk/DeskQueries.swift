import Core
import Database

struct StoredSheet: Sendable {
    let kind: SheetKind
    let owner: String
    let number: Int64
    let epoch: Int64
    let sealed: [UInt8]
    /// Of the person whose it is; nil for what an organisation shares.
    let name: String?
}

/// What the people of an organisation keep beside a talk; texts that were not sent only of this person.
struct SheetsOf: Query {
    let conversation: ConversationID
    let organisation: OrganisationID
    let person: PersonID
    static let sql = """
        SELECT s.kind, s.owner, s.number, s.epoch, s.sealed, p.display_name FROM desk_sheet s
            LEFT JOIN person p ON p.id = s.owner
        WHERE s.conversation = $1 AND s.organisation = $2 AND (s.kind <> 'draft' OR s.owner = $3)
        ORDER BY s.kind, s.owner, s.number
        """
    var arguments: [SQLValue] { [.id(conversation), .id(organisation), .id(person)] }
    static func row(_ row: ResultRow) throws -> StoredSheet {
        StoredSheet(
            kind: SheetKind(rawValue: try row.text(0)) ?? .draft, owner: try row.text(1), number: try row.integer(2),
            epoch: try row.integer(3), sealed: try row.bytes(4), name: try row.optionalText(5))
    }
}

struct PutSheet: Command {
    let conversation: ConversationID
    let kind: SheetKind
    let organisation: OrganisationID
    let owner: String
    let number: Int64
    let epoch: Int64
    let sealed: [UInt8]
    static let sql = """
        INSERT INTO desk_sheet(conversation, kind, organisation, owner, number, epoch, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (conversation, kind, owner, number) DO UPDATE SET epoch = excluded.epoch, sealed = excluded.sealed
        """
    var arguments: [SQLValue] {
        [
            .id(conversation), .text(kind.rawValue), .id(organisation), .text(owner), .integer(number),
            .integer(epoch), .bytes(sealed),
        ]
    }
}

struct DeleteSheet: Command {
    let conversation: ConversationID
    let kind: SheetKind
    let owner: String
    static let sql = "DELETE FROM desk_sheet WHERE conversation = $1 AND kind = $2 AND owner = $3"
    var arguments: [SQLValue] { [.id(conversation), .text(kind.rawValue), .text(owner)] }
}

struct SheetExists: Query {
    let conversation: ConversationID
    let kind: SheetKind
    let owner: String
    static let sql = "SELECT 1 FROM desk_sheet WHERE conversation = $1 AND kind = $2 AND owner = $3"
    var arguments: [SQLValue] { [.id(conversation), .text(kind.rawValue), .text(owner)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}

/// The number of the last step in a log, 0 when there is none.
struct LastSheet: Query {
    let conversation: ConversationID
    let kind: SheetKind
    let owner: String
    static let sql = """
        SELECT coalesce(max(number), 0) FROM desk_sheet WHERE conversation = $1 AND kind = $2 AND owner = $3
        """
    var arguments: [SQLValue] { [.id(conversation), .text(kind.rawValue), .text(owner)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct OwnPlaceOf: Query {
    let person: PersonID
    static let sql = "SELECT sealed FROM own_place WHERE person = $1"
    var arguments: [SQLValue] { [.id(person)] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

struct PutOwnPlace: Command {
    let person: PersonID
    let sealed: [UInt8]
    static let sql = """
        INSERT INTO own_place(person, sealed) VALUES ($1, $2) ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed
        """
    var arguments: [SQLValue] { [.id(person), .bytes(sealed)] }
}
