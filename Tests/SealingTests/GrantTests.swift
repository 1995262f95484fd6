import Core
import Testing

@testable import Sealing

struct GrantTests {
    private func granted(
        _ key: EpochKey, to publicKey: [UInt8], grantee: String = "person:anna"
    ) throws -> [UInt8] {
        try Grant.seal(key, conversation: talk, epoch: 1, to: publicKey, grantee: grantee)
    }

    @Test func `a person, a queue, a session and a return code each open what was granted to them`() async throws {
        let key = EpochKey.random()
        let (person, queue, token) = (PersonKeys.random(), QueueKey.random(), Token.random())
        let code = try await ReturnCode.random().opened(pepper: .random(), gate: ScryptGate(), cost: .least)
        let toPerson = try granted(key, to: person.publicKeys.exchange)
        #expect(toPerson.count == 81)
        #expect(try Grant.open(toPerson, conversation: talk, epoch: 1, with: person, grantee: "person:anna") == key)
        let toQueue = try granted(key, to: queue.publicKey)
        #expect(try Grant.open(toQueue, conversation: talk, epoch: 1, with: queue, grantee: "person:anna") == key)
        let toToken = try granted(key, to: token.publicKey)
        #expect(try Grant.open(toToken, conversation: talk, epoch: 1, with: token, grantee: "person:anna") == key)
        let toCode = try granted(key, to: code.publicKey)
        #expect(try Grant.open(toCode, conversation: talk, epoch: 1, with: code, grantee: "person:anna") == key)

        #expect(
            refusal { try Grant.open(toPerson, conversation: talk, epoch: 1, with: queue, grantee: "person:anna") }
                == .cannotOpen)
        #expect(
            refusal { try Grant.open(toQueue, conversation: talk, epoch: 1, with: token, grantee: "person:anna") }
                == .cannotOpen)
        #expect(
            refusal { try Grant.open(toToken, conversation: talk, epoch: 1, with: code, grantee: "person:anna") }
                == .cannotOpen)
        #expect(
            refusal {
                try Grant.open(toCode, conversation: talk, epoch: 1, with: Token.random(), grantee: "person:anna")
            } == .cannotOpen)
    }

    @Test func `a grant that was moved, changed or cut does not open`() throws {
        let person = PersonKeys.random()
        let sealed = try granted(.random(), to: person.publicKeys.exchange)
        func open(
            _ bytes: [UInt8], conversation: ConversationID = talk, epoch: Int = 1, grantee: String = "person:anna"
        ) -> SealingError? {
            refusal {
                try Grant.open(bytes, conversation: conversation, epoch: epoch, with: person, grantee: grantee)
            }
        }
        #expect(open(sealed) == nil)
        #expect(open(sealed, conversation: ConversationID(trusted: "talk-2")) == .cannotOpen)
        #expect(open(sealed, epoch: 2) == .cannotOpen)
        #expect(open(sealed, grantee: "person:bo") == .cannotOpen)
        for bytes in damaged(sealed) { #expect(open(bytes) != nil) }
        var dice = Dice(4)
        for length in 0..<200 { #expect(open([1] + dice.bytes(length)) != nil) }
    }

    @Test func `nothing is sealed to bytes that are no public key`() {
        var dice = Dice(5)
        for length in 0..<100 where length != 32 {
            #expect(refusal { try granted(.random(), to: dice.bytes(length)) } == .malformed)
        }
        // Points of small order (RFC 7748 §6.1): with these everybody would have the key.
        let small = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ]
        for point in small {
            #expect(refusal { try granted(.random(), to: Hex.decode(point) ?? []) } == .malformed)
        }
    }

    @Test func `a queue key reaches its member, for its own week only`() throws {
        let (queue, member) = (QueueKey.random(), PersonKeys.random())
        let sealed = try queue.sealed(to: member.publicKeys.exchange, queue: "lijn-1/2026-W48")
        let opened = try QueueKey.open(sealed, with: member, queue: "lijn-1/2026-W48")
        #expect(opened.publicKey == queue.publicKey)
        let grant = try granted(.random(), to: queue.publicKey)
        #expect(
            refusal { try Grant.open(grant, conversation: talk, epoch: 1, with: opened, grantee: "person:anna") } == nil
        )
        #expect(refusal { try QueueKey.open(sealed, with: member, queue: "lijn-1/2026-W49") } == .cannotOpen)
        #expect(refusal { try QueueKey.open(sealed, with: .random(), queue: "lijn-1/2026-W48") } == .cannotOpen)
        for bytes in damaged(sealed) {
            #expect(refusal { try QueueKey.open(bytes, with: member, queue: "lijn-1/2026-W48") } != nil)
        }
    }

    @Test func `a grant is not taken for a queue key, nor a queue key for a grant`() throws {
        let person = PersonKeys.random()
        let grant = try granted(.random(), to: person.publicKeys.exchange, grantee: "x")
        let queue = try QueueKey.random().sealed(to: person.publicKeys.exchange, queue: "x")
        #expect(refusal { try QueueKey.open(grant, with: person, queue: "x") } == .cannotOpen)
        #expect(
            refusal { try Grant.open(queue, conversation: talk, epoch: 1, with: person, grantee: "x") } == .cannotOpen)
    }
}
