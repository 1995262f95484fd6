import Core
import Site

/// How a talk ends on the seeker's side: closed, erased, gone on elsewhere.
enum TalkEndPages {
    /// Stands in the talk from the start, and is seen once it is closed: a kind word, what can be done now, how to begin again.
    ///
    /// - Parameter numbers: where danger is called in and where help is, as at the top of every page.
    static func ended(isClosed: Bool, numbers: HTML, _ language: Language, _ say: Speech) -> HTML {
        let hidden: HTML? = isClosed ? nil : " hidden"
        return """
            <section class="kaart" id="voorbij"\(hidden)><h2>\(say(TalkPhrase.endedTitle))</h2><p>\(say(TalkPhrase.endedKind))</p>
            <p>\(say(TalkPhrase.endedNext))</p>\(numbers)
            <p><a class="knop" href="\(Frame.path("/", in: language))">\(say(TalkPhrase.endedAgain))</a></p></section>
            """
    }

    /// Asked once, before everything goes.
    static func askErase(_ language: Language, _ say: Speech) -> HTML {
        let path = { Frame.path($0, in: language) }
        return """
            <h1>\(say(TalkPhrase.eraseAsk))</h1><p>\(say(TalkPhrase.eraseExplained))</p>
            <p><a class="knop" href="\(path("/g"))">\(say(TalkPhrase.eraseNo))</a></p>
            \(Part.button(say(TalkPhrase.eraseYes), to: path("/g/w"), class: "gevaar"))
            """
    }

    static func erased(tonight: [String] = [], _ language: Language, _ say: Speech) -> HTML {
        """
        <h1>\(say(TalkPhrase.erased))</h1><p role="status">\(say(TalkPhrase.erasedExplained))</p>\(TonightCard.html(tonight, say))
        <p><a class="knop" href="\(Frame.path("/", in: language))">\(say(TalkPhrase.toDoor))</a></p>
        """
    }

    /// In the frame of a page without script, when there is nothing to follow.
    static func gone(_ sentence: String, toDesk: Bool, _ say: Speech) -> HTML {
        let desk: HTML? =
            toDesk
            ? "<p><a class=\"knop\" target=\"_top\" href=\"\(Frame.path("/desk", in: say.language))\">\(say(DeskPhrase.toDesk))</a></p>"
            : nil
        return
            "<h1 class=\"hint\">\(say(TalkPhrase.newMessages))</h1><p class=\"stand\" role=\"status\">\(sentence)</p>\(desk)"
    }
}
