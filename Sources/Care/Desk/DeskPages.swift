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
        var place = OwnPlace()
        /// May plan how many work when.
        var plansStaffing = false
    }

    /// What stands beside the talk and the queue, made by the pages of its own: one line for each in `DeskRoutes`.
    struct Panes: Sendable {
        /// Below the queue and the person's own talks.
        var queue: [HTML] = []
        /// In the head of the open talk.
        var head: HTML?
        /// While the open talk is acute: what is to be done now.
        var acute: HTML?
        /// Above the log of the open talk: what must be seen first.
        var first: [HTML] = []
        /// Beside the open talk, above its record.
        var side: [HTML] = []
        /// Below the box in which the person writes.
        var below: [HTML] = []
        /// In the form that closes the talk, above its button.
        var closing: [HTML] = []
        /// The record beside the open talk, with the button that closes it.
        var record: HTML?
    }

    struct TalkLink: Sendable {
        let id: ConversationID
        let label: String
        let isCurrent: Bool
        var mark: TalkMark?
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
        let head: HTML = """
            <header class="bureau-kop"><h1>\(say(DeskPhrase.title))</h1>
            <p>\(say(DeskPhrase.signedInAs, ["name": view.person]))</p>
            \(Part.button(say(DeskPhrase.signOut), to: path("/desk/logout"), class: "rustig"))</header>
            \(connection(say))\(notice)
            """
        guard view.isOnTheLine else { return "\(head)\(otherRole(view, say))" }
        let next = Part.form(
            path("/desk/next"), class: "volgende",
            "\(PlacePages.back(view.talk?.id))<button>\(say(DeskPhrase.next))</button>")
        let links: [HTML] = view.talks.map { talk in
            let current: HTML? = talk.isCurrent ? " aria-current=\"page\"" : nil
            return
                "<li class=\"\(colour(talk.mark))\"><a href=\"\(path("/desk/c/\(talk.id)"))\"\(current)>\(talk.label)</a></li>"
        }
        let mine: HTML =
            links.isEmpty ? "<p class=\"hint\">\(say(DeskPhrase.noTalks))</p>" : "<ul class=\"talks\">\(links)</ul>"
        // Below the width at which panes stand beside one another: how to get from one to the next.
        let beside: HTML? = view.talk == nil ? nil : "<a href=\"#naast\">\(say(DeskPhrase.toBeside))</a>"
        return """
            \(head)<nav class="panelen" aria-label="\(say(DeskPhrase.panes))"><a href="#rij">\(say(DeskPhrase.queue))</a>
            <a href="#gesprek">\(say(DeskPhrase.log))</a>\(beside)</nav>
            <div class="bureau"><section class="paneel rij" id="rij" aria-labelledby="rij-kop"><h2 id="rij-kop">\(say(DeskPhrase.queue))</h2>
            <p id="rij-stand" data-live="\(path("/desk/e"))">\(view.queue)</p>\(next)
            <div id="eigen" data-fris="1"><h2>\(say(DeskPhrase.myTalks))</h2>\(mine)</div>\(view.panes.queue)
            \(PlacePages.keys(say))\(PlacePages.place(view.place, talk: view.talk?.id, say))</section>\(talk(view, say))</div>
            """
    }

    /// Who talks with nobody: no queue, no talks and nothing to follow; where their work is.
    private static func otherRole(_ view: View, _ say: Speech) -> HTML {
        let staffing: HTML? =
            view.plansStaffing
            ? "<p><a href=\"\(Frame.path("/desk/staffing", in: say.language))\">\(say(SupervisionPhrase.toStaffing))</a></p>"
            : nil
        return """
            <section class="paneel" aria-labelledby="rol-kop"><h2 id="rol-kop">\(say(DeskPhrase.otherRole))</h2><p>\(say(DeskPhrase.noTalkRole))</p>
            <p><a href="\(Frame.path("/signals", in: say.language))">\(say(DeskPhrase.toFigures))</a></p>\(staffing)\(view.panes.queue)</section>
            """
    }

    /// Where the script says that there is no connection.
    static func connection(_ say: Speech) -> HTML {
        """
        <p id="verbinding" role="alert" class="fout" data-weg="\(say(DeskPhrase.connectionLost))" data-titel="\(say(DeskPhrase.connectionTitle))"></p>
        """
    }

    /// The class of a talk's colour.
    static func colour(_ mark: TalkMark?) -> String { mark.map { "kleur-\($0.colour)" } ?? "" }
}
