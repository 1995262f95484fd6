import Core

/// A quarter of a year of weeks: thirteen, and the last one the rest.
struct FindingPeriod: Sendable, Hashable {
    let year: Int
    /// 1 to 4.
    let quarter: Int
    let weeks: ClosedRange<Week>

    /// Nil for a quarter or year that there is not.
    init?(year: Int, quarter: Int) {
        guard (1...4).contains(quarter), (1_900...2_200).contains(year),
            let first = Week(year: year, number: 13 * quarter - 12),
            let last = Week(year: year, number: quarter == 4 ? Week.count(inYear: year) : 13 * quarter)
        else { return nil }
        (self.year, self.quarter, weeks) = (year, quarter, first...last)
    }

    init?(containing week: Week) { self.init(year: week.year, quarter: min(4, (week.number + 12) / 13)) }

    var query: String { "?year=\(year)&quarter=\(quarter)" }

    /// From the one of the last week back to the one of the first.
    static func all(_ first: Week, _ last: Week) -> [FindingPeriod] {
        var found: [FindingPeriod] = []
        var week = last
        while let period = FindingPeriod(containing: week), period.weeks.upperBound >= first {
            found.append(period)
            week = period.weeks.lowerBound - 1
        }
        return found
    }
}
