import Core
import Site

/// The seeker's side of a talk, with made-up words.
enum ConversationsExamples {
    static let all = talk + news + others

    private static let talk = PageExample.states(
        of: "talk", title: { $0(TalkPhrase.title) }, zone: .quiet, scripts: [.talk],
        [
            "waiting, nothing written": { TalkPages.talk(view("waiting", [], $0), $0) },
            "waiting, something written": { TalkPages.talk(view("waiting", Array(usual($0).prefix(1)), $0), $0) },
            "open": { TalkPages.talk(view("open", usual($0), $0), $0) },
            "open, long words": { TalkPages.talk(view("open", long($0), $0, draft: PageExample.longText), $0) },
            "open, from right to left": {
                let text = PageExample.rightToLeftText
                return TalkPages.talk(
                    view("open", [line(1, .own, text, $0), line(2, .other, text, $0)], $0, draft: text), $0)
            },
            "asked about a handover": {
                TalkPages.talk(view("open", usual($0), $0, offers: [question(.offerHandover, .shareHistory, $0)]), $0)
            },
            "asked about a third": {
                TalkPages.talk(view("open", usual($0), $0, offers: [question(.offerInvite, .shareSummary, $0)]), $0)
            },
            "back with a code": {
                var back = view("open", [], $0, hidesEarlier: true)
                back.keeping = .init(chosen: nil, shorter: [168, 24, 0])
                return TalkPages.talk(back, $0)
            },
            "not sent": {
                TalkPages.talk(
                    view(
                        "open", usual($0), $0, draft: "Verzonnen woorden \(PageExample.signs)",
                        trouble: $0(SitePhrase.tooMany, ["seconds": "7"])), $0)
            },
            "closed": {
                TalkPages.talk(view("closed", usual($0) + [line(5, .system, $0(TalkPhrase.closed), $0)], $0), $0)
            },
        ])

    private static let news = PageExample.states(
        of: "news in a frame", title: { $0(TalkPhrase.title) }, zone: .quiet, bare: true,
        [
            "nothing new": {
                TalkPages.news([], sentence: $0(TalkPhrase.open), refreshes: true, frame: "/g/l?after=4", $0)
            },
            "new messages": {
                TalkPages.news(usual($0), sentence: $0(TalkPhrase.open), refreshes: true, frame: "/g/l?after=0", $0)
            },
            "long words, standing still": {
                TalkPages.news(long($0), sentence: $0(TalkPhrase.open), refreshes: false, frame: "/g/l?after=0", $0)
            },
            "closed": {
                TalkPages.news([], sentence: $0(TalkPhrase.closed), refreshes: false, frame: "/g/l?after=4", $0)
            },
        ])

    private static let others =
        PageExample.states(
            of: "code", title: { $0(TalkPhrase.title) }, zone: .quiet,
            [
                "five words": {
                    TalkCodePages.code(
                        "boter kaas eieren melk brood", days: 30, another: .oneMore(tag: "a1b2c3"),
                        keeping: .init(chosen: nil, shorter: [168, 24, 0]),
                        tonight: tonight($0),
                        $0.language, $0)
                },
                "the longest words, and no more than four": {
                    TalkCodePages.code(
                        "augustus abrikoos achttien aankomst komkommer", days: 7, another: .insteadOfAll(count: 4),
                        keeping: .init(chosen: 24, shorter: [0]), $0.language, $0)
                },
                "kept until the end": {
                    TalkCodePages.code(
                        "boter kaas eieren melk brood", days: 1, another: .oneMore(tag: "a1b2c3"),
                        keeping: .init(chosen: 0, shorter: []), $0.language, $0)
                },
            ])
        + PageExample.states(
            of: "no code yet", title: { $0(TalkPhrase.title) }, zone: .quiet,
            [
                "none": {
                    TalkCodePages.none(
                        hasEarlier: false, isFull: nil, keeping: .init(chosen: nil, shorter: []), $0.language, $0)
                },
                "made before coming back": {
                    TalkCodePages.none(
                        hasEarlier: true, isFull: nil, keeping: .init(chosen: nil, shorter: [168, 24, 0]), $0.language,
                        $0)
                },
                "four before coming back": {
                    TalkCodePages.none(
                        hasEarlier: true, isFull: .insteadOfAll(count: 4), keeping: .init(chosen: 24, shorter: [0]),
                        $0.language, $0)
                },
            ])
        + PageExample.states(
            of: "erase", title: { $0(TalkPhrase.title) }, zone: .quiet,
            ["asked once": { TalkEndPages.askErase($0.language, $0) }])
        + PageExample.states(
            of: "ended", title: { $0(TalkPhrase.title) }, zone: .quiet,
            [
                "closed": {
                    let numbers: HTML = "<p><a href=\"tel:112\">112</a></p>"
                    let card = TalkEndPages.ended(isClosed: true, numbers: numbers, $0.language, $0)
                    return "<h1>\($0(TalkPhrase.title))</h1>\(card)"
                }
            ])
        + PageExample.states(
            of: "gone from the frame", title: { $0(TalkPhrase.title) }, zone: .quiet, bare: true,
            [
                "open elsewhere": {
                    TalkEndPages.gone(TalkGone.elsewhere.sentence(isStaff: false, $0), toDesk: false, $0)
                },
                "erased, on the desk": {
                    TalkEndPages.gone(TalkGone.erased.sentence(isStaff: true, $0), toDesk: true, $0)
                },
            ])
        + PageExample.states(
            of: "erased", title: { $0(TalkPhrase.title) }, zone: .quiet,
            ["done": { TalkEndPages.erased(tonight: tonight($0), $0.language, $0) }])
        + PageExample.states(
            of: "come back", title: { $0(TalkPhrase.returnTitle) }, zone: .quiet,
            [
                "empty": { TalkPages.comeBack($0.language, trouble: nil, $0) },
                "wrong code": { TalkPages.comeBack($0.language, trouble: $0(TalkPhrase.returnWrong), $0) },
            ])

    // MARK: values

    static func view(
        _ state: String, _ messages: [TalkPages.View.Line], _ say: Speech, offers: [TalkPages.View.Question] = [],
        hidesEarlier: Bool = false, draft: String = "", trouble: String? = nil
    ) -> TalkPages.View {
        let sentence =
            switch state {
            case "waiting":
                say(TalkPhrase.waiting, ["position": "3"]) + " "
                    + say(TalkPhrase.waitRange, ["low": "4", "high": "14"])
            case "closed": say(TalkPhrase.closed)
            default: say(TalkPhrase.open)
            }
        return TalkPages.View(
            language: say.language, state: state, sentence: sentence, messages: messages, hidesEarlier: hidesEarlier,
            offers: offers, lastNumber: messages.last?.number ?? 0, clientId: "example", draft: draft, trouble: trouble,
            tonight: tonight(say))
    }

    private static func tonight(_ say: Speech) -> [String] { [say(EntrancePhrase.tonightPlain)] }

    /// Four short messages, one of them with signs.
    static func usual(_ say: Speech) -> [TalkPages.View.Line] {
        let isEnglish = say.language == .english
        return [
            line(1, .own, isEnglish ? "Hello. Is somebody there?" : "Hallo. Is daar iemand?", say),
            line(
                2, .other,
                isEnglish ? "Hello. Yes, I am here.\nTake your time." : "Hallo. Ja, ik ben er.\nNeem de tijd.", say),
            line(3, .own, "1 \(PageExample.signs) 2", say),
            line(4, .other, isEnglish ? "Thank you for writing that." : "Goed dat je dat opschrijft.", say),
        ]
    }

    static func long(_ say: Speech) -> [TalkPages.View.Line] {
        [
            line(1, .own, PageExample.longText, say), line(2, .other, PageExample.longText, say),
            line(3, .other, PageExample.longWord, say, who: "\(PageExample.longWord), \(PageExample.longWord)"),
        ]
    }

    static func line(
        _ number: Int64, _ side: TalkPages.View.Side, _ text: String, _ say: Speech, who: String? = nil
    ) -> TalkPages.View.Line {
        let name =
            switch side {
            case .own: say(TalkPhrase.you)
            case .other: "\(say(TalkPhrase.counsellor)), Huis aan de Haven"
            case .system: say(TalkPhrase.system)
            }
        return TalkPages.View.Line(number: number, side: side, who: who ?? name, text: text)
    }

    static func question(
        _ text: TalkPhrase, _ share: TalkPhrase, _ say: Speech
    ) -> TalkPages.View.Question {
        let values = ["organisation": "Huis aan de Haven \(PageExample.signs)"]
        return .init(id: "example", text: say(text, values), share: say(share, values))
    }
}
