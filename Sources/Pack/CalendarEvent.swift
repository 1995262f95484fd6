import Core

/// Something that may move a figure without there being more or less of what people suppose: a law, a campaign, a new number.
///
/// Drawn as a numbered line in every chart that it may concern, and asked about when something unusual is found.
public struct CalendarEvent: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        /// A law, or a measure of a government.
        case measure
        case campaign
        /// Attention in press, radio or television.
        case media
        case openingHours = "opening-hours"
        /// A new way to reach somebody, or one that ended.
        case channel
        case definition
        /// Other software, or another way of counting.
        case registration
        case holiday
        case other
    }

    public let id: String
    public let kind: Kind
    public let from: Day
    /// The last day; nil for something that began and stayed.
    public let until: Day?
    public let text: Localized
    public let source: Localized
    /// Where; empty for everywhere.
    public let regions: [RegionID]
    /// Which figures; empty for all.
    public let indicators: [IndicatorID]

    public init(
        id: String, kind: Kind, from: Day, until: Day? = nil, text: Localized, source: Localized,
        regions: [RegionID] = [], indicators: [IndicatorID] = []
    ) {
        (self.id, self.kind, self.from, self.until) = (id, kind, from, until)
        (self.text, self.source, self.regions, self.indicators) = (text, source, regions, indicators)
    }

    /// Whether it may have moved this figure of this place.
    public func concerns(_ indicator: IndicatorID, region: RegionID?) -> Bool {
        (indicators.isEmpty || indicators.contains(indicator))
            && (regions.isEmpty || region.map { regions.contains($0) } ?? true)
    }
}
