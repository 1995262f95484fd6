import Core

/// What can be said of one figure, in one place, in one week.
public enum JudgementState: String, Sendable, CaseIterable {
    /// Within what was expected.
    case quiet
    /// Higher than expected, by itself; whether it is a finding depends on how many others were tested.
    case rise
    case fall
    /// Not everything has come in, so nothing is said.
    case incomplete
    /// Too few weeks lie behind it to know what is ordinary.
    case shortHistory = "short-history"
    /// Just after a break in the series.
    case afterBreak = "after-break"
}

/// One week judged, as it was said at the time. All numbers are exact and for this hall only: what leaves it passes
/// the same suppression as the figure itself.
struct Judgement: Sendable, Hashable {
    let indicator: IndicatorID
    /// Nil for the whole area.
    let region: RegionID?
    let week: Week
    let state: JudgementState
    let observed: Int?
    /// What is expected when nothing changed, and the range of 95 in 100 ordinary weeks.
    let expected: Double?
    let low: Int?
    let high: Int?
    /// One-sided: the chance of so many or more, and of so few or fewer, when nothing changed.
    var pRise: Double?
    var pFall: Double?
    /// The same after correction for how many places were tested in that week (Benjamini–Hochberg).
    var qRise: Double?
    var qFall: Double?
    /// In how many of a hundred weeks a doubling would be seen.
    let power: Int?
    /// What it was judged by while reports were still coming in; nil for a week that was complete. Then `observed` is what was known, the
    /// chances are those at that age, and `expected`, `low` and `high` are of the complete week all the same.
    var early: EarlyJudgement?

    /// What was counted in a week that was judged when it was complete. Slow change and groups of regions wait for that.
    var complete: Int? { pRise == nil || early != nil ? nil : observed }
}
