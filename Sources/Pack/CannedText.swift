import Core
import Foundation

public enum CannedKind {}
/// A canned text (`welcome`).
public typealias CannedID = ID<CannedKind>

/// A text that counsellors have at hand. It is put in their box to be made their own, and never sent as it is.
public struct CannedText: Sendable, Hashable {
    public let id: CannedID
    /// The lines it is for, by their groups; empty for every line.
    public let groups: [LineGroupID]
    /// Who keeps it right, and is asked when it is out of date.
    public let owner: String
    /// The last day it may be used.
    public let bestBefore: Day
    public let level: LanguageLevel
    /// Words to find it by, most telling first.
    public let keys: [String]
    public let title: Localized
    /// What goes in the box. `[in brackets]` is to be filled in before it can be sent.
    public let text: Localized

    public init(
        id: CannedID, groups: [LineGroupID], owner: String, bestBefore: Day, level: LanguageLevel, keys: [String],
        title: Localized, text: Localized
    ) {
        self.id = id
        self.groups = groups
        self.owner = owner
        self.bestBefore = bestBefore
        self.level = level
        self.keys = keys
        self.title = title
        self.text = text
    }

    public func isGood(on day: Day) -> Bool { day <= bestBefore }

    /// Whether it is at hand on this line.
    public func isFor(_ line: Line) -> Bool { groups.isEmpty || groups.contains(line.group) }
}

/// How hard a text is to read (CEFR).
public enum LanguageLevel: String, Sendable, CaseIterable {
    case a2 = "A2"
    case b1 = "B1"
    case b2 = "B2"

    /// Longer sentences are not of this level.
    var mostWordsInASentence: Int {
        switch self {
        case .a2: 12
        case .b1: 15
        case .b2: 22
        }
    }
}

/// What a counsellor may want to know early, in plain questions. A help to remember, no instrument that measures: there is
/// no score.
public struct RiskCard: Sendable, Hashable {
    public let questions: [RiskQuestion]
    /// Where the questions come from.
    public let source: String
    /// Whether the field has tested and approved them.
    public let isValidated: Bool

    public init(questions: [RiskQuestion], source: String, isValidated: Bool) {
        self.questions = questions
        self.source = source
        self.isValidated = isValidated
    }
}

public struct RiskQuestion: Sendable, Hashable {
    /// The name in the card: `safe-now`.
    public let id: String
    public let text: Localized

    public init(id: String, text: Localized) {
        self.id = id
        self.text = text
    }
}

extension Pack {
    /// The texts for a line, those that are out of date too: they are shown as such.
    public func canned(for line: Line) -> [CannedText] { canned.filter { $0.isFor(line) } }

    /// The day it is in the country.
    public func day(at now: Instant) -> Day { LocalTime.day(at: now, in: timeZone) }

    /// On the clock of the country: `2026-11-23 13:04`.
    public func minute(at moment: Instant) -> String {
        let local = moment + .seconds(Int64(timeZone.secondsFromGMT(for: moment.date)))
        return String(local.rfc3339.prefix(16).replacing("T", with: " "))
    }

    public func cannedText(_ id: CannedID) -> CannedText? { canned.first { $0.id == id } }
}
