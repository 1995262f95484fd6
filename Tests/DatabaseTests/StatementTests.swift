import Core
import Database
import Foundation
import TestSupport
import Testing

@Suite struct `Statements mean the same on both engines` {
    @Test(arguments: Engine.available)
    func `values come back as they went in`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let all = [
                Note(id: "", number: 0, ratio: 0, body: []),
                Note(id: "é ʼ 日本 👩‍👩‍👧 '; --", number: .max, ratio: -1.5e-300, body: [0, 255, 0, 92, 39]),
                Note(id: "nothing", number: nil, ratio: nil, body: nil),
                Note(id: "small", number: .min, ratio: 0.1, body: Array(repeating: 7, count: 100_000)),
            ]
            try await store.write { transaction in
                for note in all {
                    try transaction.run(
                        AddNote(note.id, number: note.number, ratio: note.ratio, body: note.body))
                }
            }
            let read = try await store.read { try $0.all(AllNotes()) }
            #expect(Set(read) == Set(all))
        }
    }

    struct TenInOrder: Query {
        static let sql = """
            SELECT CAST($10 AS TEXT), CAST($9 AS TEXT), CAST($8 AS TEXT), CAST($7 AS TEXT), CAST($6 AS TEXT),
                CAST($5 AS TEXT), CAST($4 AS TEXT), CAST($3 AS TEXT), CAST($2 AS TEXT), CAST($1 AS TEXT)
            """
        static func row(_ row: ResultRow) throws -> [String] { try (0..<10).map(row.text) }
        var arguments: [SQLValue] { (1...10).map { .text("\($0)") } }
    }

    struct Twice: Query {
        static let sql = "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT), '$3' /* $4 */ -- $5"
        static func row(_ row: ResultRow) throws -> [String] { try (0..<4).map(row.text) }
        var arguments: [SQLValue] { [.text("one"), .text("two")] }
    }

    @Test(arguments: Engine.available)
    func `parameters may be reused and come in any order`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: []) { store in
            let twice = try await store.read { try $0.first(Twice()) }
            #expect(twice == ["two", "one", "two", "$3"])
            let ten = try await store.read { try $0.first(TenInOrder()) }
            #expect(ten == (1...10).reversed().map { "\($0)" })
        }
    }

    struct OneTooMany: Command {
        static let sql = "UPDATE note SET number = $1"
        var arguments: [SQLValue] { [.integer(1), .text("secret")] }
    }

    @Test(arguments: Engine.available)
    func `a statement must be given as many arguments as it has`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let error = await #expect(throws: StoreError.self) { try await store.write { try $0.run(OneTooMany()) } }
            guard case .wrongArguments(_, expected: 1, given: 2)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    struct Mixed: Query {
        static let sql = "SELECT 'word', CAST(7 AS BIGINT), CAST(NULL AS TEXT), 0.5"
        var column: Int
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    struct MissingColumn: Query {
        static let sql = "SELECT 'word'"
        static func row(_ row: ResultRow) throws -> String? { try row.optionalText(1) }
    }

    struct NullAsText: Query {
        static let sql = "SELECT CAST(NULL AS TEXT)"
        static func row(_ row: ResultRow) throws -> String { try row.text(0) }
    }

    struct BytesAsText: Query {
        static let sql = "SELECT body FROM note"
        static func row(_ row: ResultRow) throws -> String { try row.text(0) }
    }

    @Test(arguments: Engine.available)
    func `a column of another type names the query and the column`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            try await store.write { try $0.run(AddNote("a", body: [1])) }
            func expectWrongType<Q: Query>(_ query: Q, column: Int) async {
                let error = await #expect(throws: StoreError.self) { try await store.read { _ = try $0.all(query) } }
                guard case .wrongType(let name, column, _)? = error, name.contains(String(describing: Q.self)) else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
            await expectWrongType(Mixed(column: 0), column: 0)
            await expectWrongType(MissingColumn(), column: 1)
            await expectWrongType(NullAsText(), column: 0)
            await expectWrongType(BytesAsText(), column: 0)
        }
    }

    struct Kinds: Query {
        struct Row: Sendable, Hashable {
            var id: ID<Int>
            var none: ID<Int>?
            var moment: Instant
            var yes: Bool
            var average: Double
        }

        static let sql = """
            SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), avg(n)
            FROM (SELECT 1 AS n UNION ALL SELECT 2) AS numbers
            """
        var arguments: [SQLValue] {
            [
                SQLValue(ID<Int>(trusted: "abc")), SQLValue(ID<Int>?.none),
                SQLValue(Instant(milliseconds: 1_700_000_000_123)),
                SQLValue(true),
            ]
        }
        static func row(_ row: ResultRow) throws -> Row {
            Row(
                id: try row.id(0), none: try row.optionalID(1), moment: try row.instant(2), yes: try row.flag(3),
                average: try row.real(4))
        }
    }

    @Test(arguments: Engine.available)
    func `ids, moments, flags and averages are typed`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: []) { store in
            let row = try await store.read { try $0.first(Kinds()) }
            let expected = Kinds.Row(
                id: ID(trusted: "abc"), none: nil, moment: Instant(milliseconds: 1_700_000_000_123), yes: true,
                average: 1.5)
            #expect(row == expected)
        }
    }

    struct Raise: Command {
        static let sql = "UPDATE note SET number = number + $1 WHERE number >= $2"
        var arguments: [SQLValue] { [.integer(100), .integer(2)] }
    }

    struct AddUnlessThere: Command {
        static let sql = "INSERT INTO note(id) VALUES ($1) ON CONFLICT (id) DO NOTHING"
        var id: String
        var arguments: [SQLValue] { [.text(id)] }
    }

    @Test(arguments: Engine.available)
    func `a command tells how many rows it changed`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let counts = try await store.write { transaction in
                [
                    try transaction.run(AddNote("a", number: 1)),
                    try transaction.run(AddNote("b", number: 2)),
                    try transaction.run(AddNote("c", number: 3)),
                    try transaction.run(Raise()),
                    try transaction.run(Raise()),
                    try transaction.run(AddUnlessThere(id: "a")),
                    try transaction.run(AddUnlessThere(id: "d")),
                ]
            }
            #expect(counts == [1, 1, 1, 2, 2, 0, 1])
        }
    }

    struct Waiting: Query {
        static let sql = "SELECT id FROM note WHERE number > 0 ORDER BY number LIMIT 1 {skip locked}"
        static func row(_ row: ResultRow) throws -> String { try row.text(0) }
    }

    struct Locked: Query {
        static let sql = "SELECT id FROM note WHERE id = $1 {for update}"
        var arguments: [SQLValue] { [.text("b")] }
        static func row(_ row: ResultRow) throws -> String { try row.text(0) }
    }

    @Test(arguments: Engine.available)
    func `a row can be locked with the same text on both engines`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let found = try await store.write { transaction in
                try transaction.run(AddNote("a", number: 2))
                try transaction.run(AddNote("b", number: 1))
                return [try transaction.first(Waiting()), try transaction.first(Locked())]
            }
            #expect(found == ["b", "b"])
        }
    }

    @Test(arguments: Engine.available)
    func `a zero character is refused, not cut off`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            await #expect(throws: StoreError.self) { try await store.write { try $0.run(AddNote("a\0b")) } }
            try await #expect(store.read { try $0.all(NoteIDs()) } == [])
        }
    }

    @Test(arguments: Engine.available)
    func `a read cannot write`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            await #expect(throws: StoreError.self) { try await store.read { try $0.first(NextNumber(id: "a")) } }
            try await #expect(store.read { try $0.all(NoteIDs()) } == [])
        }
    }

    @Test(arguments: Engine.available)
    func `everything read in one transaction is of one moment`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let written = DispatchSemaphore(value: 0)
            let looked = DispatchSemaphore(value: 0)
            async let counts = store.read { transaction in
                let before = try transaction.first(CountNotes())
                looked.signal()
                written.wait()
                return [before, try transaction.first(CountNotes())]
            }
            await waitFor(looked)
            try await store.write { try $0.run(AddNote("a", number: 1)) }
            written.signal()
            try await #expect(counts == [[0, 0], [0, 0]])
            try await #expect(store.read { try $0.first(CountNotes()) } == [1, 1])
        }
    }
}
