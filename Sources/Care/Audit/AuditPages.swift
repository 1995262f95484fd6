import Core
import Site

/// Who did what at one organisation.
enum AuditPages {
    struct View: Sendable {
        let rows: [Row]
        /// Where the page before this one goes on; nil when this was the last.
        let earlier: String?
    }

    struct Row: Sendable {
        let when: String
        let who: String
        let what: String
        let line: String
        /// The first letters of the talk's name in the audit: enough to see which entries belong together.
        let talk: String
    }

    static func audit(_ view: View, _ say: Speech) -> HTML {
        let path = Frame.path("/desk/supervisor", in: say.language)
        let back: HTML = "<p><a href=\"\(path)\">\(say(SupervisionPhrase.back))</a></p>"
        let head: HTML = """
            <h1>\(say(AuditPhrase.title))</h1>\(back)<p class="hint">\(say(AuditPhrase.explained))</p>
            """
        guard !view.rows.isEmpty else { return "\(head)<p>\(say(AuditPhrase.none))</p>" }
        let rows: [HTML] = view.rows.map { row in
            """
            <tr><td>\(row.when)</td><td>\(row.who)</td><td>\(row.what)</td><td>\(row.line)</td>\
            <td translate="no">\(row.talk)</td></tr>
            """
        }
        let earlier: HTML? = view.earlier.map {
            "<p><a class=\"knop rustig\" href=\"\(path)/log?na=\($0)\">\(say(AuditPhrase.earlier))</a></p>"
        }
        return """
            \(head)<div class="breed" tabindex="0" role="region" aria-label="\(say(AuditPhrase.title))"><table class="logboek"><thead>
            <tr><th scope="col">\(say(AuditPhrase.when))</th><th scope="col">\(say(AuditPhrase.who))</th>
            <th scope="col">\(say(AuditPhrase.what))</th><th scope="col">\(say(AuditPhrase.line))</th>
            <th scope="col">\(say(AuditPhrase.talk))</th></tr></thead><tbody>\(rows)</tbody></table></div>\(earlier)
            """
    }
}
