import Core
import Sealing
import Site

/// The proof that somebody of the staff is signed in, with the keys that their token unlocked for this request.
public struct SignedIn: Sendable {
    public let member: StaffMember
    let keys: PersonKeys
    let tokenHash: [UInt8]

    /// Talks with people and takes from the queue.
    var isOnTheLine: Bool { member.isOnTheLine }
}

extension StaffMember {
    var isOnTheLine: Bool { role == .counsellor || role == .supervisor }
}

extension StaffActions {
    /// A staff token says that it is one, so that a seeker's is never looked for among them and the reverse.
    static let tokenMark = "w"

    /// A token with which only the code from an app can be given.
    static let halfwayMark = "h"

    static func text(ofHalfway token: Token) -> String { halfwayMark + token.text }

    static func halfway(_ text: String) -> Token? {
        text.hasPrefix(halfwayMark) ? Token(text: text.dropFirst(halfwayMark.count)) : nil
    }

    static func text(of token: Token) -> String { tokenMark + token.text }

    static func token(_ text: String) -> Token? {
        text.hasPrefix(tokenMark) ? Token(text: text.dropFirst(tokenMark.count)) : nil
    }

    /// Signed in, with any of these roles; by bearer token or by cookie.
    public func access(_ name: String, _ roles: Set<Role> = Set(Role.allCases)) -> Access<SignedIn> {
        Access(name) { exchange in
            guard let text = exchange.bearer ?? exchange.cookie(Cookie.sessionName), let token = Self.token(text)
            else {
                throw Refusal.notSignedIn
            }
            let person = try await self.whoIs(token)
            guard roles.contains(person.member.role) else { throw Refusal.notAllowed }
            return person
        }
    }

    /// Who talks with people, for what asks again in its own transaction whether the session is still there
    /// (`ConversationsActions.conversation(_:of:locking:)`): the keys come from memory when they were unlocked a while ago.
    var onTheLineLately: Access<SignedIn> {
        Access("staff on the line") { exchange in
            guard let text = exchange.bearer ?? exchange.cookie(Cookie.sessionName), let token = Self.token(text)
            else { throw Refusal.notSignedIn }
            let person = try await self.whoWas(token)
            guard person.isOnTheLine else { throw Refusal.notAllowed }
            return person
        }
    }

    /// Who talks with people.
    public var onTheLine: Access<SignedIn> { access("staff on the line", [.counsellor, .supervisor]) }
}
