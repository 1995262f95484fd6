/// What was known of each week when it was so many weeks old: the reporting triangle of a series with late reports.
///
/// From weeks that are fully aged it follows how much of a count is in at each age. Over weeks that are all fully aged the factors of the
/// chain ladder multiply to the same ratio, Σ known at that age/Σ known in the end.
/// Sources: M. Höhle, M. an der Heiden, Biometrics 70 (2014) 993–1002; A. Noufaily et al., "Modelling reporting delays for outbreak
/// detection in infectious disease data", Journal of the Royal Statistical Society A 178 (2015) 205–222; T. Mack, ASTIN Bulletin 23 (1993)
/// 213–225 for the error of the chain ladder.
public struct ReportingTriangle: Sendable, Equatable {
    /// One list for each week, oldest first: the count as known at age 0, 1, 2 … weeks. nil where nothing was known at that age, and
    /// where the week is not that old yet. The last age is the one at which a count is taken as complete.
    public let known: [[Int?]]

    /// - Throws: `StatisticsError` when lists are of different lengths or a count is negative.
    public init(known: [[Int?]]) throws(StatisticsError) {
        if let ages = known.first?.count {
            guard ages > 0 else { throw .empty(name: "ages") }
            for week in known {
                guard week.count == ages else {
                    throw .lengthsDiffer(first: "ages of the first week", ages, second: "ages", week.count)
                }
                for case let count? in week {
                    try StatisticsError.check("count", Double(count), "zero or more") { $0 >= 0 }
                }
            }
        }
        self.known = known
    }

    /// How much of a count is known at this age, from the latest `window` weeks that are fully aged.
    ///
    /// - Returns: nil when fewer than `least` weeks tell, when all of them are zero, and when so little is known at that age
    ///   (``Completeness/leastShare``) that nothing follows from it.
    /// - Throws: `StatisticsError.invalid` when there is no such age, or `least` is below 4.
    public func completeness(at age: Int, window: Int = 52, least: Int = 20) throws(StatisticsError) -> Completeness? {
        try StatisticsError.check("least number of weeks", Double(least), "4 or more") { $0 >= 4 }
        guard let ages = known.first?.count else { return nil }
        try StatisticsError.check("age", Double(age), "from 0 to \(ages - 1)") { $0 >= 0 && $0 < Double(ages) }
        var pairs: [(early: Int, final: Int)] = []
        for week in known.reversed() where pairs.count < window {
            if let early = week[age], let final = week[ages - 1] { pairs.append((early, final)) }
        }
        guard pairs.count >= least else { return nil }
        return Completeness(pairs)
    }
}
