import Core
import Pack
import Site

extension SignalsPages {
    /// Under a chart: of which periods not everything is in, and what they are estimated to become. An estimate is called one.
    static func estimates(_ series: PublishedSeries, _ estimates: [Period: SignalsEstimate], _ wording: Wording)
        -> HTML?
    {
        let lines = series.points.compactMap { point -> HTML? in
            guard point.number != nil, let estimate = estimates[point.period] else { return nil }
            let text = wording.say(
                PicturePhrase.estimateNote,
                [
                    "period": wording.period(point.period), "n": wording.number(estimate.estimate),
                    "low": wording.number(estimate.low), "high": wording.number(estimate.high),
                ])
            return "<li>\(text)</li>"
        }
        guard !lines.isEmpty else { return nil }
        return
            "<h3>\(wording.say(PicturePhrase.estimates))</h3><ul>\(lines)</ul><p>\(wording.say(PicturePhrase.estimateCompared))</p>"
    }
}
