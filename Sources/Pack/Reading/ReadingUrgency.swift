import Core

extension PackReader {
    static let mostUrgentWords = 1000

    /// `urgency.yaml`: which words put a waiting talk first, and who stands for them.
    func readUrgency() -> UrgencyRules {
        guard let record = folder.yaml("urgency.yaml")?.record("urgency.yaml") else { return .none }
        defer { record.finish() }
        let version = record.needed("version")?.text(40)
        let date = record.needed("date")?.day()
        let owner = record.needed("owner")?.text(200)
        var rules: [UrgencyRules.Rule] = []
        var patterns: [Language: [UrgencyRules.Pattern]] = [:]
        for value in record.needed("rules")?.list() ?? [] {
            guard let rule = value.record("a rule") else { continue }
            let id = rule.needed("id")?.id(UrgencyRules.self)
            if let id { give("rule of urgency", id.text, rule.spot) }
            let level = rule.needed("level")?.choice(UrgencyRules.Level.self)
            let name = rule.needed("name").flatMap { localized($0) }
            if let words = rule.needed("words") {
                for (language, found) in readUrgentWords(words, rule: rules.count) {
                    patterns[language, default: []] += found
                }
            }
            rule.finish()
            guard let id, let level, let name else { return .none }
            rules.append(.init(id: id.text, level: level, name: name))
        }
        if patterns.values.map(\.count).reduce(0, +) > Self.mostUrgentWords {
            record.value.wrong("There are more than \(Self.mostUrgentWords) words and endings here. Remove some.")
        }
        guard let version, let date, let owner else { return .none }
        return UrgencyRules(version: version, date: date, owner: owner, rules: rules, patterns: patterns)
    }

    private func readUrgentWords(_ value: Value, rule: Int) -> [Language: [UrgencyRules.Pattern]] {
        var found: [Language: [UrgencyRules.Pattern]] = [:]
        for pair in value.pairs() ?? [] {
            guard let language = pair.key.language() else { continue }
            guard languages.contains(language) else {
                pair.key.wrong("\(language) is not a language of this pack. Add it to pack.yaml first, or remove this.")
                continue
            }
            for entry in pair.value.list() ?? [] {
                found[language, default: []] += readUrgentWord(entry, rule: rule)
            }
        }
        for language in languages where found[language, default: []].isEmpty {
            value.wrong("The words in “\(language)” are missing. Add a line “\(language): [word, word]”.")
        }
        return found
    }

    /// `mes +sen +je`: a word or a few in a row, and the endings that the last of them may have.
    private func readUrgentWord(_ value: Value, rule: Int) -> [UrgencyRules.Pattern] {
        guard let text = value.text(100) else { return [] }
        let parts = text.split(separator: " ")
        let plain = parts.filter { !$0.hasPrefix("+") }
        let shown = plain.joined(separator: " ")
        let words = UrgencyRules.words(shown)
        let endings = parts.filter { $0.hasPrefix("+") }.map { UrgencyRules.words(String($0.dropFirst())) }
        guard let last = words.last, words.count <= UrgencyRules.mostWords, words.joined().count >= 3,
            endings.allSatisfy({ $0.count == 1 })
        else {
            value.wrong(
                "\(Self.quoted(text)) cannot be looked for. Write one to \(UrgencyRules.mostWords) words of three letters or more together, then endings like +en."
            )
            return []
        }
        return ([[]] + endings).map { ending in
            UrgencyRules.Pattern(words: words.dropLast() + [last + ending.joined()], rule: rule, shown: shown)
        }
    }

    private static func quoted(_ text: String) -> String { shown(text) }
}
