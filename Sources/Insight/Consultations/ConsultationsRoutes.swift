import Core
import HTTPTypes
import Pack
import Site

/// Hangs the pages of consultations and the API beside them.
///
/// - Parameter coordinators: who may speak for which organisation. Insight does not know who works here, so the executable
///   hands the rule over.
public func consultationsRoutes(
    _ routes: RouteTable, site: Website, actions: ConsultationsActions, coordinators: Access<OrganisationID>
) {
    ConsultationsRoutes(site: site, actions: actions).hang(routes, coordinators)
    ConsultationsAPIRoutes(site: site, actions: actions).hang(routes, coordinators)
}

/// `/desk/consultations`: what organisations agree among themselves.
struct ConsultationsRoutes: Sendable {
    let site: Website
    let actions: ConsultationsActions

    func hang(_ routes: RouteTable, _ coordinators: Access<OrganisationID>) {
        // Twelve hours are over while somebody was typing: what they wrote is given back.
        let writers = Access<Writer>(coordinators.name) { exchange in
            do {
                return .success(try await coordinators.proof(of: exchange))
            } catch Refusal.notSignedIn {
                return .failure(.notSignedIn)
            } catch let error as any RefusalConvertible {
                return .failure(error.refusal)
            }
        }
        let one = "/desk/consultations/:consultation"
        routes.get("/desk/consultations", coordinators) { try await list($0, $1) }
        routes.post("/desk/consultations", writers, propose)
        routes.get(one, coordinators) { try await show($0, $1) }
        routes.post("\(one)/yes", writers, agree)
        routes.post("\(one)/plan", writers, plan)
        routes.post("\(one)/end", writers, end)
        routes.post("\(one)/points", writers, addPoint)
        routes.post("\(one)/minutes", writers, writeMinutes)
        routes.post("\(one)/actions", writers, addAction)
        routes.post("\(one)/actions/:action", writers, markAction)
        routes.post("\(one)/messages", writers, addMessage)
        routes.get("\(one)/messages/:message", coordinators) { try await message($0, $1) }
        routes.post("\(one)/messages/:message/versions", writers, addVersion)
        routes.post("\(one)/messages/:message/yes", writers, agreeToVersion)
    }

    typealias Writer = Result<OrganisationID, Refusal>
    private typealias Refused = ConsultationsPages.Refused

    private func wording(_ exchange: Exchange, _ own: OrganisationID) -> ConsultationsWording {
        ConsultationsWording(say: site.say(exchange.language), pack: actions.pack, own: own)
    }

    private func path(_ exchange: Exchange, _ part: String = "") -> String {
        Frame.path("/desk/consultations\(part)", in: exchange.language)
    }

    private func page(_ exchange: Exchange, _ body: HTML, status: HTTPStatus) -> Reply {
        .page(
            site.frame.page(
                exchange.language, title: site.say(exchange.language)(ConsultationsPhrase.title), zone: .desk,
                wide: true, body: body), status: status)
    }

    // MARK: what is refused

    /// After these the page of the form is not there, or has no form any more.
    private static let hasNoForm: Set<Refusal> = [.notFound, .notSignedIn, .notAllowed, .conflict("ended")]

    /// Reads a form and does what it asks. What is refused for who may write is shown on the page of the form, with all that
    /// was typed; what cannot be shown there gives the words back on a page of their own.
    ///
    /// - Parameters:
    ///   - name: the form's, as on the page.
    ///   - labels: what the fields that a refusal may name are called on the page.
    ///   - again: the page of the form.
    ///   - act: gives where to go on.
    private func form(
        _ exchange: Exchange, _ writer: Writer, _ name: String, _ labels: [String: ConsultationsPhrase] = [:],
        again: (OrganisationID, ConsultationsPages.Refused, HTTPStatus) async throws -> Reply,
        act: (OrganisationID, Form) async throws -> String
    ) async throws -> Reply {
        let form: Form
        do {
            form = try await exchange.form()
        } catch {
            // Who may not write learns that first, whatever they sent.
            _ = try writer.get()
            throw error
        }
        let say = site.say(exchange.language)
        func givenBack(_ refusal: Refusal) -> Reply {
            let words = ["hoe", "punt", "verslag", "wat", "titel", "tekst"].compactMap { form.trimmed($0) }
            return site.page(
                refusal, exchange, zone: .desk, kept: words.isEmpty ? nil : words.joined(separator: "\n\n"),
                back: path(exchange))
        }
        do {
            let organisation = try writer.get()
            do {
                return .redirect(to: try await act(organisation, form))
            } catch let refusal as Refusal where !Self.hasNoForm.contains(refusal) {
                var (trouble, status) = site.trouble(refusal, say, labels: labels.mapValues { say($0) })
                if refusal == .conflict("version") { trouble = say(ConsultationsPhrase.overtaken) }
                let values = Dictionary(uniqueKeysWithValues: form.names.map { ($0, form[$0] ?? "") })
                return try await again(organisation, .init(form: name, trouble: trouble, values: values), status)
            }
        } catch let refusal as Refusal where refusal != .notFound {
            return givenBack(refusal)
        } catch let error as any RefusalConvertible {
            return givenBack(error.refusal)
        }
    }

    // MARK: the list

    private func list(
        _ exchange: Exchange, _ organisation: OrganisationID, _ refused: ConsultationsPages.Refused? = nil,
        status: HTTPStatus = .ok
    ) async throws -> Reply {
        let (words, today) = (wording(exchange, organisation), actions.today)
        let view = ConsultationsPages.ListView(
            links: try await actions.list(for: organisation).map { words.link($0, today: today) }, others: words.others,
            refused: refused)
        return page(exchange, ConsultationsPages.list(view, words.say), status: status)
    }

    private func propose(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await form(
            exchange, writer, "voorstel", ["with": .withWhom, "frequency": .frequency, "next": .next]
        ) {
            try await list(exchange, $0, $1, status: $2)
        } act: { organisation, form in
            let made = try await actions.propose(
                with: chosen("o-", form), frequency: form["hoe"], next: form["dag"], by: organisation)
            return path(exchange, "/\(made.id)")
        }
    }

    /// The ids of the boxes that were ticked.
    private func chosen<Of>(_ prefix: String, _ form: Form) -> [ID<Of>] {
        form.names.filter { $0.hasPrefix(prefix) }.compactMap { ID($0.dropFirst(prefix.count)) }
    }

    // MARK: one consultation

    private func show(
        _ exchange: Exchange, _ organisation: OrganisationID, _ refused: ConsultationsPages.Refused? = nil,
        status: HTTPStatus = .ok
    ) async throws -> Reply {
        let before = try Self.before(exchange)
        let whole = try await actions.whole(try exchange.parameter("consultation"), before: before, for: organisation)
        let words = wording(exchange, organisation)
        let view = words.view(whole, today: actions.today, isEarlier: before != nil, refused: refused)
        return page(exchange, ConsultationsPages.consultation(view, words.say), status: status)
    }

    /// The day before which meetings are asked for; nil for the latest.
    static func before(_ exchange: Exchange) throws -> Day? {
        guard let text = exchange.query("before") else { return nil }
        guard let day = Day(text) else { throw Refusal.malformed(field: "before") }
        return day
    }

    /// A form on the page of a consultation, which leads back to a part of it.
    private func onPage(
        _ exchange: Exchange, _ writer: Writer, _ name: String, _ labels: [String: ConsultationsPhrase] = [:],
        to place: String, act: (ConsultationID, OrganisationID, Form) async throws -> Void
    ) async throws -> Reply {
        try await form(exchange, writer, name, labels) {
            try await show(exchange, $0, $1, status: $2)
        } act: { organisation, form in
            let id: ConsultationID = try exchange.parameter("consultation")
            try await act(id, organisation, form)
            return path(exchange, "/\(id)#\(place)")
        }
    }

    private func agree(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onPage(exchange, writer, "plan", to: "afspraak") { id, organisation, form in
            try await actions.agree(to: try Self.number(form["nummer"]), of: id, by: organisation)
        }
    }

    private static func number(_ text: String?) throws -> Int64 {
        guard let number = text.flatMap({ Int64($0) }) else { throw Refusal.malformed(field: nil) }
        return number
    }

    private func plan(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onPage(exchange, writer, "plan", ["frequency": .frequency, "next": .next], to: "afspraak") {
            try await actions.plan(frequency: $2["hoe"], next: $2["dag"], of: $0, by: $1)
        }
    }

    private func end(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onPage(exchange, writer, "plan", to: "afspraak") { id, organisation, _ in
            try await actions.end(id, by: organisation)
        }
    }

    private func addPoint(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onPage(exchange, writer, "points", ["text": .point], to: "agenda") {
            _ = try await actions.add(point: $2["punt"], to: $0, by: $1)
        }
    }

    private func writeMinutes(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onPage(
            exchange, writer, "minutes", ["text": .minutesText, "date": .heldOn], to: "verslagen"
        ) {
            _ = try await actions.write(
                minutes: $2["verslag"], of: $2["gehouden"], points: chosen("p-", $2), in: $0, by: $1)
        }
    }

    private func addAction(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onPage(
            exchange, writer, "actions", ["text": .actionText, "organisation": .who, "due": .due], to: "acties"
        ) {
            _ = try await actions.add(
                action: $2["wat"], for: $2["wie"].flatMap { OrganisationID($0) }, due: $2["klaar"], to: $0, by: $1)
        }
    }

    private func markAction(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onPage(exchange, writer, "actions", to: "acties") { id, organisation, form in
            let isDone = form["gedaan"]
            guard isDone == "1" || isDone == "0" else { throw Refusal.malformed(field: nil) }
            try await actions.set(
                try exchange.parameter("action"), isDone: isDone == "1", in: id, by: organisation)
        }
    }

    // MARK: messages

    private func addMessage(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await form(exchange, writer, "messages", ["title": .messageTitle, "text": .messageText]) {
            try await show(exchange, $0, $1, status: $2)
        } act: { organisation, form in
            let id: ConsultationID = try exchange.parameter("consultation")
            let message = try await actions.propose(
                message: form["titel"], text: form["tekst"], in: id, by: organisation)
            return path(exchange, "/\(id)/messages/\(message)")
        }
    }

    private func message(
        _ exchange: Exchange, _ organisation: OrganisationID, _ refused: ConsultationsPages.Refused? = nil,
        status: HTTPStatus = .ok
    ) async throws -> Reply {
        let found = try await actions.message(
            try exchange.parameter("message"), of: try exchange.parameter("consultation"), for: organisation)
        let words = wording(exchange, organisation)
        let (shown, from) = (try Self.version(exchange, "to"), try Self.version(exchange, "from"))
        guard
            let view = words.view(
                found.consultation, found.message, found.texts, shown: shown, from: from, refused: refused)
        else { throw Refusal.notFound }
        return page(exchange, AgreedMessagesPages.message(view, words.say), status: status)
    }

    /// The number of a version in the address; nil when none is named.
    static func version(_ exchange: Exchange, _ name: String) throws -> Int64? {
        guard let text = exchange.query(name) else { return nil }
        guard let number = Int64(text) else { throw Refusal.malformed(field: name) }
        return number
    }

    private func onMessage(
        _ exchange: Exchange, _ writer: Writer, _ labels: [String: ConsultationsPhrase] = [:],
        act: (AgreedMessageID, ConsultationID, OrganisationID, Form) async throws -> Void
    ) async throws -> Reply {
        try await form(exchange, writer, "versions", labels) {
            try await message(exchange, $0, $1, status: $2)
        } act: { organisation, form in
            let id: ConsultationID = try exchange.parameter("consultation")
            let message: AgreedMessageID = try exchange.parameter("message")
            try await act(message, id, organisation, form)
            return path(exchange, "/\(id)/messages/\(message)")
        }
    }

    private func addVersion(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onMessage(exchange, writer, ["text": .messageText]) { message, id, organisation, form in
            _ = try await actions.propose(
                version: form["tekst"], after: try Self.number(form["na"]), of: message, in: id, by: organisation)
        }
    }

    private func agreeToVersion(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        try await onMessage(exchange, writer) { message, id, organisation, form in
            try await actions.agree(
                to: try Self.number(form["nummer"]), of: message, in: id, by: organisation)
        }
    }
}
