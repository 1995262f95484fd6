import Core
import Pack
import Site
import Synchronization

/// `/` and its languages, and the door of the API.
struct FrontDoorRoutes: Sendable {
    let actions: FrontDoorActions
    let site: Website
    private let cache = PageCache()

    init(actions: FrontDoorActions, site: Website) {
        self.actions = actions
        self.site = site
    }

    func hang(_ routes: RouteTable) {
        routes.get("/", .anyone, door)
        routes.post("/", .anyone, place)
        routes.get("/api/v1/door", .anyone, api)
    }

    /// What follows `r=`: a region, several with a comma between them, or that the place was not found. Never what was typed.
    private static let nowhere = "0"
    /// Where the answer about a place stands in the page.
    private static let answer = "#\(FrontDoorPages.placeAnchor)"

    private func door(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let language = exchange.language
        let found = exchange.query("r") ?? ""
        let region = RegionID(found).flatMap { actions.pack.region($0)?.id }
        let several = found.split(separator: ",").compactMap {
            RegionID(String($0)).flatMap { actions.pack.region($0) }
        }
        let doubt: Door.Doubt? =
            found == Self.nowhere ? .unknown : region == nil && !several.isEmpty ? .several(several) : nil
        if let doubt { return .page(page(await actions.door(language, doubt: doubt))) }
        let code = exchange.query("z") ?? ""
        let suggestion = SuggestionCode.read(code, actions.pack, region)
        let version = await actions.conversations.switches.current().version
        let page = await cache.page(
            .init(language: language, region: region, version: version, view: suggestion == nil ? "" : code),
            now: exchange.clock.now()
        ) {
            ReadyPage(self.page(await actions.door(language, region: region, suggestion: suggestion)))
        }
        return page.reply(to: exchange)
    }

    /// What was typed is not kept and not in the address, and the answer is a redirect: browsers write a posted form that is
    /// answered with a page to disk.
    private func place(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        let typed = form.trimmed("a3") ?? ""
        if typed.count > TalkLimit.place { throw Refusal.tooLong(field: "a3", limit: TalkLimit.place) }
        let door = Frame.path("/", in: exchange.language)
        if typed.isEmpty { return .redirect(to: door) }
        let found =
            switch actions.pack.place(typed) {
            case .region(let region): region.id.text
            // One region that is not certain is a question too: the comma tells it from an answer.
            case .ask(let regions): regions.map { $0.id.text + "," }.joined()
            case .unknown: Self.nowhere
            }
        return .redirect(to: "\(door)?r=\(found)\(Self.answer)")
    }

    private func page(_ door: Door) -> Page {
        let say = site.say(door.language)
        let pack = actions.pack
        return site.frame.page(
            door.language, title: say(DoorPhrase.title), zone: .findable, path: "/",
            numbers: pack.numbers(in: door.region?.id, door.language),
            body: FrontDoorPages.door(door, isDemonstration: pack.isDemonstration, say))
    }

    // MARK: API

    private struct DoorBody: Encodable {
        let emergency: [EmergencyBody]
        /// That nobody checked the alarm number of the place; absent where one is known.
        let emergencyUnchecked: String?
        let services: [ServiceBody]
        let lines: [LineBody]
        let region: String?
    }

    private struct EmergencyBody: Encodable {
        let name: String
        let number: String
    }

    private struct ServiceBody: Encodable {
        let id: String
        let name: String
        @AlwaysEncoded var number: String?
        /// Null when the hours were not checked.
        @AlwaysEncoded var open: Bool?
        let hours: String
        @AlwaysEncoded var verifiedOn: String?
        @AlwaysEncoded var site: String?
        /// What was recorded for the day that was asked for; absent without one.
        let recorded: RecordedHours?
    }

    private struct LineBody: Encodable {
        let id: String
        let name: String
        let organisation: String
        let open: Bool
        @AlwaysEncoded var wait: Wait?
        let waiting: Int?
        /// What a supervisor says about the line; null when nothing.
        @AlwaysEncoded var notice: String?
    }

    private func api(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let pack = actions.pack
        let language = try exchange.query("language").map { text in
            guard let language = Language(text) else { throw Refusal.malformed(field: "language") }
            exchange.speak(language, byName: true)
            return language
        }
        let spoken = language.flatMap { pack.languages.contains($0) ? $0 : nil } ?? .dutch
        let audience = try known("audience", exchange) { id in
            pack.audience(id)?.id ?? pack.entrance(ID(trusted: id.text))?.audience
        }
        let situation = try known("situation", exchange) { id in pack.situation(id)?.id }
        let region = exchange.query("place").flatMap { typed -> RegionID? in
            if case .region(let region) = pack.place(typed) { region.id } else { nil }
        }
        let now = exchange.clock.now()
        let say = site.say(spoken)
        let day = try exchange.query("at").map { text in
            guard let day = Day(text) else { throw Refusal.malformed(field: "at") }
            return day
        }
        let services = services(audience, situation, region, unshown: day != nil).map { service -> ServiceBody in
            if let day { return Self.recorded(service, on: day, region, pack, say) }
            let standing = service.standing(at: now)
            let open: Bool? =
                switch standing.state {
                case .open: true
                case .closed: false
                case .unknown: nil
                }
            return ServiceBody(
                id: service.id.text, name: pack.name(of: service, in: region, spoken),
                number: standing.numbers.first?.number, open: open,
                hours: FrontDoorPages.hours(standing, service.timeZone, say),
                verifiedOn: service.verifiedOn?.description, site: standing.site?.url, recorded: nil)
        }
        let switches = await actions.conversations.switches.current()
        let (near, far) = pack.lines.filter { line in
            line.takes(from: region) && (audience.map { line.audiences.contains($0) } ?? true)
        }.reduce(into: ([Line](), [Line]())) { found, line in
            if pack.isNearHome(line, region) { found.0.append(line) } else { found.1.append(line) }
        }
        var lines: [LineBody] = []
        // What stands open now says nothing of another day.
        for line in day != nil ? [] : inOrder(far.isEmpty ? near : far, audience, situation, region) {
            let standing = try? await actions.conversations.standing(of: line.id)
            lines.append(
                LineBody(
                    id: line.id.text, name: line.name[spoken], organisation: line.organisation.text,
                    open: switches.isOpen(line, at: now), wait: standing?.wait, waiting: standing?.waiting,
                    notice: switches.notice(of: line.id, spoken)))
        }
        // On an island the national line cannot be counted on.
        let emergency = (pack.emergency(in: region) + (pack.isIsland(region) ? [] : [pack.nationalLine])).map {
            EmergencyBody(name: $0.name[spoken], number: $0.number)
        }
        let unchecked = emergency.isEmpty ? region.flatMap { pack.region($0)?.name } : nil
        return try .json(
            DoorBody(
                emergency: emergency, emergencyUnchecked: unchecked.map { LocalNumbers.unchecked($0, say) },
                services: services, lines: lines, region: region?.text))
    }

    /// A service on another day: its hours as they were recorded, and never whether it is open now.
    private static func recorded(
        _ service: Service, on day: Day, _ region: RegionID?, _ pack: Pack, _ say: Speech
    ) -> ServiceBody {
        let recorded = RecordedHours(service, on: day)
        return ServiceBody(
            id: service.id.text, name: pack.name(of: service, in: region, say.language),
            number: service.shownNumbers.first?.number, open: nil, hours: FrontDoorPages.hours(recorded, say),
            verifiedOn: service.verifiedOn?.description, site: service.shownSite?.url, recorded: recorded)
    }

    /// Those that the routes lead to first, in their order, as the page has them; then the others that fit.
    private func inOrder(
        _ lines: [Line], _ audience: AudienceID?, _ situation: SituationID?, _ region: RegionID?
    ) -> [Line] {
        guard let audience else { return lines }
        let pack = actions.pack
        let asked = situation.map { [$0] } ?? pack.routes.situations.map(\.id)
        let routed = asked.flatMap {
            pack.lines(for: pack.answers(who: audience, what: $0, region: region), region: region)
        }
        let first = routed.filter { line in lines.contains { $0.id == line.id } }
        var seen: Set<LineID> = []
        return (first + lines).filter { seen.insert($0.id).inserted }
    }

    private func known<Kind>(
        _ name: String, _ exchange: Exchange, _ find: (ID<Kind>) -> ID<Kind>?
    ) throws -> ID<Kind>? {
        guard let text = exchange.query(name), !text.isEmpty else { return nil }
        guard let id = ID<Kind>(text), let found = find(id) else { throw Refusal.malformed(field: name) }
        return found
    }

    /// The services of the routes that fit; all that can be reached when nothing was asked.
    ///
    /// - Parameter unshown: also those of which no number and no site may be shown, for their history.
    private func services(
        _ audience: AudienceID?, _ situation: SituationID?, _ region: RegionID?, unshown: Bool
    ) -> [Service] {
        let pack = actions.pack
        let routes = pack.routes.all.filter { route in
            (audience == nil || route.audience == audience) && (situation == nil || route.situation == situation)
        }.map { route in
            guard let who = route.audience, let what = route.situation else { return route }
            return pack.answers(who: who, what: what, region: region)
        }
        var seen: Set<ServiceID> = []
        return routes.flatMap { unshown ? pack.named(in: $0) : pack.services(for: $0, region: region) }
            .filter { (unshown || $0.isReachable) && seen.insert($0.id).inserted }
    }
}

/// Pages that are the same for everybody for some seconds, ready to send.
final class PageCache: Sendable {
    struct Key: Hashable {
        let language: Language
        let region: RegionID?
        /// Of the switches of the lines: a door that was closed is not shown open.
        let version: Int
        /// Which page it is, when there is more than one for a language and region.
        var view = ""
    }

    private struct Entry {
        let page: ReadyPage
        let madeAt: Instant
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let seconds: Int64

    init(seconds: Int64 = 3) {
        self.seconds = seconds
    }

    func page(_ key: Key, now: Instant, make: () async -> ReadyPage) async -> ReadyPage {
        let known = entries.withLock { $0[key] }
        if let known, now.since(known.madeAt) < .seconds(seconds), now >= known.madeAt { return known.page }
        let page = await make()
        entries.withLock { entries in
            if entries.count > 200 { entries.removeAll() }
            entries[key] = Entry(page: page, madeAt: now)
        }
        return page
    }
}
