import Core
import Database
import Sealing
import Site

/// Who acts in a talk: the one who seeks help, or somebody of the staff. Each proves it with keys of their own.
public enum Party: Sendable {
    case seeker(Token)
    case staff(SignedIn)

    /// How grants to this party are named.
    var grantee: String {
        switch self {
        case .seeker(let token): Grantee.seeker(token.hash)
        case .staff(let person): Grantee.person(person.member.id)
        }
    }

    var isStaff: Bool { if case .staff = self { true } else { false } }

    /// As it stands beside a message; nil for the seeker.
    var name: String? {
        switch self {
        case .seeker: nil
        case .staff(let person): person.member.displayName
        }
    }

    /// Whose `clientId` it is.
    var authorKey: String {
        switch self {
        case .seeker: "seeker"
        case .staff(let person): "staff:\(person.member.id)"
        }
    }

    func open(_ sealed: [UInt8], _ conversation: ConversationID, _ epoch: Int64) throws -> EpochKey {
        switch self {
        case .seeker(let token):
            try Grant.open(sealed, conversation: conversation, epoch: Int(epoch), with: token, grantee: grantee)
        case .staff(let person):
            try Grant.open(sealed, conversation: conversation, epoch: Int(epoch), with: person.keys, grantee: grantee)
        }
    }
}

/// The names of those an epoch can be granted to. None of them says who somebody is outside this database.
enum Grantee {
    static func seeker(_ tokenHash: [UInt8]) -> String { "seeker:\(Base64URL.encode(tokenHash))" }
    static func code(_ locator: [UInt8]) -> String { "code:\(Base64URL.encode(locator))" }
    static func person(_ id: PersonID) -> String { "person:\(id)" }
    static func queue(_ key: String) -> String { "queue:\(key)" }
}

extension ConversationsActions {
    /// The seeker of a talk, by cookie or bearer token. Whether the token is (still) good is asked in each transaction.
    public var seekerOnly: Access<Party> {
        Access("seeker") { exchange in
            guard let text = exchange.bearer ?? exchange.cookie(Cookie.sessionName), let token = Token(text: text)
            else {
                throw Refusal.notSignedIn
            }
            return .seeker(token)
        }
    }

    /// Either end of a talk. A staff token says of itself that it is one, so that no look-up is wasted. Whether it is (still)
    /// good is asked in each transaction, for both ends.
    public var eitherEnd: Access<Party> {
        Access("seeker or staff on the line") { exchange in
            guard let text = exchange.bearer ?? exchange.cookie(Cookie.sessionName) else { throw Refusal.notSignedIn }
            if let token = Token(text: text) { return .seeker(token) }
            return .staff(try await staff.onTheLineLately.proof(of: exchange))
        }
    }
}
