import Core
import Database
import Foundation
import Site
import TestSupport

@testable import Insight
@testable import Pack

/// What the tests of this hall share: figures, a day, the texts, and stores.
enum Figures {
    /// Monday 23 November 2026, in week 48.
    static let now = Instant(milliseconds: 1_795_461_600_000)
    static let today = Day(daysSince1970: 20_780)

    static func text(_ nl: String, _ en: String) -> Localized { Localized([.dutch: nl, .english: en]) }

    static func indicator(
        _ id: String, unit: String = "adviezen", period: Indicator.PeriodKind = .halfYear, regionVersion: Int? = nil,
        origin: Indicator.Origin = .imported, isPublic: Bool = true, suppressBelow: Int = 10,
        breaks: [(String, String)] = []
    ) throws -> Indicator {
        Indicator(
            id: IndicatorID(trusted: id), name: text("Naam van \(id)", "Name of \(id)"), metric: .adviceGiven,
            unit: text(unit, unit), definition: text("Wat er bij \(id) geteld is.", "What was counted."),
            doesNotSay: text("Zegt niet hoeveel geweld er is.", "Does not say how much violence there is."),
            source: Localized(everywhere: "CBS"), version: "2.0",
            breaks: try breaks.map { Indicator.Break(from: try day($0.0), text: text($0.1, $0.1)) },
            period: period, regionVersion: regionVersion, suppressBelow: suppressBelow, isPublic: isPublic,
            origin: origin)
    }

    struct NoSuchDay: Error {}

    static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else { throw NoSuchDay() }
        return day
    }

    static func period(_ text: String) throws -> Period {
        guard let period = Period(text) else { throw NoSuchDay() }
        return period
    }

    static func week(_ text: String) throws -> Week {
        guard case .week(let week) = try period(text) else { throw NoSuchDay() }
        return week
    }

    static func catalogue() throws -> Catalogue {
        Catalogue(
            indicators: [
                try indicator("advice"), try indicator("regional", regionVersion: 2025, suppressBelow: 5),
                try indicator("weekly", period: .week), try indicator("daily", period: .day),
                try indicator("own", unit: "gesprekken", period: .week, origin: .counted),
            ],
            regions: [2020: ["VT01", "VT26"].asRegions, 2025: ["VT01", "VT02"].asRegions], islands: ["AW"].asRegions,
            timeZone: TimeZone(identifier: "Europe/Amsterdam") ?? .gmt)
    }

    static func series(
        _ indicator: Indicator, _ values: [(String, Int?, ObservationStatus)], today: Day = Figures.today
    ) throws -> PublishedSeries {
        alone(
            indicator,
            known: try values.map {
                KnownValue(period: try period($0.0), value: $0.1, status: $0.2, knownSince: now)
            }, today: today)
    }

    /// One series that nothing else is tied to.
    static func alone(
        _ indicator: Indicator, region: RegionID? = nil, known: [KnownValue], today: Day = Figures.today
    ) -> PublishedSeries {
        guard indicator.origin == .imported else {
            return PublishedSeries(counted: indicator, region: region, known: known, today: today)
        }
        let part = region?.text ?? AuditedFigure.whole
        let audited = AuditedFigure(indicator, known.map { AuditedFigure.Revision(part: part, value: $0) })
        return PublishedSeries(indicator, audited, part: part, known: known, today: today)
    }

    /// Where `Locales` and `Migrations` are.
    static let root: URL = {
        let here = URL(filePath: #filePath)
        let roots = [here, here.resolvingSymlinksInPath()].map {
            $0.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        }
        return roots.first { FileManager.default.fileExists(atPath: $0.appending(path: "Locales/nl.json").path()) }
            ?? roots[1]
    }()

    static func pack() throws -> Pack { try Pack.load(from: root.appending(path: "Packs/nederland")) }

    static func wording(_ language: Language = .dutch) throws -> Wording {
        let languages = try Languages(folder: root.appending(path: "Locales"), languages: [.dutch, .english])
        return Wording(say: languages.speech(language))
    }

    /// Runs `body` with the actions on a fresh store of every engine of this build.
    static func withActions(_ body: (FiguresActions) async throws -> Void) async throws {
        var known = try catalogue()
        known.channelBegins = Dictionary(
            ContactChannel.allCases.map { ($0, text("begin \($0.rawValue)", "begin \($0.rawValue)")) }
        ) { first, _ in first }
        let catalogue = known
        for engine in Engine.available {
            let migrations = try Migration.load(from: root.appending(path: "Migrations/main"), engine: engine)
            try await TestStore.with(engine, migrations: migrations) { store in
                try await body(FiguresActions(store: store, catalogue: catalogue))
            }
        }
    }
}

extension [String] {
    var asRegions: Set<RegionID> { Set(map { RegionID(trusted: $0) }) }
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}

extension [UInt8] {
    /// The lines under the contract's header.
    static func file(_ lines: String...) -> [UInt8] {
        (["indicator,region,organisation,period,value,status"] + lines).joined(separator: "\n").bytes
    }
}

extension FiguresActions {
    func series(_ id: String, region: String? = nil, at now: Instant = Figures.now) async throws -> PublishedSeries {
        guard let indicator = catalogue.indicator(IndicatorID(trusted: id)) else { throw Figures.NoSuchDay() }
        return try await series(indicator, region: region.map { RegionID(trusted: $0) }, at: now)
    }

    func add(
        _ id: String, _ week: String, _ number: Int, region: String? = nil, channel: ContactChannel = .chat,
        at now: Instant = Figures.now
    ) async throws {
        let week = try Figures.week(week)
        try await store.write { db in
            let count = Count(
                indicator: IndicatorID(trusted: id), region: region.map { RegionID(trusted: $0) }, week: week,
                channel: channel, number: number)
            try FiguresActions.add([count], at: now, in: db)
        }
    }
}

extension HTML {
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
