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

    /// The one of `known` that a client would rather have, by the weights of its `Accept-Language` (RFC 9110 §12.5.4). Nil
    /// when it names none of them.
    public static func best(of known: [Language], for accepted: String) -> Language? {
        var best: (language: Language, weight: Double)?
        for part in accepted.split(separator: ",").prefix(30) {
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let range = pieces.first?.lowercased() else { continue }
            let weight = pieces.dropFirst().first { $0.lowercased().hasPrefix("q=") }.map {
                Double($0.dropFirst(2)) ?? 0
            }
            guard
                let language = known.first(where: { $0.tag.lowercased() == range })
                    ?? known.first(where: { range.hasPrefix($0.tag.lowercased() + "-") })
            else { continue }
            if (weight ?? 1) > (best?.weight ?? 0) { best = (language, weight ?? 1) }
        }
        return best?.language
    }

    /// Written from right to left.
    public var isRightToLeft: Bool {
        ["ar", "fa", "prs", "he", "ur", "ckb", "ps"].contains(String(tag.prefix { $0 != "-" }))
    }

    public var description: String { tag }
}
