import Core
import Testing

@Suite struct `What a person wrote` {
    static let secret = "hij slaat me elke avond"
    static let words = Words(secret)

    struct Letter {
        let words: Words
        let more: [Words?]
        let named: [String: Words]
    }

    enum Trouble: Error {
        case with(Words)
    }

    static let letter = Letter(words: words, more: [words, nil], named: ["a1": words])

    /// Every way of Swift to make text of a value.
    static func texts(of value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var printed = ""
        print(value, to: &printed)
        var debugged = ""
        debugPrint(value, to: &debugged)
        return [
            "\(value)", String(describing: value), String(reflecting: value), "\(Optional(value) as Any)", dumped,
            printed,
            debugged,
        ]
    }

    @Test func `is never shown by anything that prints`() {
        for value in [Self.words, Self.letter, [Self.words], Trouble.with(Self.words), Optional(Self.words) as Any]
            as [Any]
        {
            for text in Self.texts(of: value) {
                #expect(!text.contains("slaat"), "\(type(of: value)) shows what was written")
                #expect(text.contains("‹words›"), "\(type(of: value)) does not say that there are words")
            }
        }
    }

    @Test func `is not found by looking into the value`() {
        #expect(Mirror(reflecting: Self.words).children.isEmpty)
        func leaves(_ value: Any, _ depth: Int = 0) -> [String] {
            guard depth < 10 else { return [] }
            let children = Mirror(reflecting: value).children
            return [String(describing: value)] + children.flatMap { leaves($0.value, depth + 1) }
        }
        #expect(leaves(Self.letter).allSatisfy { !$0.contains("slaat") })
    }

    @Test func `is not written by an encoder`() {
        #expect(!((Self.words as Any) is any Encodable))
        #expect(!((Self.words as Any) is any LosslessStringConvertible))
    }

    @Test func `is given to who asks for it by name, unchanged`() {
        for text in [Self.secret, "", " \n", "é👩‍👧\u{0}", String(repeating: "a", count: 100_000)] {
            #expect(Words(text).reveal() == text)
            #expect(Words(text).isEmpty == text.isEmpty)
        }
    }

    @Test func `is equal only to the same words`() {
        #expect(Words("a") == Words("a"))
        #expect(Words("a") != Words("b"))
        #expect(Set([Words("a"), Words("a"), Words("b")]).count == 2)
    }
}
