import Core
import HTTPTypes
import Hummingbird
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
        self.keepAliveSeconds = keepAliveSeconds
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

    private func tick() {
        let stuck: [any Channel] = state.withLock { state in
            var stuck: [any Channel] = []
            for id in state.listeners.keys {
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
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(self.keepAliveSeconds)) }
                self.tick()
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

extension Website {
    /// An event stream. `subscribe` hangs the listener on its topic and returns how to take it off; `read` writes what is new
    /// since it was last called and says whether the stream goes on. It is called once at the start and after every hint.
    public func events(
        _ exchange: Exchange, subscribe: @escaping @Sendable (@escaping @Sendable () -> Void) -> @Sendable () -> Void,
        read: @escaping @Sendable (inout EventWriter) async throws -> Bool
    ) -> Reply {
        let live = live
        let channel = exchange.context.channel
        let request = exchange.request
        var reply = Reply(
            .ok,
            .stream { writer in
                var writer = writer
                guard let (id, pulses, continuation) = live.open(on: channel) else {
                    return try await writer.finish(nil)
                }
                let unsubscribe = subscribe { continuation.yield(.news) }
                defer {
                    unsubscribe()
                    live.close(id)
                }
                var first = EventWriter()
                first.buffer.writeString("retry: 1000\n\n")
                var goesOn = try await read(&first)
                try await writer.write(first.buffer)
                if goesOn {
                    try await request.body.consumeWithInboundCloseHandler { _ in
                        for await pulse in pulses {
                            live.answered(id)
                            var events = EventWriter()
                            goesOn = try await read(&events)
                            if events.buffer.readableBytes == 0 {
                                guard pulse == .quiet else { continue }
                                events.buffer.writeString(": \n\n")
                            }
                            try await writer.write(events.buffer)
                            if !goesOn { break }
                        }
                    } onInboundClosed: {
                        live.close(id)
                    }
                }
                try await writer.finish(nil)
            })
        reply.headers[.contentType] = "text/event-stream"
        reply.headers[.accelBuffering] = "no"
        return reply
    }
}
