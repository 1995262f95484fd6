import Core
import HTTPTypes
import NIOCore
import ServiceLifecycle
import Synchronization

/// Where the events of a stream come from.
struct EventSource: Sendable {
    /// Hangs the listener on its topic and returns how to take it off. The listener is called with the number of a new
    /// message, with 0 when anything may have changed, or with `Hint.aside`.
    let subscribe: @Sendable (@escaping @Sendable (Int64) -> Void) -> @Sendable () -> Void
    /// Writes everything up to a number from memory and says so, or says that it cannot. Nothing but messages came since the
    /// last call.
    let lately: @Sendable (_ upTo: Int64, inout EventWriter) throws -> Bool
    /// Writes what stands beside the messages from memory and says so, or says that it cannot.
    let aside: @Sendable (inout EventWriter) throws -> Bool
    /// Writes what is new since it was last called and says whether the stream goes on.
    let read: @Sendable (inout EventWriter) async throws -> Bool

    /// What opens every stream: how long to wait before coming back, in milliseconds.
    static let opening = "retry: 1000\n\n"
    /// Says that the line is not dead.
    static let silence = ": \n\n"
}

/// A stream that is open, as the clock sees it.
protocol LiveStream: Sendable {
    /// Nothing may have happened for a while: look, and say something. False when the reader does not take what it is told.
    func tick() -> Bool
    /// The server stops.
    func end()
    /// The reader is stuck: it comes back with the number of the last message it saw.
    func cut()
}

/// The open event streams of this process, and the one clock that serves all of them.
public final class Live: Service, Sendable {
    private struct State {
        var next = 0
        var streams: [Int: any LiveStream] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    let keepAliveSeconds: Int

    public init(keepAliveSeconds: Int = 15) {
        self.keepAliveSeconds = max(1, keepAliveSeconds)
    }

    public var count: Int { state.withLock { $0.streams.count } }

    /// Nil when the server stops.
    func open(_ stream: some LiveStream) -> Int? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.streams[state.next] = stream
            return state.next
        }
    }

    func close(_ id: Int) {
        // What is removed is let go after the lock.
        _ = state.withLock { $0.streams.removeValue(forKey: id) }
    }

    /// One second's share of the streams: all of them at once would be a wave of work, and of memory, every time.
    private func tick(_ second: Int) {
        let due = state.withLock { state in
            state.streams.filter { $0.key % keepAliveSeconds == second % keepAliveSeconds }.values
        }
        for stream in due where !stream.tick() { stream.cut() }
    }

    private func closeAll() {
        let all = state.withLock { state in
            state.isClosed = true
            return Array(state.streams.values)
        }
        for stream in all { stream.end() }
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
    var buffer = ByteBuffer()

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
    ///
    /// Throws `Refusal.malformed` for what is no number: reading on from the first would show everything again.
    public func lastSeenNumber() throws -> Int64 {
        let given = header(.lastEventID)
        guard let text = given ?? query("after"), !text.isEmpty else { return 0 }
        guard let number = Int64(text) else { throw Refusal.malformed(field: given == nil ? "after" : "Last-Event-ID") }
        return max(0, number)
    }
}

extension Website {
    /// An event stream, for a route that was hung with `RouteTable.stream`.
    ///
    /// - Parameters:
    ///   - subscribe: hangs the listener on its topic and returns how to take it off. The listener is called with the number
    ///     of a new message, or with 0 when anything may have changed.
    ///   - lately: writes everything up to a number from memory and says so, or says that it cannot. Nothing but messages
    ///     came since the last call.
    ///   - read: writes what is new since it was last called and says whether the stream goes on. Called at the start, after
    ///     hints that `lately` could not serve, and when nothing happened for a while.
    public func events(
        subscribe: @escaping @Sendable (@escaping @Sendable (Int64) -> Void) -> @Sendable () -> Void,
        lately: @escaping @Sendable (_ upTo: Int64, inout EventWriter) throws -> Bool = { _, _ in false },
        aside: @escaping @Sendable (inout EventWriter) throws -> Bool = { _ in false },
        read: @escaping @Sendable (inout EventWriter) async throws -> Bool
    ) -> Reply {
        var reply = Reply(.ok, .events(EventSource(subscribe: subscribe, lately: lately, aside: aside, read: read)))
        reply.headers[.contentType] = "text/event-stream"
        reply.headers[.accelBuffering] = "no"
        return reply
    }
}
