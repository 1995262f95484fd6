import Synchronization

/// The keys of sessions that were used a moment ago, in memory only, so that each message does not unlock them again.
///
/// Being in here proves nothing: whoever uses it asks the store, in the same transaction, whether the session is still there.
/// Two generations, so that sessions nobody uses are forgotten.
final class UnlockedSessions: Sendable {
    private struct State {
        var young: [[UInt8]: SignedIn] = [:]
        var old: [[UInt8]: SignedIn] = [:]
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int = 1000) {
        self.capacity = capacity
    }

    func person(_ tokenHash: [UInt8]) -> SignedIn? {
        state.withLock { $0.young[tokenHash] ?? $0.old[tokenHash] }
    }

    func keep(_ person: SignedIn) {
        state.withLock { state in
            if state.young.count >= capacity {
                state.old = state.young
                state.young = [:]
            }
            state.young[person.tokenHash] = person
        }
    }

    func forget(_ tokenHash: [UInt8]) {
        state.withLock { state in
            state.young[tokenHash] = nil
            state.old[tokenHash] = nil
        }
    }
}
