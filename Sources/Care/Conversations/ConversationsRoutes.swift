import Core
import HTTPTypes
import Pack
import Sealing
import Site

/// The seeker's pages of a talk, on neutral addresses without any id. The session is the one cookie.
struct ConversationsRoutes: Sendable {
    let actions: ConversationsActions
    let site: Website
    let admission: AdmissionRoutes

    func hang(_ routes: RouteTable) {
        let seeker = Self.pageSeeker(actions)
        routes.get("/g", holder, place)
        routes.get("/g/l", holder, news)
        routes.stream("/g/e", holder, events)
        routes.post("/g", .anyone, start)
        routes.post("/g/m", holder, send)
        routes.post("/g/x", seeker, stop)
        routes.post("/g/ww", seeker) { exchange, _ in .redirect(to: Frame.path("/g/w", in: exchange.language)) }
        routes.get("/g/w", seeker, askErase)
        routes.post("/g/w", seeker, erase)
        routes.post("/g/h", seeker, showEarlier)
        routes.post("/g/o/:offer", seeker, answer)
        routes.get("/t", .anyone, returnForm)
        routes.post("/t", .anyone, comeBack)
        // An address without a page: who has a talk comes to it, everybody else learns nothing.
        routes.quietZone { exchange in
            _ = try await seeker.proof(of: exchange)
            return .redirect(to: Frame.path("/g", in: exchange.language))
        }
        routes.languageOfTalk { exchange in await language(of: exchange) }
    }

    private func language(of call: Exchange) async -> Language? {
        guard let token = call.bearer.flatMap({ Token(text: $0) }) else { return nil }
        return try? await actions.language(of: token)
    }

    /// A seeker with a talk. Without one the quiet zone shows the neutral site: whoever finds the address learns nothing.
    struct Seeker: Sendable {
        let token: Token
        let id: ConversationID
        var party: Party { .seeker(token) }
    }

    static func pageSeeker(_ actions: ConversationsActions) -> Access<Seeker> {
        Access("seeker") { exchange in
            guard let text = exchange.cookie(Cookie.sessionName), let token = Token(text: text) else {
                throw LeaveSilently()
            }
            guard let id = try await actions.conversation(of: token) else {
                // A window that was left open is told that the talk went on elsewhere; an address that is opened is not.
                if exchange.isForm, try await actions.isEarlier(token) { throw Refusal.openElsewhere }
                throw LeaveSilently()
            }
            return Seeker(token: token, id: id)
        }
    }

    /// Whoever holds a session's token, good or not: sending must give the text back even when nobody can be asked.
    private var holder: Access<Token> {
        Access("seeker") { exchange in
            guard let text = exchange.cookie(Cookie.sessionName), let token = Token(text: text) else {
                throw LeaveSilently()
            }
            return token
        }
    }

    // MARK: beginning

    private func start(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        let pack = actions.pack
        guard let entrance = form["a1"].flatMap({ EntranceID($0) }).flatMap({ pack.entrance($0) }) else {
            throw Refusal.malformed(field: "a1")
        }
        let region = form["a2"].flatMap { RegionID($0) }.flatMap { pack.region($0)?.id }
        do {
            return try await begin(form, entrance, region, exchange)
        } catch {
            guard let reply = EntranceStop.reply(error, entrance, region, pack, exchange.language) else { throw error }
            return reply
        }
    }

    private func begin(
        _ form: Form, _ entrance: Entrance, _ region: RegionID?, _ exchange: Exchange
    ) async throws -> Reply {
        let pack = actions.pack
        // A form that is posted twice, or the Back button: the talk that is there goes on.
        if let text = exchange.cookie(Cookie.sessionName), let token = Token(text: text),
            let id = try await actions.conversation(of: token),
            try await actions.read(id, after: .max, as: .seeker(token)).state != "closed"
        {
            return .redirect(to: Frame.path("/g", in: exchange.language))
        }
        let now = exchange.clock.now()
        let audience = form["a4"].flatMap { AudienceID($0) }.flatMap { pack.audience($0)?.id } ?? entrance.audience
        let switches = await actions.switches.current()
        guard
            let line = pack.lineToTalk(
                audience: audience, choices: entrance.choices, region: region, language: exchange.language, now: now,
                switches)
        else {
            throw Refusal.lineClosed(line: LineID(trusted: "none"))
        }
        let lineage = exchange.cookie(Cookie.sessionName).flatMap { Token(text: $0) }?.hash
        let ticket = WaitingTicket(
            entrance: entrance.id, audience: audience, region: region, line: line.id, challenge: "", lineage: lineage)
        return try await admission.begin(
            .init(line: line.id, language: exchange.language, region: region, door: audience, lineage: lineage), ticket,
            exchange)
    }

    // MARK: talking

    /// The talk; or a calm page for who typed the second code, whose token opens nothing.
    private func place(_ exchange: Exchange, _ token: Token) async throws -> Reply {
        guard let id = try await actions.conversation(of: token) else {
            guard actions.isCalm(token) else { throw LeaveSilently() }
            let say = site.say(exchange.language)
            return .page(
                site.frame.page(
                    exchange.language, title: say(SafeReturnPhrase.calmTitle), zone: .quiet,
                    body: SafeReturnPages.calm(say)))
        }
        return .page(try await page(exchange, Seeker(token: token, id: id)))
    }

    private func page(
        _ exchange: Exchange, _ seeker: Seeker, draft: String = "", clientId: String? = nil, trouble: String? = nil
    ) async throws -> Page {
        let glimpse = try await actions.read(seeker.id, after: 0, as: seeker.party)
        let own = try await actions.ownCodes(seeker.id, seeker.token)
        let say = site.say(exchange.language)
        var view = TalkPages.View(
            language: exchange.language, state: glimpse.state,
            sentence: StateSentence.text(glimpse, seeker.party, actions.pack, say),
            messages: lines(glimpse, say), hidesEarlier: glimpse.hiddenTo > 0,
            offers: try await questions(glimpse, seeker, say), lastNumber: glimpse.lastNumber,
            clientId: clientId ?? ID<Draft>.random().text, draft: draft, trouble: trouble,
            kept: own.kept(say), keeping: own.first == nil && own.count > 0 ? own.choices : nil,
            tonight: tonight(glimpse, glimpse.wasAnswered || glimpse.state != "closed" ? .ended : .left, say),
            watching: WatchSentence.text(glimpse.lookIns, seeker.party, actions.pack, say))
        if glimpse.state != "closed" {
            let beside = BesideTalk(actions, site, exchange)
            view.beside = [try await beside.room(seeker.id, seeker.party), try await beside.asked(seeker)].joined()
            view.below = SafeReturnPages.quietWord(exchange.language, say)
            view.busy = try await actions.busy(in: seeker.id).map { BusySentence.text($0, say) }
        }
        // Who came back may be somebody else, and is not told where the talk was begun until they ask for what was said.
        let there = glimpse.hiddenTo > 0 ? nil : actions.pack.numbers(in: glimpse.region, exchange.language)
        (view.numbers, view.isElsewhere) = (site.frame.numbers(exchange.language, there), there != nil)
        return site.frame.page(
            exchange.language, title: say(TalkPhrase.title), zone: .quiet, scripts: [.talk], numbers: there,
            body: TalkPages.talk(view, say))
    }

    /// For everybody that the talk's line is for: through which door somebody came is sealed to the line.
    private func tonight(_ glimpse: Glimpse, _ moment: Farewell, _ say: Speech) -> [String] {
        Self.tonight(glimpse, moment, actions, say)
    }

    static func tonight(
        _ glimpse: Glimpse, _ moment: Farewell, _ actions: ConversationsActions, _ say: Speech
    ) -> [String] {
        // Who came back may be somebody else, and is not told which line it was until they ask for what was said.
        let readers = glimpse.hiddenTo > 0 ? [] : actions.pack.line(glimpse.line)?.audiences ?? []
        return TonightCard.steps(moment, for: readers, actions.pack, now: actions.clock.now(), say)
    }

    private func lines(_ glimpse: Glimpse, _ say: Speech) -> [TalkPages.View.Line] {
        glimpse.messages.filter { $0.number > glimpse.hiddenTo }.map { message in
            let who =
                switch message.author {
                case "seeker": say(TalkPhrase.you)
                case "system": say(TalkPhrase.system)
                default: counsellorName(message, glimpse.language, say)
                }
            let side: TalkPages.View.Side =
                message.isOwn ? .own : (message.author == "system" ? .system : .other)
            return .init(number: message.number, side: side, who: who, text: message.words.reveal())
        }
    }

    private func counsellorName(_ message: Message, _ language: Language, _ say: Speech) -> String {
        let organisation = message.organisation.flatMap { actions.pack.organisation($0)?.name[language] }
        return [message.name ?? say(TalkPhrase.counsellor), organisation].compactMap { $0 }.joined(separator: ", ")
    }

    /// What the seeker is asked, in their language, with the summary that would go along.
    private func questions(
        _ glimpse: Glimpse, _ seeker: Seeker, _ say: Speech
    ) async throws -> [TalkPages.View.Question] {
        var questions: [TalkPages.View.Question] = []
        for offer in glimpse.offers {
            let question = actions.question(of: offer, say.language)
            let summary =
                offer.share == "summary" ? try await actions.summary(of: offer.id, in: glimpse.id, seeker.token) : nil
            questions.append(
                .init(
                    id: offer.id, text: question.text, share: question.share,
                    summary: summary.map { ThreeWayPages.summary($0.reveal(), say) }))
        }
        return questions
    }

    private func news(_ exchange: Exchange, _ token: Token) async throws -> Reply {
        guard let id = try await actions.conversation(of: token) else {
            guard try await actions.isEarlier(token) else { throw LeaveSilently() }
            return site.gonePage(.elsewhere, isStaff: false, exchange)
        }
        let seeker = Seeker(token: token, id: id)
        let after = Int64(exchange.query("after") ?? "0") ?? 0
        let glimpse = try await actions.read(seeker.id, after: max(0, after), as: seeker.party)
        let say = site.say(exchange.language)
        var sentence = StateSentence.text(glimpse, seeker.party, actions.pack, say)
        // Without script the page around this frame stands still: what is for tonight is said here too.
        if glimpse.state == "closed" {
            sentence = ([sentence] + tonight(glimpse, .ended, say)).joined(separator: " ")
        }
        let isStill = exchange.query("stil") == "1" || glimpse.state == "closed"
        if glimpse.state == "waiting" { try await actions.touch(seeker.id) }
        sentence = WatchSentence.text(after: sentence, glimpse.lookIns, seeker.party, actions.pack, say)
        let busy = try await actions.busy(in: seeker.id).map { BusySentence.text($0, say) }
        return .page(
            site.frame.page(
                exchange.language, title: say(TalkPhrase.title), zone: .quiet, refreshSeconds: isStill ? nil : 5,
                bare: true,
                body: TalkPages.news(
                    lines(glimpse, say), sentence: [sentence, busy].compactMap(\.self).joined(separator: " "),
                    refreshes: !isStill,
                    frame: "\(Frame.path("/g/l", in: exchange.language))?after=\(after)", say)))
    }

    private func events(_ exchange: Exchange, _ token: Token) async throws -> Reply {
        guard let id = try await actions.conversation(of: token) else {
            // What follows is a window that was open: it is told what became of its talk, and stops asking.
            guard try await actions.isEarlier(token) else { throw LeaveSilently() }
            return site.goneStream(.elsewhere, isStaff: false, exchange)
        }
        return try await TalkStream.reply(
            exchange, id, .seeker(token), actions, site, speech: site.say(exchange.language))
    }

    private func send(_ exchange: Exchange, _ token: Token) async throws -> Reply {
        let id: ConversationID?
        do {
            id = try await actions.conversation(of: token)
        } catch let error as any RefusalConvertible where !exchange.isJSON {
            return TalkForm(actions: actions, site: site)
                .giveBack(try await exchange.form(limit: TalkForm.limit)["a1"], error.refusal, exchange, "/g")
        }
        guard let id else {
            guard try await actions.isEarlier(token) else { throw LeaveSilently() }
            if exchange.isJSON { throw Refusal.openElsewhere }
            return TalkForm(actions: actions, site: site)
                .giveBack(
                    try await exchange.form(limit: TalkForm.limit)["a1"], .openElsewhere, exchange, "/t")
        }
        let seeker = Seeker(token: token, id: id)
        return try await TalkForm(actions: actions, site: site).send(exchange, seeker.id, seeker.party, back: "/g") {
            draft, clientId, trouble, status in
            let page = try await page(exchange, seeker, draft: draft, clientId: clientId, trouble: trouble)
            return .page(page, status: status)
        }
    }

    private func stop(_ exchange: Exchange, _ seeker: Seeker) async throws -> Reply {
        try await actions.end(seeker.id, seeker.token)
        return .redirect(to: Frame.path("/g", in: exchange.language))
    }

    private func askErase(_ exchange: Exchange, _ seeker: Seeker) async throws -> Reply {
        let say = site.say(exchange.language)
        return .page(
            site.frame.page(
                exchange.language, title: say(TalkPhrase.title), zone: .quiet,
                body: TalkEndPages.askErase(exchange.language, say)))
    }

    private func erase(_ exchange: Exchange, _ seeker: Seeker) async throws -> Reply {
        let glimpse = try await actions.read(seeker.id, after: .max, as: seeker.party)
        try await actions.erase(seeker.id, seeker.token)
        let say = site.say(exchange.language)
        return Reply.page(
            site.frame.page(
                exchange.language, title: say(TalkPhrase.title), zone: .quiet,
                body: TalkEndPages.erased(tonight: tonight(glimpse, .going, say), exchange.language, say))
        ).setting(.endSession(isSecure: site.isSecure))
    }

    private func showEarlier(_ exchange: Exchange, _ seeker: Seeker) async throws -> Reply {
        try await actions.showEarlier(seeker.token)
        return .redirect(to: Frame.path("/g", in: exchange.language))
    }

    private func answer(_ exchange: Exchange, _ seeker: Seeker) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        guard let answer = form["a1"], answer == "0" || answer == "1" else { throw Refusal.malformed(field: "a1") }
        try await actions.answer(try exchange.text("offer"), accept: answer == "1", in: seeker.id, seeker.token)
        return .redirect(to: Frame.path("/g", in: exchange.language))
    }

    // MARK: coming back

    private func returnForm(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let isWrong = exchange.query("r") == "0"
        // The form holds nothing of anybody, so it can be compressed.
        let page = returnPage(exchange, trouble: isWrong ? site.say(exchange.language)(TalkPhrase.returnWrong) : nil)
        return ReadyPage(page).reply(to: exchange)
    }

    private func returnPage(_ exchange: Exchange, trouble: String?) -> Page {
        let say = site.say(exchange.language)
        return site.frame.page(
            exchange.language, title: say(TalkPhrase.returnTitle), zone: .quiet,
            body: TalkPages.comeBack(exchange.language, trouble: trouble, say))
    }

    private func comeBack(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        let typed = form.trimmed("a1") ?? ""
        do {
            let (_, token) = try await actions.comeBack(typed: typed)
            return .redirect(to: Frame.path("/g", in: exchange.language))
                .setting(.session(token.text, isSecure: site.isSecure))
        } catch Refusal.wrongCode {
            // Not a page: browsers write a posted form that is answered with one to disk, and these may be somebody's words.
            return .redirect(to: Frame.path("/t", in: exchange.language) + "?r=0")
        }
    }
}

/// A message sent from a page, by either end: as a form, or as JSON by the script of the page.
struct TalkForm: Sendable {
    let actions: ConversationsActions
    let site: Website
    var zone = Zone.quiet
    /// Bytes of a form or call with a message: enough to give back what is far too long.
    static let limit = 512 << 10

    /// The text that was not sent, on a page for which nothing has to be read.
    func giveBack(_ typed: String?, _ refusal: Refusal, _ exchange: Exchange, _ back: String) -> Reply {
        site.page(refusal, exchange, zone: zone, kept: typed, back: Frame.path(back, in: exchange.language))
    }

    /// - Parameters:
    ///   - check: throws what else is wrong with the text.
    ///   - again: the page once more, with the text that was not sent and what was wrong.
    func send(
        _ exchange: Exchange, _ id: ConversationID, _ party: Party, back: String,
        check: (String) throws -> Void = { _ in },
        again: (String, String, String, HTTPStatus) async throws -> Reply
    ) async throws -> Reply {
        let labels = ["text": site.say(exchange.language)(TalkPhrase.message)]
        if exchange.isJSON {
            let body = try await exchange.json(ConversationsAPI.SendBody.self, limit: Self.limit)
            do {
                let draft = try Draft(clientId: body.clientId, text: body.text)
                try check(body.text)
                let whileAway = !party.isStaff || body.confirm == true
                return ConversationsAPI.SentBody(
                    try await actions.send(draft, by: party, in: id, whileAway: whileAway)
                ).reply
            } catch let refusal as Refusal where refusal != .notFound {
                return try site.problem(refusal, exchange, labels: labels)
            }
        }
        let form = try await exchange.form(limit: Self.limit)
        let typed = form["a1"] ?? ""
        let clientId = form["a2"] ?? ""
        do {
            let draft = try Draft(clientId: clientId, text: form.trimmed("a1") ?? "")
            try check(typed)
            let whileAway = !party.isStaff || form["ook"] == "1"
            _ = try await actions.send(draft, by: party, in: id, whileAway: whileAway)
            return .redirect(to: Frame.path(back, in: exchange.language))
        } catch let refusal as Refusal {
            let say = site.say(exchange.language)
            let (trouble, status) = site.trouble(refusal, say, labels: labels)
            do {
                return try await again(typed, clientId, trouble, status)
            } catch is any RefusalConvertible {
                return giveBack(typed, refusal, exchange, back)
            }
        } catch let error as any RefusalConvertible {
            // The store is gone: the page itself cannot be made either, so the text goes back on a plain one.
            return giveBack(typed, error.refusal, exchange, back)
        }
    }
}
