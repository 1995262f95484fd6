import Core
import Pack
import Statistics

/// Judges weekly series one by one. Pure: what to judge comes in, what can be said comes out.
///
/// - Three years or more behind a week: Farrington's flexible method, corrected, with the production bound.
/// - Less, or a history of zeros only: a Gamma–Poisson prediction from the weeks before, widened by how much those vary.
/// - Less than twelve weeks, and the first weeks after a break: nothing is said, and that is said.
/// - A week of which reports are still coming in: against what was known of earlier weeks when they were as young.
struct Detector: Sendable {
    let terms: DetectionTerms
    /// Weeks from which each series may be compared: breaks in what is counted or how.
    let breaks: @Sendable (WeeklySeries) -> [Week]

    /// Weeks that a prediction from recent weeks looks at, and the least of them that must be known.
    static let recentWeeks = 52
    static let leastWeeks = 12

    /// One judged week with the distribution that it was judged by.
    struct Judged: Sendable {
        let judgement: Judgement
        let expected: NegativeBinomial?
        /// The part of its dispersion that is there because the expected count is itself estimated.
        var estimation = 0.0
    }

    /// A distribution of ordinary counts.
    struct Expected: Sendable {
        let distribution: NegativeBinomial
        let estimation: Double
    }

    /// What is asked of the parts of a whole before anything is said of it.
    struct Parts {
        /// Whether all of them are complete in that week.
        let areComplete: (Week) -> Bool
        /// Whether all of them sent something.
        let haveCome: (Week) -> Bool
        static var none: Parts { Parts(areComplete: { _ in true }, haveCome: { _ in true }) }
    }

    /// How often the range of an estimate holds what a week becomes.
    static let estimateLevel = 0.9

    /// The last `count` weeks of a series, oldest first.
    func judge(_ series: WeeklySeries, last count: Int, parts: Parts = .none) -> [Judged] {
        let breaks = breaks(series).sorted()
        let from = series.first.since(series.last - (count - 1)) > 0 ? series.first : series.last - (count - 1)
        var answers: [Judged] = []
        var week = from
        while week <= series.last {
            // Every stretch of weeks between two breaks has a history of its own.
            let begin = breaks.last { $0 <= week }
            let until = breaks.first { $0 > week }.map { $0 - 1 } ?? series.last
            let end = min(until, series.last)
            let part = begin.map { series.from($0) } ?? series
            if let part { answers += judge(part, week...end, begin, parts) }
            week = end.next
        }
        return answers
    }

    private func judge(
        _ series: WeeklySeries, _ weeks: ClosedRange<Week>, _ begin: Week?, _ parts: Parts
    ) -> [Judged] {
        let span = (0...weeks.upperBound.since(weeks.lowerBound)).map { weeks.lowerBound + $0 }
        let forecasts = seasonal(series, span)
        return span.map { week in
            let observed = series.count(week)
            if let begin, week.since(begin) < terms.weeksAfterBreak {
                return judged(series, week, .afterBreak, observed, nil)
            }
            guard let expected = forecasts[week] ?? recent(series, week) else {
                return judged(series, week, .shortHistory, observed, nil)
            }
            if let young = series.young[week] {
                // Where the newest delivery did not come, the additions to earlier weeks did not come either.
                let isHere = series.hasCome(series.last) && parts.haveCome(week) && parts.haveCome(series.last)
                guard isHere, let early = early(series, week, young, expected) else {
                    return judged(series, week, .incomplete, nil, expected)
                }
                return early
            }
            guard let observed, parts.areComplete(week) else { return judged(series, week, .incomplete, nil, expected) }
            return judged(series, week, state(observed, expected.distribution), observed, expected)
        }
    }

    private func state(_ observed: Int, _ expected: NegativeBinomial) -> JudgementState {
        let (rise, fall) = (expected.upperTail(Double(observed)), expected.cumulative(Double(observed)))
        if observed > 0, rise <= terms.nationalAlpha { return .rise }
        return fall <= terms.nationalAlpha ? .fall : .quiet
    }

    private func judged(
        _ series: WeeklySeries, _ week: Week, _ state: JudgementState, _ observed: Int?, _ known: Expected?
    ) -> Judged {
        let expected = known?.distribution
        let isJudged = state == .quiet || state == .rise || state == .fall
        let count = isJudged ? observed.map(Double.init) : nil
        return Judged(
            judgement: Judgement(
                indicator: series.indicator.id, region: series.region, week: week, state: state, observed: observed,
                expected: expected?.mean, low: expected.map { Int($0.quantile(0.025)) },
                high: expected.map { Int($0.quantile(0.975)) }, pRise: count.flatMap { expected?.upperTail($0) },
                pFall: count.flatMap { expected?.cumulative($0) }, qRise: nil, qFall: nil,
                power: expected.flatMap(power)),
            expected: expected, estimation: known?.estimation ?? 0)
    }

    /// A week as known at its age, beside what is expected at that age: the expected count times what is usually in, with the uncertainty
    /// of both (A. Noufaily et al., Journal of the Royal Statistical Society A 178 (2015) 205–222).
    ///
    /// A week is looked at again at each age until it is complete, so its chances are multiplied by the number of those looks (Bonferroni):
    /// all of them together give a false alarm as seldom as one test.
    /// A fall is claimed only when even the upper end of the estimate lies below what is expected of the complete week; otherwise its
    /// chance is 1, so that it counts among the tests all the same.
    private func early(_ series: WeeklySeries, _ week: Week, _ young: YoungWeek, _ known: Expected) -> Judged? {
        let (whole, known) = (known.distribution, Double(young.count))
        let expected = young.completeness.asKnown(whole)
        guard let final = try? young.completeness.finalCount(young.count, level: Self.estimateLevel) else { return nil }
        let low = Int(whole.quantile(0.025))
        let looks = Double(max(1, series.indicator.lateness))
        let rise = min(1, looks * expected.upperTail(known))
        let fall = final.high < low ? min(1, looks * expected.cumulative(known)) : 1
        let isRise = young.count > 0 && rise <= terms.nationalAlpha
        let doubled = (try? NegativeBinomial(mean: 2 * whole.mean, dispersion: whole.dispersion))
            .map { young.completeness.asKnown($0) }
        return Judged(
            judgement: Judgement(
                indicator: series.indicator.id, region: series.region, week: week,
                state: isRise ? .rise : fall <= terms.nationalAlpha ? .fall : .quiet, observed: young.count,
                expected: whole.mean, low: low, high: Int(whole.quantile(0.975)), pRise: rise, pFall: fall, qRise: nil,
                qFall: nil, power: doubled.map { power(expected, doubled: $0, looks: looks) },
                early: EarlyJudgement(
                    age: young.age, share: young.completeness.share, estimate: Int(final.estimate.rounded()),
                    low: final.low, high: final.high, expected: expected.mean,
                    expectedLow: Int(expected.quantile(0.025)), expectedHigh: Int(expected.quantile(0.975)))),
            expected: expected)
    }

    /// In how many of a hundred weeks a doubling would be seen at the level of the whole area.
    private func power(_ expected: NegativeBinomial) -> Int? {
        guard let doubled = try? NegativeBinomial(mean: 2 * expected.mean, dispersion: expected.dispersion) else {
            return nil
        }
        return power(expected, doubled: doubled)
    }

    private func power(_ expected: NegativeBinomial, doubled: NegativeBinomial, looks: Double = 1) -> Int {
        Int((doubled.upperTail(expected.quantile(1 - terms.nationalAlpha / looks) + 1) * 100).rounded())
    }

    // MARK: what is expected

    /// By the same season of earlier years (A. Noufaily et al., Statistics in Medicine 32 (2013) 1206–1222, corrected).
    private func seasonal(_ series: WeeklySeries, _ weeks: [Week]) -> [Week: Expected] {
        guard let first = weeks.first, var method = try? CorrectedFarrington(oneSidedAlpha: terms.nationalAlpha) else {
            return [:]
        }
        var found: [Week: Expected] = [:]
        guard let counts = try? series.series() else { return [:] }
        // Five years where there are five; four or three where there are not.
        var open = weeks
        for years in [5, 4, 3] {
            let needed = 53 * years + 4
            let ready = open.filter { $0.since(series.first) >= needed }
            guard let begin = ready.first, let end = ready.last, end >= first else { continue }
            guard let rule = try? BaselineRule(yearsBack: years, halfWindow: 3, periods: 10, excluded: 26) else {
                continue
            }
            method.baseline = rule
            let range = begin.since(series.first) + 1...end.since(series.first) + 1
            for judgement in (try? method.judge(counts, range)) ?? [] {
                found[series.first + (judgement.time - 1)] = judgement.forecast.map { forecast in
                    Expected(
                        distribution: forecast.production.distribution,
                        estimation: forecast.expected * forecast.samplingError * forecast.samplingError)
                }
            }
            open.removeAll { $0 >= begin }
        }
        return found
    }

    /// By the weeks just before (Gamma prior with size ½: the NB prediction of M. Riebler's Bayes method), widened by their own variation.
    private func recent(_ series: WeeklySeries, _ week: Week) -> Expected? {
        guard let index = series.index(of: week) else { return nil }
        let known = series.counts[max(0, index - Self.recentWeeks)..<index].compactMap(\.self).map(Double.init)
        guard known.count >= Self.leastWeeks else { return nil }
        let size = Double(known.count)
        let sum = known.reduce(0, +)
        let mean = sum / size
        let spread = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (size - 1)
        let dispersion = mean > 0 ? max(1, spread / mean) : 1
        return (try? NegativeBinomial(mean: (sum + 0.5) / size, dispersion: dispersion * (1 + 1 / size))).map {
            Expected(distribution: $0, estimation: dispersion / size)
        }
    }
}
