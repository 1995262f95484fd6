import Core
import Foundation
import HTTPTypes
import Pack
import Sealing
import Site

/// `/desk`: the counsellor's pages, on the same actions as the API.
struct DeskRoutes: Sendable {
    let actions: ConversationsActions
    let site: Website

    func hang(_ routes: RouteTable) {
        let staff = page(actions.staff.access("staff"))
        let line = page(actions.staff.onTheLine)
        routes.get("/desk", staff, desk)
        routes.post("/desk/login", .anyone, signIn)
        routes.post("/desk/code", .anyone, giveCode)
        routes.post("/desk/logout", staff, signOut)
        routes.post("/desk/next", line, takeNext)
        routes.stream("/desk/e", line, queueEvents)
        routes.get("/desk/c/:id", line, talk)
        routes.stream("/desk/c/:id/e", line, events)
        routes.get("/desk/c/:id/l", line, news)
        routes.post("/desk/c/:id/m", writer, send)
        routes.post("/desk/c/:id/close", line, close)
        routes.post("/desk/c/:id/offer", line, offer)
        routes.post("/desk/c/:id/leave", line, leave)
    }

    /// A person on the page: signed in or not. Who is not, gets the form to sign in, whatever the address.
    private enum Visitor: Sendable {
        case signedIn(SignedIn)
        case nobody
    }

    private func page(_ access: Access<SignedIn>) -> Access<Visitor> {
        Access(access.name) { exchange in
            do {
                return .signedIn(try await access.proof(of: exchange))
            } catch Refusal.notSignedIn {
                return .nobody
            }
        }
    }

    /// Who sends a message. When the store cannot say who it is, the text is still given back.
    private enum Writer: Sendable {
        case signedIn(SignedIn)
        case refused(Refusal)
    }

    private var writer: Access<Writer> {
        let line = actions.staff.onTheLine
        return Access(line.name) { exchange in
            do {
                return .signedIn(try await line.proof(of: exchange))
            } catch Refusal.notSignedIn where !exchange.isJSON {
                // Twelve hours are over while somebody was typing.
                return .refused(.notSignedIn)
            } catch let error as any RefusalConvertible where !exchange.isJSON {
                return .refused(error.refusal)
            }
        }
    }

    private func person(_ visitor: Visitor) throws -> SignedIn {
        guard case .signedIn(let person) = visitor else { throw Refusal.notSignedIn }
        return person
    }

    // MARK: signing in

    private func signInPage(_ exchange: Exchange, trouble: String? = nil, name: String = "", status: HTTPStatus = .ok)
        -> Reply
    {
        let say = site.say(exchange.language)
        return .page(
            site.frame.page(
                exchange.language, title: say(DeskPhrase.title), zone: .desk,
                body: DeskPages.signIn(trouble: trouble, name: name, say)), status: status)
    }

    private func signIn(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let form = try await exchange.form(limit: 8192)
        let name = form.trimmed("naam") ?? ""
        do {
            switch try await actions.staff.begin(name: name, password: Words(form["wachtwoord"] ?? "")) {
            case .signedIn(let session): return enter(exchange, StaffActions.text(of: session.token))
            case .halfway(let token): return enter(exchange, StaffActions.text(ofHalfway: token))
            }
        } catch let refusal as Refusal {
            let (trouble, status) = site.trouble(refusal, site.say(exchange.language))
            return signInPage(exchange, trouble: trouble, name: name, status: status)
        }
    }

    private func enter(_ exchange: Exchange, _ token: String) -> Reply {
        .redirect(to: Frame.path("/desk", in: exchange.language)).setting(.session(token, isSecure: site.isSecure))
    }

    private func halfway(_ exchange: Exchange) -> Token? {
        exchange.cookie(Cookie.sessionName).flatMap { StaffActions.halfway($0) }
    }

    /// For who is not signed in: the form, or the question for the code after it.
    private func entrance(_ exchange: Exchange) async throws -> Reply {
        guard let token = halfway(exchange), try await actions.staff.isHalfway(token) else {
            return signInPage(exchange)
        }
        return codePage(exchange)
    }

    private func codePage(_ exchange: Exchange, trouble: String? = nil, status: HTTPStatus = .ok) -> Reply {
        let say = site.say(exchange.language)
        return .page(
            site.frame.page(
                exchange.language, title: say(DeskPhrase.title), zone: .desk,
                body: DeskPages.code(trouble: trouble, say)), status: status)
    }

    private func giveCode(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let form = try await exchange.form(limit: 8192)
        let say = site.say(exchange.language)
        do {
            guard let token = halfway(exchange) else { throw Refusal.notSignedIn }
            let session = try await actions.staff.finish(token, otp: Words(form["code"] ?? ""))
            return enter(exchange, StaffActions.text(of: session.token))
        } catch Refusal.notSignedIn {
            return signInPage(exchange, trouble: say(DeskPhrase.codeLate), status: .unauthorized)
                .setting(.endSession(isSecure: site.isSecure))
        } catch Refusal.wrongCredentials {
            return codePage(exchange, trouble: say(DeskPhrase.codeWrong), status: .unauthorized)
        } catch let refusal as Refusal {
            let (trouble, status) = site.trouble(refusal, say)
            return codePage(exchange, trouble: trouble, status: status)
        }
    }

    private func signOut(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        if case .signedIn(let person) = visitor { try await actions.staff.signOut(person) }
        return .redirect(to: Frame.path("/desk", in: exchange.language)).setting(.endSession(isSecure: site.isSecure))
    }

    // MARK: the desk

    private func desk(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        guard case .signedIn(let person) = visitor else { return try await entrance(exchange) }
        let notice: DeskPhrase? =
            switch exchange.query("n") {
            case "leeg": .nobodyWaits
            case "klaar": .closedDone
            default: nil
            }
        return try await show(exchange, person, talk: nil, notice: notice.map { site.say(exchange.language)($0) })
    }

    private func show(
        _ exchange: Exchange, _ person: SignedIn, talk: DeskPages.OpenTalk?, notice: String? = nil,
        status: HTTPStatus = .ok
    ) async throws -> Reply {
        let say = site.say(exchange.language)
        let talks = person.isOnTheLine ? try await actions.talks(of: person) : []
        let links = talks.enumerated().map { index, own in
            DeskPages.TalkLink(
                id: own.id, label: "\(index + 1). \(label(own.id, own.line, say)) · \(stateWord(own.state, say))",
                isCurrent: own.id == talk?.id)
        }
        let queue = person.isOnTheLine ? queueSentence(try await actions.queue(of: person), say) : ""
        var view = DeskPages.View(
            person: person.member.displayName, isOnTheLine: person.isOnTheLine, queue: queue, talks: links, talk: talk,
            notice: notice)
        view.panes = try await panes(exchange, person, talk)
        return .page(
            site.frame.page(
                exchange.language, title: say(DeskPhrase.title), zone: .desk, wide: true, scripts: [.talk, .desk, .supervisor],
                body: DeskPages.desk(view, say)), status: status)
    }

    /// What stands beside queue and talk for this person.
    private func panes(
        _ exchange: Exchange, _ person: SignedIn, _ talk: DeskPages.OpenTalk?
    ) async throws -> DeskPages.Panes {
        let supervision = SupervisorRoutes(actions: actions, site: site)
        var panes = DeskPages.Panes()
        if let link = supervision.link(exchange, person) { panes.queue.append(link) }
        if let pane = try await supervision.pane(exchange, talk, person) { panes.side.append(pane) }
        return panes
    }

    private func stateWord(_ state: String, _ say: Speech) -> String {
        switch state {
        case "away": say(DeskPhrase.stateAway)
        case "closed": say(DeskPhrase.stateClosed)
        default: say(DeskPhrase.stateOpen)
        }
    }

    private func label(_ id: ConversationID, _ line: LineID, _ say: Speech) -> String {
        let name = actions.pack.line(line)?.name[say.language] ?? line.text
        return "\(name) \(id.text.suffix(4))"
    }

    private func queueSentence(_ loads: [LineLoad], _ say: Speech) -> String {
        guard loads.contains(where: { $0.waiting > 0 }) else { return say(DeskPhrase.queueEmpty) }
        return loads.filter { $0.waiting > 0 }.map { load in
            say(
                DeskPhrase.queueLine,
                [
                    "line": actions.pack.line(load.line)?.name[say.language] ?? load.line.text,
                    "waiting": String(load.waiting), "minutes": String(load.longestWaitSeconds / 60),
                ])
        }.joined(separator: " ")
    }

    private func takeNext(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        do {
            guard let taken = try await actions.takeNext(person) else {
                return .redirect(to: Frame.path("/desk", in: exchange.language) + "?n=leeg")
            }
            return .redirect(to: Frame.path("/desk/c/\(taken.id)", in: exchange.language))
        } catch let refusal as Refusal {
            let (trouble, status) = site.trouble(refusal, site.say(exchange.language))
            return try await show(exchange, person, talk: nil, notice: trouble, status: status)
        }
    }

    /// How the queue stands, in words, whenever it changes.
    private func queueEvents(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let actions = actions
        let say = site.say(exchange.language)
        let lines = try await actions.staff.lines(of: person.member.id)
        let told = LastText()
        return site.events { hint in
            let stops = lines.map { actions.listen(toLine: $0, hint) }
            return { for stop in stops { stop() } }
        } read: { writer in
            let text = queueSentence(try await actions.queue(of: person), say)
            if told.replace(text) { writer.event("queue", data: try JSONEncoder().encode(["text": text])) }
            return true
        }
    }

    // MARK: a talk

    private func talk(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        guard case .signedIn(let person) = visitor else { return signInPage(exchange, status: .unauthorized) }
        let id: ConversationID = try exchange.parameter("id")
        return try await show(exchange, person, talk: try await openTalk(exchange, id, person))
    }

    private func openTalk(
        _ exchange: Exchange, _ id: ConversationID, _ person: SignedIn, draft: String = "", clientId: String? = nil,
        trouble: String? = nil
    ) async throws -> DeskPages.OpenTalk {
        let party = Party.staff(person)
        let glimpse = try await actions.read(id, after: 0, as: party)
        let say = site.say(exchange.language)
        let now = exchange.clock.now()
        let view = TalkPages.View(
            language: exchange.language, state: glimpse.state, sentence: DeskSentence.state(glimpse, say),
            messages: lines(glimpse, say), hidesEarlier: false, offers: [], lastNumber: glimpse.lastNumber,
            clientId: clientId ?? ID<Draft>.random().text, draft: draft, trouble: trouble,
            watching: WatchSentence.text(glimpse.lookIns, party, actions.pack, say))
        let switches = await actions.switches.current()
        let lines = actions.pack.lines.filter { switches.isOpen($0, at: now) }
            .map { (id: $0.id, name: $0.name[exchange.language]) }
        return DeskPages.OpenTalk(
            id: id, view: view, nickname: label(id, glimpse.line, say), fields: actions.pack.contactFields,
            lines: lines,
            urgency: try await actions.urgency(of: id, for: person).map { UrgencySentence.text($0, actions.pack, say) },
            isAsked: !glimpse.offers.isEmpty, canLeave: try await actions.othersAreThere(id, party),
            clocks: clocks(glimpse, now, say))
    }

    private func clocks(_ glimpse: Glimpse, _ now: Instant, _ say: Speech) -> [DeskPages.Clock] {
        func seconds(_ moment: Instant?) -> Int64 { max(0, now.since(moment ?? glimpse.arrivedAt).wholeSeconds) }
        let theirs = glimpse.messages.last { $0.author == "seeker" }?.sentAt
        let own = glimpse.messages.last(where: \.isOwn)?.sentAt
        return [
            .init(side: "zij", label: say(DeskPhrase.clockSeeker), seconds: seconds(theirs)),
            .init(side: "mij", label: say(DeskPhrase.clockOwn), seconds: seconds(own)),
            .init(side: "alles", label: say(DeskPhrase.clockTotal), seconds: seconds(nil)),
        ]
    }

    private func lines(_ glimpse: Glimpse, _ say: Speech) -> [TalkPages.View.Line] {
        glimpse.messages.map { message in
            let who: String =
                switch message.author {
                case "seeker": say(TalkPhrase.seeker)
                case "system": say(TalkPhrase.system)
                default: message.isOwn ? say(TalkPhrase.you) : (message.name ?? say(TalkPhrase.counsellor))
                }
            let side: TalkPages.View.Side = message.isOwn ? .own : (message.author == "system" ? .system : .other)
            return .init(number: message.number, side: side, who: who, text: message.words.reveal())
        }
    }

    private func events(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await TalkStream.reply(
            exchange, try exchange.parameter("id"), .staff(try person(visitor)), actions, site,
            speech: site.say(exchange.language))
    }

    private func news(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let after = max(0, Int64(exchange.query("after") ?? "0") ?? 0)
        let id: ConversationID = try exchange.parameter("id")
        let glimpse = try await actions.read(id, after: after, as: .staff(person))
        let say = site.say(exchange.language)
        let isStill = exchange.query("stil") == "1" || glimpse.state == "closed"
        let frame = "\(Frame.path("/desk/c/\(id)/l", in: exchange.language))?after=\(after)"
        let sentence = WatchSentence.text(
            after: DeskSentence.state(glimpse, say), glimpse.lookIns, .staff(person), actions.pack, say)
        let body = TalkPages.news(
            lines(glimpse, say), sentence: sentence, refreshes: !isStill, frame: frame, say)
        return .page(
            site.frame.page(
                exchange.language, title: say(DeskPhrase.title), zone: .desk,
                refreshSeconds: isStill ? nil : 5, bare: true, body: body))
    }

    private func send(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        let back = "/desk/c/\(id)"
        let form = TalkForm(actions: actions, site: site, zone: .desk)
        let person: SignedIn
        switch writer {
        case .signedIn(let known): person = known
        case .refused(let refusal): return form.giveBack(try await exchange.form()["a1"], refusal, exchange, back)
        }
        return try await form.send(exchange, id, .staff(person), back: back) { draft, clientId, trouble, status in
            let talk = try await openTalk(exchange, id, person, draft: draft, clientId: clientId, trouble: trouble)
            return try await show(exchange, person, talk: talk, status: status)
        }
    }

    private func close(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let form = try await exchange.form()
        var contact: [String: [String]] = [:]
        for field in actions.pack.contactFields {
            if let code = form[field.id], !code.isEmpty { contact[field.id] = [code] }
        }
        try await actions.close(try exchange.parameter("id"), contact: contact, person)
        return .redirect(to: Frame.path("/desk", in: exchange.language) + "?n=klaar")
    }

    private func offer(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let id: ConversationID = try exchange.parameter("id")
        let form = try await exchange.form()
        do {
            guard let line = form["line"].flatMap({ LineID($0) }) else { throw Refusal.empty(field: "line") }
            guard let share = form["share"].flatMap({ Share(rawValue: $0) }) else {
                throw Refusal.empty(field: "share")
            }
            guard let kind = form["kind"].flatMap({ QueueKind(rawValue: $0) }), kind != .new else {
                throw Refusal.malformed(field: "kind")
            }
            _ = try await actions.offer(
                id, kind, to: line, share: share, summary: form.trimmed("summary"), by: person)
            return .redirect(to: Frame.path("/desk/c/\(id)", in: exchange.language))
        } catch let refusal as Refusal where refusal != .notFound {
            let say = site.say(exchange.language)
            let labels = [
                "line": say(DeskPhrase.toLine), "share": say(DeskPhrase.share), "summary": say(DeskPhrase.summary),
            ]
            let (trouble, status) = site.trouble(refusal, say, labels: labels)
            return try await show(
                exchange, person, talk: try await openTalk(exchange, id, person), notice: trouble, status: status)
        }
    }

    private func leave(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        try await actions.leave(try exchange.parameter("id"), person)
        return .redirect(to: Frame.path("/desk", in: exchange.language))
    }
}
