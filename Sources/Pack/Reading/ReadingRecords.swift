import Core
import Yams

extension PackReader {
    // MARK: Indicators

    /// `indicators.yaml`: what each figure means, what is said where a channel begins, and what stands beside each other by week.
    func readFigures(_ forms: [RecordForm]) -> ([Indicator], [ContactChannel: Localized], WeeklySheet?) {
        guard let record = folder.yaml("indicators.yaml")?.record("indicators.yaml") else { return ([], [:], nil) }
        defer { record.finish() }
        let begins = readChannels(record)
        let unanswered = record.needed("unanswered").flatMap { readUnanswered($0, forms) } ?? []
        let values = record.needed("indicators")?.list() ?? []
        let indicators = values.compactMap { readIndicator($0, forms) }
        checkThatFieldsCount(forms, indicators)
        let sheet = record.optional("weekly").flatMap { readWeeklySheet($0, indicators) }
        return (indicators + unanswered, begins, sheet)
    }

    private func readChannels(_ record: Record) -> [ContactChannel: Localized] {
        guard let channels = record.needed("channels")?.record("the channels") else { return [:] }
        defer { channels.finish() }
        var begins: [ContactChannel: Localized] = [:]
        for channel in ContactChannel.allCases {
            guard let value = channels.needed(channel.rawValue)?.record("a channel") else { continue }
            begins[channel] = value.needed("begins").flatMap { localized($0) }
            value.finish()
        }
        return begins
    }

    /// A figure for each field and each of the three ways of not knowing.
    private func readUnanswered(_ value: Value, _ forms: [RecordForm]) -> [Indicator]? {
        guard let record = value.record("figures of what was not answered") else { return nil }
        defer { record.finish() }
        func template(_ key: String) -> Localized? {
            guard let value = record.needed(key), let text = localized(value) else { return nil }
            if key == "name", text.texts.values.contains(where: { !$0.contains("{field}") || !$0.contains("{answer}") })
            {
                value.wrong("The name must say which field and which answer. Write {field} and {answer} in it.")
            }
            return text
        }
        guard let name = template("name"), let unit = template("unit"), let definition = template("definition"),
            let doesNotSay = template("doesNotSay")
        else { return nil }
        var seen: Set<String> = []
        return forms.flatMap(\.fields).filter { seen.insert($0.id).inserted }.flatMap { field in
            field.unknowns.map { answer in
                func filled(_ text: Localized) -> Localized {
                    Localized(
                        Dictionary(
                            languages.map {
                                let words = text[$0].replacing("{field}", with: field.label[$0])
                                return ($0, words.replacing("{answer}", with: answer.label[$0]))
                            }, uniquingKeysWith: { first, _ in first }))
                }
                return Indicator(
                    id: IndicatorID(trusted: "vangnet.record.\(field.id).\(answer.id)"), name: filled(name),
                    metric: .conversations, unit: unit, definition: filled(definition), doesNotSay: filled(doesNotSay),
                    source: Localized([.dutch: "Deze website zelf", .english: "This website itself"]), version: "1",
                    breaks: [], period: .week, regionVersion: nil,
                    suppressBelow: 10, isPublic: false, origin: .counted,
                    counts: [.init(field: field.id, codes: [answer.id])], isOfUnanswered: true)
            }
        }
    }

    /// What nobody counts is not asked.
    private func checkThatFieldsCount(_ forms: [RecordForm], _ indicators: [Indicator]) {
        for form in forms {
            for field in form.fields where field.id != ContactField.region {
                let isCounted = indicators.contains { indicator in
                    indicator.counts.contains { selection in
                        selection.field == field.id && selection.codes.contains { field.code($0) != nil }
                    }
                }
                if !isCounted, let spot = fieldSpots["\(form.id)/\(field.id)"] {
                    findings.add(
                        spot,
                        "No figure counts the field \(shown(field.id)). Add one to indicators.yaml, or do not ask it.")
                }
            }
        }
    }

    private func readIndicator(_ value: Value, _ forms: [RecordForm]) -> Indicator? {
        guard let record = value.record("an indicator") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(IndicatorKind.self)
        if let id { give("indicator", id.text, record.spot) }
        let name = record.needed("name").flatMap { localized($0) }
        let metric = record.needed("metric")?.choice(Metric.self)
        let unit = record.needed("unit").flatMap { localized($0) }
        let definition = record.needed("definition").flatMap { localized($0) }
        let doesNotSay = record.needed("doesNotSay").flatMap { localized($0) }
        let source = record.needed("source").flatMap { properName($0) }
        let version = record.needed("version")?.text(60)
        let breaks = record.optional("breaks")?.list()?.compactMap { readBreak($0) } ?? []
        let period = record.needed("period")?.choice(Indicator.PeriodKind.self)
        let yearValue = record.nullable("regionVersion")
        let year = yearValue?.int(in: 1990...2100)
        if let year, let yearValue { use("region version", String(year), yearValue.spot) }
        let suppressBelow = record.needed("suppressBelow")?.int(in: 2...1000)
        let isPublic = record.needed("public")?.bool()
        let origin = record.needed("origin")?.choice(Indicator.Origin.self)
        let countsValue = record.optional("counts")
        let counts = countsValue.map { readSelections($0, forms) } ?? []
        let family = record.optional("family")?.text(60)
        let partOf = record.optional("partOf").flatMap { use("indicator", $0, IndicatorKind.self) }
        let shareOf = record.optional("shareOf").flatMap { use("indicator", $0, IndicatorKind.self) }
        let lateness = record.optional("lateness")?.int(in: 0...52) ?? 0
        if metric == .reportsReceived, let countsValue {
            countsValue.wrong("Reports have no record of codes to choose from. Leave “counts” out.")
        }
        guard let id, let name, let metric, let unit, let definition, let doesNotSay, let source, let version,
            let period,
            let suppressBelow, let isPublic, let origin
        else { return nil }
        return Indicator(
            id: id, name: name, metric: metric, unit: unit, definition: definition, doesNotSay: doesNotSay,
            source: source,
            version: version, breaks: breaks, period: period, regionVersion: year, suppressBelow: suppressBelow,
            isPublic: isPublic, origin: origin, counts: counts, family: family, partOf: partOf, shareOf: shareOf,
            lateness: lateness)
    }

    private func readBreak(_ value: Value) -> Indicator.Break? {
        guard let record = value.record("a break") else { return nil }
        defer { record.finish() }
        let from = record.needed("from")?.day()
        let text = record.needed("text").flatMap { localized($0) }
        guard let from, let text else { return nil }
        return Indicator.Break(from: from, text: text)
    }

    private func readSelections(_ value: Value, _ forms: [RecordForm]) -> [Indicator.Selection] {
        guard case .sequence = value.node else { return readSelection(value, forms).map { [$0] } ?? [] }
        return value.list()?.compactMap { readSelection($0, forms) } ?? []
    }

    private func readSelection(_ value: Value, _ forms: [RecordForm]) -> Indicator.Selection? {
        guard let record = value.record("a selection") else { return nil }
        defer { record.finish() }
        let fieldValue = record.needed("field")
        guard let field = fieldValue?.text(64) else { return nil }
        if let fieldValue { use("field", field, fieldValue.spot) }
        let known = forms.flatMap(\.fields).filter { $0.id == field }
        var codes: Set<String> = []
        let groups = record.optional("groups")
        for value in groups?.list() ?? [] {
            guard let group = value.text(64) else { continue }
            let found = known.flatMap(\.codes).filter { $0.theme == group }.map(\.id)
            if found.isEmpty, !known.isEmpty {
                value.wrong("The field \(shown(field)) has no group \(shown(group)). Write one of its groups.")
            }
            codes.formUnion(found)
        }
        let codesValue = groups == nil ? record.needed("codes") : record.optional("codes")
        for value in codesValue?.list() ?? [] {
            guard let code = value.text(64) else { continue }
            codes.insert(code)
            if !known.isEmpty, !known.contains(where: { $0.code(code) != nil }) {
                value.wrong("The field \(shown(field)) has no code \(shown(code)). Write one of its codes.")
            }
        }
        return codes.isEmpty ? nil : Indicator.Selection(field: field, codes: codes)
    }

    /// `made-up.yaml`: figures that only a demonstration has, to try with what nobody measured, and how many people that would be of.
    func readMadeUp(_ forms: [RecordForm], _ divisions: [RegionVersion]) -> ([Indicator], [Population]) {
        guard let record = folder.yaml("made-up.yaml")?.record("made-up.yaml") else { return ([], []) }
        defer { record.finish() }
        let populations = readPopulations(record.optional("populations"), divisions, isMadeUp: true)
        return (record.needed("indicators")?.list()?.compactMap { readIndicator($0, forms) } ?? [], populations)
    }

    // MARK: Observations

    /// Looks at the figures that come with the pack; the importer reads them.
    func checkObservations(_ indicators: [Indicator], regions: [RegionVersion]) {
        let header = "indicator,region,organisation,period,value,status"
        for path in folder.files(in: "observations", ending: ".csv") {
            guard let text = folder.text(path) else { continue }
            var seen: Set<String> = []
            for (index, row) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            where !row.isEmpty {
                let spot = Spot(file: path, line: index + 1)
                let cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                if index == 0 {
                    if row != header { findings.add(spot, "The first line is wrong. Write: \(header)") }
                } else if cells.count != 6 {
                    findings.add(spot, "This line has \(cells.count) parts. Write 6, with a comma between them.")
                } else {
                    if !seen.insert(cells[0...3].joined(separator: ",")).inserted {
                        findings.add(spot, "This value is here twice. Keep one of the two lines.")
                    }
                    checkObservation(cells, indicators, regions, spot)
                }
            }
        }
    }

    private func checkObservation(
        _ cells: [String], _ indicators: [Indicator], _ regions: [RegionVersion], _ spot: Spot
    ) {
        use("indicator", cells[0], spot)
        let indicator = indicators.first { $0.id.text == cells[0] }
        if !cells[1].isEmpty {
            let version = regions.first { $0.year == indicator?.regionVersion }
            if indicator != nil, version?.regions.contains(where: { $0.id.text == cells[1] }) != true {
                findings.add(
                    spot,
                    "This indicator has no region \(shown(cells[1])). Write one of its region version, or nothing.")
            }
        }
        if !cells[2].isEmpty { use("organisation", cells[2], spot) }
        if let period = Period(cells[3]) {
            if let indicator, period.kind != indicator.period {
                findings.add(
                    spot,
                    "\(shown(cells[3])) is not a \(indicator.period.rawValue), and this indicator is by \(indicator.period.rawValue)."
                )
            }
        } else {
            findings.add(spot, "\(shown(cells[3])) is no period. Write 2020-H1, 2020-03, 2020-W13 or 2020-03-15.")
        }
        let status = cells[5]
        switch (status, cells[4].isEmpty) {
        case ("final", false), ("provisional", false):
            let number = Double(cells[4])
            if number?.isFinite != true || (number ?? 0) < 0 {
                findings.add(spot, "\(shown(cells[4])) is not a count. Write a number from 0.")
            }
        case ("missing", true), ("suppressed", true): break
        case ("final", true), ("provisional", true):
            findings.add(spot, "There is no value. Write it, or write “missing” as the status.")
        case ("missing", false), ("suppressed", false):
            findings.add(spot, "A value that is \(status) cannot be shown. Leave it empty.")
        default:
            findings.add(spot, "\(shown(status)) is no status. Write final, provisional, missing or suppressed.")
        }
    }
}

extension Period {
    fileprivate var kind: Indicator.PeriodKind {
        switch self {
        case .day: .day
        case .week: .week
        case .month: .month
        case .half: .halfYear
        }
    }
}
