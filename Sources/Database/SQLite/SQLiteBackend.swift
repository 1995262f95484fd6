import Foundation
import GRDB

/// SQLite in a file: one writer that groups its commits, and readers that never wait for it (WAL).
final class SQLiteBackend: Backend {
    private let path: String
    private let pool: DatabasePool
    private let writer: Lanes<Write>
    private let readers: Lanes<Read>
    private let exclusive = DispatchQueue(label: "vangnet.sqlite.upkeep")

    /// How many writes share a commit at most.
    private static let group = 256
    private static let readerCount = 4

    var engine: Engine { .sqlite }

    init(path: String, migrations: [Migration], wakeups: Wakeups) throws {
        self.path = path
        try Self.makeFile(path)
        let pool = try Self.translating { try DatabasePool(path: path, configuration: Self.configuration) }
        let texts = StatementTexts(engine: .sqlite)
        try Self.translating {
            try pool.writeWithoutTransaction { database in
                // GRDB sets NORMAL when it opens the pool: a commit would be acknowledged before it is durable.
                // What was changed stays in its cache until it is written; a reader finds pages in the cache of the system.
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -8000")
                try Self.migrate(migrations, database, texts)
            }
        }
        self.pool = pool
        writer = Lanes("writer", lanes: 1, limit: Self.group, refuse: { $0.fail($1) }) { _, next in
            pool.writeWithoutTransaction { database in
                Self.serve(next, { write, error in write.fail(error) }) {
                    let connection = try SQLiteConnection(database, texts: texts)
                    let commit = GroupCommit(connection: connection) { topics in topics.forEach(wakeups.wake) }
                    return { writes in commit.settle(writes) }
                }
            }
            return nil
        }
        readers = Lanes("reader", lanes: Self.readerCount, limit: 1, refuse: { $0.fail($1) }) { _, next in
            do {
                try pool.unsafeRead { database in
                    Self.serve(next, { read, error in read.fail(error) }) {
                        let reader = SnapshotRead(connection: try SQLiteConnection(database, texts: texts))
                        return { reads in reader.settle(reads) }
                    }
                }
            } catch {
                // No connection could be had: those that wait hear it now.
                for read in next() { read.fail(Self.translated(error)) }
            }
            return nil
        }
    }

    /// Settles what `next` gives until there is no more.
    private static func serve<Work>(
        _ next: () -> [Work], _ fail: (Work, StoreError) -> Void,
        _ connect: () throws -> ([Work]) -> StoreError?
    ) {
        do {
            let settle = try connect()
            while true {
                let work = next()
                if work.isEmpty { return }
                _ = settle(work)
            }
        } catch {
            for work in next() { fail(work, translated(error)) }
        }
    }

    func write(_ work: Write) { writer.submit(work) }
    func read(_ work: Read) { readers.submit(work) }

    // MARK: - Opening

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "vangnet"
        // One more than the lanes, for a backup that runs beside them.
        configuration.maximumReaderCount = readerCount + 1
        configuration.busyMode = .timeout(1.5)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA foreign_keys = ON;
                    PRAGMA secure_delete = ON;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -2000;
                    """)
        }
        return configuration
    }

    /// SQLite gives its other files the rights of the main one, so that one is made first, for its owner only.
    private static func makeFile(_ path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path()
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError.unavailable("the folder of the database cannot be made")
        }
        let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreError.unavailable("the database file cannot be opened") }
        Foundation.close(file)
    }

    private static func migrate(_ migrations: [Migration], _ database: GRDB.Database, _ texts: StatementTexts) throws {
        let connection = try SQLiteConnection(database, texts: texts)
        try Migrator(connection: connection, migrations: migrations, engine: .sqlite) { sql in
            do {
                try database.execute(sql: sql)
            } catch let error as DatabaseError {
                throw StoreError.failed(
                    query: "migration", code: "SQLite \(error.extendedResultCode.rawValue), \(error.message ?? "")")
            }
        }.run()
    }

    private static func translating<T>(_ work: () throws -> T) throws -> T {
        do {
            return try work()
        } catch {
            throw translated(error)
        }
    }

    private static func translated(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: error
        case let error as Fault: error.error
        case let error as DatabaseError:
            SQLiteConnection.error(
                error.extendedResultCode.rawValue, "database", "SQLite \(error.extendedResultCode.rawValue)")
        default: .unavailable("\(type(of: error))")
        }
    }

    // MARK: - Upkeep

    /// Moves everything out of the write-ahead log and empties it, so that deleted content is in no file any more.
    func compact() async throws {
        let pool = pool
        try await upkeep {
            try pool.writeWithoutTransaction { database in
                _ = try database.checkpoint(.truncate)
            }
        }
    }

    /// A whole copy of one moment, made while the store is in use; it takes the place of `path` only when it is complete
    /// and durable.
    func backup(to path: String) async throws {
        let pool = pool
        try await upkeep {
            let partial = path + ".partial"
            try? FileManager.default.removeItem(atPath: partial)
            do {
                try Self.makeFile(partial)
                let copy = try DatabaseQueue(path: partial)
                try pool.backup(to: copy)
                // One file that can be moved: no log beside it.
                try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
                try copy.close()
                try Self.makeDurable(partial)
                guard rename(partial, path) == 0 else {
                    throw StoreError.unavailable("the backup cannot be put in place")
                }
                try Self.makeDurable(URL(filePath: path).deletingLastPathComponent().path())
            } catch {
                try? FileManager.default.removeItem(atPath: partial)
                throw error
            }
        }
    }

    private static func makeDurable(_ path: String) throws(StoreError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unavailable("the backup cannot be opened") }
        defer { Foundation.close(file) }
        guard fsync(file) == 0 else { throw .unavailable("the backup is not durable") }
    }

    private func upkeep(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (caller: CheckedContinuation<Void, any Error>) in
            exclusive.async {
                caller.resume(with: Result { try Self.translating(work) })
            }
        }
    }

    func close() async {
        await writer.close()
        await readers.close()
        let pool = pool
        // Waits for an upkeep that is under way. The readers go first: only a connection that may write can take in the log
        // and remove it, so it has to be the last one. A pool that cannot be closed is closed when it is let go.
        try? await upkeep {
            pool.invalidateReadOnlyConnections()
            try pool.close()
        }
    }
}
