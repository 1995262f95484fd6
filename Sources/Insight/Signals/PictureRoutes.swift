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
        routes.get("/signals/:indicator/compare.csv", .anyone) { exchange, _ in try await signals.compareFile(exchange)
        }
        hangWeeks(routes)
        routes.get("/signals/:indicator/change", .anyone) { exchange, _ in try await signals.change(exchange) }
    }

    private var publicIndicators: [Indicator] { pack.indicators.filter(\.isPublic) }

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
            // What is not public is for analysts, on the same page.
            let isAnalyst = await isAnalyst(exchange)
            for indicator in isAnalyst ? pack.indicators : publicIndicators {
                themes += try await actions.themes(of: indicator, before: date, at: now, isAnalyst: isAnalyst)
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
