import Core
import Database

/// A version with the event it is of; nil for a row that cannot be read any more.
struct StoredEventVersion: Sendable {
    let event: AddedEventID
    let version: AddedEvent.Version

    static let columns = """
        v.event, v.number, v.kind, v.starts_on, v.ends_on, v.body, v.body_english, v.source, v.medium, v.message, v.regions,
        v.indicators, v.is_withdrawn, v.author, v.organisation, v.written_at
        """

    init?(_ row: ResultRow) throws {
        event = try row.id(0)
        guard
            let what = AddedEvent.What(
                kind: try row.text(2), medium: try row.optionalText(8), message: try row.optionalText(9))
        else { return nil }
        let content = AddedEvent.Content(
            what: what, from: try row.day(3), until: try row.optionalDay(4), text: try row.text(5),
            english: try row.optionalText(6), source: try row.text(7),
            regions: try row.text(10).split(separator: " ").map { RegionID(trusted: String($0)) },
            indicators: try row.text(11).split(separator: " ").map { IndicatorID(trusted: String($0)) })
        version = AddedEvent.Version(
            number: try row.integer(1), content: content, isWithdrawn: try row.flag(12),
            author: Author(name: try row.text(13), organisation: try row.id(14)), at: try row.instant(15))
    }
}

/// The newest version of each that was not taken back, the latest day first.
struct AddedEvents: Query {
    let limit: Int
    static let sql = """
        SELECT \(StoredEventVersion.columns) FROM added_event_version v WHERE v.is_withdrawn = 0
            AND v.number = (SELECT MAX(x.number) FROM added_event_version x WHERE x.event = v.event)
        ORDER BY v.starts_on DESC, v.event LIMIT $1
        """
    var arguments: [SQLValue] { [SQLValue(limit)] }
    static func row(_ row: ResultRow) throws -> StoredEventVersion? { try StoredEventVersion(row) }
}

/// The same as it was at a moment.
struct AddedEventsThen: Query {
    let known: Instant
    let limit: Int
    static let sql = """
        SELECT \(StoredEventVersion.columns) FROM added_event_version v WHERE v.is_withdrawn = 0 AND v.number = (
            SELECT MAX(x.number) FROM added_event_version x WHERE x.event = v.event AND x.written_at <= $1)
        ORDER BY v.starts_on DESC, v.event LIMIT $2
        """
    var arguments: [SQLValue] { [SQLValue(known), SQLValue(limit)] }
    static func row(_ row: ResultRow) throws -> StoredEventVersion? { try StoredEventVersion(row) }
}

struct EventVersions: Query {
    let id: AddedEventID
    static let sql =
        "SELECT \(StoredEventVersion.columns) FROM added_event_version v WHERE v.event = $1 ORDER BY v.number"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> StoredEventVersion? { try StoredEventVersion(row) }
}

/// Keeps others from changing it until the transaction is over.
struct LockedEvent: Query {
    let id: AddedEventID
    static let sql = "SELECT id FROM added_event WHERE id = $1 {for update}"
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> AddedEventID { try row.id(0) }
}

struct EventsOfOrganisation: Query {
    let organisation: OrganisationID
    static let sql = "SELECT COUNT(*) FROM added_event WHERE organisation = $1"
    var arguments: [SQLValue] { [SQLValue(organisation)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct InsertEvent: Command {
    let id: AddedEventID
    let first: AddedEvent.Version
    static let sql = "INSERT INTO added_event(id, organisation, begun_at) VALUES ($1, $2, $3)"
    var arguments: [SQLValue] { [SQLValue(id), SQLValue(first.author.organisation), SQLValue(first.at)] }
}

struct InsertEventVersion: Command {
    let event: AddedEventID
    let version: AddedEvent.Version
    static let sql = """
        INSERT INTO added_event_version(event, number, kind, starts_on, ends_on, body, body_english, source, medium, message,
            regions, indicators, is_withdrawn, author, organisation, written_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """
    var arguments: [SQLValue] {
        let content = version.content
        return [
            SQLValue(event), .integer(version.number), .text(content.what.code), SQLValue(content.from),
            content.until.map { SQLValue($0) } ?? .null, .text(content.text), SQLValue(content.english),
            .text(content.source), SQLValue(content.what.broadcast?.medium.rawValue),
            SQLValue(content.what.broadcast?.message),
            .text(content.regions.map(\.text).joined(separator: " ")),
            .text(content.indicators.map(\.text).joined(separator: " ")),
            .integer(version.isWithdrawn ? 1 : 0), .text(version.author.name), SQLValue(version.author.organisation),
            SQLValue(version.at),
        ]
    }
}
