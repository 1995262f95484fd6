import Core
import HTTPTypes
import Pack
import Site

/// The calls of supervision (`docs/contract.md`, "More than the contract"), on the same actions as the pages.
struct SupervisorAPI: Sendable {
    let actions: ConversationsActions

    func hang(_ routes: RouteTable) {
        let supervisor = actions.staff.access("supervisor", [.supervisor])
        let line = actions.staff.onTheLine
        let talk = "/api/v1/conversations/:id"
        routes.get("/api/v1/supervision", supervisor, overview)
        routes.post("\(talk)/look-in", supervisor, begin)
        routes.get("\(talk)/look-in", supervisor, observe)
        routes.delete("\(talk)/look-in", supervisor, end)
        routes.get("\(talk)/whispers", line, whispers)
        routes.post("\(talk)/whispers", line) { exchange, person in
            try await Self.whispered(exchange, try exchange.parameter("id"), person, actions)
        }
    }

    // MARK: how it stands

    private struct WaitingBody: Encodable {
        let id: String
        let urgent: Bool
        let minutes: Int
        let language: String
        let new: Bool
        let away: Bool
    }

    private struct IncidentBody: Encodable {
        let since: String
        /// Null while it goes on.
        @AlwaysEncoded var until: String?
    }

    private struct LineBody: Encodable {
        let line: String
        let open: Bool
        let waiting: Int
        let longestWaitSeconds: Int
        let present: Int
        let canTake: Int
        /// After one hour and after two; null when the line is closed then.
        let inHours: [Int?]
        let unstaffed: Bool
        let queue: [WaitingBody]
        let incidents: [IncidentBody]
    }

    private struct TalkBody: Encodable {
        let id: String
        let line: String
        let minutes: Int
        let acute: Bool
        let away: Bool
        let lost: Bool
        let asks: Bool
        let lookedInto: Bool
    }

    private struct OverviewBody: Encodable {
        let lines: [LineBody]
        let talks: [TalkBody]
    }

    private func overview(_: Exchange, _ person: SignedIn) async throws -> Reply {
        let overview = try await actions.overview(person)
        let lines = overview.lines.map { stand in
            LineBody(
                line: stand.line.text, open: stand.isOpen, waiting: stand.waiting,
                longestWaitSeconds: stand.longestWaitSeconds, present: stand.present, canTake: stand.canTake,
                inHours: stand.inHours,
                unstaffed: stand.isUnstaffed,
                queue: stand.queue.map {
                    WaitingBody(
                        id: $0.id.text, urgent: $0.isUrgent, minutes: $0.minutes, language: $0.language.tag,
                        new: $0.isNew, away: $0.isAway)
                },
                incidents: stand.incidents.map { IncidentBody(since: $0.since.rfc3339, until: $0.until?.rfc3339) })
        }
        let talks = overview.talks.map { stand in
            TalkBody(
                id: stand.id.text, line: stand.line.text, minutes: stand.minutes, acute: stand.isAcute,
                away: stand.isAway, lost: stand.isLost, asks: stand.asksAlong, lookedInto: stand.isWatched)
        }
        return try .json(OverviewBody(lines: lines, talks: talks))
    }

    // MARK: looking in

    private func begin(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        try await actions.lookIn(try exchange.parameter("id"), person)
        return .nothing
    }

    private func end(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        try await actions.lookAway(try exchange.parameter("id"), person)
        return .nothing
    }

    private struct ObservedBody: Encodable {
        let state: String
        let messages: [MessageBody]
        let whispers: [WhisperBody]
        let counsellors: [String]
    }

    private func observe(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let observed = try await actions.observe(
            try exchange.parameter("id"), after: try Self.number(exchange, "after"),
            whispersAfter: try Self.number(exchange, "whispersAfter"), person)
        return try .json(
            ObservedBody(
                state: observed.state, messages: observed.messages.map(MessageBody.init),
                whispers: observed.whispers.map(WhisperBody.init), counsellors: observed.counsellors))
    }

    private static func number(_ exchange: Exchange, _ name: String) throws -> Int64 {
        guard let number = Int64(exchange.query(name) ?? "0"), number >= 0 else { throw Refusal.malformed(field: name) }
        return number
    }

    // MARK: whispering

    private struct WhispersBody: Encodable {
        let whispers: [WhisperBody]
    }

    private func whispers(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let whispers = try await actions.whispers(
            try exchange.parameter("id"), after: try Self.number(exchange, "after"), person)
        return try .json(WhispersBody(whispers: whispers.map(WhisperBody.init)))
    }

    private struct WhisperRequest: Decodable {
        let clientId: String
        let text: String
    }

    private struct WhisperedBody: Encodable {
        let number: Int64
        let sentAt: String
    }

    static func whispered(
        _ exchange: Exchange, _ id: ConversationID, _ person: SignedIn, _ actions: ConversationsActions
    ) async throws -> Reply {
        let body = try await exchange.json(WhisperRequest.self)
        let draft = try WhisperDraft(clientId: body.clientId, text: body.text)
        let whispered = try await actions.whisper(draft, in: id, by: person)
        return try .json(
            WhisperedBody(number: whispered.number, sentAt: whispered.sentAt.rfc3339),
            status: whispered.isNew ? .created : .ok)
    }
}

/// A whisper as the API writes it, to the staff it was said to. There is no way from here to ``MessageBody``.
private struct WhisperBody: Encodable {
    let number: Int64
    let name: String
    let supervisor: Bool
    let text: String
    let sentAt: String

    init(_ whisper: Whisper) {
        (number, name, supervisor) = (whisper.number, whisper.name, whisper.isFromSupervisor)
        (text, sentAt) = (whisper.words.reveal(), whisper.sentAt.rfc3339)
    }
}
