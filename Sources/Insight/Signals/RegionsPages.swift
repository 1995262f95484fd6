import Core
import Pack
import Site

/// One figure by region: the tile map, the list beside it, and a small chart of each.
enum RegionsPages {
    /// Points of the small lines.
    static let sparkPoints = 12
    static let multiplePoints = 24
    /// Small charts on a page.
    static let mostCharts = SignalsPages.mostCharts
    private static let tile = 50.0

    struct View: Sendable {
        let picture: PublishedPicture
        let places: SignalsPlaces
        let address: SignalsAddress
        /// Places of which something is said about the week of the map.
        var marks: [RegionID: CardMark] = [:]
        /// Which of the pages of small charts, from 1.
        var page = 1

        /// Pages of small charts that there are, at least one.
        var pages: Int { max(1, (rows.count + mostCharts - 1) / mostCharts) }

        /// Charts on each of them: about as many, so that the last is no page of one.
        var perPage: Int { max(1, (rows.count + pages - 1) / pages) }

        /// The regions that the figure is told of, by name, with their place.
        var rows: [(place: SignalsPlaces.Place, series: PublishedSeries)] {
            let rows = places.places.compactMap { place in picture.region(place.id).map { (place: place, series: $0) } }
            guard address.sort == .number, let latest = picture.latest else { return rows }
            // What has no number comes last, by name.
            return rows.enumerated().sorted { left, right in
                let (a, b) = (left.element.series.point(latest)?.number, right.element.series.point(latest)?.number)
                return (a ?? -1, -left.offset) > (b ?? -1, -right.offset)
            }.map(\.element)
        }

        /// One scale for all regions, so that they can be put beside each other.
        func most(_ points: Int) -> Int {
            picture.regions.flatMap { $0.last(points).points }.compactMap(\.number).max() ?? 0
        }
    }

    /// On the page of a figure.
    static func section(_ view: View, _ wording: Wording) -> HTML? {
        let say = wording.say
        guard !view.picture.regions.isEmpty, let latest = view.picture.latest else { return nil }
        let all = Frame.path(view.address.with { $0.region = nil }.path("regions"), in: wording.language)
        // A division of which nobody drew a map has its list.
        let hasMap = view.rows.contains { $0.place.tile != nil && $0.place.id != .islandsTogether }
        let intro =
            hasMap
            ? "\(say(PicturePhrase.regionsIntro, ["period": wording.period(latest)])) \(say(PicturePhrase.mapKeys))"
            : say(PicturePhrase.regionsIntroList, ["period": wording.period(latest)])
        let body: HTML =
            hasMap
            ? "<div class=\"kaart-en-lijst\"><div>\(map(view, latest, wording))</div><div>\(list(view, latest, wording))</div></div>"
            : list(view, latest, wording)
        return """
            <section class="kaart regios" id="regions" aria-labelledby="kr"><h2 id="kr">\(say(PicturePhrase.regions))</h2>
            <p>\(intro)\(hasMap ? RegionMarks.legend(view, wording) : nil)</p>
            \(body)
            \(sumDiffers(view, latest, wording))<p class="verder"><a href="\(all)">\(say(PicturePhrase.multiplesLink))</a></p></section>
            """
    }

    /// That the regions are not together what was delivered for the whole; nil where they are, or where not all is told.
    private static func sumDiffers(_ view: View, _ period: Period, _ wording: Wording) -> HTML? {
        guard let found = view.picture.sumThatDiffers(in: period) else { return nil }
        let values = [
            "period": wording.period(period), "sum": wording.number(found.sum), "n": wording.number(found.whole),
        ]
        return "<p class=\"let-op\">\(wording.say(LookPhrase.sumDiffers, values))</p>"
    }

    // MARK: The map

    private static func map(_ view: View, _ latest: Period, _ wording: Wording) -> HTML {
        // In the order of the names whatever the order of the list, so that the Tab key goes the same way.
        let rows = View(picture: view.picture, places: view.places, address: view.address.with { $0.sort = .name }).rows
            .filter { $0.place.tile != nil }
        let height = Double((rows.compactMap { $0.place.tile?.row }.max() ?? 0) + 1) * tile
        let most = view.most(sparkPoints)
        // With script there is one stop, and the arrow keys go from tile to tile.
        let tiles = rows.compactMap { place, series in
            tileMarkup(place, series, latest, most: most, view, wording)
        }
        let label = wording.say(
            PicturePhrase.mapLabel, ["name": view.picture.indicator.name[wording.language]])
        return """
            <svg class="tegelkaart" role="group" aria-label="\(label)" viewBox="0 0 300 \(c(height))" font-size="14" \
            fill="currentColor" stroke="none">\(tiles)</svg>
            """
    }

    private static func tileMarkup(
        _ place: SignalsPlaces.Place, _ series: PublishedSeries, _ latest: Period, most: Int, _ view: View,
        _ wording: Wording
    ) -> HTML? {
        guard let tile = place.tile else { return nil }
        let (x, y) = (Double(tile.column) * Self.tile, Double(tile.row) * Self.tile)
        let point = series.point(latest)
        let value = point.map { short($0, wording) } ?? "×"
        let isHere = view.address.region == place.id
        let path = Frame.path(
            view.address.with { $0.region = place.id }.path(), in: wording.language)
        let says = "\(place.name): \(said(series, latest, wording))\(RegionMarks.says(place.id, view, wording))"
        let current: HTML? = isHere ? " aria-current=\"true\"" : nil
        return """
            <a href="\(path)" aria-label="\(says)" data-rij="\(tile.row)" data-kolom="\(tile.column)"\(current)>\
            <rect x="\(c(x + 1))" y="\(c(y + 1))" width="48" height="48" fill="none" stroke="currentColor" stroke-width="\(isHere ? "3" : "1")"/>\
            <text x="\(c(x + 25))" y="\(c(y + 15))" text-anchor="middle" font-weight="bold">\(tile.code)</text>\
            <text x="\(c(x + 25))" y="\(c(y + 30))" text-anchor="middle">\(value)</text>\
            \(spark(series.last(sparkPoints), most: most, x: x + 5, y: y + 36, width: 40, height: 10))\
            \(RegionMarks.corner(place.id, view, x: Int(x) + 49, y: Int(y) + 1))</a>
            """
    }

    /// A line that is cut where a number is not told.
    private static func spark(
        _ series: PublishedSeries, most: Int, x: Double, y: Double, width: Double, height: Double
    ) -> HTML? {
        guard most > 0, series.points.count > 1 else { return nil }
        let step = width / Double(series.points.count - 1)
        var data = ""
        var isOpen = false
        for (index, point) in series.points.enumerated() {
            guard let number = point.number else {
                isOpen = false
                continue
            }
            let at = "\(c(x + Double(index) * step)) \(c(y + height - Double(number) / Double(most) * height))"
            // A point without neighbours is a dot: a line of no length with round ends.
            data += isOpen ? "L\(at)" : "M\(at)L\(at)"
            isOpen = true
        }
        guard !data.isEmpty else { return nil }
        return "<path class=\"vonk\" d=\"\(data)\" fill=\"none\" stroke=\"currentColor\"/>"
    }

    /// Fits in a tile: what is hidden and what is missing have signs, with words in the name of the tile and in the list.
    private static func short(_ point: PublishedPoint, _ wording: Wording) -> String {
        switch point.figure {
        case .number(let number) where number >= 100_000: "\(wording.number(number / 1_000))k"
        case .number(let number): wording.number(number)
        case .suppressed: "◇"
        case .missing: "×"
        }
    }

    private static func said(_ series: PublishedSeries, _ latest: Period, _ wording: Wording) -> String {
        guard let point = series.point(latest) else { return wording.say(FiguresPhrase.missing) }
        guard point.number != nil else { return wording.figure(point) }
        let unit = series.indicator.unit[wording.language]
        return "\(wording.figure(point)) \(unit)\(point.isProvisional ? ", \(wording.status(point))" : "")"
    }

    // MARK: The list

    private static func list(_ view: View, _ latest: Period, _ wording: Wording) -> HTML {
        let say = wording.say
        let rows = view.rows.map { place, series -> HTML in
            let path = Frame.path(view.address.with { $0.region = place.id }.path(), in: wording.language)
            let point = series.point(latest)
            let figure = point.map { wording.figure($0) } ?? say(FiguresPhrase.missing)
            // What is hidden or missing has said so already.
            let note: HTML? = point.flatMap { point in
                point.number != nil && point.isProvisional ? " <small>\(wording.status(point))</small>" : nil
            }
            let code: HTML? = place.tile.map { " <small>\($0.code)</small>" }
            return """
                <tr data-regio="\(place.id.text)"><th scope="row"><a href="\(path)">\(place.name)</a>\(code)</th>\
                <td class="n">\(figure)\(note)\(RegionMarks.link(place.id, view, wording))</td></tr>
                """
        }
        func head(_ sort: SignalsAddress.Sort, _ phrase: PicturePhrase) -> HTML {
            let isThis = view.address.sort == sort
            let order: HTML = sort == .name ? "ascending" : "descending"
            let path = Frame.path(view.address.with { $0.sort = sort }.path(fragment: "#regions"), in: wording.language)
            let sorted: HTML? = isThis ? " aria-sort=\"\(order)\"" : nil
            let link: HTML = isThis ? "\(say(phrase))" : "<a href=\"\(path)\">\(say(phrase))</a>"
            return "<th scope=\"col\"\(sorted)>\(link)</th>"
        }
        return """
            <table class="regiolijst"><caption>\(say(PicturePhrase.listCaption, ["period": wording.period(latest)]))</caption><thead><tr>\
            \(head(.name, .columnRegion))\(head(.number, .columnNumberSort))</tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    // MARK: Small multiples

    /// A page with a small chart for each region, all on one scale unless asked otherwise.
    static func page(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let indicator = view.picture.indicator
        let isOwn = view.address.scale == .own
        let most = view.most(multiplePoints)
        let other = view.address.with { $0.scale = isOwn ? .same : .own }
        let card = Frame.path(view.address.with { $0.scale = .same }.path(), in: wording.language)
        let note =
            isOwn
            ? say(PicturePhrase.scaleOwn)
            : say(PicturePhrase.scaleSame, ["top": wording.number(Chart.scale(most))])
        let span = wording.span(view.picture.whole.last(multiplePoints)) ?? ""
        let rows = view.rows
        let shownRows = rows.dropFirst((view.page - 1) * view.perPage).prefix(view.perPage)
        let charts = shownRows.map { place, series -> HTML in
            let shown = series.last(multiplePoints)
            let top = Chart.scale(isOwn ? shown.points.compactMap(\.number).max() ?? 1 : most)
            return small(place, shown, top: top, isOwn: isOwn, view, wording)
        }
        let drawn: HTML =
            charts.isEmpty
            ? "<p>\(say(SignalsPhrase.emptyImport))</p>" : "<div class=\"kleintjes\">\(charts)</div>"
        return """
            <h1>\(say(PicturePhrase.multiplesTitle, ["name": indicator.name[wording.language]]))</h1>
            \(SignalsPages.version(view.address.known, view.address, wording))
            <p>\(say(PicturePhrase.multiplesIntro, ["unit": Wording.capital(indicator.unit[wording.language]), "per": wording.per(indicator.period), "fromTo": span]))</p>
            <p class="let-op">\(say(SignalsPhrase.notViolence)) \(indicator.doesNotSay[wording.language])</p>
            <p>\(note) <a href="\(Frame.path(other.path("regions", page(view.page)), in: wording.language))">\(say(isOwn ? PicturePhrase.toSameScale : .toOwnScale))</a></p>
            \(parts(view, rows.count, wording))\(drawn)
            <p><a href="\(card)">\(say(PicturePhrase.backToCard))</a></p>
            """
    }

    /// The first page has no number in its address.
    private static func page(_ number: Int) -> KeyValuePairs<String, String?> {
        ["page": number == 1 ? nil : String(number)]
    }

    /// Which regions these are, and the way to the others.
    private static func parts(_ view: View, _ count: Int, _ wording: Wording) -> HTML? {
        guard view.pages > 1 else { return nil }
        let say = wording.say
        func values(_ page: Int) -> [String: String] {
            [
                "from": String((page - 1) * view.perPage + 1), "to": String(min(count, page * view.perPage)),
                "n": String(count),
            ]
        }
        let links = (1...view.pages).map { number -> HTML in
            let text = say(LookPhrase.regionsPage, values(number))
            guard number != view.page else { return "<li><strong aria-current=\"page\">\(text)</strong></li>" }
            let path = Frame.path(view.address.path("regions", page(number)), in: wording.language)
            return "<li><a href=\"\(path)\">\(text)</a></li>"
        }
        return """
            <p>\(say(LookPhrase.regionsPart, values(view.page)))</p>
            <nav aria-label="\(say(LookPhrase.regionsPages))"><ul class="keuzes">\(links)</ul></nav>
            """
    }

    private static func small(
        _ place: SignalsPlaces.Place, _ series: PublishedSeries, top: Int, isOwn: Bool, _ view: View, _ wording: Wording
    ) -> HTML {
        let path = Frame.path(
            view.address.with { ($0.region, $0.scale) = (place.id, .same) }.path(), in: wording.language)
        let text = ChartText(series, wording, marks: [], hasBand: false).description
        let says = text.isEmpty ? wording.say(SignalsPhrase.emptyImport) : text
        let last =
            series.points.last { $0.number != nil }
            .map { "\(wording.figure($0)) (\(wording.short($0.period)))" } ?? ""
        let scale: HTML? =
            isOwn ? "<small>\(wording.say(PicturePhrase.ownTop, ["top": wording.number(top)]))</small>" : nil
        return """
            <figure class="klein"><figcaption><a href="\(path)">\(place.name)</a> \(last) \(scale)\(RegionMarks.link(place.id, view, wording))</figcaption>\
            <svg role="img" aria-label="\(says)" viewBox="0 0 150 60" data-top="\(top)" fill="currentColor" stroke="none">\
            <path d="M0 58H150M0 3H150" fill="none" stroke="currentColor" stroke-opacity=".4"/>\
            \(spark(series, most: top, x: 2, y: 3, width: 146, height: 55))</svg></figure>
            """
    }

    private static func c(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(tenths % 10)"
    }
}
