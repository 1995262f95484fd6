import Core
import Synchronization

/// When something was last done in this process, so that it is not done too often.
final class Pace: Sendable {
    private static let most = 20_000
    private let last = Mutex<[String: Instant]>([:])

    /// Whether it is time again for `key`. When it is, the time begins anew.
    func isDue(_ key: String, _ now: Instant, every time: Duration) -> Bool {
        last.withLock { last in
            if let known = last[key], known <= now, now.since(known) < time { return false }
            if last.count >= Self.most { last = last.filter { now.since($0.value) < time } }
            if last.count >= Self.most { last.removeAll() }
            last[key] = now
            return true
        }
    }
}
