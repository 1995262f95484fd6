import Core
import Pack
import Site

/// The first thing on the overview: what happened, how certain that is, and what it does not say.
struct InBrief {
    private let cards: [SignalsPages.Card]
    private let wording: Wording

    /// - Parameter cards: of each that has figures one sentence is told, of the first ``SignalsPages/mostCharts``.
    init(_ cards: [SignalsPages.Card], _ wording: Wording) {
        self.cards = Array(cards.prefix(SignalsPages.mostCharts).filter { !$0.whole.points.isEmpty })
        self.wording = wording
    }

    var section: HTML {
        let say = wording.say
        let items = cards.map { card -> HTML in
            let path = Frame.path(card.address.path(), in: wording.language)
            return "<li><a href=\"\(path)\">\(card.whole.indicator.name[wording.language])</a>. \(sentence(card))</li>"
        }
        let what: HTML =
            items.isEmpty ? "<p>\(say(SignalsPhrase.emptyImport))</p>" : "<ul class=\"wat\">\(items)</ul>"
        return """
            <section class="kaart in-het-kort" aria-labelledby="kk"><h2 id="kk">\(say(LookPhrase.brief))</h2>
            <div class="drie"><div><h3>\(say(LookPhrase.briefWhat))</h3>\(what)</div>
            <div><h3>\(say(LookPhrase.briefSure))</h3><p>\(say(LookPhrase.briefSureText))</p>
            <h3>\(say(LookPhrase.briefNot))</h3><p class="let-op"><strong>\(say(SignalsPhrase.notViolence))</strong></p></div></div></section>
            """
    }

    /// What was found, or else the last figure.
    private func sentence(_ card: SignalsPages.Card) -> String {
        let found = card.extras.sentences.map { $0[wording.language] }
        return found.isEmpty ? Sentence(card.whole, wording).happened.first ?? "" : found.joined(separator: " ")
    }
}
