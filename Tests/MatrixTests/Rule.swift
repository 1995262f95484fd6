import Core
import Site

/// Who gets past the access rule of a route. A rule that is not here fails the matrix.
struct Rule: Sendable {
    let name: String
    let roles: Set<Role>
    let seekers: Bool
    /// Past it, a supervisor may ask for talks in which they take no part: those of the lines they are on.
    var looksIn = false
    /// Those who wait to begin, and have no talk yet.
    var tickets = false

    static let all = [
        Rule(name: "anyone", roles: Set(Role.allCases), seekers: true),
        Rule(name: "seeker", roles: [], seekers: true),
        Rule(name: "seeker or staff on the line", roles: [.counsellor, .supervisor], seekers: true),
        Rule(name: "waiting", roles: [], seekers: false, tickets: true),
        Rule(name: "staff", roles: Set(Role.allCases), seekers: false),
        Rule(name: "staff on the line", roles: [.counsellor, .supervisor], seekers: false),
        Rule(name: "supervisor", roles: [.supervisor], seekers: false, looksIn: true),
        Rule(name: "supervisor or coordinator", roles: [.supervisor, .coordinator], seekers: false),
        Rule(
            name: "staff who look at figures", roles: [.supervisor, .coordinator, .analyst], seekers: false),
        Rule(name: "keeps lists", roles: [.supervisor, .editor], seekers: false),
        Rule(name: "analyst", roles: [.analyst], seekers: false),
        Rule(name: "coordinator", roles: [.coordinator], seekers: false),
    ]

    static func of(_ route: RouteDescription) -> Rule? { all.first { $0.name == route.access } }

    func lets(_ visitor: Scene.Visitor) -> Bool {
        if name == "anyone" { return true }
        if visitor.isToBegin { return tickets }
        if visitor.talk != nil { return seekers }
        return visitor.role.map { roles.contains($0) } ?? false
    }
}

/// What stands in a place of a path.
enum PathPart: Sendable, Equatable {
    case talk, offer, line
    /// A talk that waits, which those of its line may put first.
    case waiting
    /// Somebody of the staff, by name.
    case person
    /// A record of a phone call that somebody of the staff has under way.
    case record
    /// What did not fit in a list, for who keeps it.
    case listLine
    /// What organisations agree among themselves, an action in it, a message in it.
    case consultation, action, message
    /// A file that an analyst sent, and did not bring in yet.
    case delivery
    /// Anybody may ask for it: there is no foreign one.
    case open

    /// By the part before it and its name. One that is not here fails the matrix.
    static let known: [String: PathPart] = [
        "conversations/:id": .talk, "c/:id": .talk, "offers/:offer": .offer, "o/:offer": .offer,
        "lines/:line": .line, "lines/:id": .line, "l/:line": .line, "waiting/:id": .waiting, "q/:waiting": .waiting,
        "people/:name": .person, "record/:record": .record, "lists/:line": .listLine, "guides/:id": .open,
        "canned/:text": .open, "consultations/:consultation": .consultation, "actions/:action": .action,
        "messages/:message": .message, "figures/:delivery": .delivery, "deliveries/:delivery": .delivery,
        "interpretations/:interpretation": .open, "events/:event": .open, "findings/:finding": .open,
        "signals/:indicator": .open,
    ]

    static func key(_ parts: [Substring], _ index: Int) -> String {
        "\(index > 0 ? parts[index - 1] : "")/\(parts[index])"
    }

    /// What there is of it in a talk, and what is nowhere.
    func values(of talk: Scene.Talk) -> (foreign: String, nowhere: String) {
        switch self {
        case .talk, .waiting: (talk.id.text, Self.nowhere)
        case .person: (talk.taker, "niemand")
        case .record: (talk.record, Self.nowhere)
        case .listLine: (talk.listLine, Self.nowhere)
        case .offer: (talk.offer ?? Self.nowhere, Self.nowhere)
        case .line: (talk.line.text, "no-such-line")
        case .consultation: (talk.agreed.id, Self.nowhere)
        case .action: (talk.agreed.action, Self.nowhere)
        case .message: (talk.agreed.message, Self.nowhere)
        case .delivery: (talk.delivery, Self.nowhere)
        case .open: (Self.shared, Self.shared)
        }
    }

    static let shared = "welcome"
    /// No number, so that it is read as a name where a number is asked too.
    static let nowhere = String(repeating: "0", count: 25) + "a"
}

extension RouteDescription {
    /// The path without its language.
    var plainPath: String {
        path.hasPrefix("/en/") ? String(path.dropFirst(3)) : path
    }

    var parts: [Substring] { plainPath.split(separator: "/") }
    var parameters: [Int] { parts.indices.filter { parts[$0].hasPrefix(":") } }
    var isAPI: Bool { path.hasPrefix("/api/") }
    /// The same handler as that of the Dutch path.
    var isInAnotherLanguage: Bool { path != plainPath }

    /// The keys of its parameters that ``PathPart`` does not know.
    var unknown: [String] {
        parameters.map { PathPart.key(parts, $0) }.filter { PathPart.known[$0] == nil }
    }

    var kinds: [PathPart] { parameters.compactMap { PathPart.known[PathPart.key(parts, $0)] } }

    /// Whether there are things of others that it could be asked for.
    var hasForeign: Bool { kinds.contains { $0 != .open } }

    func path(for talk: Scene.Talk, exists: Bool) -> String {
        let parts = path.split(separator: "/")
        let offset = parts.count - self.parts.count
        var filled = parts.map(String.init)
        for (index, kind) in zip(parameters, kinds) {
            let values = kind.values(of: talk)
            filled[index + offset] = exists ? values.foreign : values.nowhere
        }
        return "/" + filled.joined(separator: "/")
    }
}

/// Well-formed bodies, so that what refuses a request is who asks, and not how. A route that is not here gets `{}` or an
/// empty form.
enum Bodies {
    /// - Parameter talk: gives its line and its ids to what can name one.
    static func body(of route: RouteDescription, for talk: Scene.Talk) -> Installed.Body {
        guard route.method == "POST" else { return .none }
        let line = talk.line.text
        let other = line == Scene.rotterdam.text ? Scene.child.text : Scene.rotterdam.text
        let passed = #"{"line":"\#(other)","share":"history"}"#
        switch route.plainPath {
        case "/api/v1/conversations": return .json(#"{"line":"\#(Scene.outside.text)","language":"nl"}"#)
        case "/api/v1/conversations/:id/messages": return .json(#"{"clientId":"vreemd","text":"Ik hoor hier niet"}"#)
        case "/api/v1/conversations/:id/offers/:offer": return .json(#"{"accept":true}"#)
        case "/api/v1/conversations/:id/handover", "/api/v1/conversations/:id/invite": return .json(passed)
        case "/api/v1/people/:name/capacity": return .json(#"{"points":2}"#)
        case "/api/v1/lines/:line/shut": return .json(#"{"shut":false}"#)
        case "/desk/supervisor/l/:line": return .form("zet=druk")
        case "/desk/supervisor/q/:waiting": return .form("zet=1")
        case "/api/v1/return": return .json(#"{"code":"appel appel appel appel appel"}"#)
        case "/api/v1/sessions": return .json(#"{"name":"niemand","password":"een wachtwoord"}"#)
        case "/api/v1/queue/next": return .json(#"{"lines":["\#(line)"]}"#)
        case "/api/v1/observations":
            let row = "veilig-thuis.advice,,,2019-H1,53145,final"
            return .text(type: "text/csv", "indicator,region,organisation,period,value,status\n\(row)\n")
        case "/api/v1/interpretations":
            return .json(#"{"kind":"concern","source":"Een opvang","text":"Meer vragen, zegt men"}"#)
        case "/desk/interpretations": return .form("kind=concern&source=Een+opvang&text=Meer+vragen%2C+zegt+men")
        case "/api/v1/events":
            return .json(
                #"{"kind":"media","medium":"radio","message":"voor buren, 2","from":"2026-11-02","text":"Spot","source":"een omroep"}"#
            )
        case "/desk/events":
            return .form("what=media&medium=radio&message=voor+buren%2C+2&from=2026-11-02&text=Spot&source=een+omroep")
        case "/api/v1/conversations/:id/whispers": return .json(#"{"clientId":"vreemd","text":"Ik hoor hier niet"}"#)
        case "/desk/c/:id/w": return .form("w1=Ik+hoor+hier+niet&w2=vreemd")
        case "/desk/c/:id/note": return .form("notitie=Ik+hoor+hier+niet")
        case "/desk/c/:id/acute": return .form("aan=1")
        case "/desk/c/:id/decision", "/desk/supervisor/c/:id/decision": return .form("besluit=Ik+hoor+hier+niet")
        case "/desk/c/:id/d": return .form("a1=Ik+hoor+hier+niet")
        case "/desk/c/:id/t": return .form("t=welcome&a2=vreemd")
        case "/api/v1/conversations/:id/report": return .json(#"{"name":true,"wish":true}"#)
        case "/desk/c/:id/report": return .form("name=1&wish=1")
        case "/desk/c/:id/passage": return .form("nummer=1&code=physical-home&aan=1")
        case "/desk/record": return .form("kanaal=phone")
        case "/desk/report": return .form("kanaal=phone&dossier=1")
        case "/api/v1/contacts", "/api/v1/contacts/reports":
            return .json(#"{"clientId":"vreemd","channel":"phone"}"#)
        case "/desk/code": return .form("code=123456")
        case "/desk/c/:id/word", "/g/q": return .form("a3=appelboom")
        case "/desk/c/:id/agree": return .form("how=bellen&when=morgen")
        case "/api/v1/conversations/:id/keep": return .json(#"{"hours":24}"#)
        case "/g/kt": return .form("a1=24")
        case "/g/a": return .form("a1=1")
        case "/api/v1/conversations/:id/can-type": return .json(#"{"answer":"yes"}"#)
        case "/api/v1/conversations/:id/quiet-word": return .json(#"{"word":"appelboom"}"#)
        case "/api/v1/conversations/:id/follow-up": return .json(#"{"how":"bellen","when":"morgen"}"#)
        case "/g": return .form("a1=child")
        case "/g/m", "/desk/c/:id/m": return .form("a1=Ik+hoor+hier+niet&a2=vreemd")
        case "/g/o/:offer": return .form("a1=1")
        case "/t": return .form("a1=appel+appel+appel+appel+appel")
        case "/desk/login": return .form("naam=niemand&wachtwoord=een+wachtwoord")
        case "/desk/c/:id/offer": return .form("line=\(other)&share=history&kind=invite")
        case "/desk/figures", "/api/v1/deliveries", "/api/v1/dataValueSets", "/api/v1/deliveries/sources":
            return DeliveryBodies.body(of: route)
        default: return ConsultationBodies.body(of: route, for: talk)
        }
    }
}
