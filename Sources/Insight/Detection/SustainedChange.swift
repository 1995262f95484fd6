import Core
import Foundation
import Pack
import Statistics

/// Weeks that together lie above or below what was expected, though each may be ordinary: what a test per week cannot see in
/// small numbers. Found by the chart of stretches, with its limit from a simulation.
struct SustainedChange: Sendable, Hashable {
    let indicator: IndicatorID
    let region: RegionID?
    /// The week in which it was seen.
    let week: Week
    /// The week in which it most likely began; it lies on that side itself.
    let since: Week
    let isRise: Bool
    let sum: Sum
    /// Beyond the limit for all series of the family together, and not only for this one.
    let isShown: Bool

    /// All weeks of a stretch together.
    struct Sum: Sendable, Hashable {
        let observed: Int
        let expected: Double
        let low: Int
        let high: Int
        let p: Double
    }

    /// Whether both are of one stretch.
    func isOneStretch(with finding: Finding) -> Bool {
        finding.indicator == indicator && finding.region == region
            && finding.kind == (isRise ? .sustainedRise : .sustainedFall) && finding.week >= since
            && finding.since <= week
    }

    /// In the judged weeks of one series, which are in order and without a gap.
    ///
    /// What is above the limit of one series is for the list of analysts. What may be shown is above a limit that all series
    /// together pass as seldom by chance as one passes its own: the chance falls as e to the power of minus the statistic, so
    /// that limit is higher by the logarithm of their number. A stretch that passes it later than the first one is there twice.
    /// - Parameter count: series that are looked at together.
    static func found(in judged: [Detector.Judged], of count: Int, terms: DetectionTerms) -> [SustainedChange] {
        // A break begins another history.
        let stretches = judged.split { $0.expected == nil }
        let together = log(Double(max(1, count)))
        return stretches.flatMap { stretch in
            [true, false].flatMap { found(in: Array(stretch), isRise: $0, together: together, terms: terms) }
        }
    }

    private static func found(
        in judged: [Detector.Judged], isRise: Bool, together: Double, terms: DetectionTerms
    ) -> [SustainedChange] {
        let chart = StretchChart(isRise ? .increase : .decrease)
        let weeks = judged.map(\.charted)
        let evidence = weeks.indices.map { weeks[$0].count == nil ? nil : chart.evidence(in: weeks, at: $0) }
        func changes(above: Double, isShown: Bool) -> [SustainedChange] {
            StretchChart.stretches(evidence) { evidence in
                (StretchLimit.limit(evidence, chart.direction, runLength: terms.sustainedRunLength) ?? .infinity)
                    + above
            }.compactMap { stretch in
                guard let sum = sum(of: judged[stretch.since...stretch.at], isRise: isRise) else { return nil }
                let (first, last) = (judged[stretch.since].judgement, judged[stretch.at].judgement)
                return SustainedChange(
                    indicator: first.indicator, region: first.region, week: last.week, since: first.week,
                    isRise: isRise, sum: sum, isShown: isShown)
            }
        }
        let shown = changes(above: together, isShown: true)
        guard together > 0 else { return shown }
        let listed = changes(above: 0, isShown: false).filter { one in
            !shown.contains { $0.week <= one.week && one.since <= $0.week }
        }
        return listed + shown
    }

    /// Nil when nothing is known of them.
    static func sum(of judged: ArraySlice<Detector.Judged>, isRise: Bool) -> Sum? {
        let known = judged.filter { $0.charted.count != nil }
        guard !known.isEmpty else { return nil }
        let observed = known.compactMap(\.judgement.observed).reduce(0, +)
        let expected = known.reduce(0) { $0 + $1.charted.mean }
        let dispersion = known.reduce(0) { $0 + $1.charted.dispersion } / Double(known.count)
        guard let together = try? NegativeBinomial(mean: expected, dispersion: dispersion) else { return nil }
        return Sum(
            observed: observed, expected: expected, low: Int(together.quantile(0.025)),
            high: Int(together.quantile(0.975)),
            p: isRise ? together.upperTail(Double(observed)) : together.cumulative(Double(observed)))
    }
}

extension Detector.Judged {
    /// As the chart of stretches wants it.
    var charted: StretchChart.Week {
        StretchChart.Week(
            count: judgement.complete.map(Double.init), mean: expected?.mean ?? 1,
            dispersion: expected?.dispersion ?? 1)
    }
}
