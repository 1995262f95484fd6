import Foundation
import Testing

@testable import Site

@Suite struct `Markup` {
    static let dangerous = "&<>\"'"

    /// The other way round, for comparing.
    static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1, options: .literal)
        }
    }

    @Test func `made of any text has no character that means something, and says the same`() {
        var chance = Chance(seed: 7)
        for _ in 0..<5_000 {
            let text = chance.text(of: Self.dangerous + "ab;#amplt \n", upTo: 40)
            let html: HTML = "\(text)"
            #expect(!html.bytes.contains { "<>\"'".utf8.contains($0) })
            #expect(Self.unescaped(html.text).unicodeScalars.elementsEqual(text.unicodeScalars))
            #expect(HTML(text: text).bytes == html.bytes)
        }
    }

    @Test func `text cannot leave the place it stands in`() {
        let name = #""><script>alert('1')</script>&lt;"#
        let html: HTML = "<input value=\"\(name)\">"
        #expect(
            html.text
                == "<input value=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;lt;\">")
        // A mark that joins its neighbour is one character with it, and escaped all the same.
        let joined: HTML = "\("<\u{301}b>\u{301}")"
        #expect(joined.text.unicodeScalars.elementsEqual("&lt;\u{301}b&gt;\u{301}".unicodeScalars))
    }

    @Test func `substrings are escaped as strings are, and numbers are numbers`() {
        let part = "a<b>c".dropFirst()
        let html: HTML = "\(part) \(Int64.min) \(UInt8.max)"
        #expect(html.text == "&lt;b&gt;c -9223372036854775808 255")
    }

    @Test func `inside markup stays as it is, and nothing is nothing`() {
        let inner: HTML = "<b>\("<")</b>"
        let missing: HTML? = nil
        let outer: HTML = "<p>\(inner)\(missing)\([inner, inner])</p>"
        #expect(outer.text == "<p><b>&lt;</b><b>&lt;</b><b>&lt;</b></p>")
        #expect((inner + inner).text == [inner, inner].joined().text)
        #expect(HTML.empty.bytes.isEmpty)
    }

    @Test func `an attribute without value is there or not`() {
        let html: HTML = "<input\("checked", if: true)\("hidden", if: false)>"
        #expect(html.text == "<input checked>")
    }
}

@Suite struct `Parts of pages` {
    static let bad = "\"><i>'&"
    static let escaped = "&quot;&gt;&lt;i&gt;&#39;&amp;"

    @Test func `a field keeps what was typed, escaped, under its label`() {
        let html = Part.field(Self.bad, name: "a1", value: Self.bad, hint: Self.bad, isRequired: true).text
        #expect(!html.contains("<i>"))
        #expect(html.contains("<label for=\"a1\">\(Self.escaped)</label>"))
        #expect(html.contains("value=\"\(Self.escaped)\""))
        #expect(html.contains("id=\"a1-hint\">\(Self.escaped)<") && html.contains("aria-describedby=\"a1-hint\""))
        #expect(html.contains(" required") && !html.contains(" autofocus"))
        #expect(html.contains("autocomplete=\"off\""))
        #expect(!Part.field("Naam", name: "a1").text.contains("aria-describedby"))
    }

    @Test func `forms and buttons post, and browsers keep nothing of them`() {
        for html in [Part.form("/x", "").text, Part.button(Self.bad, to: "/x?a=\"").text] {
            #expect(html.contains("method=\"post\""))
            #expect(html.contains("autocomplete=\"off\""))
            #expect(!html.contains("<i>"))
        }
        #expect(Part.button("Weg", to: "/x?a=\"").text.contains("action=\"/x?a=&quot;\""))
    }

    @Test func `a choice has nothing chosen unless it was chosen`() {
        let options = [(value: "a", label: "A"), (value: "\"", label: Self.bad)]
        let none = Part.select("Wat?", name: "a2", options: options, none: "Kies").text
        #expect(!none.contains(" selected"))
        #expect(none.contains("<option value=\"\">Kies</option>"))
        #expect(!none.contains("<i>"))
        let chosen = Part.select("Wat?", name: "a2", options: options, chosen: "\"", none: "Kies").text
        #expect(chosen.contains("<option value=\"&quot;\" selected>"))
        #expect(chosen.components(separatedBy: " selected").count == 2)
    }

    @Test(
        "lines of a text stay lines, however they end",
        arguments: [
            ("een\ntwee", "een<br>twee"), ("een\n\ntwee", "een<br><br>twee"), ("<b>", "&lt;b&gt;"), ("", ""),
            ("een\r\ntwee", "een<br>twee"),
        ])
    func lines(text: String, html: String) {
        #expect(Part.lines(text).text == html)
    }
}
