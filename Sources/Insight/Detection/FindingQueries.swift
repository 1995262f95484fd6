import Core
import Database

extension DetectionColumns {
    /// Of a finding, and of the newest of its revisions.
    static let seen =
        finding.split(separator: ", ").map { "f.\($0)" }.joined(separator: ", ")
        + ", v.number, v.holds, v.reason, v.certainty, v.observed, v.expected, v.low, v.high, v.p, v.q, v.known_since, v.judged_at"

    /// With what was known at the moment $1.
    static let seenFrom = """
        finding f JOIN detection_run r ON r.id = f.run AND r.ran_at <= $1
        LEFT JOIN finding_revision v ON v.finding = f.id AND v.number = (
            SELECT MAX(x.number) FROM finding_revision x WHERE x.finding = f.id AND x.judged_at <= $1)
        """

    /// Later than everything.
    static let now = Instant(milliseconds: .max / 2)
}

/// Findings of some weeks, newest first.
struct FindingsBetween: Query {
    let from: Week
    let until: Week
    /// As known then; nil for now.
    var known: Instant?
    static let sql = """
        SELECT \(DetectionColumns.seen) FROM \(DetectionColumns.seenFrom) WHERE f.week >= $2 AND f.week <= $3 ORDER BY f.week DESC, f.p, f.id
        """
    var arguments: [SQLValue] {
        [SQLValue(known ?? DetectionColumns.now), .text(from.description), .text(until.description)]
    }
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
            correctedAt: corrected == 0 ? nil : Instant(milliseconds: corrected), revision: try revision(row))
    }

    private static func revision(_ row: ResultRow) throws -> FindingRevision? {
        guard let number = try row.optionalInteger(16),
            let reason = FindingRevision.Reason(rawValue: try row.text(18)),
            let certainty = Finding.Certainty(rawValue: try row.text(19))
        else { return nil }
        return FindingRevision(
            number: Int(number), holds: try row.flag(17), reason: reason, certainty: certainty,
            observed: try row.optionalInteger(20).map(Int.init), expected: try row.real(21),
            low: Int(try row.integer(22)), high: Int(try row.integer(23)), p: try row.real(24),
            q: try row.optionalReal(25), knownSince: try row.instant(26), judgedAt: try row.instant(27))
    }
}

/// Findings of one figure in one week.
struct FindingsOfWeek: Query {
    let indicator: IndicatorID
    let week: Week
    var known: Instant?
    static let sql = """
        SELECT \(DetectionColumns.seen) FROM \(DetectionColumns.seenFrom) WHERE f.week = $2 AND f.indicator = $3 ORDER BY f.p, f.id
        """
    var arguments: [SQLValue] {
        [SQLValue(known ?? DetectionColumns.now), .text(week.description), .text(indicator.text)]
    }
    static func row(_ row: ResultRow) throws -> Finding? { try FindingsBetween.row(row) }
}

struct FindingByID: Query {
    let id: FindingID
    static let sql = "SELECT \(DetectionColumns.seen) FROM \(DetectionColumns.seenFrom) WHERE f.id = $2"
    var arguments: [SQLValue] { [SQLValue(DetectionColumns.now), .text(id.text)] }
    static func row(_ row: ResultRow) throws -> Finding? { try FindingsBetween.row(row) }
}

/// The first and the last week of which there are findings.
struct FindingWeeks: Query {
    static let sql = "SELECT MIN(week), MAX(week) FROM finding"
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> (first: Week, last: Week)? {
        guard try row.optionalText(0) != nil, let first = try row.week(0), let last = try row.week(1) else {
            return nil
        }
        return (first, last)
    }
}

/// The same finding is made once, however often its week is judged.
struct InsertFinding: Command {
    let finding: Finding
    let run: String
    static let sql = """
        INSERT INTO finding(run, \(DetectionColumns.finding))
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

/// A value under a finding turned out to be another one.
struct MarkCorrected: Command {
    let indicator: IndicatorID
    let region: RegionID?
    let week: Week
    let at: Instant
    static let sql = """
        UPDATE finding SET corrected_at = $4 WHERE indicator = $1 AND region = $2 AND since <= $3 AND week >= $3
        """
    var arguments: [SQLValue] {
        [.text(indicator.text), .text(region?.text ?? ""), .text(week.description), SQLValue(at)]
    }
}

struct AnswersOf: Query {
    let finding: FindingID
    static let sql = """
        SELECT explanation, answer, note, person, answered_at, organisation FROM finding_answer WHERE finding = $1 ORDER BY number
        """
    var arguments: [SQLValue] { [.text(finding.text)] }
    static func row(_ row: ResultRow) throws -> ExplanationAnswer? {
        guard let explanation = OtherExplanation(rawValue: try row.text(0)),
            let answer = OtherExplanation.Answer(rawValue: try row.text(1))
        else { return nil }
        return ExplanationAnswer(
            explanation: explanation, answer: answer, note: try row.text(2), person: try row.text(3),
            organisation: try row.text(5), at: try row.instant(4))
    }
}

struct InsertAnswer: Command {
    let finding: FindingID
    let answer: ExplanationAnswer
    static let sql = """
        INSERT INTO finding_answer(finding, number, explanation, answer, note, person, answered_at, organisation)
        SELECT CAST($1 AS TEXT), COALESCE(MAX(number), 0) + 1, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT),
            CAST($5 AS TEXT), CAST($6 AS BIGINT), CAST($7 AS TEXT)
        FROM finding_answer WHERE finding = $1
        """
    var arguments: [SQLValue] {
        [
            .text(finding.text), .text(answer.explanation.rawValue), .text(answer.answer.rawValue), .text(answer.note),
            .text(answer.person), SQLValue(answer.at), .text(answer.organisation),
        ]
    }
}

struct DecisionsOf: Query {
    let finding: FindingID
    static let sql = """
        SELECT decision, reason, person, decided_at, organisation FROM finding_decision WHERE finding = $1 ORDER BY number
        """
    var arguments: [SQLValue] { [.text(finding.text)] }
    static func row(_ row: ResultRow) throws -> FindingDecision? {
        guard let decision = FindingDecision.Decision(rawValue: try row.text(0)) else { return nil }
        return FindingDecision(
            decision: decision, reason: try row.text(1), person: try row.text(2), organisation: try row.text(4),
            at: try row.instant(3))
    }
}

struct InsertDecision: Command {
    let finding: FindingID
    let decision: FindingDecision
    static let sql = """
        INSERT INTO finding_decision(finding, number, decision, reason, person, decided_at, organisation)
        SELECT CAST($1 AS TEXT), COALESCE(MAX(number), 0) + 1, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT),
            CAST($5 AS BIGINT), CAST($6 AS TEXT)
        FROM finding_decision WHERE finding = $1
        """
    var arguments: [SQLValue] {
        [
            .text(finding.text), .text(decision.decision.rawValue), .text(decision.reason), .text(decision.person),
            SQLValue(decision.at), .text(decision.organisation),
        ]
    }
}
