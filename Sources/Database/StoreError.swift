/// What can go wrong in a store. The text of an error holds names of statements and codes of the engine, and SQL text
/// where a statement cannot be prepared; never a value.
public enum StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The store cannot do it now: disk full, no connection, closed. Nothing was kept, except when the connection died
    /// while a commit was under way: then nobody knows.
    case unavailable(String)
    /// A statement is wrong or was refused. The engine's code, with its message when that cannot hold a value.
    case failed(query: String, code: String)
    /// There is a row with this key already.
    case uniqueViolation(query: String)
    /// Another constraint is broken: a foreign key, a check, a missing value.
    case constraintViolation(query: String, code: String)
    /// The migrations on disk and in the database do not fit; the text says what to do.
    case migration(String)
    /// A column holds something else than was asked for. Columns count from 0.
    case wrongType(query: String, column: Int, expected: String)
    /// A statement has other parameters than it was given.
    case wrongArguments(query: String, expected: Int, given: Int)
    /// This engine or this build cannot do it; the text says what can.
    case unsupported(String)

    public var description: String {
        switch self {
        case .unavailable(let reason): "The store is not available: \(reason)"
        case .failed(let query, let code): "\(query) failed: \(code)"
        case .uniqueViolation(let query): "\(query) would make a second row with the same key"
        case .constraintViolation(let query, let code): "\(query) breaks a constraint: \(code)"
        case .migration(let text): text
        case .wrongType(let query, let column, let expected):
            "\(query): column \(column) does not hold \(expected)"
        case .wrongArguments(let query, let expected, let given):
            "\(query) has \(expected) parameters and was given \(given)"
        case .unsupported(let text): text
        }
    }
}

/// What a connection reports: the error, and how far it reaches.
enum Fault: Error {
    /// This statement failed; the work around it can be undone up to its savepoint.
    case statement(StoreError)
    /// The engine gave up the whole transaction.
    case transaction(StoreError)
    /// Another node was in the way (serialisation failure, deadlock): the same work may succeed when done again.
    case conflict
    /// The connection is gone, before a commit was sent: nothing was kept.
    case lost(StoreError)
    /// The connection or the disk failed while committing.
    case unknown(StoreError)

    var error: StoreError {
        switch self {
        case .statement(let error), .transaction(let error), .lost(let error), .unknown(let error): error
        case .conflict: .unavailable("another node kept changing the same rows")
        }
    }
}
