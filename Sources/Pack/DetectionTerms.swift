import Core

/// When a change is called out of the ordinary. They have an owner, a day and a reason; what was found under earlier terms
/// keeps the version of those.
public struct DetectionTerms: Sendable, Hashable {
    public let version: String
    public let since: Day
    public let owner: String
    public let reason: Localized
    /// For the whole area, one-sided, per week: the chance of a false alarm when nothing changed.
    public let nationalAlpha: Double
    /// The expected share of false ones among those on the analysts' list (Benjamini–Hochberg).
    public let listRate: Double
    /// The same for what the public page says.
    public let publicRate: Double
    /// The same for a claim in a headline (Benjamini–Yekutieli), and what may be called clear.
    public let clearRate: Double
    /// Weeks after a break in which nothing is tested.
    public let weeksAfterBreak: Int
    /// Weeks between two false alarms of slow change, per series.
    public let sustainedRunLength: Int
    /// Days after the end of a week before anything is said of it.
    public let settleDays: Int
    /// Weeks that must be fully aged before a week is judged on reports that are still coming in.
    public let weeksToLearnDelay: Int
    /// Weeks between two false groups of regions, per figure.
    public let clusterRecurrence: Int

    public init(
        version: String, since: Day, owner: String, reason: Localized, nationalAlpha: Double = 0.01,
        listRate: Double = 0.10, publicRate: Double = 0.05, clearRate: Double = 0.01, weeksAfterBreak: Int = 12,
        sustainedRunLength: Int = 260, settleDays: Int = 0, weeksToLearnDelay: Int = 20, clusterRecurrence: Int = 100
    ) {
        (self.version, self.since, self.owner, self.reason) = (version, since, owner, reason)
        (self.nationalAlpha, self.listRate, self.publicRate) = (nationalAlpha, listRate, publicRate)
        (self.clearRate, self.weeksAfterBreak) = (clearRate, weeksAfterBreak)
        (self.sustainedRunLength, self.settleDays) = (sustainedRunLength, settleDays)
        (self.weeksToLearnDelay, self.clusterRecurrence) = (weeksToLearnDelay, clusterRecurrence)
    }
}
