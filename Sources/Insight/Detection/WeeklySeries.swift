import Core
import Pack
import Statistics

/// One weekly figure of one place as it is judged: week after week without a gap, with what is not known left open.
struct WeeklySeries: Sendable {
    let indicator: Indicator
    /// Nil for the whole area.
    let region: RegionID?
    let first: Week
    /// By week from `first`. Nil where nothing came in, where it is too small to be told by its source, and where it is not complete.
    let counts: [Int?]
    /// The weeks of which something may still come in.
    let unfinished: Set<Week>

    var last: Week { first + (counts.count - 1) }

    /// - Parameters:
    ///   - last: the last week to judge.
    ///   - settled: whether a week is long enough ago for its late reports.
    init?(
        _ indicator: Indicator, region: RegionID?, values: [Period: KnownValue], last: Week, settled: (Week) -> Bool
    ) {
        var weeks: [Week: KnownValue] = [:]
        for (period, value) in values {
            if case .week(let week) = period, week <= last { weeks[week] = value }
        }
        guard let first = weeks.keys.min() else { return nil }
        (self.indicator, self.region, self.first) = (indicator, region, first)
        var counts: [Int?] = []
        var unfinished: Set<Week> = []
        var week = first
        while week <= last {
            let known = weeks[week]
            switch known?.status {
            case .final: counts.append(known?.value)
            case .provisional where settled(week): counts.append(known?.value)
            case .provisional:
                counts.append(nil)
                unfinished.insert(week)
            // What a source does not tell is a number below its threshold, not a gap in its deliveries.
            case .missing, .suppressed, nil:
                // A week in which nothing was counted here is a zero.
                counts.append(indicator.origin == .counted ? 0 : nil)
                if indicator.origin != .counted { unfinished.insert(week) }
            }
            week = week.next
        }
        self.counts = counts
        self.unfinished = unfinished
    }

    func index(of week: Week) -> Int? {
        let index = (week.monday.daysSince1970 - first.monday.daysSince1970) / 7
        return counts.indices.contains(index) ? index : nil
    }

    func count(_ week: Week) -> Int? { index(of: week).flatMap { counts[$0] } }

    /// Only the weeks from this one on; nil when none is left.
    func from(_ week: Week) -> WeeklySeries? {
        guard week > first else { return self }
        guard let index = index(of: week) else { return nil }
        return WeeklySeries(indicator, region, week, Array(counts[index...]), unfinished)
    }

    private init(_ indicator: Indicator, _ region: RegionID?, _ first: Week, _ counts: [Int?], _ unfinished: Set<Week>)
    {
        (self.indicator, self.region, self.first, self.counts, self.unfinished) = (
            indicator, region, first, counts, unfinished
        )
    }

    /// As the statistics want it: with the Monday of each week, so that a year of 53 weeks is none of another kind.
    func series() throws -> CountSeries {
        let dates = try counts.indices.map { index in
            let (year, month, day) = (first + index).monday.civil
            return try CivilDate(year: year, month: month, day: day)
        }
        return try CountSeries(counts: counts, frequency: 52, dates: dates)
    }
}
