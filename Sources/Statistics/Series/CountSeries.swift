/// Counts at equal steps of time, such as contacts a week. Time points are counted from 1.
public struct CountSeries: Sendable {
    /// nil where missing; missing is not zero.
    public let counts: [Int?]
    /// Time points in a year: 52 for weeks (a year of 53 is found by its dates), 12 for months.
    public let frequency: Int
    /// The first day of each time point; nil when only the order counts.
    public let dates: [CivilDate]?
    /// People at risk at each time point; nil when it is not to be used.
    public let population: [Double]?

    /// The largest count that is accepted.
    public static let largestCount = 1_000_000_000_000

    /// - Throws: `StatisticsError` for an empty series, a negative count or one above a million million, a population
    ///   that is not positive, lists of different lengths, or dates that do not increase.
    public init(
        counts: [Int?], frequency: Int = 52, dates: [CivilDate]? = nil, population: [Double]? = nil
    ) throws(StatisticsError) {
        guard !counts.isEmpty else { throw .empty(name: "count") }
        try StatisticsError.check("frequency", Double(frequency), "1 to 1,000") { (1...1000).contains($0) }
        for case let count? in counts {
            try StatisticsError.check("count", Double(count), "zero to a million million") {
                $0 >= 0 && $0 <= Double(Self.largestCount)
            }
        }
        if let dates {
            guard dates.count == counts.count else {
                throw .lengthsDiffer(first: "counts", counts.count, second: "dates", dates.count)
            }
            for (earlier, later) in zip(dates, dates.dropFirst()) {
                try StatisticsError.check(
                    "number of days to the next date", Double(later.number - earlier.number), "1 or more"
                ) { $0 >= 1 }
            }
        }
        if let population {
            guard population.count == counts.count else {
                throw .lengthsDiffer(first: "counts", counts.count, second: "population", population.count)
            }
            for people in population { try StatisticsError.check("population", people, "more than zero") { $0 > 0 } }
        }
        (self.counts, self.frequency, self.dates, self.population) = (counts, frequency, dates, population)
    }

    /// The total of the last `span` time points up to `time`: of those that exist, and whether all of them do.
    func recent(_ span: Int, upTo time: Int) -> (sum: Int, complete: Bool) {
        var sum = 0
        var complete = true
        for point in stride(from: time, to: time - span, by: -1) {
            guard point >= 1, let count = counts[point - 1] else {
                complete = complete && point < 1
                continue
            }
            sum += count
        }
        return (sum, complete)
    }
}
