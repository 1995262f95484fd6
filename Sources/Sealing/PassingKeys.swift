import Core
import Crypto
import Synchronization

/// Keys of an hour, for what a client carries for some minutes and brings back unchanged. They follow from the pepper and the
/// hour, so that every node has the same ones and none is stored; those of the present hour and of the one before count.
public final class HourlyKeys: Secret {
    private let pepper: Pepper
    private let label: String
    private let known = Mutex<[Int64: SymmetricKey]>([:])

    /// - Parameter label: what they are for. Keys of one label open nothing of another.
    public init(pepper: Pepper, label: String) {
        self.pepper = pepper
        self.label = label
    }

    /// 16 bytes that only who has the key of that hour can make (HMAC-SHA256, its first half).
    public func tag(_ fields: [[UInt8]], at moment: Instant) -> [UInt8] {
        var binding = Binding(label)
        for field in fields { binding.add(field) }
        return Array(HMAC<SHA256>.authenticationCode(for: binding.bytes, using: key(of: moment.hour)).prefix(16))
    }

    /// Whether something made at `moment` can still be looked at.
    public func isRecent(_ moment: Instant, now: Instant) -> Bool {
        (0...1).contains(now.hour - moment.hour)
    }

    /// Sealed for two hours at most. Throws `tooLong` above 4 kB.
    public func seal(_ bytes: [UInt8], at moment: Instant) throws(SealingError) -> [UInt8] {
        guard bytes.count <= 4096 else { throw .tooLong }
        return try Box.seal(bytes, under: key(of: moment.hour), bound: Binding("passing"))
    }

    /// What `seal` sealed in this hour or in the one before. Throws `cannotOpen`, `malformed`, `unknownSuite`.
    public func open(_ sealed: [UInt8], now: Instant) throws(SealingError) -> [UInt8] {
        do {
            return try Box.open(sealed, under: key(of: now.hour), bound: Binding("passing"))
        } catch .cannotOpen {
            return try Box.open(sealed, under: key(of: now.hour - 1), bound: Binding("passing"))
        }
    }

    private func key(of hour: Int64) -> SymmetricKey {
        known.withLock { known in
            if let key = known[hour] { return key }
            if known.count > 3 { known.removeAll() }
            let key = SymmetricKey(data: pepper.derive(label, from: hour.bigEndianBytes, count: 32))
            known[hour] = key
            return key
        }
    }
}

/// A random key that lives in memory only, to tell whether two things are the same without keeping either.
public struct ForgetfulKey: Secret {
    private let key = SymmetricKey(size: .bits256)

    public init() {}

    /// 16 bytes that are the same for the same bytes under this key, and say nothing without it.
    public func fingerprint(_ bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key).prefix(16))
    }

    /// As for bytes, of a text without capitals, signs and spaces: `Hallo!!` and `hallo` are the same.
    /// - Returns: also how many letters and digits it has, so that greetings can be told from copies.
    public func fingerprint(_ words: Words) -> (print: [UInt8], letters: Int) {
        let letters = words.reveal().lowercased().unicodeScalars.filter {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: letters)
        return (fingerprint(Array(String(text).utf8)), text.count)
    }
}

extension Instant {
    /// Hours since 1970.
    public var hour: Int64 { milliseconds >= 0 ? milliseconds / 3_600_000 : (milliseconds - 3_599_999) / 3_600_000 }
}
