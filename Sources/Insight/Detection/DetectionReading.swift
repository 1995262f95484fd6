import Core
import Database
import Pack

/// A finding with what may be told of it and what people made of it.
struct SeenFinding: Sendable {
    /// Whether it can be held to now.
    enum Standing: Sendable {
        case holds
        /// A figure under it is another one by now and was not judged again yet: until then nothing is said.
        case corrected
        /// Judged again with what is known now, it is none any more.
        case withdrawn
    }

    let finding: Finding
    let indicator: Indicator
    /// The number as published, of several weeks together; nil when it may not be told, and then the page tells nothing else of it
    /// either.
    let shown: Int?
    /// The number that it was found with, where both may be told.
    let before: Int?
    var standing: Standing
    let answers: [ExplanationAnswer]
    let decisions: [FindingDecision]
    /// Of a finding on reports that were still coming in: what it was based on, and what was said when they were in.
    var early: Judgement?
    var outcome: Judgement?
    /// Whether the number of that outcome is the one that is told now.
    var isOutcomeTold = false
    /// Of a group of regions: how the whole area was judged in that week.
    var whole: JudgementState?

    /// Whether it may be said in public as something that is so.
    var isSaid: Bool { standing == .holds && finding.certaintyNow >= .shown && shown != nil && indicator.isPublic }
}

/// What was said of a figure: the whole, and each place.
struct JudgedFigure: Sendable {
    let week: Week
    let whole: Judgement?
    let places: [Judgement]
    /// Of this week.
    let findings: [SeenFinding]
}

extension DetectionActions {
    /// Weeks back of which findings are listed.
    static let listedWeeks = 12

    /// Findings that may be told with at least this certainty, newest first.
    ///
    /// - Parameter weeks: nil for the last ``listedWeeks``.
    func findings(_ least: Finding.Certainty, in weeks: ClosedRange<Week>? = nil) async throws -> [SeenFinding] {
        let weeks = weeks ?? lastWeek - (Self.listedWeeks - 1)...lastWeek
        let rows = try await withPlaces(
            try await store.read { db in
                try db.all(FindingsBetween(from: weeks.lowerBound, until: weeks.upperBound)).compactMap(\.self)
            })
        let events = try await calendar(nil)
        var seen: [SeenFinding] = []
        for finding in rows where finding.mostCertain >= least && !Self.isOvertaken(finding, rows) {
            guard let one = try await self.seen(finding, events: events), least == .listed || Self.isPublic(one) else {
                continue
            }
            // What was said early gives way to what was said in the end, and what stands in a group stands there.
            guard one.outcome == nil, !rows.contains(where: { $0.tells(of: finding) }) else { continue }
            seen.append(one)
        }
        return seen
    }

    /// With the regions of each group.
    func withPlaces(_ findings: [Finding]) async throws -> [Finding] {
        guard findings.contains(where: { $0.kind == .cluster }) else { return findings }
        return try await store.read { db in
            try findings.map { $0.kind == .cluster ? $0.with(try db.all(PlacesOf(finding: $0.id))) : $0 }
        }
    }

    /// A stretch that was seen on the list first and may be said in public since is one finding.
    private static func isOvertaken(_ finding: Finding, _ all: [Finding]) -> Bool {
        finding.isOfWeeks && finding.kind != .cluster
            && all.contains {
                $0.indicator == finding.indicator && $0.region == finding.region && $0.kind == finding.kind
                    && $0.week > finding.week && $0.since <= finding.week && $0.certainty > finding.certainty
            }
    }

    /// The first and the last week of which there are findings.
    func findingWeeks() async throws -> (first: Week, last: Week)? {
        try await store.read { db in try db.first(FindingWeeks()) ?? nil }
    }

    /// - Throws: `Refusal.notFound` when there is none, or none that may be told with this certainty.
    func finding(_ id: FindingID, _ least: Finding.Certainty) async throws -> SeenFinding {
        guard let finding = try await store.read({ db in try db.first(FindingByID(id: id)) ?? nil }),
            finding.mostCertain >= least, let seen = try await seen(finding),
            least == .listed || Self.isPublic(seen)
        else { throw Refusal.notFound }
        return seen
    }

    /// Of a number that is not told nobody learns that it is out of the ordinary either.
    private static func isPublic(_ seen: SeenFinding) -> Bool { seen.indicator.isPublic && seen.shown != nil }

    /// What was said of one week, of the whole and of each place.
    ///
    /// - Parameters:
    ///   - region: the place whose newest judged week is asked for.
    ///   - until: the newest judged week up to this one; nil for the newest.
    ///   - known: as known then; nil for now.
    func judged(
        _ indicator: Indicator, region: RegionID? = nil, until: Week? = nil, known: Instant? = nil
    ) async throws -> JudgedFigure? {
        let last = until ?? lastWeek
        guard
            let week = try await store.read({ db in
                try db.first(NewestJudged(indicator: indicator.id, region: region, until: last, known: known)) ?? nil
            })
        else { return nil }
        let (rows, found) = try await store.read { db in
            (
                try db.all(JudgementsOfWeek(indicator: indicator.id, week: week, known: known)).compactMap(\.self),
                try db.all(FindingsOfWeek(indicator: indicator.id, week: week, known: known)).compactMap(\.self)
            )
        }
        var findings: [SeenFinding] = []
        for finding in found {
            if let one = try await seen(finding, known: known), one.outcome == nil { findings.append(one) }
        }
        let judgements = rows.map(\.judgement)
        return JudgedFigure(
            week: week, whole: judgements.first { $0.region == nil }, places: judgements.filter { $0.region != nil },
            findings: findings)
    }

    /// What was expected of each week of one place, oldest first.
    func bands(
        _ indicator: Indicator, _ region: RegionID?, _ weeks: ClosedRange<Week>, known: Instant?
    ) async throws -> [Judgement] {
        try await store.read { db in
            try db.all(
                JudgementsOfPlace(
                    indicator: indicator.id, region: region, from: weeks.lowerBound, until: weeks.upperBound,
                    known: known)
            ).compactMap(\.self)
        }.map(\.judgement).filter { $0.expected != nil }
    }

    /// Of some weeks of one place: what analysts read beside a finding.
    func judgements(under finding: Finding) async throws -> [Judgement] {
        // A group of regions has its places for that.
        guard finding.kind != .cluster else { return [] }
        return try await store.read { db in
            try db.all(
                JudgementsOfPlace(
                    indicator: finding.indicator, region: finding.region, from: finding.since, until: finding.week)
            ).compactMap(\.self)
        }.map(\.judgement)
    }
}
