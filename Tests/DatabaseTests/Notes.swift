import Database

/// A small schema for the tests of this folder, and its statements.
let notes = [
    Migration(
        name: "0001-note",
        sql: """
            CREATE TABLE note(
                id TEXT PRIMARY KEY,
                number BIGINT,
                ratio DOUBLE PRECISION CHECK (ratio < 1000),
                body {bytes});
            CREATE TABLE page(id TEXT PRIMARY KEY, note TEXT NOT NULL REFERENCES note(id));
            """)
]

struct Note: Sendable, Hashable {
    var id: String
    var number: Int64?
    var ratio: Double?
    var body: [UInt8]?
}

struct AddNote: Command {
    static let sql = "INSERT INTO note(id, number, ratio, body) VALUES ($1, $2, $3, $4)"
    var note: Note

    init(_ id: String, number: Int64? = nil, ratio: Double? = nil, body: [UInt8]? = nil) {
        note = Note(id: id, number: number, ratio: ratio, body: body)
    }

    var arguments: [SQLValue] {
        [SQLValue(note.id), SQLValue(note.number), SQLValue(note.ratio), SQLValue(note.body)]
    }
}

struct AddPage: Command {
    static let sql = "INSERT INTO page(id, note) VALUES ($1, $2)"
    var id: String
    var note: String
    var arguments: [SQLValue] { [.text(id), .text(note)] }
}

struct AllNotes: Query {
    static let sql = "SELECT id, number, ratio, body FROM note ORDER BY id"

    static func row(_ row: ResultRow) throws -> Note {
        Note(
            id: try row.text(0), number: try row.optionalInteger(1), ratio: try row.optionalReal(2),
            body: try row.optionalBytes(3))
    }
}

struct NoteIDs: Query {
    static let sql = "SELECT id FROM note ORDER BY id"
    static func row(_ row: ResultRow) throws -> String { try row.text(0) }
}

struct CountNotes: Query {
    static let sql = "SELECT count(*), coalesce(sum(number), 0) FROM note"

    static func row(_ row: ResultRow) throws -> [Int64] {
        [try row.integer(0), try row.integer(1)]
    }
}

/// Takes the next number, as a conversation does for its messages.
struct NextNumber: Query {
    static let sql = """
        INSERT INTO note(id, number) SELECT $1, coalesce(max(number), 0) + 1 FROM note RETURNING number
        """
    var id: String
    var arguments: [SQLValue] { [.text(id)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

/// What a rule of a room throws.
struct Refused: Error, Hashable {
    var reason: String
}
