import Core
import HTTPTypes
import Pack
import Site

/// Hangs the pages on which figures are brought in, and the API beside them.
///
/// - Parameters:
///   - analysts: who may bring figures in, and who they are. Insight does not know who works here, so the executable hands the
///     rule over.
///   - published: what is told of a figure to anybody.
public func deliveriesRoutes(
    _ routes: RouteTable, site: Website, actions: DeliveriesActions, pack: Pack, published: FiguresActions,
    analysts: Access<PersonID>
) {
    DeliveriesRoutes(site: site, actions: actions, pack: pack).hang(routes, analysts)
    DeliveriesAPIRoutes(site: site, actions: actions, pack: pack, published: published).hang(routes, analysts)
}

/// `/desk/figures`: getting figures in.
struct DeliveriesRoutes: Sendable {
    let site: Website
    let actions: DeliveriesActions
    let pack: Pack

    func hang(_ routes: RouteTable, _ analysts: Access<PersonID>) {
        let all = "/desk/figures"
        let one = "\(all)/:delivery"
        routes.get(all, analysts) { try await overview($0, $1) }
        routes.post(all, analysts, send)
        routes.get(one, analysts) { try await show($0, $1) }
        routes.get("\(one)/mapping", analysts) { try await mapping($0, $1) }
        routes.post("\(one)/mapping", analysts, setMapping)
        routes.post("\(one)/yes", analysts, confirm)
        routes.post("\(one)/drop", analysts, drop)
        routes.post("\(one)/undo", analysts, undo)
    }

    private func say(_ exchange: Exchange) -> Speech { site.say(exchange.language) }

    private func path(_ exchange: Exchange, _ part: String = "") -> String {
        Frame.path("/desk/figures\(part)", in: exchange.language)
    }

    private func page(_ exchange: Exchange, _ body: HTML, status: HTTPStatus = .ok) -> Reply {
        .page(
            site.frame.page(
                exchange.language, title: say(exchange)(DeliveriesPhrase.title), zone: .desk, wide: true, body: body),
            status: status)
    }

    private func id(_ exchange: Exchange) throws -> DeliveryID { try exchange.parameter("delivery") }

    // MARK: the list

    private func overview(
        _ exchange: Exchange, _ person: PersonID, trouble: String? = nil, source: String = "", newSource: String = "",
        status: HTTPStatus = .ok
    ) async throws -> Reply {
        let words = DeliveriesWords(say: say(exchange), pack: pack, zone: actions.knowledge.catalogue)
        let before = exchange.query("before").flatMap(Int64.init).map(Instant.init(milliseconds:))
        let log = try await actions.log(before: before, limit: DeliveryLimits.shown + 1)
        let shown = log.prefix(DeliveryLimits.shown)
        let view = DeliveriesPages.Overview(
            sources: try await actions.sources().map(words.line),
            drafts: try await actions.drafts(of: person).map(words.draft),
            log: shown.map { words.line($0, for: person) },
            older: log.count > shown.count ? shown.last?.doneAt?.milliseconds : nil,
            limit: DeliveryLimits.sent >> 20, trouble: trouble, source: source, newSource: newSource)
        return page(exchange, DeliveriesPages.overview(view, words.say), status: status)
    }

    private func send(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        let upload: Upload
        do {
            upload = try await exchange.upload(limit: DeliveryLimits.sent)
        } catch Refusal.tooLarge {
            let limit = String(DeliveryLimits.sent >> 20)
            return try await overview(
                exchange, person, trouble: say(exchange)(DeliveriesPhrase.tooLargeToSend, ["limit": limit]),
                status: .contentTooLarge)
        }
        let (chosen, new) = (upload["bron"] ?? "", upload["nieuw"] ?? "")
        func refused(_ trouble: String, _ status: HTTPStatus = .unprocessableContent) async throws -> Reply {
            try await overview(
                exchange, person, trouble: trouble, source: chosen, newSource: new, status: status)
        }
        guard let file = upload.file else { return try await refused(say(exchange)(DeliveriesPhrase.noFile)) }
        do {
            let source: DeliveriesActions.KnownSource
            if new.tidied.isEmpty, let known = try await actions.sources().first(where: { $0.source.id.text == chosen })
            {
                source = known
            } else {
                source = try await actions.makeSource(new)
            }
            let (delivery, inspection) = try await actions.send(
                file.bytes, named: file.name, of: source, by: person)
            var mapping = source.mapping
            if mapping == nil, actions.saysItself(inspection) { mapping = actions.suggested(inspection) }
            guard let mapping else { return .redirect(to: path(exchange, "/\(delivery.id)/mapping")) }
            return try await read(exchange, delivery, mapping, by: person)
        } catch let found as PersonalDataFound {
            return try await refused(found.sentence(say(exchange)))
        } catch let mistake as DeliveryMistake {
            return try await refused(mistake.sentence(say(exchange)))
        } catch let refusal as Refusal where refusal != .storeUnavailable {
            let (trouble, status) = site.trouble(
                refusal, say(exchange), labels: ["source": say(exchange)(DeliveriesPhrase.newSource)])
            return try await refused(trouble, status)
        }
    }

    /// Reads a draft, and leads to what it would change; where it cannot be read, to how it is read.
    private func read(
        _ exchange: Exchange, _ delivery: Delivery, _ mapping: DeliveryMapping, by person: PersonID
    ) async throws -> Reply {
        let (_, file) = try await actions.draft(delivery.id, of: person)
        do {
            let version = try await actions.keep(mapping, of: delivery.source, by: person)
            _ = try await actions.read(delivery, file, mapping, version: version)
            return .redirect(to: path(exchange, "/\(delivery.id)"))
        } catch is DeliveryMistake {
            return .redirect(to: path(exchange, "/\(delivery.id)/mapping"))
        } catch let found as PersonalDataFound {
            // With other eyes: the names of the columns stand lower, or a sheet was chosen.
            try await actions.drop(delivery.id, by: person)
            return try await overview(
                exchange, person, trouble: found.sentence(say(exchange)), status: .unprocessableContent)
        }
    }

    // MARK: one delivery

    private func show(
        _ exchange: Exchange, _ person: PersonID, trouble: String? = nil, status: HTTPStatus = .ok
    ) async throws -> Reply {
        let delivery = try await actions.delivery(try id(exchange), for: person)
        let words = DeliveriesWords(say: say(exchange), pack: pack, zone: actions.knowledge.catalogue)
        switch delivery.state {
        case .sent: return .redirect(to: path(exchange, "/\(delivery.id)/mapping"))
        case .done, .undone, .undoing:
            return page(
                exchange, DeliveriesPages.done(words.done(delivery, trouble: trouble), words.say), status: status)
        case .read: break
        }
        let (wrong, other) = (number(exchange, "wrong"), number(exchange, "other"))
        let mistakes = try await actions.mistakes(of: delivery.id, after: wrong)
        let changes = delivery.changed > 0 ? try await actions.changes(of: delivery.id, skip: other) : []
        let twin = try await actions.log(limit: 500).first { $0.filePrint == delivery.filePrint && $0.state == .done }
        var told = twin?.doneAt.map { [words.say(DeliveriesPhrase.sentBefore, ["day": words.day($0)])] } ?? []
        if let decided = delivery.decided {
            told.append(words.say(decided == .comma ? DeliveriesPhrase.decidedComma : .decidedPoint))
        }
        let view = DeliveriesPages.Preview(
            id: delivery.id, source: delivery.sourceName, until: words.time(delivery.begunAt + Delivery.draftLength),
            told: told,
            values: delivery.values, new: delivery.new, changed: delivery.changed, mistakes: delivery.mistakes,
            kept: min(delivery.mistakes, DeliveryLimits.mistakes), mistakeLines: mistakes.map(words.line),
            mistakesFrom: wrong, changeLines: changes.map(words.line), changesFrom: other, trouble: trouble)
        return page(exchange, DeliveriesPages.preview(view, words.say), status: status)
    }

    private func number(_ exchange: Exchange, _ name: String) -> Int {
        max(0, min(exchange.query(name).flatMap(Int.init) ?? 0, DeliveryLimits.rows))
    }

    private func confirm(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        do {
            let done = try await actions.confirm(try id(exchange), by: person)
            return .redirect(to: path(exchange, "/\(done.id)"))
        } catch Refusal.conflict("overtaken") {
            // It is read again, so that what is shown is what holds now.
            let (draft, file) = try await actions.draft(try id(exchange), of: person)
            let sources = try await actions.sources()
            if let mapping = sources.first(where: { $0.source.id == draft.source })?.mapping {
                _ = try await actions.read(draft, file, mapping, version: draft.mappingVersion)
            }
            return try await show(
                exchange, person, trouble: say(exchange)(DeliveriesPhrase.overtaken), status: .conflict)
        } catch let refusal as Refusal where refusal == .conflict("mistakes") {
            return try await show(
                exchange, person, trouble: say(exchange)(DeliveriesPhrase.mistakesExplained), status: .conflict)
        }
    }

    private func drop(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        try await actions.drop(try id(exchange), by: person)
        return .redirect(to: path(exchange))
    }

    private func undo(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        do {
            let undoing = try await actions.undo(try id(exchange), by: person)
            return .redirect(to: path(exchange, "/\(undoing.id)"))
        } catch Refusal.conflict("undone") {
            return try await show(exchange, person, trouble: say(exchange)(DeliveriesPhrase.undone), status: .conflict)
        }
    }

    // MARK: how it is read

    private func mapping(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        let (delivery, file) = try await actions.draft(try id(exchange), of: person)
        let sources = try await actions.sources()
        let known = sources.first { $0.source.id == delivery.source }?.mapping
        return try await form(exchange, delivery, file, known)
    }

    private func form(
        _ exchange: Exchange, _ delivery: Delivery, _ file: DeliveryFile, _ known: DeliveryMapping?
    ) async throws -> Reply {
        let words = DeliveriesWords(say: say(exchange), pack: pack, zone: actions.knowledge.catalogue)
        let inspection: DeliveryInspection
        var trouble: DeliveryMistake?
        do {
            inspection = try await actions.inspect(file, known)
        } catch let mistake as DeliveryMistake where known != nil {
            // Another sheet or another row: looked at as if nothing had been said.
            trouble = mistake
            inspection = try await actions.inspect(file, nil)
        }
        let mapping = known ?? actions.suggested(inspection)
        let (open, unknown) = try actions.tried(mapping, file, inspection)
        var view = words.view(delivery, inspection, mapping, unknown)
        view.trouble = (trouble ?? (known == nil ? nil : open))?.sentence(words.say)
        return page(exchange, DeliveriesMappingPages.mapping(view, words.say))
    }

    private func setMapping(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        let (delivery, file) = try await actions.draft(try id(exchange), of: person)
        let form = try await exchange.form(limit: 256 << 10)
        let sources = try await actions.sources()
        let known = sources.first { $0.source.id == delivery.source }?.mapping
        let inspection: DeliveryInspection
        do {
            inspection = try await actions.inspect(file, known)
        } catch is DeliveryMistake {
            inspection = try await actions.inspect(file, nil)
        }
        let mapping = DeliveriesWords.mapping(form, columns: inspection.columns, before: known)
        return try await read(exchange, delivery, mapping, by: person)
    }
}
