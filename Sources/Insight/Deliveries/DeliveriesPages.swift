import Core
import Site

/// Getting figures in: what there is, what a file would change, what was brought in.
enum DeliveriesPages {
    struct SourceLine: Sendable {
        let id: DeliverySourceID
        let name: String
        let told: String
    }

    struct DraftLine: Sendable {
        let id: DeliveryID
        let told: String
    }

    struct LogLine: Sendable {
        let id: DeliveryID
        let when: String
        let source: String
        let told: String
        let by: String
    }

    struct Overview: Sendable {
        let sources: [SourceLine]
        let drafts: [DraftLine]
        let log: [LogLine]
        /// Where earlier ones begin, in milliseconds; nil when these are all.
        let older: Int64?
        let limit: Int
        /// Why the last file was not taken.
        var trouble: String?
        /// What was chosen in the form that was refused.
        var source = ""
        var newSource = ""
    }

    static func overview(_ view: Overview, _ say: Speech) -> HTML {
        let path = { Frame.path($0, in: say.language) }
        let trouble: HTML? = view.trouble.map {
            """
            <p role="alert" class="fout"><strong>\(say(DeliveriesPhrase.refused)).</strong> \($0)</p>
            """
        }
        let sources: [HTML] = view.sources.map { "<li><p>\($0.name)</p><p class=\"hint\">\($0.told)</p></li>" }
        let known: HTML =
            sources.isEmpty ? "<p>\(say(DeliveriesPhrase.noSources))</p>" : "<ul class=\"regels\">\(sources)</ul>"
        let chosen: HTML? =
            view.sources.isEmpty
            ? nil
            : Part.select(
                say(DeliveriesPhrase.source), name: "bron", options: view.sources.map { ($0.id.text, $0.name) },
                chosen: view.source, none: say(DeliveriesPhrase.choose))
        let drafts: [HTML] = view.drafts.map { draft in
            "<li><a href=\"\(path("/desk/figures/\(draft.id)"))\">\(draft.told)</a></li>"
        }
        let waiting: HTML? =
            drafts.isEmpty
            ? nil
            : section("wacht", say(DeliveriesPhrase.drafts), "<ul class=\"regels\">\(drafts)</ul>")
        let send: HTML = """
            \(trouble)<p>\(say(DeliveriesPhrase.sendExplained, ["limit": String(view.limit)]))</p>
            <form method="post" action="\(path("/desk/figures"))" enctype="multipart/form-data" autocomplete="off">\(chosen)
            \(Part.field(say(view.sources.isEmpty ? DeliveriesPhrase.source : .newSource), name: "nieuw", value: view.newSource,
                hint: say(DeliveriesPhrase.newSourceHint)))
            <p class="veld"><label for="bestand">\(say(DeliveriesPhrase.file))</label>
            <input id="bestand" name="bestand" type="file" autocomplete="off"></p>
            <button>\(say(DeliveriesPhrase.sendButton))</button></form>
            """
        return """
            <h1>\(say(DeliveriesPhrase.title))</h1><p><a href="\(path("/desk"))">\(say(DeliveriesPhrase.back))</a> ·
            <a href="\(path("/signals"))">\(say(DeliveriesPhrase.toSignals))</a></p><p>\(say(DeliveriesPhrase.intro))</p>
            \(waiting)\(section("stuur", say(DeliveriesPhrase.send), send))
            \(section("bronnen", say(DeliveriesPhrase.sources), known))\(section("logboek", say(DeliveriesPhrase.log), log(view, say)))
            """
    }

    private static func log(_ view: Overview, _ say: Speech) -> HTML {
        guard !view.log.isEmpty else { return "<p>\(say(DeliveriesPhrase.noLog))</p>" }
        let rows: [HTML] = view.log.map { line in
            """
            <tr><td><a href="\(Frame.path("/desk/figures/\(line.id)", in: say.language))">\(line.when)</a></td>
            <td>\(line.source)</td><td>\(line.told) <span class="hint">\(line.by)</span></td></tr>
            """
        }
        let older: HTML? = view.older.map { older in
            """
            <p><a class="knop rustig" href="\(Frame.path("/desk/figures", in: say.language))?before=\(older)#logboek">\(say(DeliveriesPhrase.older))</a></p>
            """
        }
        return """
            \(table([.logColumnWhen, .logColumnSource, .logColumnWhat], say(DeliveriesPhrase.log), rows, say))\(older)
            """
    }

    // MARK: what a file would change

    struct MistakeLine: Sendable {
        let row: String
        let column: String
        let text: String
    }

    struct ChangeLine: Sendable {
        let row: Int
        let figure: String
        let place: String
        let period: String
        let old: String
        let new: String
    }

    struct Preview: Sendable {
        let id: DeliveryID
        let source: String
        let until: String
        /// How it was read, a sentence each.
        let told: [String]
        let values: Int
        let new: Int
        let changed: Int
        let mistakes: Int
        /// Of all mistakes these are kept.
        let kept: Int
        let mistakeLines: [MistakeLine]
        /// How many stand before them.
        let mistakesFrom: Int
        let changeLines: [ChangeLine]
        let changesFrom: Int
        var trouble: String?
    }

    static func preview(_ view: Preview, _ say: Speech) -> HTML {
        let path = Frame.path("/desk/figures/\(view.id)", in: say.language)
        let trouble: HTML? = view.trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let told: [HTML] = view.told.map { "<p class=\"hint\">\($0)</p>" }
        let counts: [(DeliveriesPhrase, Int)] = [
            (.countValues, view.values), (.countNew, view.new), (.countChanged, view.changed),
            (.countSame, view.values - view.new - view.changed), (.countMistakes, view.mistakes),
        ]
        let rows: [HTML] = counts.map { "<tr><th scope=\"row\">\(say($0.0))</th><td>\($0.1)</td></tr>" }
        let nothing: HTML? =
            view.mistakes == 0 && view.new + view.changed == 0
            ? "<p>\(say(DeliveriesPhrase.nothingNew))</p>" : nil
        let yes: HTML? =
            view.mistakes == 0
            ? """
            <form method="post" action="\(path)/yes" autocomplete="off"><p class="hint">\(say(DeliveriesPhrase.confirmExplained))</p>
            <button>\(say(DeliveriesPhrase.confirm))</button></form>
            """ : nil
        return """
            <h1>\(view.source)</h1>\(toList(say))\(trouble)
            <section class="paneel" aria-labelledby="wat"><h2 id="wat">\(say(DeliveriesPhrase.preview))</h2>
            <p>\(say(DeliveriesPhrase.nothingYet, ["time": view.until]))</p>\(told)<table><tbody>\(rows)</tbody></table>\(nothing)\(yes)
            <p><a class="knop rustig" href="\(path)/mapping">\(say(DeliveriesPhrase.changeMapping))</a></p>
            \(drop(path, say))</section>
            \(mistakes(view, path, say))\(changes(view, path, say))
            """
    }

    private static func mistakes(_ view: Preview, _ path: String, _ say: Speech) -> HTML? {
        guard view.mistakes > 0 else { return nil }
        let rows: [HTML] = view.mistakeLines.map {
            "<tr><td>\($0.row)</td><td>\($0.column)</td><td>\($0.text)</td></tr>"
        }
        let kept: HTML? =
            view.kept < view.mistakes
            ? "<p>\(say(DeliveriesPhrase.mistakesKept, ["kept": String(view.kept), "all": String(view.mistakes)]))</p>"
            : nil
        let pages = pager(
            "\(path)?wrong=", from: view.mistakesFrom, shown: view.mistakeLines.count, of: view.kept, "#fouten", say)
        return section(
            "fouten", say(DeliveriesPhrase.mistakes),
            """
            <p>\(say(DeliveriesPhrase.mistakesExplained))</p>\(kept)
            \(table([.columnRow, .columnColumn, .columnWrong], say(DeliveriesPhrase.mistakes), rows, say))\(pages)
            """)
    }

    private static func changes(_ view: Preview, _ path: String, _ say: Speech) -> HTML? {
        guard view.changed > 0 else { return nil }
        let rows: [HTML] = view.changeLines.map {
            """
            <tr><td>\($0.row)</td><td>\($0.figure)</td><td>\($0.place)</td><td>\($0.period)</td><td>\($0.old)</td><td>\($0.new)</td></tr>
            """
        }
        let pages = pager(
            "\(path)?other=", from: view.changesFrom, shown: view.changeLines.count, of: view.changed, "#anders", say)
        return section(
            "anders", say(DeliveriesPhrase.changes),
            """
            \(table([.columnRow, .columnFigure, .columnPlace, .columnPeriod, .columnOld, .columnNew],
                say(DeliveriesPhrase.changes), rows, say))\(pages)
            """)
    }

    private static func pager(
        _ address: String, from: Int, shown: Int, of all: Int, _ place: String, _ say: Speech
    ) -> HTML? {
        let next = from + shown
        let more = min(DeliveryLimits.shown, all - next)
        let forward: HTML? =
            more > 0 && shown > 0
            ? """
            <a class="knop rustig" href="\(address)\(next)\(place)">\(say(DeliveriesPhrase.nextPage, ["number": String(more)]))</a>
            """ : nil
        let back: HTML? =
            from > 0
            ? "<a class=\"knop rustig\" href=\"\(address)0\(place)\">\(say(DeliveriesPhrase.previousPage))</a> " : nil
        return forward == nil && back == nil ? nil : "<p>\(back)\(forward)</p>"
    }

    // MARK: what was brought in

    struct Done: Sendable {
        let id: DeliveryID
        let source: String
        /// What was done and what came of it, a sentence each.
        let told: [String]
        let canBeUndone: Bool
        var trouble: String?
    }

    static func done(_ view: Done, _ say: Speech) -> HTML {
        let path = Frame.path("/desk/figures/\(view.id)", in: say.language)
        let trouble: HTML? = view.trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let told: [HTML] = view.told.map { "<p>\($0)</p>" }
        let undo: HTML? =
            view.canBeUndone
            ? """
            <details><summary>\(say(DeliveriesPhrase.undo))</summary><p>\(say(DeliveriesPhrase.undoExplained))</p>
            <form method="post" action="\(path)/undo" autocomplete="off"><button class="gevaar">\(say(DeliveriesPhrase.undoButton))</button></form></details>
            """ : nil
        return """
            <h1>\(view.source)</h1>\(toList(say))\(trouble)
            \(section("klaar", say(DeliveriesPhrase.done), "\(told)\(undo)"))
            """
    }

    // MARK: parts

    static func toList(_ say: Speech) -> HTML {
        "<p><a href=\"\(Frame.path("/desk/figures", in: say.language))\">\(say(DeliveriesPhrase.backToList))</a></p>"
    }

    static func drop(_ path: String, _ say: Speech) -> HTML {
        """
        <form method="post" action="\(path)/drop" autocomplete="off"><button class="rustig">\(say(DeliveriesPhrase.drop))</button></form>
        """
    }

    static func section(_ id: String, _ title: String, _ content: HTML) -> HTML {
        """
        <section class="paneel" id="\(id)" aria-labelledby="\(id)-kop"><h2 id="\(id)-kop">\(title)</h2>\(content)</section>
        """
    }

    /// A table that moves sideways by itself where it is too wide; the page does not.
    private static func table(_ columns: [DeliveriesPhrase], _ name: String, _ rows: [HTML], _ say: Speech) -> HTML {
        let heads: [HTML] = columns.map { "<th scope=\"col\">\(say($0))</th>" }
        return wide(name, "<thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody>")
    }

    static func wide(_ name: String, _ content: HTML) -> HTML {
        """
        <div class="breed" role="group" tabindex="0" aria-label="\(name)"><table>\(content)</table></div>
        """
    }
}
