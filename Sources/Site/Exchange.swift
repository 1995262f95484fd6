import Core
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// One request on its way to an answer: what the handlers of the rooms see of HTTP.
///
/// There is no peer address here, on purpose: no room can store or log one.
public struct Exchange: Sendable {
    let request: Request
    let context: SiteContext
    /// The language of the page, from its path.
    public let language: Language
    public let clock: Clock

    public var path: String { request.uri.path }
    public var isForAPI: Bool { path.hasPrefix("/api/") }

    /// A part of the path, `id` in `/api/v1/conversations/:id`.
    public func parameter<Of>(_ name: String) throws -> ID<Of> {
        guard let text = context.parameters.get(name), let id = ID<Of>(text) else { throw Refusal.notFound }
        return id
    }

    public func text(_ name: String) throws -> String {
        guard let text = context.parameters.get(name) else { throw Refusal.notFound }
        return text
    }

    /// A field of the query string, percent-decoded.
    public func query(_ name: String) -> String? {
        request.uri.queryParameters.get(name)
    }

    public func header(_ name: HTTPField.Name) -> String? {
        request.headers[name]
    }

    /// The token of `Authorization: Bearer …`.
    public var bearer: String? {
        guard let value = request.headers[.authorization], value.utf8.count < 512,
            value.prefix(7).lowercased() == "bearer "
        else { return nil }
        return String(value.dropFirst(7))
    }

    public func cookie(_ name: String) -> String? {
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                if pair.hasPrefix(name), pair.dropFirst(name.count).first == "=" {
                    return String(pair.dropFirst(name.count + 1))
                }
            }
        }
        return nil
    }

    /// The whole body. More than `limit` bytes: the rest is read and thrown away (to 10 MB), then `Refusal.tooLarge`.
    public func body(limit: Int) async throws -> ByteBuffer {
        context.bodyIsTaken.set()
        var all = ByteBuffer()
        var seen = 0
        for try await var part in request.body {
            seen += part.readableBytes
            if seen > max(limit, Self.drainLimit) { break }
            if seen <= limit { all.writeBuffer(&part) }
        }
        guard seen <= limit else { throw Refusal.tooLarge(limit: limit) }
        return all
    }

    /// As `body`, as plain bytes.
    public func bytes(limit: Int) async throws -> [UInt8] {
        Array(try await body(limit: limit).readableBytesView)
    }

    /// True for a request that a page of another site made: never trusted with a cookie.
    var comesFromElsewhere: Bool {
        if let site = request.headers[.secFetchSite] { return site != "same-origin" && site != "none" }
        guard let origin = request.headers[.origin], origin != "null" else { return false }
        let host = request.head.authority ?? ""
        return origin.split(separator: "/").last.map(String.init) != host
    }

    /// For answers without a page: English when the client asks for it first, else that of the path.
    var spokenLanguage: Language {
        request.headers[.acceptLanguage].map { $0.hasPrefix("en") } == true ? .english : language
    }

    var wantsJSON: Bool {
        isForAPI || (request.headers[.accept]?.contains("json") ?? false)
    }

    static let drainLimit = 10 << 20
}

/// The context of a request inside the web server.
public struct SiteContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// The body of a request can be read once; a refusal must know whether that was done.
    let bodyIsTaken = Flag()
    /// What a stream is fed from, when the answer is one: it does not go through the body of a response.
    let events = EventSourceBox()

    public init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

final class EventSourceBox: Sendable {
    private let source = Mutex<EventSource?>(nil)
    var value: EventSource? { source.withLock { $0 } }
    func set(_ value: EventSource) { source.withLock { $0 = value } }
}

/// Something that becomes true once.
final class Flag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}

extension HTTPField.Name {
    static let referrerPolicy = known("Referrer-Policy")
    static let robots = known("X-Robots-Tag")
    static let clearSiteData = known("Clear-Site-Data")
    static let retryAfterSeconds = known("Retry-After")
    static let secFetchSite = known("Sec-Fetch-Site")
    static let lastEventID = known("Last-Event-ID")
    static let noSniff = known("X-Content-Type-Options")
    static let accelBuffering = known("X-Accel-Buffering")
    static let openerPolicy = known("Cross-Origin-Opener-Policy")
    static let permissionsPolicy = known("Permissions-Policy")

    /// For names written in this file, which are well-formed.
    private static func known(_ name: StaticString) -> HTTPField.Name {
        guard let field = HTTPField.Name(name.description) else { preconditionFailure("not a header name") }
        return field
    }
}
