import Core
import Pack
import Site

extension CardNote {
    /// The notes of a card, under its sentence.
    static func list(_ notes: [CardNote], _ wording: Wording) -> HTML? {
        guard !notes.isEmpty else { return nil }
        let items = notes.map { note -> HTML in
            let path = Frame.path(note.path, in: wording.language)
            return "<li><a href=\"\(path)\">\(note.link[wording.language])</a>. \(note.text[wording.language])</li>"
        }
        return "<ul class=\"bij-zin\">\(items)</ul>"
    }
}
