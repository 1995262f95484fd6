import Core
import Sealing

/// A small sum for who wants to begin a talk on a line that is under pressure, and at the same time a ticket that says since
/// when somebody waits. Nothing of it is kept here: it carries its own proof of being ours.
///
/// Solved when SHA-256 of `id:nonce` begins with `bits` zero bits. Plain JavaScript in Chromium, six times slowed down as an
/// old phone is and on a busy machine, does 95,000 to 214,000 of these a second (measured on 2026-11-26): 16 bits are 65,536
/// tries on average, a second or less, and 19 times in 20 less than three seconds. More than 16 is never asked.
struct Challenge: Sendable, Hashable {
    static let fewestBits = 12
    static let mostBits = 16
    /// Seconds for which it can be brought back.
    static let lifetime: Int64 = 600
    /// Characters of a nonce; with the id it fits one block of SHA-256.
    static let longestNonce = 14

    let bits: Int
    /// Since when who holds it waits, in whole seconds.
    let issuedAt: Instant
    let random: [UInt8]
    /// 40 characters of base64url.
    let id: String

    var expiresAt: Instant { issuedAt + .seconds(Self.lifetime) }

    /// - Parameter random: 9 bytes.
    init(line: LineID, bits: Int, issuedAt: Instant, random: [UInt8], keys: HourlyKeys) {
        let second = issuedAt.milliseconds / 1000
        self.bits = bits
        self.random = random
        self.issuedAt = Instant(milliseconds: second * 1000)
        let body = Self.bytes(UInt32(truncatingIfNeeded: second)) + [UInt8(truncatingIfNeeded: bits)] + random
        id = Base64URL.encode(body + keys.tag([body, Array(line.text.utf8)], at: self.issuedAt))
    }

    /// Reads one that came back. Nil when it is not ours, not for this line, or too old.
    init?(id: String, line: LineID, keys: HourlyKeys, now: Instant) {
        guard id.utf8.count == 40, let bytes = Base64URL.decode(id), bytes.count == 30 else { return nil }
        let body = Array(bytes.prefix(14))
        let second = body.prefix(4).reduce(Int64(0)) { $0 << 8 | Int64($1) }
        issuedAt = Instant(milliseconds: second * 1000)
        guard keys.isRecent(issuedAt, now: now), now < issuedAt + .seconds(Self.lifetime),
            constantTimeEquals(Array(bytes.suffix(16)), keys.tag([body, Array(line.text.utf8)], at: issuedAt))
        else { return nil }
        bits = Int(body[4])
        random = Array(body.suffix(9))
        self.id = id
    }

    /// Whether this nonce solves it.
    func isSolved(by nonce: String) -> Bool {
        (1...Self.longestNonce).contains(nonce.utf8.count) && nonce.utf8.allSatisfy { (0x21...0x7e).contains($0) }
            && Digest.leadingZeroBits("\(id):\(nonce)") >= bits
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

/// What a client brings back: the challenge's id and, when it was worked on, the nonce.
struct Proof: Sendable, Decodable {
    let challenge: String
    let nonce: String
}
