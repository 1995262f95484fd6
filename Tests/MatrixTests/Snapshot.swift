import Database
import Foundation
import TestSupport

@testable import vangnet

/// Every row of every table, whatever tables there are.
struct Snapshot: Sendable, Equatable {
    private(set) var rows: [String: [String]]

    /// What may change by being asked, with the reason.
    static let passedOver: [String: String] = [
        "seeker_seen": "the page of a seeker says that it is open"
    ]

    static func of(_ installed: Installed) async throws -> Snapshot {
        var rows: [String: [String]] = [:]
        switch installed.location {
        case .sqlite(let path): rows = try EveryRow.ofSQLite(path)
        case .postgres:
            for (table, xml) in try await installed.installation.store.read({ try $0.all(EveryTable()) }) {
                rows[table] = xml.components(separatedBy: "<row>").dropFirst().map { row in
                    row.components(separatedBy: "</row>")[0]
                }.sorted()
            }
        }
        for table in passedOver.keys { rows[table] = nil }
        return Snapshot(rows: rows)
    }

    /// Only the rows that name one of these.
    func naming(_ ids: [String]) -> Snapshot {
        Snapshot(rows: rows.mapValues { $0.filter { row in ids.contains(where: row.holds) } })
    }

    /// The tables that differ, each with a row of it that was not there.
    func differences(from other: Snapshot) -> [String] {
        Set(rows.keys).union(other.rows.keys).filter { rows[$0] != other.rows[$0] }.sorted().map { table in
            let known = Set(other.rows[table] ?? [])
            return "\(table): \((rows[table] ?? []).first { !known.contains($0) } ?? "a row is gone")"
        }
    }

    var tables: Int { rows.count }
    var count: Int { rows.values.reduce(0) { $0 + $1.count } }
}

private struct EveryTable: Query {
    static let sql = """
        SELECT table_name, CAST(query_to_xml(format('SELECT * FROM %I', table_name), true, false, '') AS TEXT)
        FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
        """
    static func row(_ row: ResultRow) throws -> (String, String) { (try row.text(0), try row.text(1)) }
}
