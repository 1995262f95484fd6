import Core
import Crypto

/// What a browser holds to be recognised: 32 random bytes, in a cookie. The database knows its hash and its public key.
///
/// With the seeker's token goes what was granted to the seeker; with a staff token go the keys of the person, which lie
/// under it in the database as long as the session lasts.
public struct Token: Secret, Equatable {
    private let key: SymmetricKey

    private init(key: SymmetricKey) {
        self.key = key
    }

    public static func random() -> Self { Self(key: SymmetricKey(size: .bits256)) }

    /// From 32 bytes of this module's own making.
    init(bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
    }

    var bytes: [UInt8] { key.bytes }

    /// Nil unless the text is 43 characters of base64url, written the one way that 32 bytes are written.
    public init?(text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text), bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// For the cookie: 43 characters.
    public var text: String { Base64URL.encode(key.bytes) }

    /// SHA-256, 32 bytes: what the database finds the session by.
    public var hash: [UInt8] { key.withUnsafeBytes { Array(SHA256.hash(data: $0)) } }

    /// X25519, 32 bytes: what new epochs are granted to. Derived each time, in about 50 µs.
    public var publicKey: [UInt8] { Array(exchange.publicKey.rawRepresentation) }

    var exchange: Curve25519.KeyAgreement.PrivateKey {
        Curve25519.KeyAgreement.PrivateKey(from: key.derived("seeker-key"))
    }

    /// The person's keys for as long as this session lasts, 93 bytes.
    public func wrap(_ keys: PersonKeys, person: PersonID) throws(SealingError) -> [UInt8] {
        try Box.seal(keys.bytes, under: key.derived("staff-session"), bound: Self.binding(person))
    }

    /// Throws `cannotOpen` for another token or another person.
    public func unwrapPerson(_ sealed: [UInt8], person: PersonID) throws(SealingError) -> PersonKeys {
        try PersonKeys(
            bytes: Box.open(sealed, under: key.derived("staff-session"), bound: Self.binding(person)))
    }

    private static func binding(_ person: PersonID) -> Binding {
        var binding = Binding("staff-session")
        binding.add(person.text)
        return binding
    }
}
