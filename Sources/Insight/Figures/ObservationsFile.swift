import Core
import Foundation

/// Reads the figures of a file or a posted body: everything or nothing, and every mistake by line and column.
enum ObservationsFile {
    /// CSV with the header of the contract, in UTF-8, with `,` or `;` between the fields.
    static func csv(_ bytes: [UInt8], catalogue: Catalogue, today: Day) throws(ImportRefusal) -> ObservationRows {
        try checkText(bytes)
        var checker = RowChecker(catalogue: catalogue, today: today)
        bytes.withUnsafeBufferPointer { buffer in
            var reader = CSVReader(buffer)
            reader.read(into: &checker)
        }
        return try checker.result()
    }

    /// A JSON list of objects with the same names. `value` is a number or null; `region` and `organisation` may be left out.
    static func json(_ bytes: [UInt8], catalogue: Catalogue, today: Day) throws(ImportRefusal) -> ObservationRows {
        try checkText(bytes)
        guard let items = try? JSONDecoder().decode([JSONItem].self, from: Data(bytes)) else {
            throw ImportRefusal(mistakes: [ImportMistake(0, nil, .mistakeJSON)], total: 1)
        }
        var checker = RowChecker(catalogue: catalogue, today: today)
        if items.isEmpty { checker.wrong(0, nil, .mistakeNoRows) }
        if items.count > ImportLimits.rows {
            checker.wrong(0, nil, .mistakeTooManyRows, ["limit": String(ImportLimits.rows)])
            return try checker.result()
        }
        for (index, item) in items.enumerated() {
            guard let fields = item.fields else {
                checker.wrong(index + 1, nil, .mistakeItem)
                continue
            }
            if let odd = item.names.subtracting(ObservationColumn.allCases.map(\.name)).min() {
                checker.wrong(index + 1, nil, .mistakeName, ["value": String(odd.prefix(40))])
            } else if let long = ObservationColumn.allCases.first(where: {
                fields[$0.rawValue].utf8.count > ImportLimits.field
            }) {
                checker.wrong(index + 1, long, .mistakeTooLong, ["limit": String(ImportLimits.field)])
            } else {
                checker.add(fields, line: index + 1)
            }
        }
        return try checker.result()
    }

    /// UTF-8 without NUL, not too large; with or without the mark in front.
    private static func checkText(_ bytes: [UInt8]) throws(ImportRefusal) {
        func refuse(_ line: Int, _ phrase: FiguresPhrase, _ values: [String: String] = [:]) -> ImportRefusal {
            ImportRefusal(mistakes: [ImportMistake(line, nil, phrase, values)], total: 1)
        }
        if bytes.count > ImportLimits.bytes {
            throw refuse(0, .mistakeTooLarge, ["limit": String(ImportLimits.bytes >> 20)])
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            || bytes.starts(with: [0, 0, 0xFE, 0xFF])
        {
            throw refuse(0, .mistakeUTF16)
        }
        if let position = bytes.firstIndex(of: 0) {
            // A letter and a NUL by turns is UTF-16 without its mark.
            if position < 2 { throw refuse(0, .mistakeUTF16) }
            throw refuse(line(of: position, in: bytes), .mistakeNUL)
        }
        if let position = firstInvalid(bytes) { throw refuse(line(of: position, in: bytes), .mistakeEncoding) }
    }

    private static func line(of position: Int, in bytes: [UInt8]) -> Int {
        1 + bytes[..<position].count { $0 == UInt8(ascii: "\n") }
    }

    /// Where the first byte stands that is not UTF-8.
    private static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        guard bytes.contains(where: { $0 >= 0x80 }), String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var start = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: line, as: UTF8.self) == nil { return line.startIndex }
            start = line.endIndex
        }
        return start
    }
}

/// One object of a posted list. Texts and whole numbers become the texts that the file would hold.
private struct JSONItem: Decodable {
    /// Nil when it is no object of texts and numbers.
    let fields: [String]?
    let names: Set<String>

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        guard let container = try? decoder.container(keyedBy: Name.self) else {
            (fields, names) = (nil, [])
            return
        }
        names = Set(container.allKeys.map(\.stringValue))
        var fields: [String]? = []
        for column in ObservationColumn.allCases {
            let name = Name(stringValue: column.name)
            if !container.contains(name) || (try? container.decodeNil(forKey: name)) == true {
                fields?.append("")
            } else if let text = try? container.decode(String.self, forKey: name) {
                fields?.append(text.trimmingCharacters(in: .whitespaces))
            } else if let number = try? container.decode(Int.self, forKey: name) {
                fields?.append(String(number))
            } else if let number = try? container.decode(Double.self, forKey: name) {
                fields?.append(String(number))
            } else {
                fields = nil
            }
        }
        self.fields = fields
    }
}

/// Reads CSV from bytes in memory, one record at a time, without copying what is not a field of a good row.
private struct CSVReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var line = 1
    private var separator = UInt8(ascii: ",")
    private var fields: [Range<Int>] = []
    private var texts = [String](repeating: "", count: ObservationColumn.allCases.count)

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        fields.reserveCapacity(16)
    }

    private enum Record {
        case fields
        case blank
        /// Something stands behind a closing quote.
        case afterQuote(ObservationColumn?)
        /// A quote is never closed.
        case openQuote
        case end
    }

    mutating func read(into checker: inout RowChecker) {
        let count = ObservationColumn.allCases.count
        separator = separatorOfHeader()
        guard readHeader(into: &checker) else { return }
        var rows = 0
        while true {
            let start = line
            switch next() {
            case .end:
                if rows == 0, checker.total == 0 { checker.wrong(0, nil, .mistakeNoRows) }
                return
            case .blank: continue
            case .openQuote:
                checker.wrong(start, nil, .mistakeOpenQuote)
                return
            case .afterQuote(let column): checker.wrong(start, column, .mistakeQuote)
            case .fields where fields.count != count:
                checker.wrong(start, nil, .mistakeColumns, ["count": String(fields.count)])
            case .fields:
                if let long = fields.firstIndex(where: { $0.count > ImportLimits.field }) {
                    let column = ObservationColumn(rawValue: long)
                    checker.wrong(start, column, .mistakeTooLong, ["limit": String(ImportLimits.field)])
                } else {
                    for index in 0..<count { fillText(index) }
                    checker.add(texts, line: start)
                }
            }
            rows += 1
            if rows > ImportLimits.rows {
                checker.wrong(0, nil, .mistakeTooManyRows, ["limit": String(ImportLimits.rows)])
                return
            }
        }
    }

    private mutating func readHeader(into checker: inout RowChecker) -> Bool {
        guard case .fields = next() else {
            checker.wrong(1, nil, .mistakeHeader, ["header": ObservationColumn.header])
            return false
        }
        let names = fields.map { String(decoding: bytes[$0], as: UTF8.self) }
        guard names == ObservationColumn.allCases.map(\.name) else {
            checker.wrong(1, nil, .mistakeHeader, ["header": ObservationColumn.header])
            return false
        }
        return true
    }

    /// `;` when the first line has more of them than of `,`: what spreadsheets write where the comma is for decimals.
    private func separatorOfHeader() -> UInt8 {
        var (commas, semicolons) = (0, 0)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: ","): commas += 1
            case UInt8(ascii: ";"): semicolons += 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                return semicolons > commas ? UInt8(ascii: ";") : UInt8(ascii: ",")
            default: break
            }
        }
        return semicolons > commas ? UInt8(ascii: ";") : UInt8(ascii: ",")
    }

    /// Neighbouring rows mostly have the same texts: those are kept instead of made again.
    private mutating func fillText(_ index: Int) {
        let field = UnsafeBufferPointer(rebasing: bytes[fields[index]])
        if texts[index].utf8.elementsEqual(field) { return }
        texts[index] = String(decoding: field, as: UTF8.self)
    }

    private mutating func next() -> Record {
        fields.removeAll(keepingCapacity: true)
        guard position < bytes.count else { return .end }
        if isLineEnd(bytes[position]) {
            endLine()
            return .blank
        }
        var bad: Record?
        while true {
            skipBlanks()
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                guard let range = quoted() else { return .openQuote }
                fields.append(range)
                skipBlanks()
                if position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) {
                    bad = bad ?? .afterQuote(ObservationColumn(rawValue: fields.count - 1))
                    skipField()
                }
            } else {
                let start = position
                skipField()
                fields.append(start..<trimmedEnd(start, position))
            }
            guard position < bytes.count else { return bad ?? .fields }
            if bytes[position] == separator {
                position += 1
            } else {
                endLine()
                return bad ?? .fields
            }
        }
    }

    /// The inside of a quoted field. Doubled quotes stay doubled: no field of ours may hold one anyway.
    private mutating func quoted() -> Range<Int>? {
        position += 1
        let start = position
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\"") {
                if position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\"") {
                    position += 2
                    continue
                }
                let end = position
                position += 1
                return start..<max(start, trimmedEnd(start, end))
            }
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
        return nil
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    private func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private mutating func skipBlanks() {
        while position < bytes.count, isBlank(bytes[position]) { position += 1 }
    }

    private mutating func skipField() {
        while position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) { position += 1 }
    }

    private func trimmedEnd(_ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return end
    }

    /// Past `\n`, `\r\n` or `\r`.
    private mutating func endLine() {
        if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A { position += 1 }
        position += 1
        line += 1
    }
}
