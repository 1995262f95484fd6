import Core
import Foundation
import Pack
import Testing

@Suite struct `Urgent words` {
    static let rules = Result { try Pack.load(from: nederland).urgency }

    func word(_ text: String, _ language: Language = .dutch) throws -> String? {
        try Self.rules.get().match(text, language)?.word
    }

    @Test func `have a version, a day and an owner`() throws {
        let rules = try Self.rules.get()
        #expect(!rules.version.isEmpty && !rules.owner.isEmpty && rules.date > Day(daysSince1970: 20_000))
        #expect(Set(rules.rules.map(\.id)).count == rules.rules.count)
    }

    @Test(
        "are found in what people write",
        arguments: [
            ("hij heeft een mes", "mes"), ("MESSEN!!", "mes"), ("mes", "mes"), ("een (mes)", "mes"),
            ("...mes...", "mes"),
            ("Ik wil niet meer\nleven", "wil niet meer leven"), ("mijn broer   maakt  me  dood", "maakt me dood"),
            ("ik denk aan suicide", "suïcide"), ("ik denk aan SUÏCIDE", "suïcide"),
            ("su\u{0069}\u{0308}cide", "suïcide"), ("hij\u{2019}s er, help me nu", "help me nu"),
            ("een m\u{00AD}es", "mes"), ("ｍｅｓ", nil), ("ik bloed", "bloed"), ("het bloedt", "bloed"),
        ] as [(String, String?)])
    func found(_ text: String, _ expected: String?) throws { #expect(try word(text) == expected) }

    @Test(
        "are whole words, with the endings that are listed and no others",
        arguments: [
            "ik eet mesties", "semmes", "bemest", "de mest", "messenger", "meeste", "", " ", "me s", "m e s",
            "wapenfeit",
            "brandstof", "ik leef", "niet meer alleen leven", "wil meer leven", "gewond", "🔪", "0", "mes3", "bloedband",
        ])
    func notFound(_ text: String) throws { #expect(try word(text) == nil) }

    @Test func `belong to a language: what is a word of one can be an article of another`() throws {
        #expect(try word("he has a knife", .english) == "knife")
        #expect(try word("I can’t breathe", .english) == "can't breathe")
        #expect(try word("i cant breathe", .english) == "can't breathe")
        #expect(try word("he has a knife", .dutch) == nil)
        #expect(try word("mes", .english) == nil)
        #expect(try word("mes", #require(Language("fr"))) == nil)
    }

    @Test func `that are acute go before the others, wherever they stand`() throws {
        let match = try Self.rules.get().match("hij komt eraan met een mes", .dutch)
        #expect(match?.rule == "weapon" && match?.level == .acute)
        #expect(try Self.rules.get().match("hij komt eraan", .dutch)?.level == .high)
    }

    @Test("are found among any other words, in any case and with any accents", arguments: 0..<200)
    func property(_ seed: UInt64) throws {
        var chance = Chance(state: seed &* 7919 &+ 1)
        let rules = try Self.rules.get()
        let needles = [
            "mes", "messen", "wil niet meer leven", "doodmaken", "staat voor de deur", "suïcide", "geen adem",
        ]
        let needle = needles[chance.below(needles.count)]
        // Words that begin, end or look like the ones that are looked for.
        let others = [
            "me", "messe", "wil", "niet", "meer", "dood", "maken", "de", "é", "mesje", "staat voor", "x", "suï", "12",
        ]
        let gaps = [" ", "  ", "\n", ", ", "... ", "!", " – ", "\t", "/", "🙂"]
        func filler() -> String {
            (0..<chance.below(30)).map { _ in others[chance.below(others.count)] + gaps[chance.below(gaps.count)] }
                .joined()
        }
        let typed = needle.map { letter -> String in
            let text = String(letter)
            if text == " " { return gaps[chance.below(4)] }
            let accent = chance.below(5) == 0 ? "\u{0301}" : ""
            return (chance.below(2) == 0 ? text.uppercased() : text) + accent
        }.joined()
        let before = filler()
        let after = filler()
        let text = before + typed + " " + after
        #expect(rules.match(text, .dutch) != nil, "\(text)")
        // More words never take it away.
        #expect(rules.match(after + " " + text + " " + before, .dutch) != nil)
        // Glued to letters it is another word.
        let glued = "q" + needle.replacingOccurrences(of: " ", with: "q") + "q"
        #expect(rules.match(glued, .dutch) == nil)
    }

    @Test func `cost a few milliseconds at most, whatever 4,000 characters say`() throws {
        let rules = try Self.rules.get()
        let hostile = [
            String(repeating: "wil niet meer ", count: 285), String(repeating: "m", count: 4000),
            String(repeating: "mes ", count: 1000), String(repeating: "é", count: 4000),
            String(repeating: "a\u{0301}\u{0301}\u{0301}", count: 4000), String(repeating: "🏳️‍🌈", count: 4000),
            String(repeating: "staat voor de ", count: 285), String(repeating: " ", count: 4000),
            String(repeating: "\u{1F1F3}", count: 4000), String(repeating: "İ", count: 4000),
        ]
        for text in hostile {
            let took = ContinuousClock().measure { _ = rules.match(text, .dutch) }
            // Generous: a debug build on a busy machine.
            #expect(took < .milliseconds(500), "\(text.prefix(12)) took \(took)")
        }
    }
}
