import Core
import Foundation

/// A step that brings the tables of a store further. Applied once, in order of name, never back.
public struct Migration: Sendable, Hashable {
    /// `0001-staff`
    public let name: String
    /// One or more statements, with the tokens of ``Query``.
    public let sql: String

    public init(name: String, sql: String) {
        self.name = name
        self.sql = sql
    }

    /// Reads `NNNN-name.sql` from a folder, and `NNNN-name.sqlite.sql` or `NNNN-name.postgres.sql` where only one engine
    /// is meant, in order of name.
    public static func load(from folder: URL, engine: Engine) throws -> [Migration] {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        } catch {
            throw StoreError.migration("The folder of migrations cannot be read: \(folder.path())")
        }
        var migrations: [Migration] = []
        for file in files where file.hasSuffix(".sql") {
            let parts = file.split(separator: ".", omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard isName(name), parts.count == 2 || parts.count == 3 && Engine(rawValue: String(parts[1])) != nil else {
                throw StoreError.migration(
                    "\(file): a migration is named 0001-words.sql, 0001-words.sqlite.sql or 0001-words.postgres.sql")
            }
            if parts.count == 3, parts[1] != engine.rawValue { continue }
            guard migrations.last?.name != name else {
                throw StoreError.migration("\(name) is there twice for \(engine): keep one of its files")
            }
            guard let sql = try? String(contentsOf: folder.appending(path: file), encoding: .utf8) else {
                throw StoreError.migration("\(file) cannot be read")
            }
            migrations.append(Migration(name: name, sql: sql))
        }
        return migrations
    }

    private static func isName(_ name: String) -> Bool {
        let digits = name.prefix { ("0"..."9").contains($0) }
        let rest = name[digits.endIndex...]
        return digits.count == 4 && rest.count > 1 && rest.hasPrefix("-")
            && rest.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
    }

    /// Tells two texts apart (FNV-1a, 64 bits); it does not protect against somebody who wants to deceive. A checkout
    /// that rewrites line ends does not change it.
    var checksum: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in sql.utf8 where byte != UInt8(ascii: "\r") {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let hex = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - hex.count) + hex
    }
}

/// Brings a database up to date, each migration in a transaction of its own. The caller sees to it that only one node
/// does so at a time.
struct Migrator<C: Connection> {
    let connection: C
    let migrations: [Migration]
    let engine: Engine
    /// Runs a text of several statements inside the open transaction.
    let execute: (String) throws -> Void

    init(connection: C, migrations: [Migration], engine: Engine, execute: @escaping (String) throws -> Void) {
        self.connection = connection
        self.migrations = migrations
        self.engine = engine
        self.execute = execute
    }

    func run() throws {
        try transaction { _ = try connection.run(MakeTable()) }
        for index in migrations.indices {
            let migration = migrations[index]
            do {
                try transaction {
                    guard try isDue(index) else { return }
                    try execute(StatementText.translate(migration.sql, for: engine).sql)
                    _ = try connection.run(Note(migration: migration))
                }
            } catch let error as StoreError {
                if case .migration = error { throw error }
                if case .unavailable = error { throw error }
                throw StoreError.migration("Migration \(migration.name) failed and left nothing behind. \(error)")
            }
        }
        if migrations.isEmpty { try transaction { _ = try applied() } }
    }

    /// Whether this one is still to be applied. Asked inside its transaction: another process may have been first.
    private func isDue(_ index: Int) throws -> Bool {
        let migration = migrations[index]
        let applied = try applied()
        if let checksum = applied.first(where: { $0.name == migration.name })?.checksum {
            guard checksum == migration.checksum else {
                throw StoreError.migration(
                    """
                    Migration \(migration.name) was applied to this database and has been changed since. Put its old text \
                    back and make the change in a new migration.
                    """)
            }
            return false
        }
        if let later = applied.first(where: { $0.name > migration.name }) {
            throw StoreError.migration(
                """
                Migration \(migration.name) is new but comes before \(later.name), which was applied already. Give it a \
                higher number.
                """)
        }
        return true
    }

    private func applied() throws -> [AppliedMigrations.Row] {
        let applied = try connection.all(AppliedMigrations())
        let known = Set(migrations.map(\.name))
        if let missing = applied.first(where: { !known.contains($0.name) }) {
            throw StoreError.migration(
                """
                Migration \(missing.name) was applied to this database and is not among the files. This is an older \
                Vangnet than the one that used the database last: start that version, or restore a backup from before it.
                """)
        }
        return applied
    }

    private func transaction(_ work: () throws -> Void) throws {
        do {
            try connection.begin(.write)
            try work()
            try connection.commit()
        } catch {
            connection.rollback()
            throw (error as? Fault)?.error ?? error
        }
    }
}

private struct MakeTable: Command {
    static let sql = """
        CREATE TABLE IF NOT EXISTS migration(
            name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)
        """
}

private struct AppliedMigrations: Query {
    struct Row: Sendable {
        let name: String
        let checksum: String
    }

    static let sql = "SELECT name, checksum FROM migration ORDER BY name"

    static func row(_ row: ResultRow) throws -> Row {
        Row(name: try row.text(0), checksum: try row.text(1))
    }
}

private struct Note: Command {
    static let sql = "INSERT INTO migration(name, checksum, applied_at) VALUES ($1, $2, $3)"
    let migration: Migration

    var arguments: [SQLValue] {
        [.text(migration.name), .text(migration.checksum), SQLValue(Clock.system.now())]
    }
}
