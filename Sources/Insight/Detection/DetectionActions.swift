import Core
import Database
import Pack
import Statistics

/// Judging every weekly figure of every place, and what people make of what was found.
public struct DetectionActions: Sendable {
    let store: Store
    let figures: FiguresActions
    let catalogue: Catalogue
    let terms: DetectionTerms
    /// What may have moved figures, of the pack and of analysts.
    let calendar: @Sendable () async throws -> [CalendarEvent]
    let clock: Clock
    let progress = DetectionProgress()
    /// What may be told of each figure: numbers of findings leave this room only as they are published.
    let shelf: PictureShelf

    public init(
        store: Store, figures: FiguresActions, pack: Pack, clock: Clock,
        calendar: @escaping @Sendable () async throws -> [CalendarEvent]
    ) {
        self.init(
            store: store, figures: figures, catalogue: Catalogue(pack), terms: pack.detection, calendar: calendar,
            clock: clock)
    }

    init(
        store: Store, figures: FiguresActions, catalogue: Catalogue, terms: DetectionTerms,
        calendar: @escaping @Sendable () async throws -> [CalendarEvent], clock: Clock
    ) {
        (self.store, self.figures, self.catalogue, self.terms) = (store, figures, catalogue, terms)
        (self.calendar, self.clock, shelf) = (calendar, clock, PictureShelf(figures))
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
        if let latest, latest.knownSince >= newest, latest.week == lastWeek, latest.terms == terms.version {
            return nil
        }
        return try await run()
    }

    /// Whether nothing was ever judged here.
    public func isUnused() async throws -> Bool { try await latestRun() == nil }

    func latestRun() async throws -> DetectionRun? {
        try await store.read { db in try db.first(LatestRun()) ?? nil }
    }

    private func judgeAll(_ indicators: [Indicator]) async throws -> Summary {
        let (start, week) = (clock.now(), lastWeek)
        let known = try await figures.newest() ?? start
        var judged: [Indicator: [Judgement]] = [:]
        var sustained: [SustainedChange] = []
        var material: ScanMaterial = [:]
        var judgedSeries = 0
        for indicator in indicators {
            let whole = try await series(of: indicator, until: week)
            let detector = try await detector(for: indicator)
            let (answers, slow) = try await FiguresActions.offPool { Self.judge(whole, detector) }
            judged[indicator] = answers.map(\.judgement)
            material[indicator.id] = self.material(answers, until: week)
            sustained += slow
            judgedSeries += whole.count
            await progress.step()
        }
        let families = Dictionary(grouping: indicators, by: \.family).values
        var all: [Judgement] = []
        for family in families {
            let byWeek = Dictionary(grouping: family.flatMap { judged[$0] ?? [] }, by: \.week)
            for (_, places) in byWeek { all += Family(terms: terms).corrected(places) }
        }
        let run = DetectionRun(
            id: ID<DetectionRun>.random().text, week: week, ranAt: start, knownSince: known, terms: terms.version,
            series: judgedSeries, milliseconds: 0)
        let (kept, found, milliseconds) = try await keep(all, sustained, material, run)
        return Summary(
            week: week.description, series: judgedSeries, judged: kept, findings: found, milliseconds: milliseconds)
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

    /// Where the history of a figure is cut: its own breaks, and the weeks in which a channel began.
    private func detector(for indicator: Indicator) async throws -> Detector {
        var weeks = indicator.breaks.map { Week(containing: $0.from) }
        if indicator.origin == .counted {
            // The first channel is the beginning of the series, and no break in it.
            weeks += try await figures.firstWeeks(indicator).values.sorted().dropFirst()
        }
        let found = weeks
        return Detector(terms: terms, breaks: { series in found.filter { $0 > series.first } })
    }

    private static func judge(_ whole: [WeeklySeries], _ detector: Detector) -> ([Detector.Judged], [SustainedChange]) {
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
        var answers: [Detector.Judged] = []
        var slow: [SustainedChange] = []
        for series in whole {
            let judged =
                series.region == nil
                ? detector.judge(series, last: weeksBack, parts: parts) : detector.judge(series, last: weeksBack)
            answers += judged
            slow += SustainedChange.found(
                in: judged, of: series.region == nil ? 1 : places.count, terms: detector.terms)
        }
        return (answers, slow)
    }

    /// Rows that go into the store together, so that messages of people never wait long behind them.
    private static let rowsPerWrite = 500

    private func keep(
        _ all: [Judgement], _ sustained: [SustainedChange], _ material: ScanMaterial, _ run: DetectionRun
    ) async throws -> (judged: Int, findings: Int, milliseconds: Int) {
        struct Place: Hashable {
            let indicator: IndicatorID
            let region: RegionID?
            let week: Week
        }
        let from = run.week - (Self.weeksBack + 8)
        var stored: [Place: StoredJudgement] = [:]
        for indicator in Set(all.map(\.indicator)) {
            let rows = try await store.read { db in
                try db.all(JudgementsOf(indicator: indicator, from: from)).compactMap(\.self)
            }
            for row in rows {
                stored[Place(indicator: indicator, region: row.judgement.region, week: row.judgement.week)] = row
            }
        }
        let fresh = all.compactMap { judgement -> (judgement: Judgement, revision: Int, isCorrection: Bool)? in
            let place = Place(indicator: judgement.indicator, region: judgement.region, week: judgement.week)
            guard let earlier = stored[place] else { return (judgement, 1, false) }
            let isOther =
                earlier.judgement.observed != judgement.observed
                || (earlier.judgement.pRise == nil) != (judgement.pRise == nil)
                || earlier.judgement.early?.age != judgement.early?.age
            // That more came in is no correction.
            return isOther ? (judgement, earlier.revision + 1, earlier.judgement.early == nil) : nil
        }.sorted {
            ($0.0.week, $0.0.indicator, $0.0.region?.text ?? "") < ($1.0.week, $1.0.indicator, $1.0.region?.text ?? "")
        }
        let byPlace = Dictionary(
            all.map { (Place(indicator: $0.indicator, region: $0.region, week: $0.week), $0) }
        ) { first, _ in first }
        var findings: [Finding] = []
        for (judgement, _, _) in fresh {
            let before = byPlace[
                Place(indicator: judgement.indicator, region: judgement.region, week: judgement.week - 1)]
            findings += [true, false].compactMap { isRise in
                Family(terms: terms).certainty(judgement, isRise: isRise, before: before).flatMap {
                    finding(judgement, isRise: isRise, $0, run)
                }
            }
        }
        findings += sustained.compactMap { finding($0, run) }
        let (groups, scans) = try await clusters(material, fresh: fresh.map(\.judgement), made: findings, run)
        findings += groups
        let run = run.ended(at: clock.now())
        try await store.write { db in try db.run(InsertRun(run: run)) }
        for start in stride(from: 0, to: fresh.count, by: Self.rowsPerWrite) {
            let part = fresh[start..<min(fresh.count, start + Self.rowsPerWrite)]
            try await store.write { db in
                for (judgement, revision, isCorrection) in part {
                    try db.run(InsertJudgement(judgement: judgement, revision: revision, run: run.id))
                    guard isCorrection else { continue }
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
        let events = try await calendar()
        let answers = made.map { ($0, ownAnswers($0, events)) }
        let count = try await store.write { db in
            var count = 0
            for (finding, known) in answers where try db.run(InsertFinding(finding: finding, run: run.id)) > 0 {
                count += 1
                for answer in known { try db.run(InsertAnswer(finding: finding.id, answer: answer)) }
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
            observed: change.observed,
            expected: change.expected, low: change.low, high: change.high, p: change.p, q: nil, since: change.since,
            terms: run.terms, knownSince: run.knownSince)
    }

    /// What the calendar and the figures themselves say of other explanations.
    private func ownAnswers(_ finding: Finding, _ events: [CalendarEvent]) -> [ExplanationAnswer] {
        let at = clock.now()
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
            return ExplanationAnswer(explanation: explanation, answer: .unknown, note: event.id, person: "", at: at)
        }
    }
}

extension CalendarEvent.Kind {
    /// What a finding near it could be because of it.
    var explanation: OtherExplanation? {
        switch self {
        case .campaign, .media: .campaign
        case .openingHours: .openingHours
        case .channel: .channel
        case .definition: .definition
        case .registration: .registration
        case .holiday: .holiday
        case .measure, .other: nil
        }
    }
}
