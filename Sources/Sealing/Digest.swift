import Crypto

/// Digests of public bytes.
public enum Digest {
    /// SHA-256 in base 64, as content security policies name scripts and styles.
    public static func sha256Base64(_ bytes: [UInt8]) -> String {
        var text = ""
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let digest = Array(SHA256.hash(data: bytes))
        for start in stride(from: 0, to: digest.count, by: 3) {
            let group = Array(digest[start..<min(start + 3, digest.count)])
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                text.append(index <= group.count ? alphabet[bits >> (18 - 6 * index) & 63] : "=")
            }
        }
        return text
    }

    /// SHA-256 of pieces one after the other, until there is none.
    public static func sha256(pieces next: () throws -> [UInt8]?) rethrows -> [UInt8] {
        var hash = SHA256()
        while let piece = try next() { hash.update(data: piece) }
        return Array(hash.finalize())
    }

    /// SHA-256 of texts one after the other, each with its length before it.
    public static func sha256(of texts: String...) -> [UInt8] {
        var binding = Binding("digest")
        for text in texts { binding.add(text) }
        return Array(SHA256.hash(data: binding.bytes))
    }

    /// With how many zero bits the SHA-256 of a text begins.
    public static func leadingZeroBits(_ text: String) -> Int {
        var count = 0
        for byte in SHA256.hash(data: Array(text.utf8)) {
            count += byte.leadingZeroBitCount
            if byte != 0 { break }
        }
        return count
    }
}
