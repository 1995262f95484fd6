import Testing

@testable import Statistics

@Suite struct ProtectionScaleTests {
    @Test func `half a year of weeks with months is protected for 26 regions`() throws {
        let weeks = (1...26).map { "w\($0)" }
        var nodes = weeks.map { LinkedTable.Dimension.Node($0) }
        for month in 0..<6 {
            let first = month * 13 / 3
            let last = (month + 1) * 13 / 3
            nodes.append(LinkedTable.Dimension.Node("m\(month + 1)", sumOf: Array(weeks[first..<last])))
        }
        nodes.append(LinkedTable.Dimension.Node("half", sumOf: (1...6).map { "m\($0)" }))
        let periods = LinkedTable.Dimension(.periods, nodes)
        var random = Repeatable(4)
        let table = try LinkedTable([Tables.dimension(.regions, "r", 26), periods]) { _ in
            Int.random(in: 0...25, using: &random)
        }
        let rule = try DisclosureRule(threshold: 5)
        let release = try table.publish(rule)
        #expect(release.published.audit.passes)
        #expect(try #require(release.published.audit.narrowest) >= 5)
    }

    @Test func `topics by regions by weeks are protected`() throws {
        var random = Repeatable(5)
        let table = try LinkedTable([
            Tables.dimension(.categories, "t", 4), Tables.dimension(.regions, "r", 8),
            Tables.dimension(.periods, "w", 4),
        ]) { _ in Int.random(in: 0...30, using: &random) }
        let rule = try DisclosureRule(threshold: 5)
        let release = try table.publish(rule)
        #expect(release.published.audit.passes)
        #expect(try #require(release.published.audit.narrowest) >= 5)
    }
}
