import Testing

@testable import Statistics

/// A source whose reports come in late.
struct LateSource {
    let mean: Double
    /// Part that is in at the age that is looked at.
    let share: Double
    /// How much that part differs from week to week: standard deviation.
    var spread = 0.0
    var dispersion = 1.4
    var generator: SimulationGenerator

    init(mean: Double, share: Double, spread: Double = 0, seed: UInt64) {
        (self.mean, self.share, self.spread) = (mean, share, spread)
        generator = SimulationGenerator(seed: seed)
    }

    mutating func week(factor: Double = 1) throws -> (early: Int, final: Int) {
        let final = generator.count(of: try NegativeBinomial(mean: mean * factor, dispersion: dispersion))
        let part = min(0.999, max(0.001, share + spread * Normal.quantile(generator.uniform())))
        var early = 0
        for _ in 0..<final where generator.uniform() < part { early += 1 }
        return (early, final)
    }

    mutating func triangle(_ weeks: Int) throws -> ReportingTriangle {
        try ReportingTriangle(known: (0..<weeks).map { _ in try week() }.map { [$0.early, $0.final] })
    }
}

@Suite struct `How complete a count is at an age` {
    @Test func `is what was known then of what it became, over the weeks that are fully aged`() throws {
        let triangle = try ReportingTriangle(
            known: [[60, 80, 100], [30, 40, 50], [66, 88, 110], [24, 32, 40], [nil, 30, 40], [10, nil, nil]])
        let first = try #require(try triangle.completeness(at: 0, least: 4))
        #expect(abs(first.share - 0.6) < 1e-12 && first.weeks == 4)
        let second = try #require(try triangle.completeness(at: 1, least: 4))
        #expect(second.weeks == 5)
        #expect(abs(second.share - 270.0 / 340) < 1e-12)
        // The same in each week, but never surer than reports that come in independently.
        #expect(first.variance >= 0.6 * 0.4)
        let last = try #require(try triangle.completeness(at: 2, least: 4))
        #expect(last.isCertain)
        // Only the latest ones are looked at.
        #expect(try triangle.completeness(at: 1, window: 4, least: 4)?.weeks == 4)
    }

    @Test func `is not known from too few weeks, from zeros, or where next to nothing is in`() throws {
        func triangle(_ pair: [Int?], _ weeks: Int) throws -> ReportingTriangle {
            try ReportingTriangle(known: Array(repeating: pair, count: weeks))
        }
        #expect(try triangle([6, 10], 19).completeness(at: 0) == nil)
        #expect(try triangle([6, 10], 20).completeness(at: 0) != nil)
        #expect(try triangle([0, 0], 30).completeness(at: 0) == nil)
        #expect(try triangle([0, 10], 30).completeness(at: 0) == nil)
        #expect(try triangle([nil, 10], 30).completeness(at: 0) == nil)
        #expect(try ReportingTriangle(known: []).completeness(at: 0) == nil)
    }

    @Test func `is certain where everything was always known at once`() throws {
        let triangle = try ReportingTriangle(known: (0..<30).map { [$0, $0] })
        let completeness = try #require(try triangle.completeness(at: 0))
        #expect(completeness.isCertain)
        #expect(try completeness.finalCount(7) == .init(estimate: 7, low: 7, high: 7))
        let counts = try NegativeBinomial(mean: 20, dispersion: 1.5)
        #expect(completeness.asKnown(counts) == counts)
    }

    @Test func `allows for counts that are taken back`() throws {
        var known = [[Int?]](repeating: [105, 100], count: 28)
        known += [[95, 100], [120, 100]]
        let completeness = try #require(try ReportingTriangle(known: known).completeness(at: 0))
        #expect(completeness.fallsBack && completeness.share > 1)
        let final = try completeness.finalCount(105)
        #expect(final.low < 100 && final.estimate < 105 && final.high >= 100)
    }

    @Test func `of nothing seen leaves room for what is still to come`() throws {
        var source = LateSource(mean: 5, share: 0.5, seed: 3)
        let completeness = try #require(try source.triangle(52).completeness(at: 0))
        let final = try completeness.finalCount(0)
        #expect(final.low == 0 && final.high >= 1 && final.high <= 5)
    }

    @Test func `refuses what has no meaning`() throws {
        #expect(throws: StatisticsError.self) { try ReportingTriangle(known: [[1, 2], [1]]) }
        #expect(throws: StatisticsError.self) { try ReportingTriangle(known: [[-1, 2]]) }
        #expect(throws: StatisticsError.self) { try ReportingTriangle(known: [[]]) }
        let triangle = try ReportingTriangle(known: Array(repeating: [6, 10], count: 30))
        #expect(throws: StatisticsError.self) { try triangle.completeness(at: 2) }
        #expect(throws: StatisticsError.self) { try triangle.completeness(at: -1) }
        #expect(throws: StatisticsError.self) { try triangle.completeness(at: 0, least: 2) }
        let completeness = try #require(try triangle.completeness(at: 0))
        #expect(throws: StatisticsError.self) { try completeness.finalCount(-1) }
        #expect(throws: StatisticsError.self) { try completeness.finalCount(3, level: 1) }
    }

    @Test(
        "an interval of 90 per cent holds 85 to 95 per cent of the counts in the end",
        arguments: [
            (12.0, 0.6, 0.0), (60, 0.3, 0), (60, 0.6, 0), (60, 0.9, 0), (200, 0.6, 0), (60, 0.6, 0.1), (200, 0.7, 0.1),
        ])
    func coverage(_ mean: Double, _ share: Double, _ spread: Double) throws {
        for weeks in [20, 52] {
            var source = LateSource(mean: mean, share: share, spread: spread, seed: UInt64(mean) + UInt64(weeks))
            var (held, all) = (0, 0)
            for _ in 0..<60 {
                let completeness = try #require(try source.triangle(weeks).completeness(at: 0))
                for _ in 0..<15 {
                    let week = try source.week()
                    let final = try completeness.finalCount(week.early)
                    held += final.low <= week.final && week.final <= final.high ? 1 : 0
                    all += 1
                }
            }
            let rate = Double(held) / Double(all)
            #expect((0.85...0.955).contains(rate), "\(weeks) weeks: \(rate)")
        }
    }

    @Test func `like beside like gives no more false alarms than it promises`() throws {
        var (rises, falls, all) = (0, 0, 0)
        for (mean, share, spread) in [(12.0, 0.6, 0.0), (60, 0.4, 0.08), (150, 0.7, 0.1)] {
            var source = LateSource(mean: mean, share: share, spread: spread, seed: UInt64(mean))
            let ordinary = try NegativeBinomial(mean: mean, dispersion: source.dispersion)
            for _ in 0..<40 {
                let expected = try #require(try source.triangle(52).completeness(at: 0)).asKnown(ordinary)
                for _ in 0..<50 {
                    let seen = Double(try source.week().early)
                    rises += expected.upperTail(seen) <= 0.05 ? 1 : 0
                    falls += expected.cumulative(seen) <= 0.05 ? 1 : 0
                    all += 1
                }
            }
        }
        #expect(Double(rises) / Double(all) <= 0.055 && Double(falls) / Double(all) <= 0.055)
        #expect(Double(rises) / Double(all) >= 0.025)
    }
}

@Suite struct `A scan that is broken off` {
    @Test func `is broken off only where it could not be reported any more, and says the same where it can`() throws {
        let order = (0..<6).map { region in (0..<6).sorted { (abs($0 - region), $0) < (abs($1 - region), $1) } }
        let scan = try SpaceTimeScan(neighbours: order, smallestZone: 2, largestZone: 3, longestWeeks: 2)
        #expect(scan.zones.allSatisfy { (2...3).contains($0.count) })
        func counts(_ first: Double) throws -> SpaceTimeScan.Counts {
            let observed = (0..<6).map { region -> [Double?] in region < 2 ? [10, first] : [10, 10] }
            return try SpaceTimeScan.Counts(observed: observed, expected: observed.map { $0.map { _ in 10 } })
        }
        func found(_ first: Double, _ reportable: Double?) throws -> ScanSignificance {
            var random = Repeatable(5)
            return try ScanSignificance(
                scan, try counts(first), dispersion: 1, simulations: 199, reportable: reportable, using: &random)
        }
        #expect(try found(30, 0.05) == found(30, nil))
        let (short, whole) = (try found(11, 0.05), try found(11, nil))
        #expect(short.simulations < whole.simulations && short.p > 0.05 && whole.p > 0.05)
        #expect(throws: StatisticsError.self) { try SpaceTimeScan(neighbours: [[0]], smallestZone: 2) }
    }
}
