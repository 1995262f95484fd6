/// Limits of the chart of stretches, simulated once for a grid of means and dispersions with the expectation that it has in use
/// (`StretchStudy`, `vangnet statistics limits`).
public enum StretchLimit {
    /// The grid. Between its points the limit is interpolated, in the logarithm of the mean; beyond them it stays what it is.
    public static let means = [1.0, 4, 16, 64, 256]
    public static let dispersions = [1.0, 1.4, 2, 3, 5]
    /// Weeks in which one series gives one false alarm, rises and falls together: each of them one in twice as many.
    public static let runLength = 260

    /// Nil when the table is for another run length.
    public static func limit(
        _ evidence: StretchChart.Evidence, _ direction: LikelihoodRatioChart.Direction, runLength: Int
    ) -> Double? {
        guard runLength == Self.runLength else { return nil }
        return limit(mean: evidence.mean, dispersion: evidence.dispersion, direction)
    }

    static func limit(mean: Double, dispersion: Double, _ direction: LikelihoodRatioChart.Direction) -> Double {
        let table = direction == .increase ? StretchLimitTable.increase : StretchLimitTable.decrease
        let (row, down) = place(dispersion, dispersions)
        let (column, across) = place(Maths.log(max(mean, 0.01)), means.map { Maths.log($0) })
        func along(_ row: Int) -> Double {
            table[row][column] * (1 - across) + table[row][min(column + 1, means.count - 1)] * across
        }
        return along(row) * (1 - down) + along(min(row + 1, dispersions.count - 1)) * down
    }

    /// The grid point before a value, and how far it is to the next one, from 0 to 1.
    private static func place(_ value: Double, _ grid: [Double]) -> (Int, Double) {
        guard let after = grid.firstIndex(where: { $0 > value }) else { return (grid.count - 1, 0) }
        guard after > 0 else { return (0, 0) }
        return (after - 1, (value - grid[after - 1]) / (grid[after] - grid[after - 1]))
    }
}
