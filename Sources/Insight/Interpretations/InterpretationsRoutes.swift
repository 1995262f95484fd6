import Core
import HTTPTypes
import Pack
import Site

/// Hangs what people say about figures, and the calendar beside them: for analysts all of it, for everybody what was meant for
/// everybody.
///
/// - Parameter analysts: who may look and write. Insight does not know who works here, so the executable hands the rule over.
public func interpretationsRoutes(
    _ routes: RouteTable, site: Website, actions: InterpretationsActions, analysts: Access<Analyst>
) {
    let room = InterpretationsRoutes(site: site, actions: actions)
    routes.get("/signals/interpretations", .anyone) { exchange, _ in try await room.shown(exchange) }
    routes.get("/desk/interpretations", analysts) { try await room.list($0, $1) }
    routes.post("/desk/interpretations", analysts) { try await room.add($0, $1) }
    routes.get("/desk/interpretations/:interpretation", analysts) { try await room.show($0, $1) }
    routes.post("/desk/interpretations/:interpretation", analysts) { try await room.change($0, $1) }
    AddedEventsRoutes(room: room).hang(routes, analysts)
    InterpretationsAPIRoutes(actions: actions).hang(routes, analysts)
}

/// What stands under the card of a figure: what people say about it, as far as the reader may read it. Empty when nobody said
/// anything.
///
/// - Parameters:
///   - region: only of this place, beside what is about everywhere; nil for all places.
///   - isAnalyst: reads what is for analysts only, too: observations, and what was not made public.
public func interpretations(
    of indicator: IndicatorID, region: RegionID?, isAnalyst: Bool, _ actions: InterpretationsActions, _ say: Speech
) async throws -> HTML {
    let words = InterpretationsWording(
        words: Wording(say: say), pack: actions.pack, catalogue: actions.catalogue, today: actions.today)
    let cards =
        isAnalyst
        ? try await actions.list(.init(indicator: indicator)).filter { $0.newest.content.concerns(region) }.map(
            words.inside)
        : try await actions.shown(indicator).filter { $0.newest.content.concerns(region) }.map(words.shown)
    return InterpretationsPages.beside(
        Array(cards.prefix(Remark.mostUnderFigure)), id: "gezegd-\(indicator)", say)
}

/// The same as values, for the answer of a call.
public func remarks(
    of indicator: IndicatorID, region: RegionID?, isAnalyst: Bool, _ actions: InterpretationsActions
) async throws -> [SaidOfFigure] {
    let newest =
        isAnalyst
        ? try await actions.list(.init(indicator: indicator)).map(\.newest)
        : try await actions.shown(indicator).map(\.newest)
    return newest.filter { $0.content.concerns(region) }.prefix(Remark.mostUnderFigure).map(SaidOfFigure.init)
}

/// What somebody said about a figure. No member of it is a figure.
public struct SaidOfFigure: Sendable, Encodable {
    let kind: String
    let text: String
    let author: String
    let organisation: String
    let at: String
    let isPublic: Bool
    var region: String?
    var period: String?
    /// `anecdotal` or `systematic`, of an observation.
    var weight: String?

    enum CodingKeys: String, CodingKey {
        case kind, text, author, organisation, at, region, period, weight
        case isPublic = "public"
    }

    init(_ version: Remark.Version) {
        let content = version.content
        (kind, text, isPublic) = (content.kind.rawValue, content.text, content.isPublic)
        (author, organisation, at) = (version.author.name, version.author.organisation.text, version.at.rfc3339)
        region = content.region?.text
        if case .interpretation(let one) = content { period = one.period.description }
        if case .observation(let one) = content { weight = one.weight.rawValue }
    }
}

extension Author {
    init(_ analyst: Analyst) { self.init(name: analyst.name, organisation: analyst.organisation) }
}

struct InterpretationsRoutes: Sendable {
    let site: Website
    let actions: InterpretationsActions

    func wording(_ exchange: Exchange) -> InterpretationsWording {
        InterpretationsWording(
            words: Wording(say: site.say(exchange.language)), pack: actions.pack, catalogue: actions.catalogue,
            today: actions.today)
    }

    func page(
        _ exchange: Exchange, _ title: InterpretationsPhrase, _ body: HTML, status: HTTPStatus = .ok
    ) -> Reply {
        .page(
            site.frame.page(
                exchange.language, title: site.say(exchange.language)(title), zone: .desk, wide: true, body: body),
            status: status)
    }

    // MARK: for everybody

    func shown(_ exchange: Exchange) async throws -> Reply {
        let words = wording(exchange)
        let say = words.words.say
        let body = InterpretationsPages.shown(try await actions.shown().map(words.shown), say)
        return .page(
            site.frame.page(
                exchange.language, title: say(InterpretationsPhrase.publicTitle), zone: .findable,
                path: "/signals/interpretations", wide: true, body: body))
    }

    // MARK: the list

    func list(_ exchange: Exchange, _: Analyst) async throws -> Reply {
        let filter = try Self.filter(exchange, actions.catalogue)
        return try await list(exchange, filter, trouble: nil, values: [:], status: .ok)
    }

    /// What the query asks for. Throws `malformed` for what is not there.
    static func filter(_ exchange: Exchange, _ catalogue: Catalogue) throws -> InterpretationsActions.Filter {
        var filter = InterpretationsActions.Filter()
        if let text = exchange.query("kind"), !text.isEmpty {
            guard let kind = Remark.Kind(rawValue: text) else { throw Refusal.malformed(field: "kind") }
            filter.kind = kind
        }
        if let text = exchange.query("indicator"), !text.isEmpty {
            guard let indicator = IndicatorID(text).flatMap(catalogue.indicator) else {
                throw Refusal.malformed(field: "indicator")
            }
            filter.indicator = indicator.id
        }
        if let text = exchange.query("region"), !text.isEmpty {
            guard let region = RegionID(text), catalogue.knows(region) else { throw Refusal.malformed(field: "region") }
            filter.region = region
        }
        return filter
    }

    private func list(
        _ exchange: Exchange, _ filter: InterpretationsActions.Filter, trouble: String?, values: [String: String],
        status: HTTPStatus
    ) async throws -> Reply {
        let words = wording(exchange)
        let path = Frame.path("/desk/interpretations", in: exchange.language)
        let found = try await actions.list(filter)
        var chosen: [String: String] = [:]
        if let indicator = filter.indicator { chosen["indicator"] = indicator.text }
        if let region = filter.region { chosen["region"] = region.text }
        let view = InterpretationsPages.ListView(
            path: path, kind: filter.kind, chosen: chosen,
            cards: found.map { words.card($0.newest, path: "\(path)/\($0.id)") },
            limit: found.count < Remark.mostListed ? nil : Remark.mostListed, choices: words.choices,
            form: filter.kind.map { .init(kind: $0, action: path, values: values, trouble: trouble) })
        return page(exchange, .title, InterpretationsPages.list(view, words.words.say), status: status)
    }

    func add(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let form = try await exchange.form()
        guard let kind = form["kind"].flatMap({ Remark.Kind(rawValue: $0) }) else {
            throw Refusal.malformed(field: "kind")
        }
        do {
            let id = try await actions.add(Self.draft(form), kind, by: Author(analyst))
            return .redirect(to: Frame.path("/desk/interpretations/\(id)", in: exchange.language))
        } catch let refusal as Refusal {
            let (trouble, status) = said(refusal, exchange, kind)
            return try await list(
                exchange, .init(kind: kind), trouble: trouble, values: Self.values(form), status: status)
        }
    }

    static func draft(_ form: Form) -> RemarkDraft {
        RemarkDraft(
            text: form["text"], indicator: form["indicator"], region: form["region"], period: form["period"],
            source: form["source"], weight: form["weight"], lookAgain: form["lookAgain"], outcome: form["outcome"],
            to: form["to"], subject: form["subject"], on: form["on"], answer: form["answer"],
            remindOn: form["remindOn"], isPublic: form["public"] == "1")
    }

    static func values(_ form: Form) -> [String: String] {
        Dictionary(form.names.map { ($0, form[$0] ?? "") }) { first, _ in first }
    }

    /// A refusal as a sentence beside the form.
    func said(_ refusal: Refusal, _ exchange: Exchange, _ kind: Remark.Kind) -> (String, HTTPStatus) {
        let say = site.say(exchange.language)
        let text: InterpretationsPhrase =
            switch kind {
            case .interpretation: .textInterpretation
            case .observation: .textObservation
            case .concern: .textConcern
            case .expectation: .textExpectation
            case .escalation: .textEscalation
            }
        let labels: [String: InterpretationsPhrase] = [
            "text": text, "indicator": .figure, "region": .place, "period": .period, "source": .source,
            "weight": .weight, "lookAgain": .lookAgain, "outcome": .outcome, "to": .to, "subject": .subject,
            "on": .on, "answer": .answer, "remindOn": .remindOn, "public": .forAll,
        ]
        return said(refusal, say, labels)
    }

    func said(
        _ refusal: Refusal, _ say: Speech, _ labels: [String: InterpretationsPhrase]
    ) -> (String, HTTPStatus) {
        let (trouble, status) = site.trouble(refusal, say, labels: labels.mapValues { say($0) })
        return refusal == .conflict("version") ? (say(InterpretationsPhrase.overtaken), status) : (trouble, status)
    }

    // MARK: one of them

    func show(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let remark = try await actions.remark(try exchange.parameter("interpretation"))
        return show(exchange, remark, analyst, trouble: nil, values: nil, status: .ok)
    }

    private func show(
        _ exchange: Exchange, _ remark: Remark, _ analyst: Analyst, trouble: String?, values: [String: String]?,
        status: HTTPStatus
    ) -> Reply {
        let words = wording(exchange)
        let view = words.view(
            remark, for: analyst.organisation,
            action: Frame.path("/desk/interpretations/\(remark.id)", in: exchange.language), trouble: trouble,
            values: values)
        return page(exchange, .title, InterpretationsPages.remark(view, words.words.say), status: status)
    }

    func change(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let form = try await exchange.form()
        let id: RemarkID = try exchange.parameter("interpretation")
        guard let after = form["after"].flatMap({ Int64($0) }) else { throw Refusal.malformed(field: "after") }
        do {
            _ = try await actions.change(id, to: Self.draft(form), after: after, by: Author(analyst))
            return .redirect(to: Frame.path("/desk/interpretations/\(id)", in: exchange.language))
        } catch let refusal as Refusal where ![.notFound, .notAllowed].contains(refusal) {
            let remark = try await actions.remark(id)
            let (trouble, status) = said(refusal, exchange, remark.newest.content.kind)
            return show(exchange, remark, analyst, trouble: trouble, values: Self.values(form), status: status)
        }
    }
}
