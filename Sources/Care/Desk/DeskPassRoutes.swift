import Core
import HTTPTypes
import Pack
import Site

/// Who else may come in.
extension DeskRoutes {
    func offer(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
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
            var (trouble, status) = site.trouble(refusal, say, labels: labels)
            // What is said to a seeker here would be about the wrong person.
            if case .lineNearHome = refusal { trouble = say(ThreeWayPhrase.nearHome) }
            return try await show(
                exchange, person, talk: try await openTalk(exchange, id, person), notice: trouble, status: status)
        }
    }

    func leave(_ exchange: Exchange, _ visitor: Visitor) async throws -> Reply {
        let person = try person(visitor)
        let id: ConversationID = try exchange.parameter("id")
        let form = try await exchange.form(limit: 4096)
        if form["ook"] != "1", try await actions.isNeeded(id, person) {
            return try await show(
                exchange, person, talk: try await openTalk(exchange, id, person),
                notice: site.say(exchange.language)(ThreeWayPhrase.stay), status: .conflict)
        }
        do {
            try await actions.leave(id, person)
        } catch let refusal as Refusal where refusal != .notFound && refusal != .notSignedIn {
            let say = site.say(exchange.language)
            let (trouble, status) = site.trouble(refusal, say, labels: labels(person, say))
            return try await show(
                exchange, person, talk: try await openTalk(exchange, id, person), notice: trouble, status: status)
        }
        return .redirect(to: Frame.path("/desk", in: exchange.language))
    }
}
