import Foundation
import Testing

@testable import Care

@Suite struct `What SECURITY.md says is kept` {
    /// The words by which each thing that is deleted by time stands in the table.
    private static let rows = [
        "contact records": "contact record (codes only)", "counted records": "contact record (codes only)",
        "records by voice": "record of a call or visit", "records under way": "contact record under way",
        "lines for who keeps a list": "line on what did not fit in a list", "audit": "audit: which account did what",
        "marks of erased talks": "that a seeker erased a talk",
        "used challenges": "that a challenge against floods was used",
        "answered moments": "that a line answered somebody",
        "proofs of purges": "proof of a purge",
    ]

    @Test func `is all that is deleted by time`() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "SECURITY.md"), encoding: .utf8)
        let table = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.map(String.init)
        for dated in DatedPurge.all {
            let row = try #require(Self.rows[dated.name], "\(dated.name) needs a row under What is kept")
            #expect(table.contains { $0.hasPrefix("| \(row)") }, "\(row)")
        }
    }
}
