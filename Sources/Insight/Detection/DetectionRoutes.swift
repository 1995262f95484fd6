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
        let views = FindingView(words, pack, actions.catalogue, try await actions.calendar(nil))
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
        let period = try FindingPeriod(exchange)
        let seen = try await actions.findings(.shown, in: period?.weeks)
        var view = DetectionPages.ListView(
            links: try await links(seen, under: "/signals/findings", words, exchange), judged: try await judged(words),
            back: (Frame.path("/signals", in: exchange.language), words.say(DetectionPhrase.backToSignals)), judge: nil)
        try await show(period, in: &view, under: "/signals/findings", words)
        return page(
            exchange, .title, .findable, DetectionPages.list(view, words.say),
            path: "/signals/findings\(period?.query ?? "")")
    }

    /// The quarters of which there are findings, and the one that is shown.
    private func show(
        _ period: FindingPeriod?, in view: inout DetectionPages.ListView, under path: String, _ words: Wording
    ) async throws {
        view.isLatest = period == nil
        guard let all = try await actions.findingWeeks() else { return }
        view.periods = [
            (period == nil ? nil : Frame.path(path, in: words.language), words.say(DetectionPhrase.lastWeeks))
        ]
        view.periods += FindingPeriod.all(all.first, all.last).map { one in
            (
                one == period ? nil : Frame.path(path + one.query, in: words.language),
                words.say(DetectionPhrase.quarter, ["n": String(one.quarter), "year": String(one.year)])
            )
        }
    }

    func show(_ exchange: Exchange) async throws -> Reply {
        let words = wording(exchange)
        let seen = try await actions.finding(try exchange.parameter("finding"), .shown)
        let back = (Frame.path("/signals/findings", in: exchange.language), words.say(DetectionPhrase.toFindings))
        let view = FindingView(words, pack, actions.catalogue, try await actions.calendar(nil)).view(
            seen, back: back, desk: nil)
        return page(
            exchange, .title, .findable, DetectionPages.finding(view, words.say),
            path: "/signals/findings/\(seen.finding.id)")
    }

    func ledger(_ exchange: Exchange) async throws -> Reply {
        let words = wording(exchange)
        let alpha = actions.terms.nationalAlpha
        let rows = try await actions.ledger()
        let lines = rows.map { row in
            DetectionPages.LedgerLine(
                name: row.indicator.name[words.language], tested: words.number(row.tested),
                inRange: row.tested == 0
                    ? "–" : "\(Int((Double(row.inRange) * 100 / Double(row.tested)).rounded()))%",
                expected: words.decimal(2 * alpha * Double(row.national)), found: words.number(row.found))
        }
        let explained = words.say(DetectionPhrase.ledgerExplained, ["x": words.decimal(alpha * 100)])
        let back = (Frame.path("/signals", in: exchange.language), words.say(DetectionPhrase.backToSignals))
        let body = DetectionPages.ledger(
            lines, explained: explained, more: ledgers(rows, words), back: back, words.say)
        return page(exchange, .ledger, .findable, body, path: "/signals/ledger")
    }

    /// What was said early, and of regions together, where there is anything.
    private func ledgers(_ rows: [LedgerRow], _ words: Wording) -> [DetectionPages.Ledger] {
        func percent(_ part: Int, _ whole: Int) -> String {
            whole == 0 ? "–" : "\(Int((Double(part) * 100 / Double(whole)).rounded()))%"
        }
        let early = rows.filter { $0.estimates > 0 }.map { row in
            (
                row.indicator.name[words.language],
                [
                    words.number(row.estimates), percent(row.held, row.estimates), words.number(row.early),
                    words.number(row.stayed),
                ]
            )
        }
        let recurrence = actions.terms.clusterRecurrence
        let groups = rows.filter { $0.scanned > 0 }.map { row in
            (
                row.indicator.name[words.language],
                [
                    words.number(row.scanned), words.decimal(Double(row.scanned) / Double(row.recurrence)),
                    words.number(row.groups),
                ]
            )
        }
        return [
            DetectionPages.Ledger(
                title: .ledgerEarly, explained: words.say(DetectionPhrase.ledgerEarlyExplained),
                columns: [.ledgerColumnEstimates, .ledgerColumnHeld, .ledgerColumnEarly, .ledgerColumnStayed],
                lines: early),
            DetectionPages.Ledger(
                title: .ledgerGroups,
                explained: words.say(DetectionPhrase.ledgerGroupsExplained, ["weeks": words.number(recurrence)]),
                columns: [.ledgerColumnScanned, .ledgerColumnFalseGroups, .ledgerColumnGroups], lines: groups),
        ].filter { !$0.lines.isEmpty }
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
        let views = FindingView(words, pack, actions.catalogue, try await actions.calendar(nil))
        let isDesk = path.hasPrefix("/desk")
        return seen.map { one in
            let told = one.shown == nil || !one.indicator.isPublic ? [words.say(DetectionPhrase.notPublicShort)] : []
            let decision = one.decisions.last.map { views.decision($0.decision) }
            let standing = views.sentences.standing(one, isDesk: isDesk)
            let all = (isDesk ? told : []) + [standing, decision].compactMap(\.self)
            let isUndecided = standing == nil && decision == nil
            return DetectionPages.Link(
                path: Frame.path("\(path)/\(one.finding.id)", in: exchange.language),
                what: views.title(one, isDesk: isDesk), place: views.sentences.place(one.finding),
                week: words.short(.week(one.finding.week)),
                decision: (all + (isUndecided ? [words.say(DetectionPhrase.undecided)] : [])).joined(separator: "; "))
        }
    }

    // MARK: for analysts

    func deskList(_ exchange: Exchange) async throws -> Reply {
        let words = wording(exchange)
        let state = await actions.progress.state
        let period = try FindingPeriod(exchange)
        let path = Frame.path("/desk/findings", in: exchange.language)
        var view = DetectionPages.ListView(
            links: try await links(
                try await actions.findings(.listed, in: period?.weeks), under: "/desk/findings", words, exchange),
            judged: try await judged(words),
            back: (Frame.path("/desk", in: exchange.language), words.say(DetectionPhrase.backToDesk)), judge: path)
        try await show(period, in: &view, under: "/desk/findings", words)
        if state.isRunning {
            view.running = words.say(
                state.isScanning ? DetectionPhrase.scanning : .judging,
                ["done": String(state.done), "total": String(state.total)])
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
        var view = FindingView(words, pack, actions.catalogue, try await actions.calendar(nil)).view(
            seen, back: (path, words.say(DetectionPhrase.toFindings)), desk: "\(path)/\(seen.finding.id)",
            exact: try await actions.judgements(under: seen.finding))
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
            try await actions.answer(id, explanation, answer, note: form["note"] ?? "", by: analyst)
        }
    }

    func decide(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let form = try await exchange.form()
        let id: FindingID = try exchange.parameter("finding")
        return try await acting(exchange, ["reason": form["reason"] ?? ""]) {
            guard let decision = form["besluit"].flatMap({ FindingDecision.Decision(rawValue: $0) }) else {
                throw Refusal.empty(field: "decision")
            }
            try await actions.decide(id, decision, reason: form["reason"] ?? "", by: analyst)
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

extension FindingPeriod {
    /// What an address asks for: `year=2026&quarter=2`. Nil when it asks for none.
    init?(_ exchange: Exchange) throws {
        guard let year = exchange.query("year"), !year.isEmpty else { return nil }
        guard let year = Int(year) else { throw Refusal.malformed(field: "year") }
        guard let quarter = exchange.query("quarter").flatMap({ Int($0) }),
            let period = Self(year: year, quarter: quarter)
        else { throw Refusal.malformed(field: "quarter") }
        self = period
    }
}
