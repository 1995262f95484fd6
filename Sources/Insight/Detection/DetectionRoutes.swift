import Core
import HTTPTypes
import Pack
import Site

/// Who judges: the name that stands beside what they answer and decide.
public struct Analyst: Sendable {
    public let name: String
    public let organisation: OrganisationID

    public init(name: String, organisation: OrganisationID) { (self.name, self.organisation) = (name, organisation) }
}

/// Hangs what was found: for everybody what may be said in public, for analysts all of it.
///
/// - Parameter analysts: who may look and decide. Insight does not know who works here, so the executable hands the rule over.
public func detectionRoutes(
    _ routes: RouteTable, site: Website, actions: DetectionActions, pack: Pack, analysts: Access<Analyst>
) {
    let detection = DetectionRoutes(
        site: site, actions: actions, pack: pack, isAnalyst: { (try? await analysts.proof(of: $0)) != nil })
    routes.get("/api/v1/findings", .anyone) { exchange, _ in try await detection.document(exchange) }
    routes.get("/signals/findings", .anyone) { exchange, _ in try await detection.list(exchange) }
    routes.get("/signals/findings/:finding", .anyone) { exchange, _ in try await detection.show(exchange) }
    routes.get("/signals/ledger", .anyone) { exchange, _ in try await detection.ledger(exchange) }
    routes.get("/desk/findings", analysts) { exchange, _ in try await detection.deskList(exchange) }
    routes.post("/desk/findings", analysts) { exchange, _ in try await detection.judge(exchange) }
    routes.get("/desk/findings/:finding", analysts) { exchange, _ in try await detection.deskShow(exchange) }
    routes.post("/desk/findings/:finding/answers", analysts) { try await detection.answer($0, $1) }
    routes.post("/desk/findings/:finding/decisions", analysts) { try await detection.decide($0, $1) }
}

struct DetectionRoutes: Sendable {
    let site: Website
    let actions: DetectionActions
    let pack: Pack
    let isAnalyst: @Sendable (Exchange) async -> Bool

    /// What may be said in public for anybody; all of it for analysts.
    func document(_ exchange: Exchange) async throws -> Reply {
        let isAnalyst = await isAnalyst(exchange)
        let words = Wording(say: site.say(exchange.askedLanguage(pack)))
        let views = FindingView(words, pack, actions.catalogue, try await actions.calendar())
        let seen = try await actions.findings(isAnalyst ? .listed : .shown)
        return try .json(FindingsDocument(seen, views, isAnalyst: isAnalyst)).inZone(.findable)
    }

    private func wording(_ exchange: Exchange) -> Wording { Wording(say: site.say(exchange.language)) }

    private func page(
        _ exchange: Exchange, _ phrase: DetectionPhrase, _ zone: Zone, _ body: HTML, path: String? = nil,
        refreshSeconds: Int? = nil, status: HTTPStatus = .ok
    ) -> Reply {
        .page(
            site.frame.page(
                exchange.language, title: site.say(exchange.language)(phrase), zone: zone, path: path, wide: true,
                refreshSeconds: refreshSeconds, body: body), status: status)
    }

    // MARK: for everybody

    func list(_ exchange: Exchange) async throws -> Reply {
        let words = wording(exchange)
        let seen = try await actions.findings(.shown)
        let view = DetectionPages.ListView(
            links: try await links(seen, under: "/signals/findings", words, exchange), judged: try await judged(words),
            back: (Frame.path("/signals", in: exchange.language), words.say(DetectionPhrase.backToSignals)), judge: nil)
        return page(exchange, .title, .findable, DetectionPages.list(view, words.say), path: "/signals/findings")
    }

    func show(_ exchange: Exchange) async throws -> Reply {
        let words = wording(exchange)
        let seen = try await actions.finding(try exchange.parameter("finding"), .shown)
        let back = (Frame.path("/signals/findings", in: exchange.language), words.say(DetectionPhrase.toFindings))
        let view = FindingView(words, pack, actions.catalogue, try await actions.calendar()).view(
            seen, back: back, desk: nil)
        return page(
            exchange, .title, .findable, DetectionPages.finding(view, words.say),
            path: "/signals/findings/\(seen.finding.id)")
    }

    func ledger(_ exchange: Exchange) async throws -> Reply {
        let words = wording(exchange)
        let alpha = actions.terms.nationalAlpha
        let lines = try await actions.ledger().map { row in
            DetectionPages.LedgerLine(
                name: row.indicator.name[words.language], tested: words.number(row.tested),
                inRange: row.tested == 0
                    ? "–" : "\(Int((Double(row.inRange) * 100 / Double(row.tested)).rounded()))%",
                expected: words.decimal(2 * alpha * Double(row.national)), found: words.number(row.found))
        }
        let explained = words.say(DetectionPhrase.ledgerExplained, ["x": words.decimal(alpha * 100)])
        let back = (Frame.path("/signals", in: exchange.language), words.say(DetectionPhrase.backToSignals))
        let body = DetectionPages.ledger(lines, explained: explained, back: back, words.say)
        return page(exchange, .ledger, .findable, body, path: "/signals/ledger")
    }

    private func judged(_ words: Wording) async throws -> String? {
        guard let run = try await actions.latestRun() else { return nil }
        return words.say(
            DetectionPhrase.judgedOn,
            [
                "day": words.day(actions.catalogue.day(run.ranAt)), "week": words.period(.week(run.week)),
                "series": words.number(run.series),
            ])
    }

    private func links(
        _ seen: [SeenFinding], under path: String, _ words: Wording, _ exchange: Exchange
    ) async throws -> [DetectionPages.Link] {
        let views = FindingView(words, pack, actions.catalogue, try await actions.calendar())
        return seen.map { one in
            DetectionPages.Link(
                path: Frame.path("\(path)/\(one.finding.id)", in: exchange.language), what: views.title(one),
                place: views.sentences.place(one.finding.region), week: words.short(.week(one.finding.week)),
                decision: one.decisions.last.map { views.decision($0.decision) }
                    ?? words.say(DetectionPhrase.undecided))
        }
    }

    // MARK: for analysts

    func deskList(_ exchange: Exchange) async throws -> Reply {
        let words = wording(exchange)
        let state = await actions.progress.state
        let path = Frame.path("/desk/findings", in: exchange.language)
        var view = DetectionPages.ListView(
            links: try await links(try await actions.findings(.listed), under: "/desk/findings", words, exchange),
            judged: try await judged(words),
            back: (Frame.path("/desk", in: exchange.language), words.say(DetectionPhrase.backToDesk)), judge: path)
        if state.isRunning {
            view.running = words.say(
                DetectionPhrase.judging, ["done": String(state.done), "total": String(state.total)])
        }
        return page(
            exchange, .title, .desk, DetectionPages.list(view, words.say), refreshSeconds: state.isRunning ? 2 : nil)
    }

    /// The round goes on when who asked for it has left.
    func judge(_ exchange: Exchange) async throws -> Reply {
        _ = try await exchange.form()
        let actions = actions
        Task.detached { _ = try? await actions.run() }
        return .redirect(to: Frame.path("/desk/findings", in: exchange.language))
    }

    func deskShow(_ exchange: Exchange) async throws -> Reply { try await deskShow(exchange, nil, [:], .ok) }

    private func deskShow(
        _ exchange: Exchange, _ trouble: String?, _ values: [String: String], _ status: HTTPStatus
    ) async throws -> Reply {
        let words = wording(exchange)
        let seen = try await actions.finding(try exchange.parameter("finding"), .listed)
        let path = Frame.path("/desk/findings", in: exchange.language)
        var view = FindingView(words, pack, actions.catalogue, try await actions.calendar()).view(
            seen, back: (path, words.say(DetectionPhrase.toFindings)), desk: "\(path)/\(seen.finding.id)")
        view.trouble = trouble
        view.values = values
        return page(exchange, .title, .desk, DetectionPages.finding(view, words.say), status: status)
    }

    func answer(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let form = try await exchange.form()
        let id: FindingID = try exchange.parameter("finding")
        let explanation = form["verklaring"].flatMap { OtherExplanation(rawValue: $0) }
        let kept = explanation.map { ["note-\($0.rawValue)": form["note"] ?? ""] } ?? [:]
        return try await acting(exchange, kept) {
            guard let explanation, let answer = form["antwoord"].flatMap({ OtherExplanation.Answer(rawValue: $0) })
            else {
                throw Refusal.empty(field: "answer")
            }
            try await actions.answer(id, explanation, answer, note: form["note"] ?? "", by: analyst.name)
        }
    }

    func decide(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let form = try await exchange.form()
        let id: FindingID = try exchange.parameter("finding")
        return try await acting(exchange, ["reason": form["reason"] ?? ""]) {
            guard let decision = form["besluit"].flatMap({ FindingDecision.Decision(rawValue: $0) }) else {
                throw Refusal.empty(field: "decision")
            }
            try await actions.decide(id, decision, reason: form["reason"] ?? "", by: analyst.name)
        }
    }

    /// What is refused is shown on the page of the form, with what was typed.
    private func acting(
        _ exchange: Exchange, _ kept: [String: String], _ act: () async throws -> Void
    ) async throws -> Reply {
        do {
            try await act()
            let id: FindingID = try exchange.parameter("finding")
            return .redirect(to: Frame.path("/desk/findings/\(id)", in: exchange.language))
        } catch let refusal as Refusal where refusal != .notFound {
            let say = site.say(exchange.language)
            let labels = [
                "note": say(DetectionPhrase.note), "reason": say(DetectionPhrase.reason),
                "answer": say(DetectionPhrase.otherwise), "decision": say(DetectionPhrase.decided),
            ]
            let (trouble, status) = site.trouble(refusal, say, labels: labels)
            return try await deskShow(exchange, trouble, kept, status)
        }
    }
}
