/// Reads JSON (RFC 8259) letter by letter, so that a long list takes no more memory than one of its items.
struct JSONText {
    private var text: TextStream
    private var piece: [UInt8] = []
    private var position = 0
    private(set) var line = 1

    init(_ source: any ByteSource) throws {
        text = try TextStream(source)
    }

    func mistake(_ kind: DeliveryMistake.Kind = .json) -> DeliveryMistake { DeliveryMistake(kind, line: line) }

    mutating func peek() throws -> UInt8? {
        while position >= piece.count {
            guard let more = try text.next() else { return nil }
            (piece, position) = (more, 0)
        }
        return piece[position]
    }

    mutating func take() throws -> UInt8 {
        guard let byte = try peek() else { throw mistake() }
        position += 1
        if byte == 0x0A { line += 1 }
        return byte
    }

    /// The next letter that is no blank, not taken.
    mutating func next() throws -> UInt8? {
        while let byte = try peek(), CellRow.isBlank(byte) { _ = try take() }
        return try peek()
    }

    mutating func expect(_ byte: UInt8) throws {
        guard try next() == byte else { throw mistake() }
        _ = try take()
    }

    /// Goes on in a list or an object: true when a comma follows, false when it ends.
    mutating func goesOn(until end: UInt8) throws -> Bool {
        switch try next() {
        case UInt8(ascii: ","):
            _ = try take()
            return true
        case end:
            _ = try take()
            return false
        default: throw mistake()
        }
    }

    /// A text, from its opening quote on.
    mutating func string(into bytes: inout [UInt8]) throws {
        try expect(UInt8(ascii: "\""))
        while true {
            let byte = try take()
            guard bytes.count <= DeliveryLimits.cell else { throw mistake(.tooLong) }
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20: throw mistake()
            default: bytes.append(byte)
            }
        }
    }

    private mutating func escape(into bytes: inout [UInt8]) throws {
        switch try take() {
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "b"), UInt8(ascii: "f"): bytes.append(0x20)
        case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): bytes.append(UInt8(ascii: "/"))
        case UInt8(ascii: "u"):
            var code = try unit()
            if (0xD800..<0xDC00).contains(code) {
                guard try take() == UInt8(ascii: "\\"), try take() == UInt8(ascii: "u") else { throw mistake() }
                let low = try unit()
                guard (0xDC00..<0xE000).contains(low) else { throw mistake() }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard code >= 0x20, let scalar = Unicode.Scalar(code), let letter = UTF8.encode(scalar) else {
                throw mistake()
            }
            bytes.append(contentsOf: letter)
        default: throw mistake()
        }
    }

    private mutating func unit() throws -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            let byte = try take()
            switch byte {
            case 0x30...0x39: code = code << 4 | UInt32(byte - 0x30)
            case 0x41...0x46, 0x61...0x66: code = code << 4 | UInt32((byte & 0xDF) - 0x41 + 10)
            default: throw mistake()
            }
        }
        return code
    }

    /// A text, a number, true, false or null, as the text of a cell. A list or an object is refused.
    mutating func scalar(into bytes: inout [UInt8]) throws -> CellRow.Kind {
        guard let first = try next() else { throw mistake() }
        switch first {
        case UInt8(ascii: "\""):
            try string(into: &bytes)
            return .text
        case UInt8(ascii: "["), UInt8(ascii: "{"): throw mistake(.nested)
        default:
            while let byte = try peek(), !CellRow.isBlank(byte), !",]}".utf8.contains(byte) {
                guard bytes.count < 64 else { throw mistake() }
                bytes.append(try take())
            }
            switch String(decoding: bytes, as: UTF8.self) {
            case "null":
                bytes = []
                return .text
            case "true", "false": return .text
            case let word:
                guard let last = bytes.last, (0x30...0x39).contains(last) || last == UInt8(ascii: "."),
                    bytes.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), Double(word)?.isFinite ?? false
                else { throw mistake() }
                return .number
            }
        }
    }
}
