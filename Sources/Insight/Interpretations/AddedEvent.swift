import Core
import Pack

enum AddedEventKind {}
typealias AddedEventID = ID<AddedEventKind>

/// Something that an analyst added to the calendar of what may move figures. Never rewritten: a change, or taking it back, is
/// another version.
struct AddedEvent: Sendable, Hashable {
    let id: AddedEventID
    /// Oldest first.
    let earlier: [Version]
    let newest: Version

    var versions: [Version] { earlier + [newest] }
    /// Whose it is: only they add versions.
    var organisation: OrganisationID { versions.first?.author.organisation ?? newest.author.organisation }

    struct Version: Sendable, Hashable {
        /// From 1.
        let number: Int64
        let content: Content
        /// Taken back: it is drawn nowhere.
        let isWithdrawn: Bool
        let author: Author
        let at: Instant
    }

    struct Content: Sendable, Hashable {
        let what: What
        let from: Day
        /// The last day; nil for something that began and stayed.
        let until: Day?
        let text: String
        /// Nil when it is the same in every language.
        let english: String?
        let source: String
        /// Empty for everywhere.
        let regions: [RegionID]
        /// Empty for all.
        let indicators: [IndicatorID]

        /// As charts and findings know it.
        func event(_ id: AddedEventID) -> CalendarEvent {
            CalendarEvent(
                id: id.text, kind: what.kind, from: from, until: until,
                text: english.map { Localized([.dutch: text, .english: $0]) } ?? Localized(everywhere: text),
                source: Localized(everywhere: source), regions: regions, indicators: indicators)
        }
    }

    /// What was told to the public has a medium and a message; nothing else has.
    enum What: Sendable, Hashable {
        case campaign(Broadcast)
        case media(Broadcast)
        case other(CalendarEvent.Kind)

        var kind: CalendarEvent.Kind {
            switch self {
            case .campaign: .campaign
            case .media: .media
            case .other(let kind): kind
            }
        }

        /// As it is stored.
        var code: String { kind.rawValue }

        /// Nil for a kind that is not there, and for one without the medium and message that it needs.
        init?(kind: String, medium: String?, message: String?) {
            guard let kind = CalendarEvent.Kind(rawValue: kind) else { return nil }
            guard kind == .campaign || kind == .media else {
                self = .other(kind)
                return
            }
            guard let medium = medium.flatMap(Medium.init), let message else { return nil }
            let broadcast = Broadcast(medium: medium, message: message)
            self = kind == .campaign ? .campaign(broadcast) : .media(broadcast)
        }

        var broadcast: Broadcast? {
            switch self {
            case .campaign(let broadcast), .media(let broadcast): broadcast
            case .other: nil
            }
        }
    }

    struct Broadcast: Sendable, Hashable {
        let medium: Medium
        /// Which version of which message: "Voor buren, versie 2".
        let message: String
    }

    enum Medium: String, Sendable, CaseIterable {
        case radio, television, newspaper, web
        case socialMedia = "social-media"
        case poster, letter, other
    }

    /// Of one organisation, as long as they were not taken back.
    static let mostOfOne = 1_000
    /// Of all of them, shown and drawn.
    static let mostDrawn = 2_000
    static let mostVersions = 50
    /// Characters.
    static let textLimit = 200
}

/// What was filled in, as it was typed.
struct AddedEventDraft: Sendable, Hashable {
    var kind: String?
    var medium: String?
    var message: String?
    var from: String?
    var until: String?
    var text: String?
    var english: String?
    var source: String?
    var regions: [String] = []
    var indicators: [String] = []

    /// Throws `empty`, `tooLong`, `malformed`, `aboutPerson`, `claimsViolence`, with the name of the field.
    func content(in catalogue: Catalogue) throws -> AddedEvent.Content {
        guard let kind = kind?.tidied, !kind.isEmpty else { throw Refusal.empty(field: "kind") }
        guard let kind = CalendarEvent.Kind(rawValue: kind) else { throw Refusal.malformed(field: "kind") }
        let from = try day(from, "from")
        let until: Day? =
            if let typed = until?.tidied, !typed.isEmpty { try day(typed, "until") } else { nil }
        if let until, until < from { throw Refusal.malformed(field: "until") }
        let places = try regions.map { text -> RegionID in
            guard let region = RegionID(text), catalogue.knows(region) else {
                throw Refusal.malformed(field: "regions")
            }
            return region
        }
        let figures = try indicators.map { text -> IndicatorID in
            guard let indicator = IndicatorID(text).flatMap(catalogue.indicator) else {
                throw Refusal.malformed(field: "indicators")
            }
            return indicator.id
        }
        return AddedEvent.Content(
            what: try what(kind), from: from, until: until, text: try line(text, "text"),
            english: english.map(\.tidied).flatMap { $0.isEmpty ? nil : $0 } == nil
                ? nil : try line(english, "english"),
            source: try line(source, "source"), regions: Set(places).sorted(), indicators: Set(figures).sorted())
    }

    private func what(_ kind: CalendarEvent.Kind) throws -> AddedEvent.What {
        let typed = medium?.tidied ?? ""
        guard kind == .campaign || kind == .media else {
            guard typed.isEmpty else { throw Refusal.malformed(field: "medium") }
            guard message?.tidied.isEmpty ?? true else { throw Refusal.malformed(field: "message") }
            return .other(kind)
        }
        guard !typed.isEmpty else { throw Refusal.empty(field: "medium") }
        guard
            let what = AddedEvent.What(
                kind: kind.rawValue, medium: typed, message: try line(message, "message"))
        else { throw Refusal.malformed(field: "medium") }
        return what
    }

    private func line(_ text: String?, _ field: String) throws -> String {
        let text = try PersonalTraces.refuse(in: text, field, limit: AddedEvent.textLimit)
        try ViolenceClaims.refuse(in: text, field)
        return text
    }

    private func day(_ text: String?, _ field: String) throws -> Day {
        guard let text = text?.tidied, !text.isEmpty else { throw Refusal.empty(field: field) }
        // A chart does not begin before figures were kept.
        guard let day = Day(text), (1970...2199).contains(day.civil.year) else { throw Refusal.malformed(field: field) }
        return day
    }
}
