import Core
import Pack
import Site

/// The page with the figures, as functions from series to markup.
enum SignalsPages {
    /// Points that a card shows, as chart and as table.
    static let mostPoints = 24
    /// Charts on the page; what comes after is in the list, as CSV.
    static let mostCharts = 12

    /// One figure on the page.
    struct Card: Sendable {
        let whole: PublishedSeries
        /// The day of the latest change to what is shown; nil when that may not be told or there is nothing.
        let updatedOn: Day?

        var shown: PublishedSeries { whole.last(mostPoints) }
    }

    static func card(_ series: PublishedSeries, _ catalogue: Catalogue) -> Card {
        Card(whole: series, updatedOn: series.last(mostPoints).points.compactMap(\.knownSince).max().map(catalogue.day))
    }

    /// - Parameter place: the area that imported figures are about when no region is named.
    static func body(_ cards: [Card], place: String, wording: Wording) -> HTML {
        let say = wording.say
        let drawn = cards.prefix(mostCharts).enumerated().map { card($1, number: $0, place: place, wording) }
        return """
            <h1>\(say(SignalsPhrase.title))</h1><p>\(say(SignalsPhrase.intro))</p>
            <p class="let-op"><strong>\(say(SignalsPhrase.notViolence))</strong></p>
            <p>\(say(SignalsPhrase.noJudgement))</p>
            \(cards.isEmpty ? "<p>\(say(SignalsPhrase.emptyImport))</p>" : overview(cards, place: place, wording))\(drawn)
            """
    }

    private static func overview(_ cards: [Card], place: String, _ wording: Wording) -> HTML {
        let say = wording.say
        let rows = cards.enumerated().map { index, card -> HTML in
            let indicator = card.whole.indicator
            let name = indicator.name[wording.language]
            let link: HTML =
                index < mostCharts
                ? "<a href=\"#\(indicator.id.text)\">\(name)</a>"
                : "<a href=\"\(csvPath(card.whole, wording.language))\">\(name)</a>"
            let values = ["place": area(card.whole, place, say), "per": wording.per(indicator.period)]
            let span = wording.span(card.whole, short: true) ?? say(SignalsPhrase.none)
            let about = say(SignalsPhrase.overviewItem, values.merging(["fromTo": span]) { first, _ in first })
            return "<tr><th scope=\"row\">\(link)</th><td>\(about)</td></tr>"
        }
        return """
            <h2>\(say(SignalsPhrase.overview))</h2><div class="breed"><table><thead><tr>\
            <th scope="col">\(say(SignalsPhrase.columnFigure))</th><th scope="col">\(say(SignalsPhrase.columnAbout))</th>\
            </tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func area(_ series: PublishedSeries, _ place: String, _ say: Speech) -> String {
        series.indicator.origin == .counted ? say(SignalsPhrase.ownPlace) : place
    }

    static func card(_ card: Card, number: Int, place: String, _ wording: Wording) -> HTML {
        let say = wording.say
        let indicator = card.whole.indicator
        let shown = card.shown
        let place = area(shown, place, say)
        let sentences = Sentence(card.whole, wording).all.joined(separator: " ")
        let head: HTML = """
            <section class="kaart signaal" id="\(indicator.id.text)" aria-labelledby="k\(number)">
            <h2 id="k\(number)">\(indicator.name[wording.language])</h2><p class="zin">\(sentences)</p>
            <figure class="grafiek"><figcaption>\(subtitle(shown, place, wording))</figcaption>
            \(Chart(shown, wording, place: place, number: number).svg)</figure>\(breaks(shown, wording))
            """
        return """
            \(head)\(meaning(card, shown, wording))\(table(shown, wording))\(links(card, shown, wording))</section>
            """
    }

    private static func subtitle(_ series: PublishedSeries, _ place: String, _ wording: Wording) -> String {
        var values = [
            "unit": Wording.capital(series.indicator.unit[wording.language]),
            "per": wording.per(series.indicator.period), "place": place,
        ]
        guard let span = wording.span(series) else { return wording.say(SignalsPhrase.subtitleEmpty, values) }
        values["fromTo"] = span
        return wording.say(SignalsPhrase.subtitle, values)
    }

    private static func breaks(_ series: PublishedSeries, _ wording: Wording) -> HTML? {
        let items = series.breaks.map { cut -> HTML in
            let period = series.points[cut.before].period
            let values = [
                "day": wording.day(cut.mark.from), "text": cut.mark.text[wording.language],
                "period": wording.period(period),
            ]
            // Days of before and after stand in one figure.
            let isWithin = period.firstDay < cut.mark.from
            let phrase = isWithin ? SignalsPhrase.breakWithinItem : .breakItem
            return "<li value=\"\(cut.number)\">\(wording.say(phrase, values))</li>"
        }
        guard !items.isEmpty else { return nil }
        return "<h3>\(wording.say(SignalsPhrase.breaks))</h3><ol class=\"breuken\">\(items)</ol>"
    }

    /// What belongs beside a figure wherever it stands.
    private static func meaning(_ card: Card, _ shown: PublishedSeries, _ wording: Wording) -> HTML {
        let (say, indicator) = (wording.say, shown.indicator)
        let provisional = shown.points.filter { $0.isProvisional && $0.figure != .missing }
        let periods = provisional.map { wording.period($0.period) }.joined(separator: ", ")
        let small = say(
            indicator.origin == .counted ? SignalsPhrase.suppressionOwn : .suppressionImport,
            ["limit": String(indicator.suppressBelow), "rounding": String(PublishedSeries.rounding)])
        let rows: [(SignalsPhrase, String?)] = [
            (.definition, indicator.definition[wording.language]),
            (.doesNotSay, indicator.doesNotSay[wording.language]),
            (.source, indicator.source[wording.language]),
            (.period, wording.span(shown)),
            (.provisionalLabel, provisional.isEmpty ? nil : say(SignalsPhrase.provisionalNote, ["periods": periods])),
            (.suppression, small),
            (.updated, card.updatedOn.map(wording.day)),
            (.version, indicator.version),
        ]
        let terms = rows.compactMap { phrase, text in
            text.map { "<dt>\(say(phrase))</dt><dd>\($0)</dd>" as HTML }
        }
        return "<dl class=\"betekenis\">\(terms)</dl>"
    }

    private static func table(_ series: PublishedSeries, _ wording: Wording) -> HTML? {
        guard !series.points.isEmpty else { return nil }
        let say = wording.say
        let rows = series.points.map { point -> HTML in
            """
            <tr><th scope="row">\(wording.short(point.period))</th><td class="n">\(wording.figure(point))</td>\
            <td>\(wording.status(point))</td></tr>
            """
        }
        let unit = Wording.capital(series.indicator.unit[wording.language])
        return """
            <details><summary>\(say(SignalsPhrase.table))</summary><table><caption>\(unit)</caption><thead><tr>\
            <th scope="col">\(say(SignalsPhrase.columnPeriod))</th>\
            <th scope="col">\(say(SignalsPhrase.columnNumber))</th>\
            <th scope="col">\(say(SignalsPhrase.columnStatus))</th></tr></thead><tbody>\(rows)</tbody></table></details>
            """
    }

    private static func links(_ card: Card, _ shown: PublishedSeries, _ wording: Wording) -> HTML? {
        guard let first = shown.points.first, let last = shown.points.last else { return nil }
        let say = wording.say
        let path = "\(csvPath(shown, wording.language))&from=\(first.period)&to=\(last.period)"
        let all: HTML? =
            card.whole.points.count == shown.points.count
            ? nil : " · <a href=\"\(csvPath(shown, wording.language))\">\(say(SignalsPhrase.csvAll))</a>"
        return "<p class=\"downloads\"><a href=\"\(path)\">\(say(SignalsPhrase.csv))</a>\(all)</p>"
    }

    private static func csvPath(_ series: PublishedSeries, _ language: Language) -> String {
        "\(Frame.path("/signals.csv", in: language))?indicator=\(series.indicator.id.text)"
    }
}
