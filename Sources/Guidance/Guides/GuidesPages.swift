import Core
import Pack
import Site

/// The texts of the guides' pages; the guides themselves are in the pack.
public enum GuidesPhrase: String, PhraseKey {
    case title = "guides.title"
    case checkedOn = "guides.checkedOn"
    case notChecked = "guides.notChecked"
    case owner = "guides.owner"
    case onlyIn = "guides.onlyIn"
    case toDoor = "guides.toDoor"
    case none = "guides.none"
}

enum GuidesPages {
    static func index(_ guides: [Guide], _ say: Speech) -> HTML {
        let items: [HTML] = guides.map { guide in
            "<li><a href=\"\(Frame.path("/guides/\(guide.id)", in: say.language))\">\(guide.title)</a></li>"
        }
        let list: HTML =
            items.isEmpty ? "<p>\(say(GuidesPhrase.none))</p>" : "<ul class=\"links\">\(items)</ul>"
        return "<h1>\(say(GuidesPhrase.title))</h1>\(list)\(back(say))"
    }

    static func guide(_ guide: Guide, _ say: Speech) -> HTML {
        let checked =
            guide.checkedOn.map { say(GuidesPhrase.checkedOn, ["date": $0.description]) }
            ?? say(GuidesPhrase.notChecked)
        let only: HTML? =
            guide.language == say.language ? nil : "<p class=\"hint\">\(say(GuidesPhrase.onlyIn))</p>"
        return """
            <article><h1 lang="\(guide.language.tag)">\(guide.title)</h1>\(only)
            <div lang="\(guide.language.tag)">\(Markdown.html(guide.markdown))</div><p class="hint">\(checked) \(say(GuidesPhrase.owner, ["owner": guide.owner]))</p></article>\(back(say))
            """
    }

    private static func back(_ say: Speech) -> HTML {
        "<p><a class=\"knop\" href=\"\(Frame.path("/", in: say.language))\">\(say(GuidesPhrase.toDoor))</a></p>"
    }
}

/// The little Markdown that guides are written in: paragraphs, `## ` headings and `- ` lists. Everything else is text.
enum Markdown {
    static func html(_ text: String) -> HTML {
        text.split(separator: "\n\n").map { block($0) }.joined()
    }

    private static func block(_ block: Substring) -> HTML {
        let lines = block.split(separator: "\n").map { $0.drop { $0 == " " } }
        guard let first = lines.first else { return .empty }
        if first.hasPrefix("## ") {
            let rest = lines.dropFirst()
            let heading: HTML = "<h2>\(first.dropFirst(3))</h2>"
            return rest.isEmpty ? heading : heading + Self.block(Substring(rest.joined(separator: "\n")))
        }
        if lines.allSatisfy({ $0.hasPrefix("- ") }) {
            let items: [HTML] = lines.map { "<li>\($0.dropFirst(2))</li>" }
            return "<ul>\(items)</ul>"
        }
        return "<p>\(lines.joined(separator: " "))</p>"
    }
}
