import Core

extension PackReader {
    static let mostPhrases = 600
    static let mostTokens = 8

    /// `search.yaml`: words that mean the same, and phrases that lead to an entrance.
    func readSearch() -> DoorSearch {
        guard let record = folder.yaml("search.yaml")?.record("search.yaml") else { return .none }
        defer { record.finish() }
        let owner = record.needed("owner")?.text(200)
        var same: [Language: [String: DoorSearch.Token]] = [:]
        for (language, value) in byLanguage(record.needed("synonyms")) {
            for pair in value.pairs() ?? [] {
                guard let name = pair.key.text(40) else { continue }
                same[language, default: [:]][name] = (pair.value.list() ?? []).flatMap(readAlternative)
            }
        }
        var phrases: [Language: [DoorSearch.Phrase]] = [:]
        for value in record.needed("phrases")?.list() ?? [] {
            guard let group = value.record("phrases of an entrance") else { continue }
            let entrance = group.needed("entrance").flatMap { use("entrance", $0, EntranceKind.self) }
            for (language, list) in byLanguage(group.needed("words")) {
                for phrase in list.list() ?? [] {
                    guard let tokens = readPhrase(phrase, same[language] ?? [:]), let entrance else { continue }
                    phrases[language, default: []].append(.init(entrance: entrance, tokens: tokens))
                }
            }
            group.finish()
        }
        for (language, list) in phrases where list.count > Self.mostPhrases {
            record.value.wrong("There are more than \(Self.mostPhrases) phrases in “\(language)”. Remove some.")
        }
        guard let owner else { return .none }
        return DoorSearch(owner: owner, phrases: phrases)
    }

    /// A value for each language of the pack; one that is missing is a mistake.
    private func byLanguage(_ value: Value?) -> [(Language, Value)] {
        guard let value, let pairs = value.pairs() else { return [] }
        let found = pairs.compactMap { pair in pair.key.language().map { ($0, pair.value) } }
        for language in languages where !found.contains(where: { $0.0 == language }) {
            value.wrong("The words in “\(language)” are missing. Add a line “\(language): …”.")
        }
        return found
    }

    /// `kind +eren +je`: a word or a few in a row, and the endings that the last of them may have.
    private func readAlternative(_ value: Value) -> DoorSearch.Token {
        guard let text = value.text(100) else { return [] }
        let parts = text.split(separator: " ")
        let words = UrgencyRules.words(parts.filter { !$0.hasPrefix("+") }.joined(separator: " "))
        let endings = parts.filter { $0.hasPrefix("+") }.map { UrgencyRules.words(String($0.dropFirst())) }
        guard let last = words.last, endings.allSatisfy({ $0.count == 1 }) else {
            value.wrong("\(shown(text)) cannot be looked for. Write a word or a few, then endings like +en.")
            return []
        }
        return ([[]] + endings).map { words.dropLast() + [last + $0.joined()] }
    }

    /// `ik <slaan> mijn <kind>`: words in this order, with at most two others between them.
    private func readPhrase(_ value: Value, _ same: [String: DoorSearch.Token]) -> [DoorSearch.Token]? {
        guard let text = value.text(200) else { return nil }
        var tokens: [DoorSearch.Token] = []
        for part in text.split(separator: " ") {
            if part.hasPrefix("<"), part.hasSuffix(">") {
                let name = String(part.dropFirst().dropLast())
                guard let token = same[name] else {
                    value.wrong(
                        "There are no synonyms called \(shown(name)) in this language. Add them, or write a word.")
                    return nil
                }
                tokens.append(token)
            } else {
                tokens += UrgencyRules.words(String(part)).map { [[$0]] }
            }
        }
        guard (1...Self.mostTokens).contains(tokens.count) else {
            value.wrong("\(shown(text)) cannot be looked for. Write one to \(Self.mostTokens) words.")
            return nil
        }
        return tokens
    }
}
