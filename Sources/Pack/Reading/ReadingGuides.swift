import Core

extension PackReader {
    func readGuides(_ table: ReadTable?) -> [Guide] {
        var guides: [Guide] = []
        for path in folder.files(in: "guides", ending: ".md") {
            if let guide = readGuide(path) { guides.append(guide) }
        }
        for id in Set(guides.map(\.id)) {
            for language in languages where !guides.contains(where: { $0.id == id && $0.language == language }) {
                findings.add(
                    Spot(file: "guides/\(id).\(language).md", line: 1),
                    "This guide is missing. Add it, so that it can be read in “\(language)” too.")
            }
        }
        for situation in table?.situations ?? [] {
            for language in languages
            where !guides.contains(where: { $0.tips == situation.id && $0.language == language }) {
                findings.add(
                    Spot(file: "guides", line: 1),
                    "No guide in “\(language)” has “tips: \(situation.id)”. Add one: what somebody can do, to be printed."
                )
            }
        }
        return guides.sorted { ($0.id, $0.language.tag) < ($1.id, $1.language.tag) }
    }

    /// `guides/NAME.LANGUAGE.md`: front matter between two lines of `---`, then the text.
    private func readGuide(_ path: String) -> Guide? {
        let parts = path.dropFirst("guides/".count).split(separator: ".", omittingEmptySubsequences: false)
        let spot = Spot(file: path, line: 1)
        guard parts.count == 3, let id = GuideID(parts[0]), let language = Language(parts[1]),
            languages.contains(language)
        else {
            findings.add(
                spot, "This name is wrong. Write NAME.LANGUAGE.md, such as traces.nl.md, in a language of the pack.")
            return nil
        }
        if !isGiven("guide", id.text) { give("guide", id.text, spot) }
        guard let text = folder.text(path) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
            findings.add(
                spot, "The front matter is missing. Begin with a line ---, then title, checkedOn and owner, then ---.")
            return nil
        }
        let front = lines[1..<end].joined(separator: "\n")
        guard let record = folder.yaml(front, file: path, firstLine: 2)?.record("the front matter") else { return nil }
        defer { record.finish() }
        let title = record.needed("title")?.text(120)
        let checkedOn = record.nullable("checkedOn")?.sourceDate()
        let owner = record.needed("owner")?.text(120)
        let certainty = record.optional("certainty")?.choice(Certainty.self)
        let mostWords = record.optional("mostWords")?.int(in: 1...5000)
        let tips = record.optional("tips").flatMap { use("situation", $0, SituationKind.self) }
        // Tips say who of the field read them, or that nobody has.
        let reviewedBy = tips == nil ? nil : record.nullable("reviewedBy")?.text(120)
        let body = lines[(end + 1)...]
        checkBody(body, firstLine: end + 2, path, language, mostWords: mostWords, tips == nil ? .guide : .tips)
        guard let title, let owner else { return nil }
        return Guide(
            id: id, language: language, title: title, checkedOn: checkedOn, owner: owner, certainty: certainty,
            markdown: body.joined(separator: "\n").trimmed, tips: tips, reviewedBy: reviewedBy)
    }

    private func checkBody(
        _ body: ArraySlice<Substring>, firstLine: Int, _ path: String, _ language: Language, mostWords: Int?,
        _ use: TextUse
    ) {
        var words = 0
        for (index, line) in body.enumerated() {
            let spot = Spot(file: path, line: firstLine + index)
            words += line.split(separator: " ").count {
                $0.contains(where: \.isLetter) || $0.contains(where: \.isNumber)
            }
            if line.contains("<") || line.contains("](") {
                findings.add(
                    spot, "Here is HTML or a link. A guide has paragraphs, “## ” headings and “- ” lists only.")
            }
            texts.append(ReadText(text: String(line), language: language, use: use, spot: spot))
        }
        if let mostWords, words > mostWords {
            findings.add(
                Spot(file: path, line: firstLine), "This text has \(words) words. Make it \(mostWords) or fewer.")
        }
        if words == 0 {
            findings.add(Spot(file: path, line: firstLine), "There is no text here. Write it, or remove the file.")
        }
    }
}

extension String {
    fileprivate var trimmed: String {
        let inner = drop(while: \.isWhitespace)
        guard let last = inner.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(inner[...last])
    }
}
