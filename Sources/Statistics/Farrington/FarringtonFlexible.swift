/// The flexible Farrington method as R's package surveillance 1.20.3 answers it ("what R says").
///
/// For decisions use `CorrectedFarrington`. Sources: Farrington, Andrews, Beale and Catchpole, Journal of the Royal Statistical Society A
/// 159 (1996) 547–563; Noufaily and others, Statistics in Medicine 32 (2013) 1206–1222.
public struct FarringtonFlexible: Sendable {
    /// How the threshold follows from expected count and dispersion.
    public enum ThresholdMethod: Sendable, Equatable {
        /// Normal limits after a power transformation, with the error of the expected count ("delta").
        case normal(PowerTransformation)
        /// Quantile of the negative binomial at the expected count ("nbPlugin").
        case negativeBinomial
        /// Quantile of the negative binomial at the upper limit of the expected count ("muan").
        case negativeBinomialAtUpperMean
    }

    public var baseline = BaselineRule.noufaily
    public var reweighting = Reweighting.high(threshold: 2.58)
    public var trend = TrendRule.kept(below: 0.05)
    public var enough = Enough.five
    public var threshold = ThresholdMethod.negativeBinomial

    /// The probability that an ordinary count exceeds the threshold.
    public let oneSidedAlpha: Double

    /// - Throws: `StatisticsError.invalid` unless 0 < alpha < 1.
    public init(oneSidedAlpha: Double = 0.05) throws(StatisticsError) {
        try StatisticsError.check("alpha", oneSidedAlpha, "between 0 and 1") { $0 > 0 && $0 < 1 }
        self.oneSidedAlpha = oneSidedAlpha
    }

    /// What R says of one time point; nil where it says nothing.
    public struct Answer: Sendable, Equatable {
        public let time: Int
        public let observed: Int?
        public internal(set) var upperBound: Double?
        public internal(set) var expected: Double?
        /// R's exceedance score. For the negative binomial it mixes two scales; its sign and whether it exceeds 1 are right.
        public internal(set) var score: Double?
        /// (observed − expected)/(threshold − expected), on one scale.
        public internal(set) var naturalScore: Double?
        /// P(Y ≥ observed), one-sided.
        public internal(set) var pValue: Double?
        /// nil where no regression converged.
        public internal(set) var alarm: Bool?
        public internal(set) var keptTrend: Bool?
        public internal(set) var slope: Double?
        public internal(set) var dispersion: Double?
        /// The mean of the distribution from which the threshold came, whether or not there were enough counts. Where it is infinite there
        /// is no threshold.
        public internal(set) var mean: Double?
        public internal(set) var negativeBinomial: Tails?
    }

    /// More of the same negative binomial, which R does not give.
    public struct Tails: Sendable, Equatable {
        /// The quantile at alpha.
        public let lowerBound: Double
        /// nil where the count is missing: P(Y ≤ observed), and both tails with half of P(Y = observed).
        public let pLower: Double?
        public let midPUpper: Double?
        public let midPLower: Double?

        init(_ counts: NegativeBinomial, alpha: Double, observed: Int?) {
            lowerBound = counts.quantile(alpha)
            let y = observed.map(Double.init)
            pLower = y.map(counts.cumulative)
            midPUpper = y.map { counts.upperTail($0 + 1) + counts.probability(of: $0) / 2 }
            midPLower = y.map { counts.cumulative($0 - 1) + counts.probability(of: $0) / 2 }
        }
    }

    /// The answers at the time points of `range`, counted from 1.
    ///
    /// - Throws: `StatisticsError` when a point is outside the series or its history is too short; then there is no answer at all.
    public func answers(_ series: CountSeries, _ range: ClosedRange<Int>) throws(StatisticsError) -> [Answer] {
        try JudgedRange.check(series, range)
        let prepared = PreparedSeries(series)
        let fitter = BaselineFitter(
            mode: .compatible, reweighting: reweighting, trend: trend, yearsBack: baseline.yearsBack,
            regression: TrendRegression(capacity: series.counts.count))
        var answers: [Answer] = []
        for time in range {
            let points = try SeasonalBaseline(baseline, prepared, mode: .compatible, at: time)
            guard let group = points.load(prepared, fitter.regression, periods: baseline.periods) else {
                throw .historyTooShort(needed: "the season of time point \(time) has no counts")
            }
            let model = try fitter.model(
                x: prepared.time(time, from: points.judgedOrigin), offset: prepared.logPopulation?[time - 1] ?? 0,
                group: group)
            answers.append(try answer(series, time, model))
        }
        return answers
    }

    private func answer(_ series: CountSeries, _ time: Int, _ model: BaselineModel?) throws(StatisticsError) -> Answer {
        var answer = Answer(time: time, observed: series.counts[time - 1])
        guard let model else {
            answer.expected = 0
            return answer
        }
        (answer.keptTrend, answer.slope) = (model.slope != nil, model.slope)
        let recent = series.recent(enough.span, upTo: time)
        let isEnough = recent.complete && recent.sum >= enough.count
        let bound: Double
        let z = Normal.quantile(1 - oneSidedAlpha)
        let observed = answer.observed.map(Double.init)
        switch threshold {
        case .normal(let power):
            let limit = NormalLimit(
                mean: model.mean, dispersion: model.dispersion, samplingError: model.samplingError, power)
            bound = limit.upper(z)
            (answer.dispersion, answer.mean) = (model.dispersion, model.mean)
            answer.pValue = observed.map { Normal.upperTail(limit.score($0)) }
            answer.score = observed.map { ($0 - model.mean) / (bound - model.mean) }
            answer.naturalScore = answer.score
        case .negativeBinomial, .negativeBinomialAtUpperMean:
            let isPlain = threshold == .negativeBinomial
            let mean = Maths.exp(model.predictor + (isPlain ? 0 : z * model.samplingError))
            guard mean.isFinite else {
                (answer.dispersion, answer.mean, answer.alarm) = (model.dispersion, mean, false)
                return answer
            }
            let counts = try NegativeBinomial(mean: mean, dispersion: model.dispersion)
            bound = counts.quantile(1 - oneSidedAlpha)
            (answer.dispersion, answer.mean) = (model.dispersion, mean)
            answer.pValue = observed.map(counts.upperTail)
            answer.score = observed.map { ($0 - model.predictor) / (bound - model.predictor) }
            if recent.complete { answer.naturalScore = observed.map { ($0 - model.mean) / (bound - model.mean) } }
            if isPlain { answer.negativeBinomial = Tails(counts, alpha: oneSidedAlpha, observed: answer.observed) }
        }
        if isEnough { (answer.upperBound, answer.expected) = (bound, model.mean) }
        answer.alarm = isEnough && (answer.score ?? 0) > 1 && answer.observed != 0
        return answer
    }
}

/// Normal limits of a power of a count, around an expected count that is itself uncertain.
struct NormalLimit {
    let power: PowerTransformation
    let centre: Double
    let deviation: Double

    /// τ = φ + σ²/μ with σ the standard error of μ.
    init(mean: Double, dispersion: Double, samplingError: Double, _ power: PowerTransformation) {
        let sigma = samplingError * mean
        self.power = power
        centre = power.raise(mean)
        deviation = power.standardDeviation(mean: mean, ratio: dispersion + sigma * sigma / mean)
    }

    func upper(_ z: Double) -> Double { power.lower(centre + z * deviation) }
    func score(_ count: Double) -> Double { (power.raise(count) - centre) / deviation }
}

enum JudgedRange {
    static func check(_ series: CountSeries, _ range: ClosedRange<Int>) throws(StatisticsError) {
        let allowed = "1 to \(series.counts.count), the points of the series"
        try StatisticsError.check("first time point", Double(range.lowerBound), allowed) {
            $0 >= 1 && $0 <= Double(series.counts.count)
        }
        try StatisticsError.check("last time point", Double(range.upperBound), allowed) {
            $0 <= Double(series.counts.count)
        }
    }
}
