/// The flexible Farrington method with its slips put right, in both directions, and with the bound that is used for decisions.
///
/// Differences from `FarringtonFlexible`: one Pearson dispersion for everything; falls are reported; missing counts do not silence an
/// alarm; and the *production* bound divides the dispersion by its consistency factor after down-weighting and adds the variance of the
/// expected count. The two p-values of the production bound are the ones for false-discovery control.
public struct CorrectedFarrington: Sendable {
    public var baseline = BaselineRule.noufaily
    public var reweighting = Reweighting.bothSides(threshold: 2.58)
    public var trend = TrendRule.kept(below: 0.05)
    public var enough = Enough.five

    /// The probability that an ordinary count lies above the upper bound, and that it lies below the lower bound.
    public let oneSidedAlpha: Double

    /// - Throws: `StatisticsError.invalid` unless 0 < alpha < ½.
    public init(oneSidedAlpha: Double = 0.05) throws(StatisticsError) {
        try StatisticsError.check("alpha", oneSidedAlpha, "between 0 and 0.5") { $0 > 0 && $0 < 0.5 }
        self.oneSidedAlpha = oneSidedAlpha
    }

    /// What is unusual about a count.
    public enum Exceedance: Int, Sendable, Equatable {
        case fall = -1
        case none = 0
        case rise = 1
    }

    /// What one time point was expected to be.
    public struct Forecast: Sendable, Equatable {
        public let expected: Double
        /// Of log expected.
        public let samplingError: Double
        /// Held at 1 or more.
        public let dispersion: Double
        /// Change of log expected per time point; nil when no trend was kept.
        public let slope: Double?
        public let slopePValue: Double?
        /// The distribution without the two corrections of the production bound.
        public let plain: Bounds
        /// The distribution for decisions.
        public let production: Bounds
    }

    /// A distribution of the count and its two quantiles.
    public struct Bounds: Sendable, Equatable {
        public let distribution: NegativeBinomial
        public let upper: Double
        public let lower: Double

        init(_ distribution: NegativeBinomial, _ alpha: Double) {
            (self.distribution, upper, lower) = (
                distribution, distribution.quantile(1 - alpha), distribution.quantile(alpha)
            )
        }

        /// P(Y ≥ observed), for a rise.
        public func pUpper(_ observed: Int) -> Double { distribution.upperTail(Double(observed)) }
        /// P(Y ≤ observed), for a fall.
        public func pLower(_ observed: Int) -> Double { distribution.cumulative(Double(observed)) }
        /// P(Y > observed) + P(Y = observed)/2.
        public func midPUpper(_ observed: Int) -> Double {
            distribution.upperTail(Double(observed) + 1) + distribution.probability(of: Double(observed)) / 2
        }
        /// P(Y < observed) + P(Y = observed)/2.
        public func midPLower(_ observed: Int) -> Double {
            distribution.cumulative(Double(observed) - 1) + distribution.probability(of: Double(observed)) / 2
        }

        func exceedance(_ observed: Int, isEnough: Bool) -> Exceedance {
            if isEnough, observed > 0, Double(observed) > upper { return .rise }
            return Double(observed) < lower ? .fall : .none
        }
    }

    /// A judged time point.
    public struct Judgement: Sendable, Equatable {
        public let time: Int
        /// nil when missing; then nothing is decided.
        public let observed: Int?
        /// nil when no regression converged, as with a baseline of zeros only: judge such a series with a Gamma–Poisson prediction.
        public let forecast: Forecast?
        /// By the plain bound, and by the production bound.
        public let plain: Exceedance?
        public let decision: Exceedance?
    }

    /// Judges the time points of `range`, counted from 1.
    ///
    /// - Throws: `StatisticsError` when a point is outside the series or its history is too short.
    public func judge(_ series: CountSeries, _ range: ClosedRange<Int>) throws(StatisticsError) -> [Judgement] {
        try JudgedRange.check(series, range)
        let prepared = PreparedSeries(series)
        let fitter = BaselineFitter(
            mode: .corrected, reweighting: reweighting, trend: trend, yearsBack: baseline.yearsBack,
            regression: TrendRegression(capacity: series.counts.count))
        var judgements: [Judgement] = []
        judgements.reserveCapacity(range.count)
        for time in range {
            let forecast = try forecast(prepared, fitter, time)
            let observed = series.counts[time - 1]
            let isEnough = series.recent(enough.span, upTo: time).sum >= enough.count
            judgements.append(
                Judgement(
                    time: time, observed: observed, forecast: forecast,
                    plain: observed.flatMap { forecast?.plain.exceedance($0, isEnough: isEnough) },
                    decision: observed.flatMap { forecast?.production.exceedance($0, isEnough: isEnough) }))
        }
        return judgements
    }

    private func forecast(
        _ prepared: PreparedSeries, _ fitter: BaselineFitter, _ time: Int
    ) throws(StatisticsError) -> Forecast? {
        let points = try SeasonalBaseline(baseline, prepared, mode: .corrected, at: time)
        guard let group = points.load(prepared, fitter.regression, periods: baseline.periods) else {
            throw .historyTooShort(needed: "the season of time point \(time) has no counts")
        }
        let x = prepared.time(time, from: points.judgedOrigin)
        guard let model = try fitter.model(x: x, offset: prepared.logPopulation?[time - 1] ?? 0, group: group) else {
            return nil
        }
        let (mean, error) = (model.mean, model.samplingError)
        guard mean.isFinite else { return nil }
        let calibrated = max(1, model.rawDispersion / reweighting.consistency) + mean * error * error
        return Forecast(
            expected: mean, samplingError: error, dispersion: model.dispersion, slope: model.slope,
            slopePValue: model.slopePValue,
            plain: Bounds(try NegativeBinomial(mean: mean, dispersion: model.dispersion), oneSidedAlpha),
            production: Bounds(try NegativeBinomial(mean: mean, dispersion: calibrated), oneSidedAlpha))
    }
}
