import Core
import Testing

@testable import Sealing

struct MessageTests {
    @Test func `words of every length around the buckets come back as they were`() throws {
        var dice = Dice(1)
        let key = try knownConversationKey()
        var lengths: Set<Int> = [0, 1, 2, 3]
        for bucket in Padding.buckets { lengths.formUnion((bucket - 6)...min(bucket + 1, ConversationKey.longestText)) }
        for length in lengths.sorted() where length <= ConversationKey.longestText {
            let text = dice.text(utf8: length)
            let sealed = try key.seal(Words(text), at: address())
            #expect(try key.open(sealed, at: address()).reveal() == text, "\(length) bytes")
        }
    }

    @Test func `within a bucket every text has the same sealed length, and the next byte makes the next bucket`() throws
    {
        let key = try knownConversationKey()
        var shortest = 0
        for bucket in Padding.buckets {
            for length in [shortest, (shortest + bucket - 4) / 2, bucket - 4] {
                let sealed = try key.seal(Words(String(repeating: "a", count: length)), at: address())
                #expect(sealed.count == bucket + Box.overhead)
            }
            shortest = bucket - 3
        }
        #expect(refusal { try key.seal(Words(String(repeating: "a", count: shortest)), at: address()) } == .tooLong)
        #expect(ConversationKey.longestText == shortest - 1)
    }

    @Test func `the same words twice give different bytes, none of them the words`() throws {
        let key = try knownConversationKey()
        let words = "kom vanavond naar het station"
        let (one, two) = (try key.seal(Words(words), at: address()), try key.seal(Words(words), at: address()))
        #expect(one != two)
        #expect(one[0] == 1)
        #expect(!one.indices.contains { one[$0...].starts(with: Array("vanavond".utf8)) })
    }

    @Test func `a changed, cut or lengthened record never opens`() throws {
        let key = try knownConversationKey()
        let sealed = try key.seal(Words("ik ben er weer"), at: address())
        for bytes in damaged(sealed) {
            let reason = refusal { try key.open(bytes, at: address()) }
            #expect(reason != nil)
            if let first = bytes.first, first != 1 { #expect(reason == .unknownSuite) }
            if bytes.isEmpty { #expect(reason == .malformed) }
        }
    }

    @Test(arguments: [
        address(conversation: ConversationID(trusted: "talk-2")), address(epoch: 3), address(epoch: -2),
        address(number: 8), address(author: "seeker"), address(author: ""), address(organisation: nil),
        address(organisation: OrganisationID(trusted: "org-b")), address(author: "counsello", organisation: orgA),
    ])
    func `a record that was moved does not open there`(elsewhere: MessageAddress) throws {
        let (epoch, shred) = (try EpochKey(bytes: bytes(0..<32)), try ShredSecret(bytes: bytes(32..<64)))
        let sealed = try knownConversationKey().seal(Words("alleen hier"), at: address())
        #expect(refusal { try knownConversationKey().open(sealed, at: elsewhere) } == .cannotOpen)
        let there = ConversationKey(
            epoch: epoch, shred: shred, conversation: elsewhere.conversation, epochNumber: elsewhere.epoch)
        #expect(refusal { try there.open(sealed, at: elsewhere) } == .cannotOpen)
    }

    @Test func `another epoch key or another shred secret opens nothing`() throws {
        let (epoch, shred) = (EpochKey.random(), ShredSecret.random())
        func key(_ epoch: EpochKey, _ shred: ShredSecret) -> ConversationKey {
            ConversationKey(epoch: epoch, shred: shred, conversation: talk, epochNumber: 2)
        }
        let sealed = try key(epoch, shred).seal(Words("weg is weg"), at: address())
        #expect(try key(epoch, shred).open(sealed, at: address()) == Words("weg is weg"))
        #expect(refusal { try key(.random(), shred).open(sealed, at: address()) } == .cannotOpen)
        #expect(refusal { try key(epoch, .random()).open(sealed, at: address()) } == .cannotOpen)
    }

    @Test func `a key does not seal for another conversation or epoch`() throws {
        let key = try knownConversationKey()
        #expect(refusal { try key.seal(Words("a"), at: address(epoch: 1)) } == .malformed)
        #expect(
            refusal { try key.seal(Words("a"), at: address(conversation: ConversationID(trusted: "talk-2"))) }
                == .malformed)
    }

    @Test func `no two addresses are written alike`() {
        // What would meet if fields were only put behind one another.
        #expect(address(author: "seeker", organisation: nil).binding.bytes != address(author: "seeker").binding.bytes)
        let one = address(conversation: ConversationID(trusted: "a"), author: "bc", organisation: nil)
        let two = address(conversation: ConversationID(trusted: "ab"), author: "c", organisation: nil)
        #expect(one.binding.bytes != two.binding.bytes)
        var dice = Dice(2)
        var seen: [[UInt8]: MessageAddress] = [:]
        for _ in 0..<2000 {
            let place = MessageAddress(
                conversation: ConversationID(trusted: ["a", "ab", "aba"].randomElement(using: &dice) ?? "a"),
                epoch: Int.random(in: 0...2, using: &dice), number: Int.random(in: 0...2, using: &dice),
                author: ["", "a", "b", "ba"].randomElement(using: &dice) ?? "",
                organisation: ["a", "b", nil].randomElement(using: &dice)?.map { OrganisationID(trusted: $0) })
            if let other = seen[place.binding.bytes] { #expect(other == place) }
            seen[place.binding.bytes] = place
        }
        #expect(seen.count > 300)
    }

    @Test func `chance bytes open nothing and break nothing`() throws {
        var dice = Dice(3)
        let key = try knownConversationKey()
        for length in 0..<600 {
            var bytes = dice.bytes(length)
            if length > 0, length.isMultiple(of: 2) { bytes[0] = 1 }
            #expect(refusal { try key.open(bytes, at: address()) } != nil)
            #expect(refusal { try Padding.unpad(bytes) } == .malformed)
        }
    }

    @Test func `padding is read only as it is written`() throws {
        let good = try Padding.pad(Array("hallo".utf8))
        #expect(Array(try Padding.unpad(good)) == Array("hallo".utf8))
        var stained = good
        stained[60] = 1
        #expect(refusal { try Padding.unpad(stained) } == .malformed)
        var longer = good
        longer[0] = 0xFF
        #expect(refusal { try Padding.unpad(longer) } == .malformed)
        #expect(refusal { try Padding.unpad(good + [UInt8](repeating: 0, count: 64)) } == .malformed)
    }

    @Test func `a message sent twice has one fingerprint in every epoch, and shares it with nobody`() {
        let shred = ShredSecret.random()
        let one = shred.fingerprint(clientId: "c-1", author: "seeker", conversation: talk)
        #expect(one.count == 16)
        #expect(one == shred.fingerprint(clientId: "c-1", author: "seeker", conversation: talk))
        let others = [
            shred.fingerprint(clientId: "c-2", author: "seeker", conversation: talk),
            shred.fingerprint(clientId: "c-1", author: "counsellor", conversation: talk),
            shred.fingerprint(clientId: "c-1", author: "seeker", conversation: ConversationID(trusted: "talk-2")),
            shred.fingerprint(clientId: "1", author: "seekerc-", conversation: talk),
            ShredSecret.random().fingerprint(clientId: "c-1", author: "seeker", conversation: talk),
        ]
        #expect(Set(others + [one]).count == 6)
    }
}
