import Core
import Foundation
import Testing

@testable import Insight
@testable import Pack

/// What somebody can work out who keeps everything that was ever published: every version, every place.
struct Attacker {
    /// One version: what was told of each part, nil where it was hidden, and the total.
    struct Version {
        let total: Int?
        let parts: [String: Int?]
    }

    /// The least and the greatest value of a hidden part in the last version that agree with everything, by trying.
    ///
    /// A hidden count is at least 1, because a zero is told. A part that was hidden in two versions may have changed.
    static func possible(_ versions: [Version], part: String, unchanged: [Set<String>]) -> ClosedRange<Int>? {
        guard versions.last?.total != nil else { return nil }
        var range: ClosedRange<Int>?
        // Sums that are known of hidden parts: of each version, and of the difference of two that share the others.
        var known: [(parts: Set<String>, sum: Int)] = []
        for version in versions {
            guard let total = version.total else { continue }
            let hidden = Set(version.parts.filter { $0.value == nil }.map(\.key))
            known.append((hidden, total - version.parts.values.compactMap { $0 }.reduce(0, +)))
        }
        guard let last = known.last, last.parts.contains(part) else { return nil }
        range = 1...max(1, last.sum - (last.parts.count - 1))
        for (index, earlier) in known.dropLast().enumerated() {
            // Parts hidden in both that did not change cancel out.
            let same = last.parts.intersection(earlier.parts).intersection(unchanged[index])
            let (now, then) = (last.parts.subtracting(same), earlier.parts.subtracting(same))
            if now == [part], then.isEmpty { range = (last.sum - earlier.sum)...(last.sum - earlier.sum) }
        }
        return range
    }
}

@Suite struct `Small numbers of regions beside their whole` {
    typealias Revision = AuditedFigure.Revision

    static let week = "2026-W10"

    static func audited(_ rows: [Revision], _ limit: Int) -> AuditedFigure {
        FigureAudit([FigureAudit.Figure(suppressBelow: limit, kind: .week, within: nil)], [rows]).audited[0]
    }

    func revisions(_ versions: [[String: Int]]) throws -> [Revision] {
        let period = try Figures.period(Self.week)
        return versions.enumerated().flatMap { index, values in
            values.sorted { $0.key < $1.key }.map { part, number in
                Revision(
                    part: part,
                    value: KnownValue(
                        period: period, value: number, status: .final, knownSince: Figures.now + .hours(Int64(index))))
            }
        }
    }

    func hidden(_ versions: [[String: Int]], limit: Int = 5) throws -> Set<String> {
        let period = try Figures.period(Self.week)
        return Self.audited(try revisions(versions), limit).hidden[period] ?? []
    }

    @Test func `nothing small hides nothing, and a zero is no small number`() throws {
        #expect(try hidden([["": 55, "a": 50, "b": 5, "c": 0]]).isEmpty)
    }

    @Test func `one small region takes the smallest of the others with it`() throws {
        #expect(try hidden([["": 103, "a": 60, "b": 40, "c": 3]]) == ["b", "c"])
    }

    /// Who knows the rule and sees that 16 stand in two hidden places and that 12 is hidden nowhere would else know that they are 4 and 12.
    @Test func `which of several of like size goes with it is drawn, and stays as it was drawn`() throws {
        let row = ["": 86, "a": 30, "b": 12, "c": 13, "d": 15, "e": 12, "f": 4]
        let rows = try revisions([row])
        let figure = FigureAudit.Figure(suppressBelow: 5, kind: .week, within: nil, name: "made-up")
        let period = try Figures.period(Self.week)
        var beside: [String: Int] = [:]
        for number in 0..<400 {
            let hidden = FigureAudit([figure], [rows], secret: "lot \(number)").audited[0].hidden[period] ?? []
            #expect(hidden.contains("f") && hidden.count == 2)
            for part in hidden.subtracting(["f"]) { beside[part, default: 0] += 1 }
            let again = FigureAudit(
                [figure], [try revisions([row, ["a": 31, "": 87]])], secret: "lot \(number)"
            ).audited[0].hidden[period]
            #expect(again?.isSuperset(of: hidden) ?? false)
        }
        #expect(beside.keys.sorted() == ["b", "c", "d", "e"], "none that is twice as large")
        #expect(beside.values.allSatisfy { (60...140).contains($0) }, "\(beside)")
    }

    @Test func `two small ones are enough only when together they could be much`() throws {
        #expect(try hidden([["": 108, "a": 60, "b": 40, "c": 4, "d": 4]]) == ["b", "c", "d"])
        #expect(try hidden([["": 118, "a": 60, "b": 40, "c": 4, "d": 4, "e": 4, "f": 6]]) == ["c", "d", "e"])
    }

    @Test func `without a whole there is nothing to take it from`() throws {
        #expect(try hidden([["a": 60, "b": 40, "c": 3]]) == ["c"])
    }

    @Test func `where nothing can stand beside it the whole is hidden`() throws {
        #expect(try hidden([["": 3, "a": 0, "b": 3]]) == ["", "b"])
        #expect(try hidden([["": 4, "a": 4]]) == ["", "a"])
        #expect(try hidden([["": 64, "a": 61, "b": 3]]) == ["a", "b"])
    }

    @Test func `a whole that its source hides is not the sum of what is told`() throws {
        let period = try Figures.period(Self.week)
        var rows = try revisions([["a": 20, "b": 9]])
        rows.append(
            Revision(
                part: "", value: KnownValue(period: period, value: nil, status: .suppressed, knownSince: Figures.now)))
        #expect(Self.audited(rows, 5).hidden[period] == ["", "b"])
    }

    @Test func `what a source does not tell of a region is not left as the only gap`() throws {
        let period = try Figures.period(Self.week)
        var rows = try revisions([["": 63, "a": 40, "b": 20]])
        rows.insert(
            Revision(
                part: "c", value: KnownValue(period: period, value: nil, status: .suppressed, knownSince: Figures.now)),
            at: 0)
        #expect(Self.audited(rows, 5).hidden[period] == ["b", "c"])
    }

    @Test func `a number that an earlier version told hides nothing, so the whole goes`() throws {
        // In the first version everything is told. In the second c falls to 3; a and b are known to be 60 and 40.
        let first = ["": 110, "a": 60, "b": 40, "c": 10]
        let second = ["": 103, "a": 60, "b": 40, "c": 3]
        #expect(try hidden([first, second]) == ["", "c"])
        // When another region changed too, that one can stand beside it.
        #expect(try hidden([first, ["": 107, "a": 60, "b": 44, "c": 3]]) == ["b", "c"])
    }

    @Test func `what was hidden stays hidden, so that no later version tells the earlier one`() throws {
        let first = ["": 103, "a": 60, "b": 40, "c": 3]
        let second = ["": 120, "a": 60, "b": 40, "c": 20]
        #expect(try hidden([first, second]) == ["b", "c"])
    }

    @Test func `a correction is listed, and its numbers only where both are told`() throws {
        let first = ["": 110, "a": 60, "b": 40, "c": 10]
        let rows = try revisions([first, ["": 108, "a": 58, "b": 40, "c": 10], ["": 101, "a": 58, "b": 40, "c": 3]])
        let found = Self.audited(rows, 5).corrections
        #expect(
            found.map { "\($0.part) \($0.before ?? -1) \($0.after ?? -1)" } == [
                " 110 108", "a 60 58", " -1 -1", "c -1 -1",
            ])
    }

    /// A number generator of which every run is the same.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    @Test func `whoever keeps every version finds no hidden region within less than the threshold`() throws {
        var dice = Dice(state: 20_261_126)
        let names = ["a", "b", "c", "d", "e", "f"]
        var attacked = 0
        for _ in 0..<3_000 {
            let limit = [5, 10].randomElement(using: &dice) ?? 5
            var current = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.draw(limit, &dice)) })
            var all: [[String: Int]] = []
            var versions: [Attacker.Version] = []
            var states: [[String: Int]] = []
            for _ in 0..<Int.random(in: 1...3, using: &dice) {
                if !states.isEmpty {
                    for name in names where Int.random(in: 0..<3, using: &dice) == 0 {
                        current[name] = Self.draw(limit, &dice)
                    }
                }
                var version = current
                version[""] = current.values.reduce(0, +)
                states.append(current)
                all.append(version)
                let now = try hidden(all, limit: limit)
                versions.append(
                    Attacker.Version(
                        total: now.contains("") ? nil : version[""],
                        parts: current.mapValues { $0 }.reduce(into: [:]) { parts, item in
                            parts[item.key] = .some(now.contains(item.key) ? nil : item.value)
                        }))
                for (name, number) in current where (1..<limit).contains(number) {
                    #expect(now.contains(name))
                    let unchanged = states.dropLast().map { earlier in
                        Set(names.filter { earlier[$0] == current[$0] })
                    }
                    guard let range = Attacker.possible(versions, part: name, unchanged: unchanged) else { continue }
                    attacked += 1
                    #expect(
                        range.contains(number) && range.upperBound - range.lowerBound >= limit,
                        "\(name) = \(number) lies in \(range): \(all)")
                }
            }
        }
        #expect(attacked > 500)
    }

    private static func draw(_ limit: Int, _ dice: inout Dice) -> Int {
        switch Int.random(in: 0..<4, using: &dice) {
        case 0: Int.random(in: 0..<limit, using: &dice)
        case 1: Int.random(in: 0..<3 * limit, using: &dice)
        default: Int.random(in: limit..<20 * limit, using: &dice)
        }
    }
}
