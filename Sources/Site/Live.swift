import Core
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle
import Synchronization

/// A hint that there may be something new to read. It carries no content; many hints at once are one.
public enum Pulse: Sendable, Hashable {
    case news
    /// Nothing happened for a while: say so, so that a dead connection is noticed.
    case quiet
}

/// The open event streams of this process.
///
/// One ticker serves all of them; a listener costs a continuation and an entry. A stream whose reader is stuck is cut: it
/// comes back with the number of the last message it saw.
public final class Live: Service, Sendable {
    public typealias Pulses = AsyncStream<Pulse>

    private struct State {
        var next = 0
        var listeners: [Int: Listener] = [:]
        var isClosed = false
    }

    private struct Listener {
        let continuation: Pulses.Continuation
        let channel: any Channel
        /// Set when a keep-alive was handed out and cleared when it was taken.
        var unanswered = 0
    }

    private let state = Mutex(State())
    let keepAliveSeconds: Int

    public init(keepAliveSeconds: Int = 15) {
        self.keepAliveSeconds = max(1, keepAliveSeconds)
    }

    public var count: Int { state.withLock { $0.listeners.count } }

    func open(on channel: any Channel) -> (id: Int, pulses: Pulses, continuation: Pulses.Continuation)? {
        let (pulses, continuation) = Pulses.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.listeners[state.next] = Listener(continuation: continuation, channel: channel)
            return state.next
        }
        return id.map { ($0, pulses, continuation) }
    }

    func close(_ id: Int) {
        let listener = state.withLock { $0.listeners.removeValue(forKey: id) }
        listener?.continuation.finish()
    }

    /// The reader took what it was told: it is alive.
    func answered(_ id: Int) {
        state.withLock { $0.listeners[id]?.unanswered = 0 }
    }

    /// One second's share of the streams: all of them at once would be a wave of work, and of memory, every time.
    private func tick(_ second: Int) {
        let stuck: [any Channel] = state.withLock { state in
            var stuck: [any Channel] = []
            for id in state.listeners.keys where id % keepAliveSeconds == second % keepAliveSeconds {
                guard var listener = state.listeners[id] else { continue }
                if listener.unanswered >= 2 {
                    stuck.append(listener.channel)
                } else {
                    listener.unanswered += 1
                    state.listeners[id] = listener
                    // A pending hint of news must not be replaced by silence.
                    listener.continuation.yield(.quiet)
                }
            }
            return stuck
        }
        for channel in stuck { channel.close(mode: .all, promise: nil) }
    }

    private func closeAll() {
        let all = state.withLock { state in
            state.isClosed = true
            return Array(state.listeners.values)
        }
        for listener in all { listener.continuation.finish() }
    }

    public func run() async throws {
        await withGracefulShutdownHandler {
            var second = 0
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(1)) }
                second += 1
                self.tick(second)
            }
        } onGracefulShutdown: {
            self.closeAll()
        }
        closeAll()
    }
}

/// What a stream writes. Each event is one write.
public struct EventWriter: Sendable {
    fileprivate(set) var buffer = ByteBuffer()

    /// An event with one line of data; `id` is the number a reader comes back with.
    public mutating func event(_ name: StaticString, id: Int64? = nil, data: some Sequence<UInt8>) {
        if let id { buffer.writeString("id: \(id)\n") }
        buffer.writeString("event: \(name)\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
    }
}

extension Exchange {
    /// Where an event stream goes on: `Last-Event-ID` wins over `after`; without either, from the first.
    public var lastSeenNumber: Int64 {
        let text = header(.lastEventID) ?? query("after") ?? "0"
        return max(0, Int64(text) ?? 0)
    }
}

/// What a stream was told since it last looked: the number of the newest message, or that anything may have changed.
private final class Hints: Sendable {
    private let newest = Mutex<Int64>(0)

    /// 0, and `Int64.max`, say that anything may have changed.
    func add(_ number: Int64) {
        newest.withLock { $0 = number <= 0 ? .max : max($0, number) }
    }

    func take() -> Int64 {
        newest.withLock { newest in
            defer { newest = 0 }
            return newest
        }
    }
}

/// Closes the connection of a stream when the reader goes: without it only a write that fails would tell.
private final class ClosesWithReader: ChannelInboundHandler, Sendable {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    static func watch(_ channel: any Channel) async throws {
        // A stream of HTTP/2 ends its own input with the request, and is closed when the reader goes.
        guard channel.parent?.parent == nil else { return }
        try await channel.pipeline.addHandler(ClosesWithReader(), position: .first).get()
    }
}

extension Website {
    /// An event stream.
    ///
    /// - Parameters:
    ///   - subscribe: hangs the listener on its topic and returns how to take it off. The listener is called with the number
    ///     of a new message, or with 0 when anything may have changed.
    ///   - lately: writes everything up to a number from memory and says so, or says that it cannot. Nothing but messages
    ///     came since the last call.
    ///   - read: writes what is new since it was last called and says whether the stream goes on. Called at the start, after
    ///     hints that `lately` could not serve, and when nothing happened for a while.
    public func events(
        _ exchange: Exchange,
        subscribe: @escaping @Sendable (@escaping @Sendable (Int64) -> Void) -> @Sendable () -> Void,
        lately: @escaping @Sendable (_ upTo: Int64, inout EventWriter) throws -> Bool = { _, _ in false },
        read: @escaping @Sendable (inout EventWriter) async throws -> Bool
    ) -> Reply {
        let live = live
        let channel = exchange.context.channel
        let executor = LoopExecutor.of(channel.eventLoop)
        // In a task of its own, so that its stack does not stay with the stream (see `Server.swift`).
        let apart: @Sendable (EventWriter) async throws -> (EventWriter, Bool) = { writer in
            try await Task(executorPreference: executor) {
                var writer = writer
                let goesOn = try await read(&writer)
                return (writer, goesOn)
            }.value
        }
        // What was written is let go at once: nothing of it stays with a stream that waits.
        let serve = {
            @Sendable
            (writer: inout any ResponseBodyWriter, keepAlive: Bool, make: () async throws -> (EventWriter, Bool)) in
            var (events, goesOn) = try await make()
            if events.buffer.readableBytes == 0, keepAlive { events.buffer.writeString(": \n\n") }
            if events.buffer.readableBytes > 0 { try await writer.write(events.buffer) }
            return goesOn
        }
        var reply = Reply(
            .ok,
            .stream { writer in
                var writer = writer
                guard let (id, pulses, continuation) = live.open(on: channel) else {
                    return try await writer.finish(nil)
                }
                let hints = Hints()
                let unsubscribe = subscribe { number in
                    hints.add(number)
                    continuation.yield(.news)
                }
                defer {
                    unsubscribe()
                    live.close(id)
                }
                channel.closeFuture.whenComplete { _ in live.close(id) }
                try await ClosesWithReader.watch(channel)
                var first = EventWriter()
                first.buffer.writeString("retry: 1000\n\n")
                var goesOn = try await serve(&writer, false) { try await apart(first) }
                if goesOn {
                    for await pulse in pulses {
                        live.answered(id)
                        let newest = hints.take()
                        goesOn = try await serve(&writer, pulse == .quiet) {
                            var events = EventWriter()
                            if pulse == .news, newest != .max, try newest == 0 || lately(newest, &events) {
                                return (events, true)
                            }
                            return try await apart(EventWriter())
                        }
                        if !goesOn { break }
                    }
                }
                try await writer.finish(nil)
            })
        reply.headers[.contentType] = "text/event-stream"
        reply.headers[.accelBuffering] = "no"
        return reply
    }
}
