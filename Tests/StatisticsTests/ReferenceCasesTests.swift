import Foundation
import StatisticsCases
import Testing

/// Answers beside those of the reference: reals to 1e-8 of the larger of 1 and the number, whole numbers exactly.
@Suite struct ReferenceCasesTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/cases")
    static let wholeSet = root.deletingLastPathComponent().appending(path: "shared/data/signals/public")
    static var isWholeSetHere: Bool { FileManager.default.fileExists(atPath: wholeSet.path) }

    @Test func `every answer on the simulated series agrees with the reference`() throws { try compare(Self.fixtures) }

    @Test(.enabled(if: isWholeSetHere, "../shared/data/signals/public is not there"))
    func `every answer of the whole set agrees with the reference`() throws { try compare(Self.wholeSet) }

    @Test func `a comparison notices a wrong answer`() throws {
        let folder = try Self.copyOfFixtures()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "dist_discrete.csv")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("0.9900498337491681", with: "0.9900499").write(to: file, atomically: true, encoding: .utf8)
        #expect(try !Self.differences(folder).isEmpty)
    }

    @Test func `without answer columns the answers are the same`() throws {
        let folder = try Self.copyOfFixtures()
        defer { try? FileManager.default.removeItem(at: folder) }
        for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        where file.lastPathComponent.hasPrefix("expected_") { try FileManager.default.removeItem(at: file) }
        let table = try Table(
            name: "dist_discrete.csv",
            text: String(contentsOf: folder.appending(path: "dist_discrete.csv"), encoding: .utf8))
        let inputs = ["mu", "phi", "p"]
        let bare = ([inputs] + table.rows.indices.map { row in inputs.map { table.text(row, $0) } })
            .map { $0.joined(separator: ",") }.joined(separator: "\n")
        try bare.write(to: folder.appending(path: "dist_discrete.csv"), atomically: true, encoding: .utf8)
        _ = try CaseRun(cases: Self.fixtures, out: folder.appending(path: "one"))
        _ = try CaseRun(cases: folder, out: folder.appending(path: "other"))
        for name in ["dist_discrete", "farringtonFlexible"] {
            let written = try ["one", "other"].map {
                try String(contentsOf: folder.appending(path: "\($0)/actual_\(name).csv"), encoding: .utf8)
            }
            #expect(written[0] == written[1])
        }
    }

    @Test func `a case with too short a history is named and has no rows`() throws {
        let out = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: out) }
        let run = try CaseRun(cases: Self.fixtures, out: out)
        #expect(run.lines.contains { $0.contains("ff_edge_short") })
        let written = try String(contentsOf: out.appending(path: "actual_farringtonFlexible.csv"), encoding: .utf8)
        #expect(!written.contains("ff_edge_short"))
    }

    @Test func `a folder that is not there is refused`() {
        #expect(throws: CaseError.self) {
            try CaseRun(cases: URL(filePath: "/nowhere"), out: URL(filePath: "/nowhere/out"))
        }
    }

    private static func copyOfFixtures() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.copyItem(at: fixtures, to: folder)
        return folder
    }

    private func compare(_ folder: URL) throws {
        let differences = try Self.differences(folder)
        #expect(
            differences.isEmpty,
            "\(differences.count) differences, such as \(differences.prefix(5).joined(separator: "; "))")
    }

    private static let exact: Set = [
        "alarm", "alarm_cal", "trend", "lower", "upper", "lower_cal", "upper_cal", "quantile", "observed", "t",
        "solutions",
    ]

    private static func differences(_ folder: URL) throws -> [String] {
        let out = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: out) }
        _ = try CaseRun(cases: folder, out: out)
        let notCompared = try notCompared(folder)
        var found: [String] = []
        for file in try FileManager.default.contentsOfDirectory(at: out, includingPropertiesForKeys: nil) {
            let name = file.deletingPathExtension().lastPathComponent.dropFirst("actual_".count)
            let expected = ["expected_\(name).csv", "\(name).csv"].map { folder.appending(path: $0) }
                .first { FileManager.default.fileExists(atPath: $0.path) }
            guard let expected else { continue }
            let want = try Table(name: String(name), text: String(contentsOf: expected, encoding: .utf8))
            let got = try Table(name: String(name), text: String(contentsOf: file, encoding: .utf8))
            guard want.rows.count == got.rows.count, want.columns == got.columns else {
                found.append("\(name) has \(got.rows.count) rows, not \(want.rows.count), or other columns")
                continue
            }
            for row in want.rows.indices {
                for column in want.columns where !(notCompared[want.text(row, "case_id")]?.contains(column) ?? false) {
                    if !isSame(want.text(row, column), got.text(row, column), exactly: exact.contains(column)) {
                        found.append(
                            "\(name) row \(row + 1) \(column): \(got.text(row, column)), not \(want.text(row, column))")
                    }
                }
            }
        }
        return found
    }

    private static func notCompared(_ folder: URL) throws -> [String: Set<String>] {
        let cases = try JSONDecoder().decode(
            JSONValue.self, from: Data(contentsOf: folder.appending(path: "cases.json")))
        return Dictionary(
            cases.elements.map {
                ($0["case_id"].string ?? "", Set($0["do_not_compare"].elements.compactMap(\.string)))
            },
            uniquingKeysWith: { first, _ in first })
    }

    private static func isSame(_ want: String, _ got: String, exactly: Bool) -> Bool {
        if want == got { return true }
        guard let one = Double(want), let other = Double(got) else { return false }
        return abs(one - other) <= (exactly ? 0 : 1e-8 * max(1, abs(one)))
    }
}
