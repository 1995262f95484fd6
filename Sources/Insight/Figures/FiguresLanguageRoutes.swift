import Core
import HTTPTypes
import Pack
import Site

extension Exchange {
    /// A call has no language in its path: `language=en` asks for one, or the header does.
    func askedLanguage(_ pack: Pack) -> Language {
        let asked = query("language") ?? header(.acceptLanguage).map { String($0.prefix(2)) }
        return asked.flatMap { Language($0) }.flatMap { pack.languages.contains($0) ? $0 : nil } ?? language
    }
}
