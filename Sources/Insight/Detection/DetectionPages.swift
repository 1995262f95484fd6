import Core
import Pack
import Site

/// What was found: the list, one finding with its other explanations, and how well expectations hold.
enum DetectionPages {
    /// A finding in a list.
    struct Link: Sendable {
        let path: String
        let what: String
        let place: String
        let week: String
        let decision: String
    }

    struct ListView: Sendable {
        let links: [Link]
        /// When the figures were last judged, as a sentence; nil when they never were.
        let judged: String?
        let back: (path: String, text: String)
        /// Where to post to judge anew; nil for who may not.
        let judge: String?
        /// A round that runs now.
        var running: String?
        /// The periods that can be asked for; nil as path for the one that is shown.
        var periods: [(path: String?, text: String)] = []
        /// Whether it is of the last weeks.
        var isLatest = true
    }

    static func list(_ view: ListView, _ say: Speech) -> HTML {
        let rows = view.links.map { link -> HTML in
            """
            <tr><th scope="row"><a href="\(link.path)">\(link.what)</a></th><td>\(link.place)</td><td>\(link.week)</td>\
            <td>\(link.decision)</td></tr>
            """
        }
        let table: HTML =
            rows.isEmpty
            ? "<p>\(say(view.isLatest ? DetectionPhrase.none : .noneThen))</p>"
            : """
            <div class="breed" tabindex="0" role="group" aria-label="\(say(DetectionPhrase.title))"><table><thead><tr>\
            <th scope="col">\(say(DetectionPhrase.columnWhat))</th>\
            <th scope="col">\(say(DetectionPhrase.columnPlace))</th><th scope="col">\(say(DetectionPhrase.columnWeek))</th>\
            <th scope="col">\(say(DetectionPhrase.columnDecision))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
        let judge = view.judge.map { path -> HTML in
            "<form method=\"post\" action=\"\(path)\"><button>\(say(DetectionPhrase.judgeNow))</button></form>"
        }
        let running = view.running.map { text -> HTML in
            "<p role=\"status\"><strong>\(text)</strong> \(say(DetectionPhrase.judgingHint))</p>"
        }
        return """
            <h1>\(say(DetectionPhrase.title))</h1><p><a href="\(view.back.path)">\(view.back.text)</a></p>
            <p class="let-op">\(say(DetectionPhrase.intro))</p>\(running)
            <p>\(view.judged ?? say(DetectionPhrase.notYet))</p>\(table)\(periods(view, say))\(view.running == nil ? judge : nil)
            """
    }

    /// Everything that was ever found can be reached: by quarter, newest first.
    private static func periods(_ view: ListView, _ say: Speech) -> HTML? {
        guard view.periods.count > 1 else { return nil }
        let items = view.periods.map { path, text -> HTML in
            path.map { "<li><a href=\"\($0)\">\(text)</a></li>" } ?? "<li><strong>\(text)</strong></li>"
        }
        return "<nav aria-label=\"\(say(DetectionPhrase.periods))\"><ul class=\"keuzes\">\(items)</ul></nav>"
    }

    // MARK: one finding

    struct Explanation: Sendable {
        let id: String
        let name: String
        /// What is known of it: a sentence each, the last one counts.
        let answers: [String]
    }

    struct View: Sendable {
        let title: String
        let sentence: String
        /// Label and sentences, in the order of the page.
        let facts: [(label: String, sentences: [String])]
        let explanations: [Explanation]
        let decisions: [String]
        let back: (path: String, text: String)
        /// Where analysts answer and decide; nil for everybody else.
        let desk: String?
        var trouble: String?
        var values: [String: String] = [:]
    }

    static func finding(_ view: View, _ say: Speech) -> HTML {
        let facts = view.facts.map { fact -> HTML in
            "<dt>\(fact.label)</dt>\(fact.sentences.map { "<dd>\($0)</dd>" as HTML })"
        }
        let explanations = view.explanations.map { explanation -> HTML in
            let answers: [HTML] =
                explanation.answers.isEmpty
                ? ["<p class=\"hint\">\(say(DetectionPhrase.notAsked))</p>"]
                : explanation.answers.map { "<p>\($0)</p>" }
            return
                "<li><strong>\(explanation.name)</strong>\(answers)\(view.desk.map { form($0, explanation, view, say) })</li>"
        }
        let decisions: [HTML] =
            view.decisions.isEmpty
            ? ["<p>\(say(DetectionPhrase.nobodyLooked))</p>"] : view.decisions.map { "<p>\($0)</p>" }
        let trouble = view.trouble.map { "<p class=\"fout\" role=\"alert\">\($0)</p>" as HTML }
        return """
            <h1>\(view.title)</h1><p><a href="\(view.back.path)">\(view.back.text)</a></p>\(trouble)
            <section class="kaart"><p class="zin">\(view.sentence)</p><dl class="betekenis">\(facts)</dl></section>
            <section class="kaart" aria-labelledby="anders"><h2 id="anders">\(say(DetectionPhrase.otherwise))</h2>
            <p>\(say(DetectionPhrase.otherwiseExplained))</p><ul class="verklaringen">\(explanations)</ul></section>
            <section class="kaart" aria-labelledby="besluit"><h2 id="besluit">\(say(DetectionPhrase.decided))</h2>\(decisions)
            \(view.desk.map { decide($0, view, say) })</section>
            """
    }

    private static func form(_ path: String, _ explanation: Explanation, _ view: View, _ say: Speech) -> HTML {
        let answers: [(OtherExplanation.Answer, DetectionPhrase)] = [
            (.yes, .answerYes), (.no, .answerNo), (.unknown, .answerUnknown),
        ]
        let chosen = answers.map { answer, phrase -> HTML in
            let id = "\(explanation.id)-\(answer.rawValue)"
            return """
                <span><input type="radio" id="\(id)" name="antwoord" value="\(answer.rawValue)" required autocomplete="off">
                <label for="\(id)">\(say(phrase))</label></span>
                """
        }
        let note = "\(explanation.id)-note"
        return """
            <details><summary>\(say(DetectionPhrase.save)): \(explanation.name)</summary>
            <form method="post" action="\(path)/answers"><input type="hidden" name="verklaring" value="\(explanation.id)">
            <fieldset><legend>\(explanation.name)</legend><div class="keuze">\(chosen)</div></fieldset>
            <p class="veld"><label for="\(note)">\(say(DetectionPhrase.note))</label>
            <span class="hint">\(say(DetectionPhrase.noteHint))</span>
            <textarea id="\(note)" name="note" rows="2" maxlength="1000" autocomplete="off">\(view.values["note-\(explanation.id)"] ?? "")</textarea></p>
            <button>\(say(DetectionPhrase.save))</button></form></details>
            """
    }

    private static func decide(_ path: String, _ view: View, _ say: Speech) -> HTML {
        let all: [(FindingDecision.Decision, DetectionPhrase)] = [
            (.looking, .looking), (.explained, .explained), (.confirmed, .confirmed), (.closed, .closed),
        ]
        let chosen = all.map { decision, phrase -> HTML in
            """
            <span><input type="radio" id="b-\(decision.rawValue)" name="besluit" value="\(decision.rawValue)" required autocomplete="off">
            <label for="b-\(decision.rawValue)">\(say(phrase))</label></span>
            """
        }
        return """
            <form method="post" action="\(path)/decisions"><fieldset><legend>\(say(DetectionPhrase.decided))</legend>
            <div class="keuze">\(chosen)</div></fieldset>
            <p class="veld"><label for="reden">\(say(DetectionPhrase.reason))</label>
            <textarea id="reden" name="reason" rows="3" maxlength="1000" required autocomplete="off">\(view.values["reason"] ?? "")</textarea></p>
            <button>\(say(DetectionPhrase.decide))</button></form>
            """
    }

    // MARK: the ledger

    struct LedgerLine: Sendable {
        let name: String
        let tested: String
        let inRange: String
        let expected: String
        let found: String
    }

    /// Another thing that is counted afterwards, by figure.
    struct Ledger: Sendable {
        let title: DetectionPhrase
        let explained: String
        let columns: [DetectionPhrase]
        /// The figure, and a number for each column.
        let lines: [(name: String, numbers: [String])]
    }

    private static func part(_ ledger: Ledger, _ say: Speech) -> HTML {
        let heads = ledger.columns.map { "<th scope=\"col\">\(say($0))</th>" as HTML }
        let rows = ledger.lines.map { line -> HTML in
            let cells = line.numbers.map { "<td class=\"n\">\($0)</td>" as HTML }
            return "<tr><th scope=\"row\">\(line.name)</th>\(cells)</tr>"
        }
        return """
            <h2>\(say(ledger.title))</h2><p>\(ledger.explained)</p>
            <div class="breed" tabindex="0" role="group" aria-label="\(say(ledger.title))"><table><thead><tr>\
            <th scope="col">\(say(DetectionPhrase.ledgerColumnFigure))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    static func ledger(
        _ lines: [LedgerLine], explained: String, more: [Ledger] = [], back: (path: String, text: String), _ say: Speech
    ) -> HTML {
        let rows = lines.map { line -> HTML in
            """
            <tr><th scope="row">\(line.name)</th><td class="n">\(line.tested)</td><td class="n">\(line.inRange)</td>\
            <td class="n">\(line.expected)</td><td class="n">\(line.found)</td></tr>
            """
        }
        let table: HTML =
            rows.isEmpty
            ? "<p>\(say(DetectionPhrase.notYet))</p>"
            : """
            <div class="breed" tabindex="0" role="group" aria-label="\(say(DetectionPhrase.ledger))"><table><thead><tr>\
            <th scope="col">\(say(DetectionPhrase.ledgerColumnFigure))</th>\
            <th scope="col">\(say(DetectionPhrase.ledgerColumnTested))</th>\
            <th scope="col">\(say(DetectionPhrase.ledgerColumnInRange))</th>\
            <th scope="col">\(say(DetectionPhrase.ledgerColumnExpected))</th>\
            <th scope="col">\(say(DetectionPhrase.ledgerColumnFound))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
        return """
            <h1>\(say(DetectionPhrase.ledger))</h1><p><a href="\(back.path)">\(back.text)</a></p>
            <p>\(say(DetectionPhrase.ledgerIntro))</p><p>\(explained)</p>\(table)\(more.map { part($0, say) })
            """
    }
}
