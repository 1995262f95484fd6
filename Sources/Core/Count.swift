/// How often something was counted in one week, in one region, by one channel: all that ever crosses from Care to Insight.
///
/// It has no id, no text and no moment finer than the week.
public struct Count: Sendable, Hashable {
    public let indicator: IndicatorID
    /// Nil when the region is not known.
    public let region: RegionID?
    public let week: Week
    public let channel: ContactChannel
    public let number: Int

    public init(indicator: IndicatorID, region: RegionID?, week: Week, channel: ContactChannel, number: Int) {
        self.indicator = indicator
        self.region = region
        self.week = week
        self.channel = channel
        self.number = number
    }
}
