import Core
import Foundation

/// An organisation that answers people in this installation.
public struct Organisation: Sendable, Hashable {
    public let id: OrganisationID
    public let name: Localized
    /// The regions it works for; empty for the whole country.
    public let regions: [RegionID]
    /// How long it keeps talks.
    public var retention: RetentionTerms
    /// What it fills in after a talk; nil for the first record of the pack.
    public let recordForm: RecordFormID?

    public init(
        id: OrganisationID, name: Localized, regions: [RegionID], retention: RetentionTerms = .standard,
        recordForm: RecordFormID? = nil
    ) {
        self.recordForm = recordForm
        self.id = id
        self.name = name
        self.regions = regions
        self.retention = retention
    }
}

public enum LineGroupKind {}
/// Lines of one kind, wherever they are: `child`, `veilig-thuis`, `family`. Routes name groups, installations name lines.
public typealias LineGroupID = ID<LineGroupKind>

/// A line: one queue of one organisation, with its hours and its first words.
public struct Line: Sendable, Hashable {
    public let id: LineID
    public let organisation: OrganisationID
    public let group: LineGroupID
    public let name: Localized
    public let audiences: [AudienceID]
    /// The regions it takes people from; empty for everybody.
    public let regions: [RegionID]
    public let languages: [Language]
    public let hours: OpeningHours
    /// Shown before a talk begins: how long it takes, what happens with silence, when a promise of silence ends.
    public let opening: Localized
    /// How many may wait at once.
    public let queueLimit: Int
    /// How many minutes a talk usually takes, from a source; nil when nobody has published it.
    public let typicalMinutes: Int?
    /// Where `typicalMinutes` comes from.
    public let typicalMinutesSource: String?
    /// The lines of other organisations that may answer too, by agreement, in the order in which they are asked.
    public var overflow: [Overflow]
    /// Where the people who answer live and work; nil when nobody has said.
    public var staffedIn: [RegionID]?
    /// Points of talks that the people who are signed in keep free for urgent talks; 0 for none.
    public var urgentReserve: Int

    public init(
        id: LineID, organisation: OrganisationID, group: LineGroupID, name: Localized, audiences: [AudienceID],
        regions: [RegionID], languages: [Language], hours: OpeningHours, opening: Localized, queueLimit: Int,
        typicalMinutes: Int?, typicalMinutesSource: String?, overflow: [Overflow] = [], staffedIn: [RegionID]? = nil,
        urgentReserve: Int = 0
    ) {
        self.id = id
        self.organisation = organisation
        self.group = group
        self.name = name
        self.audiences = audiences
        self.regions = regions
        self.languages = languages
        self.hours = hours
        self.opening = opening
        self.queueLimit = queueLimit
        self.typicalMinutes = typicalMinutes
        self.typicalMinutesSource = typicalMinutesSource
        self.overflow = overflow
        self.staffedIn = staffedIn
        self.urgentReserve = urgentReserve
    }

    /// Whether it takes people from this region. Somebody whose region is not known is taken by every line.
    public func takes(from region: RegionID?) -> Bool {
        guard let region, !regions.isEmpty else { return true }
        return regions.contains(region)
    }
}
