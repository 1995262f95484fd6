import Core
import Foundation
import Site

@testable import Care

/// What two organisations agreed among themselves, for the matrix: made by the calls that coordinators use.
struct Agreed: Sendable, CustomStringConvertible {
    var id = PathPart.nowhere
    var action = PathPart.nowhere
    var message = PathPart.nowhere
    var parties: Set<OrganisationID> = []
    /// Found nowhere else.
    var words: [String] = []

    var description: String { "the consultation \(id)" }

    /// Somebody may read it: a coordinator of one of its organisations.
    func isOf(_ visitor: Scene.Visitor) -> Bool {
        guard let person = visitor.person else { return false }
        return person.member.role == .coordinator && parties.contains(person.member.organisation)
    }
}

extension Installed {
    /// - Parameter other: nil for an organisation that nobody asks for anything.
    func consult(_ side: Side, _ other: Side?) async throws -> Agreed {
        guard let own = side.coordinator, let organisation = own.person?.member.organisation else {
            throw Unexpected(what: "no coordinator")
        }
        let with = other?.coordinator?.person?.member.organisation ?? OrganisationID(trusted: "familielijn")
        func call(_ path: String, _ body: [String: Any]) async throws -> String {
            let json = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
            let answer = try await ask("POST", "/api/v1/consultations\(path)", as: own.token, .json(json))
            guard answer.status == 201,
                let made = try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any]
            else { throw Unexpected(what: "\(path): \(answer.status) \(answer.text)") }
            return made["id"] as? String ?? ""
        }
        let words = (0..<5).map { _ in "afgesproken-\(ID<Agreed>.random())" }
        var agreed = Agreed(parties: [organisation, with], words: words)
        agreed.id = try await call("", ["with": [with.text], "frequency": words[0], "next": "2026-12-07"])
        _ = try await call("/\(agreed.id)/points", ["text": words[1]])
        _ = try await call("/\(agreed.id)/minutes", ["text": words[2], "date": "2026-11-20"])
        agreed.action = try await call(
            "/\(agreed.id)/actions", ["text": words[3], "organisation": organisation.text, "due": "2026-12-07"])
        agreed.message = try await call("/\(agreed.id)/messages", ["title": words[4], "text": "een\n\(words[4])"])
        // With a difference to be asked for.
        let version = "/\(agreed.id)/messages/\(agreed.message)/versions"
        _ = try await call(version, ["text": "twee\n\(words[4])", "after": 1])
        return agreed
    }
}

/// Well-formed bodies for the routes of consultations; `{}` or an empty form for every other one.
enum ConsultationBodies {
    static func body(of route: RouteDescription, for talk: Scene.Talk) -> Installed.Body {
        let doer = talk.agreed.parties.sorted().first { $0.text == "kindertelefoon" }?.text ?? "kindertelefoon"
        switch route.plainPath.replacing("/api/v1/consultations", with: "").replacing("/desk/consultations", with: "") {
        case "" where route.isAPI:
            return .json(#"{"with":["familielijn"],"frequency":"elke week","next":"2026-12-07"}"#)
        case "": return .form("o-familielijn=1&hoe=elke+week&dag=2026-12-07")
        case "/:consultation/plan" where route.isAPI: return .json(#"{"frequency":"elke week","next":"2026-12-08"}"#)
        case "/:consultation/plan": return .form("hoe=elke+week&dag=2026-12-08")
        case "/:consultation/yes" where route.isAPI: return .json(#"{"number":1}"#)
        case "/:consultation/yes": return .form("nummer=1")
        case "/:consultation/messages/:message/yes" where route.isAPI: return .json(#"{"number":2}"#)
        case "/:consultation/messages/:message/yes": return .form("nummer=2")
        case "/:consultation/points" where route.isAPI: return .json(#"{"text":"Een punt"}"#)
        case "/:consultation/points": return .form("punt=Een+punt")
        case "/:consultation/minutes" where route.isAPI: return .json(#"{"text":"Een verslag","date":"2026-11-20"}"#)
        case "/:consultation/minutes": return .form("verslag=Een+verslag&gehouden=2026-11-20")
        case "/:consultation/actions" where route.isAPI:
            return .json(#"{"text":"Een actie","organisation":"\#(doer)","due":"2026-12-08"}"#)
        case "/:consultation/actions": return .form("wat=Een+actie&wie=\(doer)&klaar=2026-12-08")
        case "/:consultation/actions/:action" where route.isAPI: return .json(#"{"done":true}"#)
        case "/:consultation/actions/:action": return .form("gedaan=1")
        case "/:consultation/messages" where route.isAPI: return .json(#"{"title":"Een titel","text":"Een tekst"}"#)
        case "/:consultation/messages": return .form("titel=Een+titel&tekst=Een+tekst")
        case "/:consultation/messages/:message/versions" where route.isAPI:
            return .json(#"{"text":"Andere tekst","after":2}"#)
        case "/:consultation/messages/:message/versions": return .form("tekst=Andere+tekst&na=2")
        default: return route.isAPI ? .json("{}") : .form("")
        }
    }
}
