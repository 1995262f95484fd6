/// One table of rows by columns of which all totals are shown, and some cells are not.
///
/// The hidden cells form a transport polytope: its corners are whole numbers, so that the least and greatest value of a cell by linear
/// programming are those in whole numbers (A. J. Hoffman, J. B. Kruskal, 1956).
public struct CrossTable: Sendable, Equatable {
    public enum Visibility: Sendable, Equatable { case shown, hidden }

    public struct Cell: Sendable, Equatable {
        public let row: String
        public let column: String
        public let count: Int
        public let visibility: Visibility

        public init(row: String, column: String, count: Int, visibility: Visibility) {
            self.row = row
            self.column = column
            self.count = count
            self.visibility = visibility
        }
    }

    public let hidden: [Cell]

    /// - Throws: `ProtectionError` when a count is not allowed or a cell is there twice.
    public init(_ cells: [Cell]) throws(ProtectionError) {
        guard !cells.isEmpty else { throw .empty }
        var seen: Set<[String]> = []
        for cell in cells {
            let id = CellID("\(cell.row)|\(cell.column)")
            guard cell.count >= 0, cell.count <= LinkedTable.largestCount else {
                throw .countNotAllowed(id, cell.count)
            }
            guard seen.insert([cell.row, cell.column]).inserted else { throw .relationNotAllowed(id) }
        }
        hidden = cells.filter { $0.visibility == .hidden }
    }

    /// For each hidden cell, in the order given, every value between these is possible and no other.
    public func intervals() -> [(cell: Cell, interval: ClosedRange<Int>)] {
        let lines = lines
        let system = AttackerSystem(
            variables: hidden.map {
                AttackerSystem.Variable(
                    id: CellID("\($0.row)|\($0.column)"), value: $0.count, lower: 0, upper: AttackerSystem.unbounded,
                    requirement: nil)
            }, relations: lines.map { line in line.map { (variable: $0, coefficient: 1) } })
        var answers: [ClosedRange<Int>] = hidden.map { $0.count...$0.count }
        for group in system.components() {
            var program = system.program(group)
            for (column, number) in group.enumerated() {
                let up = Int(program.maximise([(column, 1)]).rounded())
                let down = Int(program.maximise([(column, -1)]).rounded())
                answers[number] = (hidden[number].count - down)...(hidden[number].count + up)
            }
        }
        return zip(hidden, answers).map { ($0, $1) }
    }

    /// Rows and columns as lists of hidden cells.
    private var lines: [[Int]] {
        let rows = Dictionary(grouping: hidden.indices) { hidden[$0].row }
        let columns = Dictionary(grouping: hidden.indices) { hidden[$0].column }
        return rows.values.sorted { $0[0] < $1[0] } + columns.values.sorted { $0[0] < $1[0] }
    }

    /// How many tables of whole numbers agree with what is shown; nil when counting them takes more than `limit` steps.
    ///
    /// Row by row over the rest of each column, in the direction with fewer columns. Exact up to 2⁵³.
    public func solutions(limit: Int = 20_000_000) -> Double? {
        let rowNames = Set(hidden.map(\.row))
        let columnNames = Set(hidden.map(\.column))
        let turned = rowNames.count < columnNames.count
        let outer = Dictionary(grouping: hidden) { turned ? $0.column : $0.row }
        let inner = Dictionary(grouping: hidden) { turned ? $0.row : $0.column }
        let names = inner.keys.sorted()
        let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        var states: [[Int]: Double] = [names.map { name in inner[name, default: []].reduce(0) { $0 + $1.count } }: 1]
        var steps = 0
        for (_, cells) in outer.sorted(by: { $0.key < $1.key }) {
            let places = cells.compactMap { place[turned ? $0.row : $0.column] }
            let sum = cells.reduce(0) { $0 + $1.count }
            // State with what is left of the row in front.
            var open = Dictionary(uniqueKeysWithValues: states.map { ([sum] + $0.key, $0.value) })
            for column in places {
                var next: [[Int]: Double] = [:]
                for (state, ways) in open {
                    for amount in 0...min(state[0], state[column + 1]) {
                        steps += 1
                        if steps > limit { return nil }
                        var changed = state
                        changed[0] -= amount
                        changed[column + 1] -= amount
                        next[changed, default: 0] += ways
                    }
                }
                open = next
            }
            states = [:]
            for (state, ways) in open where state[0] == 0 { states[Array(state.dropFirst()), default: 0] += ways }
        }
        return states.reduce(0) { $1.key.allSatisfy { $0 == 0 } ? $0 + $1.value : $0 }
    }
}
