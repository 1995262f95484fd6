import Core
import Pack
import Site

/// The counsellor's place, with made-up talks.
enum DeskExamples {
    static let all = signIn + code + desk

    private static let signIn = PageExample.states(
        of: "sign in", title: { $0(DeskPhrase.title) }, zone: .desk,
        [
            "empty": { DeskPages.signIn(trouble: nil, name: "", $0) },
            "refused": { DeskPages.signIn(trouble: $0(SitePhrase.wrongCredentials), name: PageExample.signs, $0) },
        ])

    private static let code = PageExample.states(
        of: "code from an app", title: { $0(DeskPhrase.title) }, zone: .desk,
        [
            "empty": { DeskPages.code(trouble: nil, $0) },
            "refused": { DeskPages.code(trouble: "\($0(DeskPhrase.codeWrong)) \(PageExample.signs)", $0) },
        ])

    private static let desk = PageExample.states(
        of: "desk", title: { $0(DeskPhrase.title) }, zone: .desk, wide: true,
        scripts: [.talk, .desk, .record, .supervisor],
        [
            "nobody waits": { page($0, queue: $0(DeskPhrase.queueEmpty)) },
            "nobody waits any more": {
                page($0, queue: $0(DeskPhrase.queueEmpty), notice: $0(DeskPhrase.nobodyWaits))
            },
            "two talks, none chosen": { page($0, talks: ["open", "away"], chosen: nil) },
            "a talk": { page($0, talks: ["open", "away"], chosen: 0, clocks: [20, 130, 900]) },
            "a talk that stood first": { say in
                page(
                    say, talks: ["open"], chosen: 0,
                    urgency: [
                        "\(say(QueuePhrase.urgentAcute)) "
                            + say(QueuePhrase.urgentWord, ["rule": "Verzonnen regel", "word": "verzonnen"]),
                        say(QueuePhrase.raisedBy, ["name": "Medewerker \(PageExample.signs)"]),
                    ])
            },
            "a talk, silent for long": { page($0, talks: ["open"], chosen: 0, clocks: [200, 400, 4_000]) },
            "a talk, the other is away": { page($0, talks: ["open", "away"], chosen: 1) },
            "a talk, somebody can be asked in": {
                page($0, talks: ["open"], chosen: 0, panes: ThreeWayExamples.panes(nil, canLeave: false, $0))
            },
            "a talk, the other was asked": {
                page(
                    $0, talks: ["open"], chosen: 0,
                    panes: ThreeWayExamples.panes(ThreeWayExamples.asked($0), canLeave: true, $0))
            },
            "a talk, with a third": {
                page(
                    $0, talks: ["open"], chosen: 0,
                    panes: ThreeWayExamples.panes(ThreeWayExamples.together($0), canLeave: true, $0))
            },
            "a talk, asked in as a third": {
                page(
                    $0, talks: ["open"], chosen: 0,
                    panes: ThreeWayExamples.panes(
                        ThreeWayExamples.together($0), canLeave: true, $0, leave: .fine, report: .advice))
            },
            "a talk, held back": {
                page(
                    $0, talks: ["away"], chosen: 0, draft: "Verzonnen \(PageExample.signs)",
                    trouble: $0(SitePhrase.seekerAway))
            },
            "a talk, closed": { page($0, talks: ["closed"], chosen: 0) },
            "a talk, not sent": {
                page(
                    $0, talks: ["open"], chosen: 0, draft: "Verzonnen \(PageExample.signs)",
                    trouble: $0(SitePhrase.storeUnavailable))
            },
            "at capacity": {
                page($0, talks: ["open", "open", "open"], chosen: nil, notice: $0(SitePhrase.atCapacity))
            },
            "long words": { long($0) },
            "a role without talks": { page($0, queue: "", isOnTheLine: false) },
            "a coordinator": { page($0, queue: "", isOnTheLine: false, plansStaffing: true) },
        ])

    // MARK: values

    static func page(
        _ say: Speech, queue: String? = nil, isOnTheLine: Bool = true, talks states: [String] = [],
        chosen: Int? = nil, clocks: [Int64] = [10, 45, 300],
        draft: String = "", trouble: String? = nil, notice: String? = nil, panes: DeskPages.Panes = .init(),
        place: OwnPlace = .init(), urgency: [String] = [], plansStaffing: Bool = false
    ) -> HTML {
        let labels = states.enumerated().map { index, state in
            "\(index + 1). Lijn aan de Haven 00\(index) · \(word(state, say))"
        }
        let talk = chosen.map { index in
            open(
                states[index], messages: messages(say), nickname: "Lijn aan de Haven 00\(index)",
                clocks: clocks, draft: draft, trouble: trouble, urgency: urgency, say)
        }
        return DeskPages.desk(
            DeskPages.View(
                person: "Medewerker \(PageExample.signs)", isOnTheLine: isOnTheLine,
                queue: queue
                    ?? say(DeskPhrase.queueLine, ["line": "Lijn aan de Haven", "waiting": "3", "minutes": "12"]),
                talks: labels.enumerated().map { index, label in
                    DeskPages.TalkLink(
                        id: id(index), label: label, isCurrent: index == chosen, mark: .init(name: index, colour: index)
                    )
                }, talk: talk, notice: notice, panes: panes, place: place,
                plansStaffing: plansStaffing), say)
    }

    /// A talk that a supervisor reads along with.
    static func watched(_ say: Speech) -> DeskPages.OpenTalk {
        var talk = open(
            "open", messages: messages(say), nickname: "Lijn aan de Haven 001", clocks: [10, 45, 300], draft: "",
            trouble: nil, say)
        talk.view.watching = say(SupervisionPhrase.watchedBy, ["names": "Medewerker \(PageExample.signs)"])
        return talk
    }

    private static func long(_ say: Speech) -> HTML {
        let long = "\(PageExample.longWord) \(PageExample.signs)"
        let talk = open(
            "open", messages: ConversationsExamples.long(say), nickname: long,
            clocks: [86_400, 172_800, 604_800], draft: PageExample.longText, trouble: nil, say)
        return DeskPages.desk(
            DeskPages.View(
                person: long, isOnTheLine: true,
                queue: say(DeskPhrase.queueLine, ["line": long, "waiting": "1999", "minutes": "1440"]),
                talks: [.init(id: id(0), label: "1. \(long)", isCurrent: true)], talk: talk, notice: long,
                panes: ThreeWayExamples.long(say)), say)
    }

    private static func open(
        _ state: String, messages: [TalkPages.View.Line], nickname: String,
        clocks: [Int64], draft: String, trouble: String?, urgency: [String] = [], _ say: Speech
    ) -> DeskPages.OpenTalk {
        var view = TalkPages.View(
            language: say.language, state: state, sentence: word(state, say), messages: messages, hidesEarlier: false,
            offers: [], lastNumber: messages.last?.number ?? 0, clientId: "example", draft: draft, trouble: trouble)
        view.asksToConfirm = state == "away" && trouble != nil
        let labels = [("zij", DeskPhrase.clockSeeker), ("mij", .clockOwn), ("alles", .clockTotal)]
        return DeskPages.OpenTalk(
            id: id(0), view: view, nickname: nickname, urgency: urgency,
            clocks: zip(labels, clocks).map { .init(side: $0.0, label: say($0.1), seconds: $1) },
            mark: .init(name: 0, colour: 3))
    }

    /// The same talk as on the seeker's page, seen from the other side.
    private static func messages(_ say: Speech) -> [TalkPages.View.Line] {
        ConversationsExamples.usual(say).map { line in
            let isOwn = line.side == .other
            return .init(
                number: line.number, side: isOwn ? .own : .other, who: say(isOwn ? TalkPhrase.you : .seeker),
                text: line.text)
        }
    }

    private static func word(_ state: String, _ say: Speech) -> String {
        switch state {
        case "away": say(DeskPhrase.stateAway)
        case "closed": say(DeskPhrase.stateClosed)
        default: say(DeskPhrase.stateOpen)
        }
    }

    static func id(_ index: Int) -> ConversationID { ConversationID(trusted: "example-\(index)") }
}
