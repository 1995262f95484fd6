import Core
import Pack

public enum FindingKind {}
public typealias FindingID = ID<FindingKind>

/// Something out of the ordinary, with its evidence. It is kept with the terms it was found under.
struct Finding: Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable {
        /// One week above or below what was expected.
        case rise, fall
        /// Several weeks together, each of which may be ordinary.
        case sustainedRise = "sustained-rise"
        case sustainedFall = "sustained-fall"
        /// Regions beside each other that are high together.
        case cluster
        /// One week, on reports that were still coming in. When they are in, the week is judged again.
        case earlyRise = "early-rise"
        case earlyFall = "early-fall"

        var isRise: Bool { self == .rise || self == .sustainedRise || self == .cluster || self == .earlyRise }
        var isEarly: Bool { self == .earlyRise || self == .earlyFall }
    }

    /// How much may be said of it.
    enum Certainty: String, Sendable, Comparable {
        /// For the list of analysts only.
        case listed
        /// May be said in public.
        case shown
        /// Two weeks in a row, or far out: may be called clear.
        case clear

        static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
        private var rank: Int { self == .listed ? 0 : self == .shown ? 1 : 2 }
    }

    let id: FindingID
    let indicator: IndicatorID
    /// Nil for the whole area, and for a group of regions: those are its `places`.
    let region: RegionID?
    let week: Week
    let kind: Kind
    let certainty: Certainty
    let observed: Int
    let expected: Double
    let low: Int
    let high: Int
    /// One-sided chance of this or more when nothing changed.
    let p: Double
    /// Expected share of false ones among all that were at least this far out; nil when it was tested on its own.
    let q: Double?
    /// The week in which it most likely began.
    let since: Week
    /// Version of the terms.
    let terms: String
    /// The newest value that was known.
    let knownSince: Instant
    /// A value under it turned out to be another one.
    var correctedAt: Instant?
    /// Of a group of regions, as it was found.
    var places: [FindingPlace] = []
    /// What holds since something under it changed; nil while that did not happen.
    var revision: FindingRevision?

    /// Whether it still is one, with what is known now.
    var holds: Bool { revision?.holds ?? true }
    /// How much may be said of it now.
    var certaintyNow: Certainty { revision?.certainty ?? certainty }
    /// The most that was ever said of it: what was said in public is taken back in public.
    var mostCertain: Certainty { max(certainty, certaintyNow) }
    /// What it was last judged by. Nil when nothing is known of it any more.
    var observedNow: Int? { revision.map(\.observed) ?? observed }
    var expectedNow: Double { revision?.expected ?? expected }
    var lowNow: Int { revision?.low ?? low }
    var highNow: Int { revision?.high ?? high }

    /// Whether it may be of several weeks together.
    var isOfWeeks: Bool { kind == .sustainedRise || kind == .sustainedFall || kind == .cluster }
}

/// What else a finding could be than what people first think of.
enum OtherExplanation: String, Sendable, CaseIterable {
    case campaign
    case openingHours = "opening-hours"
    case channel
    case definition
    case registration
    case oneCaller = "one-caller"
    case holiday
    case delivery
    case regionChange = "region-change"

    enum Answer: String, Sendable, CaseIterable {
        case yes, no, unknown
    }
}

/// What somebody, or the program, knows about another explanation.
struct ExplanationAnswer: Sendable, Hashable {
    let explanation: OtherExplanation
    let answer: OtherExplanation.Answer
    let note: String
    /// The name of who answered; empty when the program found it itself.
    let person: String
    /// Of which organisation they are; empty when the program found it itself, or when that was not kept yet.
    var organisation = ""
    let at: Instant
}

/// What people decided about a finding.
struct FindingDecision: Sendable, Hashable {
    enum Decision: String, Sendable, CaseIterable {
        /// Somebody is looking into it.
        case looking
        /// Another explanation holds.
        case explained
        /// No other explanation was found; partners are told.
        case confirmed
        /// Nothing more is done with it.
        case closed
    }

    let decision: Decision
    let reason: String
    let person: String
    /// Of which organisation they are; empty when that was not kept yet.
    var organisation = ""
    let at: Instant

    /// Whether it is still being looked into.
    var isOpen: Bool { decision == .looking }
}
