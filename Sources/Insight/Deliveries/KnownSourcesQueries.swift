import Core
import Database

struct DeliverySources: Query {
    static let sql = """
        SELECT s.id, s.name, s.version, COALESCE(m.mapping, ''), COALESCE(m.made_at, 0) FROM delivery_source s
        LEFT JOIN delivery_mapping m ON m.source = s.id AND m.version = s.version ORDER BY s.name
        """

    /// The mapping as JSON; empty for a source that has none yet.
    static func row(_ row: ResultRow) throws -> (source: DeliverySource, mapping: String) {
        (
            DeliverySource(
                id: try row.id(0), name: try row.text(1), version: Int(try row.integer(2)),
                changedAt: try row.instant(4)), try row.text(3)
        )
    }
}

struct InsertDeliverySource: Command {
    let source: DeliverySource
    static let sql = "INSERT INTO delivery_source(id, name, version) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [SQLValue(source.id), .text(source.name), SQLValue(source.version)] }
}

struct InsertDeliveryMapping: Command {
    let source: DeliverySourceID
    let version: Int
    let mapping: String
    let person: PersonID?
    let now: Instant
    static let sql = """
        INSERT INTO delivery_mapping(source, version, mapping, made_by, made_at) VALUES ($1, $2, $3, $4, $5)
        """
    var arguments: [SQLValue] {
        [SQLValue(source), SQLValue(version), .text(mapping), .text(person?.text ?? ""), SQLValue(now)]
    }
}

struct SetMappingVersion: Command {
    let source: DeliverySourceID
    let version: Int
    static let sql = "UPDATE delivery_source SET version = $2 WHERE id = $1"
    var arguments: [SQLValue] { [SQLValue(source), SQLValue(version)] }
}

struct MappingOfVersion: Query {
    let source: DeliverySourceID
    let version: Int
    static let sql = "SELECT mapping FROM delivery_mapping WHERE source = $1 AND version = $2"
    var arguments: [SQLValue] { [SQLValue(source), SQLValue(version)] }
    static func row(_ row: ResultRow) throws -> String { try row.text(0) }
}
