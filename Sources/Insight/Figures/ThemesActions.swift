import Core
import Database
import Pack

extension FiguresActions {
    /// The parts of a figure before and after a date, all together and, for own counts, by channel: over as many periods on each side,
    /// the same for the whole and each part.
    ///
    /// Own counts are added up exactly, hidden when small and rounded; of imported ones only what is told is added up, and a sum with a
    /// hidden number in it is not told.
    ///
    /// - Parameter isAnalyst: sees figures that are not public too.
    public func themes(
        of whole: Indicator, before date: Day, at now: Instant, isAnalyst: Bool = false
    ) async throws -> [PublishedThemes] {
        let parts = catalogue.parts(of: whole).filter { $0.partOf == whole.id && (isAnalyst || $0.isPublic) }
        // One part alone has no place among others.
        guard parts.count > 1 else { return [] }
        let channels: [ContactChannel?] = whole.origin == .counted ? [nil] + ContactChannel.allCases : [nil]
        // Own counts have no gaps: a week in which a channel or a subject was not named is a week with none.
        let weeks = whole.origin == .counted ? try await themeValues(whole, nil, now).came : nil
        var found: [PublishedThemes] = []
        for channel in channels {
            var values: [ThemeValues] = []
            for indicator in [whole] + parts { values.append(try await themeValues(indicator, channel, now)) }
            let span = ThemeSpan(weeks.map { [$0] } ?? values.map(\.came), date: date, inSteps: weeks != nil)
            var sums = values.map { (indicator: $0.indicator, before: $0.sum(span.before), after: $0.sum(span.after)) }
            let first = sums.removeFirst()
            let themes = PublishedThemes(
                whole, channel: channel, wholeSums: (first.before, first.after), parts: sums, span: span)
            if channel == nil || !themes.rows.isEmpty { found.append(themes) }
        }
        return found
    }

    private func themeValues(
        _ indicator: Indicator, _ channel: ContactChannel?, _ now: Instant
    ) async throws -> ThemeValues {
        let today = catalogue.day(now)
        guard indicator.origin == .counted else {
            let points = try await picture(of: indicator, at: now).whole.points.filter { !$0.isRunning }
            return ThemeValues(indicator, told: points)
        }
        let values = try await ownCounts(indicator, channel, known: nil, today: today)
            .filter { $0.period.end <= today }
        return ThemeValues(indicator, counted: values)
    }

    /// In which periods each organisation delivered something of a figure.
    func deliveries(of indicator: Indicator) async throws -> [OrganisationID: Set<Period>] {
        let rows = try await store.read { db in try db.all(DeliveredPeriods(indicator: indicator.id)) }
        var found: [OrganisationID: Set<Period>] = [:]
        for row in rows {
            guard let period = Period(row.period) else { continue }
            found[OrganisationID(trusted: row.organisation), default: []].insert(period)
        }
        return found
    }

    /// Regions from which so little came in the last twelve weeks that it may not be told: perhaps we do not reach people there.
    /// Nil where that would tell of somebody, because there is little from anywhere.
    func quietRegions(_ indicator: Indicator, at now: Instant) async throws -> Set<RegionID>? {
        guard indicator.origin == .counted, let year = indicator.regionVersion else { return nil }
        let today = catalogue.day(now)
        let last = Week(containing: today)
        let exact = try await exact(indicator)
        let weeks = Set((1...PublishedSilence.shown).map { Period.week(last - $0) })
        func sum(_ region: RegionID?) -> Int {
            (exact.values[region] ?? [:]).reduce(0) { weeks.contains($1.key) ? $0 + ($1.value.value ?? 0) : $0 }
        }
        let regions = catalogue.regions[year] ?? []
        // Only where most talks have a region, else an empty one says nothing of the region.
        let whole = sum(nil)
        guard whole >= indicator.suppressBelow * regions.count,
            regions.reduce(0, { $0 + sum($1) }) * 2 >= whole
        else { return nil }
        return regions.filter { sum($0) < indicator.suppressBelow }
    }
}

/// What is added up of one figure.
struct ThemeValues {
    let indicator: Indicator
    /// Periods that are over of which a figure came in, told or hidden.
    let came: Set<Period>
    /// Nil where it is hidden.
    private let numbers: [Period: Int?]

    /// Of imported figures only what is told is added up.
    init(_ indicator: Indicator, told points: [PublishedPoint]) {
        self.indicator = indicator
        let there = points.filter { $0.figure != .missing }
        numbers = Dictionary(there.map { ($0.period, $0.number) }) { first, _ in first }
        came = Set(numbers.keys)
    }

    /// Own counts are exact here, and rounded when they are added up.
    init(_ indicator: Indicator, counted values: [KnownValue]) {
        self.indicator = indicator
        numbers = Dictionary(values.map { ($0.period, .some($0.value ?? 0)) }) { first, _ in first }
        came = Set(numbers.keys)
    }

    /// Nil where it may not be told, and where there is nothing to add up.
    func sum(_ periods: [Period]) -> Int? {
        guard !periods.isEmpty else { return nil }
        if indicator.origin == .counted {
            let number = periods.reduce(0) { $0 + ((numbers[$1] ?? 0) ?? 0) }
            return number >= indicator.suppressBelow ? PublishedSeries.rounded(number) : nil
        }
        var sum = 0
        for period in periods {
            guard let known = numbers[period], let number = known else { return nil }
            sum += number
        }
        return (1..<indicator.suppressBelow).contains(sum) ? nil : sum
    }
}

extension Period {
    /// The one that ends where this one begins.
    var before: Period? {
        let day = Day(daysSince1970: firstDay.daysSince1970 - 1)
        let (year, month, _) = day.civil
        return switch self {
        case .day: .day(day)
        case .week: .week(Week(containing: day))
        case .month: .month(year: year, month: month)
        case .half: .half(year: year, half: month > 6 ? 2 : 1)
        }
    }
}
