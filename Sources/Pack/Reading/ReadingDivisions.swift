import Core
import Foundation

extension PackReader {
    /// `divisions/2018.yaml`, …: how others than Veilig Thuis divide the country, one file for each; none when there is no such
    /// folder.
    func readDivisions() -> [RegionVersion] {
        guard folder.hasFolder("divisions") else { return [] }
        return folder.files(in: "divisions", ending: ".yaml").compactMap { readRegionVersion($0, in: "divisions") }
            .sorted { $0.year < $1.year }
    }

    /// How many people live in regions, as far as somebody wrote it down with its source.
    ///
    /// - Parameter isMadeUp: belongs to figures that nobody measured.
    func readPopulations(_ value: Value?, _ divisions: [RegionVersion], isMadeUp: Bool) -> [Population] {
        value?.list()?.compactMap { readPopulation($0, divisions, isMadeUp: isMadeUp) } ?? []
    }

    /// `populations.yaml`, which may be left out.
    func readPopulations(_ divisions: [RegionVersion]) -> [Population] {
        guard folder.hasFile("populations.yaml"),
            let record = folder.yaml("populations.yaml")?.record("populations.yaml")
        else { return [] }
        defer { record.finish() }
        return readPopulations(record.needed("populations"), divisions, isMadeUp: false)
    }

    private func readPopulation(_ value: Value, _ divisions: [RegionVersion], isMadeUp: Bool) -> Population? {
        guard let record = value.record("a population") else { return nil }
        defer { record.finish() }
        let versionValue = record.needed("regionVersion")
        let version = versionValue?.int(in: 1990...2100)
        if let version, let versionValue { use("region version", String(version), versionValue.spot) }
        let year = record.needed("year")?.int(in: 1900...2100)
        let source = record.needed("source").flatMap { properName($0) }
        let known = divisions.first { $0.year == version }
        var people: [RegionID: Int] = [:]
        for pair in record.needed("people")?.pairs() ?? [] {
            guard let region = pair.key.id(RegionKind.self), let number = pair.value.int(in: 1...100_000_000) else {
                continue
            }
            if let known, known.region(region) == nil {
                pair.key.wrong("The division of \(known.year) has no region \(shown(region.text)). Write one of it.")
            }
            people[region] = number
        }
        guard let version, let year, let source, !people.isEmpty else { return nil }
        return Population(regionVersion: version, year: year, source: source, people: people, isMadeUp: isMadeUp)
    }

    /// The figures that are put beside each other week by week: what each counts stays apart.
    func readWeeklySheet(_ value: Value, _ indicators: [Indicator]) -> WeeklySheet? {
        guard let record = value.record("the weekly sheet") else { return nil }
        defer { record.finish() }
        let name = record.needed("name").flatMap { localized($0) }
        let doesNotSay = record.needed("doesNotSay").flatMap { localized($0) }
        let list = record.needed("indicators")
        let ids = ids("indicator", list, IndicatorKind.self)
        let found = ids.compactMap { id in indicators.first { $0.id == id } }
        for indicator in found where indicator.period != .week || indicator.origin != .imported {
            list?.wrong("\(shown(indicator.id.text)) is no weekly figure from outside. Leave it out.")
        }
        if Set(found.map(\.regionVersion)).count > 1 {
            list?.wrong("These figures use several divisions into regions. Write figures of one.")
        }
        guard let name, let doesNotSay, !found.isEmpty else { return nil }
        return WeeklySheet(name: name, doesNotSay: doesNotSay, indicators: found.map(\.id))
    }
}
