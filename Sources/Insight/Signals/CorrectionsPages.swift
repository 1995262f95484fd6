import Core
import Pack
import Site

/// Final figures that were replaced later.
enum CorrectionsPages {
    static let most = 200

    struct Row: Sendable {
        let correction: PublishedPicture.Correction
        let indicator: Indicator
        let place: String
    }

    struct View: Sendable {
        /// Newest first, at most ``most``.
        let rows: [Row]
        let total: Int
        let known: Instant?
    }

    static func page(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let overview = Frame.path(SignalsAddress(known: view.known).path(), in: wording.language)
        let rows = view.rows.map { row -> HTML in
            let path = Frame.path(
                SignalsAddress(row.indicator.id).with { $0.region = row.correction.region }.path(), in: wording.language
            )
            let (before, after) = (row.correction.before, row.correction.after)
            let numbers: String
            if let before, let after {
                numbers = say(
                    PicturePhrase.correctedFromTo, ["before": wording.number(before), "after": wording.number(after)])
            } else {
                numbers = say(PicturePhrase.correctedHidden)
            }
            return """
                <tr><td>\(wording.day(row.correction.on))</td><th scope="row"><a href="\(path)">\(row.indicator.name[wording.language])</a></th>\
                <td>\(row.place)</td><td>\(wording.short(row.correction.period))</td><td>\(numbers)</td></tr>
                """
        }
        let rest: HTML? =
            view.total > view.rows.count
            ? "<p>\(say(PicturePhrase.correctionsRest, ["n": String(view.rows.count), "total": wording.number(view.total)]))</p>"
            : nil
        let table: HTML =
            rows.isEmpty
            ? "<p>\(say(PicturePhrase.correctionsNone))</p>"
            : """
            <div class="breed" tabindex="0" role="group" aria-label="\(say(PicturePhrase.correctionsTitle))"><table><thead><tr>\
            <th scope="col">\(say(PicturePhrase.columnWhen))</th><th scope="col">\(say(SignalsPhrase.columnFigure))</th>\
            <th scope="col">\(say(PicturePhrase.columnPlace))</th><th scope="col">\(say(SignalsPhrase.columnPeriod))</th>\
            <th scope="col">\(say(PicturePhrase.columnCorrected))</th></tr></thead><tbody>\(rows)</tbody></table></div>\(rest)
            """
        return """
            <h1>\(say(PicturePhrase.correctionsTitle))</h1><p class="kruimels"><a href="\(overview)">\(say(PicturePhrase.allFigures))</a></p>
            <p>\(say(PicturePhrase.correctionsIntro))</p>\(table)
            """
    }
}
