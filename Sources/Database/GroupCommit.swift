import Foundation

/// Runs writes that wait together in one durable transaction, each in a savepoint of its own, so that one that fails
/// undoes only itself. Nobody hears anything before the commit.
///
/// A write that is alone goes without the savepoint. When the shared transaction as a whole cannot be committed, the
/// writes are run again one by one, and each has its own fate.
struct GroupCommit<C: Connection> {
    let connection: C
    /// Given what every committed write wants to wake, before the callers hear.
    let announce: ([Topic]) -> Void

    private enum Outcome {
        case done(Write.Delivery, Transaction<C>)
        case failed(Write, any Error)
    }

    /// How an attempt ended without a commit, and nothing kept.
    private enum Setback: Error {
        /// Run all of it again.
        case conflict
        case lost(StoreError)
        /// The transaction cannot be had as one.
        case apart(StoreError)
        case hopeless(StoreError)
    }

    /// Settles every write: when it returns, each caller has been answered.
    /// - Returns: the error when the connection is gone and did not come back at once.
    func settle(_ writes: [Write]) -> StoreError? {
        var conflicts = 0
        var revived = false
        while true {
            do throws(Setback) {
                try deliver(attempt(writes))
                return nil
            } catch {
                switch error {
                case .conflict where conflicts < Limits.conflicts:
                    conflicts += 1
                    Self.pause(after: conflicts)
                    // Fewer locks held, for a shorter time.
                    if writes.count > 1 { return settleOneByOne(writes) }
                case .conflict:
                    fail(writes, Fault.conflict.error)
                    return nil
                case .lost(let reason):
                    if !revived, connection.revive() {
                        revived = true
                    } else {
                        fail(writes, reason)
                        return reason
                    }
                case .apart where writes.count > 1:
                    return settleOneByOne(writes)
                case .apart(let reason), .hopeless(let reason):
                    fail(writes, reason)
                    return nil
                }
            }
        }
    }

    private func settleOneByOne(_ writes: [Write]) -> StoreError? {
        for (index, write) in writes.enumerated() {
            if let reason = settle([write]) {
                fail(Array(writes[(index + 1)...]), reason)
                return reason
            }
        }
        return nil
    }

    private func attempt(_ writes: [Write]) throws(Setback) -> [Outcome] {
        let shared = writes.count > 1
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(writes.count)
        do {
            do {
                try connection.begin(shared ? .writeTogether : .write)
            } catch Fault.statement(let reason) {
                // It would be the same for each of them, one wait after another.
                throw Fault.unknown(reason)
            }
            for write in writes {
                if shared { try connection.savepoint() }
                let transaction = Transaction(connection)
                let result = Result { try write.attempt(transaction) }
                if let fault = transaction.fault {
                    guard case .statement(let error) = fault else { throw fault }
                    if shared { try connection.undoToSavepoint() }
                    // A caller who turned the fault into an error of its own gets that one.
                    if case .failure(let own) = result {
                        outcomes.append(.failed(write, own))
                    } else {
                        outcomes.append(.failed(write, error))
                    }
                    continue
                }
                switch result {
                case .success(let delivery):
                    if shared { try connection.release() }
                    outcomes.append(.done(delivery, transaction))
                case .failure(let error):
                    if shared { try connection.undoToSavepoint() }
                    outcomes.append(.failed(write, error))
                }
            }
            let anyDone = outcomes.contains { if case .done = $0 { true } else { false } }
            if anyDone { try connection.commit() } else { connection.rollback() }
            return outcomes
        } catch {
            connection.rollback()
            switch error as? Fault {
            case .conflict: throw .conflict
            case .lost(let reason): throw .lost(reason)
            case .unknown(let reason): throw .hopeless(reason)
            case .statement(let reason), .transaction(let reason): throw .apart(reason)
            case nil: throw .hopeless(.failed(query: "transaction", code: "\(type(of: error))"))
            }
        }
    }

    private func deliver(_ outcomes: [Outcome]) {
        var newest: [String: Int64] = [:]
        var order: [String] = []
        for case .done(_, let transaction) in outcomes {
            for topic in transaction.topics {
                if let known = newest[topic.name] {
                    newest[topic.name] = max(known, topic.number)
                } else {
                    newest[topic.name] = topic.number
                    order.append(topic.name)
                }
            }
            for body in transaction.afterCommit { body() }
        }
        if !order.isEmpty { announce(order.map { Topic(name: $0, number: newest[$0] ?? 0) }) }
        for outcome in outcomes {
            switch outcome {
            case .done(let delivery, _): delivery()
            case .failed(let write, let error): write.fail(error)
            }
        }
    }

    private func fail(_ writes: [Write], _ error: StoreError) {
        for write in writes { write.fail(error) }
    }

    /// 1 to 2 ms, then longer, and never the same on two nodes.
    private static func pause(after attempts: Int) {
        Thread.sleep(forTimeInterval: Double.random(in: 1...2) * Double(1 << attempts) / 2_000)
    }
}

/// Runs reads, each on one moment of the store.
struct SnapshotRead<C: Connection> {
    let connection: C

    /// Settles every read: when it returns, each caller has been answered.
    /// - Returns: the error when the connection is gone and did not come back at once.
    func settle(_ reads: [Read]) -> StoreError? {
        var reason: StoreError?
        for read in reads {
            if let reason { read.fail(reason) } else { reason = settle(read) }
        }
        return reason
    }

    private func settle(_ read: Read) -> StoreError? {
        var attempts = 0
        while true {
            let transaction = Transaction(connection)
            var result: Result<Write.Delivery, any Error>
            var fault: Fault?
            do {
                try connection.begin(.read)
                result = Result { try read.attempt(transaction) }
                fault = transaction.fault
                if fault == nil { try connection.commit() } else { connection.rollback() }
            } catch {
                connection.rollback()
                result = .failure((error as? Fault)?.error ?? error)
                fault = error as? Fault
            }
            attempts += 1
            switch fault {
            case .conflict where attempts <= Limits.conflicts: continue
            case .lost(let reason), .unknown(let reason):
                if attempts == 1, connection.revive() { continue }
                read.fail(reason)
                return reason
            case let fault?:
                if case .failure(let error) = result { read.fail(error) } else { read.fail(fault.error) }
            case nil:
                switch result {
                case .success(let delivery): delivery()
                case .failure(let error): read.fail(error)
                }
            }
            return nil
        }
    }
}
