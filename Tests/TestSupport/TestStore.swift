import Database
import Foundation

/// Stores for tests: real ones, each fresh, gone afterwards.
public enum TestStore {
    /// Vangnet's own migrations.
    public static func migrations(for engine: Engine) throws -> [Migration] {
        let here = URL(filePath: #filePath).resolvingSymlinksInPath()
        let root = here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try Migration.load(from: root.appending(path: "Migrations"), engine: engine)
    }

    /// Gives `body` a store of its own on `engine` and removes it afterwards. Without `migrations` it has Vangnet's.
    public static func with<T: Sendable>(
        _ engine: Engine, migrations: [Migration]? = nil, _ body: (Store) async throws -> T
    ) async throws -> T {
        let migrations = try migrations ?? self.migrations(for: engine)
        return try await place(engine) { location in
            let store = try await Store.open(location, migrations: migrations)
            let result: Result<T, any Error>
            do {
                result = .success(try await body(store))
            } catch {
                result = .failure(error)
            }
            await store.close()
            return try result.get()
        }
    }

    /// Runs `body` once on every engine of this build.
    public static func each(migrations: [Migration]? = nil, _ body: (Store) async throws -> Void) async throws {
        for engine in Engine.available {
            try await with(engine, migrations: migrations, body)
        }
    }

    /// Gives `body` a place where no store has been yet: a path in a folder of its own, or an empty database. Several
    /// stores may be opened there, as nodes of one installation; close them before `body` ends.
    public static func place<T: Sendable>(_ engine: Engine, _ body: (Location) async throws -> T) async throws -> T {
        switch engine {
        case .sqlite:
            try await folder { try await body(.sqlite(path: $0.appending(path: "data/vangnet.sqlite").path())) }
        case .postgres:
            #if PostgreSQL
                try await PostgresServer.withDatabase { try await body(.postgres(url: $0)) }
            #else
                throw StoreError.unsupported("Build the tests with --traits PostgreSQL")
            #endif
        }
    }

    /// Gives `body` an empty folder that is removed afterwards.
    public static func folder<T: Sendable>(_ body: (URL) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appending(path: "vangnet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }
}
