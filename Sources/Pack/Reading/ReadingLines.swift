import Core

extension PackReader {
    func readOrganisations() -> (isDemonstration: Bool, [Organisation]) {
        guard let record = folder.yaml("organisations.yaml")?.record("organisations.yaml") else { return (false, []) }
        defer { record.finish() }
        let isDemonstration = record.needed("demonstration")?.bool() ?? false
        let organisations = record.needed("organisations")?.list()?.compactMap { readOrganisation($0) } ?? []
        return (isDemonstration, organisations)
    }

    private func readOrganisation(_ value: Value) -> Organisation? {
        guard let record = value.record("an organisation") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(OrganisationKind.self)
        if let id { give("organisation", id.text, record.spot) }
        let name = record.needed("name").flatMap { properName($0, .door) }
        let regions = readRegionList(record)
        let retention = readRetention(record)
        let form = record.needed("record").flatMap { use("record", $0, RecordFormKind.self) }
        guard let id, let name else { return nil }
        return Organisation(id: id, name: name, regions: regions, retention: retention, recordForm: form)
    }

    /// `all` or a list of regions; empty for all.
    private func readRegionList(_ record: Record) -> [RegionID] {
        guard let value = record.needed("regions") else { return [] }
        if value.rawText == "all" { return [] }
        guard case .none = value.rawText else {
            value.wrong("Write “all”, or a list of regions like [VT04].")
            return []
        }
        return value.list()?.compactMap { useRegion($0) } ?? []
    }

    /// A region of the country or an island. Both were read before.
    func useRegion(_ value: Value) -> RegionID? {
        let isIsland = value.rawText.map { isGiven("island", $0) } ?? false
        return use(isIsland ? "island" : "region", value, RegionKind.self)
    }

    func readLines(_ organisations: [Organisation]) -> [Line] {
        guard let record = folder.yaml("lines.yaml")?.record("lines.yaml") else { return [] }
        defer { record.finish() }
        for value in record.needed("groups")?.list() ?? [] {
            if let id = value.id(LineGroupKind.self) { give("group of lines", id.text, value.spot) }
        }
        var agreements: [ReadAgreement] = []
        let lines = record.needed("lines")?.list()?.compactMap { readLine($0, &agreements) } ?? []
        checkAgreements(agreements, lines)
        return lines
    }

    private func readLine(_ value: Value, _ agreements: inout [ReadAgreement]) -> Line? {
        guard let record = value.record("a line") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(LineKind.self)
        if let id { give("line", id.text, record.spot) }
        let organisation = record.needed("organisation").flatMap { use("organisation", $0, OrganisationKind.self) }
        let group = record.needed("group").flatMap { use("group of lines", $0, LineGroupKind.self) }
        let name = record.needed("name").flatMap { properName($0, .door) }
        let audiences = ids("audience", record.needed("audiences"), AudienceKind.self)
        let regions = readRegionList(record)
        let languages = record.needed("languages")?.list()?.compactMap { $0.language() } ?? []
        let hours = record.needed("hours").flatMap { readHours($0, zone: timeZone) }
        let openingValue = record.needed("opening")
        let opening = openingValue.flatMap { localized($0, audiences.isEmpty ? .door : .entrance(audiences)) }
        if let openingValue { checkOpening(openingValue) }
        let queueLimit = record.needed("queueLimit")?.int(in: 1...1_000_000)
        let minutesValue = record.nullable("typicalMinutes")
        let minutes = minutesValue?.int(in: 1...600)
        let source = record.optional("typicalMinutesSource")?.text(200)
        if minutes != nil, source == nil {
            minutesValue?.wrong("How long a talk takes needs a source. Add “typicalMinutesSource”, or write null here.")
        }
        let read = readOverflow(record)
        let staffedIn = record.optional("staffedIn").flatMap { readStaffedIn($0) }
        let reserve = record.optional("urgentReserve")?.int(in: 0...1000) ?? 0
        guard let id, let organisation, let group, let name, let hours, let opening, let queueLimit else { return nil }
        agreements += read.map { ReadAgreement(from: id, overflow: $0.overflow, value: $0.value) }
        return Line(
            id: id, organisation: organisation, group: group, name: name, audiences: audiences, regions: regions,
            languages: languages, hours: hours, opening: opening, queueLimit: queueLimit, typicalMinutes: minutes,
            typicalMinutesSource: source, overflow: read.map(\.overflow), staffedIn: staffedIn, urgentReserve: reserve)
    }
}
