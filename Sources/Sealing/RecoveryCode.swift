import Crypto

/// 128 random bits on paper, for who forgot the password: seven groups of four, in Crockford's base 32, the last twelve
/// bits a check on typing.
///
/// It needs no pepper and no scrypt: it cannot be guessed, and it still works when the pepper is lost.
struct RecoveryCode: Secret {
    let bytes: [UInt8]

    static func random() -> Self { Self(bytes: Chance.bytes(16)) }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads small letters, odd blanks and hyphens, and O, I and L for the digits they look like. Nil when a character
    /// is missing or wrong.
    init?(typed: String) {
        let characters = typed.utf8.prefix(200).filter { $0 != 0x20 && $0 != 0x2D && $0 != 0x0A && $0 != 0x0D }
        guard characters.count == 28,
            let bits = Bits.bytes(of: characters + [UInt8(ascii: "0")], width: 5, value: Self.value),
            constantTimeEquals(Self.checked(Array(bits.prefix(16))), bits)
        else { return nil }
        bytes = Array(bits.prefix(16))
    }

    /// `ABCD-EFGH-…`
    var text: String {
        let characters = Array(Bits.text(of: Self.checked(bytes), width: 5, alphabet: Self.alphabet).prefix(28))
        return stride(from: 0, to: 28, by: 4).map { String(characters[$0..<($0 + 4)]) }.joined(separator: "-")
    }

    /// The code, twelve bits of its hash, four zero bits: 18 bytes, 28 characters and a last one that is never written.
    private static func checked(_ bytes: [UInt8]) -> [UInt8] {
        let hash = Array(SHA256.hash(data: bytes).prefix(2))
        return bytes + [hash[0], hash[1] & 0xF0]
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func value(_ character: UInt8) -> UInt8? {
        let capital = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character) ? character - 32 : character
        return switch capital {
        case UInt8(ascii: "O"): 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): 1
        default: alphabet.firstIndex(of: capital).map { UInt8($0) }
        }
    }
}
