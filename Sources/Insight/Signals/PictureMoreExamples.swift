import Core
import Pack
import Site

/// What can be asked of a figure, and the pages about all of them, with made-up numbers.
enum PictureMoreExamples {
    static let all = compare + change + themes + silence + corrections + share

    private static let compare = PageExample.states(
        of: "compare", title: { $0(PicturePhrase.compareLink) }, zone: .findable, wide: true,
        [
            "two regions and the rest": { compared(["VT04", "rest", "VT08"], [], $0) },
            "two years, one with a week 53": { compared([""], [2020, 2021], $0) },
            "refused": { compared([""], [], isRefused: true, $0) },
            "nothing": { compared(["islands"], [2001], $0) },
            "per 10,000 inhabitants": { compared(["VT04", "VT23"], [], isRated: true, $0) },
        ])

    private static func compared(
        _ names: [String], _ years: [Int], isRefused: Bool = false, isRated: Bool = false, _ say: Speech
    )
        -> HTML
    {
        let wording = Wording(say: say)
        let picture = PictureExamples.picture(weeks: 320)
        let places = PictureExamples.places(say)
        var lines = names.map { name -> ComparedLines.Line in
            let id = RegionID(trusted: name)
            let series =
                name.isEmpty
                ? picture.whole : name == "rest" ? picture.rest(without: RegionID(trusted: "VT04")) : picture.region(id)
            return ComparedLines.Line(
                label: places.place(id)?.tile?.code ?? name, name: places.place(id)?.name ?? name,
                series: series ?? picture.whole, inhabitants: { name == "VT04" ? 1_000 * ($0 - 1_400) : nil })
        }
        if isRefused { lines.append(ComparedLines.Line(label: "x", name: "x", series: reports)) }
        var (table, refused): (LineTable?, ComparedLines.Refused?) = (nil, nil)
        do {
            let compared = try ComparedLines(lines)
            table =
                years.isEmpty
                ? LineTable(compared, last: 104) { wording.short($0) }.indexed
                : LineTable(lines[0], years: years) { "\(wording.per(.week)) \($0)" }
        } catch {
            refused = error
        }
        if isRated { table = table?.rated }
        let population = Population(
            regionVersion: 2020, year: 2016, source: Localized(everywhere: "Verzonnen \(PageExample.signs)"),
            people: [RegionID(trusted: "VT04"): 600_000], isMadeUp: true)
        let view = ComparePages.View(
            address: PictureExamples.address, indicator: PictureExamples.indicator, places: places,
            choices: places.places,
            chosen: names, years: years, allYears: [2020, 2021, 2026], table: table, refused: refused,
            measure: table?.measure ?? .count,
            population: isRated ? population : nil, most: 500)
        return ComparePages.page(view, wording)
    }

    private static var reports: PublishedSeries {
        let other = Indicator(
            id: IndicatorID(trusted: "ander"), name: Localized(everywhere: "x"), metric: .reportsReceived,
            unit: Localized(everywhere: "x"), definition: Localized(everywhere: "x"),
            doesNotSay: Localized(everywhere: "x"),
            source: Localized(everywhere: "x"), version: "1", breaks: [], period: .week, regionVersion: 2020,
            suppressBelow: 5, isPublic: true, origin: .imported)
        return PictureExamples.picture(weeks: 3, of: other).whole
    }

    private static let change = PageExample.states(
        of: "change", title: { $0(PicturePhrase.changeLink) }, zone: .findable, wide: true,
        [
            "not asked yet": { changed(nil, $0) },
            "before and after": { changed(Day(daysSince1970: 20_600), $0) },
            "too few": { changed(Day(daysSince1970: 20_770), $0) },
        ])

    private static func changed(_ date: Day?, _ say: Speech) -> HTML {
        let series = PictureExamples.picture(weeks: 320).whole
        var card = SignalsPages.Card(whole: series, updatedOn: PictureExamples.today, address: PictureExamples.address)
        card.events = [PictureExamples.event]
        let change = date.map { day in Result { () throws(PolicyChange.Unknown) in try PolicyChange(series, from: day) }
        }
        return ChangePages.page(
            ChangePages.View(
                card: card, places: PictureExamples.places(say), events: [PictureExamples.event], date: date,
                change: change),
            Wording(say: say))
    }

    private static let themes = PageExample.states(
        of: "themes", title: { $0(PicturePhrase.themesTitle) }, zone: .findable, wide: true,
        [
            "none": { ThemesPages.page(ThemesPages.View(date: nil, dates: [], themes: []), Wording(say: $0)) },
            "by channel": { say in
                let numbers: [(String, Int?, Int?)] = [
                    ("school", 100, 40), ("thuis \(PageExample.signs)", 60, 120), ("vrienden", 50, 50),
                    ("gevoel", 30, nil),
                    ("liefde", 25, 45), ("geld", nil, 20),
                ]
                let parts = numbers.map { name, before, after in
                    (indicator: part(name), before: before, after: after)
                }
                let date = Day(daysSince1970: 20_700)
                let view = ThemesPages.View(
                    date: date, dates: [(day: date, text: "Verzonnen \(PageExample.signs)")],
                    themes: [
                        PublishedThemes(PictureExamples.indicator, channel: nil, wholeSums: (300, 320), parts: parts),
                        PublishedThemes(PictureExamples.indicator, channel: .phone, wholeSums: (nil, nil), parts: []),
                    ])
                return ThemesPages.page(view, Wording(say: say))
            },
        ])

    private static func part(_ name: String) -> Indicator {
        let indicator = PictureExamples.indicator
        return Indicator(
            id: IndicatorID(trusted: name), name: Localized(everywhere: name), metric: indicator.metric,
            unit: indicator.unit,
            definition: indicator.definition, doesNotSay: indicator.doesNotSay, source: indicator.source, version: "1",
            breaks: [],
            period: .week, regionVersion: nil, suppressBelow: 5, isPublic: true, origin: .imported)
    }

    private static let silence = PageExample.states(
        of: "silence", title: { $0(PicturePhrase.silenceTitle) }, zone: .findable, wide: true,
        [
            "nothing yet": { silent(nil, quiet: nil, isEmpty: true, $0) },
            "who did not deliver": {
                silent(PictureExamples.picture(weeks: 30), quiet: ["Friesland \(PageExample.signs)"], $0)
            },
            "everybody heard": { silent(nil, quiet: [], $0) },
        ])

    private static func silent(_ picture: PublishedPicture?, quiet: [String]?, isEmpty: Bool = false, _ say: Speech)
        -> HTML
    {
        let today = PictureExamples.today
        let organisation = OrganisationID(trusted: "verzonnen")
        let all =
            isEmpty ? [] : [PublishedSilence(PictureExamples.picture(weeks: 30), organisations: [:], today: today)]
        return SilencePages.page(
            SilencePages.View(
                all: all, chosen: picture.map { PublishedSilence($0, organisations: [organisation: []], today: today) },
                organisations: [organisation: "Verzonnen organisatie"], places: PictureExamples.places(say),
                quiet: quiet, known: nil),
            Wording(say: say))
    }

    private static let corrections = PageExample.states(
        of: "corrections", title: { $0(PicturePhrase.correctionsTitle) }, zone: .findable, wide: true,
        [
            "none": { CorrectionsPages.page(CorrectionsPages.View(rows: [], total: 0, known: nil), Wording(say: $0)) },
            "some": { say in
                let rows = [(10, 14), (nil, nil)].map { before, after in
                    CorrectionsPages.Row(
                        correction: PublishedPicture.Correction(
                            region: nil, period: .half(year: 2021, half: 1), on: PictureExamples.today, before: before,
                            after: after),
                        indicator: PictureExamples.indicator, place: "Nergensland \(PageExample.signs)")
                }
                return CorrectionsPages.page(
                    CorrectionsPages.View(rows: rows, total: 999, known: PictureExamples.moment), Wording(say: say))
            },
        ])

    private static let share = PageExample.states(
        of: "share", title: { $0(PicturePhrase.theFigure) }, zone: .findable, wide: true,
        [
            "of each hundred": { say in
                let picture = PictureExamples.picture(weeks: 40)
                let part = picture.region(RegionID(trusted: "VT08")) ?? picture.whole
                let section = SharePages.section(SharePages.View(part: part, whole: picture.whole), Wording(say: say))
                return "<h1>\(say(PicturePhrase.theFigure))</h1>\(section)"
            }
        ])
}
