import Core
import Foundation

/// The words that put a waiting talk first: readable, dated, with an owner. They raise and never lower, and a person may
/// always say otherwise.
public struct UrgencyRules: Sendable {
    /// How urgent a word makes a talk. Both stand before the others.
    public enum Level: String, Sendable, CaseIterable {
        /// Life may be in danger now.
        case acute
        /// It should not wait.
        case high
    }

    public struct Rule: Sendable {
        /// `weapon`
        public let id: String
        public let level: Level
        public let name: Localized
    }

    /// What was found in a text.
    public struct Match: Sendable, Hashable {
        public let rule: String
        public let level: Level
        /// As it stands in the rules, not as it was typed.
        public let word: String

        public init(rule: String, level: Level, word: String) {
            (self.rule, self.level, self.word) = (rule, level, word)
        }
    }

    /// A word, or a few in a row, with its listed endings already put on.
    struct Pattern: Sendable {
        /// Folded; the first is what it is looked up by.
        let words: [String]
        let rule: Int
        let shown: String
    }

    public let version: String
    public let date: Day
    public let owner: String
    public let rules: [Rule]
    private let patterns: [Language: [String: [Pattern]]]

    /// A pack without urgent words.
    public static let none = Self(
        version: "0", date: Day(daysSince1970: 0), owner: "", rules: [], patterns: [:] as [Language: [Pattern]])

    init(version: String, date: Day, owner: String, rules: [Rule], patterns: [Language: [Pattern]]) {
        (self.version, self.date, self.owner, self.rules) = (version, date, owner, rules)
        self.patterns = patterns.mapValues { Dictionary(grouping: $0) { $0.words.first ?? "" } }
    }

    /// The most words of one entry, so that looking costs so many steps for each word of the text at most.
    static let mostWords = 6

    /// The most urgent rule that a text meets, or nil. Case and accents do not matter; only whole words count.
    ///
    /// The words of the talk's language are looked for, because a word of one language can be another word of the next.
    public func match(_ text: String, _ language: Language) -> Match? { matches(text, language).first }

    /// Every word of the rules in a text, each once; the gravest first, and otherwise in the order of the rules.
    public func matches(_ text: String, _ language: Language) -> [Match] {
        guard let patterns = patterns[language] else { return [] }
        let words = Self.words(text)
        var found: [Pattern] = []
        for start in words.indices {
            for pattern in patterns[words[start]] ?? [] {
                guard !found.contains(where: { $0.rule == pattern.rule && $0.shown == pattern.shown }),
                    words[start...].starts(with: pattern.words)
                else { continue }
                found.append(pattern)
            }
        }
        // Sorted with the place in the text, so that of two words of one rule the first is shown, as it always was.
        return found.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map { Match(rule: rules[$0.element.rule].id, level: rules[$0.element.rule].level, word: $0.element.shown) }
    }

    private func rank(_ pattern: Pattern) -> Int {
        pattern.rule + (rules[pattern.rule].level == .acute ? 0 : rules.count)
    }

    /// The words of a text in lower case and without accents: letters and digits in a row. An apostrophe is left out, so
    /// that "can't" and "cant" are one word; everything else ends a word.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.value {
            case 97...122, 48...57: word.unicodeScalars.append(scalar)
            case 0x27, 0x60, 0xB4, 0x2018, 0x2019: continue
            case 0...127:
                if !word.isEmpty { words.append(word) }
                word = ""
            default:
                if let base = base[scalar.value] {
                    word += base
                } else if marks.contains(scalar.properties.generalCategory) {
                    continue
                } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                    word.unicodeScalars.append(scalar)
                } else {
                    if !word.isEmpty { words.append(word) }
                    word = ""
                }
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static let marks: Set<Unicode.GeneralCategory> = [.nonspacingMark, .enclosingMark, .spacingMark, .format]
    /// Letters that are one sign and do not come apart into a letter and an accent.
    private static let base: [UInt32: String] = [
        0xDF: "ss", 0xE6: "ae", 0xF8: "o", 0x111: "d", 0x131: "i", 0x133: "ij", 0x142: "l", 0x153: "oe",
    ]
}
