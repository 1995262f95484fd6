import Statistics

/// `suppression_audit.csv` from `suppression_tables.csv`: what an attacker knows of each hidden cell when all row and column totals and all
/// other cells are shown.
struct SuppressionCases: CaseAlgorithm {
    let name = "suppression_audit"
    let columns = ["case_id", "row", "col", "value", "min", "max", "solutions"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        guard let table = folder.table("suppression_tables") else { return nil }
        var answer = CaseAnswer()
        let cases = Dictionary(grouping: table.rows.indices) { table.text($0, "case_id") }
        for (id, rows) in cases.sorted(by: { $0.value[0] < $1.value[0] }) {
            do {
                let cells = try rows.map { row in
                    guard let count = table.whole(row, "value") else {
                        throw CaseError("Row \(row + 1) of suppression_tables.csv needs a value, a whole number.")
                    }
                    return CrossTable.Cell(
                        row: table.text(row, "row"), column: table.text(row, "col"), count: count,
                        visibility: ["1", "TRUE", "true"].contains(table.text(row, "suppressed")) ? .hidden : .shown)
                }
                let crossed = try CrossTable(cells)
                let solutions = crossed.solutions()
                answer.rows += crossed.intervals().map { cell, interval in
                    [
                        CaseValue(id), CaseValue(cell.row), CaseValue(cell.column), CaseValue(cell.count),
                        CaseValue(interval.lowerBound), CaseValue(interval.upperBound), CaseValue(solutions),
                    ]
                }
            } catch {
                answer.refused.append((id, "\(error)"))
            }
        }
        return answer
    }
}
