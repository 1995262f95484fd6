import Core

extension PackReader {
    /// A counsellor must be able to fill in the record within ninety seconds.
    static let mostContactFields = 8

    /// `contact-codes.yaml` and `records/NAME.yaml`: what organisations fill in after a talk.
    func readRecordForms(_ regions: [RegionVersion], _ islands: [Region]) -> [RecordForm] {
        guard let record = folder.yaml("contact-codes.yaml")?.record("contact-codes.yaml") else { return [] }
        defer { record.finish() }
        let unknowns = readUnknowns(record)
        let places = (regions.last?.regions ?? []) + islands
        let shared = record.needed("fields")?.list()?.compactMap { readField($0, unknowns, places) } ?? []
        for (index, field) in shared.enumerated() where shared[..<index].contains(where: { $0.id == field.id }) {
            record.needed("fields")?.wrong("The field \(shown(field.id)) is here twice. Keep one of the two.")
        }
        let forms = folder.files(in: "records", ending: ".yaml").compactMap {
            readForm($0, shared, unknowns, places)
        }
        for field in Set(forms.flatMap(\.fields).map(\.id)).sorted() where !isGiven("field", field) {
            give("field", field, record.spot)
        }
        return forms
    }

    private func readUnknowns(_ record: Record) -> [ContactCode] {
        guard let value = record.needed("unknowns") else { return [] }
        let codes = value.list()?.compactMap { readCode($0) } ?? []
        let wanted = [ContactField.unknown, ContactField.notAsked, ContactField.refused]
        if codes.map(\.id) != wanted {
            value.wrong("The unknowns must be these three, in this order: \(wanted.joined(separator: ", ")).")
        }
        return codes
    }

    /// One record: names of shared fields, and fields of its own.
    private func readForm(
        _ path: String, _ shared: [ContactField], _ unknowns: [ContactCode], _ places: [Region]
    ) -> RecordForm? {
        guard let record = folder.yaml(path)?.record("a record") else { return nil }
        defer { record.finish() }
        let name = path.dropFirst("records/".count).dropLast(".yaml".count)
        guard let id = RecordFormID(String(name)) else {
            record.value.wrong("The name of this file cannot be the name of a record. Use letters, digits, - _ and .")
            return nil
        }
        give("record", id.text, record.spot)
        let takesReports = record.needed("takesReports")?.bool() ?? false
        guard let fieldsValue = record.needed("fields"), let values = fieldsValue.list() else { return nil }
        if values.count > Self.mostContactFields {
            values[Self.mostContactFields].wrong(
                "There are \(values.count) fields. Keep \(Self.mostContactFields) or fewer, so that the record stays short."
            )
        }
        var fields: [ContactField] = []
        for value in values {
            guard let field = readOwnOrShared(value, shared, unknowns, places) else { continue }
            if fields.contains(where: { $0.id == field.id }) {
                value.wrong("The field \(shown(field.id)) is in this record twice. Keep one of the two.")
            }
            fieldSpots["\(id)/\(field.id)"] = value.spot
            fields.append(field)
        }
        for needed in [ContactField.kind, ContactField.reason] where !fields.contains(where: { $0.id == needed }) {
            fieldsValue.wrong(
                "The field “\(needed)” is missing. Every record says what kind of talk it was and about what.")
        }
        return RecordForm(id: id, fields: fields, takesReports: takesReports)
    }

    private func readOwnOrShared(
        _ value: Value, _ shared: [ContactField], _ unknowns: [ContactCode], _ places: [Region]
    ) -> ContactField? {
        guard let name = value.rawText else { return readField(value, unknowns, places) }
        if let field = shared.first(where: { $0.id == name }) { return field }
        let known = shared.map(\.id).joined(separator: ", ")
        value.wrong(
            "There is no field \(shown(name)) in contact-codes.yaml. Known are: \(known). Or write the field here.")
        return nil
    }

    private func readField(_ value: Value, _ unknowns: [ContactCode], _ places: [Region]) -> ContactField? {
        guard let record = value.record("a field") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(ContactField.self)?.text
        let label = record.needed("label").flatMap { localized($0) }
        let purpose = record.needed("purpose").flatMap { localized($0) }
        let most = record.optional("most")?.int(in: 1...3) ?? 1
        let elsewhereValue = record.optional("elsewhere")
        let elsewhere = elsewhereValue.flatMap { readCode($0) }
        var codes: [ContactCode] = []
        var seen = Set(unknowns.map(\.id) + (elsewhere.map { [$0.id] } ?? []))
        func add(_ values: [Value], group: Localized?, theme: String?) {
            for value in values {
                guard let code = readCode(value, group: group, theme: theme) else { continue }
                if !seen.insert(code.id).inserted {
                    value.wrong("There is already a code \(shown(code.id)) in this field. Choose another name.")
                }
                if id == ContactField.kind, KindOfTalk(rawValue: code.id) == nil {
                    let kinds = KindOfTalk.allCases.map(\.rawValue).joined(separator: ", ")
                    value.wrong(
                        "\(shown(code.id)) is no kind of talk. Write one of: \(kinds). A report is recorded apart, never here."
                    )
                }
                codes.append(code)
            }
        }
        if let groups = record.optional("groups") {
            for value in groups.list() ?? [] {
                guard let group = value.record("a group of codes") else { continue }
                let theme = group.needed("id")?.id(ContactCode.self)?.text
                let name = group.needed("name").flatMap { localized($0) }
                add(group.needed("codes")?.list() ?? [], group: name, theme: theme)
                group.finish()
            }
        } else if let from = record.optional("codesFrom") {
            if from.text() == "regions" {
                codes = places.map { ContactCode(id: $0.id.text, label: Localized(everywhere: $0.name)) }
            } else {
                from.wrong("Codes can only be taken from “regions”. Write codesFrom: regions, or “codes:” with a list.")
            }
        } else {
            add(record.needed("codes")?.list() ?? [], group: nil, theme: nil)
        }
        guard let id, let label, let purpose else { return nil }
        if elsewhere != nil, id != ContactField.reason {
            elsewhereValue?.wrong("Only the field “reason” has an answer for what does not fit. Remove it here.")
        }
        return ContactField(
            id: id, label: label, purpose: purpose, most: most, codes: codes, unknowns: unknowns, elsewhere: elsewhere)
    }

    private func readCode(_ value: Value, group: Localized? = nil, theme: String? = nil) -> ContactCode? {
        guard let record = value.record("a code") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(ContactField.self)
        let label = record.needed("label").flatMap { localized($0) }
        let official = record.optional("official")?.texts() ?? []
        guard let id, let label else { return nil }
        return ContactCode(id: id.text, label: label, official: official, group: group, theme: theme)
    }
}
