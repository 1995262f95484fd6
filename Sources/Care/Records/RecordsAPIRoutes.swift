import Core
import HTTPTypes
import Pack
import Sealing
import Site

/// Records of phone calls and visits over the API.
struct RecordsAPIRoutes: Sendable {
    let actions: RecordsActions

    func hang(_ routes: RouteTable) {
        let line = actions.talks.staff.onTheLine
        routes.get("/api/v1/contacts/form", line, form)
        routes.post("/api/v1/contacts", line, record)
        routes.post("/api/v1/contacts/reports", line, report)
    }

    private struct FormBody: Encodable {
        struct Field: Encodable {
            let id: String
            let label: String
            let most: Int
            let codes: [Code]
        }

        struct Code: Encodable {
            let id: String
            let label: String
            let group: String?
        }

        let record: String
        let takesReports: Bool
        let fields: [Field]
    }

    private func form(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let form = actions.form(of: person)
        let language = exchange.language
        return try .json(
            FormBody(
                record: form.id.text, takesReports: form.takesReports,
                fields: form.fields.map { field in
                    .init(
                        id: field.id, label: field.label[language], most: field.most,
                        codes: field.allCodes.map {
                            .init(id: $0.id, label: $0.label[language], group: $0.group?[language])
                        })
                }))
    }

    private struct ContactBody: Decodable {
        let clientId: String
        /// There is no chat here: a chat is closed, and has its record by that.
        let channel: SpokenChannel
        let contact: [String: ContactCodes]?
        let elsewhere: String?
    }

    private struct ReportBody: Decodable {
        let clientId: String
        let channel: SpokenChannel
        let region: String?
    }

    private struct Recorded: Encodable {
        let id: String
    }

    private func record(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(ContactBody.self)
        let id = try id(body.clientId, "contact", person)
        let isNew = try await actions.record(
            (body.contact ?? [:]).mapValues(\.all), line: body.elsewhere ?? "", by: body.channel, id: id, person)
        return try .json(Recorded(id: id.text), status: isNew ? .created : .ok)
    }

    private func report(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply {
        let body = try await exchange.json(ReportBody.self)
        let id = try id(body.clientId, "report", person)
        let isNew = try await actions.report(body.channel, region: body.region, id: id, person)
        return try .json(Recorded(id: id.text), status: isNew ? .created : .ok)
    }

    /// The same for the same `clientId` of the same person, so that what is sent twice is there once. Nobody is told by it
    /// whose it is.
    private func id(_ clientId: String, _ what: String, _ person: SignedIn) throws -> SpokenRecordID {
        try Draft.check(clientId: clientId)
        let digest = Digest.sha256Base64(Array("\(what)|\(person.member.id)|\(clientId)".utf8))
        let text = digest.map { $0 == "+" ? "-" : ($0 == "/" ? "_" : $0) }.filter { $0 != "=" }
        return SpokenRecordID(trusted: String(text))
    }
}

/// One code, or several where the field takes several.
enum ContactCodes: Decodable {
    case one(String)
    case several([String])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let several = try? container.decode([String].self) {
            self = .several(several)
        } else {
            self = .one(try container.decode(String.self))
        }
    }

    var all: [String] {
        switch self {
        case .one(let code): [code]
        case .several(let codes): codes
        }
    }
}
