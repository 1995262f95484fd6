import Core
import Foundation
import Pack
import Site

extension SignalsRoutes {
    /// Hangs what is asked of one figure beside its card, and the pages about all of them.
    func hangMore(_ routes: RouteTable) {
        let signals = self
        routes.get("/signals/silence", .anyone) { exchange, _ in try await signals.silence(exchange) }
        routes.get("/signals/themes", .anyone) { exchange, _ in try await signals.themes(exchange) }
        routes.get("/signals/corrections", .anyone) { exchange, _ in try await signals.corrections(exchange) }
        routes.get("/signals/:indicator/compare", .anyone) { exchange, _ in try await signals.compare(exchange) }
        routes.get("/signals/:indicator/change", .anyone) { exchange, _ in try await signals.change(exchange) }
    }

    private var publicIndicators: [Indicator] { pack.indicators.filter(\.isPublic) }

    // MARK: Compare

    func compare(_ exchange: Exchange) async throws -> Reply {
        let asked = try await asked(exchange)
        let wording = Wording(say: site.say(exchange.language))
        let indicator = asked.picture.indicator
        let places = places(indicator, wording)
        let chosen =
            [exchange.query("a") ?? asked.address.region?.text ?? ""]
            + ["b", "c", "d"].compactMap { exchange.query($0) }.filter { $0 != "-" }
        let years = try ["year", "than", "third", "fourth"].compactMap { name -> Int? in
            guard let text = exchange.query(name), !text.isEmpty else { return nil }
            guard let year = Int(text), (1_900...2_200).contains(year) else { throw Refusal.malformed(field: name) }
            return year
        }
        var lines: [ComparedLines.Line] = []
        for name in chosen where !lines.contains(where: { $0.name == name }) {
            lines.append(try line(name, beside: chosen[0], asked.picture, places, wording))
        }
        if let other = exchange.query("with").flatMap({ IndicatorID($0) }) {
            guard let other = actions.catalogue.indicator(other), other.isPublic else { throw Refusal.notFound }
            let picture = try await shelf.picture(of: other, at: exchange.clock.now(), known: asked.address.known)
            let name = other.name[exchange.language]
            lines.append(ComparedLines.Line(label: String(name.prefix(3)), name: name, series: picture.whole))
        }
        var (table, refused): (LineTable?, ComparedLines.Refused?) = (nil, nil)
        do {
            let compared = try ComparedLines(lines)
            if years.isEmpty {
                table = LineTable(compared, last: ComparePages.shownPeriods) { wording.short($0) }
            } else if let first = compared.lines.first {
                var unique: [Int] = []
                for year in years where !unique.contains(year) { unique.append(year) }
                table = LineTable(first.series, years: unique) { number in
                    wording.say(PicturePhrase.rowOfYear, ["per": wording.per(indicator.period), "n": String(number)])
                }
            }
        } catch {
            refused = error
        }
        // A region and the rest of the country are of such other sizes that their numbers say nothing beside each other.
        let measure: LineTable.Measure =
            try choice(exchange, "as") ?? (chosen.contains(ComparePages.rest) ? .index : .count)
        if measure == .index { table = table?.indexed }
        let all = Set(asked.picture.whole.points.map(\.period.year)).sorted()
        var view = ComparePages.View(
            address: asked.address.with { $0.region = nil }, indicator: indicator, places: places,
            choices: places.places.filter { asked.picture.region($0.id) != nil }, chosen: chosen, years: years,
            allYears: all, table: table, refused: refused, measure: measure,
            most: lines.flatMap(\.series.points).compactMap(\.number).max() ?? 1)
        let name = indicator.name[exchange.language]
        func path(_ address: SignalsAddress) -> String {
            address.path(
                "compare",
                [
                    "a": chosen[0], "b": chosen.count > 1 ? chosen[1] : nil,
                    "as": exchange.query("as") == nil ? nil : measure.rawValue,
                    "year": years.first.map(String.init), "than": years.count > 1 ? String(years[1]) : nil,
                    "c": chosen.count > 2 ? chosen[2] : nil, "d": chosen.count > 3 ? chosen[3] : nil,
                    "third": years.count > 2 ? String(years[2]) : nil,
                    "fourth": years.count > 3 ? String(years[3]) : nil,
                    "with": exchange.query("with").flatMap { IndicatorID($0)?.text },
                ])
        }
        if view.address.known == nil { view.fixed = path(view.address.with { $0.known = exchange.clock.now() }) }
        return page(
            exchange, wording.say(PicturePhrase.compareTitle, ["name": name]), path(view.address),
            ComparePages.page(view, wording))
    }

    private func line(
        _ name: String, beside first: String, _ picture: PublishedPicture, _ places: SignalsPlaces, _ wording: Wording
    ) throws -> ComparedLines.Line {
        if name.isEmpty {
            return ComparedLines.Line(
                label: wording.say(PicturePhrase.wholeShort), name: places.country, series: picture.whole)
        }
        if name == ComparePages.rest {
            // Never the country with the region itself in it.
            guard let region = RegionID(first), let rest = picture.rest(without: region) else { throw Refusal.notFound }
            return ComparedLines.Line(
                label: wording.say(PicturePhrase.restShort), name: wording.say(PicturePhrase.restOfCountry),
                series: rest)
        }
        guard let id = RegionID(name), let series = picture.region(actions.catalogue.published(id)) else {
            throw Refusal.notFound
        }
        let place = series.region.flatMap { places.place($0) }
        return ComparedLines.Line(label: place?.tile?.code ?? name, name: place?.name ?? name, series: series)
    }

    // MARK: Before and after a date

    func change(_ exchange: Exchange) async throws -> Reply {
        let asked = try await asked(exchange)
        let wording = Wording(say: site.say(exchange.language))
        let places = places(asked.picture.indicator, wording)
        let card = try await card(asked, places, exchange)
        var date: Day?
        if let text = exchange.query("date"), !text.isEmpty {
            guard let day = Day(text) else { throw Refusal.malformed(field: "date") }
            date = day
        }
        let series = asked.series
        var change: Result<PolicyChange, PolicyChange.Unknown>?
        if let date {
            // Hundreds of regressions: not on the threads that answer.
            change = try await FiguresActions.offPool {
                Result { () throws(PolicyChange.Unknown) in try PolicyChange(series, from: date) }
            }
        }
        var view = ChangePages.View(card: card, places: places, events: pack.events, date: date, change: change)
        if asked.address.known == nil {
            let fixed = asked.address.with { $0.known = exchange.clock.now() }
            view.fixed = fixed.path("change", ["date": date?.description])
        }
        let title = wording.say(PicturePhrase.changeTitle, ["name": FigurePages.title(card, wording)])
        return page(
            exchange, title, asked.address.path("change", ["date": date?.description]), ChangePages.page(view, wording))
    }

    // MARK: About all figures

    func silence(_ exchange: Exchange) async throws -> Reply {
        let (now, known) = (exchange.clock.now(), try moment(exchange))
        let wording = Wording(say: site.say(exchange.language))
        let today = actions.catalogue.day(known ?? now)
        var all: [PublishedSilence] = []
        for indicator in publicIndicators where indicator.origin == .imported {
            let picture = try await shelf.picture(of: indicator, at: now, known: known)
            guard !picture.whole.points.isEmpty || picture.regions.contains(where: { !$0.points.isEmpty }) else {
                continue
            }
            all.append(PublishedSilence(picture, organisations: [:], today: today))
        }
        var chosen: PublishedSilence?
        if let text = exchange.query("indicator"), !text.isEmpty {
            guard let indicator = all.first(where: { $0.indicator.id.text == text })?.indicator else {
                throw Refusal.notFound
            }
            let picture = try await shelf.picture(of: indicator, at: now, known: known)
            chosen = PublishedSilence(picture, organisations: try await actions.deliveries(of: indicator), today: today)
        }
        var quiet: [String]?
        if let own = publicIndicators.first(where: { $0.origin == .counted }) {
            let places = places(own, wording)
            quiet = try await actions.quietRegions(own, at: now).map { regions in regions.map { places.name($0) } }
        }
        let names = pack.organisations.map { ($0.id, $0.name[exchange.language]) }
        let about = chosen?.indicator ?? all.first(where: { $0.regions.count > 1 })?.indicator
        let view = SilencePages.View(
            all: all, chosen: chosen, organisations: Dictionary(names) { first, _ in first },
            places: places(about, wording), quiet: quiet, known: known)
        return page(
            exchange, wording.say(PicturePhrase.silenceTitle), SignalsAddress(known: known).path("silence"),
            SilencePages.page(view, wording))
    }

    func themes(_ exchange: Exchange) async throws -> Reply {
        let now = exchange.clock.now()
        let wording = Wording(say: site.say(exchange.language))
        let dates = dates(actions.catalogue.day(now), exchange.language)
        var date = dates.first?.day
        if let text = exchange.query("before"), !text.isEmpty {
            guard let day = Day(text) else { throw Refusal.malformed(field: "before") }
            // Sums around any day at all could be taken from each other until a small week is left.
            guard dates.contains(where: { $0.day == day }) else { throw Refusal.notFound }
            date = day
        }
        var themes: [PublishedThemes] = []
        if let date {
            for indicator in publicIndicators {
                themes += try await actions.themes(of: indicator, before: date, at: now)
            }
        }
        let view = ThemesPages.View(date: date, dates: dates, themes: themes)
        return page(
            exchange, wording.say(PicturePhrase.themesTitle),
            SignalsAddress().path("themes", ["before": date?.description]), ThemesPages.page(view, wording))
    }

    /// First days of the last eight quarters that lie far enough back, and days of the calendar; newest first.
    private func dates(_ today: Day, _ language: Language) -> [(day: Day, text: String?)] {
        let (year, month, _) = today.civil
        var found: [Day: String?] = [:]
        for back in 0..<8 {
            let number = year * 4 + (month - 1) / 3 - back
            if let day = Day(year: number / 4, month: number % 4 * 3 + 1, day: 1), day <= today {
                found[day] = .some(nil)
            }
        }
        for event in pack.events where event.from <= today { found[event.from] = event.text[language] }
        return found.sorted { $0.key > $1.key }.map { (day: $0.key, text: $0.value) }
    }

    func corrections(_ exchange: Exchange) async throws -> Reply {
        let (now, known) = (exchange.clock.now(), try moment(exchange))
        let wording = Wording(say: site.say(exchange.language))
        var rows: [CorrectionsPages.Row] = []
        for indicator in publicIndicators {
            let picture = try await shelf.picture(of: indicator, at: now, known: known)
            let places = places(indicator, wording)
            rows += picture.corrections.map { correction in
                CorrectionsPages.Row(
                    correction: correction, indicator: indicator, place: places.name(correction.region))
            }
        }
        rows.sort { $0.correction.on > $1.correction.on }
        let view = CorrectionsPages.View(
            rows: Array(rows.prefix(CorrectionsPages.most)), total: rows.count, known: known)
        return page(
            exchange, wording.say(PicturePhrase.correctionsTitle), SignalsAddress(known: known).path("corrections"),
            CorrectionsPages.page(view, wording))
    }
}
