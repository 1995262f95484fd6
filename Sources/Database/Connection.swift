/// One session with an engine, used by one thread at a time.
///
/// Everything here throws ``Fault`` when the engine does, and passes on what a query's own `row` throws.
protocol Connection: AnyObject {
    func begin(_ kind: TransactionKind) throws
    func commit() throws
    /// Leaves no transaction open, or the connection lost.
    func rollback()

    func savepoint() throws
    func release() throws
    func undoToSavepoint() throws

    func all<Q: Query>(_ query: Q) throws -> [Q.Row]
    func first<Q: Query>(_ query: Q) throws -> Q.Row?
    func run<C: Command>(_ command: C) throws -> Int

    /// After ``Fault/lost(_:)``: tries once to connect again.
    func revive() -> Bool
}

enum TransactionKind: Sendable {
    case read
    case write
    /// Writes of several callers. It holds rows of all of them, so it does not wait long for one that another node holds:
    /// it gives up as a conflict, and they are run one by one.
    case writeTogether
}

/// What a body sees of its transaction.
final class Transaction<C: Connection>: Writing {
    private let connection: C
    /// The first fault: nothing more is done after it, and the body cannot swallow it.
    private(set) var fault: Fault?
    private(set) var topics: [Topic] = []
    private(set) var afterCommit: [@Sendable () -> Void] = []

    init(_ connection: C) {
        self.connection = connection
    }

    func all<Q: Query>(_ query: Q) throws -> [Q.Row] {
        try guarded { try connection.all(query) }
    }

    func first<Q: Query>(_ query: Q) throws -> Q.Row? {
        try guarded { try connection.first(query) }
    }

    func run<D: Command>(_ command: D) throws -> Int {
        try guarded { try connection.run(command) }
    }

    func wake(_ topic: Topic) {
        topics.append(topic)
    }

    func onCommit(_ body: @escaping @Sendable () -> Void) {
        afterCommit.append(body)
    }

    private func guarded<T>(_ work: () throws -> T) throws -> T {
        if let fault { throw fault.error }
        do {
            return try work()
        } catch let fault as Fault {
            self.fault = fault
            throw fault.error
        }
    }
}
