import Core

/// What kind of thing is counted. Figures of different metrics are never put on one axis.
public enum Metric: String, Sendable, CaseIterable {
    /// Calls or chats that reach the line, answered or not.
    case contactsOffered
    /// Two-way talks on a subject.
    case conversations
    /// Advice by Veilig Thuis.
    case adviceGiven
    /// Reports to Veilig Thuis.
    case reportsReceived
    /// Unique cases with a report.
    case casesWithReport
    /// Registrations by the police.
    case incidentsRegistered
    case restrainingOrders
    case threeWayOffered
    case threeWayAccepted
    case threeWayCompleted
    case threeWayDeclined
    case threeWayExpired
    case threeWayJoined
    case threeWayFollowUp
    case threeWayReported
    /// Stays begun in a shelter.
    case admissions
    /// No contact by school for at least a set time.
    case childrenOutOfSight
    /// First contacts with a sexual assault centre.
    case survivorsNew
    /// Times that a professional saw people at home or elsewhere in person.
    case inPersonContacts
    /// Contacts with families that have a measure or help because it was not safe, in whatever way.
    case familyContacts
    /// Visits that the police made of their own accord.
    case proactiveVisits
    /// Contributions to a forum.
    case forumPosts
    /// The source does not say what was counted. Such a figure stands beside no other one.
    case unclear

    /// Steps of asking a third party in: counted when they are taken, not when a talk is closed.
    public var isOfThreeWay: Bool {
        switch self {
        case .threeWayOffered, .threeWayAccepted, .threeWayCompleted, .threeWayDeclined, .threeWayExpired,
            .threeWayJoined, .threeWayFollowUp, .threeWayReported:
            true
        default: false
        }
    }
}

/// A figure together with what it means. There is no figure without this.
public struct Indicator: Sendable, Hashable {
    /// How long one value covers.
    public enum PeriodKind: String, Sendable, CaseIterable {
        case day, week, month
        case halfYear = "half-year"
    }

    /// Where the values come from.
    public enum Origin: String, Sendable, CaseIterable {
        /// Counted by this installation when a talk is closed.
        case counted
        /// Brought in from outside.
        case imported
    }

    /// A date from which values cannot be compared with earlier ones without care.
    public struct Break: Sendable, Hashable {
        public let from: Day
        public let text: Localized

        public init(
            from: Day, text: Localized
        ) {
            self.from = from
            self.text = text
        }
    }

    /// Which closed talks count, by one field of the record.
    public struct Selection: Sendable, Hashable {
        public let field: String
        /// One of these was chosen.
        public let codes: Set<String>

        public init(field: String, codes: Set<String>) {
            self.field = field
            self.codes = codes
        }
    }

    public let id: IndicatorID
    public let name: Localized
    public let metric: Metric
    public let unit: Localized
    public let definition: Localized
    /// What must not be read into it. Shown wherever the figure is shown.
    public let doesNotSay: Localized
    public let source: Localized
    /// The version of the definition.
    public let version: String
    public let breaks: [Break]
    public let period: PeriodKind
    /// The year of the division into regions, such as 2025; nil for national figures only.
    public let regionVersion: Int?
    /// Values from 1 to one below this are never shown. At least 2.
    public let suppressBelow: Int
    public let isPublic: Bool
    public let origin: Origin
    /// For counted indicators: which talks. Of several all must hold; none counts them all.
    public let counts: [Selection]
    /// Figures that are tested together every week: the more there are, the stricter each is judged.
    public let family: String
    /// The figure that this one is a part of, a theme of all talks for example; they are published so that neither can be found
    /// from the other.
    public let partOf: IndicatorID?
    /// The figure of which this one is a share of each hundred.
    public let shareOf: IndicatorID?
    /// Periods after its own in which late reports are still expected.
    public let lateness: Int
    /// How often a field was left unknown, not asked or refused: how complete other figures are.
    public let isOfUnanswered: Bool

    public init(
        id: IndicatorID, name: Localized, metric: Metric, unit: Localized, definition: Localized, doesNotSay: Localized,
        source: Localized, version: String, breaks: [Break], period: PeriodKind, regionVersion: Int?,
        suppressBelow: Int,
        isPublic: Bool, origin: Origin, counts: [Selection] = [], family: String? = nil, partOf: IndicatorID? = nil,
        shareOf: IndicatorID? = nil, lateness: Int = 0, isOfUnanswered: Bool = false
    ) {
        self.id = id
        self.name = name
        self.metric = metric
        self.unit = unit
        self.definition = definition
        self.doesNotSay = doesNotSay
        self.source = source
        self.version = version
        self.breaks = breaks
        self.period = period
        self.regionVersion = regionVersion
        self.suppressBelow = suppressBelow
        self.isPublic = isPublic
        self.origin = origin
        self.counts = counts
        self.family = family ?? id.text
        self.partOf = partOf
        self.shareOf = shareOf
        self.lateness = lateness
        self.isOfUnanswered = isOfUnanswered
    }

    /// Whether it counts reports. Such a figure counts nothing else, and no other counts them: advice and report are never
    /// added up.
    public var isOfReports: Bool { metric == .reportsReceived }

    /// Whether a talk that was closed with these codes is one of those it counts.
    public func includes(_ fields: [String: [String]]) -> Bool {
        counts.allSatisfy { selection in (fields[selection.field] ?? []).contains { selection.codes.contains($0) } }
    }

    /// The same with more marks from which values cannot be compared.
    public func with(_ more: [Break]) -> Indicator {
        Indicator(
            id: id, name: name, metric: metric, unit: unit, definition: definition, doesNotSay: doesNotSay,
            source: source, version: version, breaks: breaks + more, period: period, regionVersion: regionVersion,
            suppressBelow: suppressBelow, isPublic: isPublic, origin: origin, counts: counts, family: family,
            partOf: partOf, shareOf: shareOf, lateness: lateness, isOfUnanswered: isOfUnanswered)
    }
}
