import Core
import Foundation
import Pack
import Site

/// The door, with made-up help.
enum FrontDoorExamples {
    static let all = door + help

    private static let door = PageExample.states(
        of: "door", title: { $0(DoorPhrase.title) }, zone: .findable,
        [
            "usual": { page(open($0), $0) },
            "with a region": { page(open($0, region: "Verzonnen Streek \(PageExample.signs)"), $0) },
            "place unknown": { page(open($0, doubt: .unknown), $0) },
            "place in several regions": {
                page(
                    open(
                        $0,
                        doubt: .several([
                            Region(id: RegionID(trusted: "VT00"), name: "Noord"),
                            Region(id: RegionID(trusted: "VT01"), name: "Zuid"),
                        ])), $0, isDemonstration: false)
            },
            "nothing found for own words": { page(found([], $0), $0) },
            "two ways found for own words": { page(found(["entrance-1", "entrance-2"], $0), $0) },
            "danger in own words": { page(found(["entrance-1"], isDanger: true, $0), $0) },
        ])

    private static let help = PageExample.states(
        of: "help", title: { $0(DoorPhrase.title) }, zone: .findable, at: "k1",
        [
            "open, nobody waits": { page(open($0, waiting: 0), $0) },
            "open, nobody is there": { page(open($0, isStaffed: false), $0) },
            "open, three wait": { page(open($0, waiting: 3, wait: wait), $0) },
            "open, wait unknown": { page(open($0, waiting: 1), $0) },
            "the store is gone": { page(open($0, isKnown: false), $0) },
            "everything closed": { page(closed($0), $0, isDemonstration: false) },
            "long words": { page(long($0), $0) },
        ])

    private static func page(_ door: Door, _ say: Speech, isDemonstration: Bool = true) -> HTML {
        FrontDoorPages.door(door, isDemonstration: isDemonstration, say)
    }

    private static func found(_ entrances: [String], isDanger: Bool = false, _ say: Speech) -> Door {
        var door = open(say)
        door.suggestion = Door.Suggestion(
            entrances: entrances.map { EntranceID(trusted: $0) },
            alarm: isDanger ? Door.Open(name: "", number: "112", tel: "112") : nil)
        return door
    }

    // MARK: doors

    static func open(
        _ say: Speech, region: String? = nil, doubt: Door.Doubt? = nil, waiting: Int = 0, wait: Wait? = nil,
        isKnown: Bool = true, isStaffed: Bool = true
    ) -> Door {
        let text = { (nl: String, en: String) in say.language == .english ? en : nl }
        let talk = talk(
            text("Huis aan de Haven", "House by the Harbour"),
            opening: text(
                "Je praat met iemand die luistert.\nEen gesprek duurt vaak 20 minuten.",
                "You talk to someone who listens.\nA talk often takes 20 minutes."),
            waiting: waiting, wait: wait, others: waiting > 2 ? [text("Huis op de Heuvel", "House on the Hill")] : [],
            isKnown: isKnown, isStaffed: isStaffed)
        let urgent = Door.Help(
            label: text("Ik ben nu bang", "I am afraid now"), isUrgent: true,
            sentence: text("Bel 112. Of ga naar een plek met mensen.", "Call 112. Or go where there are people."),
            answers: [
                .talk(text("Chat van het huis", "Chat of the house")),
                service(text("Lijn van de haven", "Harbour line"), .open(until: nil)),
                service(text("Avondlijn", "Evening line"), .open(until: now)),
            ])
        let calm = Door.Help(
            label: text("Ik wil erover praten", "I want to talk about it"), isUrgent: false,
            sentence: text("Dat kan op veel manieren.", "There are many ways."),
            answers: [
                service(text("Ochtendlijn", "Morning line"), .closed(opensAt: now)),
                service(text("Luisterpunt", "Listening point"), .unknown),
                .guide(GuideID(trusted: "example"), text("Wat je zelf kunt doen", "What you can do")),
            ])
        return Door(
            language: say.language,
            region: region.map { Region(id: RegionID(trusted: "VT00"), name: $0) }, doubt: doubt,
            sections: [
                section(
                    1, text("Het gaat over mij", "It is about me"), talk: talk, situations: [urgent, calm], turns: true),
                section(
                    2, text("Ik maak me zorgen over iemand", "I worry about somebody"), talk: nil, situations: [calm]),
            ])
    }

    static func closed(_ say: Speech) -> Door {
        let help = Door.Help(
            label: say.language == .english ? "At night" : "In de nacht", isUrgent: true,
            sentence: say.language == .english ? "Call 112." : "Bel 112.",
            answers: [
                service("Lijn 1", .closed(opensAt: now)), service("Lijn 2", .closed(opensAt: nil)),
                service("Lijn 3", .unknown, checked: .never), service("Lijn 4", .unknown, number: nil),
            ])
        let title = say.language == .english ? "Everything is closed" : "Alles is dicht"
        return Door(
            language: say.language, region: nil, doubt: nil,
            sections: [
                section(
                    1, title, talk: nil, situations: [help],
                    closed: closed(say.language == .english ? "House by the Harbour" : "Huis aan de Haven", now)),
                section(2, title, talk: nil, situations: [help], closed: closed("\(PageExample.signs)", nil)),
            ])
    }

    static func long(_ say: Speech) -> Door {
        let (word, signs) = (PageExample.longWord, PageExample.signs)
        let help = Door.Help(
            label: "\(word) \(signs)", isUrgent: true, sentence: PageExample.longText,
            answers: [
                .talk("\(word) \(signs)"), service("\(word) \(signs)", .closed(opensAt: now)),
                .guide(GuideID(trusted: "example"), "\(word) \(signs)"),
                service(word, .unknown, number: nil, host: word),
            ])
        let talk = talk("\(word) \(signs)", opening: PageExample.longText, waiting: 1_999, wait: nil)
        return Door(
            language: say.language, region: Region(id: RegionID(trusted: "VT00"), name: "\(word) \(signs)"), doubt: nil,
            sections: [section(1, "\(word) \(signs)", talk: talk, situations: [help], turns: true)])
    }

    // MARK: parts

    /// Monday 23 November 2026, 9:00 in the Netherlands.
    private static let now = Instant(milliseconds: 1_795_420_800_000)

    private static let wait = Wait(
        position: 3, answered: (1...6).map { now - .minutes($0 * 9) }, now: now)

    private static func talk(
        _ organisation: String, opening: String, waiting: Int, wait: Wait?, others: [String] = [],
        isKnown: Bool = true, isStaffed: Bool = true
    ) -> Door.Talk {
        let line = Line(
            id: LineID(trusted: "line"), organisation: OrganisationID(trusted: "house"),
            group: LineGroupID(trusted: "group"), name: Localized(everywhere: organisation), audiences: [], regions: [],
            languages: [.dutch], hours: .always, opening: Localized(everywhere: opening), queueLimit: 10,
            typicalMinutes: nil, typicalMinutesSource: nil)
        return Door.Talk(
            line: line, name: organisation, organisation: organisation, opening: opening, waiting: waiting, wait: wait,
            others: others, isKnown: isKnown, isStaffed: isStaffed)
    }

    private static func closed(_ organisation: String, _ opensAt: Instant?) -> Door.Closed {
        Door.Closed(
            organisation: organisation, opensAt: opensAt, timeZone: TimeZone(identifier: "Europe/Amsterdam") ?? .gmt)
    }

    private static func section(
        _ number: Int, _ title: String, talk: Door.Talk?, situations: [Door.Help], turns: Bool = false,
        closed: Door.Closed? = nil
    ) -> Door.Section {
        Door.Section(
            anchor: "k\(number)", entrance: EntranceID(trusted: "entrance-\(number)"),
            audience: AudienceID(trusted: "audience"),
            label: title, title: title, explanation: title, talk: talk, closed: closed,
            openNow: [
                Door.Open(name: "Avondlijn", number: "000-000 00 00", tel: "0000000000"),
                Door.Open(name: title, number: "000-000 00 01", tel: "0000000001"),
            ], situations: situations,
            turns: turns ? [Door.Turn(anchor: "k2", label: title)] : [])
    }

    private static func service(
        _ name: String, _ state: OpeningHours.State, checked: ServiceStanding.Checked? = nil,
        number: String? = "000-000 00 00", host: String = "huis.example"
    ) -> Door.Answered {
        let phones = number.map { [Phone(number: $0, tel: "0000000000", certainty: .low, show: true)] } ?? []
        let date = SourceDate("2026-01").map { ServiceStanding.Checked.longAgo($0) }
        let standing = ServiceStanding(
            numbers: phones, site: Site(url: "https://huis.example/", host: host, certainty: .low, show: true),
            hours: .unknown, state: state, checked: checked ?? date ?? .never)
        return .service(name, standing, TimeZone(identifier: "Europe/Amsterdam") ?? .gmt)
    }
}
