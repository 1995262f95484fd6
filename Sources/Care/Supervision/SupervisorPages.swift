import Core
import Site

/// How the lines stand, and a talk that is looked into.
enum SupervisorPages {
    struct View: Sendable {
        let person: String
        let sentence: String
        let lines: [LineView]
        let talks: [TalkView]
        let hasMoreTalks: Bool
        let left: [LeftView]
        var notice: String?
    }

    struct LineView: Sendable {
        let id: LineID
        let name: String
        let state: String
        /// What must not be overlooked: open with nobody there.
        let alarm: String?
        let figures: [(label: String, value: String)]
        /// When it was open with nobody there, each a sentence; the latest first.
        var incidents: [String] = []
        let queue: [WaitingView]
        let waiting: Int
        let control: ControlView
    }

    struct WaitingView: Sendable {
        let id: ConversationID
        let label: String
        /// Why it stands first; nil when nobody and no word put it there.
        let reason: String?
        let isUrgent: Bool
    }

    /// Opening and closing, and what the door says.
    struct ControlView: Sendable {
        /// `closed`, `open` or `hours`: what the one button does.
        let act: String
        let label: String
        /// In each language of the pack; empty where nothing is said.
        let notices: [(tag: String, language: String, text: String)]
        /// Whether every start asks for some time, and what is said of it; nil when it is off.
        var calm: String?
        var isBusy: Bool { notices.contains { !$0.text.isEmpty } }
    }

    struct TalkView: Sendable {
        let id: ConversationID
        let label: String
        /// In words, the most urgent first.
        let marks: [String]
        let isAcute: Bool
        let isWatched: Bool
    }

    struct LeftView: Sendable {
        let line: String
        let left: LeftBehind
    }

    static func overview(_ view: View, _ say: Speech) -> HTML {
        let path = { Frame.path($0, in: say.language) }
        let notice: HTML? = view.notice.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let lines: HTML =
            view.lines.isEmpty
            ? "<p>\(say(SupervisionPhrase.noLines))</p>" : "\(view.lines.map { line($0, say) })"
        return """
            <header class="bureau-kop"><h1>\(say(SupervisionPhrase.title))</h1>
            <p>\(say(DeskPhrase.signedInAs, ["name": view.person]))</p>
            <p><a href="\(path("/desk"))">\(say(SupervisionPhrase.toDesk))</a> · \
            <a href="\(path("/desk/supervisor/log"))">\(say(SupervisionPhrase.toAudit))</a></p></header>\(notice)
            <p class="stand" id="toezicht-stand" role="status" data-live="\(path("/desk/supervisor/e"))">\(view.sentence)</p>
            <noscript><p><a class="knop" href="\(path("/desk/supervisor"))">\(say(DeskPhrase.refresh))</a></p></noscript>
            <div class="toezicht"><section aria-labelledby="lijnen-kop"><h2 id="lijnen-kop">\(say(SupervisionPhrase.lines))</h2>
            <p class="hint">\(say(SupervisionPhrase.coverage))</p>\(lines)</section>
            <section aria-labelledby="gesprekken-kop"><h2 id="gesprekken-kop">\(say(SupervisionPhrase.talks))</h2>
            <div data-stuk="gesprekken">\(talks(view, say))</div></section></div>
            <section aria-labelledby="weg-kop"><h2 id="weg-kop">\(say(StaffingPhrase.left))</h2>\(view.left.map { left($0, say) })
            <p><a href="\(path("/desk/staffing"))">\(say(SupervisionPhrase.toStaffing))</a></p></section>
            <p class="hint">\(say(SupervisionPhrase.keyList))</p>
            """
    }

    /// On the desk of a supervisor.
    static func link(_ say: Speech) -> HTML {
        """
        <p><a class="knop rustig" href="\(Frame.path("/desk/supervisor", in: say.language))">\(say(SupervisionPhrase.toSupervision))</a></p>
        """
    }

    private static func line(_ line: LineView, _ say: Speech) -> HTML {
        let alarm: HTML? = line.alarm.map { "<p class=\"fout\">\($0)</p>" }
        let figures: [HTML] = line.figures.map { "<div><dt>\($0.label)</dt><dd>\($0.value)</dd></div>" }
        let items: [HTML] = line.queue.map { waiting($0, on: line.id, say) }
        let past: [HTML] = line.incidents.map { "<li>\($0)</li>" }
        let incidents: HTML? =
            past.isEmpty ? nil : "<p><b>\(say(SupervisionPhrase.incidents))</b></p><ul>\(past)</ul>"
        let others = line.waiting - line.queue.count
        let more: HTML? =
            others > 0 ? "<p>\(say(SupervisionPhrase.waitingListMore, ["n": String(others)]))</p>" : nil
        let queue: HTML? =
            line.queue.isEmpty
            ? nil
            : """
            <details id="rij-\(line.id.text)"><summary>\(say(SupervisionPhrase.waitingList, count: line.waiting))</summary><ol>\(items)</ol>\(more)</details>
            """
        return """
            <section class="kaart"><h3 id="lijn-\(line.id.text)">\(line.name)</h3>
            <div data-stuk="\(line.id.text)"><p>\(line.state)</p>\(alarm)<dl class="cijfers">\(figures)</dl>\(incidents)\(queue)\(control(line, say))</div></section>
            """
    }

    private static func waiting(_ waiting: WaitingView, on line: LineID, _ say: Speech) -> HTML {
        let name = "w-\(line)-\(waiting.id)"
        let action = Frame.path("/desk/supervisor/q/\(waiting.id)", in: say.language)
        let reason: HTML? = waiting.reason.map { "<br><b>\($0)</b>" }
        let (value, label): (HTML, String) =
            waiting.isUrgent ? ("0", say(SupervisionPhrase.notFirst)) : ("1", say(SupervisionPhrase.first))
        return """
            <li><p id="\(name)">\(waiting.label)\(reason)</p><form method="post" action="\(action)" class="rustig" autocomplete="off">\
            <button name="zet" value="\(value)" aria-describedby="\(name)">\(label)</button></form></li>
            """
    }

    /// Two keys each: one to the button, Enter to do it.
    private static func control(_ line: LineView, _ say: Speech) -> HTML {
        let action = Frame.path("/desk/supervisor/l/\(line.id)", in: say.language)
        let control = line.control
        let name = line.id.text
        let (busy, label): (HTML, String) =
            control.isBusy ? ("rustig", say(SupervisionPhrase.busyOff)) : ("druk", say(SupervisionPhrase.busyOn))
        let (calm, calmLabel): (HTML, String) =
            control.calm == nil ? ("kalm", say(SupervisionPhrase.calmOn)) : ("gewoon", say(SupervisionPhrase.calmOff))
        let isCalm: HTML? = control.calm.map { "<p><b>\($0)</b></p>" }
        let said: [HTML] = control.notices.filter { !$0.text.isEmpty }.map { "<p lang=\"\($0.tag)\">\($0.text)</p>" }
        let fields: [HTML] = control.notices.map { notice in
            """
            <p class="veld"><label for="t-\(name)-\(notice.tag)">\(notice.language)</label><input id="t-\(name)-\(notice.tag)"
             name="t-\(notice.tag)" value="\(notice.text)" maxlength="\(LineSwitch.longestNotice)" autocomplete="off"></p>
            """
        }
        return """
            <div class="daden"><form method="post" action="\(action)" class="schakel" autocomplete="off">\
            <button name="zet" value="\(control.act)" aria-describedby="lijn-\(name)">\(control.label)</button></form>
            <form method="post" action="\(action)" class="druk rustig" autocomplete="off">\
            <button name="zet" value="\(busy)" aria-describedby="lijn-\(name)">\(label)</button></form>
            <form method="post" action="\(action)" class="rustig" autocomplete="off">\
            <button name="zet" value="\(calm)" aria-describedby="lijn-\(name)">\(calmLabel)</button></form></div>\(isCalm)\(said)
            <details id="tekst-\(name)"><summary>\(say(SupervisionPhrase.ownText))</summary>
            <form method="post" action="\(action)" autocomplete="off">\(fields)<button name="zet" value="tekst">\(say(SupervisionPhrase.saveText))</button></form></details>
            """
    }

    private static func talks(_ view: View, _ say: Speech) -> HTML {
        guard !view.talks.isEmpty else { return "<p>\(say(SupervisionPhrase.noTalks))</p>" }
        let rows: [HTML] = view.talks.map { talk in
            let path = Frame.path("/desk/supervisor/c/\(talk.id)", in: say.language)
            let marks: HTML? = talk.marks.isEmpty ? nil : "<br><b>\(talk.marks.joined(separator: " · "))</b>"
            let act: HTML =
                talk.isWatched
                ? "<a class=\"knop rustig\" href=\"\(path)\">\(say(SupervisionPhrase.goOnLooking))</a>"
                : """
                <form method="post" action="\(path)" class="meekijk" autocomplete="off"><button aria-describedby="g-\(talk.id.text)">\(say(SupervisionPhrase.lookIn))</button></form>
                """
            let kind: HTML = talk.isAcute ? "acuut" : ""
            return "<li class=\"\(kind)\"><p id=\"g-\(talk.id.text)\">\(talk.label)\(marks)</p>\(act)</li>"
        }
        let more: HTML? = view.hasMoreTalks ? "<p class=\"hint\">\(say(SupervisionPhrase.talksMore))</p>" : nil
        return "<ul class=\"gaande\">\(rows)</ul>\(more)"
    }

    private static func left(_ left: LeftView, _ say: Speech) -> HTML {
        "<section class=\"kaart\"><h3>\(left.line)</h3>\(LeftPages.left(left.left, say))</section>"
    }

    // MARK: a talk

    struct LookInView: Sendable {
        let id: ConversationID
        let nickname: String
        let person: String
        /// Nil until it was asked for: then nothing of the talk is on the page.
        let talk: Open?

        struct Open: Sendable {
            let sentence: String
            let marks: [String]
            let messages: [TalkPages.View.Line]
            let state: String
            let lastNumber: Int64
            let whispers: HTML
            /// The clock, the script for 112 and what was decided; nil when the talk was never acute.
            var acute: SheetPages.Acute?
        }
    }

    static func lookIn(_ view: LookInView, _ say: Speech) -> HTML {
        let path = { (part: String) in Frame.path("/desk/supervisor/c/\(view.id)\(part)", in: say.language) }
        let back: HTML = """
            <p><a href="\(Frame.path("/desk/supervisor", in: say.language))">\(say(SupervisionPhrase.back))</a></p>
            """
        guard let talk = view.talk else {
            return """
                <h1>\(view.nickname)</h1>\(back)<div class="kaart"><p>\(say(SupervisionPhrase.notLooking))</p>
                \(Part.button(say(SupervisionPhrase.lookIn), to: path("")))</div>
                """
        }
        let acute: HTML =
            talk.acute.map { SheetPages.acute($0, path: path, say) }
            ?? "<div class=\"acuut-vak\" data-deel=\"acuut-vak\"></div>"
        let before = talk.acute.flatMap { SheetPages.acuteBefore($0, say) }
        let marks: HTML? = talk.marks.isEmpty ? nil : "<p><b>\(talk.marks.joined(separator: " · "))</b></p>"
        return """
            <p id="verbinding" role="alert" class="fout" data-weg="\(say(DeskPhrase.connectionLost))" data-titel="\(say(DeskPhrase.connectionTitle))"></p>
            <header class="bureau-kop"><h1>\(view.nickname)</h1>\(back)
            \(Part.button(say(SupervisionPhrase.stopLooking), to: path("/stop"), class: "rustig"))</header>
            <p class="meekijken" role="status" id="stand">\(talk.sentence)</p>
            <div class="bureau tweeluik">\(acute)<section class="paneel gesprek" aria-labelledby="gesprek-kop">
            <h2 id="gesprek-kop">\(say(DeskPhrase.log))</h2><div class="eerst"><div data-deel="stand">\(marks)</div><p class="hint">\(say(SupervisionPhrase.readOnly))</p>\(before)</div>
            \(TalkPages.log(talk.messages, label: say(DeskPhrase.log), live: path("/e"), after: talk.lastNumber, state: talk.state, reader: .counsellor(name: view.person), say))
            <noscript><p><a class="knop" href="\(path(""))">\(say(DeskPhrase.refresh))</a></p></noscript></section>
            <div class="zijkant">\(talk.whispers)</div></div>
            """
    }
}
