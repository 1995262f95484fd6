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

    @Test func `Dutch and English are the tags that pages name`() {
        #expect(Language("nl") == .dutch)
        #expect(Language("en") == .english)
        #expect("\(Language.dutch)" == "nl")
    }
}
