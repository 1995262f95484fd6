import Core
import Pack
import Site

/// Figures joined by week and region, and the mean of figures by day, with made-up numbers.
enum WeeksExamples {
    static let all =
        PageExample.states(
            of: "weeks", title: { $0(PicturePhrase.weeksLink) }, zone: .findable, wide: true,
            [
                "nothing yet": { page(weeks: 0, $0) },
                "two sources, one with gaps": { page(weeks: 40, $0) },
                "one region, at an earlier moment": {
                    page(weeks: 40, region: "VT08", known: PictureExamples.moment, $0)
                },
            ])
        + PageExample.states(
            of: "average on a day", title: { $0(PicturePhrase.theFigure) }, zone: .findable, wide: true,
            [
                "with missing and hidden days": { say in
                    "<h1>\(say(PicturePhrase.theFigure))</h1>\(DailyPages.section(days, Wording(say: say)))"
                }
            ])

    private static func page(weeks: Int, region: String? = nil, known: Instant? = nil, _ say: Speech) -> HTML {
        let wording = Wording(say: say)
        let joined = JoinedWeeks([
            PictureExamples.picture(weeks: weeks), PictureExamples.picture(weeks: weeks / 2, of: other),
        ])
        var address = SignalsAddress(known: known)
        address.region = region.map { RegionID(trusted: $0) }
        let sheet = WeeklySheet(
            name: Localized(everywhere: "Verzonnen \(PageExample.signs)"),
            doesNotSay: Localized(everywhere: "Verzonnen \(PageExample.signs)."),
            indicators: joined.indicators.map(\.id))
        return WeeksPages.page(
            WeeksPages.View(sheet: sheet, joined: joined, address: address, places: PictureExamples.places(say)),
            wording)
    }

    private static let other = Indicator(
        id: IndicatorID(trusted: "ander"),
        name: Localized(everywhere: "Een ander verzonnen cijfer \(PageExample.signs)"),
        metric: .incidentsRegistered, unit: Localized(everywhere: "x"),
        definition: Localized(everywhere: "Niets \(PageExample.signs)."),
        doesNotSay: Localized(everywhere: "Niets."), source: Localized(everywhere: "Verzonnen"), version: "1",
        breaks: [],
        period: .week, regionVersion: 2020, suppressBelow: 5, isPublic: true, origin: .imported)

    private static var days: PublishedSeries {
        let indicator = Indicator(
            id: IndicatorID(trusted: "dagen"), name: Localized(everywhere: "Verzonnen"), metric: .contactsOffered,
            unit: Localized(everywhere: "keren \(PageExample.signs)"), definition: Localized(everywhere: "Niets."),
            doesNotSay: Localized(everywhere: "Niets."), source: Localized(everywhere: "Verzonnen"), version: "1",
            breaks: [], period: .day, regionVersion: nil, suppressBelow: 5, isPublic: true, origin: .imported)
        let known = (0..<100).map { index in
            let day = Day(daysSince1970: 20_670 + index)
            return KnownValue(
                period: .day(day), value: index % 9 == 4 ? nil : index == 80 ? 3 : 40 + index % 7,
                status: index % 9 == 4 ? .missing : .final, knownSince: PictureExamples.moment)
        }
        return PictureExamples.alone(indicator, known)
    }
}
