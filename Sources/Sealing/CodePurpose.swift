import Core
import Crypto

/// What a return code opens. Kept sealed to the code itself, so that its row looks like that of any other code.
public enum CodePurpose: UInt8, Sendable, CaseIterable {
    /// The talk.
    case talk = 1
    /// A calm page, for somebody who may be watched.
    case calm = 2

    /// - Parameter locator: of the code whose public key this is; a purpose that was moved to another row does not open.
    ///
    /// Throws `malformed` when `publicKey` is not an X25519 key.
    public func sealed(to publicKey: [UInt8], locator: [UInt8]) throws(SealingError) -> [UInt8] {
        try Letter.seal([rawValue], to: publicKey, purpose: Self.purpose, bound: Self.binding(locator))
    }

    /// Throws `cannotOpen` for another code.
    public static func open(_ sealed: [UInt8], with code: OpenedCode) throws(SealingError) -> CodePurpose {
        let bytes = try Letter.open(sealed, with: code.exchange, purpose: purpose, bound: binding(code.locator))
        guard bytes.count == 1, let purpose = CodePurpose(rawValue: bytes[0]) else { throw .malformed }
        return purpose
    }

    private static let purpose = "vangnet code-purpose"

    private static func binding(_ locator: [UInt8]) -> Binding {
        var binding = Binding("code-purpose")
        binding.add(locator)
        return binding
    }
}

/// The token of somebody who typed the second code: it looks like every other and opens nothing. Only who has the pepper
/// can tell, so nothing is kept of it anywhere.
extension Token {
    public static func calm(_ pepper: Pepper) -> Token {
        let chance = Chance.bytes(16)
        return Token(bytes: chance + mark(chance, pepper))
    }

    public func isCalm(_ pepper: Pepper) -> Bool {
        let bytes = bytes
        let expected = Self.mark(Array(bytes.prefix(16)), pepper)
        return zip(bytes.suffix(16), expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func mark(_ chance: [UInt8], _ pepper: Pepper) -> [UInt8] {
        pepper.derive("calm-token", from: chance, count: 16)
    }
}
