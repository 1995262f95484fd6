import Foundation
import GRDB

/// The rows of a file as they lie in it, table by table, by a connection that only reads.
public enum EveryRow {
    public static func ofSQLite(_ path: String) throws -> [String: [String]] {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        defer { try? queue.close() }
        return try queue.read { db in
            var rows: [String: [String]] = [:]
            let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            for table in try String.fetchAll(db, sql: names) {
                let all = try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"")
                rows[table] = all.map { row in
                    row.databaseValues.map { value in
                        if case .blob(let data) = value.storage { return data.base64EncodedString() }
                        return value.description
                    }.joined(separator: "|")
                }.sorted()
            }
            return rows
        }
    }
}
