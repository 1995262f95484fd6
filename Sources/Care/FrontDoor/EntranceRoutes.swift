import Core
import Pack
import Site

/// The entrances that have a page of their own, on a neutral address (`/k4`), and the search on the door (`/z`).
struct EntranceRoutes: Sendable {
    let actions: FrontDoorActions
    let site: Website
    private let cache = PageCache()

    init(actions: FrontDoorActions, site: Website) {
        (self.actions, self.site) = (actions, site)
    }

    func hang(_ routes: RouteTable) {
        for entrance in actions.pack.entrances where entrance.before != nil {
            guard let anchor = actions.pack.anchor(of: entrance.id) else { continue }
            routes.get("/\(anchor)", .anyone) { exchange, _ in try await page(entrance, anchor, exchange) }
        }
        routes.post("/z", .anyone, search)
    }

    private func page(_ entrance: Entrance, _ anchor: String, _ exchange: Exchange) async throws -> Reply {
        let language = exchange.language
        let region = exchange.query("r").flatMap { RegionID($0) }.flatMap { actions.pack.region($0)?.id }
        let stop = exchange.query("e").flatMap { EntranceStop(rawValue: $0) }
        let switches = await actions.conversations.switches.current()
        let key = PageCache.Key(
            language: language, region: region, version: switches.version, view: anchor + (stop?.rawValue ?? ""))
        let page = await cache.page(key, now: exchange.clock.now()) {
            ReadyPage(await made(entrance, anchor, language, region, stop, exchange.clock.now()))
        }
        return page.reply(to: exchange)
    }

    private func made(
        _ entrance: Entrance, _ anchor: String, _ language: Language, _ region: RegionID?, _ stop: EntranceStop?,
        _ now: Instant
    ) async -> Page {
        let pack = actions.pack
        let say = site.say(language)
        let door = await actions.door(language, region: region)
        let section = door.sections.first { $0.entrance == entrance.id && $0.label != nil }
        let line = section?.talk?.line ?? pack.lines.first { $0.audiences.contains(entrance.audience) }
        let moment: Farewell = stop?.moment ?? (section?.talk == nil ? .closed : .going)
        let body = section.flatMap { section in
            section.before.map { before in
                FrontDoorPages.entrance(
                    .init(
                        door: door, section: section, before: before,
                        kept: line.map { TalkPages.kept(pack.retention(of: $0.organisation), say) },
                        stop: stop, moment: moment,
                        tonight: TonightCard.steps(moment, for: [entrance.audience], pack, now: now, say),
                        isDemonstration: pack.isDemonstration), say)
            }
        }
        return site.frame.page(
            language, title: entrance.before?.title[language] ?? say(DoorPhrase.title), zone: .findable,
            path: "/\(anchor)", numbers: pack.numbers(in: region, language), body: body ?? .empty)
    }

    /// What was typed is looked at and gone: it is not kept, not logged and not in the address. The answer is a redirect, as
    /// browsers write a posted form that is answered with a page to disk.
    private func search(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        let typed = String((form.trimmed("a5") ?? "").prefix(DoorLimit.ownWords))
        let region = form["a2"].flatMap { RegionID($0) }.flatMap { actions.pack.region($0)?.id }
        let door = Frame.path("/", in: exchange.language)
        if typed.isEmpty { return .redirect(to: door) }
        let found = actions.pack.find(typed, exchange.language)
        let place = region.map { "r=\($0.text)" }
        if !found.isDanger, found.entrances.count == 1, let only = found.entrances.first.flatMap(actions.pack.entrance),
            let anchor = actions.pack.anchor(of: only.id)
        {
            let query = place.map { "?\($0)" } ?? ""
            if only.before != nil {
                return .redirect(to: Frame.path("/\(anchor)", in: exchange.language) + query)
            }
            return .redirect(to: "\(door)\(query)#\(anchor)")
        }
        let query = ["z=" + SuggestionCode.text(found, actions.pack), place].compactMap(\.self).joined(separator: "&")
        return .redirect(to: "\(door)?\(query)")
    }
}

/// What was found, in the address of the door: the numbers of entrances, an `x` before them for danger, `0` for nothing.
enum SuggestionCode {
    static func text(_ found: DoorSearch.Found, _ pack: Pack) -> String {
        let numbers = found.entrances.compactMap { pack.anchor(of: $0)?.dropFirst() }.joined()
        return (found.isDanger ? "x" : "") + (numbers.isEmpty ? "0" : numbers)
    }

    /// Nil for anything that `text` does not make.
    static func read(_ code: String, _ pack: Pack, _ region: RegionID? = nil) -> Door.Suggestion? {
        let isDanger = code.hasPrefix("x")
        let numbers = isDanger ? code.dropFirst() : code[...]
        guard (1...DoorSearch.mostEntrances).contains(numbers.count), pack.entrances.count < 10 else { return nil }
        let alarm = pack.emergency(in: region).first.map { Door.Open(name: "", number: $0.number, tel: $0.tel) }
        // Where nobody checked the alarm number, that is said in its place.
        let unchecked = alarm == nil ? region.flatMap { pack.region($0)?.name } : nil
        if numbers == "0" {
            return Door.Suggestion(
                entrances: [], alarm: isDanger ? alarm : nil, unchecked: isDanger ? unchecked : nil)
        }
        let digits = numbers.compactMap { $0.isASCII ? $0.wholeNumberValue : nil }
        guard digits.count == numbers.count, Set(digits).count == digits.count,
            digits.allSatisfy({ (1...pack.entrances.count).contains($0) })
        else { return nil }
        return Door.Suggestion(
            entrances: digits.map { pack.entrances[$0 - 1].id }, alarm: isDanger ? alarm : nil,
            unchecked: isDanger ? unchecked : nil)
    }
}

/// Why a talk did not begin, for the page of an entrance that has one. What the address says is a number.
enum EntranceStop: String, Sendable {
    case closed = "1"
    case busy = "2"
    case store = "3"

    init?(_ refusal: Refusal) {
        switch refusal {
        case .lineClosed: self = .closed
        case .queueFull, .tooMany: self = .busy
        case .storeUnavailable: self = .store
        default: return nil
        }
    }

    var moment: Farewell {
        switch self {
        case .closed: .closed
        case .busy: .busy
        case .store: .phone
        }
    }

    var phrase: EntrancePhrase {
        switch self {
        case .closed: .stoppedClosed
        case .busy: .stoppedBusy
        case .store: .stoppedStore
        }
    }

    /// Back to the page of the entrance, where the reason stands beside what can be done instead. An entrance without one has
    /// its place on the door, which says by itself that a line is closed, and what is open. Nil for another refusal.
    static func reply(
        _ error: any Error, _ entrance: Entrance, _ region: RegionID?, _ pack: Pack, _ language: Language
    ) -> Reply? {
        let refusal = (error as? Refusal) ?? (error as? any RefusalConvertible)?.refusal
        guard let stop = refusal.flatMap(EntranceStop.init), let anchor = pack.anchor(of: entrance.id) else {
            return nil
        }
        if entrance.before == nil {
            guard stop == .closed else { return nil }
            let place = region.map { "?r=\($0.text)" } ?? ""
            return .redirect(to: "\(Frame.path("/", in: language))\(place)#\(anchor)")
        }
        let place = region.map { "&r=\($0.text)" } ?? ""
        return .redirect(to: "\(Frame.path("/\(anchor)", in: language))?e=\(stop.rawValue)\(place)")
    }
}
