/// Did the counts change in level or slope from a date that was named beforehand?
///
/// log μ_t = c₀ + c₁ (t − t₀)/52 + c₂ [t ≥ t₀] + c₃ [t ≥ t₀] (t − t₀)/52 + Σ_j (s_j sin + c_j cos)(2π j t/period), quasi-Poisson, with
/// standard errors that allow for autocorrelation. It says how much the counts changed, never why. Sources: J. Lopez Bernal, S.
/// Cummins, A. Gasparrini, "Interrupted time series regression", International Journal of Epidemiology 46 (2017) 348–355; W. K. Newey,
/// K. D. West, "A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent covariance matrix",
/// Econometrica 55 (1987) 703–708.
public struct InterruptedTimeSeries: Sendable, Equatable {
    public enum Term: Sendable, Hashable {
        case intercept
        /// Slope before the date, per 52 time points.
        case time
        /// The step at the date.
        case level
        /// What the slope gains after the date.
        case slope
        case sine(Int)
        case cosine(Int)
    }

    public struct Effect: Sendable, Equatable {
        public let term: Term
        /// On the log scale.
        public let estimate: Double
        /// From the model, with the dispersion (at least 1).
        public let modelError: Double
        /// Robust against autocorrelation up to the lag.
        public let robustError: Double
        /// e^estimate.
        public let ratio: Double
        /// 95 per cent interval of the ratio by the robust error.
        public let low: Double
        public let high: Double
        /// Two-sided Student t with the model error.
        public let modelP: Double
        /// Two-sided normal with the robust error.
        public let robustP: Double
    }

    public struct Fit: Sendable, Equatable {
        public let effects: [Effect]
        /// Pearson dispersion, not floored.
        public let dispersion: Double
        /// Time points kept.
        public let count: Int
        public let degreesOfFreedom: Int
        public let deviance: Double
        /// Correlation of the Pearson residuals with those of the time point before (of the kept ones).
        public let residualCorrelation: Double

        public func effect(_ term: Term) -> Effect? { effects.first { $0.term == term } }
    }

    public let harmonics: Int
    /// Time points in a year, need not be whole: 365.25/7 weeks.
    public let period: Double
    /// Lags of autocorrelation that the robust error allows for.
    public let lag: Int

    /// - Throws: `StatisticsError.invalid` unless 0 ≤ harmonics ≤ 26, period > 0 and lag ≥ 0.
    public init(harmonics: Int = 2, period: Double = 365.25 / 7, lag: Int = 4) throws(StatisticsError) {
        try StatisticsError.check("number of harmonics", Double(harmonics), "between 0 and 26") { $0 >= 0 && $0 <= 26 }
        try StatisticsError.check("period", period, "above 0") { $0 > 0 }
        try StatisticsError.check("lag", Double(lag), "zero or more") { $0 >= 0 }
        self.harmonics = harmonics
        self.period = period
        self.lag = lag
    }

    public var terms: [Term] {
        [.intercept, .time, .level, .slope] + (0..<harmonics).flatMap { [Term.sine($0 + 1), .cosine($0 + 1)] }
    }

    /// - Parameters:
    ///   - change: place (from 0) of the first time point after the date.
    ///   - excluded: places left out, such as the weeks of transition.
    /// - Throws: `StatisticsError` when there are too few time points on either side.
    public func fit(
        _ counts: [Double?], change: Int, excluding excluded: Set<Int> = []
    ) throws(StatisticsError) -> Fit {
        try ChartInput.check(counts, judged: 0..<counts.count, history: 0)
        guard change > 0, change < counts.count else {
            throw .invalid(name: "place of the date", value: Double(change), allowed: "within the series")
        }
        guard lag < counts.count else {
            throw .invalid(name: "lag", value: Double(lag), allowed: "less than the length of the series")
        }
        var kept: [Int] = []
        var values: [Double] = []
        for (place, count) in counts.enumerated() where !excluded.contains(place) {
            if let count {
                kept.append(place)
                values.append(count)
            }
        }
        let columns = design(kept, change)
        let fit = try PoissonRegression(counts: values, columns: columns)
        let n = Double(values.count)
        let freedom = n - Double(columns.count)
        let pearson = zip(values, fit.fitted).map { ($0 - $1) / $1.squareRoot() }
        let dispersion = pearson.reduce(0) { $0 + $1 * $1 } / freedom
        let robust = robustVariances(
            columns, zip(values, fit.fitted).map { $0 - $1 }, fit.unscaledCovariance, n / freedom)
        let effects = terms.indices.map { index in
            effect(
                terms[index], fit.coefficients[index],
                model: (max(1, dispersion) * fit.unscaledCovariance[index][index]).squareRoot(),
                robust: robust[index].squareRoot(), freedom)
        }
        return Fit(
            effects: effects, dispersion: dispersion, count: values.count, degreesOfFreedom: Int(freedom),
            deviance: fit.deviance,
            residualCorrelation: Self.correlation(pearson))
    }

    private func effect(_ term: Term, _ estimate: Double, model: Double, robust: Double, _ freedom: Double) -> Effect {
        let z = Normal.quantile(0.975)
        return Effect(
            term: term, estimate: estimate, modelError: model, robustError: robust, ratio: Maths.exp(estimate),
            low: Maths.exp(estimate - z * robust), high: Maths.exp(estimate + z * robust),
            modelP: StudentT.twoSided(estimate / model, degreesOfFreedom: freedom),
            robustP: 2 * Normal.upperTail(abs(estimate / robust)))
    }

    private func design(_ places: [Int], _ change: Int) -> [[Double]] {
        let since = places.map { Double($0 - change) / 52 }
        let after = places.map { $0 >= change ? 1.0 : 0 }
        var columns = [places.map { _ in 1.0 }, since, after, zip(since, after).map { $0 * $1 }]
        for wave in 1..<(harmonics + 1) {
            let speed = Maths.twoPi * Double(wave)
            columns.append(places.map { Maths.sin(speed * Double($0 + 1) / period) })
            columns.append(places.map { Maths.cos(speed * Double($0 + 1) / period) })
        }
        return columns
    }

    /// The diagonal of V = n/(n − p) B M B, M the sum of the products of the scores x (y − μ) with Bartlett's weights over the lags.
    private func robustVariances(_ columns: [[Double]], _ residuals: [Double], _ inverse: [[Double]], _ factor: Double)
        -> [Double]
    {
        // b_k = row k of B times the score of each time point, so that only the diagonal has to be summed.
        inverse.map { row in
            let scores = residuals.indices.map { point in
                columns.indices.reduce(0.0) { $0 + row[$1] * columns[$1][point] } * residuals[point]
            }
            var sum = scores.reduce(0) { $0 + $1 * $1 }
            for distance in 1..<(min(lag, scores.count - 1) + 1) {
                let weight = 1 - Double(distance) / Double(lag + 1)
                var product = 0.0
                for point in distance..<scores.count { product += scores[point] * scores[point - distance] }
                sum += 2 * weight * product
            }
            return factor * sum
        }
    }

    private static func correlation(_ residuals: [Double]) -> Double {
        let mean = residuals.reduce(0, +) / Double(residuals.count)
        let whole = residuals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        guard whole > 0 else { return 0 }
        return zip(residuals.dropFirst(), residuals).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } / whole
    }
}
