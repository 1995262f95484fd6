import Core
import Foundation

public enum ServiceKind {}
/// A service that somebody can be sent to (`kindertelefoon`).
public typealias ServiceID = ID<ServiceKind>

/// How sure we are of a fact.
public enum Certainty: String, Sendable, CaseIterable {
    /// Seen in an official source or in several independent ones.
    case high
    /// One decent source.
    case medium
    /// Not checked, or sources conflict.
    case low
}

/// A day, month or year, as exact as the source was.
public struct SourceDate: Sendable, Hashable, CustomStringConvertible {
    /// As written: `2019-09-04`, `2019-09` or `2019`.
    public let description: String
    /// The earliest day it can mean. Age is counted from here.
    public let day: Day

    /// Nil for anything but the three forms.
    public init?(_ text: String) {
        let filled =
            switch text.utf8.count {
            case 4: text + "-01-01"
            case 7: text + "-01"
            default: text
            }
        guard let day = Day(filled) else { return nil }
        self.day = day
        description = text
    }
}

/// A telephone number as it is shown and as it is dialled.
public struct Phone: Sendable, Hashable {
    /// As people write it: `0800-2000`.
    public let number: String
    /// What follows `tel:`: digits, with a `+` in front when it is international.
    public let tel: String
    public let certainty: Certainty
    /// Whether it may be shown. Numbers that nobody has checked are kept, not shown.
    public let show: Bool
    /// Something to know about this number; nil when it is the usual one.
    public let note: Localized?

    public init(
        number: String, tel: String, certainty: Certainty, show: Bool, note: Localized? = nil
    ) {
        self.number = number
        self.tel = tel
        self.certainty = certainty
        self.show = show
        self.note = note
    }
}

/// A website as it is shown and as it is opened.
public struct Site: Sendable, Hashable {
    /// Always `https://…`.
    public let url: String
    /// The host without `www.`: `kindertelefoon.nl`.
    public let host: String
    public let certainty: Certainty
    public let show: Bool

    public init(
        url: String, host: String, certainty: Certainty, show: Bool
    ) {
        self.url = url
        self.host = host
        self.certainty = certainty
        self.show = show
    }
}

/// The hours of a service in some period of the past, present or future.
public struct ServiceVersion: Sendable, Hashable {
    /// The first day it holds; nil for as long as anybody knows.
    public let validFrom: Day?
    /// The last day it holds; nil for until further notice.
    public let validTo: Day?
    public let hours: OpeningHours
    /// The hours follow from the law, and so do not go out of date by not being called.
    public let byLaw: Bool
    public let certainty: Certainty
    public let source: [String]
    public let note: Localized?

    public func holds(on day: Day) -> Bool {
        (validFrom.map { $0 <= day } ?? true) && (validTo.map { day <= $0 } ?? true)
    }
}

/// A service outside this installation: a number, a site, and what it does.
public struct Service: Sendable, Hashable {
    public let id: ServiceID
    public let name: Localized
    /// What it does, for the person who looks for help. B1, short sentences.
    public let does: Localized
    public let audiences: [AudienceID]
    /// The islands it is for; empty for the European Netherlands.
    public let areas: [RegionID]
    public let numbers: [Phone]
    public let site: Site?
    public let versions: [ServiceVersion]
    /// When number and site were last seen to be right: the date of the source until somebody has called. Nil when unknown.
    public let verifiedOn: SourceDate?
    /// Who saw it: `source`, or the name or function of the person who called.
    public let verifiedBy: String?
    public let source: [String]
    public let certainty: Certainty
    public let timeZone: TimeZone

    /// Numbers that may be shown.
    public var shownNumbers: [Phone] { numbers.filter(\.show) }
    /// The site when it may be shown.
    public var shownSite: Site? { site.flatMap { $0.show ? $0 : nil } }
    /// Whether a person can do anything with it on the door: a number or a site may be shown.
    public var isReachable: Bool { !shownNumbers.isEmpty || shownSite != nil }

    /// The version that holds on this day; nil when nothing is recorded about it.
    public func version(on day: Day) -> ServiceVersion? {
        versions.first { $0.holds(on: day) }
    }

    /// What is recorded about the hours at this moment, checked recently or not. For history, not for the door.
    public func recordedHours(at now: Instant) -> OpeningHours {
        version(on: LocalTime.day(at: now, in: timeZone))?.hours ?? .unknown
    }

    /// What the door may say at this moment.
    ///
    /// Hours that were not checked in the last 90 days are `unknown`, unless the law sets them.
    public func standing(at now: Instant) -> ServiceStanding {
        let today = LocalTime.day(at: now, in: timeZone)
        let version = version(on: today)
        let checked: ServiceStanding.Checked =
            if version?.byLaw == true {
                .byLaw
            } else if let verifiedOn, verifiedOn.day <= today {
                today.daysSince1970 - verifiedOn.day.daysSince1970 > Self.daysThatHoursStayGood
                    ? .longAgo(verifiedOn) : .recently(verifiedOn)
            } else {
                // A date that is still to come is a slip of the pen, not a check.
                .never
            }
        let hours: OpeningHours =
            switch checked {
            case .byLaw, .recently: version?.hours ?? .unknown
            case .longAgo, .never: .unknown
            }
        return ServiceStanding(
            numbers: shownNumbers, site: shownSite, hours: hours, state: hours.state(at: now), checked: checked)
    }

    /// Older than this, a number is shown without its hours.
    public static let daysThatHoursStayGood = 90
}

/// What the door may say about a service at one moment.
public struct ServiceStanding: Sendable, Hashable {
    /// How well its hours are known.
    public enum Checked: Sendable, Hashable {
        /// The law sets the hours.
        case byLaw
        /// Checked in the last 90 days.
        case recently(SourceDate)
        /// Checked, but longer ago: the hours are not shown.
        case longAgo(SourceDate)
        /// "Niet gecontroleerd": the hours are not shown.
        case never
    }

    public let numbers: [Phone]
    public let site: Site?
    /// `unknown` unless they may be shown.
    public let hours: OpeningHours
    public let state: OpeningHours.State
    public let checked: Checked

    public init(
        numbers: [Phone], site: Site?, hours: OpeningHours, state: OpeningHours.State, checked: Checked
    ) {
        self.numbers = numbers
        self.site = site
        self.hours = hours
        self.state = state
        self.checked = checked
    }
}
