import Core
import Site

/// One's own shift, with made-up minutes.
enum ShiftExamples {
    static let all = PageExample.states(
        of: "shift", title: { $0(ShiftPhrase.title) }, zone: .desk,
        [
            "just begun": { shift($0, heavy: 0) },
            "after a pause": { shift($0, heavy: 2, since: 40, line: "Een verzonnen regel \(PageExample.signs)") },
            "in a pause": { shift($0, heavy: 1, paused: 12) },
            "resting after a heavy talk": { shift($0, heavy: 1, rest: 9) },
            "long words": {
                shift($0, heavy: 1_000, since: 10_000, paused: 1, rest: 1, line: PageExample.longWord)
            },
            "coverage, for a supervisor": {
                let lines = ["Lijn aan de Haven \(PageExample.signs)", PageExample.longWord]
                return page(
                    $0, ShiftPages.coverage(lines.map { ($0, Coverage(present: 12, available: 9)) }, $0))
            },
        ])

    private static func shift(
        _ say: Speech, heavy: Int, since: Int64? = nil, paused: Int64? = nil, rest: Int64? = nil, line: String = ""
    ) -> HTML {
        page(
            say,
            ShiftPages.shift(
                .init(
                    heavy: heavy, minutesSincePause: since, pausedMinutes: paused, restMinutes: rest, line: line,
                    talk: nil), say))
    }

    private static func page(_ say: Speech, _ content: HTML) -> HTML {
        "<h1>\(say(DeskPhrase.title))</h1><section class=\"paneel\">\(content)</section>"
    }
}
