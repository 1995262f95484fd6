/// Reads XML as workbooks have it, letter by letter: no document type, no entities but the five and numbers, nothing from
/// elsewhere. What is no such XML is refused.
struct MarkupReader {
    enum Event: Equatable {
        /// The name without what stands before its colon.
        case start(String)
        case end(String)
    }

    private let part: ZipPart
    private var piece: [UInt8] = []
    private var position = 0
    /// The elements that are open.
    private var open: [String] = []
    private var closing: String?
    /// Of the element that began last, by name without what stands before the colon; the first of two counts.
    private(set) var attributes: [String: String] = [:]
    /// What stood before the last event.
    private(set) var text: [UInt8] = []
    /// Most of it is of no use, and is passed over.
    var keepsText = false

    private static let deepest = 100
    private static let longestName = 200
    private static let longestValue = 4_000

    init(_ part: ZipPart) {
        self.part = part
    }

    private mutating func peek() throws -> UInt8? {
        while position >= piece.count {
            guard let more = try part.next() else { return nil }
            (piece, position) = (more, 0)
        }
        return piece[position]
    }

    private mutating func take() throws -> UInt8 {
        guard let byte = try peek() else { throw DeliveryMistake(.markup) }
        position += 1
        return byte
    }

    private mutating func expect(_ text: StaticString) throws {
        for byte in "\(text)".utf8 {
            guard try take() == byte else { throw DeliveryMistake(.markup) }
        }
    }

    /// Nil at the end, when everything is closed.
    mutating func next() throws -> Event? {
        if let name = closing {
            closing = nil
            open.removeLast()
            text.removeAll(keepingCapacity: true)
            return .end(name)
        }
        text.removeAll(keepingCapacity: true)
        while let byte = try peek() {
            if byte != UInt8(ascii: "<") {
                try readText()
                continue
            }
            position += 1
            switch try peek() {
            case UInt8(ascii: "?"): try skip(until: Array("?>".utf8))
            case UInt8(ascii: "!"):
                position += 1
                try readDeclaration()
            case UInt8(ascii: "/"):
                position += 1
                let name = try readName()
                try skipBlanks()
                try expect(">")
                guard open.popLast() == name else { throw DeliveryMistake(.markup) }
                return .end(name)
            default: return .start(try readStart())
            }
        }
        guard open.isEmpty else { throw DeliveryMistake(.markup) }
        return nil
    }

    private mutating func readText() throws {
        while let byte = try peek(), byte != UInt8(ascii: "<") {
            position += 1
            if byte == 0 || byte >= 0xFE { throw DeliveryMistake(.markup) }
            if byte == UInt8(ascii: "&") {
                let letter = try readEntity()
                if keepsText { text += letter }
            } else if keepsText {
                text.append(byte)
            }
            guard text.count <= 64 << 10 else { throw DeliveryMistake(.tooLong) }
        }
    }

    private mutating func readEntity() throws -> [UInt8] {
        var name: [UInt8] = []
        while true {
            let byte = try take()
            if byte == UInt8(ascii: ";") { break }
            name.append(byte)
            guard name.count <= 10 else { throw DeliveryMistake(.markup) }
        }
        switch String(decoding: name, as: UTF8.self) {
        case "lt": return [UInt8(ascii: "<")]
        case "gt": return [UInt8(ascii: ">")]
        case "amp": return [UInt8(ascii: "&")]
        case "quot": return [UInt8(ascii: "\"")]
        case "apos": return [UInt8(ascii: "'")]
        case let text where text.hasPrefix("#x") || text.hasPrefix("#X"):
            return try Self.letter(UInt32(text.dropFirst(2), radix: 16))
        case let text where text.hasPrefix("#"): return try Self.letter(UInt32(text.dropFirst()))
        // An entity of a document type.
        default: throw DeliveryMistake(.doctype)
        }
    }

    private static func letter(_ code: UInt32?) throws -> [UInt8] {
        guard let code, code >= 9, let scalar = Unicode.Scalar(code), let letter = UTF8.encode(scalar) else {
            throw DeliveryMistake(.markup)
        }
        return Array(letter)
    }

    /// A comment, or text as it stands; a document type is refused.
    private mutating func readDeclaration() throws {
        switch try take() {
        case UInt8(ascii: "-"):
            try expect("-")
            try skip(until: Array("-->".utf8))
        case UInt8(ascii: "["):
            try expect("CDATA[")
            var end = 0
            while true {
                let byte = try take()
                if keepsText { text.append(byte) }
                guard text.count <= 64 << 10 else { throw DeliveryMistake(.tooLong) }
                if byte == UInt8(ascii: ">"), end >= 2 { break }
                end = byte == UInt8(ascii: "]") ? end + 1 : 0
            }
            if keepsText { text.removeLast(min(3, text.count)) }
        default: throw DeliveryMistake(.doctype)
        }
    }

    private mutating func skip(until end: [UInt8]) throws {
        var last: [UInt8] = []
        repeat {
            last.append(try take())
            if last.count > end.count { last.removeFirst() }
        } while last != end
    }

    private mutating func skipBlanks() throws {
        while let byte = try peek(), CellRow.isBlank(byte) { position += 1 }
    }

    private mutating func readName() throws -> String {
        var name: [UInt8] = []
        while let byte = try peek(), !CellRow.isBlank(byte), !"/>=".utf8.contains(byte) {
            position += 1
            if byte == UInt8(ascii: ":") {
                name.removeAll(keepingCapacity: true)
            } else {
                name.append(byte)
            }
            guard name.count <= Self.longestName, byte != UInt8(ascii: "<") else { throw DeliveryMistake(.markup) }
        }
        guard !name.isEmpty else { throw DeliveryMistake(.markup) }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func readStart() throws -> String {
        let name = try readName()
        attributes.removeAll(keepingCapacity: true)
        guard open.count < Self.deepest else { throw DeliveryMistake(.markup) }
        open.append(name)
        var count = 0
        while true {
            try skipBlanks()
            switch try peek() {
            case UInt8(ascii: ">"):
                position += 1
                return name
            case UInt8(ascii: "/"):
                position += 1
                try expect(">")
                closing = name
                return name
            default: break
            }
            let attribute = try readName()
            try skipBlanks()
            try expect("=")
            try skipBlanks()
            let quote = try take()
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw DeliveryMistake(.markup) }
            var value: [UInt8] = []
            while true {
                let byte = try take()
                if byte == quote { break }
                if byte == UInt8(ascii: "&") {
                    value += try readEntity()
                } else if byte == UInt8(ascii: "<") {
                    throw DeliveryMistake(.markup)
                } else {
                    value.append(byte)
                }
                guard value.count <= Self.longestValue else { throw DeliveryMistake(.markup) }
            }
            count += 1
            guard count <= 200 else { throw DeliveryMistake(.markup) }
            if attributes[attribute] == nil { attributes[attribute] = String(decoding: value, as: UTF8.self) }
        }
    }
}
