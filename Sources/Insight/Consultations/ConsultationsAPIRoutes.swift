import Core
import HTTPTypes
import Site

/// The same as calls.
struct ConsultationsAPIRoutes: Sendable {
    let site: Website
    let actions: ConsultationsActions

    func hang(_ routes: RouteTable, _ coordinators: Access<OrganisationID>) {
        let all = "/api/v1/consultations"
        let one = "\(all)/:consultation"
        routes.get(all, coordinators, list)
        routes.post(all, coordinators, propose)
        routes.get(one, coordinators, whole)
        routes.post("\(one)/yes", coordinators, agree)
        routes.post("\(one)/plan", coordinators, plan)
        routes.post("\(one)/end", coordinators, end)
        routes.post("\(one)/points", coordinators, addPoint)
        routes.post("\(one)/minutes", coordinators, writeMinutes)
        routes.post("\(one)/actions", coordinators, addAction)
        routes.post("\(one)/actions/:action", coordinators, markAction)
        routes.post("\(one)/messages", coordinators, addMessage)
        routes.get("\(one)/messages/:message", coordinators, message)
        routes.post("\(one)/messages/:message/versions", coordinators, addVersion)
        routes.post("\(one)/messages/:message/yes", coordinators, agreeToVersion)
        routes.get("\(one)/messages/:message/difference", coordinators, difference)
    }

    private func id(_ exchange: Exchange) throws -> ConsultationID { try exchange.parameter("consultation") }

    /// Texts of a few thousand characters, as JSON may spell them.
    private static let bodyLimit = 64 << 10

    // MARK: what is answered

    private struct ConsultationBody: Encodable {
        struct Party: Encodable {
            let organisation: String
            let yes: Bool
        }

        struct Plan: Encodable {
            let number: Int64
            let frequency: String
            let by: String
            let on: String
            let next: String
        }

        struct End: Encodable {
            let by: String
            let on: String
        }

        let id: String
        let state: String
        let parties: [Party]
        let plan: Plan
        var end: End?

        init(_ consultation: Consultation) {
            id = consultation.id.text
            state = consultation.state.rawValue
            parties = consultation.parties.map {
                Party(organisation: $0.organisation.text, yes: consultation.hasAgreed($0))
            }
            let plan = consultation.plan
            self.plan = Plan(
                number: plan.number, frequency: plan.frequency, by: plan.by.text, on: plan.on.description,
                next: plan.next.description)
            end = consultation.end.map { End(by: $0.by.text, on: $0.on.description) }
        }
    }

    private struct PointBody: Encodable {
        let id: String
        let text: String
        let organisation: String
        let on: String

        init(_ point: AgendaPoint) {
            (id, text, organisation) = (point.id.text, point.text, point.organisation.text)
            on = point.addedOn.description
        }
    }

    private struct MeetingBody: Encodable {
        struct Entry: Encodable {
            let text: String
            let organisation: String
            let on: String
        }

        let date: String
        let minutes: [Entry]
        let points: [PointBody]

        init(_ meeting: ConsultationsActions.Meeting) {
            date = meeting.day.description
            minutes = meeting.minutes.map {
                Entry(text: $0.text, organisation: $0.organisation.text, on: $0.writtenOn.description)
            }
            points = meeting.points.map(PointBody.init)
        }
    }

    private struct ActionBody: Encodable {
        let id: String
        let text: String
        let organisation: String
        let due: String
        var doneOn: String?

        init(_ action: AgreedAction) {
            (id, text, organisation) = (action.id.text, action.text, action.organisation.text)
            due = action.due.description
            doneOn = action.doneOn?.description
        }
    }

    private struct MessageBody: Encodable {
        struct Version: Encodable {
            let number: Int64
            let organisation: String
            let on: String
            let yes: [String]
            /// Left out in the list of a consultation.
            var text: String?
        }

        let id: String
        let title: String
        /// The number of the version that holds.
        var agreed: Int64?
        let versions: [Version]

        init(_ message: AgreedMessage, _ parties: [OrganisationID], texts: [String]? = nil) {
            (id, title) = (message.id.text, message.title)
            agreed = message.agreed(by: parties)?.number
            versions = message.versions.enumerated().map { index, version in
                Version(
                    number: version.number, organisation: version.organisation.text,
                    on: version.writtenOn.description, yes: version.yes.map(\.organisation.text),
                    text: texts.flatMap { $0.indices.contains(index) ? $0[index] : nil })
            }
        }
    }

    private struct WholeBody: Encodable {
        let consultation: ConsultationBody
        let points: [PointBody]
        let meetings: [MeetingBody]
        /// For `before` of the next call.
        var earlier: String?
        let actions: [ActionBody]
        let messages: [MessageBody]
    }

    private struct MadeBody: Encodable {
        let id: String
    }

    private struct VersionBody: Encodable {
        let version: Int64
    }

    private struct DifferenceBody: Encodable {
        struct Part: Encodable {
            let kind: String
            let text: String
        }

        let from: Int64
        let to: Int64
        let added: Int
        let removed: Int
        let parts: [Part]
    }

    // MARK: consultations

    private func list(_: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let all = try await actions.list(for: organisation).map { ConsultationBody($0.consultation) }
        return try .json(["consultations": all])
    }

    private struct ProposalBody: Decodable {
        let with: [String]
        let frequency: String?
        let next: String?
    }

    private func propose(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(ProposalBody.self, limit: Self.bodyLimit)
        let others = body.with.compactMap { OrganisationID($0) }
        guard others.count == body.with.count else { throw Refusal.malformed(field: "with") }
        let made = try await actions.propose(
            with: others, frequency: body.frequency, next: body.next, by: organisation)
        return try .json(ConsultationBody(made), status: .created)
    }

    private func whole(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let before = try ConsultationsRoutes.before(exchange)
        let whole = try await actions.whole(try id(exchange), before: before, for: organisation)
        let parties = whole.consultation.organisations
        return try .json(
            WholeBody(
                consultation: ConsultationBody(whole.consultation), points: whole.points.map(PointBody.init),
                meetings: whole.meetings.map(MeetingBody.init), earlier: whole.earlier?.description,
                actions: (whole.actions + whole.done).map(ActionBody.init),
                messages: whole.messages.map { MessageBody($0, parties) }))
    }

    private struct YesBody: Decodable {
        let number: Int64
    }

    private func agree(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(YesBody.self, limit: Self.bodyLimit)
        try await actions.agree(to: body.number, of: try id(exchange), by: organisation)
        return .nothing
    }

    private struct PlanBody: Decodable {
        let frequency: String?
        let next: String?
    }

    private func plan(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(PlanBody.self, limit: Self.bodyLimit)
        try await actions.plan(
            frequency: body.frequency, next: body.next, of: try id(exchange), by: organisation)
        return .nothing
    }

    private func end(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        try await actions.end(try id(exchange), by: organisation)
        return .nothing
    }

    // MARK: agenda, minutes, actions

    private struct TextBody: Decodable {
        let text: String?
    }

    private func addPoint(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(TextBody.self, limit: Self.bodyLimit)
        let point = try await actions.add(point: body.text, to: try id(exchange), by: organisation)
        return try .json(MadeBody(id: point.text), status: .created)
    }

    private struct MinutesBody: Decodable {
        let date: String?
        let text: String?
        let points: [String]?
    }

    private func writeMinutes(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(MinutesBody.self, limit: Self.bodyLimit)
        let minutes = try await actions.write(
            minutes: body.text, of: body.date, points: (body.points ?? []).compactMap { AgendaPointID($0) },
            in: try id(exchange), by: organisation)
        return try .json(MadeBody(id: minutes.text), status: .created)
    }

    private struct NewActionBody: Decodable {
        let text: String?
        let organisation: String?
        let due: String?
    }

    private func addAction(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(NewActionBody.self, limit: Self.bodyLimit)
        let action = try await actions.add(
            action: body.text, for: body.organisation.flatMap { OrganisationID($0) }, due: body.due,
            to: try id(exchange), by: organisation)
        return try .json(MadeBody(id: action.text), status: .created)
    }

    private struct DoneBody: Decodable {
        let done: Bool
    }

    private func markAction(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(DoneBody.self, limit: Self.bodyLimit)
        try await actions.set(
            try exchange.parameter("action"), isDone: body.done, in: try id(exchange), by: organisation)
        return .nothing
    }

    // MARK: messages

    private struct NewMessageBody: Decodable {
        let title: String?
        let text: String?
    }

    private func addMessage(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(NewMessageBody.self, limit: Self.bodyLimit)
        let message = try await actions.propose(
            message: body.title, text: body.text, in: try id(exchange), by: organisation)
        return try .json(MadeBody(id: message.text), status: .created)
    }

    private func message(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let found = try await actions.message(
            try exchange.parameter("message"), of: try id(exchange), for: organisation)
        return try .json(MessageBody(found.message, found.consultation.organisations, texts: found.texts))
    }

    private struct NewVersionBody: Decodable {
        let text: String?
        let after: Int64
    }

    private func addVersion(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(NewVersionBody.self, limit: Self.bodyLimit)
        let made = try await actions.propose(
            version: body.text, after: body.after, of: try exchange.parameter("message"), in: try id(exchange),
            by: organisation)
        return try .json(VersionBody(version: made.number), status: made.isNew ? .created : .ok)
    }

    private func agreeToVersion(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let body = try await exchange.json(YesBody.self, limit: Self.bodyLimit)
        try await actions.agree(
            to: body.number, of: try exchange.parameter("message"), in: try id(exchange), by: organisation)
        return .nothing
    }

    /// 404 for a version that is not there.
    private func difference(_ exchange: Exchange, _ organisation: OrganisationID) async throws -> Reply {
        let found = try await actions.message(
            try exchange.parameter("message"), of: try id(exchange), for: organisation)
        let (message, parties) = (found.message, found.consultation.organisations)
        guard let to = try ConsultationsRoutes.version(exchange, "to") ?? message.newest?.number,
            let later = message.version(to),
            let from = try ConsultationsRoutes.version(exchange, "from")
                ?? message.before(later, parties: parties)?.number,
            let old = message.versions.firstIndex(where: { $0.number == from }),
            let new = message.versions.firstIndex(where: { $0.number == to })
        else { throw Refusal.notFound }
        let difference = WordDifference(from: found.texts[old], to: found.texts[new])
        return try .json(
            DifferenceBody(
                from: from, to: to, added: difference.added, removed: difference.removed,
                parts: difference.parts.map { .init(kind: $0.kind.rawValue, text: $0.text) }))
    }
}
