import Core
import Site

/// Coming back safely, with made-up values.
enum SafeReturnExamples {
    static let all =
        PageExample.states(
            of: "talk with a question", title: { $0(TalkPhrase.title) }, zone: .quiet, scripts: [.talk],
            [
                "back with a code": { talk(canType: true, stillThere: false, $0) },
                "after a silence": { talk(canType: false, stillThere: true, $0) },
                "both": { talk(canType: true, stillThere: true, $0) },
            ])
        + PageExample.states(
            of: "second code", title: { $0(TalkPhrase.title) }, zone: .quiet,
            [
                "five words": { SafeReturnPages.second("boter kaas eieren melk brood", $0.language, $0) },
                "made already": { SafeReturnPages.second(nil, $0.language, $0) },
            ])
        + PageExample.states(
            of: "calm page", title: { $0(SafeReturnPhrase.calmTitle) }, zone: .quiet,
            ["as ever": { SafeReturnPages.calm($0) }])
        + PageExample.states(
            of: "first code", title: { $0(TalkPhrase.title) }, zone: .quiet,
            [
                "with the offer of a second": { say in
                    let offer = SafeReturnPages.offerSecond(say.language, say)
                    return "<h1>\(say(TalkPhrase.codeTitle))</h1>\(offer)"
                }
            ])

    private static func talk(canType: Bool, stillThere: Bool, _ say: Speech) -> HTML {
        var view = ConversationsExamples.view("open", ConversationsExamples.usual(say), say)
        view.beside = SafeReturnPages.asked(canType: canType, stillThere: stillThere, say.language, say)
        view.below = SafeReturnPages.quietWord(say.language, say)
        return TalkPages.talk(view, say)
    }
}
