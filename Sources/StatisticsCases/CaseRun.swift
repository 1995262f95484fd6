import Foundation

/// Every algorithm on a folder of cases.
public struct CaseRun: Sendable {
    public static let algorithms: [any CaseAlgorithm] = [
        DiscreteDistributionCases(), ContinuousDistributionCases(),
        FarringtonFlexibleCases(), CorrectedFarringtonCases(), ClassicFarringtonCases(),
        EARSCases(), CUSUMCases(), LikelihoodRatioCases(), BayesCases(), InterruptedSeriesCases(),
        PValueCases(), RateRatioCases(), ScanCases(), SuppressionCases(),
    ]

    /// One line for each file written, and for each case without an answer.
    public let lines: [String]

    /// Reads the folder `cases` and writes `actual_NAME.csv` files in `out`, which is made when it is not there.
    ///
    /// - Throws: `CaseError` when the cases cannot be read; the error of the file system when `out` cannot be written.
    public init(cases: URL, out: URL) throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: cases.path, isDirectory: &isFolder), isFolder.boolValue else {
            throw CaseError("There is no folder \(cases.path).")
        }
        let folder = try CaseFolder(cases)
        try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
        var lines: [String] = []
        var known: Set<String> = []
        for algorithm in Self.algorithms {
            let answer: CaseAnswer
            do {
                guard let found = try algorithm.answer(folder) else { continue }
                answer = found
            } catch {
                lines.append("No answer for \(algorithm.name): \(error)")
                continue
            }
            known.insert(algorithm.name)
            let header = algorithm.columns.joined(separator: ",")
            let body = answer.rows.map { $0.map(\.written).joined(separator: ",") }
            let file = out.appending(path: "actual_\(algorithm.name).csv")
            try Data(([header] + body).joined(separator: "\n").appending("\n").utf8).write(to: file, options: .atomic)
            lines.append("\(file.lastPathComponent): \(answer.rows.count) rows")
            lines += answer.refused.map { "No answer for \($0.id): \($0.reason)" }
        }
        let unknown = Set(folder.cases.map(\.algorithm)).subtracting(known.map { $0 }).subtracting(Self.answered)
        lines += unknown.sorted().map { "No algorithm \($0) is known here." }
        self.lines = lines
    }

    /// Names of algorithms as `cases.json` has them.
    private static var answered: [String] { algorithms.flatMap { [$0.name, $0.name.replacing("_", with: ".")] } }
}
