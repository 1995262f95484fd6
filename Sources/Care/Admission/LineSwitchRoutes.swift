import Core
import Pack
import Site

/// How a supervisor opens, closes and calms the lines of their organisation, over the API.
struct LineSwitchRoutes: Sendable {
    let actions: LineSwitchActions
    let staff: StaffActions
    let clock: Clock

    func hang(_ routes: RouteTable) {
        let supervisor = staff.access("supervisor", [.supervisor])
        routes.get("/api/v1/lines/switches", supervisor, all)
        routes.post("/api/v1/lines/:line/switch", supervisor, set)
    }

    private struct SwitchBody: Encodable {
        let line: String
        let open: Bool
        /// `hours`, `closed` or `open`.
        let opening: String
        @AlwaysEncoded var until: String?
        let notice: [String: String]
        let calm: Bool
        @AlwaysEncoded var calmUntil: String?

        init(_ value: LineSwitch, isOpen: Bool, now: Instant) {
            line = value.line.text
            open = isOpen
            switch value.opening {
            case .hours: (opening, until) = ("hours", nil)
            case .closed(let end): (opening, until) = ("closed", end?.rfc3339)
            case .open(let end): (opening, until) = ("open", end.rfc3339)
            }
            notice = Dictionary(uniqueKeysWithValues: value.notice.map { ($0.key.tag, $0.value) })
            calm = value.isCalm(at: now)
            calmUntil = value.calmUntil?.rfc3339
        }
    }

    private func all(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let now = clock.now()
        return try .json(
            await actions.lines(of: person).map { SwitchBody($0.value, isOpen: $0.state.isOpen, now: now) })
    }

    private struct ChangeBody: Decodable {
        let opening: String?
        /// How long, for `open` and `closed`. `open` always has an end.
        let minutes: Int64?
        let notice: [String: String]?
        let calm: Bool?
        let calmMinutes: Int64?
    }

    private func set(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(ChangeBody.self, limit: 16_384)
        let line: LineID = try exchange.parameter("line")
        let now = clock.now()
        func end(_ minutes: Int64?, _ field: String) throws -> Instant? {
            guard let minutes else { return nil }
            guard (1...7 * 24 * 60).contains(minutes) else { throw Refusal.malformed(field: field) }
            return now + .minutes(minutes)
        }
        var change = LineSwitchActions.Change()
        switch body.opening {
        case nil: break
        case "hours": change.opening = .hours
        case "closed": change.opening = .closed(until: try end(body.minutes, "minutes"))
        case "open":
            guard let until = try end(body.minutes, "minutes") else { throw Refusal.malformed(field: "minutes") }
            change.opening = .open(until: until)
        default: throw Refusal.malformed(field: "opening")
        }
        change.notice = try body.notice.map { notice in
            var texts: [Language: String] = [:]
            for (tag, text) in notice {
                guard let language = Language(tag) else { throw Refusal.malformed(field: "notice") }
                texts[language] = text
            }
            return texts
        }
        if let calm = body.calm { change.calm = (calm, try end(body.calmMinutes, "calmMinutes")) }
        let value = try await actions.set(line, change, by: person)
        let state = await actions.lines(of: person).first { $0.line.id == line }?.state
        return try .json(SwitchBody(value, isOpen: state?.isOpen ?? false, now: now))
    }
}
