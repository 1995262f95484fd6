import Core
import Database
import Pack

extension FiguresActions {
    /// The parts of a figure before and after a date, all together and, for own counts, by channel.
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
        var found: [PublishedThemes] = []
        for channel in channels {
            var sums: [(indicator: Indicator, before: Int?, after: Int?)] = []
            for indicator in [whole] + parts {
                let (before, after) = try await beside(date, indicator, channel, now)
                sums.append((indicator, before, after))
            }
            let first = sums.removeFirst()
            let themes = PublishedThemes(whole, channel: channel, wholeSums: (first.before, first.after), parts: sums)
            if channel == nil || !themes.rows.isEmpty { found.append(themes) }
        }
        return found
    }

    private func beside(
        _ date: Day, _ indicator: Indicator, _ channel: ContactChannel?, _ now: Instant
    ) async throws -> (Int?, Int?) {
        let today = catalogue.day(now)
        if indicator.origin == .counted {
            let values = try await ownCounts(indicator, channel, known: nil, today: today)
                .filter { $0.period.end <= today }
            func sum(_ values: [KnownValue]) -> Int? {
                let number = values.reduce(0) { $0 + ($1.value ?? 0) }
                return number >= indicator.suppressBelow ? PublishedSeries.rounded(number) : nil
            }
            return (
                sum(values.filter { $0.period.end <= date }.suffix(PublishedThemes.periods)),
                sum(Array(values.filter { $0.period.firstDay >= date }.prefix(PublishedThemes.periods)))
            )
        }
        let points = try await picture(of: indicator, at: now).whole.points.filter { !$0.isRunning }
        func sum(_ points: [PublishedPoint]) -> Int? {
            let numbers = points.filter { $0.figure != .missing }.map(\.number)
            guard !numbers.isEmpty, !numbers.contains(nil) else { return nil }
            let number = numbers.reduce(0) { $0 + ($1 ?? 0) }
            return (1..<indicator.suppressBelow).contains(number) ? nil : number
        }
        return (
            sum(points.filter { $0.period.end <= date }.suffix(PublishedThemes.periods)),
            sum(Array(points.filter { $0.period.firstDay >= date }.prefix(PublishedThemes.periods)))
        )
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
