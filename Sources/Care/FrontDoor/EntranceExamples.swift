import Core
import Pack
import Site

/// The page of an entrance that says first what happens with what somebody writes, with made-up texts.
enum EntranceExamples {
    static let all = PageExample.states(
        of: "entrance", title: { $0(DoorPhrase.title) }, zone: .findable,
        [
            "open": { page(FrontDoorExamples.open($0), $0) },
            "open, three wait": { page(FrontDoorExamples.open($0, waiting: 3), $0) },
            "the store is gone": { page(FrontDoorExamples.open($0, isKnown: false), stop: .store, $0) },
            "too many wait": { page(FrontDoorExamples.open($0, waiting: 2_000), stop: .busy, $0) },
            "closed": { page(FrontDoorExamples.closed($0), moment: .closed, $0) },
            "closed a moment ago": { page(FrontDoorExamples.closed($0), stop: .closed, $0) },
            "long words": { page(FrontDoorExamples.long($0), long: true, $0) },
        ])

    private static func page(
        _ door: Door, stop: EntranceStop? = nil, moment: Farewell = .going, long: Bool = false, _ say: Speech
    ) -> HTML {
        guard let section = door.sections.first else { return "" }
        let text = { (nl: String, en: String) in Localized(everywhere: say.language == .english ? en : nl) }
        let parts = Explanation.Topic.allCases.map { topic in
            Explanation.Part(
                topic: topic,
                heading: long ? Localized(everywhere: PageExample.longWord) : text("Wat gebeurt er?", "What happens?"),
                text: long
                    ? Localized(everywhere: PageExample.longText)
                    : text("Een verzonnen zin. \(PageExample.signs)", "A made-up sentence. \(PageExample.signs)"))
        }
        let before = Explanation(
            owner: "Redactie", reviewBy: Day(daysSince1970: 0), title: text("Een ingang", "An entrance"),
            heading: text("Voor wie het even niet weet", "For who does not know"), parts: parts)
        let step = text("Bel vanavond iemand die je kent.", "Call someone you know tonight.")[say.language]
        return FrontDoorPages.entrance(
            .init(
                door: door, section: section, before: before, kept: say(TalkPhrase.keptClosed, count: 72), stop: stop,
                moment: stop?.moment ?? moment, tonight: long ? [PageExample.longText] : [step, PageExample.signs],
                isDemonstration: stop == nil), say
        )
    }
}
