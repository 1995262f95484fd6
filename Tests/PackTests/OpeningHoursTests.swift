import Core
import Foundation
import Pack
import Testing

struct OpeningHoursTests {
    let amsterdam: TimeZone

    init() throws {
        amsterdam = try #require(TimeZone(identifier: "Europe/Amsterdam"))
    }

    func weekly(
        _ rules: [([Int], Int, Int)], exceptions: [OpeningHours.DayException] = [], in zone: TimeZone? = nil
    ) -> OpeningHours {
        OpeningHours(
            .weekly(
                rules.map { .init(weekdays: $0.0, hours: .init(from: $0.1, to: $0.2)) }, exceptions: exceptions),
            timeZone: zone ?? amsterdam)
    }

    @Test func `opens and closes by the wall clock on both sides of a clock change`() {
        let daily = weekly([(Array(1...7), 11 * 60, 21 * 60)])
        // Winter time until 29 March 2026, 02:00.
        #expect(daily.state(at: at("2026-03-28T09:59:59Z")) == .closed(opensAt: at("2026-03-28T10:00:00Z")))
        #expect(daily.state(at: at("2026-03-28T10:00:00Z")) == .open(until: at("2026-03-28T20:00:00Z")))
        #expect(daily.state(at: at("2026-03-28T20:00:00Z")) == .closed(opensAt: at("2026-03-29T09:00:00Z")))
        #expect(daily.state(at: at("2026-03-29T09:00:00Z")) == .open(until: at("2026-03-29T19:00:00Z")))
        // Winter time again from 25 October 2026, 03:00.
        #expect(daily.state(at: at("2026-10-24T19:00:00Z")) == .closed(opensAt: at("2026-10-25T10:00:00Z")))
    }

    @Test func `gives a skipped hour the moment after it, and an hour that comes twice its first time`() {
        let night = weekly([(Array(1...7), 2 * 60 + 30, 5 * 60)])
        #expect(night.state(at: at("2026-03-29T00:00:00Z")) == .closed(opensAt: at("2026-03-29T01:30:00Z")))
        #expect(night.state(at: at("2026-10-25T00:00:00Z")) == .closed(opensAt: at("2026-10-25T00:30:00Z")))
        #expect(night.state(at: at("2026-10-25T01:00:00Z")) == .open(until: at("2026-10-25T04:00:00Z")))
    }

    @Test func `stays open past midnight and on into the next morning`() {
        let friday = weekly([([5], 20 * 60, 26 * 60)])
        #expect(friday.state(at: at("2026-01-16T23:30:00Z")) == .open(until: at("2026-01-17T01:00:00Z")))
        #expect(friday.state(at: at("2026-01-17T01:00:00Z")) == .closed(opensAt: at("2026-01-23T19:00:00Z")))
        let touching = weekly([([1], 9 * 60, 24 * 60), ([2], 0, 9 * 60)])
        #expect(touching.state(at: at("2026-01-12T12:00:00Z")) == .open(until: at("2026-01-13T08:00:00Z")))
        let whole = weekly([(Array(1...7), 0, 24 * 60)])
        #expect(whole.state(at: at("2026-01-12T12:00:00Z")) == .open(until: nil))
    }

    @Test func `follows the exceptions of a date`() throws {
        let christmas = try #require(Day("2026-12-25"))
        let eve = try #require(Day("2026-12-24"))
        let hours = weekly(
            [(Array(1...7), 9 * 60, 17 * 60)],
            exceptions: [
                .init(date: eve, hours: [.init(from: 9 * 60, to: 12 * 60)]), .init(date: christmas, hours: []),
            ])
        #expect(hours.state(at: at("2026-12-24T10:00:00Z")) == .open(until: at("2026-12-24T11:00:00Z")))
        #expect(hours.state(at: at("2026-12-24T12:00:00Z")) == .closed(opensAt: at("2026-12-26T08:00:00Z")))
        #expect(hours.state(at: at("2026-12-25T12:00:00Z")) == .closed(opensAt: at("2026-12-26T08:00:00Z")))
    }

    @Test(
        "knows that the islands do not change the clock",
        arguments: ["America/Aruba", "America/Curacao", "America/Kralendijk"])
    func islands(_ name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        let hours = weekly([(Array(1...7), 14 * 60, 18 * 60)], in: zone)
        for day in ["2026-01-15", "2026-07-15"] {
            #expect(hours.state(at: at("\(day)T17:59:59Z")) == .closed(opensAt: at("\(day)T18:00:00Z")))
            #expect(hours.state(at: at("\(day)T18:00:00Z")) == .open(until: at("\(day)T22:00:00Z")))
        }
        // Evening on the island is the next day in the Netherlands.
        #expect(hours.state(at: at("2026-07-16T01:00:00Z")) == .closed(opensAt: at("2026-07-16T18:00:00Z")))
    }

    @Test func `does not call unknown hours closed`() {
        #expect(OpeningHours.unknown.state(at: at("2026-01-12T12:00:00Z")) == .unknown)
        #expect(OpeningHours.always.state(at: at("2026-01-12T12:00:00Z")) == .open(until: nil))
    }

    @Test func `never opens when every day is closed`() {
        let once = weekly([], exceptions: [.init(date: Day("2026-01-01")!, hours: [.init(from: 0, to: 60)])])
        #expect(once.state(at: at("2026-02-01T12:00:00Z")) == .closed(opensAt: nil))
    }
}

struct LocalizedTests {
    @Test func `falls back in sight`() {
        let text = Localized([.dutch: "Hallo", .english: "Hello", Language("pap")!: "Bon dia"])
        #expect(text.text(.english) == ("Hello", .english))
        #expect(text.text(Language("pap-AW")!) == ("Bon dia", Language("pap")!))
        #expect(text.text(Language("tr")!) == ("Hallo", .dutch))
        #expect(Localized([.english: "Hello"])[.dutch] == "Hello")
        #expect(Localized([:])[.dutch].isEmpty)
        #expect(Localized(everywhere: "Guiami").text(.english) == ("Guiami", .english))
    }
}
