import Core
import Testing

@testable import Sealing

struct ReturnCodeTests {
    private let typed = "appel banjo citroen fietsbel wandelen"

    @Test(arguments: [
        "appel banjo citroen fietsbel wandelen", "  Appel BANJO\tcitroen\n fietsbel   wandelen  ",
        "appel-banjo-citroen-fietsbel-wandelen", "appel, banjo, citroen, fietsbel, wandelen.",
        "1. appel 2. banjo 3. citroen 4. fietsbel 5. wandelen", "appél bánjo cïtroen fietsbèl wandelen",
        "appe\u{301}l banjo citroen fietsbel wandelen", "appel\u{A0}banjo – citroen · fietsbel/wandelen",
        "\u{FF41}ppel banjo citroen fietsbel wandelen", "apel banjo citroen fietsbel wandelen",
        "appel banjo citroeen fietsbel wandelen", "appel bajno citroen fietsbel wandelen",
        "appel banjo citroen fietsbel wanselen",
    ])
    func `a code is read however it is typed`(text: String) {
        #expect(ReturnCode(typed: text)?.text == typed)
    }

    @Test(arguments: [
        "", " ", "appel", "appel banjo citroen fietsbel", "appel banjo citroen fietsbel wandelen appel",
        "appel banjo citroen fietsbel xyzzy", "appelbanjocitroenfietsbelwandelen", "appel banjo citroen fietsbel wa",
        "appel banjo citroen fietsbel 🌱", "1 2 3 4 5",
    ])
    func `what is no code is not read as one`(text: String) {
        #expect(ReturnCode(typed: text) == nil)
    }

    @Test func `the words that are on no list are named, the others are not`() {
        let unknown = ReturnCode.unknownWords(typed: "appel xyzzy citroen fietsbell qqqqq")
        #expect(unknown.map { $0.reveal() } == ["xyzzy", "qqqqq"])
        #expect(ReturnCode.unknownWords(typed: typed).isEmpty)
    }

    @Test func `chance text breaks nothing, however long`() {
        var dice = Dice(7)
        for length in 0..<450 {
            #expect(ReturnCode(typed: dice.text(utf8: length)) == nil)
            #expect(ReturnCode(typed: String(decoding: dice.bytes(length), as: UTF8.self)) == nil)
        }
        #expect(ReturnCode(typed: typed + String(repeating: " ", count: 1_000_000)) == nil)
    }

    @Test func `a new code has five words of the list and reads back as itself`() {
        for _ in 0..<500 {
            let code = ReturnCode.random()
            #expect(code.words.count == 5)
            #expect(ReturnCode(typed: code.text) == code)
        }
        #expect(Set((0..<500).map { _ in ReturnCode.random().text }).count == 500)
    }

    @Test func `every word of the list can be drawn`() {
        var seen: Set<String> = []
        for _ in 0..<12_000 { seen.formUnion(ReturnCode.random().words) }
        #expect(seen.count == 2048)
    }

    @Test func `the order of the words, the pepper and the cost all matter`() async throws {
        let (pepper, gate) = (Pepper.random(), ScryptGate(width: 2))
        let code = try #require(ReturnCode(typed: typed))
        let turned = try #require(ReturnCode(typed: "banjo appel citroen fietsbel wandelen"))
        let one = try await code.opened(pepper: pepper, gate: gate, cost: .least)
        let again = try await code.opened(pepper: pepper, gate: gate, cost: .least)
        #expect(one.locator == again.locator && one.publicKey == again.publicKey)
        #expect(one.locator.count == 16 && one.publicKey.count == 32)
        let others = [
            try await turned.opened(pepper: pepper, gate: gate, cost: .least),
            try await code.opened(pepper: .random(), gate: gate, cost: .least),
            try await code.opened(pepper: pepper, gate: gate, cost: .demo),
        ]
        #expect(Set((others + [one]).map { $0.locator }).count == 4)
        #expect(Set((others + [one]).map { $0.publicKey }).count == 4)
    }

    @Test func `a later epoch reaches who has the code, while the code is not there`() async throws {
        let (pepper, gate) = (Pepper.random(), ScryptGate())
        let stored = try await ReturnCode(typed: typed)?.opened(pepper: pepper, gate: gate, cost: .least).publicKey
        let later = EpochKey.random()
        let grant = try Grant.seal(
            later, conversation: talk, epoch: 5, to: try #require(stored), grantee: "code")
        let back = try #require(ReturnCode(typed: typed.uppercased()))
        let opened = try await back.opened(pepper: pepper, gate: gate, cost: .least)
        #expect(try Grant.open(grant, conversation: talk, epoch: 5, with: opened, grantee: "code") == later)
    }
}
