import Core
import Foundation
import Pack

/// How data about a person look, whoever they are.
enum PersonalShapes {
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// Somebody `@` somewhere `.` something, with or without blanks beside the sign.
    static func hasEmail(_ typed: [UInt8]) -> Bool {
        let bytes = withoutBlanks(beside: 0x40, typed)
        for (index, byte) in bytes.enumerated() where byte == 0x40 {
            guard index > 0, isLetter(bytes[index - 1]) || isDigit(bytes[index - 1]) || bytes[index - 1] >= 0x80 else {
                continue
            }
            let host = bytes[(index + 1)...].prefix {
                isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x2E || $0 >= 0x80
            }
            if let dot = host.lastIndex(of: 0x2E), dot > host.startIndex {
                if host[(dot + 1)...].count(where: { isLetter($0) || $0 >= 0x80 }) >= 2 { return true }
                // A full stop behind it.
                let inner = host[..<dot]
                if let earlier = inner.lastIndex(of: 0x2E), earlier > inner.startIndex,
                    inner[(earlier + 1)...].count(where: isLetter) >= 2
                {
                    return true
                }
            }
        }
        return false
    }

    private static func withoutBlanks(beside sign: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        for byte in bytes {
            if byte == 0x20, plain.last == sign { continue }
            if byte == sign { while plain.last == 0x20 { plain.removeLast() } }
            plain.append(byte)
        }
        return plain
    }

    /// Nine digits, with or without points, blanks or dashes between threes, that pass the test.
    static func hasCitizenNumber(_ bytes: [UInt8]) -> Bool {
        for run in runs(bytes, joining: [0x20, 0x2E, 0x2D]) where run.count == 9 && passesElevenTest(run) {
            return true
        }
        return runs(bytes, joining: []).contains { $0.count == 9 && passesElevenTest($0) }
    }

    /// Nine digits: 9 times the first, 8 times the second … 2 times the eighth, less the ninth, is a multiple of eleven
    /// (Logisch ontwerp BSN).
    static func passesElevenTest(_ digits: [UInt8]) -> Bool {
        guard digits.count == 9 else { return false }
        var sum = 0
        for (index, byte) in digits.enumerated() {
            let digit = Int(byte) - 0x30
            sum += index == 8 ? -digit : digit * (9 - index)
        }
        return sum % 11 == 0
    }

    /// Digits one after the other, each run between something else.
    private static func runs(_ bytes: [UInt8], joining: Set<UInt8>) -> [[UInt8]] {
        var runs: [[UInt8]] = []
        var run: [UInt8] = []
        var gap = 0
        for byte in bytes {
            if isDigit(byte) {
                run.append(byte)
                gap = 0
            } else if joining.contains(byte), !run.isEmpty, gap == 0 {
                gap = 1
            } else {
                if !run.isEmpty { runs.append(run) }
                run = []
                gap = 0
            }
        }
        if !run.isEmpty { runs.append(run) }
        return runs
    }

    /// Ten digits from a zero on, or `+31` and nine, or another country's from `+` on.
    static func hasPhone(_ bytes: [UInt8]) -> Bool {
        let joined: Set<UInt8> = [0x20, 0x2D, 0x2E, 0x28, 0x29, 0x2F]
        var index = 0
        while index < bytes.count {
            let isPlus = bytes[index] == 0x2B
            guard isPlus || isDigit(bytes[index]), index == 0 || !isDigit(bytes[index - 1]) else {
                index += 1
                continue
            }
            var digits: [UInt8] = []
            var end = isPlus ? index + 1 : index
            var gap = 0
            while end < bytes.count {
                if isDigit(bytes[end]) {
                    digits.append(bytes[end])
                    gap = 0
                } else if joined.contains(bytes[end]), gap < 2 {
                    gap += 1
                } else {
                    break
                }
                end += 1
            }
            if isPlus, (9...15).contains(digits.count) { return true }
            if digits.count == 10, digits[0] == 0x30, digits[1] != 0x30 { return true }
            if digits.starts(with: Array("0031".utf8)), digits.count >= 13 { return true }
            index = max(end, index + 1)
        }
        return false
    }

    /// A bank account (IBAN) of the Netherlands or another country.
    static func hasAccount(_ bytes: [UInt8]) -> Bool {
        let plain = bytes.filter { $0 != 0x20 }
        guard (15...34).contains(plain.count), plain.prefix(2).allSatisfy({ (0x41...0x5A).contains($0) }),
            plain[2..<4].allSatisfy(isDigit), plain.allSatisfy({ isLetter($0) || isDigit($0) })
        else { return false }
        // Modulo 97 (ISO 7064), the country and its digits behind the rest.
        var remainder = 0
        for byte in plain[4...] + plain[..<4] {
            if isDigit(byte) {
                remainder = (remainder * 10 + Int(byte - 0x30)) % 97
            } else {
                remainder = (remainder * 100 + Int(byte & 0xDF) - 0x41 + 10) % 97
            }
        }
        return remainder == 1
    }

    /// `1234 AB`, all of a cell or among other words in capitals.
    static func hasPostcode(_ bytes: [UInt8]) -> Bool {
        var index = 0
        while index + 5 < bytes.count {
            defer { index += 1 }
            guard isDigit(bytes[index]), bytes[index] != 0x30, index == 0 || !isWord(bytes[index - 1]) else { continue }
            guard bytes[(index + 1)..<(index + 4)].allSatisfy(isDigit) else { continue }
            var next = index + 4
            if bytes[next] == 0x20 { next += 1 }
            guard next + 1 < bytes.count, isLetter(bytes[next]), isLetter(bytes[next + 1]),
                next + 2 == bytes.count || !isWord(bytes[next + 2])
            else { continue }
            let isWhole = index == 0 && next + 2 == bytes.count
            let isCapital = bytes[next] < 0x60 && bytes[next + 1] < 0x60
            if isWhole || isCapital { return true }
        }
        return false
    }

    private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) || byte >= 0x80 }

    /// A day with its year, in the ways people write one.
    static func day(_ bytes: [UInt8]) -> Day? {
        guard (6...24).contains(bytes.count) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        for habit in [DateHabit.dayFirst, .monthFirst] {
            if case .period(.day(let day)) = PeriodText.read(text, as: .day, habit: habit) { return day }
        }
        return nil
    }

    /// A street with a number.
    static func isAddress(_ text: String) -> Bool {
        let words = text.lowercased().split(separator: " ")
        guard (2...7).contains(words.count) else { return false }
        for (index, word) in words.enumerated().dropFirst() {
            guard let first = word.first, first.isASCII, first.isNumber, word.utf8.count <= 6 else { continue }
            let street = words[index - 1]
            if PersonalDataWords.streets.contains(where: { street.hasSuffix($0) && street.count > $0.count }) {
                return true
            }
        }
        return false
    }

    /// How sure it is that a text is somebody's name.
    enum NameLikeness { case certain, possible }

    /// A title and a name, or a first name and what follows it: certain. A first name alone, or letters for first names and a
    /// name: possible, for places and organisations look like that too. Nil when it is no name.
    static func name(_ text: String) -> NameLikeness? {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        guard (1...6).contains(words.count), text.count <= 60 else { return nil }
        guard
            words.allSatisfy({ word in
                word.allSatisfy { $0.isLetter || $0 == "." || $0 == "-" || $0 == "'" || $0 == "’" }
            })
        else { return nil }
        func isCapital(_ word: String) -> Bool { word.first?.isUppercase ?? false }
        func isFirst(_ word: String) -> Bool { PersonalDataWords.firstNames.contains(word.lowercased()) }
        func isInitials(_ word: String) -> Bool {
            word.hasSuffix(".") && word.split(separator: ".").allSatisfy { $0.count <= 2 }
        }
        let (first, last) = (words[0], words[words.count - 1])
        if words.count == 1 { return isCapital(first) && isFirst(first) ? .possible : nil }
        let titled = words.prefix(2).firstIndex { PersonalDataWords.titles.contains($0.lowercased()) }
        if let titled, titled + 1 < words.count, isCapital(last) { return .certain }
        // "Vries, Jan de" and "vries, j. de"
        if let comma = text.firstIndex(of: ","), first.count > 2,
            let given = text[text.index(after: comma)...].split(separator: " ").first.map(String.init)
        {
            if isFirst(given) { return .certain }
            if isInitials(given) { return .possible }
        }
        if isInitials(first) || isInitials(last),
            words.contains(where: { $0.count > 2 && !isInitials($0) && isCapital($0) })
        {
            return .possible
        }
        let between = words.dropFirst().dropLast().allSatisfy {
            isCapital($0) || PersonalDataWords.between.contains($0.lowercased())
        }
        return between && isFirst(first) && isCapital(last) ? .certain : nil
    }
}
