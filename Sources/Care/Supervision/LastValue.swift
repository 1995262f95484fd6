import Synchronization

/// What a listener was told last.
final class LastValue<Value: Equatable & Sendable>: Sendable {
    private let held: Mutex<Value?>

    init(_ value: Value? = nil) {
        held = Mutex(value)
    }

    var value: Value? { held.withLock { $0 } }

    /// True when it is another one.
    func replace(_ new: Value) -> Bool {
        held.withLock { held in
            guard held != new else { return false }
            held = new
            return true
        }
    }
}
