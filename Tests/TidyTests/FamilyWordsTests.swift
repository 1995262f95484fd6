import Core
import Foundation
import Pack
import Testing

/// What the program itself says to a parent, read with the list of the pack: the pack's own texts are read by `pack check`.
@Suite struct `Words for parents` {
    /// What somebody may see from the door to the end of a talk.
    static let read: Set<String> = [
        "DoorPhrase", "EntrancePhrase", "TalkPhrase", "SitePhrase", "AdmissionPhrase", "GuidesPhrase",
        "SafeReturnPhrase", "ThreeWayPhrase",
    ]

    static let pack = Result { try Pack.load(from: Repository.root.appending(path: "Packs/nederland")) }
    private let parent = Unsaid.Reader.audience(AudienceID(trusted: "parent"))

    @Test("accuse nobody in any phrase", arguments: Texts.languages)
    func phrases(language: String) throws {
        let unsaid = try Self.pack.get().unsaid
        let tongue = try #require(Language(language))
        let texts = try Texts.texts(language)
        let lists = PhraseList.all.filter { Self.read.contains($0.name) }
        #expect(Set(lists.map(\.name)) == Self.read, "a list of phrases has another name now")
        var found: [String] = []
        var count = 0
        for key in lists.flatMap(\.keys).map(\.key) {
            for text in texts[key, default: [:]].values {
                count += 1
                if let entry = unsaid.first(in: text, tongue, for: parent) {
                    found.append("Locales/\(language).json: \(key) says \(entry.word). \(entry.because)")
                }
            }
        }
        #expect(count > 150)
        expectNone(found, mend: "Say it in words about the feeling; Packs/nederland/unsaid.yaml has the reasons.")
    }

    @Test("that accuse would be noticed, also in the middle of a word and with another accent")
    func noticed() throws {
        let unsaid = try Self.pack.get().unsaid
        for (text, language, word) in [
            ("Ben je een DÁDER?", Language.dutch, "dader"), ("de daders", .dutch, "dader"),
            ("kindermishandeling", .dutch, "-mishandel"), ("Je bent schuldig", .dutch, "-schuldig"),
            ("an abuser", .english, "abus"), ("press charges", .english, "charges"),
        ] {
            #expect(unsaid.first(in: text, language, for: parent)?.word == word, "\(text)")
        }
        for (text, language) in [
            ("de verpleger", Language.dutch), ("straks", .dutch), ("het is niet jouw schuld", .dutch),
            ("what happened", .english),
        ] {
            #expect(unsaid.first(in: text, language, for: parent) == nil, "\(text)")
        }
    }
}
