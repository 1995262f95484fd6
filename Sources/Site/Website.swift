import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The status of an answer.
public typealias HTTPStatus = HTTPResponse.Status

/// Somebody without a session opened an address of the quiet zone: they are shown the neutral site and learn nothing.
public struct LeaveSilently: Error {
    public init() {}
}

/// The web side of Vangnet: frame, routes, exit, live streams and the server itself.
public final class Website: Sendable {
    public let frame: Frame
    public let live: Live
    public let clock: Clock
    /// Cookies are marked Secure.
    public let isSecure: Bool
    let services: SiteServices

    public init(
        frame: Frame, clock: Clock, logger: Logger, isSecure: Bool = true, keepAliveSeconds: Int = 15
    ) {
        self.frame = frame
        self.clock = clock
        self.isSecure = isSecure
        live = Live(keepAliveSeconds: keepAliveSeconds)
        let gate = Gone(neutralExit: frame.neutralExit, isSecure: isSecure)
        services = SiteServices(frame: frame, clock: clock, logger: logger, gate: gate)
    }

    public func say(_ language: Language) -> Speech { frame.languages.speech(language) }

    /// The exit's answer for rooms that end a visit themselves (erasing a talk).
    public var exitReply: Reply { services.gate.leave() }

    /// A problem document with what is open instead, or with what to bring.
    ///
    /// - Parameter labels: what the fields that a refusal may name are called on the page, for its script.
    public func problem(
        _ refusal: Refusal, _ exchange: Exchange, open: [OpenLine]? = nil, challenge: AskedProof? = nil,
        labels: [String: String] = [:]
    ) throws -> Reply {
        var problem = Problem(refusal)
        if let field = problem.values["field"] { problem.values["field"] = labels[field] ?? field }
        let numbers = [frame.emergency.alarm.number, frame.emergency.help.number]
        var document = problem.document(say(exchange.spokenLanguage(frame.languages.all)), emergency: numbers)
        (document.open, document.challenge) = (open, challenge)
        let reply = try Reply.json(document, status: problem.status).with(.contentType, "application/problem+json")
        return problem.retryAfterSeconds.map { reply.with(.retryAfterSeconds, String($0)) } ?? reply
    }

    /// The page of a refusal, with the text that was not sent, so that nothing is lost.
    public func page(_ refusal: Refusal, _ exchange: Exchange, zone: Zone = .quiet, kept: String?, back: String)
        -> Reply
    {
        frame.problem(Problem(refusal), language: exchange.language, zone: zone, kept: kept, back: back)
    }

    /// A refusal as a sentence beside a field, with the status of the page.
    ///
    /// - Parameter labels: what the fields that a refusal may name are called on the page.
    public func trouble(_ refusal: Refusal, _ say: Speech, labels: [String: String] = [:]) -> (String, HTTPStatus) {
        var problem = Problem(refusal)
        if let field = problem.values["field"] { problem.values["field"] = labels[field] ?? field }
        return (say(problem.phrase, problem.values), problem.status)
    }

    /// - Parameters:
    ///   - leaving: told the session token of somebody who used the exit; must return at once.
    ///   - hang: hangs the routes of all rooms.
    public func routes(leaving: @escaping @Sendable (String) -> Void, hang: (RouteTable) -> Void) -> RouteTable {
        let routes = RouteTable(site: services)
        exitRoute(routes, leaving: leaving)
        hang(routes)
        return routes
    }
}
