import Core
import Foundation

/// The names of a room's texts: an enum whose raw values are `room.name`, so that a page cannot ask for a text that no
/// list knows. `Languages` checks at start that every language has every one.
public protocol PhraseKey: RawRepresentable<String>, CaseIterable, Sendable {}

/// The texts of one language.
public struct Speech: Sendable {
    public let language: Language
    fileprivate let texts: [String: String]

    /// The text, with `{name}` replaced by the value of that name.
    public func callAsFunction(_ key: some PhraseKey, _ values: [String: String] = [:]) -> String {
        filled(texts[key.rawValue] ?? "", values)
    }

    /// The text for a number of things: the forms `one` and `other`, which is what the languages here need. `{n}` is the number.
    public func callAsFunction(_ key: some PhraseKey, count: Int, _ values: [String: String] = [:]) -> String {
        let form = texts["\(key.rawValue).\(count == 1 ? "one" : "other")"] ?? texts[key.rawValue] ?? ""
        return filled(form, values.merging(["n": String(count)]) { given, _ in given })
    }

    private func filled(_ text: String, _ values: [String: String]) -> String {
        guard !values.isEmpty, text.contains("{") else { return text }
        // Once from left to right: a value that looks like a name is text.
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = rest[rest.index(after: open)..<close]
            filled += values[String(name)] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

/// All languages of the installation, from `Locales/`.
public struct Languages: Sendable {
    private let speeches: [Language: Speech]
    /// In the order the switch shows them; the first is the one of `/`.
    public let all: [Language]

    public struct Mistake: Error, CustomStringConvertible {
        public let description: String
    }

    /// Reads `Locales/TAG.json` for each language: an object per room, text or `{"one", "other"}` per name.
    public init(folder: URL, languages: [Language]) throws {
        var speeches: [Language: Speech] = [:]
        for language in languages {
            let file = folder.appending(path: "\(language.tag).json")
            guard let data = try? Data(contentsOf: file),
                let rooms = try? JSONSerialization.jsonObject(with: data) as? [String: [String: Any]]
            else { throw Mistake(description: "\(file.path): cannot be read as an object of rooms with texts") }
            var texts: [String: String] = [:]
            for (room, phrases) in rooms {
                for (name, value) in phrases {
                    if let text = value as? String { texts["\(room).\(name)"] = text }
                    if let forms = value as? [String: String] {
                        for (form, text) in forms { texts["\(room).\(name).\(form)"] = text }
                    }
                }
            }
            speeches[language] = Speech(language: language, texts: texts)
        }
        self.speeches = speeches
        all = languages
    }

    public func speech(_ language: Language) -> Speech {
        speeches[language] ?? speeches[all.first ?? .dutch] ?? Speech(language: language, texts: [:])
    }

    /// What is missing or odd in the language files, one sentence each; empty when all is well.
    public func mistakes<Key: PhraseKey>(_ keys: Key.Type) -> [String] {
        var found: [String] = []
        for language in all {
            let texts = speeches[language]?.texts ?? [:]
            for key in Key.allCases {
                let name = key.rawValue
                let forms = texts[name].map { [$0] } ?? ["one", "other"].compactMap { texts["\(name).\($0)"] }
                if forms.isEmpty || forms.contains("") || (texts[name] == nil && forms.count != 2) {
                    found.append("Locales/\(language.tag).json: no text for \(name)")
                }
                let reference = Self.placeholders(speeches[all.first ?? .dutch]?.texts ?? [:], name)
                if !forms.isEmpty, !forms.contains(""), Self.placeholders(texts, name) != reference {
                    found.append("Locales/\(language.tag).json: \(name) has other {names} than the first language")
                }
            }
        }
        return found
    }

    private static func placeholders(_ texts: [String: String], _ name: String) -> Set<String> {
        let forms = [texts[name], texts["\(name).one"], texts["\(name).other"]].compactMap { $0 }
        let names = forms.flatMap { $0.split(separator: "{", omittingEmptySubsequences: false).dropFirst() }
        return Set(names.compactMap { $0.split(separator: "}").first.map(String.init) }).subtracting(["n"])
    }

    /// Names in the first language's file that no room asks for.
    public func unused(known: Set<String>) -> [String] {
        let texts = speeches[all.first ?? .dutch]?.texts ?? [:]
        return texts.keys.filter { key in
            !known.contains(key) && !known.contains { key == "\($0).one" || key == "\($0).other" }
        }.sorted()
    }
}

/// The texts of `Site` itself: the frame and the refusals.
public enum SitePhrase: String, PhraseKey {
    case skipToContent = "site.skipToContent"
    case exit = "site.exit"
    case emergencyBefore = "site.emergencyBefore"
    case emergencyBetween = "site.emergencyBetween"
    case emergencyUnchecked = "site.emergencyUnchecked"
    case emergencyKnown = "site.emergencyKnown"
    case languages = "site.languages"
    case languageName = "site.languageName"
    case tripleShift = "site.tripleShift"
    case shiftToo = "site.shiftToo"
    case leaving = "site.leaving"
    case problemTitle = "site.problemTitle"
    case problemKept = "site.problemKept"
    case problemBack = "site.problemBack"
    case yourText = "site.yourText"
    case malformed = "site.malformed"
    case unreadable = "site.unreadable"
    case tooLong = "site.tooLong"
    case tooLongBy = "site.tooLongBy"
    case empty = "site.empty"
    case tooLarge = "site.tooLarge"
    case notSignedIn = "site.notSignedIn"
    case notAllowed = "site.notAllowed"
    case notFound = "site.notFound"
    case wrongMethod = "site.wrongMethod"
    case wrongContentType = "site.wrongContentType"
    case conversationClosed = "site.conversationClosed"
    case talkErased = "site.talkErased"
    case openElsewhere = "site.openElsewhere"
    case lineClosed = "site.lineClosed"
    case lineNearHome = "site.lineNearHome"
    case queueFull = "site.queueFull"
    case atCapacity = "site.atCapacity"
    case keptForUrgent = "site.keptForUrgent"
    case resting = "site.resting"
    case paused = "site.paused"
    case unfilled = "site.unfilled"
    case outOfDate = "site.outOfDate"
    case askedIn = "site.askedIn"
    case lastCounsellor = "site.lastCounsellor"
    case notLookingIn = "site.notLookingIn"
    case nobodyHears = "site.nobodyHears"
    case seekerAway = "site.seekerAway"
    case wrongCredentials = "site.wrongCredentials"
    case wrongCode = "site.wrongCode"
    case tooMany = "site.tooMany"
    case storeUnavailable = "site.storeUnavailable"
    case listFull = "site.listFull"
    case aboutPerson = "site.aboutPerson"
    case claimsViolence = "site.claimsViolence"
    case conflict = "site.conflict"
    case fault = "site.fault"
}
