import Core
import Pack
import Site

/// The record: beside a talk, and of a phone call or a visit to the counter.
enum RecordsPages {
    /// A record as it stands now.
    struct View: Sendable {
        let form: RecordForm
        var draft = RecordDraft()
        /// Field → the figures that it counts in.
        let figures: [String: [Indicator]]
        /// Somebody keeps the list, so what does not fit can be told.
        var takesLine = true
    }

    // MARK: beside a talk

    /// Whose record it is, and whether there is still something to fill in.
    enum Card: Sendable {
        case toFill
        /// Counted already, by who went out of a talk that goes on: it can still be closed.
        case recorded(isOpen: Bool)
        /// This person was asked in: the one who asked keeps the record.
        case ofTheOther
    }

    /// - Parameter closing: what else stands above the button that closes the talk.
    static func beside(
        _ view: View, _ card: Card, closing: [HTML], path: (String) -> String, _ say: Speech
    ) -> HTML {
        let head: HTML = """
            <section class="paneel kaartje" id="kaartje" aria-labelledby="kaart-kop"><h2 id="kaart-kop">\(say(DeskPhrase.record))</h2>
            """
        switch card {
        case .toFill: break
        case .recorded(let isOpen):
            let close = Part.form(path("/close"), "\(closing)<button>\(say(DeskPhrase.close))</button>")
            return "\(head)<p role=\"status\">\(say(RecordsPhrase.recorded))</p>\(isOpen ? close : nil)</section>"
        case .ofTheOther:
            return "\(head)<p>\(say(RecordsPhrase.asThird))</p><p>\(say(RecordsPhrase.asThirdLeave))</p></section>"
        }
        return """
            \(head)<p class="hint">\(say(DeskPhrase.recordExplained))</p>
            <form method="post" action="\(path("/close"))" autocomplete="off" \(keeps(at: path("/record"), say))>
            \(keepButton(path("/record"), say))\(fields(view, say))\(closing)
            <p class="bewaard" role="status"></p><button>\(say(DeskPhrase.close))</button></form>
            \(passages(view, path, say))</section>
            """
    }

    /// Which messages belong to which code. Their words are not copied.
    private static func passages(_ view: View, _ path: (String) -> String, _ say: Speech) -> HTML? {
        guard let field = view.form.field(ContactField.reason) else { return nil }
        let items: [HTML] = view.draft.passages.map { passage in
            let number = String(passage.number)
            let code = field.code(passage.code)?.label[say.language] ?? passage.code
            return """
                <li>\(say(RecordsPhrase.passage, ["n": number, "code": code]))
                <form method="post" action="\(path("/passage"))" autocomplete="off"><input type="hidden" name="nummer" value="\(number)">
                <input type="hidden" name="code" value="\(passage.code)"><button name="aan" value="0" class="rustig">\(say(RecordsPhrase.passageRemove, ["n": number]))</button></form></li>
                """
        }
        let list: HTML? = items.isEmpty ? nil : "<ul>\(items)</ul>"
        return """
            <details class="passages" id="passages"\("open", if: !items.isEmpty)><summary>\(say(RecordsPhrase.passages))</summary>
            <p class="hint">\(say(RecordsPhrase.passagesExplained))</p>\(list)
            <form method="post" action="\(path("/passage"))" autocomplete="off"><p class="veld"><label for="passage">\(say(RecordsPhrase.passageNumber))</label>
            <input id="passage" name="nummer" inputmode="numeric" required autocomplete="off"></p>
            <p class="veld"><label for="passage-code">\(say(RecordsPhrase.passageCode))</label>
            <select id="passage-code" name="code" required autocomplete="off"><option value="">\(say(DeskPhrase.chooseOption))</option>\(options(field.codes, chosen: nil, say))</select></p>
            <button name="aan" value="1" class="rustig">\(say(RecordsPhrase.passageAdd))</button></form></details>
            """
    }

    // MARK: fields

    static func fields(_ view: View, _ say: Speech) -> HTML {
        let fields: [HTML] = view.form.fields.map { field in
            let chosen = view.draft.fields[field.id] ?? []
            let selects: [HTML] = (0..<max(1, field.most)).map { place in
                select(field, place, chosen: place < chosen.count ? chosen[place] : nil, say)
            }
            let more: HTML? =
                selects.count == 1
                ? nil
                : """
                <details class="nog"\("open", if: chosen.count > 1)><summary>\(say(RecordsPhrase.more))</summary>\(Array(selects.dropFirst()))</details>
                """
            let search: HTML? =
                field.id == ContactField.reason
                ? """
                 data-zoek="\(say(RecordsPhrase.search, ["label": field.label[say.language]]))" data-gekozen="\(say(RecordsPhrase.chosen))"
                 data-vol="\(say(RecordsPhrase.full))" data-niets="\(say(RecordsPhrase.nothing))"
                """ : nil
            return """
                <div class="codes"\(search)>\(selects.first ?? .empty)<p class="hint" id="\(field.id)-waarom">\(field.purpose[say.language]) \(why(field, view, say))</p>\(more)\(line(field, view, say))</div>
                """
        }
        return fields.joined()
    }

    /// Where the answer counts, with what the figure means one step away.
    private static func why(_ field: ContactField, _ view: View, _ say: Speech) -> HTML {
        let path = Frame.path("/desk/meaning", in: say.language)
        if field.id == ContactField.region {
            return "<a href=\"\(path)#\" target=\"_blank\" rel=\"noopener\">\(say(RecordsPhrase.countsRegion))</a>"
        }
        // One link each: who goes by keyboard passes all of them.
        let figures = view.figures[field.id] ?? []
        guard let first = figures.first else { return .empty }
        let rest: HTML? =
            figures.count > 1 ? " \(say(RecordsPhrase.countsMore, ["n": String(figures.count - 1)]))" : nil
        return """
            \(say(RecordsPhrase.countsIn)) <a href="\(path)#\(first.id.text)" target="_blank" rel="noopener">\(first.name[say.language])</a>\(rest)
            """
    }

    private static func select(_ field: ContactField, _ place: Int, chosen: String?, _ say: Speech) -> HTML {
        let name = RecordsPages.name(of: field, place)
        let label =
            place == 0
            ? field.label[say.language]
            : say(RecordsPhrase.nth, ["label": field.label[say.language], "n": String(place + 1)])
        // "None of these fits" and the unknowns stand below the codes.
        let rest = (field.elsewhere.map { [$0] } ?? []) + field.unknowns
        let others: HTML =
            "<optgroup label=\"\(say(RecordsPhrase.noAnswer))\">\(options(rest, chosen: chosen, say))</optgroup>"
        return """
            <p class="veld"><label for="\(name)">\(label)</label><select id="\(name)" name="\(name)" autocomplete="off" aria-describedby="\(field.id)-waarom">\
            <option value="">\(say(DeskPhrase.chooseOption))</option>\(options(field.codes, chosen: chosen, say))\(others)</select></p>
            """
    }

    /// `reason`, `reason.2`, `reason.3`: a posted form keeps one value for each name.
    static func name(of field: ContactField, _ place: Int) -> String {
        place == 0 ? field.id : "\(field.id).\(place + 1)"
    }

    /// Two levels: what has a heading stands under it.
    private static func options(_ codes: [ContactCode], chosen: String?, _ say: Speech) -> HTML {
        var groups: [(name: String?, codes: [ContactCode])] = []
        for code in codes {
            let name = code.group?[say.language]
            if let last = groups.last, last.name == name {
                groups[groups.count - 1].codes.append(code)
            } else {
                groups.append((name, [code]))
            }
        }
        return groups.map { group -> HTML in
            let items: [HTML] = group.codes.map { code in
                "<option value=\"\(code.id)\"\("selected", if: code.id == chosen)>\(code.label[say.language])</option>"
            }
            return group.name.map { "<optgroup label=\"\($0)\">\(items)</optgroup>" } ?? items.joined()
        }.joined()
    }

    private static func line(_ field: ContactField, _ view: View, _ say: Speech) -> HTML? {
        guard field.elsewhere != nil, view.takesLine else { return nil }
        let line = view.draft.line
        return """
            <details class="nog"\("open", if: !line.isEmpty)><summary>\(say(RecordsPhrase.line))</summary><p class="veld"><label for="elsewhere">\(say(RecordsPhrase.line))</label>
            <input id="elsewhere" name="elsewhere" value="\(line)" maxlength="\(RecordDraft.lineLimit)" autocomplete="off" dir="auto"
             aria-describedby="elsewhere-uitleg"></p><p class="hint" id="elsewhere-uitleg">\(say(RecordsPhrase.lineExplained))</p></details>
            """
    }

    /// Without script; with it the form is kept at each field. It stands first, so that Enter in a field keeps and does not close.
    private static func keepButton(_ action: String, _ say: Speech) -> HTML {
        """
        <noscript><p><button class="rustig" formaction="\(action)" formnovalidate>\(say(RecordsPhrase.keep))</button></p></noscript>
        """
    }

    private static func keeps(at action: String, _ say: Speech) -> HTML {
        "data-naar=\"\(action)\" data-bewaar=\"\(say(SheetPhrase.saved))\" data-niet=\"\(say(SheetPhrase.notSaved))\""
    }

    // MARK: by phone and at the counter

    /// Ways to the pages of this room, for the person's queue.
    static func ways(
        isOnTheLine: Bool, keepsLists: Bool, consults: Bool = false, analyses: Bool = false, _ say: Speech
    ) -> HTML {
        let path = { Frame.path($0, in: say.language) }
        let spoken: HTML? =
            isOnTheLine ? "<li><a href=\"\(path("/desk/record"))\">\(say(RecordsPhrase.spoken))</a></li>" : nil
        let lists: HTML? =
            keepsLists ? "<li><a href=\"\(path("/desk/lists"))\">\(say(RecordsPhrase.lists))</a></li>" : nil
        let consultations: HTML? =
            consults
            ? "<li><a href=\"\(path("/desk/consultations"))\">\(say(RecordsPhrase.consultations))</a></li>" : nil
        let figures: HTML? =
            analyses
            ? """
            <li><a href="\(path("/desk/figures"))">\(say(RecordsPhrase.figures))</a></li>\
            <li><a href="\(path("/desk/findings"))">\(say(RecordsPhrase.findings))</a></li>\
            <li><a href="\(path("/desk/interpretations"))">\(say(RecordsPhrase.interpretations))</a></li>
            """ : nil
        return """
            <ul class="wegen">\(figures)\(consultations)\(spoken)\(lists)<li><a href="\(path("/desk/meaning"))">\(say(RecordsPhrase.meaning))</a></li></ul>
            """
    }

    /// - Parameter regions: of the record, when reports are taken here; nil when they are not.
    static func start(
        _ underWay: [(id: SpokenRecordID, channel: SpokenChannel)], regions: [ContactCode]?, notice: String?,
        _ say: Speech
    ) -> HTML {
        let path = { Frame.path($0, in: say.language) }
        let items: [HTML] = underWay.enumerated().map { index, record in
            let values = ["n": String(index + 1), "channel": name(of: record.channel, say)]
            return """
                <li><a href="\(path("/desk/record/\(record.id)"))">\(say(RecordsPhrase.nthRecord, values))</a></li>
                """
        }
        let list: HTML =
            items.isEmpty ? "<p class=\"hint\">\(say(RecordsPhrase.noneUnderWay))</p>" : "<ul>\(items)</ul>"
        return """
            \(head(say(RecordsPhrase.spoken), notice, say))<p>\(say(RecordsPhrase.spokenExplained))</p>
            <form method="post" action="\(path("/desk/record"))" autocomplete="off"><button name="kanaal" value="phone">\(say(RecordsPhrase.beginPhone))</button>
            <button name="kanaal" value="walk-in">\(say(RecordsPhrase.beginWalkIn))</button></form>
            <h2>\(say(RecordsPhrase.underWay))</h2>\(list)<p class="hint">\(say(RecordsPhrase.keptFor))</p>\(regions.map { report($0, say) })
            """
    }

    /// A report is counted here and nothing else; it has no form in common with a talk.
    private static func report(_ regions: [ContactCode], _ say: Speech) -> HTML {
        let channels = SpokenChannel.allCases.map { (value: $0.rawValue, label: name(of: $0, say)) }
        let places = regions.map { (value: $0.id, label: $0.label[say.language]) }
        return """
            <section class="kaart" aria-labelledby="melding"><h2 id="melding">\(say(RecordsPhrase.report))</h2><p>\(say(RecordsPhrase.reportExplained))</p>
            <form method="post" action="\(Frame.path("/desk/report", in: say.language))" autocomplete="off">
            \(Part.select(say(RecordsPhrase.reportChannel), name: "kanaal", options: channels, none: say(DeskPhrase.chooseOption)))
            \(Part.select(say(RecordsPhrase.reportRegion), name: "regio", options: places, none: say(DeskPhrase.chooseOption)))
            <p class="veld"><label><input type="checkbox" name="dossier" value="1" required> \(say(RecordsPhrase.reportConfirm))</label></p>
            <button class="rustig">\(say(RecordsPhrase.reportCount))</button></form></section>
            """
    }

    static func spoken(
        _ view: View, _ id: SpokenRecordID, _ channel: SpokenChannel, notice: String?, _ say: Speech
    ) -> HTML {
        let path = Frame.path("/desk/record/\(id)", in: say.language)
        return """
            \(head(name(of: channel, say), notice, say))<p class="hint">\(say(DeskPhrase.recordExplained))</p>
            <form method="post" action="\(path)/done" class="kaartje" autocomplete="off" \(keeps(at: path, say))>
            \(keepButton(path, say))\(fields(view, say))<p class="bewaard" role="status"></p><button>\(say(RecordsPhrase.finish))</button></form>
            \(Part.button(say(RecordsPhrase.drop), to: "\(path)/drop", class: "rustig"))
            """
    }

    static func name(of channel: SpokenChannel, _ say: Speech) -> String {
        switch channel {
        case .phone: say(RecordsPhrase.phone)
        case .walkIn: say(RecordsPhrase.walkIn)
        }
    }

    private static func head(_ title: String, _ notice: String?, _ say: Speech) -> HTML {
        let notice: HTML? = notice.map { "<p role=\"status\" class=\"stand\">\($0)</p>" }
        return """
            <p><a href="\(Frame.path("/desk", in: say.language))">\(say(RecordsPhrase.toDesk))</a></p><h1>\(title)</h1>\(DeskPages.connection(say))\(notice)
            """
    }

    // MARK: what did not fit, and what figures mean

    static func lists(_ lines: [(id: String, text: String)], _ say: Speech) -> HTML {
        let items: [HTML] = lines.map { line in
            let path = Frame.path("/desk/lists/\(line.id)", in: say.language)
            return
                "<li><p dir=\"auto\">\(line.text)</p>\(Part.button(say(RecordsPhrase.listsDone), to: path, class: "rustig"))</li>"
        }
        let list: HTML =
            items.isEmpty ? "<p>\(say(RecordsPhrase.listsEmpty))</p>" : "<ul class=\"regels\">\(items)</ul>"
        return """
            \(head(say(RecordsPhrase.lists), nil, say))<p class="hint">\(say(RecordsPhrase.listsExplained))</p>\(list)
            """
    }

    static func meaning(_ figures: [Indicator], _ say: Speech) -> HTML {
        let items: [HTML] = figures.map { figure in
            """
            <section id="\(figure.id.text)"><h2>\(figure.name[say.language])</h2><dl class="betekenis">
            <dt>\(say(RecordsPhrase.definition))</dt><dd>\(figure.definition[say.language])</dd>
            <dt>\(say(RecordsPhrase.doesNotSay))</dt><dd>\(figure.doesNotSay[say.language])</dd>
            <dt>\(say(RecordsPhrase.version))</dt><dd>\(figure.version)</dd></dl></section>
            """
        }
        return """
            \(head(say(RecordsPhrase.meaning), nil, say))<p>\(say(RecordsPhrase.meaningExplained))</p>\(items)
            """
    }
}
