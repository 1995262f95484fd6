import Core
import Pack
import Testing

@testable import Insight

@Suite struct `A weekly series is judged` {
    let indicator = Judged.indicator("contacts")

    func last(_ counts: [Int?], breaks: [Week] = []) throws -> Judgement {
        let series = try #require(Judged.series(indicator, counts))
        return try #require(Judged.detector(breaks: breaks).judge(series, last: 1).last?.judgement)
    }

    @Test func `as quiet when it is as in other years`() throws {
        var counts = try Judged.counts(540, mean: 60, seed: 1)
        counts[539] = 60
        let judgement = try last(counts)
        #expect(judgement.state == .quiet)
        #expect((judgement.low ?? 99) < 60 && 60 < (judgement.high ?? 0))
        #expect(judgement.power ?? 0 > 80)
    }

    @Test func `as a rise and as a fall when it is far out`() throws {
        var counts: [Int?] = try Judged.counts(540, mean: 60, seed: 2)
        counts[539] = 120
        #expect(try last(counts).state == .rise)
        counts[539] = 20
        #expect(try last(counts).state == .fall)
        // Nothing at all is a fall too.
        counts[539] = 0
        #expect(try last(counts).state == .fall)
    }

    @Test func `and a week that did not come in is incomplete, never a fall`() throws {
        var counts: [Int?] = try Judged.counts(540, mean: 60, seed: 3)
        counts[539] = nil
        let judgement = try last(counts)
        #expect(judgement.state == .incomplete)
        #expect(judgement.pFall == nil && judgement.observed == nil)
        #expect(judgement.expected != nil)
    }

    @Test func `after zeros only: a first cluster is seen`() throws {
        var counts: [Int?] = [Int](repeating: 0, count: 540)
        counts[539] = 9
        #expect(try last(counts).state == .rise)
        counts[539] = 0
        #expect(try last(counts).state == .quiet)
    }

    @Test func `with less than three years from the weeks just before, and with less than twelve not at all`() throws {
        var counts: [Int?] = try Judged.counts(60, mean: 30, seed: 4)
        counts[59] = 90
        #expect(try last(counts).state == .rise)
        let few = try last([5, 6, 4, 5, 6, 90])
        #expect(few.state == .shortHistory && few.pRise == nil)
    }

    @Test func `against its own side of a break only, and not in the first weeks after one`() throws {
        // Twice as many from thirty weeks ago, because it is counted in another way.
        var counts: [Int?] = try Judged.counts(540, mean: 40, seed: 5)
        for index in 510..<540 { counts[index] = 80 + index % 7 }
        let cut = Judged.last - 29
        #expect(try last(counts).state == .rise)
        #expect(try last(counts, breaks: [cut]).state == .quiet)
        #expect(try last(counts, breaks: [Judged.last - 5]).state == .afterBreak)
    }

    @Test func `through a year of 53 weeks without a jump`() throws {
        // 2020 had 53 weeks. A constant series stays what it is.
        let series = try #require(Judged.series(indicator, [Int?](repeating: 50, count: 540)))
        let judged = Judged.detector().judge(series, last: 52)
        #expect(judged.count == 52)
        #expect(judged.allSatisfy { $0.judgement.state == .quiet })
        #expect(judged.allSatisfy { abs(($0.judgement.expected ?? 0) - 50) < 1 })
    }

    @Test func `and one week that is far out is not called weeks on end`() throws {
        var counts: [Int?] = try Judged.counts(540, mean: 100, seed: 8)
        (counts[537], counts[538], counts[539]) = (100, 100, 400)
        let series = try #require(Judged.series(indicator, counts))
        let judged = Judged.detector().judge(series, last: 78)
        #expect(judged.last?.judgement.state == .rise)
        let found = SustainedChange.found(in: judged, of: 4, terms: Judged.terms)
        #expect(!found.contains { $0.week > Judged.last - 3 }, "\(found)")
    }

    @Test func `and weeks on end a little higher are found together`() throws {
        var counts: [Int?] = try Judged.counts(540, mean: 12, seed: 7)
        for index in 522..<540 { counts[index] = 12 + [8, 5, 6, 9, 4][index % 5] }
        let series = try #require(Judged.series(indicator, counts))
        let judged = Judged.detector().judge(series, last: 78)
        let found = SustainedChange.found(in: judged, of: 4, terms: Judged.terms).filter(\.isRise)
        // None of these weeks is far out by itself.
        let change = try #require(found.first { $0.isShown })
        #expect(abs(change.since.since(Judged.last - 17)) <= 4)
        #expect(Double(change.sum.observed) > change.sum.expected)
    }
}

@Suite struct `Places judged together` {
    @Test func `are each judged more strictly the more there are`() throws {
        func judgement(_ region: String, _ p: Double) -> Judgement {
            Judgement(
                indicator: IndicatorID(trusted: "a"), region: RegionID(trusted: region), week: Judged.last,
                state: .quiet,
                observed: 9, expected: 5, low: 1, high: 8, pRise: p, pFall: 1 - p, power: 90)
        }
        let family = Family(terms: Judged.terms)
        let alone = family.corrected([judgement("VT01", 0.02)])
        #expect(family.certainty(alone[0], isRise: true, before: nil) == .shown)
        let many = family.corrected([judgement("VT01", 0.02)] + (2...25).map { judgement("VT\($0)", 0.5) })
        #expect(family.certainty(many[0], isRise: true, before: nil) == nil)
        #expect(many[0].qRise == 0.5)
        let far = family.corrected([judgement("VT01", 0.0001)] + (2...25).map { judgement("VT\($0)", 0.5) })
        #expect(family.certainty(far[0], isRise: true, before: nil) == .clear)
    }
}
