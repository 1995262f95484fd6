import Foundation

/// How numbers are written in a source.
enum NumberHabit: String, Codable, Sendable, CaseIterable {
    /// 1.234,5
    case comma
    /// 1,234.5
    case point
}

/// A cell that may be a whole number, as it was written.
struct NumberText {
    enum Reading: Equatable {
        case whole(Int)
        case negative
        /// It has decimals that are not zero, or is no number.
        case notWhole
        /// 1,2E+05: digits are lost.
        case scientific
        case tooHigh
        /// `1.234` is a thousand and more, or one and a bit.
        case ambiguous
    }

    /// What a cell tells of the habit of its column.
    enum Evidence: Equatable { case none, comma, point, ambiguous }

    /// Everything but digits, points and commas was taken off; nil when there is something else.
    private let digits: [UInt8]?
    private let isNegative: Bool
    private let isScientific: Bool

    init(_ text: some Sequence<UInt8>) {
        var left: [UInt8] = []
        var negative = false
        var odd = false
        var scientific = false
        // Blanks between thousands, the narrow and the unbreakable one too.
        var bytes = Array(text)
        if bytes.contains(where: { $0 >= 0x80 }) {
            let string = String(decoding: bytes, as: UTF8.self).replacing("\u{A0}", with: " ")
                .replacing("\u{202F}", with: " ").replacing("\u{2212}", with: "-")
            bytes = Array(string.utf8)
        }
        for byte in bytes {
            switch byte {
            case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: ","): left.append(byte)
            case UInt8(ascii: "-") where left.isEmpty && !negative: negative = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                scientific = !left.isEmpty
                odd = true
            case UInt8(ascii: "+") where scientific, UInt8(ascii: "-") where scientific: break
            case 0x20: break
            default:
                odd = true
                scientific = false
            }
            if odd, !scientific { break }
        }
        isNegative = negative
        isScientific = scientific
        digits = odd || !left.contains(where: Self.isDigit) || Self.hasOddBlanks(bytes) ? nil : left
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Blanks that do not stand before three digits: `12 34` is two numbers.
    private static func hasOddBlanks(_ bytes: [UInt8]) -> Bool {
        for (index, byte) in bytes.enumerated() where byte == 0x20 {
            guard index > 0, isDigit(bytes[index - 1]) else { continue }
            let run = bytes[(index + 1)...].prefix(while: isDigit).count
            if run != 3 { return true }
        }
        return false
    }

    private static let (dot, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))

    var evidence: Evidence {
        guard let digits else { return .none }
        let points = digits.count { $0 == Self.dot }
        let commas = digits.count { $0 == Self.comma }
        if points == 0, commas == 0 { return .none }
        if points > 0, commas > 0 {
            let last = digits.last { !Self.isDigit($0) }
            return last == Self.comma ? .comma : .point
        }
        if points > 1 { return .comma }
        if commas > 1 { return .point }
        let parts = digits.split(separator: points == 1 ? Self.dot : Self.comma, omittingEmptySubsequences: false)
        let isGroup = parts[1].count == 3 && (1...3).contains(parts[0].count) && parts[0].first != UInt8(ascii: "0")
        if isGroup { return .ambiguous }
        return points == 1 ? .point : .comma
    }

    /// - Parameter habit: nil while it is not known: then what can be read in two ways is ambiguous.
    func read(_ habit: NumberHabit?) -> Reading {
        guard let digits else { return isScientific ? .scientific : .notWhole }
        var used = habit
        switch evidence {
        case .none: break
        case .comma: used = used ?? .comma
        case .point: used = used ?? .point
        case .ambiguous: if used == nil { return isNegative ? .negative : .ambiguous }
        }
        let mark = used == .point ? Self.dot : Self.comma
        let halves = digits.split(separator: mark, omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return .notWhole }
        let group = used == .point ? Self.comma : Self.dot
        let groups = halves[0].split(separator: group, omittingEmptySubsequences: false)
        if groups.count > 1 {
            guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else {
                return .notWhole
            }
        }
        if halves.count == 2, !halves[1].allSatisfy({ $0 == UInt8(ascii: "0") }) { return .notWhole }
        let whole = groups.joined()
        guard !whole.isEmpty, whole.allSatisfy(Self.isDigit) else { return .notWhole }
        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        if significant.count > 10 { return isNegative ? .negative : .tooHigh }
        let number = significant.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if isNegative { return number == 0 ? .whole(0) : .negative }
        return number > ImportLimits.value ? .tooHigh : .whole(number)
    }

    /// A number that the file keeps as one: `1234`, `1234.0`, `1.234E3`.
    static func stored(_ text: String) -> Reading {
        guard let number = Double(text), number.isFinite else { return .notWhole }
        let rounded = number.rounded()
        guard abs(number - rounded) <= 1e-6 else { return number < 0 ? .negative : .notWhole }
        if rounded < 0 { return .negative }
        return rounded > Double(ImportLimits.value) ? .tooHigh : .whole(Int(rounded))
    }
}
