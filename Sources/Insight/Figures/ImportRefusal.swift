import Core
import Site

/// Why an import was not taken. Nothing of it was kept.
public struct ImportRefusal: Error, Sendable, CustomStringConvertible {
    /// In order of line; at most ``ImportLimits/mistakes`` of them.
    public let mistakes: [ImportMistake]
    /// How many there are in all.
    public let total: Int

    public var description: String { "\(total) mistakes in the observations" }
}

/// One thing that is wrong in an import.
public struct ImportMistake: Sendable, Hashable {
    /// The line of the file, the header being 1; or the item of a JSON list, from 1. 0 when it is about the whole file.
    public let line: Int
    /// From 1; 0 when it is about the whole line.
    public let column: Int
    let phrase: FiguresPhrase
    let values: [String: String]

    init(_ line: Int, _ column: ObservationColumn?, _ phrase: FiguresPhrase, _ values: [String: String] = [:]) {
        self.line = line
        self.column = column.map { $0.rawValue + 1 } ?? 0
        self.phrase = phrase
        self.values = values
    }

    /// The column's name in the header; nil when it is about the whole line.
    public var columnName: String? { ObservationColumn(rawValue: column - 1)?.name }

    /// What is wrong and what to write instead, in one or two sentences.
    public func message(_ say: Speech) -> String {
        say(phrase, values)
    }

    /// `Line 12, column 4 (period): …`
    public func sentence(_ say: Speech) -> String {
        let text = message(say)
        if line == 0 { return text }
        guard let columnName else { return say(FiguresPhrase.mistakeAtLine, ["line": String(line), "text": text]) }
        return say(
            FiguresPhrase.mistakeAtColumn,
            ["line": String(line), "column": String(column), "name": columnName, "text": text])
    }
}

/// How much an import may hold.
public enum ImportLimits {
    /// Of a file, in bytes.
    public static let bytes = 64 << 20
    /// Of a posted body, in bytes; more than that comes in by the command.
    public static let postedBytes = 10 << 20
    /// Of values.
    public static let rows = 1_000_000
    /// Of one field, in bytes.
    public static let field = 100
    /// The largest count that is believed.
    public static let value = 1_000_000_000
    /// Of mistakes that are named.
    public static let mistakes = 10_000
}

/// The columns, in the order of the contract.
enum ObservationColumn: Int, CaseIterable {
    case indicator, region, organisation, period, value, status

    var name: String {
        switch self {
        case .indicator: "indicator"
        case .region: "region"
        case .organisation: "organisation"
        case .period: "period"
        case .value: "value"
        case .status: "status"
        }
    }

    static let header = allCases.map(\.name).joined(separator: ",")
}
