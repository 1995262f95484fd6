/// In what letters a text file is written.
enum TextEncoding: String, Sendable, Hashable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    /// What Windows writes in the west of Europe.
    case windows1252 = "Windows-1252"
}

/// The text of a file as UTF-8, piece by piece.
struct TextStream {
    let encoding: TextEncoding
    private let source: any ByteSource
    private var offset: Int
    /// What the last piece left over of a letter.
    private var rest: [UInt8] = []

    private static let piece = 64 << 10

    /// Finds out how the whole file is written. A mark in front says it; without one it is UTF-8 when every byte of it is,
    /// and Windows-1252 when it could be that.
    init(_ source: any ByteSource) throws {
        let start = try source.read(at: 0, 4)
        self.source = source
        if start.starts(with: [0xFF, 0xFE]) {
            (encoding, offset) = (.utf16LittleEndian, 2)
        } else if start.starts(with: [0xFE, 0xFF]) {
            (encoding, offset) = (.utf16BigEndian, 2)
        } else {
            let marked = start.starts(with: [0xEF, 0xBB, 0xBF])
            offset = marked ? 3 : 0
            encoding = try Self.check(source, isMarked: marked)
        }
    }

    /// UTF-8 or Windows-1252, by looking at all of it.
    private static func check(_ source: any ByteSource, isMarked: Bool) throws -> TextEncoding {
        var (offset, line) = (0, 1)
        var unreadable: Int?
        var undefined: Int?
        var scan = UTF8Scan()
        while true {
            let bytes = try source.read(at: offset, piece)
            if bytes.isEmpty { break }
            for byte in bytes {
                if byte < 0x20, byte != 0x0A, byte != 0x09, byte != 0x0D, byte != 0x0C {
                    // A letter and a NUL by turns is UTF-16 without its mark.
                    throw DeliveryMistake(byte == 0 ? .utf16 : .control, line: line)
                }
                if unreadable == nil, !scan.takes(byte) { unreadable = line }
                // The five places where Windows-1252 has no letter.
                if undefined == nil, byte >= 0x80, [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) { undefined = line }
                if byte == 0x0A { line += 1 }
            }
            offset += bytes.count
        }
        if unreadable == nil, !scan.isBetween { unreadable = line }
        guard let unreadable else { return .utf8 }
        if isMarked { throw DeliveryMistake(.encoding, line: unreadable) }
        if let undefined { throw DeliveryMistake(.encoding, line: undefined) }
        return .windows1252
    }

    /// Nil at the end.
    mutating func next() throws -> [UInt8]? {
        let bytes = try source.read(at: offset, Self.piece)
        offset += bytes.count
        switch encoding {
        case .utf8: return bytes.isEmpty ? nil : bytes
        case .windows1252: return bytes.isEmpty ? nil : Self.fromWindows(bytes)
        case .utf16LittleEndian, .utf16BigEndian:
            if bytes.isEmpty {
                guard rest.isEmpty else { throw DeliveryMistake(.encoding) }
                return nil
            }
            return try fromUTF16(bytes)
        }
    }

    private static func fromWindows(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                let scalar = byte < 0xA0 ? windows[Int(byte) - 0x80] : Unicode.Scalar(byte)
                text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        return text
    }

    /// 0x80 to 0x9F of Windows-1252.
    private static let windows: [Unicode.Scalar] = Array(
        "\u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}\u{2039}\u{152}\u{8D}\u{17D}\u{8F}\u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}"
            .unicodeScalars)

    private mutating func fromUTF16(_ bytes: [UInt8]) throws -> [UInt8] {
        let all = rest + bytes
        rest = []
        var text: [UInt8] = []
        text.reserveCapacity(all.count)
        func unit(_ index: Int) -> UInt16 {
            encoding == .utf16LittleEndian
                ? UInt16(all[index]) | UInt16(all[index + 1]) << 8 : UInt16(all[index]) << 8 | UInt16(all[index + 1])
        }
        var index = 0
        while index + 1 < all.count {
            let first = unit(index)
            var code = UInt32(first)
            var length = 2
            if (0xD800..<0xDC00).contains(first) {
                guard index + 3 < all.count else { break }
                let second = unit(index + 2)
                guard (0xDC00..<0xE000).contains(second) else { throw DeliveryMistake(.encoding) }
                code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
                length = 4
            }
            guard code != 0, let scalar = Unicode.Scalar(code), let letter = UTF8.encode(scalar) else {
                throw DeliveryMistake(.encoding)
            }
            text.append(contentsOf: letter)
            index += length
        }
        rest = Array(all[index...])
        return text
    }
}

/// Tells byte by byte whether something can be UTF-8 (RFC 3629): no letter written longer than it need be, no half of a pair.
struct UTF8Scan {
    private var left = 0
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF

    /// No letter is under way.
    var isBetween: Bool { left == 0 }

    mutating func takes(_ byte: UInt8) -> Bool {
        if left == 0 {
            switch byte {
            case 0..<0x80: return true
            case 0xC2...0xDF: left = 1
            case 0xE0: (left, low) = (2, 0xA0)
            case 0xED: (left, high) = (2, 0x9F)
            case 0xE1...0xEF: left = 2
            case 0xF0: (left, low) = (3, 0x90)
            case 0xF4: (left, high) = (3, 0x8F)
            case 0xF1...0xF3: left = 3
            default: return false
            }
            return true
        }
        guard (low...high).contains(byte) else { return false }
        (low, high) = (0x80, 0xBF)
        left -= 1
        return true
    }
}
