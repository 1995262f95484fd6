import Core

/// From what somebody types to a region: municipalities, places and postcodes.
struct PlaceIndex: Sendable {
    enum Confidence: UInt8, Sendable {
        case high, medium, low
    }

    /// One postcode area; indexes into the regions of each version, in the order of the versions.
    struct Postcode: Sendable {
        var regions: [UInt8]
        var confidence: Confidence
    }

    /// By four-digit number.
    var postcodes: [UInt16: Postcode] = [:]
    /// The regions of the newest version that a folded name can mean.
    var municipalities: [String: Set<RegionID>] = [:]
    /// By folded place name: the regions of each version, and whether any of its postcodes is certain.
    var places: [String: [Postcode]] = [:]
    var islands: [String: RegionID] = [:]
    /// Whose routes lead to the help on the islands, whoever asks.
    var islandAudience: AudienceID?

    static let noRegion = UInt8.max

    /// Lower case, without accents, apostrophes, spaces, hyphens and dots, so that "'s-Gravenhage", "s gravenhage" and
    /// "SGRAVENHAGE" are one.
    static func fold(_ text: some StringProtocol) -> String {
        var folded = ""
        folded.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars.prefix(200) {
            switch scalar.value {
            case 48...57, 97...122: folded.unicodeScalars.append(scalar)
            case 65...90: folded.append(Character(Unicode.Scalar(UInt8(scalar.value + 32))))
            case 0xC0...0x17F: folded += base(of: scalar.value)
            // What is left carries no meaning in a place name: spaces, hyphens, apostrophes, combining accents.
            default: continue
            }
        }
        return folded
    }

    /// The letters of Latin-1 and Latin Extended-A that stand in Dutch and Frisian names.
    private static func base(of scalar: UInt32) -> String {
        switch scalar {
        case 0xC0...0xC5, 0xE0...0xE5: "a"
        case 0xC7, 0xE7: "c"
        case 0xC8...0xCB, 0xE8...0xEB: "e"
        case 0xCC...0xCF, 0xEC...0xEF: "i"
        case 0xD1, 0xF1: "n"
        case 0xD2...0xD6, 0xD8, 0xF2...0xF6, 0xF8: "o"
        case 0xD9...0xDC, 0xF9...0xFC: "u"
        case 0xDD, 0xFD, 0xFF: "y"
        case 0x132, 0x133: "ij"
        default: ""
        }
    }

    /// "Bergen (NH.)" → "Bergen": a seeker does not type the province.
    static func withoutProvince(_ name: String) -> String {
        guard let bracket = name.firstIndex(of: "(") else { return name }
        return String(name[..<bracket])
    }
}

extension Pack {
    public func isIsland(_ region: RegionID?) -> Bool { region.map { id in islands.contains { $0.id == id } } ?? false }

    /// Reads what somebody typed: a postcode with or without letters, a municipality, a place or an island.
    public func place(_ typed: String, year: Int? = nil) -> PlaceMatch {
        let digits = typed.utf8.prefix(64).filter { (48...57).contains($0) }
        if digits.count == 4 { return region(ofPostcode: typed, year: year) }
        return region(ofMunicipality: typed, year: year)
    }

    /// The region of a municipality, a place in it, or an island. Case, accents and hyphens do not matter.
    ///
    /// `year` is that of a region version; nil for the newest. Of an older version only places are known, not municipalities.
    public func region(ofMunicipality name: String, year: Int? = nil) -> PlaceMatch {
        let folded = PlaceIndex.fold(name)
        guard !folded.isEmpty, let index = versionIndex(year) else { return .unknown }
        if let id = places.islands[folded], let island = islands.first(where: { $0.id == id }) {
            return .region(island)
        }
        let version = regions[index]
        if index == regions.count - 1, let ids = places.municipalities[folded] {
            let found = version.regions.filter { ids.contains($0.id) }
            if found.count == 1 { return .region(found[0]) }
            if found.count > 1 { return .ask(found) }
        }
        guard let rows = places.places[folded] else { return .unknown }
        let numbers = Set(rows.map { $0.regions[index] }).subtracting([PlaceIndex.noRegion])
        let found = numbers.sorted().map { version.regions[Int($0)] }
        guard let first = found.first else { return .unknown }
        let certain = rows.contains { $0.confidence == .high && $0.regions[index] != PlaceIndex.noRegion }
        return found.count == 1 && certain ? .region(first) : .ask(found)
    }

    /// The region of a Dutch postcode: four digits, then anything ("3011", "3011 AB").
    ///
    /// A postcode near a border of regions is `ask`: its region is the likely one, the municipality tells.
    public func region(ofPostcode postcode: String, year: Int? = nil) -> PlaceMatch {
        let digits = postcode.utf8.drop { $0 == 32 }.prefix { (48...57).contains($0) }
        guard digits.count == 4, let index = versionIndex(year) else { return .unknown }
        let number = digits.reduce(UInt16(0)) { $0 * 10 + UInt16($1 - 48) }
        guard let row = places.postcodes[number], row.regions[index] != PlaceIndex.noRegion else { return .unknown }
        let region = regions[index].regions[Int(row.regions[index])]
        return row.confidence == .high ? .region(region) : .ask([region])
    }

    private func versionIndex(_ year: Int?) -> Int? {
        guard let year else { return regions.indices.last }
        return regions.firstIndex { $0.year == year }
    }
}
