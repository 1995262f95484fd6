/// One output file: how its rows are found from a folder of cases.
///
/// An algorithm conforms in a file of its own and is named in `CaseRun.algorithms`.
public protocol CaseAlgorithm: Sendable {
    /// The file is `actual_NAME.csv`.
    var name: String { get }
    /// The header.
    var columns: [String] { get }
    /// The rows in the order of the input; nil when the folder holds nothing that asks for this file.
    func answer(_ folder: CaseFolder) throws -> CaseAnswer?
}

/// The rows of one file, and the cases without an answer.
public struct CaseAnswer: Sendable {
    public var rows: [[CaseValue]] = []
    /// Id of a case and why it has no rows.
    public var refused: [(id: String, reason: String)] = []

    public init(rows: [[CaseValue]] = []) { self.rows = rows }

    /// The rows of every case of an algorithm of `cases.json`; a case that throws is refused by name, the others go on.
    public init?(
        _ algorithm: String, _ folder: CaseFolder, rows: (Case, CaseSeries) throws -> [[CaseValue]]
    ) {
        let cases = folder.cases(of: algorithm)
        guard !cases.isEmpty else { return nil }
        for item in cases {
            do {
                self.rows += try rows(item, folder.series(of: item))
            } catch {
                refused.append((item.id, "\(error)"))
            }
        }
    }
}
