import Crypto
import Foundation
import Synchronization

/// The algorithms behind the first byte of everything sealed.
enum Suite {
    /// ChaCha20-Poly1305 (RFC 8439), HKDF-SHA256, HPKE base mode with X25519 (RFC 9180), scrypt with r = 8 and p = 1.
    static let first: UInt8 = 0x01

    /// The bytes after the suite byte.
    static func body(of sealed: [UInt8]) throws(SealingError) -> ArraySlice<UInt8> {
        guard let suite = sealed.first else { throw .malformed }
        guard suite == first else { throw .unknownSuite }
        return sealed.dropFirst()
    }
}

/// Sealed under a key that both sides have: suite, nonce (12), text, tag (16).
enum Box {
    static let overhead = 1 + 12 + 16

    static func seal(
        _ plain: [UInt8], under key: SymmetricKey, bound: Binding
    ) throws(SealingError) -> [UInt8] {
        guard let box = try? ChaChaPoly.seal(plain, using: key, authenticating: [Suite.first] + bound.bytes) else {
            throw .malformed
        }
        return [Suite.first] + box.combined
    }

    static func open(
        _ sealed: [UInt8], under key: SymmetricKey, bound: Binding
    ) throws(SealingError) -> [UInt8] {
        let body = try Suite.body(of: sealed)
        guard sealed.count >= overhead, let box = try? ChaChaPoly.SealedBox(combined: body) else { throw .malformed }
        guard let plain = try? ChaChaPoly.open(box, using: key, authenticating: [Suite.first] + bound.bytes) else {
            throw .cannotOpen
        }
        return Array(plain)
    }
}

/// Sealed to a public key, which needs no secret of the sender: suite, encapsulated key (32), text, tag (16).
enum Letter {
    static let overhead = 1 + 32 + 16
    private static let ciphersuite = HPKE.Ciphersuite.Curve25519_SHA256_ChachaPoly

    static func seal(
        _ plain: [UInt8], to publicKey: [UInt8], purpose: String, bound: Binding
    ) throws(SealingError) -> [UInt8] {
        do {
            let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: publicKey)
            guard try hasLargeOrder(key) else { throw SealingError.malformed }
            var sender = try HPKE.Sender(recipientKey: key, ciphersuite: ciphersuite, info: Data(purpose.utf8))
            let text = try sender.seal(plain, authenticating: bound.bytes)
            return [Suite.first] + sender.encapsulatedKey + text
        } catch {
            throw .malformed
        }
    }

    static func open(
        _ sealed: [UInt8], with key: Curve25519.KeyAgreement.PrivateKey, purpose: String, bound: Binding
    ) throws(SealingError) -> [UInt8] {
        let body = try Suite.body(of: sealed)
        guard sealed.count >= overhead else { throw .malformed }
        return try open(
            encapsulated: Data(body.prefix(32)), text: Data(body.dropFirst(32)), with: key, info: Data(purpose.utf8),
            bound: bound.bytes)
    }

    /// The few points of small order give everybody the same key: zero. HPKE asks for this check (RFC 9180 §7.1.4) and
    /// swift-crypto leaves it to us. Every private key is a multiple of eight, so one that all may know finds them all.
    private static func hasLargeOrder(_ key: Curve25519.KeyAgreement.PublicKey) throws -> Bool {
        let bytes = Array(key.rawRepresentation)
        if known.withLock({ $0.contains(bytes) }) { return true }
        guard let probe = try? probe.get(),
            try probe.sharedSecretFromKeyAgreement(with: key).withUnsafeBytes({ $0.contains { $0 != 0 } })
        else { return false }
        known.withLock { known in
            if known.count >= 1000 { known.removeAll() }
            known.insert(bytes)
        }
        return true
    }

    private static let probe = Result {
        try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: [UInt8](repeating: 1, count: 32))
    }
    /// Public keys that were found good: lines and people are sealed to again and again.
    private static let known = Mutex<Set<[UInt8]>>([])

    static func open(
        encapsulated: Data, text: Data, with key: Curve25519.KeyAgreement.PrivateKey, info: Data, bound: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key, ciphersuite: ciphersuite, info: info, encapsulatedKey: encapsulated)
            return Array(try recipient.open(text, authenticating: bound))
        } catch {
            throw .cannotOpen
        }
    }
}
