/// Many series judged in the same week: how many of the shown signals are false, and how many true ones are found.
///
/// Regions of unequal size times indicators of unequal level; in some series the judged count is multiplied. Every week has a history of its
/// own, so the error of estimation counts.
public struct FamilyStudy: Sendable {
    public let regions: Int
    public let indicators: Int
    /// Simulated weeks.
    public let weeks: Int
    /// Series of the family in which the mean of the judged week is multiplied, and by what.
    public let changed: Int
    public let factor: Double
    public let seed: UInt64

    /// - Throws: `StatisticsError.invalid` when a number is not positive, more series change than there are, or the factor is below 1.
    public init(
        regions: Int = 26, indicators: Int = 8, weeks: Int, changed: Int = 10, factor: Double = 2, seed: UInt64
    ) throws(StatisticsError) {
        try StatisticsError.check("number of regions", Double(regions), "1 to 1,000") { (1...1000).contains($0) }
        try StatisticsError.check("number of indicators", Double(indicators), "1 to 1,000") { (1...1000).contains($0) }
        try StatisticsError.check("number of weeks", Double(weeks), "1 or more") { $0 >= 1 }
        try StatisticsError.check("number of changed series", Double(changed), "none to all") {
            $0 >= 0 && $0 <= Double(regions * indicators)
        }
        try StatisticsError.check("factor", factor, "1 to 1,000") { $0 >= 1 && $0 <= 1000 }
        (self.regions, self.indicators, self.weeks) = (regions, indicators, weeks)
        (self.changed, self.factor, self.seed) = (changed, factor, seed)
    }

    /// The points of a history: five years of weeks, their window, and the judged week.
    static let points = 5 * 52 + 4

    /// Weeks of p-values for each detector on the same histories: by detector, week and series; the first `changed` series are changed.
    public func pValues(
        _ detectors: [(CountSeries, ClosedRange<Int>) throws -> Double?]
    ) throws -> [[[Double?]]] {
        var found: [[[Double?]]] = Array(repeating: [], count: detectors.count)
        let kinds = try (0..<(regions * indicators)).map { try tables(of: $0) }
        for week in 0..<weeks {
            var generator = SimulationGenerator(seed: seed &+ UInt64(week) &* 7_919)
            var row: [[Double?]] = Array(repeating: [], count: detectors.count)
            // Which series change differs from week to week, by where in the list of kinds it begins.
            let shift = Int.random(in: 0..<(regions * indicators), using: &generator)
            for place in 0..<(regions * indicators) {
                let series = try history(
                    kinds[(place + shift) % kinds.count], isChanged: place < changed, using: &generator)
                for (index, detector) in detectors.enumerated() {
                    row[index].append(try detector(series, Self.points...Self.points))
                }
            }
            for index in detectors.indices { found[index].append(row[index]) }
        }
        return found
    }

    /// What a rule that shows some series of every week comes to.
    public struct Outcome: Sendable, Equatable {
        /// Mean over weeks of false among shown, 0 where nothing is shown.
        public let falseDiscoveryRate: Double
        /// Share of the changed series that are shown.
        public let power: Double
        /// Mean number of unchanged series shown per week.
        public let falseSignals: Double
    }

    /// - Throws: `StatisticsError` for a p-value that is none.
    public func outcome(_ pValues: [[Double?]], _ rule: PValueAdjustment, level: Double) throws(StatisticsError)
        -> Outcome
    {
        var (rate, hits, wrong) = (0.0, 0, 0)
        for week in pValues {
            let shown = try rule.discoveries(week, level: level)
            let right = shown.count { $0 < changed }
            rate += shown.isEmpty ? 0 : Double(shown.count - right) / Double(shown.count)
            hits += right
            wrong += shown.count - right
        }
        let weeks = Double(pValues.count)
        return Outcome(
            falseDiscoveryRate: rate / weeks, power: changed == 0 ? 0 : Double(hits) / (weeks * Double(changed)),
            falseSignals: Double(wrong) / weeks)
    }

    /// The distributions of an ordinary count by week of the year, and last that of a changed one in the judged week.
    private func tables(of kind: Int) throws(StatisticsError) -> [CountTable] {
        let (region, indicator) = (kind / indicators, kind % indicators)
        // Means from about 1 to 60 a week, dispersion from 1.1 to 2.5.
        let size = Maths.exp(1.8 * Double(region) / Double(max(1, regions - 1)) - 0.9)
        let level = Maths.exp(2.3 * Double(indicator) / Double(max(1, indicators - 1)) + 0.9)
        let dispersion = 1.1 + 1.4 * Double((region + 3 * indicator) % 8) / 7
        var tables: [CountTable] = []
        for week in Array(0..<52) + [Self.points] {
            let season = Maths.exp(0.2 * Maths.cos(2 * Double.pi * Double(week) / 52))
            let mean = size * level * season * (week == Self.points ? factor : 1)
            tables.append(CountTable(try NegativeBinomial(mean: mean, dispersion: dispersion)))
        }
        return tables
    }

    private func history(
        _ tables: [CountTable], isChanged: Bool, using generator: inout SimulationGenerator
    ) throws(StatisticsError) -> CountSeries {
        var counts: [Int?] = []
        counts.reserveCapacity(Self.points)
        for point in 1..<Self.points { counts.append(Int(tables[point % 52].draw(using: &generator))) }
        counts.append(Int(tables[isChanged ? 52 : Self.points % 52].draw(using: &generator)))
        return try CountSeries(counts: counts)
    }
}
