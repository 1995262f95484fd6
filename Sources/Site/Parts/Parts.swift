import Core

/// The parts that pages are made of.
public enum Part {
    /// A field with its label above it. `name` is neutral on purpose.
    public static func field(
        _ label: String, name: String, type: StaticString = "text", value: String = "", hint: String? = nil,
        isRequired: Bool = false, autofocus: Bool = false
    ) -> HTML {
        let described: HTML? = hint.map { _ in " aria-describedby=\"\(name)-hint\"" }
        let note: HTML? = hint.map { "<span class=\"hint\" id=\"\(name)-hint\">\($0)</span>" }
        let kind = HTML(stringLiteral: type)
        return """
            <p class="veld"><label for="\(name)">\(label)</label>\(note)
            <input id="\(name)" name="\(name)" type="\(kind)" value="\(value)" autocomplete="off" autocapitalize="none" \
            spellcheck="false"\(described)\("required", if: isRequired)\("autofocus", if: autofocus)></p>
            """
    }

    /// A form that posts to `action`; browsers keep nothing of it.
    public static func form(_ action: String, class name: StaticString = "", _ content: HTML) -> HTML {
        let kind = HTML(stringLiteral: name)
        return "<form method=\"post\" action=\"\(action)\" class=\"\(kind)\" autocomplete=\"off\">\(content)</form>"
    }

    /// A form that is only a button.
    public static func button(_ label: String, to action: String, class name: StaticString = "") -> HTML {
        form(action, class: name, "<button>\(label)</button>")
    }

    public static func card(_ content: HTML, class name: StaticString = "") -> HTML {
        let kind = HTML(stringLiteral: name)
        return "<section class=\"kaart \(kind)\">\(content)</section>"
    }

    /// A choice of one from a list, with nothing chosen first.
    public static func select(
        _ label: String, name: String, options: [(value: String, label: String)], chosen: String? = nil,
        none: String
    ) -> HTML {
        let items: [HTML] = options.map { option in
            "<option value=\"\(option.value)\"\("selected", if: option.value == chosen)>\(option.label)</option>"
        }
        return """
            <p class="veld"><label for="\(name)">\(label)</label>
            <select id="\(name)" name="\(name)" autocomplete="off"><option value="">\(none)</option>\(items)</select></p>
            """
    }

    /// Text with its own line ends as paragraphs and breaks.
    public static func lines(_ text: String) -> HTML {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { HTML(text: $0) }
            .reduce(into: [HTML]()) { all, line in
                if !all.isEmpty { all.append("<br>") }
                all.append(line)
            }.joined()
    }
}
