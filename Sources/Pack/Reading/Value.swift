import Core
import Foundation
import Yams

/// A value in a YAML file that knows where it stands. Each reading function notes the mistake and gives nil when it is wrong.
struct Value {
    let node: Node
    let file: String
    /// Lines of the file before the YAML begins (front matter).
    let shift: Int
    let findings: Findings

    var spot: Spot { Spot(file: file, line: (node.mark?.line ?? 1) + shift) }

    func wrong(_ message: String) {
        findings.add(spot, message)
    }

    private func at(_ node: Node) -> Value {
        Value(node: node, file: file, shift: shift, findings: findings)
    }

    /// Nothing, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }

    /// One piece of text, without space around it.
    func text(_ limit: Int = 4000) -> String? {
        guard case .scalar(let scalar) = node else {
            wrong("Here is a list or a map. Write one piece of text.")
            return nil
        }
        let text = scalar.string.trimmingCharacters(in: .whitespacesAndNewlines)
        if text.isEmpty || isNull {
            wrong("Here is nothing. Write the text, or remove the line.")
            return nil
        }
        if text.unicodeScalars.contains(where: { ($0.value < 32 && $0 != "\n") || $0.value == 0x7F }) {
            wrong("Here is a character that cannot be shown. Write plain text.")
            return nil
        }
        if text.utf8.count > limit {
            wrong("This is longer than \(limit) bytes. Make it shorter.")
            return nil
        }
        return text
    }

    func bool() -> Bool? {
        switch text() {
        case "true": return true
        case "false": return false
        case let other?:
            wrong("\(shown(other)) is not a choice. Write true or false.")
            return nil
        case nil: return nil
        }
    }

    func int(in range: ClosedRange<Int>) -> Int? {
        guard let text = text() else { return nil }
        guard let number = Int(text), range.contains(number) else {
            wrong("\(shown(text)) does not fit. Write a whole number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return number
    }

    func day() -> Day? {
        guard let text = text() else { return nil }
        guard let day = Day(text) else {
            wrong("\(shown(text)) is not a day of the calendar. Write it like 2026-11-23.")
            return nil
        }
        return day
    }

    func sourceDate() -> SourceDate? {
        guard let text = text() else { return nil }
        guard let date = SourceDate(text) else {
            wrong("\(shown(text)) is not a date. Write it like 2026-11-23, 2026-11 or 2026, or write null.")
            return nil
        }
        return date
    }

    func id<Of>(_: Of.Type) -> ID<Of>? {
        guard let text = text() else { return nil }
        guard let id = ID<Of>(text) else {
            wrong("\(shown(text)) cannot be a name in a pack. Use 1 to 64 of: letters without accents, digits, - _ .")
            return nil
        }
        return id
    }

    func choice<T: RawRepresentable & CaseIterable>(_: T.Type) -> T? where T.RawValue == String {
        guard let text = text() else { return nil }
        guard let choice = T(rawValue: text) else {
            let choices = T.allCases.map(\.rawValue).joined(separator: ", ")
            wrong("\(shown(text)) is not one of the choices. Write one of: \(choices).")
            return nil
        }
        return choice
    }

    func timeZone() -> TimeZone? {
        guard let text = text() else { return nil }
        guard let zone = TimeZone(identifier: text) else {
            wrong("\(shown(text)) is not a time zone. Write one like Europe/Amsterdam.")
            return nil
        }
        return zone
    }

    func language() -> Language? {
        guard let text = text() else { return nil }
        guard let language = Language(text) else {
            wrong("\(shown(text)) is not a language. Write a tag like nl, en or pap-AW.")
            return nil
        }
        return language
    }

    /// The things in a list; a single one need not be written as a list.
    func list() -> [Value]? {
        guard case .sequence(let sequence) = node else {
            wrong("Here must be a list. Write each thing on a line of its own that begins with “- ”.")
            return nil
        }
        return sequence.map(at)
    }

    func texts() -> [String]? {
        list()?.compactMap { $0.text() }
    }

    /// Keys and values; nil when this is no map or a key is no text.
    func pairs() -> [(key: Value, value: Value)]? {
        guard case .mapping(let mapping) = node else {
            wrong("Here must be “key: value” lines.")
            return nil
        }
        return mapping.map { (at($0.key), at($0.value)) }
    }

    /// A map with known keys. `what` names it in messages: "a service".
    func record(_ what: String) -> Record? {
        guard let pairs = pairs() else { return nil }
        var values: [String: (key: Value, value: Value)] = [:]
        for pair in pairs {
            guard case .scalar(let scalar) = pair.key.node else {
                pair.key.wrong("A key must be a word. Write “key: value”.")
                continue
            }
            values[scalar.string] = pair
        }
        return Record(what: what, value: self, values: values)
    }
}

/// A map whose keys are known. What nobody asked for when `finish` is called is a mistake.
final class Record {
    let what: String
    let value: Value
    private let values: [String: (key: Value, value: Value)]
    private var asked: [String] = []

    init(what: String, value: Value, values: [String: (key: Value, value: Value)]) {
        self.what = what
        self.value = value
        self.values = values
    }

    var spot: Spot { value.spot }

    private func ask(_ key: String) {
        if !asked.contains(key) { asked.append(key) }
    }

    /// The value of a key that must be there.
    func needed(_ key: String) -> Value? {
        ask(key)
        guard let found = values[key]?.value else {
            value.wrong("“\(key)” is missing in \(what). Add a line “\(key): …”.")
            return nil
        }
        return found
    }

    /// The value of a key that may be left out or be null.
    func optional(_ key: String) -> Value? {
        ask(key)
        guard let found = values[key]?.value, !found.isNull else { return nil }
        return found
    }

    /// The value of a key that must be there and may be null.
    func nullable(_ key: String) -> Value? {
        guard let found = needed(key), !found.isNull else { return nil }
        return found
    }

    /// Notes every key that is not known here.
    func finish() {
        for (key, pair) in values where !asked.contains(key) {
            pair.key.wrong("\(shown(key)) is not known in \(what). Known are: \(asked.joined(separator: ", ")).")
        }
    }
}
