import Core
import Site

/// Deliveries of sources that there are not.
enum DeliveriesExamples {
    static let all = overviews + mappings + previews + dones

    private static let id = DeliveryID(trusted: "a")

    private static let overviews = PageExample.states(
        of: "overview", title: { $0(DeliveriesPhrase.title) }, zone: .desk, wide: true,
        [
            "empty": {
                DeliveriesPages.overview(.init(sources: [], drafts: [], log: [], older: nil, limit: 10), $0)
            },
            "usual": { say in
                DeliveriesPages.overview(
                    .init(
                        sources: [source("Haven \(PageExample.signs)", say), source("Kade", say)],
                        drafts: [
                            .init(
                                id: id,
                                told: say(
                                    DeliveriesPhrase.draftItem, ["source": "Haven", "values": "120", "mistakes": "2"]))
                        ],
                        log: [line("Haven \(PageExample.signs)", .logDone, say), line("Kade", .logUndoing, say)],
                        older: 1_790_000_000_000, limit: 10), say)
            },
            "refused": { say in
                let found = PersonalDataFound(kind: .citizenNumber, column: 3, line: 12)
                return DeliveriesPages.overview(
                    .init(
                        sources: [source("Haven", say)], drafts: [], log: [], older: nil, limit: 10,
                        trouble: found.sentence(say), source: "h", newSource: "Nieuw \(PageExample.signs)"), say)
            },
            "long words": { say in
                let long = "\(PageExample.longWord) \(PageExample.signs)"
                return DeliveriesPages.overview(
                    .init(
                        sources: [source(long, say)], drafts: [], log: [line(long, .logDone, say)], older: nil,
                        limit: 10),
                    say)
            },
        ])

    private static func source(_ name: String, _ say: Speech) -> DeliveriesPages.SourceLine {
        .init(
            id: .init(trusted: "h"), name: name,
            told: say(DeliveriesPhrase.sourceVersion, ["version": "2", "day": "3 mei 2026"]))
    }

    private static func line(_ source: String, _ phrase: DeliveriesPhrase, _ say: Speech) -> DeliveriesPages.LogLine {
        let values = ["values": "120", "new": "100", "changed": "12", "same": "8"]
        return .init(
            id: id, when: "3 mei 2026", source: source, told: say(phrase, values), by: say(DeliveriesPhrase.byYou))
    }

    private static let mappings = PageExample.states(
        of: "mapping", title: { $0(DeliveriesPhrase.title) }, zone: .desk, wide: true,
        [
            "first time": { DeliveriesMappingPages.mapping(mapping(["regio", "week", "aantal"], $0), $0) },
            "asked": { say in
                var view = mapping(["regio \(PageExample.signs)", "week", "aantal", ""], say)
                view.trouble = DeliveryMistake(.needsNumbers, line: 4, column: 3, name: "aantal").sentence(say)
                view.unknownRegions = [.init(text: "Havenstad \(PageExample.signs)", chosen: "VT01")]
                view.unknownWords = [.init(text: "x", chosen: "suppressed"), .init(text: ".", chosen: "")]
                view.unknownIndicators = [.init(text: "Meldingen", chosen: "")]
                return DeliveriesMappingPages.mapping(view, say)
            },
            "long words": { say in
                DeliveriesMappingPages.mapping(mapping([PageExample.longWord, "week", "aantal"], say), say)
            },
        ])

    private static func mapping(_ columns: [String], _ say: Speech) -> DeliveriesMappingPages.View {
        var mapping = DeliveryMapping.guess(columns, indicators: [])
        mapping.empty = .missing
        let told = say(DeliveriesPhrase.readAsText, ["encoding": "Windows-1252", "separator": "“;”", "rows": "120"])
        return .init(
            id: id, source: "Haven \(PageExample.signs)", told: [told, say(DeliveriesPhrase.windowsNote)],
            columns: columns,
            first: [["VT01", "2020-W13", "1.234"], ["VT02", "2020-W13", ""]], mapping: mapping,
            indicators: [.init(value: "x", label: "Adviezen")],
            regions: [.init(value: "VT01", label: "Havenstad (VT01, 2025)")], sheets: ["Blad1", "Blad2"])
    }

    private static let previews = PageExample.states(
        of: "preview", title: { $0(DeliveriesPhrase.title) }, zone: .desk, wide: true,
        [
            "good": { say in
                let change = DeliveriesPages.ChangeLine(
                    row: 12, figure: "Adviezen", place: "Havenstad \(PageExample.signs)", period: "week 13 2020",
                    old: "12",
                    new: "21")
                return DeliveriesPages.preview(preview(say, changes: [change]), say)
            },
            "with mistakes": { say in
                let mistakes = [
                    DeliveryMistake(.week53, line: 4, column: 2, name: "week", ["year": "2019", "value": "2019-W53"]),
                    DeliveryMistake(
                        .regionVersion, line: 9, column: 1, name: "regio", ["year": "2025", "other": "2020"]),
                ]
                let lines = mistakes.map {
                    DeliveriesPages.MistakeLine(
                        row: String($0.line), column: "\($0.column) (\($0.columnName) \(PageExample.signs))",
                        text: $0.message(say))
                }
                return DeliveriesPages.preview(preview(say, mistakes: lines), say)
            },
            "nothing new": { DeliveriesPages.preview(preview($0), $0) },
            "overtaken": { say in
                var view = preview(say)
                view.trouble = say(DeliveriesPhrase.overtaken)
                return DeliveriesPages.preview(view, say)
            },
            "long words": { say in
                let change = DeliveriesPages.ChangeLine(
                    row: 12, figure: PageExample.longWord, place: PageExample.longText, period: "week 13 2020",
                    old: "12",
                    new: "21")
                return DeliveriesPages.preview(preview(say, changes: [change]), say)
            },
        ])

    private static func preview(
        _ say: Speech, mistakes: [DeliveriesPages.MistakeLine] = [], changes: [DeliveriesPages.ChangeLine] = []
    ) -> DeliveriesPages.Preview {
        .init(
            id: id, source: "Haven \(PageExample.signs)", until: "14:05",
            told: [say(DeliveriesPhrase.sentBefore, ["day": "3 mei 2026"])], values: 500, new: changes.isEmpty ? 0 : 20,
            changed: changes.isEmpty ? 0 : 120, mistakes: mistakes.isEmpty ? 0 : 25_000, kept: 20_000,
            mistakeLines: mistakes, mistakesFrom: 50, changeLines: changes, changesFrom: 0)
    }

    private static let dones = PageExample.states(
        of: "done", title: { $0(DeliveriesPhrase.title) }, zone: .desk, wide: true,
        [
            "brought in": { say in
                DeliveriesPages.done(
                    .init(
                        id: id, source: "Haven \(PageExample.signs)",
                        told: [
                            say(
                                DeliveriesPhrase.doneTold,
                                ["day": "3 mei 2026", "values": "120", "new": "100", "changed": "12", "same": "8"]),
                            say(DeliveriesPhrase.print, ["print": "0123456789abcdef"]),
                        ], canBeUndone: true), say)
            },
            "taken back": { say in
                DeliveriesPages.done(
                    .init(
                        id: id, source: "Haven \(PageExample.signs)", told: [say(DeliveriesPhrase.undone)],
                        canBeUndone: false, trouble: say(DeliveriesPhrase.undone)), say)
            },
        ])
}
