import Core
import Database

enum DetectionColumns {
    static let judgement =
        "indicator, region, week, revision, run, state, observed, expected, low, high, p_rise, p_fall, q_rise, q_fall, power, \(early)"
    static let early =
        "early_age, early_share, estimate, estimate_low, estimate_high, early_expected, early_low, early_high"
    static let finding =
        "id, indicator, region, week, kind, certainty, observed, expected, low, high, p, q, since, terms, known_since, corrected_at"
}

/// A stored judgement and its revision.
struct StoredJudgement: Sendable {
    let judgement: Judgement
    let revision: Int
}

/// What was last said of every place of one figure, from a week on.
struct JudgementsOf: Query {
    let indicator: IndicatorID
    let from: Week
    static let sql = """
        SELECT \(DetectionColumns.judgement) FROM judgement j WHERE j.indicator = $1 AND j.week >= $2 AND j.revision = (
            SELECT MAX(x.revision) FROM judgement x WHERE x.indicator = j.indicator AND x.region = j.region
            AND x.week = j.week)
        ORDER BY j.week, j.region
        """
    var arguments: [SQLValue] { [.text(indicator.text), .text(from.description)] }

    static func row(_ row: ResultRow) throws -> StoredJudgement? {
        guard let week = try row.week(2), let state = JudgementState(rawValue: try row.text(5)) else { return nil }
        let judgement = Judgement(
            indicator: IndicatorID(trusted: try row.text(0)), region: try row.place(1), week: week, state: state,
            observed: try row.optionalInteger(6).map(Int.init), expected: try row.optionalReal(7),
            low: try row.optionalInteger(8).map(Int.init), high: try row.optionalInteger(9).map(Int.init),
            pRise: try row.optionalReal(10), pFall: try row.optionalReal(11), qRise: try row.optionalReal(12),
            qFall: try row.optionalReal(13), power: try row.optionalInteger(14).map(Int.init), early: try early(row))
        return StoredJudgement(judgement: judgement, revision: Int(try row.integer(3)))
    }
}

extension JudgementsOf {
    fileprivate static func early(_ row: ResultRow) throws -> EarlyJudgement? {
        guard let age = try row.optionalInteger(15) else { return nil }
        return EarlyJudgement(
            age: Int(age), share: try row.real(16), estimate: Int(try row.integer(17)), low: Int(try row.integer(18)),
            high: Int(try row.integer(19)), expected: try row.real(20), expectedLow: Int(try row.integer(21)),
            expectedHigh: Int(try row.integer(22)))
    }
}

/// What was last said of one place of one figure, week by week, as known at a moment.
struct JudgementsOfPlace: Query {
    let indicator: IndicatorID
    let region: RegionID?
    let from: Week
    let until: Week
    var known: Instant?
    static let sql = """
        SELECT \(DetectionColumns.judgement) FROM judgement j WHERE j.indicator = $2 AND j.region = $3 AND j.week >= $4
            AND j.week <= $5 AND j.revision = (
                SELECT MAX(x.revision) FROM judgement x JOIN detection_run r ON r.id = x.run
                WHERE x.indicator = j.indicator AND x.region = j.region AND x.week = j.week AND r.ran_at <= $1)
        ORDER BY j.week
        """
    var arguments: [SQLValue] {
        [
            SQLValue(known ?? DetectionColumns.now), .text(indicator.text), .text(region?.text ?? ""),
            .text(from.description),
            .text(until.description),
        ]
    }
    static func row(_ row: ResultRow) throws -> StoredJudgement? { try JudgementsOf.row(row) }
}

/// What was last said of every place of one figure in one week, as known at a moment.
struct JudgementsOfWeek: Query {
    let indicator: IndicatorID
    let week: Week
    var known: Instant?
    static let sql = """
        SELECT \(DetectionColumns.judgement) FROM judgement j WHERE j.indicator = $2 AND j.week = $3 AND j.revision = (
            SELECT MAX(x.revision) FROM judgement x JOIN detection_run r ON r.id = x.run
            WHERE x.indicator = j.indicator AND x.region = j.region AND x.week = j.week AND r.ran_at <= $1)
        ORDER BY j.region
        """
    var arguments: [SQLValue] {
        [SQLValue(known ?? DetectionColumns.now), .text(indicator.text), .text(week.description)]
    }
    static func row(_ row: ResultRow) throws -> StoredJudgement? { try JudgementsOf.row(row) }
}

/// The newest week, up to one, of which anything was said of a figure in a place before a moment.
struct NewestJudged: Query {
    let indicator: IndicatorID
    let region: RegionID?
    let until: Week
    var known: Instant?
    static let sql = """
        SELECT j.week FROM judgement j JOIN detection_run r ON r.id = j.run
        WHERE j.indicator = $2 AND j.region = $3 AND j.week <= $4 AND r.ran_at <= $1 ORDER BY j.week DESC LIMIT 1
        """
    var arguments: [SQLValue] {
        [
            SQLValue(known ?? DetectionColumns.now), .text(indicator.text), .text(region?.text ?? ""),
            .text(until.description),
        ]
    }
    static func row(_ row: ResultRow) throws -> Week? { try row.week(0) }
}

/// Every revision of one judgement, oldest first: what was said when.
struct JudgementRevisions: Query {
    let indicator: IndicatorID
    let region: RegionID?
    let week: Week
    /// As known then; nil for now.
    var known: Instant?
    static let sql = """
        SELECT \(DetectionColumns.judgement) FROM judgement WHERE indicator = $2 AND region = $3 AND week = $4
            AND run IN (SELECT r.id FROM detection_run r WHERE r.ran_at <= $1) ORDER BY revision
        """
    var arguments: [SQLValue] {
        [
            SQLValue(known ?? DetectionColumns.now), .text(indicator.text), .text(region?.text ?? ""),
            .text(week.description),
        ]
    }
    static func row(_ row: ResultRow) throws -> StoredJudgement? { try JudgementsOf.row(row) }
}

struct InsertJudgement: Command {
    let judgement: Judgement
    let revision: Int
    let run: String
    static let sql = """
        INSERT INTO judgement(\(DetectionColumns.judgement))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
        """
    var arguments: [SQLValue] {
        [
            .text(judgement.indicator.text), .text(judgement.region?.text ?? ""), .text(judgement.week.description),
            SQLValue(revision), .text(run), .text(judgement.state.rawValue), SQLValue(judgement.observed),
            SQLValue(judgement.expected), SQLValue(judgement.low), SQLValue(judgement.high), SQLValue(judgement.pRise),
            SQLValue(judgement.pFall), SQLValue(judgement.qRise), SQLValue(judgement.qFall), SQLValue(judgement.power),
            SQLValue(judgement.early?.age), SQLValue(judgement.early?.share), SQLValue(judgement.early?.estimate),
            SQLValue(judgement.early?.low), SQLValue(judgement.early?.high), SQLValue(judgement.early?.expected),
            SQLValue(judgement.early?.expectedLow), SQLValue(judgement.early?.expectedHigh),
        ]
    }
}

/// A round of judging.
struct DetectionRun: Sendable, Hashable {
    let id: String
    let week: Week
    let ranAt: Instant
    let knownSince: Instant
    let terms: String
    /// How many series were judged.
    let series: Int
    let milliseconds: Int
    /// The breaks that it knew of; ``KnownBreaks``.
    var breaks = ""
}

extension DetectionRun {
    /// The same with the time that it took.
    func ended(at now: Instant) -> DetectionRun {
        DetectionRun(
            id: id, week: week, ranAt: ranAt, knownSince: knownSince, terms: terms, series: series,
            milliseconds: Int(now.since(ranAt).wholeMilliseconds), breaks: breaks)
    }
}

struct InsertRun: Command {
    let run: DetectionRun
    static let sql = """
        INSERT INTO detection_run(id, week, ran_at, known_since, terms, series, milliseconds, breaks)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    var arguments: [SQLValue] {
        [
            .text(run.id), .text(run.week.description), SQLValue(run.ranAt), SQLValue(run.knownSince), .text(run.terms),
            SQLValue(run.series), SQLValue(run.milliseconds), .text(run.breaks),
        ]
    }
}

struct LatestRun: Query {
    static let sql = """
        SELECT id, week, ran_at, known_since, terms, series, milliseconds, breaks FROM detection_run
        ORDER BY ran_at DESC, known_since DESC, id DESC LIMIT 1
        """
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> DetectionRun? {
        guard let week = try row.week(1) else { return nil }
        return DetectionRun(
            id: try row.text(0), week: week, ranAt: try row.instant(2), knownSince: try row.instant(3),
            terms: try row.text(4), series: Int(try row.integer(5)), milliseconds: Int(try row.integer(6)),
            breaks: try row.text(7))
    }
}

/// How often what was observed lay in the range that 95 in 100 weeks should lie in, and how many tests gave a finding.
struct Calibration: Query {
    let indicator: IndicatorID
    static let sql = """
        SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(
            CASE WHEN observed BETWEEN COALESCE(early_low, low) AND COALESCE(early_high, high) THEN 1 ELSE 0 END), 0) AS BIGINT)
        FROM judgement WHERE indicator = $1 AND p_rise IS NOT NULL AND revision = 1
        """
    var arguments: [SQLValue] { [.text(indicator.text)] }
    static func row(_ row: ResultRow) throws -> (tested: Int, inRange: Int) {
        (Int(try row.integer(0)), Int(try row.integer(1)))
    }
}

extension ResultRow {
    func week(_ column: Int) throws -> Week? {
        guard case .week(let week) = Period(try text(column)) else { return nil }
        return week
    }

    func place(_ column: Int) throws -> RegionID? {
        let text = try text(column)
        return text.isEmpty ? nil : RegionID(trusted: text)
    }
}

/// Weeks of the whole area that were tested when they were new.
struct NationalTests: Query {
    let indicator: IndicatorID
    static let sql = """
        SELECT CAST(COUNT(*) AS BIGINT) FROM judgement
        WHERE indicator = $1 AND region = '' AND p_rise IS NOT NULL AND revision = 1
        """
    var arguments: [SQLValue] { [.text(indicator.text)] }
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}
