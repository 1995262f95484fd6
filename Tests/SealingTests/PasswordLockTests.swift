import Core
import Foundation
import Testing

@testable import Sealing

struct PasswordLockTests {
    private let lock = PasswordLock(pepper: .random(), gate: ScryptGate(width: 2))
    private let password = Words("vier vrolijke vinken vliegen")

    @Test func `the password opens the keys and another does not`() async throws {
        let keys = PersonKeys.random()
        let (locked, _) = try await lock.lock(keys, password: password, cost: .least)
        #expect(locked.blob.count == 268)
        #expect(try await lock.open(locked, password: password).bytes == keys.bytes)
        for wrong in ["", "x", "vier vrolijke vinken vlieger", "Vier vrolijke vinken vliegen", "vier vrolijke vinken "]
        {
            #expect(await refusal { try await lock.open(locked, password: Words(wrong)) } == .cannotOpen)
        }
        let overlong = Words(String(repeating: "a", count: PasswordLock.longestPassword + 1))
        #expect(await refusal { try await lock.open(locked, password: overlong) } == .cannotOpen)
    }

    @Test func `one pepper does not open what another locked, but the recovery code still does`() async throws {
        let keys = PersonKeys.random()
        let (locked, code) = try await lock.lock(keys, password: password, cost: .least)
        let elsewhere = PasswordLock(pepper: .random(), gate: ScryptGate())
        #expect(await refusal { try await elsewhere.open(locked, password: password) } == .cannotOpen)
        #expect(try elsewhere.open(locked, recoveryCode: code).bytes == keys.bytes)
    }

    @Test func `a password is the same however the keyboard writes its accents`() async throws {
        let keys = PersonKeys.random()
        let (locked, _) = try await lock.lock(keys, password: Words("caf\u{E9} met slagroom"), cost: .least)
        #expect(try await lock.open(locked, password: Words("cafe\u{301} met slagroom")).bytes == keys.bytes)
    }

    @Test func `an empty or overlong password locks nothing`() async throws {
        let keys = PersonKeys.random()
        #expect(await refusal { try await lock.lock(keys, password: Words(""), cost: .least) } == .malformed)
        let longest = String(repeating: "a", count: PasswordLock.longestPassword)
        #expect(await refusal { try await lock.lock(keys, password: Words(longest), cost: .least) } == nil)
        #expect(await refusal { try await lock.lock(keys, password: Words(longest + "a"), cost: .least) } == .tooLong)
    }

    @Test func `the recovery code opens, as it was printed or as somebody types it`() async throws {
        let keys = PersonKeys.random()
        let (locked, code) = try await lock.lock(keys, password: password, cost: .least)
        let text = code.reveal()
        #expect(text.wholeMatch(of: /([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}/) != nil)
        let typed = [
            text, text.lowercased(), text.replacing("-", with: " "), text.replacing("-", with: ""),
            " " + text.replacing("-", with: " - ") + "\n", text.replacing("0", with: "O").replacing("1", with: "l"),
        ]
        for text in typed { #expect(try lock.open(locked, recoveryCode: Words(text)).bytes == keys.bytes) }
        #expect(
            refusal { try lock.open(locked, recoveryCode: Words(RecoveryCode.random().text)) } == .cannotOpen)
        for wrong in ["", text + "A", String(text.dropLast()), "é" + text.dropFirst(), "U" + text.dropFirst()] {
            #expect(refusal { try lock.open(locked, recoveryCode: Words(wrong)) } == .malformed)
        }
    }

    @Test func `nearly every wrong letter in a recovery code is noticed as a typing error`() {
        var (noticed, tried) = (0, 0)
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        for _ in 0..<20 {
            let text = Array(RecoveryCode.random().text)
            for position in text.indices where text[position] != "-" {
                for letter in alphabet where letter != text[position] {
                    var changed = text
                    changed[position] = letter
                    tried += 1
                    if RecoveryCode(typed: String(changed)) == nil { noticed += 1 }
                }
            }
        }
        // Twelve check bits let one in 4,096 through.
        #expect(tried - noticed < 40)
        #expect(tried == 20 * 28 * 31)
    }

    @Test func `a new lock has a new password and a new code, and the old ones do not open it`() async throws {
        let keys = PersonKeys.random()
        let (old, oldCode) = try await lock.lock(keys, password: password, cost: .least)
        let newPassword = Words("een nieuw begin in mei")
        let (new, newCode) = try await lock.relock(
            old, recoveryCode: oldCode, newPassword: newPassword, cost: PasswordCost.least)
        #expect(try await lock.open(new, password: newPassword).bytes == keys.bytes)
        #expect(try lock.open(new, recoveryCode: newCode).bytes == keys.bytes)
        #expect(await refusal { try await lock.open(new, password: password) } == .cannotOpen)
        #expect(refusal { try lock.open(new, recoveryCode: oldCode) } == .cannotOpen)
        let wrong = Words(RecoveryCode.random().text)
        #expect(
            await refusal {
                try await lock.relock(old, recoveryCode: wrong, newPassword: newPassword, cost: .least)
            } == .cannotOpen)

        let (third, _) = try await lock.relock(new, password: newPassword, newPassword: password, cost: .demo)
        #expect(try await lock.open(third, password: password).bytes == keys.bytes)
        #expect(try PasswordLock.cost(of: third) == .demo)
        #expect(
            await refusal {
                try await lock.relock(new, password: password, newPassword: newPassword, cost: .least)
            } == .cannotOpen)
    }

    @Test func `locked keys that were changed anywhere open neither by password nor by code`() async throws {
        let (locked, code) = try await lock.lock(.random(), password: password, cost: .least)
        for bytes in damaged(locked.blob) {
            #expect(refusal { try lock.open(LockedKeys(blob: bytes), recoveryCode: code) } != nil)
        }
        // By password a bit of every third byte, since each costs a scrypt.
        for position in stride(from: 0, to: locked.blob.count, by: 3) {
            var bytes = locked.blob
            bytes[position] ^= 1 << UInt8(position % 8)
            #expect(await refusal { try await lock.open(LockedKeys(blob: bytes), password: password) } != nil)
        }
    }

    @Test func `parts of two people's locked keys do not fit together`() async throws {
        let (one, _) = try await lock.lock(.random(), password: password, cost: .least)
        let (two, codeTwo) = try await lock.lock(.random(), password: password, cost: .least)
        let mixed = LockedKeys(blob: Array(one.blob.prefix(143) + two.blob.dropFirst(143)))
        #expect(await refusal { try await lock.open(mixed, password: password) } == .cannotOpen)
        #expect(refusal { try lock.open(mixed, recoveryCode: codeTwo) } == .cannotOpen)
    }

    @Test func `chance bytes are refused before any work is done`() async {
        var dice = Dice(6)
        let code = Words(RecoveryCode.random().text)
        for length in 0..<300 {
            var bytes = dice.bytes(length)
            if length > 1 { (bytes[0], bytes[1]) = (1, 200) }
            let locked = LockedKeys(blob: bytes)
            #expect(await refusal { try await lock.open(locked, password: password) } != nil)
            #expect(refusal { try lock.open(locked, recoveryCode: code) } != nil)
            #expect(refusal { try lock.open(locked, recoveryCode: Words(dice.text(utf8: length))) } != nil)
        }
        #expect(refusal { try PasswordLock.cost(of: LockedKeys(blob: [2])) } == .unknownSuite)
        #expect(PasswordCost(log2: 9) == nil && PasswordCost(log2: 19) == nil && PasswordCost(log2: 18) != nil)
    }

    @Test func `an unknown name goes through the same gate as a wrong password`() async throws {
        let gate = ScryptGate(width: 1, waiting: 0)
        let narrow = PasswordLock(pepper: .random(), gate: gate)
        let (locked, _) = try await narrow.lock(.random(), password: password, cost: .least)
        let before = gate.accepted
        try await narrow.burn(cost: .least)
        #expect(gate.accepted == before + 1)
        for wrong in [Words("x"), Words(""), Words(String(repeating: "a", count: 5000))] {
            let before = gate.accepted
            #expect(await refusal { try await narrow.open(locked, password: wrong) } == .cannotOpen)
            #expect(gate.accepted == before + 1)
        }
        let hold = Hold()
        let holding = try await hold.take(gate)
        #expect(await refusal { try await narrow.burn(cost: .least) } == .busy)
        #expect(await refusal { try await narrow.open(locked, password: password) } == .busy)
        hold.letGo()
        _ = try await holding.value
    }

    @Test func `what a person signs is theirs and no other text`() throws {
        let (person, other) = (PersonKeys.random(), PersonKeys.random())
        let message = Array("rooster van week 48".utf8)
        let signature = try person.sign(message)
        #expect(PersonKeys.verify(signature, of: message, by: person.publicKeys))
        #expect(!PersonKeys.verify(signature, of: message + [0], by: person.publicKeys))
        #expect(!PersonKeys.verify(signature, of: message, by: other.publicKeys))
        for bytes in damaged(signature) {
            #expect(!PersonKeys.verify(bytes, of: message, by: person.publicKeys))
        }
        #expect(refusal { try PublicKeys(exchange: [1], signing: bytes(0..<32)) } == .malformed)
        #expect(refusal { try PublicKeys(exchange: bytes(0..<32), signing: []) } == .malformed)
    }
}
