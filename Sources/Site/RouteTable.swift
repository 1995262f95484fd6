import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// One address with its method and rule, as the tests that are made from the routes see it.
public struct RouteDescription: Sendable, Hashable {
    public let method: String
    public let path: String
    public let access: String
}

/// Where rooms hang their routes. There is no way to add one without an access rule.
public final class RouteTable {
    private let router: Router<SiteContext>
    private let site: SiteServices
    private var methods: [String: Set<HTTPRequest.Method>] = [:]
    public private(set) var all: [RouteDescription] = []
    /// The last parts of the addresses that were hung as streams.
    private(set) var streams: Set<Substring> = []

    init(site: SiteServices) {
        self.site = site
        router = Router(context: SiteContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Border(site: site))
    }

    public typealias Handler<Proof> = @Sendable (Exchange, Proof) async throws -> Reply

    /// A page or other GET. `localized` hangs it under every language: `/g` and `/en/g`.
    public func get<Proof>(
        _ path: String, _ access: Access<Proof>, localized: Bool = true, _ handler: @escaping Handler<Proof>
    ) {
        add(.get, path, access, localized, handler)
    }

    /// A GET that is answered with a stream that stays open (`Website.events`).
    public func stream<Proof>(
        _ path: String, _ access: Access<Proof>, localized: Bool = true, _ handler: @escaping Handler<Proof>
    ) {
        if let last = path.split(separator: "/").last { streams.insert(last) }
        add(.get, path, access, localized, handler)
    }

    /// A form or a call that changes something. A request that a page of another site made is refused when it carries a cookie.
    public func post<Proof>(
        _ path: String, _ access: Access<Proof>, localized: Bool = true, _ handler: @escaping Handler<Proof>
    ) {
        add(.post, path, access, localized, handler)
    }

    public func delete<Proof>(_ path: String, _ access: Access<Proof>, _ handler: @escaping Handler<Proof>) {
        add(.delete, path, access, false, handler)
    }

    private func add<Proof>(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access<Proof>, _ localized: Bool,
        _ handler: @escaping Handler<Proof>
    ) {
        let isAPI = path.hasPrefix("/api/")
        let languages = localized && !isAPI ? site.frame.languages.all : [.dutch]
        for language in languages {
            let path = Frame.path(path, in: language)
            all.append(RouteDescription(method: method.rawValue, path: path, access: access.name))
            methods[path, default: []].insert(method)
            let site = site
            router.on(RouterPath(path), method: method) { request, context in
                let exchange = Exchange(request: request, context: context, language: language, clock: site.clock)
                if method != .get, exchange.bearer == nil, exchange.comesFromElsewhere { throw Refusal.notAllowed }
                let proof = try await access.prove(exchange)
                let reply = try await handler(exchange, proof)
                if case .events(let source) = reply.content { context.events.set(source) }
                return site.finished(reply, for: exchange.path)
            }
        }
    }

    /// Answers the methods that nobody asked for with 405, and returns what the server runs.
    func responder() -> some HTTPResponder<SiteContext> {
        for (path, known) in methods {
            for method in [HTTPRequest.Method.get, .post, .put, .delete, .patch, .options, .trace]
            where !known.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw WrongMethod(allow: known.map(\.rawValue).sorted().joined(separator: ", "))
                }
            }
        }
        return router.buildResponder()
    }
}

/// A method that an address does not have, with those it has.
private struct WrongMethod: Error {
    let allow: String
}

/// What every answer of the site needs.
struct SiteServices: Sendable {
    let frame: Frame
    let clock: Clock
    let logger: Logger
    let gate: Gone

    /// The headers of every answer (`experience.md` A01), by zone.
    func finished(_ reply: Reply, for path: String) -> Response {
        var response = reply.response
        response.headers[.cacheControl] = "no-store"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.noSniff] = "nosniff"
        if reply.zone != .findable { response.headers[.robots] = "noindex" }
        return response
    }
}

/// The first and last thing a request meets: refusals and faults become answers; nothing of the request is logged.
private struct Border: RouterMiddleware {
    let site: SiteServices

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        do {
            if site.gate.hides(request) { return site.gate.neutral(site) }
            return try await next(request, context)
        } catch let wrong as WrongMethod {
            var response = await answer(Problem(.wrongMethod), request, context)
            response.headers[.allow] = wrong.allow
            return response
        } catch is LeaveSilently {
            return site.gate.neutral(site)
        } catch let refusal as Refusal {
            return await answer(Problem(refusal), request, context)
        } catch let error as HTTPError where error.status.code < 500 {
            return await answer(Problem(Self.refusal(error.status)), request, context)
        } catch is CancellationError {
            return Response(status: .serviceUnavailable)
        } catch let error as any RefusalConvertible {
            if let detail = error.logLine { site.logger.error("\(detail)") }
            return await answer(Problem(error.refusal), request, context)
        } catch {
            let reference = ID<Border>.random().text.prefix(8).uppercased()
            // The type says where to look; the values of an error may hold what somebody wrote.
            site.logger.error("fault \(reference): \(String(reflecting: type(of: error)))")
            return await answer(Problem(fault: reference), request, context)
        }
    }

    private static func refusal(_ status: HTTPResponse.Status) -> Refusal {
        switch status.code {
        case 404: .notFound
        case 405: .wrongMethod
        case 413: .tooLarge(limit: 0)
        case 415: .wrongContentType
        case 401: .notSignedIn
        case 403: .notAllowed
        default: .malformed(field: nil)
        }
    }

    private func answer(_ problem: Problem, _ request: Request, _ context: SiteContext) async -> Response {
        // What is left of the body is read (to a limit), so that the client gets the answer and not a broken pipe.
        var drained = 0
        if !context.bodyIsTaken.isSet {
            do {
                for try await part in request.body {
                    drained += part.readableBytes
                    if drained > Exchange.drainLimit { break }
                }
            } catch {}
        }
        let path = request.uri.path
        let language =
            site.frame.languages.all.first { $0 != .dutch && (path == "/\($0.tag)" || path.hasPrefix("/\($0.tag)/")) }
            ?? .dutch
        let exchange = Exchange(request: request, context: context, language: language, clock: site.clock)
        var reply: Reply
        if exchange.wantsJSON {
            let spoken = exchange.spokenLanguage
            let numbers = [site.frame.emergency.alarm.number, site.frame.emergency.help.number]
            let document = problem.document(site.frame.languages.speech(spoken), emergency: numbers)
            reply = (try? Reply.json(document, status: problem.status)) ?? Reply(problem.status)
            reply = reply.with(.contentType, "application/problem+json")
            if let seconds = problem.retryAfterSeconds { reply = reply.with(.retryAfterSeconds, String(seconds)) }
        } else {
            let zone: Zone = path.hasPrefix("/desk") ? .desk : .quiet
            reply = site.frame.problem(
                problem, language: language, zone: zone, back: zone == .desk ? "/desk" : Frame.path("/", in: language))
        }
        if problem.status == .unauthorized, exchange.isForAPI { reply = reply.with(.wwwAuthenticate, "Bearer") }
        return site.finished(reply, for: path)
    }
}

/// Errors of other layers that stand for a refusal (a store that cannot be written).
public protocol RefusalConvertible: Error {
    var refusal: Refusal { get }
    /// A line for the log without any value, or nil when there is nothing to tell.
    var logLine: String? { get }
}
