import Core
import Foundation
import Pack
import Site

/// The audit of one's own organisation, for its supervisors: as a page and as a call.
struct AuditRoutes: Sendable {
    let actions: AuditActions
    let staff: StaffActions
    let pack: Pack
    let site: Website

    func hang(_ routes: RouteTable) {
        let supervisor = staff.access("supervisor", [.supervisor])
        routes.get("/desk/supervisor/log", supervisor, page)
        routes.get("/api/v1/audit", supervisor, list)
    }

    private func entries(_ exchange: Exchange, _ person: SignedIn, _ name: String) async throws -> [AuditEntry] {
        let cursor = exchange.query(name)
        if let cursor, AuditCursor(cursor) == nil { throw Refusal.malformed(field: name) }
        return try await actions.entries(for: person, after: cursor.flatMap { AuditCursor($0) })
    }

    private func page(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let say = site.say(exchange.language)
        let entries = try await entries(exchange, person, "na")
        let rows = entries.map { entry in
            AuditPages.Row(
                when: pack.minute(at: entry.at), who: entry.name ?? say(AuditPhrase.gone),
                what: say(AuditPhrase(entry.act)),
                line: entry.line.map { pack.line($0)?.name[exchange.language] ?? $0.text } ?? "",
                talk: entry.talk.map { String($0.prefix(6)) } ?? "")
        }
        let earlier = entries.count == AuditActions.page ? entries.last?.cursor.text : nil
        return .page(
            site.frame.page(
                exchange.language, title: say(AuditPhrase.title), zone: .desk, wide: true,
                body: AuditPages.audit(.init(rows: rows, earlier: earlier), say)))
    }

    private struct EntryBody: Encodable {
        let at: String
        let person: String
        let name: String?
        let act: String?
        let line: String?
        let talk: String?
    }

    private struct AuditBody: Encodable {
        let entries: [EntryBody]
        /// For `after` of the next call; null when there is no more.
        @AlwaysEncoded var next: String?
    }

    private func list(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let entries = try await entries(exchange, person, "after")
        return try .json(
            AuditBody(
                entries: entries.map {
                    EntryBody(
                        at: $0.at.rfc3339, person: $0.person.text, name: $0.name, act: $0.act?.rawValue,
                        line: $0.line?.text, talk: $0.talk)
                }, next: entries.count == AuditActions.page ? entries.last?.cursor.text : nil))
    }
}
