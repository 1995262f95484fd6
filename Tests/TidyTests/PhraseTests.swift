import Core
import Foundation
import Site
import Testing

/// An enum of phrases, as it stands in the sources.
struct PhraseList: Sendable, CustomStringConvertible {
    let name: String
    let file: SourceFile
    /// Case → key: `heading` → `door.heading`.
    let keys: [(name: String, key: String)]

    var description: String { name }

    /// Every enum of phrases there is, a new one too.
    static let all: [PhraseList] = Repository.sources.flatMap { file in
        file.text.matches(of: /enum\s+(\w+)\s*:\s*String\s*,\s*PhraseKey\s*\{([^}]*)\}/).map { match in
            let cases = match.output.2.matches(of: /case\s+(\w+)(?:\s*=\s*"([^"]*)")?/)
            return PhraseList(
                name: String(match.output.1), file: file,
                keys: cases.map { (String($0.output.1), $0.output.2.map(String.init) ?? String($0.output.1)) })
        }
    }
}

@Suite struct `Texts` {
    static let languages = ["nl", "en"]

    /// Key → its forms: one text, or those for one and for more.
    static func texts(_ language: String) throws -> [String: [String: String]] {
        let data = try Data(contentsOf: Repository.root.appending(path: "Locales/\(language).json"))
        let rooms = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
        var all: [String: [String: String]] = [:]
        for (room, phrases) in rooms {
            for (name, value) in phrases {
                if let text = value as? String { all["\(room).\(name)"] = ["": text] }
                if let forms = value as? [String: String] { all["\(room).\(name)"] = forms }
            }
        }
        return all
    }

    static func placeholders(_ forms: [String: String]) -> Set<String> {
        Set(forms.values.flatMap { $0.matches(of: /\{(\w+)\}/).map { String($0.output.1) } })
    }

    @Test func `are asked for by enums that are all found`() throws {
        #expect(PhraseList.all.count >= 6)
        let declared = Repository.sources.flatMap { $0.lines(\.code, matching: /:.*\bPhraseKey\s*\{/) }
        // One of them is the protocol's own neighbour: `enum …: String, PhraseKey {`.
        #expect(
            declared.count == PhraseList.all.count, "write enum Name: String, PhraseKey { case name = \"room.name\" }")
        for list in PhraseList.all { #expect(!list.keys.isEmpty, "\(list)") }
    }

    @Test("are there in every language, with something in them", arguments: PhraseList.all)
    func areThere(list: PhraseList) throws {
        var found: [String] = []
        for language in Self.languages {
            let texts = try Self.texts(language)
            for (_, key) in list.keys {
                guard let forms = texts[key] else {
                    found.append("Locales/\(language).json has no \(key)")
                    continue
                }
                if !(Set(forms.keys) == [""] || Set(forms.keys) == ["one", "other"]) {
                    found.append("Locales/\(language).json: \(key) is a text, or {\"one\", \"other\"}")
                }
                for text in forms.values
                where text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty || text.contains("  ") {
                    found.append("Locales/\(language).json: \(key) is empty, or has two blanks in a row")
                }
            }
        }
        expectNone(found, mend: "Write the text in the room of that name. Dutch for people in need is at B1.")
    }

    @Test("fill in the same names in every language, and only what the pages hand over", arguments: PhraseList.all)
    func fillIn(list: PhraseList) throws {
        let dutch = try Self.texts("nl")
        let english = try Self.texts("en")
        // The command hands over some texts of the halls.
        let code = Repository.sources.filter { [list.file.target, "vangnet"].contains($0.target) }.map(\.text).joined()
        var found: [String] = []
        for (_, key) in list.keys {
            let names = Self.placeholders(dutch[key] ?? [:])
            // The form for one may spell the number out.
            if names.subtracting(["n"]) != Self.placeholders(english[key] ?? [:]).subtracting(["n"]) {
                found.append("\(key): other {names} in English than in Dutch")
            }
            for name in names.subtracting(["n"]) where !code.contains("\"\(name)\"") {
                found.append("\(key): nothing hands over {\(name)}")
            }
            for language in [dutch, english] {
                for text in (language[key] ?? [:]).values
                where text.replacing(/\{\w+\}/, with: "").contains(where: { "{}".contains($0) }) {
                    found.append("\(key): a bracket that is no {name}")
                }
            }
        }
        expectNone(
            found, mend: "Use the same {name} in every language, and hand it over where the phrase is asked for.")
    }

    @Test("are named after their place, once", arguments: PhraseList.all)
    func named(list: PhraseList) {
        let rooms = Set(list.keys.compactMap { $0.key.split(separator: ".").first })
        #expect(rooms.count == 1, "\(list): one enum asks for the texts of one room")
        expectNone(
            list.keys.filter { $0.key.split(separator: ".").dropFirst().joined(separator: ".") != $0.name }.map(\.key),
            mend: "Call the case as the text: case name = \"room.name\".")
        #expect(Set(list.keys.map(\.key)).count == list.keys.count, "\(list)")
    }

    @Test("that are asked for are shown somewhere", arguments: PhraseList.all)
    func areShown(list: PhraseList) {
        let others = Repository.sources.map { file in
            file.path == list.file.path
                ? file.text.replacing(/enum\s+\w+\s*:\s*String\s*,\s*PhraseKey\s*\{[^}]*\}/, with: "") : file.text
        }
        let pattern = /\.([a-zA-Z0-9]+)/
        let used = Set(others.flatMap { $0.matches(of: pattern).map { String($0.output.1) } })
        expectNone(
            list.keys.filter { !used.contains($0.name) }.map(\.key),
            mend: "Take the text and its case out: nothing shows it.")
    }

    @Test("of the files are all asked for", arguments: languages)
    func nothingIsLeftOver(language: String) throws {
        let known = Set(PhraseList.all.flatMap { $0.keys.map(\.key) })
        let tag = try #require(Language(language))
        let files = try Languages(folder: Repository.root.appending(path: "Locales"), languages: [tag])
        expectNone(
            files.unused(known: known), mend: "Take these out of Locales/\(language).json, or ask for them by an enum.")
    }

    @Test("of every language there is are checked here, and none is there twice", arguments: languages)
    func files(language: String) throws {
        let there = try Repository.files("Locales", endingWith: ".json")
        #expect(there == Self.languages.map { "Locales/\($0).json" }.sorted())
        // A JSON reader takes the last of two with one name and says nothing.
        var seen: Set<String> = []
        var room = ""
        for line in try Repository.text("Locales/\(language).json").split(separator: "\n") {
            guard let match = line.firstMatch(of: /^(\ +)"(\w+)":/) else { continue }
            let depth = match.output.1.count
            if depth == 2 { room = String(match.output.2) }
            let key = depth == 2 ? room : "\(room).\(match.output.2)"
            if depth <= 4 {
                #expect(seen.insert(key).inserted, "Locales/\(language).json has \(key) twice: take one out")
            }
        }
        #expect(seen.count > 100)
    }

    /// `experience.md` A60: nobody who is afraid reads a long sentence.
    @Test("for people in need are short sentences", arguments: ["door", "talk", "site"])
    func short(room: String) throws {
        let longest = 22
        var found: [String] = []
        var lengths: [Int] = []
        for (key, forms) in try Self.texts("nl") where key.hasPrefix("\(room).") {
            for text in forms.values {
                for sentence in text.split(separator: /[.!?:](?:\s|$)/) {
                    let count = sentence.split(whereSeparator: \.isWhitespace).count
                    lengths.append(count)
                    if count > longest { found.append("\(key), \(count) words: \(sentence)") }
                }
            }
        }
        #expect(lengths.count > 10)
        #expect(lengths.reduce(0, +) <= 15 * lengths.count, "sentences of 15 words at most on average")
        expectNone(found.sorted(), mend: "Make two sentences of it: at most \(longest) words each.")
    }
}
