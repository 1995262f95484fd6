import Core
import Database
import Foundation
import Testing

@testable import Insight
@testable import Pack

@Suite struct `Bringing figures in` {
    func revisions(_ actions: FiguresActions, _ period: String) async throws -> [Int?] {
        let period = try Figures.period(period)
        return try await actions.store.read { db in
            try db.all(
                Revisions(indicator: IndicatorID(trusted: "advice"), region: nil, organisation: nil, period: period))
        }.map { $0?.value }
    }

    @Test func `a new value is added once, another value becomes a revision, and the latest counts`() async throws {
        try await Figures.withActions { actions in
            let file: [UInt8] = .file("advice,,,2021-H1,100,provisional", "advice,,,2021-H2,200,final")
            #expect(try await actions.importCSV(file, at: Figures.now) == ImportSummary(rows: 2, added: 2))
            #expect(try await actions.importCSV(file, at: Figures.now) == ImportSummary(rows: 2, added: 0))
            let later = Figures.now + .hours(1)
            let corrected: [UInt8] = .file("advice,,,2021-H1,110,provisional", "advice,,,2021-H2,200,final")
            #expect(try await actions.importCSV(corrected, at: later) == ImportSummary(rows: 2, added: 1))
            #expect(try await actions.importCSV(.file("advice,,,2021-H1,110,final"), at: later).added == 1)
            #expect(try await actions.importCSV(.file("advice,,,2021-H1,,missing"), at: later).added == 1)
            #expect(try await actions.importCSV(.file("advice,,,2021-H1,,missing"), at: later).added == 0)
            #expect(try await actions.importCSV(.file("advice,,,2021-H1,0,final"), at: later).added == 1)
            #expect(try await revisions(actions, "2021-H1") == [100, 110, 110, nil, 0])
            let points = try await actions.series("advice").points
            #expect(points.map(\.number) == [0, 200])
            #expect(points.map(\.knownSince) == [later, Figures.now])
        }
    }

    @Test func `a file with one mistake changes nothing`() async throws {
        try await Figures.withActions { actions in
            let file: [UInt8] = .file("advice,,,2021-H1,100,final", "advice,,,2021-H2,x,final")
            await #expect(throws: ImportRefusal.self) { try await actions.importCSV(file, at: Figures.now) }
            let points = try await actions.series("advice").points
            #expect(points.isEmpty)
        }
    }

    @Test func `a thousand and one rows come in as one`() async throws {
        try await Figures.withActions { actions in
            let first = try Figures.day("2020-01-01").daysSince1970
            let lines = (0..<1_001).map { "daily,,,\(Day(daysSince1970: first + $0)),\($0 + 20),final" }
            let file = (["indicator,region,organisation,period,value,status"] + lines).joined(separator: "\n").bytes
            #expect(try await actions.importCSV(file, at: Figures.now) == ImportSummary(rows: 1_001, added: 1_001))
            let points = try await actions.series("daily").points
            #expect(points.map(\.number) == (20..<1_021).map { $0 })
            #expect(try await actions.store.read { try $0.all(DraftCount()) } == [0])
        }
    }

    @Test func `the drafts of an import that broke off count for nothing and are swept`() async throws {
        try await Figures.withActions { actions in
            let row = Observation(
                indicator: IndicatorID(trusted: "advice"), region: nil, organisation: nil,
                period: try Figures.period("2021-H1"), value: 100, status: .final)
            let old = Figures.now - .hours(2)
            try await actions.store.write { db in
                try db.run(InsertDraft(importID: "broken", knownSince: old, line: 0, row: row))
            }
            #expect(try await actions.series("advice").points == [])
            _ = try await actions.importCSV(.file("advice,,,2021-H2,200,final"), at: Figures.now)
            #expect(try await actions.series("advice").points.map(\.number) == [200])
            #expect(try await actions.store.read { try $0.all(DraftCount()) } == [0])
        }
    }

    @Test func `the figures that come with the pack are all taken`() async throws {
        let pack = try Pack.load(from: Figures.root.appending(path: "Packs/nederland"))
        let folder = Figures.root.appending(path: "Packs/nederland/observations")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "csv" }
        #expect(!files.isEmpty)
        for file in files {
            let rows = try ObservationsFile.csv(
                Array(try Data(contentsOf: file)), catalogue: Catalogue(pack), today: Figures.today)
            #expect(rows.count > 0)
        }
    }
}

private struct DraftCount: Query {
    static let sql = "SELECT COUNT(*) FROM observation_draft"
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

@Suite struct `Own counts` {
    @Test func `additions of a week add up, over regions and over settling`() async throws {
        try await Figures.withActions { actions in
            try await actions.add("own", "2026-W46", 20, region: "VT01")
            try await actions.add("own", "2026-W46", 21, region: "VT02")
            try await actions.add("own", "2026-W46", 9)
            try await actions.add("own", "2026-W48", 30)
            let before = try await actions.series("own")
            #expect(before.points.map(\.period.description) == ["2026-W46", "2026-W47", "2026-W48"])
            #expect(before.points.map(\.number) == [50, nil, 30])
            try await actions.settle(at: Figures.now)
            try await actions.settle(at: Figures.now)
            #expect(try await actions.series("own").points.map(\.figure) == before.points.map(\.figure))
            try await actions.add("own", "2026-W46", 10, region: "VT01")
            #expect(try await actions.series("own").points.first?.number == 60)
            try await actions.settle(at: Figures.now + .days(1))
            #expect(try await actions.series("own").points.first?.number == 60)
            let week = try Figures.period("2026-W46")
            let known = try await actions.store.read { db in
                try ["", "VT01", "VT02"].map { region in
                    try db.all(
                        Revisions(
                            indicator: IndicatorID(trusted: "own"),
                            region: region.isEmpty ? nil : RegionID(trusted: region), organisation: nil, period: week)
                    ).map { $0?.value }
                }
            }
            #expect(known == [[50, 60], [20, 30], [21]])
        }
    }

    @Test func `the running week is provisional and incomplete, and becomes final when it is over`() async throws {
        try await Figures.withActions { actions in
            try await actions.add("own", "2026-W48", 30)
            let point = try #require(try await actions.series("own").points.first)
            #expect(point.isRunning && point.isProvisional && point.status == .provisional)
            let later = try await actions.series("own", at: Figures.now + .days(7)).points
            #expect(later.first?.status == .final)
            #expect(later.map(\.period.description) == ["2026-W48", "2026-W49"])
        }
    }

    @Test func `of the moment of a count only the day is kept`() async throws {
        try await Figures.withActions { actions in
            try await actions.add("own", "2026-W48", 30, at: Figures.now + .seconds(4_321))
            let since = try await actions.series("own").points.first?.knownSince
            #expect(since?.milliseconds == Int64(Figures.today.daysSince1970) * 86_400_000)
        }
    }
}
