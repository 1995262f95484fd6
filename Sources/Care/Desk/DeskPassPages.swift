import Core
import Pack
import Site

/// Beside the talk: who else may come in.
extension DeskPages {
    static func pass(_ talk: OpenTalk, _ path: (String) -> String, _ say: Speech) -> HTML {
        let pass: HTML? =
            talk.view.state == "closed"
            ? nil : (talk.isAsked ? "<p role=\"status\">\(say(DeskPhrase.asked))</p>" : offer(talk, path, say))
        let leave: HTML? = talk.canLeave ? Part.button(say(DeskPhrase.leave), to: path("/leave"), class: "rustig") : nil
        return pass == nil && leave == nil ? .empty : "<section class=\"paneel\">\(pass)\(leave)</section>"
    }

    /// One form for both: which of them it is, is the button.
    private static func offer(_ talk: OpenTalk, _ path: (String) -> String, _ say: Speech) -> HTML {
        let shares: [(value: String, label: String)] = [
            ("history", say(DeskPhrase.shareHistory)), ("summary", say(DeskPhrase.shareSummary)),
            ("from-now", say(DeskPhrase.shareFromNow)),
        ]
        return """
            <h2>\(say(DeskPhrase.pass))</h2><form method="post" action="\(path("/offer"))" autocomplete="off">
            \(Part.select(say(DeskPhrase.toLine), name: "line", options: talk.lines.map { ($0.id.text, $0.name) }, none: say(DeskPhrase.chooseOption)))
            \(Part.select(say(DeskPhrase.share), name: "share", options: shares, chosen: "from-now", none: say(DeskPhrase.chooseOption)))
            <p class="veld"><label for="summary">\(say(DeskPhrase.summary))</label><textarea id="summary" name="summary" rows="2"
             maxlength="\(TalkLimit.text)" autocomplete="off" dir="auto"></textarea></p>
            <button name="kind" value="handover">\(say(DeskPhrase.handover))</button>
            <button name="kind" value="invite" class="rustig">\(say(DeskPhrase.invite))</button></form>
            """
    }
}
