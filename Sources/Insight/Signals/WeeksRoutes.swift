import Core
import HTTPTypes
import Pack
import Site

extension SignalsRoutes {
    /// Hangs the figures that are joined by week and region.
    func hangWeeks(_ routes: RouteTable) {
        let signals = self
        routes.get("/signals/weeks", .anyone) { exchange, _ in try await signals.weeks(exchange) }
        routes.get("/signals/weeks.csv", .anyone) { exchange, _ in try await signals.weeksFile(exchange) }
    }

    private func weeks(_ exchange: Exchange) async throws -> Reply {
        let wording = Wording(say: site.say(exchange.language))
        let view = try await weeksView(exchange, wording)
        return page(
            exchange, view.sheet.name[exchange.language], view.address.path("weeks"), WeeksPages.page(view, wording))
    }

    private func weeksFile(_ exchange: Exchange) async throws -> Reply {
        let view = try await weeksView(exchange, Wording(say: site.say(exchange.language)))
        let weeks = view.joined.weeks(from: view.address.from, to: view.address.to)
        let csv = WeeksCSV(joined: view.joined, weeks: weeks, region: view.address.region)
        return .text(csv.bytes, type: "text/csv; charset=utf-8").asDownload(named: "weeks.csv").inZone(.findable)
    }

    /// 404 where the pack joins nothing that anybody may see, and for a region that is not of it.
    private func weeksView(_ exchange: Exchange, _ wording: Wording) async throws -> WeeksPages.View {
        guard let sheet = pack.weeklySheet else { throw Refusal.notFound }
        var address = SignalsAddress(known: try moment(exchange))
        (address.from, address.to) = (try period(exchange, "from"), try period(exchange, "to"))
        var pictures: [PublishedPicture] = []
        for id in sheet.indicators {
            guard let indicator = actions.catalogue.indicator(id), indicator.isPublic else { continue }
            pictures.append(
                try await shelf.picture(of: indicator, at: exchange.clock.now(), known: address.known))
        }
        guard let first = pictures.first else { throw Refusal.notFound }
        let joined = JoinedWeeks(pictures)
        if let text = exchange.query("region"), !text.isEmpty {
            guard let region = RegionID(text).map(actions.catalogue.published), joined.regions.contains(region) else {
                throw Refusal.notFound
            }
            address.region = region
        }
        return WeeksPages.View(
            sheet: sheet, joined: joined, address: address, places: places(first.indicator, wording))
    }
}
