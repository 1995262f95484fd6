import Core
import Foundation
import Testing

@testable import Insight
@testable import Pack

/// Veilig Thuis, police and restraining orders on one sheet (B-36).
@Suite struct `Figures joined by week and region` {
    func joined(_ actions: FiguresActions) async throws -> JoinedWeeks {
        var pictures: [PublishedPicture] = []
        for id in try #require(try OfPack.pack().weeklySheet).indicators {
            pictures.append(
                try await actions.picture(of: try OfPack.indicator(id.text), at: Figures.now))
        }
        return JoinedWeeks(pictures)
    }

    @Test func `stand in one row when week and region are the same, and what is missing is said to be`() async throws {
        let sheet = try #require(try OfPack.pack().weeklySheet)
        #expect(
            sheet.indicators.map(\.text) == [
                "veilig-thuis.advice.weekly", "veilig-thuis.reports.weekly", "police.reports-to-veilig-thuis.weekly",
                "police.incidents", "restraining-orders",
            ])
        try await OfPack.with { actions in
            #expect(try await joined(actions).weeks.isEmpty)
            _ = try await actions.importCSV(
                .file(
                    "veilig-thuis.advice.weekly,VT18,,2020-W52,40,final",
                    "veilig-thuis.advice.weekly,VT18,,2021-W01,44,final",
                    "veilig-thuis.advice.weekly,VT04,,2020-W53,22,final", "police.incidents,VT18,,2020-W53,70,final",
                    "police.incidents,VT18,,2021-W01,,missing", "restraining-orders,VT18,,2021-W01,3,final",
                    "restraining-orders,VT18,,2021-W02,0,final"), at: Figures.now)
            let joined = try await joined(actions)
            // Week 53 of 2020 lies between 52 and the first of 2021, which has no week 53 of its own.
            #expect(joined.weeks.map(\.description) == ["2020-W52", "2020-W53", "2021-W01", "2021-W02"])
            #expect(joined.regions.count == 25)
            func row(_ week: String, _ region: String?) throws -> [String] {
                joined.row(try Figures.week(week), region.map { RegionID(trusted: $0) }).points.map { point in
                    point.map { $0.number.map(String.init) ?? $0.status.rawValue } ?? "-"
                }
            }
            #expect(try row("2020-W52", "VT18") == ["40", "-", "-", "-", "-"])
            #expect(try row("2020-W53", "VT18") == ["-", "-", "-", "70", "-"])
            #expect(try row("2020-W53", "VT04") == ["22", "-", "-", "-", "-"])
            #expect(try row("2021-W01", "VT18") == ["44", "-", "-", "missing", "suppressed"])
            #expect(try row("2021-W02", "VT18") == ["-", "-", "-", "-", "0"])
            #expect(joined.row(try Figures.week("2021-W01"), RegionID(trusted: "VT18")).isComplete == false)

            let csv = String(
                decoding: WeeksCSV(joined: joined, weeks: joined.weeks, region: nil).bytes, as: UTF8.self)
            let lines = csv.components(separatedBy: "\r\n").dropLast()
            #expect(lines.count == 1 + 4 * 26, "every week, for the whole and for each region")
            #expect(
                lines.first?.hasPrefix(
                    "week,region,complete,veilig-thuis.advice.weekly,veilig-thuis.advice.weekly.status,") == true)
            #expect(lines.contains("2021-W01,VT18,no,44,final,,missing,,missing,,missing,,suppressed"))
            #expect(lines.contains("2020-W53,VT04,no,22,final,,missing,,missing,,missing,,missing"))
            #expect(lines.contains("2021-W02,,no,,missing,,missing,,missing,,missing,,missing"))
        }
    }

    @Test func `are complete only when every source came in, told or held back`() async throws {
        try await OfPack.with { actions in
            let all = try #require(try OfPack.pack().weeklySheet).indicators
            let lines = all.enumerated().map { "\($1),VT18,,2020-W53,\($0 == 4 ? 3 : 40 + $0),final" }
            let text = (["indicator,region,organisation,period,value,status"] + lines).joined(separator: "\n")
            _ = try await actions.importCSV(text.bytes, at: Figures.now)
            let joined = try await joined(actions)
            #expect(joined.row(try Figures.week("2020-W53"), RegionID(trusted: "VT18")).isComplete)
            #expect(!joined.row(try Figures.week("2020-W53"), RegionID(trusted: "VT01")).isComplete)
            let wording = try Figures.wording()
            var address = SignalsAddress()
            address.region = RegionID(trusted: "VT18")
            let page = WeeksPages.page(
                WeeksPages.View(
                    sheet: try #require(try OfPack.pack().weeklySheet), joined: joined, address: address,
                    places: SignalsPlaces(
                        try OfPack.pack(), try OfPack.indicator("police.incidents"), islands: "eilanden",
                        language: .dutch)),
                wording
            ).text
            #expect(
                page.contains("week 53, 2020") && page.contains("te weinig om te tonen")
                    && page.contains("Tel ze niet op."))
        }
    }
}

@Suite struct `A comparison` {
    func line(_ id: String, _ values: [(String, Int?)], people: [Int: Int] = [:], by per: Indicator.PeriodKind = .week)
        throws -> ComparedLines.Line
    {
        let indicator = try Figures.indicator(id, period: per)
        let series = try Figures.series(indicator, values.map { ($0.0, $0.1, $0.1 == nil ? .missing : .final) })
        return ComparedLines.Line(id: id, label: id, name: "Plaats \(id)", series: series, inhabitants: { people[$0] })
    }

    @Test func `is for each 10,000 inhabitants only where their number is written down`() throws {
        let lines = [
            try line(
                "a", [("2025-W10", 30), ("2026-W10", 30), ("2026-W11", nil)], people: [2025: 500_000, 2026: 600_000]),
            try line("b", [("2025-W10", 30), ("2026-W10", 60)], people: [2026: 400_000]),
            try line("c", [("2026-W10", 60)]),
        ]
        let table = LineTable(try ComparedLines(lines), last: 9) { "\($0)" }.rated
        #expect(table.columns.map(\.numbers) == [[60, 50, nil], [nil, 150, nil], [nil, nil, nil]])
        let (dutch, english) = (try Figures.wording(), try Figures.wording(.english))
        #expect(table.words(60, dutch) == "0,60" && table.words(1_205, english) == "12.05")
        let csv = String(decoding: CompareCSV(table: table, language: .dutch).bytes, as: UTF8.self)
        #expect(
            csv.contains(",Plaats a,2025-W10,rate,0.60,final\r\n") && csv.contains(",Plaats c,2026-W10,rate,,final\r\n")
        )
    }

    @Test func `as a file has a row for each line and period, with what it counts`() throws {
        let lines = [try line("a", [("2026-W10", 30), ("2026-W11", nil)]), try line("b", [("2026-W10", 3)])]
        let counts = LineTable(try ComparedLines(lines), last: 9) { "\($0)" }
        let csv = String(decoding: CompareCSV(table: counts, language: .dutch).bytes, as: UTF8.self)
        let rows = csv.components(separatedBy: "\r\n").dropLast()
        #expect(
            Array(rows) == [
                CompareCSV.header, "a,Naam van a,adviceGiven,adviezen,a@2.0,Plaats a,2026-W10,count,30,final",
                "a,Naam van a,adviceGiven,adviezen,a@2.0,Plaats a,2026-W11,count,,missing",
                "b,Naam van b,adviceGiven,adviezen,b@2.0,Plaats b,2026-W10,count,,suppressed",
                "b,Naam van b,adviceGiven,adviezen,b@2.0,Plaats b,2026-W11,count,,missing",
            ])
        let years = LineTable(
            try line("a", [("2020-W53", 53), ("2021-W01", 61)]), years: [2020, 2021], row: { "\($0)" })
        let file = String(decoding: CompareCSV(table: years, language: .dutch).bytes, as: UTF8.self)
        #expect(file.components(separatedBy: "\r\n").count == 4, "a year has the weeks that it has")
        #expect(file.contains(",2020,2020-W53,count,53,final") && file.contains(",2021,2021-W01,count,61,final"))
    }
}
