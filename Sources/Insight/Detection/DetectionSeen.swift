import Core
import Database
import Pack

extension DetectionActions {
    /// - Parameter known: as known then; nil for now.
    func seen(
        _ finding: Finding, known: Instant? = nil, events: [CalendarEvent]? = nil
    ) async throws -> SeenFinding? {
        guard let indicator = catalogue.indicator(finding.indicator) else { return nil }
        let finding = try await withPlaces([finding])[0]
        let isSpecial = finding.kind.isEarly || finding.kind == .cluster
        let (stored, all, revisions) = try await store.read { db in
            (
                try db.all(AnswersOf(finding: finding.id)).compactMap(\.self),
                try db.all(DecisionsOf(finding: finding.id)).compactMap(\.self),
                isSpecial
                    ? try db.all(
                        JudgementRevisions(
                            indicator: finding.indicator, region: finding.region, week: finding.week, known: known)
                    ).compactMap(\.self).map(\.judgement) : []
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
        let shown =
            finding.kind.isEarly
            ? try await early(finding, indicator, picture, known: known) : shown(finding, indicator, picture)
        var seen = SeenFinding(
            finding: finding, indicator: indicator, shown: shown,
            before: before(finding, picture), standing: finding.holds ? .holds : .withdrawn, answers: answers,
            decisions: decisions)
        if finding.kind == .cluster { seen.whole = revisions.last?.state }
        if finding.kind.isEarly {
            seen.early = revisions.first { $0.early != nil && $0.observed == finding.observedNow }
            seen.outcome = revisions.last { $0.complete != nil }
            let series = finding.region.map { picture.region($0) } ?? picture.whole
            if let outcome = seen.outcome?.observed {
                seen.isOutcomeTold = series?.point(.week(finding.week))?.number == outcome
            }
        }
        // What was said in the end of an early finding stands beside it.
        if finding.holds, seen.outcome == nil, !isCurrent(finding, indicator, picture, at: known ?? clock.now()) {
            seen.standing = .corrected
        }
        return seen
    }

    /// The number of a finding as published. Of several weeks together only when every one of them is told.
    private func shown(_ finding: Finding, _ indicator: Indicator, _ picture: PublishedPicture) -> Int? {
        guard finding.kind == .cluster else { return told(finding, finding.region, picture) }
        guard let all = toldTogether(finding, picture) else { return nil }
        // A week of which reports were still coming in is no part of what was found.
        return indicator.origin == .imported ? finding.observedNow : all
    }

    private func told(_ finding: Finding, _ region: RegionID?, _ picture: PublishedPicture) -> Int? {
        guard let series = region.map({ picture.region($0) }) ?? picture.whole else { return nil }
        var week = finding.since
        var sum: Int?
        while week <= finding.week {
            guard let number = series.point(.week(week))?.number else { return nil }
            sum = (sum ?? 0) + number
            week = week.next
        }
        return sum
    }

    /// Of a group of regions, when each of them is told.
    private func toldTogether(_ finding: Finding, _ picture: PublishedPicture) -> Int? {
        let numbers = finding.places.map { told(finding, $0.region, picture) }
        return numbers.isEmpty || numbers.contains(nil) ? nil : numbers.reduce(0) { $0 + ($1 ?? 0) }
    }

    /// The number of a finding on reports that were still coming in. What was known then is told only if it was told then.
    private func early(
        _ finding: Finding, _ indicator: Indicator, _ picture: PublishedPicture, known: Instant?
    ) async throws -> Int? {
        guard let last = told(finding, finding.region, picture), last != finding.observedNow else {
            return told(finding, finding.region, picture)
        }
        let moment = finding.revision?.knownSince ?? finding.knownSince
        let then = try await shelf.picture(
            of: indicator, at: clock.now(), known: known.map { min($0, moment) } ?? moment)
        return told(finding, finding.region, then) == finding.observedNow ? finding.observedNow : nil
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
    private func isCurrent(
        _ finding: Finding, _ indicator: Indicator, _ picture: PublishedPicture, at now: Instant
    ) -> Bool {
        guard let series = finding.region.map({ picture.region($0) }) ?? picture.whole else { return true }
        guard finding.isOfWeeks else {
            let point = series.point(.week(finding.week))
            // That more comes in is what an early finding expects.
            if finding.kind.isEarly, let number = point?.number, number > finding.observedNow ?? 0 { return true }
            return Self.isCurrent(finding.observedNow, point, indicator)
        }
        // Rounded numbers cannot be added up to what was judged, nor numbers that still grow, which were no part of it.
        guard indicator.origin == .imported, !isYoung(finding.week, indicator, at: now) else { return true }
        let together =
            finding.kind == .cluster ? toldTogether(finding, picture) : told(finding, finding.region, picture)
        return together.map { $0 == finding.observedNow } ?? true
    }

    /// Whether reports of a week may still come in.
    private func isYoung(_ week: Week, _ indicator: Indicator, at now: Instant) -> Bool {
        (catalogue.day(now).daysSince1970 - week.next.monday.daysSince1970) / 7 < indicator.lateness
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

    /// What the calendar says of other explanations.
    private func ownAnswers(_ finding: Finding, _ events: [CalendarEvent]) -> [ExplanationAnswer] {
        let (from, to) = (finding.since - 2, finding.week)
        let near = events.filter { event in
            (finding.places.isEmpty
                ? event.concerns(finding.indicator, region: finding.region)
                : finding.places.contains { event.concerns(finding.indicator, region: $0.region) })
                && event.from < to.next.monday
                && from.monday <= (event.until ?? event.from)
        }
        return near.compactMap { event in
            guard let explanation = event.kind.explanation else { return nil }
            return ExplanationAnswer(
                explanation: explanation, answer: .unknown, note: event.id, person: "", at: clock.now())
        }
    }
}
