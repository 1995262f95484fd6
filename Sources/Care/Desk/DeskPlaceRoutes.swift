import Core
import HTTPTypes
import Pack
import Site

/// One's own shift and one's own place.
extension DeskRoutes {
    func hangPlace(_ routes: RouteTable, _ line: Access<Visitor>) {
        routes.post("/desk/shift/pause", line, pause)
        routes.post("/desk/shift/ready", line, ready)
        routes.post("/desk/shift/line", line, ownLine)
        routes.post("/desk/place", line, place)
    }

    func addShift(
        _ panes: inout DeskPages.Panes, _ exchange: Exchange, _ person: SignedIn, _ talk: DeskPages.OpenTalk?
    ) async throws {
        let say = site.say(exchange.language)
        let now = exchange.clock.now()
        let shift = try await shifts.shift(of: person)
        func minutes(_ moment: Instant?) -> Int64? { moment.map { max(0, now.since($0).wholeSeconds / 60) } }
        let rest = shift.restUntil.flatMap { $0 > now ? ($0.since(now).wholeSeconds + 59) / 60 : nil }
        panes.queue.append(
            ShiftPages.shift(
                .init(
                    heavy: shift.heavy, minutesSincePause: minutes(shift.pausedUntil),
                    pausedMinutes: minutes(shift.pausedSince), restMinutes: rest,
                    line: shift.line?.reveal() ?? "", talk: talk?.id), say))
        guard person.member.role == .supervisor else { return }
        var lines: [(name: String, coverage: Coverage)] = []
        for line in try await actions.staff.lines(of: person.member.id) {
            let name = actions.pack.line(line)?.name[say.language] ?? line.text
            lines.append((name, try await shifts.coverage(of: line)))
        }
        panes.queue.append(ShiftPages.coverage(lines, say))
    }

    /// Back to the talk that was open, or to the desk.
    func back(_ exchange: Exchange, _ form: Form) -> Reply {
        if exchange.wantsNoPage { return .nothing }
        let talk = form["terug"].flatMap { ConversationID($0) }
        return .redirect(to: Frame.path(talk.map { "/desk/c/\($0)" } ?? "/desk", in: exchange.language))
    }

    private func pause(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let form = try await exchange.form()
        try await shifts.pause(form["aan"] == "1", person)
        return back(exchange, form)
    }

    private func ready(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let form = try await exchange.form()
        try await shifts.sayReady(person)
        return back(exchange, form)
    }

    private func ownLine(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let form = try await exchange.form()
        try await shifts.keep(line: form.trimmed("regel"), person)
        return back(exchange, form)
    }

    private func place(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let form = try await exchange.form()
        let light = form["licht"].flatMap { OwnPlace.Light(rawValue: $0) } ?? .system
        let size = form["tekst"].flatMap { Int($0) } ?? 1
        let isWithoutKeys = form["toetsen"] != nil
        guard OwnPlace.sizes.contains(size) else { throw Refusal.malformed(field: "tekst") }
        try await desk.change(person) { place in
            place.light = light
            place.textSize = size
            place.isWithoutKeys = isWithoutKeys
        }
        return back(exchange, form)
    }
}

extension Exchange {
    /// The script of the page asks, and shows the answer itself.
    var wantsNoPage: Bool { header(.accept)?.contains("json") ?? false }
}
