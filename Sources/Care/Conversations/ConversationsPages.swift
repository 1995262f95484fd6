import Core
import Pack
import Site

/// The pages of the seeker's side of a talk: plain values in, markup out.
enum TalkPages {
    struct View: Sendable {
        let language: Language
        let state: String
        let sentence: String
        let messages: [Line]
        /// There is earlier text that is not shown until asked for.
        let hidesEarlier: Bool
        let offers: [Question]
        let lastNumber: Int64
        /// For the next message, so that a form that is sent twice counts once.
        let clientId: String
        /// Text that could not be sent, to be put back in the box.
        let draft: String
        /// What went wrong with it; nil when nothing did.
        let trouble: String?
        /// How long the talk is kept, in sentences; empty on the desk.
        var kept = ""
        /// What the seeker may choose instead; nil where the page of their code has it.
        var keeping: TalkCodePages.Keeping?
        /// What to do tonight when the talk is over.
        var tonight: [String] = []

        /// Who reads along, in a sentence; empty when nobody does.
        var watching = ""
        /// Who is in the talk, and what is asked beside its words.
        var beside: HTML = ""
        /// Folded below the talk.
        var below: HTML = ""
        /// Where help is by telephone, for when the talk is over.
        var numbers: HTML = ""
        /// Where the seeker is other numbers hold, which stand at the top.
        var isElsewhere = false
        /// The text was held back because the seeker is away; it can be sent all the same.
        var asksToConfirm = false
        /// Who reads or writes at the other end, on the seeker's page.
        var busy: String?

        struct Line: Sendable {
            let number: Int64
            let side: Side
            let who: String
            let text: String
        }

        enum Side: String, Sendable {
            case own = "mij"
            case other = "zij"
            case system = "systeem"
        }

        struct Question: Sendable {
            let id: String
            let text: String
            let share: String
            /// What goes along; nil when nothing does.
            var summary: HTML?
        }
    }

    static func talk(_ view: View, _ say: Speech) -> HTML {
        let path = { Frame.path($0, in: view.language) }
        let isClosed = view.state == "closed"
        let questions: [HTML] = view.offers.map { question($0, view, say) }
        let hidden: HTML? =
            view.hidesEarlier
            ? "<div class=\"kaart\"><p>\(say(TalkPhrase.hidden))</p>\(Part.button(say(TalkPhrase.showEarlier), to: path("/g/h")))</div>"
            : nil
        let waiting: HTML? =
            view.state == "waiting"
            ? """
            <section class="kaart wachten"><h2>\(say(TalkPhrase.whileWaiting))</h2><ul><li>\(say(TalkPhrase.whileWaiting1))</li>
            <li>\(say(TalkPhrase.whileWaiting2))</li><li>\(say(TalkPhrase.whileWaiting3))</li></ul></section>
            """ : nil
        let live: HTML? =
            isClosed
            ? nil
            : """
            <noscript><iframe class="nieuw" src="\(path("/g/l"))?after=\(view.lastNumber)" title="\(say(TalkPhrase.newMessages))"></iframe>
            <p><a class="knop" href="\(path("/g"))">\(say(TalkPhrase.refresh))</a></p></noscript>
            """
        let composer: HTML? =
            isClosed
            ? nil
            : compose(
                view, say, action: path("/g/m"), before: "<p class=\"hint\" id=\"bezig\">\(view.busy ?? "")</p>",
                after: "<p class=\"hint\">\(say(TalkPhrase.unsent))</p>")
        let stop: HTML? = isClosed ? nil : Part.button(say(TalkPhrase.stop), to: path("/g/x"), class: "rustig stoppen")
        return """
            <h1>\(say(TalkPhrase.title))</h1><p class="stand" id="stand" role="status">\(view.sentence)</p>
            \(watching(view))\(questions)\(view.beside)\(hidden)
            \(log(view.messages, label: say(TalkPhrase.log), live: path("/g/e"), after: view.lastNumber, state: view.state, reader: .seeker, isElsewhere: view.isElsewhere, say))
            \(live)\(composer)\(waiting)\(TalkEndPages.ended(isClosed: isClosed, numbers: view.numbers, view.language, say))
            <div class="daden">\(Part.button(say(TalkPhrase.code), to: path("/g/k")))\(stop)</div>\(view.below)
            \(TonightCard.html(view.tonight, isWaiting: !isClosed, say))<p class="hint">\(view.kept)</p>\(view.keeping.flatMap { TalkCodePages.keepFolded($0, view.language, say) })
            <div class="wissen">\(Part.button(say(TalkPhrase.erase), to: path("/g/ww"), class: "gevaar"))</div>
            """
    }

    /// How long an organisation keeps a talk, in sentences.
    static func kept(_ terms: RetentionTerms, _ say: Speech) -> String {
        let closed =
            terms.afterClosingHours == 0
            ? say(TalkPhrase.keptNot) : say(TalkPhrase.keptClosed, count: terms.afterClosingHours)
        return "\(closed) \(say(TalkPhrase.keptWithCode, count: terms.withCodeDays))"
    }

    /// Who reads along. There from the start, so that it is read out when somebody begins.
    static func watching(_ view: View) -> HTML {
        "<p class=\"meekijken\" id=\"meekijken\" role=\"status\">\(view.watching)</p>"
    }

    /// Who reads a log: the script tells own messages from others' by it.
    enum Reader {
        case seeker
        case counsellor(name: String)

        var author: String {
            switch self {
            case .seeker: "seeker"
            case .counsellor: "counsellor"
            }
        }
    }

    /// The log of a talk: there from the start, so that what is added is read out.
    static func log(
        _ messages: [View.Line], label: String, live: String, after: Int64, state: String, reader: Reader,
        isElsewhere: Bool = false, _ say: Speech
    ) -> HTML {
        let name: HTML? = if case .counsellor(let name) = reader { " data-naam=\"\(name)\"" } else { nil }
        return """
            <div class="log" id="log" role="log" aria-label="\(label)" tabindex="0" data-after="\(after)" data-live="\(live)"
             data-state="\(state)" data-jij="\(say(TalkPhrase.you))" data-ik="\(reader.author)"\(name)
             data-leeg="\(say(TalkPhrase.logEmpty))" data-verbinding="\(say(isElsewhere ? TalkPhrase.connectionLostThere : .connectionLost))">\(messages.map(bubble))</div>
            """
    }

    static func bubble(_ line: View.Line) -> HTML {
        """
        <div class="bericht \(line.side.rawValue)" data-n="\(line.number)"><b class="wie">\(line.who)</b>\
        <p dir="auto">\(Part.lines(line.text))</p></div>
        """
    }

    /// No `maxlength`: a browser would cut off what somebody pastes, and counts other signs than we do. Too much is said.
    ///
    /// - Parameters:
    ///   - before: what stands between the box and its button.
    ///   - after: what stands behind the button.
    static func compose(
        _ view: View, _ say: Speech, action: String, before: HTML? = nil, after: HTML? = nil
    ) -> HTML {
        """
        <form class="schrijf" id="schrijf" method="post" action="\(action)" data-fout="\(say(view.isElsewhere ? TalkPhrase.notSentThere : .notSent))"
         data-opnieuw="\(say(TalkPhrase.retrying))" data-gesloten="\(say(TalkPhrase.closed))"
         data-leeg="\(say(SitePhrase.empty, ["field": say(TalkPhrase.message)]))" autocomplete="off">
        <label for="a1">\(say(TalkPhrase.message))</label>
        <textarea id="a1" name="a1" rows="3" required autocomplete="off" dir="auto">\(view.draft)</textarea>
        <input type="hidden" name="a2" value="\(view.clientId)">\(before)<button>\(say(TalkPhrase.send))</button>\(after)
        <p class="fout" id="fout" role="alert">\(view.trouble ?? "")</p></form>
        """
    }

    private static func question(_ question: View.Question, _ view: View, _ say: Speech) -> HTML {
        let action = Frame.path("/g/o/\(question.id)", in: view.language)
        return """
            <section class="kaart vraag" data-offer="\(question.id)"><h2>\(say(TalkPhrase.offerTitle))</h2>
            <p>\(question.text)</p><p>\(question.share)</p>\(question.summary)
            <form method="post" action="\(action)" autocomplete="off"><button name="a1" value="1">\(say(TalkPhrase.accept))</button>
            <button name="a1" value="0" class="rustig">\(say(TalkPhrase.decline))</button></form></section>
            """
    }

    /// What is new since the page was made, for browsers without script: reloads itself, newest in view.
    static func news(
        _ messages: [View.Line], sentence: String, refreshes: Bool, frame: String, _ say: Speech
    ) -> HTML {
        let none: HTML? = messages.isEmpty ? "<p class=\"hint\">\(say(TalkPhrase.noNews))</p>" : nil
        let control: HTML =
            refreshes
            ? "<a href=\"\(frame)&amp;stil=1\">\(say(TalkPhrase.refreshOff))</a>"
            : "<a class=\"knop\" href=\"\(frame)&amp;stil=1\">\(say(TalkPhrase.refresh))</a>"
        return """
            <h1 class="hint">\(say(TalkPhrase.newMessages))</h1><p class="stand">\(sentence)</p><p class="hint">\(control)</p>\(none)\(messages.map(bubble))
            """
    }

    static func comeBack(_ language: Language, trouble: String?, _ say: Speech) -> HTML {
        let alert: HTML? = trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        return """
            <h1>\(say(TalkPhrase.returnTitle))</h1><p>\(say(TalkPhrase.returnExplained))</p>\(alert)
            \(Part.form(
                Frame.path("/t", in: language),
                Part.field(say(TalkPhrase.returnField), name: "a1", isRequired: true)
                    + "<button>\(say(TalkPhrase.returnButton))</button>"))
            <p>\(say(TalkPhrase.returnWithout)) <a href="\(Frame.path("/", in: language))">\(say(TalkPhrase.toDoor))</a></p>
            """
    }
}
