import Core
import HTTPTypes

/// A line somebody can go to instead.
public struct OpenLine: Encodable, Sendable {
    let id: String
    let name: String

    public init(id: String, name: String) {
        (self.id, self.name) = (id, name)
    }
}

/// A small sum that is asked of a client before it is let in.
public struct AskedProof: Encodable, Sendable {
    let id: String
    let algorithm = "sha256"
    /// Zero bits that SHA-256 of `id:nonce` begins with.
    let bits: Int
    /// Seconds to wait with the answer.
    let waitSeconds: Int
    let expiresAt: String

    public init(id: String, bits: Int, waitSeconds: Int, expiresAt: Instant) {
        (self.id, self.bits, self.waitSeconds, self.expiresAt) = (id, bits, waitSeconds, expiresAt.rfc3339)
    }
}

/// How a refusal looks from outside: its status and its sentence. The one table.
struct Problem: Sendable {
    let status: HTTPResponse.Status
    let slug: String
    let phrase: SitePhrase
    var values: [String: String] = [:]
    var retryAfterSeconds: Int?

    init(_ refusal: Refusal) {
        switch refusal {
        case .malformed(let field?): self.init(.badRequest, "malformed", .malformed, ["field": field])
        case .malformed(nil): self.init(.badRequest, "malformed", .unreadable)
        case .tooLong(let field, let limit, let over):
            let values = ["field": field, "limit": String(limit), "over": String(over ?? 0)]
            self.init(.unprocessableContent, "too-long", over == nil ? .tooLong : .tooLongBy, values)
        case .empty(let field):
            self.init(.unprocessableContent, "empty", .empty, ["field": field])
        case .tooLarge(let limit):
            self.init(.contentTooLarge, "too-large", .tooLarge, ["limit": String(limit)])
        case .notSignedIn: self.init(.unauthorized, "not-signed-in", .notSignedIn)
        case .notAllowed: self.init(.forbidden, "not-allowed", .notAllowed)
        case .notFound: self.init(.notFound, "not-found", .notFound)
        case .wrongMethod: self.init(.methodNotAllowed, "wrong-method", .wrongMethod)
        case .wrongContentType: self.init(.unsupportedMediaType, "wrong-content-type", .wrongContentType)
        case .conversationClosed: self.init(.conflict, "conversation-closed", .conversationClosed)
        case .talkErased: self.init(.gone, "talk-erased", .talkErased)
        case .openElsewhere: self.init(.conflict, "open-elsewhere", .openElsewhere)
        case .lineClosed: self.init(.conflict, "line-closed", .lineClosed)
        case .lineNearHome: self.init(.conflict, "line-near-home", .lineNearHome)
        case .queueFull: self.init(.serviceUnavailable, "queue-full", .queueFull)
        case .atCapacity: self.init(.conflict, "at-capacity", .atCapacity)
        case .keptForUrgent: self.init(.conflict, "kept-for-urgent", .keptForUrgent)
        case .resting: self.init(.conflict, "resting", .resting)
        case .paused: self.init(.conflict, "paused", .paused)
        case .unfilled(let gap): self.init(.unprocessableContent, "unfilled", .unfilled, ["gap": gap])
        case .outOfDate: self.init(.conflict, "out-of-date", .outOfDate)
        case .askedIn: self.init(.conflict, "asked-in", .askedIn)
        case .lastCounsellor: self.init(.conflict, "last-counsellor", .lastCounsellor)
        case .notLookingIn: self.init(.conflict, "not-looking-in", .notLookingIn)
        case .nobodyHears: self.init(.conflict, "nobody-hears", .nobodyHears)
        case .seekerAway: self.init(.conflict, "seeker-away", .seekerAway)
        case .wrongCredentials: self.init(.unauthorized, "wrong-credentials", .wrongCredentials)
        case .wrongCode: self.init(.notFound, "wrong-code", .wrongCode)
        case .tooMany(let seconds):
            self.init(.tooManyRequests, "too-many", .tooMany, ["seconds": String(seconds)])
            retryAfterSeconds = seconds
        case .storeUnavailable:
            self.init(.serviceUnavailable, "store-unavailable", .storeUnavailable)
            retryAfterSeconds = 5
        case .listFull(let limit):
            self.init(.conflict, "list-full", .listFull, ["limit": String(limit)])
        case .aboutPerson(let field):
            self.init(.unprocessableContent, "about-a-person", .aboutPerson, ["field": field])
        case .claimsViolence(let field):
            self.init(.unprocessableContent, "claims-violence", .claimsViolence, ["field": field])
        case .conflict: self.init(.conflict, "conflict", .conflict)
        }
    }

    init(fault reference: String) {
        self.init(.internalServerError, "fault", .fault, ["reference": reference])
    }

    private init(
        _ status: HTTPResponse.Status, _ slug: String, _ phrase: SitePhrase, _ values: [String: String] = [:]
    ) {
        (self.status, self.slug, self.phrase, self.values) = (status, slug, phrase, values)
    }

    /// RFC 9457. `help` says what can still be done when nothing else works.
    struct Document: Encodable {
        let type: String
        let title: String
        let status: Int
        let detail: String
        let emergency: [String]
        /// The lines that are open, when one was closed.
        var open: [OpenLine]?
        /// What to bring to be let in, when too many come.
        var challenge: AskedProof?
    }

    func document(_ speech: Speech, emergency: [String]) -> Document {
        let text = speech(phrase, values)
        let title = text.split(separator: ".", maxSplits: 1).first.map(String.init) ?? text
        return Document(
            type: "/problems/\(slug)", title: title, status: status.code, detail: text, emergency: emergency)
    }
}
