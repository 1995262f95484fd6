import Core
import Database

private enum Columns {
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
        SELECT \(Columns.judgement) FROM judgement j WHERE j.indicator = $1 AND j.week >= $2 AND j.revision = (
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

/// Every revision of one judgement, oldest first: what was said when.
struct JudgementRevisions: Query {
    let indicator: IndicatorID
    let region: RegionID?
    let week: Week
    static let sql = """
        SELECT \(Columns.judgement) FROM judgement WHERE indicator = $1 AND region = $2 AND week = $3 ORDER BY revision
        """
    var arguments: [SQLValue] { [.text(indicator.text), .text(region?.text ?? ""), .text(week.description)] }
    static func row(_ row: ResultRow) throws -> StoredJudgement? { try JudgementsOf.row(row) }
}

struct InsertJudgement: Command {
    let judgement: Judgement
    let revision: Int
    let run: String
    static let sql = """
        INSERT INTO judgement(\(Columns.judgement))
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
}

extension DetectionRun {
    /// The same with the time that it took.
    func ended(at now: Instant) -> DetectionRun {
        DetectionRun(
            id: id, week: week, ranAt: ranAt, knownSince: knownSince, terms: terms, series: series,
            milliseconds: Int(now.since(ranAt).wholeMilliseconds))
    }
}

struct InsertRun: Command {
    let run: DetectionRun
    static let sql = """
        INSERT INTO detection_run(id, week, ran_at, known_since, terms, series, milliseconds)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    var arguments: [SQLValue] {
        [
            .text(run.id), .text(run.week.description), SQLValue(run.ranAt), SQLValue(run.knownSince), .text(run.terms),
            SQLValue(run.series), SQLValue(run.milliseconds),
        ]
    }
}

struct LatestRun: Query {
    static let sql = """
        SELECT id, week, ran_at, known_since, terms, series, milliseconds FROM detection_run
        ORDER BY ran_at DESC, known_since DESC, id DESC LIMIT 1
        """
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> DetectionRun? {
        guard let week = try row.week(1) else { return nil }
        return DetectionRun(
            id: try row.text(0), week: week, ranAt: try row.instant(2), knownSince: try row.instant(3),
            terms: try row.text(4), series: Int(try row.integer(5)), milliseconds: Int(try row.integer(6)))
    }
}

// MARK: Findings

/// Findings from a week on, newest first.
struct FindingsSince: Query {
    let week: Week
    static let sql = "SELECT \(Columns.finding) FROM finding WHERE week >= $1 ORDER BY week DESC, p, id"
    var arguments: [SQLValue] { [.text(week.description)] }
    static func row(_ row: ResultRow) throws -> Finding? {
        guard let week = try row.week(3), let kind = Finding.Kind(rawValue: try row.text(4)),
            let certainty = Finding.Certainty(rawValue: try row.text(5)), let since = try row.week(12)
        else { return nil }
        let corrected = try row.integer(15)
        return Finding(
            id: try row.id(0), indicator: IndicatorID(trusted: try row.text(1)), region: try row.place(2), week: week,
            kind: kind, certainty: certainty, observed: Int(try row.integer(6)), expected: try row.real(7),
            low: Int(try row.integer(8)), high: Int(try row.integer(9)), p: try row.real(10),
            q: try row.optionalReal(11),
            since: since, terms: try row.text(13), knownSince: try row.instant(14),
            correctedAt: corrected == 0 ? nil : Instant(milliseconds: corrected))
    }
}

struct FindingByID: Query {
    let id: FindingID
    static let sql = "SELECT \(Columns.finding) FROM finding WHERE id = $1"
    var arguments: [SQLValue] { [.text(id.text)] }
    static func row(_ row: ResultRow) throws -> Finding? { try FindingsSince.row(row) }
}

/// The same finding is made once, however often its week is judged.
struct InsertFinding: Command {
    let finding: Finding
    let run: String
    static let sql = """
        INSERT INTO finding(run, \(Columns.finding))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)
        ON CONFLICT (indicator, region, week, kind) DO NOTHING
        """
    var arguments: [SQLValue] {
        [
            .text(run), .text(finding.id.text), .text(finding.indicator.text), .text(finding.region?.text ?? ""),
            .text(finding.week.description), .text(finding.kind.rawValue), .text(finding.certainty.rawValue),
            SQLValue(finding.observed), SQLValue(finding.expected), SQLValue(finding.low), SQLValue(finding.high),
            SQLValue(finding.p), SQLValue(finding.q), .text(finding.since.description), .text(finding.terms),
            SQLValue(finding.knownSince),
        ]
    }
}

/// A value under a finding turned out to be another one. That more came in is what an early finding expects.
struct MarkCorrected: Command {
    let indicator: IndicatorID
    let region: RegionID?
    let week: Week
    let at: Instant
    static let sql = """
        UPDATE finding SET corrected_at = $4 WHERE indicator = $1 AND region = $2 AND since <= $3 AND week >= $3
            AND kind NOT IN ('cluster', 'early-rise', 'early-fall')
        """
    var arguments: [SQLValue] {
        [.text(indicator.text), .text(region?.text ?? ""), .text(week.description), SQLValue(at)]
    }
}

struct AnswersOf: Query {
    let finding: FindingID
    static let sql = """
        SELECT explanation, answer, note, person, answered_at FROM finding_answer WHERE finding = $1 ORDER BY number
        """
    var arguments: [SQLValue] { [.text(finding.text)] }
    static func row(_ row: ResultRow) throws -> ExplanationAnswer? {
        guard let explanation = OtherExplanation(rawValue: try row.text(0)),
            let answer = OtherExplanation.Answer(rawValue: try row.text(1))
        else { return nil }
        return ExplanationAnswer(
            explanation: explanation, answer: answer, note: try row.text(2), person: try row.text(3),
            at: try row.instant(4))
    }
}

struct InsertAnswer: Command {
    let finding: FindingID
    let answer: ExplanationAnswer
    static let sql = """
        INSERT INTO finding_answer(finding, number, explanation, answer, note, person, answered_at)
        SELECT CAST($1 AS TEXT), COALESCE(MAX(number), 0) + 1, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT),
            CAST($5 AS TEXT), CAST($6 AS BIGINT)
        FROM finding_answer WHERE finding = $1
        """
    var arguments: [SQLValue] {
        [
            .text(finding.text), .text(answer.explanation.rawValue), .text(answer.answer.rawValue), .text(answer.note),
            .text(answer.person), SQLValue(answer.at),
        ]
    }
}

struct DecisionsOf: Query {
    let finding: FindingID
    static let sql = """
        SELECT decision, reason, person, decided_at FROM finding_decision WHERE finding = $1 ORDER BY number
        """
    var arguments: [SQLValue] { [.text(finding.text)] }
    static func row(_ row: ResultRow) throws -> FindingDecision? {
        guard let decision = FindingDecision.Decision(rawValue: try row.text(0)) else { return nil }
        return FindingDecision(
            decision: decision, reason: try row.text(1), person: try row.text(2), at: try row.instant(3))
    }
}

struct InsertDecision: Command {
    let finding: FindingID
    let decision: FindingDecision
    static let sql = """
        INSERT INTO finding_decision(finding, number, decision, reason, person, decided_at)
        SELECT CAST($1 AS TEXT), COALESCE(MAX(number), 0) + 1, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT),
            CAST($5 AS BIGINT)
        FROM finding_decision WHERE finding = $1
        """
    var arguments: [SQLValue] {
        [
            .text(finding.text), .text(decision.decision.rawValue), .text(decision.reason), .text(decision.person),
            SQLValue(decision.at),
        ]
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
    fileprivate func week(_ column: Int) throws -> Week? {
        guard case .week(let week) = Period(try text(column)) else { return nil }
        return week
    }

    fileprivate func place(_ column: Int) throws -> RegionID? {
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
