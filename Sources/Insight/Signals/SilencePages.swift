import Core
import Pack
import Site

/// From whom nothing came in: who did not deliver, and whom we may not reach.
enum SilencePages {
    struct Line: Sendable {
        let silence: PublishedSilence
        let name: String
    }

    struct View: Sendable {
        /// Every figure with places of its own.
        let all: [PublishedSilence]
        /// The one that is shown week by week.
        let chosen: PublishedSilence?
        let organisations: [OrganisationID: String]
        let places: SignalsPlaces
        /// Regions with so little that we may not reach people there; nil where that cannot be told.
        let quiet: [String]?
        let known: Instant?
    }

    static func page(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let overview = Frame.path(SignalsAddress(known: view.known).path(), in: wording.language)
        let all = view.all.map { row($0, view, wording) }
        let list: HTML =
            all.isEmpty
            ? "<p>\(say(PicturePhrase.silenceNone))</p>"
            : """
            <div class="breed" tabindex="0" role="group" aria-label="\(say(PicturePhrase.silenceTitle))"><table><caption>\(say(PicturePhrase.silenceCaption, ["n": String(PublishedSilence.shown)]))</caption><thead><tr>\
            <th scope="col">\(say(SignalsPhrase.columnFigure))</th><th scope="col">\(say(PicturePhrase.silenceComplete))</th>\
            <th scope="col">\(say(PicturePhrase.silenceGaps))</th></tr></thead><tbody>\(all)</tbody></table></div>
            """
        return """
            <h1>\(say(PicturePhrase.silenceTitle))</h1><p class="kruimels"><a href="\(overview)">\(say(PicturePhrase.allFigures))</a></p>
            <p>\(say(PicturePhrase.silenceIntro))</p>\(list)\(view.chosen.map { detail($0, view, wording) })
            <section aria-labelledby="ks"><h2 id="ks">\(say(PicturePhrase.quietTitle))</h2>\(quiet(view, say))</section>
            """
    }

    private static func row(_ silence: PublishedSilence, _ view: View, _ wording: Wording) -> HTML {
        let gaps = silence.regions.filter { !$0.missing.isEmpty }
        let path = Frame.path(
            SignalsAddress(known: view.known).path("silence", ["indicator": silence.indicator.id.text]),
            in: wording.language)
        let complete = "\(silence.regions.count - gaps.count) / \(silence.regions.count)"
        let named = gaps.prefix(5).map { view.places.name($0.region) }.joined(separator: ", ")
        let text =
            gaps.isEmpty
            ? wording.say(PicturePhrase.nobody)
            : gaps.count > 5
                ? wording.say(PicturePhrase.andMore, ["list": named, "n": String(gaps.count - 5)]) : named
        return """
            <tr><th scope="row"><a href="\(path)">\(silence.indicator.name[wording.language])</a></th><td>\(complete)</td><td>\(text)</td></tr>
            """
    }

    private static func detail(_ silence: PublishedSilence, _ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let heads = silence.periods.map { "<th scope=\"col\">\(wording.short($0))</th>" as HTML }
        func row(_ name: String, _ missing: Set<Period>) -> HTML {
            let cells = silence.periods.map { period -> HTML in
                missing.contains(period)
                    ? "<td class=\"gat\"><b>\(say(PicturePhrase.notDelivered))</b></td>"
                    : "<td>\(say(PicturePhrase.delivered))</td>"
            }
            return "<tr><th scope=\"row\">\(name)</th>\(cells)</tr>"
        }
        let regions = silence.regions.map { (name: view.places.name($0.region), missing: $0.missing) }
            .sorted { $0.name < $1.name }.map { row($0.name, $0.missing) }
        let others = silence.organisations.map {
            row(view.organisations[$0.organisation] ?? $0.organisation.text, $0.missing)
        }
        let name = silence.indicator.name[wording.language]
        return """
            <section class="kaart" aria-labelledby="kg"><h2 id="kg">\(name)</h2>
            <div class="breed" tabindex="0" role="group" aria-labelledby="kg"><table class="stilte"><thead><tr>\
            <th scope="col">\(say(PicturePhrase.columnWho))</th>\(heads)</tr></thead><tbody>\(regions)\(others)</tbody></table></div></section>
            """
    }

    private static func quiet(_ view: View, _ say: Speech) -> HTML {
        guard let quiet = view.quiet else { return "<p>\(say(PicturePhrase.quietUnknown))</p>" }
        guard !quiet.isEmpty else {
            return "<p>\(say(PicturePhrase.quietNone, ["n": String(PublishedSilence.shown)]))</p>"
        }
        let items = quiet.sorted().map { "<li>\($0)</li>" as HTML }
        return "<p>\(say(PicturePhrase.quietSome, ["n": String(PublishedSilence.shown)]))</p><ul>\(items)</ul>"
    }
}
