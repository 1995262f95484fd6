import Core
import Pack
import Site

/// The calls around the queue that are more than the contract: the supervisor's list, putting somebody first, acute talks,
/// how much somebody can hold, and closing a line by hand.
struct QueueRoutes: Sendable {
    let actions: ConversationsActions

    func hang(_ routes: RouteTable) {
        let line = actions.staff.onTheLine
        let supervisor = actions.staff.access("supervisor", [.supervisor])
        routes.get("/api/v1/queue/waiting", supervisor, waiting)
        routes.post("/api/v1/queue/waiting/:id/urgent", line, setUrgent)
        routes.get("/api/v1/conversations/:id/urgency", line, urgency)
        routes.post("/api/v1/conversations/:id/acute", line, setAcute)
        routes.post("/api/v1/lines/:line/shut", supervisor, setShut)
        routes.post("/api/v1/people/:name/capacity", supervisor, setCapacity)
    }

    private struct ReasonBody: Encodable {
        /// `word` or `person`.
        let by: String
        let rule: String?
        let level: String?
        let word: String?
        let name: String?
        let urgent: Bool
        /// True for a word that came after a person had put the talk back.
        let later: Bool?

        init(_ reason: UrgencyReason) {
            switch reason {
            case .word(let rule, let level, let word, let isLater):
                (by, self.rule, self.level, self.word, name, urgent) = ("word", rule, level, word, nil, true)
                later = isLater ? true : nil
            case .person(let name, let isUrgent):
                (by, rule, level, word, self.name, urgent) = ("person", nil, nil, nil, name, isUrgent)
                later = nil
            }
        }
    }

    private struct WaitingBody: Encodable {
        let id: String
        let line: String
        let since: String
        let language: String
        let door: String?
        let away: Bool
        let urgent: Bool
        let reasons: [ReasonBody]
    }

    private func waiting(_: Exchange, _ person: SignedIn) async throws -> Reply {
        try .json(
            try await actions.waitingList(for: person).map {
                WaitingBody(
                    id: $0.id.text, line: $0.line.text, since: $0.since.rfc3339, language: $0.language.tag,
                    door: $0.door?.text, away: $0.isAway, urgent: $0.isUrgent, reasons: $0.reasons.map(ReasonBody.init))
            })
    }

    private struct UrgentBody: Decodable {
        /// Yes when left out.
        let urgent: Bool?
    }

    private func setUrgent(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(UrgentBody.self)
        try await actions.setUrgent(try exchange.parameter("id"), body.urgent ?? true, by: person)
        return .nothing
    }

    private func urgency(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        try .json(try await actions.urgency(of: try exchange.parameter("id"), for: person).map(ReasonBody.init))
    }

    private struct AcuteBody: Decodable {
        /// Yes when left out.
        let acute: Bool?
    }

    private func setAcute(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(AcuteBody.self)
        try await DeskActions(talks: actions).setAcute(body.acute ?? true, in: try exchange.parameter("id"), person)
        return .nothing
    }

    private struct ShutBody: Decodable {
        /// Yes when left out.
        let shut: Bool?
    }

    private func setShut(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(ShutBody.self)
        let change = LineSwitchActions.Change(opening: body.shut ?? true ? .closed(until: nil) : .hours)
        _ = try await actions.switches.set(try exchange.parameter("line"), change, by: person)
        return .nothing
    }

    private struct CapacityBody: Decodable {
        let points: Int64
    }

    private func setCapacity(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(CapacityBody.self)
        try await actions.staff.setCapacity(of: try exchange.text("name"), to: body.points, by: person)
        try await actions.audit.note(.capacity, person)
        return .nothing
    }
}
