import Core
import Pack
import Site

/// How many a day on average, month by month, under a figure that is counted by day.
enum DailyPages {
    static let shownMonths = 24

    /// Nil where nothing can be said.
    static func section(_ series: PublishedSeries, _ wording: Wording) -> HTML? {
        let say = wording.say
        let means = DailyMean.all(series).suffix(shownMonths)
        guard !means.isEmpty else { return nil }
        let rows = means.map { mean -> HTML in
            let number =
                mean.mean.map { wording.decimal($0) }
                ?? say(mean.isHidden ? FiguresPhrase.suppressed : FiguresPhrase.missing)
            let note: HTML? = mean.isProvisional ? " <small>\(say(FiguresPhrase.provisional))</small>" : nil
            let days = say(PicturePhrase.dailyDays, ["n": String(mean.days), "of": String(mean.ofDays)])
            return """
                <tr><th scope="row">\(wording.short(mean.month))</th><td class="n">\(number)\(note)</td><td class="n">\(days)</td></tr>
                """
        }
        let unit = series.indicator.unit[wording.language]
        return """
            <section class="kaart" aria-labelledby="kd"><h2 id="kd">\(say(PicturePhrase.dailyTitle))</h2>
            <p>\(say(PicturePhrase.dailyIntro, ["unit": unit]))</p>
            <table><thead><tr><th scope="col">\(say(SignalsPhrase.columnPeriod))</th>\
            <th scope="col">\(say(PicturePhrase.dailyColumn, ["unit": unit]))</th>\
            <th scope="col">\(say(PicturePhrase.dailyColumnDays))</th></tr></thead><tbody>\(rows)</tbody></table></section>
            """
    }
}
