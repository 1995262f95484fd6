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
    let standing: Standing
    let answers: [ExplanationAnswer]
    let decisions: [FindingDecision]

    /// Whether it may be said in public as something that is so.
    var isSaid: Bool { standing == .holds && finding.certaintyNow >= .shown && shown != nil && indicator.isPublic }
}

/// How a figure has been judged over time, for the whole area.
struct LedgerRow: Sendable {
    let indicator: Indicator
    /// Weeks judged when they were new, all places together, and how many of them lay in the range of 95 in 100.
    let tested: Int
    let inRange: Int
    /// Weeks of the whole area that were tested, and the findings among them.
    let national: Int
    let found: Int
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
        let rows = try await store.read { db in
            try db.all(FindingsBetween(from: weeks.lowerBound, until: weeks.upperBound)).compactMap(\.self)
        }
        let events = try await calendar(nil)
        var seen: [SeenFinding] = []
        for finding in rows where finding.mostCertain >= least && !Self.isOvertaken(finding, rows) {
            guard let one = try await self.seen(finding, events: events), least == .listed || Self.isPublic(one) else {
                continue
            }
            seen.append(one)
        }
        return seen
    }

    /// A stretch that was seen on the list first and may be said in public since is one finding.
    private static func isOvertaken(_ finding: Finding, _ all: [Finding]) -> Bool {
        finding.isOfWeeks
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

    /// - Parameter known: as known then; nil for now.
    func seen(
        _ finding: Finding, known: Instant? = nil, events: [CalendarEvent]? = nil
    ) async throws -> SeenFinding? {
        guard let indicator = catalogue.indicator(finding.indicator) else { return nil }
        let (stored, all) = try await store.read { db in
            (
                try db.all(AnswersOf(finding: finding.id)).compactMap(\.self),
                try db.all(DecisionsOf(finding: finding.id)).compactMap(\.self)
            )
        }
        let decisions = all.filter { decision in known.map { decision.at <= $0 } ?? true }
        // While it is looked into, what the calendar says follows the calendar; after that it stays what it was.
        let isOpen = decisions.last?.isOpen ?? true
        var answers = stored
        if isOpen {
            let events = if let events { events } else { try await calendar(known) }
            answers = ownAnswers(finding, events) + stored.filter { !$0.person.isEmpty }
        }
        let picture = try await shelf.picture(of: indicator, at: clock.now(), known: known)
        let shown = shown(finding, picture)
        return SeenFinding(
            finding: finding, indicator: indicator, shown: shown, before: before(finding, picture),
            standing: !finding.holds ? .withdrawn : isCurrent(finding, indicator, picture) ? .holds : .corrected,
            answers: answers, decisions: decisions)
    }

    /// The number of a finding as published. Of several weeks together only when every one of them is told.
    private func shown(_ finding: Finding, _ picture: PublishedPicture) -> Int? {
        guard let series = finding.region.map({ picture.region($0) }) ?? picture.whole else { return nil }
        var week = finding.since
        var sum: Int?
        while week <= finding.week {
            guard let number = series.point(.week(week))?.number else { return nil }
            sum = (sum ?? 0) + number
            week = week.next
        }
        return sum
    }

    /// What the week of a finding was before it was corrected, where both numbers may be told.
    private func before(_ finding: Finding, _ picture: PublishedPicture) -> Int? {
        guard !finding.isOfWeeks else { return nil }
        return picture.corrections.first {
            $0.region == finding.region && $0.period == .week(finding.week) && $0.before == finding.observed
                && $0.after != nil
        }?.before
    }

    /// Whether what is published is still what was judged. What is hidden says nothing, and needs no answer.
    private func isCurrent(_ finding: Finding, _ indicator: Indicator, _ picture: PublishedPicture) -> Bool {
        guard let series = finding.region.map({ picture.region($0) }) ?? picture.whole else { return true }
        guard finding.isOfWeeks else {
            return Self.isCurrent(finding.observedNow, series.point(.week(finding.week)), indicator)
        }
        // Rounded numbers cannot be added up to what was judged.
        guard indicator.origin == .imported, let shown = shown(finding, picture) else { return true }
        return shown == finding.observedNow
    }

    /// The same of a judgement.
    static func isCurrent(_ judgement: Judgement, _ point: PublishedPoint?, _ indicator: Indicator) -> Bool {
        judgement.pRise == nil || isCurrent(judgement.observed, point, indicator)
    }

    private static func isCurrent(_ observed: Int?, _ point: PublishedPoint?, _ indicator: Indicator) -> Bool {
        guard let observed, let point else { return true }
        switch point.figure {
        case .suppressed: return true
        case .missing: return false
        case .number(let number):
            return number == (indicator.origin == .counted ? PublishedSeries.rounded(observed) : observed)
        }
    }

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
            if let one = try await seen(finding, known: known) { findings.append(one) }
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
        try await store.read { db in
            try db.all(
                JudgementsOfPlace(
                    indicator: finding.indicator, region: finding.region, from: finding.since, until: finding.week)
            ).compactMap(\.self)
        }.map(\.judgement)
    }

    /// What the calendar says of other explanations.
    private func ownAnswers(_ finding: Finding, _ events: [CalendarEvent]) -> [ExplanationAnswer] {
        let (from, to) = (finding.since - 2, finding.week)
        let near = events.filter { event in
            event.concerns(finding.indicator, region: finding.region) && event.from < to.next.monday
                && from.monday <= (event.until ?? event.from)
        }
        return near.compactMap { event in
            guard let explanation = event.kind.explanation else { return nil }
            return ExplanationAnswer(
                explanation: explanation, answer: .unknown, note: event.id, person: "", at: clock.now())
        }
    }

    /// Before all figures.
    static let firstWeek = Week(containing: Day(daysSince1970: 0))

    func ledger() async throws -> [LedgerRow] {
        var rows: [LedgerRow] = []
        let lastWeek = lastWeek
        let found = try await store.read { db in
            try db.all(FindingsBetween(from: Self.firstWeek, until: lastWeek)).compactMap(\.self)
        }
        for indicator in detectable where indicator.isPublic {
            let all = try await store.read { db in try db.first(Calibration(indicator: indicator.id)) }
            let national = try await store.read { db in try db.first(NationalTests(indicator: indicator.id)) }
            rows.append(
                LedgerRow(
                    indicator: indicator, tested: all?.tested ?? 0, inRange: all?.inRange ?? 0, national: national ?? 0,
                    found: found.count { finding in
                        finding.indicator == indicator.id && finding.region == nil
                            && (finding.kind == .rise || finding.kind == .fall)
                    }))
        }
        return rows
    }
}
