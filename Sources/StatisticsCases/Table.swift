import Foundation

/// A comma-separated table with a header, as the case folders hold them. A column that is not there reads as empty.
public struct Table: Sendable {
    public let columns: [String]
    public private(set) var rows: [[String]]
    private let position: [String: Int]

    /// - Throws: `CaseError` when the text has no header or a row has more fields than the header.
    public init(name: String, text: String) throws(CaseError) {
        var lines = Self.split(text)
        guard !lines.isEmpty else { throw CaseError("\(name) is empty; its first line must name the columns.") }
        columns = lines.removeFirst()
        for (number, line) in lines.enumerated() where line.count > columns.count {
            throw CaseError("Line \(number + 2) of \(name) has \(line.count) fields; the header has \(columns.count).")
        }
        rows = lines
        position = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    public func has(_ column: String) -> Bool { position[column] != nil }

    /// The text in a column of a row; empty when the column or the field is not there.
    public func text(_ row: Int, _ column: String) -> String {
        guard let place = position[column], place < rows[row].count else { return "" }
        return rows[row][place]
    }

    /// The number in a column of a row; nil when empty, NA or not a number.
    public func number(_ row: Int, _ column: String) -> Double? { Self.number(text(row, column)) }

    /// The whole number in a column of a row.
    public func whole(_ row: Int, _ column: String) -> Int? { number(row, column).flatMap { Int(exactly: $0) } }

    static func number(_ text: String) -> Double? {
        switch text {
        case "", "NA", "NaN", "nan": nil
        case "Inf", "inf": .infinity
        case "-Inf", "-inf": -.infinity
        default: Double(text)
        }
    }

    /// Rows and fields; quotes hold commas, line ends and doubled quotes. A byte order mark is dropped.
    private static func split(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field: [UInt8] = []
        var quoted = false
        let bytes = Array(text.utf8)
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        func endField() {
            row.append(String(decoding: field, as: UTF8.self))
            field.removeAll(keepingCapacity: true)
        }
        func endRow() {
            endField()
            if row != [""] { rows.append(row) }
            row = []
        }
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\"") where quoted && index + 1 < bytes.count && bytes[index + 1] == byte:
                field.append(byte)
                index += 1
            case UInt8(ascii: "\""): quoted.toggle()
            case UInt8(ascii: ",") where !quoted: endField()
            case UInt8(ascii: "\n") where !quoted: endRow()
            case UInt8(ascii: "\r") where !quoted: break
            default: field.append(byte)
            }
            index += 1
        }
        if !field.isEmpty || !row.isEmpty { endRow() }
        return rows
    }
}

/// One field of an answer.
public enum CaseValue: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral
{
    case missing
    case text(String)
    case number(Double)

    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(_ value: Int) { self = .number(Double(value)) }
    public init(_ value: Bool) { self = .number(value ? 1 : 0) }
    public init(_ value: String) { self = .text(value) }
    /// 1 or 0, missing when nil.
    public init(flag value: Bool?) { self = value.map { .number($0 ? 1 : 0) } ?? .missing }
    /// Missing when nil or not a number.
    public init(_ value: Double?) {
        guard let value, !value.isNaN else {
            self = .missing
            return
        }
        self = .number(value)
    }

    /// As written in a file: the shortest decimals that read back to the same number, nothing when missing.
    public var written: String {
        switch self {
        case .missing: return ""
        case .text(let text):
            guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
            return "\"" + text.replacing("\"", with: "\"\"") + "\""
        case .number(let number):
            if number == .infinity { return "Inf" }
            if number == -.infinity { return "-Inf" }
            if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
            return number.description
        }
    }
}

/// What is wrong with a folder of cases, in a sentence.
public struct CaseError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}
