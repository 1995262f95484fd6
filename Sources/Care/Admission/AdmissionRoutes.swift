import Core
import HTTPTypes
import Pack
import Sealing
import Site

/// `/g/r`: where a browser waits to begin. What it waits with is in the one cookie; the address says nothing, and a page that
/// reloads itself is the same request, so that it works without script.
struct AdmissionRoutes: Sendable {
    let actions: AdmissionActions
    let site: Website

    func hang(_ routes: RouteTable) {
        routes.get("/g/r", ticket, look)
        routes.post("/g/r", ticket, goOn)
    }

    private var keys: HourlyKeys { actions.admission.keys }

    /// A browser that waits to begin. Without a good ticket the quiet zone shows the neutral site.
    private var ticket: Access<WaitingTicket> {
        Access("waiting") { exchange in
            guard let text = exchange.cookie(Cookie.sessionName),
                let ticket = WaitingTicket(text: text, keys, now: exchange.clock.now())
            else { throw LeaveSilently() }
            return ticket
        }
    }

    /// The answer to a start from the door: the talk, or the waiting page.
    func begin(_ request: AdmissionActions.Request, _ ticket: WaitingTicket, _ exchange: Exchange) async throws -> Reply
    {
        switch try await actions.begin(request) {
        case .began(let started): return talk(started, exchange)
        case .asked(let asked): return try waiting(asked, ticket, exchange)
        }
    }

    private func talk(_ started: ConversationsActions.Started, _ exchange: Exchange) -> Reply {
        .redirect(to: Frame.path("/g", in: exchange.language))
            .setting(.session(started.token.text, isSecure: site.isSecure))
    }

    private func waiting(_ asked: Admission.Asked, _ ticket: WaitingTicket, _ exchange: Exchange) throws -> Reply {
        var ticket = ticket
        ticket.challenge = asked.challenge.id
        return .redirect(to: Frame.path("/g/r", in: exchange.language))
            .setting(.session(try ticket.text(keys, now: exchange.clock.now()), isSecure: site.isSecure))
    }

    private func request(_ ticket: WaitingTicket, nonce: String, _ exchange: Exchange) -> AdmissionActions.Request {
        AdmissionActions.Request(
            line: ticket.line, language: exchange.language, region: ticket.region,
            lineage: ticket.lineage.flatMap { Base64URL.decode($0) },
            proof: Proof(challenge: ticket.challenge, nonce: nonce))
    }

    /// Opened, or reloaded by itself: the talk begins when the ticket is old enough.
    private func look(_ exchange: Exchange, _ ticket: WaitingTicket) async throws -> Reply {
        let outcome = try await actions.begin(request(ticket, nonce: "", exchange))
        guard case .asked(let asked) = outcome else {
            if case .began(let started) = outcome { return talk(started, exchange) }
            throw Refusal.notFound
        }
        var ticket = ticket
        ticket.challenge = asked.challenge.id
        let say = site.say(exchange.language)
        let view = AdmissionPages.View(
            language: exchange.language, challenge: asked.challenge.id, bits: asked.challenge.bits,
            thinkSeconds: asked.thinkSeconds, isAgain: asked.isAgain,
            tonight: TonightCard.steps(
                .busy, for: [ticket.audience], actions.conversations.pack, now: exchange.clock.now(), say))
        let page = site.frame.page(
            exchange.language, title: say(AdmissionPhrase.title), zone: .quiet, scripts: [.wait],
            refreshSeconds: min(10, max(2, asked.waitSeconds)), isRefreshedByScript: true,
            body: AdmissionPages.waiting(view, say))
        return Reply.page(page)
            .setting(.session(try ticket.text(keys, now: exchange.clock.now()), isSecure: site.isSecure))
    }

    /// The script solved the sum, or somebody pressed the button.
    private func goOn(_ exchange: Exchange, _ ticket: WaitingTicket) async throws -> Reply {
        let nonce = try await exchange.form(limit: 4096)["a1"] ?? ""
        return try await begin(request(ticket, nonce: nonce, exchange), ticket, exchange)
    }
}
