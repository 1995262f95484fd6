import HummingbirdCore
import NIOCore
import Synchronization

/// An event stream as a task that writes, for connections with TLS: over HTTP/2 a stream is one of several on a connection,
/// and the reader that goes closes it.
final class EventTask: LiveStream {
    private let pulses: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let channel: any Channel
    private struct State {
        var newest: Int64 = .max
        var isQuiet = false
        var unanswered = 0
    }
    private let state = Mutex(State())

    private init(_ channel: any Channel) {
        self.channel = channel
        (pulses, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    static func run(
        _ source: EventSource, on channel: any Channel, _ live: Live, _ writer: inout any ResponseBodyWriter
    ) async throws {
        let task = EventTask(channel)
        if let id = live.open(task) {
            let unsubscribe = source.subscribe { task.hint($0) }
            defer {
                unsubscribe()
                live.close(id)
            }
            channel.closeFuture.whenComplete { _ in task.end() }
            try await writer.write(ByteBuffer(string: EventSource.opening))
            task.continuation.yield()
            for await _ in task.pulses {
                let (newest, isQuiet) = task.take()
                var events = EventWriter()
                var goesOn = true
                if newest != 0, try newest == .max || !source.lately(newest, &events) {
                    (events, goesOn) = try await Task {
                        var events = EventWriter()
                        let goesOn = try await source.read(&events)
                        return (events, goesOn)
                    }.value
                }
                if events.buffer.readableBytes == 0, isQuiet { events.buffer.writeString(EventSource.silence) }
                if events.buffer.readableBytes > 0 { try await writer.write(events.buffer) }
                if !goesOn { break }
            }
        }
        try await writer.finish(nil)
    }

    private func hint(_ number: Int64) {
        state.withLock { $0.newest = number <= 0 ? .max : max($0.newest, number) }
        continuation.yield()
    }

    private func take() -> (newest: Int64, isQuiet: Bool) {
        state.withLock { state in
            defer { state = State(newest: 0) }
            return (state.newest, state.isQuiet)
        }
    }

    func tick() -> Bool {
        let isTaking = state.withLock { state in
            state.newest = .max
            state.isQuiet = true
            state.unanswered += 1
            return state.unanswered < 3
        }
        continuation.yield()
        return isTaking
    }

    func cut() { channel.close(mode: .all, promise: nil) }
    func end() { continuation.finish() }
}
