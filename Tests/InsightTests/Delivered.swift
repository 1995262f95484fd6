import Core
import Database
import Foundation
import Pack
import TestSupport

@testable import Insight

/// Deliveries of a source that there is not, on real stores.
enum Delivered {
    static let person = PersonID(trusted: "analyst-one")
    static let other = PersonID(trusted: "analyst-two")

    /// No secret of its own: what is sealed is only turned over, so that a test sees whether it lies there in the clear.
    static let keeping = DeliveryKeeping(
        seal: { bytes, place in Array(place.utf8) + [0] + bytes.map { ~$0 } },
        open: { sealed, place in
            guard sealed.starts(with: Array(place.utf8) + [0]) else { throw DeliveryMistake(.unreadable) }
            return sealed.dropFirst(place.utf8.count + 1).map { ~$0 }
        }, namePrint: { _ in [1] },
        filePrint: { next in
            var sum: UInt64 = 14_695_981_039_346_656_037
            while let piece = try next() { for byte in piece { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 } }
            return (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * $0)) }
        })

    static func knowledge() throws -> DeliveryJudge.Knowledge {
        let names = ["VT01": "Amsterdam-Amstelland", "VT02": "Drenthe", "VT26": "Zuidoost-Brabant"]
        func regions(_ ids: [String]) -> [Region] {
            ids.map { Region(id: RegionID(trusted: $0), name: names[$0] ?? $0) }
        }
        let catalogue = Catalogue(
            indicators: [
                try Figures.indicator("advice"), try Figures.indicator("regional", regionVersion: 2025),
                try Figures.indicator("weekly", period: .week), try Figures.indicator("daily", period: .day),
                try Figures.indicator("weekly.regional", period: .week, regionVersion: 2025),
                try Figures.indicator("monthly", period: .month),
                try Figures.indicator("own", period: .week, origin: .counted),
            ],
            regions: [2020: ["VT01", "VT26"].asRegions, 2025: ["VT01", "VT02"].asRegions], islands: [].asRegions,
            timeZone: TimeZone(identifier: "Europe/Amsterdam") ?? .gmt)
        return DeliveryJudge.Knowledge(
            catalogue: catalogue,
            regions: RegionNames(byYear: [2020: regions(["VT01", "VT26"]), 2025: regions(["VT01", "VT02"])]),
            indicators: ["naamvanadvice": IndicatorID(trusted: "advice")], organisations: [:])
    }

    /// Runs `body` on a fresh store of every engine of this build.
    static func with(
        clock: Clock = Clock { Figures.now }, _ body: (DeliveriesActions) async throws -> Void
    ) async throws {
        let knowledge = try knowledge()
        for engine in Engine.available {
            let migrations = try Migration.load(
                from: Figures.root.appending(path: "Migrations/main"), engine: engine)
            try await TestStore.with(engine, migrations: migrations) { store in
                try await body(
                    DeliveriesActions(store: store, clock: clock, keeping: keeping, knowledge: knowledge))
            }
        }
    }

    /// The columns `regio`, `week` and `aantal` of the figure `weekly.regional`.
    static var weeks: DeliveryMapping {
        var mapping = DeliveryMapping()
        mapping.columns = ["regio": .region, "week": .period, "aantal": .value]
        mapping.indicator = "weekly.regional"
        mapping.empty = .missing
        return mapping
    }

    /// Reads bytes without a store: the values, or everything that is wrong.
    static func read(
        _ bytes: [UInt8], _ mapping: DeliveryMapping = weeks
    ) throws -> (values: [DeliveredRow], mistakes: [DeliveryMistake]) {
        let file = try DeliveryFile(MemoryBytes(bytes: bytes))
        let inspection = try inspect(file, mapping)
        var judge = try DeliveryJudge(mapping, inspection, knowledge: try knowledge(), today: Figures.today)
        var (reader, _) = try file.open(sheet: mapping.sheet)
        var row = CellRow()
        var seen = 0
        while try reader.next(&row) {
            seen += 1
            if seen > mapping.headerRow { judge.add(row) }
        }
        return (judge.rows, judge.mistakes)
    }

    static func inspect(_ file: DeliveryFile, _ mapping: DeliveryMapping?) throws -> DeliveryInspection {
        var (reader, format) = try file.open(sheet: mapping?.sheet)
        let regions = try knowledge().regions
        var inspector = DeliveryInspector(
            headerRow: mapping?.headerRow ?? 1, watch: PersonalDataWatch { regions.knows($0) })
        var row = CellRow()
        while try reader.next(&row) { try inspector.add(row) }
        return try inspector.finished(format)
    }

    static func values(_ bytes: [UInt8], _ mapping: DeliveryMapping = weeks) throws -> [Int?] {
        let read = try read(bytes, mapping)
        guard read.mistakes.isEmpty else { throw Unexpected(mistakes: read.mistakes) }
        return read.values.map(\.observation.value)
    }

    struct Unexpected: Error { let mistakes: [DeliveryMistake] }
}

extension DeliveriesActions {
    /// A source with a mapping.
    func made(_ name: String = "Haven", _ mapping: DeliveryMapping? = Delivered.weeks) async throws -> KnownSource {
        let source = try await makeSource(name)
        if let mapping { _ = try await keep(mapping, of: source.source.id, by: Delivered.person) }
        return try await self.source(named: name)
    }

    /// Sends and reads a file: a draft that waits for a yes.
    func drafted(_ text: String, by person: PersonID? = Delivered.person) async throws -> Delivery {
        let source = try await made()
        let (sent, _) = try await send(text.bytes, named: "cijfers.csv", of: source, by: person)
        let (draft, file) = try await draft(sent.id, of: person)
        return try await read(draft, file, source.mapping ?? Delivered.weeks, version: source.source.version)
    }

    func known(_ indicator: String, _ region: String?) async throws -> [String] {
        try await store.read { db in
            try db.all(
                LatestValues(
                    indicator: IndicatorID(trusted: indicator), region: region.map { RegionID(trusted: $0) },
                    organisation: nil)
            ).compactMap(\.self)
        }.sorted { $0.period.firstDay < $1.period.firstDay }
            .map { "\($0.period) \($0.value.map(String.init) ?? "-") \($0.status.rawValue)" }
    }
}
