import Core
import Testing

@testable import Sealing

struct SecretTests {
    @Test func `no secret prints, whole, in a box, in a list or in a dump`() async throws {
        let gate = ScryptGate()
        let lock = PasswordLock(pepper: .random(), gate: gate)
        let (locked, _) = try await lock.lock(.random(), password: Words("lang genoeg"), cost: .least)
        let code = ReturnCode.random()
        let secrets: [any Secret] = [
            Pepper.random(), EpochKey.random(), ShredSecret.random(), try knownConversationKey(), PersonKeys.random(),
            QueueKey.random(), Token.random(), code, RecoveryCode.random(), locked, TimeSecret.random(),
            try await code.opened(pepper: .random(), gate: gate, cost: .least),
        ]
        for secret in secrets {
            #expect(String(describing: secret) == "‹secret›")
            #expect(String(reflecting: secret) == "‹secret›")
            #expect("\(secret)" == "‹secret›")
            #expect(Mirror(reflecting: secret).children.isEmpty)
            var dumped = ""
            dump(secret, to: &dumped)
            #expect(dumped == "- ‹secret›\n")
            struct Holder { let held: any Secret }
            for text in ["\([secret])", "\(Holder(held: secret))", "\(Optional.some(secret) as Any)"] {
                #expect(text.contains("‹secret›"))
                #expect(text.firstMatch(of: /[0-9]{2,}|SymmetricKey|PrivateKey/) == nil, "\(text)")
            }
            #expect(!(secret is any Encodable))
        }
    }

    @Test func `a token reads only as it is written`() {
        var dice = Dice(9)
        for _ in 0..<100 {
            let token = Token.random()
            #expect(token.text.utf8.count == 43)
            #expect(Token(text: token.text) == token)
            #expect(Token(text: token.text.dropLast()) == nil)
            #expect(Token(text: token.text + "A") == nil)
            #expect(Token(text: token.text + "=") == nil)
        }
        // 43 characters have two bits more than 32 bytes: only one of four endings is right.
        let text = knownToken()?.text.dropLast() ?? ""
        let endings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        #expect(endings.filter { Token(text: "\(text)\($0)") != nil }.count == 16)
        for length in 0..<200 {
            _ = Token(text: String(decoding: dice.bytes(length), as: UTF8.self))
            if length != 43 { #expect(Token(text: dice.text(utf8: length)) == nil) }
        }
    }

    @Test func `a session keeps the keys of its person, and only for its own token`() throws {
        let (token, keys, anna) = (Token.random(), PersonKeys.random(), PersonID(trusted: "anna"))
        let wrapped = try token.wrap(keys, person: anna)
        #expect(wrapped.count == 93)
        #expect(try token.unwrapPerson(wrapped, person: anna).bytes == keys.bytes)
        #expect(refusal { try token.unwrapPerson(wrapped, person: PersonID(trusted: "bo")) } == .cannotOpen)
        #expect(refusal { try Token.random().unwrapPerson(wrapped, person: anna) } == .cannotOpen)
        for bytes in damaged(wrapped) { #expect(refusal { try token.unwrapPerson(bytes, person: anna) } != nil) }
        var dice = Dice(10)
        for length in 0..<200 {
            #expect(refusal { try token.unwrapPerson([1] + dice.bytes(length), person: anna) } != nil)
        }
    }

    @Test func `keys have the length they should have`() {
        for count in [0, 1, 31, 33, 63, 65] {
            let some = [UInt8](repeating: 7, count: count)
            #expect(refusal { try EpochKey(bytes: some) } == .malformed)
            #expect(refusal { try ShredSecret(bytes: some) } == .malformed)
            #expect(refusal { try PersonKeys(bytes: some) } == .malformed)
        }
        let shred = ShredSecret.random()
        #expect(try! ShredSecret(bytes: shred.bytes) == shred)
    }

    @Test func `text of bytes reads back, and nothing else reads`() {
        var dice = Dice(11)
        for length in 0..<100 {
            let bytes = dice.bytes(length)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes).uppercased()) == bytes)
        }
        for wrong in ["A", "AB", "AAAAA", "A+==", "AA==", "Zg==", "Zh", "é", "AA A", "AA\n"] {
            #expect(Base64URL.decode(wrong) == nil, "\(wrong)")
        }
        for wrong in ["0", "0g", "012", "é", " 00"] { #expect(Hex.decode(wrong) == nil, "\(wrong)") }
    }

    @Test func `bytes are the same only when all are`() {
        var dice = Dice(12)
        #expect(constantTimeEquals([], []))
        #expect(!constantTimeEquals([], [0]))
        for length in 1..<70 {
            let bytes = dice.bytes(length)
            #expect(constantTimeEquals(bytes, bytes))
            for position in bytes.indices {
                var other = bytes
                other[position] ^= 1
                #expect(!constantTimeEquals(bytes, other))
            }
            #expect(!constantTimeEquals(bytes, bytes + [0]))
        }
    }
}
