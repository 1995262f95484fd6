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
        let inTalk = inTalk
        routes.get("/desk", staff, deskPage)
        routes.post("/desk/login", .anyone, signIn)
        routes.post("/desk/code", .anyone, giveCode)
        routes.post("/desk/logout", staff, signOut)
        routes.post("/desk/next", line, takeNext)
        routes.stream("/desk/e", line, queueEvents)
        routes.get("/desk/c/:id", inTalk, talk)
        routes.stream("/desk/c/:id/e", inTalk, events)
        routes.get("/desk/c/:id/l", inTalk, news)
        routes.post("/desk/c/:id/m", writer, send)
        routes.post("/desk/c/:id/offer", inTalk, offer)
        routes.post("/desk/c/:id/leave", inTalk, leave)
        hangBeside(routes, inTalk, line)
        hangPlace(routes, line)
        hangRecords(
            routes, line: line, keepers: page(actions.staff.access("keeps lists", Self.keepers)), staff: staff)
    }

    var desk: DeskActions { DeskActions(talks: actions) }
    var shifts: ShiftActions { ShiftActions(store: actions.store, clock: actions.clock) }

    /// A person on the page: signed in or not. Who is not, gets the form to sign in, whatever the address.
    enum Visitor: Sendable {
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
    enum Writer: Sendable {
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
        }.whenMissing { [actions, site] exchange, writer in
            guard case .signedIn(let person) = writer else { return nil }
            return try await ErasedTalk(actions, site).answer(exchange, person)
        }
    }

    /// Whoever is on the line, at an address with a talk in it: one that its seeker erased is not simply absent for who was
    /// in it.
    var inTalk: Access<Visitor> {
        let erased = ErasedTalk(actions, site)
        return page(actions.staff.onTheLine).whenMissing { exchange, visitor in
            guard case .signedIn(let person) = visitor else { return nil }
            return try await erased.answer(exchange, person)
        }
    }

    func person(_ visitor: Visitor) throws -> SignedIn {
        guard case .signedIn(let person) = visitor else { throw Refusal.notSignedIn }
        return person
    }

    // MARK: signing in

    func signInPage(_ exchange: Exchange, trouble: String? = nil, name: String = "", status: HTTPStatus = .ok)
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
        if case .signedIn(let person) = visitor { try await actions.signOut(person) }
        return .redirect(to: Frame.path("/desk", in: exchange.language)).setting(.endSession(isSecure: site.isSecure))
    }

    // MARK: the desk

    private func deskPage(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        guard case .signedIn(let person) = visitor else { return try await entrance(exchange) }
        let notice: DeskPhrase? =
            switch exchange.query("n") {
            case "leeg": .nobodyWaits
            case "klaar": .closedDone
            case "gewist": .erased
            case "weg": .noLonger
            default: nil
            }
        return try await show(exchange, person, talk: nil, notice: notice.map { site.say(exchange.language)($0) })
    }

    func show(
        _ exchange: Exchange, _ person: SignedIn, talk: DeskPages.OpenTalk?, notice: String? = nil,
        status: HTTPStatus = .ok
    ) async throws -> Reply {
        let say = site.say(exchange.language)
        let talks = person.isOnTheLine ? try await actions.talks(of: person) : []
        let marks = marks(talks.map(\.id), say)
        let links = talks.enumerated().map { index, own in
            DeskPages.TalkLink(
                id: own.id,
                label: "\(index + 1). \(label(own.id, own.line, marks, say)) · \(stateWord(own.state, say))",
                isCurrent: own.id == talk?.id, mark: marks[own.id])
        }
        let queue = person.isOnTheLine ? try await queueSentence(person, say) : ""
        var view = DeskPages.View(
            person: person.member.displayName, isOnTheLine: person.isOnTheLine, queue: queue, talks: links, talk: talk,
            notice: notice)
        view.place = try await desk.place(of: person)
        view.plansStaffing = StaffingRoutes.planners.contains(person.member.role)
        view.panes = try await panes(exchange, person, talk, view.place)
        return .page(
            site.frame.page(
                exchange.language, title: say(DeskPhrase.title), zone: .desk, wide: true,
                scripts: [.talk, .desk, .record, .supervisor],
                body: DeskPages.desk(view, say)), status: status)
    }

    /// What stands beside queue and talk for this person.
    private func panes(
        _ exchange: Exchange, _ person: SignedIn, _ talk: DeskPages.OpenTalk?, _ place: OwnPlace
    ) async throws -> DeskPages.Panes {
        var panes = DeskPages.Panes()
        let ways = RecordsPages.ways(
            isOnTheLine: person.isOnTheLine, keepsLists: Self.keepers.contains(person.member.role),
            consults: person.member.role == .coordinator,
            analyses: person.member.role == .analyst, site.say(exchange.language))
        guard person.isOnTheLine else {
            panes.queue.append(ways)
            return panes
        }
        let supervision = SupervisorBesideRoutes(actions: actions, site: site)
        if let link = supervision.link(exchange, person) { panes.queue.append(link) }
        if let pane = try await supervision.pane(exchange, talk, person) { panes.side.append(pane) }
        if let talk {
            try await addBeside(&panes, exchange, person, talk, place)
            panes.record = try await recordPane(talk, person, closing: panes.closing, exchange.language)
        }
        try await addShift(&panes, exchange, person, talk)
        panes.queue.append(ways)
        return panes
    }

    func stateWord(_ state: String, _ say: Speech) -> String {
        switch state {
        case "away": say(DeskPhrase.stateAway)
        case "closed": say(DeskPhrase.stateClosed)
        default: say(DeskPhrase.stateOpen)
        }
    }

    /// A name and a colour for each of a person's talks, in the order in which they were taken.
    func marks(_ talks: [ConversationID], _ say: Speech) -> [ConversationID: TalkMark] {
        TalkMark.marks(talks, names: names(say).count)
    }

    private func names(_ say: Speech) -> [Substring] { say(DeskPhrase.talkNames).split(separator: " ") }

    /// Line and nickname: nothing that somebody wrote (`experience.md` B14).
    func label(_ id: ConversationID, _ line: LineID, _ marks: [ConversationID: TalkMark], _ say: Speech) -> String {
        let name = actions.pack.line(line)?.name[say.language] ?? line.text
        let names = names(say)
        guard let mark = marks[id] ?? self.marks([id], say)[id], names.indices.contains(mark.name) else { return name }
        return "\(name) · \(names[mark.name])"
    }

    /// How many wait, how long, and in which language and by which door the first of them comes.
    private func queueSentence(_ person: SignedIn, _ say: Speech) async throws -> String {
        let loads = try await actions.queue(of: person)
        guard loads.contains(where: { $0.waiting > 0 }) else { return say(DeskPhrase.queueEmpty) }
        let next = try await actions.nextTalks(for: person)
        return loads.filter { $0.waiting > 0 }.map { load in
            let first = next[load.line].map {
                " " + say(DeskPhrase.queueNext, ["arrival": arrival($0.door, $0.language, say)])
            }
            return say(
                DeskPhrase.queueLine,
                [
                    "line": actions.pack.line(load.line)?.name[say.language] ?? load.line.text,
                    "waiting": String(load.waiting), "minutes": String(load.longestWaitSeconds / 60),
                ]) + (first ?? "")
        }.joined(separator: " ")
    }

    /// Door and language of somebody, in words.
    func arrival(_ door: AudienceID?, _ language: Language, _ say: Speech) -> String {
        let language = site.say(language)(SitePhrase.languageName)
        let name = door.flatMap(actions.pack.audience)?.name[say.language]
        guard let name else { return say(DeskPhrase.languageOnly, ["language": language]) }
        return say(DeskPhrase.arrival, ["door": name, "language": language])
    }

    private func takeNext(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        // Who has a talk open keeps it when there is no next one.
        let open = (try? await exchange.form(limit: 1024))?["terug"].flatMap { ConversationID($0) }
        let here = Frame.path(open.map { "/desk/c/\($0)" } ?? "/desk", in: exchange.language)
        do {
            guard let taken = try await actions.takeNext(person) else { return .redirect(to: here + "?n=leeg") }
            // In a narrow window the talk is below the queue: that is where they come.
            return .redirect(to: Frame.path("/desk/c/\(taken.id)", in: exchange.language) + "#gesprek")
        } catch let refusal as Refusal where open != nil && Self.noNext.values.contains(refusal) {
            let why = Self.noNext.first { $0.value == refusal }?.key ?? ""
            return .redirect(to: "\(here)?n=\(why)")
        } catch let refusal as Refusal {
            let (trouble, status) = site.trouble(refusal, site.say(exchange.language))
            return try await show(exchange, person, talk: nil, notice: trouble, status: status)
        }
    }

    /// Why there was no next talk, as it stands in the address of the talk that stays open.
    static let noNext: [String: Refusal] = [
        "vol": .atCapacity, "spoed": .keptForUrgent, "rust": .resting, "pauze": .paused,
    ]

    /// What just happened, for a talk that stayed open.
    func notice(_ exchange: Exchange) -> String? {
        let say = site.say(exchange.language)
        let why = exchange.query("n")
        if why == "leeg" { return say(DeskPhrase.nobodyWaits) }
        return why.flatMap { Self.noNext[$0] }.map { site.trouble($0, say).0 }
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
            let text = try await queueSentence(person, say)
            // So that the page knows at once when nothing comes any more, also on a line that is cut without a word.
            writer.event("beat", data: Array("{}".utf8))
            if told.replace(text) { writer.event("queue", data: try JSONEncoder().encode(["text": text])) }
            return true
        }
    }
}
