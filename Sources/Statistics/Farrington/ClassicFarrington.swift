/// The first Farrington method: the same weeks of earlier years only, normal limits, no season.
///
/// Source: Farrington, Andrews, Beale and Catchpole, "A statistical algorithm for the early detection of outbreaks of infectious disease",
/// Journal of the Royal Statistical Society A 159 (1996) 547–563. It does not hold its level; for comparison only.
public struct ClassicFarrington: Sendable {
    /// 1 to 100.
    public let yearsBack: Int
    /// 0 to 1,000.
    public let halfWindow: Int
    public var reweights = true
    public var trend = TrendRule.kept(below: 0.05)
    public var enough = Enough.five
    public var power = PowerTransformation.twoThirds
    /// Half of it lies above the threshold.
    public let twoSidedAlpha: Double

    /// - Throws: `StatisticsError.invalid` for values outside the ranges named at the properties.
    public init(yearsBack: Int = 5, halfWindow: Int = 3, twoSidedAlpha: Double = 0.05) throws(StatisticsError) {
        let rule = try BaselineRule(yearsBack: yearsBack, halfWindow: halfWindow, periods: 1, excluded: 0)
        try StatisticsError.check("alpha", twoSidedAlpha, "between 0 and 1") { $0 > 0 && $0 < 1 }
        (self.yearsBack, self.halfWindow, self.twoSidedAlpha) = (rule.yearsBack, rule.halfWindow, twoSidedAlpha)
    }

    public struct Answer: Sendable, Equatable {
        public let time: Int
        public let observed: Int?
        /// 0 when there were not enough counts lately.
        public let upperBound: Double?
        public let alarm: Bool?
        public let keptTrend: Bool?
        /// Probability that an ordinary count is at most the one observed.
        public let quantile: Double?
        public let expected: Double?
    }

    /// The answers at the time points of `range`, counted from 1. Reference weeks before the series are left out.
    ///
    /// - Throws: `StatisticsError` when a point is outside the series or has fewer than three reference weeks.
    public func answers(_ series: CountSeries, _ range: ClosedRange<Int>) throws(StatisticsError) -> [Answer] {
        try JudgedRange.check(series, range)
        let prepared = PreparedSeries(series)
        let regression = TrendRegression(capacity: (2 * halfWindow + 1) * yearsBack)
        let fitter = BaselineFitter(
            mode: .compatible, reweighting: reweights ? .high(threshold: 1) : .none, trend: trend, yearsBack: yearsBack,
            regression: regression, isClassic: true)
        var answers: [Answer] = []
        for time in range {
            regression.clear(groups: 1, hasOffset: false)
            for point in references(prepared, at: time) {
                guard let count = prepared.counts[point - 1] else { continue }
                regression.add(count, x: Double(point), offset: 0, group: 0)
            }
            answers.append(answer(series, time, try fitter.model(x: Double(time), offset: 0, group: 0)))
        }
        return answers
    }

    private func references(_ prepared: PreparedSeries, at time: Int) -> [Int] {
        var found: [Int] = []
        for year in stride(from: yearsBack, through: 1, by: -1) {
            for shift in -halfWindow...halfWindow {
                guard let numbers = prepared.numbers, let dates = prepared.series.dates, prepared.series.frequency == 52
                else {
                    let point = time - year * prepared.series.frequency + shift
                    if point >= 1 { found.append(point) }
                    continue
                }
                let day = dates[time - 1].number(yearsEarlier: year) + 7 * shift
                // Days forward to the same weekday; backward when that is not farther.
                let forward = (CivilDate.weekday(numbers[time - 1]) - CivilDate.weekday(day) + 7) % 7
                let nearest = forward < 7 - forward ? day + forward : day + forward - 7
                if let point = BaselineRule.position(of: forward == 0 ? day : nearest, in: numbers) {
                    found.append(point)
                }
            }
        }
        return found
    }

    private func answer(_ series: CountSeries, _ time: Int, _ model: BaselineModel?) -> Answer {
        let observed = series.counts[time - 1]
        guard let model else {
            return Answer(
                time: time, observed: observed, upperBound: nil, alarm: nil, keptTrend: nil, quantile: nil,
                expected: nil)
        }
        let limit = NormalLimit(
            mean: model.mean, dispersion: model.dispersion, samplingError: model.samplingError, power)
        let bound = limit.upper(Normal.quantile(1 - twoSidedAlpha / 2))
        let recent = series.recent(enough.span, upTo: time)
        let isEnough = recent.complete && recent.sum >= enough.count
        let score = observed.map { isEnough ? (Double($0) - model.mean) / (bound - model.mean) : 0 }
        return Answer(
            time: time, observed: observed, upperBound: isEnough ? bound : 0, alarm: (score ?? 0) > 1,
            keptTrend: model.slope != nil,
            quantile: observed.map { Normal.cumulative(limit.score(Double($0))) }, expected: model.mean)
    }
}
