import Core
import Database
import Foundation
import Site
import Statistics
import Synchronization
import TestSupport

@testable import Insight
@testable import Pack

/// What the tests of detection share: a country of four places, weeks of made-up counts, and stores to judge in.
enum Judged {
    static let terms = DetectionTerms(
        version: "test", since: Figures.today, owner: "Redactie", reason: Figures.text("om te proberen", "to try"))
    static let places = ["VT01", "VT02", "VT03", "VT04"]
    /// The last week that is over on the day of the tests.
    static let last = Week(containing: Figures.today) - 1

    static func indicator(_ id: String, breaks: [Indicator.Break] = [], lateness: Int = 0) -> Indicator {
        Indicator(
            id: IndicatorID(trusted: id), name: Figures.text("Naam van \(id)", "Name of \(id)"),
            metric: .contactsOffered,
            unit: Figures.text("contacten", "contacts"),
            definition: Figures.text("Wat is geteld.", "What was counted."),
            doesNotSay: Figures.text("Zegt niet hoeveel geweld er is.", "Does not say how much violence there is."),
            source: Localized(everywhere: "Niemand"), version: "1", breaks: breaks, period: .week, regionVersion: 2025,
            suppressBelow: 5, isPublic: true, origin: .imported, family: "family", lateness: lateness)
    }

    /// Weeks of one place, oldest first, negative binomial around a season.
    static func counts(_ weeks: Int, mean: Double, seed: UInt64, dispersion: Double = 1.4) throws -> [Int] {
        var generator = SimulationGenerator(seed: seed)
        return try (0..<weeks).map { week in
            let season = 1 + 0.15 * sin(Double(week) / 52 * 2 * Double.pi)
            return generator.count(of: try NegativeBinomial(mean: mean * season, dispersion: dispersion))
        }
    }

    static func series(_ indicator: Indicator, _ counts: [Int?], region: String? = "VT01") -> WeeklySeries? {
        var values: [Period: KnownValue] = [:]
        for (index, count) in counts.enumerated() {
            let week = Period.week(last - (counts.count - 1 - index))
            values[week] = KnownValue(
                period: week, value: count, status: count == nil ? .missing : .final, knownSince: Figures.now)
        }
        return WeeklySeries(
            indicator, region: region.map { RegionID(trusted: $0) }, values: values, last: last
        ) { _ in true }
    }

    static func detector(breaks: [Week] = []) -> Detector {
        Detector(terms: terms, breaks: { _ in breaks })
    }

    /// A file of the contract: each place's weeks, and their sum as the whole. Nil is a delivery that did not come.
    static func file(_ id: String, _ counts: [String: [Int?]]) -> [UInt8] {
        var lines = ["indicator,region,organisation,period,value,status"]
        let length = counts.values.map(\.count).max() ?? 0
        for index in 0..<length {
            let week = last - (length - 1 - index)
            var sum: Int? = 0
            for (place, numbers) in counts.sorted(by: { $0.key < $1.key }) {
                let number = numbers[index]
                sum = number.flatMap { number in sum.map { $0 + number } }
                lines.append(
                    "\(id),\(place),,\(week),\(number.map(String.init) ?? ""),\(number == nil ? "missing" : "final")")
            }
            lines.append("\(id),,,\(week),\(sum.map(String.init) ?? ""),\(sum == nil ? "missing" : "final")")
        }
        return lines.joined(separator: "\n").bytes
    }

    /// Runs `body` with the actions on a fresh store of every engine of this build.
    ///
    /// - Parameter division: regions that are looked at together too; nil for the four places, which are not.
    static func with(
        _ indicators: [Indicator], on engines: [Engine] = Engine.available, events: [CalendarEvent] = [],
        calendar: DetectionActions.Calendar? = nil, clock: Clock = Clock { Figures.now },
        division: RegionVersion? = nil,
        _ body: (FiguresActions, DetectionActions) async throws -> Void
    ) async throws {
        var known = Catalogue(
            indicators: indicators, regions: [2025: division.map { Set($0.regions.map(\.id)) } ?? places.asRegions],
            islands: [], timeZone: TimeZone(identifier: "Europe/Amsterdam") ?? .gmt)
        if let division { known.neighbours = [2025: division.neighbours] }
        let catalogue = known
        for engine in engines {
            let migrations = try Migration.load(from: Figures.root.appending(path: "Migrations/main"), engine: engine)
            try await TestStore.with(engine, migrations: migrations) { store in
                let figures = FiguresActions(store: store, catalogue: catalogue)
                try await body(
                    figures,
                    DetectionActions(
                        store: store, figures: figures, catalogue: catalogue, terms: terms,
                        calendar: calendar ?? { _ in events }, clock: clock))
            }
        }
    }
}

/// A yes or no that tests change while others read it.
final class ManagedState: Sendable {
    private let state = Mutex(false)
    var value: Bool { state.withLock { $0 } }
    func set(_ value: Bool) { state.withLock { $0 = value } }
}
