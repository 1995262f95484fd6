import Core
import HTTPTypes
import Pack
import Site

/// What stands beside an open talk: safety facts, "acute", the risk card, notes, texts at hand.
extension DeskRoutes {
    func hangBeside(_ routes: RouteTable, _ inTalk: Access<Visitor>, _ line: Access<Visitor>) {
        routes.post("/desk/c/:id/note", inTalk, note)
        routes.post("/desk/c/:id/risk", inTalk, risk)
        routes.post("/desk/c/:id/acute", inTalk, acute)
        routes.post("/desk/c/:id/decision", inTalk, decision)
        routes.post("/desk/c/:id/d", inTalk, draft)
        routes.post("/desk/c/:id/r", inTalk, reads)
        routes.post("/desk/c/:id/t", inTalk, insert)
        routes.post("/desk/canned/:text/favourite", line, favourite)
        routes.post("/desk/canned/:text/used", line, used)
    }

    func addBeside(
        _ panes: inout DeskPages.Panes, _ exchange: Exchange, _ person: SignedIn, _ talk: DeskPages.OpenTalk,
        _ place: OwnPlace
    ) async throws {
        let say = site.say(exchange.language)
        let now = exchange.clock.now()
        let kept = talk.kept
        let isClosed = talk.view.state == "closed"
        let path = { (part: String) in Frame.path("/desk/c/\(talk.id)\(part)", in: exchange.language) }
        let beside = BesideTalk(actions, site, exchange)
        panes.first.append(try await beside.room(talk.id, .staff(person)))
        let facts = try await desk.facts(talk.id, person)
        panes.first.append(
            SheetPages.facts(
                beside.facts(
                    facts, isAcuteHere: kept.acuteSince != nil, wordAction: isClosed ? nil : path("/word")), say))
        var alarm = SheetPages.Acute(kept, now, isClosed: isClosed, say)
        if alarm.seconds != nil {
            alarm.isHeard = try await actions.supervisorsThere(talk.id, person.member.organisation) > 0
        }
        panes.head = SheetPages.acuteButton(alarm, path: path, say)
        if let before = SheetPages.acuteBefore(alarm, say) { panes.first.append(before) }
        panes.acute = SheetPages.acute(alarm, path: path, say)
        if !isClosed { panes.side.append(try await beside.pass(talk.id, person)) }
        panes.side.append(SheetPages.risk(actions.pack.riskCard, kept.answers, path: path, say))
        panes.side.append(
            SheetPages.notes(
                own: kept.note?.reveal() ?? "", others: kept.others.map { ($0.name, $0.note.reveal()) }, path: path,
                say))
        panes.closing.append(SheetPages.openQuestions(kept.answers.open(on: actions.pack.riskCard), say))
        panes.closing.append(ShiftPages.markHeavy(say))
        if let line = talk.line.flatMap(actions.pack.line) {
            let today = actions.pack.day(at: now)
            let items = place.sorted(actions.pack.canned(for: line)).map { text in
                CannedPages.Item(
                    text: text, isFavourite: place.isFavourite(text.id), lastUsed: place.lastUsed(text.id),
                    isGood: text.isGood(on: today))
            }
            panes.below.append(
                CannedPages.canned(
                    items, opening: line.opening[talk.language], language: talk.language, talk: talk.id,
                    canWrite: !isClosed, say))
        }
    }

    private func back(_ exchange: Exchange, _ id: ConversationID) -> Reply {
        // A script that keeps a form as it is filled in needs no page.
        exchange.wantsNoPage ? .nothing : .redirect(to: Frame.path("/desk/c/\(id)", in: exchange.language))
    }

    /// Does it, or shows the talk again with what was wrong.
    func doing(
        _ exchange: Exchange, _ visitor: Visitor, labels: [String: String] = [:],
        _ body: (ConversationID, SignedIn, Form) async throws -> Void
    ) async throws -> Reply {
        let person = try person(visitor)
        let id: ConversationID = try exchange.parameter("id")
        let form = try await exchange.form()
        do {
            try await body(id, person, form)
            return back(exchange, id)
        } catch let refusal as Refusal where refusal != .notFound && refusal != .notSignedIn && !exchange.wantsNoPage {
            let (trouble, status) = site.trouble(refusal, site.say(exchange.language), labels: labels)
            return try await show(
                exchange, person, talk: try await openTalk(exchange, id, person), notice: trouble, status: status)
        }
    }

    private func note(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await doing(exchange, visitor, labels: ["note": site.say(exchange.language)(SheetPhrase.note)]) {
            try await desk.keep(note: $2.trimmed("notitie") ?? "", in: $0, $1)
        }
    }

    private func risk(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await doing(exchange, visitor) { id, person, form in
            let given = form.names.map { ($0, form[$0] ?? "") }
            try await desk.keep(answers: Dictionary(given) { first, _ in first }, in: id, person)
        }
    }

    private func acute(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await doing(exchange, visitor) { try await desk.setAcute($2["aan"] == "1", in: $0, $1) }
    }

    private func decision(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let label = site.say(exchange.language)(SheetPhrase.decision)
        return try await doing(exchange, visitor, labels: ["decision": label]) {
            try await desk.decide($2.trimmed("besluit") ?? "", in: $0, $1)
        }
    }

    /// What somebody is writing, kept until it is sent: nothing is lost when they go to another talk, or their line is cut.
    private func draft(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await doing(exchange, visitor) { id, person, form in
            let text = form["a1"] ?? ""
            try await desk.keep(draft: text, in: id, person)
            if !text.isEmpty { try await actions.tell(.writes, in: id, person) }
        }
    }

    /// The talk is in sight and something new was written in it: the other is told that it is read.
    private func reads(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await actions.tell(.reads, in: try exchange.parameter("id"), try person(visitor))
        return .nothing
    }

    /// Puts a text in the box, below what is there. The box is sent by its own button.
    private func insert(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let id: ConversationID = try exchange.parameter("id")
        let form = try await exchange.form()
        let say = site.say(exchange.language)
        let typed = (form["a1"] ?? "").replacing("\r\n", with: "\n")
        let talk = try await openTalk(exchange, id, person, draft: typed, clientId: form["a2"])
        guard let text = form["t"].flatMap({ CannedID($0) }) else { throw Refusal.malformed(field: "t") }
        do {
            let today = actions.pack.day(at: exchange.clock.now())
            let found = try desk.usable(text, on: today)
            try await desk.change(person) { $0.use(text, on: today) }
            let words = found.text[talk.language]
            let draft = typed.allSatisfy(\.isWhitespace) ? words : "\(typed)\n\(words)"
            return try await show(
                exchange, person, talk: try await openTalk(exchange, id, person, draft: draft, clientId: form["a2"]))
        } catch let refusal as Refusal where refusal == .outOfDate {
            let (trouble, status) = site.trouble(refusal, say)
            return try await show(exchange, person, talk: talk, notice: trouble, status: status)
        }
    }

    private func favourite(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let text: CannedID = try exchange.parameter("text")
        guard actions.pack.cannedText(text) != nil else { throw Refusal.notFound }
        let form = try await exchange.form()
        let isOn = form["aan"] == "1"
        try await desk.change(person) { $0.setFavourite(text, isOn) }
        return back(exchange, form)
    }

    private func used(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let today = actions.pack.day(at: exchange.clock.now())
        let text = try desk.usable(try exchange.parameter("text"), on: today)
        try await desk.change(person) { $0.use(text.id, on: today) }
        return .nothing
    }
}
