import Core
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
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
            responder: routes.responder(), streams: routes.streams, clock: clock, isOverTLS: certificate != nil,
            logger: logger)
        return try HTTPServerBuilder { responder in
            if let certificate { return PinnedChannel(base: try SecureChannel(certificate, responder: responder)) }
            return PinnedChannel(
                base: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: .seconds(60))))
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
    let clock: Clock
    let isOverTLS: Bool
    let logger: Logger

    func callAsFunction(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
        let response = try await isStream(request) ? respondApart(request, channel) : respond(request, channel)
        do {
            try await writer.write(response: response.head, body: response.body)
        } catch {
            // Whatever it was, the answer has begun: another one must not follow it.
            throw BrokenOff(reason: error)
        }
    }

    private struct BrokenOff: Error {
        let reason: any Error
    }

    private func respond(_ request: Request, _ channel: any Channel) async throws -> Response {
        let context = SiteContext(source: .init(channel: channel, logger: logger))
        var response = try await responder.respond(to: request, context: context)
        response.headers[.date] = HTTPDate.text(at: clock.now())
        // For a year: who came once over TLS is never asked to come without.
        if isOverTLS { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        return response
    }

    /// A task keeps the stack it once needed until it ends. A stream lives for hours, so what leads up to it is done in a task
    /// of its own: that is more than half of what an idle stream would cost.
    private func respondApart(_ request: Request, _ channel: any Channel) async throws -> Response {
        try await Task(executorPreference: LoopExecutor.of(channel.eventLoop)) {
            try await respond(request, channel)
        }.value
    }

    private func isStream(_ request: Request) -> Bool {
        guard request.method == .get, let last = request.uri.path.split(separator: "/").last else { return false }
        return streams.contains(last)
    }
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
    var responder: Responder { base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        // Requests are small: with the two kilobytes that a connection starts with, reading is most of what an idle one costs.
        let small = AdaptiveRecvByteBufferAllocator(minimum: 256, initial: 512, maximum: 65_536)
        return channel.setOption(.recvAllocator, value: small).flatMap {
            base.setup(channel: channel, logger: logger)
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
