import Core
import Foundation
import HTTPTypes
import Pack
import Site

extension SignalsRoutes {
    func compare(_ exchange: Exchange) async throws -> Reply {
        let wording = Wording(say: site.say(exchange.language))
        var view = try await compared(exchange, wording)
        if view.address.known == nil {
            view.fixed = view.address.with { $0.known = exchange.clock.now() }.path("compare", view.fields)
        }
        let name = view.indicator.name[exchange.language]
        return page(
            exchange, wording.say(PicturePhrase.compareTitle, ["name": name]),
            view.address.path("compare", view.fields), ComparePages.page(view, wording))
    }

    /// The lines of the same page as a file. 400 for figures that do not belong together, as the page says in words.
    func compareFile(_ exchange: Exchange) async throws -> Reply {
        let wording = Wording(say: site.say(exchange.language))
        let view = try await compared(exchange, wording)
        guard let table = view.table else { throw Refusal.malformed(field: "with") }
        let csv = CompareCSV(table: table, language: exchange.language)
        return .text(csv.bytes, type: "text/csv; charset=utf-8").asDownload(named: "\(view.indicator.id)-compare.csv")
            .inZone(.findable)
    }

    private func compared(_ exchange: Exchange, _ wording: Wording) async throws -> ComparePages.View {
        let asked = try await asked(exchange)
        let indicator = asked.picture.indicator
        let places = places(indicator, wording)
        let chosen =
            [exchange.query("a") ?? asked.address.region?.text ?? ""]
            + ["b", "c", "d"].compactMap { exchange.query($0) }.filter { $0 != "-" }
        let years = try ["year", "than", "third", "fourth"].compactMap { name -> Int? in
            guard let text = exchange.query(name), !text.isEmpty else { return nil }
            guard let year = Int(text), (1_900...2_200).contains(year) else { throw Refusal.malformed(field: name) }
            return year
        }
        var lines: [ComparedLines.Line] = []
        for name in chosen where !lines.contains(where: { $0.id == name }) {
            lines.append(try line(name, beside: chosen[0], asked.picture, places, wording))
        }
        var with: String?
        if let other = exchange.query("with").flatMap({ IndicatorID($0) }) {
            guard let other = actions.catalogue.indicator(other), other.isPublic else { throw Refusal.notFound }
            with = other.id.text
            let picture = try await shelf.picture(of: other, at: exchange.clock.now(), known: asked.address.known)
            let name = other.name[exchange.language]
            lines.append(
                ComparedLines.Line(
                    id: other.id.text, label: String(name.prefix(3)), name: name, series: picture.whole,
                    inhabitants: inhabitants(nil, other)))
        }
        var (table, refused): (LineTable?, ComparedLines.Refused?) = (nil, nil)
        do {
            let compared = try ComparedLines(lines)
            if years.isEmpty {
                table = LineTable(compared, last: ComparePages.shownPeriods) { wording.short($0) }
            } else if let first = compared.lines.first {
                var unique: [Int] = []
                for year in years where !unique.contains(year) { unique.append(year) }
                table = LineTable(first, years: unique) { number in
                    wording.say(PicturePhrase.rowOfYear, ["per": wording.per(indicator.period), "n": String(number)])
                }
            }
        } catch {
            refused = error
        }
        let every = [asked.picture.whole] + asked.picture.regions
        let all = Set(every.flatMap { $0.points.map(\.period.year) }).sorted()
        let population = all.last.flatMap { pack.population(for: indicator, in: $0) }
        let measure = try measure(exchange, chosen, hasRates: population != nil)
        switch measure {
        case .count: break
        case .index: table = table?.indexed
        case .rate: table = table?.rated
        }
        return ComparePages.View(
            address: asked.address.with { $0.region = nil }, indicator: indicator, places: places,
            choices: places.places.filter { asked.picture.region($0.id) != nil }, chosen: chosen, years: years,
            allYears: all, with: with, table: table, refused: refused, measure: measure, population: population,
            most: lines.flatMap(\.series.points).compactMap(\.number).max() ?? 1)
    }

    /// A region and the rest of the country are of such other sizes that their numbers say nothing beside each other. There are no
    /// rates where nobody wrote down how many people live there.
    private func measure(
        _ exchange: Exchange, _ chosen: [String], hasRates: Bool
    ) throws -> LineTable.Measure {
        let otherwise: LineTable.Measure = chosen.contains(ComparePages.rest) ? .index : .count
        let asked: LineTable.Measure = try choice(exchange, "as") ?? otherwise
        return asked == .rate && !hasRates ? otherwise : asked
    }

    private func inhabitants(_ region: RegionID?, _ indicator: Indicator) -> @Sendable (Int) -> Int? {
        let pack = pack
        return { pack.inhabitants(of: region, for: indicator, in: $0) }
    }

    private func line(
        _ name: String, beside first: String, _ picture: PublishedPicture, _ places: SignalsPlaces, _ wording: Wording
    ) throws -> ComparedLines.Line {
        let indicator = picture.indicator
        if name.isEmpty {
            return ComparedLines.Line(
                id: name, label: wording.say(PicturePhrase.wholeShort), name: places.country, series: picture.whole,
                inhabitants: inhabitants(nil, indicator))
        }
        if name == ComparePages.rest {
            // Never the country with the region itself in it.
            guard let region = RegionID(first), let rest = picture.rest(without: region) else { throw Refusal.notFound }
            let (all, own) = (inhabitants(nil, indicator), inhabitants(region, indicator))
            return ComparedLines.Line(
                id: name, label: wording.say(PicturePhrase.restShort), name: wording.say(PicturePhrase.restOfCountry),
                series: rest, inhabitants: { year in all(year).flatMap { all in own(year).map { all - $0 } } })
        }
        guard let id = RegionID(name), let series = picture.region(actions.catalogue.published(id)) else {
            throw Refusal.notFound
        }
        let place = series.region.flatMap { places.place($0) }
        return ComparedLines.Line(
            id: name, label: place?.tile?.code ?? name, name: place?.name ?? name, series: series,
            inhabitants: inhabitants(series.region, indicator))
    }
}
