import Core
import HTTPTypes
import NIOCore
import NIOHTTPTypes
import Synchronization

/// An open event stream over plain HTTP/1.1. It is this object and its connection: no task waits for it, and what was just
/// written reaches the reader on the event loop that writes to it.
final class EventStream: LiveStream {
    private struct State {
        /// The newest message there is word of; `Int64.max` when anything may have changed; 0 for nothing.
        var newest: Int64 = 0
        /// There is word of what stands beside the messages.
        var hasAside = false
        /// A round of looking and writing is under way, or will be.
        var isBusy = true
        /// The first round opens the stream.
        var isOpening = true
        /// Something must be said even if there is no news.
        var isQuiet = false
        var isOver = false
        /// Keep-alives in a row that found the reader not reading.
        var stuck = 0
        var id: Int?
        var unsubscribe: (@Sendable () -> Void)?
    }

    private let channel: any Channel
    private let source: EventSource
    private let live: Live
    /// The connection can take its next request. Called on its event loop, once.
    private let onEnd: @Sendable () -> Void
    private let state = Mutex(State())

    init(_ source: EventSource, on channel: any Channel, _ live: Live, onEnd: @escaping @Sendable () -> Void) {
        (self.source, self.channel, self.live, self.onEnd) = (source, channel, live, onEnd)
    }

    /// On the event loop, after the head was written.
    func begin() {
        guard let id = live.open(self) else { return finish() }
        let unsubscribe = source.subscribe { [weak self] number in self?.hint(number) }
        let isOver = state.withLock { state in
            (state.id, state.unsubscribe) = (id, unsubscribe)
            state.newest = .max
            return state.isOver
        }
        if isOver {
            stop()
            return
        }
        serve()
    }

    private func hint(_ number: Int64) {
        let mustServe = state.withLock { state in
            if number == Hint.aside {
                state.hasAside = true
            } else {
                state.newest = number <= 0 ? .max : max(state.newest, number)
            }
            return Self.becomesBusy(&state)
        }
        if mustServe { channel.eventLoop.execute { self.serve() } }
    }

    private static func becomesBusy(_ state: inout State) -> Bool {
        guard !state.isBusy, !state.isOver else { return false }
        state.isBusy = true
        return true
    }

    /// The reader reads again.
    func resume() {
        let mustServe = state.withLock { ($0.newest != 0 || $0.hasAside) && Self.becomesBusy(&$0) }
        if mustServe { serve() }
    }

    func tick() -> Bool {
        let isWritable = channel.isWritable
        let (isTaking, mustServe) = state.withLock { state in
            state.stuck = isWritable ? 0 : state.stuck + 1
            state.isQuiet = true
            state.newest = .max
            return (state.stuck < 2, Self.becomesBusy(&state))
        }
        if mustServe { channel.eventLoop.execute { self.serve() } }
        return isTaking
    }

    func cut() { channel.close(mode: .all, promise: nil) }
    func end() { channel.eventLoop.execute { self.finish() } }

    /// A round: what is new is found and written. On the event loop; one at a time.
    private func serve() {
        guard channel.isWritable else {
            // What there is word of stays noted; `resume` takes it up.
            state.withLock { $0.isBusy = false }
            return
        }
        let (newest, hasAside, isOver) = state.withLock { state in
            defer { (state.newest, state.hasAside) = (0, false) }
            return (state.newest, state.hasAside, state.isOver)
        }
        guard !isOver else { return }
        var events = EventWriter()
        do {
            if newest == .max || newest > 0, try newest == .max || !source.lately(newest, &events) {
                return readApart()
            }
            if hasAside, try !source.aside(&events) {
                guard events.buffer.readableBytes > 0 else { return readApart() }
                // What was found is told first.
                state.withLock { $0.newest = .max }
            }
        } catch {
            return finish()
        }
        written(events, goesOn: true)
    }

    private func readApart() {
        Task(executorPreference: LoopExecutor.of(channel.eventLoop)) {
            var events = EventWriter()
            let isOpening = self.state.withLock { state in
                defer { state.isOpening = false }
                return state.isOpening
            }
            if isOpening { events.buffer.writeString(EventSource.opening) }
            // What goes wrong here ends the stream; its reader comes back.
            let goesOn = (try? await self.source.read(&events)) ?? false
            self.written(events, goesOn: goesOn)
        }
    }

    private func written(_ events: EventWriter, goesOn: Bool) {
        var buffer = events.buffer
        let isQuiet = state.withLock { state in
            defer { state.isQuiet = false }
            return state.isQuiet
        }
        if buffer.readableBytes == 0, isQuiet, goesOn { buffer.writeString(EventSource.silence) }
        if buffer.readableBytes > 0 { write(buffer) }
        guard goesOn else { return finish() }
        let isMore = state.withLock { state in
            state.isBusy = state.newest != 0 || state.hasAside
            return state.isBusy
        }
        if isMore { channel.eventLoop.execute { self.serve() } }
    }

    private func write(_ buffer: ByteBuffer) {
        channel.writeAndFlush(HTTPResponsePart.body(buffer), promise: nil)
    }

    private func finish() {
        guard stop() else { return }
        channel.writeAndFlush(HTTPResponsePart.end(nil)).whenComplete { [onEnd] _ in onEnd() }
    }

    /// The connection is gone, or the stream is over. False when it was so already.
    @discardableResult func stop() -> Bool {
        let (wasOpen, id, unsubscribe) = state.withLock { state in
            defer { (state.isOver, state.unsubscribe) = (true, nil) }
            return (!state.isOver, state.id, state.unsubscribe)
        }
        unsubscribe?()
        if let id { live.close(id) }
        return wasOpen
    }
}

/// Stands before the task that answers the requests of a connection, and takes those for streams out of its hands: a task
/// keeps the stack it once needed, and a stream lives for hours.
final class StreamHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What a request for a stream is answered with.
    enum Answer: Sendable {
        case whole(HTTPResponse, ByteBuffer)
        case stream(HTTPResponse, EventSource)
    }

    private enum State {
        /// Requests go on to the task.
        case passing
        /// The rest of a request for a stream is coming in.
        case reading(HTTPRequest)
        case answering
        case streaming(EventStream)
    }

    private let isStream: @Sendable (HTTPRequest) -> Bool
    private let answer: @Sendable (HTTPRequest, any Channel) async throws -> Answer
    private let live: Live
    private var state = State.passing
    /// What came while a stream was open.
    private var held: [HTTPRequestPart] = []
    private static let mostHeld = 64

    init(
        isStream: @escaping @Sendable (HTTPRequest) -> Bool,
        answer: @escaping @Sendable (HTTPRequest, any Channel) async throws -> Answer, live: Live
    ) {
        (self.isStream, self.answer, self.live) = (isStream, answer, live)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch (state, part) {
        case (.passing, .head(let head)) where isStream(head): state = .reading(head)
        case (.passing, _): context.fireChannelRead(data)
        case (.reading(let head), .end):
            state = .answering
            begin(head, context)
        case (.reading, _): break
        case (.answering, _), (.streaming, _):
            held.append(part)
            if held.count > Self.mostHeld { context.close(promise: nil) }
        }
    }

    private func begin(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let channel = context.channel
        let (mine, answer, live) = (NIOLoopBound(self, eventLoop: context.eventLoop), answer, live)
        let isLast = head.headerFields[.connection]?.lowercased() == "close"
        Task(executorPreference: LoopExecutor.of(context.eventLoop)) {
            do {
                switch try await answer(head, channel) {
                case .whole(let head, let body):
                    channel.write(HTTPResponsePart.head(head), promise: nil)
                    if body.readableBytes > 0 { channel.write(HTTPResponsePart.body(body), promise: nil) }
                    channel.writeAndFlush(HTTPResponsePart.end(nil)).whenComplete { _ in
                        mine.value.pass(channel, closes: isLast)
                    }
                case .stream(let head, let source):
                    let stream = EventStream(source, on: channel, live) { mine.value.pass(channel, closes: isLast) }
                    mine.value.state = .streaming(stream)
                    channel.write(HTTPResponsePart.head(head), promise: nil)
                    // Not by `channelInactive`, which the handler before this one keeps to itself.
                    channel.closeFuture.whenComplete { _ in stream.stop() }
                    stream.begin()
                }
            } catch {
                channel.close(mode: .all, promise: nil)
            }
        }
    }

    /// The next requests are the task's again, unless this was said to be the last.
    private func pass(_ channel: any Channel, closes: Bool) {
        state = .passing
        if closes { return channel.close(mode: .all, promise: nil) }
        guard !held.isEmpty, let context = try? channel.pipeline.syncOperations.context(handler: self) else { return }
        let parts = held
        held = []
        for part in parts { channelRead(context: context, data: wrapInboundOut(part)) }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .streaming(let stream) = state, context.channel.isWritable { stream.resume() }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The reader went: without this only a write that fails would tell.
        if case .passing = state {
        } else if let event = event as? ChannelEvent, event == .inputClosed {
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }
}
