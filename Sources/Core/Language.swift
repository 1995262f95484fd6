/// A language the pages can be read in, by its BCP 47 tag.
public struct Language: Hashable, Sendable, CustomStringConvertible {
    public let tag: String

    /// Nil for text that cannot be a language tag (2 to 12 characters of `a–z A–Z -`).
    public init?(_ tag: some StringProtocol) {
        guard (2...12).contains(tag.utf8.count),
            tag.utf8.allSatisfy({ (97...122).contains($0) || (65...90).contains($0) || $0 == 45 })
        else { return nil }
        self.tag = String(tag)
    }

    private init(known tag: String) {
        self.tag = tag
    }

    public static let dutch = Language(known: "nl")
    public static let english = Language(known: "en")

    /// Written from right to left.
    public var isRightToLeft: Bool {
        ["ar", "fa", "prs", "he", "ur", "ckb", "ps"].contains(String(tag.prefix { $0 != "-" }))
    }

    public var description: String { tag }
}
