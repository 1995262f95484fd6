/// One week judged by a chart that has an upper bound for the count.
public struct ChartDecision: Sendable, Equatable {
    /// Place in the series, from 0.
    public let index: Int
    /// nil where missing.
    public let observed: Double?
    /// Counts above this are an alarm; nil where it cannot be calculated.
    public let upperBound: Double?
    /// nil where the count or the bound is missing: no decision is not "no alarm".
    public let alarm: Bool?

    init(index: Int, observed: Double?, upperBound: Double?) {
        self.index = index
        self.observed = observed
        let bound = upperBound.flatMap { $0.isNaN ? nil : $0 }
        self.upperBound = bound
        alarm = observed.flatMap { count in bound.map { count > $0 } }
    }
}

/// Checks that all charts share.
enum ChartInput {
    /// Throws unless every known count is finite and not negative and the weeks to judge lie within the series.
    static func check(_ counts: [Double?], judged: Range<Int>, history: Int) throws(StatisticsError) {
        guard !counts.isEmpty else { throw .empty(name: "counts") }
        for case let count? in counts { try StatisticsError.check("count", count, "zero or more") { $0 >= 0 } }
        guard judged.lowerBound >= 0, judged.upperBound <= counts.count, !judged.isEmpty else {
            throw .invalid(
                name: "last week to judge", value: Double(judged.upperBound),
                allowed: "within the \(counts.count) weeks of the series")
        }
        guard judged.lowerBound >= history else {
            throw .historyTooShort(
                needed: "\(history) weeks are needed before the first week to judge; there are \(judged.lowerBound)")
        }
    }
}
