import Core
import Pack
import Site

/// The record and the pages around it, with made-up codes.
enum RecordsExamples {
    static let all = spoken + around

    private static let spoken = PageExample.states(
        of: "record by voice", title: { $0(DeskPhrase.title) }, zone: .desk, scripts: [.talk, .desk, .record],
        [
            "empty": { RecordsPages.spoken(view(), id, .phone, notice: nil, $0) },
            "filled in": { RecordsPages.spoken(view(filled), id, .walkIn, notice: nil, $0) },
            "refused": { RecordsPages.spoken(view(filled), id, .phone, notice: "Verzonnen \(PageExample.signs)", $0) },
            "nobody keeps the list": {
                RecordsPages.spoken(view(takesLine: false), id, .phone, notice: nil, $0)
            },
            "none under way": { RecordsPages.start([], regions: nil, notice: nil, $0) },
            "some under way": {
                RecordsPages.start(
                    [(id, .phone), (id, .walkIn)], regions: codes("Regio"), notice: $0(RecordsPhrase.finished), $0)
            },
        ])

    private static let around = PageExample.states(
        of: "around the record", title: { $0(DeskPhrase.title) }, zone: .desk, scripts: [.talk, .desk, .record],
        [
            "nothing that did not fit": { RecordsPages.lists([], $0) },
            "what did not fit": {
                RecordsPages.lists(
                    [("a", "Verzonnen \(PageExample.signs)"), ("b", PageExample.longWord)], $0)
            },
            "what figures mean": { RecordsPages.meaning([figure("a"), figure("b")], $0) },
            "beside a talk": { say in
                page(
                    say, ways: RecordsPages.ways(isOnTheLine: true, keepsLists: true, say),
                    record: RecordsPages.beside(
                        view(filled), .toFill, closing: [], path: { "/desk/c/example\($0)" }, say))
            },
            "beside a talk that has its record": { say in
                page(
                    say,
                    ways: RecordsPages.ways(isOnTheLine: false, keepsLists: false, consults: true, analyses: true, say),
                    record: RecordsPages.beside(
                        view(), .recorded(isOpen: false), closing: [], path: { "/desk/c/example\($0)" }, say))
            },
            "beside a talk that goes on with its record": { say in
                page(
                    say, ways: RecordsPages.ways(isOnTheLine: true, keepsLists: false, say),
                    record: RecordsPages.beside(
                        view(), .recorded(isOpen: true), closing: [], path: { "/desk/c/example\($0)" }, say))
            },
            "beside the talk of another": { say in
                page(
                    say, ways: RecordsPages.ways(isOnTheLine: true, keepsLists: false, say),
                    record: RecordsPages.beside(
                        view(), .ofTheOther, closing: [], path: { "/desk/c/example\($0)" }, say))
            },
        ])

    // MARK: values

    private static func page(_ say: Speech, ways: HTML, record: HTML) -> HTML {
        DeskExamples.page(say, talks: ["open"], chosen: 0, panes: .init(queue: [ways], record: record))
    }

    private static let id = SpokenRecordID(trusted: "example")

    static func view(_ draft: RecordDraft = RecordDraft(), takesLine: Bool = true) -> RecordsPages.View {
        RecordsPages.View(
            form: form, draft: draft,
            figures: ["asker": [figure("a")], "reason": ["a", "b", "c"].map(figure)], takesLine: takesLine)
    }

    static let filled: RecordDraft = {
        let given = ["asker": ["a"], "reason": ["b", "a"], "region": ["unknown"]]
        var draft = try? RecordDraft(given, line: "Verzonnen \(PageExample.signs)", fields: form.fields)
        try? draft?.mark(3, as: "b", true, form: form)
        return draft ?? RecordDraft()
    }()

    private static func codes(_ word: String, group: String? = nil) -> [ContactCode] {
        [("a", "een"), ("b", PageExample.longWord)].map { id, text in
            ContactCode(
                id: id, label: Localized(everywhere: "\(word) \(text)"),
                group: group.map { Localized(everywhere: $0) })
        }
    }

    private static let form = RecordForm(
        id: RecordFormID(trusted: "example"),
        fields: ["asker", "reason", "region"].map { name in
            let unknowns = ["unknown", "not-asked", "refused"].map {
                ContactCode(id: $0, label: Localized(everywhere: "Verzonnen \($0)"))
            }
            return ContactField(
                id: name, label: Localized(everywhere: "Verzonnen vraag: \(name)?"),
                purpose: Localized(everywhere: "Verzonnen reden \(PageExample.signs)."),
                most: name == "reason" ? 3 : 1, codes: codes("Verzonnen", group: name == "reason" ? "Groep" : nil),
                unknowns: unknowns,
                elsewhere: name == "reason"
                    ? ContactCode(id: "none-fits", label: Localized(everywhere: "Past niet")) : nil)
        }, takesReports: true)

    private static func figure(_ id: String) -> Indicator {
        Indicator(
            id: IndicatorID(trusted: id), name: Localized(everywhere: "Verzonnen cijfer \(PageExample.signs)"),
            metric: .conversations, unit: Localized(everywhere: "gesprekken"),
            definition: Localized(everywhere: "Verzonnen."), doesNotSay: Localized(everywhere: "Zegt niets."),
            source: Localized(everywhere: "Verzonnen"), version: "1", breaks: [], period: .week, regionVersion: nil,
            suppressBelow: 10,
            isPublic: false, origin: .counted)
    }
}
