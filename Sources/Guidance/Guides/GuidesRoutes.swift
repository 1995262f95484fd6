import Core
import Pack
import Site

/// `/guides`: the pack's texts that anybody may read.
public struct GuidesRoutes: Sendable {
    let pack: Pack
    let site: Website

    public init(pack: Pack, site: Website) {
        (self.pack, self.site) = (pack, site)
    }

    public func hang(_ routes: RouteTable) {
        routes.get("/guides", .anyone, index)
        routes.get("/guides/:id", .anyone, guide)
    }

    private func index(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let say = site.say(exchange.language)
        let ids = Set(pack.guides.map(\.id)).sorted()
        let guides = ids.compactMap { pack.guide($0, exchange.language) }
        let page = site.frame.page(
            exchange.language, title: say(GuidesPhrase.title), zone: .findable, path: "/guides",
            body: GuidesPages.index(guides, say))
        return ReadyPage(page).reply(to: exchange)
    }

    private func guide(_ exchange: Exchange, _: Anyone) async throws -> Reply {
        let id: GuideID = try exchange.parameter("id")
        guard let guide = pack.guide(id, exchange.language) else { throw Refusal.notFound }
        let say = site.say(exchange.language)
        let today = Day(daysSince1970: Int(exchange.clock.now().milliseconds / 86_400_000))
        let page = site.frame.page(
            exchange.language, title: guide.title, zone: .findable, path: "/guides/\(id)",
            body: GuidesPages.guide(guide, today: today, say))
        return ReadyPage(page).reply(to: exchange)
    }
}
