import Core
import Pack

enum RemarkKind {}
typealias RemarkID = ID<RemarkKind>

/// Who writes: a person of an organisation, as others see them.
struct Author: Sendable, Hashable {
    let name: String
    let organisation: OrganisationID
}

/// What somebody says about figures. It stands beside them and is never one of them: by its type there is no number in it,
/// so that no way leads from here to a count. It is never rewritten; a change is another version.
struct Remark: Sendable, Hashable {
    let id: RemarkID
    /// Oldest first.
    let earlier: [Version]
    let newest: Version

    struct Version: Sendable, Hashable {
        /// From 1.
        let number: Int64
        let content: Content
        let author: Author
        let at: Instant
    }

    var versions: [Version] { earlier + [newest] }
    /// Whose it is: only they add versions.
    var organisation: OrganisationID { versions.first?.author.organisation ?? newest.author.organisation }

    enum Content: Sendable, Hashable {
        case interpretation(Interpretation)
        case observation(FieldObservation)
        case concern(Concern)
        case expectation(Expectation)
        case escalation(Escalation)

        var kind: Kind {
            switch self {
            case .interpretation: .interpretation
            case .observation: .observation
            case .concern: .concern
            case .expectation: .expectation
            case .escalation: .escalation
            }
        }

        var text: String {
            switch self {
            case .interpretation(let one): one.text
            case .observation(let one): one.text
            case .concern(let one): one.text
            case .expectation(let one): one.text
            case .escalation(let one): one.text
            }
        }

        /// The figure it is about; nil for none in particular.
        var indicator: IndicatorID? {
            switch self {
            case .interpretation(let one): one.indicator
            case .observation(let one): one.indicator
            case .expectation(let one): one.indicator
            case .concern, .escalation: nil
            }
        }

        /// The place it is about; nil for everywhere.
        var region: RegionID? {
            switch self {
            case .interpretation(let one): one.region
            case .observation(let one): one.region
            case .concern(let one): one.region
            case .expectation(let one): one.region
            case .escalation: nil
            }
        }

        /// Whether it is about this place, or about everywhere. Nil is the whole, which everything is about.
        func concerns(_ place: RegionID?) -> Bool { place == nil || region == nil || region == place }

        /// Whether anybody may read it. Only what explains a figure, or looks ahead, can be.
        var isPublic: Bool {
            switch self {
            case .interpretation(let one): one.isPublic
            case .expectation(let one): one.isPublic
            case .observation, .concern, .escalation: false
            }
        }

        /// The day from which it waits for somebody; nil when nothing of it waits.
        var waitsFrom: Day? {
            switch self {
            case .expectation(let one): one.outcome == nil ? one.lookAgain : nil
            case .escalation(let one):
                if case .waiting(let remindOn) = one.state { remindOn } else { nil }
            case .interpretation, .observation, .concern: nil
            }
        }

        func isDue(on today: Day) -> Bool { waitsFrom.map { $0 <= today } ?? false }
    }

    enum Kind: String, Sendable, CaseIterable {
        case interpretation, observation, concern, expectation, escalation
    }

    /// What a figure may mean, in somebody's words (duiding).
    struct Interpretation: Sendable, Hashable {
        let text: String
        let indicator: IndicatorID
        let period: Period
        let region: RegionID?
        let isPublic: Bool
    }

    /// What people saw in their work (waarneming). Not an ``Observation``: it has no value, and none can be made of it.
    struct FieldObservation: Sendable, Hashable {
        /// How it was come by.
        enum Weight: String, Sendable, CaseIterable {
            /// One or a few cases that somebody met with.
            case anecdotal
            /// Asked of all, in the same way.
            case systematic
        }

        let text: String
        /// Who saw it.
        let source: String
        let weight: Weight
        let region: RegionID?
        /// The figure under which it stands, as something else than it; nil for none in particular.
        var indicator: IndicatorID?
    }

    /// What somebody fears. It says nothing of how much.
    struct Concern: Sendable, Hashable {
        let text: String
        /// Whose concern it is.
        let source: String
        let region: RegionID?
    }

    /// What somebody expects, to be compared later with what came.
    struct Expectation: Sendable, Hashable {
        let text: String
        let indicator: IndicatorID?
        let region: RegionID?
        let lookAgain: Day
        /// What came of it, in words; nil while nobody looked.
        let outcome: String?
        let isPublic: Bool
    }

    /// What was laid before an inspectorate.
    struct Escalation: Sendable, Hashable {
        enum State: Sendable, Hashable {
            case answered(String)
            /// No answer yet; somebody is reminded on this day.
            case waiting(remindOn: Day)
        }

        let to: String
        let subject: String
        let on: Day
        let text: String
        let state: State
    }

    // MARK: limits

    /// Shown together.
    static let mostListed = 200
    /// Shown under one figure.
    static let mostUnderFigure = 20
    static let mostOfOne: Int = 5_000
    static let mostVersions = 50
    /// Characters.
    static let textLimit = 3_000
    static let lineLimit = 200
}
