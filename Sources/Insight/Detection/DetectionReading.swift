import Core
import Database
import Pack

/// A finding with what may be told of it and what people made of it.
struct SeenFinding: Sendable {
    let finding: Finding
    let indicator: Indicator
    /// The number as published; nil when it may not be told, and then the page tells nothing else of it either.
    let shown: Int?
    let answers: [ExplanationAnswer]
    let decisions: [FindingDecision]
    /// Of a finding on reports that were still coming in: what it was based on, and what was said when they were in.
    var early: Judgement?
    var outcome: Judgement?
    /// Whether the number of that outcome is the one that is told now.
    var isOutcomeTold = false
    /// Of a group of regions: how the whole area was judged in that week.
    var whole: JudgementState?
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
    /// Estimates of late reports of which the end is known, and how many of them held it; all places together.
    let estimates: Int
    let held: Int
    /// Of the whole area: findings on late reports that are judged again by now, and how many stayed.
    let early: Int
    let stayed: Int
    /// Weeks in which regions were looked at together, and the groups found and told.
    let scanned: Int
    let groups: Int
    /// Weeks between two false groups that are told.
    let recurrence: Int
}

/// What was last said of a figure: the whole, and each place.
struct JudgedFigure: Sendable {
    let week: Week
    let whole: Judgement?
    let places: [Judgement]
    /// Of this week.
    let findings: [SeenFinding]
    /// By place, the weeks that have an expectation, oldest first.
    let bands: [RegionID?: [Judgement]]
}

extension DetectionActions {
    /// Weeks back of which findings are listed.
    static let listedWeeks = 12

    /// Findings of the last weeks that may be told with at least this certainty, newest first.
    func findings(_ least: Finding.Certainty) async throws -> [SeenFinding] {
        let from = lastWeek - (Self.listedWeeks - 1)
        let rows = try await withPlaces(
            try await store.read { db in try db.all(FindingsSince(week: from)).compactMap(\.self) })
        var seen: [SeenFinding] = []
        for finding in rows where finding.certainty >= least {
            guard let one = try await self.seen(finding), least == .listed || Self.isPublic(one) else { continue }
            // What was said early gives way to what was said in the end, and what stands in a group stands there.
            guard one.outcome == nil, !rows.contains(where: { $0.holds(finding) }) else { continue }
            seen.append(one)
        }
        return seen
    }

    /// With the regions of each group.
    private func withPlaces(_ findings: [Finding]) async throws -> [Finding] {
        guard findings.contains(where: { $0.kind == .cluster }) else { return findings }
        return try await store.read { db in
            try findings.map { $0.kind == .cluster ? $0.with(try db.all(PlacesOf(finding: $0.id))) : $0 }
        }
    }

    /// - Throws: `Refusal.notFound` when there is none, or none that may be told with this certainty.
    func finding(_ id: FindingID, _ least: Finding.Certainty) async throws -> SeenFinding {
        guard let finding = try await store.read({ db in try db.first(FindingByID(id: id)) ?? nil }),
            finding.certainty >= least, let seen = try await seen(finding), least == .listed || Self.isPublic(seen)
        else { throw Refusal.notFound }
        return seen
    }

    /// Of a number that is not told nobody learns that it is out of the ordinary either.
    private static func isPublic(_ seen: SeenFinding) -> Bool { seen.indicator.isPublic && seen.shown != nil }

    private func seen(_ finding: Finding) async throws -> SeenFinding? {
        guard let indicator = catalogue.indicator(finding.indicator) else { return nil }
        let isSpecial = finding.kind.isEarly || finding.kind == .cluster
        let (answers, decisions, revisions) = try await store.read { db in
            (
                try db.all(AnswersOf(finding: finding.id)).compactMap(\.self),
                try db.all(DecisionsOf(finding: finding.id)).compactMap(\.self),
                isSpecial
                    ? try db.all(
                        JudgementRevisions(
                            indicator: finding.indicator, region: finding.region, week: finding.week)
                    ).compactMap(\.self).map(\.judgement) : []
            )
        }
        let finding = try await withPlaces([finding])[0]
        var seen = SeenFinding(
            finding: finding, indicator: indicator, shown: try await shown(finding, indicator), answers: answers,
            decisions: decisions)
        if finding.kind == .cluster { seen.whole = revisions.last?.state }
        guard finding.kind.isEarly else { return seen }
        seen.early = revisions.first { $0.early != nil && $0.observed == finding.observed }
        seen.outcome = revisions.last { $0.early == nil && $0.pRise != nil }
        let picture = try await shelf.picture(of: indicator, at: clock.now(), known: nil)
        let series = finding.region.map { picture.region($0) } ?? picture.whole
        if let outcome = seen.outcome?.observed {
            seen.isOutcomeTold = series?.point(.week(finding.week))?.number == outcome
        }
        return seen
    }

    /// The number of a finding as published. Of several weeks together only when every one of them is told.
    private func shown(_ finding: Finding, _ indicator: Indicator) async throws -> Int? {
        let picture = try await shelf.picture(of: indicator, at: clock.now(), known: nil)
        func numbers(_ picture: PublishedPicture, _ region: RegionID?) -> [Int]? {
            guard let series = region.map({ picture.region($0) }) ?? picture.whole else { return nil }
            let weeks = (0...max(0, finding.week.since(finding.since))).map { finding.since + $0 }
            let told = weeks.compactMap { series.point(.week($0))?.number }
            return told.count == weeks.count ? told : nil
        }
        if finding.kind == .cluster {
            let told = finding.places.map { numbers(picture, $0.region) }
            return told.isEmpty || told.contains(nil) ? nil : told.reduce(0) { $0 + ($1 ?? []).reduce(0, +) }
        }
        guard let last = numbers(picture, finding.region)?.last else { return nil }
        guard finding.kind.isEarly, last != finding.observed else { return last }
        // More came in since. What was known then is told only if it was told then.
        let then = try await shelf.picture(of: indicator, at: clock.now(), known: finding.knownSince)
        return numbers(then, finding.region)?.last == finding.observed ? finding.observed : nil
    }

    func judged(_ indicator: Indicator) async throws -> JudgedFigure? {
        let last = lastWeek
        let rows = try await store.read { db in
            try db.all(JudgementsOf(indicator: indicator.id, from: last - (Self.weeksBack - 1))).compactMap(\.self)
        }.map(\.judgement)
        guard let week = rows.map(\.week).max() else { return nil }
        var findings: [SeenFinding] = []
        let found = try await store.read { db in try db.all(FindingsSince(week: week)).compactMap(\.self) }
        for finding in found where finding.indicator == indicator.id {
            if let one = try await seen(finding), one.outcome == nil { findings.append(one) }
        }
        let newest = rows.filter { $0.week == week }
        return JudgedFigure(
            week: week, whole: newest.first { $0.region == nil }, places: newest.filter { $0.region != nil },
            findings: findings, bands: Dictionary(grouping: rows.filter { $0.expected != nil }, by: \.region))
    }

    func ledger() async throws -> [LedgerRow] {
        var rows: [LedgerRow] = []
        let found = try await store.read { db in
            try db.all(FindingsSince(week: Week(containing: Day(daysSince1970: 0)))).compactMap(\.self)
        }
        for indicator in detectable where indicator.isPublic {
            let all = try await store.read { db in try db.first(Calibration(indicator: indicator.id)) }
            let (national, estimates, scanned) = try await store.read { db in
                (
                    try db.first(NationalTests(indicator: indicator.id)),
                    try db.first(EstimatesHeld(indicator: indicator.id)),
                    try db.first(ScannedWeeks(indicator: indicator.id))
                )
            }
            let (early, stayed, groups) = try await special(found.filter { $0.indicator == indicator.id })
            rows.append(
                LedgerRow(
                    indicator: indicator, tested: all?.tested ?? 0, inRange: all?.inRange ?? 0, national: national ?? 0,
                    found: found.count { finding in
                        finding.indicator == indicator.id && finding.region == nil
                            && (finding.kind == .rise || finding.kind == .fall)
                    }, estimates: estimates?.checked ?? 0, held: estimates?.held ?? 0, early: early, stayed: stayed,
                    scanned: scanned ?? 0, groups: groups, recurrence: recurrence(indicator)))
        }
        return rows
    }

    /// Early findings of the whole area that are judged again and how many stayed, and the groups that are told. Of a number that is not
    /// told nothing is counted either.
    private func special(_ findings: [Finding]) async throws -> (early: Int, stayed: Int, groups: Int) {
        var (early, stayed, groups) = (0, 0, 0)
        for finding in findings where finding.kind == .cluster || (finding.kind.isEarly && finding.region == nil) {
            guard let seen = try await seen(finding), seen.shown != nil else { continue }
            if finding.kind == .cluster { groups += 1 }
            guard let outcome = seen.outcome else { continue }
            early += 1
            if outcome.state == (finding.kind.isRise ? .rise : .fall) { stayed += 1 }
        }
        return (early, stayed, groups)
    }

    // MARK: what people make of it

    /// The longest note or reason, in characters.
    static let longestNote = 1_000

    func answer(
        _ id: FindingID, _ explanation: OtherExplanation, _ answer: OtherExplanation.Answer, note: String,
        by person: String
    ) async throws {
        let note = try checked(note, field: "note")
        let made = ExplanationAnswer(
            explanation: explanation, answer: answer, note: note, person: person, at: clock.now())
        try await store.write { db in
            guard try db.first(FindingByID(id: id)) ?? nil != nil else { throw Refusal.notFound }
            try db.run(InsertAnswer(finding: id, answer: made))
        }
    }

    func decide(
        _ id: FindingID, _ decision: FindingDecision.Decision, reason: String, by person: String
    ) async throws {
        let reason = try checked(reason, field: "reason")
        guard !reason.isEmpty else { throw Refusal.empty(field: "reason") }
        let made = FindingDecision(decision: decision, reason: reason, person: person, at: clock.now())
        try await store.write { db in
            guard try db.first(FindingByID(id: id)) ?? nil != nil else { throw Refusal.notFound }
            try db.run(InsertDecision(finding: id, decision: made))
        }
    }

    private func checked(_ text: String, field: String) throws -> String {
        let tidy = text.tidied
        guard tidy.count <= Self.longestNote else {
            throw Refusal.tooLong(field: field, limit: Self.longestNote, over: tidy.count - Self.longestNote)
        }
        guard !PersonalTraces.isFound(in: tidy) else { throw Refusal.aboutPerson(field: field) }
        try ViolenceClaims.refuse(in: tidy, field)
        return tidy
    }
}
