import Testing

@testable import Insight

@Suite struct `The difference between two versions` {
    /// `[-` is taken out, `[+` is added.
    static func shown(_ earlier: String, _ later: String) -> String {
        WordDifference(from: earlier, to: later).parts.map { part in
            switch part.kind {
            case .same: part.text
            case .removed: "[-\(part.text)]"
            case .added: "[+\(part.text)]"
            }
        }.joined(separator: " ").replacing("\n", with: "¶")
    }

    @Test(arguments: [
        ("Bel ons", "Bel ons", "Bel ons"),
        ("Bel ons", "Bel ons nu", "Bel ons [+nu]"),
        ("Bel ons nu", "Bel nu", "Bel [-ons] nu"),
        ("Bel ons elke dag", "Chat met ons elke dag", "[-Bel] [+Chat met] ons elke dag"),
        ("een twee drie", "drie twee een", "[-een twee] drie [+twee een]"),
        ("", "Alles is nieuw", "[+Alles is nieuw]"),
        ("Alles is weg", "", "[-Alles is weg]"),
        ("Regel een\nRegel twee", "Regel een\nRegel drie", "Regel een¶Regel [-twee] [+drie]"),
        ("Een  twee", "Een twee", "Een twee"),
        ("Een twee", "Een\ntwee", "Een [+¶] twee"),
    ])
    func `shows what was taken out and what was added`(earlier: String, later: String, shown: String) {
        #expect(Self.shown(earlier, later) == shown)
    }

    @Test func `counts words, and no line ends`() {
        let difference = WordDifference(from: "een twee drie", to: "een\n\nvier vijf drie zes")
        #expect(difference.removed == 1)
        #expect(difference.added == 3)
    }

    /// Whatever the texts are: what stayed and was taken out is the earlier text, what stayed and was added the later one.
    @Test func `holds both texts, word for word`() {
        var seed: UInt64 = 7
        func next(_ below: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % below
        }
        func text() -> String {
            (0..<next(30)).map { _ in ["bel", "chat", "112", "nu", "\n", "thuis"][next(6)] }.joined(separator: " ")
        }
        func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
        for _ in 0..<300 {
            let (earlier, later) = (text(), text())
            let difference = WordDifference(from: earlier, to: later)
            func side(_ other: WordDifference.Kind) -> [Substring] {
                difference.parts.filter { $0.kind != other }.flatMap { words($0.text) }
            }
            #expect(side(.added) == words(earlier))
            #expect(side(.removed) == words(later))
            let kinds = difference.parts.map(\.kind)
            #expect(!zip(kinds, kinds.dropFirst()).contains { $0 == $1 }, "parts of one kind stand together")
        }
    }

    @Test func `is made of the longest texts that are taken`() {
        let long = String(repeating: "a\n", count: Consultation.messageLimit / 2)
        let other = String(repeating: "b ", count: Consultation.messageLimit / 2)
        let difference = WordDifference(from: long, to: other)
        #expect(difference.removed == Consultation.messageLimit / 2)
        #expect(difference.added == Consultation.messageLimit / 2)
    }
}
