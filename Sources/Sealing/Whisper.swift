import Core
import Crypto

/// The place a whisper belongs to: a talk, and its number beside it. A whisper that was moved does not open.
public struct WhisperAddress: Sendable, Hashable {
    public let conversation: ConversationID
    /// Counts by itself, apart from the messages of the talk.
    public let number: Int
    /// Who said it.
    public let author: PersonID

    public init(conversation: ConversationID, number: Int, author: PersonID) {
        (self.conversation, self.number, self.author) = (conversation, number, author)
    }

    func binding(_ purpose: String) -> Binding {
        var binding = Binding(purpose)
        binding.add(conversation.text)
        binding.add(number)
        binding.add(author.text)
        return binding
    }
}

/// The key of one whisper: what staff say to each other beside a talk.
///
/// It is no ``EpochKey`` and opens nothing of the talk, as no key of the talk opens a whisper. It is sealed to people of the
/// staff by ``WhisperShare``, which knows no token and no code: there is no way in here for the one who seeks help.
public struct WhisperKey: Secret {
    private let key: SymmetricKey

    private init(key: SymmetricKey) {
        self.key = key
    }

    fileprivate init(bytes: [UInt8]) throws(SealingError) {
        guard bytes.count == 32 else { throw .malformed }
        key = SymmetricKey(data: bytes)
    }

    public static func random() -> Self { Self(key: SymmetricKey(size: .bits256)) }

    fileprivate var bytes: [UInt8] { key.bytes }

    /// With the talk's shred secret, so that what was whispered goes when the talk does.
    private func mixed(_ shred: ShredSecret) -> SymmetricKey {
        SymmetricKey(data: key.bytes + shred.key.bytes).derived(Binding("whisper"))
    }

    /// Throws `tooLong` above ``ConversationKey/longestText``.
    public func seal(_ words: Words, _ shred: ShredSecret, at address: WhisperAddress) throws(SealingError) -> [UInt8] {
        let padded = try Padding.pad(Array(words.reveal().utf8))
        return try Box.seal(padded, under: mixed(shred), bound: address.binding("whisper"))
    }

    /// Throws `cannotOpen` for another place, or when the talk's secret is another.
    public func open(_ sealed: [UInt8], _ shred: ShredSecret, at address: WhisperAddress) throws(SealingError) -> Words
    {
        let bytes = try Box.open(sealed, under: mixed(shred), bound: address.binding("whisper"))
        guard let text = String(validating: try Padding.unpad(bytes), as: UTF8.self) else { throw .malformed }
        return Words(text)
    }
}

/// The key of a whisper, sealed to one person of the staff.
public enum WhisperShare {
    /// - Parameter publicKey: the person's exchange key. Throws `malformed` when it is none.
    public static func seal(
        _ key: WhisperKey, at address: WhisperAddress, to publicKey: [UInt8], _ person: PersonID
    ) throws(SealingError) -> [UInt8] {
        try Letter.seal(key.bytes, to: publicKey, purpose: purpose, bound: binding(address, person))
    }

    /// Throws `cannotOpen` for another person or another whisper.
    public static func open(
        _ sealed: [UInt8], at address: WhisperAddress, with keys: PersonKeys, _ person: PersonID
    ) throws(SealingError) -> WhisperKey {
        try WhisperKey(
            bytes: Letter.open(sealed, with: keys.exchange, purpose: purpose, bound: binding(address, person)))
    }

    private static let purpose = "vangnet whisper"

    private static func binding(_ address: WhisperAddress, _ person: PersonID) -> Binding {
        var binding = address.binding("whisper-share")
        binding.add(person.text)
        return binding
    }
}
