import Core
import Pack
import Site

/// What stands beside a talk, with made-up answers, notes and texts.
enum BesideExamples {
    static let all = PageExample.states(
        of: "desk with its panes", title: { $0(DeskPhrase.title) }, zone: .desk, wide: true,
        scripts: [.talk, .desk, .record],
        [
            "nothing is known yet": { page($0, panes($0)) },
            "much is known": {
                page(
                    $0,
                    panes(
                        $0,
                        facts: .init(canType: (.yes, 12), hasCode: true, quietWord: "verzonnen \(PageExample.signs)"),
                        answers: ["q0": "yes", "q1": "no", "q2": "unknown", "q3": "not-asked"],
                        note: "Verzonnen \(PageExample.signs)"))
            },
            "cannot talk freely, and away": {
                page(
                    $0,
                    panes($0, facts: watched($0)))
            },
            "would rather not say": { page($0, panes($0, facts: .init(canType: (.ratherNot, 0), hasCode: false))) },
            "asked in, and not all is shared": {
                page(
                    $0, panes($0, facts: .init(hasCode: false, isPartly: true, warning: $0(SheetPhrase.acuteElsewhere)))
                )
            },
            "acute": { page($0, panes($0, acute: .init(seconds: 185, log: log($0), isClosed: false))) },
            "was acute, and is closed": {
                page($0, panes($0, acute: .init(seconds: nil, log: log($0), isClosed: true)), state: "closed")
            },
            "long words": {
                let long = "\(PageExample.longWord) \(PageExample.signs)"
                let step = SheetPages.Acute.Step(minute: 1_440, name: long, text: PageExample.longText)
                return page(
                    $0,
                    panes(
                        $0, acute: .init(seconds: 90_000, log: [step], isClosed: false), note: PageExample.longText,
                        others: [(long, PageExample.longText)], word: long))
            },
            "dark, with large text": {
                page($0, panes($0), place: OwnPlace(light: .dark, textSize: 3, isWithoutKeys: true))
            },
            "light, with larger text": { page($0, panes($0), place: OwnPlace(light: .light, textSize: 2)) },
        ])

    private static func page(
        _ say: Speech, _ panes: DeskPages.Panes, state: String = "open", place: OwnPlace = OwnPlace()
    ) -> HTML {
        DeskExamples.page(say, talks: [state, "open"], chosen: 0, panes: panes, place: place)
    }

    private static func panes(
        _ say: Speech,
        facts: SheetPages.Facts = .init(wordAction: "/desk/c/example/word"),
        acute: SheetPages.Acute = .init(seconds: nil, log: [], isClosed: false), answers: [String: String] = [:],
        note: String = "", others: [(name: String, text: String)] = [], word: String = "Verzonnen"
    ) -> DeskPages.Panes {
        let path = { (part: String) in "/desk/c/example\(part)" }
        let card = RiskCard(
            questions: (0..<6).map { .init(id: "q\($0)", text: Localized(everywhere: "\(word) vraag \($0)?")) },
            source: "\(word) bron", isValidated: false)
        let given = (try? RiskAnswers(answers, card: card)) ?? RiskAnswers()
        return DeskPages.Panes(
            head: SheetPages.acuteButton(acute, path: path, say), acute: SheetPages.acute(acute, path: path, say),
            first: [SheetPages.facts(facts, say)] + [SheetPages.acuteBefore(acute, say)].compactMap(\.self),
            side: [
                SheetPages.risk(card, given, path: path, say),
                SheetPages.notes(own: note, others: others, path: path, say),
            ],
            below: [
                CannedPages.canned(
                    texts(word), opening: "Een verzonnen opening.\nNog een regel.", language: .dutch,
                    talk: DeskExamples.id(0), canWrite: !acute.isClosed, say)
            ], closing: [SheetPages.openQuestions(given.open(on: card), say), ShiftPages.markHeavy(say)],
            record: RecordsPages.beside(
                RecordsExamples.view(answers.isEmpty ? RecordDraft() : RecordsExamples.filled), .toFill,
                closing: [SheetPages.openQuestions(given.open(on: card), say), ShiftPages.markHeavy(say)], path: path,
                say))
    }

    private static func watched(_ say: Speech) -> SheetPages.Facts {
        let ago = ["minutes": "4"]
        return .init(
            canType: (.no, 4), hasCode: true, awaySeconds: 250, quietWord: "verzonnen \(PageExample.signs)",
            saidQuietWord: true, warning: say(SafeReturnPhrase.factWatched, ago),
            notes: [say(SafeReturnPhrase.factReturned, ago), say(SafeReturnPhrase.factStillThere, ago)],
            wordAction: "/desk/c/example/word")
    }

    private static func texts(_ word: String) -> [CannedPages.Item] {
        let days = [Day(daysSince1970: 21_000), Day(daysSince1970: 20_000)]
        return days.enumerated().map { index, day in
            let text = CannedText(
                id: CannedID(trusted: "text-\(index)"), groups: [], owner: "\(word) redactie", bestBefore: day,
                level: .b1, keys: ["verzonnen"], title: Localized(everywhere: "\(word) titel"),
                text: Localized(everywhere: "\(word), ik ben [jouw naam]."))
            return CannedPages.Item(
                text: text, isFavourite: index == 0, lastUsed: index == 0 ? day : nil, isGood: index == 0)
        }
    }

    private static func log(_ say: Speech) -> [SheetPages.Acute.Step] {
        [
            .init(minute: 0, name: "Medewerker \(PageExample.signs)", text: say(SheetPhrase.logBegan)),
            .init(minute: 3, name: "Medewerker", text: "Een verzonnen besluit \(PageExample.signs)"),
        ]
    }
}
