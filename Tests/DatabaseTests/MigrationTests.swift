import Database
import Foundation
import TestSupport
import Testing

@Suite struct `Migrations go forward, once, or not at all` {
    private let more = Migration(
        name: "0002-more", sql: "ALTER TABLE note ADD COLUMN colour TEXT; CREATE TABLE tag(id TEXT)")

    private func open(_ location: Location, _ migrations: [Migration]) async throws {
        let store = try await Store.open(location, migrations: migrations)
        await store.close()
    }

    /// The text of the refusal.
    private func refusal(_ location: Location, _ migrations: [Migration]) async -> String {
        let error = await #expect(throws: StoreError.self) { try await open(location, migrations) }
        guard case .migration(let text)? = error else {
            Issue.record("\(String(describing: error))")
            return ""
        }
        return text
    }

    struct Names: Query {
        static let sql = "SELECT name FROM migration WHERE applied_at > 1700000000000 ORDER BY name"
        static func row(_ row: ResultRow) throws -> String { try row.text(0) }
    }

    @Test(arguments: Engine.available)
    func `a second start applies only what is new and keeps what is there`(_ engine: Engine) async throws {
        try await TestStore.place(engine) { location in
            let first = try await Store.open(location, migrations: notes)
            try await first.write { try $0.run(AddNote("kept")) }
            await first.close()
            let second = try await Store.open(location, migrations: notes + [more])
            try await #expect(second.read { try $0.all(NoteIDs()) } == ["kept"])
            try await #expect(second.read { try $0.all(Names()) } == ["0001-note", "0002-more"])
            await second.close()
            try await open(location, notes + [more])
        }
    }

    @Test(arguments: Engine.available)
    func `one that was changed after it was applied is refused, with what to do`(_ engine: Engine) async throws {
        try await TestStore.place(engine) { location in
            try await open(location, notes)
            let changed = Migration(name: notes[0].name, sql: notes[0].sql + " CREATE TABLE extra(id TEXT);")
            let text = await refusal(location, [changed])
            #expect(text.contains("0001-note") && text.contains("new migration"))
            // Another system's line ends are no change.
            try await open(location, [Migration(name: notes[0].name, sql: notes[0].sql.replacing("\n", with: "\r\n"))])
        }
    }

    @Test(arguments: Engine.available)
    func `one that is missing on disk is refused, with what to do`(_ engine: Engine) async throws {
        try await TestStore.place(engine) { location in
            try await open(location, notes + [more])
            let text = await refusal(location, notes)
            #expect(text.contains("0002-more") && text.contains("older"))
            _ = await refusal(location, [])
        }
    }

    @Test(arguments: Engine.available)
    func `one that slips in before an applied one is refused`(_ engine: Engine) async throws {
        try await TestStore.place(engine) { location in
            try await open(location, notes + [more])
            let late = Migration(name: "0001-other", sql: "CREATE TABLE other(id TEXT)")
            let text = await refusal(location, notes + [late, more])
            #expect(text.contains("0001-other") && text.contains("higher number"))
        }
    }

    @Test(arguments: Engine.available)
    func `one that fails half-way leaves nothing behind`(_ engine: Engine) async throws {
        try await TestStore.place(engine) { location in
            let broken = Migration(name: "0002-more", sql: "CREATE TABLE half(id TEXT); INSERT INTO nowhere VALUES (1)")
            let text = await refusal(location, notes + [broken])
            #expect(text.contains("0002-more") && text.contains("nowhere"))
            let mended = Migration(name: "0002-more", sql: "CREATE TABLE half(id TEXT)")
            let store = try await Store.open(location, migrations: notes + [mended])
            try await #expect(store.read { try $0.all(Names()) } == ["0001-note", "0002-more"])
            await store.close()
        }
    }

    @Test(arguments: Engine.available)
    func `many nodes that start at once apply each one once`(_ engine: Engine) async throws {
        try await TestStore.place(engine) { location in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try await open(location, notes + [more]) } }
                try await group.waitForAll()
            }
        }
    }

    @Test func `they are read from a folder, for the engine that is meant`() async throws {
        try await TestStore.folder { folder in
            let files = [
                "0002-b.sqlite.sql": "sqlite", "0002-b.postgres.sql": "postgres", "0001-a.sql": "both",
                "0003-c.postgres.sql": "only", "README.md": "words",
            ]
            for (name, text) in files {
                try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            }
            try #expect(
                Migration.load(from: folder, engine: .sqlite) == [
                    Migration(name: "0001-a", sql: "both"), Migration(name: "0002-b", sql: "sqlite"),
                ])
            try #expect(
                Migration.load(from: folder, engine: .postgres) == [
                    Migration(name: "0001-a", sql: "both"), Migration(name: "0002-b", sql: "postgres"),
                    Migration(name: "0003-c", sql: "only"),
                ])
        }
    }

    @Test(arguments: ["1-a.sql", "0001.sql", "0001-a.oracle.sql", "0001-A b.sql", "0001-a.sqlite.x.sql"])
    func `a file with an odd name is refused`(_ name: String) async throws {
        try await TestStore.folder { folder in
            try "SELECT 1".write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            #expect(throws: StoreError.self) { try Migration.load(from: folder, engine: .sqlite) }
        }
    }

    @Test func `the same one twice is refused`() async throws {
        try await TestStore.folder { folder in
            for name in ["0001-a.sql", "0001-a.sqlite.sql"] {
                try "SELECT 1".write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            }
            #expect(throws: StoreError.self) { try Migration.load(from: folder, engine: .sqlite) }
            try #expect(Migration.load(from: folder, engine: .postgres).count == 1)
        }
    }
}
