import Core
import Pack

/// How many there were on a day of one month, on average: of the days that have a number and of no others.
///
/// A day without a figure counts neither as a day nor as zero. Made from what is told only; where a day is hidden there is no mean.
public struct DailyMean: Sendable, Hashable {
    public let month: Period
    /// Per day; nil where no day has a number, or one is hidden.
    public let mean: Double?
    /// Days with a number.
    public let days: Int
    /// Days in the month.
    public let ofDays: Int
    /// It has a day that is too small to be told.
    public let isHidden: Bool
    /// A day of it may still change, or is still to come.
    public let isProvisional: Bool

    /// Of every month of which anything came in, oldest first. Empty for figures that are not by day.
    public static func all(_ series: PublishedSeries) -> [DailyMean] {
        var months: [(month: Period, points: [PublishedPoint])] = []
        for point in series.points {
            guard case .day(let day) = point.period else { return [] }
            let (year, month, _) = day.civil
            let period = Period.month(year: year, month: month)
            if months.last?.month == period {
                months[months.count - 1].points.append(point)
            } else {
                months.append((period, [point]))
            }
        }
        return months.map { month, points in
            let over = points.filter { !$0.isRunning }
            let numbers = over.compactMap(\.number)
            let isHidden = over.contains { $0.figure == .suppressed }
            let mean = Double(numbers.reduce(0, +)) / Double(max(1, numbers.count))
            return DailyMean(
                month: month, mean: numbers.isEmpty || isHidden ? nil : mean, days: numbers.count,
                ofDays: month.end.daysSince1970 - month.firstDay.daysSince1970, isHidden: isHidden,
                isProvisional: points.contains { $0.isProvisional })
        }
    }
}
