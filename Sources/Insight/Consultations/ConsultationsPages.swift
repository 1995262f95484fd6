import Core
import Site

/// What organisations agree among themselves: the list of consultations, and one of them.
enum ConsultationsPages {
    /// An organisation by its name.
    struct Name: Sendable {
        let id: OrganisationID
        let name: String
    }

    /// A form that was refused: what was typed in it, and why.
    struct Refused: Sendable {
        /// Which of the page's forms it was, by the last part of its address.
        let form: String
        let trouble: String
        let values: [String: String]
    }

    struct Link: Sendable {
        let id: ConsultationID
        let title: String
        /// How it stands, when the next time is, what waits for one's own organisation: a sentence each.
        let sentences: [String]
    }

    struct ListView: Sendable {
        let links: [Link]
        let others: [Name]
        var refused: Refused?
    }

    static func list(_ view: ListView, _ say: Speech) -> HTML {
        let path = { Frame.path($0, in: say.language) }
        let items: [HTML] = view.links.map { link in
            let told: [HTML] = link.sentences.map { "<span>\($0)</span> " }
            return """
                <li><a href="\(path("/desk/consultations/\(link.id)"))">\(link.title)</a><p class="hint">\(told)</p></li>
                """
        }
        let links: HTML =
            items.isEmpty ? "<p>\(say(ConsultationsPhrase.none))</p>" : "<ul class=\"regels\">\(items)</ul>"
        let chosen: [HTML] = view.others.map { other in
            let name = "o-\(other.id)"
            return """
                <span><input type="checkbox" id="\(name)" name="\(name)" value="1" autocomplete="off"\("checked", if: view.refused?.values[name] != nil)>
                <label for="\(name)">\(other.name)</label></span>
                """
        }
        let fields: HTML = """
            <p>\(say(ConsultationsPhrase.proposeExplained))</p>
            <fieldset><legend>\(say(ConsultationsPhrase.withWhom))</legend><div class="keuze">\(chosen)</div></fieldset>
            \(frequency(view.refused?.values["hoe"] ?? "", say))\(day(.next, "dag", view.refused?.values["dag"] ?? "", say))
            """
        let form = form(
            "voorstel", to: path("/desk/consultations"), say(ConsultationsPhrase.proposeButton), view.refused, say,
            fields)
        return """
            <h1>\(say(ConsultationsPhrase.title))</h1><p><a href="\(path("/desk"))">\(say(ConsultationsPhrase.back))</a></p>
            <p>\(say(ConsultationsPhrase.intro))</p>\(warning(say))
            <section class="paneel" aria-labelledby="uw"><h2 id="uw">\(say(ConsultationsPhrase.yours))</h2>\(links)</section>
            <section class="paneel" aria-labelledby="nieuw"><h2 id="nieuw">\(say(ConsultationsPhrase.propose))</h2>\(form)</section>
            """
    }

    // MARK: one consultation

    struct View: Sendable {
        let id: ConsultationID
        let title: String
        /// How often, who proposed it, who said yes and who did not: a sentence each.
        let plan: [String]
        /// The number of the plan that one's own organisation can say yes to; nil when it did, or when it ended.
        let askedPlan: Int64?
        let isEnded: Bool
        let frequency: String
        /// As in a field: `2026-12-03`; empty when that day is over.
        let next: String
        let today: String
        let points: [Point]
        let meetings: [Meeting]
        /// Where earlier meetings begin; nil when there are none.
        let earlier: String?
        /// It shows earlier meetings now.
        let isEarlier: Bool
        let actions: [Action]
        let done: [Action]
        let messages: [Message]
        let parties: [Name]
        var refused: Refused?
    }

    struct Point: Sendable {
        let id: AgendaPointID
        let text: String
        let added: String
    }

    struct Meeting: Sendable {
        let title: String
        let entries: [(text: String, written: String)]
        let points: [String]
    }

    struct Action: Sendable {
        let id: ActionID
        let text: String
        let sentence: String
        let isLate: Bool
        /// One's own organisation does it.
        let isOwn: Bool
    }

    struct Message: Sendable {
        let id: AgreedMessageID
        let title: String
        let sentence: String
    }

    static func consultation(_ view: View, _ say: Speech) -> HTML {
        let path = Frame.path("/desk/consultations", in: say.language)
        return """
            <h1>\(view.title)</h1><p><a href="\(path)">\(say(ConsultationsPhrase.backToList))</a></p>
            \(warning(say))<div class="overleg">\(plan(view, say))\(agenda(view, say))\(minutes(view, say))\(actions(view, say))\(messages(view, say))</div>
            """
    }

    private static func plan(_ view: View, _ say: Speech) -> HTML {
        let told: [HTML] = view.plan.map { "<p>\($0)</p>" }
        let yes: HTML? = view.askedPlan.map { number in
            """
            <form method="post" action="\(path(view, "yes", say))" autocomplete="off"><input type="hidden" name="nummer" value="\(number)">
            <button>\(say(ConsultationsPhrase.sayYes))</button></form>
            """
        }
        guard !view.isEnded else { return section("afspraak", .plan, "\(told)", say) }
        let values = view.refused?.form == "plan" ? view.refused?.values : nil
        let change = form(
            "plan", to: path(view, "plan", say), say(ConsultationsPhrase.changePlanButton), view.refused, say,
            """
            <p class="hint">\(say(ConsultationsPhrase.changePlanExplained))</p>\(frequency(values?["hoe"] ?? view.frequency, say))
            \(day(.next, "dag", values?["dag"] ?? view.next, say))
            """)
        let end: HTML = """
            <p>\(say(ConsultationsPhrase.endExplained))</p><form method="post" action="\(path(view, "end", say))" autocomplete="off">
            <button class="gevaar">\(say(ConsultationsPhrase.endButton))</button></form>
            """
        return section(
            "afspraak", .plan,
            "\(told)\(yes)\(folded(.changePlan, isOpen: view.refused?.form == "plan", change, say))\(folded(.end, isOpen: false, end, say))",
            say)
    }

    private static func agenda(_ view: View, _ say: Speech) -> HTML {
        let items: [HTML] = view.points.map { point in
            "<li dir=\"auto\">\(Part.lines(point.text))<span class=\"hint\">\(point.added)</span></li>"
        }
        let list: HTML =
            items.isEmpty ? "<p>\(say(ConsultationsPhrase.noPoints))</p>" : "<ol class=\"regels\">\(items)</ol>"
        guard !view.isEnded else { return section("agenda", .agenda, list, say) }
        let add = form(
            "points", to: path(view, "points", say), say(ConsultationsPhrase.pointButton), view.refused, say,
            line(.point, "punt", typed(view, "points", "punt"), say))
        return section("agenda", .agenda, "\(list)\(add)", say)
    }

    private static func minutes(_ view: View, _ say: Speech) -> HTML {
        let meetings: [HTML] = view.meetings.map { meeting in
            let entries: [HTML] = meeting.entries.map { entry in
                "<p dir=\"auto\">\(Part.lines(entry.text))</p><p class=\"hint\">\(entry.written)</p>"
            }
            let points: [HTML] = meeting.points.map { "<li dir=\"auto\">\(Part.lines($0))</li>" }
            let discussed: HTML? =
                points.isEmpty ? nil : "<h4>\(say(ConsultationsPhrase.discussed))</h4><ul>\(points)</ul>"
            return "<article><h3>\(meeting.title)</h3>\(entries)\(discussed)</article>"
        }
        let address = Frame.path("/desk/consultations/\(view.id)", in: say.language)
        let earlier: HTML? = view.earlier.map {
            "<p><a class=\"knop rustig\" href=\"\(address)?before=\($0)#verslagen\">\(say(ConsultationsPhrase.earlier))</a></p>"
        }
        let latest: HTML? =
            view.isEarlier
            ? "<p><a class=\"knop rustig\" href=\"\(address)#verslagen\">\(say(ConsultationsPhrase.latest))</a></p>"
            : nil
        let list: HTML =
            meetings.isEmpty ? "<p>\(say(ConsultationsPhrase.noMinutes))</p>" : "\(meetings)\(earlier)\(latest)"
        guard !view.isEnded else { return section("verslagen", .minutes, list, say) }
        let values = view.refused?.form == "minutes" ? view.refused?.values : nil
        let points: [HTML] = view.points.map { point in
            let name = "p-\(point.id)"
            return """
                <span><input type="checkbox" id="\(name)" name="\(name)" value="1" autocomplete="off"\("checked", if: values?[name] != nil)>
                <label for="\(name)" dir="auto">\(point.text)</label></span>
                """
        }
        let choice: HTML? =
            points.isEmpty
            ? nil
            : "<fieldset><legend>\(say(ConsultationsPhrase.whichPoints))</legend><div class=\"keuze\">\(points)</div></fieldset>"
        let write = form(
            "minutes", to: path(view, "minutes", say), say(ConsultationsPhrase.minutesButton), view.refused, say,
            """
            <p class="hint">\(say(ConsultationsPhrase.minutesExplained))</p>\(day(.heldOn, "gehouden", values?["gehouden"] ?? view.today, say))
            \(area(.minutesText, "verslag", values?["verslag"] ?? "", say))\(choice)
            """)
        return section(
            "verslagen", .minutes,
            "\(list)\(folded(.writeMinutes, isOpen: view.refused?.form == "minutes", write, say))", say)
    }

    private static func actions(_ view: View, _ say: Speech) -> HTML {
        func items(_ actions: [Action], _ isDone: Bool) -> [HTML] {
            actions.map { action in
                let late: HTML? =
                    action.isLate ? "<strong class=\"te-laat\">\(say(ConsultationsPhrase.late))</strong> " : nil
                let label = say(isDone ? ConsultationsPhrase.markOpen : .markDone, ["what": action.text])
                let mark: HTML? =
                    action.isOwn && !view.isEnded
                    ? """
                    <form method="post" action="\(path(view, "actions/\(action.id)", say))" autocomplete="off">
                    <button class="rustig" name="gedaan" value="\(isDone ? "0" : "1")">\(label)</button></form>
                    """ : nil
                return """
                    <li><p dir="auto">\(Part.lines(action.text))</p><p class="hint">\(late)\(action.sentence)</p>\(mark)</li>
                    """
            }
        }
        let open = items(view.actions, false)
        let list: HTML =
            open.isEmpty ? "<p>\(say(ConsultationsPhrase.noActions))</p>" : "<ul class=\"regels\">\(open)</ul>"
        let closed = items(view.done, true)
        let done: HTML? =
            closed.isEmpty ? nil : folded(.doneActions, isOpen: false, "<ul class=\"regels\">\(closed)</ul>", say)
        guard !view.isEnded else { return section("acties", .actions, "\(list)\(done)", say) }
        let add = form(
            "actions", to: path(view, "actions", say), say(ConsultationsPhrase.actionButton), view.refused, say,
            """
            \(line(.actionText, "wat", typed(view, "actions", "wat"), say))
            \(Part.select(say(ConsultationsPhrase.who), name: "wie", options: view.parties.map { ($0.id.text, $0.name) },
                chosen: typed(view, "actions", "wie"), none: say(ConsultationsPhrase.choose)))
            \(day(.due, "klaar", typed(view, "actions", "klaar"), say))
            """)
        return section(
            "acties", .actions,
            "\(list)\(folded(.addAction, isOpen: view.refused?.form == "actions", add, say))\(done)", say)
    }

    private static func messages(_ view: View, _ say: Speech) -> HTML {
        let items: [HTML] = view.messages.map { message in
            """
            <li><a href="\(path(view, "messages/\(message.id)", say))" dir="auto">\(message.title)</a><p class="hint">\(message.sentence)</p></li>
            """
        }
        let list: HTML =
            items.isEmpty ? "<p>\(say(ConsultationsPhrase.noMessages))</p>" : "<ul class=\"regels\">\(items)</ul>"
        let explained: HTML = "<p class=\"hint\">\(say(ConsultationsPhrase.messagesExplained))</p>"
        guard !view.isEnded else { return section("boodschappen", .messages, "\(explained)\(list)", say) }
        let add = form(
            "messages", to: path(view, "messages", say), say(ConsultationsPhrase.messageButton), view.refused, say,
            """
            \(line(.messageTitle, "titel", typed(view, "messages", "titel"), say))
            \(area(.messageText, "tekst", typed(view, "messages", "tekst"), say))
            """)
        return section(
            "boodschappen", .messages,
            "\(explained)\(list)\(folded(.newMessage, isOpen: view.refused?.form == "messages", add, say))", say)
    }

    private static func path(_ view: View, _ part: String, _ say: Speech) -> String {
        Frame.path("/desk/consultations/\(view.id)/\(part)", in: say.language)
    }

    private static func typed(_ view: View, _ form: String, _ name: String) -> String {
        view.refused?.form == form ? view.refused?.values[name] ?? "" : ""
    }

    private static func section(_ id: String, _ title: ConsultationsPhrase, _ content: HTML, _ say: Speech) -> HTML {
        """
        <section class="paneel" id="\(id)" aria-labelledby="\(id)-kop"><h2 id="\(id)-kop">\(say(title))</h2>\(content)</section>
        """
    }

    private static func folded(_ title: ConsultationsPhrase, isOpen: Bool, _ content: HTML, _ say: Speech) -> HTML {
        "<details\("open", if: isOpen)><summary>\(say(title))</summary>\(content)</details>"
    }
}

// MARK: parts that the pages of messages have too

extension ConsultationsPages {
    /// Above everything that is typed here.
    static func warning(_ say: Speech) -> HTML {
        "<p class=\"let-op\" role=\"note\"><strong>\(say(ConsultationsPhrase.nobody))</strong></p>"
    }

    /// A form with what was wrong in it above its fields.
    static func form(
        _ name: String, to action: String, _ button: String, _ refused: Refused?, _ say: Speech, _ fields: HTML
    ) -> HTML {
        let trouble: HTML? =
            refused?.form == name ? refused.map { "<p role=\"alert\" class=\"fout\">\($0.trouble)</p>" } : nil
        return """
            <form method="post" action="\(action)" autocomplete="off">\(trouble)\(fields)<button>\(button)</button></form>
            """
    }

    /// A line of text, with the reminder that nothing about a person belongs in it.
    static func line(_ label: ConsultationsPhrase, _ name: String, _ value: String, _ say: Speech) -> HTML {
        """
        <p class="veld"><label for="\(name)">\(say(label))</label><span class="hint" id="\(name)-hint">\(say(ConsultationsPhrase.nobodyTyped))</span>
        <input id="\(name)" name="\(name)" value="\(value)" autocomplete="off" dir="auto" aria-describedby="\(name)-hint"></p>
        """
    }

    static func area(_ label: ConsultationsPhrase, _ name: String, _ value: String, _ say: Speech) -> HTML {
        """
        <p class="veld"><label for="\(name)">\(say(label))</label><span class="hint" id="\(name)-hint">\(say(ConsultationsPhrase.nobodyTyped))</span>
        <textarea id="\(name)" name="\(name)" rows="6" autocomplete="off" dir="auto" aria-describedby="\(name)-hint">\(value)</textarea></p>
        """
    }

    private static func frequency(_ value: String, _ say: Speech) -> HTML {
        Part.field(
            say(ConsultationsPhrase.frequency), name: "hoe", value: value, hint: say(ConsultationsPhrase.frequencyHint))
    }

    private static func day(_ label: ConsultationsPhrase, _ name: String, _ value: String, _ say: Speech) -> HTML {
        Part.field(say(label), name: name, type: "date", value: value, hint: say(ConsultationsPhrase.dateHint))
    }
}
