import Core

/// The problem pages, with made-up refusals.
public enum ProblemExamples {
    public static let all = quiet + desk

    private static let quiet = PageExample.states(
        of: "problem", title: { $0(SitePhrase.problemTitle) }, zone: .quiet,
        [
            "not found": { ProblemPages.problem(Problem(.notFound), kept: nil, back: "/", $0) },
            "field not understood": {
                ProblemPages.problem(Problem(.malformed(field: PageExample.signs)), kept: nil, back: "/", $0)
            },
            "queue full": {
                ProblemPages.problem(Problem(.queueFull(line: LineID(trusted: "line"))), kept: nil, back: "/", $0)
            },
            "store gone, text kept": {
                ProblemPages.problem(
                    Problem(.storeUnavailable), kept: "Verzonnen woorden \(PageExample.signs)", back: "/g", $0)
            },
            "too long, text kept": {
                ProblemPages.problem(
                    Problem(.tooLong(field: "a1", limit: 4000)), kept: PageExample.longText, back: "/g", $0)
            },
            "fault": { ProblemPages.problem(Problem(fault: "K7B2Q9XD"), kept: nil, back: "/", $0) },
        ])

    private static let desk = PageExample.states(
        of: "problem on the desk", title: { $0(SitePhrase.problemTitle) }, zone: .desk,
        [
            "at capacity": { ProblemPages.problem(Problem(.atCapacity), kept: nil, back: "/desk", $0) },
            "not found": { ProblemPages.problem(Problem(.notFound), kept: nil, back: "/desk", $0) },
        ])
}
