/// A page taken apart, strictly: a browser would mend what is wrong, and nobody would see it.
struct Markup {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// All text within, with the texts of its parts.
        var text = ""
    }

    /// In the order in which they begin.
    private(set) var elements: [Element] = []
    /// One sentence for each thing that is wrong.
    private(set) var mistakes: [String] = []

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    private static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    ]
    /// What ends a paragraph that it stands in, whatever was meant.
    private static let block: Set<String> = [
        "address", "article", "aside", "div", "dl", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4",
        "header", "hr", "main", "nav", "ol", "p", "section", "table", "ul", "details",
    ]

    init(_ html: String) {
        var rest = html[...]
        var open: [Int] = []
        func say(_ mistake: String, _ mistakes: inout [String]) {
            let path = open.map { elements[$0].name }.joined(separator: " > ")
            mistakes.append("\(mistake), in \(path)")
        }
        while let bracket = rest.firstIndex(of: "<") {
            for index in open { elements[index].text += rest[..<bracket] }
            rest = rest[rest.index(after: bracket)...]
            if rest.first == "!" {
                rest = rest[(rest.firstIndex(of: ">") ?? rest.endIndex)...].dropFirst()
                continue
            }
            if rest.first == "/" {
                let name = rest.dropFirst().prefix { $0 != ">" }
                rest = rest[name.endIndex...].dropFirst()
                if let last = open.last, elements[last].name == name {
                    open.removeLast()
                } else {
                    say("</\(name)> closes nothing", &mistakes)
                }
                continue
            }
            let name = String(rest.prefix { $0.isLetter || $0.isNumber })
            rest = rest.dropFirst(name.count)
            if name.isEmpty { say("a < that is no tag: <\(rest.prefix(20))", &mistakes) }
            let attributes = Self.attributes(&rest) { say("<\(name)>: \($0)", &mistakes) }
            if Self.block.contains(name), open.contains(where: { elements[$0].name == "p" }) {
                say("<\(name)> within <p>", &mistakes)
            }
            elements.append(Element(name: name, attributes: attributes))
            if ["script", "style"].contains(name) {
                let end = rest.firstRange(of: "</\(name)>")
                if end == nil { say("<\(name)> has no end", &mistakes) }
                rest = end.map { rest[$0.upperBound...] } ?? rest[rest.endIndex...]
            } else if !Self.void.contains(name), !Self.isClosed(name, attributes) {
                open.append(elements.count - 1)
            }
        }
        for index in open { mistakes.append("<\(elements[index].name)> is not closed") }
        for element in elements {
            for (name, value) in element.attributes where value.contains("<") || value.contains("\n\n") {
                mistakes.append("<\(element.name) \(name)>: \(value.prefix(40))")
            }
        }
        let ids = elements.compactMap { $0.attributes["id"] }
        for id in Set(ids) where ids.filter({ $0 == id }).count > 1 { mistakes.append("id=\"\(id)\" is there twice") }
        let known = Set(ids)
        for element in elements {
            for name in ["for", "aria-labelledby", "aria-describedby"] {
                for id in (element.attributes[name] ?? "").split(separator: " ") where !known.contains(String(id)) {
                    mistakes.append("<\(element.name) \(name)=\"\(id)\"> points at nothing")
                }
            }
        }
    }

    /// Parts of a drawing may close themselves: `<path d="…"/>`.
    private static func isClosed(_ name: String, _ attributes: [String: String]) -> Bool { attributes["/"] != nil }

    /// Reads to behind the `>`. Every value stands in double quotes, so that it can be escaped.
    private static func attributes(_ rest: inout Substring, mistake: (String) -> Void) -> [String: String] {
        var found: [String: String] = [:]
        while true {
            rest = rest.drop { $0.isWhitespace }
            guard let first = rest.first else {
                mistake("no end")
                return found
            }
            if first == ">" {
                rest = rest.dropFirst()
                return found
            }
            if first == "/" {
                found["/"] = ""
                rest = rest.dropFirst()
                continue
            }
            let name = String(rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == ":" })
            rest = rest.dropFirst(name.count)
            if name.isEmpty {
                mistake("no name of an attribute: \(rest.prefix(20))")
                rest = rest.dropFirst()
                continue
            }
            var value = ""
            if rest.first == "=" {
                rest = rest.dropFirst()
                if rest.first == "\"" {
                    value = String(rest.dropFirst().prefix { $0 != "\"" })
                    rest = rest.dropFirst(value.count + 2)
                } else {
                    mistake("\(name) without quotes")
                }
            }
            if found.updateValue(value, forKey: name) != nil { mistake("\(name) twice") }
        }
    }
}
