import Core
import Pack
import Site

/// Several figures beside each other week by week, joined on week and region, each in a column of its own.
enum WeeksPages {
    /// Weeks that the page shows when none are asked for; the file has them all.
    static let shownWeeks = 24

    struct View: Sendable {
        let sheet: WeeklySheet
        let joined: JoinedWeeks
        /// With the region, the range and the version that were asked for.
        let address: SignalsAddress
        let places: SignalsPlaces

        var weeks: [Week] {
            guard address.from != nil || address.to != nil else { return Array(joined.weeks.suffix(shownWeeks)) }
            return joined.weeks(from: address.from, to: address.to)
        }
    }

    static func page(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let overview = Frame.path(SignalsAddress(known: view.address.known).path(), in: wording.language)
        let newest = view.address.with { $0.known = nil }
        let version = view.address.known.map { known -> HTML in
            """
            <p class="let-op">\(say(PicturePhrase.frozenAt, ["moment": wording.moment(known)])) \
            <a href="\(Frame.path(newest.path("weeks"), in: wording.language))">\(say(PicturePhrase.newest))</a></p>
            """
        }
        let body: HTML =
            view.joined.weeks.isEmpty
            ? "<p><strong>\(say(SignalsPhrase.emptyImport))</strong></p>" : table(view, wording)
        return """
            <h1>\(view.sheet.name[wording.language])</h1>
            <p class="kruimels"><a href="\(overview)">\(say(PicturePhrase.allFigures))</a></p>
            <p>\(say(PicturePhrase.weeksIntro))</p>
            <p class="let-op"><strong>\(view.sheet.doesNotSay[wording.language])</strong> \(say(SignalsPhrase.notViolence))</p>
            \(version)\(form(view, wording))\(body)\(meanings(view, wording))
            """
    }

    private static func form(_ view: View, _ wording: Wording) -> HTML? {
        let say = wording.say
        guard !view.joined.regions.isEmpty else { return nil }
        let chosen = view.address.region?.text ?? ""
        let places =
            [("", view.places.country)]
            + view.places.places.filter { view.joined.regions.contains($0.id) }.map { ($0.id.text, $0.name) }
        let options = places.map { value, name -> HTML in
            "<option value=\"\(value)\"\("selected", if: value == chosen)>\(name)</option>"
        }
        let hidden = [
            ("from", view.address.from?.description), ("to", view.address.to?.description),
            ("known", view.address.known?.rfc3339),
        ].compactMap { name, value in value.map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" as HTML } }
        return """
            <form method="get" autocomplete="off" class="keuze" action="\(Frame.path("/signals/weeks", in: wording.language))">
            <p class="veld"><label for="w-regio">\(say(PicturePhrase.columnRegion))</label>\
            <select id="w-regio" name="region" autocomplete="off">\(options)</select></p>\(hidden)
            <p><button>\(say(PicturePhrase.changeButton))</button></p></form>
            """
    }

    private static func table(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let heads = view.joined.indicators.map { indicator -> HTML in
            let path = Frame.path(SignalsAddress(indicator.id, known: view.address.known).path(), in: wording.language)
            return "<th scope=\"col\"><a href=\"\(path)\">\(indicator.name[wording.language])</a></th>"
        }
        let rows = view.weeks.suffix(53).map { week -> HTML in
            let row = view.joined.row(week, view.address.region)
            let cells = row.points.map { point -> HTML in
                let words = point.map { wording.figure($0) } ?? say(FiguresPhrase.missing)
                let note: HTML? = point.flatMap { point in
                    point.number != nil && point.isProvisional ? " <small>\(wording.status(point))</small>" : nil
                }
                return "<td class=\"n\">\(words)\(note)</td>"
            }
            return "<tr><th scope=\"row\">\(wording.short(.week(week)))</th>\(cells)</tr>"
        }
        let place = view.places.name(view.address.region)
        let file = Frame.path(view.address.with { $0.region = nil }.path("weeks.csv"), in: wording.language)
        return """
            <section class="kaart" aria-labelledby="kw"><h2 id="kw">\(say(PicturePhrase.weeksTable, ["place": place]))</h2>
            <div class="breed" tabindex="0" role="group" aria-labelledby="kw"><table class="weken"><thead><tr>\
            <th scope="col">\(say(SignalsPhrase.columnPeriod))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
            <p class="downloads"><a href="\(file)">\(say(PicturePhrase.weeksFile))</a></p></section>
            """
    }

    /// What each column counts, and what it does not say.
    private static func meanings(_ view: View, _ wording: Wording) -> HTML {
        let items = view.joined.indicators.map { indicator -> HTML in
            let path = Frame.path(SignalsAddress(indicator.id, known: view.address.known).path(), in: wording.language)
            return """
                <dt><a href="\(path)">\(indicator.name[wording.language])</a></dt><dd>\(indicator.definition[wording.language]) \
                \(indicator.doesNotSay[wording.language]) \(wording.say(SignalsPhrase.source)): \(indicator.source[wording.language]).</dd>
                """
        }
        return "<h2>\(wording.say(PicturePhrase.weeksColumns))</h2><dl class=\"betekenis\">\(items)</dl>"
    }
}

/// The joined weeks as a file: a row for each week and region, two columns for each figure.
struct WeeksCSV {
    let joined: JoinedWeeks
    let weeks: [Week]
    /// Nil for the whole area and every region.
    let region: RegionID?

    var bytes: [UInt8] {
        let columns = joined.indicators.flatMap { [$0.id.text, "\($0.id.text).status"] }
        var lines = [(["week", "region", "complete"] + columns).joined(separator: ",")]
        let places: [RegionID?] = region.map { [$0] } ?? [nil] + joined.regions.map(\.self)
        for week in weeks {
            for place in places {
                let row = joined.row(week, place)
                let cells = row.points.flatMap { point in
                    [
                        point?.number.map(String.init) ?? "",
                        point?.status.rawValue ?? ObservationStatus.missing.rawValue,
                    ]
                }
                let first = [week.description, place?.text ?? "", row.isComplete ? "yes" : "no"]
                lines.append((first + cells).joined(separator: ","))
            }
        }
        return Array(lines.joined(separator: "\r\n").utf8) + [13, 10]
    }
}
