import Core
import Pack

/// What a delivery turned out to be, before anything of it is taken.
struct DeliveryInspection: Sendable {
    let format: DeliveryFormat
    /// In order; what stands above no name is empty.
    let columns: [String]
    /// What stands under the names, for who looks at the mapping.
    let first: [[String]]
    /// Under the names of the columns.
    let rows: Int
    /// By column: what its cells say about how numbers and days are written.
    let numbers: [ColumnHabit]
    let dates: [ColumnHabit]

    static let shown = 6

    func column(_ role: DeliveryMapping.Role, _ mapping: DeliveryMapping) -> Int? {
        columns.firstIndex { mapping.columns[$0] == role }
    }

    /// How numbers are read: as the mapping says, else as the columns of values say. Nil when nothing says it.
    func numberHabit(_ mapping: DeliveryMapping) throws(DeliveryMistake) -> NumberHabit? {
        if let numbers = mapping.numbers { return numbers }
        let habit = try habit(self.numbers, mapping, mixed: .numbersMixed, asked: .needsNumbers) { $0.isValue }
        return habit.map { $0 ? .comma : .point }
    }

    /// How numbers are read, when some can be read in two ways and nobody but the columns said how.
    func decided(_ mapping: DeliveryMapping) throws(DeliveryMistake) -> NumberHabit? {
        let isOpen = zip(columns, numbers).contains { name, seen in
            seen.ambiguous != nil && mapping.columns[name]?.isValue ?? false
        }
        return mapping.numbers == nil && isOpen ? try numberHabit(mapping) : nil
    }

    func dateHabit(_ mapping: DeliveryMapping) throws(DeliveryMistake) -> DateHabit? {
        if let dates = mapping.dates { return dates }
        let habit = try habit(dates, mapping, mixed: .datesMixed, asked: .needsDates) { $0 == .period }
        return habit.map { $0 ? .dayFirst : .monthFirst }
    }

    /// True for the first habit, false for the second. The whole of the columns decides, and what they leave open is asked.
    private func habit(
        _ seen: [ColumnHabit], _ mapping: DeliveryMapping, mixed: DeliveryMistake.Kind, asked: DeliveryMistake.Kind,
        _ matters: (DeliveryMapping.Role) -> Bool
    ) throws(DeliveryMistake) -> Bool? {
        var all = ColumnHabit()
        for (index, name) in columns.enumerated() {
            guard let role = mapping.columns[name], matters(role), seen.indices.contains(index) else { continue }
            all.add(seen[index], column: index + 1, name: name)
        }
        if let first = all.first, let second = all.second {
            let other = max(first, second)
            throw DeliveryMistake(
                mixed, line: other, column: all.column, name: all.name, ["line": String(min(first, second))])
        }
        if all.first != nil { return true }
        if all.second != nil { return false }
        guard let ambiguous = all.ambiguous else { return nil }
        throw DeliveryMistake(asked, line: ambiguous, column: all.column, name: all.name)
    }
}

/// Where a column was first seen written in one way, in the other, or in one that may be either.
struct ColumnHabit: Sendable, Hashable {
    var first: Int?
    var second: Int?
    var ambiguous: Int?
    var column = 0
    var name = ""

    mutating func add(_ other: ColumnHabit, column: Int, name: String) {
        if other != ColumnHabit(), self.column == 0 { (self.column, self.name) = (column, name) }
        first = Self.least(first, other.first)
        second = Self.least(second, other.second)
        ambiguous = Self.least(ambiguous, other.ambiguous)
    }

    private static func least(_ one: Int?, _ other: Int?) -> Int? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }
}

/// What kind of file it is.
enum DeliveryFormat: Sendable, Hashable {
    case separated(TextEncoding, separator: UInt8)
    case list
    case dataValueSets
    case workbook(sheets: [String])
    case openSheets(sheets: [String])

    var sheets: [String] {
        switch self {
        case .workbook(let sheets), .openSheets(let sheets): sheets
        default: []
        }
    }
}

/// Reads a delivery once, from the first to the last byte, and keeps nothing of it.
struct DeliveryInspector {
    private let headerRow: Int
    private var watch: PersonalDataWatch
    private var columns: [String] = []
    private var first: [[String]] = []
    private var numbers: [ColumnHabit] = []
    private var dates: [ColumnHabit] = []
    private var seen = 0
    private var rows = 0

    init(headerRow: Int, watch: PersonalDataWatch) {
        (self.headerRow, self.watch) = (headerRow, watch)
    }

    mutating func add(_ row: CellRow) throws {
        seen += 1
        try watch.look(at: row)
        if seen <= headerRow { try watch.names(row) }
        if seen == headerRow {
            columns = (0..<row.count).map { row.text($0) }
            var names: Set<String> = []
            for (index, name) in columns.enumerated() where !name.isEmpty {
                guard name.utf8.count <= 200 else {
                    throw DeliveryMistake(.headerCell, line: row.line, column: index + 1)
                }
                guard names.insert(name).inserted else {
                    throw DeliveryMistake(.columnTwice, line: row.line, column: index + 1, name: name)
                }
            }
            numbers = Array(repeating: ColumnHabit(), count: columns.count)
            dates = numbers
        }
        guard seen > headerRow else { return }
        rows += 1
        guard rows <= DeliveryLimits.rows else {
            throw DeliveryMistake(.tooManyRows, ["limit": String(DeliveryLimits.rows)])
        }
        if first.count < DeliveryInspection.shown {
            first.append((0..<row.count).map { row.text($0) })
            // The names may stand lower than is thought.
            if rows <= 3 { try watch.names(row) }
        }
        for index in 0..<min(row.count, columns.count) where row.kind(index) == .text { noteHabits(row, index) }
    }

    private mutating func noteHabits(_ row: CellRow, _ index: Int) {
        // Only a sign between digits says something.
        let cell = row.cell(index)
        guard cell.count <= 24, cell.contains(where: { $0 < 0x30 && $0 > 0x20 }) else { return }
        if numbers[index].first == nil || numbers[index].second == nil || numbers[index].ambiguous == nil {
            switch NumberText(cell).evidence {
            case .none: break
            case .comma: numbers[index].first = numbers[index].first ?? row.line
            case .point: numbers[index].second = numbers[index].second ?? row.line
            case .ambiguous: numbers[index].ambiguous = numbers[index].ambiguous ?? row.line
            }
        }
        // Three numbers with two signs between them.
        if cell.count(where: { "-/.".utf8.contains($0) }) == 2, cell.first.map({ (0x30...0x39).contains($0) }) ?? false,
            dates[index].first == nil || dates[index].second == nil || dates[index].ambiguous == nil
        {
            switch PeriodText.evidence(row.text(index)) {
            case .none: break
            case .dayFirst: dates[index].first = dates[index].first ?? row.line
            case .monthFirst: dates[index].second = dates[index].second ?? row.line
            case .ambiguous: dates[index].ambiguous = dates[index].ambiguous ?? row.line
            }
        }
    }

    func finished(_ format: DeliveryFormat) throws -> DeliveryInspection {
        guard seen >= headerRow, columns.contains(where: { !$0.isEmpty }) else {
            throw DeliveryMistake(seen == 0 ? .empty : .noHeader)
        }
        guard rows > 0 else { throw DeliveryMistake(.empty) }
        return DeliveryInspection(
            format: format, columns: columns, first: first, rows: rows, numbers: numbers, dates: dates)
    }
}
