import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOPosix
import ServiceLifecycle
import Synchronization

extension Website {
    /// The server, to be run in a service group after `live` (services stop in the reverse order: streams end first).
    ///
    /// - Parameter certificate: with one the server speaks TLS, HTTP/2 and HTTP/1.1; without one plain HTTP/1.1, for behind
    ///   a proxy.
    public func server(
        _ routes: RouteTable, host: String, port: Int, certificate: Certificate? = nil, logger: Logger,
        onReady: @escaping @Sendable (Int) async -> Void
    ) throws -> any Service {
        let answer = Answerer(
            responder: routes.responder(), streams: routes.streams, live: live, clock: clock,
            isOverTLS: certificate != nil, logger: logger)
        return try HTTPServerBuilder { responder in
            if let certificate {
                return PinnedChannel(base: try SecureChannel(certificate, responder: responder)) { _ in }
            }
            let http1 = HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(60)))
            return PinnedChannel(base: http1) { channel in
                let pipeline = channel.pipeline.syncOperations
                let state = try pipeline.handler(type: HTTPConnectionStateHandler.self)
                try pipeline.addHandler(
                    StreamHandler(isStream: answer.isStream, answer: answer.ofStream, live: answer.live),
                    position: .after(state))
            }
        }.buildServer(
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 4096, reuseAddress: true,
                availableConnectionsDelegate: .maximum(20_000, logger: logger)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger,
            responder: { try await answer($0, $1, $2) },
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? port) })
    }
}

/// Turns a request into what goes back over the wire.
private struct Answerer<Responder: HTTPResponder>: Sendable where Responder.Context == SiteContext {
    let responder: Responder
    /// Last parts of the addresses that answer with a stream.
    let streams: Set<Substring>
    let live: Live
    let clock: Clock
    let isOverTLS: Bool
    let logger: Logger

    func callAsFunction(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let (response, source) = try await respond(request, channel)
        do {
            guard let source else { return try await writer.write(response: response.head, body: response.body) }
            var body: any ResponseBodyWriter = try await writer.writeHead(response.head)
            try await EventTask.run(source, on: channel, live, &body)
        } catch {
            // Whatever it was, the answer has begun: another one must not follow it.
            throw BrokenOff(reason: error)
        }
    }

    private struct BrokenOff: Error {
        let reason: any Error
    }

    private func respond(_ request: Request, _ channel: any Channel) async throws -> (Response, EventSource?) {
        let context = SiteContext(source: .init(channel: channel, logger: logger))
        var response = try await responder.respond(to: request, context: context)
        response.headers[.date] = HTTPDate.text(at: clock.now())
        // For a year: who came once over TLS is never asked to come without.
        if isOverTLS { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        let source = context.events.value
        if source != nil { response.headers[.contentLength] = nil }
        return (response, source)
    }

    @Sendable func isStream(_ head: HTTPRequest) -> Bool {
        guard head.method == .get, let path = head.path?.prefix(while: { $0 != "?" }) else { return false }
        return path.split(separator: "/").last.map(streams.contains) ?? false
    }

    /// The answer to a request for a stream, made in a task that ends with it.
    @Sendable func ofStream(_ head: HTTPRequest, _ channel: any Channel) async throws -> StreamHandler.Answer {
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        let (response, source) = try await respond(request, channel)
        if let source { return .stream(response.head, source) }
        let collected = Collector()
        try await response.body.write(collected)
        return .whole(response.head, collected.buffer)
    }
}

/// The body of an answer as one piece.
private final class Collector: ResponseBodyWriter, Sendable {
    private let whole = Mutex(ByteBuffer())
    var buffer: ByteBuffer { whole.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        _ = whole.withLock { $0.writeImmutableBuffer(buffer) }
    }

    func finish(_: HTTPFields?) async throws {}
}

/// The date of an answer (RFC 9110 §5.6.7), made once a second.
private enum HTTPDate {
    private static let known = Mutex<(second: Int64, text: String)>((.min, ""))

    static func text(at moment: Instant) -> String {
        let second = moment.milliseconds / 1000
        return known.withLock { known in
            if known.second != second { known = (second, made(second)) }
            return known.text
        }
    }

    private static func made(_ second: Int64) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: Date(timeIntervalSince1970: Double(second)))
    }
}

/// A connection whose requests are handled on the event loop that reads and writes it: no thread has to be woken between
/// reading a request, answering it and writing the answer. Work that waits or computes for long (the store, scrypt) has
/// threads of its own.
private struct PinnedChannel<Base: HTTPChannelHandler>: HTTPChannelHandler {
    let base: Base
    /// What is added to a connection once it is set up, on its event loop.
    let prepare: @Sendable (any Channel) throws -> Void
    var responder: Responder { base.responder }

    init(base: Base, prepare: @escaping @Sendable (any Channel) throws -> Void) {
        (self.base, self.prepare) = (base, prepare)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        // Requests are small: with the two kilobytes that a connection starts with, reading is most of what an idle one costs.
        let small = AdaptiveRecvByteBufferAllocator(minimum: 256, initial: 512, maximum: 65_536)
        return channel.setOption(.recvAllocator, value: small).flatMap {
            base.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            try prepare(channel)
            return value
        }
    }

    func handle(value: Base.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor.of(value.channel.eventLoop)) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// Runs tasks on an event loop.
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    private init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    private static let all = Mutex<[ObjectIdentifier: LoopExecutor]>([:])

    /// The one executor of a loop.
    static func of(_ loop: any EventLoop) -> LoopExecutor {
        all.withLock { all in
            if let known = all[ObjectIdentifier(loop)] { return known }
            let made = LoopExecutor(loop)
            all[ObjectIdentifier(loop)] = made
            return made
        }
    }
}
