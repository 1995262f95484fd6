import Core
import Database

// MARK: deliveries

struct InsertDelivery: Command {
    let delivery: Delivery
    static let sql = """
        INSERT INTO delivery(
            id, source, mapping_version, person, state, begun_at, done_at, file_print, name_print, value_count, new_count,
            changed_count, mistake_count, undoes, read_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """
    var arguments: [SQLValue] {
        [
            SQLValue(delivery.id), SQLValue(delivery.source), SQLValue(delivery.mappingVersion),
            .text(delivery.person?.text ?? ""), .text(delivery.state.rawValue), SQLValue(delivery.begunAt),
            SQLValue(delivery.doneAt), .bytes(delivery.filePrint), .bytes(delivery.namePrint),
            SQLValue(delivery.values), SQLValue(delivery.new), SQLValue(delivery.changed), SQLValue(delivery.mistakes),
            SQLValue(delivery.undoes), SQLValue(delivery.readAt),
        ]
    }
}

private let deliveryColumns = """
    d.id, d.source, d.mapping_version, d.person, d.state, d.begun_at, d.done_at, d.file_print, d.name_print,
    d.value_count, d.new_count, d.changed_count, d.mistake_count, d.undoes, s.name, d.decided, d.read_at
    """

extension Delivery {
    fileprivate init(_ row: ResultRow) throws {
        let person = try row.text(3)
        self.init(
            id: try row.id(0), source: try row.id(1), sourceName: try row.text(14),
            person: person.isEmpty ? nil : PersonID(trusted: person),
            mappingVersion: Int(try row.integer(2)), state: State(rawValue: try row.text(4)) ?? .done,
            begunAt: try row.instant(5), doneAt: try row.optionalInstant(6), filePrint: try row.bytes(7),
            namePrint: try row.bytes(8), values: Int(try row.integer(9)), new: Int(try row.integer(10)),
            changed: Int(try row.integer(11)), mistakes: Int(try row.integer(12)), undoes: try row.optionalID(13),
            decided: try row.optionalText(15).flatMap(NumberHabit.init), readAt: try row.optionalInstant(16))
    }
}

struct DeliveryOfID: Query {
    let id: DeliveryID
    static let sql = """
        SELECT \(deliveryColumns) FROM delivery d JOIN delivery_source s ON s.id = d.source WHERE d.id = $1
        """
    var arguments: [SQLValue] { [SQLValue(id)] }
    static func row(_ row: ResultRow) throws -> Delivery { try Delivery(row) }
}

/// The log: what was brought in and taken back, newest first.
struct DeliveriesDone: Query {
    let before: Instant
    let limit: Int
    static let sql = """
        SELECT \(deliveryColumns) FROM delivery d JOIN delivery_source s ON s.id = d.source
        WHERE d.done_at IS NOT NULL AND d.done_at < $1 ORDER BY d.done_at DESC, d.id LIMIT $2
        """
    var arguments: [SQLValue] { [SQLValue(before), SQLValue(limit)] }
    static func row(_ row: ResultRow) throws -> Delivery { try Delivery(row) }
}

struct DraftsOfPerson: Query {
    let person: PersonID?
    let since: Instant
    static let sql = """
        SELECT \(deliveryColumns) FROM delivery d JOIN delivery_source s ON s.id = d.source
        WHERE d.person = $1 AND d.begun_at >= $2 AND d.state IN ('sent', 'read') ORDER BY d.begun_at DESC LIMIT 20
        """
    var arguments: [SQLValue] { [.text(person?.text ?? ""), SQLValue(since)] }
    static func row(_ row: ResultRow) throws -> Delivery { try Delivery(row) }
}

struct SetDelivery: Command {
    let delivery: Delivery
    static let sql = """
        UPDATE delivery SET state = $2, mapping_version = $3, done_at = $4, value_count = $5, new_count = $6,
            changed_count = $7, mistake_count = $8, decided = $9, read_at = $10
        WHERE id = $1
        """
    var arguments: [SQLValue] {
        [
            SQLValue(delivery.id), .text(delivery.state.rawValue), SQLValue(delivery.mappingVersion),
            SQLValue(delivery.doneAt), SQLValue(delivery.values), SQLValue(delivery.new), SQLValue(delivery.changed),
            SQLValue(delivery.mistakes), SQLValue(delivery.decided?.rawValue), SQLValue(delivery.readAt),
        ]
    }
}

struct DeleteDelivery: Command {
    let id: DeliveryID
    static let sql = "DELETE FROM delivery WHERE id = $1 AND done_at IS NULL"
    var arguments: [SQLValue] { [SQLValue(id)] }
}

struct OldDrafts: Query {
    let before: Instant
    static let sql = "SELECT id FROM delivery WHERE done_at IS NULL AND begun_at < $1"
    var arguments: [SQLValue] { [SQLValue(before)] }
    static func row(_ row: ResultRow) throws -> DeliveryID { try row.id(0) }
}

// MARK: the bytes of a draft

struct InsertDeliveryPart: Command {
    let delivery: DeliveryID
    let number: Int
    let sealed: [UInt8]
    static let sql = "INSERT INTO delivery_part(delivery, number, sealed) VALUES ($1, $2, $3)"
    var arguments: [SQLValue] { [SQLValue(delivery), SQLValue(number), .bytes(sealed)] }
}

struct DeliveryParts: Query {
    let delivery: DeliveryID
    static let sql = "SELECT sealed FROM delivery_part WHERE delivery = $1 ORDER BY number"
    var arguments: [SQLValue] { [SQLValue(delivery)] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

struct DeleteDeliveryParts: Command {
    let delivery: DeliveryID
    static let sql = "DELETE FROM delivery_part WHERE delivery = $1"
    var arguments: [SQLValue] { [SQLValue(delivery)] }
}

// MARK: the values of a draft

/// Many values in one statement; one at a time would cost a round trip each. Gives how many were not there already.
struct InsertDeliveredValues: Command {
    let delivery: DeliveryID
    /// Exactly ``count`` of them.
    let rows: ArraySlice<DeliveredRow>
    static let count = 100
    static let sql = DeliveredValuesSQL.insert(rows: count)
    var arguments: [SQLValue] { DeliveredValuesSQL.arguments(delivery, rows) }
}

struct InsertDeliveredValue: Command {
    let delivery: DeliveryID
    let row: DeliveredRow
    static let sql = DeliveredValuesSQL.insert(rows: 1)
    var arguments: [SQLValue] { DeliveredValuesSQL.arguments(delivery, [row]) }
}

private enum DeliveredValuesSQL {
    static func insert(rows: Int) -> String {
        let values = (0..<rows).map { row in
            let own = (0..<8).map { "$\(2 + row * 8 + $0)" }.joined(separator: ", ")
            return "($1, \(own))"
        }
        return """
            INSERT INTO delivery_value(delivery, line, place, indicator, region, organisation, period, value, status)
            VALUES \(values.joined(separator: ", ")) ON CONFLICT DO NOTHING
            """
    }

    static func arguments(_ delivery: DeliveryID, _ rows: some Collection<DeliveredRow>) -> [SQLValue] {
        var values: [SQLValue] = [SQLValue(delivery)]
        values.reserveCapacity(1 + rows.count * 8)
        for row in rows {
            let observation = row.observation
            values.append(SQLValue(row.line))
            values.append(SQLValue(row.column))
            values.append(.text(observation.indicator.text))
            values.append(.text(observation.region?.text ?? ""))
            values.append(.text(observation.organisation?.text ?? ""))
            values.append(.text(observation.period.description))
            values.append(SQLValue(observation.value))
            values.append(.text(observation.status.rawValue))
        }
        return values
    }
}

/// Where a value of a draft stood first.
struct PlaceOfDelivered: Query {
    let delivery: DeliveryID
    let observation: Observation
    static let sql = """
        SELECT line, place FROM delivery_value
        WHERE delivery = $1 AND indicator = $2 AND region = $3 AND organisation = $4 AND period = $5
        """
    var arguments: [SQLValue] {
        [
            SQLValue(delivery), .text(observation.indicator.text), .text(observation.region?.text ?? ""),
            .text(observation.organisation?.text ?? ""), .text(observation.period.description),
        ]
    }
    static func row(_ row: ResultRow) throws -> (line: Int, column: Int) {
        (Int(try row.integer(0)), Int(try row.integer(1)))
    }
}

struct DeleteDeliveredValues: Command {
    let delivery: DeliveryID
    static let sql = "DELETE FROM delivery_value WHERE delivery = $1"
    var arguments: [SQLValue] { [SQLValue(delivery)] }
}

/// The latest revision that is known of each value of a draft.
private let knownOfDelivered = """
    delivery_value d LEFT JOIN observation o ON o.indicator = d.indicator AND o.region = d.region
        AND o.organisation = d.organisation AND o.period = d.period AND o.channel = '' AND o.revision = (
            SELECT MAX(x.revision) FROM observation x WHERE x.indicator = d.indicator AND x.region = d.region
            AND x.organisation = d.organisation AND x.period = d.period AND x.channel = '')
    """
private let isOther =
    "(o.revision IS NOT NULL AND (o.status <> d.status OR COALESCE(o.value, -1) <> COALESCE(d.value, -1)))"

struct CountsOfDelivered: Query {
    let delivery: DeliveryID
    static let sql = """
        SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN o.revision IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN \(isOther) THEN 1 ELSE 0 END), 0) AS BIGINT)
        FROM \(knownOfDelivered) WHERE d.delivery = $1
        """
    var arguments: [SQLValue] { [SQLValue(delivery)] }
    static func row(_ row: ResultRow) throws -> (values: Int, new: Int, changed: Int) {
        (Int(try row.integer(0)), Int(try row.integer(1)), Int(try row.integer(2)))
    }
}

/// What a draft would change, by where it stands.
struct ChangesOfDelivered: Query {
    let delivery: DeliveryID
    let skip: Int
    let limit: Int
    static let sql = """
        SELECT d.line, d.place, d.indicator, d.region, d.organisation, d.period, d.value, d.status, o.value, o.status
        FROM \(knownOfDelivered) WHERE d.delivery = $1 AND \(isOther) ORDER BY d.line, d.place LIMIT $3 OFFSET $2
        """
    var arguments: [SQLValue] { [SQLValue(delivery), SQLValue(skip), SQLValue(limit)] }

    static func row(_ row: ResultRow) throws -> DeliveredChange? {
        let region = try row.text(3)
        let organisation = try row.text(4)
        guard let period = Period(try row.text(5)), let status = ObservationStatus(rawValue: try row.text(7)),
            let old = ObservationStatus(rawValue: try row.text(9))
        else { return nil }
        let now = Observation(
            indicator: IndicatorID(trusted: try row.text(2)),
            region: region.isEmpty ? nil : RegionID(trusted: region),
            organisation: organisation.isEmpty ? nil : OrganisationID(trusted: organisation), period: period,
            value: try row.optionalInteger(6).map(Int.init), status: status)
        return DeliveredChange(
            row: DeliveredRow(line: Int(try row.integer(0)), column: Int(try row.integer(1)), observation: now),
            old: try row.optionalInteger(8).map(Int.init), oldStatus: old)
    }
}

/// Whether something that a draft is about became known otherwise since it was shown.
struct OvertakenDelivered: Query {
    let delivery: DeliveryID
    let since: Instant
    static let sql = """
        SELECT COUNT(*) FROM delivery_value d JOIN observation o ON o.indicator = d.indicator AND o.region = d.region
            AND o.organisation = d.organisation AND o.period = d.period AND o.channel = ''
        WHERE d.delivery = $1 AND o.known_since > $2
        """
    var arguments: [SQLValue] { [SQLValue(delivery), SQLValue(since)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

/// Makes a stretch of a draft count: what is new or other than the latest revision becomes a revision. By stretches, because
/// SQLite keeps in memory what one statement may have to undo.
struct PublishDelivered: Command {
    let delivery: DeliveryID
    let now: Instant
    let after: DeliveredKey
    let upTo: DeliveredKey
    static let sql = "\(publishing) AND (d.indicator, d.region, d.organisation, d.period) <= ($7, $8, $9, $10)"
    var arguments: [SQLValue] { [SQLValue(delivery), SQLValue(now)] + after.arguments + upTo.arguments }
}

/// The last stretch, from there on.
struct PublishRestOfDelivered: Command {
    let delivery: DeliveryID
    let now: Instant
    let after: DeliveredKey
    static let sql = publishing
    var arguments: [SQLValue] { [SQLValue(delivery), SQLValue(now)] + after.arguments }
}

private let publishing = """
    INSERT INTO observation(
        indicator, region, organisation, period, revision, value, status, known_since, source, delivery)
    SELECT d.indicator, d.region, d.organisation, d.period, COALESCE(o.revision, 0) + 1, d.value, d.status,
        CAST($2 AS BIGINT), 'import', d.delivery
    FROM \(knownOfDelivered) WHERE d.delivery = $1 AND (o.revision IS NULL OR \(isOther))
        AND (d.indicator, d.region, d.organisation, d.period) > ($3, $4, $5, $6)
    """

/// What a value is about, as the tables have it. All empty: before the first.
struct DeliveredKey: Sendable {
    var indicator = ""
    var region = ""
    var organisation = ""
    var period = ""

    fileprivate var arguments: [SQLValue] { [.text(indicator), .text(region), .text(organisation), .text(period)] }
}

/// The value that stands so many behind another one, in the order of the table.
struct DeliveredKeyBehind: Query {
    let delivery: DeliveryID
    let after: DeliveredKey
    let count: Int
    static let sql = """
        SELECT indicator, region, organisation, period FROM delivery_value
        WHERE delivery = $1 AND (indicator, region, organisation, period) > ($2, $3, $4, $5)
        ORDER BY indicator, region, organisation, period LIMIT 1 OFFSET $6
        """
    var arguments: [SQLValue] { [SQLValue(delivery)] + after.arguments + [SQLValue(count - 1)] }
    static func row(_ row: ResultRow) throws -> DeliveredKey {
        DeliveredKey(
            indicator: try row.text(0), region: try row.text(1), organisation: try row.text(2), period: try row.text(3))
    }
}

/// How many figures an import made known for the first time.
struct FirstRevisions: Query {
    let delivery: DeliveryID
    static let sql = "SELECT COUNT(*) FROM observation WHERE delivery = $1 AND delivery <> '' AND revision = 1"
    var arguments: [SQLValue] { [SQLValue(delivery)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

/// Takes an import back: what was known before each of its revisions is known again, as another revision. What became known
/// otherwise since then stays.
struct TakeBack: Command {
    let delivery: DeliveryID
    let by: DeliveryID
    let now: Instant
    static let sql = """
        INSERT INTO observation(
            indicator, region, organisation, period, revision, value, status, known_since, source, delivery)
        SELECT o.indicator, o.region, o.organisation, o.period, o.revision + 1, b.value, COALESCE(b.status, 'missing'),
            CAST($3 AS BIGINT), 'import', CAST($2 AS TEXT)
        FROM observation o LEFT JOIN observation b ON b.indicator = o.indicator AND b.region = o.region
            AND b.organisation = o.organisation AND b.period = o.period AND b.channel = o.channel
            AND b.revision = o.revision - 1
        WHERE o.delivery = $1 AND o.delivery <> '' AND NOT EXISTS (
            SELECT 1 FROM observation x WHERE x.indicator = o.indicator AND x.region = o.region
            AND x.organisation = o.organisation AND x.period = o.period AND x.channel = o.channel
            AND x.revision > o.revision)
        """
    var arguments: [SQLValue] { [SQLValue(delivery), SQLValue(by), SQLValue(now)] }
}

// MARK: mistakes of a draft

struct InsertDeliveryMistake: Command {
    let delivery: DeliveryID
    let number: Int
    let mistake: DeliveryMistake
    let details: String
    static let sql = """
        INSERT INTO delivery_mistake(delivery, number, line, place, name, kind, details) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    var arguments: [SQLValue] {
        [
            SQLValue(delivery), SQLValue(number), SQLValue(mistake.line), SQLValue(mistake.column),
            .text(mistake.columnName), .text(mistake.kind.rawValue), .text(details),
        ]
    }
}

struct MistakesOfDelivery: Query {
    let delivery: DeliveryID
    let after: Int
    let limit: Int
    static let sql = """
        SELECT kind, line, place, name, details FROM delivery_mistake WHERE delivery = $1 AND number > $2
        ORDER BY number LIMIT $3
        """
    var arguments: [SQLValue] { [SQLValue(delivery), SQLValue(after), SQLValue(limit)] }
    static func row(_ row: ResultRow) throws -> (kind: String, line: Int, column: Int, name: String, details: String) {
        (
            try row.text(0), Int(try row.integer(1)), Int(try row.integer(2)), try row.text(3), try row.text(4)
        )
    }
}

struct DeleteDeliveryMistakes: Command {
    let delivery: DeliveryID
    static let sql = "DELETE FROM delivery_mistake WHERE delivery = $1"
    var arguments: [SQLValue] { [SQLValue(delivery)] }
}
