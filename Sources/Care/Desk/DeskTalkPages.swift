import Core
import Pack
import Site

/// The middle pane: the open talk.
extension DeskPages {
    struct OpenTalk: Sendable {
        let id: ConversationID
        var view: TalkPages.View
        let nickname: String
        /// Why it stood first in the queue; empty when it did not.
        let urgency: [String]
        /// Seconds since the seeker last wrote, since this person did, and since the start.
        let clocks: [Clock]
        var mark: TalkMark?
        /// What the routes make panes of.
        var kept = Sheets()
        var line: LineID?
        var language = Language.dutch
    }

    struct Clock: Sendable {
        /// `zij`, `mij`, or `alles` for the whole talk.
        let side: String
        let label: String
        let seconds: Int64

        /// Three minutes of silence ask for a look, six for a question (`experience.md` B06). How long a talk takes is no
        /// silence.
        var level: String {
            if side == "alles" || seconds < 180 { return "" }
            return seconds < 360 ? "drie" : "zes"
        }
    }

    static func talk(_ view: View, _ say: Speech) -> HTML {
        guard let talk = view.talk else {
            return """
                <section class="paneel gesprek" id="gesprek"><h2>\(say(DeskPhrase.choose))</h2><p>\(say(DeskPhrase.chooseExplained))</p></section>
                """
        }
        let path = { (part: String) in Frame.path("/desk/c/\(talk.id)\(part)", in: say.language) }
        let isClosed = talk.view.state == "closed"
        let live: HTML? =
            isClosed
            ? nil
            : """
            <noscript><iframe class="nieuw" src="\(path("/l"))?after=\(talk.view.lastNumber)" title="\(say(TalkPhrase.newMessages))"></iframe>
            <p><a class="knop" href="\(path(""))">\(say(DeskPhrase.refresh))</a></p></noscript>
            """
        let composer: HTML? =
            isClosed
            ? nil
            : TalkPages.compose(
                talk.view, say, action: path("/m"), before: sendsTo(talk, path("/d"), say),
                after: """
                    \(SafeReturnPages.confirm(isAsked: talk.view.asksToConfirm, say))<p class="hint">\(say(DeskPhrase.seen))</p>
                    <noscript><button class="rustig" formaction="\(path("/d"))" formnovalidate>\(say(DeskPhrase.keepDraft))</button></noscript>
                    """)
        let urgency: [HTML] = talk.urgency.map { "<p class=\"hint\">\($0)</p>" }
        return """
            \(view.panes.acute)<section class="paneel gesprek \(colour(talk.mark))" id="gesprek" aria-labelledby="gesprek-kop">
            <div class="bovenaan"><h2 id="gesprek-kop">\(talk.nickname)</h2><p class="stand" id="stand" role="status">\(talk.view.sentence)</p>\(view.panes.head)</div>
            <div class="eerst">\(TalkPages.watching(talk.view))\(urgency)\(view.panes.first)</div>
            \(TalkPages.log(talk.view.messages, label: say(DeskPhrase.log), live: path("/e"), after: talk.view.lastNumber, state: talk.view.state, reader: .counsellor(name: view.person), say))
            \(clocks(talk, say))\(live)\(composer)<div class="onder">\(view.panes.below)</div></section>
            <div class="zijkant" id="naast">\(view.panes.side)\(view.panes.record)</div>
            """
    }

    /// Whom a text goes to, in words and colour, at the button that sends it. The script keeps what is typed at `draft`.
    private static func sendsTo(_ talk: OpenTalk, _ draft: String, _ say: Speech) -> HTML {
        """
        <p class="naar-wie \(colour(talk.mark))" data-concept="\(draft)">\(say(DeskPhrase.sendsTo, ["name": talk.nickname]))</p>
        """
    }

    /// Minutes in words; the script lets them run on.
    private static func clocks(_ talk: OpenTalk, _ say: Speech) -> HTML {
        let clocks: [HTML] = talk.clocks.map { clock in
            let (three, six) = (say(DeskPhrase.clockThree), say(DeskPhrase.clockSix))
            // How long a talk takes is no silence: only the two who write have words for it.
            let words: HTML? = clock.side == "alles" ? nil : " data-drie=\"\(three)\" data-zes=\"\(six)\""
            let word = clock.level == "drie" ? three : (clock.level == "zes" ? six : "")
            return """
                <p class="klok \(clock.level)" data-wie="\(clock.side)" data-sec="\(clock.seconds)"\(words)>\(clock.label) \
                <b>\(clock.seconds / 60) min</b> <span>\(word)</span></p>
                """
        }
        return "<div class=\"klokken\">\(clocks)</div>"
    }
}
