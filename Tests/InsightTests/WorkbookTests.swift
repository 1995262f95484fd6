import Core
import Foundation
import Pack
import Testing

@testable import Insight

@Suite struct `A workbook` {
    private static func refusal(_ bytes: [UInt8], sheet: String? = nil) -> DeliveryMistake.Kind? {
        var mapping = Delivered.weeks
        mapping.sheet = sheet
        do {
            _ = try Delivered.read(bytes, mapping)
            return nil
        } catch {
            return (error as? DeliveryMistake)?.kind
        }
    }

    @Test func `of Office is read by row and column: texts, numbers, days, and the stored value of formulas`() throws {
        let read = try Delivered.read(Workbooks.office)
        #expect(
            read.values.map {
                "\($0.line) \($0.observation.region?.text ?? "") \($0.observation.period) \($0.observation.value ?? -1)"
            }
                == ["3 VT01 2020-W12 12", "4 VT02 2020-W13 1234"])
        #expect(read.mistakes.map { "\($0.line) \($0.column) \($0.kind)" } == ["5 3 notWhole", "5 2 noPeriod"])
        let file = try DeliveryFile(MemoryBytes(bytes: Workbooks.office))
        #expect(try Delivered.inspect(file, Delivered.weeks).format == .workbook(sheets: ["Cijfers", "Uitleg"]))
        var (reader, _) = try file.open(sheet: "Uitleg")
        var row = CellRow()
        #expect(try reader.next(&row))
        #expect(row.text(0) == "A & B")
        #expect(Self.refusal(Workbooks.office, sheet: "Weg") == .noSheet)
    }

    @Test func `of OpenDocument is read by what is stored, with rows and cells that are said once for several`() throws
    {
        let read = try Delivered.read(Workbooks.open)
        #expect(read.mistakes.isEmpty)
        #expect(
            read.values.map {
                "\($0.line) \($0.observation.region?.text ?? "") \($0.observation.period) \($0.observation.value ?? -1)"
            }
                == ["4 VT01 2020-W12 1234", "5 VT02 2020-W13 7", "6 VT02 2020-W13 7"])
    }

    @Test(arguments: [Workbooks.unfinishedOffice, Workbooks.unfinishedOpen])
    func `names a formula without an outcome and a hidden row, and takes neither for missing`(bytes: [UInt8]) throws {
        let read = try Delivered.read(bytes)
        #expect(
            read.mistakes.map { "\($0.line) \($0.column) \($0.columnName) \($0.kind.rawValue)" } == [
                "2 3 aantal formula", "3 0  hiddenRow",
            ])
        #expect(read.values.map(\.observation.value) == [7])
    }

    @Test func `with something about a person on another sheet is refused too`() async throws {
        try await Delivered.with { actions in
            let file = try DeliveryFile(MemoryBytes(bytes: Workbooks.withPerson))
            await #expect(throws: PersonalDataFound.self) { try await actions.inspect(file, Delivered.weeks) }
            _ = try await actions.inspect(try DeliveryFile(MemoryBytes(bytes: Workbooks.office)), Delivered.weeks)
        }
    }

    @Test func `that names a file of the server is refused before it is looked for`() {
        #expect(Self.refusal(Workbooks.doctype) == .doctype)
    }

    @Test func `that grows without end when it is unpacked is refused on the way`() throws {
        // 12 MB of blanks: what zlib makes of it, and a list of parts that says it is small.
        let packed = Bomb.packed
        for size in [packed.count * 3, 12 << 20] {
            #expect(Self.refusal(Bomb.archive(packed, size: size)) == .bomb)
        }
        #expect(Self.refusal(Bomb.archive(packed, size: 1 << 31 - 1)) == .bomb)
    }

    @Test func `that is cut off, locked or of another kind says so`() {
        for count in stride(from: 4, to: Workbooks.office.count, by: 97) {
            #expect(Self.refusal(Array(Workbooks.office.prefix(count))) != nil)
        }
        #expect(Self.refusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) == .encrypted)
        #expect(Self.refusal(Array("%PDF-1.7".utf8)) == .unknownFormat)
    }
}

/// A part that is a thousand times larger than it looks.
enum Bomb {
    /// Raw deflate of `<a>` and 12 MB of blanks, which is the same few bytes again and again.
    static let packed: [UInt8] = {
        var bits = Bits()
        bits.put(1, 1)
        bits.put(1, 2)
        for byte in "<a> ".utf8 { bits.huffman(0x30 + Int(byte), 8) }
        for _ in 0..<(12 << 20) / 258 {
            // 258 times what stood one before: length code 285, distance code 0.
            bits.huffman(0b1100_0101, 8)
            bits.huffman(0, 5)
        }
        bits.huffman(0, 7)
        return bits.finished
    }()

    /// An archive with one part, `content.xml`.
    static func archive(_ packed: [UInt8], size: Int) -> [UInt8] {
        let name = Array("content.xml".utf8)
        func two(_ number: Int) -> [UInt8] { [UInt8(number & 0xFF), UInt8(number >> 8 & 0xFF)] }
        func four(_ number: Int) -> [UInt8] { two(number & 0xFFFF) + two(number >> 16) }
        let facts = two(0) + two(8) + four(0) + four(0) + four(packed.count) + four(size) + two(name.count)
        let local = four(0x0403_4B50) + two(20) + facts + two(0) + name + packed
        let list =
            four(0x0201_4B50) + two(20) + two(20) + facts + two(0) + two(0) + two(0) + two(0) + four(0) + four(0) + name
        let end = four(0x0605_4B50) + two(0) + two(0) + two(1) + two(1) + four(list.count) + four(local.count) + two(0)
        return local + list + end
    }

    private struct Bits {
        var bytes: [UInt8] = []
        var current = 0
        var count = 0

        mutating func put(_ value: Int, _ length: Int) {
            for bit in 0..<length {
                current |= (value >> bit & 1) << count
                count += 1
                if count == 8 {
                    bytes.append(UInt8(current))
                    (current, count) = (0, 0)
                }
            }
        }

        /// Codes are written with their highest bit first.
        mutating func huffman(_ code: Int, _ length: Int) {
            for bit in stride(from: length - 1, through: 0, by: -1) { put(code >> bit & 1, 1) }
        }

        var finished: [UInt8] { count == 0 ? bytes : bytes + [UInt8(current)] }
    }
}
