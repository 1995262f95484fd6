import Core
import Foundation
import Testing

@Suite struct `Days, weeks and periods` {
    /// 1970-01-01 to 2100-12-31.
    static let days = 0..<47_847

    static let iso: Calendar = {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        return calendar
    }()

    @Test func `every day and week from 1970 to 2100 is that of Foundation`() throws {
        for number in Self.days {
            let day = Day(daysSince1970: number)
            let parts = Self.iso.dateComponents(
                [.year, .month, .day, .weekday, .weekOfYear, .yearForWeekOfYear],
                from: Date(timeIntervalSince1970: Double(number) * 86_400))
            let week = Week(containing: day)
            let matches =
                day.civil == (parts.year, parts.month, parts.day) && week.number == parts.weekOfYear
                && week.year == parts.yearForWeekOfYear
                // Foundation's Sunday is 1, that of ISO 8601 is 7.
                && day.weekday % 7 + 1 == parts.weekday
            guard matches else {
                Issue.record("\(day) is \(week) here, and \(parts) to Foundation")
                return
            }
        }
        #expect(Day(daysSince1970: Self.days.upperBound - 1).description == "2100-12-31")
    }

    @Test func `every day is read back from its text, and its week holds it`() throws {
        for number in stride(from: -700_000, to: 2_900_000, by: 61) {
            let day = Day(daysSince1970: number)
            let (year, month, ofMonth) = day.civil
            guard (1...9998).contains(year) else { continue }
            #expect(Day(day.description) == day)
            #expect(Day(year: year, month: month, day: ofMonth) == day)
            let week = Week(containing: day)
            #expect((0...6).contains(day.daysSince1970 - week.monday.daysSince1970))
            #expect(week.monday.weekday == 1)
            #expect(Week(year: week.year, number: week.number) == week)
            #expect(Period(week.description) == .week(week))
        }
    }

    @Test(
        "years have 52 weeks or 53",
        arguments: [
            (2015, 53), (2016, 52), (2019, 52), (2020, 53), (2021, 52), (2024, 52), (2026, 53), (2027, 52), (2032, 53),
        ])
    func weeks(year: Int, count: Int) {
        #expect(Week.count(inYear: year) == count)
        #expect(Week(year: year, number: count) != nil)
        #expect(Week(year: year, number: count + 1) == nil)
        #expect((Period("\(year)-W53") != nil) == (count == 53))
    }

    @Test func `the first and last years that four figures can write have their weeks too`() {
        #expect(Week.count(inYear: 1) == 52)
        #expect(Week.count(inYear: 9999) == 52)
        #expect(Week(year: 9999, number: 30)?.description == "9999-W30")
        #expect(Week(year: 0, number: 1) == nil)
        #expect(Week(year: 10_000, number: 1) == nil)
        #expect(Week(year: 2026, number: 0) == nil)
    }

    @Test(
        "the turn of the year belongs to the week that has its Thursday",
        arguments: [
            ("2019-12-30", "2020-W01"), ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"),
            ("2022-01-01", "2021-W52"), ("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53"),
        ])
    func turn(day: String, week: String) throws {
        #expect(Week(containing: try #require(Day(day))).description == week)
    }

    @Test(
        "a day that is not there is not read",
        arguments: [
            "2021-02-29", "1900-02-29", "2100-02-29", "2020-02-30", "2020-04-31", "2020-13-01", "2020-00-10",
            "2020-01-00",
            "2020-01-32", "0000-01-01", "2020-1-1", "20-01-01", "02020-01-01", "2020-01-01 ", " 2020-01-01",
            "2020/01/01",
            "2020-01-01T00:00:00Z", "-2020-01-01", "+020-01-01", "2020-01", "", "-", "--", "٢٠٢٠-٠١-٠١",
        ])
    func noSuchDay(text: String) {
        #expect(Day(text) == nil)
    }

    @Test(
        "a period is a day, a week, a month or a half-year",
        arguments: [
            ("2020-03-15", "2020-03-15"), ("2020-W13", "2020-03-23"), ("2020-W01", "2019-12-30"),
            ("2020-03", "2020-03-01"),
            ("2020-H1", "2020-01-01"), ("2020-H2", "2020-07-01"),
        ])
    func reads(text: String, firstDay: String) throws {
        let period = try #require(Period(text))
        #expect(period.description == text)
        #expect(period.firstDay.description == firstDay)
    }

    @Test(
        "what is not a period is not read",
        arguments: [
            "", "2020", "2020-", "2020-W", "2020-W1", "2020-W00", "2020-W54", "2021-W53", "2020-W013", "2020-w13",
            "2020-13",
            "2020-00", "2020-3", "2020-H0", "2020-H3", "2020-h1", "2020-Q1", "2020-H1-", "0000-H1", "0000-01",
            "20200-01",
            "2020-W1\u{0301}", "2020-W+1", "2020--1", "2020-+1", " 2020-W13", "2020-W13\n", "½020-01",
        ])
    func noPeriod(text: String) {
        #expect(Period(text) == nil)
    }

    @Test func `any text at all is read as it stands or not at all`() {
        var chance = Chance(seed: 4)
        var read = 0
        for _ in 0..<50_000 {
            let text = chance.text(of: "0120-123456789WWH--", upTo: 10)
            guard let period = Period(text) else { continue }
            read += 1
            #expect(period.description == text)
        }
        for year in ["0001", "1999", "2020", "9998"] {
            for _ in 0..<2_000 {
                let text = year + "-" + chance.text(of: "0123456789WH-", upTo: 5)
                guard let period = Period(text) else { continue }
                read += 1
                #expect(period.description == text)
            }
        }
        #expect(read > 100)
    }

    @Test func `days and weeks sort by time, over the turn of the year too`() throws {
        let days = try ["2020-12-31", "2021-01-01", "2021-02-01"].map { try #require(Day($0)) }
        #expect(days.reversed().sorted() == days)
        let weeks = days.map(Week.init(containing:))
        #expect(weeks.map(\.description) == ["2020-W53", "2020-W53", "2021-W05"])
        #expect(weeks[1] < weeks[2])
        #expect(!(weeks[0] < weeks[1]))
    }
}
