/// Which of the two ways of the published method is followed.
public enum FarringtonMode: Sendable, Equatable {
    /// As R's package surveillance 1.20.3 answers, with its slips: the trend is tested, and the error of the expected count taken,
    /// with a dispersion in which the working weights are missing; and time is counted from two origins when the oldest count is missing.
    case compatible
    /// One dispersion everywhere, one origin of time.
    case corrected
}

/// A series with what every time point needs of it.
struct PreparedSeries {
    let series: CountSeries
    let numbers: [Int]?
    let counts: [PreparedCount?]
    let logPopulation: [Double]?
    /// Days between the first two dates.
    private let step: Double

    init(_ series: CountSeries) {
        self.series = series
        let numbers = series.dates.map { $0.map(\.number) }
        self.numbers = numbers
        counts = series.counts.map { $0.map(PreparedCount.init) }
        logPopulation = series.population.map { $0.map(Maths.log) }
        step = if let numbers, numbers.count > 1 { Double(numbers[1] - numbers[0]) } else { 1 }
    }

    /// The covariate of a time point when time starts at another.
    func time(_ point: Int, from origin: Int) -> Double {
        guard let numbers else { return Double(point) }
        return Double(numbers[point - 1] - numbers[origin - 1]) / step
    }
}

/// The fitted expectation for one time point.
struct BaselineModel {
    /// Linear predictor of the time point judged, offset included.
    let predictor: Double
    /// Of the predictor, on the scale of logarithms.
    let samplingError: Double
    let dispersion: Double
    /// Before it is held at 1 or more.
    let rawDispersion: Double
    let slope: Double?
    let slopePValue: Double?

    var mean: Double { Maths.exp(predictor) }
}

/// Fits the baseline of one time point after another, with the same buffers.
struct BaselineFitter {
    let mode: FarringtonMode
    let reweighting: Reweighting
    let trend: TrendRule
    let yearsBack: Int
    let regression: TrendRegression
    /// The classic method tests the trend with the working weights, and takes the error of the expected count with its dispersion.
    var isClassic = false

    /// A point of the baseline is added with `regression.add` first; `group` is the one predicted for, at time `x` plus `offset`.
    ///
    /// - Returns: nil when no fit converged.
    /// - Throws: `StatisticsError` when there are too few points, or the group has none.
    func model(x: Double, offset: Double, group: Int) throws(StatisticsError) -> BaselineModel? {
        guard regression.count > regression.groupCount + (trend == .never ? 0 : 1) else {
            throw .historyTooShort(
                needed: "\(regression.count) counts are too few for \(regression.groupCount) seasons")
        }
        if case .kept(let level) = trend, let fit = try fit(trend: true), fit.result.withTrend {
            let statistic =
                fit.result.slope / ((isClassic ? fit.raw : fit.errorDispersion) * fit.result.slopeVariance).squareRoot()
            let p = StudentT.twoSided(statistic, degreesOfFreedom: Double(fit.result.degreesOfFreedom))
            let mean = Maths.exp(fit.result.predictor(x, group) + offset)
            if yearsBack >= 3, p < level, mean <= regression.largestCount {
                return model(fit, x, offset, group, p)
            }
        }
        guard let fit = try fit(trend: false) else { return nil }
        return model(fit, x, offset, group, nil)
    }

    private typealias Fit = (result: TrendRegression.Result, dispersion: Double, raw: Double, errorDispersion: Double)

    private func model(_ fit: Fit, _ x: Double, _ offset: Double, _ group: Int, _ p: Double?) -> BaselineModel {
        BaselineModel(
            predictor: fit.result.predictor(x, group) + offset,
            samplingError: (fit.errorDispersion * fit.result.variance(x, group)).squareRoot(),
            dispersion: fit.dispersion, rawDispersion: fit.raw, slope: fit.result.withTrend ? fit.result.slope : nil,
            slopePValue: p)
    }

    private func fit(trend: Bool) throws(StatisticsError) -> Fit? {
        regression.resetWeights()
        var result = regression.fit(trend: trend)
        guard result.converged else { return nil }
        let degrees = Double(result.degreesOfFreedom)
        if reweighting.threshold != nil {
            let complete = regression.reweight(result, dispersion: max(1, squares / degrees), isFar: reweighting.isFar)
            if !complete, mode == .compatible {
                throw .historyTooShort(needed: "a season has a single count, which leaves it no residual")
            }
            result = regression.fit(trend: trend)
        }
        let raw = squares / degrees
        let dispersion = max(1, raw)
        let error: Double =
            switch mode {
            case _ where isClassic: dispersion
            case .corrected: dispersion
            case .compatible: reweighting == .none ? raw : regression.priorSquares() / degrees
            }
        return (result, dispersion, raw, error)
    }

    private var squares: Double { mode == .compatible ? regression.workingSquares() : regression.pearsonSquares() }
}

/// The baseline of the flexible method for one time point.
struct SeasonalBaseline {
    let points: [Int]
    let season: [Int]
    /// Where time starts for the baseline, and for the point judged.
    let origin: Int
    let judgedOrigin: Int

    init(_ rule: BaselineRule, _ prepared: PreparedSeries, mode: FarringtonMode, at time: Int) throws(StatisticsError) {
        let references = try rule.references(prepared.series, prepared.numbers, at: time)
        let season = try rule.seasons(references, count: prepared.counts.count, at: time)
        var present: [Int] = []
        present.reserveCapacity(time)
        var labelled: Int?
        for point in 1...time where season[point] > 0 {
            labelled = labelled ?? point
            if prepared.counts[point - 1] != nil { present.append(point) }
        }
        guard let first = labelled, let firstPresent = present.first else {
            throw .historyTooShort(needed: "time point \(time) has no baseline")
        }
        (points, self.season, origin) = (present, season, first)
        judgedOrigin = mode == .compatible ? firstPresent : first
    }

    /// Fills the regression and returns the group of the current season, nil when no point of the baseline is in it.
    func load(_ prepared: PreparedSeries, _ regression: TrendRegression, periods: Int) -> Int? {
        var groups: [Int] = Array(repeating: -1, count: periods + 1)
        for point in points { groups[season[point]] = 0 }
        var next = 0
        for label in groups.indices where groups[label] == 0 {
            groups[label] = next
            next += 1
        }
        regression.clear(groups: next, hasOffset: prepared.logPopulation != nil)
        for point in points {
            guard let count = prepared.counts[point - 1] else { continue }
            regression.add(
                count, x: prepared.time(point, from: origin), offset: prepared.logPopulation?[point - 1] ?? 0,
                group: groups[season[point]])
        }
        return groups[periods] < 0 ? nil : groups[periods]
    }
}
