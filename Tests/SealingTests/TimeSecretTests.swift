import Core
import Testing

@testable import Sealing

@Suite struct `The code from an app` {
    static let known = Array("12345678901234567890".utf8)

    /// RFC 6238 appendix B, the rows of SHA-1.
    @Test(
        "is that of RFC 6238",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func known(seconds: Int64, code: String) throws {
        let secret = try TimeSecret(bytes: Self.known)
        let step = TimeSecret.step(at: Instant(milliseconds: seconds * 1000))
        #expect(secret.code(of: step, digits: 8) == code)
        #expect(secret.code(of: step, digits: 6) == code.suffix(6))
        let typed = Words(String(code.suffix(6)))
        #expect(secret.step(of: typed, at: Instant(milliseconds: seconds * 1000), after: -1) == step)
    }

    /// RFC 4226 appendix D.
    @Test func `is that of RFC 4226 for the first counters`() throws {
        let secret = try TimeSecret(bytes: Self.known)
        let codes = (0..<10).map { secret.code(of: $0, digits: 6) }
        #expect(
            codes == [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
            ])
    }

    @Test func `is good in its own half minute and the one on either side, and once`() throws {
        let secret = TimeSecret.random()
        let step: Int64 = 59_000_000
        let typed = Words(secret.code(of: step, digits: 6))
        func found(secondsLater: Int64, after last: Int64 = -1) -> Int64? {
            let moment = Instant(milliseconds: (step * 30 + secondsLater) * 1000)
            return secret.step(of: typed, at: moment, after: last)
        }
        for second in [-30, -1, 0, 29, 30, 59] as [Int64] { #expect(found(secondsLater: second) == step) }
        for second in [-31, 60, 90, 86_400] as [Int64] { #expect(found(secondsLater: second) == nil) }
        #expect(found(secondsLater: 0, after: step - 1) == step)
        #expect(found(secondsLater: 0, after: step) == nil)
        #expect(found(secondsLater: 0, after: step + 1) == nil)
    }

    @Test func `may be typed with spaces, and is nothing else`() throws {
        let secret = try TimeSecret(bytes: Self.known)
        let moment = Instant(milliseconds: 59_000)
        for good in ["287082", " 287082\n", "287 082", "2 8 7 0 8 2"] {
            #expect(secret.step(of: Words(good), at: moment, after: -1) == 1, "\(good)")
        }
        for bad in ["", " ", "28708", "2870820", "94287082", "287083", "-287082", "２８７０８２", "287082\u{0}", "287,082"] {
            #expect(secret.step(of: Words(bad), at: moment, after: -1) == nil, "\(bad)")
        }
    }

    @Test func `is handed over in base 32 and as an address that apps read`() throws {
        let secret = try TimeSecret(bytes: Self.known)
        #expect(secret.base32.reveal() == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
        #expect(
            secret.address(name: "noor.b-1").reveal()
                == "otpauth://totp/Vangnet:noor.b-1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Vangnet&algorithm=SHA1&digits=6&period=30"
        )
        #expect(TimeSecret.random().base32 != TimeSecret.random().base32)
    }

    @Test func `comes from a secret that opens with the keys of its person only`() throws {
        let (keys, person) = (PersonKeys.random(), PersonID.random())
        let secret = try TimeSecret(bytes: Self.known)
        let sealed = try secret.sealed(under: keys, person: person)
        #expect(sealed.count == 49)
        #expect(try TimeSecret.open(sealed, with: keys, person: person).base32 == secret.base32)
        #expect(throws: SealingError.cannotOpen) { try TimeSecret.open(sealed, with: .random(), person: person) }
        #expect(throws: SealingError.cannotOpen) { try TimeSecret.open(sealed, with: keys, person: .random()) }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SealingError.self) { try TimeSecret.open(changed, with: keys, person: person) }
        }
        #expect(throws: SealingError.malformed) { try TimeSecret(bytes: [1, 2, 3]) }
    }
}
