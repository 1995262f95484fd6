import Core
import Foundation
import Testing

@testable import Insight
@testable import Pack
@testable import Site

@Suite struct `What may be told` {
    func number(_ indicator: Indicator, _ value: Int, region: RegionID? = nil) throws -> PublishedPoint.Figure? {
        Figures.alone(
            indicator, region: region,
            known: [
                KnownValue(
                    period: indicator.period == .week ? try Figures.period("2026-W40") : try Figures.period("2021-H1"),
                    value: value, status: .final, knownSince: Figures.now)
            ], today: Figures.today
        ).points.first?.figure
    }

    @Test(
        "own counts are told from the threshold on, rounded to five",
        arguments: [(0, nil), (1, nil), (9, nil), (10, 10), (12, 10), (13, 15), (17, 15), (18, 20), (1_002, 1_000)])
    func own(value: Int, told: Int?) throws {
        let figure = try number(Figures.indicator("own", period: .week, origin: .counted), value)
        #expect(figure == told.map(PublishedPoint.Figure.number) ?? .suppressed)
    }

    @Test(
        "imported figures keep their zero and their value, and lose what is small",
        arguments: [(0, 0), (1, nil), (9, nil), (10, 10), (53_142, 53_142)])
    func imported(value: Int, told: Int?) throws {
        let figure = try number(Figures.indicator("advice"), value)
        #expect(figure == told.map(PublishedPoint.Figure.number) ?? .suppressed)
    }

    @Test func `own counts of a region are never told: the parts could be taken from the whole`() throws {
        let indicator = try Figures.indicator("own", period: .week, origin: .counted)
        #expect(try number(indicator, 500, region: RegionID(trusted: "VT01")) == .suppressed)
    }

    /// Everything that leaves the room for one week with so many contacts, before and during the running week.
    func everything(_ count: Int, _ language: Language, origin: Indicator.Origin) throws -> [String] {
        let indicator = try Figures.indicator("own", unit: "gesprekken", period: .week, origin: origin)
        let series = Figures.alone(
            indicator,
            known: [
                KnownValue(period: try Figures.period("2025-W47"), value: 40, status: .final, knownSince: Figures.now),
                KnownValue(
                    period: try Figures.period("2026-W47"), value: count, status: .final,
                    knownSince: origin == .counted ? Figures.now + .hours(Int64(count)) : Figures.now),
                KnownValue(
                    period: try Figures.period("2026-W48"), value: count, status: .final, knownSince: Figures.now),
            ], today: Figures.today)
        let wording = try Figures.wording(language)
        let card = SignalsPages.card(series, try Figures.catalogue())
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(SeriesDocument(series, language: language))
        return [
            SignalsPages.body([card], place: "Nederland", wording: wording).text,
            Chart(series, wording, place: "Nederland", number: 0).svg?.text ?? "",
            String(decoding: SeriesCSV(series: series, language: language).bytes, as: UTF8.self),
            String(decoding: json, as: UTF8.self), String(reflecting: series.points),
        ]
    }

    @Test(arguments: [Language.dutch, .english], [Indicator.Origin.counted, .imported])
    func `whatever small number is behind it, page, chart, CSV and JSON are the same to the byte`(
        language: Language, origin: Indicator.Origin
    ) throws {
        let three = try everything(3, language, origin: origin)
        for count in 1...9 {
            #expect(try everything(count, language, origin: origin) == three)
        }
        if origin == .counted { #expect(try everything(0, language, origin: origin) == three) }
        let many = try everything(60, language, origin: origin)
        for (few, many) in zip(three, many) { #expect(few != many) }
    }

    @Test func `a series keeps the order of time and can be cut to a range`() throws {
        let series = try Figures.series(
            Figures.indicator("advice"),
            [("2021-H1", 30, .final), ("2019-H2", 10, .final), ("2020-H1", 20, .final), ("2020-H2", 25, .final)])
        #expect(series.points.map(\.number) == [10, 20, 25, 30])
        let from = try Figures.period("2020-03"), to = try Figures.period("2020-12-31")
        #expect(series.within(from: from, to: to).points.map(\.number) == [20, 25])
        #expect(series.within(from: nil, to: to).points.count == 3)
        #expect(series.last(2).points.map(\.number) == [25, 30])
    }
}
