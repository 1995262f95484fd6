/// How often the most striking cylinder of a quiet country is at least as striking: by simulation of negative binomial counts.
///
/// p = (1 + number of simulations whose largest ratio is at least the observed one)/(1 + simulations); the recurrence interval 1/p is
/// in weeks when the scan is done every week (K. Kleinman, R. Lazarus, R. Platt, American Journal of Epidemiology 159 (2004) 217–224).
public struct ScanSignificance: Sendable, Equatable {
    /// nil when no cylinder has more than expected.
    public let cluster: SpaceTimeScan.Cluster?
    /// The largest log likelihood ratio divided by the dispersion.
    public let statistic: Double
    public let p: Double
    /// How many were drawn.
    public let simulations: Int

    /// How many weeks pass, on average, between such signals when nothing happens.
    public var recurrenceWeeks: Double { 1 / p }

    /// - Parameters:
    ///   - dispersion: variance divided by mean of the counts, pooled over regions; 1 or more.
    ///   - simulations: 999 by custom.
    ///   - reportable: nothing with a larger p is of interest: as soon as p cannot be this small any more, no more is drawn, and p is
    ///     that of what was drawn (J. Besag, P. Clifford, Biometrika 78 (1991) 301–304). nil for all simulations.
    ///   - random: seeded by the caller, so that the answer can be repeated.
    /// - Throws: `StatisticsError` when a value is not allowed.
    public init(
        _ scan: SpaceTimeScan, _ counts: SpaceTimeScan.Counts, dispersion: Double, simulations: Int = 999,
        reportable: Double? = nil, using random: inout some RandomNumberGenerator
    ) throws(StatisticsError) {
        try StatisticsError.check("dispersion", dispersion, "1 or more") { $0 >= 1 }
        try StatisticsError.check("number of simulations", Double(simulations), "between 1 and 1,000,000") {
            $0 >= 1 && $0 <= 1e6
        }
        cluster = try scan.clusters(counts).first
        let seen = cluster?.logLikelihoodRatio ?? 0
        statistic = seen / dispersion
        guard cluster != nil else {
            (p, self.simulations) = (1, 0)
            return
        }
        let total = counts.observed.joined().reduce(0) { $0 + ($1 ?? 0) }
        let baseline = zip(counts.expected.joined(), counts.observed.joined()).reduce(0) {
            $0 + ($1.1 == nil ? 0 : $1.0)
        }
        var draws: [[CountTable?]] = []
        for (expected, observed) in zip(counts.expected, counts.observed) {
            var row: [CountTable?] = []
            for (mean, seen) in zip(expected, observed) {
                row.append(
                    seen == nil
                        ? nil : try CountTable(NegativeBinomial(mean: mean * total / baseline, dispersion: dispersion)))
            }
            draws.append(row)
        }
        var (reached, drawn) = (0, 0)
        while drawn < simulations {
            if let reportable, Double(1 + reached) / Double(1 + simulations) > reportable { break }
            drawn += 1
            let week = draws.map { row in row.map { $0?.draw(using: &random) } }
            let quiet = try CumulativeCounts(
                SpaceTimeScan.Counts(observed: week, expected: counts.expected), regions: 0)
            // Divided by the same dispersion on both sides, which cancels.
            if quiet.largest(scan.zones, longestWeeks: scan.longestWeeks) >= seen { reached += 1 }
        }
        self.simulations = drawn
        p = Double(1 + reached) / Double(1 + drawn)
    }
}
