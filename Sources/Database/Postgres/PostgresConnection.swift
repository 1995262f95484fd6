#if PostgreSQL
    import CLibPQ

    /// A PostgreSQL session for transactions.
    ///
    /// What gives no answer of interest (`BEGIN`, savepoints) is held back and goes out together with the next statement,
    /// so that a write of one statement costs one round trip and the commit another.
    final class PostgresConnection: Connection {
        /// What the sessions of a lane are set up with.
        enum Role {
            case reader, writer, announcer, migrator
        }

        private let url: String
        private let role: Role
        private let texts: StatementTexts
        private var session: PostgresSession?

        /// Statements the server knows, by text.
        private var prepared: [String: String] = [:]
        private var preparedCount = 0
        /// Control statements not sent yet.
        private var held: [String] = []
        private var kind = TransactionKind.read
        /// Answers nobody has waited for yet (the end of a read).
        private var unread = 0

        init(url: String, role: Role, texts: StatementTexts) throws(StoreError) {
            self.url = url
            self.role = role
            self.texts = texts
            try connect(.starting)
        }

        private func connect(_ patience: PostgresSession.Patience) throws(StoreError) {
            session = nil
            prepared = [:]
            held = []
            unread = 0
            let session = try PostgresSession(url: url, patience: patience)
            try session.script(Self.setUp(role), name: "SET")
            PQenterPipelineMode(session.handle)
            self.session = session
        }

        private static func setUp(_ role: Role) -> String {
            // Acknowledged means durable: a server set to answer before it is does not count for us.
            var settings = """
                SET default_transaction_isolation = 'read committed';
                SET standard_conforming_strings = on;
                SELECT set_config('synchronous_commit', 'on', false)
                WHERE current_setting('synchronous_commit') = 'off';
                """
            switch role {
            case .reader: settings += "SET statement_timeout = '60s';"
            // A node that hangs must not keep its rows locked.
            case .writer: settings += "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s';"
            case .announcer: settings += "SET synchronous_commit = off;"
            case .migrator: settings += "SET statement_timeout = 0; SET lock_timeout = 0;"
            }
            return settings
        }

        func revive() -> Bool {
            do {
                try connect(.serving)
                return true
            } catch {
                return false
            }
        }

        func disconnect() {
            session = nil
        }

        /// The server's number for this session, which comes with each of its notifications.
        var serverProcess: Int32? {
            session.map { PQbackendPID($0.handle) }
        }

        // MARK: - Transactions

        /// Two nodes that each hold rows of many callers would lock each other out, and the server takes a second to see
        /// it. Far longer than a commit takes, and other than on the next node, so that one of the two goes on.
        private static let briefWait = "SET LOCAL lock_timeout = '\(Int.random(in: 40...120))ms'"

        func begin(_ kind: TransactionKind) throws {
            self.kind = kind
            switch kind {
            case .read: held = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]
            case .write: held = ["BEGIN"]
            case .writeTogether: held = ["BEGIN", Self.briefWait]
            }
        }

        func commit() throws {
            if held.first?.hasPrefix("BEGIN") == true {
                // Nothing was asked of the server.
                held = []
                return
            }
            switch kind {
            case .read:
                // Nobody needs the answer; it is read before the next one.
                let session = try connected()
                try send(nil, ["COMMIT"], session)
                unread += 1
            case .write, .writeTogether:
                do {
                    let result = try roundTrip(nil, ["COMMIT"])
                    defer { PQclear(result) }
                    // A transaction that has failed is rolled back by COMMIT, without an error.
                    guard let result, String(cString: PQcmdStatus(result)) == "COMMIT" else {
                        throw Fault.transaction(.failed(query: "COMMIT", code: "rolled back by the server"))
                    }
                } catch Fault.lost(let error) {
                    throw Fault.unknown(error)
                }
            }
        }

        func rollback() {
            held = []
            guard let session, !session.isLost else { return }
            do {
                try readUnread(session)
                guard PQtransactionStatus(session.handle) != PQTRANS_IDLE else { return }
                PQclear(try roundTrip(nil, ["ROLLBACK"]))
            } catch {
                // Whatever is open ends with the session.
                self.session = nil
            }
        }

        func savepoint() throws {
            held.append("SAVEPOINT body")
        }

        func release() throws {
            if held.last == "SAVEPOINT body" { held.removeLast() } else { held.append("RELEASE body") }
        }

        func undoToSavepoint() throws {
            if held.last == "SAVEPOINT body" {
                held.removeLast()
            } else {
                held += ["ROLLBACK TO body", "RELEASE body"]
            }
        }

        // MARK: - Statements

        func all<Q: Query>(_ query: Q) throws -> [Q.Row] {
            let text = texts.text(Q.self)
            let result = try execute(text, query.arguments)
            defer { PQclear(result) }
            guard let result else { return [] }
            let count = PQntuples(result)
            var rows: [Q.Row] = []
            rows.reserveCapacity(Int(count))
            for row in 0..<count {
                rows.append(try Q.row(ResultRow(source: .postgres(result: result, row: row), query: text.name)))
            }
            return rows
        }

        func first<Q: Query>(_ query: Q) throws -> Q.Row? {
            let text = texts.text(Q.self)
            let result = try execute(text, query.arguments)
            defer { PQclear(result) }
            guard let result, PQntuples(result) > 0 else { return nil }
            return try Q.row(ResultRow(source: .postgres(result: result, row: 0), query: text.name))
        }

        func run<C: Command>(_ command: C) throws -> Int {
            let result = try execute(texts.text(C.self), command.arguments)
            defer { PQclear(result) }
            guard let result, let count = PQcmdTuples(result) else { return 0 }
            return Int(String(cString: count)) ?? 0
        }

        /// Runs a text of several statements inside the open transaction.
        func script(_ sql: String) throws {
            if !held.isEmpty { PQclear(try roundTrip(nil, [])) }
            let session = try connected()
            try readUnread(session)
            PQexitPipelineMode(session.handle)
            defer { PQenterPipelineMode(session.handle) }
            try session.script(sql, name: "migration")
        }

        private func execute(_ text: StatementText, _ arguments: [SQLValue]) throws -> OpaquePointer? {
            guard arguments.count == text.arguments else {
                throw Fault.statement(
                    .wrongArguments(query: text.name, expected: text.arguments, given: arguments.count))
            }
            return try roundTrip((text, try PostgresArguments(arguments, text)), [])
        }

        // MARK: - The wire

        private func connected() throws -> PostgresSession {
            guard let session, !session.isLost else { throw Fault.lost(.unavailable("the connection was lost")) }
            return session
        }

        /// What was sent, in order: each gets one answer.
        private struct Sent {
            var sql: String
            var name: String
            var isPreparation: Bool
        }

        /// Sends what was held back, the statement and `controls`, and waits for all answers.
        /// - Returns: the last answer; the caller frees it.
        private func roundTrip(
            _ statement: (StatementText, PostgresArguments)?, _ controls: [String]
        ) throws -> OpaquePointer? {
            let session = try connected()
            let sent = try send(statement, controls, session)
            try readUnread(session)
            return try answers(to: sent, session)
        }

        @discardableResult
        private func send(
            _ statement: (StatementText, PostgresArguments)?, _ controls: [String], _ session: PostgresSession
        ) throws -> [Sent] {
            let before = statement == nil ? held + controls : held
            held = []
            var sent: [Sent] = []
            sent.reserveCapacity(before.count + 2)
            for sql in before {
                try send(sql, sql, PostgresArguments.none, session, &sent)
            }
            if let (text, arguments) = statement {
                try send(text.sql, text.name, arguments, session, &sent)
            }
            guard PQpipelineSync(session.handle) == 1 else { throw lost() }
            return sent
        }

        private func send(
            _ sql: String, _ name: String, _ arguments: PostgresArguments, _ session: PostgresSession,
            _ sent: inout [Sent]
        ) throws {
            let key: String
            if let known = prepared[sql] {
                key = known
            } else {
                preparedCount += 1
                key = "s\(preparedCount)"
                guard PQsendPrepare(session.handle, key, sql, 0, nil) == 1 else { throw lost() }
                prepared[sql] = key
                sent.append(Sent(sql: sql, name: name, isPreparation: true))
            }
            guard arguments.send(session.handle, key) == 1 else { throw lost() }
            sent.append(Sent(sql: sql, name: name, isPreparation: false))
        }

        /// Reads the answers up to the end of what was sent together.
        private func answers(to sent: [Sent], _ session: PostgresSession) throws -> OpaquePointer? {
            var place = 0
            var last: OpaquePointer?
            var fault: Fault?
            while true {
                guard let result = PQgetResult(session.handle) else {
                    // Ends the answer to one statement. (More ends than statements: the two sides disagree.)
                    place += 1
                    if session.isLost || place > sent.count + 2 {
                        PQclear(last)
                        throw lost()
                    }
                    continue
                }
                switch PQresultStatus(result) {
                case PGRES_PIPELINE_SYNC:
                    PQclear(result)
                    guard let fault else { return last }
                    PQclear(last)
                    throw fault
                case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                    PQclear(last)
                    last = result
                default:
                    defer { PQclear(result) }
                    if place < sent.count, sent[place].isPreparation { prepared[sent[place].sql] = nil }
                    if session.isLost {
                        PQclear(last)
                        throw lost()
                    }
                    // Only the first tells; what follows it was skipped by the server.
                    if fault == nil, place < sent.count { fault = self.fault(result, sent[place]) }
                }
            }
        }

        private func readUnread(_ session: PostgresSession) throws {
            while unread > 0 {
                unread -= 1
                PQclear(try answers(to: [], session))
            }
        }

        private func lost() -> Fault {
            session = nil
            return .lost(.unavailable("the connection was lost"))
        }

        private func fault(_ result: OpaquePointer, _ sent: Sent) -> Fault {
            let state = PostgresSession.state(result)
            switch state {
            case "40001", "40P01": return .conflict
            case "55P03" where kind == .writeTogether: return .conflict
            case "0A000" where PostgresSession.source(result) == "RevalidateCachedQuery", "26000":
                // Another node changed the tables under a prepared statement: prepare anew.
                prepared = [:]
                return .conflict
            case "57P01", "57P02", "57P03", "57P05": return lost()
            // The server became a standby: another one takes the writes now.
            case "25006" where kind != .read && role == .writer: return lost()
            default: break
            }
            if state.hasPrefix("08") { return lost() }
            let error = PostgresSession.error(result, sent.name, withSentence: sent.isPreparation)
            return .statement(error)
        }
    }
#endif
