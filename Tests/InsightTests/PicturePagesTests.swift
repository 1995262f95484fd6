import Core
import Database
import Foundation
import Testing

@testable import Insight
@testable import Pack
@testable import Site

@Suite struct `What the picture says` {
    static let languages: [Language] = [.dutch, .english]

    @Test(arguments: languages)
    func `no example of a page says that there is more or less violence`(language: Language) throws {
        let say = try Figures.wording(language).say
        let number = Frame.Number(number: "112", tel: "112")
        let frame = Frame(
            languages: try Languages(folder: Figures.root.appending(path: "Locales"), languages: Self.languages),
            assets: try Assets(folder: Figures.root.appending(path: "Public")) { _ in "" }, emergency: (number, number),
            neutralExit: try #require(URL(string: "https://example.org/")))
        let denied = [
            "Meer contacten is niet hetzelfde als meer geweld", "het betekent niet dat er minder geweld is",
            "More contacts is not the same as more violence", "it does not mean that there is less violence",
            say(SignalsPhrase.notViolence),
        ]
        let forbidden = [
            "geweld stijgt", "geweld daalt", "stijging van geweld", "meer geweld", "minder geweld", "violence rises",
            "violence rose",
            "violence fell", "more violence", "less violence",
        ]
        let pages = Insight.examples.filter {
            ["Signals", "Picture", "PictureMore", "PictureLook", "Weeks"].contains($0.room)
        }
        #expect(pages.count > 15)
        for example in pages {
            var text = String(decoding: example.page(in: frame, language).bytes, as: UTF8.self)
            for words in denied { text = text.replacing(words, with: "") }
            for words in forbidden { #expect(!text.lowercased().contains(words), "\(example.id): \(words)") }
        }
        // The search finds what it looks for.
        #expect(say(SignalsPhrase.notViolence).contains(language == .dutch ? "meer geweld" : "more violence"))
    }

    func series(
        _ metric: Metric = .conversations, period: Indicator.PeriodKind = .week, _ values: [(String, Int?)] = []
    ) throws -> PublishedSeries {
        let text = Figures.text("gesprekken", "talks")
        let indicator = Indicator(
            id: IndicatorID(trusted: "x"), name: text, metric: metric, unit: text, definition: text, doesNotSay: text,
            source: text,
            version: "1", breaks: [], period: period, regionVersion: nil, suppressBelow: 5, isPublic: true,
            origin: .imported)
        return try Figures.series(indicator, values.map { ($0.0, $0.1, $0.1 == nil ? .missing : .final) })
    }

    func line(_ series: PublishedSeries) -> ComparedLines.Line {
        ComparedLines.Line(label: "x", name: "x", series: series)
    }

    @Test func `figures of two metrics have no chart together, and five lines neither`() throws {
        let talks = line(try series())
        #expect(throws: ComparedLines.Refused.metrics(.conversations, .reportsReceived)) {
            try ComparedLines([talks, line(try series(.reportsReceived))])
        }
        #expect(throws: ComparedLines.Refused.periods) { try ComparedLines([talks, line(try series(period: .month))]) }
        #expect(throws: ComparedLines.Refused.tooMany) { try ComparedLines(Array(repeating: talks, count: 5)) }
        #expect(try ComparedLines(Array(repeating: talks, count: 4)).lines.count == 4)
    }

    @Test func `week 53 stands only in the years that have one`() throws {
        var values: [(String, Int?)] = []
        var week = try Figures.week("2019-W01")
        while week <= (try Figures.week("2021-W52")) {
            values.append((week.description, 100 + week.number))
            week = week.next
        }
        let table = LineTable(line(try series(.conversations, values)), years: [2019, 2020, 2021]) { String($0) }
        #expect(table.rows.count == 53)
        #expect(table.columns.map { $0.numbers[52] } == [nil, 153, nil])
        #expect(table.columns.map { $0.numbers.compactMap(\.self).count } == [52, 53, 52])
    }

    @Test func `held against its own mean, a line of another size can be compared`() throws {
        let small = try series(.conversations, [("2026-W10", 5), ("2026-W11", 15), ("2026-W12", nil)])
        let large = try series(.conversations, [("2026-W10", 500), ("2026-W11", 1_500), ("2026-W12", 1_000)])
        let table = LineTable(try ComparedLines([line(small), line(large)]), last: 9) { "\($0)" }.indexed
        #expect(table.columns.map(\.numbers) == [[50, 150, nil], [50, 150, 100]])
    }

    @Test func `after a date the level is higher, and no cause is named`() throws {
        var values: [(String, Int?)] = []
        var week = try Figures.week("2016-W01")
        var index = 0
        while week <= (try Figures.week("2021-W20")) {
            let isAfter = week.monday >= (try Figures.day("2020-03-16"))
            let noise = (index * 7_919) % 13 - 6
            values.append((week.description, (isAfter ? 150 : 100) + noise))
            (week, index) = (week.next, index + 1)
        }
        let change = try PolicyChange(try series(.conversations, values), from: try Figures.day("2020-03-15"))
        #expect((1.4...1.6).contains(change.ratio) && change.low > 1.3 && change.high < 1.7)
        let placebos = try #require(change.placebos)
        #expect(placebos.number >= 100 && placebos.asSpecial <= placebos.number / 10)
        for language in Self.languages {
            let wording = try Figures.wording(language)
            let shown = try series(.conversations, values)
            let card = SignalsPages.Card(whole: shown, updatedOn: nil)
            let view = ChangePages.View(
                card: card, places: SignalsPlaces(country: "Nederland"), events: [],
                date: try Figures.day("2020-03-15"),
                change: .success(change))
            let page = ChangePages.page(view, wording).text
            let end =
                language == .dutch ? "is hiermee niet vast te stellen" : "cannot show whether the measure is the cause"
            #expect(page.contains(end))
        }
        let few = Array(values.suffix(20))
        #expect(throws: PolicyChange.Unknown.tooFew) {
            try PolicyChange(try series(.conversations, few), from: try Figures.day("2021-03-15"))
        }
        let halves = try series(period: .halfYear, [("2020-H1", 100), ("2020-H2", 100)])
        #expect(throws: PolicyChange.Unknown.period) { try PolicyChange(halves, from: try Figures.day("2020-07-01")) }
        let gaps = values.enumerated().map { ($1.0, $0 % 2 == 0 ? $1.1 : nil) }
        #expect(throws: PolicyChange.Unknown.gaps) {
            try PolicyChange(try series(.conversations, gaps), from: try Figures.day("2020-03-15"))
        }
    }

    @Test func `the places of subjects before and after are those of a fixture made by hand`() throws {
        func part(_ id: String) throws -> Indicator { try Figures.indicator(id, period: .week) }
        // Before: school 100, thuis 60, vrienden 50, liefde 25, gevoel 20, and geld too few. After: thuis 120, vrienden 50, liefde 45, school 40.
        let parts =
            [
                (indicator: try part("school"), before: 100, after: 40), (try part("thuis"), 60, 120),
                (try part("vrienden"), 50, 50),
                (try part("liefde"), 25, 45), (try part("gevoel"), 20, nil), (try part("geld"), nil, nil),
                (try part("pesten"), 15, 30),
            ] as [(indicator: Indicator, before: Int?, after: Int?)]
        let themes = PublishedThemes(try part("alles"), channel: .phone, wholeSums: (300, nil), parts: parts)
        let told = themes.rows.map { "\($0.indicator.id) \($0.rankBefore ?? 0)>\($0.rankAfter ?? 0)" }
        #expect(told == ["thuis 2>1", "vrienden 3>2", "liefde 4>3", "school 1>4", "pesten 6>5", "gevoel 5>0"])
        #expect(themes.otherBefore == 10 && themes.otherAfter == nil)
        let overlapping = PublishedThemes(try part("alles"), channel: nil, wholeSums: (100, 100), parts: parts)
        #expect(overlapping.otherBefore == nil, "one talk can have several")
    }

    @Test func `own subjects are counted by channel, rounded, and left out when small`() async throws {
        try await Figures.withActions { actions in
            let text = Figures.text("x", "x")
            func indicator(_ id: String, partOf: String? = nil) -> Indicator {
                Indicator(
                    id: IndicatorID(trusted: id), name: text, metric: .conversations, unit: text, definition: text,
                    doesNotSay: text,
                    source: text, version: "1", breaks: [], period: .week, regionVersion: nil, suppressBelow: 10,
                    isPublic: true,
                    origin: .counted, partOf: partOf.map { IndicatorID(trusted: $0) })
            }
            let catalogue = Catalogue(
                indicators: [indicator("all"), indicator("a", partOf: "all"), indicator("b", partOf: "all")],
                regions: [:], islands: [],
                timeZone: .gmt)
            let counting = FiguresActions(store: actions.store, catalogue: catalogue)
            for (id, week, number, channel) in [
                ("all", "2026-W10", 1, .chat), ("all", "2026-W30", 40, .chat), ("a", "2026-W30", 22, .chat),
                ("b", "2026-W30", 9, .chat),
                ("all", "2026-W35", 31, .phone), ("b", "2026-W35", 28, .phone), ("a", "2026-W35", 3, .phone),
            ] as [(String, String, Int, ContactChannel)] {
                try await counting.add(id, week, number, channel: channel)
            }
            let found = try await counting.themes(
                of: indicator("all"), before: try Figures.day("2026-08-03"), at: Figures.now)
            #expect(found.map(\.channel) == [nil, .chat, .phone])
            #expect(found[1].rows.map { "\($0.indicator.id) \($0.before ?? 0) \($0.after ?? 0)" } == ["a 20 0"])
            #expect(found[2].rows.map { "\($0.indicator.id) \($0.before ?? 0) \($0.after ?? 0)" } == ["b 0 30"])
        }
    }

    @Test func `who delivered nothing is named week by week, and a hidden number was delivered`() async throws {
        try await Figures.withActions { actions in
            let indicator = Indicator(
                id: IndicatorID(trusted: "w"), name: Figures.text("x", "x"), metric: .conversations,
                unit: Figures.text("x", "x"),
                definition: Figures.text("x", "x"), doesNotSay: Figures.text("x", "x"), source: Figures.text("x", "x"),
                version: "1",
                breaks: [], period: .week, regionVersion: 2025, suppressBelow: 5, isPublic: true, origin: .imported)
            let catalogue = Catalogue(
                indicators: [indicator], regions: [2025: ["VT01", "VT02"].asRegions], islands: [], timeZone: .gmt)
            let counting = FiguresActions(store: actions.store, catalogue: catalogue)
            _ = try await counting.importCSV(
                .file(
                    "w,,,2026-W44,43,final", "w,VT01,,2026-W44,40,final", "w,VT02,,2026-W44,3,final",
                    "w,,,2026-W45,40,final",
                    "w,VT01,,2026-W45,40,final", "w,VT02,,2026-W45,,missing", "w,VT02,org,2026-W44,3,final"),
                at: Figures.now)
            let silence = PublishedSilence(
                try await counting.picture(of: indicator, at: Figures.now),
                organisations: try await counting.deliveries(of: indicator),
                today: Figures.today)
            #expect(silence.periods.map(\.description) == ["2026-W44", "2026-W45", "2026-W46", "2026-W47"])
            #expect(
                silence.regions.map { "\($0.region?.text ?? "") \($0.missing.map(\.description).sorted())" } == [
                    "VT01 [\"2026-W46\", \"2026-W47\"]", "VT02 [\"2026-W45\", \"2026-W46\", \"2026-W47\"]",
                ])
            #expect(silence.organisations.map { $0.missing.count } == [3])
        }
    }

    @Test func `regions from which little came are named only when much came from elsewhere`() async throws {
        try await Figures.withActions { actions in
            let own = Indicator(
                id: IndicatorID(trusted: "own"), name: Figures.text("x", "x"), metric: .conversations,
                unit: Figures.text("x", "x"),
                definition: Figures.text("x", "x"), doesNotSay: Figures.text("x", "x"), source: Figures.text("x", "x"),
                version: "1",
                breaks: [], period: .week, regionVersion: 2025, suppressBelow: 10, isPublic: true, origin: .counted)
            let catalogue = Catalogue(
                indicators: [own], regions: [2025: ["VT01", "VT02"].asRegions], islands: [], timeZone: .gmt)
            let counting = FiguresActions(store: actions.store, catalogue: catalogue)
            try await counting.add("own", "2026-W46", 12, region: "VT01")
            try await counting.settle(at: Figures.now)
            #expect(try await counting.quietRegions(own, at: Figures.now) == nil)
            try await counting.add("own", "2026-W47", 30, region: "VT01")
            try await counting.settle(at: Figures.now)
            #expect(try await counting.quietRegions(own, at: Figures.now) == [RegionID(trusted: "VT02")])
            try await counting.add("own", "2026-W47", 60)
            try await counting.settle(at: Figures.now)
            #expect(try await counting.quietRegions(own, at: Figures.now) == nil, "of most the region is not known")
        }
    }

    @Test func `a picture is kept until the figures change, and an earlier moment for longer`() async throws {
        try await Figures.withActions { actions in
            let shelf = PictureShelf(actions)
            let indicator = try #require(actions.catalogue.indicator(IndicatorID(trusted: "advice")))
            _ = try await actions.importCSV(.file("advice,,,2021-H1,100,final"), at: Figures.now)
            let now = Figures.now + .hours(1)
            func shown(_ known: Instant? = nil) async throws -> [Int?] {
                try await shelf.picture(of: indicator, at: now, known: known).whole.points.map(\.number)
            }
            #expect(try await shown() == [100])
            _ = try await actions.importCSV(.file("advice,,,2021-H1,120,final"), at: Figures.now + .minutes(30))
            #expect(try await shown() == [120])
            #expect(try await shown(Figures.now + .minutes(10)) == [100])
            #expect(try await shown(Figures.now + .days(9)) == [120], "a moment to come is now")
        }
    }

    @Test func `what was expected is drawn and written only where the figure is told`() throws {
        let indicator = try Figures.indicator("weekly", period: .week, suppressBelow: 5)
        let series = try Figures.series(
            indicator, (10...30).map { ("2026-W\($0)", $0 == 20 ? 3 : 100, .final) })
        let bands = Dictionary(
            uniqueKeysWithValues: series.points.map { ($0.period, SignalsBand(expected: 90, low: 77, high: 111)) })
        let wording = try Figures.wording()
        let both = Chart(series, wording, place: "x", number: 0, band: bands).svg?.text ?? ""
        let svg = both.components(separatedBy: "<svg class=\"ruim\"")[0]
        #expect(svg.components(separatedBy: "class=\"band\" d=").count == 3, "before and after the hidden week")
        #expect(svg.contains("verwacht (95 van de 100 keer)"))
        // The pale inside has an edge in the colour of the line: it is seen in every light.
        #expect(svg.components(separatedBy: "fill-opacity=\".18\" stroke=\"currentColor\"/>").count == 4)
        let csv = String(decoding: SeriesCSV(series: series, language: .dutch, bands: bands).bytes, as: UTF8.self)
        #expect(csv.components(separatedBy: ",77,111,").count == 21)
        #expect(csv.contains("2026-W20,,suppressed,") && csv.contains(",weekly@2.0,,,too-few-to-show"))
        let card = { (extras: CardExtras) throws -> String in
            var card = SignalsPages.Card(whole: series, updatedOn: nil)
            card.extras = extras
            return SignalsPages.card(card, number: 0, place: "x", wording).text
        }
        let sentence = Localized(everywhere: "Een zin van elders.")
        let with = try card(CardExtras(bands: bands, sentences: [sentence]))
        #expect(with.contains("<p class=\"zin\">Een zin van elders. ") && with.contains("95 van de 100 cijfers"))
        #expect(try card(.none).contains("Een verschil kan ook toeval zijn."))
    }

    @Test func `what is still to come in is drawn as an estimate and called one, beside a number that is told only`()
        throws
    {
        let weeks = (0..<20).map { ("2026-W\(10 + $0)", $0 == 18 ? 3 : 80 + $0) }
        let series = try series(.conversations, weeks)
        let last = try #require(series.points.last)
        let hidden = series.points[18]
        let estimate = SignalsEstimate(estimate: 130, low: 118, high: 144)
        let wording = try Figures.wording()
        for points in [20, 6] {
            let shown = series.last(points)
            let chart = Chart(
                shown, wording, place: "x", number: 0, estimates: [last.period: estimate, hidden.period: estimate])
            let svg = chart.svg?.text ?? ""
            // In both drawings, narrow and wide: the mark and its range, once for the point and once for the list of signs.
            #expect(svg.components(separatedBy: "class=\"schat\"").count == 9)
            #expect(svg.contains("schatting (9 van de 10 keer)"))
            #expect(svg.contains("Geschat aantal: 130, meestal tussen 118 en 144."))
            let text =
                SignalsPages.estimates(shown, [last.period: estimate, hidden.period: estimate], wording)?.text ?? ""
            #expect(text.components(separatedBy: "Geschat aantal").count == 2 && text.contains("Dit zijn schattingen."))
        }
        #expect(SignalsPages.estimates(series, [:], wording) == nil)
        // A week that is not complete is not put beside a complete one of the year before.
        let year = try self.series(.conversations, [("2025-W29", 87), ("2026-W29", 50)])
        let whole = Sentence(year, wording).all.joined(separator: " ")
        let early = try Sentence(year, wording, comingIn: [#require(year.points.last).period]).all.joined(
            separator: " ")
        #expect(whole.contains("minder dan de 87") && !early.contains("87") && early.contains("waren er 50"))
    }

    @Test func `a share is told only where both figures are`() throws {
        let part = try series(.conversations, [("2026-W10", 25), ("2026-W11", 3), ("2026-W12", 30), ("2026-W13", 30)])
        let whole = try series(
            .conversations, [("2026-W10", 100), ("2026-W11", 100), ("2026-W12", nil), ("2026-W13", 20)])
        let shares = SharePages.shares(SharePages.View(part: part, whole: whole), last: 24).map(\.share)
        #expect(shares == [25, nil, nil, nil])
    }
}
