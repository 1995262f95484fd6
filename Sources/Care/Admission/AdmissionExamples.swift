import Core
import Site

/// The page on which somebody waits to begin.
enum AdmissionExamples {
    static let all = PageExample.states(
        of: "waiting", title: { $0(AdmissionPhrase.title) }, zone: .quiet,
        [
            "while the phone counts": { AdmissionPages.waiting(view($0), $0) },
            "again": { say in
                var view = view(say)
                view.isAgain = true
                return AdmissionPages.waiting(view, say)
            },
        ])

    private static func view(_ say: Speech) -> AdmissionPages.View {
        .init(
            language: say.language, challenge: String(repeating: "A", count: 40), bits: 14, thinkSeconds: 0,
            tonight: [say(EntrancePhrase.tonightPlain)])
    }
}
