/// A write that waits for its turn. The body may be attempted more than once; exactly one of what `attempt` gives and
/// `fail` is called in the end.
struct Write: Sendable {
    typealias Delivery = @Sendable () -> Void

    /// Runs the body and gives what hands its result to the waiting caller.
    let attempt: @Sendable (any Writing) throws -> Delivery
    let fail: @Sendable (any Error) -> Void

    init<T: Sendable>(
        _ body: @escaping @Sendable (any Writing) throws -> T, _ caller: CheckedContinuation<T, any Error>
    ) {
        attempt = { transaction in
            let value = try body(transaction)
            return { caller.resume(returning: value) }
        }
        fail = { caller.resume(throwing: $0) }
    }
}

/// A read that waits for its turn, as ``Write``.
struct Read: Sendable {
    let attempt: @Sendable (any Reading) throws -> Write.Delivery
    let fail: @Sendable (any Error) -> Void

    init<T: Sendable>(
        _ body: @escaping @Sendable (any Reading) throws -> T, _ caller: CheckedContinuation<T, any Error>
    ) {
        attempt = { transaction in
            let value = try body(transaction)
            return { caller.resume(returning: value) }
        }
        fail = { caller.resume(throwing: $0) }
    }
}

enum Limits {
    /// Writes and reads that may wait at one time; more are refused as unavailable, so that a store that has stalled
    /// does not take the memory with it.
    static let waiting = 20_000
    /// Times a transaction is run again because another node was in the way, before it is refused.
    static let conflicts = 5

    /// Seconds before a lost connection is tried again: from about 0.1 to 5, never the same on two nodes.
    static func pause(beforeAttempt attempt: Int) -> Double {
        min(5, 0.1 * Double(1 << min(attempt - 1, 6))) * Double.random(in: 0.5...1)
    }
}
