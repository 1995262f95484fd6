/// Which time points a count is compared with, and how they are grouped by season.
///
/// Source: A. Noufaily and others, "An improved algorithm for outbreak detection in multiple surveillance systems", Statistics in
/// Medicine 32 (2013) 1206–1222.
public struct BaselineRule: Sendable, Equatable {
    /// Years to look back (b).
    public let yearsBack: Int
    /// Time points on either side of the same date in an earlier year (w).
    public let halfWindow: Int
    /// Seasons in a year, the windows being one of them (p); 1 uses the windows only.
    public let periods: Int
    /// The most recent time points that are left out (g), so that a rise that has begun is not its own baseline.
    public let excluded: Int

    public static let noufaily = BaselineRule(5, 3, 10, 26)

    private init(_ yearsBack: Int, _ halfWindow: Int, _ periods: Int, _ excluded: Int) {
        (self.yearsBack, self.halfWindow, self.periods, self.excluded) = (yearsBack, halfWindow, periods, excluded)
    }

    /// - Throws: `StatisticsError.invalid` for years outside 1…100, a window outside 0…1,000, periods outside 1…100 or excluded
    ///   points outside 0…10,000.
    public init(yearsBack: Int, halfWindow: Int, periods: Int, excluded: Int) throws(StatisticsError) {
        try StatisticsError.check("number of years back", Double(yearsBack), "1 to 100") { (1...100).contains($0) }
        try StatisticsError.check("half window", Double(halfWindow), "0 to 1,000") { (0...1000).contains($0) }
        try StatisticsError.check("number of periods", Double(periods), "1 to 100") { (1...100).contains($0) }
        try StatisticsError.check("number of excluded points", Double(excluded), "0 to 10,000") {
            (0...10000).contains($0)
        }
        self.init(yearsBack, halfWindow, periods, excluded)
    }

    /// The time points at the same date 0, 1, … b years before `time`.
    ///
    /// With dates and weekly data, the nearest date with the same weekday, the earlier one on a tie; so a year of 53 weeks is met.
    /// - Throws: `StatisticsError.historyTooShort` when one of them is not in the series.
    func references(_ series: CountSeries, _ numbers: [Int]?, at time: Int) throws(StatisticsError) -> [Int] {
        var found: [Int] = []
        for year in 0...yearsBack {
            guard let point = Self.reference(series, numbers, time, year), point >= 1 else {
                throw .historyTooShort(
                    needed:
                        "time point \(time) needs \(yearsBack) years before it; ask for fewer years or a later point")
            }
            found.append(point)
        }
        return found
    }

    private static func reference(_ series: CountSeries, _ numbers: [Int]?, _ time: Int, _ year: Int) -> Int? {
        guard let numbers, let dates = series.dates else { return time - year * series.frequency }
        let day = dates[time - 1].number(yearsEarlier: year)
        guard series.frequency == 52 else { return position(of: day, in: numbers) }
        let before = day - (CivilDate.weekday(day) - CivilDate.weekday(numbers[time - 1]))
        let other = before > day ? before - 7 : before + 7
        return position(of: abs(before - day) <= abs(other - day) ? before : other, in: numbers)
    }

    /// The time point that starts on a day, by halving.
    static func position(of day: Int, in numbers: [Int]) -> Int? {
        var low = 0
        var high = numbers.count - 1
        while low <= high {
            let middle = (low + high) / 2
            if numbers[middle] == day { return middle + 1 }
            if numbers[middle] < day { low = middle + 1 } else { high = middle - 1 }
        }
        return nil
    }

    /// The season of each time point from 1 to p, the windows being p, and 0 for those that are not in the baseline.
    ///
    /// - Throws: `StatisticsError` when the oldest window begins before the series or the seasons do not fit between two windows.
    func seasons(_ references: [Int], count: Int, at time: Int) throws(StatisticsError) -> [Int] {
        var season = Array(repeating: 0, count: count + 1)
        func label(_ from: Int, _ to: Int, _ value: Int) {
            guard from <= to else { return }
            for point in max(1, from)...max(1, min(count, to)) where point >= from { season[point] = value }
        }
        label(time - halfWindow, time, periods)
        for year in 1..<references.count {
            let centre = references[year]
            guard centre - halfWindow >= 0 else {
                throw .historyTooShort(needed: "the window around time point \(centre) begins before the series")
            }
            label(centre - halfWindow, centre + halfWindow, periods)
            guard periods > 1 else { continue }
            let gap = references[year - 1] - 2 * halfWindow - 1 - centre
            guard gap >= max(0, periods - (2 * halfWindow + 1)) else {
                throw .invalid(
                    name: "number of periods", value: Double(periods),
                    allowed: "small enough to fit between two windows")
            }
            var start = centre + halfWindow + 1
            for block in 1..<periods {
                let length = gap / (periods - 1) + (block <= gap % (periods - 1) ? 1 : 0)
                label(start, start + length - 1, block)
                start += length
            }
        }
        for point in max(1, time - excluded)...time { season[point] = 0 }
        return season
    }
}
