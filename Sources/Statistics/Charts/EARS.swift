/// The three charts of the Early Aberration Reporting System of the CDC: the mean of a few recent weeks plus z standard deviations.
///
/// They know no season and no trend and have many false alarms (0.070 a week at a nominal 0.01); they are here to compare with.
/// Source: L. Hutwagner, W. Thompson, G. M. Seeman, T. Treadwell, "The bioterrorism preparedness and response Early Aberration
/// Reporting System", Journal of Urban Health 80 (2003) i89–i96.
public struct EARS: Sendable, Equatable {
    public enum Method: Sendable, Equatable, CaseIterable {
        /// Baseline: the weeks straight before.
        case c1
        /// Baseline: two weeks of guard between it and the week that is judged.
        case c2
        /// C2 with the exceedances of the two weeks before added. Its bound contains the count itself: not a threshold to show.
        case c3
    }

    public let method: Method
    /// Weeks of the baseline.
    public let baseline: Int
    /// Floor of the standard deviation, in counts.
    public let minimumDeviation: Double
    /// One-sided level of one week.
    public let oneSidedAlpha: Double

    /// - Throws: `StatisticsError.invalid` unless baseline ≥ 2, minimumDeviation ≥ 0 and 0 < oneSidedAlpha < 1.
    public init(
        _ method: Method, baseline: Int = 7, minimumDeviation: Double = 0, oneSidedAlpha: Double? = nil
    ) throws(StatisticsError) {
        let alpha = oneSidedAlpha ?? (method == .c3 ? 0.025 : 0.001)
        try StatisticsError.check("number of baseline weeks", Double(baseline), "2 or more") { $0 >= 2 }
        try StatisticsError.check("least standard deviation", minimumDeviation, "zero or more") { $0 >= 0 }
        try StatisticsError.check("level", alpha, "between 0 and 1") { $0 > 0 && $0 < 1 }
        self.method = method
        self.baseline = baseline
        self.minimumDeviation = minimumDeviation
        self.oneSidedAlpha = alpha
    }

    /// Judges the weeks `judged` (places from 0). A missing week in a baseline leaves the bound unknown.
    ///
    /// - Throws: `StatisticsError` when a count is negative or the series is too short before the first week.
    public func judge(_ counts: [Double?], weeks judged: Range<Int>) throws(StatisticsError) -> [ChartDecision] {
        let history =
            switch method {
            case .c1: baseline
            case .c2: baseline + 2
            case .c3: baseline + 4
            }
        try ChartInput.check(counts, judged: judged, history: history)
        let z = Normal.quantile(1 - oneSidedAlpha)
        return judged.map { week in
            ChartDecision(index: week, observed: counts[week], upperBound: bound(counts, week, z))
        }
    }

    private func bound(_ counts: [Double?], _ week: Int, _ z: Double) -> Double? {
        guard let now = moments(counts, before: method == .c1 ? week : week - 2) else { return nil }
        guard method == .c3 else { return now.mean + z * now.deviation }
        guard let count = counts[week] else { return nil }
        var excess = 0.0
        for earlier in [week - 2, week - 1] {
            guard let past = moments(counts, before: earlier - 2), let seen = counts[earlier] else { return nil }
            let statistic = (seen - past.mean) / past.deviation
            guard !statistic.isNaN else { return nil }
            excess += max(0, statistic - 1)
        }
        let bound = count + now.deviation * (z - excess)
        return bound.isNaN ? nil : max(0, bound)
    }

    /// Mean and standard deviation (n − 1) of the baseline that ends before a week; nil when a week of it is missing.
    private func moments(_ counts: [Double?], before end: Int) -> (mean: Double, deviation: Double)? {
        var values: [Double] = []
        for case let count? in counts[(end - baseline)..<end] { values.append(count) }
        guard values.count == baseline else { return nil }
        let mean = values.reduce(0, +) / Double(baseline)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, max(minimumDeviation, (squares / Double(baseline - 1)).squareRoot()))
    }
}
