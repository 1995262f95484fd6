import Core
import Site

/// What nobody said about figures that are not there.
enum InterpretationsExamples {
    static let all = lists + ones + publics + calendar + happening

    private static let lists = PageExample.states(
        of: "list", title: { $0(InterpretationsPhrase.title) }, zone: .desk, wide: true,
        [
            "empty": { InterpretationsPages.list(list(nil, [], $0), $0) },
            "all": { say in
                InterpretationsPages.list(list(nil, Remark.Kind.allCases.map { card($0, say) }, say, limit: 200), say)
            },
            "interpretations": {
                InterpretationsPages.list(list(.interpretation, [card(.interpretation, $0)], $0), $0)
            },
            "observations": { InterpretationsPages.list(list(.observation, [card(.observation, $0)], $0), $0) },
            "concerns": { InterpretationsPages.list(list(.concern, [card(.concern, $0)], $0), $0) },
            "expectations": { InterpretationsPages.list(list(.expectation, [card(.expectation, $0)], $0), $0) },
            "escalations": { InterpretationsPages.list(list(.escalation, [card(.escalation, $0)], $0), $0) },
            "refused": { say in
                let trouble = say(
                    SitePhrase.aboutPerson, ["field": say(InterpretationsPhrase.textObservation)])
                let values = [
                    "text": "Verzonnen woorden \(PageExample.signs)", "weight": "anecdotal", "source": "Een wijkteam",
                ]
                return InterpretationsPages.list(
                    list(.observation, [], say, values: values, trouble: trouble), say)
            },
            "long words": { say in
                InterpretationsPages.list(
                    list(
                        nil,
                        [
                            card(.concern, say, text: PageExample.longWord),
                            card(.concern, say, text: PageExample.longText),
                        ], say), say)
            },
        ])

    private static let ones = PageExample.states(
        of: "one", title: { $0(InterpretationsPhrase.title) }, zone: .desk, wide: true,
        [
            "one's own, second version": { InterpretationsPages.remark(one($0, .expectation, isOwn: true), $0) },
            "of another organisation": { InterpretationsPages.remark(one($0, .escalation, isOwn: false), $0) },
            "overtaken": { say in
                InterpretationsPages.remark(
                    one(say, .concern, isOwn: true, trouble: say(InterpretationsPhrase.overtaken)), say)
            },
        ])

    private static let publics = PageExample.states(
        of: "for everybody", title: { $0(InterpretationsPhrase.publicTitle) }, zone: .findable, wide: true,
        [
            "empty": { InterpretationsPages.shown([], $0) },
            "usual": { say in
                InterpretationsPages.shown(
                    [
                        .init(
                            card: card(.interpretation, say),
                            earlier: [(number: Int64(1), card: card(.interpretation, say, text: "Eerst."))]),
                        .init(card: card(.expectation, say), earlier: []),
                    ], say)
            },
            "under a figure": { say in
                let beside = InterpretationsPages.beside(
                    [.init(card: card(.interpretation, say), earlier: [])], id: "gezegd-voorbeeld", say)
                return """
                    <h1>\(say(InterpretationsPhrase.publicTitle))</h1><section class="kaart"><h2>\(say(InterpretationsPhrase.figure))</h2>\(beside)</section>
                    """
            },
        ])

    private static let calendar = PageExample.states(
        of: "calendar", title: { $0(InterpretationsPhrase.eventsTitle) }, zone: .desk, wide: true,
        [
            "empty": { AddedEventsPages.list(events([], $0), $0) },
            "usual": { say in
                AddedEventsPages.list(
                    events(
                        [
                            row("/desk/events/a", "Spot op de radio \(PageExample.signs)", say),
                            row(nil, "Een wet", say),
                        ], say), say)
            },
            "refused": { say in
                let values = ["what": "media", "text": "Een krant \(PageExample.signs)", "r-VT01": "1"]
                let trouble = say(SitePhrase.empty, ["field": say(InterpretationsPhrase.medium)])
                return AddedEventsPages.list(events([], say, values: values, trouble: trouble), say)
            },
            "long words": { AddedEventsPages.list(events([row(nil, PageExample.longWord, $0)], $0), $0) },
        ])

    private static let happening = PageExample.states(
        of: "in the calendar", title: { $0(InterpretationsPhrase.eventsTitle) }, zone: .desk, wide: true,
        [
            "one's own": { AddedEventsPages.event(event($0, isOwn: true), $0) },
            "of another organisation": { AddedEventsPages.event(event($0, isOwn: false), $0) },
        ])

    // MARK: values

    private static let choices = InterpretationsPages.Choices(
        indicators: [.init(value: "voorbeeld", name: "Verzonnen cijfer \(PageExample.signs)")],
        regions: [.init(value: "VT01", name: "Verzonnen gebied \(PageExample.signs)")])

    private static func by(_ say: Speech) -> String {
        say(
            InterpretationsPhrase.by,
            ["name": "Analist \(PageExample.signs)", "organisation": "Lijn aan de Haven", "day": "3 mei 2026"])
    }

    private static func card(
        _ kind: Remark.Kind, _ say: Speech, text: String = "Verzonnen woorden \(PageExample.signs)"
    ) -> InterpretationsPages.Card {
        let (label, due, facts): (InterpretationsPhrase, InterpretationsPhrase?, [(InterpretationsPhrase, String)]) =
            switch kind {
            case .interpretation:
                (.labelInterpretation, nil, [(.figure, "Verzonnen cijfer"), (.period, "Week 12 van 2026")])
            case .observation: (.anecdotalLabel, nil, [(.source, "Een wijkteam \(PageExample.signs)")])
            case .concern: (.concernLabel, nil, [(.source, "Een opvang")])
            case .expectation:
                (
                    .labelExpectation, .dueExpectation,
                    [(.lookAgain, "1 april 2026"), (.outcomeIs, say(InterpretationsPhrase.notChecked))]
                )
            case .escalation:
                (
                    .kindEscalation, .dueEscalation,
                    [(.to, "Een inspectie"), (.subject, "Wachttijd \(PageExample.signs)"), (.remindOn, "1 april 2026")]
                )
            }
        return .init(
            path: "/desk/interpretations/a", label: say(label), due: due.map { say($0) }, text: text,
            facts: facts.map { (say($0.0), $0.1) }, by: by(say))
    }

    private static func list(
        _ kind: Remark.Kind?, _ cards: [InterpretationsPages.Card], _ say: Speech, limit: Int? = nil,
        values: [String: String] = [:], trouble: String? = nil
    ) -> InterpretationsPages.ListView {
        .init(
            path: "/desk/interpretations", kind: kind, cards: cards, limit: limit, choices: choices,
            form: kind.map { .init(kind: $0, action: "/desk/interpretations", values: values, trouble: trouble) })
    }

    private static func one(
        _ say: Speech, _ kind: Remark.Kind, isOwn: Bool, trouble: String? = nil
    ) -> InterpretationsPages.View {
        var now = card(kind, say)
        now.path = nil
        let values = ["text": "Verzonnen woorden \(PageExample.signs)", "lookAgain": "2026-04-01", "public": "1"]
        return .init(
            title: say(InterpretationsPages.name(of: kind)), card: now, readers: say(InterpretationsPhrase.isInternal),
            earlier: [(number: Int64(1), card: card(kind, say, text: "Wat er eerst stond. \(PageExample.signs)"))],
            choices: choices,
            form: isOwn
                ? .init(kind: kind, action: "/desk/interpretations/a", values: values, trouble: trouble, after: 2)
                : nil,
            notYours: isOwn ? nil : say(InterpretationsPhrase.notYours, ["name": "Kade \(PageExample.signs)"]))
    }

    private static func row(_ path: String?, _ text: String, _ say: Speech) -> AddedEventsPages.Row {
        .init(
            path: path, text: text,
            what: "\(say(InterpretationsPhrase.eventMedia)): \(say(InterpretationsPhrase.radio))",
            when: "3 mei 2026", source: "Een bron \(PageExample.signs)")
    }

    private static func events(
        _ rows: [AddedEventsPages.Row], _ say: Speech, values: [String: String] = [:], trouble: String? = nil
    ) -> AddedEventsPages.ListView {
        .init(rows: rows, choices: choices, form: .init(action: "/desk/events", values: values, trouble: trouble))
    }

    private static func event(_ say: Speech, isOwn: Bool) -> AddedEventsPages.View {
        let facts = [(say(InterpretationsPhrase.eventText), "Spot op de radio \(PageExample.signs)")]
        return .init(
            title: "Spot op de radio \(PageExample.signs)",
            versions: [
                .init(number: 2, facts: facts, by: by(say)),
                .init(number: 1, facts: [(say(InterpretationsPhrase.eventText), "Spot")], by: by(say)),
            ], choices: choices,
            form: isOwn
                ? .init(
                    action: "/desk/events/a",
                    values: ["text": "Spot op de radio", "what": "media", "i-voorbeeld": "1"],
                    after: 2, withdraw: "/desk/events/a/withdraw") : nil,
            notYours: isOwn ? nil : say(InterpretationsPhrase.notYours, ["name": "Kade \(PageExample.signs)"]))
    }
}
