import Core

extension PackReader {
    /// `unsaid.yaml`: words that may not stand in texts for some readers, each with its reason.
    func readUnsaid() -> Unsaid {
        guard let record = folder.yaml("unsaid.yaml")?.record("unsaid.yaml") else { return .none }
        defer { record.finish() }
        let owner = record.needed("owner")?.text(200)
        let value = record.needed("lists")
        let lists = value?.list()?.compactMap(readUnsaidList) ?? []
        // No parent asks help of a page that accuses, and no tip may put somebody in danger.
        for reader in [Unsaid.Reader.audience(ID(trusted: "parent")), .tips]
        where !lists.contains(where: { $0.readers.contains(reader) }) {
            let name = if case .audience(let id) = reader { "the audience \(shown(id.text))" } else { "tips" }
            value?.wrong("No list is for \(name). Add one with the words that may not be said there.")
        }
        guard let owner else { return .none }
        return Unsaid(owner: owner, lists: lists)
    }

    private func readUnsaidList(_ value: Value) -> Unsaid.List? {
        guard let record = value.record("a list of words") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(Unsaid.self)
        if let id { give("list of words", id.text, record.spot) }
        var readers = ids("audience", record.optional("audiences"), AudienceKind.self).map(Unsaid.Reader.audience)
        if record.optional("tips")?.bool() == true { readers.append(.tips) }
        if readers.isEmpty { value.wrong("Nobody reads this list's texts. Write “audiences: […]” or “tips: true”.") }
        var entries: [Language: [Unsaid.Entry]] = [:]
        let words = record.needed("words")
        for pair in words?.pairs() ?? [] {
            guard let language = pair.key.language() else { continue }
            entries[language, default: []] += pair.value.list()?.compactMap(readUnsaidWord) ?? []
        }
        for language in languages where entries[language, default: []].isEmpty {
            words?.wrong("The words in “\(language)” are missing. Add “\(language):” with words and reasons.")
        }
        guard let id else { return nil }
        return Unsaid.List(id: id.text, readers: readers, entries: entries)
    }

    private func readUnsaidWord(_ value: Value) -> Unsaid.Entry? {
        guard let record = value.record("a word that is not said") else { return nil }
        defer { record.finish() }
        let word = record.needed("word")?.text(100)
        let because = record.needed("because")?.text(300)
        guard let word, let because else { return nil }
        guard let entry = Unsaid.entry(word, because: because) else {
            value.wrong("\(shown(word)) cannot be looked for. Write three letters or more.")
            return nil
        }
        return entry
    }

    func checkUnsaid(_ text: ReadText, _ unsaid: Unsaid) {
        for reader in text.use.readers {
            guard let entry = unsaid.first(in: text.text, text.language, for: reader) else { continue }
            findings.add(text.spot, "\(shown(entry.word)) is not said here. \(entry.because)")
        }
    }
}
