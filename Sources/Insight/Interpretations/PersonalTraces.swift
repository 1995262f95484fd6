import Core
import Foundation

/// Finds in a free text what can only be about one person: a citizen service number, an e-mail address, a telephone number, a
/// full postcode. It finds no names: that stays with who writes.
enum PersonalTraces {
    /// The text, tidied. Throws `empty`, `tooLong`, `malformed`, and `aboutPerson` without what was found.
    static func refuse(in text: String?, _ field: String, limit: Int) throws -> String {
        let text = try Consultation.text(text, field, limit: limit)
        guard !isFound(in: text) else { throw Refusal.aboutPerson(field: field) }
        return text
    }

    static func isFound(in text: String) -> Bool {
        // As a person reads it: wide digits are digits, an unusual blank is a blank.
        let plain = String(
            text.precomposedStringWithCompatibilityMapping.unicodeScalars.filter {
                !["\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{AD}", "\u{FEFF}", "(", ")"].contains($0)
            }.map { scalar -> Character in
                if scalar.properties.generalCategory == .dashPunctuation { return "-" }
                // Digits of every script.
                if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
                    return Character(String(Int(value)))
                }
                return Character(scalar)
            })
        return hasAddress(plain) || hasPostcode(plain) || runs(plain).contains(where: isPersonal)
    }

    private static func hasAddress(_ text: String) -> Bool {
        text.firstMatch(of: /[^\s@<>,;:]+@[^\s@<>,;:.]+(?:\.[^\s@<>,;:.]+)*\.\p{L}{2,}/) != nil
    }

    /// Four digits and two letters. With a blank between them in capitals only: "in 2020 en 2021" is no postcode.
    private static func hasPostcode(_ text: String) -> Bool {
        text.firstMatch(of: /(?:^|[^0-9A-Za-z])[1-9][0-9]{3}(?:[A-Za-z]{2}|[ \t]{1,2}[A-Z]{2})(?![0-9A-Za-z])/) != nil
    }

    /// Digits with at most two blanks, points, dashes or slashes between them, in the groups that these make.
    private struct Run {
        var isInternational = false
        var groups: [String] = []
    }

    private static func runs(_ text: String) -> [Run] {
        var runs: [Run] = []
        var (run, group, gap, isAfterPlus) = (Run(), "", 0, false)
        func close() {
            if !group.isEmpty { run.groups.append(group) }
            if !run.groups.isEmpty { runs.append(run) }
            (run, group, gap) = (Run(), "", 0)
        }
        for character in text {
            if character.isASCII, character.isNumber {
                if group.isEmpty, run.groups.isEmpty { run.isInternational = isAfterPlus }
                group.append(character)
                gap = 0
            } else if [" ", ".", "-", "/", "\u{A0}"].contains(character), gap < 2,
                !group.isEmpty || !run.groups.isEmpty
            {
                if !group.isEmpty { run.groups.append(group) }
                group = ""
                gap += 1
            } else {
                close()
            }
            isAfterPlus = character == "+"
        }
        close()
        return runs
    }

    private static func isPersonal(_ run: Run) -> Bool {
        if run.isInternational, (9...15).contains(run.groups.joined().count) { return true }
        for first in run.groups.indices {
            var digits = ""
            for group in run.groups[first...] {
                digits += group
                guard digits.count <= 15 else { break }
                if digits.count == 9, digits != "000000000", PersonalShapes.passesElevenTest(Array(digits.utf8)) {
                    return true
                }
                if digits.count == 10, digits.hasPrefix("0"), !digits.hasPrefix("00") { return true }
                if digits.hasPrefix("0031"), (12...14).contains(digits.count) { return true }
            }
        }
        return false
    }
}
