import Core
import Foundation
import Testing

@testable import Insight
@testable import Pack
@testable import Site

@Suite struct `Charts and the page around them` {
    func chart(
        _ values: [(String, Int?, ObservationStatus)], period: Indicator.PeriodKind = .halfYear,
        breaks: [(String, String)] = [], kind: String = "smal", _ language: Language = .dutch
    ) throws -> String {
        let indicator = try Figures.indicator("advice", period: period, breaks: breaks)
        let series = try Figures.series(indicator, values)
        let both = Chart(series, try Figures.wording(language), place: "Nederland", number: 0).svg?.text ?? ""
        // For a narrow column and for a wide one.
        return both.components(separatedBy: "<svg ").first { $0.hasPrefix("class=\"\(kind)\"") } ?? ""
    }

    func weeks(_ count: Int, but: [Int: (Int?, ObservationStatus)] = [:]) throws -> [(String, Int?, ObservationStatus)]
    {
        var week = try Figures.week("2026-W10")
        return (0..<count).map { index in
            defer { week = week.next }
            let other = but[index]
            return (week.description, other.map(\.0) ?? 100 + index, other?.1 ?? .final)
        }
    }

    func matches(_ text: String, _ part: String) -> Int { text.components(separatedBy: part).count - 1 }

    @Test func `the text alternative is made from the data`() throws {
        let one = try chart([("2021-H1", 1_500, .final), ("2021-H2", 1_200, .final), ("2022-H1", 1_300, .provisional)])
        #expect(one.contains("role=\"img\" aria-labelledby=\"g0t g0d\""))
        #expect(one.contains("<title id=\"g0t\">Naam van advice, Nederland</title>"))
        #expect(
            one.contains(
                "Het laagst is 1.200 (de tweede helft van 2021), het hoogst 1.500 (de eerste helft van 2021). Het laatste cijfer is 1.300 (de eerste helft van 2022, voorlopig)."
            ))
        let other = try chart([
            ("2021-H1", 1_500, .final), ("2021-H2", 1_600, .final), ("2022-H1", 1_300, .provisional),
        ])
        #expect(other.contains("het hoogst 1.600 (de tweede helft van 2021)"))
        let gaps = try chart([("2020-H1", 3, .final), ("2020-H2", nil, .missing), ("2021-H1", 30, .final)])
        #expect(gaps.contains("Te weinig om te tonen: de eerste helft van 2020."))
        #expect(gaps.contains("Zonder cijfer: de tweede helft van 2020."))
    }

    @Test func `bars are as long as their number, from zero`() throws {
        let svg = try chart([("2021-H1", 1_000, .final), ("2021-H2", 500, .final), ("2022-H1", 0, .final)])
        let lengths = svg.matches(of: /class="staaf"[^>]* width="([0-9.]+)"/).compactMap { Double($0.1) }
        #expect(lengths.count == 3)
        #expect(abs(lengths[0] - 2 * lengths[1]) < 0.2 && lengths[2] == 0 && lengths[0] > 40)
    }

    @Test func `provisional bars are hatched, final ones are not`() throws {
        let svg = try chart([("2021-H1", 1_000, .final), ("2021-H2", 500, .provisional)])
        #expect(svg.contains("<pattern id=\"g0p\""))
        #expect(matches(svg, "fill=\"url(#g0p)\"") == 2, "the bar and its sample in the key")
        #expect(svg.contains(">voorlopig</text>"))
        #expect(!(try chart([("2021-H1", 1_000, .final)])).contains("pattern"))
    }

    @Test func `a missing figure and a small one stand in words, not as a bar of zero`() throws {
        let svg = try chart([("2020-H1", nil, .missing), ("2020-H2", 3, .final), ("2021-H1", 30, .final)])
        #expect(svg.contains(">geen cijfer</text>") && svg.contains(">te weinig om te tonen</text>"))
        #expect(matches(svg, "<rect") == 1)
    }

    @Test func `a line is cut at a gap and at a break, and dashed where it is provisional`() throws {
        func pieces(_ svg: String) -> Int {
            svg.matches(of: /class="s1" d="([^"]*)"/).map { matches(String($0.1), "L") }.reduce(0, +)
        }
        #expect(pieces(try chart(weeks(15), period: .week)) == 14)
        #expect(pieces(try chart(weeks(15, but: [5: (nil, .missing)]), period: .week)) == 12)
        #expect(pieces(try chart(weeks(15, but: [5: (3, .final)]), period: .week)) == 12)
        let broken = try chart(weeks(15), period: .week, breaks: [("2026-03-30", "Andere telling.")])
        #expect(pieces(broken) == 13)
        #expect(broken.contains("class=\"breuk\"") && broken.contains("Genummerde lijnen"))
        let provisional = try chart(weeks(15, but: [14: (100, .provisional)]), period: .week)
        #expect(provisional.contains("stroke-dasharray=\"4 3\"/>") && provisional.contains("voorlopig"))
    }

    @Test(arguments: [("smal", 300.0), ("ruim", 600.0)])
    func `text is large enough for its column, nothing lies outside, and there is no style attribute`(
        kind: String, width: Double
    ) throws {
        let many = try weeks(24, but: [3: (nil, .missing), 4: (2, .final), 23: (123_456, .provisional)])
        for svg in [
            try chart(many, period: .week, breaks: [("2026-05-04", "Andere telling.")], kind: kind),
            try chart(weeks(500), period: .week, kind: kind),
            try chart(
                [("2021-H1", 1_234_567, .final), ("2021-H2", 500, .provisional)], breaks: [("2021-07-01", "Anders.")],
                kind: kind),
        ] {
            // The page leaves at least 250 of 320 pixels to a chart that is 300 wide, and 480 to one that is 600 wide.
            #expect(svg.contains("viewBox=\"0 0 \(Int(width)) ") && svg.contains("font-size=\"15\""))
            #expect(!svg.contains("style=") && !svg.contains("#0") && !svg.contains("rgb"))
            for match in svg.matches(of: #/ (?:x|cx|x1|x2)="(-?[0-9.]+)"/#) {
                let x = try #require(Double(match.1))
                #expect((0...width).contains(x))
            }
        }
    }

    @Test func `scales end at a round number just above the highest, from zero`() {
        for (number, top, step) in [
            (0, 2, 1), (2, 2, 1), (3, 3, 1), (7, 8, 2), (10, 10, 2), (11, 12, 4), (99, 100, 25), (101, 120, 40),
            (2_408, 2_500, 500), (2_838, 3_000, 1_000), (66_730, 75_000, 25_000),
        ] {
            #expect(NumberAxis(upTo: number).top == top && NumberAxis(upTo: number).step == step, "\(number)")
        }
        for number in 3...20_000 {
            let axis = NumberAxis(upTo: number)
            #expect(axis.top >= number && axis.top <= number * 5 / 3 && (4...6).contains(axis.ticks.count))
        }
    }

    func page(_ series: [PublishedSeries], _ language: Language = .dutch) throws -> String {
        let catalogue = try Figures.catalogue()
        return SignalsPages.body(
            series.map { SignalsPages.card($0, catalogue) }, place: "Nederland", wording: try Figures.wording(language)
        ).text
    }

    @Test func `the table, the CSV and the chart hold the same numbers`() throws {
        let values: [(String, Int?, ObservationStatus)] = [
            ("2020-H1", 58_575, .final), ("2020-H2", nil, .missing), ("2021-H1", 67_545, .provisional),
            ("2021-H2", 4, .final),
        ]
        let series = try Figures.series(Figures.indicator("advice"), values)
        let html = try page([series])
        let cells = html.matches(of: /<td class="n">([^<]*)<\/td><td>([^<]*)<\/td>/).map { "\($0.1)|\($0.2)" }
        #expect(
            cells == [
                "58.575|definitief", "geen cijfer|geen cijfer", "67.545|voorlopig",
                "te weinig om te tonen|te weinig om te tonen",
            ])
        for number in ["58.575", "67.545"] { #expect(matches(try chart(values), ">\(number)</text>") == 1) }
        let lines = String(decoding: SeriesCSV(series: series, language: .dutch).bytes, as: UTF8.self)
            .components(separatedBy: "\r\n")
        #expect(lines.count == 6 && lines[0] == SeriesCSV.header && lines[5].isEmpty)
        let meaning = "advice,Naam van advice,adviceGiven,adviezen,2.0,,"
        let since = Figures.now.rfc3339
        #expect(
            Array(lines[1...4]) == [
                "\(meaning),2020-H1,58575,final,\(since),advice@2.0,,,",
                "\(meaning),2020-H2,,missing,\(since),advice@2.0,,,",
                "\(meaning),2021-H1,67545,provisional,\(since),advice@2.0,,,",
                "\(meaning),2021-H2,,suppressed,\(since),advice@2.0,,,too-few-to-show",
            ])
    }

    @Test func `a card says what was counted, by whom, when, and what it does not say, beside the figure`() throws {
        let indicator = try Figures.indicator("advice", breaks: [("2020-05-25", "De chat begon.")])
        let html = try page([
            try Figures.series(indicator, [("2020-H1", 20_000, .final), ("2020-H2", 30_000, .provisional)])
        ])
        for text in [
            "Meer contacten is niet hetzelfde als meer geweld", "id=\"advice\"", "Adviezen per halfjaar, Nederland",
            "<dd>Wat er bij advice geteld is.</dd>", "<dd>Zegt niet hoeveel geweld er is.</dd>", "<dd>CBS</dd>",
            "<dd>2.0</dd>",
            "<dd>23 november 2026</dd>", "Ze kunnen nog veranderen: de tweede helft van 2020.",
            "onder de 10 tonen we niet",
            "/signals/advice/figures.csv?from=2020-H1&amp;to=2020-H2", "<details>", "<td>voorlopig</td>",
        ] {
            #expect(html.contains(text), "\(text)")
        }
        let order = [
            "class=\"zin\"", "<figcaption>", "<svg", "class=\"betekenis\"", "<details>", "class=\"downloads\"",
        ]
        let places = order.compactMap { html.range(of: $0)?.lowerBound }
        #expect(places.count == order.count && places == places.sorted())
        #expect(!html.contains("style=") && !html.contains("<script"))
    }

    @Test func `a break inside the series is a numbered line with its reason in a list`() throws {
        let indicator = try Figures.indicator(
            "advice", breaks: [("2019-01-01", "Te vroeg."), ("2020-07-01", "De chat begon.")])
        let html = try page([
            try Figures.series(indicator, [("2020-H1", 20_000, .final), ("2020-H2", 30_000, .final)])
        ])
        #expect(html.contains("<li value=\"1\">Vanaf 1 juli 2020: De chat begon.</li>"))
        #expect(matches(html, "class=\"breuk\"") == 2 && !html.contains("Te vroeg"), "once in each drawing")
    }

    @Test func `of a break within a period it is said that the figure holds days of before and after`() throws {
        let points: [(String, Int?, ObservationStatus)] = [("2020-H1", 20_000, .final), ("2020-H2", 30_000, .final)]
        for day in ["2020-05-25", "2020-08-01"] {
            let indicator = try Figures.indicator("advice", breaks: [(day, "De chat begon.")])
            let html = try page([try Figures.series(indicator, points)])
            let half = day < "2020-07-01" ? "de eerste helft van 2020" : "de tweede helft van 2020"
            #expect(
                html.contains("De chat begon. Dat was midden in \(half). Dat cijfer telt dagen van ervoor en van erna.")
            )
            #expect(matches(html, "class=\"breuk\"") == 2, "once in each drawing")
        }
    }

    @Test func `a long series shows its last 24 points, and the rest as a file`() throws {
        let html = try page([try Figures.series(Figures.indicator("weekly", period: .week), weeks(30))])
        #expect(matches(html, "<td class=\"n\">") == 24)
        #expect(html.contains("from=2026-W16&amp;to=2026-W39") && html.contains("Alle jaren als CSV"))
    }

    @Test func `the overview names every figure, and a series without figures says so`() throws {
        let own = try Figures.indicator("own", unit: "gesprekken", period: .week, origin: .counted)
        for language in [Language.dutch, .english] {
            let html = try page(
                [try Figures.series(own, []), try Figures.series(Figures.indicator("advice"), [])], language)
            let start = language == .dutch ? "/signals" : "/en/signals"
            #expect(html.contains("href=\"\(start)/own\"") && html.contains("href=\"\(start)/advice\""))
            #expect(!html.contains("<svg"))
            #expect(html.contains(language == .dutch ? "nog niets geteld" : "nothing counted yet"))
            #expect(html.contains(language == .dutch ? "nog geen cijfers ontvangen" : "no figures received yet"))
            #expect(!html.contains("{"))
        }
    }

    @Test func `the page stays under 150 kB with as many full charts as it may hold`() throws {
        let series = try (0..<14).map { try Figures.series(Figures.indicator("weekly\($0)", period: .week), weeks(30)) }
        let html = try page(series)
        #expect(html.utf8.count < 150_000)
        #expect(matches(html, "<svg class=\"smal\"") == SignalsPages.mostCharts)
        #expect(matches(html, "<svg") == SignalsPages.mostCharts * 2)
        #expect(html.contains("href=\"/signals/weekly13\""))
    }
}
