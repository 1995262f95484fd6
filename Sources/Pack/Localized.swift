import Core

/// One text in several languages.
public struct Localized: Sendable, Hashable {
    /// The text in each language it exists in; empty when it is the same everywhere.
    public let texts: [Language: String]
    /// The text that is the same in every language; nil when it differs.
    public let everywhere: String?

    public init(_ texts: [Language: String]) {
        self.texts = texts
        everywhere = nil
    }

    /// A text that is the same in every language, such as the name of an organisation.
    public init(everywhere text: String) {
        texts = [:]
        everywhere = text
    }

    /// The text in this language, or in the nearest one there is. Use `text(_:)` to know which one that was.
    public subscript(language: Language) -> String { text(language).text }

    /// The text and the language it is really in, so that a page can say "this is only in Dutch".
    ///
    /// The order is: the language asked for, the same language without its region (`pap-AW` → `pap`), Dutch, English, any
    /// other. A text without any language is empty.
    public func text(_ language: Language) -> (text: String, language: Language) {
        if let everywhere { return (everywhere, language) }
        if let text = texts[language] { return (text, language) }
        if let base = Language(language.tag.prefix { $0 != "-" }), let text = texts[base] { return (text, base) }
        for fallback in [Language.dutch, .english] {
            if let text = texts[fallback] { return (text, fallback) }
        }
        guard let first = texts.min(by: { $0.key.tag < $1.key.tag }) else { return ("", language) }
        return (first.value, first.key)
    }
}
