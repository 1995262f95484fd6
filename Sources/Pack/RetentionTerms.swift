import Core

/// How long an organisation keeps talks, within what is allowed to anybody (`SECURITY.md`, what is kept).
public struct RetentionTerms: Sendable, Hashable {
    /// Hours after closing, without a return code, for supervision; 0 is at once.
    public let afterClosingHours: Int
    /// Days after the last visit of who has a return code.
    public let withCodeDays: Int
    /// Minutes after the exit, without a return code.
    public let afterExitMinutes: Int
    /// Minutes after the last sign of a seeker who was never answered.
    public let neverAnsweredMinutes: Int

    public static let afterClosingRange = 0...168
    public static let withCodeRange = 1...30
    public static let afterExitRange = 5...60
    public static let neverAnsweredRange = 15...120

    public init(
        afterClosingHours: Int = 72, withCodeDays: Int = 30, afterExitMinutes: Int = 30, neverAnsweredMinutes: Int = 60
    ) {
        self.afterClosingHours = afterClosingHours
        self.withCodeDays = withCodeDays
        self.afterExitMinutes = afterExitMinutes
        self.neverAnsweredMinutes = neverAnsweredMinutes
    }

    /// What holds for an organisation that says nothing else.
    public static let standard = RetentionTerms()
}

extension Pack {
    /// The terms of an organisation; the standard ones for one that is not in the pack any more.
    public func retention(of organisation: OrganisationID) -> RetentionTerms {
        self.organisation(organisation)?.retention ?? .standard
    }
}
