import Testing

@testable import Statistics

/// A generator that gives the same numbers every time.
struct Repeatable: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
    mutating func next() -> UInt64 {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Tables to protect.
enum Tables {
    static func dimension(_ kind: SumRelation.Parts, _ letter: String, _ count: Int) -> LinkedTable.Dimension {
        let leaves = (1...count).map { "\(letter)\($0)" }
        return LinkedTable.Dimension(
            kind,
            leaves.map { LinkedTable.Dimension.Node($0) } + [LinkedTable.Dimension.Node("all \(letter)", sumOf: leaves)]
        )
    }

    static func grid(
        _ regions: Int, _ weeks: Int, seed: UInt64, largest: Int = 20, kind: SumRelation.Parts = .regions
    ) throws -> LinkedTable {
        var random = Repeatable(seed)
        return try LinkedTable([dimension(kind, "r", regions), dimension(.periods, "w", weeks)]) { _ in
            Int.random(in: 0...largest, using: &random)
        }
    }

}

@Suite("What leaves the house")
struct ProtectionTests {
    private let rule: DisclosureRule
    init() throws { rule = try DisclosureRule(threshold: 5) }

    @Test("Hiding only the small cells of a table with totals is refused, and says which can be calculated")
    func primaryOnlyFails() throws {
        let counts = [[12, 3, 20, 8], [40, 2, 9, 31], [15, 4, 6, 27]]
        let table = try LinkedTable([Tables.dimension(.regions, "r", 3), Tables.dimension(.periods, "w", 4)]) { names in
            counts[Int(names[0].dropFirst())! - 1][Int(names[1].dropFirst())! - 1]
        }
        #expect(throws: ProtectionError.recoverable(["r1|w2", "r2|w2", "r3|w2"])) {
            try table.publish(rule, plan: .only([]))
        }
        let third: Set<CellID> = ["r1|w3", "r2|w3", "r3|w3"]
        let release = try table.publish(rule, plan: .only(third))
        #expect(release.published.figures["r1|w2"] == .tooFewToShow)
        #expect(try table.publish(rule).published.audit.passes)
    }

    @Test("A national table of 26 regions by 13 weeks is protected and proved", arguments: [1, 2, 3] as [UInt64])
    func national(seed: UInt64) throws {
        let table = try Tables.grid(26, 13, seed: seed, largest: 25)
        let release = try table.publish(rule)
        #expect(release.published.audit.passes)
        #expect(try #require(release.published.audit.narrowest) >= 5)
        for (cell, count) in table.counts where count > 0 && count < 5 {
            #expect(release.published.figures[cell] == .tooFewToShow)
        }
        // Not everything is hidden: less than one more for each cell that is too small.
        #expect(release.reasons.count < 2 * release.reasons.values.count { $0 == .small })
    }

    @Test("A category that holds nearly everybody is hidden, and so are the zeros beside it")
    func dominance() throws {
        let table = try LinkedTable([Tables.dimension(.categories, "t", 3), Tables.dimension(.regions, "r", 4)]) {
            names in
            if names[1] == "r1" { return names[0] == "t1" ? 30 : 0 }
            return names[0] == "t1" ? 12 : 14
        }
        let release = try table.publish(rule)
        #expect(release.reasons["t1|r1"] == .dominant)
        #expect(release.reasons["t2|r1"] == .dangerousZero)
        let finding = try #require(release.published.audit.findings.first { $0.cell == "t1|r1" })
        #expect(finding.possible.lowerBound <= 25)
    }

    @Test("A cell that must be shown is shown, or nothing is")
    func mustShow() throws {
        let table = try Tables.grid(5, 4, seed: 21, largest: 15)
        let totals = Set(table.counts.keys.filter { $0.description.contains("all") })
        let release = try table.publish(rule, plan: .repaired(mustShow: totals))
        for total in totals { #expect(release.published.figures[total] != .tooFewToShow) }
        #expect(throws: ProtectionError.self) {
            try LinkedTable(
                counts: ["a": 3, "b": 30, "sum": 33],
                relations: [SumRelation(total: "sum", parts: ["a", "b"], kind: .regions)]
            )
            .publish(rule, plan: .repaired(mustShow: ["b", "sum"]))
        }
    }

    @Test("Organisations, regions and the country are protected as one")
    func hierarchy() throws {
        let regions = ["N", "O", "Z"]
        let organisations = regions.flatMap { region in (1...3).map { "\(region)\($0)" } }
        var nodes = organisations.map { LinkedTable.Dimension.Node($0) }
        nodes += regions.map { region in
            LinkedTable.Dimension.Node(region, sumOf: organisations.filter { $0.hasPrefix(region) })
        }
        nodes.append(LinkedTable.Dimension.Node("NL", sumOf: regions))
        var random = Repeatable(31)
        let table = try LinkedTable([LinkedTable.Dimension(.organisations, nodes), Tables.dimension(.periods, "w", 4)])
        { _ in
            Int.random(in: 0...15, using: &random)
        }
        let release = try table.publish(rule)
        #expect(release.published.audit.passes)
        #expect(release.published.figures["NL|all w"] != .tooFewToShow)
    }

    @Test("A number made from a hidden figure does not exist")
    func derived() throws {
        let table = try LinkedTable(counts: ["old": 3, "new": 12, "other": 20], relations: [])
        let published = try table.publish(rule).published
        #expect(published.derived(from: ["old", "new"]) { Double($0[1]) / Double($0[0]) } == nil)
        #expect(published.derived(from: ["new", "other"]) { $0[1] - $0[0] } == 8)
        #expect(published.derived(from: ["unknown"]) { $0[0] } == nil)
    }

    @Test("A zero that everybody knows is no hiding place")
    func structuralZeros() throws {
        let table = try LinkedTable(
            counts: ["a": 3, "b": 0, "c": 9, "sum": 12],
            relations: [SumRelation(total: "sum", parts: ["a", "b", "c"], kind: .regions)])
        let release = try table.publish(rule, structuralZeros: ["b"])
        #expect(release.published.figures["b"] == .count(0))
        #expect(release.reasons["c"] == .complementary || release.reasons["sum"] == .complementary)
    }

    @Test("Tables that do not hold together are refused")
    func badTables() throws {
        let sum = SumRelation(total: "sum", parts: ["a", "b"], kind: .regions)
        #expect(throws: ProtectionError.empty) { try LinkedTable(counts: [:], relations: []) }
        #expect(throws: ProtectionError.countNotAllowed("a", -1)) { try LinkedTable(counts: ["a": -1], relations: []) }
        #expect(throws: ProtectionError.countNotAllowed("a", .max)) {
            try LinkedTable(counts: ["a": .max], relations: [])
        }
        #expect(throws: ProtectionError.unknownCell("b")) {
            try LinkedTable(counts: ["a": 1, "sum": 1], relations: [sum])
        }
        #expect(throws: ProtectionError.sumDiffers("sum", total: 4, sum: 3)) {
            try LinkedTable(counts: ["a": 1, "b": 2, "sum": 4], relations: [sum])
        }
        #expect(throws: ProtectionError.relationNotAllowed("sum")) {
            try LinkedTable(counts: ["sum": 4], relations: [SumRelation(total: "sum", parts: ["sum"], kind: .regions)])
        }
        #expect(throws: ProtectionError.self) { try DisclosureRule(threshold: 1) }
        #expect(throws: ProtectionError.self) { try DisclosureRule(dominantShare: .nan) }
        #expect(throws: ProtectionError.self) {
            try CrossTable([
                CrossTable.Cell(row: "1", column: "1", count: 1, visibility: .hidden),
                CrossTable.Cell(row: "1", column: "1", count: 1, visibility: .hidden),
            ])
        }
    }

    @Test(
        "The intervals and the number of a cross table's solutions are those of trying all",
        arguments: 1...15 as ClosedRange<UInt64>)
    func crossTable(seed: UInt64) throws {
        var random = Repeatable(seed)
        var cells: [CrossTable.Cell] = []
        for row in 1...3 {
            for column in 1...3 {
                cells.append(
                    CrossTable.Cell(
                        row: "r\(row)", column: "w\(column)", count: Int.random(in: 0...4, using: &random),
                        visibility: Bool.random(using: &random) || row == column ? .hidden : .shown))
            }
        }
        let table = try CrossTable(cells)
        var solutions = 0.0
        var reach: [Int: ClosedRange<Int>] = [:]
        let hidden = table.hidden
        func sums(_ counts: [Int]) -> [String: Int] {
            var sums: [String: Int] = [:]
            for (cell, count) in zip(hidden, counts) {
                sums[cell.row, default: 0] += count
                sums[cell.column, default: 0] += count
            }
            return sums
        }
        let truth = sums(hidden.map(\.count))
        func place(_ counts: [Int], _ left: [String: Int]) {
            guard counts.count < hidden.count else {
                guard left.values.allSatisfy({ $0 == 0 }) else { return }
                solutions += 1
                for (number, count) in counts.enumerated() {
                    let old = reach[number] ?? count...count
                    reach[number] = min(old.lowerBound, count)...max(old.upperBound, count)
                }
                return
            }
            let cell = hidden[counts.count]
            for count in 0...min(left[cell.row] ?? 0, left[cell.column] ?? 0) {
                var rest = left
                rest[cell.row, default: 0] -= count
                rest[cell.column, default: 0] -= count
                place(counts + [count], rest)
            }
        }
        place([], truth)
        #expect(table.solutions() == solutions)
        for (number, found) in table.intervals().enumerated() { #expect(found.interval == reach[number]) }
    }
}
