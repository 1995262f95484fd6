import Core
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer of a room: a page, a redirect, data or a stream. `Site` adds the headers that every answer carries.
public struct Reply: Sendable {
    enum Content: Sendable {
        case none
        case bytes(ByteBuffer)
        case events(EventSource)
    }

    var status: HTTPResponse.Status
    var headers: HTTPFields = [:]
    var content: Content = .none
    var zone: Zone = .quiet

    init(_ status: HTTPResponse.Status, _ content: Content = .none) {
        self.status = status
        self.content = content
    }

    /// 204.
    public static let nothing = Reply(.noContent)

    public static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Reply {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        var reply = Reply(status, .bytes(ByteBuffer(bytes: try encoder.encode(value))))
        reply.headers[.contentType] = "application/json"
        return reply
    }

    public static func json(_ object: JSONObject, status: HTTPResponse.Status = .ok) -> Reply {
        var reply = Reply(status, .bytes(ByteBuffer(bytes: object.finished)))
        reply.headers[.contentType] = "application/json"
        return reply
    }

    public static func page(_ page: Page, status: HTTPResponse.Status = .ok) -> Reply {
        page.reply(status: status)
    }

    /// A plain file or text of ours.
    public static func text(_ text: some Sequence<UInt8>, type: String, status: HTTPResponse.Status = .ok) -> Reply {
        var reply = Reply(status, .bytes(ByteBuffer(bytes: text)))
        reply.headers[.contentType] = type
        return reply
    }

    /// 303: the answer to every form. The browser fetches `path` with GET.
    public static func redirect(to path: String) -> Reply {
        var reply = Reply(.seeOther)
        reply.headers[.location] = path
        return reply
    }

    /// Adds a cookie; only this function writes `Set-Cookie`.
    public func setting(_ cookie: Cookie) -> Reply {
        var reply = self
        reply.headers.append(HTTPField(name: .setCookie, value: cookie.header))
        return reply
    }

    public func with(_ name: HTTPField.Name, _ value: String) -> Reply {
        var reply = self
        reply.headers[name] = value
        return reply
    }

    public func inZone(_ zone: Zone) -> Reply {
        var reply = self
        reply.zone = zone
        return reply
    }

    /// A file to save, under a name of ours.
    public func asDownload(named name: String) -> Reply {
        with(.contentDisposition, "attachment; filename=\"\(name)\"")
    }

    var response: Response {
        switch content {
        case .none: Response(status: status, headers: headers)
        case .bytes(let bytes): Response(status: status, headers: headers, body: .init(byteBuffer: bytes))
        case .events: Response(status: status, headers: headers)
        }
    }
}

/// A cookie of ours: HttpOnly, SameSite=Lax, no domain; without `maxAge` it goes when the browser closes.
public struct Cookie: Sendable {
    /// The seeker's or staff member's session. One name for all, that means nothing.
    public static let sessionName = "s"
    /// "Was here a moment ago": set by the exit so that Back shows the neutral site.
    public static let goneName = "g"

    let header: String

    private init(_ name: String, _ value: String, maxAge: Int?, isSecure: Bool, path: String = "/") {
        var header = "\(name)=\(value); Path=\(path); HttpOnly; SameSite=Lax"
        if let maxAge { header += "; Max-Age=\(maxAge)" }
        if isSecure { header += "; Secure" }
        self.header = header
    }

    public static func session(_ token: String, isSecure: Bool) -> Cookie {
        Cookie(sessionName, token, maxAge: nil, isSecure: isSecure)
    }

    public static func endSession(isSecure: Bool) -> Cookie {
        Cookie(sessionName, "", maxAge: 0, isSecure: isSecure)
    }

    public static func gone(seconds: Int, isSecure: Bool) -> Cookie {
        Cookie(goneName, "1", maxAge: seconds, isSecure: isSecure)
    }

    public static func forgetGone(isSecure: Bool) -> Cookie {
        Cookie(goneName, "", maxAge: 0, isSecure: isSecure)
    }
}

/// Where a page stands, which decides its headers and its frame.
public enum Zone: Sendable {
    /// May be found by search engines and named plainly: the door, guides, figures.
    case findable
    /// Says nothing of its subject in title, path or icon: everything personal.
    case quiet
    /// The work place of staff.
    case desk
}
