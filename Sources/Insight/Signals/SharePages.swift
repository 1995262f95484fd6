import Core
import Pack
import Site

/// One figure as a share of another, of each hundred, where both are told.
enum SharePages {
    struct View: Sendable {
        let part: PublishedSeries
        let whole: PublishedSeries
    }

    /// Whole numbers of each hundred; nil where either is not told, or there is nothing to be a share of.
    static func shares(_ view: View, last count: Int) -> [(period: Period, share: Int?)] {
        let wholes = Dictionary(view.whole.points.map { ($0.period, $0) }) { first, _ in first }
        return view.part.points.filter { !$0.isRunning }.suffix(count).map { point in
            guard let part = point.number, let whole = wholes[point.period]?.number, whole > 0, part <= whole else {
                return (point.period, nil)
            }
            return (point.period, Int((Double(part) * 100 / Double(whole)).rounded()))
        }
    }

    static func section(_ view: View, _ wording: Wording) -> HTML? {
        let say = wording.say
        let shares = shares(view, last: SignalsPages.mostPoints)
        guard shares.contains(where: { $0.share != nil }) else { return nil }
        let (part, whole) = (view.part.indicator, view.whole.indicator)
        let names = ["part": part.name[wording.language], "whole": whole.name[wording.language]]
        let rows = shares.map { period, share -> HTML in
            "<tr><th scope=\"row\">\(wording.short(period))</th><td class=\"n\">\(share.map { "\($0)%" } ?? say(PicturePhrase.notTold))</td></tr>"
        }
        let title = say(PicturePhrase.shareTitle, names)
        return """
            <section class="kaart" aria-labelledby="kp"><h2 id="kp">\(title)</h2><p>\(say(PicturePhrase.shareIntro, names))</p>
            <figure class="grafiek"><figcaption>\(say(PicturePhrase.shareSubtitle, ["per": wording.per(part.period)]))</figcaption>\
            \(drawing(shares, title, wording))</figure>
            <details><summary>\(say(SignalsPhrase.table))</summary><table><thead><tr><th scope="col">\(say(SignalsPhrase.columnPeriod))</th>\
            <th scope="col">\(say(PicturePhrase.shareColumn))</th></tr></thead><tbody>\(rows)</tbody></table></details></section>
            """
    }

    /// From 0 to 100 always, for a narrow column and for a wide one.
    private static func drawing(_ shares: [(period: Period, share: Int?)], _ title: String, _ wording: Wording) -> HTML
    {
        "\(drawn(shares, title, "smal", Chart.narrow, wording))\(drawn(shares, title, "ruim", Chart.wide, wording))"
    }

    private static func drawn(
        _ shares: [(period: Period, share: Int?)], _ title: String, _ kind: String, _ width: Double, _ wording: Wording
    ) -> HTML {
        let (left, right, upper, lower) = (52.0, width - 38, 10.0, 190.0)
        let step = (right - left) / Double(max(1, shares.count - 1))
        func y(_ share: Int) -> Double { lower - Double(share) / 100 * (lower - upper) }
        let axis = [0, 50, 100].map { tick -> HTML in
            """
            <text x="\(Int(left) - 6)" y="\(Int(y(tick)) + 5)" text-anchor="end">\(tick)%</text>\
            <path d="M\(Int(left)) \(Int(y(tick)))H\(Int(right))" stroke="currentColor" stroke-opacity="\(tick == 0 ? "1" : ".3")"/>
            """
        }
        var data = ""
        var isOpen = false
        for (index, item) in shares.enumerated() {
            guard let share = item.share else {
                isOpen = false
                continue
            }
            let at = "\(Int((left + Double(index) * step).rounded())) \(Int(y(share).rounded()))"
            data += isOpen ? "L\(at)" : "M\(at)L\(at)"
            isOpen = true
        }
        let told = shares.compactMap(\.share)
        let last = shares.last { $0.share != nil }
        let says = wording.say(
            PicturePhrase.lineSays,
            [
                "name": title, "low": "\(told.min() ?? 0)%", "high": "\(told.max() ?? 0)%",
                "last": "\(last?.share ?? 0)%", "period": last.map { wording.period($0.period) } ?? "",
            ])
        let end = last?.share.map { share -> HTML in
            "<text x=\"\(Int(right) + 4)\" y=\"\(Int(y(share)) + 5)\" font-weight=\"bold\">\(share)%</text>"
        }
        let time = TimeAxis(
            shares.map(\.period), left: left - step / 2, step: step, width: width, measure: Chart.width(of:))
        return """
            <svg class="\(kind)" role="img" aria-label="\(says)" viewBox="0 0 \(Int(width)) \(Int(lower + TimeAxis.height))" font-size="15" fill="currentColor" stroke="none">\(axis)\
            <path class="s1" d="\(data)" fill="none" stroke="currentColor" stroke-linecap="round"/>\(end)\(time.markup(below: lower))</svg>
            """
    }
}
