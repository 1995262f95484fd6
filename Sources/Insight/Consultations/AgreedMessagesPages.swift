import Core
import Site

/// An agreed message: its versions, what is other in one than in another, and saying yes.
enum AgreedMessagesPages {
    struct View: Sendable {
        let consultation: ConsultationID
        let id: AgreedMessageID
        let title: String
        /// What holds and who is still to say yes.
        let sentence: String
        let shown: Version
        /// What the shown version is compared with; nil for the first.
        let compared: (number: Int64, difference: WordDifference)?
        let versions: [Version]
        /// The text of the newest version, to begin a new one with.
        let newest: String
        let isEnded: Bool
        /// One's own organisation can say yes to the newest version.
        let isAsked: Bool
        var refused: ConsultationsPages.Refused?

        var last: Int64 { versions.last?.number ?? 0 }
    }

    struct Version: Sendable {
        let number: Int64
        let text: String
        /// Who wrote it and when, who said yes and who did not: a sentence each.
        let sentences: [String]
        let isAgreed: Bool
    }

    static func message(_ view: View, _ say: Speech) -> HTML {
        let back = Frame.path("/desk/consultations/\(view.consultation)", in: say.language)
        return """
            <h1 dir="auto">\(view.title)</h1><p><a href="\(back)#boodschappen">\(say(ConsultationsPhrase.backToOne))</a></p>
            <p class="stand" role="status">\(view.sentence)</p>\(ConsultationsPages.warning(say))
            <div class="overleg">\(shown(view, say))\(difference(view, say))\(newVersion(view, say))\(versions(view, say))</div>
            """
    }

    private static func path(_ view: View, _ part: String, _ say: Speech) -> String {
        Frame.path("/desk/consultations/\(view.consultation)/messages/\(view.id)\(part)", in: say.language)
    }

    private static func told(_ version: Version, _ say: Speech) -> HTML {
        let agreed: HTML? =
            version.isAgreed ? "<strong>\(say(ConsultationsPhrase.agreed))</strong> " : nil
        let sentences: [HTML] = version.sentences.map { "<span>\($0)</span> " }
        return "<p class=\"hint\">\(agreed)\(sentences)</p>"
    }

    private static func shown(_ view: View, _ say: Speech) -> HTML {
        let yes: HTML? =
            view.isAsked && view.shown.number == view.last
            ? """
            <form method="post" action="\(path(view, "/yes", say))" autocomplete="off"><input type="hidden" name="nummer" value="\(view.last)">
            <button>\(say(ConsultationsPhrase.sayYesVersion, ["number": String(view.last)]))</button></form>
            """ : nil
        return """
            <section class="paneel" aria-labelledby="versie"><h2 id="versie">\(say(ConsultationsPhrase.version, ["number": String(view.shown.number)]))</h2>
            <p dir="auto" class="boodschap">\(Part.lines(view.shown.text))</p>\(told(view.shown, say))\(yes)</section>
            """
    }

    private static func difference(_ view: View, _ say: Speech) -> HTML? {
        guard let (number, difference) = view.compared else { return nil }
        let values = ["number": String(number), "newest": String(view.shown.number)]
        let counts: [HTML] = [
            "<span>\(say(ConsultationsPhrase.added, count: difference.added))</span> ",
            "<span>\(say(ConsultationsPhrase.removed, count: difference.removed))</span>",
        ]
        let isSame = difference.parts.allSatisfy { $0.kind == .same }
        let parts: [HTML] = difference.parts.map { part($0, say) }
        let shown: HTML =
            isSame
            ? "<p>\(say(ConsultationsPhrase.noDifference))</p>"
            : "<p>\(counts)</p><p dir=\"auto\" class=\"boodschap verschil\">\(parts)</p>"
        return """
            <section class="paneel" aria-labelledby="verschil"><h2 id="verschil">\(say(ConsultationsPhrase.difference, values))</h2>\(shown)
            \(view.versions.count > 2 ? compare(view, say) : nil)</section>
            """
    }

    /// What was added or taken out is said in words, so that no colour or line is needed to read it.
    private static func part(_ part: WordDifference.Part, _ say: Speech) -> HTML {
        let isOnlyEnd = part.text.allSatisfy(\.isNewline)
        let text: HTML = isOnlyEnd && part.kind != .same ? "\(say(ConsultationsPhrase.lineEnd))" : Part.lines(part.text)
        switch part.kind {
        case .same: return "\(text) "
        case .added: return "[<b>\(say(ConsultationsPhrase.addedPiece))</b> <ins>\(text)</ins>] "
        case .removed: return "[<b>\(say(ConsultationsPhrase.removedPiece))</b> <del>\(text)</del>] "
        }
    }

    private static func compare(_ view: View, _ say: Speech) -> HTML {
        func choice(_ label: ConsultationsPhrase, _ name: String, _ chosen: Int64) -> HTML {
            let options: [HTML] = view.versions.map { version in
                let text = say(ConsultationsPhrase.version, ["number": String(version.number)])
                return "<option value=\"\(version.number)\"\("selected", if: version.number == chosen)>\(text)</option>"
            }
            return """
                <p class="veld"><label for="\(name)">\(say(label))</label><select id="\(name)" name="\(name)" autocomplete="off">\(options)</select></p>
                """
        }
        return """
            <form method="get" action="\(path(view, "", say))" autocomplete="off"><h3>\(say(ConsultationsPhrase.compare))</h3>
            \(choice(.compareFrom, "from", view.compared?.number ?? 1))\(choice(.compareTo, "to", view.shown.number))
            <button class="rustig">\(say(ConsultationsPhrase.compareButton))</button></form>
            """
    }

    private static func newVersion(_ view: View, _ say: Speech) -> HTML? {
        guard !view.isEnded else { return nil }
        let form = ConsultationsPages.form(
            "versions", to: path(view, "/versions", say), say(ConsultationsPhrase.newVersionButton), view.refused, say,
            """
            <p class="hint">\(say(ConsultationsPhrase.newVersionExplained))</p><input type="hidden" name="na" value="\(view.last)">
            \(ConsultationsPages.area(.messageText, "tekst", view.refused?.values["tekst"] ?? view.newest, say))
            """)
        return """
            <section class="paneel" aria-labelledby="nieuw"><h2 id="nieuw">\(say(ConsultationsPhrase.newVersion))</h2>\(form)</section>
            """
    }

    private static func versions(_ view: View, _ say: Speech) -> HTML {
        let items: [HTML] = view.versions.reversed().map { version in
            let name = say(ConsultationsPhrase.version, ["number": String(version.number)])
            return "<li><a href=\"\(path(view, "?to=\(version.number)", say))\">\(name)</a>\(told(version, say))</li>"
        }
        return """
            <section class="paneel" aria-labelledby="alle"><h2 id="alle">\(say(ConsultationsPhrase.versions))</h2><ul class="regels">\(items)</ul></section>
            """
    }
}
