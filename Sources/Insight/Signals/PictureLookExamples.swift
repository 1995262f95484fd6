import Core
import Pack
import Site

/// How figures look when there are many, few, or none that may be told, with made-up numbers.
enum PictureLookExamples {
    static let all = overview + figure + regions + change + themes

    private static let overview = PageExample.states(
        of: "overview in brief", title: { $0(SignalsPhrase.title) }, zone: .findable, wide: true,
        [
            "one with a finding, one without figures": { say in
                let wording = Wording(say: say)
                var told = card(number(weeks: 30))
                told.extras = CardExtras(sentences: [
                    Localized([
                        .dutch: "Een verzonnen zin \(PageExample.signs).",
                        .english: "A made-up sentence \(PageExample.signs).",
                    ])
                ])
                let none = SignalsPages.Card(whole: empty, updatedOn: nil)
                return SignalsPages.body([none, told], place: country(say), wording: wording)
            }
        ])

    private static let figure = PageExample.states(
        of: "figure that cannot all be told", title: { $0(SignalsPhrase.title) }, zone: .findable, wide: true,
        scripts: [.figures],
        [
            "regions that are not the whole": { page(picture(regions: 3, whole: 500), $0) },
            "too few to show": { page(picture(regions: 3, value: 2, whole: 3), $0) },
        ])

    private static let regions = PageExample.states(
        of: "many regions", title: { $0(PicturePhrase.regions) }, zone: .findable, wide: true,
        [
            "the first page": { RegionsPages.page(view(picture(regions: 26), $0), Wording(say: $0)) },
            "the last page": { say in
                var view = view(picture(regions: 26), say)
                view.page = view.pages
                return RegionsPages.page(view, Wording(say: say))
            },
        ])

    private static let change = PageExample.states(
        of: "change of nothing", title: { $0(PicturePhrase.changeLink) }, zone: .findable, wide: true,
        [
            "no direction": { say in
                let series = number(weeks: 320)
                let date = Day(daysSince1970: 20_600)
                let change = Result { () throws(PolicyChange.Unknown) in try PolicyChange(series, from: date) }
                var card = card(series)
                card.events = [PictureExamples.event]
                return ChangePages.page(
                    ChangePages.View(
                        card: card, places: SignalsPlaces(country: country(say)), events: [PictureExamples.event],
                        date: date, change: change),
                    Wording(say: say))
            }
        ])

    private static let themes = PageExample.states(
        of: "themes over time", title: { $0(PicturePhrase.themesTitle) }, zone: .findable, wide: true,
        [
            "with a week that did not come in": { themed(missing: 3, $0) },
            "not enough on one side": { themed(missing: nil, $0) },
        ])

    private static func themed(missing: Int?, _ say: Speech) -> HTML {
        let date = Day(daysSince1970: 20_727)
        let weeks = missing == nil ? 3 : 20
        let all = Set((0..<weeks).map { week($0) })
        let came = missing.map { all.subtracting([week($0)]) } ?? all
        let part = PictureExamples.indicator
        let isNone = missing == nil
        let themes = PublishedThemes(
            part, channel: nil, wholeSums: isNone ? (nil, nil) : (300, 320),
            parts: isNone ? [] : [(indicator: part, before: 100, after: 90)],
            span: ThemeSpan([all, came], date: date))
        return ThemesPages.page(
            ThemesPages.View(date: date, dates: [(day: date, text: nil)], themes: [themes]), Wording(say: say))
    }

    // MARK: values

    private static func country(_ say: Speech) -> String { say.language == .english ? "Nowhere" : "Nergensland" }

    private static func week(_ back: Int) -> Period { .week(Week(containing: Day(daysSince1970: 20_775 - back * 7))) }

    private static func series(_ values: [Int], region: String? = nil) -> PublishedSeries {
        let known = values.enumerated().map { index, value in
            KnownValue(
                period: week(values.count - 1 - index), value: value, status: .final, knownSince: PictureExamples.moment
            )
        }
        return PictureExamples.alone(PictureExamples.indicator, known, part: region ?? AuditedFigure.whole)
    }

    /// Another figure, of which nothing came in.
    private static var empty: PublishedSeries {
        let indicator = PictureExamples.indicator
        let other = Indicator(
            id: IndicatorID(trusted: "leeg"), name: Localized(everywhere: "Leeg \(PageExample.signs)"),
            metric: indicator.metric, unit: indicator.unit, definition: indicator.definition,
            doesNotSay: indicator.doesNotSay, source: indicator.source, version: "1", breaks: [], period: .week,
            regionVersion: nil, suppressBelow: 5, isPublic: true, origin: .imported)
        return PictureExamples.alone(other, [])
    }

    /// About a thousand each week.
    private static func number(weeks: Int) -> PublishedSeries {
        series((0..<weeks).map { 1_000 + ($0 * 7_919) % 13 - 6 })
    }

    private static func card(_ series: PublishedSeries) -> SignalsPages.Card {
        var card = SignalsPages.Card(whole: series, updatedOn: PictureExamples.today)
        card.now = PictureExamples.moment
        return card
    }

    private static func picture(regions: Int, value: Int = 60, whole: Int? = nil) -> PublishedPicture {
        let parts = (0..<regions).map { place in
            series((0..<24).map { value == 60 ? 60 + ($0 * (place + 5)) % 40 : value }, region: name(place))
        }
        return PublishedPicture(
            indicator: PictureExamples.indicator, known: nil, version: nil,
            whole: series((0..<24).map { _ in whole ?? regions * 80 }), regions: parts, corrections: [])
    }

    private static func name(_ place: Int) -> String { "R\(place < 9 ? "0" : "")\(place + 1)" }

    private static func view(_ picture: PublishedPicture, _ say: Speech) -> RegionsPages.View {
        let places = picture.regions.indices.map { index in
            SignalsPlaces.Place(
                id: RegionID(trusted: name(index)),
                name: "\(say.language == .english ? "Place" : "Plaats") \(index + 1) \(PageExample.signs)",
                tile: Region.Tile(code: name(index), column: index % 6, row: index / 6))
        }
        return RegionsPages.View(
            picture: picture, places: SignalsPlaces(country: country(say), places: places),
            address: PictureExamples.address)
    }

    private static func page(_ picture: PublishedPicture, _ say: Speech) -> HTML {
        FigurePages.page(
            FigurePages.View(card: card(picture.whole), regions: view(picture, say)), Wording(say: say))
    }
}
