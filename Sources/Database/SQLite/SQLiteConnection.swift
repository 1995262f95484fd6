import GRDB
import GRDBSQLite

/// A GRDB connection, as long as GRDB lends it.
///
/// GRDB pools connections and caches statements; binding and stepping go straight to SQLite, which is several times
/// cheaper for the small statements we have.
final class SQLiteConnection: Connection {
    private let database: GRDB.Database
    private let handle: OpaquePointer
    private let texts: StatementTexts

    init(_ database: GRDB.Database, texts: StatementTexts) throws(StoreError) {
        guard let handle = database.sqliteConnection else { throw .unavailable("the database is closed") }
        self.database = database
        self.handle = handle
        self.texts = texts
    }

    func begin(_ kind: TransactionKind) throws {
        switch kind {
        case .read: try control("BEGIN DEFERRED")
        case .write, .writeTogether: try control("BEGIN IMMEDIATE")
        }
    }

    func commit() throws {
        do {
            try control("COMMIT")
        } catch Fault.statement(let error) where error == .unavailable(Self.brokenDisk) {
            throw Fault.unknown(error)
        } catch Fault.transaction(let error) where error == .unavailable(Self.brokenDisk) {
            throw Fault.unknown(error)
        }
    }

    func rollback() {
        // SQLite rolls back by itself after some errors; a ROLLBACK that fails has nothing left to undo.
        if isInTransaction { try? control("ROLLBACK") }
    }

    func savepoint() throws { try control("SAVEPOINT body") }
    func release() throws { try control("RELEASE body") }

    func undoToSavepoint() throws {
        try control("ROLLBACK TO body")
        try control("RELEASE body")
    }

    /// A file does not come back by itself.
    func revive() -> Bool { false }

    func all<Q: Query>(_ query: Q) throws -> [Q.Row] {
        var rows: [Q.Row] = []
        try step(query.arguments, texts.text(Q.self)) { row in
            rows.append(try Q.row(row))
            return true
        }
        return rows
    }

    func first<Q: Query>(_ query: Q) throws -> Q.Row? {
        var first: Q.Row?
        // One step is enough for RETURNING too: SQLite makes every change before it gives the first row.
        try step(query.arguments, texts.text(Q.self)) { row in
            first = try Q.row(row)
            return false
        }
        return first
    }

    func run<C: Command>(_ command: C) throws -> Int {
        let text = texts.text(C.self)
        try step(command.arguments, text) { _ in true }
        return text.countsRows ? Int(sqlite3_changes64(handle)) : 0
    }

    // MARK: - Statements

    private var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    private func step(
        _ arguments: [SQLValue], _ text: StatementText, _ take: (ResultRow) throws -> Bool
    ) throws {
        let statement = try prepare(text.sql, text.name)
        guard arguments.count == text.arguments else {
            throw Fault.statement(
                .wrongArguments(query: text.name, expected: text.arguments, given: arguments.count))
        }
        defer {
            sqlite3_reset(statement)
            // The values must not stay in memory longer than the statement runs.
            sqlite3_clear_bindings(statement)
        }
        for (place, argument) in text.order.enumerated() {
            guard bind(arguments[argument], to: statement, at: Int32(place + 1)) == SQLITE_OK else {
                throw Fault.statement(.failed(query: text.name, code: "parameter $\(argument + 1) cannot be bound"))
            }
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                if try !take(ResultRow(source: .sqlite(statement: statement), query: text.name)) { return }
            case SQLITE_DONE: return
            default: throw fault(text.name)
            }
        }
    }

    private func control(_ sql: String) throws {
        let statement = try prepare(sql, sql)
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_DONE else { throw fault(sql) }
    }

    private func prepare(_ sql: String, _ name: String) throws -> OpaquePointer {
        do {
            return try database.cachedStatement(sql: sql).sqliteStatement
        } catch let error as DatabaseError {
            let code = error.extendedResultCode.rawValue
            // No value has been bound yet, so SQLite's own sentence can hold SQL text only.
            let sentence = error.message.map { "SQLite \(code), \($0)" } ?? "SQLite \(code)"
            throw fault(code, name, sentence)
        }
    }

    private func bind(_ value: SQLValue, to statement: OpaquePointer, at index: Int32) -> Int32 {
        // SQLite makes a copy of its own: the memory is only lent for the call.
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let number): return sqlite3_bind_int64(statement, index, number)
        case .real(let number): return sqlite3_bind_double(statement, index, number)
        case .text(var text):
            return text.withUTF8 { utf8 in
                guard !utf8.contains(0) else { return SQLITE_MISMATCH }
                return utf8.withMemoryRebound(to: CChar.self) { characters in
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(statement, index, "", 0, copy)
                    }
                    return sqlite3_bind_text(statement, index, start, Int32(characters.count), copy)
                }
            }
        case .bytes(let bytes):
            return bytes.withUnsafeBytes { raw in
                // A null pointer would bind NULL.
                guard let start = raw.baseAddress, !raw.isEmpty else {
                    return sqlite3_bind_zeroblob(statement, index, 0)
                }
                return sqlite3_bind_blob(statement, index, start, Int32(raw.count), copy)
            }
        }
    }

    // MARK: - Errors

    private static let brokenDisk = "the disk reports errors"

    private func fault(_ name: String) -> Fault {
        let code = sqlite3_extended_errcode(handle)
        return fault(code, name, "SQLite \(code)")
    }

    private func fault(_ code: Int32, _ name: String, _ sentence: String) -> Fault {
        let error = Self.error(code, name, sentence)
        return isInTransaction || name.hasPrefix("BEGIN") ? .statement(error) : .transaction(error)
    }

    static func error(_ code: Int32, _ name: String, _ sentence: String) -> StoreError {
        switch code & 0xff {
        case SQLITE_CONSTRAINT:
            let unique: [ResultCode] = [
                .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID,
            ]
            if unique.contains(ResultCode(rawValue: code)) { return .uniqueViolation(query: name) }
            return .constraintViolation(query: name, code: sentence)
        case SQLITE_FULL: return .unavailable("the disk is full")
        case SQLITE_IOERR: return .unavailable(brokenDisk)
        case SQLITE_BUSY, SQLITE_LOCKED: return .unavailable("another process, or a long read, holds the database")
        case SQLITE_NOMEM: return .unavailable("there is not enough memory")
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: return .unavailable("the database file cannot be opened")
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .unavailable("the database file is damaged; restore a backup")
        default: return .failed(query: name, code: sentence)
        }
    }
}
