import Core
import GRDBSQLite

#if PostgreSQL
    import CLibPQ
#endif

/// One row as the engine gives it, read by position (from 0). Good only inside ``Query/row(_:)``.
///
/// Each reader throws ``StoreError/wrongType(query:column:expected:)`` when the column holds something else; `NULL` is
/// something else, except for the optional ones.
public struct ResultRow {
    enum Source {
        case sqlite(statement: OpaquePointer)
        #if PostgreSQL
            case postgres(result: OpaquePointer, row: Int32)
        #endif
    }

    let source: Source
    let query: String

    public func text(_ column: Int) throws -> String {
        guard let text = try optionalText(column) else { throw wrongType(column, "text") }
        return text
    }

    public func optionalText(_ column: Int) throws -> String? {
        switch source {
        case .sqlite(let statement):
            let column32 = Int32(column)
            switch sqlite3_column_type(statement, column32) {
            case SQLITE_NULL: return try null(column)
            case SQLITE_TEXT:
                guard let start = sqlite3_column_text(statement, column32) else { throw wrongType(column, "text") }
                let count = Int(sqlite3_column_bytes(statement, column32))
                return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
            default: throw wrongType(column, "text")
            }
        #if PostgreSQL
            case .postgres(let result, let row):
                guard let field = try PostgresField(result, row, column, self) else { return nil }
                guard let text = field.text else { throw wrongType(column, "text") }
                return text
        #endif
        }
    }

    public func integer(_ column: Int) throws -> Int64 {
        guard let number = try optionalInteger(column) else { throw wrongType(column, "an integer") }
        return number
    }

    public func optionalInteger(_ column: Int) throws -> Int64? {
        switch source {
        case .sqlite(let statement):
            switch sqlite3_column_type(statement, Int32(column)) {
            case SQLITE_NULL: return try null(column)
            case SQLITE_INTEGER: return sqlite3_column_int64(statement, Int32(column))
            default: throw wrongType(column, "an integer")
            }
        #if PostgreSQL
            case .postgres(let result, let row):
                guard let field = try PostgresField(result, row, column, self) else { return nil }
                guard let number = field.integer else { throw wrongType(column, "an integer") }
                return number
        #endif
        }
    }

    public func real(_ column: Int) throws -> Double {
        guard let number = try optionalReal(column) else { throw wrongType(column, "a number") }
        return number
    }

    public func optionalReal(_ column: Int) throws -> Double? {
        switch source {
        case .sqlite(let statement):
            switch sqlite3_column_type(statement, Int32(column)) {
            case SQLITE_NULL: return try null(column)
            case SQLITE_INTEGER, SQLITE_FLOAT: return sqlite3_column_double(statement, Int32(column))
            default: throw wrongType(column, "a number")
            }
        #if PostgreSQL
            case .postgres(let result, let row):
                guard let field = try PostgresField(result, row, column, self) else { return nil }
                guard let number = field.real else { throw wrongType(column, "a number") }
                return number
        #endif
        }
    }

    public func bytes(_ column: Int) throws -> [UInt8] {
        guard let bytes = try optionalBytes(column) else { throw wrongType(column, "bytes") }
        return bytes
    }

    public func optionalBytes(_ column: Int) throws -> [UInt8]? {
        switch source {
        case .sqlite(let statement):
            let column32 = Int32(column)
            switch sqlite3_column_type(statement, column32) {
            case SQLITE_NULL: return try null(column)
            case SQLITE_BLOB:
                let count = Int(sqlite3_column_bytes(statement, column32))
                guard let start = sqlite3_column_blob(statement, column32) else { return [] }
                return Array(UnsafeRawBufferPointer(start: start, count: count))
            default: throw wrongType(column, "bytes")
            }
        #if PostgreSQL
            case .postgres(let result, let row):
                guard let field = try PostgresField(result, row, column, self) else { return nil }
                guard let bytes = field.bytes else { throw wrongType(column, "bytes") }
                return bytes
        #endif
        }
    }

    func wrongType(_ column: Int, _ expected: String) -> StoreError {
        .wrongType(query: query, column: column, expected: expected)
    }

    /// SQLite says NULL for a column that is not there: a mistake in the query, not a missing value.
    private func null<T>(_ column: Int) throws -> T? {
        if case .sqlite(let statement) = source, column >= sqlite3_column_count(statement) || column < 0 {
            throw wrongType(column, "anything: there is no such column")
        }
        return nil
    }
}

extension ResultRow {
    /// 1 is true, 0 is false.
    public func flag(_ column: Int) throws -> Bool {
        switch try integer(column) {
        case 0: false
        case 1: true
        default: throw wrongType(column, "0 or 1")
        }
    }

    public func id<Of>(_ column: Int, of: Of.Type = Of.self) throws -> ID<Of> {
        ID(trusted: try text(column))
    }

    public func optionalID<Of>(_ column: Int, of: Of.Type = Of.self) throws -> ID<Of>? {
        try optionalText(column).map(ID.init(trusted:))
    }

    /// From integer milliseconds since 1970.
    public func instant(_ column: Int) throws -> Instant {
        Instant(milliseconds: try integer(column))
    }

    public func optionalInstant(_ column: Int) throws -> Instant? {
        try optionalInteger(column).map(Instant.init(milliseconds:))
    }
}
