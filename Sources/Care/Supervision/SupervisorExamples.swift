import Core
import Site

/// The supervisor's screen and a talk that is looked into, with made-up talks.
enum SupervisorExamples {
    static let all = overview + lookIn + desk

    private static let overview = PageExample.states(
        of: "overview", title: { $0(SupervisionPhrase.title) }, zone: .desk, wide: true,
        scripts: [.talk, .supervisor],
        [
            "no line": { page($0, lines: [], talks: []) },
            "quiet": { page($0, lines: [line($0, waiting: 0)], talks: []) },
            "usual": { say in
                page(
                    say, lines: [line(say, waiting: 3), line(say, waiting: 0, isUnstaffed: true)],
                    talks: [
                        talk(say, 1, [.isAcute, .asksAlong], isAcute: true), talk(say, 2, [.isLost]),
                        talk(say, 3, [.isAway, .isOfSeveral], isWatched: true), talk(say, 4, []),
                    ])
            },
            "refused": { say in
                page(say, lines: [line(say, waiting: 1)], talks: [], notice: say(SitePhrase.storeUnavailable))
            },
            "who left": { say in
                page(
                    say, lines: [line(say, waiting: 120)], talks: [],
                    left: [.init(line: "Lijn aan de Haven", left: StaffingExamples.some)])
            },
            "long words": { say in
                let long = "\(PageExample.longWord) \(PageExample.signs)"
                return page(
                    say, lines: [line(say, name: long, waiting: 1)], talks: [talk(say, 1, [.isLost], label: long)],
                    more: true)
            },
        ])

    private static let lookIn = PageExample.states(
        of: "look in", title: { $0(SupervisionPhrase.title) }, zone: .desk, wide: true,
        scripts: [.talk, .desk, .supervisor],
        [
            "not yet": { SupervisorPages.lookIn(looking(nil), $0) },
            "looking": { SupervisorPages.lookIn(looking(open($0, whispers: usual($0))), $0) },
            "nobody hears": { SupervisorPages.lookIn(looking(open($0, whispers: [], isHeard: false)), $0) },
            "over": { say in
                SupervisorPages.lookIn(
                    looking(open(say, whispers: [], state: "closed", sentence: say(SupervisionPhrase.lookingOver))), say
                )
            },
            "long words": { say in
                let long = WhisperPages.Line(
                    number: 1, isOwn: false, who: PageExample.longWord, text: PageExample.longText)
                return SupervisorPages.lookIn(
                    looking(
                        open(
                            say, whispers: [long], messages: ConversationsExamples.long(say),
                            draft: PageExample.longText, trouble: say(SitePhrase.storeUnavailable))), say)
            },
        ])

    /// The counsellor's desk with what comes from here.
    private static let desk = PageExample.states(
        of: "desk beside it", title: { $0(DeskPhrase.title) }, zone: .desk, wide: true,
        scripts: [.talk, .desk, .supervisor],
        [
            "a supervisor reads along": { say in
                var view = DeskPages.View(
                    person: "Medewerker \(PageExample.signs)", isOnTheLine: true, queue: say(DeskPhrase.queueEmpty),
                    talks: [], talk: DeskExamples.watched(say), notice: nil)
                view.panes.queue = [SupervisorPages.link(say)]
                view.panes.side = [pane(say, usual(say))]
                return DeskPages.desk(view, say)
            }
        ])

    // MARK: values

    private static func page(
        _ say: Speech, lines: [SupervisorPages.LineView], talks: [SupervisorPages.TalkView], more: Bool = false,
        left: [SupervisorPages.LeftView] = [], notice: String? = nil
    ) -> HTML {
        let waiting =
            lines.isEmpty
            ? say(SupervisionPhrase.nobodyWaits) : say(SupervisionPhrase.waiting, count: 3, ["minutes": "12"])
        return SupervisorPages.overview(
            .init(
                person: "Medewerker \(PageExample.signs)", sentence: waiting, lines: lines, talks: talks,
                hasMoreTalks: more, left: left, notice: notice), say)
    }

    private static func line(
        _ say: Speech, name: String = "Lijn aan de Haven", waiting: Int, isUnstaffed: Bool = false
    ) -> SupervisorPages.LineView {
        let minutes = { (n: Int) in say(SupervisionPhrase.minutes, ["n": String(n)]) }
        let rows = (0..<min(waiting, 4)).map { index in
            SupervisorPages.WaitingView(
                id: ConversationID(trusted: "waits-\(index)"),
                label: "\(minutes(12 - index)) · \(say(SupervisionPhrase.isNew)) · nl",
                reason: index == 0 ? "Verzonnen reden \(PageExample.signs)" : nil, isUrgent: index == 0)
        }
        return .init(
            id: LineID(trusted: isUnstaffed ? "hill" : "house"), name: name,
            state: say(SupervisionPhrase.lineOpen), alarm: isUnstaffed ? say(SupervisionPhrase.lineUnstaffed) : nil,
            figures: [
                (say(SupervisionPhrase.waitingNow), String(waiting)), (say(SupervisionPhrase.longest), minutes(12)),
                (say(SupervisionPhrase.present), isUnstaffed ? "0" : "3"),
                (say(SupervisionPhrase.canTake), isUnstaffed ? "0" : "2"), (say(SupervisionPhrase.inOneHour), "2"),
                (say(SupervisionPhrase.inTwoHours), say(SupervisionPhrase.closedThen)),
            ],
            incidents: isUnstaffed
                ? [
                    say(SupervisionPhrase.incidentOn, ["from": "2026-11-23 13:04"]),
                    say(SupervisionPhrase.incidentOver, ["from": "2026-11-22 09:00", "to": "2026-11-22 09:20"]),
                ] : [], queue: rows, waiting: waiting,
            control: .init(
                act: isUnstaffed ? "hours" : "closed",
                label: say(isUnstaffed ? SupervisionPhrase.openAsUsual : .closeNow),
                notices: ["en", "nl"].map {
                    (
                        $0, say(SupervisionPhrase.textIn, ["language": $0]),
                        isUnstaffed ? say(SupervisionPhrase.busyText) : ""
                    )
                },
                calm: isUnstaffed ? say(SupervisionPhrase.calmUntil, ["until": "2026-11-23 15:04"]) : nil))
    }

    private static func talk(
        _ say: Speech, _ number: Int, _ marks: [SupervisionPhrase], isAcute: Bool = false, isWatched: Bool = false,
        label: String? = nil
    ) -> SupervisorPages.TalkView {
        .init(
            id: ConversationID(trusted: "example-\(number)"),
            label: label ?? "Lijn aan de Haven 00\(number) · \(say(SupervisionPhrase.minutes, ["n": "1\(number)"]))",
            marks: marks.map { say($0) }, isAcute: isAcute, isWatched: isWatched)
    }

    private static func looking(_ talk: SupervisorPages.LookInView.Open?) -> SupervisorPages.LookInView {
        .init(
            id: ConversationID(trusted: "example-1"), nickname: "Lijn aan de Haven 001",
            person: "Medewerker \(PageExample.signs)", talk: talk)
    }

    private static func open(
        _ say: Speech, whispers: [WhisperPages.Line], messages: [TalkPages.View.Line]? = nil, state: String = "open",
        sentence: String? = nil, isHeard: Bool = true, draft: String = "", trouble: String? = nil
    ) -> SupervisorPages.LookInView.Open {
        let messages = messages ?? ConversationsExamples.usual(say)
        return .init(
            sentence: sentence ?? say(SupervisionPhrase.looking, ["names": "Medewerker \(PageExample.signs)"]),
            marks: [say(SupervisionPhrase.isAcute)],
            messages: messages.map {
                .init(number: $0.number, side: .other, who: say(TalkPhrase.seeker), text: $0.text)
            }, state: state, lastNumber: messages.last?.number ?? 0,
            whispers: pane(say, whispers, isHeard: isHeard, draft: draft, trouble: trouble),
            acute: .init(
                seconds: state == "closed" ? nil : 252,
                log: [
                    .init(minute: 0, name: "Medewerker \(PageExample.signs)", text: say(SheetPhrase.logBegan)),
                    .init(minute: 3, name: PageExample.longWord, text: "Verzonnen besluit \(PageExample.signs)"),
                ], isClosed: state == "closed", isAlong: true))
    }

    private static func usual(_ say: Speech) -> [WhisperPages.Line] {
        [
            .init(number: 1, isOwn: false, who: say(SupervisionPhrase.supervisor), text: PageExample.signs),
            .init(number: 2, isOwn: true, who: say(TalkPhrase.you), text: "Verzonnen gefluister."),
        ]
    }

    private static func pane(
        _ say: Speech, _ whispers: [WhisperPages.Line], isHeard: Bool = true, draft: String = "",
        trouble: String? = nil
    ) -> HTML {
        WhisperPages.pane(
            .init(
                conversation: ConversationID(trusted: "example-1"), whispers: whispers, clientId: "example",
                draft: String(draft.prefix(WhisperDraft.longest)), trouble: trouble, isHeard: isHeard), say)
    }
}
