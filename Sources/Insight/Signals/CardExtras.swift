import Core
import Pack

/// What a page asks another room about one figure: which place, which weeks it shows, and as known when.
public struct CardQuestion: Sendable {
    public let indicator: Indicator
    /// Nil for the whole area.
    public let region: RegionID?
    /// The first and the last week that are shown, when the page says which; nil for the newest.
    public var from: Week?
    public var until: Week?
    /// As known then; nil for now.
    public var known: Instant?

    public init(_ indicator: Indicator, region: RegionID? = nil, known: Instant? = nil) {
        (self.indicator, self.region, self.known) = (indicator, region, known)
    }
}

/// A link that stands beside a sentence, with a few words after it.
public struct CardNote: Sendable {
    /// Without language.
    public let path: String
    public let link: Localized
    public let text: Localized

    public init(path: String, link: Localized, text: Localized) {
        (self.path, self.link, self.text) = (path, link, text)
    }
}

/// That something is said of a place in the week of the map, with its interval.
public struct CardMark: Sendable {
    /// Without language.
    public let path: String
    public let text: Localized

    public init(path: String, text: Localized) { (self.path, self.text) = (path, text) }
}

/// What another room says beside a figure: what was expected, and what was found out of the ordinary. Plain values; a band is
/// drawn only where the figure itself is told.
public struct CardExtras: Sendable {
    public var bands: [Period: SignalsBand]
    /// Drawn only where the figure itself is told, and of the very number that is told.
    public var estimates: [Period: SignalsEstimate] = [:]
    public var sentences: [Localized]
    /// What may have moved the figure, beside what the pack says.
    public var events: [CalendarEvent]
    /// Days of the calendar from which something else is counted.
    public var breaks: [Indicator.Break] = []
    /// Where more stands about what the sentences say, and who looked.
    public var notes: [CardNote] = []
    /// Places that the map marks; only such of which the number is told.
    public var marks: [RegionID: CardMark] = [:]
    /// Nothing is said of the number itself, as it is not complete.
    public var isWithheld = false

    public init(
        bands: [Period: SignalsBand] = [:], estimates: [Period: SignalsEstimate] = [:], sentences: [Localized] = [],
        events: [CalendarEvent] = []
    ) {
        (self.bands, self.estimates, self.sentences, self.events) = (bands, estimates, sentences, events)
    }

    public static let none = CardExtras()
    public typealias Source = @Sendable (CardQuestion) async throws -> CardExtras
}

extension PublishedSeries {
    /// The same points, of a figure with more marks from which they cannot be compared.
    func with(_ breaks: [Indicator.Break]) -> PublishedSeries {
        breaks.isEmpty ? self : replacing(indicator.with(breaks))
    }
}
