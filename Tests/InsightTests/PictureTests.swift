import Core
import Database
import Foundation
import Testing

@testable import Insight
@testable import Pack

@Suite struct `The picture of a figure and its regions` {
    func picture(
        _ actions: FiguresActions, _ id: String = "regional", known: Instant? = nil, at now: Instant = Figures.now
    ) async throws -> PublishedPicture {
        let indicator = try #require(actions.catalogue.indicator(IndicatorID(trusted: id)))
        return try await actions.picture(of: indicator, at: now, known: known)
    }

    func numbers(_ picture: PublishedPicture) -> [String: [Int?]] {
        var found = ["": picture.whole.points.map(\.number)]
        for series in picture.regions { found[series.region?.text ?? "?"] = series.points.map(\.number) }
        return found
    }

    @Test func `a region that could be taken from the whole is hidden, in the series of that region too`() async throws
    {
        try await Figures.withActions { actions in
            _ = try await actions.importCSV(
                .file(
                    "regional,,,2021-H1,103,final", "regional,VT01,,2021-H1,100,final",
                    "regional,VT02,,2021-H1,3,final",
                    "regional,,,2021-H2,90,final", "regional,VT01,,2021-H2,40,final", "regional,VT02,,2021-H2,50,final"),
                at: Figures.now)
            let picture = try await picture(actions)
            #expect(numbers(picture) == ["": [103, 90], "VT01": [nil, 40], "VT02": [nil, 50]])
            #expect(picture.region(RegionID(trusted: "VT01"))?.points.map(\.status) == [.suppressed, .final])
            for (region, expected) in [(nil, [103, 90]), ("VT01", [nil, 40]), ("VT02", [nil, 50])]
                as [(String?, [Int?])]
            {
                #expect(try await actions.series("regional", region: region).points.map(\.number) == expected)
            }
            let rest = picture.rest(without: RegionID(trusted: "VT01"))
            #expect(rest?.points.map(\.number) == [nil, 50])
        }
    }

    @Test func `an earlier version stays what it was, and the newest is another`() async throws {
        try await Figures.withActions { actions in
            let first: [UInt8] = .file(
                "regional,,,2021-H1,90,provisional", "regional,VT01,,2021-H1,40,provisional",
                "regional,VT02,,2021-H1,50,provisional")
            _ = try await actions.importCSV(first, at: Figures.now)
            let then = Figures.now + .minutes(30)
            let before = try await picture(actions, known: then, at: Figures.now + .days(3))
            _ = try await actions.importCSV(
                .file(
                    "regional,,,2021-H1,93,final", "regional,VT01,,2021-H1,43,final", "regional,VT02,,2021-H1,50,final"),
                at: Figures.now + .hours(1))
            let after = try await picture(actions, known: then, at: Figures.now + .days(3))
            #expect(numbers(before) == ["": [90], "VT01": [40], "VT02": [50]])
            #expect(numbers(after) == numbers(before) && after.whole.points == before.whole.points)
            #expect(
                numbers(try await picture(actions, at: Figures.now + .days(3))) == [
                    "": [93], "VT01": [43], "VT02": [50],
                ])
            #expect(
                try await picture(actions, at: Figures.now + .days(3)).corrections.isEmpty,
                "the earlier was provisional")
        }
    }

    @Test func `own counts of an earlier day stay what they were`() async throws {
        try await Figures.withActions { actions in
            try await actions.add("own", "2026-W46", 40, region: "VT01", at: Figures.now - .days(3))
            try await actions.settle(at: Figures.now - .days(3))
            let then = Figures.now - .days(1)
            let before = try await picture(actions, "own", known: then)
            try await actions.add("own", "2026-W46", 30)
            try await actions.settle(at: Figures.now)
            let after = try await picture(actions, "own", known: then, at: Figures.now + .days(9))
            #expect(before.whole.points.map(\.number) == [40] && after.whole.points == before.whole.points)
            #expect(try await picture(actions, "own").whole.points.first?.number == 70)
            #expect(try await picture(actions, "own").regions.isEmpty, "the parts could be taken from the whole")
        }
    }

    @Test func `islands are told together, and one of them not at all`() async throws {
        try await Figures.withActions { actions in
            _ = try await actions.importCSV(
                .file(
                    "regional,,,2021-H1,120,final", "regional,VT01,,2021-H1,40,final",
                    "regional,VT02,,2021-H1,50,final",
                    "regional,AW,,2021-H1,30,final"), at: Figures.now)
            #expect(numbers(try await picture(actions)) == ["": [120], "VT01": [40], "VT02": [50], "islands": [30]])
            #expect(try await actions.series("regional", region: "AW").points.isEmpty)
        }
    }

    @Test func `a final figure that is replaced is in the list of corrections`() async throws {
        try await Figures.withActions { actions in
            let first: [UInt8] = .file(
                "regional,,,2021-H1,90,final", "regional,VT01,,2021-H1,40,final", "regional,VT02,,2021-H1,50,final")
            _ = try await actions.importCSV(first, at: Figures.now - .days(2))
            _ = try await actions.importCSV(
                .file("regional,VT01,,2021-H1,44,final", "regional,,,2021-H1,94,final"), at: Figures.now)
            let found = try await picture(actions).corrections
            #expect(
                found.map { "\($0.region?.text ?? "") \($0.before ?? 0) \($0.after ?? 0)" }.sorted() == [
                    " 90 94", "VT01 40 44",
                ])
            #expect(found.allSatisfy { $0.on == Figures.today })
        }
    }

    /// With the change of the whole it would be known by how much that one changed.
    @Test func `a hidden place that is replaced is not named among the corrections`() async throws {
        try await Figures.withActions { actions in
            let first: [UInt8] = .file(
                "regional,,,2021-H1,43,final", "regional,VT01,,2021-H1,3,final", "regional,VT02,,2021-H1,40,final")
            _ = try await actions.importCSV(first, at: Figures.now - .days(2))
            _ = try await actions.importCSV(
                .file("regional,VT01,,2021-H1,4,final", "regional,,,2021-H1,44,final"), at: Figures.now)
            #expect(try await picture(actions).corrections.allSatisfy { $0.region == nil })
        }
    }
}

@Suite struct `Figures that are parts of each other` {
    func indicator(_ id: String, partOf: String? = nil, period: Indicator.PeriodKind = .halfYear) -> Indicator {
        let text = Figures.text(id, id)
        return Indicator(
            id: IndicatorID(trusted: id), name: text, metric: .conversations, unit: text, definition: text,
            doesNotSay: text,
            source: text, version: "1", breaks: [], period: period, regionVersion: 2025, suppressBelow: 5,
            isPublic: true,
            origin: .imported, partOf: partOf.map { IndicatorID(trusted: $0) })
    }

    /// By figure and place the hidden periods.
    func hidden(_ indicators: [Indicator], _ values: [(String, String, String, Int)]) throws -> Set<String> {
        let catalogue = Catalogue(
            indicators: indicators, regions: [2025: ["VT01", "VT02"].asRegions], islands: [], timeZone: .gmt)
        let tied = catalogue.tied(to: indicators[0])
        var rows: [[AuditedFigure.Revision]] = tied.map { _ in [] }
        for (id, part, period, number) in values {
            let figure = try #require(tied.firstIndex { $0.id.text == id })
            rows[figure].append(
                AuditedFigure.Revision(
                    part: part,
                    value: KnownValue(
                        period: try Figures.period(period), value: number, status: .final, knownSince: Figures.now)))
        }
        var found: Set<String> = []
        for (indicator, audited) in zip(tied, FigureAudit(tied, rows).audited) {
            for (period, parts) in audited.hidden {
                found.formUnion(parts.map { "\(indicator.id) \($0) \(period)" })
            }
        }
        return found
    }

    @Test func `a small part is not the difference between the whole and the other parts`() throws {
        let all = [
            indicator("all"), indicator("one", partOf: "all"), indicator("two", partOf: "all"),
            indicator("three", partOf: "all"),
        ]
        let found = try hidden(
            all,
            [
                ("all", "", "2021-H1", 103), ("one", "", "2021-H1", 60), ("two", "", "2021-H1", 40),
                ("three", "", "2021-H1", 3),
            ])
        #expect(found == ["two  2021-H1", "three  2021-H1"])
    }

    @Test func `a part that holds nearly everybody tells how few do not belong to it`() throws {
        let all = [indicator("all"), indicator("one", partOf: "all")]
        #expect(try hidden(all, [("all", "", "2021-H1", 103), ("one", "", "2021-H1", 100)]).contains("one  2021-H1"))
        #expect(try hidden(all, [("all", "", "2021-H1", 103), ("one", "", "2021-H1", 60)]).isEmpty)
    }

    @Test func `a part by region is not told where it is small, or leaves little of the whole`() throws {
        let all = [indicator("all"), indicator("one", partOf: "all")]
        var values = [
            ("all", "", "2021-H1", 100), ("all", "VT01", "2021-H1", 60), ("all", "VT02", "2021-H1", 40),
            ("one", "", "2021-H1", 50), ("one", "VT01", "2021-H1", 30), ("one", "VT02", "2021-H1", 20),
        ]
        #expect(try hidden(all, values).isEmpty)
        values[4] = ("one", "VT01", "2021-H1", 46)
        values[5] = ("one", "VT02", "2021-H1", 4)
        #expect(try hidden(all, values) == ["one VT01 2021-H1", "one VT02 2021-H1"])
        values[4] = ("one", "VT01", "2021-H1", 13)
        values[5] = ("one", "VT02", "2021-H1", 37)
        let found = try hidden(all, values)
        #expect(
            found.contains("one VT02 2021-H1") || found.contains("all VT02 2021-H1"),
            "three in VT02 are not of this part")
        // Nor from the whole of the part and its other region.
        #expect(found.count { $0.hasPrefix("one") } != 1 && found.count { $0.hasPrefix("all") } != 1)
    }

    @Test func `a small month is not what a half-year and its other months leave`() throws {
        let all = [indicator("long"), indicator("short", partOf: "long", period: .month)]
        var values: [(String, String, String, Int)] = [
            ("long", "", "2021-H1", 120), ("long", "VT01", "2021-H1", 63), ("long", "VT02", "2021-H1", 57),
        ]
        for month in 1...6 {
            let few = month == 3
            values.append(("short", "", "2021-0\(month)", 20))
            values.append(("short", "VT01", "2021-0\(month)", few ? 3 : 12))
            values.append(("short", "VT02", "2021-0\(month)", few ? 17 : 8))
        }
        let found = try hidden(all, values)
        #expect(found.isSuperset(of: ["short VT01 2021-03", "short VT02 2021-03"]))
        for region in ["VT01", "VT02"] {
            let months = found.count { $0.hasPrefix("short \(region)") }
            #expect(months > 1 || found.contains("long \(region) 2021-H1"))
        }
    }
}
