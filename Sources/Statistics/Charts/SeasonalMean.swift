/// The in-control mean of a chart: Poisson regression log μ_t = c + [b t] + Σ_j (p_j cos + q_j sin)(2π j t/frequency) on the weeks before.
public struct SeasonalMean: Sendable, Equatable {
    public enum Trend: Sendable, Equatable { case none, linear }

    /// Waves in a year.
    public let harmonics: Int
    public let trend: Trend
    /// Weeks (or months) in a year.
    public let frequency: Int

    /// - Throws: `StatisticsError.invalid` unless 0 ≤ harmonics ≤ 26 and frequency ≥ 1.
    public init(harmonics: Int = 1, trend: Trend = .linear, frequency: Int = 52) throws(StatisticsError) {
        try StatisticsError.check("number of harmonics", Double(harmonics), "between 0 and 26") { $0 >= 0 && $0 <= 26 }
        try StatisticsError.check("number of weeks in a year", Double(frequency), "1 or more") { $0 >= 1 }
        self.harmonics = harmonics
        self.trend = trend
        self.frequency = frequency
    }

    /// The means of `weeks`, from a fit on every known week before them.
    ///
    /// - Throws: `StatisticsError` when there are too few weeks before.
    public func forecast(_ counts: [Double?], weeks: Range<Int>) throws(StatisticsError) -> [Double] {
        try ChartInput.check(counts, judged: weeks, history: 2)
        var known: [Int] = []
        var values: [Double] = []
        for (week, count) in counts[..<weeks.lowerBound].enumerated() {
            if let count {
                known.append(week)
                values.append(count)
            }
        }
        let fit = try PoissonRegression(counts: values, columns: design(known))
        let ahead = design(Array(weeks))
        return weeks.indices.map { place in
            let row = place - weeks.startIndex
            return Maths.exp(zip(ahead, fit.coefficients).reduce(0) { $0 + $1.0[row] * $1.1 })
        }
    }

    private func design(_ weeks: [Int]) -> [[Double]] {
        let times = weeks.map { Double($0 + 1) }
        var columns = [times.map { _ in 1.0 }]
        if trend == .linear { columns.append(times) }
        for wave in 1..<(harmonics + 1) {
            let speed = Maths.twoPi * Double(wave) / Double(frequency)
            columns.append(times.map { Maths.cos(speed * $0) })
            columns.append(times.map { Maths.sin(speed * $0) })
        }
        return columns
    }
}
