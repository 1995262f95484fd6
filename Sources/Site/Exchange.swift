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

    /// Something that is sent, and no address that is opened.
    public var isForm: Bool { request.method == .post }

    public func header(_ name: HTTPField.Name) -> String? {
        request.headers[name]
    }

    /// The name by which this site was asked for, with its port; nil when it is no name of a host.
    public var host: String? {
        guard let host = request.head.authority, (1...255).contains(host.utf8.count),
            host.utf8.allSatisfy({
                $0 < 128
                    && (Character(UnicodeScalar($0)).isLetter || Character(UnicodeScalar($0)).isNumber
                        || ".:-[]".utf8.contains($0))
            })
        else { return nil }
        return host
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

    /// A call, and nothing says yet in which language its caller reads.
    var needsLanguage: Bool { isForAPI && context.spoken.value == nil }

    /// The language this call is about: that of its talk, or the one that was asked for by name, which wins over what the
    /// browser says of itself.
    public func speak(_ language: Language, byName: Bool = false) {
        context.spoken.set(Spoken(language: language, isByName: byName))
    }

    /// For answers without a page. A script of a page speaks as its page does; a call speaks as it asks to be spoken to.
    func spokenLanguage(_ known: [Language]) -> Language {
        guard isForAPI else { return language }
        let spoken = context.spoken.value.flatMap { known.contains($0.language) ? $0 : nil }
        if let spoken, spoken.isByName { return spoken.language }
        return header(.acceptLanguage).flatMap { Language.best(of: known, for: $0) } ?? spoken?.language ?? language
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
    let spoken = Held<Spoken>()

    public init(source: Source) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}

/// In which language the caller of a call is spoken to.
struct Spoken: Sendable {
    let language: Language
    let isByName: Bool
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
