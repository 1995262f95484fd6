import Core
import HTTPTypes
import Pack
import Site

/// Asking somebody in: the calls beside the contract's, the seeker's one tap, and the parts of the pages of both ends.
struct ThreeWayRoutes: Sendable {
    let actions: ConversationsActions
    let site: Website

    func hang(_ routes: RouteTable) {
        let talk = "/api/v1/conversations/:id"
        let line = actions.staff.onTheLine
        routes.get("\(talk)/parties", actions.eitherEnd, parties)
        routes.get("\(talk)/receivers", line, receivers)
        routes.get("\(talk)/agreements", actions.eitherEnd, agreements)
        routes.get("\(talk)/offers/:offer", actions.seekerOnly, question)
        routes.post("\(talk)/leave-party", actions.seekerOnly, leaveParty)
        routes.post("\(talk)/follow-up", line, followUp)
        routes.post("\(talk)/may-go", actions.seekerOnly, mayGo)
        routes.post("\(talk)/report", line, report)
        routes.get(
            "/api/v1/three-way",
            actions.staff.access("staff who look at figures", [.supervisor, .coordinator, .analyst]), funnels)
        let seeker = ConversationsRoutes.pageSeeker(actions)
        routes.post("/g/p", seeker, goAlone)
        routes.post("/g/f", seeker, letGo)
        let inTalk = ErasedTalk(actions, site).access(line)
        routes.post("/desk/c/:id/agree", inTalk, agree)
        routes.post("/desk/c/:id/report", inTalk, reportForm)
    }

    // MARK: API

    private struct PartyBody: Encodable {
        let name: String
        let organisation: String
        let isThird: Bool
    }

    private struct PartiesBody: Encodable {
        let parties: [PartyBody]
        @AlwaysEncoded var waitsFor: String?
    }

    private func parties(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        let room = try await actions.room(of: try exchange.parameter("id"), as: party)
        return try .json(
            PartiesBody(
                parties: room.people.map {
                    PartyBody(name: $0.name, organisation: $0.organisation.text, isThird: $0.isThird)
                }, waitsFor: room.waitsFor?.text))
    }

    private struct ReceiverBody: Encodable {
        let line: String
        let name: String
        let organisation: String
        /// Why it cannot be asked: `line-near-home`; null when it can.
        @AlwaysEncoded var refusal: String?

        init(_ line: Line, _ language: Language, refusal: String?) {
            (self.line, name, organisation) = (line.id.text, line.name[language], line.organisation.text)
            self.refusal = refusal
        }
    }

    /// Which lines `handover` and `invite` can ask, and which of those that are open they refuse.
    private func receivers(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let found = try await actions.receivers(for: try exchange.parameter("id"), person)
        let language = exchange.language
        return try .json(
            found.lines.map { ReceiverBody($0, language, refusal: nil) }
                + found.tooNear.map { ReceiverBody($0, language, refusal: "line-near-home") })
    }

    private struct AgreementBody: Encodable {
        let kind: String
        let at: String
        private(set) var question: String?
        private(set) var share: String?
        private(set) var accept: Bool?
        private(set) var how: String?
        private(set) var when: String?
        private(set) var safeTime: String?
        private(set) var organisation: String?

        init?(_ read: ReadRecord) {
            at = read.at.rfc3339
            switch read.record {
            case .consent(let consent):
                kind = "consent"
                (question, share, accept) = (consent.question, consent.share, consent.isYes)
            case .followUp(let followUp):
                kind = "follow-up"
                (how, when, safeTime) = (followUp.how, followUp.when, followUp.safeTime)
            case .report(let name):
                kind = "report"
                organisation = name
            case .mayGo: kind = "may-go"
            case .quietWord, .canType, .returned, .returnedAfterExit, .watched, .stillThere: return nil
            }
        }
    }

    private struct AgreementsBody: Encodable {
        let agreements: [AgreementBody]
    }

    /// What both ends agreed to. How safe the seeker is, is not among it: a screen may be watched.
    private func agreements(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        let records = try await actions.records(of: try exchange.parameter("id"), as: party)
        return try .json(
            AgreementsBody(
                agreements: records.filter { $0.record.isForSeeker }.compactMap { AgreementBody($0) }))
    }

    private struct QuestionBody: Encodable {
        let offer: String
        let organisation: String
        let line: String
        let share: String
        let kind: String
        let question: String
        let shareExplained: String
        @AlwaysEncoded var summary: String?
    }

    private func question(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        let id: ConversationID = try exchange.parameter("id")
        let offerID = try exchange.text("offer")
        let glimpse = try await actions.read(id, after: .max, as: party)
        guard let offer = glimpse.offers.first(where: { $0.id == offerID }) else { throw Refusal.notFound }
        let question = actions.question(of: offer, glimpse.language)
        let summary = try await actions.summary(of: offerID, in: id, token)
        return try .json(
            QuestionBody(
                offer: offer.id, organisation: offer.organisation.text, line: offer.line.text, share: offer.share,
                kind: offer.kind, question: question.text, shareExplained: question.share, summary: summary?.reveal()))
    }

    private func leaveParty(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        try await actions.leaveParty(try exchange.parameter("id"), token)
        return .nothing
    }

    private struct FollowUpBody: Decodable {
        let how: String
        let when: String
        let safeTime: String?
    }

    private func followUp(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        try await actions.admit(.staff(person), to: id)
        let body = try await exchange.json(FollowUpBody.self)
        try await actions.agree(body.how, body.when, safeTime: body.safeTime, in: id, person)
        return .nothing
    }

    private func mayGo(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        try await actions.letGo(try exchange.parameter("id"), token)
        return .nothing
    }

    private struct ReportBody: Decodable {
        let name: Bool
        let wish: Bool
    }

    private func report(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        try await actions.admit(.staff(person), to: id)
        let body = try await exchange.json(ReportBody.self)
        try await actions.beginReport(hasName: body.name, isWished: body.wish, in: id, person)
        return .nothing
    }

    private struct FunnelBody: Encodable {
        let from: String
        let to: String
        let week: String
        let steps: [String: Int]
    }

    /// How asking somebody in went, between two lines in a week. Small numbers stay in.
    private func funnels(_: Exchange, _: SignedIn) async throws -> Reply {
        try .json(
            try await actions.funnels().map {
                FunnelBody(from: $0.from.text, to: $0.to.text, week: $0.week, steps: $0.numbers)
            })
    }

    // MARK: pages

    private func letGo(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        try await actions.letGo(seeker.id, seeker.token)
        return .redirect(to: Frame.path("/g", in: exchange.language))
    }

    private func reportForm(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        try await actions.admit(.staff(person), to: id)
        let form = try await exchange.form(limit: 4096)
        try await actions.beginReport(
            hasName: form["name"] == "1", isWished: form["wish"] == "1", in: id, person)
        return .redirect(to: Frame.path("/desk/c/\(id)", in: exchange.language))
    }

    private func goAlone(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        try await actions.leaveParty(seeker.id, seeker.token)
        return .redirect(to: Frame.path("/g", in: exchange.language))
    }

    private func agree(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        try await actions.admit(.staff(person), to: id)
        let form = try await exchange.form(limit: 8192)
        try await actions.agree(
            form.trimmed("how") ?? "", form.trimmed("when") ?? "",
            safeTime: form.trimmed("safe").flatMap { $0.isEmpty ? nil : $0 }, in: id, person)
        return .redirect(to: Frame.path("/desk/c/\(id)", in: exchange.language))
    }
}

/// What stands beside the words of a talk, made for the pages of either end.
struct BesideTalk: Sendable {
    let actions: ConversationsActions
    let language: Language
    let say: Speech
    let now: Instant

    init(_ actions: ConversationsActions, _ site: Website, _ exchange: Exchange) {
        self.actions = actions
        language = exchange.language
        say = site.say(exchange.language)
        now = exchange.clock.now()
    }

    private func name(_ organisation: OrganisationID) -> String {
        actions.pack.organisation(organisation)?.name[language] ?? organisation.text
    }

    /// How long ago, in whole minutes.
    private func minutes(_ moment: Instant) -> [String: String] {
        ["minutes": String(max(0, now.since(moment).wholeSeconds / 60))]
    }

    func room(_ id: ConversationID, _ party: Party) async throws -> HTML {
        let room = try await actions.room(of: id, as: party)
        let shown = { (people: [Room.Somebody]) in people.map { "\($0.name), \(name($0.organisation))" } }
        let hosts = shown(room.people.filter { !$0.isThird })
        let hasThird = room.people.contains(where: \.isThird)
        var mayGo: ThreeWayPages.RoomView.MayGo?
        if case .seeker = party, hasThird, !hosts.isEmpty {
            let records = try await actions.records(of: id, as: party)
            mayGo = .init(
                who: room.people.filter { !$0.isThird }.map(\.name).joined(separator: " · "),
                isSaid: records.saidMayGo(since: room.thirdSince),
                action: Frame.path("/g/f", in: language))
        }
        return ThreeWayPages.room(
            .init(
                people: shown(room.people), waitsFor: room.waitsFor.map(name),
                alone: hasThird ? hosts.joined(separator: " · ") : nil,
                stand: try await actions.partsBeside(id)?.stand(isStaff: party.isStaff) ?? "",
                action: party.isStaff ? nil : Frame.path("/g/p", in: language), mayGo: mayGo), say)
    }

    /// What the seeker is asked beside the words.
    func asked(_ token: ConversationsRoutes.Seeker) async throws -> HTML {
        let asked = try await actions.asked(of: token.token)
        return SafeReturnPages.asked(canType: asked.canType, stillThere: asked.stillThere, language, say)
    }

    // MARK: the desk

    /// - Parameter isAcuteHere: the person's own organisation called it acute, and sees so beside the talk.
    func facts(_ facts: SafetyFacts, isAcuteHere: Bool, wordAction: String?) -> SheetPages.Facts {
        var notes: [String] = []
        var warnings = facts.watchedAt.map { [say(SafeReturnPhrase.factWatched, minutes($0))] } ?? []
        if facts.isAcute, !isAcuteHere { warnings.append(say(SheetPhrase.acuteElsewhere)) }
        if let at = facts.returnedAt { notes.append(say(SafeReturnPhrase.factReturned, minutes(at))) }
        if let at = facts.stillThereAt { notes.append(say(SafeReturnPhrase.factStillThere, minutes(at))) }
        return SheetPages.Facts(
            canType: facts.canType.map { ($0.answer, max(0, now.since($0.at).wholeSeconds / 60)) },
            hasCode: facts.hasCode, awaySeconds: facts.awaySince.map { max(0, now.since($0).wholeSeconds) },
            exitUsed: facts.exitUsed, quietWord: facts.quietWord, saidQuietWord: facts.saidQuietWord == true,
            isPartly: facts.isPartly,
            warning: warnings.isEmpty ? nil : warnings.joined(separator: " "), notes: notes,
            wordAction: wordAction)
    }

    func pass(_ id: ConversationID, _ person: SignedIn) async throws -> HTML {
        let records = try await actions.records(of: id, as: .staff(person))
        let receivers = try await actions.receivers(for: id, person)
        let groups = Dictionary(grouping: receivers.lines) { name($0.organisation) }.sorted { $0.key < $1.key }
        let offers = try await actions.offers(in: id, person)
        let offer = offers.last
        var consents: [ThreeWayPages.PassView.Consent] = []
        var agreed: String?
        var reportBegan: String?
        for read in records {
            switch read.record {
            case .consent(let it):
                let answer = say(it.isYes ? ThreeWayPhrase.consentYes : .consentNo, minutes(read.at))
                consents.append(.init(question: it.question, share: it.share, answer: answer))
            case .followUp(let it):
                let values = ["how": it.how, "when": it.when, "safe": it.safeTime ?? "–"]
                agreed = say(ThreeWayPhrase.followUpAgreed, values)
            case .report(let name): reportBegan = say(ThreeWayPhrase.reportBegan, ["organisation": name])
            default: break
            }
        }
        let isThird = offers.contains { $0.hasThird && $0.partner == person.member.id }
        return ThreeWayPages.pass(
            .init(
                id: id,
                lines: groups.map { name, lines in
                    .init(organisation: name, lines: lines.map { ($0.id, $0.name[language]) })
                }, tooNear: receivers.tooNear.map { $0.name[language] },
                standing: offer.flatMap { standing($0) },
                leave: try await leave(id, offers, records, person), consents: consents,
                followUp: offer?.mayAgree == true || agreed != nil ? .init(agreed: agreed) : nil,
                report: reportBegan.map { .began($0) } ?? (isThird ? .advice : nil)), say)
    }

    /// Whether this person can leave, and whether the seeker thinks it fine.
    private func leave(
        _ id: ConversationID, _ offers: [StoredOffer], _ records: [ReadRecord], _ person: SignedIn
    ) async throws -> ThreeWayPages.Leave {
        guard try await actions.othersAreThere(id, .staff(person)) else { return .cannot }
        guard let hosted = offers.last(where: { $0.hasThird && $0.person == person.member.id }) else { return .free }
        return records.saidMayGo(since: hosted.joinedAt) ? .fine : .held
    }

    private func standing(_ offer: StoredOffer) -> ThreeWayPages.Standing? {
        let values = ["organisation": name(offer.organisation)]
        func done(_ phrase: ThreeWayPhrase) -> ThreeWayPages.Standing {
            .init(text: say(phrase, values), isOpen: false, clock: nil)
        }
        func open(_ phrase: ThreeWayPhrase, _ clock: ThreeWayPhrase, _ whole: Duration, until: Instant)
            -> ThreeWayPages.Standing
        {
            let seconds = max(0, now.since(until - whole).wholeSeconds)
            return .init(
                text: say(phrase, values), isOpen: true, clock: (say(clock), seconds, whole.wholeSeconds / 60))
        }
        switch offer.threeWay {
        case .offered(let it):
            if now >= it.expiresAt { return done(.stateExpired) }
            return open(.stateAsked, .clockAsked, TalkLimit.offer, until: it.expiresAt)
        case .accepted: return done(.stateWaiting)
        case .waitingPartner(let it):
            let whole = offer.kind == .invite ? ThreeWay.partner : ThreeWay.receiver
            return open(.stateWaiting, .clockWaiting, whole, until: it.until)
        case .declined: return done(.stateDeclined)
        case .expired: return done(.stateExpired)
        case .unjoined: return done(.stateUnjoined)
        case .joined, .threeWay: return done(.stateTogether)
        case .left, .followUpAgreed: return done(.stateLeft)
        case .solo, .closed: return nil
        }
    }
}
