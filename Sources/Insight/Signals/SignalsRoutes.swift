import Core
import HTTPTypes
import Pack
import Site

/// Hangs the figures: the page, the file and the API beside it.
///
/// - Parameter analysts: who may bring figures in. Insight does not know who works here, so the executable hands the rule over.
public func signalsRoutes<Analyst: Sendable>(
    _ routes: RouteTable, site: Website, actions: FiguresActions, pack: Pack, analysts: Access<Analyst>
) {
    let signals = SignalsRoutes(
        site: site, actions: actions, pack: pack, isAnalyst: { (try? await analysts.proof(of: $0)) != nil })
    routes.get("/signals", .anyone) { exchange, _ in try await signals.page(exchange) }
    routes.get("/signals.csv", .anyone) { exchange, _ in try await signals.file(exchange) }
    routes.get("/api/v1/series", .anyone) { exchange, _ in try await signals.document(exchange) }
}

struct SignalsRoutes: Sendable {
    let site: Website
    let actions: FiguresActions
    let pack: Pack
    let isAnalyst: @Sendable (Exchange) async -> Bool

    func page(_ exchange: Exchange) async throws -> Reply {
        let now = exchange.clock.now()
        var cards: [SignalsPages.Card] = []
        for indicator in pack.indicators where indicator.isPublic {
            cards.append(SignalsPages.card(try await actions.series(indicator, at: now), actions.catalogue))
        }
        let wording = Wording(say: site.say(exchange.language))
        let body = SignalsPages.body(cards, place: pack.name[exchange.language], wording: wording)
        let title = wording.say(SignalsPhrase.title)
        return .page(
            site.frame.page(exchange.language, title: title, zone: .findable, path: "/signals", wide: true, body: body))
    }

    func file(_ exchange: Exchange) async throws -> Reply {
        let series = try await asked(exchange)
        let csv = SeriesCSV(series: series, language: exchange.language)
        return .text(csv.bytes, type: "text/csv; charset=utf-8").asDownload(named: "\(series.indicator.id).csv")
            .inZone(.findable)
    }

    func document(_ exchange: Exchange) async throws -> Reply {
        try .json(SeriesDocument(try await asked(exchange), language: language(exchange))).inZone(.findable)
    }

    /// The series that the query string names. 404 for an indicator or a region that nobody may see or that is not there.
    private func asked(_ exchange: Exchange) async throws -> PublishedSeries {
        guard let name = exchange.query("indicator"), !name.isEmpty else { throw Refusal.malformed(field: "indicator") }
        guard let indicator = IndicatorID(name).flatMap(actions.catalogue.indicator) else { throw Refusal.notFound }
        if !indicator.isPublic, await !isAnalyst(exchange) { throw Refusal.notFound }
        let from = try period(exchange, "from")
        let to = try period(exchange, "to")
        var region: RegionID?
        if let text = exchange.query("region"), !text.isEmpty {
            guard let id = RegionID(text), actions.catalogue.knows(id) else { throw Refusal.notFound }
            region = id
        }
        var organisation: OrganisationID?
        if let text = exchange.query("organisation"), !text.isEmpty {
            guard let id = OrganisationID(text) else { throw Refusal.notFound }
            organisation = id
        }
        // Parts of a public whole could be taken from it, so the channels are for who works with the figures.
        var channel: ContactChannel?
        if let text = exchange.query("channel"), !text.isEmpty {
            guard await isAnalyst(exchange) else { throw Refusal.notFound }
            guard let known = ContactChannel(rawValue: text) else { throw Refusal.malformed(field: "channel") }
            channel = known
        }
        return try await actions.series(
            indicator, region: region, organisation: organisation, channel: channel, at: exchange.clock.now()
        ).within(from: from, to: to)
    }

    private func period(_ exchange: Exchange, _ name: String) throws -> Period? {
        guard let text = exchange.query(name), !text.isEmpty else { return nil }
        guard let period = Period(text) else { throw Refusal.malformed(field: name) }
        return period
    }

    /// The API has no language in its path: `language=en` asks for one, or the header does.
    private func language(_ exchange: Exchange) -> Language {
        let asked = exchange.query("language") ?? exchange.header(.acceptLanguage).map { String($0.prefix(2)) }
        return asked.flatMap { Language($0) }.flatMap { pack.languages.contains($0) ? $0 : nil } ?? exchange.language
    }
}
