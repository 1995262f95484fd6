import Core
import Foundation
import Pack
import Site

/// What comes to the desk from here: the way to the supervisor's screen, and whispering beside a talk.
struct SupervisorBesideRoutes: Sendable {
    let actions: ConversationsActions
    let site: Website

    func hang(_ routes: RouteTable) {
        let line = actions.staff.onTheLine
        routes.post("/desk/c/:id/w", line, whisper)
        routes.stream("/desk/c/:id/w/e", line, whispers)
    }

    private func wording(_ exchange: Exchange) -> SupervisorWording {
        SupervisorWording(say: site.say(exchange.language), pack: actions.pack)
    }

    /// The way from the desk to the screen of a supervisor.
    func link(_ exchange: Exchange, _ person: SignedIn) -> HTML? {
        person.member.role == .supervisor ? SupervisorPages.link(site.say(exchange.language)) : nil
    }

    /// What stands on the counsellor's desk beside a talk that goes on.
    func pane(_ exchange: Exchange, _ talk: DeskPages.OpenTalk?, _ person: SignedIn) async throws -> HTML? {
        guard let talk, talk.view.state != "closed" else { return nil }
        let words = wording(exchange)
        let id = talk.id
        return WhisperPages.pane(
            WhisperPages.View(
                conversation: id, whispers: words.whispers(try await actions.whispers(id, after: 0, person)),
                clientId: ID<WhisperDraft>.random().text, draft: "", trouble: nil,
                isHeard: try await actions.canWhisper(id, person)), words.say)
    }

    /// As a form, or as JSON by the script of the page. A form goes back to the page it came from.
    private func whisper(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        if exchange.isJSON { return try await SupervisorAPI.whispered(exchange, id, person, actions) }
        let form = try await exchange.form()
        let isOwn = try await actions.talks(of: person).contains { $0.id == id }
        let back = Frame.path(isOwn ? "/desk/c/\(id)" : "/desk/supervisor/c/\(id)", in: exchange.language)
        do {
            let draft = try WhisperDraft(clientId: form["w2"] ?? "", text: form.trimmed("w1") ?? "")
            _ = try await actions.whisper(draft, in: id, by: person)
        } catch let refusal as Refusal where ![.notFound, .notSignedIn].contains(refusal) {
            return site.page(refusal, exchange, zone: .desk, kept: form["w1"], back: back)
        }
        return .redirect(to: back)
    }

    private struct WhisperEvent: Encodable {
        let number: Int64
        let who: String
        let text: String
    }

    private func whispers(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let id: ConversationID = try exchange.parameter("id")
        let (actions, words) = (actions, wording(exchange))
        let start = try exchange.lastSeenNumber()
        _ = try await actions.whispers(id, after: .max, person)
        let told = LastValue<Int64>(start)
        return site.events { hint in
            actions.listen(toWhispers: id, hint)
        } read: { writer in
            guard let fresh = try? await actions.whispers(id, after: told.value ?? start, person) else { return false }
            for whisper in fresh {
                let event = WhisperEvent(
                    number: whisper.number, who: words.who(whisper), text: whisper.words.reveal())
                writer.event("whisper", id: whisper.number, data: try JSONEncoder().encode(event))
                _ = told.replace(whisper.number)
            }
            return true
        }
    }
}
