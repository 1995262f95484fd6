import Core
import Site

/// The place where staff whisper: beside the talk, of another look, with a form of its own that goes nowhere else.
enum WhisperPages {
    struct View: Sendable {
        let conversation: ConversationID
        let whispers: [Line]
        /// For the next one, so that a form that is sent twice counts once.
        let clientId: String
        let draft: String
        let trouble: String?
        /// Somebody would hear it.
        let isHeard: Bool
    }

    struct Line: Sendable {
        let number: Int64
        let isOwn: Bool
        let who: String
        let text: String
    }

    static func pane(_ view: View, _ say: Speech) -> HTML {
        let path = Frame.path("/desk/c/\(view.conversation)/w", in: say.language)
        let form: HTML =
            view.isHeard
            ? """
            <form id="fluistervorm" method="post" action="\(path)" data-fout="\(say(TalkPhrase.notSent))" autocomplete="off">
            <label for="w1">\(say(SupervisionPhrase.whisperField))</label>
            <textarea id="w1" name="w1" rows="2" maxlength="\(WhisperDraft.longest)" required autocomplete="off" dir="auto">\(view.draft)</textarea>
            <input type="hidden" name="w2" value="\(view.clientId)"><button>\(say(SupervisionPhrase.whisper))</button>
            <p class="fout" id="fluisterfout" role="alert">\(view.trouble ?? "")</p></form>
            """ : "<p>\(say(SitePhrase.nobodyHears))</p>"
        return """
            <section class="paneel fluister" aria-labelledby="fluister-kop"><h2 id="fluister-kop">\(say(SupervisionPhrase.whispers))</h2>
            <p class="hint">\(say(SupervisionPhrase.whispersExplained))</p>
            <div class="fluisterlog" id="fluister" role="log" aria-label="\(say(SupervisionPhrase.whisperLog))" tabindex="0"
             data-live="\(path)/e" data-after="\(view.whispers.last?.number ?? 0)">\(view.whispers.map(bubble))</div>\(form)</section>
            """
    }

    private static func bubble(_ line: Line) -> HTML {
        """
        <div class="gefluister" data-w="\(line.number)"><b class="wie">\(line.who)</b>\
        <p dir="auto">\(Part.lines(line.text))</p></div>
        """
    }
}
