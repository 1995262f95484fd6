import Core
import Site

/// How a file is read: the form with its first rows.
enum DeliveriesMappingPages {
    struct Choice: Sendable {
        let value: String
        let label: String
    }

    /// What the source writes, and what it is here.
    struct Unknown: Sendable {
        let text: String
        let chosen: String
    }

    struct View: Sendable {
        let id: DeliveryID
        let source: String
        let told: [String]
        let columns: [String]
        let first: [[String]]
        let mapping: DeliveryMapping
        let indicators: [Choice]
        let regions: [Choice]
        let sheets: [String]
        var unknownIndicators: [Unknown] = []
        var unknownRegions: [Unknown] = []
        var unknownWords: [Unknown] = []
        var trouble: String?
    }

    static func mapping(_ view: View, _ say: Speech) -> HTML {
        let path = Frame.path("/desk/figures/\(view.id)", in: say.language)
        let trouble: HTML? = view.trouble.map { "<p role=\"alert\" class=\"fout\">\($0)</p>" }
        let told: [HTML] = view.told.map { "<p class=\"hint\">\($0)</p>" }
        return """
            <h1>\(view.source)</h1>\(DeliveriesPages.toList(say))\(trouble)
            <section class="paneel" aria-labelledby="lezen"><h2 id="lezen">\(say(DeliveriesPhrase.mapping))</h2>
            <p>\(say(DeliveriesPhrase.mappingExplained))</p>\(told)\(first(view, say))
            <form method="post" action="\(path)/mapping" autocomplete="off">\(columns(view, say))\(constants(view, say))
            \(habits(view, say))\(unknown(view, say))<button>\(say(DeliveriesPhrase.mappingButton))</button></form>
            \(DeliveriesPages.drop(path, say))</section>
            """
    }

    private static func first(_ view: View, _ say: Speech) -> HTML {
        let heads: [HTML] = view.columns.enumerated().map { index, name in
            let shown = name.isEmpty ? say(DeliveriesPhrase.columnNumber, ["number": String(index + 1)]) : name
            return "<th scope=\"col\" dir=\"auto\">\(shown)</th>"
        }
        let rows: [HTML] = view.first.map { row in
            let cells: [HTML] = row.map { "<td dir=\"auto\">\($0)</td>" }
            return "<tr>\(cells)</tr>"
        }
        let table = DeliveriesPages.wide(
            say(DeliveriesPhrase.firstRows), "<thead><tr>\(heads)</tr></thead><tbody>\(rows)</tbody>")
        return "<h3>\(say(DeliveriesPhrase.firstRows))</h3>\(table)"
    }

    /// The most columns that the form asks about one by one.
    static let mostColumns = 80

    private static func columns(_ view: View, _ say: Speech) -> HTML {
        let roles = DeliveryMapping.Role.allCases.map { ($0.rawValue, say($0.phrase)) }
        let fields: [HTML] = view.columns.prefix(mostColumns).enumerated().compactMap { index, name in
            guard !name.isEmpty else { return nil }
            return Part.select(
                say(DeliveriesPhrase.columnOf, ["name": name]), name: "k\(index)", options: roles,
                chosen: (view.mapping.columns[name] ?? .unused).rawValue, none: say(DeliveriesPhrase.choose))
        }
        return "<div class=\"velden\">\(fields)</div>"
    }

    private static func constants(_ view: View, _ say: Speech) -> HTML {
        let byColumn = say(DeliveriesPhrase.byColumn)
        return """
            <fieldset><legend>\(say(DeliveriesPhrase.forAll))</legend><p class="hint">\(say(DeliveriesPhrase.constantHint))</p>
            \(Part.select(say(DeliveriesPhrase.constantIndicator), name: "cijfer", options: pairs(view.indicators),
                chosen: view.mapping.indicator, none: byColumn))
            \(Part.select(say(DeliveriesPhrase.constantRegion), name: "gebied", options: pairs(view.regions),
                chosen: view.mapping.region, none: say(DeliveriesPhrase.wholeCountry)))
            \(Part.field(say(DeliveriesPhrase.constantPeriod), name: "periode", value: view.mapping.period ?? "",
                hint: say(DeliveriesPhrase.constantHint)))
            \(Part.select(say(DeliveriesPhrase.statusForAll), name: "zeker",
                options: [ObservationStatus.final, .provisional].map { ($0.rawValue, say($0.deliveryPhrase)) },
                chosen: view.mapping.status.rawValue, none: byColumn))</fieldset>
            """
    }

    private static func pairs(_ choices: [Choice]) -> [(value: String, label: String)] {
        choices.map { ($0.value, $0.label) }
    }

    private static func habits(_ view: View, _ say: Speech) -> HTML {
        let mapping = view.mapping
        let empty: [HTML] = [
            (DeliveryMapping.Empty.missing, DeliveriesPhrase.emptyMissing), (.zero, .emptyZero),
            (.leaveOut, .emptyLeaveOut),
        ].map { value, phrase in
            let id = "leeg-\(value.rawValue)"
            return """
                <span><input type="radio" id="\(id)" name="leeg" value="\(value.rawValue)" autocomplete="off"\("checked", if: mapping.empty == value)>
                <label for="\(id)">\(say(phrase))</label></span>
                """
        }
        let auto = say(DeliveriesPhrase.numbersAuto)
        let sheet: HTML? =
            view.sheets.count < 2
            ? nil
            : Part.select(
                say(DeliveriesPhrase.sheet), name: "blad", options: view.sheets.map { ($0, $0) },
                chosen: mapping.sheet ?? view.sheets.first, none: say(DeliveriesPhrase.choose))
        return """
            <fieldset><legend>\(say(DeliveriesPhrase.empty))</legend><p class="hint">\(say(DeliveriesPhrase.emptyHint))</p>
            <div class="keuze">\(empty)</div></fieldset>
            \(Part.select(say(DeliveriesPhrase.numbers), name: "getal",
                options: [(NumberHabit.comma.rawValue, say(DeliveriesPhrase.numbersComma)),
                    (NumberHabit.point.rawValue, say(DeliveriesPhrase.numbersPoint))],
                chosen: mapping.numbers?.rawValue, none: auto))
            \(Part.select(say(DeliveriesPhrase.dates), name: "dag",
                options: [(DateHabit.dayFirst.rawValue, say(DeliveriesPhrase.datesDayFirst)),
                    (DateHabit.monthFirst.rawValue, say(DeliveriesPhrase.datesMonthFirst))],
                chosen: mapping.dates?.rawValue, none: auto))
            \(Part.field(say(DeliveriesPhrase.headerRow), name: "kop", value: String(mapping.headerRow)))\(sheet)
            """
    }

    private static func unknown(_ view: View, _ say: Speech) -> HTML {
        let leave = say(DeliveriesPhrase.leave)
        let statuses = ObservationStatus.allCases.map { ($0.rawValue, say($0.deliveryPhrase)) }
        let parts: [HTML?] = [
            list(.unknownIndicators, "c", view.unknownIndicators, pairs(view.indicators), leave, say),
            list(.unknownRegions, "r", view.unknownRegions, pairs(view.regions), leave, say),
            list(.unknownWords, "w", view.unknownWords, statuses, leave, say),
        ]
        return parts.compactMap(\.self).joined()
    }

    private static func list(
        _ title: DeliveriesPhrase, _ prefix: String, _ unknown: [Unknown], _ options: [(value: String, label: String)],
        _ leave: String, _ say: Speech
    ) -> HTML? {
        guard !unknown.isEmpty else { return nil }
        let fields: [HTML] = unknown.enumerated().map { index, item in
            let choice = Part.select(
                "“\(item.text)”", name: "\(prefix)\(index)", options: options, chosen: item.chosen, none: leave)
            return "<input type=\"hidden\" name=\"\(prefix)t\(index)\" value=\"\(item.text)\">\(choice)"
        }
        return "<fieldset><legend>\(say(title))</legend><div class=\"velden\">\(fields)</div></fieldset>"
    }
}
