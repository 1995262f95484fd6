import Core
import Pack
import Statistics

/// Judges weekly series one by one. Pure: what to judge comes in, what can be said comes out.
///
/// - Three years or more behind a week: Farrington's flexible method, corrected, with the production bound.
/// - Less, or a history of zeros only: a Gamma–Poisson prediction from the weeks before, widened by how much those vary.
/// - Less than twelve weeks, and the first weeks after a break: nothing is said, and that is said.
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
    }

    /// The last `count` weeks of a series, oldest first.
    func judge(_ series: WeeklySeries, last count: Int, isComplete: (Week) -> Bool = { _ in true }) -> [Judged] {
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
            if let part { answers += judge(part, week...end, begin, isComplete) }
            week = end.next
        }
        return answers
    }

    private func judge(
        _ series: WeeklySeries, _ weeks: ClosedRange<Week>, _ begin: Week?, _ isComplete: (Week) -> Bool
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
            guard let observed, isComplete(week) else { return judged(series, week, .incomplete, nil, expected) }
            return judged(series, week, state(observed, expected), observed, expected)
        }
    }

    private func state(_ observed: Int, _ expected: NegativeBinomial) -> JudgementState {
        let (rise, fall) = (expected.upperTail(Double(observed)), expected.cumulative(Double(observed)))
        if observed > 0, rise <= terms.nationalAlpha { return .rise }
        return fall <= terms.nationalAlpha ? .fall : .quiet
    }

    private func judged(
        _ series: WeeklySeries, _ week: Week, _ state: JudgementState, _ observed: Int?, _ expected: NegativeBinomial?
    ) -> Judged {
        let isJudged = state == .quiet || state == .rise || state == .fall
        let count = isJudged ? observed.map(Double.init) : nil
        return Judged(
            judgement: Judgement(
                indicator: series.indicator.id, region: series.region, week: week, state: state, observed: observed,
                expected: expected?.mean, low: expected.map { Int($0.quantile(0.025)) },
                high: expected.map { Int($0.quantile(0.975)) }, pRise: count.flatMap { expected?.upperTail($0) },
                pFall: count.flatMap { expected?.cumulative($0) }, qRise: nil, qFall: nil,
                power: expected.flatMap(power)),
            expected: expected)
    }

    /// In how many of a hundred weeks a doubling would be seen at the level of the whole area.
    private func power(_ expected: NegativeBinomial) -> Int? {
        guard let doubled = try? NegativeBinomial(mean: 2 * expected.mean, dispersion: expected.dispersion) else {
            return nil
        }
        return Int((doubled.upperTail(expected.quantile(1 - terms.nationalAlpha) + 1) * 100).rounded())
    }

    // MARK: what is expected

    /// By the same season of earlier years (A. Noufaily et al., Statistics in Medicine 32 (2013) 1206–1222, corrected).
    private func seasonal(_ series: WeeklySeries, _ weeks: [Week]) -> [Week: NegativeBinomial] {
        guard let first = weeks.first, var method = try? CorrectedFarrington(oneSidedAlpha: terms.nationalAlpha) else {
            return [:]
        }
        var found: [Week: NegativeBinomial] = [:]
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
                found[series.first + (judgement.time - 1)] = judgement.forecast?.production.distribution
            }
            open.removeAll { $0 >= begin }
        }
        return found
    }

    /// By the weeks just before (Gamma prior with size ½: the NB prediction of M. Riebler's Bayes method), widened by their own variation.
    private func recent(_ series: WeeklySeries, _ week: Week) -> NegativeBinomial? {
        guard let index = series.index(of: week) else { return nil }
        let known = series.counts[max(0, index - Self.recentWeeks)..<index].compactMap(\.self).map(Double.init)
        guard known.count >= Self.leastWeeks else { return nil }
        let size = Double(known.count)
        let sum = known.reduce(0, +)
        let mean = sum / size
        let spread = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (size - 1)
        let dispersion = mean > 0 ? max(1, spread / mean) : 1
        return try? NegativeBinomial(mean: (sum + 0.5) / size, dispersion: dispersion * (1 + 1 / size))
    }
}
