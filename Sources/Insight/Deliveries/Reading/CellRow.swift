/// One row of a table, whatever file it stands in: its cells one after the other in one store, so that a million rows take
/// no more memory than one.
struct CellRow {
    /// What the file itself knows of a cell.
    enum Kind: UInt8 {
        /// Something typed: how it is to be read is for the mapping.
        case text
        /// A number that the file keeps as one, with a point for decimals.
        case number
        /// A day that the file keeps as one, written `2020-03-15`.
        case day
        /// A formula whose outcome the file does not hold: not known, which is something else than empty.
        case formula
    }

    /// Where it stands: the line of a text file, the number of a sheet's row, the item of a list; from 1.
    var line = 0
    private(set) var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var kinds: [Kind] = []
    /// Whoever looks at the sheet does not see it.
    var isHidden = false

    var count: Int { ends.count }

    mutating func clear(line: Int) {
        (self.line, isHidden) = (line, false)
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        kinds.removeAll(keepingCapacity: true)
    }

    /// Another byte of the cell that is under way.
    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    /// How long the cell under way is.
    var open: Int { bytes.count - (ends.last ?? 0) }

    mutating func endCell(_ kind: Kind = .text) {
        ends.append(bytes.count)
        kinds.append(kind)
    }

    mutating func append(_ cell: some Sequence<UInt8>, _ kind: Kind = .text) {
        bytes.append(contentsOf: cell)
        endCell(kind)
    }

    func range(_ index: Int) -> Range<Int> {
        guard ends.indices.contains(index) else { return 0..<0 }
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    func cell(_ index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }
    func kind(_ index: Int) -> Kind { kinds.indices.contains(index) ? kinds[index] : .text }

    /// The text of a cell without blanks around it; empty for one that is not there.
    func text(_ index: Int) -> String { String(decoding: Self.trimmed(cell(index)), as: UTF8.self) }

    /// No cell has anything in it.
    var isBlank: Bool { bytes.allSatisfy(Self.isBlank) }

    /// Empty cells at the end are habits of spreadsheets, and no cells.
    mutating func dropEmptyEnd(keeping least: Int) {
        while ends.count > least, kinds.last != .formula, Self.trimmed(cell(ends.count - 1)).isEmpty {
            ends.removeLast()
            kinds.removeLast()
            bytes.removeLast(bytes.count - (ends.last ?? 0))
        }
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    static func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var cell = cell
        while let first = cell.first, isBlank(first) { cell.removeFirst() }
        while let last = cell.last, isBlank(last) { cell.removeLast() }
        return cell
    }
}

/// A table of cells with places. A reader of a kind of file makes one; it gives the rows in order, the names of the columns
/// being among them, and throws a ``DeliveryMistake`` where it cannot go on.
protocol TableReader {
    /// False at the end.
    mutating func next(_ row: inout CellRow) throws -> Bool
}

/// How much a delivery may hold. More than that is refused with the limit.
enum DeliveryLimits {
    /// Of a file, in bytes.
    static let bytes = 256 << 20
    /// Of what is sent to a page or a call, in bytes; more comes in by the command.
    static let sent = ImportLimits.postedBytes
    /// Of rows under the names of the columns.
    static let rows = 1_000_000
    static let columns = 500
    /// Of one cell, in bytes.
    static let cell = 1_000
    /// Of what is unpacked of a workbook, in bytes.
    static let unpacked = 1 << 30
    /// How many times larger than packed something may be.
    static let ratio = 100
    /// Of parts of a workbook.
    static let entries = 2_000
    /// Of texts that a workbook keeps apart from its sheets, in bytes.
    static let sharedTexts = 64 << 20
    /// Of mistakes that are kept to be shown; all are counted.
    static let mistakes = 20_000
    /// On one page.
    static let shown = 50
}
