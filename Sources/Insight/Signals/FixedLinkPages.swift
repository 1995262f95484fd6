import Core
import Site

/// A link to a page as it is known now, which says the same for ever.
enum FixedLink {
    /// - Parameters:
    ///   - path: of that page, with the moment in it and without language.
    ///   - isFixed: whether the page already is of such a moment; then there is nothing to link to.
    static func to(_ path: String, isFixed: Bool, _ wording: Wording) -> HTML? {
        guard !isFixed else { return nil }
        let path = Frame.path(path, in: wording.language)
        return "<p class=\"downloads\"><a href=\"\(path)\">\(wording.say(PicturePhrase.freeze))</a></p>"
    }
}
