import Core

/// Words that somebody keeps for themselves: sealed to the person's own exchange key, so that nobody else opens them.
public enum OwnWords {
    /// `purpose` names the place they belong to, in any form the caller keeps to; moved to another they do not open.
    ///
    /// Throws `malformed` when `publicKey` is not an X25519 key, `tooLong` above `ConversationKey.longestText`.
    public static func seal(_ words: Words, to publicKey: [UInt8], purpose: String) throws(SealingError) -> [UInt8] {
        try Letter.seal(
            Padding.pad(Array(words.reveal().utf8)), to: publicKey, purpose: Self.purpose, bound: binding(purpose))
    }

    /// Throws `cannotOpen` for another person or another place.
    public static func open(
        _ sealed: [UInt8], with person: PersonKeys, purpose: String
    ) throws(SealingError) -> Words {
        let padded = try Letter.open(
            sealed, with: person.exchange, purpose: Self.purpose, bound: binding(purpose))
        guard let text = String(validating: try Padding.unpad(padded), as: UTF8.self) else { throw .malformed }
        return Words(text)
    }

    private static let purpose = "vangnet own-words"

    private static func binding(_ place: String) -> Binding {
        var binding = Binding("own-words")
        binding.add(place)
        return binding
    }
}
