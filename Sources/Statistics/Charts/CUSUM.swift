/// Cumulative sums of standardised counts: C_t = max(0, C_{t−1} + s_t − k), an alarm when C_t ≥ h.
///
/// Sources: E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954) 100–115; G. Rossi, L. Lampugnani, M. Marchi, "An
/// approximate CUSUM procedure for surveillance of health events", Statistics in Medicine 18 (1999) 2111–2122.
public struct CUSUM: Sendable, Equatable {
    /// How a count x with in-control mean m becomes a number with mean near 0 and variance near 1.
    public enum Standardisation: Sendable, Equatable {
        /// (x − m)/√m
        case standard
        /// (x − 3m + 2√(xm))/(2√m)
        case rossi
        /// 1.5 (x^⅔ − m^⅔)/m^⅙
        case anscombe
        /// Anscombe with the second term of the mean.
        case anscombeSecondOrder
        /// (x − m)/√(m + a m²), `inverseSize` being a.
        case pearsonNegativeBinomial(inverseSize: Double)
        /// The count itself.
        case none
    }

    /// What is expected as long as nothing changes.
    public enum InControl: Sendable, Equatable {
        /// The mean of the known weeks before the first one judged.
        case meanBefore
        case constant(Double)
        /// One mean for each week judged.
        case perWeek([Double])
        /// Poisson regression with one yearly wave on the weeks before the first one judged.
        case seasonal(frequency: Int)
    }

    public enum AfterAlarm: Sendable, Equatable {
        /// One large count can give alarms for weeks.
        case goOn
        /// The sum starts again at 0.
        case startAgain
    }

    public struct Decision: Sendable, Equatable {
        public let index: Int
        public let observed: Double?
        /// In-control mean.
        public let mean: Double
        /// The sum before it is set back after an alarm.
        public let sum: Double
        /// The count that would just have given an alarm; 0 where there is none.
        public let upperBound: Double
        /// nil where the count is missing; the sum stays what it was.
        public let alarm: Bool?
    }

    /// Reference value k, in standard deviations.
    public let reference: Double
    /// Decision limit h.
    public let limit: Double
    public let standardisation: Standardisation
    public let afterAlarm: AfterAlarm

    /// - Throws: `StatisticsError.invalid` unless k is finite, h > 0 and an inverse size is ≥ 0.
    public init(
        reference: Double = 1.04, limit: Double = 2.26, standardisation: Standardisation = .standard,
        afterAlarm: AfterAlarm = .goOn
    ) throws(StatisticsError) {
        try StatisticsError.check("reference value", reference, "a finite number") { _ in true }
        try StatisticsError.check("decision limit", limit, "above 0") { $0 > 0 }
        if case .pearsonNegativeBinomial(let inverse) = standardisation {
            try StatisticsError.check("inverse size", inverse, "zero or more") { $0 >= 0 }
        }
        self.reference = reference
        self.limit = limit
        self.standardisation = standardisation
        self.afterAlarm = afterAlarm
    }

    /// Judges the weeks `judged` (places from 0), starting from a sum of 0.
    ///
    /// - Throws: `StatisticsError` when a count is negative or there is no history for the in-control mean.
    public func judge(
        _ counts: [Double?], weeks judged: Range<Int>, inControl: InControl = .meanBefore
    ) throws(StatisticsError) -> [Decision] {
        try ChartInput.check(counts, judged: judged, history: 0)
        let means = try means(counts, judged, inControl)
        var sum = 0.0
        var decisions: [Decision] = []
        for (week, mean) in zip(judged, means) {
            let before = sum
            if let count = counts[week] { sum = max(0, before + standardised(count, mean) - reference) }
            let alarm = sum >= limit
            let bound = bound(mean, before: before, after: sum)
            decisions.append(
                Decision(
                    index: week, observed: counts[week], mean: mean, sum: sum,
                    upperBound: bound > 0 && bound.isFinite ? bound : 0,
                    alarm: counts[week] == nil ? nil : alarm))
            if alarm, afterAlarm == .startAgain { sum = 0 }
        }
        return decisions
    }

    private func means(_ counts: [Double?], _ judged: Range<Int>, _ inControl: InControl) throws(StatisticsError)
        -> [Double]
    {
        let means: [Double]
        switch inControl {
        case .meanBefore:
            let known = counts[..<judged.lowerBound].compactMap { $0 }
            guard !known.isEmpty else {
                throw .historyTooShort(needed: "a known count is needed before the first week to judge")
            }
            means = Array(repeating: known.reduce(0, +) / Double(known.count), count: judged.count)
        case .constant(let mean): means = Array(repeating: mean, count: judged.count)
        case .perWeek(let given):
            guard given.count == judged.count else {
                throw .lengthsDiffer(first: "expected means", given.count, second: "weeks to judge", judged.count)
            }
            means = given
        case .seasonal(let frequency):
            means = try SeasonalMean(harmonics: 1, trend: .none, frequency: frequency).forecast(counts, weeks: judged)
        }
        for mean in means {
            // A mean of 0 has no standard deviation to divide by; only the sum of the counts themselves can do with it.
            try StatisticsError.check("expected mean", mean, "above 0") {
                $0 > 0 || ($0 == 0 && standardisation == .none)
            }
        }
        return means
    }

    private func standardised(_ x: Double, _ m: Double) -> Double {
        switch standardisation {
        case .standard: (x - m) / m.squareRoot()
        case .rossi: (x - 3 * m + 2 * (x * m).squareRoot()) / (2 * m.squareRoot())
        case .anscombe: 1.5 * (Maths.pow(x, 2 / 3.0) - Maths.pow(m, 2 / 3.0)) / Maths.pow(m, 1 / 6.0)
        case .anscombeSecondOrder:
            (Maths.pow(x, 2 / 3.0) - (Maths.pow(m, 2 / 3.0) - Maths.pow(m, -1 / 3.0) / 9))
                / (2 / 3.0 * Maths.pow(m, 1 / 6.0))
        case .pearsonNegativeBinomial(let inverse): (x - m) / (m + inverse * m * m).squareRoot()
        case .none: x
        }
    }

    /// Solves s(x) − k + C = h for x. The second-order Anscombe bound has the exponent that R's package gives it.
    private func bound(_ m: Double, before sum: Double, after: Double) -> Double {
        let room = limit + reference - sum
        let root = m.squareRoot()
        func power(_ base: Double) -> Double { base < 0 ? 0 : Maths.pow(base, 1.5) }
        switch standardisation {
        case .standard: return (root * room + m).rounded(.up)
        case .rossi:
            return 2 * limit * root + 2 * reference * root - 2 * sum * root + 5 * m
                - 2 * (4 * m * m + 2 * Maths.pow(m, 1.5) * room).squareRoot()
        case .anscombe: return power(2 / 3.0 * Maths.pow(m, 1 / 6.0) * room + Maths.pow(m, 2 / 3.0))
        case .anscombeSecondOrder:
            return power(2 / 3.0 * Maths.pow(m, 1 / 6.0) * room + (Maths.pow(m, 2 / 3.0) - Maths.pow(m, 1 / 3.0) / 9))
        case .pearsonNegativeBinomial(let inverse): return (m + inverse * m * m).squareRoot() * room + m
        case .none: return limit - after
        }
    }
}
