import Crypto

/// The public halves of a person's keys.
public struct PublicKeys: Sendable, Hashable {
    /// X25519, 32 bytes: what is sealed to the person.
    public let exchange: [UInt8]
    /// Ed25519, 32 bytes: what the person signs with.
    public let signing: [UInt8]

    /// Throws `malformed` unless both have 32 bytes.
    public init(exchange: [UInt8], signing: [UInt8]) throws(SealingError) {
        guard exchange.count == 32, signing.count == 32 else { throw .malformed }
        self.init(checkedExchange: exchange, signing: signing)
    }

    init(checkedExchange exchange: [UInt8], signing: [UInt8]) {
        self.exchange = exchange
        self.signing = signing
    }
}

/// The keys of somebody who works at an organisation: one to open what is granted to them, one to sign with.
public struct PersonKeys: Secret {
    let exchange: Curve25519.KeyAgreement.PrivateKey
    let signing: Curve25519.Signing.PrivateKey

    private init(exchange: Curve25519.KeyAgreement.PrivateKey, signing: Curve25519.Signing.PrivateKey) {
        self.exchange = exchange
        self.signing = signing
    }

    init(bytes: [UInt8]) throws(SealingError) {
        guard bytes.count == 64,
            let exchange = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes.prefix(32)),
            let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.suffix(32))
        else { throw .malformed }
        self.init(exchange: exchange, signing: signing)
    }

    public static func random() -> Self {
        Self(exchange: Curve25519.KeyAgreement.PrivateKey(), signing: Curve25519.Signing.PrivateKey())
    }

    var bytes: [UInt8] { Array(exchange.rawRepresentation) + Array(signing.rawRepresentation) }

    public var publicKeys: PublicKeys {
        PublicKeys(
            checkedExchange: Array(exchange.publicKey.rawRepresentation),
            signing: Array(signing.publicKey.rawRepresentation))
    }

    /// An Ed25519 signature, 64 bytes.
    public func sign(_ message: [UInt8]) throws(SealingError) -> [UInt8] {
        guard let signature = try? signing.signature(for: message) else { throw .malformed }
        return Array(signature)
    }

    /// Whether the person with these public keys signed this message. Any bytes may be asked about.
    public static func verify(_ signature: [UInt8], of message: [UInt8], by keys: PublicKeys) -> Bool {
        guard signature.count == 64,
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: keys.signing)
        else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
