import Core
import Site

/// A talk with somebody who was asked in, with made-up values.
enum ThreeWayExamples {
    static let all = PageExample.states(
        of: "talk with a third", title: { $0(TalkPhrase.title) }, zone: .quiet, scripts: [.talk],
        [
            "alone with one": { talk([one], waitsFor: nil, alone: nil, $0) },
            "nobody yet": { talk([], waitsFor: nil, alone: nil, $0) },
            "somebody is waited for": { talk([one], waitsFor: "Huis op de Heuvel", alone: nil, $0) },
            "with three": { talk([one, other], waitsFor: nil, alone: one, $0) },
            "with three, the first may go": { talk([one, other], waitsFor: nil, alone: one, isSaid: true, $0) },
            "with long names": { talk([long, long, long], waitsFor: long, alone: long, $0) },
            "asked, with a summary": { say in
                var question = ConversationsExamples.question(.offerInvite, .shareSummary, say)
                question.summary = ThreeWayPages.summary(
                    "Verzonnen samenvatting \(PageExample.signs)\nin twee zinnen.", say)
                return talk([one], waitsFor: nil, alone: nil, offers: [question], say)
            },
        ])

    private static let one = "Medewerker \(PageExample.signs), Huis aan de Haven"
    private static let other = "Iemand, Huis op de Heuvel"
    private static let long = "\(PageExample.longWord), \(PageExample.longWord)"

    static func room(
        _ people: [String], waitsFor: String?, alone: String?, isDesk: Bool, isSaid: Bool = false, _ say: Speech
    ) -> HTML {
        ThreeWayPages.room(
            .init(
                people: people, waitsFor: waitsFor, alone: alone, stand: "1.2", action: isDesk ? nil : "/g/p",
                mayGo: isDesk
                    ? nil : alone.map { .init(who: String($0.prefix { $0 != "," }), isSaid: isSaid, action: "/g/f") }),
            say)
    }

    private static func talk(
        _ people: [String], waitsFor: String?, alone: String?, offers: [TalkPages.View.Question] = [],
        isSaid: Bool = false, _ say: Speech
    ) -> HTML {
        var view = ConversationsExamples.view("open", ConversationsExamples.usual(say), say, offers: offers)
        view.beside = room(people, waitsFor: waitsFor, alone: alone, isDesk: false, isSaid: isSaid, say)
        return TalkPages.talk(view, say)
    }

    // MARK: the desk

    static func asked(_ say: Speech) -> ThreeWayPages.Standing {
        .init(
            text: say(ThreeWayPhrase.stateAsked), isOpen: true, clock: (say(ThreeWayPhrase.clockAsked), 130, 5))
    }

    static func together(_ say: Speech) -> ThreeWayPages.Standing {
        .init(
            text: say(ThreeWayPhrase.stateTogether, ["organisation": "Huis op de Heuvel"]), isOpen: false, clock: nil)
    }

    static func panes(
        _ standing: ThreeWayPages.Standing?, canLeave: Bool, _ say: Speech, agreed: String? = nil,
        leave: ThreeWayPages.Leave = .free, report: ThreeWayPages.Report? = nil
    ) -> DeskPages.Panes {
        var panes = DeskPages.Panes()
        let people = canLeave ? [one, other] : [one]
        panes.first = [room(people, waitsFor: nil, alone: nil, isDesk: true, say)]
        panes.side = [
            ThreeWayPages.pass(
                .init(
                    id: DeskExamples.id(0),
                    lines: [
                        .init(
                            organisation: "Huis aan de Haven \(PageExample.signs)",
                            lines: [(LineID(trusted: "house"), "Lijn aan de Haven \(PageExample.signs)")]),
                        .init(
                            organisation: "Huis op de Heuvel", lines: [(LineID(trusted: "hill"), "Lijn op de Heuvel")]),
                    ], tooNear: ["Lijn op het Eiland"], standing: standing, leave: canLeave ? leave : .cannot,
                    consents: standing == nil
                        ? []
                        : [
                            .init(
                                question: say(
                                    TalkPhrase.offerInvite, ["organisation": "Huis op de Heuvel \(PageExample.signs)"]),
                                share: say(TalkPhrase.shareFromNow, ["organisation": "Huis op de Heuvel"]),
                                answer: say(ThreeWayPhrase.consentYes, ["minutes": "3"]))
                        ], followUp: canLeave ? .init(agreed: agreed) : nil, report: report), say)
        ]
        return panes
    }

    static func long(_ say: Speech) -> DeskPages.Panes {
        let text = ["how": PageExample.longWord, "when": PageExample.longWord, "safe": PageExample.signs]
        return panes(
            together(say), canLeave: true, say, agreed: say(ThreeWayPhrase.followUpAgreed, text),
            leave: .held, report: .began(say(ThreeWayPhrase.reportBegan, ["organisation": PageExample.longWord])))
    }
}
