import Core
import Pack
import Site

/// The texts of the guides' pages; the guides themselves are in the pack.
public enum GuidesPhrase: String, PhraseKey {
    case title = "guides.title"
    case checkedOn = "guides.checkedOn"
    case checkedIn = "guides.checkedIn"
    case longAgo = "guides.longAgo"
    case notChecked = "guides.notChecked"
    case owner = "guides.owner"
    case onlyIn = "guides.onlyIn"
    case toDoor = "guides.toDoor"
    case none = "guides.none"
    case tips = "guides.tips"
    case more = "guides.more"
    case reviewedBy = "guides.reviewedBy"
    case notReviewed = "guides.notReviewed"
}

enum GuidesPages {
    static func index(_ guides: [Guide], _ say: Speech) -> HTML {
        let tips = guides.filter { $0.tips != nil }
        let others = guides.filter { $0.tips == nil }
        let list: HTML =
            guides.isEmpty
            ? "<p>\(say(GuidesPhrase.none))</p>"
            : "\(section(.tips, tips, say))\(section(.more, others, say))"
        return "<h1>\(say(GuidesPhrase.title))</h1>\(list)\(back(say))"
    }

    private static func section(_ title: GuidesPhrase, _ guides: [Guide], _ say: Speech) -> HTML? {
        guard !guides.isEmpty else { return nil }
        let items: [HTML] = guides.map { guide in
            "<li><a href=\"\(Frame.path("/guides/\(guide.id)", in: say.language))\">\(guide.title)</a></li>"
        }
        return "<h2>\(say(title))</h2><ul class=\"links\">\(items)</ul>"
    }

    /// Tips say who of the field read them; other texts when their facts were checked.
    private static func checked(_ guide: Guide, _ say: Speech) -> String {
        if guide.tips != nil {
            return guide.reviewedBy.map { say(GuidesPhrase.reviewedBy, ["name": $0]) } ?? say(GuidesPhrase.notReviewed)
        }
        return guide.checkedOn.map { date in
            // Only a day is a day: `2022` is not made into one.
            let isDay = date.description.utf8.count == 10
            return say(isDay ? GuidesPhrase.checkedOn : .checkedIn, ["date": date.description])
        } ?? say(GuidesPhrase.notChecked)
    }

    /// - Parameter today: from which it is told how old a check is.
    static func guide(_ guide: Guide, today: Day, _ say: Speech) -> HTML {
        let old: HTML? =
            guide.isStale(on: today) ? "<p class=\"stand\" role=\"note\">\(say(GuidesPhrase.longAgo))</p>" : nil
        let only: HTML? =
            guide.language == say.language ? nil : "<p class=\"hint\">\(say(GuidesPhrase.onlyIn))</p>"
        return """
            <article><h1 lang="\(guide.language.tag)">\(guide.title)</h1>\(only)\(old)
            <div lang="\(guide.language.tag)">\(Markdown.html(guide.markdown))</div><p class="hint">\(checked(guide, say)) \(say(GuidesPhrase.owner, ["owner": guide.owner]))</p></article>\(back(say))
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
