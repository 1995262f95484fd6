import Core
import Foundation
import Site
import Testing

@testable import Insight
@testable import Pack

@Suite struct `How figures are shown` {
    func weeks(_ values: [(String, Int?)]) throws -> PublishedSeries {
        let indicator = try Figures.indicator("weekly", period: .week, suppressBelow: 5)
        return try Figures.series(indicator, values.map { ($0.0, $0.1, $0.1 == nil ? .missing : .final) })
    }

    func card(_ series: PublishedSeries, events: [CalendarEvent] = []) -> SignalsPages.Card {
        var card = SignalsPages.Card(whole: series, updatedOn: Figures.today)
        (card.events, card.now) = (events, Figures.now)
        return card
    }

    func event(_ day: String, _ kind: CalendarEvent.Kind, _ text: String) throws -> CalendarEvent {
        CalendarEvent(
            id: text, kind: kind, from: try Figures.day(day), text: Localized(everywhere: text),
            source: Localized(everywhere: "Een bron"))
    }

    // MARK: Pictures

    @Test func `a picture says by itself what was counted, what its numbers mean, and what it does not say`() throws {
        let indicator = try Figures.indicator("advice", breaks: [("2020-05-25", "De chat begon.")])
        let series = try Figures.series(indicator, [("2020-H1", 20_000, .final), ("2020-H2", 30_000, .provisional)])
        let card = card(series, events: [try event("2020-04-25", .campaign, "Een campagne begint.")])
        let svg = try #require(ChartFile(card, place: "Nederland", try Figures.wording()).svg).text
        let text = svg.replacing(#/<\/text><text[^>]*>/#, with: " ").replacing(#/<[^>]+>/#, with: "")
        for part in [
            "Naam van advice, Nederland", "Adviezen per halfjaar, Nederland, de eerste helft van 2020",
            "Geteld is: Wat er bij advice geteld is.", "1. Vanaf 25 april 2020: Een campagne begint. Bron: Een bron.",
            "2. Vanaf 25 mei 2020: De chat begon.", "Wat dit niet zegt: Zegt niet hoeveel geweld er is.", "Bron: CBS",
            "Cijfers zoals bekend op 23 november 2026", "advice@2.0", "Ze kunnen nog veranderen",
        ] { #expect(text.contains(part), "\(part)") }
        let size = try #require(svg.firstMatch(of: #/width="([0-9.]+)" height="([0-9.]+)"/#))
        #expect(try #require(Double(size.2)) <= 4_000)
    }

    @Test func `a picture with very many notes still fits in what can be drawn`() throws {
        let series = try weeks((1...30).map { ("2026-W\($0 < 10 ? "0" : "")\($0)", 100 + $0) })
        let events = try (1...28).map { number in
            try event(
                "2026-0\(1 + number / 28)-\(number < 10 ? "0" : "")\(number)", .media,
                String(repeating: "woord ", count: 30))
        }
        let card = card(series, events: events)
        let svg = try #require(ChartFile(card, place: "x", try Figures.wording()).svg).text
        let size = try #require(svg.firstMatch(of: #/width="([0-9.]+)" height="([0-9.]+)"/#))
        #expect(try #require(Double(size.2)) <= 4_000)
    }

    @Test func `the calendar and the figure name the same change once, with its source`() throws {
        let indicator = try Figures.indicator("advice", breaks: [("2020-05-25", "De chat begon.")])
        let series = try Figures.series(indicator, [("2020-H1", 20_000, .final), ("2020-H2", 30_000, .final)])
        let same = try event("2020-05-25", .channel, "De chat begint.")
        let marks = ChartMark.all(series, events: [same])
        #expect(marks.map(\.kind) == [.cut] && marks[0].source?[.dutch] == "Een bron")
        let html = SignalsPages.card(card(series, events: [same]), number: 0, place: "x", try Figures.wording()).text
        #expect(
            html.contains("De chat begon.") && html.contains("Bron: Een bron.") && !html.contains("De chat begint."))
        let other = try event("2020-05-25", .campaign, "Iets anders.")
        #expect(ChartMark.all(series, events: [other]).count == 2, "what else began that day is another thing")
    }

    @Test func `where nothing may be told there is no link to a picture`() throws {
        let wording = try Figures.wording()
        let hidden = try weeks([("2026-W40", 2), ("2026-W41", 3)])
        let html = SignalsPages.card(card(hidden), number: 0, place: "x", wording).text
        #expect(html.contains("figures.csv") && !html.contains("chart.svg") && !html.contains("chart.png"))
        #expect(ChartFile(card(hidden), place: "x", wording).svg == nil)
        let told = try weeks([("2026-W40", 2), ("2026-W41", 30)])
        #expect(SignalsPages.card(card(told), number: 0, place: "x", wording).text.contains("chart.svg"))
    }

    // MARK: Regions

    @Test func `a page holds at most twelve small charts, and the pages together every region once`() throws {
        let wording = try Figures.wording()
        let indicator = try Figures.indicator("regional", period: .week, regionVersion: 2025, suppressBelow: 5)
        let ids = (1...26).map { RegionID(trusted: "R\($0 < 10 ? "0" : "")\($0)") }
        let series = try ids.map { id in
            PictureExamples.alone(
                indicator,
                [
                    KnownValue(
                        period: try Figures.period("2026-W40"), value: 40, status: .final, knownSince: Figures.now),
                    KnownValue(
                        period: try Figures.period("2026-W41"), value: 50, status: .final, knownSince: Figures.now),
                ], part: id.text)
        }
        let picture = PublishedPicture(
            indicator: indicator, known: nil, version: nil, whole: try weeks([("2026-W41", 1_300)]), regions: series,
            corrections: [])
        let places = SignalsPlaces(country: "x", places: ids.map { .init(id: $0, name: $0.text, tile: nil) })
        var view = RegionsPages.View(picture: picture, places: places, address: SignalsAddress(indicator.id))
        #expect(view.pages == 3)
        var seen: [String] = []
        for page in 1...view.pages {
            view.page = page
            let html = RegionsPages.page(view, wording).text
            let names = html.matches(of: #/<figcaption><a href="[^"]*">(R\d\d)</#).map { String($0.1) }
            #expect((2...12).contains(names.count))
            #expect(html.components(separatedBy: "aria-current=\"page\"").count == 2)
            seen += names
        }
        #expect(seen == ids.map(\.text))
    }

    @Test func `regions that are not together the whole as delivered are named, and only where all are known`() throws {
        let (one, other) = (RegionID(trusted: "VT01"), RegionID(trusted: "VT02"))
        let weeks = try ["2026-W40", "2026-W41", "2026-W42"].map { try Figures.period($0) }
        let found = RegionSums.differences(
            whole: [weeks[0]: 100, weeks[1]: 100, weeks[2]: 100],
            parts: [one: [weeks[0]: 60, weeks[1]: 60, weeks[2]: 90], other: [weeks[0]: 40, weeks[1]: 50]],
            regions: [one, other])
        #expect(found == [.init(period: weeks[1], whole: 100, sum: 110)])
        #expect(RegionSums.differences(whole: [weeks[0]: 1], parts: [:], regions: []).isEmpty)
    }

    @Test func `beside the table stands that the regions are not the whole`() async throws {
        try await Figures.withActions { actions in
            let regional = try #require(actions.catalogue.indicator(IndicatorID(trusted: "regional")))
            let wording = try Figures.wording()
            func page() async throws -> String {
                let picture = try await actions.picture(of: regional, at: Figures.now)
                let places = SignalsPlaces(
                    country: "x",
                    places: ["VT01", "VT02"].map { .init(id: RegionID(trusted: $0), name: $0, tile: nil) })
                let view = RegionsPages.View(picture: picture, places: places, address: SignalsAddress(regional.id))
                return RegionsPages.section(view, wording)?.text ?? ""
            }
            _ = try await actions.importCSV(
                .file(
                    "regional,,,2026-H1,100,final", "regional,VT01,,2026-H1,60,final", "regional,VT02,,2026-H1,40,final"
                ),
                at: Figures.now)
            #expect(try await !page().contains("klopt niet"))
            _ = try await actions.importCSV(.file("regional,VT02,,2026-H1,50,final"), at: Figures.now)
            #expect(
                try await page().contains(
                    "in de eerste helft van 2026 zijn de regio&#39;s samen 110. Voor het geheel is 100 geleverd."))
        }
    }

    // MARK: Before and after a date

    @Test func `the same periods are counted on both sides, of the whole and of every part`() async throws {
        try await Figures.withActions { actions in
            func indicator(_ id: String, partOf: String? = nil) throws -> Indicator {
                let text = Figures.text(id, id)
                return Indicator(
                    id: IndicatorID(trusted: id), name: text, metric: .conversations, unit: text, definition: text,
                    doesNotSay: text, source: text, version: "1", breaks: [], period: .week, regionVersion: nil,
                    suppressBelow: 5, isPublic: true, origin: .imported,
                    partOf: partOf.map { IndicatorID(trusted: $0) })
            }
            let whole = try indicator("all")
            let catalogue = Catalogue(
                indicators: [whole, try indicator("home", partOf: "all"), try indicator("school", partOf: "all")],
                regions: [:], islands: [], timeZone: .gmt)
            let figures = FiguresActions(store: actions.store, catalogue: catalogue)
            // The date, 1 October 2026, falls in week 40. Of week 43 the whole did not come in, of week 36 a part.
            var lines: [String] = []
            for week in 30...47 {
                lines.append("all,,,2026-W\(week),\(week == 43 ? "" : "100"),\(week == 43 ? "missing" : "final")")
                lines.append("home,,,2026-W\(week),30,final")
                if week != 36 { lines.append("school,,,2026-W\(week),20,final") }
            }
            let header = "indicator,region,organisation,period,value,status\n"
            _ = try await figures.importCSV((header + lines.joined(separator: "\n")).bytes, at: Figures.now)
            let found = try await figures.themes(of: whole, before: try Figures.day("2026-10-01"), at: Figures.now)
            let span = try #require(found.first?.span)
            #expect(span.before.map(\.description) == ["33", "34", "35", "37", "38", "39"].map { "2026-W\($0)" })
            #expect(span.after.map(\.description) == ["41", "42", "44", "45", "46", "47"].map { "2026-W\($0)" })
            #expect(span.incomplete.map(\.description) == ["2026-W36", "2026-W43"])
            #expect(span.ofDate?.description == "2026-W40")
            let rows = found[0].rows.map { "\($0.indicator.id) \($0.before ?? 0) \($0.after ?? 0)" }
            #expect(rows == ["home 180 180", "school 120 120"])
            #expect(found[0].otherBefore == 50 && found[0].otherAfter == 50)
            let page = ThemesPages.page(
                ThemesPages.View(date: nil, dates: [], themes: found), try Figures.wording()
            ).text
            #expect(
                page.contains("Geteld zijn 6 perioden ervoor (week 33 van 2026 tot en met week 39 van 2026) en 6 erna"))
            #expect(page.contains("omdat niet alles geleverd is: week 36 van 2026, week 43 van 2026."))
            #expect(page.contains("week 40 van 2026. De datum valt daarin."))
        }
    }

    @Test func `own counts that grow week by week are compared in steps, so that no week can be taken from two sums`()
        throws
    {
        func weeks(_ numbers: ClosedRange<Int>) -> Set<Period> {
            Set(numbers.compactMap { Period("2026-W\($0 < 10 ? "0" : "")\($0)") })
        }
        let date = try Figures.day("2026-08-03")
        for (last, count) in [(34, 0), (35, 4), (36, 4), (38, 4), (39, 8), (43, 8), (44, 13), (47, 13)] {
            let span = ThemeSpan([weeks(5...last)], date: date, inSteps: true)
            #expect(span.before.count == count && span.after.count == count, "\(last)")
        }
        #expect(ThemeSpan([weeks(5...38)], date: date).after.count == 7)
        #expect(ThemeSpan([], date: date).before.isEmpty)
    }

    @Test(arguments: [Language.dutch, .english])
    func `a change that is nothing in whole per cents has no direction`(language: Language) throws {
        var values: [(String, Int?)] = []
        var week = try Figures.week("2016-W01")
        var index = 0
        while week <= (try Figures.week("2021-W20")) {
            values.append((week.description, 1_000 + (index * 7_919) % 13 - 6))
            (week, index) = (week.next, index + 1)
        }
        let series = try weeks(values)
        let date = try Figures.day("2020-03-15")
        let change = try PolicyChange(series, from: date)
        #expect(abs(change.ratio - 1) < 0.005)
        let page = ChangePages.page(
            ChangePages.View(
                card: card(series), places: SignalsPlaces(country: "x"), events: [], date: date,
                change: .success(change)),
            try Figures.wording(language)
        ).text
        #expect(!page.contains("0% hoger") && !page.contains("0% lager") && !page.contains("0% higher"))
        #expect(
            page.contains(
                language == .dutch
                    ? "Geen opvallende verandering in het aantal" : "No notable change in the number of"))
    }

    // MARK: What is read first

    @Test func `the overview begins with what happened, how certain that is and what it does not say`() throws {
        let wording = try Figures.wording()
        let empty = SignalsPages.Card(
            whole: try Figures.series(try Figures.indicator("leeg"), []), updatedOn: nil)
        var told = card(try weeks([("2026-W46", 90), ("2026-W47", 100)]))
        told.extras = CardExtras(sentences: [Localized(everywhere: "Een zin over een vondst.")])
        let html = SignalsPages.body([empty, told], place: "x", wording: wording).text
        let order = [
            "Een zin over een vondst.", "Hoe zeker dit is", "Meer contacten is niet hetzelfde als meer geweld",
            "<table>", "id=\"weekly\"",
        ].compactMap { html.range(of: $0)?.lowerBound }
        #expect(order.count == 5 && order == order.sorted())
        #expect(!html.contains("id=\"leeg\""), "what has no figures is in the list only")
        let links = html.matches(of: #/<th scope="row"><a href="\/signals\/([a-z]+)"/#).map { String($0.1) }
        #expect(links == ["weekly", "leeg"], "what has no figures is last")
    }

    @Test func `on a card how certain it is and what it does not say stand between the sentence and the chart, once`()
        throws
    {
        let html = SignalsPages.card(
            card(try weeks([("2026-W46", 90), ("2026-W47", 100)])), number: 0, place: "x", try Figures.wording()
        ).text
        let order = ["class=\"zin\"", "Hoe zeker dit is", "Wat dit niet zegt", "<figure", "Wat er geteld is"]
            .compactMap { html.range(of: $0)?.lowerBound }
        #expect(order.count == 5 && order == order.sorted())
        #expect(html.components(separatedBy: "Zegt niet hoeveel geweld er is.").count == 2)
    }

    @Test func `paper says as known when, and where the same numbers are`() throws {
        let wording = try Figures.wording()
        func foot(_ path: String, known: Instant? = nil, hasVersions: Bool = true) -> String {
            PrintedFoot(path: path, host: "x.example:8080", known: known, now: Figures.now, hasVersions: hasVersions)
                .markup(wording).text
        }
        let now = Figures.now.rfc3339
        #expect(foot("/signals/a").contains("x.example:8080/signals/a?known=\(now)"))
        #expect(foot("/signals/a?region=VT01").contains("/signals/a?region=VT01&amp;known=\(now)"))
        #expect(foot("/signals/a").contains("Cijfers zoals bekend op 23 november 2026"))
        let frozen = Figures.now - .hours(48)
        let page = foot("/signals/a?known=\(frozen.rfc3339)", known: frozen)
        #expect(page.contains("21 november 2026") && page.components(separatedBy: "known=").count == 2)
        #expect(!foot("/signals/themes?before=2026-10-01", hasVersions: false).contains("known="))
    }
}
