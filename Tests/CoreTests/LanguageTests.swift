import Core
import Testing

@Suite struct `A language` {
    @Test("is known by its tag", arguments: ["nl", "en", "ar", "pap", "zh-Hant", "fa-AF"])
    func reads(tag: String) {
        #expect(Language(tag)?.tag == tag)
    }

    @Test(
        "is not read from text that is no tag",
        arguments: ["", "n", "nl_NL", "nl/..", "../nl", "nl ", "n\u{301}l", "nl\0", "abcdefghijklm", "é", "<b>"])
    func refuses(tag: String) {
        #expect(Language(tag) == nil)
    }

    @Test func `any text is a tag of letters and dashes or nothing`() {
        var chance = Chance(seed: 5)
        for _ in 0..<20_000 {
            let text = chance.text(of: "abcxyzABCXYZ-/.", upTo: 14)
            guard let language = Language(text) else { continue }
            #expect(language.tag == text)
            #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "-") })
        }
    }

    @Test(
        "is written from right to left when it is", arguments: ["ar", "fa", "he", "ur", "ckb", "ps", "ar-MA", "fa-AF"])
    func rightToLeft(tag: String) throws {
        #expect(try #require(Language(tag)).isRightToLeft)
    }

    @Test(
        "is written from left to right when it is",
        arguments: ["nl", "en", "tr", "pl", "pap", "so", "arn", "fr", "nl-ar"])
    func leftToRight(tag: String) throws {
        #expect(try !#require(Language(tag)).isRightToLeft)
    }

    @Test(
        "is the one that a client would rather have",
        arguments: [
            ("en", "en"), ("en-US,en;q=0.9,nl;q=0.8", "en"), ("nl-NL,nl;q=0.9,en;q=0.8", "nl"),
            ("de, en;q=0.9, nl;q=0.1", "en"), ("nl;q=0.1,EN;q=0.2", "en"), ("fr;q=1, nl;q=0, en;q=0.001", "en"),
            ("nl, en", "nl"), ("en ; q=0.5 , nl ; q=0.6", "nl"),
        ])
    func preferred(header: String, tag: String) {
        #expect(Language.best(of: [.dutch, .english], for: header)?.tag == tag)
    }

    @Test("is none when a client names none we have", arguments: ["", "de", "*", "nl;q=0", "nl;q=x", ";;,,", "enn"])
    func none(header: String) {
        #expect(Language.best(of: [.dutch, .english], for: header) == nil)
    }

    @Test func `Dutch and English are the tags that pages name`() {
        #expect(Language("nl") == .dutch)
        #expect(Language("en") == .english)
        #expect("\(Language.dutch)" == "nl")
    }
}
