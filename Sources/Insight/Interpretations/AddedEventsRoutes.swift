import Core
import HTTPTypes
import Pack
import Site

/// The calendar beside the figures, for analysts.
struct AddedEventsRoutes: Sendable {
    let room: InterpretationsRoutes
    private var actions: InterpretationsActions { room.actions }

    func hang(_ routes: RouteTable, _ analysts: Access<Analyst>) {
        routes.get("/desk/events", analysts) { exchange, _ in
            try await list(exchange, trouble: nil, values: [:], status: .ok)
        }
        routes.post("/desk/events", analysts, add)
        routes.get("/desk/events/:event", analysts, show)
        routes.post("/desk/events/:event", analysts, change)
        routes.post("/desk/events/:event/withdraw", analysts, withdraw)
    }

    private func list(
        _ exchange: Exchange, trouble: String?, values: [String: String], status: HTTPStatus
    ) async throws -> Reply {
        let words = room.wording(exchange)
        let added = try await actions.addedEvents().map {
            ($0.newest.content.from, words.row($0.id, $0.newest.content))
        }
        let known = actions.pack.events.map { ($0.from, words.row($0)) }
        let rows = (added + known).sorted { $0.0 > $1.0 }.map(\.1)
        let view = AddedEventsPages.ListView(
            rows: rows, choices: words.choices,
            form: .init(
                action: Frame.path("/desk/events", in: exchange.language), values: values, trouble: trouble))
        return room.page(exchange, .eventsTitle, AddedEventsPages.list(view, words.words.say), status: status)
    }

    private func draft(_ form: Form) -> AddedEventDraft {
        func chosen(_ prefix: String) -> [String] {
            form.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        }
        return AddedEventDraft(
            kind: form["what"], medium: form["medium"], message: form["message"], from: form["from"],
            until: form["until"], text: form["text"], english: form["english"], source: form["source"],
            regions: chosen("r-"), indicators: chosen("i-"))
    }

    private func said(_ refusal: Refusal, _ exchange: Exchange) -> (String, HTTPStatus) {
        room.said(
            refusal, room.site.say(exchange.language),
            [
                "kind": .eventKind, "medium": .medium, "message": .message, "from": .from, "until": .until,
                "text": .eventText, "english": .english, "source": .eventSource, "regions": .regions,
                "indicators": .indicators,
            ])
    }

    private func add(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let form = try await exchange.form()
        do {
            let id = try await actions.add(event: draft(form), by: Author(analyst))
            return .redirect(to: Frame.path("/desk/events/\(id)", in: exchange.language))
        } catch let refusal as Refusal {
            let (trouble, status) = said(refusal, exchange)
            return try await list(
                exchange, trouble: trouble, values: InterpretationsRoutes.values(form), status: status)
        }
    }

    // MARK: one of them

    private func show(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        try await show(exchange, analyst, trouble: nil, values: nil, status: .ok)
    }

    private func show(
        _ exchange: Exchange, _ analyst: Analyst, trouble: String?, values: [String: String]?, status: HTTPStatus
    ) async throws -> Reply {
        let event = try await actions.addedEvent(try exchange.parameter("event"))
        let words = room.wording(exchange)
        let view = words.view(
            event, for: analyst.organisation, path: Frame.path("/desk/events/\(event.id)", in: exchange.language),
            trouble: trouble, values: values)
        return room.page(exchange, .eventsTitle, AddedEventsPages.event(view, words.words.say), status: status)
    }

    private func change(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        try await changing(exchange, analyst) { id, after, form in
            _ = try await actions.change(event: id, to: draft(form), after: after, by: Author(analyst))
        }
    }

    private func withdraw(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        try await changing(exchange, analyst) { id, after, _ in
            _ = try await actions.withdraw(event: id, after: after, by: Author(analyst))
        }
    }

    private func changing(
        _ exchange: Exchange, _ analyst: Analyst, _ act: (AddedEventID, Int64, Form) async throws -> Void
    ) async throws -> Reply {
        let form = try await exchange.form()
        let id: AddedEventID = try exchange.parameter("event")
        guard let after = form["after"].flatMap({ Int64($0) }) else { throw Refusal.malformed(field: "after") }
        do {
            try await act(id, after, form)
            return .redirect(to: Frame.path("/desk/events/\(id)", in: exchange.language))
        } catch let refusal as Refusal where ![.notFound, .notAllowed].contains(refusal) {
            let (trouble, status) = said(refusal, exchange)
            // Taking it back has no words of its own to keep.
            let values = form["text"] == nil ? nil : InterpretationsRoutes.values(form)
            return try await show(exchange, analyst, trouble: trouble, values: values, status: status)
        }
    }
}
