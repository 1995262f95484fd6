import Core
import Crypto
import Foundation

/// Five plain words by which somebody comes back to their talk: 55 random bits, easy to remember, easy to say, and
/// without meaning for who finds them.
public struct ReturnCode: Secret, Equatable {
    public static let length = 5
    /// In bytes of UTF-8; longer text is no code and is not looked at.
    public static let longestTyped = 400

    /// In the order that counts.
    public let words: [String]

    private init(words: [String]) {
        self.words = words
    }

    public static func random() -> ReturnCode {
        var generator = SystemRandomNumberGenerator()
        let list = WordList.dutch.words
        return ReturnCode(words: (0..<length).map { _ in list[Int.random(in: list.indices, using: &generator)] })
    }

    /// The code that belongs to a session: the same words each time from the same three things, so that they can be shown
    /// again while the session lasts and are written nowhere.
    ///
    /// - Parameter seed: random bytes that are kept beside the session and go with it.
    public init(of token: Token, seed: CodeSeed, _ purpose: CodePurpose, pepper: Pepper) {
        let context = token.bytes + seed.bytes + [purpose.rawValue]
        let chance = pepper.derive("return-code of a session", from: context, count: 2 * Self.length)
        let list = WordList.dutch.words
        // Each word takes 11 bits of its own: the list has 2,048.
        words = (0..<Self.length).map { index in
            list[(Int(chance[2 * index]) << 8 | Int(chance[2 * index + 1])) % list.count]
        }
    }

    /// Reads what somebody typed or pasted: capitals, accents, odd blanks, hyphens, commas and numbers between the words
    /// do not matter, nor does one wrong, missing, doubled or swapped letter in a word when only one word can be meant.
    ///
    /// Nil when there are not exactly five words, or one of them is not on the list (`unknownWords` tells which).
    public init?(typed: String) {
        let pieces = Self.pieces(of: typed)
        guard pieces.count == Self.length else { return nil }
        let known = pieces.compactMap { WordList.dutch.nearest(to: $0) }
        guard known.count == Self.length else { return nil }
        words = known
    }

    /// The first words, of twelve, that are not on the list, to show them again to who typed them. The list is public:
    /// this tells nobody whether a code exists.
    public static func unknownWords(typed: String) -> [Words] {
        pieces(of: typed).prefix(12).filter { WordList.dutch.nearest(to: $0) == nil }.map { Words($0) }
    }

    /// The words with a blank between them, as they are shown once.
    public var text: String { words.joined(separator: " ") }

    private static func pieces(of typed: String) -> [String] {
        guard typed.utf8.count <= longestTyped else { return [] }
        return typed.precomposedStringWithCompatibilityMapping
            .folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .split { !$0.isLetter }
            .map { String($0) }
    }
}

/// What makes a session's code another one than its last. Worth nothing without the session's token.
public struct CodeSeed: Sendable, Equatable {
    public let bytes: [UInt8]

    /// Nil unless there are 16 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    private init(chance: [UInt8]) {
        bytes = chance
    }

    public static func random() -> Self { Self(chance: Chance.bytes(16)) }

    /// For a form that asks for another code: which one it stood beside.
    public var tag: String { Hex.encode(bytes.prefix(3)) }
}

extension ReturnCode {
    /// The keys of the code: HMAC with the pepper, then scrypt once, through the gate.
    ///
    /// The cost is a setting of the installation: a code opens what was made at the same cost. Throws `busy`, or
    /// `CancellationError` when cancelled before its turn.
    public func opened(
        pepper: Pepper, gate: ScryptGate, cost: PasswordCost = .standard
    ) async throws -> OpenedCode {
        // No salt of its own: the code has to be found by itself. The pepper does what the salt would.
        let salt = Array("vangnet return-code".utf8)
        return OpenedCode(
            stretch: try await gate.stretch(pepper.mixed("return-code", text), salt: salt, cost: cost))
    }
}

/// A return code after scrypt: where its record is, and the key pair that epochs are granted to (`Grant`).
public struct OpenedCode: Secret {
    private let stretch: SymmetricKey

    init(stretch: SymmetricKey) {
        self.stretch = stretch
    }

    /// 16 bytes: what the database finds the record by. It says nothing about the words to who lacks the pepper.
    public var locator: [UInt8] { stretch.derived("locator", count: 16).bytes }

    /// X25519, 32 bytes, kept beside the locator: later epochs are granted to it while the code is not known.
    public var publicKey: [UInt8] { Array(exchange.publicKey.rawRepresentation) }

    var exchange: Curve25519.KeyAgreement.PrivateKey {
        Curve25519.KeyAgreement.PrivateKey(from: stretch.derived("code-key"))
    }
}
