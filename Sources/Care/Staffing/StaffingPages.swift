import Core
import Foundation
import Pack
import Site
import Staffing

/// The page that plans counsellors by hour, and shows who left without an answer. Hours and numbers, never a name.
enum StaffingPages {
    struct View: Sendable {
        /// The lines of the person's own organisation.
        let lines: [(id: LineID, name: String)]
        let line: LineID?
        /// As typed, by the name of the field.
        let typed: [String: String]
        let trouble: String?
        let missing: [StaffingQuestion.Missing]
        let answer: Answer?
        let left: LeftBehind?
    }

    /// A plan with what it was asked with.
    struct Answer: Sendable {
        let lineName: String
        let question: StaffingQuestion
        let planned: Planned
    }

    static func page(_ view: View, _ say: Speech) -> HTML {
        let trouble: HTML? = view.trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let missing: [HTML] = view.missing.map { missing in
            let phrase: StaffingPhrase = missing == .perWeek ? .missingPerWeek : .missingTalk
            return "<p class=\"stand\" role=\"status\">\(say(phrase))</p>"
        }
        return """
            <p><a href="\(Frame.path("/desk", in: say.language))">\(say(StaffingPhrase.back))</a></p>
            <h1>\(say(StaffingPhrase.title))</h1><p>\(say(StaffingPhrase.intro))</p>\(trouble)\(missing)
            \(form(view, say))\(view.answer.map { answer($0, say) })\(view.left.map { left($0, say) })
            """
    }

    private static func left(_ left: LeftBehind, _ say: Speech) -> HTML {
        """
        <section class="kaart" aria-labelledby="weg-kop"><h2 id="weg-kop">\(say(StaffingPhrase.left))</h2>\(LeftPages.left(left, say))</section>
        """
    }

    // MARK: asking

    private static func form(_ view: View, _ say: Speech) -> HTML {
        guard !view.lines.isEmpty else { return "<p class=\"stand\">\(say(StaffingPhrase.noLines))</p>" }
        func number(
            _ name: StaticString, _ label: StaffingPhrase, _ limits: HTML, _ fallback: String = "",
            hint: StaffingPhrase? = nil
        ) -> HTML {
            let name = HTML(stringLiteral: name)
            let typed = view.typed[String(decoding: name.bytes, as: UTF8.self)] ?? fallback
            let described: HTML? = hint.map { _ in " aria-describedby=\"\(name)-hint\"" }
            let note: HTML? = hint.map { "<span class=\"hint\" id=\"\(name)-hint\">\(say($0))</span>" }
            return """
                <p class="veld"><label for="\(name)">\(say(label))</label>\(note)
                <input id="\(name)" name="\(name)" type="number" \(limits) value="\(typed)" autocomplete="off"\(described)></p>
                """
        }
        return """
            <form method="get" action="\(Frame.path("/desk/staffing", in: say.language))" class="kaart" autocomplete="off">
            \(Part.select(say(StaffingPhrase.line), name: "line", options: view.lines.map { ($0.id.text, $0.name) }, chosen: view.line?.text, none: say(StaffingPhrase.choose)))
            \(number("wait", .wait, "min=\"0\" max=\"86400\" step=\"1\"", "60"))
            \(number("share", .share, "min=\"1\" max=\"99\" step=\"1\"", "90"))
            \(number("week", .perWeek, "min=\"1\" max=\"200000\" step=\"any\"", hint: .ownHint))
            \(number("talk", .talk, "min=\"1\" max=\"1440\" step=\"any\"", hint: .ownHint))
            \(number("spread", .spread, "min=\"0\" max=\"1440\" step=\"any\"", hint: .spreadHint))
            \(number("patience", .patience, "min=\"1\" max=\"43200\" step=\"any\"", hint: .patienceHint))
            \(number("points", .points, "min=\"1\" max=\"20\" step=\"1\"", "3"))
            \(number("slow", .slowdown, "min=\"1\" max=\"10\" step=\"any\"", "1", hint: .slowdownHint))
            <p class="veld"><label for="shifts">\(say(StaffingPhrase.shifts))</label>
            <span class="hint" id="shifts-hint">\(say(StaffingPhrase.shiftsHint))</span>
            <textarea id="shifts" name="shifts" rows="4" maxlength="4000" spellcheck="false" autocomplete="off" \
            aria-describedby="shifts-hint">\(view.typed["shifts"] ?? "")</textarea></p>
            <button>\(say(StaffingPhrase.plan))</button></form>
            """
    }

    // MARK: answering

    private static func answer(_ answer: Answer, _ say: Speech) -> HTML {
        let words = StaffingWording(say: say)
        let (question, planned) = (answer.question, answer.planned)
        let staff = planned.plan.staff
        let days = (0..<7).map { day in
            let hours = day * 24..<day * 24 + 24
            return WeekChart.Day(
                name: words.day(day), coming: Array(question.scenario.arrivals[hours]), needed: Array(staff[hours]),
                planned: planned.shifts.map { Array($0[hours]) })
        }
        let sentences = words.sentences(answer)
        let chart = WeekChart(
            days,
            .init(
                title: say(StaffingPhrase.chartTitle, ["line": answer.lineName]),
                description: sentences.joined(separator: " "),
                coming: say(StaffingPhrase.chartComing), needed: say(StaffingPhrase.chartNeeded),
                short: say(StaffingPhrase.chartShort), planned: say(StaffingPhrase.chartPlanned),
                most: { say(StaffingPhrase.chartMost, ["number": words.number($0)]) }), id: "w")
        return """
            <section class="kaart" aria-labelledby="plan-kop"><h2 id="plan-kop">\(say(StaffingPhrase.heading, ["line": answer.lineName]))</h2>
            <p class="zin">\(sentences.joined(separator: " "))</p>
            <figure class="grafiek">\(chart.svg)</figure>\(table(answer, words, say))
            \(list(.rests, words.rests(question), say))\(list(.silent, words.silent, say))
            <h3>\(say(StaffingPhrase.sure))</h3><p>\(words.sure(planned))</p></section>
            """
    }

    private static func list(_ heading: StaffingPhrase, _ items: [String], _ say: Speech) -> HTML {
        let items: [HTML] = items.map { "<li>\($0)</li>" }
        return "<h3>\(say(heading))</h3><ul>\(items)</ul>"
    }

    private static func table(_ answer: Answer, _ words: StaffingWording, _ say: Speech) -> HTML {
        let planned = answer.planned
        let rows: [HTML] = planned.plan.staff.indices.map { hour in
            let result = planned.plan.measured.hours[hour]
            let coming =
                answer.question.pooled.contains(hour)
                ? say(StaffingPhrase.tooFew) : words.number(answer.question.scenario.arrivals[hour])
            let plan: HTML? = planned.shifts.map { "<td class=\"n\">\($0[hour])</td>" }
            let isQuiet = result.arrivals == 0
            let unmet: HTML? =
                planned.plan.unmet.contains(hour) ? " <strong>\(say(StaffingPhrase.unmetHere))</strong>" : nil
            return """
                <tr><th scope="row">\(words.hour(hour))</th><td class="n">\(coming)</td><td class="n">\(planned.plan.staff[hour])</td>\
                \(plan)<td class="n">\(isQuiet ? "–" : words.percent(result.within))\(unmet)</td>\
                <td class="n">\(isQuiet ? "–" : words.percent(result.abandons))</td>\
                <td class="n">\(result.occupancy.map { words.percent($0) } ?? "–")</td></tr>
                """
        }
        let column: HTML? = planned.shifts.map { _ in "<th scope=\"col\">\(say(StaffingPhrase.columnPlanned))</th>" }
        return """
            <details><summary>\(say(StaffingPhrase.table))</summary><div class="breed" role="region" \
            aria-label="\(say(StaffingPhrase.table))" tabindex="0"><table><thead><tr>\
            <th scope="col">\(say(StaffingPhrase.columnHour))</th><th scope="col">\(say(StaffingPhrase.columnComing))</th>\
            <th scope="col">\(say(StaffingPhrase.columnNeeded))</th>\(column)\
            <th scope="col">\(say(StaffingPhrase.columnWithin))</th><th scope="col">\(say(StaffingPhrase.columnLeft))</th>\
            <th scope="col">\(say(StaffingPhrase.columnBusy))</th></tr></thead><tbody>\(rows)</tbody></table></div></details>
            """
    }
}
