import Core
import Database

/// The latest revision of every value of one series.
struct LatestValues: Query {
    let indicator: IndicatorID
    let region: RegionID?
    let organisation: OrganisationID?
    /// Nil for all channels together.
    var channel: ContactChannel?
    /// Values that became known later are left out; nil for all.
    var known: Instant?
    static let sql = """
        SELECT o.period, o.value, o.status, o.known_since FROM observation o
        WHERE o.indicator = $1 AND o.region = $2 AND o.organisation = $3 AND o.channel = $4 AND o.known_since <= $5
            AND o.revision = (
            SELECT MAX(x.revision) FROM observation x WHERE x.indicator = o.indicator AND x.region = o.region
            AND x.organisation = o.organisation AND x.period = o.period AND x.channel = o.channel
            AND x.known_since <= $5)
        """
    var arguments: [SQLValue] {
        [
            .text(indicator.text), .text(region?.text ?? ""), .text(organisation?.text ?? ""),
            .text(channel?.rawValue ?? ""), SQLValue(known ?? Instant(milliseconds: .max / 2)),
        ]
    }

    /// Nil for a period or status that no version of this program wrote.
    static func row(_ row: ResultRow) throws -> KnownValue? {
        guard let period = Period(try row.text(0)), let status = ObservationStatus(rawValue: try row.text(2)) else {
            return nil
        }
        return KnownValue(
            period: period, value: try row.optionalInteger(1).map(Int.init), status: status,
            knownSince: try row.instant(3))
    }
}

/// Every revision of one value, oldest first: what was known when.
struct Revisions: Query {
    let indicator: IndicatorID
    let region: RegionID?
    let organisation: OrganisationID?
    let period: Period
    static let sql = """
        SELECT period, value, status, known_since FROM observation
        WHERE indicator = $1 AND region = $2 AND organisation = $3 AND period = $4 AND channel = '' ORDER BY revision
        """
    var arguments: [SQLValue] {
        [
            .text(indicator.text), .text(region?.text ?? ""), .text(organisation?.text ?? ""),
            .text(period.description),
        ]
    }
    static func row(_ row: ResultRow) throws -> KnownValue? { try LatestValues.row(row) }
}

/// Many rows of an import in one statement; one row at a time would cost a round trip each.
struct InsertDrafts: Command {
    let importID: String
    let knownSince: Instant
    /// The line of the first one; they are numbered from here.
    let firstLine: Int
    /// Exactly ``count`` of them.
    let rows: [Observation]

    static let count = 50
    static let sql = DraftSQL.insert(rows: count)
    var arguments: [SQLValue] { DraftSQL.arguments(importID, knownSince, firstLine, rows) }
}

struct InsertDraft: Command {
    let importID: String
    let knownSince: Instant
    let line: Int
    let row: Observation
    static let sql = DraftSQL.insert(rows: 1)
    var arguments: [SQLValue] { DraftSQL.arguments(importID, knownSince, line, [row]) }
}

private enum DraftSQL {
    static func insert(rows: Int) -> String {
        let values = (0..<rows).map { row in
            let own = (0..<7).map { "$\(3 + row * 7 + $0)" }.joined(separator: ", ")
            return "($1, $2, \(own))"
        }
        return """
            INSERT INTO observation_draft(import, known_since, line, indicator, region, organisation, period, value, status)
            VALUES \(values.joined(separator: ", "))
            """
    }

    static func arguments(
        _ importID: String, _ knownSince: Instant, _ firstLine: Int, _ rows: [Observation]
    ) -> [SQLValue] {
        var values: [SQLValue] = [.text(importID), SQLValue(knownSince)]
        values.reserveCapacity(2 + rows.count * 7)
        for (offset, row) in rows.enumerated() {
            values += [
                SQLValue(firstLine + offset), .text(row.indicator.text), .text(row.region?.text ?? ""),
                .text(row.organisation?.text ?? ""), .text(row.period.description), SQLValue(row.value),
                .text(row.status.rawValue),
            ]
        }
        return values
    }
}

/// Makes an import count: what is new or other than the latest revision becomes a revision.
struct PublishDrafts: Command {
    let importID: String
    static let sql = """
        INSERT INTO observation(
            indicator, region, organisation, period, revision, value, status, known_since, source)
        SELECT d.indicator, d.region, d.organisation, d.period, COALESCE(o.revision, 0) + 1, d.value, d.status,
            d.known_since, 'import'
        FROM observation_draft d LEFT JOIN observation o ON o.indicator = d.indicator AND o.region = d.region
            AND o.organisation = d.organisation AND o.period = d.period AND o.channel = '' AND o.revision = (
                SELECT MAX(x.revision) FROM observation x WHERE x.indicator = d.indicator AND x.region = d.region
                AND x.organisation = d.organisation AND x.period = d.period AND x.channel = '')
        WHERE d.import = $1
            AND (o.revision IS NULL OR o.status <> d.status OR COALESCE(o.value, -1) <> COALESCE(d.value, -1))
        """
    var arguments: [SQLValue] { [.text(importID)] }
}

struct DeleteDrafts: Command {
    let importID: String
    static let sql = "DELETE FROM observation_draft WHERE import = $1"
    var arguments: [SQLValue] { [.text(importID)] }
}

/// What imports left behind that broke off.
struct DeleteOldDrafts: Command {
    let before: Instant
    static let sql = "DELETE FROM observation_draft WHERE known_since < $1"
    var arguments: [SQLValue] { [SQLValue(before)] }
}

struct AddToRunningCount: Command {
    let count: Count
    let day: Instant
    static let sql = """
        INSERT INTO running_count(indicator, region, week, number, counted_on, channel) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (indicator, region, week, channel)
        DO UPDATE SET number = running_count.number + excluded.number, counted_on = excluded.counted_on
        """
    var arguments: [SQLValue] {
        [
            .text(count.indicator.text), .text(count.region?.text ?? ""), .text(count.week.description),
            SQLValue(count.number), SQLValue(day), .text(count.channel.rawValue),
        ]
    }
}

/// What was counted per week and is not settled, all regions together.
struct RunningCounts: Query {
    let indicator: IndicatorID
    /// Nil for all channels together.
    var channel: ContactChannel?
    static let sql = """
        SELECT week, CAST(SUM(number) AS BIGINT), MAX(counted_on) FROM running_count
        WHERE indicator = $1 AND (channel = $2 OR $2 = '') GROUP BY week
        """
    var arguments: [SQLValue] { [.text(indicator.text), .text(channel?.rawValue ?? "")] }

    static func row(_ row: ResultRow) throws -> (period: Period, number: Int, countedOn: Instant)? {
        guard let period = Period(try row.text(0)) else { return nil }
        return (period, Int(try row.integer(1)), try row.instant(2))
    }
}

/// What was counted in weeks before this one and is not settled.
struct UnsettledCounts: Query {
    let before: Week
    static let sql = """
        SELECT indicator, region, week, number, channel FROM running_count WHERE week < $1
        ORDER BY week, indicator, region, channel
        """
    var arguments: [SQLValue] { [.text(before.description)] }

    static func row(_ row: ResultRow) throws -> Count? {
        guard case .week(let week) = Period(try row.text(2)) else { return nil }
        let region = try row.text(1)
        return Count(
            indicator: IndicatorID(trusted: try row.text(0)),
            region: region.isEmpty ? nil : RegionID(trusted: region), week: week,
            channel: ContactChannel(rawValue: try row.text(4)) ?? .chat, number: Int(try row.integer(3)))
    }
}

struct DeleteRunningCounts: Command {
    let before: Week
    static let sql = "DELETE FROM running_count WHERE week < $1"
    var arguments: [SQLValue] { [.text(before.description)] }
}

/// Adds to the latest revision of a settled week, as a new revision; the first one when there is none.
struct AddOwnObservation: Command {
    let indicator: IndicatorID
    let region: RegionID?
    let week: Week
    /// Nil for all channels together.
    let channel: ContactChannel?
    let number: Int
    let day: Instant
    static let sql = """
        INSERT INTO observation(
            indicator, region, organisation, period, revision, value, status, known_since, source, channel)
        SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), '', CAST($3 AS TEXT), COALESCE(MAX(o.revision), 0) + 1,
            COALESCE(MAX(o.value), 0) + CAST($4 AS BIGINT), 'final', CAST($5 AS BIGINT), 'own', CAST($6 AS TEXT)
        FROM observation o WHERE o.indicator = $1 AND o.region = $2 AND o.organisation = '' AND o.period = $3
            AND o.channel = $6
        """
    var arguments: [SQLValue] {
        [
            .text(indicator.text), .text(region?.text ?? ""), .text(week.description), SQLValue(number), SQLValue(day),
            .text(channel?.rawValue ?? ""),
        ]
    }
}

/// The latest revision of every value of one indicator, for all places and channels, of all organisations together.
struct LatestOfIndicator: Query {
    let indicator: IndicatorID
    let known: Instant?
    static let sql = """
        SELECT o.period, o.value, o.status, o.known_since, o.region, o.channel FROM observation o
        WHERE o.indicator = $1 AND o.organisation = '' AND o.known_since <= $2 AND o.revision = (
            SELECT MAX(x.revision) FROM observation x WHERE x.indicator = o.indicator AND x.region = o.region
            AND x.organisation = o.organisation AND x.period = o.period AND x.channel = o.channel
            AND x.known_since <= $2)
        """
    var arguments: [SQLValue] { [.text(indicator.text), SQLValue(known ?? Instant(milliseconds: .max / 2))] }

    static func row(_ row: ResultRow) throws -> (value: KnownValue, region: RegionID?, channel: ContactChannel?)? {
        guard let value = try LatestValues.row(row) else { return nil }
        let region = try row.text(4)
        return (value, region.isEmpty ? nil : RegionID(trusted: region), ContactChannel(rawValue: try row.text(5)))
    }
}

/// The newest moment at which a value became known. By the index on it: it is asked for all the time.
struct NewestKnown: Query {
    static let sql = "SELECT MAX(known_since) FROM observation"
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> Instant? {
        try row.optionalInteger(0).map { Instant(milliseconds: $0) }
    }
}

/// Every revision of one indicator for the whole and its regions, oldest first.
struct RevisionOfIndicator: Query {
    struct Row: Sendable {
        let period: String
        let value: Int?
        let status: String
        let knownSince: Instant
        /// Empty for the whole area.
        let region: String
    }

    let indicator: IndicatorID
    let known: Instant?
    static let sql = """
        SELECT period, value, status, known_since, region FROM observation
        WHERE indicator = $1 AND organisation = '' AND channel = '' AND known_since <= $2 ORDER BY known_since, revision
        """
    var arguments: [SQLValue] { [.text(indicator.text), SQLValue(known ?? Instant(milliseconds: .max / 2))] }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            period: try row.text(0), value: try row.optionalInteger(1).map(Int.init), status: try row.text(2),
            knownSince: try row.instant(3), region: try row.text(4))
    }
}

/// Every revision of the weeks from one on, for the whole and its regions, oldest first.
struct RevisionsFrom: Query {
    let indicator: IndicatorID
    let from: Week
    static let sql = """
        SELECT period, value, status, known_since, region FROM observation
        WHERE indicator = $1 AND organisation = '' AND channel = '' AND period >= $2 ORDER BY known_since, revision
        """
    var arguments: [SQLValue] { [.text(indicator.text), .text(from.description)] }

    static func row(_ row: ResultRow) throws -> KnownRevision? {
        guard let value = try LatestValues.row(row) else { return nil }
        let region = try row.text(4)
        return KnownRevision(region: region.isEmpty ? nil : RegionID(trusted: region), value: value)
    }
}

/// The periods in which each organisation delivered anything of one indicator.
struct DeliveredPeriods: Query {
    let indicator: IndicatorID
    static let sql = """
        SELECT DISTINCT organisation, period FROM observation
        WHERE indicator = $1 AND organisation <> '' AND channel = '' AND status <> 'missing'
        """
    var arguments: [SQLValue] { [.text(indicator.text)] }
    static func row(_ row: ResultRow) throws -> (organisation: String, period: String) {
        (try row.text(0), try row.text(1))
    }
}

struct KeptLot: Query {
    static let sql = "SELECT secret FROM figure_lot WHERE id = 1"
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> String { try row.text(0) }
}

/// The first that is kept counts, on every node.
struct KeepLot: Command {
    let secret: String
    static let sql = "INSERT INTO figure_lot(id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING"
    var arguments: [SQLValue] { [.text(secret)] }
}
