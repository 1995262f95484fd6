import Database
import Foundation
import TestSupport
import Testing

@Suite struct `The SQLite file` {
    struct Synchronous: Query {
        static let sql = "PRAGMA synchronous"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    struct SecureDelete: Query {
        static let sql = "PRAGMA secure_delete"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    struct TrustedSchema: Query {
        static let sql = "PRAGMA trusted_schema"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    struct ForeignKeys: Query {
        static let sql = "PRAGMA foreign_keys"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    struct JournalMode: Query {
        static let sql = "PRAGMA journal_mode"
        static func row(_ row: ResultRow) throws -> String { try row.text(0) }
    }

    @Test func `is written durably, erases what is deleted and trusts no schema`() async throws {
        try await TestStore.with(.sqlite, migrations: notes) { store in
            try await store.write { transaction in
                // 2 is FULL: the commit waits for the disk.
                try #expect(transaction.first(Synchronous()) == 2)
                try #expect(transaction.first(SecureDelete()) == 1)
                try #expect(transaction.first(TrustedSchema()) == 0)
                try #expect(transaction.first(ForeignKeys()) == 1)
                try #expect(transaction.first(JournalMode()) == "wal")
            }
            try await #expect(store.read { try $0.first(TrustedSchema()) } == 0)
        }
    }

    @Test func `is one file with everything in it once it is closed`() async throws {
        try await TestStore.folder { folder in
            let path = folder.appending(path: "vangnet.sqlite").path()
            let store = try await Store.open(.sqlite(path: path), migrations: notes)
            try await store.write { try $0.run(AddNote("a")) }
            // Reading opens connections that cannot take in the log themselves.
            try await #expect(store.read { try $0.all(NoteIDs()) } == ["a"])
            await store.close()
            try #expect(FileManager.default.contentsOfDirectory(atPath: folder.path()) == ["vangnet.sqlite"])
            let again = try await Store.open(.sqlite(path: path), migrations: notes)
            try await #expect(again.read { try $0.all(NoteIDs()) } == ["a"])
            await again.close()
        }
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `and its folder are for their owner only`() async throws {
        try await TestStore.folder { folder in
            let path = folder.appending(path: "data/deep/vangnet.sqlite").path()
            let store = try await Store.open(.sqlite(path: path), migrations: notes)
            try await store.write { try $0.run(AddNote("a")) }
            for file in [path, path + "-wal", path + "-shm"] {
                try #expect(mode(file) == 0o600, "\(file)")
            }
            try #expect(mode(folder.appending(path: "data/deep").path()) == 0o700)
            await store.close()
        }
    }

    struct DeleteNotes: Command {
        static let sql = "DELETE FROM note"
    }

    @Test func `and its log hold nothing that was deleted, once they are compacted`() async throws {
        try await TestStore.folder { folder in
            let path = folder.appending(path: "vangnet.sqlite").path()
            let store = try await Store.open(.sqlite(path: path), migrations: notes)
            let words = Array("a sealed message would stand here".utf8)
            func isSomewhere() throws -> Bool {
                try [path, path + "-wal"].contains { file in
                    try Data(contentsOf: URL(filePath: file)).range(of: Data(words)) != nil
                }
            }
            try await store.write { try $0.run(AddNote("a", body: words)) }
            try #expect(isSomewhere())
            try await store.write { try $0.run(DeleteNotes()) }
            try await store.compact()
            try #expect(!isSomewhere())
            try #expect(FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int == 0)
            await store.close()
        }
    }

    @Test func `is copied as one moment while it is written`() async throws {
        try await TestStore.folder { folder in
            let path = folder.appending(path: "vangnet.sqlite").path()
            let copyPath = folder.appending(path: "copy.sqlite").path()
            let store = try await Store.open(.sqlite(path: path), migrations: notes)
            try await store.write { transaction in
                for index in 0..<500 {
                    try transaction.run(AddNote("first \(index)", body: Array(repeating: 7, count: 1000)))
                }
            }
            // What was there before is replaced, by a whole copy only.
            try "an older backup".write(toFile: copyPath, atomically: true, encoding: .utf8)
            let writing = Task {
                for index in 0..<200 {
                    try await store.write { transaction in
                        try transaction.run(AddNote("pair \(index) a"))
                        try transaction.run(AddNote("pair \(index) b"))
                    }
                }
            }
            try await store.backup(to: copyPath)
            try await writing.value
            try #expect(mode(copyPath) == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
            #expect(names.filter { $0.hasPrefix("copy") } == ["copy.sqlite"])

            let copy = try await Store.open(.sqlite(path: copyPath), migrations: notes)
            let ids = try await copy.read { try $0.all(NoteIDs()) }
            #expect(ids.count { $0.hasPrefix("first") } == 500)
            #expect(ids.count { $0.hasSuffix("a") } == ids.count { $0.hasSuffix("b") })
            await copy.close()
            await store.close()
        }
    }

    @Test func `is not copied to where nothing can be written, and nothing is left there`() async throws {
        try await TestStore.with(.sqlite, migrations: notes) { store in
            await #expect(throws: StoreError.self) { try await store.backup(to: "/proc/nowhere/copy.sqlite") }
            try await store.write { try $0.run(AddNote("a")) }
        }
    }
}
