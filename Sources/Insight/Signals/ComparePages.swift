import Core
import Pack
import Site

/// Places or years of one figure beside each other, at most four, each named at the end of its line.
enum ComparePages {
    /// Periods beside each other when no years are asked for.
    static let shownPeriods = 104

    struct View: Sendable {
        let address: SignalsAddress
        let indicator: Indicator
        let places: SignalsPlaces
        /// Ids of the places that can be chosen, without the whole.
        let choices: [SignalsPlaces.Place]
        let chosen: [String]
        let years: [Int]
        let allYears: [Int]
        /// Another figure beside them.
        var with: String?
        /// Nil when the chart is not made.
        let table: LineTable?
        /// Why not.
        let refused: ComparedLines.Refused?
        var measure: LineTable.Measure = .count
        /// Of how many people it is, with the source; nil where nobody wrote it down.
        var population: Population?
        /// The highest number of the series that are compared, whatever part is shown.
        let most: Int
        /// Of this very comparison as known now; nil when the page already is of a moment.
        var fixed: String?

        /// What was chosen, as its address says it.
        var fields: [(String, String?)] {
            var fields: [(String, String?)] = Array(zip(["a", "b", "c", "d"], chosen))
            fields += Array(zip(["year", "than", "third", "fourth"], years.map(String.init)))
            return fields + [("as", measure == .count ? nil : measure.rawValue), ("with", with)]
        }
    }

    static let rest = "rest"

    static func page(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let name = view.indicator.name[wording.language]
        let card = Frame.path(view.address.path(), in: wording.language)
        let refused: HTML? = view.refused.map { "<p class=\"let-op\" role=\"status\">\(words($0, say))</p>" }
        let drawn: HTML? = view.table.map { table in
            """
            <section class="kaart" aria-labelledby="kv"><h2 id="kv">\(say(PicturePhrase.compareChart))</h2>
            <figure class="grafiek lijnen"><figcaption>\(say(subtitle(table.measure), ["unit": Wording.capital(view.indicator.unit[wording.language]), "per": wording.per(view.indicator.period)]))</figcaption>
            \(LineDrawing(table, most: table.measure == .count ? view.most : table.highest, title: name, wording).svg)</figure>\(LineDrawing.names(table))
            \(people(view, wording))\(tableMarkup(table, wording))\(file(view, wording))\(meaning(view.indicator, wording))</section>
            """
        }
        return """
            <h1>\(say(PicturePhrase.compareTitle, ["name": name]))</h1>
            <p class="kruimels"><a href="\(card)">\(say(PicturePhrase.backToCard))</a></p>
            <p class="let-op"><strong>\(say(SignalsPhrase.notViolence))</strong></p>
            \(SignalsPages.version(view.address.known, view.address, wording))\(form(view, wording))\(refused)\(drawn)\(view.fixed.flatMap { FixedLink.to($0, isFixed: false, wording) })
            """
    }

    private static func subtitle(_ measure: LineTable.Measure) -> PicturePhrase {
        switch measure {
        case .count: .compareSubtitle
        case .index: .compareIndex
        case .rate: .compareRate
        }
    }

    /// Whose count of inhabitants it is.
    private static func people(_ view: View, _ wording: Wording) -> HTML? {
        guard view.measure == .rate, let population = view.population else { return nil }
        let values = ["year": String(population.year), "source": population.source[wording.language]]
        return "<p class=\"hint\">\(wording.say(PicturePhrase.inhabitants, values))</p>"
    }

    private static func file(_ view: View, _ wording: Wording) -> HTML {
        let path = Frame.path(view.address.path("compare.csv", view.fields), in: wording.language)
        return "<p class=\"downloads\"><a href=\"\(path)\">\(wording.say(PicturePhrase.compareFile))</a></p>"
    }

    private static func words(_ refused: ComparedLines.Refused, _ say: Speech) -> String {
        switch refused {
        case .metrics: say(PicturePhrase.refusedMetrics)
        case .units: say(PicturePhrase.refusedMetrics)
        case .unclear: say(PicturePhrase.refusedUnclear)
        case .periods: say(PicturePhrase.refusedPeriods)
        case .tooMany: say(PicturePhrase.refusedMany, ["n": String(ComparedLines.most)])
        }
    }

    private static func form(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        func select(
            _ name: String, _ label: PicturePhrase, _ options: [(value: String, text: String)], _ chosen: String
        ) -> HTML {
            let items = options.map { option -> HTML in
                "<option value=\"\(option.value)\"\("selected", if: option.value == chosen)>\(option.text)</option>"
            }
            return """
                <p class="veld"><label for="v-\(name)">\(say(label))</label><select id="v-\(name)" name="\(name)" autocomplete="off">\(items)</select></p>
                """
        }
        let places = [("", view.places.country)] + view.choices.map { ($0.id.text, $0.name) }
        let others = [("-", say(PicturePhrase.nothing)), (rest, say(PicturePhrase.restOfCountry))] + places
        let years = [("", say(PicturePhrase.latestPeriods))] + view.allYears.reversed().map { (String($0), String($0)) }
        func chosen(_ index: Int, _ otherwise: String) -> String {
            view.chosen.indices.contains(index) ? view.chosen[index] : otherwise
        }
        func year(_ index: Int) -> String { view.years.indices.contains(index) ? String(view.years[index]) : "" }
        var measures = [("count", say(PicturePhrase.asCount)), ("index", say(PicturePhrase.asIndex))]
        if view.population != nil { measures.append(("rate", say(PicturePhrase.asRate))) }
        let second: HTML? = view.choices.isEmpty ? nil : select("b", .comparePlaceOther, others, chosen(1, "-"))
        let known: HTML? = view.address.known.map { "<input type=\"hidden\" name=\"known\" value=\"\($0.rfc3339)\">" }
        return """
            <form method="get" autocomplete="off" class="keuze" action="\(Frame.path(SignalsAddress(view.indicator.id).path("compare"), in: wording.language))">
            \(select("a", .comparePlace, places, chosen(0, "")))\(second)
            \(select("as", .compareAs, measures, view.measure.rawValue))
            \(select("year", .compareYear, years, year(0)))\(select("than", .compareThan, years, year(1)))\(known)
            <p><button>\(say(PicturePhrase.compareButton))</button></p></form>
            """
    }

    private static func tableMarkup(_ table: LineTable, _ wording: Wording) -> HTML {
        let say = wording.say
        let from = max(0, table.rows.count - SignalsPages.mostPoints)
        let first = table.periods == nil ? 0 : from
        let heads = table.columns.map { "<th scope=\"col\">\($0.name)</th>" as HTML }
        let rows = table.rows.indices.dropFirst(first).map { index -> HTML in
            let cells = table.columns.map { column -> HTML in
                let point = column.points[index]
                let words = point.map { wording.figure($0) } ?? say(FiguresPhrase.missing)
                return "<td class=\"n\">\(column.numbers[index].map { table.words($0, wording) } ?? words)</td>"
            }
            return "<tr><th scope=\"row\">\(table.rows[index])</th>\(cells)</tr>"
        }
        return """
            <details><summary>\(say(SignalsPhrase.table))</summary><div class="breed" tabindex="0" role="group" aria-label="\(say(SignalsPhrase.table))">\
            <table><thead><tr><th scope="col">\(say(SignalsPhrase.columnPeriod))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div></details>
            """
    }

    static func meaning(_ indicator: Indicator, _ wording: Wording) -> HTML {
        let say = wording.say
        let rows = [
            (SignalsPhrase.definition, indicator.definition), (.doesNotSay, indicator.doesNotSay),
            (.source, indicator.source),
        ].map { "<dt>\(say($0))</dt><dd>\($1[wording.language])</dd>" as HTML }
        return """
            <dl class="betekenis">\(rows)<dt>\(say(SignalsPhrase.version))</dt><dd>\(indicator.version)</dd></dl>
            """
    }
}

extension LineTable {
    /// A number as it stands on the axis and in the table.
    func words(_ number: Int, _ wording: Wording) -> String {
        measure == .rate ? wording.hundredths(number) : wording.number(number)
    }

    var highest: Int { columns.flatMap(\.numbers).compactMap(\.self).max() ?? 1 }
}

/// At most four lines on one axis from zero, each with its name at its end.
struct LineDrawing {
    private let table: LineTable
    private let axis: NumberAxis
    private let title: String
    private let wording: Wording
    private let unit: String
    private static let dashes: [HTML] = [
        "", " stroke-dasharray=\"7 3\"", " stroke-dasharray=\"2 3\"", " stroke-dasharray=\"9 3 2 3\"",
    ]

    /// - Parameter unit: what stands behind the numbers of the axis: `%`.
    init(_ table: LineTable, most: Int, title: String, _ wording: Wording, unit: String = "") {
        (self.table, self.title, self.wording, self.unit) = (table, title, wording, unit)
        axis = NumberAxis(upTo: most)
    }

    /// For a narrow column and for a wide one; nil when there is nothing to draw.
    var svg: HTML? {
        guard table.columns.contains(where: { $0.numbers.contains { $0 != nil } }) else { return nil }
        return "\(drawn("smal", Chart.narrow))\(drawn("ruim", Chart.wide))"
    }

    private func drawn(_ kind: String, _ width: Double) -> HTML {
        let left = (axis.ticks.map { Chart.width(of: words($0)) }.max() ?? 0) + 8
        let right = width - (table.columns.map { Chart.width(of: $0.label) }.max() ?? 0) - 10
        let (upper, lower) = (10.0, width > Chart.narrow ? 240.0 : 190.0)
        let step = (right - left) / Double(max(1, table.rows.count - 1))
        func x(_ index: Int) -> Double { left + Double(index) * step }
        func y(_ number: Int) -> Double { lower - Double(number) / Double(axis.top) * (lower - upper) }
        var parts: [HTML] = axis.ticks.map { tick in
            """
            <text x="\(c(left - 6))" y="\(c(y(tick) + 5))" text-anchor="end">\(words(tick))</text>\
            <path d="M\(c(left)) \(c(y(tick)))H\(c(right))" stroke="currentColor" stroke-opacity="\(tick == 0 ? "1" : ".3")"/>
            """
        }
        var ends: [(label: String, y: Double)] = []
        for (number, column) in table.columns.enumerated() {
            var data = ""
            var isOpen = false
            for (index, number) in column.numbers.enumerated() {
                guard let value = number else {
                    isOpen = false
                    continue
                }
                let at = "\(c(x(index))) \(c(y(value)))"
                data += isOpen ? "L\(at)" : "M\(at)L\(at)"
                isOpen = true
            }
            parts.append(
                """
                <path class="lijn\(number + 1)" d="\(data)" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"\(Self.dashes[number % 4])/>
                """)
            if let value = column.numbers.last(where: { $0 != nil }) ?? nil { ends.append((column.label, y(value))) }
        }
        parts += labels(ends, x: right + 4)
        let time = table.periods.map { periods in
            TimeAxis(periods, left: left - step / 2, step: step, width: width, measure: Chart.width(of:))
                .markup(below: lower)
        }
        let numbers = TimeAxis.numbers(table.rows.count, x: x, width: width, measure: Chart.width(of:)).map { tick in
            "<text x=\"\(c(tick.x))\" y=\"\(c(lower + 18))\" text-anchor=\"middle\">\(tick.text)</text>" as HTML
        }
        return """
            <svg class="\(kind)" role="img" aria-label="\(title). \(says)" viewBox="0 0 \(c(width)) \(c(lower + TimeAxis.height))" font-size="15" fill="currentColor" stroke="none">\(parts)\(time ?? HTML.empty + numbers.joined())</svg>
            """
    }

    private func words(_ number: Int) -> String { table.words(number, wording) + unit }

    /// One under the other where lines end together.
    private func labels(_ ends: [(label: String, y: Double)], x: Double) -> [HTML] {
        var taken = -Double.infinity
        return ends.sorted { $0.y < $1.y }.map { label, y in
            let at = max(y + 5, taken + 16)
            taken = at
            return "<text x=\"\(c(x))\" y=\"\(c(at))\" font-weight=\"bold\">\(label)</text>"
        }
    }

    /// What is drawn, in words made from the same numbers.
    private var says: String {
        table.columns.map { column in
            let told = column.numbers.indices.compactMap { index in column.numbers[index].map { (index, $0) } }
            guard let last = told.last, let low = told.map(\.1).min(), let high = told.map(\.1).max() else {
                return wording.say(PicturePhrase.lineNothing, ["name": column.name])
            }
            return wording.say(
                PicturePhrase.lineSays,
                [
                    "name": column.name, "low": words(low), "high": words(high), "last": words(last.1),
                    "period": table.rows[last.0],
                ])
        }.joined(separator: " ")
    }

    /// The labels in full.
    static func names(_ table: LineTable) -> HTML? {
        let items = table.columns.filter { $0.label != $0.name }.map {
            "<li><b>\($0.label)</b> \($0.name)</li>" as HTML
        }
        return items.isEmpty ? nil : "<ul class=\"keuzes\">\(items)</ul>"
    }

    private func c(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths) % 10)"
    }
}
