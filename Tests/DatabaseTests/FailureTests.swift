import Database
import Foundation
import TestSupport
import Testing

@Suite struct `When something fails` {
    struct SetNumberFromText: Command {
        static let sql = "UPDATE note SET number = CAST($1 AS BIGINT), id = $2 WHERE ratio = $3 / 0"
        var arguments: [SQLValue] { [.text("geheim"), .text("geheim"), .text("geheim")] }
    }

    struct TextAsInteger: Query {
        static let sql = "SELECT id FROM note"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    struct ZeroCharacter: Query {
        static let sql = "SELECT CAST($1 AS TEXT)"
        var arguments: [SQLValue] { [.text("geheim\0geheim")] }
        static func row(_ row: ResultRow) throws -> String { try row.text(0) }
    }

    struct Unprepared: Query {
        static let sql = "SELECT id FROM nowhere WHERE id = $1"
        var arguments: [SQLValue] { [.text("geheim")] }
        static func row(_ row: ResultRow) throws -> String { try row.text(0) }
    }

    @Test(arguments: Engine.available)
    func `no error tells a value`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            try await store.write { try $0.run(AddNote("geheim")) }
            let writes: [Body<Int>] = [
                Body { try $0.run(AddNote("geheim")) },
                Body { try $0.run(AddNote("other", ratio: 424_242)) },
                Body { try $0.run(AddPage(id: "geheim", note: "geheim of somebody")) },
                Body { try $0.all(TextAsInteger()).count },
                Body { try $0.all(ZeroCharacter()).count },
                Body { try $0.all(Unprepared()).count },
            ]
            for (index, write) in writes.enumerated() {
                let error = await #expect(throws: StoreError.self, "\(index)") { try await store.write(write.run) }
                guard let error else { continue }
                let texts = [
                    "\(error)", String(reflecting: error), error.localizedDescription, "\(Mirror(reflecting: error))",
                ]
                for text in texts {
                    #expect(!text.contains("geheim") && !text.contains("424242"), "\(index): \(text)")
                }
            }
            if engine == .postgres {
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { try $0.run(SetNumberFromText()) }
                }
                #expect(error.map { !"\($0)".contains("geheim") } == true)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `an error names the statement, and says why it cannot be prepared`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let error = await #expect(throws: StoreError.self) { try await store.read { try $0.all(Unprepared()) } }
            let text = error.map { "\($0)" } ?? ""
            #expect(text.contains("Unprepared") && text.contains("nowhere"), "\(text)")
            // The connection goes on.
            try await #expect(store.read { try $0.all(NoteIDs()) } == [])
        }
    }

    private let deferred = Migration(
        name: "0002-deferred",
        sql: "CREATE TABLE late(note TEXT REFERENCES note(id) DEFERRABLE INITIALLY DEFERRED)")

    struct AddLate: Command {
        static let sql = "INSERT INTO late(note) VALUES ($1)"
        var note: String
        var arguments: [SQLValue] { [.text(note)] }
    }

    @Test(arguments: Engine.available)
    func `a write that breaks only at the commit fails alone`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes + [deferred]) { store in
            let results = await together(
                store,
                [
                    Body { try $0.run(AddNote("a")) },
                    Body { try $0.run(AddLate(note: "nobody")) },
                    Body { try $0.run(AddNote("b")) },
                ])
            #expect(throws: Never.self) { try results[0].get() }
            #expect(throws: Never.self) { try results[2].get() }
            guard case .failure(StoreError.constraintViolation) = results[1] else {
                Issue.record("\(results[1])")
                return
            }
            try await #expect(store.read { try $0.all(NoteIDs()) } == ["a", "b"])
        }
    }

    struct SetRoom: Query {
        static let sql = "PRAGMA max_page_count = 60"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    struct SetNoLimit: Query {
        static let sql = "PRAGMA max_page_count = 1000000"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    @Test func `a full disk refuses what does not fit, keeps none of it, and goes on when there is room`()
        async throws
    {
        try await TestStore.with(.sqlite, migrations: notes) { store in
            try await store.write { _ = try $0.first(SetRoom()) }
            let large = Array(repeating: UInt8(1), count: 1_000_000)
            let full = StoreError.unavailable("the disk is full")
            await #expect(throws: full) {
                try await store.write { transaction in
                    try transaction.run(AddNote("before"))
                    try transaction.run(AddNote("large", body: large))
                }
            }
            let results = await together(
                store,
                [
                    Body { try $0.run(AddNote("a")) },
                    Body { transaction in
                        try transaction.run(AddNote("before"))
                        return try transaction.run(AddNote("large", body: large))
                    },
                    Body { try $0.run(AddNote("b")) },
                ])
            #expect(throws: Never.self) { try results[0].get() }
            #expect(throws: full) { try results[1].get() }
            #expect(throws: Never.self) { try results[2].get() }
            try await #expect(store.read { try $0.all(NoteIDs()) } == ["a", "b"])
            try await store.write { _ = try $0.first(SetNoLimit()) }
            try await store.write { try $0.run(AddNote("large", body: large)) }
            try await #expect(store.read { try $0.all(NoteIDs()) } == ["a", "b", "large"])
        }
    }

    @Test func `a folder that cannot be made is said so`() async throws {
        await #expect(throws: StoreError.self) {
            try await Store.open(.sqlite(path: "/proc/nowhere/store.sqlite"), migrations: [])
        }
    }

    @Test func `a file that is no database is said so, and left as it is`() async throws {
        try await TestStore.folder { folder in
            let file = folder.appending(path: "store.sqlite")
            let words = String(repeating: "these are words, not tables. ", count: 100)
            try words.write(to: file, atomically: true, encoding: .utf8)
            await #expect(throws: StoreError.self) {
                try await Store.open(.sqlite(path: file.path()), migrations: notes)
            }
            try #expect(String(contentsOf: file, encoding: .utf8) == words)
        }
    }

    @Test func `a place is read from text, or not at all`() {
        #expect(Location("sqlite:/data/vangnet.sqlite") == .sqlite(path: "/data/vangnet.sqlite"))
        #expect(Location("sqlite:data.sqlite") == .sqlite(path: "data.sqlite"))
        #expect(Location("postgres://u@h/d") == .postgres(url: "postgres://u@h/d"))
        #expect(Location("postgresql:///d")?.engine == .postgres)
        for text in ["", "sqlite:", "sqlite::memory:", "mysql://h/d", "/data/vangnet.sqlite"] {
            #expect(Location(text) == nil, "\(text)")
        }
    }

    #if !PostgreSQL
        @Test func `PostgreSQL in a build without it says how to get it`() async throws {
            let error = await #expect(throws: StoreError.self) {
                try await Store.open(.postgres(url: "postgres://h/d"), migrations: [])
            }
            #expect(error.map { "\($0)".contains("--traits PostgreSQL") } == true)
        }
    #endif
}
