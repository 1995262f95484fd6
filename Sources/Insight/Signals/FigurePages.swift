import Core
import Pack
import Site

/// The page of one figure: its card, what can be asked of it, and its regions.
enum FigurePages {
    struct View: Sendable {
        let card: SignalsPages.Card
        let regions: RegionsPages.View
        /// When the figure is a share of another one.
        var share: SharePages.View?
        /// For analysts: periods of which a version was hidden as a whole; empty for everybody else.
        var closed: [Period] = []
    }

    static func title(_ card: SignalsPages.Card, _ wording: Wording) -> String {
        let name = card.whole.indicator.name[wording.language]
        return [name, card.placeName].compactMap(\.self).joined(separator: ", ")
    }

    static func page(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let card = view.card
        let overview = Frame.path(SignalsAddress(known: card.address.known).path(), in: wording.language)
        let whole: HTML? = card.address.region.map { _ in
            let path = Frame.path(card.address.with { $0.region = nil }.path(), in: wording.language)
            return "<a href=\"\(path)\">\(say(PicturePhrase.wholeArea, ["place": view.regions.places.country]))</a>"
        }
        return """
            <h1>\(title(card, wording))</h1>
            <p class="kruimels"><a href="\(overview)">\(say(PicturePhrase.allFigures))</a> \(whole)</p>
            <p class="let-op"><strong>\(say(SignalsPhrase.notViolence))</strong></p>
            \(SignalsPages.version(card.address.known, card.address, wording))\(closed(view, wording))\(ranges(card, wording))
            \(SignalsPages.card(card, number: 0, place: view.regions.places.country, wording))
            \(questions(view, wording))\(DailyPages.section(card.whole, wording))\(view.share.flatMap { SharePages.section($0, wording) })\(RegionsPages.section(view.regions, wording))
            """
    }

    /// Why so much is missing, for those who can do something about it.
    private static func closed(_ view: View, _ wording: Wording) -> HTML? {
        guard !view.closed.isEmpty else { return nil }
        let newest = view.closed.sorted { $0.firstDay > $1.firstDay }
        let list = newest.prefix(mostClosed).map { wording.short($0) }.joined(separator: ", ")
        let values = ["n": wording.number(newest.count), "list": list]
        return "<p class=\"hint\">\(wording.say(PicturePhrase.closedForAnalysts, values))</p>"
    }

    static let mostClosed = 12

    /// What else can be asked of it.
    private static func questions(_ view: View, _ wording: Wording) -> HTML? {
        let say = wording.say
        let card = view.card
        guard !card.whole.points.isEmpty else { return nil }
        let plain = card.address.with { ($0.from, $0.to, $0.sort) = (nil, nil, .name) }
        var links = [
            (plain.with { $0.region = nil }.path("compare", ["a": plain.region?.text]), PicturePhrase.compareLink)
        ]
        if [.week, .month].contains(card.whole.indicator.period) {
            links.append((plain.path("change"), .changeLink))
        }
        let items = links.map { path, phrase -> HTML in
            "<li><a href=\"\(Frame.path(path, in: wording.language))\">\(say(phrase))</a></li>"
        }
        return "<ul class=\"verder\">\(items)</ul>"
    }

    /// How much of the series is shown. Each is an address of its own.
    private static func ranges(_ card: SignalsPages.Card, _ wording: Wording) -> HTML? {
        let say = wording.say
        let points = card.whole.points
        guard points.count > SignalsPages.mostPoints, let first = points.first?.period, let last = points.last?.period
        else { return nil }
        var choices: [(phrase: PicturePhrase, from: Period?, to: Period?)] = [(.rangeLast, nil, nil)]
        if card.whole.indicator.period == .week, points.count > 104 {
            choices.append((.rangeTwoYears, points[points.count - 104].period, last))
        }
        choices.append((.rangeAll, first, last))
        let items = choices.map { phrase, from, to -> HTML in
            let address = card.address.with { ($0.from, $0.to) = (from, to) }
            let text = say(phrase, ["n": String(SignalsPages.mostPoints)])
            guard address != card.address else { return "<li><strong>\(text)</strong></li>" }
            return "<li><a href=\"\(Frame.path(address.path(), in: wording.language))\">\(text)</a></li>"
        }
        return "<nav aria-label=\"\(say(PicturePhrase.range))\"><ul class=\"keuzes\">\(items)</ul></nav>"
    }
}
