import Core
import Site

/// Consultations between organisations that there are not.
enum ConsultationsExamples {
    static let all = lists + ones + messages

    private static let lists = PageExample.states(
        of: "list", title: { $0(ConsultationsPhrase.title) }, zone: .desk, wide: true,
        [
            "empty": { ConsultationsPages.list(.init(links: [], others: others), $0) },
            "usual": { say in
                let links: [ConsultationsPages.Link] = [
                    .init(
                        id: .init(trusted: "a"), title: with("Haven \(PageExample.signs)", say),
                        sentences: [
                            say(ConsultationsPhrase.stateProposed, ["frequency": "elke maandag"]),
                            say(ConsultationsPhrase.waitsPlan), say(ConsultationsPhrase.waitsMessages, count: 2),
                            say(ConsultationsPhrase.waitsActions, count: 1),
                        ]),
                    .init(
                        id: .init(trusted: "b"), title: with("Kade", say),
                        sentences: [say(ConsultationsPhrase.stateEnded, ["day": "3 mei 2026", "name": "Kade"])]),
                ]
                return ConsultationsPages.list(.init(links: links, others: others), say)
            },
            "refused": { say in
                let refused = ConsultationsPages.Refused(
                    form: "voorstel", trouble: say(SitePhrase.empty, ["field": say(ConsultationsPhrase.next)]),
                    values: ["o-haven": "1", "hoe": "elke week \(PageExample.signs)"])
                return ConsultationsPages.list(.init(links: [], others: others, refused: refused), say)
            },
            "long words": { say in
                let long = "\(PageExample.longWord) \(PageExample.signs)"
                return ConsultationsPages.list(
                    .init(
                        links: [.init(id: .init(trusted: "a"), title: with(long, say), sentences: [long])],
                        others: [.init(id: .init(trusted: "lang"), name: long)]), say)
            },
        ])

    private static let ones = PageExample.states(
        of: "one", title: { $0(ConsultationsPhrase.title) }, zone: .desk, wide: true,
        [
            "just proposed": { ConsultationsPages.consultation(view($0, asked: 1), $0) },
            "at work": {
                ConsultationsPages.consultation(view($0, text: "Een verzonnen regel \(PageExample.signs)"), $0)
            },
            "ended": { ConsultationsPages.consultation(view($0, text: "Een verzonnen regel", isEnded: true), $0) },
            "minutes refused": { say in
                let trouble = say(SitePhrase.malformed, ["field": say(ConsultationsPhrase.heldOn)])
                let values = ["verslag": "Verzonnen verslag \(PageExample.signs)", "gehouden": "morgen", "p-p": "1"]
                return ConsultationsPages.consultation(
                    view(say, text: "Punt", refused: .init(form: "minutes", trouble: trouble, values: values)), say)
            },
            "long words": { ConsultationsPages.consultation(view($0, text: PageExample.longText), $0) },
        ])

    private static let messages = PageExample.states(
        of: "message", title: { $0(ConsultationsPhrase.title) }, zone: .desk, wide: true,
        [
            "first version": { AgreedMessagesPages.message(message($0, ["Bel ons \(PageExample.signs)"]), $0) },
            "another version": { say in
                let texts = [
                    "Bel ons op maandag.", "Bel of chat met ons.\nOok op zondag. \(PageExample.signs)", "Bel ons.",
                ]
                return AgreedMessagesPages.message(message(say, texts), say)
            },
            "ended": { AgreedMessagesPages.message(message($0, ["Bel ons", "Bel ons"], isEnded: true), $0) },
            "overtaken": { say in
                let refused = ConsultationsPages.Refused(
                    form: "versions", trouble: say(ConsultationsPhrase.overtaken),
                    values: ["tekst": "Mijn woorden \(PageExample.signs)"])
                return AgreedMessagesPages.message(message(say, ["Bel", "Bel ons"], refused: refused), say)
            },
            "long words": {
                AgreedMessagesPages.message(message($0, [PageExample.longWord, PageExample.longText]), $0)
            },
        ])

    // MARK: values

    private static let others: [ConsultationsPages.Name] = [
        .init(id: .init(trusted: "haven"), name: "Lijn aan de Haven"), .init(id: .init(trusted: "kade"), name: "Kade"),
    ]

    private static func with(_ name: String, _ say: Speech) -> String {
        say(ConsultationsPhrase.with, ["names": name])
    }

    /// - Parameter text: what everything in it says; nil when there is nothing yet.
    private static func view(
        _ say: Speech, text: String? = nil, asked: Int64? = nil, isEnded: Bool = false,
        refused: ConsultationsPages.Refused? = nil
    ) -> ConsultationsPages.View {
        let texts = text.map { [$0] } ?? []
        let by = ["name": "Kade", "day": "3 mei 2026"]
        func actions(_ sentence: ConsultationsPhrase, isLate: Bool) -> [ConsultationsPages.Action] {
            texts.map {
                .init(
                    id: .init(trusted: isLate ? "a" : "b"), text: $0, sentence: say(sentence, by), isLate: isLate,
                    isOwn: true)
            }
        }
        return .init(
            id: .init(trusted: "example"), title: with(text.map { String($0.prefix(60)) } ?? "Kade", say),
            plan: [
                say(ConsultationsPhrase.planSentence, by.merging(["frequency": "elke maandag"]) { $1 }),
                say(ConsultationsPhrase.saidYes, ["names": "Kade"]),
                say(ConsultationsPhrase.notYet, ["names": "Lijn aan de Haven"]),
                say(ConsultationsPhrase.nextIs, ["day": "3 mei 2026"]),
            ], askedPlan: asked, isEnded: isEnded, frequency: "elke maandag", next: "2026-05-10", today: "2026-05-03",
            points: texts.map { .init(id: .init(trusted: "p"), text: $0, added: say(ConsultationsPhrase.addedBy, by)) },
            meetings: texts.map {
                .init(
                    title: say(ConsultationsPhrase.meetingOn, by),
                    entries: [($0, say(ConsultationsPhrase.writtenBy, by))], points: [$0])
            }, earlier: text == nil ? nil : "2026-01-01", isEarlier: text != nil,
            actions: actions(.doesBy, isLate: true), done: actions(.doneOn, isLate: false),
            messages: texts.map {
                .init(
                    id: .init(trusted: "m"), title: $0,
                    sentence: say(
                        ConsultationsPhrase.holdsOlder, ["number": "1", "newest": "2", "names": "Kade"]))
            }, parties: others, refused: refused)
    }

    private static func message(
        _ say: Speech, _ texts: [String], isEnded: Bool = false, refused: ConsultationsPages.Refused? = nil
    ) -> AgreedMessagesPages.View {
        let by = ["name": "Kade", "day": "3 mei 2026"]
        let versions = texts.enumerated().map { index, text in
            AgreedMessagesPages.Version(
                number: Int64(index + 1), text: text,
                sentences: [
                    say(ConsultationsPhrase.versionBy, by), say(ConsultationsPhrase.saidYes, ["names": "Kade"]),
                ], isAgreed: index == 0 && texts.count > 1)
        }
        let shown =
            versions.last ?? AgreedMessagesPages.Version(number: 1, text: "", sentences: [], isAgreed: false)
        let before = versions.dropLast().last
        return .init(
            consultation: .init(trusted: "example"), id: .init(trusted: "m"), title: "Voor ouders \(PageExample.signs)",
            sentence: say(ConsultationsPhrase.holdsNone, ["newest": String(shown.number), "names": "Kade"]),
            shown: shown,
            compared: before.map { ($0.number, WordDifference(from: $0.text, to: shown.text)) }, versions: versions,
            newest: shown.text, isEnded: isEnded, isAsked: !isEnded, refused: refused)
    }
}
