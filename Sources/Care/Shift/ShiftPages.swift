import Core
import Site

/// One's own shift, for oneself. No colour judges it, and there is nobody to be compared with.
enum ShiftPages {
    struct View: Sendable {
        let heavy: Int
        /// Minutes since the last pause of this shift ended; nil when there was none.
        let minutesSincePause: Int64?
        /// Minutes that the pause lasts so far; nil when there is none now.
        let pausedMinutes: Int64?
        /// Minutes of rest that are left; nil when there is nothing to rest from.
        let restMinutes: Int64?
        let line: String
        /// The talk that is open beside it, to come back to.
        let talk: ConversationID?
    }

    static func shift(_ view: View, _ say: Speech) -> HTML {
        let path = { (part: String) in Frame.path("/desk/shift/\(part)", in: say.language) }
        let back = view.talk.map { "<input type=\"hidden\" name=\"terug\" value=\"\($0.text)\">" as HTML }
        let isPaused = view.pausedMinutes != nil
        let pause: HTML? = view.pausedMinutes.map {
            "<p class=\"stand\" role=\"status\">\(say(ShiftPhrase.paused, count: Int($0)))</p>" as HTML
        }
        let rest: HTML? = view.restMinutes.map { minutes in
            """
            <p class="stand" role="status">\(say(ShiftPhrase.resting, count: Int(minutes)))</p>
            <form method="post" action="\(path("ready"))" autocomplete="off">\(back)<button class="rustig">\(say(ShiftPhrase.ready))</button></form>
            """
        }
        let since =
            view.minutesSincePause.map { say(ShiftPhrase.sincePause, count: Int($0)) } ?? say(ShiftPhrase.noPause)
        return """
            <section class="dienst" aria-labelledby="dienst-kop"><h2 id="dienst-kop">\(say(ShiftPhrase.title))</h2>\(pause)\(rest)
            <form method="post" action="\(path("pause"))" autocomplete="off">\(back)<button name="aan" value="\(isPaused ? "0" : "1")" id="pauze"
             class="rustig">\(say(isPaused ? ShiftPhrase.pauseEnd : .pause))</button></form>
            <p class="hint">\(say(ShiftPhrase.heavy, count: view.heavy)) \(since)</p>
            <details><summary>\(say(ShiftPhrase.lineTitle))</summary><form method="post" action="\(path("line"))" autocomplete="off">\(back)
            <p class="veld"><label for="regel">\(say(ShiftPhrase.line))</label><input id="regel" name="regel" value="\(view.line)" maxlength="\(Shift.lineLimit)"
             autocomplete="off" dir="auto" aria-describedby="regel-uitleg"><span class="hint" id="regel-uitleg">\(say(ShiftPhrase.lineExplained))</span></p>
            <button class="rustig">\(say(ShiftPhrase.lineSave))</button></form></details></section>
            """
    }

    /// In the form that closes a talk: no reason is asked.
    static func markHeavy(_ say: Speech) -> HTML {
        """
        <p class="veld"><label><input type="checkbox" name="zwaar" value="1" autocomplete="off" aria-describedby="zwaar-uitleg">
         \(say(ShiftPhrase.markHeavy))</label><span class="hint" id="zwaar-uitleg">\(say(ShiftPhrase.markHeavyExplained))</span></p>
        """
    }

    /// For supervisors: how lines are covered. Numbers, never names.
    static func coverage(_ lines: [(name: String, coverage: Coverage)], _ say: Speech) -> HTML {
        let items: [HTML] = lines.map { line in
            let values = [
                "line": line.name, "available": String(line.coverage.available),
                "present": String(line.coverage.present),
            ]
            return "<li>\(say(ShiftPhrase.coverage, values))</li>"
        }
        return "<ul class=\"bezetting\">\(items)</ul>"
    }
}
