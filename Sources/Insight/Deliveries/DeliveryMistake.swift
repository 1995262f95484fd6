/// Something that is wrong in a delivery: where it stands and what kind of thing it is.
///
/// What stood there is repeated only when it cannot be about a person: digits and signs, and few of them.
struct DeliveryMistake: Error, Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable {
        // The file
        case unreadable, tooLarge, empty, unknownFormat, utf16, encoding, control
        case openQuote, afterQuote, tooManyColumns, tooLong, tooManyRows
        case json, nested, notATable
        case zip, bomb, sheet, markup, doctype, noSheet, encrypted
        // The names of the columns
        case noHeader, columnTwice, columnGone, headerCell, cells
        // The mapping
        case needsMapping, needsIndicator, needsPeriod, needsValue, needsEmpty, needsNumbers, needsDates
        // A cell
        case noIndicator, indicator, countedHere, region, regionVersion, nationalOnly, noRegion, organisation
        case noPeriod, period, week53, periodKind, notMonday, shortYear, future, swapped
        case noValue, valueGiven, negative, notWhole, scientific, tooHigh, numbersMixed, datesMixed, status, twice
        case split, formula, hiddenRow, notOver
    }

    let kind: Kind
    /// 0 when it is about the whole file.
    let line: Int
    /// From 1; 0 when it is about the whole line.
    let column: Int
    /// What the mapping calls the column; empty when it is about the whole line.
    let columnName: String
    let values: [String: String]

    init(
        _ kind: Kind, line: Int = 0, column: Int = 0, name: String = "", _ values: [String: String] = [:]
    ) {
        (self.kind, self.line, self.column, self.columnName, self.values) = (kind, line, column, name, values)
    }

    /// A text of the file as a message may repeat it; nil when it might be about somebody.
    static func harmless(_ text: String) -> String? {
        let signs = Set("0123456789.,-/:WwHS ".utf8)
        guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy(signs.contains) else { return nil }
        // Eight digits may be a citizen's number.
        guard text.utf8.count(where: { (48...57).contains($0) }) < 8 else { return nil }
        return text
    }
}
