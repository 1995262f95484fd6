import Testing

@testable import Statistics

/// Tries every table of whole numbers; knows only what was shown and the sums.
struct PatientAttacker {
    /// Rows × columns of leaves; a value with its bounds for each cell that is shown.
    let known: (CellID) -> ClosedRange<Int>?
    let rows: Int
    let columns: Int
    let largest: Int

    /// All counts that are possible for each leaf `rI|wJ`.
    func possible() -> [CellID: Set<Int>] {
        var leaves = Array(repeating: Array(repeating: 0, count: columns), count: rows)
        var found: [CellID: Set<Int>] = [:]
        func id(_ row: Int, _ column: Int) -> CellID {
            CellID("\(row < rows ? "r\(row + 1)" : "all r")|\(column < columns ? "w\(column + 1)" : "all w")")
        }
        func agrees(_ row: Int, _ column: Int, _ sum: Int) -> Bool {
            known(id(row, column)).map { $0.contains(sum) } ?? true
        }
        func mayStill(_ row: Int, _ column: Int, _ sum: Int) -> Bool {
            known(id(row, column)).map { sum <= $0.upperBound } ?? true
        }
        func place(_ cell: Int) {
            if cell == rows * columns {
                guard agrees(rows, columns, leaves.joined().reduce(0, +)) else { return }
                for row in 0..<rows {
                    for column in 0..<columns { found[id(row, column), default: []].insert(leaves[row][column]) }
                }
                return
            }
            let (row, column) = (cell / columns, cell % columns)
            for count in known(id(row, column)) ?? 0...largest {
                leaves[row][column] = count
                let across = leaves[row][0...column].reduce(0, +)
                let down = (0...row).reduce(0) { $0 + leaves[$1][column] }
                guard mayStill(row, columns, across), mayStill(rows, column, down) else { break }
                if column == columns - 1, !agrees(row, columns, across) { continue }
                if row == rows - 1, !agrees(rows, column, down) { continue }
                place(cell + 1)
            }
            leaves[row][column] = 0
        }
        place(0)
        return found
    }
}

@Suite struct ProtectionAttackTests {
    private let rule: DisclosureRule
    init() throws { rule = try DisclosureRule(threshold: 5) }

    private func attacker(_ published: PublishedTable, _ rows: Int, _ columns: Int) -> PatientAttacker {
        // Where all totals are shown they limit the counts, so that every one can be tried.
        let isLimited = !published.figures.contains { $0.key.description.contains("all") && $0.value == .tooFewToShow }
        return PatientAttacker(
            known: { cell in
                switch published.figures[cell] {
                case .count(let count): count...count
                case .roundedToFive(let count): max(0, count - 2)...(count + 2)
                case .tooFewToShow, nil: nil
                }
            }, rows: rows, columns: columns, largest: isLimited ? 40 : 16)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `who tries every table cannot tell a hidden count from those around it`(seed: UInt64) throws {
        let table = try Tables.grid(2 + Int(seed % 2), 3, seed: seed, largest: 11)
        let release = try table.publish(rule)
        let possible = attacker(release.published, 2 + Int(seed % 2), 3).possible()
        for (cell, reason) in release.reasons {
            guard let counts = possible[cell], let count = table.counts[cell] else { continue }
            #expect(counts.contains(count))
            if reason == .small {
                #expect(
                    counts.contains(0) && counts.contains { $0 >= count + 5 },
                    "\(cell) is \(count), possible \(counts.sorted())")
            }
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) >= 5, "\(cell) is \(count), possible \(counts.sorted())")
        }
        // What the audit says is possible is so, also by trying; where a total is hidden the counts may be larger than are tried here.
        guard !release.reasons.keys.contains(where: { $0.description.contains("all") }) else { return }
        for finding in release.published.audit.findings {
            guard let counts = possible[finding.cell] else { continue }
            #expect(counts.contains(finding.possible.lowerBound))
            #expect(counts.contains(finding.possible.upperBound))
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `rounded totals and hidden cells together are audited`(seed: UInt64) throws {
        let table = try Tables.grid(2, 2, seed: seed &+ 40, largest: 12)
        let release = try table.publish(rule, as: .roundedToFive)
        let possible = attacker(release.published, 2, 2).possible()
        for (cell, reason) in release.reasons where reason == .small {
            guard let counts = possible[cell], let count = table.counts[cell] else { continue }
            #expect(counts.contains(0) && counts.contains { $0 >= count + 5 })
        }
        for case .roundedToFive(let figure) in release.published.figures.values { #expect(figure % 5 == 0) }
    }

    private func refusedCells(_ table: LinkedTable) throws -> Set<CellID> {
        do {
            _ = try table.publish(rule, plan: .only([]))
            return []
        } catch {
            guard case .recoverable(let cells) = error else { throw error }
            return Set(cells)
        }
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `the interval that the audit refuses is the one that the patient attacker finds`(seed: UInt64) throws {
        let table = try Tables.grid(3, 2, seed: seed &+ 100, largest: 9)
        let refused = try refusedCells(table)
        let primary = rule.primary(table)
        let possible = PatientAttacker(
            known: { cell in primary[cell] == nil ? table.counts[cell].map { $0...$0 } : nil }, rows: 3, columns: 2,
            largest: 24
        ).possible()
        for (cell, item) in primary {
            guard let counts = possible[cell], let count = table.counts[cell] else { continue }
            let safe =
                counts.contains(count - item.requirement.below)
                && counts.contains { $0 >= count + item.requirement.above }
            #expect(safe == !refused.contains(cell), "\(cell) is \(count), possible \(counts.sorted())")
        }
    }

    @Test func `a month that is published later does not give away a week that was hidden before`() throws {
        let counts = [[3, 9, 12, 8], [4, 7, 10, 9], [12, 14, 6, 8]]
        let weeks = LinkedTable.Dimension(.periods, (1...4).map { LinkedTable.Dimension.Node("w\($0)") })
        let regions = Tables.dimension(.regions, "r", 3)
        let leaf = { (names: [String]) -> Int in counts[Int(names[0].dropFirst())! - 1][Int(names[1].dropFirst())! - 1]
        }
        let weekly = try LinkedTable([regions, weeks], leaf: leaf)
        let first = try weekly.publish(rule)
        #expect(first.published.figures["r1|w1"] == .tooFewToShow)
        #expect(first.published.figures["r1|w2"] == .count(9))
        let monthly = try LinkedTable([regions, Tables.dimension(.periods, "w", 4)], leaf: leaf)
        // Only sums of regions hide r1|w1 in the weekly table; the month minus the weeks that were shown would be the count.
        let shown = first.published.figures.filter { $0.value != .tooFewToShow }.keys
        let weeklyHidden = Set(weekly.counts.keys).subtracting(shown)
        #expect(throws: ProtectionError.self) {
            try monthly.publish(rule, plan: .only(weeklyHidden), after: [first.record])
        }
        let second = try monthly.publish(rule, after: [first.record])
        #expect(second.published.audit.passes)
        #expect(second.published.figures["r1|all w"] == .tooFewToShow)
        // Together, by somebody who tries everything.
        let possible = PatientAttacker(
            known: { cell in
                for figures in [first.published.figures, second.published.figures] {
                    if case .count(let count) = figures[cell] { return count...count }
                }
                return nil
            }, rows: 3, columns: 4, largest: 14
        ).possible()
        for cell in second.reasons.filter({ $0.value == .small }).keys {
            guard let found = possible[cell], let count = weekly.counts[cell] else { continue }
            #expect(
                found.contains(0) && found.contains { $0 >= count + 5 },
                "\(cell) is \(count), possible \(found.sorted())")
        }
    }

    @Test func `a correction of one cell does not give away what was and is hidden`() throws {
        let before = try Tables.grid(4, 4, seed: 9, largest: 14)
        let first = try before.publish(rule)
        var random = Repeatable(9)
        var leaves: [String: Int] = [:]
        let after = try LinkedTable([Tables.dimension(.regions, "r", 4), Tables.dimension(.periods, "w", 4)]) { names in
            let count = Int.random(in: 0...14, using: &random) + (names == ["r2", "w2"] ? 1 : 0)
            leaves[names.joined(separator: "|")] = count
            return count
        }
        let second = try after.publish(rule, after: [first.record])
        #expect(second.published.audit.passes)
        #expect(second.record.hidden.contains { after.counts[$0].map { $0 < 5 && $0 > 0 } ?? false })
    }

    @Test func `a count that was shown cannot be hidden afterwards`() throws {
        let table = try LinkedTable(
            counts: ["a": 7, "b": 30, "sum": 37],
            relations: [SumRelation(total: "sum", parts: ["a", "b"], kind: .regions)])
        let first = try table.publish(rule)
        #expect(throws: ProtectionError.alreadyPublished("a")) {
            try table.publish(DisclosureRule(threshold: 10), after: [first.record])
        }
    }
}
