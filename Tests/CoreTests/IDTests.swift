import Core
import Foundation
import Testing

@Suite struct `An id` {
    @Test(
        "is plain text that needs no escaping anywhere",
        arguments: ["a", "VT01", "veilig-thuis.advice", "A_b-9.c", String(repeating: "z", count: 64)])
    func accepts(text: String) {
        #expect(LineID(text)?.text == text)
    }

    @Test(
        "is refused when it is empty, long, or has another character",
        arguments: [
            "", " ", "a b", "a/b", "a\\b", "a%b", "a'b", "a\"b", "a;b", "a<b", "a\nb", "a\0b", "é", "٣", "a\u{301}",
            "☎",
            String(repeating: "z", count: 65),
        ])
    func refuses(text: String) {
        #expect(LineID(text) == nil)
    }

    @Test func `is read from any text without a stumble, and what is read is what was given`() {
        var chance = Chance(seed: 1)
        var read = 0
        for _ in 0..<20_000 {
            let text = chance.text(of: "abcXYZ019-_. /'", upTo: 70)
            guard let id = PersonID(text) else { continue }
            read += 1
            #expect(id.text == text)
            #expect((1...64).contains(text.utf8.count))
            #expect(text.utf8.allSatisfy { $0 > 0x2C && $0 < 0x7B && $0 != UInt8(ascii: "/") })
        }
        #expect(read > 100)
    }

    @Test func `made by chance is 26 characters long, readable as an id, and never the same twice`() {
        let ids = (0..<10_000).map { _ in ConversationID.random() }
        #expect(Set(ids).count == ids.count)
        for id in ids {
            #expect(id.text.utf8.count == 26)
            #expect(ConversationID(id.text) == id)
        }
    }

    @Test func `made by chance uses 32 characters about equally, and none that looks like another`() {
        var seen: [Character: Int] = [:]
        for _ in 0..<2_000 {
            for character in ConversationID.random().text { seen[character, default: 0] += 1 }
        }
        #expect(seen.count == 32)
        #expect(seen.keys.allSatisfy { !"iloIO".contains($0) })
        // 52,000 characters over 32: 1,625 each, with a deviation of 40.
        #expect(seen.values.allSatisfy { (1_300...1_950).contains($0) })
    }

    @Test func `travels as plain JSON text, and JSON that is no id is refused`() throws {
        let id = try #require(RegionID("VT13"))
        #expect(String(decoding: try JSONEncoder().encode([id]), as: UTF8.self) == #"["VT13"]"#)
        #expect(try JSONDecoder().decode([RegionID].self, from: Data(#"["VT13"]"#.utf8)) == [id])
        for bad in [#"["a b"]"#, #"[""]"#, "[13]", "[null]"] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode([RegionID].self, from: Data(bad.utf8)) }
        }
    }

    @Test func `sorts by its text and prints as its text`() {
        let ids = ["b", "B", "a-1", "a"].map { LineID(trusted: $0) }
        #expect(ids.sorted().map(\.text) == ["B", "a", "a-1", "b"])
        #expect("\(LineID(trusted: "night"))" == "night")
    }
}
