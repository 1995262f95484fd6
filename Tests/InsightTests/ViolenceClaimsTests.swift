import Core
import Pack
import Testing

@testable import Insight

@Suite struct `A claim of how much violence there is` {
    @Test(arguments: [
        "Het geweld stijgt in Friesland.", "Er is meer geweld.", "Geweld neemt toe", "Violence is rising",
        "er is MEER  ernstig geweld", "Minder geweld in Zeeland!", "Steeds meer huiselijk geweld",
        "Het geweld thuis is gestegen",
        "Geweld daalt. Dat is mooi.", "Het huiselijk geweld loopt dus verder op",
        "Er is sprake van een toename van ernstig geweld",
        "We zien een sterke stijging van kindermishandeling", "Kindermishandeling nam toe", "There is less violence",
        "Domestic abuse has increased", "We see an increase of domestic violence",
        "Dit is niet gek. Er is meer geweld.",
        "Er is meer of minder geweld", "mee\u{AD}r gew\u{200B}eld", "Ｍeer geweld", "Violence fell",
        "Het geweld is verdubbeld",
        "Meer huiselijk\ngeweld: meer geweld", "toenemend geweld",
    ])
    func `is refused beside figures`(text: String) throws {
        #expect(ViolenceClaims.isFound(in: text), "\(text)")
        let catalogue = try Figures.catalogue()
        for field in ["text", "source", "message"] {
            func typed(_ name: String) -> String { field == name ? text : "a" }
            let event = AddedEventDraft(
                kind: "media", medium: "radio", message: typed("message"), from: "2026-11-02", text: typed("text"),
                source: typed("source"))
            #expect(throws: Refusal.claimsViolence(field: field)) { try event.content(in: catalogue) }
        }
        let indicator = try #require(catalogue.indicators.first { $0.period == .week && $0.isPublic })
        var draft = RemarkDraft(text: text, indicator: indicator.id.description, period: "2026-W12", isPublic: true)
        draft.lookAgain = Figures.today.description
        for kind in [Remark.Kind.interpretation, .expectation] {
            #expect(throws: Refusal.claimsViolence(field: "text")) {
                try draft.content(kind, in: catalogue, today: Figures.today)
            }
        }
    }

    @Test(arguments: [
        "Meer contacten is niet hetzelfde als meer geweld.", "Dit zegt niet dat er meer geweld is.",
        "Het betekent niet dat er minder geweld is", "Of er meer geweld is, weten we niet.",
        "It does not mean that there is less violence",
        "This doesn't mean more violence", "Meer gesprekken over geweld thuis",
        "Het aantal meldingen van geweld stijgt",
        "Verwachting is een toename van misbruik in huiselijke kring als gevolg van oplopende stress",
        "Zorgen over toename van geweld, maar nog geen duidelijke signalen",
        "Meer adviesvragen door een campagne over geweld",
        "toename van ernstig geweld (dit is iets anders dan een toename van meldingen!)",
        "Reports of violence rose after the campaign",
        "Campagne Geweld hoort nergens thuis", "Een film over geweld in de avond",
        "Dit weerspiegelde de daling van seksueel geweld buitenshuis",
        "Langer open", "",
    ])
    func `is not what is counted, feared, expected or denied`(text: String) {
        #expect(!ViolenceClaims.isFound(in: text), "\(text)")
    }

    /// What somebody saw or fears is written down as it was said: it stands beside no figure, and only analysts read it.
    @Test func `may be what somebody saw, where no figure stands`() throws {
        let catalogue = try Figures.catalogue()
        let draft = RemarkDraft(text: "Wij zien meer geweld.", source: "Wijkteam", weight: "anecdotal")
        _ = try draft.content(.observation, in: catalogue, today: Figures.today)
        _ = try draft.content(.concern, in: catalogue, today: Figures.today)
    }
}
