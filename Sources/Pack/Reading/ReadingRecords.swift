import Core

extension PackReader {
    /// A counsellor must be able to fill in the record within ninety seconds.
    static let mostContactFields = 8

    func readContactFields(_ regions: [RegionVersion], _ islands: [Region]) -> [ContactField] {
        guard let record = folder.yaml("contact-codes.yaml")?.record("contact-codes.yaml") else { return [] }
        defer { record.finish() }
        let unknowns = readUnknowns(record)
        guard let values = record.needed("fields")?.list() else { return [] }
        if values.count > Self.mostContactFields {
            values[Self.mostContactFields].wrong(
                "There are \(values.count) fields. Keep \(Self.mostContactFields) or fewer, so that the record stays short."
            )
        }
        return values.compactMap { readField($0, unknowns, regions, islands) }
    }

    private func readUnknowns(_ record: Record) -> [ContactCode] {
        guard let value = record.needed("unknowns") else { return [] }
        let codes = value.list()?.compactMap { readCode($0, group: nil) } ?? []
        let wanted = [ContactField.unknown, ContactField.notAsked, ContactField.refused]
        if codes.map(\.id) != wanted {
            value.wrong("The unknowns must be these three, in this order: \(wanted.joined(separator: ", ")).")
        }
        return codes
    }

    private func readField(
        _ value: Value, _ unknowns: [ContactCode], _ regions: [RegionVersion], _ islands: [Region]
    ) -> ContactField? {
        guard let record = value.record("a field") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.text(64)
        if let id { give("field", id, record.spot) }
        let label = record.needed("label").flatMap { localized($0) }
        let purpose = record.needed("purpose").flatMap { localized($0) }
        let most = record.optional("most")?.int(in: 1...10) ?? 1
        var codes: [ContactCode] = []
        var seen = Set(unknowns.map(\.id))
        func add(_ values: [Value], group: Localized?) {
            for value in values {
                guard let code = readCode(value, group: group) else { continue }
                if !seen.insert(code.id).inserted {
                    value.wrong("There is already a code \(shown(code.id)) in this field. Choose another name.")
                }
                codes.append(code)
            }
        }
        if let groups = record.optional("groups") {
            for value in groups.list() ?? [] {
                guard let group = value.record("a group of codes") else { continue }
                let name = group.needed("name").flatMap { localized($0) }
                add(group.needed("codes")?.list() ?? [], group: name)
                group.finish()
            }
        } else if let from = record.optional("codesFrom") {
            if from.text() == "regions" {
                codes = ((regions.last?.regions ?? []) + islands).map {
                    ContactCode(
                        id: $0.id.text, label: Localized(everywhere: $0.name), official: [],
                        group: nil)
                }
            } else {
                from.wrong("Codes can only be taken from “regions”. Write codesFrom: regions, or “codes:” with a list.")
            }
        } else {
            add(record.needed("codes")?.list() ?? [], group: nil)
        }
        if let id {
            for code in codes + unknowns { codeNames.insert("\(id)/\(code.id)") }
        }
        guard let id, let label, let purpose else { return nil }
        return ContactField(id: id, label: label, purpose: purpose, most: most, codes: codes, unknowns: unknowns)
    }

    private func readCode(_ value: Value, group: Localized?) -> ContactCode? {
        guard let record = value.record("a code") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(ContactField.self)
        let label = record.needed("label").flatMap { localized($0) }
        let official = record.optional("official")?.texts() ?? []
        guard let id, let label else { return nil }
        return ContactCode(id: id.text, label: label, official: official, group: group)
    }

    // MARK: Indicators

    func readIndicators(_ fields: [ContactField], _ regions: [RegionVersion]) -> [Indicator] {
        guard let record = folder.yaml("indicators.yaml")?.record("indicators.yaml") else { return [] }
        defer { record.finish() }
        return record.needed("indicators")?.list()?.compactMap { readIndicator($0) } ?? []
    }

    private func readIndicator(_ value: Value) -> Indicator? {
        guard let record = value.record("an indicator") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(IndicatorKind.self)
        if let id { give("indicator", id.text, record.spot) }
        let name = record.needed("name").flatMap { localized($0) }
        let metric = record.needed("metric")?.choice(Metric.self)
        let unit = record.needed("unit").flatMap { localized($0) }
        let definition = record.needed("definition").flatMap { localized($0) }
        let doesNotSay = record.needed("doesNotSay").flatMap { localized($0) }
        let source = record.needed("source")?.text(300)
        let version = record.needed("version")?.text(60)
        let breaks = record.optional("breaks")?.list()?.compactMap { readBreak($0) } ?? []
        let period = record.needed("period")?.choice(Indicator.PeriodKind.self)
        let yearValue = record.nullable("regionVersion")
        let year = yearValue?.int(in: 1990...2100)
        if let year, let yearValue { use("region version", String(year), yearValue.spot) }
        let suppressBelow = record.needed("suppressBelow")?.int(in: 2...1000)
        let isPublic = record.needed("public")?.bool()
        let origin = record.needed("origin")?.choice(Indicator.Origin.self)
        let counts = record.optional("counts").flatMap { readSelection($0) }
        guard let id, let name, let metric, let unit, let definition, let doesNotSay, let source, let version,
            let period,
            let suppressBelow, let isPublic, let origin
        else { return nil }
        return Indicator(
            id: id, name: name, metric: metric, unit: unit, definition: definition, doesNotSay: doesNotSay,
            source: source,
            version: version, breaks: breaks, period: period, regionVersion: year, suppressBelow: suppressBelow,
            isPublic: isPublic, origin: origin, counts: counts)
    }

    private func readBreak(_ value: Value) -> Indicator.Break? {
        guard let record = value.record("a break") else { return nil }
        defer { record.finish() }
        let from = record.needed("from")?.day()
        let text = record.needed("text").flatMap { localized($0) }
        guard let from, let text else { return nil }
        return Indicator.Break(from: from, text: text)
    }

    private func readSelection(_ value: Value) -> Indicator.Selection? {
        guard let record = value.record("a selection") else { return nil }
        defer { record.finish() }
        let fieldValue = record.needed("field")
        let field = fieldValue?.text(64)
        if let field, let fieldValue { use("field", field, fieldValue.spot) }
        var codes: [String] = []
        for value in record.needed("codes")?.list() ?? [] {
            guard let code = value.text(64) else { continue }
            codes.append(code)
            if let field, isGiven("field", field), !codeNames.contains("\(field)/\(code)") {
                value.wrong("The field \(shown(field)) has no code \(shown(code)). Write one of its codes.")
            }
        }
        guard let field, !codes.isEmpty else { return nil }
        return Indicator.Selection(field: field, codes: codes)
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
