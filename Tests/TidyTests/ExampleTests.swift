import Care
import Core
import Foundation
import Guidance
import Insight
import Site
import Testing

extension PageExample: CustomTestStringConvertible {
    public var testDescription: String { id }

    static let everywhere = ProblemExamples.all + Care.examples + Guidance.examples + Insight.examples

    /// Pages that say nothing which came from a person: no value of theirs could be forgotten.
    static let withoutWords: Set<String> = [
        "Conversations code", "Conversations erased", "Conversations come back", "Admission waiting",
        "Conversations no code yet", "Conversations erase", "Conversations ended", "Conversations gone from the frame",
        "SafeReturn calm page", "SafeReturn first code", "SafeReturn second code",
    ]
}

@Suite struct `Examples of pages` {
    struct View: Sendable, CustomTestStringConvertible {
        let example: PageExample
        let language: Language
        let html: String
        var testDescription: String { "\(example.id), \(language)" }
    }

    static func frame() throws -> Frame {
        let exit = try #require(URL(string: "https://weather.example/"))
        return Frame(
            languages: try Languages(
                folder: Repository.root.appending(path: "Locales"),
                languages: Texts.languages.compactMap { Language($0) }),
            assets: try Assets(folder: Repository.root.appending(path: "Public"), digest: { _ in "digest" }),
            emergency: (.init(number: "112", tel: "112"), .init(number: "0800-2000", tel: "08002000")),
            neutralExit: exit)
    }

    static let views: [View] = {
        guard let frame = try? frame() else { return [] }
        return PageExample.everywhere.flatMap { example in
            frame.languages.all.map { language in
                let page = example.page(in: frame, language)
                return View(example: example, language: language, html: String(decoding: page.bytes, as: UTF8.self))
            }
        }
    }()

    @Test func `are there for every page`() {
        #expect(PageFunction.all(in: Repository.sources).count > 15)
        expectNone(
            PageFunction.unseen(in: Repository.sources).map { "\($0.path): \($0.name)" },
            mend: """
                Add an entry to the room's …Examples.swift that calls it, or make it private when it is a part. A new room: \
                make the file, and add its list to `examples` in the hall's file (Sources/Care/Care.swift, …). \
                CONTRIBUTING.md, "A page", says how.
                """)
    }

    @Test func `that are missing would be noticed`() {
        let pages = SourceFile(
            "Sources/Care/New/NewPages.swift",
            """
            enum NewPages {
                struct View { let name: String }
                static func shown(_ view: View) -> HTML { "<p>\\(part(view))</p>" }
                static func part(_ view: View) -> HTML { "\\(view.name)" }
                static func forgotten(
                    _ view: View, also: (String) -> String = { $0 }
                ) -> HTML { "" }
                static func words() -> String { "" }
                private static func own() -> HTML { "" }
            }
            """)
        let examples = SourceFile(
            "Sources/Care/New/NewExamples.swift",
            "let all = [\"a\": { NewPages.shown(view, $0) }] // NewPages.forgotten\n")
        #expect(PageFunction.unseen(in: [pages, examples]).map(\.name) == ["NewPages.forgotten"])
        #expect(
            PageFunction.unseen(in: [pages]).map(\.name) == ["NewPages.shown", "NewPages.part", "NewPages.forgotten"])
    }

    @Test func `of every file are in the list of their hall`() {
        let files = Repository.sources.filter { $0.name.hasSuffix("Examples") }.map { file in
            "\(file.target)/\(file.name.dropLast("Examples".count))"
        }
        let listed = Set(PageExample.everywhere.map { "\($0.hall)/\($0.room)" })
        #expect(files.count >= 6)
        expectNone(
            files.filter { !listed.contains($0) },
            mend: "Add `…Examples.all` to `examples` in the hall's file, such as Sources/Care/Care.swift.")
    }

    @Test func `have addresses of their own`() {
        let ids = PageExample.everywhere.map(\.id)
        #expect(Set(ids).count == ids.count, "call the state or the page otherwise: two examples have one address")
        #expect(ids.count >= 60)
    }

    @Test("are whole pages with one heading and no gap", arguments: views)
    func whole(view: View) {
        let markup = Markup(view.html)
        var found = markup.mistakes
        if markup.all("h1").count != 1 { found.append("\(markup.all("h1").count) first headings") }
        // What a missing phrase leaves behind.
        let named = [
            "title", "h1", "h2", "h3", "button", "a", "label", "summary", "th", "dt", "dd", "li", "option", "caption",
        ]
        for element in markup.elements where named.contains(element.name) {
            if element.text.allSatisfy(\.isWhitespace) { found.append("<\(element.name)> says nothing") }
        }
        for element in markup.elements {
            for name in ["aria-label", "title", "placeholder", "alt"] where element.attributes[name] == "" {
                found.append("<\(element.name)> has an empty \(name)")
            }
        }
        let words = markup.all("html").first?.text ?? ""
        for match in words.matches(of: /\{\w+\}/) { found.append("\(match.output) was not filled in") }
        // Addresses may be spelt like a key.
        let shown = markup.elements.flatMap { $0.attributes.filter { !$0.value.contains("/") }.values } + [words]
        for list in PhraseList.all {
            for (_, key) in list.keys where shown.contains(where: { $0.contains(key) }) {
                found.append("the key \(key) is shown")
            }
        }
        expectNone(found, mend: "Mend the page, or what the example hands to it.")
    }

    @Test("escape what comes from people", arguments: views)
    func escape(view: View) {
        #expect(!view.html.contains(PageExample.signs), "a value arrives as markup: interpolate it as String")
    }

    @Test func `of every page with words of people hold signs that mean something in markup`() {
        let escaped = "&lt;&amp;&quot;&#39;&gt;"
        let pages = Dictionary(grouping: Self.views) { "\($0.example.room) \($0.example.page)" }
        let without = pages.filter { page in !page.value.contains { $0.html.contains(escaped) } }.map(\.key)
        expectNone(
            without.filter { !PageExample.withoutWords.contains($0) && !$0.contains("problem on the desk") },
            mend: """
                Put PageExample.signs into a value of one of its states. When nothing on the page comes from a person, add it \
                to PageExample.withoutWords in Tests/TidyTests/ExampleTests.swift.
                """)
        #expect(PageExample.withoutWords.isSubset(of: without), "take out what has words now, or is gone")
    }

    @Test("leave nothing behind where it is quiet", arguments: views.filter { $0.example.zone == .quiet })
    func quiet(view: View) {
        let markup = Markup(view.html)
        for form in markup.all("form") {
            #expect(
                form.attributes["method"] == "post" && form.attributes["autocomplete"] == "off", "\(form.attributes)")
        }
        for field in markup.elements where ["input", "textarea", "select"].contains(field.name) {
            #expect(
                field.attributes["autocomplete"] == "off" || field.attributes["type"] == "hidden", "\(field.attributes)"
            )
        }
        // As in browser/test_traces.py.
        let topic =
            /(?i)geweld|mishandel|misbruik|veilig|kind|slachtoffer|dader|slaan|geslagen|verkracht|hulp|thuis|partner|ruzie|bang|crisis|meld|violence|abuse|victim|child|safe|help|domestic|vangnet/
        for name in ["title", "h1"] {
            for element in markup.all(name) {
                let match = element.text.firstMatch(of: topic)?.output ?? ""
                #expect(match.isEmpty, "<\(name)> tells what this is about: choose a neutral word")
            }
        }
    }
}

@Suite struct `Reading a page` {
    @Test(
        "notices what a browser would mend",
        arguments: [
            "<p>a", "a</p>", "<p><b>a</p></b>", "<p><ul><li>a</li></ul></p>", "<p id=a>b</p>",
            "<p id=\"a\" id=\"b\">c</p>",
            "<p id=\"a\">b</p><p id=\"a\">c</p>", "<label for=\"x\">a</label>", "<p>a < b</p>", "<p title=\"<\">a</p>",
            "<input value=\"a\"b\">", "<script>a",
        ])
    func notices(html: String) {
        #expect(!Markup(html).mistakes.isEmpty)
    }

    @Test func `takes what is right`() {
        let markup = Markup(
            """
            <!doctype html><html lang="nl"><head><style>p > a { }</style></head><body><p>a<br>b <b>c</b></p>
            <input id="a" disabled><label for="a">d</label><svg><path d="M0 0"/></svg><script>1 < 2</script></body></html>
            """)
        #expect(markup.mistakes == [])
        #expect(markup.all("p").first?.text == "ab c")
        #expect(markup.all("input").first?.attributes == ["id": "a", "disabled": ""])
    }
}
