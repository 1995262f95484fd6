import Core
import Database

@testable import Care

/// A talk as its rows lie in the database, to look at or to lay back as a backup would.
struct StoredRows: Sendable {
    struct GrantRow: Sendable {
        let epoch: Int64
        let grantee: String
        let sealed: [UInt8]
    }

    struct MessageRow: Sendable {
        let number: Int64
        let epoch: Int64
        let author: String
        let organisation: OrganisationID?
        let person: PersonID?
        let fingerprint: [UInt8]?
        let sealed: [UInt8]
        let sentAt: Instant
    }

    let conversation: Conversation?
    let grants: [GrantRow]
    let messages: [MessageRow]
    let participants: [StoredParticipants.Row]
    let session: SessionOf.Row?
    let code: CodeRowOf.Row?
}

extension Helpline {
    func stored(_ id: ConversationID) async throws -> StoredRows {
        try await store.read { db in
            StoredRows(
                conversation: try db.first(ConversationRow(id: id)), grants: try db.all(StoredGrants(id: id)),
                messages: try db.all(StoredMessages(id: id)), participants: try db.all(StoredParticipants(id: id)),
                session: try db.first(SessionOf(id: id)), code: try db.first(CodeRowOf(id: id)))
        }
    }

    /// Lays the rows of a talk back as they were.
    func restore(_ rows: StoredRows) async throws {
        guard let conversation = rows.conversation else { throw Unexpected(what: "there is no talk to restore") }
        let id = conversation.id
        try await store.write { db in
            try db.run(InsertConversation(conversation: conversation))
            for row in rows.grants {
                try db.run(InsertGrant(conversation: id, epoch: row.epoch, grantee: row.grantee, sealed: row.sealed))
            }
            for row in rows.messages {
                try db.run(
                    InsertMessage(
                        conversation: id, number: row.number, epoch: row.epoch,
                        author: Author(rawValue: row.author) ?? .system, organisation: row.organisation,
                        person: row.person, fingerprint: row.fingerprint, sealed: row.sealed, sentAt: row.sentAt))
            }
            for row in rows.participants {
                try db.run(JoinConversation(conversation: id, member: row.member, line: row.line, at: row.joinedAt))
            }
            if let row = rows.session {
                try db.run(
                    InsertSeekerSession(
                        tokenHash: row.tokenHash, conversation: id, publicKey: row.publicKey, hiddenTo: 0))
            }
            if let row = rows.code {
                try db.run(
                    InsertCode(
                        locator: row.locator, conversation: id, publicKey: row.publicKey, validUntil: row.validUntil,
                        purpose: row.purpose))
            }
        }
    }

    /// How much of a person's capacity a talk takes.
    func weigh(_ id: ConversationID, _ points: Int64) async throws {
        try await store.write { db in try db.run(SetWeight(id: id, weight: points)) }
    }
}

private struct ConversationRow: Query {
    let id: ConversationID
    static let sql = "SELECT \(Conversation.columns) FROM conversation c WHERE c.id = $1"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> Conversation { try Conversation(row) }
}

private struct StoredGrants: Query {
    let id: ConversationID
    static let sql = "SELECT epoch, grantee, sealed FROM epoch_grant WHERE conversation = $1 ORDER BY epoch, grantee"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> StoredRows.GrantRow {
        .init(epoch: try row.integer(0), grantee: try row.text(1), sealed: try row.bytes(2))
    }
}

private struct StoredMessages: Query {
    let id: ConversationID
    static let sql = """
        SELECT number, epoch, author, organisation, person, fingerprint, sealed, sent_at FROM message
        WHERE conversation = $1 ORDER BY number
        """
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> StoredRows.MessageRow {
        .init(
            number: try row.integer(0), epoch: try row.integer(1), author: try row.text(2),
            organisation: try row.optionalText(3).map { OrganisationID(trusted: $0) },
            person: try row.optionalText(4).map { PersonID(trusted: $0) }, fingerprint: try row.optionalBytes(5),
            sealed: try row.bytes(6), sentAt: Instant(milliseconds: try row.integer(7)))
    }
}

struct StoredParticipants: Query {
    struct Row: Sendable {
        let member: StaffMember
        let line: LineID
        let joinedAt: Instant
    }

    let id: ConversationID
    static let sql = """
        SELECT p.id, p.name, p.display_name, p.organisation, p.role, t.line, t.joined_at
        FROM participant t JOIN person p ON p.id = t.person WHERE t.conversation = $1 AND t.left_at IS NULL
        """
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> Row {
        Row(
            member: try StaffMember(row), line: LineID(trusted: try row.text(5)),
            joinedAt: Instant(milliseconds: try row.integer(6)))
    }
}

struct SessionOf: Query {
    struct Row: Sendable {
        let tokenHash: [UInt8]
        let publicKey: [UInt8]
    }

    let id: ConversationID
    static let sql = "SELECT token_hash, public_key FROM seeker_session WHERE conversation = $1"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> Row { Row(tokenHash: try row.bytes(0), publicKey: try row.bytes(1)) }
}

struct CodeRowOf: Query {
    struct Row: Sendable {
        let locator: [UInt8]
        let publicKey: [UInt8]
        let validUntil: Instant
        let purpose: [UInt8]
    }

    let id: ConversationID
    static let sql = "SELECT locator, public_key, valid_until, purpose FROM return_code WHERE conversation = $1"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> Row {
        Row(
            locator: try row.bytes(0), publicKey: try row.bytes(1),
            validUntil: Instant(milliseconds: try row.integer(2)), purpose: try row.bytes(3))
    }
}

private struct SetWeight: Command {
    let id: ConversationID
    let weight: Int64
    static let sql = "UPDATE conversation SET weight = $2 WHERE id = $1"
    var arguments: [SQLValue] { [SQLValue(id), .integer(weight)] }
}
