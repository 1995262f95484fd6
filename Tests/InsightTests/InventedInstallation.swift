import Core
import Foundation
import Pack

@testable import Insight
@testable import Statistics

/// Figures of nobody, brought in bit by bit: regions and whole in one file or in two, parts beside the whole, months beside half-years,
/// corrections with or without the sums that belong to them.
struct InventedInstallation {
    struct Cell: Hashable, Comparable {
        let figure: Int
        let period: String
        /// Empty for the whole area.
        let part: String

        static func < (one: Cell, other: Cell) -> Bool {
            (one.figure, one.period, one.part) < (other.figure, other.period, other.part)
        }
    }

    /// A number generator of which every run is the same.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    static let regions = ["VT01", "VT02", "VT03"]
    static let half = "2021-H1"
    static let months = (1...6).map { "2021-0\($0)" }

    let threshold: Int
    let figures: [Indicator]
    let catalogue: Catalogue
    /// What comes in at each moment, an hour after the other.
    private(set) var moments: [[Cell: Int]] = []
    private let hasMonths: Bool

    init(_ seed: UInt64) {
        var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        for _ in 0..<4 { _ = dice.next() }
        threshold = [5, 10].randomElement(using: &dice) ?? 5
        hasMonths = Int.random(in: 0..<3, using: &dice) == 0
        let threshold = threshold
        func figure(_ id: String, partOf: String? = nil, _ period: Indicator.PeriodKind) -> Indicator {
            let text = Localized(everywhere: id)
            return Indicator(
                id: IndicatorID(trusted: id), name: text, metric: .conversations, unit: text, definition: text,
                doesNotSay: text, source: text, version: "1", breaks: [], period: period, regionVersion: 2025,
                suppressBelow: threshold, isPublic: true, origin: .imported,
                partOf: partOf.map { IndicatorID(trusted: $0) })
        }
        figures =
            hasMonths
            ? [figure("long", .halfYear), figure("short", partOf: "long", .month)]
            : [figure("all", .halfYear)]
                + ["one", "two"].prefix(Int.random(in: 0...2, using: &dice)).map {
                    figure($0, partOf: "all", .halfYear)
                }
        catalogue = Catalogue(
            indicators: figures, regions: [2025: Set(Self.regions.map { RegionID(trusted: $0) })], islands: [],
            timeZone: .gmt)
        bringIn(&dice)
    }

    private func draw(_ dice: inout Dice) -> Int {
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: Int.random(in: 0..<threshold, using: &dice)
        case 1: Int.random(in: 0..<3 * threshold, using: &dice)
        default: Int.random(in: threshold..<12 * threshold, using: &dice)
        }
    }

    private mutating func bringIn(_ dice: inout Dice) {
        var leaves: [[Int]] = Self.regions.map { _ in (0..<(hasMonths ? 6 : 3)).map { _ in draw(&dice) } }
        var sent: [Cell: Int] = [:]
        for version in 0..<Int.random(in: 1...3, using: &dice) {
            if version > 0 {
                for region in leaves.indices {
                    for leaf in leaves[region].indices where Int.random(in: 0..<6, using: &dice) == 0 {
                        leaves[region][leaf] = draw(&dice)
                    }
                }
            }
            let all = table(leaves).filter { sent[$0.key] != $0.value }
            sent.merge(all) { $1 }
            // In one file, whole and regions apart, or figure by figure.
            let files: [[Cell: Int]]
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: files = [all.filter { $0.key.part.isEmpty }, all.filter { !$0.key.part.isEmpty }]
            case 1: files = figures.indices.map { figure in all.filter { $0.key.figure == figure } }
            case 2: files = [all.filter { !$0.key.part.isEmpty }, all.filter { $0.key.part.isEmpty }]
            default: files = [all]
            }
            moments += files.filter { !$0.isEmpty }
        }
    }

    private func table(_ leaves: [[Int]]) -> [Cell: Int] {
        var cells: [Cell: Int] = [:]
        func add(_ figure: Int, _ period: String, _ counts: [Int]) {
            for (region, count) in zip(Self.regions, counts) {
                cells[Cell(figure: figure, period: period, part: region)] = count
            }
            cells[Cell(figure: figure, period: period, part: "")] = counts.reduce(0, +)
        }
        if hasMonths {
            for (month, name) in Self.months.enumerated() { add(1, name, leaves.map { $0[month] }) }
            add(0, Self.half, leaves.map { $0.reduce(0, +) })
        } else {
            for figure in figures.indices {
                add(figure, Self.half, leaves.map { figure == 0 ? $0.reduce(0, +) : $0[figure] })
            }
        }
        return cells
    }

    /// As the file of a moment.
    func file(_ moment: Int) -> [UInt8] {
        let lines = moments[moment].sorted { $0.key < $1.key }.map { cell, count in
            "\(figures[cell.figure].id),\(cell.part),,\(cell.period),\(count),final"
        }
        return Array((["indicator,region,organisation,period,value,status"] + lines).joined(separator: "\n").utf8)
    }

    static func at(_ moment: Int) -> Instant { Figures.now + .hours(Int64(moment)) }

    /// What is known after each moment.
    var versions: [[Cell: Int]] {
        var current: [Cell: Int] = [:]
        return moments.map { news in
            current.merge(news) { $1 }
            return current
        }
    }

    /// What is told after each moment, by the audit alone.
    func told(secret: String = "", hidesBeside: Bool = true) throws -> Told {
        var told = Told()
        for (number, version) in versions.enumerated() {
            let revisions = try figures.indices.map { figure in
                try (0...number).flatMap { moment in
                    try moments[moment].filter { $0.key.figure == figure }.sorted { $0.key < $1.key }.map {
                        AuditedFigure.Revision(
                            part: $0.key.part,
                            value: KnownValue(
                                period: try Figures.period($0.key.period), value: $0.value, status: .final,
                                knownSince: Self.at(moment)))
                    }
                }
            }
            let audited = FigureAudit(figures, revisions, secret: secret, hidesBeside: hidesBeside).audited
            var numbers: [Cell: Int] = [:]
            for (cell, count) in version {
                let period = try Figures.period(cell.period)
                let isHidden = audited[cell.figure].hidden[period]?.contains(cell.part) ?? false
                if !isHidden, !(1..<threshold).contains(count) { numbers[cell] = count }
                if audited[cell.figure].closed.contains(period) { told.closed.insert(cell.period) }
            }
            told.versions.append(numbers)
        }
        return told
    }

    /// What is told after each moment.
    struct Told {
        var versions: [[Cell: Int]] = []
        /// Periods in which zeros may be hidden too.
        var closed: Set<String> = []
    }
}

/// Somebody who keeps every version, and knows how the figures hang together and what the rules are.
struct LinearAttacker {
    typealias Cell = InventedInstallation.Cell

    private var system = AttackerSystem(variables: [], relations: [])
    private var numbers: [Cell: [Int: Int]] = [:]
    /// Small counts that were never told, and small rests between a figure and a part of it.
    private(set) var targets: [(name: String, variable: Int)] = []
    let threshold: Int

    init(_ installation: InventedInstallation, _ told: InventedInstallation.Told) {
        threshold = installation.threshold
        var known: Set<Int> = []
        var wasHidden: Set<Cell> = []
        let truth = installation.versions
        let hidesZeros = Set(
            truth.indices.flatMap { version in
                truth[version].filter { $0.value == 0 && told.versions[version][$0.key] == nil }.map(\.key.period)
            })
        for version in truth.indices {
            for (cell, count) in truth[version].sorted(by: { $0.key < $1.key }) {
                let isTold = told.versions[version][cell] != nil
                if numbers[cell]?[count] == nil {
                    // A zero is told, except in what was hidden before and where all is hidden.
                    let mayBeZero =
                        count == 0 || wasHidden.contains(cell) || hidesZeros.contains(cell.period)
                        || told.closed.contains(cell.period)
                    numbers[cell, default: [:]][count] = system.add(
                        AttackerSystem.Variable(
                            id: CellID(
                                "\(installation.figures[cell.figure].id) \(cell.part) \(cell.period) = \(count)"),
                            value: count, lower: mayBeZero ? 0 : 1, upper: AttackerSystem.unbounded, requirement: nil))
                }
                if let number = numbers[cell]?[count], isTold { known.insert(number) }
                if !isTold { wasHidden.insert(cell) }
            }
            relate(truth[version], installation)
        }
        for number in known {
            system.variables[number].lower = system.variables[number].value
            system.variables[number].upper = system.variables[number].value
        }
        for (_, counts) in numbers.sorted(by: { $0.key < $1.key }) {
            for (count, number) in counts.sorted(by: { $0.key < $1.key })
            where (1..<threshold).contains(count) || !known.contains(number) {
                targets.append((system.variables[number].id.description, number))
            }
        }
    }

    private mutating func relate(_ truth: [Cell: Int], _ installation: InventedInstallation) {
        func number(_ cell: Cell) -> Int? { truth[cell].flatMap { numbers[cell]?[$0] } }
        func tie(_ total: Cell, _ parts: [Cell], system: inout AttackerSystem) {
            guard let whole = number(total), let sum = truth[total] else { return }
            let found = parts.compactMap(number)
            guard found.count == parts.count, parts.reduce(0, { $0 + (truth[$1] ?? 0) }) == sum else { return }
            system.add([(whole, 1)] + found.map { ($0, -1) })
        }
        for (total, count) in truth.sorted(by: { $0.key < $1.key }) {
            func other(figure: Int? = nil, period: String? = nil, part: String? = nil) -> Cell {
                Cell(figure: figure ?? total.figure, period: period ?? total.period, part: part ?? total.part)
            }
            if total.part.isEmpty {
                tie(total, InventedInstallation.regions.map { other(part: $0) }, system: &system)
            }
            guard total.figure == 0 else { continue }
            if installation.figures.last?.period == .month {
                tie(total, InventedInstallation.months.map { other(figure: 1, period: $0) }, system: &system)
                continue
            }
            let parts = installation.figures.indices.dropFirst().map { other(figure: $0) }.filter { truth[$0] != nil }
            for group in [parts] + parts.map({ [$0] }) where !group.isEmpty {
                let rest = count - group.reduce(0) { $0 + (truth[$1] ?? 0) }
                guard rest >= 0, let whole = number(total) else { continue }
                let left = system.add(
                    AttackerSystem.Variable(
                        id: CellID("rest of \(total)"), value: rest, lower: 0, upper: AttackerSystem.unbounded,
                        requirement: nil))
                system.add([(whole, 1), (left, -1)] + group.compactMap(number).map { ($0, -1) })
                if (1..<threshold).contains(rest) {
                    targets.append(("\(group.map(\.figure)) leave \(rest) of \(total)", left))
                }
            }
        }
    }

    /// What can be narrowed down to less than the threshold.
    func leaks() -> [String] {
        targets.compactMap { target in
            let (least, greatest) = system.interval(of: target.variable)
            guard let greatest, greatest - least < threshold else { return nil }
            return "\(target.name) lies in \(least)...\(greatest)"
        }
    }
}
