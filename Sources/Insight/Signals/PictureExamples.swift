import Core
import Pack
import Site

/// The page of one figure and its regions, with made-up numbers.
enum PictureExamples {
    static let all = figure + multiples

    private static let figure = PageExample.states(
        of: "figure", title: { $0(SignalsPhrase.title) }, zone: .findable, wide: true, scripts: [.figures],
        [
            "with regions": { page(weeks: 120, $0) },
            "one region, at an earlier moment": { say in
                page(weeks: 60, region: "VT04", known: moment, say)
            },
            "regions by number, with what was expected": { say in
                page(weeks: 30, sort: .number, extras: expected, say)
            },
            "with reports still coming in": { say in page(weeks: 30, extras: comingIn, say) },
            "few weeks, with reports still coming in": { say in page(weeks: 8, extras: comingIn, say) },
            "with weeks that are hidden as a whole, for an analyst": { page(weeks: 30, closed: 14, $0) },
            "nothing yet": { page(weeks: 0, $0) },
        ])

    private static let multiples = PageExample.states(
        of: "regions", title: { $0(PicturePhrase.regions) }, zone: .findable, wide: true,
        [
            "on one scale": { RegionsPages.page(regions(weeks: 60, address, $0), Wording(say: $0)) },
            "each on its own": { say in
                RegionsPages.page(regions(weeks: 60, address.with { $0.scale = .own }, say), Wording(say: say))
            },
            "none": { RegionsPages.page(regions(weeks: 0, address, $0), Wording(say: $0)) },
        ])

    private static func page(
        weeks: Int, region: String? = nil, known: Instant? = nil, sort: SignalsAddress.Sort = .name,
        extras: CardExtras = .none, closed: Int = 0, _ say: Speech
    ) -> HTML {
        let wording = Wording(say: say)
        let asked = address.with { address in
            (address.region, address.known, address.sort) = (region.map { RegionID(trusted: $0) }, known, sort)
        }
        let view = regions(weeks: weeks, asked, say)
        let series = asked.region.flatMap { view.picture.region($0) } ?? view.picture.whole
        var card = SignalsPages.Card(whole: series, updatedOn: today, address: asked)
        card.extras = extras
        card.events = [event]
        card.terms = terms
        card.placeName = asked.region.map { view.places.name($0) }
        card.now = moment
        return FigurePages.page(
            FigurePages.View(
                card: card, regions: view, closed: series.points.prefix(closed).map(\.period)), wording)
    }

    static func regions(weeks: Int, _ address: SignalsAddress, _ say: Speech) -> RegionsPages.View {
        let picture = picture(weeks: weeks)
        return RegionsPages.View(picture: picture, places: places(say), address: address)
    }

    static func places(_ say: Speech) -> SignalsPlaces {
        let tiles: [(String, String, String, Int, Int)] = [
            ("VT04", "Friesland", "FR", 4, 0), ("VT08", "Groningen \(PageExample.signs)", "GR", 5, 0),
            ("VT02", "Drenthe", "DR", 5, 1), ("VT23", "Zeeland", "ZE", 0, 6), ("VT25", "Zuid-Limburg", "ZL", 4, 7),
            ("islands", say(PicturePhrase.islandsTogether), "CAR", 0, 7),
        ]
        return SignalsPlaces(
            country: say.language == .english ? "Nowhere" : "Nergensland",
            places: tiles.map { id, name, code, column, row in
                SignalsPlaces.Place(
                    id: RegionID(trusted: id), name: name, tile: Region.Tile(code: code, column: column, row: row))
            })
    }

    // MARK: values

    static let today = Day(daysSince1970: 20_780)
    static let moment = Instant(milliseconds: 1_795_420_800_000)
    static let address = SignalsAddress(IndicatorID(trusted: "verzonnen"))

    static let indicator = Indicator(
        id: IndicatorID(trusted: "verzonnen"),
        name: Localized([
            .dutch: "Verzonnen cijfer \(PageExample.signs)", .english: "Made-up figure \(PageExample.signs)",
        ]),
        metric: .conversations, unit: Localized([.dutch: "gesprekken", .english: "talks"]),
        definition: Localized([
            .dutch: "Niets: deze getallen zijn verzonnen.", .english: "Nothing: these numbers are made up.",
        ]),
        doesNotSay: Localized([
            .dutch: "Dit zegt niets over wat er thuis gebeurt.",
            .english: "This says nothing about what happens at home.",
        ]),
        source: Localized(everywhere: "Verzonnen"), version: "1.0", breaks: [], period: .week, regionVersion: 2020,
        suppressBelow: 5, isPublic: true, origin: .imported)

    /// Week after week back from week 47 of 2026; week 53 of 2020 is among them when there are enough.
    static func picture(weeks: Int, of indicator: Indicator = indicator) -> PublishedPicture {
        let parts = ["VT02", "VT04", "VT08", "VT23", "VT25", "islands"]
        var periods: [Period] = []
        for index in stride(from: weeks - 1, through: 0, by: -1) {
            periods.append(.week(Week(containing: Day(daysSince1970: 20_775 - index * 7))))
        }
        func value(_ part: Int, _ index: Int) -> KnownValue {
            let number = part == 5 ? 3 + index % 4 : 40 + part * 25 + (index * (part + 7)) % 23
            let isMissing = part == 2 && index % 11 == 5
            return KnownValue(
                period: periods[index], value: isMissing ? nil : number,
                status: isMissing ? .missing : index > weeks - 3 ? .provisional : .final, knownSince: moment)
        }
        let rows = periods.indices.map { index in parts.indices.map { value($0, index) } }
        let wholes = rows.map { row in
            KnownValue(
                period: row[0].period, value: row.reduce(0) { $0 + ($1.value ?? 0) }, status: row[0].status,
                knownSince: moment)
        }
        var revisions: [AuditedFigure.Revision] = []
        for (row, whole) in zip(rows, wholes) {
            revisions.append(AuditedFigure.Revision(part: AuditedFigure.whole, value: whole))
            revisions += zip(parts, row).map { AuditedFigure.Revision(part: $0, value: $1) }
        }
        let audited = AuditedFigure(indicator, revisions)
        func series(_ part: String?, _ values: [KnownValue]) -> PublishedSeries {
            PublishedSeries(indicator, audited, part: part ?? AuditedFigure.whole, known: values, today: today)
        }
        return PublishedPicture(
            indicator: indicator, known: nil, version: moment, whole: series(nil, wholes),
            regions: parts.indices.map { part in series(parts[part], rows.map { $0[part] }) }, corrections: [])
    }

    /// Of a figure that nothing else is tied to.
    static func alone(
        _ indicator: Indicator, _ known: [KnownValue], part: String = AuditedFigure.whole
    ) -> PublishedSeries {
        let audited = AuditedFigure(indicator, known.map { AuditedFigure.Revision(part: part, value: $0) })
        return PublishedSeries(indicator, audited, part: part, known: known, today: today)
    }

    static let event = CalendarEvent(
        id: "verzonnen", kind: .campaign, from: Day(daysSince1970: 20_700),
        text: Localized([
            .dutch: "Een verzonnen campagne \(PageExample.signs).",
            .english: "A made-up campaign \(PageExample.signs).",
        ]),
        source: Localized(everywhere: "Verzonnen bron \(PageExample.signs)"))

    static let terms = DetectionTerms(
        version: "1", since: Day(daysSince1970: 20_700), owner: "Niemand \(PageExample.signs)",
        reason: Localized([.dutch: "Een verzonnen reden.", .english: "A made-up reason."]))

    private static var comingIn: CardExtras {
        var extras = expected
        let points = picture(weeks: 30).whole.points.suffix(2)
        for point in points {
            guard let number = point.number else { continue }
            extras.estimates[point.period] = SignalsEstimate(
                estimate: number + 90, low: number + 60, high: number + 120)
        }
        return extras
    }

    private static var expected: CardExtras {
        let points = picture(weeks: 30).whole.points
        let bands = points.map { ($0.period, SignalsBand(expected: 470, low: 420, high: 520)) }
        var extras = CardExtras(
            bands: Dictionary(bands) { first, _ in first },
            sentences: [
                Localized([
                    .dutch: "Een verzonnen zin over een verzonnen vondst \(PageExample.signs).",
                    .english: "A made-up sentence on a made-up finding \(PageExample.signs).",
                ])
            ])
        extras.notes = [
            CardNote(
                path: "/signals/findings/a",
                link: Localized([.dutch: "Een verzonnen vondst", .english: "A made-up finding"]),
                text: Localized([
                    .dutch: "Niemand heeft gekeken \(PageExample.signs).",
                    .english: "Nobody looked \(PageExample.signs).",
                ]))
        ]
        return extras
    }
}
