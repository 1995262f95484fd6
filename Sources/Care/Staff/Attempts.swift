import Core
import Synchronization

/// Slows down guessing, in memory and without addresses: so many failures per name and time, then wait.
final class Attempts: Sendable {
    private let allowed: Int
    private let window: Duration
    private let clock: Clock
    private let failures = Mutex<[String: [Instant]]>([:])

    init(allowed: Int, per window: Duration, clock: Clock) {
        self.allowed = allowed
        self.window = window
        self.clock = clock
    }

    /// Whether there is room for another failure of this key.
    func isAllowed(_ key: String) -> Bool { count(key) < allowed }

    /// Throws `Refusal.tooMany` when there were too many failures for this key.
    func check(_ key: String) throws {
        let now = clock.now()
        let recent = failures.withLock { ($0[key] ?? []).filter { $0 > now - window } }
        guard let oldest = recent.first, recent.count >= allowed else { return }
        let wait = window.wholeSeconds - now.since(oldest).wholeSeconds
        throw Refusal.tooMany(retryAfterSeconds: max(1, Int(wait)))
    }

    /// Counts an attempt before its outcome is known, so that guesses that come at once are no more than others.
    /// Throws `Refusal.tooMany`.
    func begin(_ key: String) throws {
        let now = clock.now()
        let isAllowed = failures.withLock { failures in
            let recent = (failures[key] ?? []).filter { $0 > now - window }
            guard recent.count < allowed else { return false }
            failures[key] = recent + [now]
            return true
        }
        if !isAllowed { try check(key) }
    }

    /// The attempt was no failure after all.
    func forgive(_ key: String) {
        failures.withLock { _ = $0[key]?.popLast() }
    }

    /// How many failures there were lately.
    func count(_ key: String) -> Int {
        let now = clock.now()
        return failures.withLock { ($0[key] ?? []).filter { $0 > now - window }.count }
    }

    func failed(_ key: String) {
        let now = clock.now()
        failures.withLock { failures in
            // A flood of invented names must not fill the memory.
            if failures.count > 10_000 { failures = failures.filter { $0.value.contains { $0 > now - window } } }
            if failures.count > 10_000 { failures.removeAll() }
            failures[key] = (failures[key] ?? []).filter { $0 > now - window } + [now]
        }
    }
}
