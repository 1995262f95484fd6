/// Reads text with something between the cells (RFC 4180, and what spreadsheets make of it): `,`, `;` or tab; quotes with
/// line ends in them; a first line `sep=;`; `="0123"` for a text that must stay as it is.
struct SeparatedReader: TableReader {
    let separator: UInt8
    private var text: TextStream
    private var piece: [UInt8] = []
    private var position = 0
    private var line = 1
    private var isAtEnd = false

    init(_ source: any ByteSource) throws {
        text = try TextStream(source)
        var head: [UInt8] = []
        var ahead = text
        while head.count < 64 << 10, let more = try ahead.next() { head += more }
        let hint = Self.separatorLine(head)
        separator = hint?.separator ?? Self.separator(of: head)
        if let hint {
            // Passed over as it stands in the file: a byte at a time.
            for _ in 0..<hint.length { _ = try take() }
            line += 1
        }
    }

    var encoding: TextEncoding { text.encoding }

    /// `sep=;` with its line end, as Excel writes it for itself.
    private static func separatorLine(_ head: [UInt8]) -> (separator: UInt8, length: Int)? {
        guard head.count >= 5, head.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8).map({ $0 | 0x20 }) else {
            return nil
        }
        let separator = head[4]
        guard [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")].contains(separator) else { return nil }
        var length = 5
        if head.count > length, head[length] == 0x0D { length += 1 }
        if head.count > length, head[length] == 0x0A { length += 1 }
        return length > 5 || head.count == 5 ? (separator, length) : nil
    }

    /// The one that the first line with any of them has most of, outside of quotes.
    private static func separator(of head: [UInt8]) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in head {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ";"), 0x09: counts[byte, default: 0] += 1
            case 0x0A, 0x0D:
                if !counts.isEmpty { return best(counts) }
            default: break
            }
        }
        return best(counts)
    }

    private static func best(_ counts: [UInt8: Int]) -> UInt8 {
        // Of equals the one that is least often part of a text or a number.
        let order: [UInt8] = [0x09, UInt8(ascii: ";"), UInt8(ascii: ",")]
        let most = counts.values.max() ?? 0
        return order.first { counts[$0] == most } ?? UInt8(ascii: ",")
    }

    private mutating func peek() throws -> UInt8? {
        while position >= piece.count {
            guard !isAtEnd, let more = try text.next() else {
                isAtEnd = true
                return nil
            }
            (piece, position) = (more, 0)
        }
        return piece[position]
    }

    private mutating func take() throws -> UInt8? {
        let byte = try peek()
        if byte != nil { position += 1 }
        return byte
    }

    mutating func next(_ row: inout CellRow) throws -> Bool {
        while try peek() != nil {
            row.clear(line: line)
            try readRow(&row)
            row.dropEmptyEnd(keeping: 0)
            if row.count > 0 { return true }
        }
        return false
    }

    private mutating func readRow(_ row: inout CellRow) throws {
        while true {
            try readCell(&row)
            guard row.count <= DeliveryLimits.columns else {
                throw DeliveryMistake(.tooManyColumns, line: row.line, ["limit": String(DeliveryLimits.columns)])
            }
            guard let byte = try take() else { return }
            if byte == separator { continue }
            endLine(byte)
            if byte == 0x0D, try peek() == 0x0A { _ = try take() }
            return
        }
    }

    private mutating func endLine(_: UInt8) { line += 1 }

    private mutating func readCell(_ row: inout CellRow) throws {
        var first = try peek()
        while let byte = first, byte == 0x20 || (byte == 0x09 && separator != 0x09) {
            _ = try take()
            first = try peek()
        }
        if first == UInt8(ascii: "=") {
            _ = try take()
            guard try peek() == UInt8(ascii: "\"") else {
                row.append(UInt8(ascii: "="))
                try readPlain(&row)
                return
            }
            first = UInt8(ascii: "\"")
        }
        if first == UInt8(ascii: "\"") {
            try readQuoted(&row)
        } else {
            try readPlain(&row)
        }
    }

    private mutating func readPlain(_ row: inout CellRow) throws {
        let column = row.count + 1
        while let byte = try peek(), byte != separator, byte != 0x0A, byte != 0x0D {
            row.append(byte)
            position += 1
            if row.open > DeliveryLimits.cell { throw tooLong(row, column) }
        }
        row.endCell()
    }

    private mutating func readQuoted(_ row: inout CellRow) throws {
        let column = row.count + 1
        _ = try take()
        while true {
            guard let byte = try take() else { throw DeliveryMistake(.openQuote, line: row.line, column: column) }
            if byte == UInt8(ascii: "\"") {
                guard try peek() == UInt8(ascii: "\"") else { break }
                _ = try take()
                row.append(byte)
            } else {
                if byte == 0x0A { line += 1 }
                row.append(byte)
            }
            if row.open > DeliveryLimits.cell { throw tooLong(row, column) }
        }
        while let byte = try peek(), byte != separator, byte != 0x0A, byte != 0x0D {
            guard byte == 0x20 || byte == 0x09 else {
                throw DeliveryMistake(.afterQuote, line: row.line, column: column)
            }
            position += 1
        }
        row.endCell()
    }

    private func tooLong(_ row: CellRow, _ column: Int) -> DeliveryMistake {
        DeliveryMistake(.tooLong, line: row.line, column: column, ["limit": String(DeliveryLimits.cell)])
    }
}
