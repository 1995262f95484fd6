import Core
import Foundation
import HTTPTypes
import Pack
import Site

/// `/desk/supervisor`: how the lines stand, and looking in.
struct SupervisorRoutes: Sendable {
    let actions: ConversationsActions
    let site: Website
    let staffing: StaffingActions

    func hang(_ routes: RouteTable) {
        let supervisor = actions.staff.access("supervisor", [.supervisor])
        routes.get("/desk/supervisor", supervisor) { try await overview($0, $1) }
        routes.stream("/desk/supervisor/e", supervisor, standing)
        routes.post("/desk/supervisor/l/:line", supervisor, setLine)
        routes.post("/desk/supervisor/q/:waiting", supervisor, setUrgent)
        routes.get("/desk/supervisor/c/:id", supervisor) { try await talk($0, $1) }
        routes.post("/desk/supervisor/c/:id", supervisor, begin)
        routes.post("/desk/supervisor/c/:id/stop", supervisor, stop)
        routes.post("/desk/supervisor/c/:id/decision", supervisor, decide)
        routes.stream("/desk/supervisor/c/:id/e", supervisor, events)
    }

    private func wording(_ exchange: Exchange) -> SupervisorWording {
        SupervisorWording(say: site.say(exchange.language), pack: actions.pack)
    }

    // MARK: how it stands

    func overview(
        _ exchange: Exchange, _ person: SignedIn, notice: String? = nil, status: HTTPStatus = .ok
    ) async throws -> Reply {
        let words = wording(exchange)
        let overview = try await actions.overview(person)
        let switches = await actions.switches.current()
        let reasons = try await reasons(overview, person, words)
        var lines: [SupervisorPages.LineView] = []
        var gone: [SupervisorPages.LeftView] = []
        for stand in overview.lines {
            lines.append(words.line(stand, switches[stand.line], reasons: reasons, at: exchange.clock.now()))
            let left = LeftBehind(try await staffing.history(of: stand.line), actions.pack, exchange.language)
            gone.append(.init(line: words.name(stand.line), left: left))
        }
        let view = SupervisorPages.View(
            person: person.member.displayName, sentence: words.sentence(overview), lines: lines,
            talks: overview.talks.map(words.talk), hasMoreTalks: overview.talks.count == Overview.mostTalks, left: gone,
            notice: notice)
        return .page(
            site.frame.page(
                exchange.language, title: words.say(SupervisionPhrase.title), zone: .desk, wide: true,
                scripts: [.talk, .supervisor], body: SupervisorPages.overview(view, words.say)), status: status)
    }

    /// Why those who stand first do, and what was written after somebody was put back.
    private func reasons(
        _ overview: Overview, _ person: SignedIn, _ words: SupervisorWording
    ) async throws -> [ConversationID: String] {
        guard overview.lines.contains(where: { !$0.queue.isEmpty }) else { return [:] }
        return try await actions.waitingList(for: person).reduce(into: [:]) { all, waiting in
            guard waiting.isUrgent || waiting.reasons.contains(where: \.isLater) else { return }
            all[waiting.id] = waiting.reasons.map { UrgencySentence.text($0, words.pack, words.say) }
                .joined(separator: " ")
        }
    }

    /// Opens or closes a line, or changes what its door says.
    private func setLine(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let form = try await exchange.form(limit: 16_384)
        var change = LineSwitchActions.Change()
        switch form["zet"] {
        case "closed": change.opening = .closed(until: nil)
        case "hours": change.opening = .hours
        case "open": change.opening = .open(until: exchange.clock.now() + .hours(2))
        case "druk": change.notice = notice { site.say($0)(SupervisionPhrase.busyText) }
        case "rustig": change.notice = [:]
        // With an end, as opening by hand has one: what is forgotten goes off by itself.
        case "kalm": change.calm = (true, exchange.clock.now() + .hours(2))
        case "gewoon": change.calm = (false, nil)
        case "tekst": change.notice = notice { form.trimmed("t-\($0.tag)") ?? "" }
        default: throw Refusal.malformed(field: "zet")
        }
        do {
            _ = try await actions.switches.set(try exchange.parameter("line"), change, by: person)
        } catch let refusal as Refusal where refusal != .notFound {
            let words = wording(exchange)
            let labels = ["notice": words.say(SupervisionPhrase.ownText)]
            let (trouble, status) = site.trouble(refusal, words.say, labels: labels)
            return try await overview(exchange, person, notice: trouble, status: status)
        }
        return .redirect(to: Frame.path("/desk/supervisor", in: exchange.language))
    }

    private func notice(_ text: (Language) -> String) -> [Language: String] {
        Dictionary(uniqueKeysWithValues: actions.pack.languages.map { ($0, text($0)) })
    }

    /// Puts somebody who waits first, or not, whatever the words said.
    private func setUrgent(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        guard let value = form["zet"], value == "0" || value == "1" else { throw Refusal.malformed(field: "zet") }
        try await actions.setUrgent(try exchange.parameter("waiting"), value == "1", by: person)
        return .redirect(to: Frame.path("/desk/supervisor", in: exchange.language))
    }

    private struct StandBody: Encodable {
        let text: String
    }

    /// The sentence of how it stands, whenever anything on the page became another.
    private func standing(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let (actions, words) = (actions, wording(exchange))
        let lines = try await actions.staff.lines(of: person.member.id)
        let last = LastValue<Overview>()
        return site.events { hint in
            actions.listen(toSupervision: person, lines) { hint(0) }
        } read: { writer in
            guard try await actions.isStillSupervisor(person) else { return false }
            let overview = try await actions.overview(person)
            if last.replace(overview) {
                writer.event("stand", data: try JSONEncoder().encode(StandBody(text: words.sentence(overview))))
            }
            return true
        }
    }

    // MARK: a talk

    private func talk(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        guard try await actions.isLookingIn(id, person) else {
            let view = SupervisorPages.LookInView(
                id: id, nickname: "… \(id.text.suffix(4))", person: person.member.displayName, talk: nil)
            return page(exchange, view)
        }
        return try await show(exchange, id, person)
    }

    private func show(
        _ exchange: Exchange, _ id: ConversationID, _ person: SignedIn, draft: String = "", clientId: String? = nil,
        trouble: String? = nil, status: HTTPStatus = .ok
    ) async throws -> Reply {
        let words = wording(exchange)
        let observed = try await actions.observe(id, after: 0, whispersAfter: 0, person)
        let names = observed.counsellors.joined(separator: ", ")
        let pane = WhisperPages.View(
            conversation: id, whispers: words.whispers(observed.whispers),
            clientId: clientId ?? ID<WhisperDraft>.random().text, draft: draft, trouble: trouble,
            isHeard: try await actions.canWhisper(id, person))
        let stand = try await actions.overview(person).talks.first { $0.id == id }
        let kept = try await DeskActions(talks: actions).sheets(id, person, .along)
        let acute = SheetPages.Acute(
            kept, exchange.clock.now(), isClosed: observed.state == "closed", isAlong: true, words.say)
        let open = SupervisorPages.LookInView.Open(
            sentence: words.say(SupervisionPhrase.looking, ["names": names]), marks: stand.map(words.marks) ?? [],
            messages: messages(observed, words.say), state: observed.state, lastNumber: observed.lastNumber,
            whispers: WhisperPages.pane(pane, words.say), acute: kept.log.isEmpty ? nil : acute)
        let view = SupervisorPages.LookInView(
            id: id, nickname: words.nickname(id, observed.line), person: person.member.displayName, talk: open)
        return page(exchange, view, status: status)
    }

    private func page(_ exchange: Exchange, _ view: SupervisorPages.LookInView, status: HTTPStatus = .ok) -> Reply {
        let say = site.say(exchange.language)
        return .page(
            site.frame.page(
                exchange.language, title: say(SupervisionPhrase.title), zone: .desk, wide: true,
                scripts: [.talk, .desk, .supervisor], body: SupervisorPages.lookIn(view, say)), status: status)
    }

    private func messages(_ observed: Observed, _ say: Speech) -> [TalkPages.View.Line] {
        observed.messages.map { message in
            let who: String =
                switch message.author {
                case "seeker": say(TalkPhrase.seeker)
                case "system": say(TalkPhrase.system)
                default: message.name ?? say(TalkPhrase.counsellor)
                }
            return .init(
                number: message.number, side: message.author == "system" ? .system : .other, who: who,
                text: message.words.reveal())
        }
    }

    private func begin(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        try await actions.lookIn(id, person)
        return .redirect(to: Frame.path("/desk/supervisor/c/\(id)", in: exchange.language))
    }

    private func stop(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        try await actions.lookAway(try exchange.parameter("id"), person)
        return .redirect(to: Frame.path("/desk/supervisor", in: exchange.language))
    }

    /// Adds to what was decided in an acute talk.
    private func decide(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        let text = try await exchange.form().trimmed("besluit") ?? ""
        let back = Frame.path("/desk/supervisor/c/\(id)", in: exchange.language)
        do {
            try await DeskActions(talks: actions).decide(text, in: id, person, .along)
        } catch let refusal as Refusal where ![.notFound, .notSignedIn].contains(refusal) {
            return site.page(refusal, exchange, zone: .desk, kept: text, back: back)
        }
        return .redirect(to: back)
    }

    /// What is said in the talk, as long as this supervisor looks in.
    private func events(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        let (actions, say) = (actions, site.say(exchange.language))
        let start = try exchange.lastSeenNumber()
        let first = try await actions.observe(id, after: .max, whispersAfter: .max, person)
        let told = LastValue<Int64>(start)
        let steps = LastValue<Int64>(try await DeskActions(talks: actions).steps(id, person.member.organisation))
        let over = try JSONEncoder().encode(
            ["state": "closed", "text": say(SupervisionPhrase.lookingOver)])
        return site.events { hint in
            actions.listen(to: first.id, lines: [], hint)
        } read: { writer in
            let observed: Observed
            do {
                observed = try await actions.observe(id, after: told.value ?? start, whispersAfter: .max, person)
            } catch is Refusal {
                writer.event("state", data: over)
                return false
            }
            for message in observed.messages {
                var body = MessageBody(message)
                body.present(message, to: .staff(person), actions.pack, say)
                writer.event("message", id: message.number, data: body.json)
                _ = told.replace(message.number)
            }
            let now = try await DeskActions(talks: actions).steps(id, person.member.organisation)
            if steps.replace(now) { writer.event("beside", data: Data("{}".utf8)) }
            return true
        }
    }
}
