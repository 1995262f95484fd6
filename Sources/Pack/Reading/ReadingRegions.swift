import Core

extension PackReader {
    /// `regions/2020.yaml`, `regions/2025.yaml`, …: oldest first.
    func readRegions() -> [RegionVersion] {
        let paths = folder.files(in: "regions", ending: ".yaml").filter { $0 != "regions/islands.yaml" }
        let versions = paths.compactMap { readRegionVersion($0, in: "regions") }.sorted { $0.year < $1.year }
        if versions.isEmpty {
            findings.add(
                Spot(file: "regions", line: 1), "There is no division into regions. Add a file like regions/2025.yaml.")
        }
        return versions
    }

    func readRegionVersion(_ path: String, in place: String) -> RegionVersion? {
        guard let record = folder.yaml(path)?.record("a region version") else { return nil }
        defer { record.finish() }
        let yearValue = record.needed("year")
        let year = yearValue?.int(in: 1990...2100)
        if let year, let yearValue {
            give("region version", String(year), yearValue.spot)
            if path != "\(place)/\(year).yaml" {
                yearValue.wrong(
                    "The year \(year) stands in another file than \(place)/\(year).yaml. Make them the same.")
            }
        }
        let source = record.needed("source")?.text(300)
        var inThisVersion: Set<String> = []
        let regions =
            record.needed("regions")?.list()?.compactMap { readRegion($0, isIsland: false, &inThisVersion) } ?? []
        checkOnce(regions, record)
        for pair in record.optional("alsoCalled")?.pairs() ?? [] {
            guard let other = pair.key.text(100), let official = pair.value.text(100) else { continue }
            if !regions.contains(where: { $0.municipalities.contains(official) }) {
                pair.value.wrong("There is no municipality \(shown(official)) here. Write its name as in the list.")
            }
            otherNames[PlaceIndex.fold(other)] = official
        }
        guard let year, let source else { return nil }
        return RegionVersion(year: year, regions: regions, source: source)
    }

    /// A municipality lies in one region, and stands in its list once.
    private func checkOnce(_ regions: [Region], _ record: Record) {
        var seen: [String: Region] = [:]
        for region in regions {
            for name in region.municipalities {
                if let other = seen.updateValue(region, forKey: name) {
                    let both = other.id == region.id ? "twice in \(region.id)" : "in \(other.id) and in \(region.id)"
                    record.value.wrong("The municipality \(shown(name)) stands \(both). Keep one of the two.")
                }
            }
        }
    }

    private func readRegion(_ value: Value, isIsland: Bool, _ seen: inout Set<String>) -> Region? {
        guard let record = value.record("a region") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(RegionKind.self)
        if let id {
            if !seen.insert(id.text).inserted {
                record.value.wrong("There is already a region \(shown(id.text)) in this file. Choose another name.")
            }
            // A region may stand in several versions.
            if isIsland || !isGiven("region", id.text) { give(isIsland ? "island" : "region", id.text, record.spot) }
        }
        let name = record.needed("name")?.text(100)
        let tile = record.optional("tile").flatMap { readTile($0) }
        let municipalities = record.optional("municipalities")?.texts() ?? []
        let replaces = isIsland ? [] : record.optional("replaces")?.list()?.compactMap { $0.id(RegionKind.self) } ?? []
        let away = readAway(record)
        let alarm = isIsland ? record.optional("alarm").flatMap { use("service", $0, ServiceKind.self) } : nil
        guard let id, let name else { return nil }
        return Region(
            id: id, name: name, tile: tile, municipalities: municipalities, replaces: replaces, isIsland: isIsland,
            away: away, alarm: alarm)
    }

    private func readTile(_ value: Value) -> Region.Tile? {
        guard let record = value.record("a tile") else { return nil }
        defer { record.finish() }
        let code = record.needed("code")?.text(3)
        let column = record.needed("column")?.int(in: 0...11)
        let row = record.needed("row")?.int(in: 0...11)
        guard let code, let column, let row else { return nil }
        return Region.Tile(code: code, column: column, row: row)
    }

    /// The islands, and whose routes lead to the help there.
    func readIslands() -> (regions: [Region], audience: AudienceID?) {
        guard let record = folder.yaml("regions/islands.yaml")?.record("islands.yaml") else { return ([], nil) }
        defer { record.finish() }
        let audience = record.needed("audience").flatMap { use("audience", $0, AudienceKind.self) }
        var seen: Set<String> = []
        let islands = record.needed("islands")?.list()?.compactMap { readRegion($0, isIsland: true, &seen) } ?? []
        for pair in record.optional("alsoCalled")?.pairs() ?? [] {
            guard let other = pair.key.text(100), let official = pair.value.text(100) else { continue }
            if !islands.contains(where: { $0.name == official }) {
                pair.value.wrong("There is no island \(shown(official)) here. Write its name as in the list.")
            }
            otherNames[PlaceIndex.fold(other)] = official
        }
        return (islands, audience)
    }

    // MARK: Places

    func readPlaces(
        _ versions: [RegionVersion], _ islands: [Region], _ islandAudience: AudienceID?
    ) -> PlaceIndex {
        var index = PlaceIndex()
        index.islandAudience = islandAudience
        for island in islands { index.islands[PlaceIndex.fold(island.name)] = island.id }
        for region in versions.last?.regions ?? [] {
            for name in region.municipalities {
                index.municipalities[PlaceIndex.fold(name), default: []].insert(region.id)
                index.municipalities[PlaceIndex.fold(PlaceIndex.withoutProvince(name)), default: []].insert(region.id)
            }
        }
        for (other, official) in otherNames {
            let folded = PlaceIndex.fold(official)
            index.municipalities[other] = index.municipalities[folded]
            index.islands[other] = index.islands[folded]
        }
        readPostcodes(versions, &index)
        return index
    }

    /// `regions/postcodes.csv`: postcode, place, region of each version, and h, m or l.
    private func readPostcodes(_ versions: [RegionVersion], _ index: inout PlaceIndex) {
        let path = "regions/postcodes.csv"
        guard let bytes = folder.bytes(path) else { return }
        let header = "postcode,place," + versions.map { String($0.year) }.joined(separator: ",") + ",confidence"
        let numbers = versions.map { version in
            Dictionary(
                version.regions.enumerated().map { (Array($1.id.text.utf8)[...], UInt8(clamping: $0)) },
                uniquingKeysWith: { first, _ in first })
        }
        var (line, lastPlace, lastFolded) = (0, [UInt8]()[...], "")
        for row in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            line += 1
            if row.isEmpty { continue }
            let spot = Spot(file: path, line: line)
            if line == 1 {
                if String(decoding: row, as: UTF8.self) != header {
                    findings.add(spot, "The first line is wrong. Write: \(header)")
                    return
                }
                continue
            }
            let cells = row.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard cells.count == versions.count + 3 else {
                findings.add(
                    spot, "This line has \(cells.count) parts. Write \(versions.count + 3), with a comma between them.")
                continue
            }
            guard cells[0].count == 4, cells[0].allSatisfy({ (48...57).contains($0) }) else {
                findings.add(spot, "This line does not begin with a postcode. Write four digits.")
                continue
            }
            let number = cells[0].reduce(UInt16(0)) { $0 * 10 + UInt16($1 - 48) }
            guard let confidence = Self.confidence(cells[cells.count - 1]) else {
                findings.add(spot, "The last part is not a confidence. Write h, m or l.")
                continue
            }
            var postcode = PlaceIndex.Postcode(regions: [], confidence: confidence)
            for (version, cell) in cells[2..<(cells.count - 1)].enumerated() {
                if cell.isEmpty {
                    postcode.regions.append(PlaceIndex.noRegion)
                } else if let region = numbers[version][cell] {
                    postcode.regions.append(region)
                } else {
                    let name = shown(String(decoding: cell, as: UTF8.self))
                    findings.add(
                        spot, "There is no region \(name) in \(versions[version].year). Write its code, or nothing.")
                    postcode.regions.append(PlaceIndex.noRegion)
                }
            }
            if index.postcodes.updateValue(postcode, forKey: number) != nil {
                findings.add(spot, "This postcode is here twice. Keep one of the two lines.")
            }
            if cells[1] != lastPlace {
                (lastPlace, lastFolded) = (cells[1], PlaceIndex.fold(String(decoding: cells[1], as: UTF8.self)))
            }
            if !lastFolded.isEmpty { index.places[lastFolded, default: []].append(postcode) }
        }
        if line <= 1 { findings.add(Spot(file: path, line: 1), "There are no postcodes here. Write: \(header)") }
    }

    private static func confidence(_ cell: ArraySlice<UInt8>) -> PlaceIndex.Confidence? {
        guard cell.count == 1 else { return nil }
        return switch cell.first {
        case UInt8(ascii: "h"): .high
        case UInt8(ascii: "m"): .medium
        case UInt8(ascii: "l"): .low
        default: nil
        }
    }
}
