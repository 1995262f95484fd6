import Core
import Pack
import Site

/// The overview of the figures and the card of one, as functions from series to markup.
enum SignalsPages {
    /// Points that a card shows, as chart and as table.
    static let mostPoints = 24
    /// Charts on the page; what comes after is in the list and on a page of its own.
    static let mostCharts = 12

    /// One figure on a page.
    struct Card: Sendable {
        private(set) var whole: PublishedSeries
        /// The day of the latest change to what is shown; nil when that may not be told or there is nothing.
        let updatedOn: Day?
        var address: SignalsAddress
        var extras = CardExtras.none
        var events: [CalendarEvent] = []
        var terms: DetectionTerms?
        /// Nil for the area that the figure is about.
        var placeName: String?
        /// What a link to this very version names; nil for the moment of an example.
        var now: Instant?
        /// It is a part of the whole that nobody asked about: no range, no list of versions.
        var isSummary = false
        /// What people say about it, as far as the reader may read it: apart from the figure, under it.
        var said: HTML = .empty

        init(whole: PublishedSeries, updatedOn: Day?, address: SignalsAddress? = nil) {
            (self.whole, self.updatedOn) = (whole, updatedOn)
            self.address = address ?? SignalsAddress(whole.indicator.id)
        }

        /// With what another room says of it. Days from which something else is counted cut the series as its own breaks do.
        func with(_ extras: CardExtras, _ pack: Pack) -> Card {
            var card = self
            (card.whole, card.extras) = (whole.with(extras.breaks), extras)
            card.events = pack.events.filter { !$0.cuts(whole.indicator.id) } + extras.events
            return card
        }

        /// Up to the last period on the page: what its sentence is about.
        var told: PublishedSeries { address.to == nil ? whole : whole.within(from: nil, to: shown.points.last?.period) }

        var shown: PublishedSeries {
            guard address.from != nil || address.to != nil else { return whole.last(mostPoints) }
            return whole.within(from: address.from, to: address.to)
        }
    }

    static func card(
        _ series: PublishedSeries, _ catalogue: Catalogue, address: SignalsAddress? = nil
    ) -> Card {
        Card(
            whole: series, updatedOn: series.last(mostPoints).points.compactMap(\.knownSince).max().map(catalogue.day),
            address: address)
    }

    /// - Parameter place: the area that imported figures are about when no region is named.
    static func body(
        _ cards: [Card], place: String, known moment: Instant? = nil, now: Instant? = nil, hasWeeks: Bool = true,
        wording: Wording
    ) -> HTML {
        let say = wording.say
        // What has figures comes first, and what has none yet last.
        let known = cards.filter { !$0.whole.points.isEmpty }
        let ordered = known + cards.filter(\.whole.points.isEmpty)
        let drawn = known.prefix(mostCharts).enumerated().map { number, one -> HTML in
            var summary = one
            summary.isSummary = true
            return card(summary, number: number, place: place, wording)
        }
        return """
            <h1>\(say(SignalsPhrase.title))</h1><p>\(say(SignalsPhrase.intro))</p>
            \(version(moment, SignalsAddress(), wording))\(InBrief(ordered, wording).section)
            \(cards.isEmpty ? "<p>\(say(SignalsPhrase.emptyImport))</p>" : overview(ordered, place: place, wording))\
            \(others(wording, known: moment, hasWeeks: hasWeeks))\(FixedLink.to(SignalsAddress(known: now).path(), isFixed: moment != nil || now == nil, wording))\(drawn)
            """
    }

    /// The pages that are about all figures together.
    private static func others(_ wording: Wording, known: Instant?, hasWeeks: Bool) -> HTML {
        let say = wording.say
        let address = SignalsAddress(known: known)
        let links = [
            ("silence", PicturePhrase.silenceLink), ("themes", .themesLink), ("weeks", .weeksLink),
            ("corrections", .correctionsLink),
        ].filter { hasWeeks || $0.0 != "weeks" }.map { leaf, phrase -> HTML in
            "<li><a href=\"\(Frame.path(address.path(leaf), in: wording.language))\">\(say(phrase))</a></li>"
        }
        let more = [
            ("findings", PicturePhrase.findingsLink), ("ledger", .ledgerLink),
            ("interpretations", .interpretationsLink),
        ].map { leaf, phrase -> HTML in
            "<li><a href=\"\(Frame.path("/signals/\(leaf)", in: wording.language))\">\(say(phrase))</a></li>"
        }
        return "<ul class=\"verder\">\(more)\(links)</ul>"
    }

    /// That this is how things were known at some moment, with the way to the newest.
    static func version(_ known: Instant?, _ address: SignalsAddress, _ wording: Wording) -> HTML? {
        guard let known else { return nil }
        let newest = Frame.path(address.with { $0.known = nil }.path(), in: wording.language)
        return """
            <p class="let-op">\(wording.say(PicturePhrase.frozenAt, ["moment": wording.moment(known)])) \
            <a href="\(newest)">\(wording.say(PicturePhrase.newest))</a></p>
            """
    }

    private static func overview(_ cards: [Card], place: String, _ wording: Wording) -> HTML {
        let say = wording.say
        let rows = cards.map { card -> HTML in
            let indicator = card.whole.indicator
            let name = indicator.name[wording.language]
            let path = Frame.path(card.address.path(), in: wording.language)
            let link: HTML = "<a href=\"\(path)\">\(name)</a>"
            let hasRegions = indicator.regionVersion != nil && indicator.origin == .imported
            let values = ["place": area(card, place, say), "per": wording.per(indicator.period)]
            let none = say(indicator.origin == .counted ? SignalsPhrase.noneOwn : .none)
            let span = wording.span(card.whole, short: true) ?? none
            let about = say(SignalsPhrase.overviewItem, values.merging(["fromTo": span]) { first, _ in first })
            let level = hasRegions ? say(PicturePhrase.levelRegions) : say(PicturePhrase.levelWhole)
            let latest = card.whole.latest.map { "\(wording.figure($0)) (\(wording.short($0.period)))" }
            return """
                <tr><th scope="row">\(link)</th><td>\(about)</td><td>\(level)</td><td>\(latest ?? none)</td></tr>
                """
        }
        return """
            <h2>\(say(SignalsPhrase.overview))</h2><div class="breed" tabindex="0" role="group" aria-label="\(say(SignalsPhrase.overview))">\
            <table><thead><tr><th scope="col">\(say(SignalsPhrase.columnFigure))</th>\
            <th scope="col">\(say(SignalsPhrase.columnAbout))</th><th scope="col">\(say(PicturePhrase.columnLevel))</th>\
            <th scope="col">\(say(PicturePhrase.columnLatest))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private static func area(_ card: Card, _ place: String, _ say: Speech) -> String {
        card.placeName ?? (card.whole.indicator.origin == .counted ? say(SignalsPhrase.ownPlace) : place)
    }

    static func card(_ card: Card, number: Int, place: String, _ wording: Wording) -> HTML {
        let say = wording.say
        let indicator = card.whole.indicator
        let shown = card.shown
        let place = area(card, place, say)
        let found = card.extras.sentences.map { $0[wording.language] }
        // What the number says by itself; what it does not say stands below.
        let own =
            card.extras.isWithheld
            ? [] : Sentence(card.told, wording, comingIn: Set(card.extras.estimates.keys)).happened
        let sentences = (found + own).joined(separator: " ")
        let chart = Chart(
            shown, wording, place: place, number: number, events: card.events, band: card.extras.bands,
            estimates: card.extras.estimates, most: card.most)
        let title = card.isSummary ? indicator.name[wording.language] : say(PicturePhrase.theFigure)
        let head: HTML = """
            <section class="kaart signaal" id="\(indicator.id.text)" aria-labelledby="k\(number)">
            <h2 id="k\(number)">\(title)</h2><p class="zin">\(sentences)</p>\(CardNote.list(card.extras.notes, wording))\(sureAndNot(card, shown, wording))
            <figure class="grafiek"><figcaption>\(subtitle(shown, place, wording))</figcaption>
            \(chart.svg)</figure>\(marks(shown, card.events, wording))\(estimates(shown, card.extras.estimates, wording))
            """
        return """
            \(head)\(meaning(card, shown, wording))\(table(shown, wording))\(links(card, shown, wording))\(card.said)</section>
            """
    }

    /// What is drawn: unit, place and time.
    static func subtitle(_ series: PublishedSeries, _ place: String, _ wording: Wording) -> String {
        var values = [
            "unit": Wording.capital(series.indicator.unit[wording.language]),
            "per": wording.per(series.indicator.period), "place": place,
        ]
        guard let span = wording.span(series) else { return wording.say(SignalsPhrase.subtitleEmpty, values) }
        values["fromTo"] = span
        return wording.say(SignalsPhrase.subtitle, values)
    }

    private static func marks(_ series: PublishedSeries, _ events: [CalendarEvent], _ wording: Wording) -> HTML? {
        let items = ChartMark.all(series, events: events).map { mark -> HTML in
            let period = series.points[mark.before].period
            let values = [
                "day": wording.day(mark.from), "text": mark.text[wording.language],
                "period": wording.period(period), "source": mark.source?[wording.language] ?? "",
            ]
            let source: HTML? =
                mark.kind == .cut && mark.source != nil ? " \(wording.say(LookPhrase.noteSource, values))" : nil
            if mark.kind == .event {
                return "<li value=\"\(mark.number)\">\(wording.say(PicturePhrase.eventItem, values))</li>"
            }
            // Days of before and after stand in one figure.
            let isWithin = period.firstDay < mark.from
            let phrase = isWithin ? SignalsPhrase.breakWithinItem : .breakItem
            return "<li value=\"\(mark.number)\">\(wording.say(phrase, values))\(source)</li>"
        }
        guard !items.isEmpty else { return nil }
        return "<h3>\(wording.say(PicturePhrase.marks))</h3><ol class=\"breuken\">\(items)</ol>"
    }

    /// What belongs beside a figure wherever it stands.
    private static func meaning(_ card: Card, _ shown: PublishedSeries, _ wording: Wording) -> HTML {
        let first = Meaning.first(wording)
        let terms = Meaning(card, shown, wording).rows.filter { !first.contains($0.label) }
            .map { "<dt>\($0)</dt><dd>\($1)</dd>" as HTML }
        return "<dl class=\"betekenis\">\(terms)</dl>"
    }

    /// How certain it is and what it does not say, right after what happened.
    private static func sureAndNot(_ card: Card, _ shown: PublishedSeries, _ wording: Wording) -> HTML {
        let rows = Meaning(card, shown, wording).rows
        let terms = Meaning.first(wording).compactMap { label in
            rows.first { $0.label == label }.map { "<dt>\($0.label)</dt><dd>\($0.text)</dd>" as HTML }
        }
        return "<dl class=\"kort\">\(terms)</dl>"
    }

    private static func table(_ series: PublishedSeries, _ wording: Wording) -> HTML? {
        guard !series.points.isEmpty else { return nil }
        let say = wording.say
        let rows = series.points.suffix(mostPoints).map { point -> HTML in
            """
            <tr><th scope="row">\(wording.short(point.period))</th><td class="n">\(wording.figure(point))</td>\
            <td>\(wording.status(point))</td></tr>
            """
        }
        let unit = Wording.capital(series.indicator.unit[wording.language])
        let rest: HTML? =
            series.points.count > mostPoints
            ? "<p>\(say(PicturePhrase.tableRest, ["n": String(mostPoints)]))</p>" : nil
        return """
            <details><summary>\(say(SignalsPhrase.table))</summary><table><caption>\(unit)</caption><thead><tr>\
            <th scope="col">\(say(SignalsPhrase.columnPeriod))</th>\
            <th scope="col">\(say(SignalsPhrase.columnNumber))</th>\
            <th scope="col">\(say(SignalsPhrase.columnStatus))</th></tr></thead><tbody>\(rows)</tbody></table>\(rest)</details>
            """
    }

    private static func links(_ card: Card, _ shown: PublishedSeries, _ wording: Wording) -> HTML? {
        guard let first = shown.points.first, let last = shown.points.last else { return nil }
        let say = wording.say
        let range = card.address.with {
            ($0.from, $0.to, $0.sort, $0.scale) = (first.period, last.period, .name, .same)
        }
        let all = range.with { ($0.from, $0.to) = (nil, nil) }
        func link(_ address: SignalsAddress, _ leaf: String?, _ phrase: PicturePhrase) -> HTML {
            "<a href=\"\(Frame.path(address.path(leaf), in: wording.language))\">\(say(phrase))</a>"
        }
        func csv(_ address: SignalsAddress, _ phrase: SignalsPhrase) -> HTML {
            "<a href=\"\(Frame.path(address.path("figures.csv"), in: wording.language))\">\(say(phrase))</a>"
        }
        var links = [csv(range, .csv)]
        if card.whole.points.count != shown.points.count { links.append(csv(all, .csvAll)) }
        links.append(link(all, "definition.txt", .definitionFile))
        // Where everything is hidden there is no picture either.
        if shown.points.contains(where: { $0.number != nil }) {
            links.append(link(range, "chart.svg", .svg))
            if card.hasPNG { links.append(link(range, "chart.png", .png)) }
        }
        if card.isSummary {
            links.append(link(card.address, nil, .more))
        } else {
            if let now = card.now, card.address.known == nil {
                links.append(link(card.address.with { $0.known = now }, nil, .freeze))
            }
            links.append(link(SignalsAddress(known: card.address.known), "corrections", .correctionsLink))
        }
        return "<p class=\"downloads\">\(links.first)\(links.dropFirst().map { " · \($0)" as HTML })</p>"
    }
}

extension SignalsPages.Card {
    /// Whether pictures can be made of charts here.
    var hasPNG: Bool { SVGPicture.here != nil }

    /// The highest number or edge of what was expected, whatever part is shown, so that the axis stays the same.
    var most: Int {
        max(whole.points.compactMap(\.number).max() ?? 0, extras.bands.values.map(\.high).max() ?? 0)
    }
}

/// The words that stand beside a figure, as label and text: on its page and in the file that goes with its numbers.
struct Meaning {
    let rows: [(label: String, text: String)]

    /// The labels of what somebody must read first.
    static func first(_ wording: Wording) -> [String] {
        [wording.say(PicturePhrase.uncertainty), wording.say(SignalsPhrase.doesNotSay)]
    }

    init(_ card: SignalsPages.Card, _ shown: PublishedSeries, _ wording: Wording) {
        let (say, indicator) = (wording.say, shown.indicator)
        let provisional = shown.points.filter { $0.isProvisional && $0.figure != .missing }
        let isMany = provisional.count > ChartText.mostNamed
        let periods =
            isMany
            ? say(PicturePhrase.manyPeriods, count: provisional.count)
            : provisional.map { wording.period($0.period) }.joined(separator: ", ")
        let small = say(
            indicator.origin == .counted ? SignalsPhrase.suppressionOwn : .suppressionImport,
            ["limit": String(indicator.suppressBelow), "rounding": String(PublishedSeries.rounding)])
        let together = indicator.regionVersion != nil && indicator.origin == .imported
        var rows: [(label: String, text: String?)] = [
            (say(SignalsPhrase.definition), indicator.definition[wording.language]),
            (say(SignalsPhrase.doesNotSay), indicator.doesNotSay[wording.language]),
            (say(SignalsPhrase.source), indicator.source[wording.language]),
            (say(SignalsPhrase.period), wording.span(shown)),
            (
                say(SignalsPhrase.provisionalLabel),
                provisional.isEmpty ? nil : say(SignalsPhrase.provisionalNote, ["periods": periods])
            ),
            (
                say(PicturePhrase.uncertainty),
                say(card.extras.bands.isEmpty ? PicturePhrase.uncertaintyNone : .uncertaintyBand)
            ),
            (say(SignalsPhrase.suppression), together ? "\(small) \(say(PicturePhrase.suppressionTogether))" : small),
        ]
        if let terms = card.terms {
            rows.append(
                (
                    say(PicturePhrase.terms),
                    say(
                        PicturePhrase.termsText,
                        [
                            "version": terms.version, "day": wording.day(terms.since), "owner": terms.owner,
                            "reason": terms.reason[wording.language],
                        ])
                ))
        }
        rows.append((say(SignalsPhrase.updated), card.updatedOn.map(wording.day)))
        rows.append((say(SignalsPhrase.version), indicator.version))
        self.rows = rows.compactMap { row in row.text.map { (row.label, $0) } }
    }
}

extension Wording {
    /// A moment as it stands in an address, in words.
    func moment(_ moment: Instant) -> String {
        let text = moment.rfc3339
        let day = Day(daysSince1970: Int((Double(moment.milliseconds) / 86_400_000).rounded(.down)))
        return say(PicturePhrase.momentUTC, ["day": self.day(day), "time": String(text.dropFirst(11).prefix(5))])
    }
}
