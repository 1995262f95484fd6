import Core
import Sealing

/// Who begins again and again: by what the browser still has of its last talk, and by the same first words. In memory only,
/// under a key that is another one every hour; then all of it is forgotten.
struct Repeats: Sendable {
    /// So many are remembered at most; when it is full, no more are added.
    static let most = 20_000
    /// Texts with fewer letters are greetings: many people write the same.
    static let greeting = 16
    /// So often a greeting comes before anybody waits for it.
    static let freeGreetings = 10

    private var key = ForgetfulKey()
    private var hour: Int64 = 0
    private var counts: [[UInt8]: Int] = [:]

    /// Seconds to wait: 0 the first time, then 5, 10, 20, 40 and never more than 60.
    static func wait(after times: Int) -> Int64 {
        times <= 0 ? 0 : min(60, 5 << Int64(min(times - 1, 4)))
    }

    private mutating func turn(_ now: Instant) {
        guard now.hour != hour else { return }
        (key, hour, counts) = (ForgetfulKey(), now.hour, [:])
    }

    /// How long this start waits.
    mutating func wait(lineage: [UInt8]?, text: Words?, now: Instant) -> Int64 {
        turn(now)
        let again = lineage.map { counts[key.fingerprint($0)] ?? 0 } ?? 0
        let copies = text.map { text -> Int in
            let (print, letters) = key.fingerprint(text)
            return (counts[print] ?? 0) - (letters < Self.greeting ? Self.freeGreetings - 1 : 0)
        }
        return Self.wait(after: max(again, copies ?? 0))
    }

    /// A talk began. `token` is the hash of what its browser has from now on, `lineage` of what it had before.
    mutating func began(token: [UInt8], lineage: [UInt8]?, text: Words?, now: Instant) {
        turn(now)
        let before = lineage.flatMap { counts.removeValue(forKey: key.fingerprint($0)) } ?? 0
        if counts.count < Self.most { counts[key.fingerprint(token)] = before + 1 }
        guard let text else { return }
        let print = key.fingerprint(text).print
        if counts[print] != nil || counts.count < Self.most { counts[print, default: 0] += 1 }
    }

    var count: Int { counts.count }
}
