import Core
import Database

/// The regions of a group that was found, in the order in which they were kept.
struct PlacesOf: Query {
    let finding: FindingID
    static let sql =
        "SELECT region, observed, expected, low, high FROM finding_place WHERE finding = $1 ORDER BY number"
    var arguments: [SQLValue] { [.text(finding.text)] }
    static func row(_ row: ResultRow) throws -> FindingPlace {
        FindingPlace(
            region: RegionID(trusted: try row.text(0)), observed: Int(try row.integer(1)), expected: try row.real(2),
            low: Int(try row.integer(3)), high: Int(try row.integer(4)))
    }
}

struct InsertPlace: Command {
    let finding: FindingID
    let number: Int
    let place: FindingPlace
    static let sql = """
        INSERT INTO finding_place(finding, number, region, observed, expected, low, high)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    var arguments: [SQLValue] {
        [
            .text(finding.text), SQLValue(number), .text(place.region.text), SQLValue(place.observed),
            SQLValue(place.expected), SQLValue(place.low), SQLValue(place.high),
        ]
    }
}

/// A value of a region turned out to be another one: the groups that it is in say so.
struct MarkClustersCorrected: Command {
    let indicator: IndicatorID
    let region: RegionID
    let week: Week
    let at: Instant
    static let sql = """
        UPDATE finding SET corrected_at = $4 WHERE indicator = $1 AND kind = 'cluster' AND since <= $3 AND week >= $3
            AND id IN (SELECT p.finding FROM finding_place p WHERE p.region = $2)
        """
    var arguments: [SQLValue] {
        [.text(indicator.text), .text(region.text), .text(week.description), SQLValue(at)]
    }
}

struct InsertScan: Command {
    let scan: ClusterScanRow
    let run: String
    static let sql = """
        INSERT INTO cluster_scan(indicator, week, run, regions, dispersion, statistic, p, simulations)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    var arguments: [SQLValue] {
        let numbers = scan.outcome
        return [
            .text(scan.indicator.text), .text(scan.week.description), .text(run), SQLValue(numbers.regions),
            SQLValue(numbers.dispersion), SQLValue(numbers.statistic), SQLValue(numbers.p),
            SQLValue(numbers.simulations),
        ]
    }
}

/// Weeks in which the regions of a figure were looked at together.
struct ScannedWeeks: Query {
    let indicator: IndicatorID
    static let sql = "SELECT CAST(COUNT(DISTINCT week) AS BIGINT) FROM cluster_scan WHERE indicator = $1"
    var arguments: [SQLValue] { [.text(indicator.text)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

/// Estimates of late reports whose weeks are complete by now, of all places: how many there are, and how many ended within their range.
/// Each age counts once for each week.
struct EstimatesHeld: Query {
    let indicator: IndicatorID
    static let sql = """
        SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(
            CASE WHEN f.observed BETWEEN j.estimate_low AND j.estimate_high THEN 1 ELSE 0 END), 0) AS BIGINT)
        FROM judgement j JOIN judgement f ON f.indicator = j.indicator AND f.region = j.region AND f.week = j.week
            AND f.early_age IS NULL AND f.observed IS NOT NULL AND f.revision = (
                SELECT MIN(x.revision) FROM judgement x WHERE x.indicator = j.indicator AND x.region = j.region
                AND x.week = j.week AND x.early_age IS NULL AND x.observed IS NOT NULL)
        WHERE j.indicator = $1 AND j.early_age IS NOT NULL
        """
    var arguments: [SQLValue] { [.text(indicator.text)] }
    static func row(_ row: ResultRow) throws -> (checked: Int, held: Int) {
        (Int(try row.integer(0)), Int(try row.integer(1)))
    }
}
