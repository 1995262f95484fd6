import Core
import Foundation

/// Finds in a free text that stands beside figures a claim of how much violence there is, or that it grew or fell: no count of
/// contacts can tell that. A worry ("zorgen over een toename"), what is expected, and what is denied ("zegt niet dat er meer
/// geweld is") are no claims.
enum ViolenceClaims {
    /// Throws `claimsViolence`.
    static func refuse(in text: String, _ field: String) throws {
        guard !isFound(in: text) else { throw Refusal.claimsViolence(field: field) }
    }

    static func isFound(in text: String) -> Bool {
        sentences(text).contains { words in
            words.indices.contains { isClaim(words, at: $0) && !isDenied(words[..<$0]) }
        }
    }

    /// Lower case, without accents and signs, as it is read: what is invisible or looks like a letter hides nothing.
    private static func sentences(_ text: String) -> [[String]] {
        let plain = text.precomposedStringWithCompatibilityMapping
            .folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        let visible = plain.unicodeScalars.filter { $0.properties.generalCategory != .format && $0.value != 0xAD }
        return String(String.UnicodeScalarView(visible))
            .split(whereSeparator: { ".!?;:\n".contains($0) })
            .map { $0.split(whereSeparator: { !$0.isLetter && $0 != "'" && $0 != "’" }).map(String.init) }
    }

    private static let things: Set<String> = ["geweld", "mishandeling", "kindermishandeling", "violence", "abuse"]
    private static let amounts: Set<String> = [
        "meer", "minder", "vaker", "toenemend", "afnemend", "stijgend", "dalend", "groeiend", "more", "less",
        "increasing",
        "decreasing", "rising", "growing", "falling",
    ]
    private static let changes: Set<String> = [
        "stijgt", "stijgen", "steeg", "gestegen", "daalt", "dalen", "daalde", "gedaald", "neemt", "nam", "toegenomen",
        "afgenomen", "toeneemt", "afneemt", "toenam", "afnam", "groeit", "groeide", "gegroeid", "verdubbelt",
        "verdubbelde",
        "verdubbeld", "verergert", "verergerd", "explodeert", "hoger", "lager", "oploopt", "opgelopen", "rises",
        "rising", "rose",
        "risen", "falls", "fell", "fallen", "falling", "increases", "increased", "increasing", "decreases", "decreased",
        "decreasing", "grows", "grew", "grown", "growing", "doubled", "worse", "worsens", "higher", "lower",
    ]
    private static let nouns: Set<String> = [
        "toename", "stijging", "groei", "afname", "daling", "explosie", "increase", "rise", "decrease", "fall", "surge",
    ]
    /// With one of these before it, a noun says that the thing is there.
    private static let present: Set<String> = [
        "er", "sprake", "zien", "zagen", "zag", "there", "see", "saw", "shows", "toont",
    ]
    private static let denials: Set<String> = [
        "niet", "geen", "nooit", "not", "no", "never", "neither", "nor", "whether", "cannot",
    ]

    /// What is counted may grow and fall: "meer gesprekken over geweld", "het aantal meldingen van geweld stijgt".
    private static let counted: Set<String> = [
        "aantal", "aantallen", "cijfers", "gesprekken", "contacten", "adviezen", "adviesvragen", "meldingen", "vragen",
        "telefoontjes", "aangiften", "registraties", "incidenten", "bezoeken", "berichten", "aandacht", "number",
        "numbers",
        "figures", "talks", "calls", "contacts", "advice", "reports", "questions", "registrations", "incidents",
        "visits",
        "attention",
    ]

    private static func isClaim(_ words: [String], at index: Int) -> Bool {
        let word = words[index]
        let after = words[(index + 1)...]
        /// The words up to one of the set, when it comes soon enough and nothing counted stands between.
        func leads(to set: Set<String>, within count: Int) -> Bool {
            guard let place = after.prefix(count).firstIndex(where: set.contains) else { return false }
            return !words[index..<place].contains(where: counted.contains)
        }
        // "meer ernstig geweld", "geweld thuis neemt toe", "er is een toename van ernstig geweld"
        if amounts.contains(word) { return leads(to: things, within: 3) }
        if things.contains(word) {
            guard !words[..<index].suffix(5).contains(where: counted.contains) else { return false }
            let next = after.prefix(6)
            let runsUp =
                next.contains { ["loopt", "liep"].contains($0) } && next.contains { ["op", "terug"].contains($0) }
            return runsUp || leads(to: changes, within: 4)
        }
        guard nouns.contains(word), leads(to: things, within: 4) else { return false }
        return words[..<index].suffix(5).contains(where: present.contains)
    }

    private static func isDenied(_ before: ArraySlice<String>) -> Bool {
        if before.contains(where: { denials.contains($0) || $0.hasSuffix("n't") || $0.hasSuffix("n’t") }) {
            return true
        }
        // "of er meer geweld is": a question. "meer of minder geweld" is none.
        return zip(before, before.dropFirst()).contains {
            $0 == "of" && ["er", "dit", "dat", "het", "de"].contains($1)
        }
    }
}
