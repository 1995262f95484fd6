import Core

/// Words that some texts may not hold, each with its reason. Readable, with an owner: what a word does to the person who
/// reads it is for the field to say, not for the program.
public struct Unsaid: Sendable {
    /// Who reads a text, as far as a list cares.
    public enum Reader: Sendable, Hashable {
        case audience(AudienceID)
        /// Whoever looks for what to do: the tips.
        case tips
    }

    public struct Entry: Sendable, Hashable {
        /// As it stands in the list: `dader`, or `-mishandel` for a part of any word.
        public let word: String
        /// Why it is not said, and what to say instead.
        public let because: String
        /// What is looked for in a folded text, in which every word has a blank before it.
        let folded: String
    }

    public struct List: Sendable, Hashable {
        public let id: String
        public let readers: [Reader]
        public let entries: [Language: [Entry]]
    }

    public let owner: String
    public let lists: [List]

    public static let none = Self(owner: "", lists: [])

    /// The first word in this text that this reader is not to read; nil when there is none. Case and accents do not matter;
    /// a word of the list is also found when it goes on (`dader` in `daders`), and after a `-` anywhere in a word.
    public func first(in text: String, _ language: Language, for reader: Reader) -> Entry? {
        let entries = lists.filter { $0.readers.contains(reader) }.flatMap { $0.entries[language] ?? [] }
        guard !entries.isEmpty else { return nil }
        let folded = Self.folded(text)
        return entries.first { folded.contains($0.folded) }
    }

    /// The words of a text with a blank before each.
    private static func folded(_ text: String) -> String {
        UrgencyRules.words(text).map { " " + $0 }.joined()
    }

    /// Nil for what says nothing that could be looked for.
    static func entry(_ word: String, because: String) -> Entry? {
        let isPart = word.hasPrefix("-")
        let folded = folded(isPart ? String(word.dropFirst()) : word)
        guard folded.count > 3 else { return nil }
        return Entry(word: word, because: because, folded: isPart ? String(folded.dropFirst()) : folded)
    }
}
