import Core

public enum GuideKind {}
/// A text to read (`traces`).
public typealias GuideID = ID<GuideKind>

/// A text to read, in one language.
public struct Guide: Sendable, Hashable {
    public let id: GuideID
    public let language: Language
    public let title: String
    /// When its facts were last checked; nil when nobody has.
    public let checkedOn: SourceDate?
    /// Who keeps it right.
    public let owner: String
    public let certainty: Certainty?
    /// Paragraphs, `## ` headings and `- ` lists; no HTML, no links.
    public let markdown: String

    public init(
        id: GuideID, language: Language, title: String, checkedOn: SourceDate?, owner: String, certainty: Certainty?,
        markdown: String
    ) {
        self.id = id
        self.language = language
        self.title = title
        self.checkedOn = checkedOn
        self.owner = owner
        self.certainty = certainty
        self.markdown = markdown
    }
}
