import Core
import Pack

/// What a page of figures shows, as its address says it: every state can be linked to, and read.
struct SignalsAddress: Sendable, Hashable {
    enum Sort: String, Sendable, CaseIterable { case name, number }
    enum Scale: String, Sendable, CaseIterable { case same, own }

    /// Nil on pages that are about no single figure.
    var indicator: IndicatorID?
    var region: RegionID?
    var from: Period?
    var to: Period?
    /// As known at that moment; nil for the newest.
    var known: Instant?
    var sort = Sort.name
    var scale = Scale.same

    init(_ indicator: IndicatorID? = nil, known: Instant? = nil) { (self.indicator, self.known) = (indicator, known) }

    /// The path without language, with the query string.
    ///
    /// - Parameters:
    ///   - leaf: what stands after the figure: `regions`, `figures.csv`.
    ///   - more: fields of that page alone.
    func path(_ leaf: String? = nil, _ more: KeyValuePairs<String, String?> = [:], fragment: String = "") -> String {
        path(leaf, more.map { ($0, $1) }, fragment: fragment)
    }

    func path(_ leaf: String?, _ more: [(String, String?)], fragment: String = "") -> String {
        var path = "/signals"
        if let indicator { path += "/\(indicator)" }
        if let leaf { path += "/\(leaf)" }
        var fields: [(String, String)] = []
        if let region { fields.append(("region", region.text)) }
        if let from { fields.append(("from", from.description)) }
        if let to { fields.append(("to", to.description)) }
        if sort != .name { fields.append(("sort", sort.rawValue)) }
        if scale != .same { fields.append(("scale", scale.rawValue)) }
        for (name, value) in more { if let value { fields.append((name, value)) } }
        if let known { fields.append(("known", known.rfc3339)) }
        let query = fields.map { "\($0)=\($1)" }.joined(separator: "&")
        return path + (query.isEmpty ? "" : "?\(query)") + fragment
    }

    func with(_ change: (inout Self) -> Void) -> Self {
        var other = self
        change(&other)
        return other
    }
}

/// The names of places and where they stand on the tile map.
struct SignalsPlaces: Sendable {
    struct Place: Sendable {
        let id: RegionID
        let name: String
        let tile: Region.Tile?
    }

    /// The area that imported figures are about when no region is named.
    let country: String
    /// Of the division of one figure, by name.
    let places: [Place]

    init(country: String, places: [Place] = []) {
        self.country = country
        self.places = places.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    init(_ pack: Pack, _ indicator: Indicator?, islands: String, language: Language) {
        let regions = pack.divisions.first { $0.year == indicator?.regionVersion }?.regions ?? []
        var places = regions.map { Place(id: $0.id, name: $0.name, tile: $0.tile) }
        // The sea in the lower left has room for a tile that is no place on the map.
        places.append(Place(id: .islandsTogether, name: islands, tile: Region.Tile(code: "CAR", column: 0, row: 7)))
        self.init(country: pack.name[language], places: places)
    }

    func place(_ id: RegionID) -> Place? { places.first { $0.id == id } }
    func name(_ id: RegionID?) -> String { id.map { place($0)?.name ?? $0.text } ?? country }
}
