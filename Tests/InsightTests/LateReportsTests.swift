import Core
import Database
import Pack
import Site
import Statistics
import Synchronization
import TestSupport
import Testing

@testable import Insight

/// A country whose source reports late: provisional weeks that grow for three weeks.
struct LateNation {
    static let lateness = 3
    static let shares = [0.6, 0.85, 0.95, 1]
    /// Weeks that came in one by one; those before came at once.
    let delivered: Int
    /// By place, the complete weeks, oldest first; the last one is the week before the first run.
    var complete: [String: [Int]]

    init(seed: UInt64, delivered: Int = 60, more: Int = 0) throws {
        self.delivered = delivered
        complete = [:]
        for (index, place) in Judged.places.enumerated() {
            let counts = try Judged.counts(330 + more, mean: 60, seed: seed + UInt64(index))
            // The weeks that are not complete on the day of the tests are ordinary ones.
            complete[place] = counts.enumerated().map { $0.offset >= 326 ? 60 : $0.element }
        }
    }

    private func known(_ place: String, _ index: Int, age: Int) -> Int {
        let count = complete[place]?[index] ?? 0
        guard age < Self.lateness else { return count }
        // Not quite the same part every week.
        return Int(Double(count) * (Self.shares[age] + 0.02 * Double((index * 7 + age) % 3 - 1)))
    }

    /// What the source sent when the last week was `last` (330 is the week before the tests).
    func file(_ id: String, last: Int) -> [UInt8] {
        var lines = ["indicator,region,organisation,period,value,status"]
        let first = last == 330 - delivered ? 0 : last - 1 - Self.lateness
        for index in max(0, first)..<last {
            let (age, week) = (last - 1 - index, Judged.last + (index - 329))
            var sum = 0
            let status = age < Self.lateness ? "provisional" : "final"
            for place in Judged.places {
                let count = known(place, index, age: age)
                sum += count
                lines.append("\(id),\(place),,\(week),\(count),\(status)")
            }
            lines.append("\(id),,,\(week),\(sum),\(status)")
        }
        return lines.joined(separator: "\n").bytes
    }

    /// Everything that came in before the tests, at the moments at which it did.
    func deliver(_ id: String, _ figures: FiguresActions) async throws {
        for last in (330 - delivered)...330 {
            _ = try await figures.importCSV(
                file(id, last: last), at: Figures.now - .days(Int64(7 * (330 - last))) - .hours(1))
        }
    }
}

/// A moment that a test moves.
final class Moment: Sendable {
    private let now = Mutex(Figures.now)
    var clock: Clock { Clock { self.now.withLock { $0 } } }
    func pass(weeks: Int) { now.withLock { $0 = $0 + .days(Int64(7 * weeks)) } }
}

@Suite struct `A week of which reports are still coming in` {
    @Test func `is judged beside earlier weeks as young, marked so with its estimate, and judged again when all is in`()
        async throws
    {
        let indicator = Judged.indicator("late", lateness: LateNation.lateness)
        var nation = try LateNation(seed: 400, more: 3)
        nation.complete["VT04"]?[329] = 120
        let late = nation
        for engine in Engine.available {
            let moment = Moment()
            try await Judged.with([indicator], on: [engine], clock: moment.clock) { figures, detection in
                try await late.deliver("late", figures)
                _ = try await detection.run()
                let judged = try #require(try await detection.judged(indicator))
                let place = try #require(judged.places.first { $0.region?.text == "VT04" })
                let early = try #require(place.early)
                #expect(place.state == .rise && early.age == 0)
                #expect(abs(early.share - 0.6) < 0.03)
                #expect(early.low <= 120 && 120 <= early.high && abs(early.estimate - 120) < 20)
                // Expected is what was known as early of earlier weeks, and the band that of a complete week.
                #expect(early.expected < 45 && (place.expected ?? 0) > 50)
                #expect(judged.places.filter { $0.region?.text != "VT04" }.allSatisfy { $0.state == .quiet })

                let seen = try #require(try await detection.findings(.shown).first { $0.finding.kind == .earlyRise })
                #expect(seen.finding.region?.text == "VT04" && seen.finding.week == Judged.last)
                #expect(seen.shown == place.observed && seen.outcome == nil)
                let view = FindingView(try Figures.wording(), try Figures.pack(), detection.catalogue, [])
                let page = view.view(seen, back: ("/", ""), desk: nil)
                let text = (page.facts.flatMap(\.sentences) + [page.sentence]).joined(separator: " ")
                #expect(text.contains("Beoordeeld op meldingen die nog binnenkomen"))
                #expect(text.contains("Geschat aantal als alles binnen is: \(early.estimate)."))
                #expect(page.sentence.hasPrefix("Het aantal contacten in Friesland lag hoger dan verwacht ("))

                let (dutch, english) = (try Figures.wording().say, try Figures.wording(.english).say)
                let question = CardQuestion(indicator, region: RegionID(trusted: "VT04"))
                let extras = try await detection.extras(of: question, pack: try Figures.pack()) {
                    $0 == .dutch ? dutch : english
                }
                #expect(extras.estimates[.week(Judged.last)]?.estimate == early.estimate)

                for more in 1...3 {
                    moment.pass(weeks: 1)
                    _ = try await figures.importCSV(
                        late.file("late", last: 330 + more), at: moment.clock.now() - .hours(1))
                    _ = try await detection.run()
                }
                let revisions = try await detection.store.read { db in
                    try db.all(
                        JudgementRevisions(
                            indicator: indicator.id, region: RegionID(trusted: "VT04"), week: Judged.last)
                    ).compactMap(\.self).map(\.judgement)
                }
                #expect(revisions.map(\.early?.age) == [0, 1, 2, nil])
                #expect(revisions.first?.early == early && revisions.last?.observed == 120)
                let now = try await detection.findings(.shown).filter { $0.finding.week == Judged.last }
                #expect(now.map(\.finding.kind) == [.rise], "what was said early gives way to what was said in the end")
                let then = try await detection.finding(seen.finding.id, .shown)
                #expect(then.finding.observed == seen.finding.observed && then.finding.correctedAt == nil)
                #expect(then.outcome?.state == .rise && then.isOutcomeTold)
                // A page of that moment says what was said then.
                let frozen = try await detection.extras(
                    of: CardQuestion(indicator, region: RegionID(trusted: "VT04"), known: Figures.now),
                    pack: try Figures.pack()
                ) { $0 == .dutch ? dutch : english }
                #expect(frozen.estimates[.week(Judged.last)]?.estimate == early.estimate)
                #expect(frozen.notes.map(\.path) == ["/signals/findings/\(seen.finding.id)"])
                let ledger = try #require(try await detection.ledger().first)
                #expect(ledger.estimates > 0 && Double(ledger.held) / Double(ledger.estimates) > 0.8)
            }
        }
    }

    @Test func `is only waited for while too little is known of how late its source is`() async throws {
        let indicator = Judged.indicator("late", lateness: LateNation.lateness)
        var nation = try LateNation(seed: 500, delivered: 20)
        nation.complete["VT04"]?[329] = 120
        let late = nation
        try await Judged.with([indicator]) { figures, detection in
            try await late.deliver("late", figures)
            _ = try await detection.run()
            let judged = try #require(try await detection.judged(indicator))
            #expect(judged.places.allSatisfy { $0.state == .incomplete && $0.early == nil })
            #expect(judged.whole?.state == .incomplete)
        }
    }

    @Test func `is no fall when the newest delivery did not come, and the whole waits for all its places`() async throws
    {
        let indicator = Judged.indicator("late", lateness: LateNation.lateness)
        let late = try LateNation(seed: 600)
        try await Judged.with([indicator]) { figures, detection in
            for last in 270..<330 {
                _ = try await figures.importCSV(
                    late.file("late", last: last), at: Figures.now - .days(Int64(7 * (330 - last))) - .hours(1))
            }
            // The last one lacks a place.
            let lines = String(decoding: late.file("late", last: 330), as: UTF8.self).split(separator: "\n")
            let rest = lines.filter { !$0.hasPrefix("late,VT02,") }.joined(separator: "\n").bytes
            _ = try await figures.importCSV(rest, at: Figures.now - .hours(1))
            _ = try await detection.run()
            let judged = try #require(try await detection.judged(indicator))
            #expect(judged.whole?.state == .incomplete)
            #expect(judged.places.first { $0.region?.text == "VT02" }?.state == .incomplete)
            #expect(judged.places.first { $0.region?.text == "VT01" }?.early != nil)
            let before = try await detection.store.read { db in
                try db.all(JudgementsOf(indicator: indicator.id, from: Judged.last - 1)).compactMap(\.self)
            }.map(\.judgement).first { $0.region?.text == "VT02" && $0.week == Judged.last - 1 }
            #expect(before?.state == .incomplete, "what was added to the week before did not come either")
        }
    }
}

@Suite struct `Judging early` {
    let indicator = Judged.indicator("contacts", lateness: 4)

    /// A series of which the last `young` weeks are known for a part.
    func series(_ source: inout Source, weeks: Int, young: Int, factor: Double = 1) throws -> WeeklySeries {
        let completeness = try #require(try source.triangle().completeness(at: 0))
        var values: [Period: KnownValue] = [:]
        for index in 0..<weeks {
            let isYoung = index >= weeks - young
            let week = Judged.last - (weeks - 1 - index)
            let count = try source.week(index, factor: isYoung ? factor : 1)
            values[.week(week)] = KnownValue(
                period: .week(week), value: isYoung ? count.early : count.final,
                status: isYoung ? .provisional : .final,
                knownSince: Figures.now)
        }
        let edge = Judged.last - (young - 1)
        return try #require(
            WeeklySeries(
                indicator, region: RegionID(trusted: "VT01"), values: values, last: Judged.last,
                settled: { $0 < edge }, learned: { _ in (0, completeness) }))
    }

    struct Source {
        let mean: Double
        let share: Double
        let spread: Double
        var generator: SimulationGenerator

        mutating func week(_ index: Int, factor: Double = 1) throws -> (early: Int, final: Int) {
            let season = 1 + 0.15 * (index % 52 < 26 ? 1.0 : -1.0)
            let final = generator.count(of: try NegativeBinomial(mean: mean * season * factor, dispersion: 1.4))
            let part = min(0.99, max(0.01, share + spread * (generator.uniform() + generator.uniform() - 1) * 2.4))
            var early = 0
            for _ in 0..<final where generator.uniform() < part { early += 1 }
            return (early, final)
        }

        mutating func triangle() throws -> ReportingTriangle {
            try ReportingTriangle(known: (0..<52).map { try week($0) }.map { [$0.early, $0.final] })
        }
    }

    @Test func `raises no more false alarms than it promises where nothing changed, all looks at a week together`()
        throws
    {
        var (rises, falls, all) = (0, 0, 0)
        for seed in 0..<40 {
            var generator = SimulationGenerator(seed: UInt64(9_000 + seed))
            let (mean, spread) = ([12.0, 40, 120][seed % 3], [0, 0.08][seed % 2])
            let shares = [[0.5, 0.7, 0.85, 0.95], [0.3, 0.6, 0.8, 0.9]][seed / 2 % 2]
            // A week as known at each age, and complete.
            func week(_ index: Int) throws -> [Int] {
                let season = 1 + 0.15 * (index % 52 < 26 ? 1.0 : -1.0)
                let final = generator.count(of: try NegativeBinomial(mean: mean * season, dispersion: 1.4))
                let other = spread * (generator.uniform() + generator.uniform() - 1) * 2.4
                let delays = (0..<final).map { _ in generator.uniform() }
                return shares.map { share in delays.count { $0 < share + other } } + [final]
            }
            let triangle = try ReportingTriangle(known: (0..<52).map { try week($0) })
            let weeks = try (0..<330).map { try week($0) }
            var (high, low): (Set<Week>, Set<Week>) = ([], [])
            for age in shares.indices {
                let completeness = try #require(try triangle.completeness(at: age))
                var values: [Period: KnownValue] = [:]
                for (index, known) in weeks.enumerated() {
                    let week = Judged.last - (329 - index)
                    values[.week(week)] = KnownValue(
                        period: .week(week), value: index >= 300 ? known[age] : known[shares.count],
                        status: index >= 300 ? .provisional : .final, knownSince: Figures.now)
                }
                let series = try #require(
                    WeeklySeries(
                        indicator, region: nil, values: values, last: Judged.last,
                        settled: { $0 < Judged.last - 29 }, learned: { _ in (age, completeness) }))
                let judged = Judged.detector().judge(series, last: 30).map(\.judgement)
                #expect(judged.allSatisfy { $0.early?.age == age })
                high.formUnion(judged.filter { $0.state == .rise }.map(\.week))
                low.formUnion(judged.filter { $0.state == .fall }.map(\.week))
            }
            (rises, falls, all) = (rises + high.count, falls + low.count, all + 30)
        }
        // 1,200 weeks at 0.01 each way, looked at four times each.
        #expect(rises <= 16 && falls <= 16)
    }

    @Test func `sees most doublings in the week itself, four weeks before everything is in`() throws {
        var seen = 0
        for seed in 0..<60 {
            var source = Source(
                mean: 60, share: 0.6, spread: 0.05, generator: SimulationGenerator(seed: UInt64(7_000 + seed)))
            let judged = Judged.detector().judge(try series(&source, weeks: 330, young: 1, factor: 2), last: 1)
            seen += judged.last?.judgement.state == .rise ? 1 : 0
        }
        #expect(seen >= 48)
    }

    @Test func `claims a fall only when even the upper end of the estimate lies below what is expected`() throws {
        var source = Source(mean: 40, share: 0.5, spread: 0, generator: SimulationGenerator(seed: 77))
        let completeness = try #require(try source.triangle().completeness(at: 0))
        var states: [JudgementState] = []
        for count in 0...30 {
            var values: [Period: KnownValue] = [:]
            for index in 0..<330 {
                let week = Judged.last - (329 - index)
                values[.week(week)] = KnownValue(
                    period: .week(week), value: index == 329 ? count : 38 + index % 5,
                    status: index == 329 ? .provisional : .final, knownSince: Figures.now)
            }
            let series = try #require(
                WeeklySeries(
                    indicator, region: nil, values: values, last: Judged.last, settled: { $0 < Judged.last },
                    learned: { _ in (0, completeness) }))
            let judgement = try #require(Judged.detector().judge(series, last: 1).last?.judgement)
            states.append(judgement.state)
            let isBelow = (judgement.early?.high ?? 0) < (judgement.low ?? 0)
            #expect(judgement.state != .fall || isBelow)
            #expect(isBelow || judgement.pFall == 1)
        }
        #expect(states.first == .fall && states.last == .quiet)
    }

    @Test func `a week whose like were always complete at once is judged as complete`() throws {
        let completeness = try #require(
            try ReportingTriangle(known: (0..<30).map { [$0, $0] }).completeness(at: 0))
        var values: [Period: KnownValue] = [:]
        for index in 0..<330 {
            let week = Judged.last - (329 - index)
            values[.week(week)] = KnownValue(
                period: .week(week), value: 40, status: index == 329 ? .provisional : .final, knownSince: Figures.now)
        }
        let series = try #require(
            WeeklySeries(
                indicator, region: nil, values: values, last: Judged.last, settled: { $0 < Judged.last },
                learned: { _ in (0, completeness) }))
        let judgement = try #require(Judged.detector().judge(series, last: 1).last?.judgement)
        #expect(judgement.state == .quiet && judgement.early == nil && judgement.observed == 40)
    }
}
