import Core
import Foundation
import Pack
import Site

/// The texts of the door.
public enum DoorPhrase: String, PhraseKey {
    case title = "door.title"
    case heading = "door.heading"
    case intro = "door.intro"
    case who = "door.who"
    case place = "door.place"
    case placeHint = "door.placeHint"
    case search = "door.search"
    case region = "door.region"
    case placeUnknown = "door.placeUnknown"
    case placeAsk = "door.placeAsk"
    case begin = "door.begin"
    case talkWith = "door.talkWith"
    case nobodyWaits = "door.nobodyWaits"
    case peopleWait = "door.peopleWait"
    case waitRange = "door.waitRange"
    case waitUnknown = "door.waitUnknown"
    case noTalk = "door.noTalk"
    case open = "door.open"
    case alsoAnswers = "door.alsoAnswers"
    case chatClosed = "door.chatClosed"
    case chatOpens = "door.chatOpens"
    case alsoOpen = "door.alsoOpen"
    case exitExplained = "door.exitExplained"
    case openNow = "door.openNow"
    case dayAndNight = "door.dayAndNight"
    case closedUntil = "door.closedUntil"
    case closed = "door.closed"
    case hoursLongAgo = "door.hoursLongAgo"
    case hoursNever = "door.hoursNever"
    case hoursNotRecorded = "door.hoursNotRecorded"
    case closedThatDay = "door.closedThatDay"
    case talkAbove = "door.talkAbove"
    case whatIsIt = "door.whatIsIt"
    case haveCode = "door.haveCode"
    case traces = "door.traces"
    case about = "door.about"
    case privacy = "door.privacy"
    case cannotTalk = "door.cannotTalk"
    case figures = "door.figures"
    case backUp = "door.backUp"
    case tips = "door.tips"
    case demonstration = "door.demonstration"
    case weekdays = "door.weekdays"
}

enum FrontDoorPages {
    static func door(_ door: Door, isDemonstration: Bool, _ say: Speech) -> HTML {
        let entrances: [HTML] = door.sections.compactMap { section in
            section.label.map { link($0, section, door) }
        }
        let demonstration = demonstration(isDemonstration, say)
        let sections: [HTML] = door.sections.filter { $0.before == nil }.map { self.section($0, door, say) }
        let path = { Frame.path($0, in: door.language) }
        return """
            <h1 id="top">\(say(DoorPhrase.heading))</h1><p>\(say(DoorPhrase.intro))</p>\(demonstration)\(suggestion(door, say))
            <nav aria-label="\(say(DoorPhrase.who))"><ul class="ingangen">\(entrances)</ul></nav>
            \(sections)\(ownWords(door, say))\(place(door, say))
            <footer><ul class="links"><li><a href="\(path("/t"))">\(say(DoorPhrase.haveCode))</a></li>
            <li><a href="\(path("/guides/cannot-talk"))">\(say(DoorPhrase.cannotTalk))</a></li>
            <li><a href="\(path("/guides"))">\(say(DoorPhrase.tips))</a></li>
            <li><a href="\(path("/guides/traces"))">\(say(DoorPhrase.traces))</a></li>
            <li><a href="\(path("/guides/about"))">\(say(DoorPhrase.about))</a></li>
            <li><a href="\(path("/guides/privacy"))">\(say(DoorPhrase.privacy))</a></li>
            <li><a href="\(path("/signals"))">\(say(DoorPhrase.figures))</a></li></ul></footer>
            """
    }

    private static func demonstration(_ isOne: Bool, _ say: Speech) -> HTML? {
        isOne ? "<p class=\"hint\">\(say(DoorPhrase.demonstration))</p>" : nil
    }

    private static func link(_ label: String, _ section: Door.Section, _ door: Door) -> HTML {
        "<li><a class=\"ingang\" href=\"\(address(section, door))\">\(label)</a></li>"
    }

    private static func address(_ section: Door.Section, _ door: Door) -> String {
        let address = door.address(of: section)
        guard address.hasPrefix("/") else { return address }
        return Frame.path(address, in: door.language) + (door.region.map { "?r=\($0.id.text)" } ?? "")
    }

    // MARK: the search

    private static func ownWords(_ door: Door, _ say: Speech) -> HTML {
        let region: HTML? = door.region.map { "<input type=\"hidden\" name=\"a2\" value=\"\($0.id.text)\">" }
        return """
            <section class="kaart plaats"><form method="post" action="\(Frame.path("/z", in: door.language))" autocomplete="off" class="rij-veld">
            <p class="veld"><label for="a5">\(say(EntrancePhrase.ownWords))</label><span class="hint" id="a5-hint">\(say(EntrancePhrase.ownWordsHint))</span>
            <input id="a5" name="a5" maxlength="\(DoorLimit.ownWords)" autocomplete="off" aria-describedby="a5-hint"></p>
            \(region)<button class="rustig">\(say(EntrancePhrase.find))</button></form></section>
            """
    }

    /// What fits somebody's own words. The danger number comes before everything.
    private static func suggestion(_ door: Door, _ say: Speech) -> HTML? {
        guard let found = door.suggestion else { return nil }
        let there: HTML? = found.unchecked.map { "<p><b>\(LocalNumbers.unchecked($0, say))</b></p>" }
        let danger: HTML? = found.alarm.map { alarm in
            """
            <p><b>\(say(EntrancePhrase.dangerFirst))</b> <a class="knop" href="tel:\(alarm.tel)" translate="no">\(alarm.number)</a></p>
            """
        }
        let links: [HTML] = found.entrances.compactMap { id in
            door.sections.first { $0.entrance == id && $0.label != nil }.flatMap { section in
                section.label.map { link($0, section, door) }
            }
        }
        let rest: HTML =
            links.isEmpty
            ? "<p>\(say(EntrancePhrase.foundNothing))</p>"
            : "<p>\(say(EntrancePhrase.foundTitle))</p><ul class=\"ingangen\">\(links)</ul>"
        return "<section class=\"kaart\" role=\"status\">\(danger)\(there)\(rest)</section>"
    }

    // MARK: an entrance with a page of its own

    struct EntranceView: Sendable {
        let door: Door
        let section: Door.Section
        let before: Explanation
        /// How long the line keeps a talk; nil when there is no line.
        let kept: String?
        /// Why a talk did not begin; nil when nobody tried.
        let stop: EntranceStop?
        let moment: Farewell
        let tonight: [String]
        let isDemonstration: Bool
    }

    /// First what happens with what somebody writes, then the button; and something for tonight for who does not press it.
    static func entrance(_ view: EntranceView, _ say: Speech) -> HTML {
        let (section, language) = (view.section, say.language)
        let stop: HTML? = view.stop.map {
            "<p class=\"stand\" role=\"alert\">\(say(view.door.region.flatMap { $0.isIsland ? EntrancePhrase.stoppedThere : nil } ?? $0.phrase))</p>"
        }
        let tonight = TonightCard.html(view.tonight, title: view.moment == .going ? .notNow : .tonight, say)
        let first: HTML? = view.moment == .going ? nil : tonight
        let last: HTML? = view.moment == .going ? tonight : nil
        let parts: [HTML] = view.before.parts.map { part in
            let more: HTML? = part.topic == .kept ? " \(view.kept ?? "")" : nil
            return "<h3>\(part.heading[language])</h3><p>\(part.text[language])\(more)</p>"
        }
        let situations: [HTML] = section.situations.map { situation($0, say) }
        let skip: HTML? = section.talk == nil ? nil : "<p><a href=\"#begin\">\(say(EntrancePhrase.toBegin))</a></p>"
        return """
            <h1 id="top">\(view.before.heading[language])</h1><p>\(section.explanation)</p>\(demonstration(view.isDemonstration, say))\(stop)\(first)\(skip)
            <section class="hulp vast" aria-labelledby="voor"><h2 id="voor">\(say(EntrancePhrase.beforeTitle))</h2>\(parts)
            <p class="hint"><a href="\(Frame.path("/guides/privacy", in: language))">\(say(EntrancePhrase.moreKept))</a></p>
            <div id="begin">\(talk(section, view.door, say))</div></section>\(last)
            <section class="kaart" aria-labelledby="wat"><h2 id="wat">\(say(DoorPhrase.whatIsIt))</h2>\(situations)</section>
            <p><a class="knop" href="\(Frame.path("/", in: language))">\(say(TalkPhrase.toDoor))</a></p>
            """
    }

    private static func place(_ door: Door, _ say: Speech) -> HTML {
        let found: HTML? = door.region.map {
            "<p role=\"status\">\(say(DoorPhrase.region, ["name": $0.name])) <a href=\"#top\">\(say(DoorPhrase.backUp))</a></p>"
        }
        let doubt: HTML? =
            switch door.doubt {
            case .none: nil
            case .unknown: "<p role=\"alert\">\(say(DoorPhrase.placeUnknown))</p>"
            case .several(let regions): several(regions, door, say)
            }
        return """
            <section class="kaart plaats" id="\(placeAnchor)">\(found)\(doubt)
            <form method="post" action="\(Frame.path("/", in: door.language))" autocomplete="off" class="rij-veld">
            <p class="veld"><label for="a3">\(say(DoorPhrase.place))</label><span class="hint" id="a3-hint">\(say(DoorPhrase.placeHint))</span>
            <input id="a3" name="a3" maxlength="\(TalkLimit.place)" autocomplete="off" aria-describedby="a3-hint"></p>
            <button class="rustig">\(say(DoorPhrase.search))</button></form></section>
            """
    }

    static let placeAnchor = "pl"

    /// The regions that a name can mean, each a link.
    private static func several(_ regions: [Region], _ door: Door, _ say: Speech) -> HTML {
        let links: [HTML] = regions.map { region in
            "<li><a href=\"\(Frame.path("/", in: door.language))?r=\(region.id.text)#\(placeAnchor)\">\(region.name)</a></li>"
        }
        return "<div role=\"alert\"><p>\(say(DoorPhrase.placeAsk))</p><ul class=\"links\">\(links)</ul></div>"
    }

    private static func section(_ section: Door.Section, _ door: Door, _ say: Speech) -> HTML {
        let situations: [HTML] = section.situations.map { situation($0, say) }
        let turns: [HTML] = section.turns.map { turn in
            let to = door.sections.first { $0.anchor == turn.anchor }.map { address($0, door) } ?? "#\(turn.anchor)"
            return "<li><a href=\"\(to)\">\(turn.label)</a></li>"
        }
        let more: HTML? = turns.isEmpty ? nil : "<ul class=\"links\">\(turns)</ul>"
        return """
            <section class="hulp" id="\(section.anchor)" aria-labelledby="\(section.anchor)h">
            <h2 id="\(section.anchor)h">\(section.title)</h2><p>\(section.explanation)</p>\(talk(section, door, say))
            <h3>\(say(DoorPhrase.whatIsIt))</h3>\(situations)\(more)<p><a href="#top">\(say(DoorPhrase.backUp))</a></p></section>
            """
    }

    /// Who somebody would talk with, how long the wait is as far as we know, what the exit does; and the button.
    private static func talk(_ section: Door.Section, _ door: Door, _ say: Speech) -> HTML {
        let notice: HTML? = section.notice.map { "<p class=\"lijn\"><b>\($0)</b></p>" }
        guard let talk = section.talk else {
            return """
                \(notice)<div class="lijn"><p>\(closed(section.closed, say)) \(say(DoorPhrase.noTalk))</p>\(open(section, say))</div>\(tonight(section, say))
                """
        }
        return """
            \(notice)<div class="lijn kaart"><p><b>\(say(DoorPhrase.talkWith, ["organisation": talk.organisation]))</b><br>\(waiting(talk, say))</p>
            \(open(section, say))<p>\(Part.lines(talk.opening))</p><p class="hint">\(say(DoorPhrase.exitExplained))</p>
            <form method="post" action="\(Frame.path("/g", in: door.language))" autocomplete="off">
            <input type="hidden" name="a1" value="\(section.entrance.text)"><input type="hidden" name="a2" value="\(door.region?.id.text ?? "")">
            <input type="hidden" name="a4" value="\(section.audience.text)"><button>\(say(DoorPhrase.begin))</button></form></div>
            """
    }

    /// A step for tonight, where the chat that would answer is closed. An entrance with a page of its own has it there.
    private static func tonight(_ section: Door.Section, _ say: Speech) -> HTML? {
        guard section.before == nil, !section.tonight.isEmpty else { return nil }
        let steps: [HTML] = section.tonight.map { "<li>\($0)</li>" }
        return "<h3>\(say(EntrancePhrase.tonight))</h3><ul>\(steps)</ul>"
    }

    /// Which chat is closed, and until when as far as that is known.
    private static func closed(_ closed: Door.Closed?, _ say: Speech) -> String {
        guard let closed else { return "" }
        let sentence = say(DoorPhrase.chatClosed, ["organisation": closed.organisation])
        guard let opensAt = closed.opensAt else { return sentence }
        return sentence + " " + say(DoorPhrase.chatOpens, ["when": moment(opensAt, closed.timeZone, say)])
    }

    /// What else is open, by name and number.
    private static func open(_ section: Door.Section, _ say: Speech) -> HTML? {
        if section.openNow.isEmpty { return nil }
        let all: [HTML] = section.openNow.map {
            " \($0.name) <a href=\"tel:\($0.tel)\" translate=\"no\">\($0.number)</a>."
        }
        return "<p class=\"hint\">\(say(DoorPhrase.alsoOpen))\(all)</p>"
    }

    private static func waiting(_ talk: Door.Talk, _ say: Speech) -> String {
        let others = talk.others.map { " " + say(DoorPhrase.alsoAnswers, ["organisation": $0]) }.joined()
        return queue(talk, say) + others
    }

    private static func queue(_ talk: Door.Talk, _ say: Speech) -> String {
        guard talk.isKnown else { return say(DoorPhrase.waitUnknown) }
        guard talk.waiting > 0 else {
            return talk.isStaffed
                ? say(DoorPhrase.nobodyWaits) : "\(say(DoorPhrase.open)) \(say(DoorPhrase.waitUnknown))"
        }
        let people = say(DoorPhrase.peopleWait, count: talk.waiting)
        guard let wait = talk.wait else { return "\(people) \(say(DoorPhrase.waitUnknown))" }
        let range = ["low": String(max(1, wait.lowSeconds / 60)), "high": String(max(1, wait.highSeconds / 60))]
        return "\(people) \(say(DoorPhrase.waitRange, range))"
    }

    private static func situation(_ help: Door.Help, _ say: Speech) -> HTML {
        let answers: [HTML] = help.answers.map { answer in
            switch answer {
            case .talk(let name): "<li>\(name): \(say(DoorPhrase.talkAbove))</li>"
            case .guide(let id, let title):
                "<li><a href=\"\(Frame.path("/guides/\(id.text)", in: say.language))\">\(title)</a></li>"
            case .service(let name, let standing, let zone): service(name, standing, zone, say)
            }
        }
        let tips: HTML? = help.tips.map {
            "<li><a href=\"\(Frame.path("/guides/\($0.guide.text)", in: say.language))\">\($0.title)</a></li>"
        }
        return """
            <details\("open", if: help.isUrgent)><summary>\(help.label)</summary><p>\(help.sentence)</p>
            <ul class="diensten">\(answers)\(tips)</ul></details>
            """
    }

    private static func service(
        _ name: String, _ standing: ServiceStanding, _ zone: TimeZone, _ say: Speech
    ) -> HTML {
        let numbers: [HTML] = standing.numbers.map {
            " <a href=\"tel:\($0.tel)\" translate=\"no\">\($0.number)</a>"
        }
        let site: HTML? =
            numbers.isEmpty ? standing.site.map { " <span class=\"site\" translate=\"no\">\($0.host)</span>" } : nil
        return """
            <li><b>\(name)</b>\(numbers)\(site) <span class="hint">\(hours(standing, zone, say))</span></li>
            """
    }

    static func hours(_ standing: ServiceStanding, _ zone: TimeZone, _ say: Speech) -> String {
        switch standing.state {
        case .open(let until):
            until == nil ? say(DoorPhrase.dayAndNight) : say(DoorPhrase.openNow)
        case .closed(let opensAt):
            opensAt.map { say(DoorPhrase.closedUntil, ["when": moment($0, zone, say)]) } ?? say(DoorPhrase.closed)
        case .unknown:
            switch standing.checked {
            case .longAgo(let date), .recently(let date): say(DoorPhrase.hoursLongAgo, ["date": date.description])
            case .never, .byLaw: say(DoorPhrase.hoursNever)
            }
        }
    }

    /// `09:00–22:00`: the hours of one day.
    static func hours(_ recorded: RecordedHours, _ say: Speech) -> String {
        guard let ranges = recorded.ranges else { return say(DoorPhrase.hoursNotRecorded) }
        guard !ranges.isEmpty else { return say(DoorPhrase.closedThatDay) }
        return ranges.map { "\($0.from)–\($0.to)" }.joined(separator: ", ")
    }

    /// `maandag 11:00`, on the clock of the service.
    private static func moment(_ instant: Instant, _ zone: TimeZone, _ say: Speech) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: instant.date)
        let names = say(DoorPhrase.weekdays).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let day = names.count == 7 ? names[((parts.weekday ?? 1) + 5) % 7] : ""
        let minute = parts.minute ?? 0
        return "\(day) \(parts.hour ?? 0):\(minute < 10 ? "0" : "")\(minute)"
    }
}
