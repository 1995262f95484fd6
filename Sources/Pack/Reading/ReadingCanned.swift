import Core

extension PackReader {
    /// A canned text is a few sentences; more is a guide.
    static let mostCannedBytes = 1000
    /// So many keys on the keyboard find a text, and Enter is one more.
    static let lettersToFind = 2

    /// `canned/NAME.yaml`: texts of one owner for one or more groups of lines.
    func readCanned(_ lines: [Line]) -> [CannedText] {
        let read = folder.files(in: "canned", ending: ".yaml").flatMap { readCannedFile($0, lines) }
        checkCannedKeys(read)
        return read.map(\.text)
    }

    private struct ReadCanned {
        let text: CannedText
        let keys: Spot
    }

    private func readCannedFile(_ path: String, _ lines: [Line]) -> [ReadCanned] {
        guard let record = folder.yaml(path)?.record("a file of canned texts") else { return [] }
        defer { record.finish() }
        let owner = record.needed("owner")?.text(120)
        var groups: [LineGroupID] = []
        if let value = record.needed("groups"), value.rawText != "all" {
            groups = ids("group of lines", value, LineGroupKind.self)
        }
        let values = record.needed("texts")?.list() ?? []
        let reached = lines.filter { groups.isEmpty || groups.contains($0.group) }.flatMap(\.audiences)
        let use = TextUse.said(Array(Set(reached)))
        return values.compactMap { readCannedText($0, owner: owner ?? "", groups, use) }
    }

    private func readCannedText(
        _ value: Value, owner: String, _ groups: [LineGroupID], _ use: TextUse
    ) -> ReadCanned? {
        guard let record = value.record("a canned text") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(CannedKind.self)
        if let id { give("canned text", id.text, record.spot) }
        let title = record.needed("title").flatMap { localized($0) }
        let level = record.needed("level")?.choice(LanguageLevel.self)
        let bestBefore = record.needed("bestBefore")?.day()
        let keysValue = record.needed("keys")
        let keys = keysValue.flatMap(readKeys)
        let textValue = record.needed("text")
        let text = textValue.flatMap { localized($0, use) }
        if let level, let pairs = textValue?.pairs() {
            for pair in pairs { checkCannedText(pair.value, level) }
        }
        guard let id, let title, let level, let bestBefore, let keys, let text, let keysValue else { return nil }
        let canned = CannedText(
            id: id, groups: groups, owner: owner, bestBefore: bestBefore, level: level, keys: keys, title: title,
            text: text)
        return ReadCanned(text: canned, keys: keysValue.spot)
    }

    private func readKeys(_ value: Value) -> [String]? {
        guard let keys = value.texts() else { return nil }
        for key in keys where key.count < Self.lettersToFind || !key.allSatisfy({ $0.isLowercase && $0.isLetter }) {
            value.wrong("\(shown(key)) is no word to find a text by. Write one word in small letters, such as welkom.")
        }
        if keys.isEmpty { value.wrong("Nothing finds this text. Write at least one word.") }
        return keys
    }

    private func checkCannedText(_ value: Value, _ level: LanguageLevel) {
        guard let text = value.rawText else { return }
        if text.utf8.count > Self.mostCannedBytes {
            value.wrong("This is longer than \(Self.mostCannedBytes) bytes. Make it shorter: somebody waits for it.")
        }
        if text.contains("!") {
            value.wrong("Here is an exclamation mark. Write a full stop: it is calmer.")
        }
        if let mark = Unfilled.first(in: text), !mark.hasPrefix("[") || mark.dropFirst().dropLast().trimmed.isEmpty {
            value.wrong("\(shown(mark)) does not say what to fill in. Write it between brackets, such as [jouw naam].")
        }
        for sentence in text.split(whereSeparator: { ".!?\n".contains($0) }) {
            let words = sentence.split(separator: " ").count
            if words > level.mostWordsInASentence {
                value.wrong(
                    "This sentence has \(words) words, and \(level.rawValue) has \(level.mostWordsInASentence) or fewer: \(shown(sentence.trimmed))."
                )
            }
        }
    }

    /// Two letters must be enough: the first words of two texts that somebody has at hand together begin otherwise.
    private func checkCannedKeys(_ read: [ReadCanned]) {
        for (index, one) in read.enumerated() {
            guard let start = one.text.keys.first?.prefix(Self.lettersToFind) else { continue }
            let earlier = read[..<index].first { other in
                other.text.keys.first?.prefix(Self.lettersToFind) == start
                    && (one.text.groups.isEmpty || other.text.groups.isEmpty
                        || one.text.groups.contains { other.text.groups.contains($0) })
            }
            if let earlier {
                findings.add(
                    one.keys,
                    "The first word begins with \(shown(String(start))), as that of \(shown(earlier.text.id.text)) does. Put another word first: two letters must be enough to find a text."
                )
            }
        }
    }

    // MARK: the risk card

    /// Fewer say too little; more are not asked.
    static let riskQuestions = 6...8

    func readRiskCard() -> RiskCard {
        let none = RiskCard(questions: [], source: "", isValidated: false)
        guard let record = folder.yaml("risk-card.yaml")?.record("risk-card.yaml") else { return none }
        defer { record.finish() }
        let source = record.needed("source")?.text(300)
        let isValidated = record.needed("validated")?.bool()
        let list = record.needed("questions")
        let questions = list?.list()?.compactMap(readQuestion) ?? []
        if let list, !Self.riskQuestions.contains(questions.count) {
            list.wrong("There are \(questions.count) questions. Keep 6 to 8: fewer say too little, more are not asked.")
        }
        guard let source, let isValidated else { return none }
        return RiskCard(questions: questions, source: source, isValidated: isValidated)
    }

    private func readQuestion(_ value: Value) -> RiskQuestion? {
        guard let record = value.record("a question") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(RiskQuestion.self)
        if let id { give("risk question", id.text, record.spot) }
        guard let id, let text = record.needed("text").flatMap({ localized($0, .door) }) else { return nil }
        return RiskQuestion(id: id.text, text: text)
    }

    // MARK: the first words of a line

    /// Words by which a text says how long a talk takes, and what happens when nobody writes. An opening text can be
    /// changed; these two things cannot be taken out of it.
    private static let openingWords: [Language: (length: [String], silence: [String])] = [
        .dutch: (["minuten", "minuut", "kwartier", "uur", "hoe lang"], ["zonder bericht", "niets schrijf", "stil"]),
        .english: (["minute", "hour", "how long"], ["without a message", "write nothing", "silent"]),
    ]

    func checkOpening(_ value: Value) {
        for pair in value.pairs() ?? [] {
            guard let language = pair.key.rawText.flatMap({ Language($0) }), let words = Self.openingWords[language],
                let text = pair.value.rawText?.lowercased()
            else { continue }
            if !words.length.contains(where: { text.contains($0) }) {
                pair.value.wrong(
                    "This does not say how long a talk takes. Say it, or that it is not known; use one of: \(words.length.joined(separator: ", "))."
                )
            }
            if !words.silence.contains(where: { text.contains($0) }) {
                pair.value.wrong(
                    "This does not say what happens when nobody writes. Say it; use one of: \(words.silence.joined(separator: ", "))."
                )
            }
        }
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
