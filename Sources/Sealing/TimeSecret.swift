import Core
import Crypto

/// What somebody's phone and the server share: from it and the time, both make the same digits (TOTP, RFC 6238, with
/// HMAC-SHA-1 and steps of 30 seconds, which is what every app knows).
public struct TimeSecret: Secret {
    /// How long a code is shown, in seconds.
    public static let secondsPerStep: Int64 = 30
    public static let digits = 6
    /// Steps before and after the present one whose codes are good too: clocks differ, and people type slowly.
    public static let drift: Int64 = 1

    private let key: SymmetricKey

    init(bytes: [UInt8]) throws(SealingError) {
        // 160 bits (RFC 4226 §4, requirement 6).
        guard bytes.count == 20 else { throw .malformed }
        key = SymmetricKey(data: bytes)
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    public static func random() -> Self { Self(key: SymmetricKey(size: .init(bitCount: 160))) }

    /// To type into an app: 32 characters of base 32 (RFC 4648 §6).
    public var base32: Words {
        Words(Bits.text(of: key.bytes, width: 5, alphabet: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)))
    }

    /// To be made into a picture that an app reads. `name` is an account name: letters, digits, dots and dashes.
    public func address(name: String) -> Words {
        Words(
            """
            otpauth://totp/Vangnet:\(name)?secret=\(base32.reveal())&issuer=Vangnet&algorithm=SHA1\
            &digits=\(Self.digits)&period=\(Self.secondsPerStep)
            """)
    }

    /// The step whose code this is, when that is a present one and none that was used before; nil otherwise. White space in
    /// what was typed does not count.
    ///
    /// - Parameter last: the step of the code that was used last: it and those before it are used up.
    public func step(of typed: Words, at now: Instant, after last: Int64) -> Int64? {
        let digits = Array(typed.reveal().filter { !$0.isWhitespace }.utf8)
        let present = Self.step(at: now)
        var found: Int64?
        // All of them are looked at, so that time does not tell which was near.
        for step in (present - Self.drift)...(present + Self.drift)
        where constantTimeEquals(Array(code(of: step, digits: Self.digits).utf8), digits) && step > last {
            found = step
        }
        return found
    }

    static func step(at moment: Instant) -> Int64 { moment.milliseconds / 1000 / secondsPerStep }

    /// RFC 4226 §5.3.
    func code(of step: Int64, digits: Int) -> String {
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: step.bigEndianBytes, using: key))
        let offset = Int(mac[19] & 0x0F)
        let number = mac[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let text = String(number)
        return String((String(repeating: "0", count: digits) + text).suffix(digits))
    }

    // MARK: at rest

    /// Under the person's own keys, 49 bytes: it opens only after the password did.
    public func sealed(under keys: PersonKeys, person: PersonID) throws(SealingError) -> [UInt8] {
        try Box.seal(key.bytes, under: Self.key(keys), bound: Self.binding(person))
    }

    /// Throws `cannotOpen` for other keys or another person.
    public static func open(_ sealed: [UInt8], with keys: PersonKeys, person: PersonID) throws(SealingError) -> Self {
        try Self(bytes: Box.open(sealed, under: key(keys), bound: binding(person)))
    }

    private static func key(_ keys: PersonKeys) -> SymmetricKey { SymmetricKey(data: keys.bytes).derived("staff-otp") }

    private static func binding(_ person: PersonID) -> Binding {
        var binding = Binding("staff-otp")
        binding.add(person.text)
        return binding
    }
}
