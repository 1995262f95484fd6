import Core
import Pack
import Site

/// Texts at hand: put in the box to be made one's own, never sent from here.
enum CannedPages {
    struct Item: Sendable {
        let text: CannedText
        let isFavourite: Bool
        let lastUsed: Day?
        /// False when its last day is over: it is named, and cannot be used.
        let isGood: Bool
    }

    /// - Parameters:
    ///   - opening: what the person read before the talk began.
    ///   - language: that of the talk, which is not always the page's.
    static func canned(
        _ items: [Item], opening: String, language: Language, talk: ConversationID, canWrite: Bool, _ say: Speech
    ) -> HTML {
        let rows: [HTML] = items.map { item($0, language, talk, canWrite: canWrite, say) }
        let none: HTML? = items.isEmpty ? "<p class=\"hint\">\(say(CannedPhrase.none))</p>" : nil
        return """
            <details class="teksten" id="teksten"><summary>\(say(CannedPhrase.title))</summary>
            <p class="veld met-script"><label for="zoek">\(say(CannedPhrase.search))</label><input id="zoek" autocomplete="off" autocapitalize="none"
             spellcheck="false" aria-describedby="zoek-uitleg"><span class="hint" id="zoek-uitleg">\(say(CannedPhrase.searchExplained))</span></p>\(none)
            <ul class="tekstlijst">\(rows)</ul></details>
            <details class="opening"><summary>\(say(CannedPhrase.opening))</summary><p lang="\(language.tag)" dir="auto">\(Part.lines(opening))</p></details>
            """
    }

    private static func item(
        _ item: Item, _ language: Language, _ talk: ConversationID, canWrite: Bool, _ say: Speech
    ) -> HTML {
        let text = item.text
        let title = text.title[say.language]
        guard item.isGood else {
            let why = say(CannedPhrase.expired, ["day": text.bestBefore.description, "owner": text.owner])
            return "<li class=\"verlopen\"><h3>\(title)</h3><p class=\"hint\">\(why)</p></li>"
        }
        let path = { Frame.path($0, in: say.language) }
        let used = item.lastUsed.map { " \(say(CannedPhrase.lastUsed, ["day": $0.description]))" } ?? ""
        let about = say(
            CannedPhrase.about,
            ["level": text.level.rawValue, "day": text.bestBefore.description, "owner": text.owner])
        let insert: HTML? =
            canWrite
            ? """
            <button form="schrijf" formaction="\(path("/desk/c/\(talk)/t"))" formnovalidate name="t" value="\(text.id.text)" class="rustig"
             data-gebruikt="\(path("/desk/canned/\(text.id)/used"))" aria-label="\(say(CannedPhrase.insert)): \(title)">\(say(CannedPhrase.insert))</button>
            """ : nil
        let favourite = say(item.isFavourite ? CannedPhrase.notFavourite : .favourite)
        let (words, real) = text.text.text(language)
        return """
            <li data-sleutels="\((text.keys + [title.lowercased()]).joined(separator: " "))"><h3>\(title)</h3>
            <p class="tekst" lang="\(real.tag)" dir="auto">\(words)</p><p class="hint">\(about)\(used)</p><div class="daden">\(insert)
            <form method="post" action="\(path("/desk/canned/\(text.id)/favourite"))" autocomplete="off">\(PlacePages.back(talk))
            <button name="aan" value="\(item.isFavourite ? "0" : "1")" class="rustig" aria-label="\(favourite): \(title)">\(favourite)</button></form></div></li>
            """
    }
}
