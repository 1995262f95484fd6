import Core
import Foundation
import HTTPTypes
import Pack
import Site

/// Hangs the figures: the pages, the files and the API beside them.
///
/// - Parameters:
///   - analysts: who may see figures that are not public. Insight does not know who works here, so the executable hands the rule over.
///   - extras: what another room says beside a figure.
///   - shelf: pictures that are shared with who else needs them; nil for one of its own.
///   - said: what people say about figures; nil for nothing.
public func signalsRoutes<Analyst: Sendable>(
    _ routes: RouteTable, site: Website, actions: FiguresActions, pack: Pack, analysts: Access<Analyst>,
    shelf: PictureShelf? = nil, said: InterpretationsActions? = nil,
    extras: @escaping CardExtras.Source = { _ in .none }
) {
    let signals = SignalsRoutes(
        site: site, actions: actions, pack: pack, isAnalyst: { (try? await analysts.proof(of: $0)) != nil },
        extras: extras, shelf: shelf ?? PictureShelf(actions), said: said)
    routes.get("/signals", .anyone) { exchange, _ in try await signals.overview(exchange) }
    routes.get("/signals.csv", .anyone) { exchange, _ in try await signals.file(exchange) }
    routes.get("/signals/:indicator", .anyone) { exchange, _ in try await signals.card(exchange) }
    routes.get("/signals/:indicator/regions", .anyone) { exchange, _ in try await signals.regions(exchange) }
    routes.get("/signals/:indicator/figures.csv", .anyone) { exchange, _ in try await signals.figures(exchange) }
    routes.get("/signals/:indicator/definition.txt", .anyone) { exchange, _ in try await signals.definition(exchange) }
    routes.get("/signals/:indicator/chart.svg", .anyone) { exchange, _ in try await signals.drawing(exchange) }
    routes.get("/signals/:indicator/chart.png", .anyone) { exchange, _ in try await signals.photograph(exchange) }
    signals.hangMore(routes)
    routes.get("/api/v1/series", .anyone) { exchange, _ in try await signals.document(exchange) }
}

struct SignalsRoutes: Sendable {
    let site: Website
    let actions: FiguresActions
    let pack: Pack
    let isAnalyst: @Sendable (Exchange) async -> Bool
    let extras: CardExtras.Source
    let shelf: PictureShelf
    let said: InterpretationsActions?

    // MARK: Pages

    func overview(_ exchange: Exchange) async throws -> Reply {
        let now = exchange.clock.now()
        let known = try moment(exchange)
        let wording = Wording(say: site.say(exchange.language))
        var cards: [SignalsPages.Card] = []
        var drawn = 0
        for indicator in pack.indicators where indicator.isPublic {
            let picture = try await shelf.picture(of: indicator, at: now, known: known)
            var card = SignalsPages.card(
                picture.whole, actions.catalogue, address: SignalsAddress(indicator.id, known: known))
            // What has no figures yet stands in the list only.
            if !card.whole.points.isEmpty, drawn < SignalsPages.mostCharts {
                drawn += 1
                card = card.with(try await extras(CardQuestion(indicator, known: known)), pack)
                (card.terms, card.isSummary) = (pack.detection, true)
            }
            cards.append(card)
        }
        let body = SignalsPages.body(
            cards, place: pack.name[exchange.language], known: known, now: now, hasWeeks: pack.weeklySheet != nil,
            wording: wording)
        return page(exchange, wording.say(SignalsPhrase.title), SignalsAddress(known: known).path(), body)
    }

    func card(_ exchange: Exchange) async throws -> Reply {
        let asked = try await asked(exchange)
        let wording = Wording(say: site.say(exchange.language))
        let places = places(asked.picture.indicator, wording)
        var card = try await card(asked, places, exchange)
        if let said, asked.address.known == nil {
            card.said = try await interpretations(
                of: asked.picture.indicator.id, region: asked.address.region, isAnalyst: await isAnalyst(exchange),
                said,
                wording.say)
        }
        let view = RegionsPages.View(
            picture: asked.picture, places: places, address: asked.address, marks: card.extras.marks)
        var figure = FigurePages.View(card: card, regions: view, share: try await share(asked, exchange))
        if !asked.picture.closed.isEmpty, await isAnalyst(exchange) { figure.closed = Array(asked.picture.closed) }
        let body = FigurePages.page(figure, wording)
        return page(exchange, FigurePages.title(card, wording), asked.address.path(), body, scripts: [.figures])
    }

    func regions(_ exchange: Exchange) async throws -> Reply {
        let asked = try await asked(exchange)
        let wording = Wording(say: site.say(exchange.language))
        var view = RegionsPages.View(
            picture: asked.picture, places: places(asked.picture.indicator, wording), address: asked.address,
            marks: try await extras(CardQuestion(asked.picture.indicator, known: asked.address.known)).marks)
        if let text = exchange.query("page"), !text.isEmpty {
            guard let page = Int(text) else { throw Refusal.malformed(field: "page") }
            guard (1...view.pages).contains(page) else { throw Refusal.notFound }
            view.page = page
        }
        let name = asked.picture.indicator.name[exchange.language]
        return page(
            exchange, wording.say(PicturePhrase.multiplesTitle, ["name": name]),
            asked.address.path("regions", ["page": view.page == 1 ? nil : String(view.page)]),
            RegionsPages.page(view, wording))
    }

    // MARK: Files

    func figures(_ exchange: Exchange) async throws -> Reply {
        let asked = try await asked(exchange)
        let wording = Wording(say: site.say(exchange.language))
        let card = try await card(asked, places(asked.picture.indicator, wording), exchange)
        let csv = SeriesCSV(series: card.shownInFiles, language: exchange.language, bands: card.extras.bands)
        return .text(csv.bytes, type: "text/csv; charset=utf-8").asDownload(named: "\(fileName(asked)).csv")
            .inZone(.findable)
    }

    func definition(_ exchange: Exchange) async throws -> Reply {
        let asked = try await asked(exchange)
        let wording = Wording(say: site.say(exchange.language))
        let card = try await card(asked, places(asked.picture.indicator, wording), exchange)
        let text = DefinitionFile(card, wording).text
        return .text(Array(text.utf8), type: "text/plain; charset=utf-8").inZone(.findable)
    }

    func drawing(_ exchange: Exchange) async throws -> Reply {
        guard let svg = try await chartFile(exchange).svg else { throw Refusal.notFound }
        return .text(svg.bytes, type: "image/svg+xml; charset=utf-8").inZone(.findable)
    }

    func photograph(_ exchange: Exchange) async throws -> Reply {
        let file = try await chartFile(exchange)
        // Tens of milliseconds of drawing: not on the threads that answer.
        guard let png = try await FiguresActions.offPool({ file.png }) else { throw Refusal.notFound }
        return .text(png, type: "image/png").inZone(.findable)
    }

    private func chartFile(_ exchange: Exchange) async throws -> ChartFile {
        let asked = try await asked(exchange)
        let wording = Wording(say: site.say(exchange.language))
        let card = try await card(asked, places(asked.picture.indicator, wording), exchange)
        return ChartFile(card, place: pack.name[exchange.language], wording)
    }

    func fileName(_ asked: Asked) -> String {
        [asked.picture.indicator.id.text, asked.address.region?.text].compactMap(\.self).joined(separator: "-")
    }

    // MARK: What was asked

    struct Asked: Sendable {
        let address: SignalsAddress
        let picture: PublishedPicture
        let series: PublishedSeries

        /// What other rooms are asked about it: the weeks that the page shows, when its address names them.
        var question: CardQuestion {
            var question = CardQuestion(picture.indicator, region: address.region, known: address.known)
            guard address.from != nil || address.to != nil else { return question }
            let shown = series.within(from: address.from, to: address.to).points.filter { !$0.isRunning }
            if case .week(let week) = shown.first?.period { question.from = week }
            if address.to != nil, case .week(let week) = shown.last?.period { question.until = week }
            return question
        }
    }

    /// The figure and place that the address names. 404 for a figure that nobody may see, and for a place that it is not told of.
    func asked(_ exchange: Exchange) async throws -> Asked {
        let id: IndicatorID = try exchange.parameter("indicator")
        guard let indicator = actions.catalogue.indicator(id) else { throw Refusal.notFound }
        if !indicator.isPublic, await !isAnalyst(exchange) { throw Refusal.notFound }
        var address = SignalsAddress(id, known: try moment(exchange))
        (address.from, address.to) = (try period(exchange, "from"), try period(exchange, "to"))
        address.sort = try choice(exchange, "sort") ?? .name
        address.scale = try choice(exchange, "scale") ?? .same
        let picture = try await shelf.picture(of: indicator, at: exchange.clock.now(), known: address.known)
        guard let text = exchange.query("region"), !text.isEmpty else {
            return Asked(address: address, picture: picture, series: picture.whole)
        }
        guard let region = RegionID(text), let series = picture.region(actions.catalogue.published(region)) else {
            throw Refusal.notFound
        }
        address.region = series.region
        return Asked(address: address, picture: picture, series: series)
    }

    func card(_ asked: Asked, _ places: SignalsPlaces, _ exchange: Exchange) async throws -> SignalsPages.Card {
        var card = SignalsPages.card(asked.series, actions.catalogue, address: asked.address)
        // What was found later is no part of how things were known then.
        card = card.with(try await extras(asked.question), pack)
        card.terms = pack.detection
        card.placeName = asked.address.region.map { places.name($0) }
        card.now = exchange.clock.now()
        return card
    }

    /// The figure with what it is a share of, for the same place and version.
    private func share(_ asked: Asked, _ exchange: Exchange) async throws -> SharePages.View? {
        guard let whole = asked.picture.indicator.shareOf.flatMap(actions.catalogue.indicator) else { return nil }
        if !whole.isPublic, await !isAnalyst(exchange) { return nil }
        let picture = try await shelf.picture(of: whole, at: exchange.clock.now(), known: asked.address.known)
        guard let region = asked.address.region else {
            return SharePages.View(part: asked.series, whole: picture.whole)
        }
        return picture.region(region).map { SharePages.View(part: asked.series, whole: $0) }
    }

    func places(_ indicator: Indicator?, _ wording: Wording) -> SignalsPlaces {
        SignalsPlaces(
            pack, indicator, islands: wording.say(PicturePhrase.islandsTogether), language: wording.language)
    }

    func page(
        _ exchange: Exchange, _ title: String, _ path: String, _ body: HTML, scripts: [Script] = []
    ) -> Reply {
        let foot = PrintedFoot(
            path: path, host: exchange.host, known: (try? moment(exchange)) ?? nil, now: exchange.clock.now(),
            hasVersions: !path.hasPrefix("/signals/themes"))
        return .page(
            site.frame.page(
                exchange.language, title: title, zone: .findable, path: path, wide: true, scripts: scripts,
                body: "\(body)\(foot.markup(Wording(say: site.say(exchange.language))))"))
    }

    func moment(_ exchange: Exchange) throws -> Instant? {
        guard let text = exchange.query("known"), !text.isEmpty else { return nil }
        guard let date = try? Date(text, strategy: .iso8601) else { throw Refusal.malformed(field: "known") }
        return Instant(date)
    }

    func choice<Choice: RawRepresentable<String>>(_ exchange: Exchange, _ name: String) throws -> Choice? {
        guard let text = exchange.query(name), !text.isEmpty else { return nil }
        guard let choice = Choice(rawValue: text) else { throw Refusal.malformed(field: name) }
        return choice
    }

    func period(_ exchange: Exchange, _ name: String) throws -> Period? {
        guard let text = exchange.query(name), !text.isEmpty else { return nil }
        guard let period = Period(text) else { throw Refusal.malformed(field: name) }
        return period
    }

    // MARK: One series, as file and as document

    func file(_ exchange: Exchange) async throws -> Reply {
        let series = try await series(exchange)
        let csv = SeriesCSV(series: series, language: exchange.language)
        return .text(csv.bytes, type: "text/csv; charset=utf-8").asDownload(named: "\(series.indicator.id).csv")
            .inZone(.findable)
    }

    func document(_ exchange: Exchange) async throws -> Reply {
        let series = try await series(exchange)
        var document = SeriesDocument(series, language: exchange.askedLanguage(pack))
        if let said, try moment(exchange) == nil {
            document.said = try await remarks(
                of: series.indicator.id, region: series.region, isAnalyst: await isAnalyst(exchange), said)
        }
        return try .json(document).inZone(.findable)
    }

    /// The series that the query string names. 404 for an indicator or a region that nobody may see or that is not there.
    private func series(_ exchange: Exchange) async throws -> PublishedSeries {
        guard let name = exchange.query("indicator"), !name.isEmpty else { throw Refusal.malformed(field: "indicator") }
        guard let indicator = IndicatorID(name).flatMap(actions.catalogue.indicator) else { throw Refusal.notFound }
        if !indicator.isPublic, await !isAnalyst(exchange) { throw Refusal.notFound }
        let from = try period(exchange, "from")
        let to = try period(exchange, "to")
        var region: RegionID?
        if let text = exchange.query("region"), !text.isEmpty {
            guard let id = RegionID(text), id == .islandsTogether || actions.catalogue.knows(id) else {
                throw Refusal.notFound
            }
            region = id
        }
        var organisation: OrganisationID?
        if let text = exchange.query("organisation"), !text.isEmpty {
            guard let id = OrganisationID(text) else { throw Refusal.notFound }
            organisation = id
        }
        // An organisation is often a region by another name, so its figures alone are for who works with the figures.
        if organisation != nil, await !isAnalyst(exchange) {
            return PublishedSeries(nothingOf: indicator, region: region, organisation: organisation)
        }
        // Parts of a public whole could be taken from it, so the channels are for who works with the figures.
        var channel: ContactChannel?
        if let text = exchange.query("channel"), !text.isEmpty {
            guard await isAnalyst(exchange) else { throw Refusal.notFound }
            guard let known = ContactChannel(rawValue: text) else { throw Refusal.malformed(field: "channel") }
            channel = known
        }
        return try await actions.series(
            indicator, region: region, organisation: organisation, channel: channel, at: exchange.clock.now(),
            known: try moment(exchange)
        ).within(from: from, to: to)
    }
}
