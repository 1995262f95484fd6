import Core
import Site

/// Findings that there are not.
enum DetectionExamples {
    static let all = lists + findings + ledgers

    private static let lists = PageExample.states(
        of: "list", title: { $0(DetectionPhrase.title) }, zone: .findable, wide: true,
        [
            "none": { DetectionPages.list(list([], $0, judge: nil), $0) },
            "some": { say in
                DetectionPages.list(list(["Verzonnen cijfer \(PageExample.signs)", "Nog een"], say, judge: nil), say)
            },
            "long words": { DetectionPages.list(list([PageExample.longWord], $0, judge: nil), $0) },
            "of a quarter": { say in
                var view = list([], say, judge: nil)
                view.isLatest = false
                view.periods = [
                    ("/signals/findings", say(DetectionPhrase.lastWeeks)),
                    (nil, say(DetectionPhrase.quarter, ["n": "2", "year": "2026"])),
                ]
                return DetectionPages.list(view, say)
            },
        ])

    private static let desk = PageExample.states(
        of: "desk list", title: { $0(DetectionPhrase.title) }, zone: .desk, wide: true,
        [
            "to judge": {
                DetectionPages.list(list(["Verzonnen cijfer \(PageExample.signs)"], $0, judge: "/desk/findings"), $0)
            },
            "judging": { say in
                var view = list([], say, judge: "/desk/findings")
                view.running = say(DetectionPhrase.judging, ["done": "3", "total": "12"])
                return DetectionPages.list(view, say)
            },
        ])

    private static let findings =
        desk
        + PageExample.states(
            of: "finding", title: { $0(DetectionPhrase.title) }, zone: .findable, wide: true,
            [
                "for everybody": { DetectionPages.finding(finding($0, desk: nil), $0) },
                "on late reports": { say in DetectionPages.finding(late(say, isComplete: false), say) },
                "on late reports, and judged again": { say in DetectionPages.finding(late(say, isComplete: true), say)
                },
                "regions together": { say in DetectionPages.finding(together(say), say) },
                "withdrawn": { say in
                    let text = say(
                        DetectionPhrase.withdrawnBoth, ["day": "23 november 2026", "before": "158", "n": "78"])
                    return DetectionPages.finding(finding(say, desk: nil, sentence: text), say)
                },
                "too few to show": { say in
                    DetectionPages.finding(finding(say, desk: nil, sentence: say(DetectionPhrase.tooFewToShow)), say)
                },
            ])
        + PageExample.states(
            of: "desk finding", title: { $0(DetectionPhrase.title) }, zone: .desk, wide: true,
            [
                "for analysts": { DetectionPages.finding(finding($0, desk: "/desk/findings/a"), $0) },
                "refused": { say in
                    var view = finding(say, desk: "/desk/findings/a")
                    view.trouble = say(SitePhrase.empty, ["field": say(DetectionPhrase.reason)])
                    view.values = ["note-campaign": "Verzonnen \(PageExample.signs)"]
                    return DetectionPages.finding(view, say)
                },
                "long words": {
                    DetectionPages.finding(finding($0, desk: "/desk/findings/a", sentence: PageExample.longWord), $0)
                },
            ])

    private static let ledgers = PageExample.states(
        of: "ledger", title: { $0(DetectionPhrase.ledger) }, zone: .findable, wide: true,
        [
            "nothing judged": { DetectionPages.ledger([], explained: explained($0), back: back($0), $0) },
            "judged": { say in
                DetectionPages.ledger(
                    [
                        .init(
                            name: "Verzonnen cijfer \(PageExample.signs)", tested: "1.234", inRange: "95%",
                            expected: "1,0", found: "2"),
                        .init(name: PageExample.longWord, tested: "0", inRange: "–", expected: "0", found: "0"),
                    ], explained: explained(say),
                    more: [
                        DetectionPages.Ledger(
                            title: .ledgerEarly, explained: say(DetectionPhrase.ledgerEarlyExplained),
                            columns: [
                                .ledgerColumnEstimates, .ledgerColumnHeld, .ledgerColumnEarly, .ledgerColumnStayed,
                            ],
                            lines: [
                                ("Verzonnen cijfer \(PageExample.signs)", ["1.234", "91%", "3", "2"]),
                                (PageExample.longWord, ["0", "–", "0", "0"]),
                            ]),
                        DetectionPages.Ledger(
                            title: .ledgerGroups,
                            explained: say(DetectionPhrase.ledgerGroupsExplained, ["weeks": "100"]),
                            columns: [.ledgerColumnScanned, .ledgerColumnFalseGroups, .ledgerColumnGroups],
                            lines: [(PageExample.longWord, ["120", "1,2", "1"])]),
                    ], back: back(say), say)
            },
        ])

    private static func explained(_ say: Speech) -> String { say(DetectionPhrase.ledgerExplained, ["x": "1"]) }
    private static func back(_ say: Speech) -> (path: String, text: String) {
        ("/signals", say(DetectionPhrase.backToSignals))
    }

    private static func list(_ names: [String], _ say: Speech, judge: String?) -> DetectionPages.ListView {
        DetectionPages.ListView(
            links: names.map {
                .init(
                    path: "/signals/findings/a", what: $0, place: "Nergensland", week: "week 48, 2026",
                    decision: say(DetectionPhrase.undecided))
            },
            judged: names.isEmpty
                ? nil
                : say(
                    DetectionPhrase.judgedOn, ["day": "23 november 2026", "week": "week 47 van 2026", "series": "78"]),
            back: back(say), judge: judge)
    }

    private static func late(_ say: Speech, isComplete: Bool) -> DetectionPages.View {
        var lines = [
            say(DetectionPhrase.earlyReports), say(DetectionPhrase.earlyShare, ["x": "70"]),
            say(DetectionPhrase.earlyEstimate, ["n": "158", "low": "139", "high": "181"]),
        ]
        let quiet = say(DetectionPhrase.quiet, ["unit": "verzonnen dingen"])
        lines.append(
            isComplete
                ? say(DetectionPhrase.earlyOutcome, ["sentence": quiet]) : say(DetectionPhrase.earlyAgain))
        return finding(
            say, desk: nil, kind: .kindEarlyRise, more: [(say(DetectionPhrase.earlyLabel), lines)])
    }

    private static func together(_ say: Speech) -> DetectionPages.View {
        let places = ["Nergensland", "Verzonnen \(PageExample.signs)", PageExample.longWord].map {
            say(
                DetectionPhrase.exceptPlace,
                ["region": $0, "n": "31", "expected": "20", "low": "11", "high": "30"])
        }
        let all = say(
            DetectionPhrase.exceptPlace,
            [
                "region": say(DetectionPhrase.and, ["first": "Nergensland", "last": PageExample.longWord]), "n": "93",
                "expected": "60", "low": "44", "high": "77",
            ])
        return finding(
            say, desk: nil, sentence: say(DetectionPhrase.exceptRise, ["places": all]), kind: .kindCluster,
            more: [(say(DetectionPhrase.placesTogether), places)])
    }

    private static func finding(
        _ say: Speech, desk: String?, sentence: String? = nil, kind: DetectionPhrase = .kindRise,
        more: [(String, [String])] = []
    ) -> DetectionPages.View {
        DetectionPages.View(
            title: "Verzonnen cijfer: \(say(kind))",
            sentence: sentence
                ?? say(DetectionPhrase.rise, ["unit": "verzonnen dingen", "n": "158", "low": "55", "high": "97"]),
            facts: [(say(DetectionPhrase.what), ["Nergensland, week 47"])] + more + [
                (
                    say(DetectionPhrase.howSure),
                    [say(DetectionPhrase.chance, ["n": "3", "of": "1.000"]), say(DetectionPhrase.clear)]
                )
            ],
            explanations: [
                .init(id: "campaign", name: say(DetectionPhrase.campaign), answers: []),
                .init(id: "holiday", name: say(DetectionPhrase.holiday), answers: ["Nee \(PageExample.signs)"]),
            ], decisions: [], back: back(say), desk: desk)
    }
}
