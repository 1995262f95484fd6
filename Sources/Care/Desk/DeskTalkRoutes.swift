import Core
import HTTPTypes
import Pack
import Site

/// An open talk on the desk.
extension DeskRoutes {
    func talk(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        guard case .signedIn(let person) = visitor else { return signInPage(exchange, status: .unauthorized) }
        let id: ConversationID = try exchange.parameter("id")
        let talk = try await openTalk(exchange, id, person)
        // Opened after the other wrote: that is reading. Nothing depends on it.
        if talk.view.messages.last?.side == .other { try? await actions.tell(.reads, in: id, person) }
        return try await show(exchange, person, talk: talk, notice: notice(exchange))
    }

    func openTalk(
        _ exchange: Exchange, _ id: ConversationID, _ person: SignedIn, draft: String? = nil, clientId: String? = nil,
        trouble: String? = nil
    ) async throws -> DeskPages.OpenTalk {
        let party = Party.staff(person)
        let glimpse = try await actions.read(id, after: 0, as: party)
        let say = site.say(exchange.language)
        let now = exchange.clock.now()
        let kept = try await desk.sheets(id, person)
        let own = try await actions.talks(of: person).map(\.id)
        let marks = marks(own.contains(id) ? own : own + [id], say)
        var view = TalkPages.View(
            language: exchange.language, state: glimpse.state, sentence: DeskSentence.state(glimpse, say),
            messages: lines(glimpse, say), hidesEarlier: false, offers: [], lastNumber: glimpse.lastNumber,
            clientId: clientId ?? ID<Draft>.random().text, draft: draft ?? kept.draft?.reveal() ?? "",
            trouble: trouble, watching: WatchSentence.text(glimpse.lookIns, party, actions.pack, say))
        view.asksToConfirm = glimpse.state == "away" && trouble != nil
        return DeskPages.OpenTalk(
            id: id, view: view, nickname: label(id, glimpse.line, marks, say),
            urgency: [arrival(try await actions.door(of: id, for: person), glimpse.language, say)]
                + (try await actions.urgency(of: id, for: person).map { UrgencySentence.text($0, actions.pack, say) }),
            clocks: clocks(glimpse, now, say), mark: marks[id], kept: kept, line: glimpse.line,
            language: glimpse.language)
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

    func events(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        try await TalkStream.reply(
            exchange, try exchange.parameter("id"), .staff(try person(visitor)), actions, site,
            speech: site.say(exchange.language))
    }

    func news(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
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

    func send(_ exchange: Exchange, _ writer: Writer) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        let back = "/desk/c/\(id)"
        let form = TalkForm(actions: actions, site: site, zone: .desk)
        let person: SignedIn
        switch writer {
        case .signedIn(let known): person = known
        case .refused(let refusal):
            return form.giveBack(try await exchange.form(limit: TalkForm.limit)["a1"], refusal, exchange, back)
        }
        var isRefused = false
        let reply = try await form.send(
            exchange, id, .staff(person), back: back, check: Self.checkFilledIn
        ) { draft, clientId, trouble, status in
            isRefused = true
            let talk = try await openTalk(exchange, id, person, draft: draft, clientId: clientId, trouble: trouble)
            return try await show(exchange, person, talk: talk, status: status)
        }
        // It is sent: what was kept of it must not come back in the box. When this fails the message is there all the same.
        if !isRefused { try? await desk.forgetDraft(in: id, person) }
        return reply
    }

    /// A text with a gap in it is not sent: `[…]`, `xxx`, a field that was not filled in (`experience.md` B09).
    private static func checkFilledIn(_ text: String) throws {
        if let gap = Unfilled.first(in: text) { throw Refusal.unfilled(gap) }
    }
}
