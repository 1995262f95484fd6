import Core
import Crypto

/// The key of one year's audit. While it is there a talk can be found in the audit by who has its id; when it is destroyed
/// the entries still tell which of them belong together, and nothing says to which talk.
public struct AuditKey: Secret {
    private let key: SymmetricKey

    /// Throws `malformed` unless there are 32 bytes.
    public init(bytes: [UInt8]) throws(SealingError) {
        guard bytes.count == 32 else { throw .malformed }
        key = SymmetricKey(data: bytes)
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    public static func random() -> Self { Self(key: SymmetricKey(size: .bits256)) }

    /// For the vault.
    public var bytes: [UInt8] { key.bytes }

    /// HMAC-SHA256 of the talk's id, shortened to 12 bytes, as 16 characters of base64url.
    ///
    /// Another one for each organisation: what two of them wrote down of the same talk cannot be laid together.
    public func reference(of conversation: ConversationID, for organisation: OrganisationID) -> String {
        var binding = Binding("audit")
        binding.add(organisation.text)
        binding.add(conversation.text)
        let code = HMAC<SHA256>.authenticationCode(for: binding.bytes, using: key)
        return Base64URL.encode(Array(code.prefix(12)))
    }
}
