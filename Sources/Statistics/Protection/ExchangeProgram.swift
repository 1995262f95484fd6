/// A linear program over changes of counts: maximise c·d with A d = 0 and lower ≤ d ≤ upper, where 0 is always allowed.
///
/// The bounded simplex method on a dense tableau, started from d = 0 (the truth). In the tables of this folder the entries stay −1, 0
/// and 1, so that nothing is rounded; nobody relies on that, since every answer is checked in whole numbers afterwards. Source:
/// V. Chvátal, *Linear Programming* (1983), chapter 8.
struct ExchangeProgram: Sendable {
    struct Column: Sendable {
        /// Row and coefficient.
        let entries: [(row: Int, coefficient: Double)]
        var lower: Double
        var upper: Double
    }

    private(set) var columns: [Column]
    private(set) var values: [Double]
    private let rows: Int
    private var tableau: [Double]
    /// Column that is basic in each row; −1 for the artificial one that stays zero.
    private var basis: [Int]
    private var rowOf: [Int]
    /// Entries of the tableau that were changed since the program was made: what it costs, the same on every machine.
    private(set) var work = 0
    /// Beyond so much work `maximise` stops where it is: at a point that is allowed, but perhaps not the best.
    var limit = Int.max
    private static let small = 1e-9

    init(rows: Int, columns: [Column]) {
        self.rows = rows
        self.columns = columns
        values = []
        tableau = []
        basis = []
        rowOf = []
        reset()
    }

    /// Back to d = 0, with the bounds of now.
    mutating func reset() {
        let width = columns.count
        values = Array(repeating: 0, count: width)
        tableau = Array(repeating: 0, count: rows * width)
        basis = Array(repeating: -1, count: rows)
        rowOf = Array(repeating: -1, count: width)
        for (place, column) in columns.enumerated() {
            for entry in column.entries { tableau[entry.row * width + place] += entry.coefficient }
        }
    }

    /// Changes the bounds of a column; call `reset` when the present value may no longer lie between them.
    mutating func bound(_ column: Int, lower: Double, upper: Double) {
        columns[column].lower = min(lower, 0)
        columns[column].upper = max(upper, 0)
    }

    /// Moves `values` to where c·d is largest, or stops when it is at least `enough`; a limit on the steps ends it earlier, at a point that
    /// is allowed but perhaps not the best.
    ///
    /// - Returns: c·d there.
    @discardableResult
    mutating func maximise(_ objective: [(column: Int, weight: Double)], enough: Double = .infinity) -> Double {
        let width = columns.count
        var costs = Array(repeating: 0.0, count: width)
        for (column, weight) in objective { costs[column] += weight }
        var reduced = costs
        for row in 0..<rows where basis[row] >= 0 && costs[basis[row]] != 0 {
            let cost = costs[basis[row]]
            for column in 0..<width { reduced[column] -= cost * tableau[row * width + column] }
        }
        var still = 0
        for _ in 0..<(50 * (rows + width) + 1000) {
            let now = objective.reduce(0) { $0 + $1.weight * values[$1.column] }
            if now >= enough - Self.small || work > limit { break }
            guard let entering = entering(reduced, firstOnly: still > rows + 20) else { break }
            let moved = move(entering, reduced[entering] > 0 ? 1 : -1, &reduced)
            if moved == .infinity { return .infinity }
            still = moved > Self.small ? 0 : still + 1
        }
        return objective.reduce(0) { $0 + $1.weight * values[$1.column] }
    }

    /// The column with the steepest gain, or the first with any (Bland's rule, which cannot go round in circles).
    private func entering(_ reduced: [Double], firstOnly: Bool) -> Int? {
        var best: Int?
        var steepest = Self.small
        for column in columns.indices where rowOf[column] < 0 {
            let gain = reduced[column]
            let possible = gain > 0 ? values[column] < columns[column].upper : values[column] > columns[column].lower
            guard possible, abs(gain) > steepest else { continue }
            if firstOnly { return column }
            (best, steepest) = (column, abs(gain))
        }
        return best
    }

    private mutating func move(_ entering: Int, _ direction: Double, _ reduced: inout [Double]) -> Double {
        let width = columns.count
        var step =
            direction > 0 ? columns[entering].upper - values[entering] : values[entering] - columns[entering].lower
        var leaving: Int?
        var size = 0.0
        for row in 0..<rows {
            let entry = tableau[row * width + entering]
            guard abs(entry) > Self.small else { continue }
            // The basic value of the row changes by −entry × direction for each unit.
            let slope = -entry * direction
            var room = 0.0
            if basis[row] >= 0 {
                let column = basis[row]
                room =
                    slope > 0
                    ? (columns[column].upper - values[column]) / slope
                    : (columns[column].lower - values[column]) / slope
            }
            room = max(0, room)
            let better = room < step - Self.small || (room <= step && leaving != nil && abs(entry) > size + Self.small)
            if better || (leaving == nil && room <= step) { (step, leaving, size) = (min(step, room), row, abs(entry)) }
        }
        guard step.isFinite else { return .infinity }
        values[entering] += direction * step
        for row in 0..<rows where basis[row] >= 0 {
            let entry = tableau[row * width + entering]
            if entry != 0 { values[basis[row]] -= entry * direction * step }
        }
        if let leaving { pivot(leaving, entering, &reduced) }
        return step
    }

    private mutating func pivot(_ pivotRow: Int, _ entering: Int, _ reduced: inout [Double]) {
        let width = columns.count
        let rows = rows
        let gain = reduced[entering]
        var places: [Int] = []
        var changed = 0
        tableau.withUnsafeMutableBufferPointer { table in
            let start = pivotRow * width
            let divisor = table[start + entering]
            for column in 0..<width where table[start + column] != 0 {
                table[start + column] /= divisor
                places.append(column)
            }
            for row in 0..<rows where row != pivotRow {
                let factor = table[row * width + entering]
                guard factor != 0 else { continue }
                changed += places.count
                for column in places { table[row * width + column] -= factor * table[start + column] }
                table[row * width + entering] = 0
            }
            for column in places { reduced[column] -= gain * table[start + column] }
        }
        work += changed + width
        reduced[entering] = 0
        let left = basis[pivotRow]
        if left >= 0 {
            rowOf[left] = -1
            // Rests on the bound it ran into.
            let column = columns[left]
            if abs(values[left] - column.lower) < 1e-6 { values[left] = column.lower }
            if abs(values[left] - column.upper) < 1e-6 { values[left] = column.upper }
        }
        basis[pivotRow] = entering
        rowOf[entering] = pivotRow
    }
}
