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
    /// Those of them that can be judged as known at their age. They have no count.
    let young: [Week: YoungWeek]
    /// Those of them that have a number and can only be waited for.
    let waiting: Set<Week>

    var last: Week { first + (counts.count - 1) }

    /// - Parameters:
    ///   - last: the last week to judge.
    ///   - settled: whether a week is long enough ago for its late reports.
    ///   - learned: of a week that is not, how complete it is; nil when that is not known.
    init?(
        _ indicator: Indicator, region: RegionID?, values: [Period: KnownValue], last: Week, settled: (Week) -> Bool,
        learned: (Week) -> (age: Int, completeness: Completeness)? = { _ in nil }
    ) {
        var weeks: [Week: KnownValue] = [:]
        for (period, value) in values {
            if case .week(let week) = period, week <= last { weeks[week] = value }
        }
        guard let first = weeks.keys.min() else { return nil }
        (self.indicator, self.region, self.first) = (indicator, region, first)
        var counts: [Int?] = []
        var unfinished: Set<Week> = []
        var waiting: Set<Week> = []
        var young: [Week: YoungWeek] = [:]
        var week = first
        while week <= last {
            let known = weeks[week]
            switch known?.status {
            case .final, .provisional:
                guard !settled(week), let value = known?.value else {
                    counts.append(known?.value)
                    break
                }
                if let (age, completeness) = learned(week) {
                    // Where nothing ever came in after this age, it is as good as complete.
                    counts.append(completeness.isCertain ? value : nil)
                    if completeness.isCertain { break }
                    young[week] = YoungWeek(count: value, age: age, completeness: completeness)
                    unfinished.insert(week)
                } else if known?.status == .final {
                    counts.append(value)
                } else {
                    counts.append(nil)
                    unfinished.insert(week)
                    waiting.insert(week)
                }
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
        (self.young, self.waiting) = (young, waiting)
    }

    func index(of week: Week) -> Int? {
        let index = (week.monday.daysSince1970 - first.monday.daysSince1970) / 7
        return counts.indices.contains(index) ? index : nil
    }

    func count(_ week: Week) -> Int? { index(of: week).flatMap { counts[$0] } }

    /// Whether any number came in for this week, complete or not.
    func hasCome(_ week: Week) -> Bool { count(week) != nil || young[week] != nil || waiting.contains(week) }

    /// Only the weeks from this one on; nil when none is left.
    func from(_ week: Week) -> WeeklySeries? {
        guard week > first else { return self }
        guard let index = index(of: week) else { return nil }
        return WeeklySeries(self, from: week, Array(counts[index...]))
    }

    private init(_ whole: WeeklySeries, from first: Week, _ counts: [Int?]) {
        (self.indicator, self.region, self.first, self.counts) = (whole.indicator, whole.region, first, counts)
        (unfinished, young, waiting) = (whole.unfinished, whole.young, whole.waiting)
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
