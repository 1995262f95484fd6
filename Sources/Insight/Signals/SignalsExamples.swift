import Core
import Pack
import Site

/// The page with the figures, with made-up numbers.
enum SignalsExamples {
    static let all = PageExample.states(
        of: "figures", title: { $0(SignalsPhrase.title) }, zone: .findable, wide: true,
        [
            "none at all": { page([], $0) },
            "no numbers yet": { page([series(indicator("nog-leeg"), [])], $0) },
            "bars": { page([series(indicator("balken"), halves)], $0) },
            "a line with gaps and a break": {
                page([series(indicator("lijn", period: .week, breaks: [cut]), weeks)], $0)
            },
            "all too small": { page([series(indicator("klein"), halves.map { ($0.0, 3, .final) })], $0) },
            "counted here, still running": {
                page([series(indicator("eigen", period: .week, origin: .counted), weeks.suffix(5))], $0)
            },
            "long words": {
                page(
                    [
                        series(
                            indicator("lang", name: "\(PageExample.longWord) \(PageExample.signs)"),
                            halves.map { ($0.0, 1_234_567, $0.2) })
                    ], $0)
            },
        ])

    private static func page(_ series: [PublishedSeries], _ say: Speech) -> HTML {
        let cards = series.map { SignalsPages.Card(whole: $0, updatedOn: $0.points.isEmpty ? nil : today) }
        return SignalsPages.body(
            cards, place: say.language == .english ? "Nowhere" : "Nergensland", wording: Wording(say: say))
    }

    // MARK: values

    /// Monday 23 November 2026, in week 48.
    private static let today = Day(daysSince1970: 20_780)

    private typealias Value = (period: Period, number: Int?, status: ObservationStatus)

    private static let halves: [Value] = (2019...2022).flatMap { year in
        [1, 2].map { half in
            (
                .half(year: year, half: half), 4_000 + (year - 2019) * 700 + half * 150,
                year == 2022 ? .provisional : .final
            )
        }
    }

    private static let weeks: [Value] = (20...48).compactMap { number in
        guard let week = Week(year: 2026, number: number) else { return nil }
        switch number {
        case 38: return (.week(week), nil, .missing)
        case 31: return (.week(week), nil, .suppressed)
        default: return (.week(week), 120 + number * 37 % 50, number > 45 ? .provisional : .final)
        }
    }

    private static let cut = Indicator.Break(
        from: Day(daysSince1970: 20_640),
        text: Localized([
            .dutch: "er werd op een andere manier geteld \(PageExample.signs).",
            .english: "counting was done in another way \(PageExample.signs).",
        ]))

    private static func indicator(
        _ id: String, name: String? = nil, period: Indicator.PeriodKind = .halfYear,
        origin: Indicator.Origin = .imported, breaks: [Indicator.Break] = []
    ) -> Indicator {
        let text = { (nl: String, en: String) in Localized([.dutch: nl, .english: en]) }
        return Indicator(
            id: IndicatorID(trusted: id),
            name: name.map { Localized(everywhere: $0) } ?? text("Verzonnen cijfer", "Made-up figure"),
            metric: .conversations, unit: text("gesprekken", "talks"),
            definition: text(
                "Niets: deze getallen zijn verzonnen \(PageExample.signs).",
                "Nothing: these numbers are made up \(PageExample.signs)."),
            doesNotSay: text(
                "Dit zegt niets over wat er thuis gebeurt.", "This says nothing about what happens at home."),
            source: Localized(everywhere: "Verzonnen"), version: "1.0", breaks: breaks, period: period,
            regionVersion: nil, suppressBelow: 10,
            isPublic: true, origin: origin)
    }

    private static func series(_ indicator: Indicator, _ values: some Sequence<Value>) -> PublishedSeries {
        let moment = Instant(milliseconds: 1_795_420_800_000)
        let known = values.map {
            KnownValue(period: $0.period, value: $0.number, status: $0.status, knownSince: moment)
        }
        guard indicator.origin == .imported else {
            return PublishedSeries(counted: indicator, known: known, today: today)
        }
        let audited = AuditedFigure(
            indicator, known.map { AuditedFigure.Revision(part: AuditedFigure.whole, value: $0) })
        return PublishedSeries(indicator, audited, part: AuditedFigure.whole, known: known, today: today)
    }
}
