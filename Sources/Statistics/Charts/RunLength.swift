extension LikelihoodRatioChart {
    /// The limit of a chart for changes of unknown size that gives one false alarm in `runLength` weeks when nothing changes.
    ///
    /// Run lengths of such charts are close to geometric (C. Han, F. Tsung, Statistica Sinica 18 (2008)), so the limit is the value that the
    /// statistic stays below for `runLength` weeks in a share e⁻¹ of simulated quiet series. Counts are negative binomial around one mean.
    ///
    /// - Parameters:
    ///   - mean: of each week, above 0.
    ///   - dispersion: variance divided by mean, 1 or more.
    ///   - shortestSegment: least weeks of a change.
    ///   - reach: how many weeks back a change may have begun.
    ///   - paths: simulated series; the limit's error falls with their root.
    /// - Throws: `StatisticsError` when a value is not allowed.
    public static func limit(
        mean: Double, dispersion: Double, direction: Direction, shortestSegment: Int, reach: Int, runLength: Int,
        paths: Int, seed: UInt64
    ) throws(StatisticsError) -> Double {
        try StatisticsError.check("run length", Double(runLength), "2 weeks or more") { $0 >= 2 }
        try StatisticsError.check("number of paths", Double(paths), "10 or more") { $0 >= 10 }
        let distribution = try NegativeBinomial(mean: mean, dispersion: dispersion)
        // A limit that is never reached: the statistic is what is wanted.
        let chart = try LikelihoodRatioChart(
            change: .unknown(direction), limit: 1e12, inverseSize: dispersion > 1.001 ? (dispersion - 1) / mean : 0,
            shortestSegment: shortestSegment, reach: .weeks(reach))
        var generator = SimulationGenerator(seed: seed)
        let means = [Double](repeating: mean, count: runLength)
        var largest: [Double] = []
        for _ in 0..<paths {
            let counts = means.map { _ in Double(generator.count(of: distribution)) }
            largest.append(try chart.judge(counts, means: means).map(\.statistic).max() ?? 0)
        }
        largest.sort()
        return largest[Int(Double(paths) * 0.36787944117144233)]
    }
}
