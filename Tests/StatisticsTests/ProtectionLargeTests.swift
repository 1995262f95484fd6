import Testing

@testable import Statistics

/// Tables for which the cheapest hiding cannot be looked for: they come out all the same, proved, with more hidden.
@Suite struct ProtectionLargeTests {
    /// A quarter of weeks for every region and topic, with all totals: 3,402 linked cells.
    private func cube(_ seed: UInt64, largest: Int = 25) throws -> LinkedTable {
        var random = Repeatable(seed)
        return try LinkedTable([
            Tables.dimension(.categories, "t", 8), Tables.dimension(.regions, "r", 26),
            Tables.dimension(.periods, "w", 13),
        ]) { _ in Int.random(in: 0...largest, using: &random) }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func `a cube of 3,402 linked cells comes out within seconds and is proved`(seed: UInt64) throws {
        let table = try cube(seed)
        #expect(table.counts.count == 3_402)
        let rule = try DisclosureRule(threshold: 5)
        let began = ContinuousClock.now
        let release = try table.publish(rule)
        // About a second on two cores of 2026; the rest is for a machine that does other things too.
        #expect(ContinuousClock.now - began < .seconds(20))
        #expect(release.search == .bounded)
        #expect(release.published.audit.passes)
        #expect(try #require(release.published.audit.narrowest) >= 5)
        for (cell, count) in table.counts where (1..<5).contains(count) {
            #expect(release.published.figures[cell] == .tooFewToShow)
        }
        #expect(release.published.figures.values.contains { $0 != .tooFewToShow })
    }

    @Test func `a cube with months and half a year over its weeks comes out too`() throws {
        let weeks = (1...26).map { "w\($0)" }
        var nodes = weeks.map { LinkedTable.Dimension.Node($0) }
        for month in 0..<6 {
            nodes.append(
                LinkedTable.Dimension.Node("m\(month + 1)", sumOf: Array(weeks[month * 13 / 3..<(month + 1) * 13 / 3])))
        }
        nodes.append(LinkedTable.Dimension.Node("half", sumOf: (1...6).map { "m\($0)" }))
        var random = Repeatable(7)
        let table = try LinkedTable([
            Tables.dimension(.categories, "t", 4), Tables.dimension(.regions, "r", 26),
            LinkedTable.Dimension(.periods, nodes),
        ]) { _ in Int.random(in: 0...30, using: &random) }
        #expect(table.counts.count == 4_455)
        let release = try table.publish(DisclosureRule(threshold: 5))
        #expect(release.published.audit.passes)
    }

    @Test func `what was shown of a large cube before limits what can be hidden now`() throws {
        let rule = try DisclosureRule(threshold: 5)
        let first = try cube(3, largest: 60).publish(rule)
        let second = try cube(3, largest: 60).publish(rule, after: [first.record])
        #expect(second.published.audit.passes)
        #expect(try #require(second.published.audit.narrowest) >= 5)
    }

    @Test func `a large table of which nothing is known but its sums ends too, proved or refused`() throws {
        let crossed = try cube(4)
        let table = try LinkedTable(counts: crossed.counts, relations: crossed.relations)
        let release = try? table.publish(DisclosureRule(threshold: 5))
        #expect(release?.published.audit.passes ?? true)
        #expect(release?.search ?? .bounded == .bounded)
    }

    @Test func `an audit that may cost nothing proves nothing`() throws {
        let table = try Tables.grid(4, 4, seed: 3, largest: 9)
        let system = AttackerSystem(
            variables: table.counts.sorted { $0.key < $1.key }.map { cell, count in
                AttackerSystem.Variable(
                    id: cell, value: count, lower: 0, upper: AttackerSystem.unbounded,
                    requirement: DisclosureRule.Requirement(below: 0, above: 5, width: 5))
            }, relations: [])
        #expect(DisclosureAudit(system).passes)
        let relations = [(0..<system.variables.count).map { (variable: $0, coefficient: $0 == 0 ? 1 : -1) }]
        let tied = AttackerSystem(variables: system.variables, relations: relations)
        #expect(DisclosureAudit(tied).passes)
        #expect(!DisclosureAudit(tied, mostWork: 0).passes)
    }
}
