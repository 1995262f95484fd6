import Core
import Foundation
import HTTPTypes
import Pack
import Sealing
import Site
import Synchronization

/// The HTTP calls of a talk (`docs/contract.md`), on the same actions as the pages.
struct ConversationsAPI: Sendable {
    let actions: ConversationsActions
    let site: Website
    let admission: AdmissionActions

    func hang(_ routes: RouteTable) {
        let either = actions.eitherEnd
        let seeker = actions.seekerOnly
        let line = actions.staff.onTheLine
        let talk = "/api/v1/conversations/:id"
        routes.post("/api/v1/conversations", .anyone, start)
        routes.delete(talk, seeker, erase)
        routes.post("\(talk)/messages", either, send)
        routes.get("\(talk)/messages", either, messages)
        routes.stream("\(talk)/events", either, events)
        routes.post("\(talk)/return-code", seeker, returnCode)
        routes.post("\(talk)/keep", seeker, keep)
        routes.post("/api/v1/return", .anyone, comeBack)
        routes.post("\(talk)/leave", either, leave)
        routes.post("\(talk)/offers/:offer", seeker, answerOffer)
        routes.post("\(talk)/handover", line) { try await offer(.handover, $0, $1) }
        routes.post("\(talk)/invite", line) { try await offer(.invite, $0, $1) }
        routes.post("\(talk)/close", line, close)
        routes.get("/api/v1/queue", line, queue)
        routes.post("/api/v1/queue/next", actions.staff.onTheLineLately, takeNext)
    }

    // MARK: seeker

    private struct StartBody: Decodable {
        let line: LineID
        let language: String
        let place: String?
        let text: String?
        let door: String?
        let proof: Proof?
    }

    private struct StartedBody: Encodable {
        let id: String
        let token: String
        let state = "waiting"
        let position: Int
        @AlwaysEncoded var wait: Wait?
        let line: String
        let alsoAsked: [OtherLineBody]?
    }

    private func start(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let body = try await exchange.json(StartBody.self)
        guard let language = Language(body.language) else { throw Refusal.malformed(field: "language") }
        exchange.speak(language)
        let door = body.door.flatMap { AudienceID($0) }
        guard body.door == nil || door.flatMap(actions.pack.audience) != nil else {
            throw Refusal.malformed(field: "door")
        }
        do {
            let request = AdmissionActions.Request(
                line: body.line, language: language, place: body.place, text: body.text, door: door,
                lineage: exchange.bearer.flatMap { Token(text: $0) }?.hash, proof: body.proof)
            switch try await admission.begin(request) {
            case .began(let started):
                return try .json(
                    StartedBody(
                        id: started.id.text, token: started.token.text, position: started.position,
                        wait: started.wait, line: (started.lines.first ?? body.line).text,
                        alsoAsked: OtherLineBody.list(Array(started.lines.dropFirst()), actions.pack)), status: .created
                )
            case .asked(let asked):
                return try site.problem(
                    .tooMany(retryAfterSeconds: asked.waitSeconds), exchange,
                    challenge: AskedProof(
                        id: asked.challenge.id, bits: asked.challenge.bits, waitSeconds: asked.thinkSeconds,
                        expiresAt: asked.challenge.expiresAt))
            }
        } catch Refusal.lineClosed(let line) {
            let now = exchange.clock.now()
            let switches = await actions.switches.current()
            let region = body.place.flatMap { actions.region(of: $0) }
            let open = actions.pack.lines(insteadOf: line, region: region, language: language)
                .filter { switches.isOpen($0, at: now) }
            return try problem(.lineClosed(line: line), exchange, open, language)
        } catch Refusal.lineNearHome(let id) {
            let region = body.place.flatMap { actions.region(of: $0) }
            guard let region, let line = actions.pack.line(id) else { throw Refusal.lineNearHome(line: id) }
            let now = exchange.clock.now()
            let switches = await actions.switches.current()
            let fitting = actions.pack.linesAway(from: region, insteadOf: line, language: language)
                .filter { switches.isOpen($0, at: now) }
            return try problem(.lineNearHome(line: id), exchange, fitting, language)
        }
    }

    private func problem(_ refusal: Refusal, _ exchange: Exchange, _ lines: [Line], _ language: Language) throws
        -> Reply
    {
        try site.problem(
            refusal, exchange, open: lines.map { OpenLine(id: $0.id.text, name: $0.name[language]) })
    }

    private func erase(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        try await actions.erase(try exchange.parameter("id"), token)
        return .nothing
    }

    private struct CodeRequest: Decodable {
        let replace: Bool?
    }

    private struct CodeBody: Encodable {
        let code: String
        let validUntil: String
    }

    private func returnCode(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        let isInstead = try await exchange.jsonIfAny(CodeRequest.self)?.replace == true
        let made = try await actions.makeCode(try exchange.parameter("id"), token, replacing: isInstead)
        return try .json(CodeBody(code: made.code.text, validUntil: made.validUntil.rfc3339), status: .created)
    }

    private struct KeepBody: Decodable {
        let hours: Int64
    }

    private func keep(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        let hours = try await exchange.json(KeepBody.self).hours
        try await actions.keepShorter(try exchange.parameter("id"), token, hours: hours)
        return .nothing
    }

    private struct ReturnBody: Decodable {
        let code: String
    }

    private struct ReturnedBody: Encodable {
        let id: String
        let token: String
    }

    private func comeBack(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let body = try await exchange.json(ReturnBody.self)
        let (id, token) = try await actions.comeBack(typed: body.code)
        return try .json(ReturnedBody(id: id.text, token: token.text))
    }

    private struct AnswerBody: Decodable {
        let accept: Bool
    }

    private func answerOffer(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        let body = try await exchange.json(AnswerBody.self)
        try await actions.answer(
            try exchange.text("offer"), accept: body.accept, in: try exchange.parameter("id"), token)
        return .nothing
    }

    // MARK: both ends

    struct SendBody: Decodable {
        let clientId: String
        let text: String
        /// From pages of the desk: send though the seeker is away.
        let confirm: Bool?
    }

    struct SentBody: Sendable {
        let sent: ConversationsActions.Sent

        init(_ sent: ConversationsActions.Sent) {
            self.sent = sent
        }

        var reply: Reply {
            var body = JSONObject()
            body.add("number", sent.number)
            body.add("sentAt", sent.sentAt.rfc3339)
            return .json(body, status: sent.isNew ? .created : .ok)
        }
    }

    private func send(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        let body = try await exchange.json(SendBody.self)
        let draft = try Draft(clientId: body.clientId, text: body.text)
        let sent = try await actions.send(draft, by: party, in: try exchange.parameter("id"))
        return SentBody(sent).reply
    }

    private struct MessagesBody: Encodable {
        let state: String
        let messages: [MessageBody]
        let offers: [OfferBody]
        let position: Int?
        @AlwaysEncoded var wait: Wait?
        let alsoAsked: [OtherLineBody]?
        let watching: [WatchingBody.One]?
    }

    private func messages(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        let after = exchange.query("after") ?? "0"
        guard let after = Int64(after), after >= 0 else { throw Refusal.malformed(field: "after") }
        let glimpse = try await actions.read(try exchange.parameter("id"), after: after, as: party)
        return try .json(
            MessagesBody(
                state: glimpse.state, messages: glimpse.messages.map(MessageBody.init),
                offers: glimpse.offers.map(OfferBody.init), position: glimpse.position, wait: glimpse.wait,
                alsoAsked: OtherLineBody.list(glimpse.alsoAsked, actions.pack),
                watching: WatchingBody(glimpse.lookIns, party, actions.pack, nil).ifAny))
    }

    private func events(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        return try await TalkStream.reply(exchange, id, party, actions, site, speech: nil)
    }

    private func leave(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        switch party {
        case .seeker(let token): try await actions.end(id, token)
        case .staff(let person): try await actions.leave(id, person)
        }
        return .nothing
    }

    // MARK: staff

    private struct OfferRequest: Decodable {
        let line: LineID
        let share: Share
        let summary: String?
    }

    private struct OfferMade: Encodable {
        let offer: String
    }

    private func offer(_ kind: QueueKind, _ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(OfferRequest.self)
        let id = try await actions.offer(
            try exchange.parameter("id"), kind, to: body.line, share: body.share, summary: body.summary, by: person)
        return try .json(OfferMade(offer: id), status: .created)
    }

    private struct CloseBody: Decodable {
        let contact: [String: ContactCodes]?
        let elsewhere: String?
    }

    private func close(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(CloseBody.self)
        try await actions.close(
            try exchange.parameter("id"), contact: (body.contact ?? [:]).mapValues(\.all),
            elsewhere: body.elsewhere ?? "", person)
        return .nothing
    }

    private struct LineLoadBody: Encodable {
        let line: String
        let waiting: Int
        let longestWaitSeconds: Int
        let freeCapacity: Int
    }

    private func queue(_: Exchange, _ person: SignedIn) async throws -> Reply {
        try .json(
            try await actions.queue(of: person).map {
                LineLoadBody(
                    line: $0.line.text, waiting: $0.waiting, longestWaitSeconds: $0.longestWaitSeconds,
                    freeCapacity: $0.freeCapacity)
            })
    }

    private struct NextBody: Decodable {
        let lines: [LineID]?
    }

    private struct TakenBody: Encodable {
        let id: String
        let line: String
        let state = "open"
    }

    private func takeNext(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let lines = try await exchange.jsonIfAny(NextBody.self)?.lines
        do {
            guard let taken = try await actions.takeNext(person, lines: lines) else { return .nothing }
            return try .json(TakenBody(id: taken.id.text, line: taken.line.text))
        } catch Refusal.keptForUrgent {
            // To a program it is one thing: this person cannot take another one now. The desk says why.
            throw Refusal.atCapacity
        }
    }
}

/// A message as the API and the event stream write it.
struct MessageBody: Encodable {
    let number: Int64
    let author: String
    private(set) var organisation: String?
    private(set) var name: String?
    let text: String
    let sentAt: String

    init(_ message: Message) {
        number = message.number
        author = message.author
        organisation = message.organisation?.text
        name = message.name
        text = message.words.reveal()
        sentAt = message.sentAt.rfc3339
    }

    var json: [UInt8] {
        var body = JSONObject(capacity: text.utf8.count + 160)
        body.add("number", number)
        body.add("author", author)
        body.add("organisation", organisation)
        body.add("name", name)
        body.add("text", text)
        body.add("sentAt", sentAt)
        return body.finished
    }

    /// For the streams of pages: names as the reader sees them.
    mutating func present(_ message: Message, to party: Party, _ pack: Pack, _ say: Speech) {
        switch (message.author, party) {
        case ("seeker", .staff): name = say(TalkPhrase.seeker)
        case ("seeker", .seeker): name = nil
        case ("system", _):
            name = say(TalkPhrase.system)
            organisation = nil
            return
        default: name = message.name ?? say(TalkPhrase.counsellor)
        }
        organisation = message.organisation.flatMap { pack.organisation($0)?.name[say.language] }
    }
}

struct OfferBody: Encodable {
    let offer: String
    let organisation: String
    let line: String
    let share: String
    let kind: String

    init(_ offer: Offer) {
        (self.offer, organisation, line) = (offer.id, offer.organisation.text, offer.line.text)
        (share, kind) = (offer.share, offer.kind)
    }
}

/// A line of another organisation that may answer too.
struct OtherLineBody: Encodable, Hashable {
    let line: String
    let organisation: String

    /// Nil when there is none.
    static func list(_ lines: [LineID], _ pack: Pack) -> [OtherLineBody]? {
        let found = lines.compactMap { pack.line($0) }
        return found.isEmpty ? nil : found.map { Self(line: $0.id.text, organisation: $0.organisation.text) }
    }
}

/// Written as `null` when there is nothing, where the contract promises the key.
@propertyWrapper
struct AlwaysEncoded<Value: Encodable & Sendable>: Encodable, Sendable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}
