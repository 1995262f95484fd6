import Synchronization

/// Who listens to what. Wake-ups are hints: a listener reads what is after the last number it has.
///
/// A subscription is a closure and an entry in a table; there is no task, stream or timer behind it.
public final class Wakeups: Sendable {
    /// Called with the newest number of the topic, or ``Topic/readAgain``.
    public typealias Handler = @Sendable (Int64) -> Void

    private struct State {
        var next: UInt64 = 0
        var listeners: [String: [(id: UInt64, handler: Handler)]] = [:]
    }

    private let state = Mutex(State())

    init() {}

    /// Calls `handler` at each wake-up of the topic until the subscription is cancelled or let go. It is called on the
    /// store's own threads, more than once at a time: it must be short and must not wait.
    public func subscribe(_ topicName: String, _ handler: @escaping Handler) -> Subscription {
        let id = state.withLock { state in
            state.next += 1
            state.listeners[topicName, default: []].append((state.next, handler))
            return state.next
        }
        return Subscription(name: topicName, id: id, wakeups: self)
    }

    /// How many subscriptions there are.
    public var count: Int {
        state.withLock { $0.listeners.values.reduce(0) { $0 + $1.count } }
    }

    /// How many topics have a subscription.
    public var topics: Int {
        state.withLock { $0.listeners.count }
    }

    func wake(_ topic: Topic) {
        let listeners = state.withLock { $0.listeners[topic.name] } ?? []
        for listener in listeners { listener.handler(topic.number) }
    }

    /// When wake-ups may have been missed.
    func wakeEverybody() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners.joined() { listener.handler(Topic.readAgain) }
    }

    fileprivate func remove(_ id: UInt64, from name: String) {
        // What is removed is let go after the lock: a handler may own a subscription itself.
        _ = state.withLock { state -> Handler? in
            guard let place = state.listeners[name]?.firstIndex(where: { $0.id == id }) else { return nil }
            let removed = state.listeners[name]?.remove(at: place)
            if state.listeners[name]?.isEmpty == true { state.listeners[name] = nil }
            return removed?.handler
        }
    }
}

/// A place among the listeners of a topic. It ends when it is cancelled or let go.
public final class Subscription: Sendable {
    private let name: String
    private let id: UInt64
    private let wakeups: Wakeups

    fileprivate init(name: String, id: UInt64, wakeups: Wakeups) {
        self.name = name
        self.id = id
        self.wakeups = wakeups
    }

    deinit { cancel() }

    /// No call begins after this; one that is under way may still end. Cancelling twice is harmless.
    public func cancel() {
        wakeups.remove(id, from: name)
    }
}
