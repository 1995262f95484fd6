import Core
import Foundation
import Site

extension TalkGone {
    /// To the one who had the window open.
    func sentence(isStaff: Bool, _ say: Speech) -> String {
        switch self {
        case .erased: isStaff ? say(DeskPhrase.erased) : say(TalkPhrase.erasedHere)
        case .elsewhere: say(SitePhrase.openElsewhere)
        case .left: isStaff ? say(DeskPhrase.noLonger) : ""
        }
    }
}

/// The event that empties a window, for the pages of both ends.
struct GoneBody: Encodable {
    let why: TalkGone
    let text: String
    /// Where the window goes; nil when it stays, with what was typed in it.
    let to: String?

    init(_ why: TalkGone, isStaff: Bool, _ say: Speech) {
        self.why = why
        text = why.sentence(isStaff: isStaff, say)
        let desk = Frame.path("/desk", in: say.language)
        switch (isStaff, why) {
        case (true, .erased): to = desk + "?n=gewist"
        case (true, _): to = desk + "?n=weg"
        // Somebody used the exit in another window of this browser: this one follows.
        case (false, .left): to = Frame.path("/g", in: say.language)
        case (false, _): to = nil
        }
    }

    func write(_ writer: inout EventWriter) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        writer.event("gone", data: try encoder.encode(self))
    }
}

extension Website {
    /// A stream that says why there is nothing to follow, and ends.
    func goneStream(_ why: TalkGone, isStaff: Bool, _ exchange: Exchange) -> Reply {
        let body = GoneBody(why, isStaff: isStaff, say(exchange.language))
        return events { _ in
            {}
        } read: { writer in
            try body.write(&writer)
            return false
        }
    }

    /// What the frame of a page without script shows when there is nothing to follow. It reloads no more.
    func gonePage(_ why: TalkGone, isStaff: Bool, _ exchange: Exchange) -> Reply {
        let say = say(exchange.language)
        let title = isStaff ? say(DeskPhrase.title) : say(TalkPhrase.title)
        let body = TalkEndPages.gone(why.sentence(isStaff: isStaff, say), toDesk: isStaff, say)
        return .page(
            frame.page(exchange.language, title: title, zone: isStaff ? .desk : .quiet, bare: true, body: body))
    }
}

/// On the desk: a talk that its seeker erased is not simply absent for who was in it.
struct ErasedTalk: Sendable {
    let actions: ConversationsActions
    let site: Website

    init(_ actions: ConversationsActions, _ site: Website) {
        (self.actions, self.site) = (actions, site)
    }

    /// The rule of an address of the desk with a talk in it.
    func access(_ access: Access<SignedIn>) -> Access<SignedIn> {
        access.whenMissing { try await answer($0, $1) }
    }

    /// Nil for everybody who was not in it.
    func answer(_ exchange: Exchange, _ person: SignedIn) async throws -> Reply? {
        let id: ConversationID = try exchange.parameter("id")
        guard try await actions.wasErased(id, for: person.member.id) else { return nil }
        if exchange.path.hasSuffix("/e") { return site.goneStream(.erased, isStaff: true, exchange) }
        if exchange.path.hasSuffix("/l") { return site.gonePage(.erased, isStaff: true, exchange) }
        if exchange.isJSON || exchange.wantsNoPage { return try site.problem(.talkErased, exchange) }
        return .redirect(to: Frame.path("/desk", in: exchange.language) + "?n=gewist")
    }
}
