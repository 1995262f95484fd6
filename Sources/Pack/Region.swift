import Core

/// A region of Veilig Thuis, or an island with services of its own.
public struct Region: Sendable, Hashable {
    /// Where it stands on the tile map.
    public struct Tile: Sendable, Hashable {
        /// Two or three letters.
        public let code: String
        /// From 0, left to right.
        public let column: Int
        /// From 0, top to bottom.
        public let row: Int

        public init(code: String, column: Int, row: Int) {
            (self.code, self.column, self.row) = (code, column, row)
        }
    }

    /// `VT18`, or `AW` for an island.
    public let id: RegionID
    public let name: String
    public let tile: Tile?
    /// Empty when the list of that year is not in the pack.
    public let municipalities: [String]
    /// Regions of the version before that were merged into this one.
    public let replaces: [RegionID]
    public let isIsland: Bool
    /// Why somebody from here is put through to people who work elsewhere; nil where that is not needed.
    public let away: Away?
    /// The alarm number of an island; nil where it is that of the country, or not in the pack.
    public let alarm: ServiceID?

    /// Where everybody knows everybody, a worker of the place itself may know who asks.
    public struct Away: Sendable, Hashable {
        public let reason: Localized
        public let source: String
    }

    public init(
        id: RegionID, name: String, tile: Tile? = nil, municipalities: [String] = [], replaces: [RegionID] = [],
        isIsland: Bool = false, away: Away? = nil, alarm: ServiceID? = nil
    ) {
        self.id = id
        self.name = name
        self.tile = tile
        self.municipalities = municipalities
        self.replaces = replaces
        self.isIsland = isIsland
        self.away = away
        self.alarm = alarm
    }
}

/// The division of the country into regions in some year. Regional figures name the version they use.
public struct RegionVersion: Sendable, Hashable {
    public let year: Int
    public let regions: [Region]
    public let source: String

    public func region(_ id: RegionID) -> Region? {
        regions.first { $0.id == id }
    }
}

/// What a place that somebody typed means.
public enum PlaceMatch: Sendable, Hashable {
    case region(Region)
    /// Several regions, or one that is not certain: ask for the municipality. Never guess.
    case ask([Region])
    /// Not in the pack. The national line finds the region itself.
    case unknown
}
