import Core
import Pack
import Site

/// The counsellor's work place: queue and own talks, the talk, the contact record.
enum DeskPages {
    struct View: Sendable {
        let person: String
        let isOnTheLine: Bool
        let queue: String
        let talks: [TalkLink]
        let talk: OpenTalk?
        /// What just happened, or what went wrong.
        let notice: String?
        var panes = Panes()
    }

    /// What stands beside the talk and the queue, made by the pages of its own: one line for each in `DeskRoutes`.
    struct Panes: Sendable {
        /// Below the queue and the person's own talks.
        var queue: [HTML] = []
        /// Above the log of the open talk: what must be seen first.
        var first: [HTML] = []
        /// Beside the open talk, above the contact record.
        var side: [HTML] = []
    }

    struct TalkLink: Sendable {
        let id: ConversationID
        let label: String
        let isCurrent: Bool
    }

    struct OpenTalk: Sendable {
        let id: ConversationID
        let view: TalkPages.View
        let nickname: String
        let fields: [ContactField]
        let lines: [(id: LineID, name: String)]
        /// Why it stood first in the queue; empty when it did not.
        let urgency: [String]
        let isAsked: Bool
        let canLeave: Bool
        /// Seconds since the seeker last wrote, since this person did, and since the start.
        let clocks: [Clock]
    }

    struct Clock: Sendable {
        /// `zij`, `mij`, or `alles` for the whole talk.
        let side: String
        let label: String
        let seconds: Int64
    }

    static func signIn(trouble: String?, name: String, _ say: Speech) -> HTML {
        let alert: HTML? = trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        return """
            <h1>\(say(DeskPhrase.title))</h1>\(alert)
            <form method="post" action="\(Frame.path("/desk/login", in: say.language))" class="kaart">
            <p class="veld"><label for="naam">\(say(DeskPhrase.name))</label><input id="naam" name="naam" autocomplete="username"
             autocapitalize="none" spellcheck="false" required value="\(name)"></p>
            <p class="veld"><label for="wachtwoord">\(say(DeskPhrase.password))</label><input id="wachtwoord" name="wachtwoord"
             type="password" autocomplete="current-password" required></p><button>\(say(DeskPhrase.signIn))</button></form>
            """
    }

    /// After name and password were right, for who has a code asked for.
    static func code(trouble: String?, _ say: Speech) -> HTML {
        let alert: HTML? = trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let path = { Frame.path($0, in: say.language) }
        return """
            <h1>\(say(DeskPhrase.title))</h1>\(alert)
            <form method="post" action="\(path("/desk/code"))" class="kaart">
            <p class="veld"><label for="code">\(say(DeskPhrase.code))</label><input id="code" name="code" inputmode="numeric"
             autocomplete="one-time-code" spellcheck="false" required autofocus aria-describedby="uitleg"></p>
            <p id="uitleg">\(say(DeskPhrase.codeExplained))</p><button>\(say(DeskPhrase.signIn))</button></form>
            \(Part.button(say(DeskPhrase.codeBack), to: path("/desk/logout"), class: "rustig"))
            """
    }

    static func desk(_ view: View, _ say: Speech) -> HTML {
        let path = { Frame.path($0, in: say.language) }
        let notice: HTML? = view.notice.map { "<p role=\"status\" class=\"stand\">\($0)</p>" }
        let next: HTML =
            view.isOnTheLine
            ? Part.button(say(DeskPhrase.next), to: path("/desk/next"), class: "volgende")
            : "<p>\(say(DeskPhrase.noTalkRole))</p>"
        let links: [HTML] = view.talks.map { talk in
            let current: HTML? = talk.isCurrent ? " aria-current=\"page\"" : nil
            return "<li><a href=\"\(path("/desk/c/\(talk.id)"))\"\(current)>\(talk.label)</a></li>"
        }
        let mine: HTML =
            links.isEmpty ? "<p class=\"hint\">\(say(DeskPhrase.noTalks))</p>" : "<ul class=\"talks\">\(links)</ul>"
        return """
            <header class="bureau-kop"><h1>\(say(DeskPhrase.title))</h1>
            <p>\(say(DeskPhrase.signedInAs, ["name": view.person]))</p>
            \(Part.button(say(DeskPhrase.signOut), to: path("/desk/logout"), class: "rustig"))</header>\(notice)
            <div class="bureau"><section class="paneel rij" aria-labelledby="rij-kop"><h2 id="rij-kop">\(say(DeskPhrase.queue))</h2>
            <p id="rij-stand" data-live="\(path("/desk/e"))">\(view.queue)</p>\(next)
            <h2>\(say(DeskPhrase.myTalks))</h2>\(mine)
            <details id="toetsen"><summary>\(say(DeskPhrase.keys))</summary><p>\(say(DeskPhrase.keyList))</p>
            <p><label><input type="checkbox" id="toetsen-uit"> \(say(DeskPhrase.keysOff))</label></p></details>\(view.panes.queue)</section>\(talk(view, say))</div>
            """
    }

    private static func talk(_ view: View, _ say: Speech) -> HTML {
        guard let talk = view.talk else {
            return """
                <section class="paneel gesprek"><h2>\(say(DeskPhrase.choose))</h2><p>\(say(DeskPhrase.chooseExplained))</p></section>
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
        let composer: HTML? = isClosed ? nil : TalkPages.compose(talk.view, say, action: path("/m"))
        let urgency: [HTML] = talk.urgency.map { "<p class=\"hint\">\($0)</p>" }
        return """
            <section class="paneel gesprek" aria-labelledby="gesprek-kop"><h2 id="gesprek-kop">\(talk.nickname)</h2>
            <p class="stand" id="stand" role="status">\(talk.view.sentence)</p>\(TalkPages.watching(talk.view))\(urgency)\(view.panes.first)
            \(TalkPages.log(talk.view.messages, label: say(DeskPhrase.log), live: path("/e"), after: talk.view.lastNumber, state: talk.view.state, reader: .counsellor(name: view.person), say))
            \(clocks(talk, say))\(live)\(composer)</section><div class="zijkant">\(view.panes.side)\(record(talk, path, say))</div>
            """
    }

    /// Minutes in words; the script lets them run on.
    private static func clocks(_ talk: OpenTalk, _ say: Speech) -> HTML {
        let clocks: [HTML] = talk.clocks.map { clock in
            // How long a talk takes is no silence: only the two who write have words for it.
            let words: HTML? =
                clock.side == "alles"
                ? nil : " data-drie=\"\(say(DeskPhrase.clockThree))\" data-zes=\"\(say(DeskPhrase.clockSix))\""
            return """
                <p class="klok" data-wie="\(clock.side)" data-sec="\(clock.seconds)"\(words)>\(clock.label) \
                <b>\(clock.seconds / 60) min</b> <span></span></p>
                """
        }
        return "<div class=\"klokken\">\(clocks)</div>"
    }

    private static func record(_ talk: OpenTalk, _ path: (String) -> String, _ say: Speech) -> HTML {
        let fields: [HTML] = talk.fields.map { field in
            Part.select(
                field.label[say.language], name: field.id,
                options: field.allCodes.map { ($0.id, $0.label[say.language]) }, none: say(DeskPhrase.chooseOption))
        }
        let pass: HTML? =
            talk.view.state == "closed"
            ? nil : (talk.isAsked ? "<p role=\"status\">\(say(DeskPhrase.asked))</p>" : offer(talk, path, say))
        let leave: HTML? = talk.canLeave ? Part.button(say(DeskPhrase.leave), to: path("/leave"), class: "rustig") : nil
        return """
            <section class="paneel kaartje" aria-labelledby="kaart-kop"><h2 id="kaart-kop">\(say(DeskPhrase.record))</h2>
            <p class="hint">\(say(DeskPhrase.recordExplained))</p>
            <form method="post" action="\(path("/close"))" autocomplete="off">\(fields)<button>\(say(DeskPhrase.close))</button></form>
            \(pass)\(leave)</section>
            """
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
