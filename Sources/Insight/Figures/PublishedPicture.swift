import Core
import Pack

/// One figure for the whole area and all its regions, hidden together: what is too small cannot be taken from what is told.
public struct PublishedPicture: Sendable {
    /// A final value that was replaced by another one. The numbers are there only where both may be told.
    public struct Correction: Sendable, Hashable {
        /// Nil for the whole area.
        public let region: RegionID?
        public let period: Period
        public let on: Day
        public let before: Int?
        public let after: Int?
    }

    public let indicator: Indicator
    /// As known at this moment; nil for as known now.
    public let known: Instant?
    /// When the newest of what it is made from became known; nil when there is nothing, or when that would tell of somebody.
    public let version: Instant?
    public let whole: PublishedSeries
    /// In order of their ids, islands together at the end.
    public let regions: [PublishedSeries]
    /// Newest first.
    public let corrections: [Correction]
    /// Periods of which a version was hidden as a whole, because nothing less was proved safe. For analysts.
    let closed: Set<Period>

    init(
        indicator: Indicator, known: Instant?, version: Instant?, whole: PublishedSeries, regions: [PublishedSeries],
        corrections: [Correction], closed: Set<Period> = []
    ) {
        (self.indicator, self.known, self.version) = (indicator, known, version)
        (self.whole, self.regions, self.corrections, self.closed) = (whole, regions, corrections, closed)
    }

    public func region(_ id: RegionID) -> PublishedSeries? { regions.first { $0.region == id } }

    /// The country without one region, where that tells nothing that is hidden.
    ///
    /// It is a difference of two numbers that are both told; what would be small is left out all the same.
    public func rest(without id: RegionID) -> PublishedSeries? {
        guard let region = region(id) else { return nil }
        return whole.minus(region)
    }

    /// The newest period that is over and of which anything is told or hidden, for all places the same.
    public var latest: Period? {
        ([whole] + regions).compactMap { $0.latest?.period }.max { $0.firstDay < $1.firstDay }
    }
}

extension Catalogue {
    /// The islands as one place: so few live there that each of them is told of with the others only.
    static let islandsTogether = RegionID(trusted: "islands")

    /// The place under which figures of this region are published.
    func published(_ region: RegionID) -> RegionID { islands.contains(region) ? Self.islandsTogether : region }
}

extension RegionID {
    /// The Caribbean part together.
    public static let islandsTogether = Catalogue.islandsTogether
}
