import Synchronization

/// The first thing that went wrong in work that has nobody to throw to.
final class FirstError: Sendable {
    private let error = Mutex<(any Error)?>(nil)

    var first: (any Error)? { error.withLock { $0 } }

    func set(_ new: any Error) {
        error.withLock { if $0 == nil { $0 = new } }
    }
}
