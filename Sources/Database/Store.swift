import Foundation

/// Everything Vangnet keeps, on one of two engines, seen the same from outside.
///
/// A transaction is a plain function that does nothing but read and change the store: no waiting, no files, no chance
/// that matters, no changing of anything outside. It may be run more than once before it counts (a transaction it shares
/// cannot be committed, another node was in the way), and it runs on a thread of the store, never on the ones that serve
/// requests.
public final class Store: Sendable {
    private let backend: any Backend
    /// Who listens to what.
    public let wakeups: Wakeups

    private init(_ backend: any Backend, _ wakeups: Wakeups) {
        self.backend = backend
        self.wakeups = wakeups
    }

    /// Opens a store and brings its tables up to date.
    /// - Throws: ``StoreError/migration(_:)`` when the migrations do not fit, ``StoreError/unavailable(_:)`` when the
    ///   file or the server cannot be reached, ``StoreError/unsupported(_:)`` for PostgreSQL in a build without it.
    public static func open(_ location: Location, migrations: [Migration]) async throws -> Store {
        let wakeups = Wakeups()
        switch location {
        case .sqlite(let path):
            let backend = try await onOwnThread {
                try SQLiteBackend(path: path, migrations: migrations, wakeups: wakeups)
            }
            return Store(backend, wakeups)
        case .postgres(let url):
            #if PostgreSQL
                let backend = try await onOwnThread {
                    try PostgresBackend(url: url, migrations: migrations, wakeups: wakeups)
                }
                return Store(backend, wakeups)
            #else
                _ = url
                throw StoreError.unsupported(
                    """
                    This Vangnet was built without PostgreSQL. Build it with `swift build --traits PostgreSQL`, or keep \
                    the data in a file with sqlite:PATH.
                    """)
            #endif
        }
    }

    public var engine: Engine { backend.engine }

    /// Runs `body` on one consistent moment of the store: everything written before the call is in it.
    /// - Throws: what `body` throws, or a ``StoreError``.
    public func read<T: Sendable>(_ body: @Sendable @escaping (any Reading) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { backend.read(Read(body, $0)) }
    }

    /// Runs `body` as one transaction, one after another with every other write of this process. When this returns, what
    /// it wrote is durable and whoever listens here has been woken; when it throws, nothing of it was kept.
    ///
    /// Writes that wait together become durable together. A task that is cancelled meanwhile is not let go early: its
    /// write counts or fails like any other.
    /// - Throws: what `body` throws, or a ``StoreError``.
    @discardableResult
    public func write<T: Sendable>(_ body: @Sendable @escaping (any Writing) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { backend.write(Write(body, $0)) }
    }

    /// Clears away what deletions left behind in the files. SQLite empties its write-ahead log; PostgreSQL runs `VACUUM`.
    public func compact() async throws {
        try await backend.compact()
    }

    /// Writes a whole copy of one moment to a file, while the store is in use. The file takes its place only when it is
    /// complete; it is readable by its owner only.
    /// - Throws: ``StoreError/unsupported(_:)`` on PostgreSQL, which has its own tools for this.
    public func backup(to path: String) async throws {
        try await backend.backup(to: path)
    }

    /// Ends what is under way and closes every connection. What is asked afterwards is refused as unavailable.
    public func close() async {
        await backend.close()
    }
}
