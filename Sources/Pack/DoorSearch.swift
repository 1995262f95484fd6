import Core

/// Finds an entrance of the door by what somebody says in their own words: phrases and words that mean the same, from the
/// pack. A pure function; the text goes in and entrances come out, and nothing of it is kept.
public struct DoorSearch: Sendable {
    public struct Found: Sendable, Hashable {
        /// The entrances that fit best, in the order of the door; empty when nothing fits.
        public let entrances: [EntranceID]
        /// Danger is spoken of: the alarm number comes first.
        public let isDanger: Bool

        public init(entrances: [EntranceID], isDanger: Bool) {
            (self.entrances, self.isDanger) = (entrances, isDanger)
        }
    }

    /// A word of a phrase: one of these in its place. Each is one word or a few in a row, folded.
    typealias Token = [[String]]

    struct Phrase: Sendable {
        let entrance: EntranceID
        let tokens: [Token]
    }

    /// Other words that may stand between two words of a phrase.
    static let gap = 2
    /// More than this is a story, and the first words say what it is about.
    static let mostWords = 60
    /// Words of so many letters are also found with one letter wrong.
    static let lettersToForgive = 6
    /// Entrances that are offered at once.
    public static let mostEntrances = 3

    public let owner: String
    private let books: [Language: Book]

    public static let none = Self(owner: "", phrases: [:])

    init(owner: String, phrases: [Language: [Phrase]]) {
        self.owner = owner
        books = phrases.mapValues(Book.init)
    }

    /// The entrances for this text: those whose phrases say most of it. The language of the page is looked in first, then
    /// the others.
    func entrances(for text: String, _ language: Language, order: [EntranceID]) -> [EntranceID] {
        let words = Array(UrgencyRules.words(text).prefix(Self.mostWords))
        let others = books.keys.filter { $0 != language }.sorted { $0.tag < $1.tag }
        for language in [language] + others {
            guard let scores = books[language]?.scores(words), let best = scores.values.max() else { continue }
            return Array(order.filter { scores[$0] == best }.prefix(Self.mostEntrances))
        }
        return []
    }
}

extension DoorSearch {
    /// The phrases of one language, ready to be looked for.
    private struct Book: Sendable {
        /// Each different token once.
        private let tokens: [Token]
        private let phrases: [(entrance: EntranceID, tokens: [Int])]
        /// By the first word of an alternative.
        private var starts: [String: [(token: Int, words: [String])]] = [:]

        init(_ list: [Phrase]) {
            var numbers: [Token: Int] = [:]
            var tokens: [Token] = []
            phrases = list.map { phrase in
                let ids = phrase.tokens.map { token -> Int in
                    if let number = numbers[token] { return number }
                    numbers[token] = tokens.count
                    tokens.append(token)
                    return tokens.count - 1
                }
                return (phrase.entrance, ids)
            }
            self.tokens = tokens
            for (number, token) in tokens.enumerated() {
                for words in token { starts[words.first ?? "", default: []].append((number, words)) }
            }
        }

        /// How many words of the best phrase of each entrance are there.
        func scores(_ words: [String]) -> [EntranceID: Int] {
            let spans = spans(words)
            var scores: [EntranceID: Int] = [:]
            for phrase in phrases where phrase.tokens.count > scores[phrase.entrance, default: 0] {
                if stands(phrase.tokens, spans) { scores[phrase.entrance] = phrase.tokens.count }
            }
            return scores
        }

        /// Where each token stands in the text: from its first word to behind its last.
        private func spans(_ words: [String]) -> [Int: [Range<Int>]] {
            var found: [Int: [Range<Int>]] = [:]
            for start in words.indices {
                for (token, alternative) in candidates(words[start]) {
                    let end = start + alternative.count
                    guard end <= words.count, words[(start + 1)..<end].elementsEqual(alternative.dropFirst()) else {
                        continue
                    }
                    found[token, default: []].append(start..<end)
                }
            }
            return found
        }

        private func candidates(_ word: String) -> [(token: Int, words: [String])] {
            if let known = starts[word] { return known }
            guard word.utf8.count >= DoorSearch.lettersToForgive else { return [] }
            return starts.keys.filter { isAlmost(word, $0) }.sorted().first.flatMap { starts[$0] } ?? []
        }

        private func stands(_ tokens: [Int], _ spans: [Int: [Range<Int>]]) -> Bool {
            var ends: Set<Int>?
            for token in tokens {
                let here = spans[token] ?? []
                let next = here.filter { span in
                    ends?.contains { $0 <= span.lowerBound && span.lowerBound - $0 <= DoorSearch.gap } ?? true
                }
                if next.isEmpty { return false }
                ends = Set(next.map(\.upperBound))
            }
            return ends != nil
        }

        /// One letter more, less, other, or two changed about.
        private func isAlmost(_ word: String, _ known: String) -> Bool {
            let (a, b) = (Array(word.utf8), Array(known.utf8))
            guard b.count >= DoorSearch.lettersToForgive, abs(a.count - b.count) <= 1, a.first == b.first else {
                return false
            }
            let same = zip(a, b).prefix { $0 == $1 }.count
            let (restA, restB) = (a[same...], b[same...])
            if a.count != b.count {
                return a.count > b.count
                    ? restA.dropFirst().elementsEqual(restB) : restB.dropFirst().elementsEqual(restA)
            }
            if restA.dropFirst().elementsEqual(restB.dropFirst()) { return true }
            return restA.count >= 2 && restA.dropFirst(2).elementsEqual(restB.dropFirst(2))
                && restA.prefix(2).elementsEqual(restB.prefix(2).reversed())
        }
    }
}

extension Pack {
    /// What somebody typed in their own words, to the entrances that fit. Urgent words of any language of the pack are danger.
    public func find(_ text: String, _ language: Language) -> DoorSearch.Found {
        DoorSearch.Found(
            entrances: search.entrances(for: text, language, order: entrances.map(\.id)),
            isDanger: ([language] + languages).contains { urgency.match(text, $0) != nil })
    }
}
