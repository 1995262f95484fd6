/// One SQL statement that gives rows: typed parameters in, typed rows out. `INSERT … RETURNING` is one too.
///
/// One text serves both engines. Parameters are `$1`, `$2` …, bound by number, so they may be reused and come in any
/// order; never write `$1::text`, write `CAST($1 AS TEXT)`. Where the engines differ there are tokens:
///
/// | token | SQLite | PostgreSQL |
/// | --- | --- | --- |
/// | `{for update}` | nothing (there is one writer) | `FOR UPDATE` |
/// | `{skip locked}` | nothing | `FOR UPDATE SKIP LOCKED` |
/// | `{bytes}` | `BLOB` | `BYTEA` |
public protocol Query: Sendable {
    associatedtype Row: Sendable

    /// The same text each time: it is prepared once per connection and type.
    static var sql: String { get }
    /// `$1` is the first.
    var arguments: [SQLValue] { get }
    /// Makes the typed row. `row` is good only inside this call.
    static func row(_ row: ResultRow) throws -> Row
}

/// One SQL statement that gives no rows. See ``Query`` for its text.
public protocol Command: Sendable {
    /// The same text each time: it is prepared once per connection and type.
    static var sql: String { get }
    /// `$1` is the first.
    var arguments: [SQLValue] { get }
}

extension Query {
    public var arguments: [SQLValue] { [] }
}

extension Command {
    public var arguments: [SQLValue] { [] }
}

/// What a transaction can read. Everything read in one transaction is of one moment.
public protocol Reading {
    /// Every row, in the statement's order.
    func all<Q: Query>(_ query: Q) throws -> [Q.Row]
    /// The first row, or nil when there is none.
    func first<Q: Query>(_ query: Q) throws -> Q.Row?
}

/// What a writing transaction can do.
///
/// A statement that fails (a broken constraint too) fails the whole transaction on both engines, also when its error is
/// caught: expect a conflict with `ON CONFLICT DO NOTHING` and look at the number of rows, not at an error.
public protocol Writing: Reading {
    /// Runs a statement and gives how many rows it inserted, updated or deleted.
    @discardableResult
    func run<C: Command>(_ command: C) throws -> Int
    /// Wakes the listeners of a topic, here and on every node, once this transaction is durable. Never when it is undone.
    /// Several wake-ups of one name in one commit may arrive as one, with the highest number.
    func wake(_ topic: Topic)
    /// Runs `body` once this transaction is durable, before `write` returns. Never when it is undone. It runs on the
    /// writer's own thread: it must be short and must not wait.
    func onCommit(_ body: @escaping @Sendable () -> Void)
}

/// What may have changed: a name and the newest number under it. Never content.
public struct Topic: Sendable, Hashable {
    public let name: String
    public let number: Int64

    /// The number a listener gets when wake-ups may have been missed: read again, whatever you have.
    public static let readAgain = Int64.max

    public init(name: String, number: Int64) {
        self.name = name
        self.number = number
    }
}
