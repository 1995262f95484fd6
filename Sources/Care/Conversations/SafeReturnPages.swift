import Core
import Site

/// Coming back safely: parts of the seeker's page, pages of their own, and what the counsellor sees of it.
enum SafeReturnPages {
    /// What is asked beside the words of the talk. Nothing of the answers is shown here, and no word says what it is about.
    static func asked(canType: Bool, stillThere: Bool, _ language: Language, _ say: Speech) -> HTML {
        let path = { Frame.path($0, in: language) }
        let typing: HTML? =
            canType
            ? """
            <section class="kaart zacht"><p>\(say(SafeReturnPhrase.canType))</p>
            <form method="post" action="\(path("/g/a"))" autocomplete="off" class="keuze">
            <button name="a1" value="1" class="rustig">\(say(SafeReturnPhrase.canTypeYes))</button>
            <button name="a1" value="0" class="rustig">\(say(SafeReturnPhrase.canTypeNo))</button>
            <button name="a1" value="2" class="rustig">\(say(SafeReturnPhrase.canTypeRatherNot))</button></form></section>
            """ : nil
        let there: HTML? =
            stillThere
            ? """
            <section class="kaart zacht"><p>\(say(SafeReturnPhrase.stillThere)) \(say(SafeReturnPhrase.stillThereExplained))</p>
            \(Part.button(say(SafeReturnPhrase.stillThereYes), to: path("/g/b"), class: "rustig"))</section>
            """ : nil
        return "<div data-deel=\"zacht\">\(typing)\(there)</div>"
    }

    /// Folded away on the seeker's page; what was agreed is not shown on it.
    static func quietWord(_ language: Language, _ say: Speech) -> HTML {
        """
        <details class="afspraak"><summary>\(say(SafeReturnPhrase.wordTitle))</summary><p>\(say(SafeReturnPhrase.wordExplained))</p>
        \(Part.form(
            Frame.path("/g/q", in: language),
            wordField(say(SafeReturnPhrase.word), say)))</details>
        """
    }

    private static func wordField(_ label: String, _ say: Speech) -> HTML {
        """
        <p class="veld"><label for="a3">\(label)</label><input id="a3" name="a3" maxlength="\(TalkRecord.longestWord)" required
         autocomplete="off" autocapitalize="none" spellcheck="false" dir="auto"></p><button class="rustig">\(say(SafeReturnPhrase.wordSave))</button>
        """
    }

    /// Below a code that was just made.
    static func offerSecond(_ language: Language, _ say: Speech) -> HTML {
        """
        <h2>\(say(SafeReturnPhrase.secondTitle))</h2><p>\(say(SafeReturnPhrase.secondExplained))</p>
        \(Part.button(say(SafeReturnPhrase.secondTake), to: Frame.path("/g/kk", in: language), class: "rustig"))
        """
    }

    /// The second code; nil when there is one already, which cannot be shown again.
    static func second(_ words: String?, _ language: Language, _ say: Speech) -> HTML {
        let back: HTML = """
            <p><a class="knop" href="\(Frame.path("/g", in: language))">\(say(TalkPhrase.codeBack))</a></p>
            """
        guard let words else {
            return
                "<h1>\(say(SafeReturnPhrase.secondCode))</h1><p role=\"status\">\(say(SafeReturnPhrase.secondThere))</p>\(back)"
        }
        return """
            <h1>\(say(SafeReturnPhrase.secondCode))</h1><p class="code" translate="no">\(words)</p>
            <p>\(say(SafeReturnPhrase.secondExplained))</p><p>\(say(SafeReturnPhrase.secondKeep))</p>\(back)
            """
    }

    /// What the second code opens: nothing on it is about a talk, or about anybody.
    static func calm(_ say: Speech) -> HTML {
        """
        <h1>\(say(SafeReturnPhrase.calmTitle))</h1><p>\(say(SafeReturnPhrase.calmIntro))</p>
        <ol><li>\(say(SafeReturnPhrase.calm1))</li><li>\(say(SafeReturnPhrase.calm2))</li><li>\(say(SafeReturnPhrase.calm3))</li></ol>
        """
    }

    // MARK: the desk

    /// Sends a text although the seeker is away: there, and out of sight until a text was held back.
    static func confirm(isAsked: Bool, _ say: Speech) -> HTML {
        let hidden: HTML? = isAsked ? nil : " hidden"
        return "<button name=\"ook\" value=\"1\" class=\"rustig\"\(hidden)>\(say(SafeReturnPhrase.confirm))</button>"
    }

    /// Where a counsellor writes down the word that the two agreed on.
    static func agree(onWordAt action: String, _ say: Speech) -> HTML {
        """
        <details><summary>\(say(SafeReturnPhrase.deskWord))</summary>
        \(Part.form(action, wordField(say(SafeReturnPhrase.word), say)))</details>
        """
    }
}
