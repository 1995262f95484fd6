import Core
import Pack
import Site

/// The calendar beside the figures, and one thing in it with its versions.
enum AddedEventsPages {
    struct Row: Sendable {
        /// Nil for what stands in the pack.
        let path: String?
        let text: String
        let what: String
        let when: String
        let source: String
    }

    struct Form: Sendable {
        let action: String
        var values: [String: String] = [:]
        var trouble: String?
        /// The number of the version that is changed; nil for a new one.
        var after: Int64?
        /// Where it is taken back; nil where that cannot be.
        var withdraw: String?
    }

    struct ListView: Sendable {
        let rows: [Row]
        let choices: InterpretationsPages.Choices
        let form: Form
    }

    static func list(_ view: ListView, _ say: Speech) -> HTML {
        let rows: [HTML] = view.rows.map { row in
            let text: HTML = row.path.map { "<a href=\"\($0)\" dir=\"auto\">\(row.text)</a>" } ?? "\(row.text)"
            return """
                <tr><th scope="row">\(text)</th><td dir="auto">\(row.what)</td><td>\(row.when)</td><td dir="auto">\(row.source)</td></tr>
                """
        }
        let table: HTML =
            rows.isEmpty
            ? "<p>\(say(InterpretationsPhrase.eventsNone))</p>"
            : """
            <div class="breed" tabindex="0" role="group" aria-label="\(say(InterpretationsPhrase.eventText))"><table><thead><tr><th scope="col">\(say(InterpretationsPhrase.eventText))</th>\
            <th scope="col">\(say(InterpretationsPhrase.eventKind))</th><th scope="col">\(say(InterpretationsPhrase.columnWhen))</th>\
            <th scope="col">\(say(InterpretationsPhrase.eventSource))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
        return """
            <h1>\(say(InterpretationsPhrase.eventsTitle))</h1><p><a href="\(Frame.path("/desk/interpretations", in: say.language))">\
            \(say(InterpretationsPhrase.backToList))</a></p><p>\(say(InterpretationsPhrase.eventsIntro))</p>
            \(InterpretationsPages.warning(say))\(table)
            <section class="paneel" id="nieuw" aria-labelledby="nieuw-kop"><h2 id="nieuw-kop">\(say(InterpretationsPhrase.eventAdd))</h2>\
            \(form(view.form, view.choices, say))</section>
            """
    }

    struct View: Sendable {
        let title: String
        /// Label and words of a version, and who wrote it.
        struct Version: Sendable {
            let number: Int64
            let facts: [(label: String, text: String)]
            let by: String
        }

        /// Newest first.
        let versions: [Version]
        let choices: InterpretationsPages.Choices
        /// For the organisation that it is of.
        let form: Form?
        var notYours: String?
    }

    static func event(_ view: View, _ say: Speech) -> HTML {
        let versions: [HTML] = view.versions.map { version in
            let facts: [HTML] = version.facts.map { "<dt>\($0.label)</dt><dd dir=\"auto\">\($0.text)</dd>" }
            return """
                <section class="paneel"><h2>\(say(InterpretationsPhrase.version, ["number": String(version.number)]))</h2>
                <dl class="betekenis">\(facts)</dl><p class="hint">\(version.by)</p></section>
                """
        }
        let change: HTML? = view.form.map { form in
            let withdraw: HTML? = form.withdraw.map { path in
                """
                <details><summary>\(say(InterpretationsPhrase.withdraw))</summary><p>\(say(InterpretationsPhrase.withdrawHint))</p>
                <form method="post" action="\(path)" autocomplete="off"><input type="hidden" name="after" value="\(form.after ?? 1)">
                <button class="gevaar">\(say(InterpretationsPhrase.withdraw))</button></form></details>
                """
            }
            return """
                <section class="paneel" aria-labelledby="anders-kop"><h2 id="anders-kop">\(say(InterpretationsPhrase.change))</h2>
                <p class="hint">\(say(InterpretationsPhrase.changeHint))</p>\(self.form(form, view.choices, say))\(withdraw)</section>
                """
        }
        let notYours: HTML? = view.notYours.map { "<p class=\"hint\">\($0)</p>" }
        return """
            <h1>\(view.title)</h1><p><a href="\(Frame.path("/desk/events", in: say.language))">\(say(InterpretationsPhrase.toEvents))</a></p>
            \(InterpretationsPages.warning(say))\(versions.first)\(notYours)\(change)\(Array(versions.dropFirst()))
            """
    }

    private static func form(_ form: Form, _ choices: InterpretationsPages.Choices, _ say: Speech) -> HTML {
        let values = form.values
        let kinds = CalendarEvent.Kind.allCases.map {
            InterpretationsPages.Option(value: $0.rawValue, name: say(name(of: $0)))
        }
        let media = AddedEvent.Medium.allCases.map {
            InterpretationsPages.Option(value: $0.rawValue, name: say(name(of: $0)))
        }
        let trouble: HTML? = form.trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let after: HTML? = form.after.map { "<input type=\"hidden\" name=\"after\" value=\"\($0)\">" }
        let line = { (label: InterpretationsPhrase, name: String, hint: InterpretationsPhrase) -> HTML in
            InterpretationsPages.line(label, name, values, hint, say)
        }
        return """
            <form method="post" action="\(form.action)" autocomplete="off">\(trouble)\(after)
            \(InterpretationsPages.select(.eventKind, "what", kinds, values, .choose, say))
            \(line(.eventText, "text", .nobodyHint))\(line(.english, "english", .englishHint))
            \(InterpretationsPages.day(.from, "from", values, say))\(InterpretationsPages.day(.until, "until", values, say, hint: .untilHint))
            \(line(.eventSource, "source", .sourceHint))
            \(InterpretationsPages.select(.medium, "medium", media, values, .choose, say))<p class="hint">\(say(InterpretationsPhrase.mediumHint))</p>
            \(line(.message, "message", .messageHint))
            \(boxes(.indicators, "i-", choices.indicators, values, say))\(boxes(.regions, "r-", choices.regions, values, say))
            <button>\(say(form.after == nil ? InterpretationsPhrase.save : .changeButton))</button></form>
            """
    }

    private static func boxes(
        _ label: InterpretationsPhrase, _ prefix: String, _ options: [InterpretationsPages.Option],
        _ values: [String: String], _ say: Speech
    ) -> HTML {
        let boxes: [HTML] = options.map { option in
            let name = "\(prefix)\(option.value)"
            return """
                <span><input type="checkbox" id="\(name)" name="\(name)" value="1" autocomplete="off"\("checked", if: values[name] == "1")>
                <label for="\(name)">\(option.name)</label></span>
                """
        }
        let isOpen = options.contains { values["\(prefix)\($0.value)"] == "1" }
        return """
            <details\("open", if: isOpen)><summary>\(say(label))</summary><p class="hint">\(say(InterpretationsPhrase.noneIsAll))</p>
            <fieldset><legend>\(say(label))</legend><div class="keuze">\(boxes)</div></fieldset></details>
            """
    }

    // MARK: names

    static func name(of kind: CalendarEvent.Kind) -> InterpretationsPhrase {
        switch kind {
        case .measure: .eventMeasure
        case .campaign: .eventCampaign
        case .media: .eventMedia
        case .openingHours: .eventHours
        case .channel: .eventChannel
        case .definition: .eventDefinition
        case .registration: .eventRegistration
        case .holiday: .eventHoliday
        case .other: .eventOther
        }
    }

    static func name(of medium: AddedEvent.Medium) -> InterpretationsPhrase {
        switch medium {
        case .radio: .radio
        case .television: .television
        case .newspaper: .newspaper
        case .web: .web
        case .socialMedia: .socialMedia
        case .poster: .poster
        case .letter: .letter
        case .other: .otherMedium
        }
    }
}
