import Core
import Foundation
import Testing

@testable import Site

@Suite struct `The texts of the languages` {
    enum Key: String, PhraseKey {
        case hello = "room.hello"
        case people = "room.people"
    }

    static func languages(nl: String, en: String) throws -> Languages {
        try Standing.folder(["nl.json": nl, "en.json": en]) {
            try Languages(folder: $0, languages: [.dutch, .english])
        }
    }

    static let good = #"{"room": {"hello": "Dag {name}", "people": {"one": "1 mens", "other": "{n} mensen"}}}"#

    @Test func `that are whole have nothing to mend`() throws {
        let languages = try Self.languages(nl: Self.good, en: Self.good)
        #expect(languages.mistakes(Key.self).isEmpty)
        #expect(languages.unused(known: Set(Key.allCases.map(\.rawValue))).isEmpty)
        #expect(languages.all == [.dutch, .english])
    }

    @Test(
        "that lack something are found, with the file and the name",
        arguments: [
            (#"{"room": {"people": {"one": "1", "other": "{n}"}}}"#, "no text for room.hello"),
            (#"{"room": {"hello": "", "people": {"one": "1", "other": "{n}"}}}"#, "no text for room.hello"),
            (#"{"room": {"hello": "Hi {name}", "people": {"one": "1"}}}"#, "no text for room.people"),
            (#"{"room": {"hello": "Hi {name}", "people": {"one": "", "other": "{n}"}}}"#, "no text for room.people"),
            (#"{"other": {"hello": "Hi {name}"}, "room": {"people": "{n}"}}"#, "no text for room.hello"),
        ])
    func missing(english: String, mistake: String) throws {
        let languages = try Self.languages(nl: Self.good, en: english)
        #expect(languages.mistakes(Key.self) == ["Locales/en.json: \(mistake)"])
    }

    @Test(
        "that fill in other names are found",
        arguments: ["Hi", "Hi {nam}", "Hi {name} {more}", "Hi {Name}"])
    func odd(hello: String) throws {
        let english = Self.good.replacing("Dag {name}", with: hello)
        let languages = try Self.languages(nl: Self.good, en: english)
        #expect(
            languages.mistakes(Key.self) == ["Locales/en.json: room.hello has other {names} than the first language"])
    }

    @Test func `that nobody asks for are found`() throws {
        let more = Self.good.replacing("{\"room\": {", with: "{\"room\": {\"old\": \"x\", ")
        let languages = try Self.languages(nl: more, en: Self.good)
        #expect(languages.unused(known: Set(Key.allCases.map(\.rawValue))) == ["room.old"])
        #expect(languages.unused(known: ["room.hello", "room.old"]) == ["room.people.one", "room.people.other"])
    }

    @Test("that cannot be read are named", arguments: ["", "[]", "{", #"{"room": "text"}"#, "null"])
    func unreadable(text: String) throws {
        let mistake = try #require(throws: Languages.Mistake.self) { try Self.languages(nl: Self.good, en: text) }
        #expect(mistake.description.contains("en.json"))
        let missing = try #require(throws: Languages.Mistake.self) {
            try Standing.folder([:]) { try Languages(folder: $0, languages: [.dutch]) }
        }
        #expect(missing.description.contains("nl.json"))
    }

    @Test func `are filled in, also with text that looks like a name to fill in`() throws {
        let say = try Self.languages(nl: Self.good, en: Self.good).speech(.dutch)
        #expect(say(Key.hello, ["name": "Jo"]) == "Dag Jo")
        #expect(say(Key.hello, ["name": "{name}"]) == "Dag {name}")
        #expect(say(Key.hello) == "Dag {name}")
        #expect(say(Key.people, count: 1) == "1 mens")
        #expect(say(Key.people, count: 0) == "0 mensen")
        #expect(say(Key.people, count: 21) == "21 mensen")
    }

    @Test func `of one value never fill in another`() throws {
        let text = #"{"room": {"hello": "{a} {b}", "people": "x"}}"#
        let say = try Self.languages(nl: text, en: text).speech(.dutch)
        // The order of a dictionary is another in each run; what one value says is never read again.
        for _ in 0..<20 { #expect(say(Key.hello, ["a": "{b}", "b": "{a}"]) == "{b} {a}") }
    }

    @Test func `of a language that is not there are those of the first`() throws {
        let languages = try Self.languages(nl: Self.good, en: Self.good)
        let arabic = try #require(Language("ar"))
        #expect(languages.speech(arabic).language == .dutch)
    }

    @Test func `of Site itself are whole in Dutch and English`() throws {
        #expect(try Standing.languages().mistakes(SitePhrase.self).isEmpty)
    }
}
