import Core
import Foundation
import Testing

/// How the pages about figures speak: to somebody who opens them for the first time, at B1.
///
/// The real pages, with the words of the pack, are read by `Tests/Journeys/test_language_of_figures.py`.
@Suite struct `Words about figures` {
    static let read: Set<String> = [
        "SignalsPhrase", "PicturePhrase", "DetectionPhrase", "InterpretationsPhrase",
    ]
    static let mostWords = 15
    /// A sentence that was agreed on with all its parts, and is said in no other way.
    static let agreed: Set<String> = ["detection.tooFewToSee"]

    /// A part of a text that is read in one breath.
    static func sentences(_ text: String) -> [String] {
        var sentences = [""]
        var words = text.split(separator: " ")[...]
        while let word = words.popFirst() {
            sentences[sentences.count - 1] += " \(word)"
            if let last = word.last, ".!?:;".contains(last), !words.isEmpty { sentences.append("") }
        }
        return sentences
    }

    static func count(_ sentence: String) -> Int {
        sentence.split(separator: " ").count { word in word.contains { $0.isLetter || $0.isNumber } }
    }

    static let hard: [String] = [
        "betreffende", "inzake", "middels", "derhalve", "teneinde", "conform", "omtrent", "aangaande", "parameter",
        "interval", "variantie", "dispersie", "statistisch", "methodiek", "ingevolge", "desalniettemin", "alsmede",
        "dienen te", "correlatie", "causaal", "hypothese", "frequentie", "bijv.", "o.a.", "d.m.v.", "i.v.m.", "m.b.t.",
        "t.a.v.", "evt.", "enz.", "t/m", "resp.",
    ]

    private func texts() throws -> [(key: String, text: String)] {
        let lists = PhraseList.all.filter { Self.read.contains($0.name) }
        #expect(Set(lists.map(\.name)) == Self.read, "a list of phrases has another name now")
        let dutch = try Texts.texts("nl")
        return lists.flatMap(\.keys).flatMap { entry in
            (dutch[entry.key] ?? [:]).values.map { (entry.key, $0) }
        }
    }

    @Test func `come in short sentences`() throws {
        var (found, words, count): ([String], Int, Int) = ([], 0, 0)
        for (key, text) in try texts() where !Self.agreed.contains(key) {
            for sentence in Self.sentences(text) {
                let length = Self.count(sentence)
                (words, count) = (words + length, count + 1)
                if length > Self.mostWords { found.append("Locales/nl.json: \(key) has \(length) words:\(sentence)") }
            }
        }
        #expect(count > 300 && words < count * 12)
        expectNone(found, mend: "Make two sentences of it.")
    }

    @Test func `are words that people use`() throws {
        let found = try texts().flatMap { key, text in
            Self.hard.filter { text.lowercased().contains($0) }.map { "Locales/nl.json: \(key) says \($0)" }
        }
        expectNone(found, mend: "Say it in a plain word, or write it out.")
    }

    @Test func `that are long or hard would be noticed`() {
        #expect(Self.sentences("Een zin. En nog een: twee; drie").count == 4)
        #expect(Self.count("Na 15 maart – een dag – was het 3% hoger.") == 9)
        #expect(Self.hard.contains { "middels een toets".contains($0) })
    }
}
