import Core
import Site

/// What people say about figures: the list at the desk, one of them, and what anybody may read.
enum InterpretationsPages {
    /// A choice of one from a list.
    struct Option: Sendable {
        let value: String
        let name: String
    }

    /// What was said, in words.
    struct Card: Sendable {
        /// Where it stands on its own; nil where there is no such page.
        var path: String?
        /// What kind it is, with that it is no figure: never left out.
        let label: String
        /// What waits for somebody; nil when nothing does.
        var due: String?
        let text: String
        /// Label and words.
        let facts: [(label: String, text: String)]
        /// Author, organisation, day.
        let by: String
        /// Who can read it, where not everybody who sees the page can.
        var readers: String?
    }

    /// What can be chosen in forms and filters.
    struct Choices: Sendable {
        let indicators: [Option]
        let regions: [Option]
    }

    struct Form: Sendable {
        let kind: Remark.Kind
        let action: String
        /// What stands in its fields, by their names.
        var values: [String: String] = [:]
        var trouble: String?
        /// The number of the version that is changed; nil for a new one.
        var after: Int64?
    }

    struct ListView: Sendable {
        let path: String
        let kind: Remark.Kind?
        /// Chosen in the filter, by name.
        var chosen: [String: String] = [:]
        let cards: [Card]
        /// How many fit; nil when these were all.
        var limit: Int?
        let choices: Choices
        /// Of the kind that is shown; nil when all kinds are.
        let form: Form?
    }

    static func list(_ view: ListView, _ say: Speech) -> HTML {
        let kinds: [HTML] = Remark.Kind.allCases.map { kind in
            let current: HTML? = kind == view.kind ? " aria-current=\"page\"" : nil
            return "<li><a href=\"\(view.path)?kind=\(kind.rawValue)\"\(current)>\(say(name(of: kind)))</a></li>"
        }
        let current: HTML? = view.kind == nil ? " aria-current=\"page\"" : nil
        let all: HTML = "<li><a href=\"\(view.path)\"\(current)>\(say(InterpretationsPhrase.all))</a></li>"
        let cards = view.cards.map { card($0, say) }
        let list: HTML =
            cards.isEmpty ? "<p>\(say(InterpretationsPhrase.none))</p>" : "<ul class=\"regels\">\(cards)</ul>"
        let more: HTML? = view.limit.map {
            "<p class=\"hint\">\(say(InterpretationsPhrase.onlyNewest, ["limit": String($0)]))</p>"
        }
        let write: HTML? = view.form.map { form in
            """
            <section class="paneel" id="nieuw" aria-labelledby="nieuw-kop"><h2 id="nieuw-kop">\(say(InterpretationsPhrase.write)): \
            \(say(name(of: form.kind)))</h2><p>\(say(about(form.kind)))</p>\(self.form(form, view.choices, say))</section>
            """
        }
        return """
            <h1>\(say(InterpretationsPhrase.title))</h1>
            <p><a href="\(Frame.path("/desk", in: say.language))">\(say(InterpretationsPhrase.back))</a></p>
            <p>\(say(InterpretationsPhrase.intro))</p>\(warning(say))
            <p><a href="\(Frame.path("/desk/events", in: say.language))">\(say(InterpretationsPhrase.toEvents))</a></p>
            <nav aria-label="\(say(InterpretationsPhrase.kinds))"><ul class="wegen">\(all)\(kinds)</ul></nav>
            <section class="paneel" aria-labelledby="lijst-kop"><h2 id="lijst-kop">\
            \(say(view.kind.map(name) ?? InterpretationsPhrase.all))</h2>\(filter(view, say))\(list)\(more)</section>\(write)
            """
    }

    private static func filter(_ view: ListView, _ say: Speech) -> HTML {
        let kind: HTML? = view.kind.map { "<input type=\"hidden\" name=\"kind\" value=\"\($0.rawValue)\">" }
        let hasFigure = view.kind.map { [.interpretation, .observation, .expectation].contains($0) } ?? true
        let figure: HTML? =
            hasFigure
            ? select(.figure, "indicator", view.choices.indicators, view.chosen, .anyFigure, say, id: "kies") : nil
        let place: HTML? =
            view.kind != .escalation
            ? select(.place, "region", view.choices.regions, view.chosen, .everyPlace, say, id: "kies") : nil
        guard figure != nil || place != nil else { return .empty }
        return """
            <details\("open", if: !view.chosen.isEmpty)><summary>\(say(InterpretationsPhrase.filter))</summary>
            <form method="get" action="\(view.path)" autocomplete="off">\(kind)\(figure)\(place)
            <button class="rustig">\(say(InterpretationsPhrase.filterButton))</button></form></details>
            """
    }

    private static func card(_ card: Card, _ say: Speech) -> HTML {
        let facts: [HTML] = card.facts.map { "<dt>\($0.label)</dt><dd dir=\"auto\">\(Part.lines($0.text))</dd>" }
        let due: HTML? = card.due.map { "<strong class=\"te-laat\">\($0)</strong> " }
        let list: HTML? = facts.isEmpty ? nil : "<dl class=\"betekenis\">\(facts)</dl>"
        let by: HTML = card.path.map { "<a href=\"\($0)\">\(card.by)</a>" } ?? "\(card.by)"
        return """
            <li class="gezegd"><p class="hint">\(due)<strong>\(card.label)</strong></p>
            <blockquote dir="auto"><p>\(Part.lines(card.text))</p></blockquote>\(list)<p class="hint">\(by)\(card.readers.map { " · \($0)" as HTML })</p></li>
            """
    }

    // MARK: one of them

    struct View: Sendable {
        let title: String
        let card: Card
        /// Who can read it.
        let readers: String
        /// Number and words, newest first.
        let earlier: [(number: Int64, card: Card)]
        let choices: Choices
        /// For the organisation that it is of.
        let form: Form?
        /// Why there is no form.
        var notYours: String?
    }

    static func remark(_ view: View, _ say: Speech) -> HTML {
        let change: HTML? = view.form.map { form in
            """
            <section class="paneel" aria-labelledby="anders-kop"><h2 id="anders-kop">\(say(InterpretationsPhrase.change))</h2>
            <p class="hint">\(say(InterpretationsPhrase.changeHint))</p>\(self.form(form, view.choices, say))</section>
            """
        }
        return """
            <h1>\(view.title)</h1><p><a href="\(Frame.path("/desk/interpretations", in: say.language))">\
            \(say(InterpretationsPhrase.backToList))</a></p>\(warning(say))
            <section class="paneel" aria-labelledby="nu-kop"><h2 id="nu-kop">\
            \(say(InterpretationsPhrase.version, ["number": String((view.earlier.first?.number ?? 0) + 1)]))</h2>
            <ul class="regels">\(card(view.card, say))</ul><p class="hint">\(view.readers) \(view.notYours ?? "")</p></section>
            \(change)\(earlier(view.earlier, say))
            """
    }

    private static func earlier(_ versions: [(number: Int64, card: Card)], _ say: Speech) -> HTML? {
        guard !versions.isEmpty else { return nil }
        let items: [HTML] = versions.map { number, card in
            """
            <h3>\(say(InterpretationsPhrase.version, ["number": String(number)]))</h3><ul class="regels">\(self.card(card, say))</ul>
            """
        }
        return """
            <section class="paneel" aria-labelledby="eerder-kop"><h2 id="eerder-kop">\(say(InterpretationsPhrase.earlier))</h2>\
            \(items)</section>
            """
    }

    // MARK: for everybody

    struct PublicCard: Sendable {
        let card: Card
        let earlier: [(number: Int64, card: Card)]
    }

    static func shown(_ cards: [PublicCard], _ say: Speech) -> HTML {
        let list: HTML = cards.isEmpty ? "<p>\(say(InterpretationsPhrase.publicNone))</p>" : items(cards, say)
        return """
            <h1>\(say(InterpretationsPhrase.publicTitle))</h1>
            <p><a href="\(Frame.path("/signals", in: say.language))">\(say(InterpretationsPhrase.backToSignals))</a></p>
            <p class="let-op"><strong>\(say(InterpretationsPhrase.publicIntro))</strong></p>\(list)
            """
    }

    /// Under the card of a figure; nothing when nobody said anything.
    ///
    /// - Parameter id: unique in the page.
    static func beside(_ cards: [PublicCard], id: String, _ say: Speech) -> HTML {
        guard !cards.isEmpty else { return .empty }
        return """
            <section class="gezegd-bij" aria-labelledby="\(id)"><h3 id="\(id)">\(say(InterpretationsPhrase.besideTitle))</h3>
            <p class="hint">\(say(InterpretationsPhrase.publicIntro))</p>\(items(cards, say))</section>
            """
    }

    private static func items(_ cards: [PublicCard], _ say: Speech) -> HTML {
        let items: [HTML] = cards.map { one in
            let versions: [HTML] = one.earlier.map { number, card in
                """
                <p>\(say(InterpretationsPhrase.version, ["number": String(number)]))</p><ul class="regels">\(self.card(card, say))</ul>
                """
            }
            let earlier: HTML? =
                versions.isEmpty
                ? nil
                : "<li><details><summary>\(say(InterpretationsPhrase.earlier))</summary>\(versions)</details></li>"
            return "\(card(one.card, say))\(earlier)"
        }
        return "<ul class=\"regels\">\(items)</ul>"
    }

    // MARK: names

    static func name(of kind: Remark.Kind) -> InterpretationsPhrase {
        switch kind {
        case .interpretation: .kindInterpretation
        case .observation: .kindObservation
        case .concern: .kindConcern
        case .expectation: .kindExpectation
        case .escalation: .kindEscalation
        }
    }

    private static func about(_ kind: Remark.Kind) -> InterpretationsPhrase {
        switch kind {
        case .interpretation: .aboutInterpretation
        case .observation: .aboutObservation
        case .concern: .aboutConcern
        case .expectation: .aboutExpectation
        case .escalation: .aboutEscalation
        }
    }
}
