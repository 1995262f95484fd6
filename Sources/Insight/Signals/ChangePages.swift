import Core
import Pack
import Site

/// One figure before and after a date: of the calendar, or one that somebody names.
enum ChangePages {
    struct View: Sendable {
        let card: SignalsPages.Card
        let places: SignalsPlaces
        let events: [CalendarEvent]
        let date: Day?
        /// Nil before a date is chosen.
        let change: Result<PolicyChange, PolicyChange.Unknown>?
        /// Of this very page as known now; nil when it already is of a moment.
        var fixed: String?
    }

    static func page(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let card = view.card
        let path = Frame.path(card.address.path(), in: wording.language)
        return """
            <h1>\(say(PicturePhrase.changeTitle, ["name": FigurePages.title(card, wording)]))</h1>
            <p class="kruimels"><a href="\(path)">\(say(PicturePhrase.backToCard))</a></p>
            <p class="let-op"><strong>\(say(SignalsPhrase.notViolence))</strong></p>
            \(SignalsPages.version(card.address.known, card.address, wording))\(form(view, wording))\(found(view, wording))\(view.fixed.flatMap { FixedLink.to($0, isFixed: false, wording) })
            """
    }

    private static func form(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let address = view.card.address
        let events = view.events.filter { $0.concerns(view.card.whole.indicator.id, region: address.region) }
            .sorted { $0.from < $1.from }
        let links = events.map { event -> HTML in
            let path = Frame.path(address.path("change", ["date": event.from.description]), in: wording.language)
            return "<li><a href=\"\(path)\">\(wording.day(event.from))</a>: \(event.text[wording.language])</li>"
        }
        let list: HTML? = links.isEmpty ? nil : "<p>\(say(PicturePhrase.changeEvents))</p><ul>\(links)</ul>"
        let hidden = [("region", address.region?.text), ("known", address.known?.rfc3339)].compactMap {
            name, value -> HTML? in
            value.map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" }
        }
        let action = Frame.path(SignalsAddress(address.indicator).path("change"), in: wording.language)
        return """
            \(list)<form method="get" autocomplete="off" class="keuze" action="\(action)">\(hidden)
            <p class="veld"><label for="datum">\(say(PicturePhrase.changeDate))</label>
            <input type="date" id="datum" name="date" autocomplete="off" value="\(view.date?.description ?? "")"></p>
            <p><button>\(say(PicturePhrase.changeButton))</button></p></form>
            """
    }

    private static func found(_ view: View, _ wording: Wording) -> HTML? {
        guard let date = view.date, let change = view.change else { return nil }
        let say = wording.say
        let card = view.card
        let sentence: String
        var rows: [(String, String)] = []
        switch change {
        case .failure(let unknown): sentence = words(unknown, say)
        case .success(let change):
            sentence = changed(change, date, card.whole.indicator, wording)
            rows.append((say(PicturePhrase.changeUncertainty), say(PicturePhrase.changeInterval)))
            rows.append(
                (
                    say(PicturePhrase.changePlacebo),
                    change.placebos.map {
                        say(
                            PicturePhrase.changePlaceboText,
                            ["n": wording.number($0.number), "k": wording.number($0.asSpecial)])
                    } ?? say(PicturePhrase.changePlaceboFew)
                ))
        }
        let event = CalendarEvent(
            id: "date", kind: .other, from: date, text: Localized(everywhere: wording.day(date)),
            source: Localized(everywhere: ""))
        let place = card.placeName ?? view.places.country
        let chart = Chart(
            card.whole, wording, place: place, number: 0, events: [event],
            most: card.whole.points.compactMap(\.number).max() ?? 0)
        let terms = rows.map { "<dt>\($0)</dt><dd>\($1)</dd>" as HTML }
        return """
            <section class="kaart" aria-labelledby="kd"><h2 id="kd">\(say(PicturePhrase.changeFound, ["date": wording.day(date)]))</h2>
            <p class="zin">\(sentence)</p><figure class="grafiek"><figcaption>\(Wording.capital(card.whole.indicator.unit[wording.language])), \(place)</figcaption>\(chart.svg)</figure>
            <dl class="betekenis">\(terms)</dl>\(ComparePages.meaning(card.whole.indicator, wording))</section>
            """
    }

    /// A difference that is nothing in whole per cents has no direction.
    private static func changed(
        _ change: PolicyChange, _ date: Day, _ indicator: Indicator, _ wording: Wording
    ) -> String {
        let values = [
            "date": wording.day(date), "unit": indicator.unit[wording.language],
            "x": percent(abs(change.ratio - 1), wording), "low": percent(change.low - 1, wording),
            "high": percent(change.high - 1, wording),
        ]
        if Int((abs(change.ratio - 1) * 100).rounded()) == 0 { return wording.say(LookPhrase.changeNone, values) }
        return wording.say(change.ratio >= 1 ? PicturePhrase.changeHigher : .changeLower, values)
    }

    private static func words(_ unknown: PolicyChange.Unknown, _ say: Speech) -> String {
        switch unknown {
        case .period: say(PicturePhrase.changePeriod)
        case .tooFew: say(PicturePhrase.changeTooFew)
        case .gaps: say(PicturePhrase.changeGaps)
        }
    }

    private static func percent(_ share: Double, _ wording: Wording) -> String {
        wording.number(Int((share * 100).rounded()))
    }
}
