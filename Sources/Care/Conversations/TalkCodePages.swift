import Core
import Site

/// The codes of words by which somebody comes back: their own pages, which can be opened again.
enum TalkCodePages {
    /// What can be asked for below the codes.
    enum Another: Sendable {
        /// One more; the earlier ones stay good. `tag` says beside which code it was asked.
        case oneMore(tag: String)
        /// There are as many as there can be: a new one takes the place of all of them.
        case insteadOfAll(count: Int)
    }

    static func code(
        _ words: String, days: Int, another: Another, keeping: Keeping, tonight: [String] = [], _ language: Language,
        _ say: Speech
    ) -> HTML {
        """
        <h1>\(say(TalkPhrase.codeTitle))</h1><p class="code" translate="no">\(words)</p><p>\(say(TalkPhrase.codeExplained, count: days))</p>
        <p>\(say(TalkPhrase.codeKeep))</p>\(back(language, say))\(keep(keeping, language, say))\(SafeReturnPages.offerSecond(language, say))
        \(TonightCard.html(tonight, say))\(ask(another, language, say))
        """
    }

    /// Nothing was made in this window yet. Codes of an earlier visit are good, and can only be shown where they were made.
    static func none(
        hasEarlier: Bool, isFull: Another?, keeping: Keeping, _ language: Language, _ say: Speech
    ) -> HTML {
        let earlier: HTML? = hasEarlier ? "<p>\(say(TalkPhrase.codeEarlier))</p>" : nil
        let make =
            isFull.map { ask($0, language, say) }
            ?? Part.button(say(TalkPhrase.codeMake), to: Frame.path("/g/k", in: language))
        // Without a code there is less to choose, and the page of the code has it.
        let kept: HTML? = hasEarlier ? keep(keeping, language, say) : nil
        return
            "<h1>\(say(TalkPhrase.codeTitle))</h1>\(earlier)<p>\(say(TalkPhrase.codeOffer))</p>\(make)\(back(language, say))\(kept)"
    }

    /// How long the talk is kept now, and what may be chosen instead.
    struct Keeping: Sendable {
        /// Hours the seeker chose; nil when they did not.
        let chosen: Int64?
        let shorter: [Int64]
    }

    private static func keep(_ keeping: Keeping, _ language: Language, _ say: Speech) -> HTML {
        let chosen: HTML? = keeping.chosen.map { "<p class=\"stand\" role=\"status\">\(Self.chosen($0, say))</p>" }
        let form = choices(keeping, back: nil, language, say)
        return chosen == nil && form == nil
            ? .empty : "<h2>\(say(TalkPhrase.keepTitle))</h2>\(chosen)\(form)"
    }

    /// On the page of the talk, for who came back by a code that was made elsewhere.
    static func keepFolded(_ keeping: Keeping, _ language: Language, _ say: Speech) -> HTML? {
        choices(keeping, back: onTalk, language, say).map {
            "<details class=\"bewaren\"><summary>\(say(TalkPhrase.keepTitle))</summary>\($0)</details>"
        }
    }

    /// How long the talk is kept, when its seeker chose that.
    static func chosen(_ hours: Int64, _ say: Speech) -> String {
        say(TalkPhrase.keepChosen, ["time": say(time(hours))])
    }

    /// The choice was made on the page of the talk, and leads back there.
    static let onTalk = "1"

    private static func choices(_ keeping: Keeping, back: String?, _ language: Language, _ say: Speech) -> HTML? {
        let choices: [HTML] = keeping.shorter.map {
            "<button name=\"a1\" value=\"\(Int($0))\" class=\"rustig\">\(say(time($0)))</button> "
        }
        let place: HTML? = back.map { "<input type=\"hidden\" name=\"a2\" value=\"\($0)\">" }
        return choices.isEmpty
            ? nil
            : "<p>\(say(TalkPhrase.keepExplained))</p>\(Part.form(Frame.path("/g/kt", in: language), "\(place)<p>\(choices)</p>"))"
    }

    private static func time(_ hours: Int64) -> TalkPhrase {
        switch hours {
        case 0: .keepToEnd
        case ...24: .keepDay
        default: .keepWeek
        }
    }

    private static func back(_ language: Language, _ say: Speech) -> HTML {
        "<p><a class=\"knop\" href=\"\(Frame.path("/g", in: language))\">\(say(TalkPhrase.codeBack))</a></p>"
    }

    private static func ask(_ another: Another, _ language: Language, _ say: Speech) -> HTML {
        let action = Frame.path("/g/k", in: language)
        switch another {
        case .oneMore(let tag):
            return """
                <h2>\(say(TalkPhrase.codeAnotherTitle))</h2><p>\(say(TalkPhrase.codeAnotherExplained))</p>
                \(Part.form(
                    action,
                    """
                    <input type="hidden" name="a2" value="\(tag)"><button name="a1" value="1" class="rustig">\(say(TalkPhrase.codeAnother))</button>
                    """))
                """
        case .insteadOfAll(let count):
            return """
                <h2>\(say(TalkPhrase.codeAnotherTitle))</h2><p>\(say(TalkPhrase.codeFull, count: count))</p>
                \(Part.form(
                    action, "<button name=\"a1\" value=\"2\" class=\"rustig\">\(say(TalkPhrase.codeReplace))</button>"))
                """
        }
    }
}
