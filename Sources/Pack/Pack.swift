import Core
import Foundation

/// The number to call when life is in danger, or the national line.
public struct Emergency: Sendable, Hashable {
    public let name: Localized
    /// As people write it.
    public let number: String
    /// What follows `tel:`.
    public let tel: String
}

/// A country as data: who can help, how to reach them, and what the figures mean.
///
/// Plain values, read and checked once at the start. A pack with a mistake is not loaded at all.
public struct Pack: Sendable {
    public let name: Localized
    /// The languages every text exists in; the first is the one to fall back on.
    public let languages: [Language]
    public let timeZone: TimeZone
    /// Shown on every page, most urgent first.
    public let emergency: [Emergency]
    /// The line for everything that is not an emergency. It finds the region itself.
    public let nationalLine: Emergency
    /// Oldest first.
    public let regions: [RegionVersion]
    public let islands: [Region]
    /// How others than Veilig Thuis divide the country. The year of each is that of no other division.
    public let otherDivisions: [RegionVersion]
    public let services: [Service]
    /// Organisations and lines belong to a demonstration, not to a real installation.
    public let isDemonstration: Bool
    public var organisations: [Organisation]
    public var lines: [Line]
    public let entrances: [Entrance]
    public let routes: Routes
    /// What organisations fill in after a talk, each its own.
    public let recordForms: [RecordForm]
    /// What is said beside a figure from the week in which a channel begins.
    public let channelBegins: [ContactChannel: Localized]
    public var indicators: [Indicator]
    /// What may have moved figures, in no order.
    public let events: [CalendarEvent]
    /// When a change is called out of the ordinary.
    public let detection: DetectionTerms
    /// Figures that nobody measured, for a demonstration only.
    public let madeUp: [Indicator]
    /// How many people live where, as far as somebody wrote it down.
    public let populations: [Population]
    /// What is put beside each other week by week; nil for nothing.
    public let weeklySheet: WeeklySheet?
    public let guides: [Guide]
    /// The words that put a waiting talk first.
    public var urgency: UrgencyRules
    public let canned: [CannedText]
    public let riskCard: RiskCard
    /// Words that some texts may not hold.
    public let unsaid: Unsaid
    public let tonight: Tonight
    let search: DoorSearch
    let places: PlaceIndex

    /// Reads and checks the pack in this folder.
    ///
    /// Throws every mistake there is, with file and line, when there is one.
    /// - Parameter today: what is said to be checked on a later day is a mistake; nil to leave that out.
    public static func load(from folder: URL, today: Day? = nil) throws(PackMistakes) -> Pack {
        let reader = PackReader(folder: folder, today: today)
        guard let pack = reader.read(), reader.findings.isEmpty else {
            throw PackMistakes(mistakes: reader.findings.sorted)
        }
        return pack
    }

    public func service(_ id: ServiceID) -> Service? { services.first { $0.id == id } }
    public func organisation(_ id: OrganisationID) -> Organisation? { organisations.first { $0.id == id } }
    public func line(_ id: LineID) -> Line? { lines.first { $0.id == id } }
    public func entrance(_ id: EntranceID) -> Entrance? { entrances.first { $0.id == id } }
    public func audience(_ id: AudienceID) -> Audience? { routes.audiences.first { $0.id == id } }
    public func situation(_ id: SituationID) -> Situation? { routes.situations.first { $0.id == id } }
    public func indicator(_ id: IndicatorID) -> Indicator? { indicators.first { $0.id == id } }

    /// The guide in this language, or in the first language of the pack.
    public func guide(_ id: GuideID, _ language: Language) -> Guide? {
        guides.first { $0.id == id && $0.language == language }
            ?? guides.first { $0.id == id && $0.language == languages.first }
            ?? guides.first { $0.id == id }
    }

    /// The page of tips for a situation, in this language.
    public func tips(for situation: SituationID, _ language: Language) -> Guide? {
        guides.first { $0.tips == situation }.flatMap { guide($0.id, language) }
    }

    /// A region of the newest version, of an earlier one or of another division, or an island.
    public func region(_ id: RegionID) -> Region? {
        for version in regions.reversed() + otherDivisions.reversed() {
            if let region = version.region(id) { return region }
        }
        return islands.first { $0.id == id }
    }

    /// The newest division into regions.
    public var currentRegions: RegionVersion? { regions.last }

    /// Who can help. An audience or situation that the table does not know gets the route for everybody else.
    public func answers(who: AudienceID, what: SituationID) -> Route {
        routes.route(who: who, what: what) ?? routes.otherwise
    }

    /// Who can help somebody from this region. On an island that is the route for the island, whoever asks, after the lines and
    /// guides of the own one: a number of the European Netherlands cannot be counted on there, and the alarm number is another.
    public func answers(who: AudienceID, what: SituationID, region: RegionID?) -> Route {
        let route = answers(who: who, what: what)
        guard isIsland(region), let audience = places.islandAudience, audience != who,
            let there = routes.route(who: audience, what: what)
        else { return route }
        let own = route.answers.filter { if case .service = $0 { false } else { true } }
        let new = there.answers.filter { !own.contains($0) }
        return Route(
            audience: who, situation: what, answers: situation(what)?.urgent == true ? new + own : own + new,
            sentence: there.sentence)
    }

    /// The numbers for danger in this region. On an island that is the one which the pack names for it and may show, and none
    /// when there is no such: the number of the country may lead nowhere there.
    public func emergency(in region: RegionID?) -> [Emergency] {
        guard isIsland(region) else { return emergency }
        guard let service = region.flatMap({ self.region($0)?.alarm }).flatMap({ self.service($0) }),
            let phone = service.shownNumbers.first
        else { return [] }
        return [Emergency(name: service.name, number: phone.number, tel: phone.tel)]
    }

    /// Services on an island itself, besides its alarm number, of which a number may be shown; three at most.
    public func helpers(on island: RegionID) -> [Service] {
        let alarm = region(island)?.alarm
        let here = services.filter { $0.areas.contains(island) && $0.id != alarm && !$0.shownNumbers.isEmpty }
        return Array(here.prefix(3))
    }

    /// The name of a service as somebody in this region reads it: what is on another island is said to be there.
    public func name(of service: Service, in region: RegionID?, _ language: Language) -> String {
        let name = service.name[language]
        guard let region, isIsland(region), !service.areas.contains(region) else { return name }
        let places = service.areas.compactMap { self.region($0)?.name }.filter { !name.contains($0) }
        return places.isEmpty ? name : "\(name) (\(places.joined(separator: ", ")))"
    }

    /// The services of a route that have a number or a site to show, in order.
    ///
    /// With an island as region only what works there is left, when anything does; without one, or in a region, island services
    /// are left out when anything else is there.
    public func services(for route: Route, region: RegionID? = nil) -> [Service] {
        let found = route.answers.compactMap { answer -> Service? in
            if case .service(let id) = answer { service(id) } else { nil }
        }.filter(\.isReachable)
        let here = found.filter { service in
            guard let region, islands.contains(where: { $0.id == region }) else { return service.areas.isEmpty }
            return service.areas.contains(region)
        }
        return here.isEmpty ? found : here
    }

    /// Every service that a route names, also those of which nothing may be shown.
    public func named(in route: Route) -> [Service] {
        route.answers.compactMap { if case .service(let id) = $0 { service(id) } else { nil } }
    }

    /// The lines of a route that take people from this region, those of the region itself first.
    public func lines(for route: Route, region: RegionID? = nil) -> [Line] {
        route.answers.flatMap { answer -> [Line] in
            guard case .lines(let group) = answer else { return [] }
            let found = lines.filter { $0.group == group && $0.takes(from: region) }
            guard let region else { return found }
            return found.filter { $0.regions.contains(region) } + found.filter { !$0.regions.contains(region) }
        }
    }
}

/// Checks a country pack for the person who edits it.
public enum PackCheck {
    /// Every mistake in the pack, in order of file and line; empty when it is good.
    public static func check(_ folder: URL, today: Day? = nil) -> [PackMistake] {
        let reader = PackReader(folder: folder, today: today)
        _ = reader.read()
        return reader.findings.sorted
    }
}
