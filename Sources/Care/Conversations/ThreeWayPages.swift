import Core
import Pack
import Site

/// Who is in a talk, and asking somebody in: parts of the pages of both ends.
enum ThreeWayPages {
    struct RoomView: Sendable {
        /// Names with their organisation, the one who was there first before the others.
        let people: [String]
        /// The organisation that is waited for.
        let waitsFor: String?
        /// With whom the seeker goes on when they take the third out; nil when there is no third.
        let alone: String?
        /// Changes when something beside the words does: a page that shows another one is old.
        let stand: String
        /// Where the seeker takes the third out; nil on the desk.
        let action: String?
        /// On the seeker's page, while there is a third.
        var mayGo: MayGo?

        /// Whether the one who asked the third in may go.
        struct MayGo: Sendable {
            let who: String
            let isSaid: Bool
            let action: String
        }
    }

    /// Always there, so that a change in it is read out.
    static func room(_ view: RoomView, _ say: Speech) -> HTML {
        let text =
            view.people.isEmpty
            ? say(ThreeWayPhrase.roomEmpty)
            : say(ThreeWayPhrase.room, ["people": view.people.joined(separator: " · ")])
        let waits: HTML? = view.waitsFor.map { name in
            "<p>\(say(ThreeWayPhrase.roomWaits, ["organisation": name]))</p>"
        }
        let end: HTML? = view.action.flatMap { action in
            if let with = view.alone {
                return Part.button(say(ThreeWayPhrase.goAlone, ["with": with]), to: action, class: "rustig")
            }
            return view.waitsFor == nil ? nil : Part.button(say(ThreeWayPhrase.noMore), to: action, class: "rustig")
        }
        return """
            <div class="kring" data-deel="kring" data-stand="\(view.stand)"><p role="status">\(text)</p>\(waits)\(end)\(view.mayGo.map { mayGo($0, say) })</div>
            """
    }

    private static func mayGo(_ view: RoomView.MayGo, _ say: Speech) -> HTML {
        let who = ["who": view.who]
        return view.isSaid
            ? "<p>\(say(ThreeWayPhrase.mayGoSaid, who))</p>"
            : Part.button(say(ThreeWayPhrase.mayGo, who), to: view.action, class: "rustig")
    }

    /// What goes along with a yes, for the seeker to read before they answer.
    static func summary(_ text: String, _ say: Speech) -> HTML {
        "<p>\(say(ThreeWayPhrase.summaryTitle))</p><blockquote dir=\"auto\">\(Part.lines(text))</blockquote>"
    }

    /// What a counsellor sees of asking others in.
    struct PassView: Sendable {
        let id: ConversationID
        /// Lines that are open, by organisation.
        let lines: [Group]
        /// Open lines that cannot be asked, as somebody who knows the seeker may work there.
        var tooNear: [String] = []
        let standing: Standing?
        let leave: Leave
        /// What the seeker was asked and what they said, oldest first.
        let consents: [Consent]
        /// Nil when nothing can be agreed: nobody was asked in.
        let followUp: FollowUp?
        /// Nil for who is no third in a talk without a report.
        var report: Report?

        struct Group: Sendable {
            let organisation: String
            let lines: [(id: LineID, name: String)]
        }

        struct Consent: Sendable {
            let question: String
            let share: String
            let answer: String
        }

        struct FollowUp: Sendable {
            /// What was agreed last.
            let agreed: String?
        }
    }

    enum Leave: Sendable {
        /// Nobody else is there.
        case cannot
        case free
        /// The seeker said that it is fine.
        case fine
        /// This person asked a third in, and the seeker did not say that it is fine to go.
        case held
    }

    enum Report: Sendable {
        /// What a third gives is advice; a report begins only by the seeker's wish.
        case advice
        /// In words.
        case began(String)
    }

    /// Where the last offer stands, and since when.
    struct Standing: Sendable {
        let text: String
        /// While somebody is waited for, nothing else can be asked.
        let isOpen: Bool
        let clock: (label: String, seconds: Int64, of: Int64)?
    }

    /// The pane of the desk: which line, what it may read, and how it goes.
    static func pass(_ view: PassView, _ say: Speech) -> HTML {
        let path = { (part: String) in Frame.path("/desk/c/\(view.id)\(part)", in: say.language) }
        let standing: HTML? = view.standing.map { standing in
            let clock: HTML? = standing.clock.map { clock in
                """
                <p class="klok" data-wie="vraag" data-sec="\(clock.seconds)">\(clock.label) <b>\(clock.seconds / 60) min</b> \
                / \(clock.of) min <span></span></p>
                """
            }
            return "<p role=\"status\">\(standing.text)</p>\(clock)"
        }
        let form: HTML? = view.standing?.isOpen == true ? nil : offer(view, path("/offer"), say)
        let consents: [HTML] = view.consents.map {
            "<li>\($0.question) \($0.share) <b>\($0.answer)</b></li>"
        }
        let asked: HTML? =
            consents.isEmpty
            ? nil
            : "<details><summary>\(say(ThreeWayPhrase.consents))</summary><ul>\(consents)</ul></details>"
        return """
            <section class="paneel doorgeven" data-deel="doorgeven" aria-labelledby="doorgeven-kop">
            <h2 id="doorgeven-kop">\(say(DeskPhrase.pass))</h2>\(standing)\(form)\(leave(view.leave, path("/leave"), say))\(asked)\(followUp(view, path, say))\(report(view, path, say))</section>
            """
    }

    /// Who asked a third in stays until the seeker says that it is fine, or says that they go all the same.
    private static func leave(_ leave: Leave, _ action: String, _ say: Speech) -> HTML? {
        let button: HTML = "<button class=\"rustig\">\(say(DeskPhrase.leave))</button>"
        switch leave {
        case .cannot: return nil
        case .free: return Part.form(action, button)
        case .fine: return "<p>\(say(ThreeWayPhrase.mayGoDesk))</p>\(Part.form(action, button))"
        case .held:
            return
                "<p class=\"hint\">\(say(ThreeWayPhrase.stay))</p>\(Part.form(action, "\(tick("ook", .goAnyway, say))\(button)"))"
        }
    }

    private static func tick(_ name: String, _ phrase: ThreeWayPhrase, _ say: Speech) -> HTML {
        "<p><label><input type=\"checkbox\" name=\"\(name)\" value=\"1\" required autocomplete=\"off\"> \(say(phrase))</label></p>"
    }

    /// Advice stays advice: a report needs a name and the seeker's own wish, and both ends read that it begins.
    private static func report(_ view: PassView, _ path: (String) -> String, _ say: Speech) -> HTML? {
        switch view.report {
        case nil: return nil
        case .began(let text): return "<p><b>\(text)</b></p>"
        case .advice:
            let form = Part.form(
                path("/report"),
                "\(tick("name", .reportName, say))\(tick("wish", .reportWish, say))<button>\(say(ThreeWayPhrase.reportSave))</button>"
            )
            return """
                <p>\(say(ThreeWayPhrase.advice))</p><details><summary>\(say(ThreeWayPhrase.report))</summary>\(form)</details>
                """
        }
    }

    /// One form for both: which of them it is, is the button.
    private static func offer(_ view: PassView, _ action: String, _ say: Speech) -> HTML {
        let shares: [(value: String, label: String)] = [
            ("history", say(DeskPhrase.shareHistory)), ("summary", say(DeskPhrase.shareSummary)),
            ("from-now", say(DeskPhrase.shareFromNow)),
        ]
        let groups: [HTML] = view.lines.map { group in
            let options: [HTML] = group.lines.map { "<option value=\"\($0.id.text)\">\($0.name)</option>" }
            return "<optgroup label=\"\(group.organisation)\">\(options)</optgroup>"
        }
        let tooNear: HTML? =
            view.tooNear.isEmpty
            ? nil
            : "<p class=\"hint\" id=\"te-dichtbij\">\(say(ThreeWayPhrase.tooNear, ["lines": view.tooNear.joined(separator: " · ")]))</p>"
        let described: HTML? = tooNear.map { _ in " aria-describedby=\"te-dichtbij\"" }
        return """
            <form method="post" action="\(action)" autocomplete="off">
            <p class="veld"><label for="line">\(say(DeskPhrase.toLine))</label><select id="line" name="line" autocomplete="off"\(described)>
            <option value="">\(say(DeskPhrase.chooseOption))</option>\(groups)</select></p>\(tooNear)
            \(Part.select(say(DeskPhrase.share), name: "share", options: shares, chosen: "from-now", none: say(DeskPhrase.chooseOption)))
            <p class="veld"><label for="summary">\(say(DeskPhrase.summary))</label><textarea id="summary" name="summary" rows="2"
             maxlength="\(TalkLimit.text)" autocomplete="off" dir="auto"></textarea></p>
            <button name="kind" value="handover">\(say(DeskPhrase.handover))</button>
            <button name="kind" value="invite" class="rustig">\(say(DeskPhrase.invite))</button></form>
            """
    }

    private static func followUp(_ view: PassView, _ path: (String) -> String, _ say: Speech) -> HTML? {
        guard let followUp = view.followUp else { return nil }
        let agreed: HTML? = followUp.agreed.map { "<p dir=\"auto\">\($0)</p>" }
        return """
            <details><summary>\(say(ThreeWayPhrase.followUp))</summary>\(agreed)
            \(Part.form(
                path("/agree"),
                Part.field(say(ThreeWayPhrase.followUpHow), name: "how", isRequired: true)
                    + Part.field(say(ThreeWayPhrase.followUpWhen), name: "when", isRequired: true)
                    + Part.field(say(ThreeWayPhrase.followUpSafe), name: "safe")
                    + "<button>\(say(ThreeWayPhrase.followUpSave))</button>"))</details>
            """
    }
}
