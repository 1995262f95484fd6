import Site

/// The parts of a packed file (PKWARE's APPNOTE): read by its list at the end, within limits, so that a small file cannot
/// become a large one.
struct ZipArchive: Sendable {
    struct Entry: Sendable {
        let name: String
        let packed: Int
        let size: Int
        let isPacked: Bool
        let offset: Int
    }

    let source: any ByteSource
    let entries: [String: Entry]

    init(_ source: any ByteSource) throws {
        self.source = source
        let tail = min(source.count, 66_000)
        let end = try source.read(at: source.count - tail, tail)
        guard let at = Self.lastRecord(end) else { throw DeliveryMistake(.zip) }
        let count = Self.two(end, at + 10)
        let (size, offset) = (Self.four(end, at + 12), Self.four(end, at + 16))
        guard count <= DeliveryLimits.entries else { throw DeliveryMistake(.bomb) }
        guard size <= 4 << 20, offset + size <= source.count else { throw DeliveryMistake(.zip) }
        let list = try source.read(at: offset, size)
        guard list.count == size else { throw DeliveryMistake(.zip) }
        var entries: [String: Entry] = [:]
        var position = 0
        var total = 0
        for _ in 0..<count {
            guard position + 46 <= list.count, Self.four(list, position) == 0x0201_4B50 else {
                throw DeliveryMistake(.zip)
            }
            let (flags, method) = (Self.two(list, position + 8), Self.two(list, position + 10))
            let (packed, size) = (Self.four(list, position + 20), Self.four(list, position + 24))
            let (name, more, note) = (
                Self.two(list, position + 28), Self.two(list, position + 30), Self.two(list, position + 32)
            )
            let place = Self.four(list, position + 42)
            let next = position + 46 + name + more + note
            guard next <= list.count else { throw DeliveryMistake(.zip) }
            guard flags & 1 == 0 else { throw DeliveryMistake(.encrypted) }
            guard method == 0 || method == 8, packed != 0xFFFF_FFFF, size != 0xFFFF_FFFF, place < source.count else {
                throw DeliveryMistake(.zip)
            }
            total += size
            guard total <= DeliveryLimits.unpacked else { throw DeliveryMistake(.bomb) }
            let text = String(decoding: list[(position + 46)..<(position + 46 + name)], as: UTF8.self)
            guard entries[text] == nil else { throw DeliveryMistake(.zip) }
            entries[text] = Entry(name: text, packed: packed, size: size, isPacked: method == 8, offset: place)
            position = next
        }
        self.entries = entries
    }

    private static func lastRecord(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        for at in stride(from: bytes.count - 22, through: 0, by: -1) where four(bytes, at) == 0x0605_4B50 { return at }
        return nil
    }

    private static func two(_ bytes: [UInt8], _ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 }
    private static func four(_ bytes: [UInt8], _ at: Int) -> Int { two(bytes, at) | two(bytes, at + 2) << 16 }

    func open(_ name: String) throws -> ZipPart? {
        guard let entry = entries[name] else { return nil }
        let head = try source.read(at: entry.offset, 30)
        guard head.count == 30, Self.four(head, 0) == 0x0403_4B50 else { throw DeliveryMistake(.zip) }
        let start = entry.offset + 30 + Self.two(head, 26) + Self.two(head, 28)
        guard start + entry.packed <= source.count else { throw DeliveryMistake(.zip) }
        return ZipPart(source: source, entry: entry, start: start)
    }
}

/// One part, unpacked piece by piece.
final class ZipPart {
    private let source: any ByteSource
    private let entry: ZipArchive.Entry
    private var position: Int
    private let end: Int
    private var inflater: Inflater?
    private var made = 0
    private var isAtEnd = false

    fileprivate init(source: any ByteSource, entry: ZipArchive.Entry, start: Int) {
        (self.source, self.entry, position, end) = (source, entry, start, start + entry.packed)
    }

    /// Nil at the end.
    func next() throws -> [UInt8]? {
        while !isAtEnd {
            // Small, because a thousand times as much may come of it.
            let packed = try source.read(at: position, min(4 << 10, end - position))
            position += packed.count
            if packed.isEmpty {
                isAtEnd = true
                guard !entry.isPacked else { throw DeliveryMistake(.zip) }
                return nil
            }
            guard entry.isPacked else {
                made += packed.count
                return packed
            }
            var unpacked: [UInt8] = []
            do {
                let inflater = try inflater ?? Inflater()
                self.inflater = inflater
                isAtEnd = try inflater.unpack(packed) { bytes in
                    made += bytes.count
                    let most = min(DeliveryLimits.unpacked, entry.packed * DeliveryLimits.ratio + (1 << 20))
                    guard made <= most else { throw DeliveryMistake(.bomb) }
                    unpacked += bytes
                }
            } catch is Inflater.Damaged {
                throw DeliveryMistake(.zip)
            }
            if !unpacked.isEmpty { return unpacked }
        }
        return nil
    }
}
