import Crypto

/// Whether two byte strings are the same, in a time that depends on their lengths only.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    // SymmetricKey compares without stopping at the first difference.
    SymmetricKey(data: left) == SymmetricKey(data: right)
}

/// Bytes as `A–Z a–z 0–9 - _` without padding (RFC 4648 §5).
public enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Bits.text(of: bytes, width: 6, alphabet: alphabet)
    }

    /// Nil when a character does not belong, or when no bytes are written that way: each text has one meaning and each
    /// meaning one text.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        Bits.bytes(of: text.utf8, width: 6) { character in
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): character - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): character + 4
            case UInt8(ascii: "-"): 62
            case UInt8(ascii: "_"): 63
            default: nil
            }
        }
    }
}

/// Bytes as `0–9 a–f`, two characters each.
public enum Hex {
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Bits.text(of: bytes, width: 4, alphabet: Array("0123456789abcdef".utf8))
    }

    /// Reads capitals as well. Nil for anything else than whole bytes.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        Bits.bytes(of: text.utf8, width: 4) { character in
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): character - 48
            case UInt8(ascii: "a")...UInt8(ascii: "f"): character - 87
            case UInt8(ascii: "A")...UInt8(ascii: "F"): character - 55
            default: nil
            }
        }
    }
}

/// Bytes cut into characters of a few bits each, most significant bit first.
enum Bits {
    static func text(of bytes: some Sequence<UInt8>, width: Int, alphabet: [UInt8]) -> String {
        let mask = (1 << width) - 1
        var (text, held, count) = ([UInt8](), 0, 0)
        for byte in bytes {
            held = (held << 8 | Int(byte)) & 0xFFFF
            count += 8
            while count >= width {
                count -= width
                text.append(alphabet[held >> count & mask])
            }
        }
        if count > 0 { text.append(alphabet[held << (width - count) & mask]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for an unknown character, a character too many, or left-over bits that are not zero.
    static func bytes(
        of text: some Sequence<UInt8>, width: Int, value: (UInt8) -> UInt8?
    ) -> [UInt8]? {
        var (bytes, held, count) = ([UInt8](), 0, 0)
        for character in text {
            guard let value = value(character) else { return nil }
            held = (held << width | Int(value)) & 0xFFFF
            count += width
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> count))
            }
        }
        guard count < width, held & ((1 << count) - 1) == 0 else { return nil }
        return bytes
    }
}

/// What sealed bytes are bound to, written so that no two different places give the same bytes: every text with its
/// length before it, every number in eight bytes.
struct Binding {
    private(set) var bytes: [UInt8] = []

    init(_ label: String) {
        add(label)
    }

    mutating func add(_ text: String) {
        add(Array(text.utf8))
    }

    mutating func add(_ field: [UInt8]) {
        bytes.append(contentsOf: UInt32(field.count).bigEndianBytes)
        bytes.append(contentsOf: field)
    }

    mutating func add(_ number: Int) {
        bytes.append(contentsOf: UInt64(bitPattern: Int64(number)).bigEndianBytes)
    }

    mutating func add(_ text: String?) {
        bytes.append(text == nil ? 0 : 1)
        if let text { add(text) }
    }
}

extension FixedWidthInteger {
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}

extension SymmetricKey {
    var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// A key of its own for one purpose (HKDF-SHA256, no salt).
    func derived(_ purpose: Binding, count: Int = 32) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: self, info: purpose.bytes, outputByteCount: count)
    }

    func derived(_ purpose: String, count: Int = 32) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: self, info: Array(purpose.utf8), outputByteCount: count)
    }
}

enum Chance {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }
}
