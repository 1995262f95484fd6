import Core
import Pack
import Site

/// Something for tonight, at every end: the same card on the pages of the door and of a talk.
enum TonightCard {
    /// The steps for this moment. When all of them were to be looked at again by now, one that never goes out of date.
    ///
    /// - Parameter readers: who may read it; everybody a line is for.
    static func steps(
        _ moment: Farewell, for readers: [AudienceID], _ pack: Pack, now: Instant, _ say: Speech
    ) -> [String] {
        let steps = pack.tonight(moment, for: readers, on: pack.day(at: now))
        return steps.isEmpty ? [say(EntrancePhrase.tonightPlain)] : steps.map { $0.text[say.language] }
    }

    /// - Parameter isWaiting: it is there and not shown: the script of the page shows it when the talk ends.
    static func html(_ steps: [String], title: EntrancePhrase = .tonight, isWaiting: Bool = false, _ say: Speech)
        -> HTML?
    {
        guard !steps.isEmpty else { return nil }
        let items: [HTML] = steps.map { "<li>\($0)</li>" }
        return """
            <section class="kaart straks" id="straks"\("hidden", if: isWaiting)><h2>\(say(title))</h2><ul>\(items)</ul></section>
            """
    }
}
