import Core
import Database
import Pack
import Statistics

/// Judging every weekly figure of every place, and what people make of what was found.
public struct DetectionActions: Sendable {
    /// Asks for what may have moved figures, as known at a moment; nil for now.
    public typealias Calendar = @Sendable (Instant?) async throws -> [CalendarEvent]

    let store: Store
    let figures: FiguresActions
    let catalogue: Catalogue
    let terms: DetectionTerms
    /// What may have moved figures, of the pack and of analysts.
    /// As it was known at a moment; nil for now.
    let calendar: Calendar
    let clock: Clock
    let progress = DetectionProgress()
    /// What may be told of each figure: numbers of findings leave this room only as they are published.
    let shelf: PictureShelf

    public init(
        store: Store, figures: FiguresActions, pack: Pack, clock: Clock, shelf: PictureShelf? = nil,
        calendar: @escaping Calendar
    ) {
        self.init(
            store: store, figures: figures, catalogue: Catalogue(pack), terms: pack.detection, calendar: calendar,
            clock: clock, shelf: shelf)
    }

    init(
        store: Store, figures: FiguresActions, catalogue: Catalogue, terms: DetectionTerms,
        calendar: @escaping Calendar, clock: Clock, shelf: PictureShelf? = nil
    ) {
        (self.store, self.figures, self.catalogue, self.terms) = (store, figures, catalogue, terms)
        (self.calendar, self.clock, self.shelf) = (calendar, clock, shelf ?? PictureShelf(figures))
    }

    /// Weeks that each round looks at, so that late and corrected values are judged again.
    static let weeksBack = 52

    /// What a round did.
    public struct Summary: Sendable, Hashable {
        public let week: String
        public let series: Int
        public let judged: Int
        public let findings: Int
        public let milliseconds: Int
    }

    /// The last week that is over and settled.
    var lastWeek: Week {
        let day = catalogue.day(clock.now())
        return Week(containing: Day(daysSince1970: day.daysSince1970 - terms.settleDays)) - 1
    }

    var detectable: [Indicator] { catalogue.indicators.filter { $0.period == .week && !$0.isOfUnanswered } }

    /// Judges everything. A week that was judged before is judged again only where its value changed or came in; what was said
    /// stays, as an earlier revision. Nil when a round is running here already.
    public func run() async throws -> Summary? {
        let indicators = detectable
        guard await progress.begin(indicators.count) else { return nil }
        do {
            let summary = try await judgeAll(indicators)
            await progress.end()
            return summary
        } catch {
            await progress.end()
            throw error
        }
    }

    /// When figures became known that no round has seen.
    public func runIfNew() async throws -> Summary? {
        let (newest, latest) = (try await figures.newest(), try await latestRun())
        guard let newest else { return nil }
        if let latest, latest.knownSince >= newest, latest.week == lastWeek, latest.terms == terms.version,
            latest.breaks == KnownBreaks(detectable, try await calendar(nil)).text
        {
            return nil
        }
        return try await run()
    }

    /// How often this program changed figures; it says nothing of what other nodes did.
    public var changes: Int { figures.changes.count }

    public func hasChanges(since earlier: Int) -> Bool { changes != earlier }

    /// Whether nothing was ever judged here.
    public func isUnused() async throws -> Bool { try await latestRun() == nil }

    func latestRun() async throws -> DetectionRun? {
        try await store.read { db in try db.first(LatestRun()) ?? nil }
    }

    private func judgeAll(_ indicators: [Indicator]) async throws -> Summary {
        let (start, week) = (clock.now(), lastWeek)
        let known = try await figures.newest() ?? start
        let breaks = KnownBreaks(indicators, try await calendar(nil))
        var round = JudgedRound()
        var material: ScanMaterial = [:]
        for indicator in indicators {
            let whole = try await series(of: indicator, until: week)
            let detector = try await detector(for: indicator, breaks)
            let series = try await FiguresActions.offPool { Self.judge(whole, detector) }
            round.series += series
            material[indicator.id] = self.material(series.flatMap(\.judged), until: week)
            await progress.step()
        }
        let families = Dictionary(grouping: indicators, by: \.family).values
        for family in families {
            let names = Set(family.map(\.id))
            let answers = round.series.filter { names.contains($0.indicator) }.flatMap { series in
                series.judged.suffix(Self.weeksBack).map(\.judgement)
            }
            let byWeek = Dictionary(grouping: answers, by: \.week)
            for (_, places) in byWeek { round.judgements += Family(terms: terms).corrected(places) }
        }
        let run = DetectionRun(
            id: ID<DetectionRun>.random().text, week: week, ranAt: start, knownSince: known, terms: terms.version,
            series: round.series.count, milliseconds: 0, breaks: breaks.text)
        let (kept, found, milliseconds) = try await keep(round, material, run, breaks)
        return Summary(
            week: week.description, series: run.series, judged: kept, findings: found, milliseconds: milliseconds)
    }

    /// Every place of one figure, the whole first.
    func series(of indicator: Indicator, until week: Week) async throws -> [WeeklySeries] {
        let exact = try await figures.exact(indicator)
        let now = clock.now()
        let today = catalogue.day(now)
        let age: @Sendable (Week) -> Int = { (today.daysSince1970 - $0.next.monday.daysSince1970) / 7 }
        let late = try await lateReports(of: indicator, now: now, until: week, age: age)
        return exact.values.sorted { ($0.key?.text ?? "") < ($1.key?.text ?? "") }.compactMap { region, values in
            WeeklySeries(
                indicator, region: region, values: values, last: week, settled: { age($0) >= indicator.lateness },
                learned: { week in
                    late.completeness(of: region, age: age(week)).map { (age: age(week), completeness: $0) }
                })
        }
    }

    /// What the weeks before tell of how late reports come in.
    private func lateReports(
        of indicator: Indicator, now: Instant, until week: Week, age: @escaping @Sendable (Week) -> Int
    ) async throws -> LateReports {
        guard indicator.lateness > 0 else { return .none }
        let from = week - (LateReports.window + 2 * indicator.lateness)
        let revisions = try await figures.revisions(indicator, from: from)
        let least = terms.weeksToLearnDelay
        return try await FiguresActions.offPool {
            LateReports(revisions, lateness: indicator.lateness, now: now, least: least, age: age)
        }
    }

    /// Where the history of a figure is cut: its own breaks and those of the calendar, and the weeks in which a channel began.
    private func detector(for indicator: Indicator, _ breaks: KnownBreaks) async throws -> Detector {
        var channels: [Week] = []
        if indicator.origin == .counted {
            // The first channel is the beginning of the series, and no break in it.
            channels += try await figures.firstWeeks(indicator).values.sorted().dropFirst()
        }
        let found = channels
        return Detector(
            terms: terms,
            breaks: { series in
                (found + breaks.weeks(indicator.id, series.region)).filter { $0 > series.first }
            })
    }

    private static func judge(_ whole: [WeeklySeries], _ detector: Detector) -> [JudgedRound.Series] {
        // The whole is not complete while a place that delivers is missing.
        let places = whole.filter { $0.region != nil }
        func delivers(_ place: WeeklySeries, _ week: Week) -> Bool { (1...8).contains { place.hasCome(week - $0) } }
        let parts = Detector.Parts(
            areComplete: { week in
                !places.contains {
                    $0.count(week) == nil && $0.unfinished.contains(week) && delivers($0, week)
                }
            },
            haveCome: { week in !places.contains { !$0.hasCome(week) && delivers($0, week) } })
        return whole.map { series in
            // The chart of stretches looks further back than what is judged anew.
            let weeks = weeksBack + StretchChart.reach
            let judged =
                series.region == nil
                ? detector.judge(series, last: weeks, parts: parts) : detector.judge(series, last: weeks)
            let from = series.last - (weeksBack - 1)
            let changes = SustainedChange.found(
                in: judged, of: series.region == nil ? 1 : places.count, terms: detector.terms)
            return JudgedRound.Series(
                indicator: series.indicator.id, region: series.region, judged: judged,
                changes: changes.filter { $0.week >= from })
        }
    }

    /// Rows that go into the store together, so that messages of people never wait long behind them.
    private static let rowsPerWrite = 500

    private func keep(
        _ round: JudgedRound, _ material: ScanMaterial, _ run: DetectionRun, _ breaks: KnownBreaks
    ) async throws -> (judged: Int, findings: Int, milliseconds: Int) {
        let from = run.week - (Self.weeksBack + 8)
        var stored: [JudgedRound.Place: StoredJudgement] = [:]
        for indicator in Set(round.judgements.map(\.indicator)) {
            let rows = try await store.read { db in
                try db.all(JudgementsOf(indicator: indicator, from: from)).compactMap(\.self)
            }
            for row in rows { stored[JudgedRound.Place(row.judgement)] = row }
        }
        let cut = breaks.changed(since: try await latestRun()?.breaks)
        let fresh = round.judgements.compactMap {
            judgement -> (judgement: Judgement, revision: Int, before: Judgement?)? in
            guard let earlier = stored[JudgedRound.Place(judgement)] else { return (judgement, 1, nil) }
            let isOther =
                earlier.judgement.observed != judgement.observed
                || (earlier.judgement.pRise == nil) != (judgement.pRise == nil)
                || earlier.judgement.early?.age != judgement.early?.age
                || (cut.contains { $0.concerns(judgement) } && earlier.judgement.expected != judgement.expected)
            return isOther ? (judgement, earlier.revision + 1, earlier.judgement) : nil
        }.sorted {
            ($0.judgement.week, $0.judgement.indicator, $0.judgement.region?.text ?? "")
                < ($1.judgement.week, $1.judgement.indicator, $1.judgement.region?.text ?? "")
        }
        let byPlace = Dictionary(round.judgements.map { (JudgedRound.Place($0), $0) }) { first, _ in first }
        func certainty(_ judgement: Judgement, _ isRise: Bool) -> Finding.Certainty? {
            let before = byPlace[JudgedRound.Place(judgement, weeksBefore: 1)]
            return Family(terms: terms).certainty(judgement, isRise: isRise, before: before)
        }
        let standing = try await store.read { db in
            try db.all(FindingsBetween(from: from - StretchChart.reach, until: run.week)).compactMap(\.self)
        }
        let revised = revisions(
            of: standing, by: round, run, changed: fresh.compactMap { one in one.before.map { (one.judgement, $0) } }
        ) { certainty($0, $1) }
        var findings: [Finding] = []
        for (judgement, _, _) in fresh {
            findings += [true, false].compactMap { isRise in
                certainty(judgement, isRise).flatMap { finding(judgement, isRise: isRise, $0, run) }
            }
        }
        findings += new(round.series.flatMap(\.changes), beside: standing, revised).compactMap { finding($0, run) }
        let groups = try await clusters(
            material, changed: fresh.map { ($0.judgement, $0.before) }, standing: Self.standing(standing, revised),
            made: findings, run)
        findings += groups.findings
        let (all, scans) = (revised + groups.revised, groups.scans)
        let run = run.ended(at: clock.now())
        try await store.write { db in try db.run(InsertRun(run: run)) }
        for start in stride(from: 0, to: fresh.count, by: Self.rowsPerWrite) {
            let part = fresh[start..<min(fresh.count, start + Self.rowsPerWrite)]
            try await store.write { db in
                for (judgement, revision, before) in part {
                    try db.run(InsertJudgement(judgement: judgement, revision: revision, run: run.id))
                    // That more came in is no correction.
                    guard let before, before.early == nil, before.observed != judgement.observed else { continue }
                    try db.run(
                        MarkCorrected(
                            indicator: judgement.indicator, region: judgement.region, week: judgement.week,
                            at: run.ranAt))
                    guard let region = judgement.region else { continue }
                    try db.run(
                        MarkClustersCorrected(
                            indicator: judgement.indicator, region: region, week: judgement.week, at: run.ranAt))
                }
            }
        }
        let made = findings
        let count = try await store.write { db in
            for (id, revision) in all { try db.run(InsertFindingRevision(finding: id, revision: revision)) }
            var count = 0
            for finding in made where try db.run(InsertFinding(finding: finding, run: run.id)) > 0 {
                count += 1
                for (number, place) in finding.places.enumerated() {
                    try db.run(InsertPlace(finding: finding.id, number: number, place: place))
                }
            }
            for scan in scans { try db.run(InsertScan(scan: scan, run: run.id)) }
            return count
        }
        return (fresh.count, count, run.milliseconds)
    }

    private func finding(
        _ judgement: Judgement, isRise: Bool, _ certainty: Finding.Certainty, _ run: DetectionRun
    ) -> Finding? {
        guard let observed = judgement.observed, let expected = judgement.expected, let low = judgement.low,
            let high = judgement.high, let p = isRise ? judgement.pRise : judgement.pFall
        else { return nil }
        let kind: Finding.Kind =
            judgement.early == nil ? (isRise ? .rise : .fall) : (isRise ? .earlyRise : .earlyFall)
        return Finding(
            id: .random(), indicator: judgement.indicator, region: judgement.region, week: judgement.week,
            kind: kind, certainty: certainty, observed: observed, expected: judgement.early?.expected ?? expected,
            low: judgement.early?.expectedLow ?? low, high: judgement.early?.expectedHigh ?? high, p: p,
            q: isRise ? judgement.qRise : judgement.qFall, since: judgement.week, terms: run.terms,
            knownSince: run.knownSince)
    }

    private func finding(_ change: SustainedChange, _ run: DetectionRun) -> Finding? {
        Finding(
            id: .random(), indicator: change.indicator, region: change.region, week: change.week,
            kind: change.isRise ? .sustainedRise : .sustainedFall, certainty: change.isShown ? .shown : .listed,
            observed: change.sum.observed, expected: change.sum.expected, low: change.sum.low, high: change.sum.high,
            p: change.sum.p, q: nil, since: change.since, terms: run.terms, knownSince: run.knownSince)
    }
}
