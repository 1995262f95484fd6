import Core
import HTTPTypes
import Pack
import Site

/// The record beside a talk, and the pages of what came by phone or at the counter.
extension DeskRoutes {
    func hangRecords(_ routes: RouteTable, line: Access<Visitor>, keepers: Access<Visitor>, staff: Access<Visitor>) {
        routes.post("/desk/c/:id/record", inTalk, keepRecord)
        routes.post("/desk/c/:id/passage", inTalk, markPassage)
        routes.post("/desk/c/:id/close", inTalk, close)
        routes.get("/desk/record", line, spokenPage)
        routes.post("/desk/record", line, beginSpoken)
        routes.get("/desk/record/:record", line, spokenRecord)
        routes.post("/desk/record/:record", line, keepSpoken)
        routes.post("/desk/record/:record/done", line, finishSpoken)
        routes.post("/desk/record/:record/drop", line, dropSpoken)
        routes.post("/desk/report", line, countReport)
        routes.get("/desk/lists", keepers, lists)
        routes.post("/desk/lists/:line", keepers, settleLine)
        routes.get("/desk/meaning", staff, meaning)
    }

    /// Who keeps the lists of codes: the roles that `KeepersOfLists` seals to.
    static let keepers: Set<Role> = [.supervisor, .editor]

    var records: RecordsActions { RecordsActions(talks: actions) }

    // MARK: beside a talk

    func recordPane(
        _ talk: DeskPages.OpenTalk, _ person: SignedIn, closing: [HTML], _ language: Language
    ) async throws -> HTML {
        let path = { (part: String) in Frame.path("/desk/c/\(talk.id)\(part)", in: language) }
        let isOpen = talk.view.state != "closed"
        let card: RecordsPages.Card =
            if try await desk.isRecorded(talk.id, person) {
                .recorded(isOpen: isOpen)
            } else if isOpen, try await actions.isGuest(talk.id, person) {
                .ofTheOther
            } else {
                .toFill
            }
        return RecordsPages.beside(
            try await view(talk.kept.record, person), card, closing: closing, path: path, site.say(language))
    }

    private func view(_ draft: RecordDraft, _ person: SignedIn) async throws -> RecordsPages.View {
        let form = records.form(of: person)
        let figures = form.fields.map { ($0.id, actions.pack.figures(with: $0)) }
        return RecordsPages.View(
            form: form, draft: draft, figures: Dictionary(figures) { first, _ in first },
            takesLine: try await records.hasKeepers(person))
    }

    /// What was chosen in the form. Throws `malformed`, `tooLong`.
    private func draft(_ form: Form, _ person: SignedIn) throws -> RecordDraft {
        let fields = records.form(of: person).fields
        var given: [String: [String]] = [:]
        for field in fields {
            given[field.id] = (0..<max(1, field.most)).compactMap { form[RecordsPages.name(of: field, $0)] }
        }
        return try RecordDraft(given, line: form["elsewhere"] ?? "", fields: fields)
    }

    func labels(_ person: SignedIn, _ say: Speech) -> [String: String] {
        var labels = ["elsewhere": say(RecordsPhrase.line), "number": say(RecordsPhrase.passageNumber)]
        for field in records.form(of: person).fields { labels[field.id] = field.label[say.language] }
        return labels
    }

    private func keepRecord(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        return try await doing(exchange, visitor, labels: labels(person, site.say(exchange.language))) {
            let draft = try draft($2, $1).with(passagesOf: try await desk.sheets($0, $1).record)
            try await desk.keep(record: draft, in: $0, $1)
        }
    }

    private func markPassage(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        return try await doing(exchange, visitor, labels: labels(person, site.say(exchange.language))) {
            let number = $2.trimmed("nummer").flatMap { Int64($0) } ?? 0
            try await desk.mark(number, as: $2["code"] ?? "", $2["aan"] == "1", in: $0, $1)
        }
    }

    private func close(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let id: ConversationID = try exchange.parameter("id")
        let form = try await exchange.form()
        let say = site.say(exchange.language)
        do {
            let draft = try draft(form, person)
            try await actions.close(id, contact: draft.fields, elsewhere: draft.line, person)
        } catch let refusal as Refusal where refusal != .notFound && refusal != .notSignedIn {
            // What was chosen is not lost because one answer does not go with another.
            if let draft = try? draft(form, person) { try? await desk.keep(record: draft, in: id, person) }
            let (trouble, status) = site.trouble(refusal, say, labels: labels(person, say))
            return try await show(
                exchange, person, talk: try await openTalk(exchange, id, person), notice: trouble, status: status)
        }
        if form["zwaar"] != nil { try await shifts.markHeavy(person) }
        return .redirect(to: Frame.path("/desk", in: exchange.language) + "?n=klaar")
    }

    // MARK: by phone and at the counter

    private func page(_ exchange: Exchange, _ body: HTML, status: HTTPStatus = .ok) -> Reply {
        .page(
            site.frame.page(
                exchange.language, title: site.say(exchange.language)(DeskPhrase.title), zone: .desk,
                scripts: [.talk, .desk, .record], body: body), status: status)
    }

    private func spokenPage(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        guard case .signedIn(let person) = visitor else { return signInPage(exchange, status: .unauthorized) }
        let notice: RecordsPhrase? =
            switch exchange.query("n") {
            case "klaar": .finished
            case "geteld": .reported
            default: nil
            }
        return try await spokenPage(exchange, person, notice: notice.map { site.say(exchange.language)($0) })
    }

    private func spokenPage(
        _ exchange: Exchange, _ person: SignedIn, notice: String?, status: HTTPStatus = .ok
    ) async throws -> Reply {
        let form = records.form(of: person)
        let own = try await records.own(person).map { (id: $0.id, channel: $0.record.channel) }
        let regions = form.takesReports ? form.field(ContactField.region)?.codes ?? [] : nil
        return page(
            exchange, RecordsPages.start(own, regions: regions, notice: notice, site.say(exchange.language)),
            status: status)
    }

    private func channel(_ form: Form) throws -> SpokenChannel {
        guard let channel = form["kanaal"].flatMap({ SpokenChannel(rawValue: $0) }) else {
            throw Refusal.malformed(field: "kanaal")
        }
        return channel
    }

    private func beginSpoken(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let id = try await records.begin(try channel(try await exchange.form()), person)
        return .redirect(to: Frame.path("/desk/record/\(id)", in: exchange.language))
    }

    private func spokenRecord(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        guard case .signedIn(let person) = visitor else { return signInPage(exchange, status: .unauthorized) }
        return try await spokenRecord(exchange, try exchange.parameter("record"), person)
    }

    private func spokenRecord(
        _ exchange: Exchange, _ id: SpokenRecordID, _ person: SignedIn, notice: String? = nil,
        status: HTTPStatus = .ok
    ) async throws -> Reply {
        let own = try await records.own(id, person)
        return page(
            exchange,
            RecordsPages.spoken(
                try await view(own.draft, person), id, own.channel, notice: notice, site.say(exchange.language)),
            status: status)
    }

    private func keepSpoken(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await doingSpoken(exchange, visitor) { id, person, draft in
            try await records.keep(draft, in: id, person)
            return Frame.path("/desk/record/\(id)", in: exchange.language)
        }
    }

    private func finishSpoken(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await doingSpoken(exchange, visitor) { id, person, draft in
            // Kept first: when it is refused, what was chosen is still there.
            try await records.keep(draft, in: id, person)
            try await records.finish(draft, in: id, person)
            return Frame.path("/desk/record", in: exchange.language) + "?n=klaar"
        }
    }

    private func doingSpoken(
        _ exchange: Exchange, _ visitor: Visitor,
        _ body: (SpokenRecordID, SignedIn, RecordDraft) async throws -> String
    ) async throws -> Reply {
        let person = try person(visitor)
        let id: SpokenRecordID = try exchange.parameter("record")
        let form = try await exchange.form()
        do {
            let next = try await body(id, person, try draft(form, person))
            return exchange.wantsNoPage ? .nothing : .redirect(to: next)
        } catch let refusal as Refusal where refusal != .notFound && !exchange.wantsNoPage {
            let say = site.say(exchange.language)
            let (trouble, status) = site.trouble(refusal, say, labels: labels(person, say))
            return try await spokenRecord(exchange, id, person, notice: trouble, status: status)
        }
    }

    private func dropSpoken(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await records.drop(try exchange.parameter("record"), try person(visitor))
        return .redirect(to: Frame.path("/desk/record", in: exchange.language))
    }

    /// A form of its own, with a question of its own: nobody comes here by choosing another code.
    private func countReport(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let form = try await exchange.form()
        guard form["dossier"] == "1" else { throw Refusal.malformed(field: "dossier") }
        try await records.report(try channel(form), region: form.trimmed("regio"), id: .random(), person)
        return .redirect(to: Frame.path("/desk/record", in: exchange.language) + "?n=geteld")
    }

    // MARK: what did not fit, and what figures mean

    private func lists(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        guard case .signedIn(let person) = visitor else { return signInPage(exchange, status: .unauthorized) }
        let lines = try await records.lines(for: person).map { (id: $0.id, text: $0.words.reveal()) }
        return page(exchange, RecordsPages.lists(lines, site.say(exchange.language)))
    }

    private func settleLine(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        try await records.settle(line: try exchange.text("line"), person)
        return .redirect(to: Frame.path("/desk/lists", in: exchange.language))
    }

    private func meaning(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        guard case .signedIn = visitor else { return signInPage(exchange, status: .unauthorized) }
        let figures = actions.pack.indicators.filter { $0.origin == .counted && !$0.isOfUnanswered }
        return page(exchange, RecordsPages.meaning(figures, site.say(exchange.language)))
    }
}
