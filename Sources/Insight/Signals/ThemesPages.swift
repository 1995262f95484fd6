import Core
import Pack
import Site

/// What people came with, before and after a date.
enum ThemesPages {
    struct View: Sendable {
        let date: Day?
        /// Days that can be chosen: of the calendar, and the first days of quarters.
        let dates: [(day: Day, text: String?)]
        let themes: [PublishedThemes]
    }

    static func page(_ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let overview = Frame.path("/signals", in: wording.language)
        let options = view.dates.map { day, text -> HTML in
            let about = text.map { ": \($0)" } ?? ""
            return
                "<option value=\"\(day.description)\"\("selected", if: day == view.date)>\(wording.day(day))\(about)</option>"
        }
        let tables = view.themes.enumerated().map { table($1, $0, view, wording) }
        let none: HTML? =
            view.themes.allSatisfy { $0.rows.isEmpty } && tables.isEmpty
            ? "<p>\(say(PicturePhrase.themesNone))</p>" : nil
        return """
            <h1>\(say(PicturePhrase.themesTitle))</h1><p class="kruimels"><a href="\(overview)">\(say(PicturePhrase.allFigures))</a></p>
            <p>\(say(PicturePhrase.themesIntro, ["n": String(PublishedThemes.periods)]))</p>
            <p class="let-op"><strong>\(say(SignalsPhrase.notViolence))</strong></p>
            <form method="get" autocomplete="off" class="keuze" action="\(Frame.path("/signals/themes", in: wording.language))">
            <p class="veld"><label for="voor">\(say(PicturePhrase.changeDate))</label><select id="voor" name="before" autocomplete="off">\(options)</select></p>
            <p><button>\(say(PicturePhrase.changeButton))</button></p></form>\(none)\(tables)
            """
    }

    private static func table(_ themes: PublishedThemes, _ number: Int, _ view: View, _ wording: Wording) -> HTML {
        let say = wording.say
        let channel = themes.channel.map { say(Self.channel($0)) } ?? say(PicturePhrase.allChannels)
        let title = "\(themes.whole.name[wording.language]), \(channel)"
        let rows = themes.rows.map { row -> HTML in
            """
            <tr><th scope="row">\(row.indicator.name[wording.language])</th>\
            <td class="n">\(place(row.rankBefore, row.before, wording))</td><td class="n">\(place(row.rankAfter, row.after, wording))</td>\
            <td>\(moved(row, say))</td></tr>
            """
        }
        let others = [(PicturePhrase.otherBefore, themes.otherBefore), (.otherAfter, themes.otherAfter)]
            .compactMap { phrase, share in share.map { "<li>\(say(phrase, ["n": String($0)]))</li>" as HTML } }
        let body: HTML =
            rows.isEmpty
            ? "<p>\(say(PicturePhrase.themesFew))</p>"
            : """
            <div class="breed" tabindex="0" role="group" aria-labelledby="kt\(number)"><table><thead><tr><th scope="col">\(say(PicturePhrase.columnTheme))</th>\
            <th scope="col">\(say(PicturePhrase.columnBefore))</th><th scope="col">\(say(PicturePhrase.columnAfter))</th>\
            <th scope="col">\(say(PicturePhrase.columnMoved))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
        let share: HTML? = others.isEmpty ? nil : "<ul>\(others)</ul>"
        return """
            <section class="kaart" aria-labelledby="kt\(number)"><h2 id="kt\(number)">\(title)</h2>\(span(themes.span, wording))\(body)\(share)
            <p>\(say(PicturePhrase.themesSmall, ["limit": String(themes.whole.suppressBelow)])) \(themes.whole.doesNotSay[wording.language])</p></section>
            """
    }

    /// What was counted, and what not.
    private static func span(_ span: ThemeSpan?, _ wording: Wording) -> HTML? {
        guard let span else { return nil }
        let say = wording.say
        guard !span.before.isEmpty else { return "<p>\(say(LookPhrase.spanNone))</p>" }
        func range(_ periods: [Period]) -> String {
            guard let first = periods.first, let last = periods.last else { return "" }
            let (from, to) = (wording.period(first), wording.period(last))
            return first == last ? from : say(FiguresPhrase.fromTo, ["from": from, "to": to])
        }
        var texts = [
            say(
                LookPhrase.span, count: span.before.count,
                ["before": range(span.before), "after": range(span.after)])
        ]
        if !span.incomplete.isEmpty {
            let isMany = span.incomplete.count > ChartText.mostNamed
            let list =
                isMany
                ? say(PicturePhrase.manyPeriods, count: span.incomplete.count)
                : span.incomplete.map(wording.period).joined(separator: ", ")
            texts.append(say(LookPhrase.spanIncomplete, ["periods": list]))
        }
        if let period = span.ofDate { texts.append(say(LookPhrase.spanOfDate, ["period": wording.period(period)])) }
        return "<p>\(texts.joined(separator: " "))</p>"
    }

    private static func channel(_ channel: ContactChannel) -> PicturePhrase {
        switch channel {
        case .chat: .channelChat
        case .phone: .channelPhone
        case .walkIn: .channelWalkIn
        }
    }

    private static func place(_ rank: Int?, _ number: Int?, _ wording: Wording) -> String {
        guard let rank, let number else { return wording.say(FiguresPhrase.suppressed) }
        return wording.say(PicturePhrase.place, ["rank": String(rank), "n": wording.number(number)])
    }

    /// Words, not only an arrow.
    private static func moved(_ row: PublishedThemes.Row, _ say: Speech) -> String {
        guard let before = row.rankBefore, let after = row.rankAfter else { return say(PicturePhrase.movedUnknown) }
        if before == after { return say(PicturePhrase.movedSame) }
        return say(after < before ? PicturePhrase.movedUp : .movedDown, count: abs(after - before))
    }
}
