import Core
import Synchronization

/// Lets so many new talks in per second, whoever asks, when the operator switched it on: a flood is told to come back in a
/// moment instead of burying the people who wait. No address is looked at.
public final class Admission: Sendable {
    private let perSecond: Double?
    private let clock: Clock
    private let state: Mutex<(tokens: Double, at: Instant)>

    /// - Parameter perSecond: nil lets everybody in.
    public init(perSecond: Double?, clock: Clock) {
        self.perSecond = perSecond
        self.clock = clock
        state = Mutex((perSecond.map { $0 * 5 } ?? 0, clock.now()))
    }

    /// Throws `Refusal.tooMany`.
    func admit() throws {
        guard let perSecond else { return }
        let now = clock.now()
        let isAdmitted = state.withLock { state in
            let seconds = Double(max(0, now.since(state.at).wholeMilliseconds)) / 1000
            state = (min(perSecond * 5, state.tokens + seconds * perSecond), now)
            guard state.tokens >= 1 else { return false }
            state.tokens -= 1
            return true
        }
        guard isAdmitted else { throw Refusal.tooMany(retryAfterSeconds: 5) }
    }
}
