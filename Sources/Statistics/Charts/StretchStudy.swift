/// How often the chart of stretches gives a false alarm when nothing changes, with the expectation that it has in use: ten years of
/// weeks with a season and a slow growth, of which each of the last five is expected anew from the weeks before it
/// (`CorrectedFarrington`: five years back, seven weeks of each, ten periods, the last 26 weeks left out).
///
/// A limit that is simulated with means that are known gives three times as many alarms in use, because an expectation that is a little
/// too low is too low for weeks on end.
public struct StretchStudy: Sendable {
    /// Mean of a week before season and growth.
    public let mean: Double
    /// Variance divided by mean.
    public let dispersion: Double
    static let weeks = 522
    /// Judged weeks; the first ``StretchChart/reach`` of them fill the window and do not count.
    static let judged = 252
    /// Of the whole ten years.
    static let growth = 0.2

    public init(mean: Double, dispersion: Double) { (self.mean, self.dispersion) = (mean, dispersion) }

    /// The evidence of every counted week of one invented series.
    struct Path: Sendable {
        let increase: [StretchChart.Evidence?]
        let decrease: [StretchChart.Evidence?]
    }

    /// - Throws: what the detector throws.
    func path(seed: UInt64) throws(StatisticsError) -> Path {
        var generator = SimulationGenerator(seed: seed)
        var counts: [Int] = []
        for week in 0..<Self.weeks {
            let year = Double(week) / 52 * 2 * Double.pi
            let season = 0.15 * Maths.cos(year) + 0.06 * Maths.sin(2 * year)
            let grown = Self.growth * (Double(week) / Double(Self.weeks) - 1)
            let distribution = try NegativeBinomial(mean: mean * Maths.exp(season + grown), dispersion: dispersion)
            counts.append(generator.count(of: distribution))
        }
        var method = try CorrectedFarrington(oneSidedAlpha: 0.01)
        method.baseline = try BaselineRule(yearsBack: 5, halfWindow: 3, periods: 10, excluded: 26)
        let series = try CountSeries(counts: counts, frequency: 52)
        let judgements = try method.judge(series, Self.weeks - Self.judged + 1...Self.weeks)
        let weeks = judgements.map { judgement in
            let expected = judgement.forecast?.production.distribution
            return StretchChart.Week(
                count: expected == nil ? nil : judgement.observed.map(Double.init), mean: expected?.mean ?? 1,
                dispersion: expected?.dispersion ?? 1)
        }
        func all(_ direction: LikelihoodRatioChart.Direction) -> [StretchChart.Evidence?] {
            let chart = StretchChart(direction)
            return weeks.indices.map { weeks[$0].count == nil ? nil : chart.evidence(in: weeks, at: $0) }
        }
        return Path(increase: all(.increase), decrease: all(.decrease))
    }

    /// What some invented series come to: false alarms, and the weeks in which they could come.
    public struct Outcome: Sendable, Equatable {
        public let rises: Int
        public let falls: Int
        public let weeks: Int

        /// Weeks for each false alarm, rises and falls together.
        public var runLength: Double { Double(weeks) / Double(max(1, rises + falls)) }
    }

    private static var counted: Int { judged - StretchChart.reach }

    /// - Parameters:
    ///   - series: how many are invented.
    ///   - seed: the same number gives the same series.
    /// - Throws: what the detector throws.
    public func falseAlarms(series: Int, seed: UInt64) throws(StatisticsError) -> Outcome {
        let paths = try paths(series, seed)
        func count(_ all: [[StretchChart.Evidence?]], _ direction: LikelihoodRatioChart.Direction) -> Int {
            Self.count(all) { StretchLimit.limit(mean: $0.mean, dispersion: $0.dispersion, direction) }
        }
        return Outcome(
            rises: count(paths.map(\.increase), .increase), falls: count(paths.map(\.decrease), .decrease),
            weeks: series * Self.counted)
    }

    /// The same with one limit for all.
    func alarms(series: Int, seed: UInt64, limit: Double) throws(StatisticsError) -> Outcome {
        let paths = try paths(series, seed)
        return Outcome(
            rises: Self.count(paths.map(\.increase)) { _ in limit },
            falls: Self.count(paths.map(\.decrease)) { _ in limit }, weeks: series * Self.counted)
    }

    /// The limits with which each direction gives one false alarm in `runLength` weeks.
    ///
    /// - Throws: what the detector throws.
    public func limits(
        series: Int, runLength: Int, seed: UInt64
    ) throws(StatisticsError) -> (increase: Double, decrease: Double) {
        let paths = try paths(series, seed)
        let allowed = Double(series * Self.counted) / Double(runLength)
        func limit(_ all: [[StretchChart.Evidence?]]) -> Double {
            var (low, high) = (0.5, 20.0)
            for _ in 0..<20 {
                let middle = (low + high) / 2
                if Double(Self.count(all) { _ in middle }) > allowed { low = middle } else { high = middle }
            }
            return high
        }
        return (limit(paths.map(\.increase)), limit(paths.map(\.decrease)))
    }

    private func paths(_ series: Int, _ seed: UInt64) throws(StatisticsError) -> [Path] {
        var paths: [Path] = []
        for number in 0..<series { paths.append(try path(seed: seed &+ UInt64(number) &* 1_000_003)) }
        return paths
    }

    private static func count(
        _ all: [[StretchChart.Evidence?]], limit: (StretchChart.Evidence) -> Double
    ) -> Int {
        all.reduce(0) { sum, evidence in
            sum + StretchChart.stretches(evidence, limit: limit).count { $0.at >= StretchChart.reach }
        }
    }
}
