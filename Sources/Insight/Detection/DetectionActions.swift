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
    let shelved = JudgedShelf()
    /// What may be told of each figure: numbers of findings leave this room only as they are published.
    let shelf: PictureShelf

    public init(
        store: Store, figures: FiguresActions, pack: Pack, clock: Clock, shelf: PictureShelf? = nil,
        calendar: @escaping @Sendable () async throws -> [CalendarEvent]
    ) {
        self.init(
            store: store, figures: figures, catalogue: Catalogue(pack), terms: pack.detection, calendar: calendar,
            clock: clock, shelf: shelf)
    }

    init(
        store: Store, figures: FiguresActions, catalogue: Catalogue, terms: DetectionTerms,
        calendar: @escaping @Sendable () async throws -> [CalendarEvent], clock: Clock, shelf: PictureShelf? = nil
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
        var judgedSeries = 0
        for indicator in indicators {
            let whole = try await series(of: indicator, until: week)
            let detector = try await detector(for: indicator)
            let (answers, slow) = try await FiguresActions.offPool { Self.judge(whole, detector) }
            judged[indicator] = answers
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
            series: judgedSeries, milliseconds: Int(clock.now().since(start).wholeMilliseconds))
        let (kept, found) = try await keep(all, sustained, run)
        return Summary(
            week: week.description, series: judgedSeries, judged: kept, findings: found, milliseconds: run.milliseconds)
    }

    /// Every place of one figure, the whole first.
    func series(of indicator: Indicator, until week: Week) async throws -> [WeeklySeries] {
        let exact = try await figures.exact(indicator)
        let today = catalogue.day(clock.now())
        return exact.values.sorted { ($0.key?.text ?? "") < ($1.key?.text ?? "") }.compactMap { region, values in
            WeeklySeries(indicator, region: region, values: values, last: week) { week in
                week.monday.daysSince1970 + 7 * (1 + indicator.lateness) <= today.daysSince1970
            }
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

    private static func judge(_ whole: [WeeklySeries], _ detector: Detector) -> ([Judgement], [SustainedChange]) {
        // The whole is not complete while a place that delivers is missing.
        let places = whole.filter { $0.region != nil }
        let isComplete: (Week) -> Bool = { week in
            !places.contains { place in
                guard place.count(week) == nil, place.unfinished.contains(week) else { return false }
                return (1...8).contains { place.count(week - $0) != nil }
            }
        }
        var answers: [Judgement] = []
        var slow: [SustainedChange] = []
        for series in whole {
            let judged =
                series.region == nil
                ? detector.judge(series, last: weeksBack, isComplete: isComplete)
                : detector.judge(series, last: weeksBack)
            answers += judged.map(\.judgement)
            slow += SustainedChange.found(
                in: judged, of: series.region == nil ? 1 : places.count, terms: detector.terms)
        }
        return (answers, slow)
    }

    /// Rows that go into the store together, so that messages of people never wait long behind them.
    private static let rowsPerWrite = 500

    private func keep(
        _ all: [Judgement], _ sustained: [SustainedChange], _ run: DetectionRun
    ) async throws -> (judged: Int, findings: Int) {
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
        let fresh = all.compactMap { judgement -> (Judgement, Int)? in
            let place = Place(indicator: judgement.indicator, region: judgement.region, week: judgement.week)
            guard let earlier = stored[place] else { return (judgement, 1) }
            let isOther =
                earlier.judgement.observed != judgement.observed
                || (earlier.judgement.pRise == nil) != (judgement.pRise == nil)
            return isOther ? (judgement, earlier.revision + 1) : nil
        }.sorted {
            ($0.0.week, $0.0.indicator, $0.0.region?.text ?? "") < ($1.0.week, $1.0.indicator, $1.0.region?.text ?? "")
        }
        let byPlace = Dictionary(
            all.map { (Place(indicator: $0.indicator, region: $0.region, week: $0.week), $0) }
        ) { first, _ in first }
        var findings: [Finding] = []
        for (judgement, _) in fresh {
            let before = byPlace[
                Place(indicator: judgement.indicator, region: judgement.region, week: judgement.week - 1)]
            findings += [true, false].compactMap { isRise in
                Family(terms: terms).certainty(judgement, isRise: isRise, before: before).flatMap {
                    finding(judgement, isRise: isRise, $0, run)
                }
            }
        }
        findings += sustained.compactMap { finding($0, run) }
        try await store.write { db in try db.run(InsertRun(run: run)) }
        for start in stride(from: 0, to: fresh.count, by: Self.rowsPerWrite) {
            let part = fresh[start..<min(fresh.count, start + Self.rowsPerWrite)]
            try await store.write { db in
                for (judgement, revision) in part {
                    try db.run(InsertJudgement(judgement: judgement, revision: revision, run: run.id))
                    guard revision > 1 else { continue }
                    try db.run(
                        MarkCorrected(
                            indicator: judgement.indicator, region: judgement.region, week: judgement.week,
                            at: run.ranAt))
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
            }
            return count
        }
        return (fresh.count, count)
    }

    private func finding(
        _ judgement: Judgement, isRise: Bool, _ certainty: Finding.Certainty, _ run: DetectionRun
    ) -> Finding? {
        guard let observed = judgement.observed, let expected = judgement.expected, let low = judgement.low,
            let high = judgement.high, let p = isRise ? judgement.pRise : judgement.pFall
        else { return nil }
        return Finding(
            id: .random(), indicator: judgement.indicator, region: judgement.region, week: judgement.week,
            kind: isRise ? .rise : .fall, certainty: certainty, observed: observed, expected: expected, low: low,
            high: high, p: p, q: isRise ? judgement.qRise : judgement.qFall, since: judgement.week, terms: run.terms,
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
            event.concerns(finding.indicator, region: finding.region) && event.from < to.next.monday
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
