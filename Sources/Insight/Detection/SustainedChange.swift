import Core
import Foundation
import Pack
import Statistics

/// Weeks that together lie above or below what was expected, though each may be ordinary: what a test per week cannot see in
/// small numbers. Found by the likelihood-ratio chart, with its limit from a simulation.
struct SustainedChange: Sendable, Hashable {
    let indicator: IndicatorID
    let region: RegionID?
    /// The week in which it was seen.
    let week: Week
    /// The week in which it most likely began.
    let since: Week
    let isRise: Bool
    /// Of all weeks from `since` to `week` together.
    let observed: Int
    let expected: Double
    let low: Int
    let high: Int
    let p: Double
    /// Beyond the limit for all series of the family together, and not only for this one.
    let isShown: Bool

    /// How far back a change may have begun.
    static let reach = 26
    /// A change of fewer weeks is for the test per week.
    static let shortest = 3

    /// In the judged weeks of one series, which are in order and without a gap.
    ///
    /// What is above the limit of one series is for the list of analysts. What may be shown is above a limit that all series
    /// together pass as seldom by chance as one passes its own: the chance falls as e to the power of minus the statistic, so
    /// that limit is higher by the logarithm of their number.
    /// - Parameter count: series that are looked at together.
    static func found(in judged: [Detector.Judged], of count: Int, terms: DetectionTerms) -> [SustainedChange] {
        // A break begins another history.
        let stretches = judged.split { $0.expected == nil }
        let together = log(Double(max(1, count)))
        return stretches.flatMap { stretch in
            [true, false].flatMap { isRise in
                let all = found(in: Array(stretch), isRise: isRise, above: 0, terms: terms)
                guard count > 1 else { return all.map { $0.shown() } }
                let shown = found(in: Array(stretch), isRise: isRise, above: together, terms: terms).map { $0.shown() }
                return shown + all.filter { one in !shown.contains { $0.week == one.week } }
            }
        }
    }

    /// Slow change waits until a week is complete.
    private static func isKnown(_ judged: Detector.Judged) -> Bool {
        judged.judgement.pRise != nil && judged.judgement.early == nil
    }

    private func shown() -> SustainedChange {
        SustainedChange(
            indicator: indicator, region: region, week: week, since: since, isRise: isRise, observed: observed,
            expected: expected, low: low, high: high, p: p, isShown: true)
    }

    private static func found(
        in judged: [Detector.Judged], isRise: Bool, above: Double, terms: DetectionTerms
    ) -> [SustainedChange] {
        let expected = judged.compactMap(\.expected)
        guard judged.count > shortest, expected.count == judged.count else { return [] }
        let means = expected.map { max($0.mean, 0.01) }
        let mean = means.reduce(0, +) / Double(means.count)
        let dispersion = expected.map(\.dispersion).reduce(0, +) / Double(expected.count)
        guard
            let limit = SustainedLimit.limit(
                mean: mean, dispersion: dispersion, direction: isRise ? .increase : .decrease,
                runLength: terms.sustainedRunLength),
            let chart = try? LikelihoodRatioChart(
                change: .unknown(isRise ? .increase : .decrease), limit: limit + above,
                inverseSize: dispersion > 1.001 ? (dispersion - 1) / mean : 0, shortestSegment: shortest,
                reach: .weeks(reach)),
            let decisions = try? chart.judge(
                judged.map { isKnown($0) ? $0.judgement.observed.map(Double.init) : nil }, means: means)
        else { return [] }
        return decisions.compactMap { decision in
            guard decision.alarm, let estimate = decision.estimate, decision.index - estimate.since + 1 >= shortest
            else { return nil }
            let weeks = estimate.since...decision.index
            let known = weeks.filter { isKnown(judged[$0]) }
            let observed = known.compactMap { judged[$0].judgement.observed }.reduce(0, +)
            let sum = known.map { means[$0] }.reduce(0, +)
            guard let together = try? NegativeBinomial(mean: sum, dispersion: dispersion) else { return nil }
            let first = judged[estimate.since].judgement
            return SustainedChange(
                indicator: first.indicator, region: first.region, week: judged[decision.index].judgement.week,
                since: first.week, isRise: isRise, observed: observed, expected: sum,
                low: Int(together.quantile(0.025)),
                high: Int(together.quantile(0.975)),
                p: isRise ? together.upperTail(Double(observed)) : together.cumulative(Double(observed)),
                isShown: false)
        }
    }
}
