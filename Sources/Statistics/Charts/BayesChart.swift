/// A chart for small counts that needs no season and no years of history: reference weeks tell the rate, a gamma prior how unsure it is.
///
/// With m known reference weeks that sum to S and Jeffreys' prior, the next count is negative binomial with size S + ½ and success
/// probability m/(m + 1); its upper quantile is the bound. Works for a topic that was always zero. Sources: H. Jeffreys, *Theory of
/// Probability*, 1961; A. Riebler, *Empirischer Vergleich von statistischen Methoden zur Ausbruchserkennung* (Munich, 2004).
public struct BayesChart: Sendable, Equatable {
    /// Which weeks tell the rate.
    public struct Reference: Sendable, Equatable {
        /// Half width of a window, in weeks.
        public let halfWidth: Int
        /// Years back, each with a window of 2·halfWidth + 1 weeks.
        public let yearsBack: Int
        /// Whether the halfWidth weeks straight before count too.
        public let recentWeeks: RecentWeeks

        public enum RecentWeeks: Sendable, Equatable { case included, left }

        /// - Throws: `StatisticsError.invalid` unless halfWidth ≥ 0, yearsBack ≥ 0 and at least one week is a reference.
        public init(halfWidth: Int, yearsBack: Int, recentWeeks: RecentWeeks = .included) throws(StatisticsError) {
            try StatisticsError.check("half width", Double(halfWidth), "between 0 and 1000 weeks") {
                $0 >= 0 && $0 <= 1000
            }
            try StatisticsError.check("number of years back", Double(yearsBack), "between 0 and 200") {
                $0 >= 0 && $0 <= 200
            }
            let recent = recentWeeks == .included && halfWidth > 0
            guard recent || yearsBack > 0 else {
                throw .invalid(
                    name: "number of years back", value: Double(yearsBack),
                    allowed: "1 or more when no recent week counts")
            }
            self.halfWidth = halfWidth
            self.yearsBack = yearsBack
            self.recentWeeks = recentWeeks
        }
    }

    public let reference: Reference
    /// One-sided level of one week.
    public let oneSidedAlpha: Double
    /// Weeks (or months) in a year.
    public let frequency: Int

    /// - Throws: `StatisticsError.invalid` unless 0 < oneSidedAlpha < 1 and frequency ≥ 1.
    public init(reference: Reference, oneSidedAlpha: Double = 0.05, frequency: Int = 52) throws(StatisticsError) {
        try StatisticsError.check("level", oneSidedAlpha, "between 0 and 1") { $0 > 0 && $0 < 1 }
        try StatisticsError.check("number of weeks in a year", Double(frequency), "1 or more") { $0 >= 1 }
        self.reference = reference
        self.oneSidedAlpha = oneSidedAlpha
        self.frequency = frequency
    }

    /// Judges the weeks `judged` (places from 0).
    ///
    /// - Throws: `StatisticsError` when a reference week lies before the series, or all of them are missing.
    public func judge(_ counts: [Double?], weeks judged: Range<Int>) throws(StatisticsError) -> [ChartDecision] {
        let back = reference.yearsBack > 0 ? reference.yearsBack * frequency + reference.halfWidth : reference.halfWidth
        try ChartInput.check(counts, judged: judged, history: back)
        var decisions: [ChartDecision] = []
        for week in judged {
            let known = referenceWeeks(week).compactMap { $0 < counts.count ? counts[$0] : nil }
            guard !known.isEmpty else {
                decisions.append(ChartDecision(index: week, observed: counts[week], upperBound: nil))
                continue
            }
            let weeks = Double(known.count)
            let next = try NegativeBinomial(size: known.reduce(0, +) + 0.5, probability: weeks / (weeks + 1))
            decisions.append(
                ChartDecision(index: week, observed: counts[week], upperBound: next.quantile(1 - oneSidedAlpha)))
        }
        return decisions
    }

    private func referenceWeeks(_ week: Int) -> [Int] {
        var weeks: [Int] = []
        if reference.recentWeeks == .included { weeks += (week - reference.halfWidth)..<week }
        for year in 0..<reference.yearsBack {
            let centre = week - (year + 1) * frequency
            // A window of last year must not reach the week that is judged, however wide.
            weeks += (centre - reference.halfWidth)...min(centre + reference.halfWidth, week - 1)
        }
        return weeks
    }
}
