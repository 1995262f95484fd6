import Core
import Pack
import Site

/// What a chart shows now, in words made from the same points.
struct ChartText {
    private let series: PublishedSeries
    private let wording: Wording
    private let marks: [ChartMark]
    private let hasBand: Bool
    private let estimates: [Period: SignalsEstimate]
    private var say: Speech { wording.say }
    /// Periods that are named one by one; of more only how many there are is told.
    static let mostNamed = 24

    init(
        _ series: PublishedSeries, _ wording: Wording, marks: [ChartMark], hasBand: Bool,
        estimates: [Period: SignalsEstimate] = [:]
    ) {
        (self.series, self.wording, self.marks, self.hasBand) = (series, wording, marks, hasBand)
        self.estimates = estimates
    }

    var description: String {
        guard let span = wording.span(series) else { return "" }
        var parts = [say(SignalsPhrase.chartSpan, ["per": wording.per(series.indicator.period), "fromTo": span])]
        let numbered = series.points.compactMap { point in point.number.map { (number: $0, point: point) } }
        if let low = numbered.min(by: { $0.number < $1.number }),
            let high = numbered.max(by: { $0.number < $1.number }),
            let last = numbered.last
        {
            parts.append(
                say(
                    SignalsPhrase.chartExtremes,
                    [
                        "low": wording.number(low.number), "lowPeriod": wording.period(low.point.period),
                        "high": wording.number(high.number), "highPeriod": wording.period(high.point.period),
                    ]))
            parts.append(
                say(
                    SignalsPhrase.chartLast,
                    [
                        "n": wording.number(last.number), "period": wording.period(last.point.period),
                        "status": wording.status(last.point),
                    ]))
        } else {
            parts.append(say(SignalsPhrase.chartAllHidden))
        }
        for (figure, phrase) in [
            (PublishedPoint.Figure.suppressed, SignalsPhrase.chartHidden), (.missing, .chartMissing),
        ] {
            let periods = series.points.filter { $0.figure == figure }.map { wording.period($0.period) }
            guard !periods.isEmpty else { continue }
            let isMany = periods.count > Self.mostNamed
            let list = isMany ? say(PicturePhrase.manyPeriods, count: periods.count) : periods.joined(separator: ", ")
            parts.append(say(phrase, ["periods": list]))
        }
        if hasBand { parts.append(say(PicturePhrase.chartBand)) }
        for point in series.points {
            guard let estimate = estimates[point.period] else { continue }
            parts.append(
                say(
                    PicturePhrase.estimateNote,
                    [
                        "period": wording.period(point.period), "n": wording.number(estimate.estimate),
                        "low": wording.number(estimate.low), "high": wording.number(estimate.high),
                    ]))
        }
        func list(_ kind: ChartMark.Kind) -> String {
            marks.filter { $0.kind == kind }.map { "\($0.number) \($0.text[wording.language])" }.joined(separator: " ")
        }
        if !list(.cut).isEmpty { parts.append(say(SignalsPhrase.chartBreaks, ["list": list(.cut)])) }
        if !list(.event).isEmpty { parts.append(say(PicturePhrase.chartEvents, ["list": list(.event)])) }
        return parts.joined(separator: " ")
    }
}
