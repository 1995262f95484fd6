import Core
import Database

struct MessagesOf: Query {
    let consultation: ConsultationID
    /// Nil for all.
    var id: AgreedMessageID?
    static let sql = """
        SELECT id, title FROM consultation_message WHERE consultation = $1 AND (id = $2 OR $2 = '') ORDER BY number
        """
    var arguments: [SQLValue] { [SQLValue(consultation), .text(id?.text ?? "")] }
    static func row(_ row: ResultRow) throws -> (id: AgreedMessageID, title: String) {
        (try row.id(0), try row.text(1))
    }
}

/// Without their texts.
struct VersionsOf: Query {
    let consultation: ConsultationID
    static let sql = """
        SELECT v.message, v.number, v.organisation, v.written_on FROM consultation_version v
        JOIN consultation_message m ON m.id = v.message WHERE m.consultation = $1 ORDER BY v.message, v.number
        """
    var arguments: [SQLValue] { [SQLValue(consultation)] }
    static func row(
        _ row: ResultRow
    ) throws -> (message: AgreedMessageID, number: Int64, organisation: OrganisationID, on: Day) {
        (try row.id(0), try row.integer(1), try row.id(2), try row.day(3))
    }
}

struct YesOf: Query {
    let consultation: ConsultationID
    static let sql = """
        SELECT y.message, y.number, y.organisation, y.said_on FROM consultation_yes y
        JOIN consultation_message m ON m.id = y.message WHERE m.consultation = $1
        ORDER BY y.message, y.number, y.said_on, y.organisation
        """
    var arguments: [SQLValue] { [SQLValue(consultation)] }
    static func row(_ row: ResultRow) throws -> (message: AgreedMessageID, number: Int64, yes: AgreedMessage.Yes) {
        (try row.id(0), try row.integer(1), AgreedMessage.Yes(organisation: try row.id(2), on: try row.day(3)))
    }
}

struct VersionText: Query {
    let message: AgreedMessageID
    let number: Int64
    static let sql = "SELECT body FROM consultation_version WHERE message = $1 AND number = $2"
    var arguments: [SQLValue] { [SQLValue(message), .integer(number)] }
    static func row(_ row: ResultRow) throws -> String { try row.text(0) }
}

struct VersionTexts: Query {
    let message: AgreedMessageID
    static let sql = "SELECT body FROM consultation_version WHERE message = $1 ORDER BY number"
    var arguments: [SQLValue] { [SQLValue(message)] }
    static func row(_ row: ResultRow) throws -> String { try row.text(0) }
}

struct MessageCount: Query {
    let consultation: ConsultationID
    static let sql = "SELECT COUNT(*) FROM consultation_message WHERE consultation = $1"
    var arguments: [SQLValue] { [SQLValue(consultation)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct InsertMessage: Command {
    let consultation: ConsultationID
    let id: AgreedMessageID
    let title: String
    static let sql = """
        INSERT INTO consultation_message(id, consultation, number, title)
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), COALESCE(MAX(m.number), 0) + 1, CAST($3 AS TEXT)
        FROM consultation_message m WHERE m.consultation = $2
        """
    var arguments: [SQLValue] { [SQLValue(id), SQLValue(consultation), .text(title)] }
}

struct InsertVersion: Command {
    let message: AgreedMessageID
    let number: Int64
    let text: String
    let organisation: OrganisationID
    let on: Day
    static let sql = """
        INSERT INTO consultation_version(message, number, body, organisation, written_on) VALUES ($1, $2, $3, $4, $5)
        """
    var arguments: [SQLValue] {
        [SQLValue(message), .integer(number), .text(text), SQLValue(organisation), SQLValue(on)]
    }
}

struct InsertYes: Command {
    let message: AgreedMessageID
    let number: Int64
    let yes: AgreedMessage.Yes
    static let sql = """
        INSERT INTO consultation_yes(message, number, organisation, said_on) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING
        """
    var arguments: [SQLValue] {
        [SQLValue(message), .integer(number), SQLValue(yes.organisation), SQLValue(yes.on)]
    }
}
