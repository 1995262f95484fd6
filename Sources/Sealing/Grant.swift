import Core
import Crypto

/// The key pair of one line in one week. Messages of a talk that waits are readable for who has it; it is destroyed
/// when the last talk of its week is gone.
public struct QueueKey: Secret {
    let key: Curve25519.KeyAgreement.PrivateKey

    public static func random() -> Self { Self(key: Curve25519.KeyAgreement.PrivateKey()) }

    /// X25519, 32 bytes.
    public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// The private half for one member, by the exchange key of their `PublicKeys`. `queue` names line and week, in any
    /// form the caller keeps to. Throws `malformed` when `member` is not a public key.
    public func sealed(to member: [UInt8], queue: String) throws(SealingError) -> [UInt8] {
        try Letter.seal(
            Array(key.rawRepresentation), to: member, purpose: Self.purpose, bound: Self.binding(queue))
    }

    /// Throws `cannotOpen` for another person or another queue.
    public static func open(
        _ sealed: [UInt8], with person: PersonKeys, queue: String
    ) throws(SealingError) -> QueueKey {
        let bytes = try Letter.open(sealed, with: person.exchange, purpose: purpose, bound: binding(queue))
        guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { throw .malformed }
        return QueueKey(key: key)
    }

    private static let purpose = "vangnet queue-key"

    private static func binding(_ queue: String) -> Binding {
        var binding = Binding("queue-key")
        binding.add(queue)
        return binding
    }
}

/// An epoch key sealed to who may read that epoch: a person, a queue, the seeker's session or the seeker's return code.
///
/// Sealing needs the public key only, so a new epoch reaches somebody who is not there. `grantee` names who it is for, in
/// any form the caller keeps to (`person:…`, `queue:…`, `seeker`, `code`). A grant that was moved to another
/// conversation, epoch or grantee does not open: `cannotOpen`.
public enum Grant {
    /// Throws `malformed` when `publicKey` is not an X25519 key.
    public static func seal(
        _ key: EpochKey, conversation: ConversationID, epoch: Int, to publicKey: [UInt8], grantee: String
    ) throws(SealingError) -> [UInt8] {
        try Letter.seal(
            key.key.bytes, to: publicKey, purpose: purpose, bound: binding(conversation, epoch, grantee))
    }

    public static func open(
        _ sealed: [UInt8], conversation: ConversationID, epoch: Int, with person: PersonKeys, grantee: String
    ) throws(SealingError) -> EpochKey {
        try open(sealed, conversation, epoch, person.exchange, grantee)
    }

    public static func open(
        _ sealed: [UInt8], conversation: ConversationID, epoch: Int, with queue: QueueKey, grantee: String
    ) throws(SealingError) -> EpochKey {
        try open(sealed, conversation, epoch, queue.key, grantee)
    }

    public static func open(
        _ sealed: [UInt8], conversation: ConversationID, epoch: Int, with token: Token, grantee: String
    ) throws(SealingError) -> EpochKey {
        try open(sealed, conversation, epoch, token.exchange, grantee)
    }

    public static func open(
        _ sealed: [UInt8], conversation: ConversationID, epoch: Int, with code: OpenedCode, grantee: String
    ) throws(SealingError) -> EpochKey {
        try open(sealed, conversation, epoch, code.exchange, grantee)
    }

    private static let purpose = "vangnet grant"

    private static func open(
        _ sealed: [UInt8], _ conversation: ConversationID, _ epoch: Int, _ key: Curve25519.KeyAgreement.PrivateKey,
        _ grantee: String
    ) throws(SealingError) -> EpochKey {
        try EpochKey(
            bytes: Letter.open(sealed, with: key, purpose: purpose, bound: binding(conversation, epoch, grantee)))
    }

    private static func binding(_ conversation: ConversationID, _ epoch: Int, _ grantee: String) -> Binding {
        var binding = Binding("grant")
        binding.add(conversation.text)
        binding.add(epoch)
        binding.add(grantee)
        return binding
    }
}

extension Curve25519.KeyAgreement.PrivateKey {
    /// The key pair that belongs to a secret of 32 bytes. Any such bytes are a private key (RFC 7748 §5).
    init(from secret: SymmetricKey) {
        do {
            self = try secret.withUnsafeBytes { try Self(rawRepresentation: $0) }
        } catch {
            preconditionFailure("an X25519 key has 32 bytes")
        }
    }
}
