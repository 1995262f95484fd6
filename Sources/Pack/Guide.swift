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
    /// The situation it gives tips for; nil for every other guide.
    public let tips: SituationID?
    /// Who of the field read its tips and agreed; nil when nobody has.
    public let reviewedBy: String?

    /// Days after which facts that were checked are to be checked once more.
    public static let freshDays = 90

    /// Whether its facts were checked longer ago than ``freshDays``. False when nobody checked them: then the page says that.
    public func isStale(on today: Day) -> Bool {
        checkedOn.map { today.daysSince1970 - $0.day.daysSince1970 > Self.freshDays } ?? false
    }

    public init(
        id: GuideID, language: Language, title: String, checkedOn: SourceDate?, owner: String, certainty: Certainty?,
        markdown: String, tips: SituationID? = nil, reviewedBy: String? = nil
    ) {
        self.id = id
        self.language = language
        self.title = title
        self.checkedOn = checkedOn
        self.owner = owner
        self.certainty = certainty
        self.markdown = markdown
        self.tips = tips
        self.reviewedBy = reviewedBy
    }
}
