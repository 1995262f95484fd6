import Core
import HTTPTypes
import Pack
import Site

/// The same as calls.
struct InterpretationsAPIRoutes: Sendable {
    let actions: InterpretationsActions

    func hang(_ routes: RouteTable, _ analysts: Access<Analyst>) {
        routes.get("/api/v1/interpretations", analysts, list)
        routes.post("/api/v1/interpretations", analysts, add)
        routes.get("/api/v1/interpretations/:interpretation", analysts, show)
        routes.post("/api/v1/interpretations/:interpretation", analysts, change)
        routes.get("/api/v1/events", analysts, events)
        routes.post("/api/v1/events", analysts, addEvent)
        routes.post("/api/v1/events/:event", analysts, changeEvent)
        routes.post("/api/v1/events/:event/withdraw", analysts, withdrawEvent)
    }

    // MARK: what is answered

    /// No member of it is a figure: there is none to give.
    private struct VersionBody: Encodable {
        struct By: Encodable {
            let name: String
            let organisation: String
        }

        let number: Int64
        let author: By
        let at: String
        let text: String
        let isPublic: Bool
        var label: String?
        var indicator: String?
        var region: String?
        var period: String?
        var source: String?
        var weight: String?
        var lookAgain: String?
        var outcome: String?
        var to: String?
        var subject: String?
        var on: String?
        var answer: String?
        var remindOn: String?

        enum CodingKeys: String, CodingKey {
            case number, author, at, text, label, indicator, region, period, source, weight, lookAgain, outcome, to
            case subject, on, answer, remindOn
            case isPublic = "public"
        }

        init(_ version: Remark.Version) {
            let content = version.content
            (number, at, text, isPublic) = (version.number, version.at.rfc3339, content.text, content.isPublic)
            author = By(name: version.author.name, organisation: version.author.organisation.text)
            (indicator, region) = (content.indicator?.text, content.region?.text)
            switch content {
            case .interpretation(let one): period = one.period.description
            case .observation(let one):
                (source, weight) = (one.source, one.weight.rawValue)
                if one.weight == .anecdotal { label = InterpretationsAPIRoutes.anecdotal }
            case .concern(let one): source = one.source
            case .expectation(let one): (lookAgain, outcome) = (one.lookAgain.description, one.outcome)
            case .escalation(let one):
                (to, subject, on) = (one.to, one.subject, one.on.description)
                switch one.state {
                case .answered(let text): answer = text
                case .waiting(let day): remindOn = day.description
                }
            }
        }
    }

    /// Goes with an anecdotal observation wherever it goes.
    private static let anecdotal = "losse waarneming, geen cijfer"

    private struct RemarkBody: Encodable {
        let id: String
        let kind: String
        /// It waits for somebody today.
        let due: Bool
        let newest: VersionBody
        /// Oldest first; left out in a list.
        var earlier: [VersionBody]?

        init(_ id: RemarkID, _ newest: Remark.Version, today: Day, earlier: [Remark.Version]? = nil) {
            (self.id, kind) = (id.text, newest.content.kind.rawValue)
            due = newest.content.isDue(on: today)
            self.newest = VersionBody(newest)
            self.earlier = earlier?.map(VersionBody.init)
        }
    }

    private struct Made: Encodable {
        let id: String
    }

    private struct MadeVersion: Encodable {
        let version: Int64
    }

    // MARK: what people say

    private func list(_ exchange: Exchange, _: Analyst) async throws -> Reply {
        let filter = try InterpretationsRoutes.filter(exchange, actions.catalogue)
        let today = actions.today
        let all = try await actions.list(filter).map { RemarkBody($0.id, $0.newest, today: today) }
        return try .json(["interpretations": all])
    }

    private func show(_ exchange: Exchange, _: Analyst) async throws -> Reply {
        let remark = try await actions.remark(try exchange.parameter("interpretation"))
        return try .json(RemarkBody(remark.id, remark.newest, today: actions.today, earlier: remark.earlier))
    }

    private struct RemarkInput: Decodable {
        let kind: String?
        let after: Int64?
        let draft: RemarkDraft

        enum CodingKeys: String, CodingKey {
            case kind, after, text, indicator, region, period, source, weight, lookAgain, outcome, to, subject, on
            case answer, remindOn, isPublic = "public", value
        }

        init(from decoder: any Decoder) throws {
            let body = try decoder.container(keyedBy: CodingKeys.self)
            // Who sends a number means it to be counted, and nothing here is.
            guard !body.contains(.value) else { throw Refusal.malformed(field: "value") }
            func text(_ key: CodingKeys) throws -> String? { try body.decodeIfPresent(String.self, forKey: key) }
            (kind, after) = (try text(.kind), try body.decodeIfPresent(Int64.self, forKey: .after))
            draft = RemarkDraft(
                text: try text(.text), indicator: try text(.indicator), region: try text(.region),
                period: try text(.period), source: try text(.source), weight: try text(.weight),
                lookAgain: try text(.lookAgain), outcome: try text(.outcome), to: try text(.to),
                subject: try text(.subject), on: try text(.on), answer: try text(.answer),
                remindOn: try text(.remindOn),
                isPublic: try body.decodeIfPresent(Bool.self, forKey: .isPublic) ?? false)
        }
    }

    private func add(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let body = try await exchange.json(RemarkInput.self)
        guard let kind = body.kind.flatMap({ Remark.Kind(rawValue: $0) }) else {
            throw Refusal.malformed(field: "kind")
        }
        let id = try await actions.add(body.draft, kind, by: Author(analyst))
        return try .json(Made(id: id.text), status: .created)
    }

    private func change(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let body = try await exchange.json(RemarkInput.self)
        guard let after = body.after else { throw Refusal.malformed(field: "after") }
        let made = try await actions.change(
            try exchange.parameter("interpretation"), to: body.draft, after: after, by: Author(analyst))
        return try .json(MadeVersion(version: made.number), status: made.isNew ? .created : .ok)
    }

    // MARK: the calendar

    private struct EventBody: Encodable {
        let id: String
        /// Nil for what stands in the pack.
        var version: Int64?
        let kind: String
        let from: String
        var until: String?
        let text: String
        var english: String?
        let source: String
        var medium: String?
        var message: String?
        let regions: [String]
        let indicators: [String]

        init(_ event: CalendarEvent) {
            (id, kind, from, until) = (event.id, event.kind.rawValue, event.from.description, event.until?.description)
            (text, source) = (event.text[.dutch], event.source[.dutch])
            let english = event.text[.english]
            self.english = english == text ? nil : english
            (regions, indicators) = (event.regions.map(\.text), event.indicators.map(\.text))
        }

        init(_ id: AddedEventID, _ newest: AddedEvent.Version) {
            self.init(newest.content.event(id))
            version = newest.number
            medium = newest.content.what.broadcast?.medium.rawValue
            message = newest.content.what.broadcast?.message
        }
    }

    private func events(_: Exchange, _: Analyst) async throws -> Reply {
        let added = try await actions.addedEvents().map { EventBody($0.id, $0.newest) }
        return try .json(["events": actions.pack.events.map { EventBody($0) } + added])
    }

    private struct EventInput: Decodable {
        let kind: String?
        let medium: String?
        let message: String?
        let from: String?
        let until: String?
        let text: String?
        let english: String?
        let source: String?
        let regions: [String]?
        let indicators: [String]?
        let after: Int64?

        var draft: AddedEventDraft {
            AddedEventDraft(
                kind: kind, medium: medium, message: message, from: from, until: until, text: text, english: english,
                source: source, regions: regions ?? [], indicators: indicators ?? [])
        }
    }

    private func addEvent(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let id = try await actions.add(event: try await exchange.json(EventInput.self).draft, by: Author(analyst))
        return try .json(Made(id: id.text), status: .created)
    }

    private func changeEvent(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let body = try await exchange.json(EventInput.self)
        guard let after = body.after else { throw Refusal.malformed(field: "after") }
        let made = try await actions.change(
            event: try exchange.parameter("event"), to: body.draft, after: after, by: Author(analyst))
        return try .json(MadeVersion(version: made.number), status: made.isNew ? .created : .ok)
    }

    private struct AfterInput: Decodable {
        let after: Int64
    }

    private func withdrawEvent(_ exchange: Exchange, _ analyst: Analyst) async throws -> Reply {
        let body = try await exchange.json(AfterInput.self)
        let made = try await actions.withdraw(
            event: try exchange.parameter("event"), after: body.after, by: Author(analyst))
        return try .json(MadeVersion(version: made.number), status: made.isNew ? .created : .ok)
    }
}
