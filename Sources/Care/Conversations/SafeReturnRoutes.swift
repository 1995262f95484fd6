import Core
import HTTPTypes
import Sealing
import Site

/// Coming back safely: on the seeker's pages, for the counsellor, and as calls.
struct SafeReturnRoutes: Sendable {
    let actions: ConversationsActions
    let site: Website

    func hang(_ routes: RouteTable) {
        let seeker = ConversationsRoutes.pageSeeker(actions)
        let talk = "/api/v1/conversations/:id"
        routes.post("/g/a", seeker, canType)
        routes.post("/g/b", seeker, stillThere)
        routes.post("/g/q", seeker, quietWord)
        routes.post("/desk/c/:id/word", ErasedTalk(actions, site).access(actions.staff.onTheLine), deskWord)
        routes.post("\(talk)/return-code/second", actions.seekerOnly, secondCodeCall)
        routes.post("\(talk)/can-type", actions.seekerOnly, canTypeCall)
        routes.post("\(talk)/quiet-word", actions.eitherEnd, quietWordCall)
    }

    // MARK: pages

    private func back(_ exchange: Exchange) -> Reply { .redirect(to: Frame.path("/g", in: exchange.language)) }

    private func canType(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        let answer: TalkRecord.FreeToType? =
            switch try await exchange.form(limit: 4096)["a1"] {
            case "1": .yes
            case "0": .no
            case "2": .ratherNot
            default: nil
            }
        guard let answer else { throw Refusal.malformed(field: "a1") }
        try await actions.answer(answer, in: seeker.id, seeker.token)
        return back(exchange)
    }

    private func stillThere(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        try await actions.isStillThere(seeker.id, seeker.token)
        return back(exchange)
    }

    private func quietWord(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        try await actions.agree(onQuietWord: form.trimmed("a3") ?? "", by: seeker.party, in: seeker.id)
        return back(exchange)
    }

    private func deskWord(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        try await actions.admit(.staff(person), to: id)
        let form = try await exchange.form(limit: 4096)
        try await actions.agree(onQuietWord: form.trimmed("a3") ?? "", by: .staff(person), in: id)
        return .redirect(to: Frame.path("/desk/c/\(id)", in: exchange.language))
    }

    // MARK: API

    private struct CodeBody: Encodable {
        let code: String
        let validUntil: String
    }

    private func secondCodeCall(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        let made = try await actions.makeSecondCode(try exchange.parameter("id"), token)
        return try .json(CodeBody(code: made.code.text, validUntil: made.validUntil.rfc3339), status: .created)
    }

    private struct CanTypeBody: Decodable {
        let answer: String
    }

    private func canTypeCall(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        guard case .seeker(let token) = party else { throw Refusal.notAllowed }
        let id: ConversationID = try exchange.parameter("id")
        try await actions.admit(party, to: id)
        let body = try await exchange.json(CanTypeBody.self)
        guard let answer = TalkRecord.FreeToType(rawValue: body.answer) else {
            throw Refusal.malformed(field: "answer")
        }
        try await actions.answer(answer, in: id, token)
        return .nothing
    }

    private struct WordBody: Decodable {
        let word: String
    }

    private func quietWordCall(_ exchange: Exchange, _ party: Party) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        try await actions.admit(party, to: id)
        let body = try await exchange.json(WordBody.self)
        try await actions.agree(onQuietWord: body.word, by: party, in: id)
        return .nothing
    }
}
