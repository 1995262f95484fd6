import Core
import Pack
import Site

/// Beside the talk: its contact record.
extension DeskPages {
    static func record(_ talk: OpenTalk, _ path: (String) -> String, closing: [HTML], _ say: Speech) -> HTML {
        let fields: [HTML] = talk.fields.map { field in
            Part.select(
                field.label[say.language], name: field.id,
                options: field.allCodes.map { ($0.id, $0.label[say.language]) }, none: say(DeskPhrase.chooseOption))
        }
        return """
            <section class="paneel kaartje" aria-labelledby="kaart-kop"><h2 id="kaart-kop">\(say(DeskPhrase.record))</h2>
            <p class="hint">\(say(DeskPhrase.recordExplained))</p>
            <form method="post" action="\(path("/close"))" autocomplete="off">\(fields)\(closing)<button>\(say(DeskPhrase.close))</button></form></section>
            """
    }
}
