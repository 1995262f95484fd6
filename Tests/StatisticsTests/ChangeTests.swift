import Testing

@testable import Statistics

@Suite struct ChangeTests {
    private func series(_ weeks: Int, seed: UInt64, _ mean: (Int) -> Double) -> [Double?] {
        var random = Repeatable(seed)
        return (0..<weeks).map { week in
            (try? Poisson(mean: mean(week)).quantile(Double.random(in: 0.0001..<0.9999, using: &random))) ?? 0
        }
    }

    @Test func `the step at a date is found with an interval around it`() throws {
        let counts = series(300, seed: 3) { $0 < 200 ? 50 : 65 }
        let level = try #require(try InterruptedTimeSeries().fit(counts, change: 200).effect(.level))
        #expect(level.low < 1.3 && level.high > 1.3)
        #expect(level.robustP < 0.001)
    }

    @Test func `placebo dates rank a real step first and a quiet date among the others`() throws {
        let model = try InterruptedTimeSeries(harmonics: 1)
        let step = try PlaceboDates(model, series(220, seed: 5) { $0 < 180 ? 40 : 64 }, change: 180)
        #expect(step.places.count >= 100)
        #expect(try #require(step.p) < 0.02)
        let quiet = try PlaceboDates(model, series(220, seed: 6) { _ in 40 }, change: 180)
        #expect(try #require(quiet.p) > 0.02)
        #expect(try PlaceboDates(model, series(120, seed: 6) { _ in 40 }, change: 80).p == nil)
    }

    @Test func `weeks that are left out or missing do not count`() throws {
        var counts = series(150, seed: 8) { _ in 30 }
        let left = try InterruptedTimeSeries().fit(counts, change: 100, excluding: [100, 101])
        counts[100] = nil
        counts[101] = nil
        #expect(try InterruptedTimeSeries().fit(counts, change: 100) == left)
        #expect(left.count == 148)
    }

    @Test func `the exact p-value of a rate ratio is that of adding up all outcomes`() throws {
        for (before, after) in [(3.0, 9.0), (9, 3), (0, 5), (5, 0), (4, 4), (12, 30)] {
            let ratio = try RateRatio(before: before, weeksBefore: 13, after: after, weeksAfter: 20)
            let outcomes = try Binomial(trials: before + after, probability: 20.0 / 33)
            let seen = outcomes.probability(of: after)
            let sum = (0...Int(before + after)).map { outcomes.probability(of: Double($0)) }.filter {
                $0 <= seen * (1 + 1e-7)
            }
            .reduce(0, +)
            #expect(abs(ratio.exactP - min(1, sum)) < 1e-12)
            #expect(ratio.exact.low <= ratio.ratio && ratio.ratio <= ratio.exact.high)
        }
    }

    @Test func `nothing before and nothing at all have answers without a false precision`() throws {
        let fromNothing = try RateRatio(before: 0, weeksBefore: 13, after: 5, weeksAfter: 13)
        #expect(fromNothing.ratio == .infinity && fromNothing.exact.high == .infinity && fromNothing.wald == nil)
        let nothing = try RateRatio(before: 0, weeksBefore: 13, after: 0, weeksAfter: 13)
        #expect(nothing.exactP == 1 && nothing.exact.low == 0)
    }

    @Test func `what cannot be compared is refused`() throws {
        #expect(throws: StatisticsError.self) { try RateRatio(before: 2.5, weeksBefore: 1, after: 1, weeksAfter: 1) }
        #expect(throws: StatisticsError.self) { try RateRatio(before: 2, weeksBefore: 0, after: 1, weeksAfter: 1) }
        #expect(throws: StatisticsError.self) { try RateRatio(before: .nan, weeksBefore: 1, after: 1, weeksAfter: 1) }
        #expect(throws: StatisticsError.self) { try InterruptedTimeSeries().fit([1, 2, 3], change: 1) }
        #expect(throws: StatisticsError.self) { try InterruptedTimeSeries().fit([], change: 0) }
        #expect(throws: StatisticsError.self) { try InterruptedTimeSeries(lag: -1) }
    }
}

@Suite struct FamilyTests {
    @Test(arguments: PValueAdjustment.allCases)
    func `adjusting keeps the order, never lowers a p-value and does not hang on where it stands`(
        method: PValueAdjustment
    ) throws {
        var random = Repeatable(11)
        for _ in 0..<50 {
            let given: [Double?] = (0..<30).map { _ in
                Int.random(in: 0..<10, using: &random) == 0 ? nil : Double(Int.random(in: 0...40, using: &random)) / 40
            }
            let adjusted = try method.adjusted(given)
            for (one, p) in given.enumerated() {
                #expect((p == nil) == (adjusted[one] == nil))
                guard let p, let mine = adjusted[one] else { continue }
                #expect(mine >= p && mine <= 1)
                for (other, q) in given.enumerated() {
                    if let q, let theirs = adjusted[other], p <= q { #expect(mine <= theirs) }
                }
            }
            #expect(try method.adjusted(Array(given.reversed())) == Array(adjusted.reversed()))
        }
    }

    @Test func `stricter promises give larger p-values`() throws {
        let given: [Double?] = [0.001, 0.01, 0.02, 0.03, 0.2, nil, 0.9]
        let sharp = try PValueAdjustment.benjaminiHochberg.adjusted(given)
        let holm = try PValueAdjustment.holm.adjusted(given)
        let plain = try PValueAdjustment.bonferroni.adjusted(given)
        for place in given.indices {
            guard let one = sharp[place], let two = holm[place], let three = plain[place] else { continue }
            #expect(one <= two && two <= three)
        }
        #expect(try PValueAdjustment.benjaminiHochberg.discoveries(given, level: 0.05) == [0, 1, 2, 3])
        #expect(throws: StatisticsError.self) { try PValueAdjustment.holm.adjusted([1.5]) }
        #expect(throws: StatisticsError.self) { try PValueAdjustment.holm.adjusted([.nan]) }
        #expect(try PValueAdjustment.holm.adjusted([]).isEmpty)
        #expect(try PValueAdjustment.holm.adjusted([nil]) == [nil])
    }
}

@Suite struct ScanTests {
    private let neighbours = (0..<8).map { region in (0..<8).sorted { (abs($0 - region), $0) < (abs($1 - region), $1) }
    }

    private func counts(_ seed: UInt64, cluster: Bool) throws -> SpaceTimeScan.Counts {
        var random = Repeatable(seed)
        let observed = (0..<8).map { region in
            (0..<20).map { week -> Double? in
                let mean = cluster && (2...3).contains(region) && week >= 17 ? 24.0 : 12
                return (try? Poisson(mean: mean).quantile(Double.random(in: 0.0001..<0.9999, using: &random))) ?? 0
            }
        }
        return try SpaceTimeScan.Counts(observed: observed, expected: observed.map { $0.map { _ in 12 } })
    }

    @Test func `two neighbours with twice as many in three weeks are found, and rarely by chance`() throws {
        let scan = try SpaceTimeScan(neighbours: neighbours, largestZone: 4)
        var random = Repeatable(2)
        let signal = try ScanSignificance(
            scan, counts(1, cluster: true), dispersion: 1, simulations: 199, using: &random)
        #expect(signal.cluster?.zone == [2, 3])
        #expect(signal.cluster?.weeks == 3)
        #expect(signal.recurrenceWeeks >= 100)
        let quiet = try ScanSignificance(
            scan, counts(2, cluster: false), dispersion: 1, simulations: 199, using: &random)
        #expect(quiet.recurrenceWeeks < 100)
    }

    @Test func `the numbering of regions does not change what is found`() throws {
        let given = try counts(3, cluster: true)
        let scan = try SpaceTimeScan(neighbours: neighbours, largestZone: 3)
        let first = try #require(try scan.clusters(given).first)
        let order = [5, 2, 7, 0, 3, 1, 6, 4]
        let place = order.indices.map { old in order.firstIndex(of: old) ?? 0 }
        let turned = try SpaceTimeScan(
            neighbours: order.map { old in neighbours[old].map { place[$0] } }, largestZone: 3)
        let mixed = try SpaceTimeScan.Counts(
            observed: order.map { given.observed[$0] }, expected: order.map { given.expected[$0] })
        let found = try #require(try turned.clusters(mixed).first)
        #expect(found.zone.map { order[$0] }.sorted() == first.zone)
        #expect(abs(found.logLikelihoodRatio - first.logLikelihoodRatio) < 1e-10)
    }

    @Test func `tables that do not fit are refused`() throws {
        #expect(throws: StatisticsError.self) { try SpaceTimeScan.Counts(observed: [], expected: []) }
        #expect(throws: StatisticsError.self) { try SpaceTimeScan.Counts(observed: [[1, 2]], expected: [[1]]) }
        #expect(throws: StatisticsError.self) { try SpaceTimeScan.Counts(observed: [[-1]], expected: [[1]]) }
        #expect(throws: StatisticsError.self) { try SpaceTimeScan(neighbours: [[1, 0], [1]]) }
        #expect(throws: StatisticsError.self) { try SpaceTimeScan(neighbours: [[0, 9]]) }
        let nothing = try SpaceTimeScan.Counts(observed: [[0, 0]], expected: [[1, 1]])
        #expect(try SpaceTimeScan(neighbours: [[0]]).clusters(nothing).isEmpty)
    }
}
