import Core
import Crypto

/// The random key of one epoch of a conversation. Who has it, and the conversation's shred secret, reads that epoch.
///
/// A new epoch opens whenever somebody joins or leaves, so that nobody reads what was said without them.
public struct EpochKey: Secret, Equatable {
    let key: SymmetricKey

    init(bytes: [UInt8]) throws(SealingError) {
        guard bytes.count == 32 else { throw .malformed }
        key = SymmetricKey(data: bytes)
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    public static func random() -> Self { Self(key: SymmetricKey(size: .bits256)) }
}

/// The half of a conversation's keys that lives in the vault only. When it is gone the conversation is gone, from every
/// backup of the database too, whoever holds the other keys.
public struct ShredSecret: Secret, Equatable {
    let key: SymmetricKey

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

    /// 16 bytes by which a message that was sent twice is recognised, in whatever epoch, without keeping the id that the
    /// sender's page made up. Two authors with the same id do not meet.
    public func fingerprint(clientId: String, author: String, conversation: ConversationID) -> [UInt8] {
        var binding = Binding("client-id")
        binding.add(conversation.text)
        binding.add(author)
        binding.add(clientId)
        let code = HMAC<SHA256>.authenticationCode(for: binding.bytes, using: key.derived("conv-fingerprint"))
        return Array(code.prefix(16))
    }
}

/// The place a sealed text belongs to. Sealed text that was moved to any other place does not open.
public struct MessageAddress: Sendable, Hashable {
    public let conversation: ConversationID
    public let epoch: Int
    /// The place in the conversation. What is not a message (a nickname, a contact record) has an author word of its own.
    public let number: Int
    /// The kind of author: `seeker`, `counsellor`, `system`, `summary` …
    public let author: String
    /// The organisation the author works for; nil for a seeker.
    public let organisation: OrganisationID?

    public init(
        conversation: ConversationID, epoch: Int, number: Int, author: String, organisation: OrganisationID?
    ) {
        self.conversation = conversation
        self.epoch = epoch
        self.number = number
        self.author = author
        self.organisation = organisation
    }

    var binding: Binding {
        var binding = Binding("message")
        binding.add(conversation.text)
        binding.add(epoch)
        binding.add(number)
        binding.add(author)
        binding.add(organisation?.text)
        return binding
    }
}

/// What seals and opens the messages of one epoch of one conversation. Made once, it opens many messages cheaply
/// (a few microseconds each).
public struct ConversationKey: Secret {
    /// The most that can be sealed at once, in bytes of UTF-8.
    public static let longestText = 32_768 - Padding.prefix

    private let key: SymmetricKey
    private let conversation: ConversationID
    private let epochNumber: Int

    public init(epoch: EpochKey, shred: ShredSecret, conversation: ConversationID, epochNumber: Int) {
        var purpose = Binding("conv-msg")
        purpose.add(conversation.text)
        purpose.add(epochNumber)
        key = SymmetricKey(data: epoch.key.bytes + shred.key.bytes).derived(purpose)
        self.conversation = conversation
        self.epochNumber = epochNumber
    }

    /// Throws `tooLong` above `longestText`, `malformed` for the address of another conversation or epoch.
    public func seal(_ words: Words, at address: MessageAddress) throws(SealingError) -> [UInt8] {
        guard owns(address) else { throw .malformed }
        return try Box.seal(Padding.pad(Array(words.reveal().utf8)), under: key, bound: address.binding)
    }

    /// Throws `cannotOpen` when this is not what was sealed under this key at this address.
    public func open(_ sealed: [UInt8], at address: MessageAddress) throws(SealingError) -> Words {
        guard owns(address) else { throw .cannotOpen }
        let text = try Padding.unpad(Box.open(sealed, under: key, bound: address.binding))
        guard let text = String(validating: text, as: UTF8.self) else { throw .malformed }
        return Words(text)
    }

    private func owns(_ address: MessageAddress) -> Bool {
        address.conversation == conversation && address.epoch == epochNumber
    }
}
