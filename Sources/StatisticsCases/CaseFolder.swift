import Foundation
import Statistics

/// Any JSON value.
public enum JSONValue: Sendable, Equatable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let string = try? container.decode(String.self) {
            self = .string(string)
        } else if let boolean = try? container.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let array = try? container.decode([JSONValue].self) {
            self = .array(array)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    public var number: Double? { if case .number(let number) = self { number } else { nil } }
    public var whole: Int? { number.flatMap { Int(exactly: $0) } }
    public var string: String? { if case .string(let string) = self { string } else { nil } }
    public var boolean: Bool? { if case .boolean(let boolean) = self { boolean } else { nil } }
    /// The elements; a single value is a list of one, as some writers of JSON unbox those.
    public var elements: [JSONValue] {
        switch self {
        case .array(let elements): elements
        case .null: []
        default: [self]
        }
    }
    public subscript(_ key: String) -> JSONValue {
        if case .object(let members) = self { members[key] ?? .null } else { .null }
    }
}

/// A series of counts of a folder.
public struct CaseSeries: Sendable {
    public let id: String
    /// Time points in a year: 52 for weeks, 12 for months.
    public let frequency: Int
    /// Whether the dates of the time points are to be used; when not, only their order is.
    public let usesDates: Bool
    /// Year, month and day of each time point, empty when unknown.
    public let dates: [(year: Int, month: Int, day: Int)]
    /// nil where missing.
    public let counts: [Double?]
    /// nil where there is none.
    public let population: [Double]?
}

extension CaseSeries {
    /// The series as the library takes it.
    ///
    /// - Throws: `CaseError` for a count that is not whole, `StatisticsError` for one that is not allowed.
    public func counts(withPopulation: Bool) throws -> CountSeries {
        let whole = try counts.map { count throws(CaseError) -> Int? in
            guard let count else { return nil }
            guard let exact = Int(exactly: count) else {
                throw CaseError("Series \(id) has a count of \(count); counts are whole numbers.")
            }
            return exact
        }
        let days = try dates.map { date throws(StatisticsError) -> CivilDate in
            try CivilDate(year: date.year, month: date.month, day: date.day)
        }
        if withPopulation, population == nil { throw CaseError("Series \(id) has no population.") }
        return try CountSeries(
            counts: whole, frequency: frequency, dates: usesDates && !days.isEmpty ? days : nil,
            population: withPopulation ? population : nil)
    }
}

/// One case of `cases.json`.
public struct Case: Sendable {
    public let id: String
    public let algorithm: String
    public let seriesID: String
    /// First and last time point to be judged, counted from 1; nil when the case names none.
    public let range: ClosedRange<Int>?
    public let control: JSONValue
    /// The whole case, for members that only some algorithms have.
    public let members: JSONValue
}

extension Case {
    /// The time points to be judged: those of the case, or else all.
    public func judged(_ series: CountSeries) -> ClosedRange<Int> { range ?? 1...series.counts.count }
}

/// A folder of the form of the reference cases.
public struct CaseFolder: Sendable {
    public let cases: [Case]
    public let series: [String: CaseSeries]
    private let tables: [String: Table]

    /// - Throws: `CaseError` when `cases.json` or the series cannot be read.
    public init(_ folder: URL) throws {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var tables: [String: Table] = [:]
        for file in files where file.pathExtension == "csv" {
            // An answer file is not an input: it is not even opened.
            let name = file.deletingPathExtension().lastPathComponent
            guard !name.hasPrefix("expected_"), !name.hasPrefix("actual_") else { continue }
            tables[name] = try Table(
                name: file.lastPathComponent, text: String(decoding: Data(contentsOf: file), as: UTF8.self))
        }
        self.tables = tables
        cases =
            try Self.json(folder.appending(path: "cases.json"))?.elements.enumerated().map {
                try Self.readCase($1, at: $0)
            } ?? []
        series = try Self.readSeries(Self.json(folder.appending(path: "series.json")), tables["series"])
    }

    public func cases(of algorithm: String) -> [Case] { cases.filter { $0.algorithm == algorithm } }

    /// A table by the name of its file without extension, nil when the folder does not have it.
    public func table(_ name: String) -> Table? { tables[name] }

    /// The series of a case.
    public func series(of item: Case) throws(CaseError) -> CaseSeries {
        guard let found = series[item.seriesID] else { throw CaseError("There is no series \(item.seriesID).") }
        return found
    }

    private static func json(_ file: URL) throws -> JSONValue? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: file))
        } catch is DecodingError {
            throw CaseError("\(file.lastPathComponent) is not JSON; write it again.")
        }
    }

    private static func readCase(_ value: JSONValue, at index: Int) throws(CaseError) -> Case {
        guard let id = value["case_id"].string, let algorithm = value["algorithm"].string else {
            throw CaseError("Case \(index + 1) of cases.json needs a case_id and an algorithm.")
        }
        let bounds = value["range"].elements.compactMap(\.whole)
        let range = bounds.first.flatMap { first in bounds.last.flatMap { $0 >= first ? first...$0 : nil } }
        return Case(
            id: id, algorithm: algorithm, seriesID: value["series_id"].string ?? "", range: range,
            control: value["control"],
            members: value)
    }

    private static func readSeries(_ json: JSONValue?, _ table: Table?) throws(CaseError) -> [String: CaseSeries] {
        var written: [String: (dates: [String], counts: [Double?])] = [:]
        if let table {
            for row in table.rows.indices {
                written[table.text(row, "series_id"), default: ([], [])].dates.append(table.text(row, "date"))
                written[table.text(row, "series_id"), default: ([], [])].counts.append(table.number(row, "count"))
            }
        }
        var found: [String: CaseSeries] = [:]
        for member in json?.elements ?? [] {
            guard let id = member["series_id"].string else {
                throw CaseError("A series of series.json has no series_id.")
            }
            let counts = member["counts"] == .null ? written[id]?.counts ?? [] : member["counts"].elements.map(\.number)
            let frequency = member["freq"].whole ?? 52
            var dates = (written[id]?.dates ?? []).compactMap(Self.date)
            if dates.count != counts.count, let first = member["first_date"].string.flatMap(Self.date) {
                dates = Self.dates(from: first, frequency: frequency, count: counts.count)
            }
            if dates.count != counts.count { dates = [] }
            let population = member["population"].elements.compactMap(\.number)
            found[id] = CaseSeries(
                id: id, frequency: frequency, usesDates: member["epochAsDate"].boolean ?? !dates.isEmpty, dates: dates,
                counts: counts,
                population: population.count == counts.count ? population : nil)
        }
        for (id, columns) in written where found[id] == nil {
            let dates = columns.dates.compactMap(Self.date)
            found[id] = CaseSeries(
                id: id, frequency: 52, usesDates: dates.count == columns.counts.count, dates: dates,
                counts: columns.counts,
                population: nil)
        }
        return found
    }

    private static func date(_ text: String) -> (year: Int, month: Int, day: Int)? {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, (1...12).contains(parts[1]), (1...31).contains(parts[2]) else { return nil }
        return (parts[0], parts[1], parts[2])
    }

    private static func dates(
        from first: (year: Int, month: Int, day: Int), frequency: Int, count: Int
    ) -> [(year: Int, month: Int, day: Int)] {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        guard let start = calendar.date(from: DateComponents(year: first.year, month: first.month, day: first.day))
        else { return [] }
        return (0..<count).compactMap { index in
            let step =
                switch frequency {
                case 12: DateComponents(month: index)
                case 4: DateComponents(month: 3 * index)
                case 365, 366: DateComponents(day: index)
                default: DateComponents(day: 7 * index)
                }
            guard let date = calendar.date(byAdding: step, to: start) else { return nil }
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
            return (year, month, day)
        }
    }
}
