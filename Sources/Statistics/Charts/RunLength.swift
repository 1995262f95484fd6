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

/// Limits of the chart for slow change, simulated once for a grid of means and dispersions (`vangnet statistics limits`).
public enum SustainedLimit {
    /// The grid: powers of two of the mean, and dispersions. Between them the limit changes slowly; the larger neighbour is taken.
    static let means = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
    static let dispersions = [1.0, 1.5, 2, 3, 5, 8]
    /// Weeks in which the tabulated chart gives one false alarm, its least segment and its reach.
    public static let runLength = 260
    public static let shortestSegment = 3
    public static let reach = 26

    /// Nil when the table is for another run length.
    public static func limit(
        mean: Double, dispersion: Double, direction: LikelihoodRatioChart.Direction, runLength: Int
    ) -> Double? {
        guard runLength == Self.runLength, mean.isFinite, dispersion.isFinite else { return nil }
        let row = dispersions.firstIndex { $0 >= dispersion - 1e-9 } ?? dispersions.count - 1
        let upper = means.firstIndex { $0 >= mean } ?? means.count - 1
        let table = direction == .increase ? SustainedLimitTable.increase : SustainedLimitTable.decrease
        return max(table[row][upper], table[row][max(0, upper - 1)])
    }

    /// The grid, simulated anew: by direction, dispersion and mean. Takes minutes.
    public static func simulate(
        _ direction: LikelihoodRatioChart.Direction, paths: Int = 400, seed: UInt64 = 20_261_126
    ) throws(StatisticsError) -> [[Double]] {
        var table: [[Double]] = []
        for dispersion in dispersions {
            var row: [Double] = []
            for mean in means {
                row.append(
                    try LikelihoodRatioChart.limit(
                        mean: mean, dispersion: dispersion, direction: direction, shortestSegment: shortestSegment,
                        reach: reach,
                        runLength: runLength, paths: paths, seed: seed))
            }
            table.append(row)
        }
        return table
    }
}
