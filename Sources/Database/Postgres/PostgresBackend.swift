#if PostgreSQL
    import CLibPQ
    import Foundation

    /// Lends a value to one thread at a time.
    ///
    /// Unchecked, because the proof is in the use: after it is made, a lane's connection is touched only from that lane's
    /// own serial queue (``Lanes`` runs, repairs and closes there and nowhere else).
    struct Confined<Value>: @unchecked Sendable {
        let value: Value
    }

    /// PostgreSQL: one connection that writes and groups its commits, some that read, one that announces and one that
    /// listens.
    final class PostgresBackend: Backend {
        private let url: String
        private let writer: Lanes<Write>
        private let readers: Lanes<Read>
        private let writerConnection: Confined<PostgresConnection>
        private let readerConnections: [Confined<PostgresConnection>]
        private let announcer: PostgresAnnouncer
        private let listener: PostgresListener

        /// How many writes share a commit at most. The server keeps 64 savepoints of a transaction in fast memory; with
        /// more, every reader pays.
        private static let group = 64
        private static let readerCount = 4

        var engine: Engine { .postgres }

        init(url: String, migrations: [Migration], wakeups: Wakeups) throws {
            self.url = url
            let texts = StatementTexts(engine: .postgres)
            try Self.migrate(url, migrations, texts)
            let announcer = try PostgresAnnouncer(url: url, texts: texts)
            self.announcer = announcer
            let listener = try PostgresListener(url: url, wakeups: wakeups) { announcer.isOwn($0) }
            self.listener = listener

            let writes = Confined(value: try PostgresConnection(url: url, role: .writer, texts: texts))
            writerConnection = writes
            writer = Lanes(
                "writer", lanes: 1, limit: Self.group, refuse: { $0.fail($1) }, repair: { _ in writes.value.revive() }
            ) { _, next in
                let commit = GroupCommit(connection: writes.value) { topics in
                    topics.forEach(wakeups.wake)
                    announcer.announce(topics)
                }
                return Self.serve(next, commit.settle)
            }

            var reads: [Confined<PostgresConnection>] = []
            for _ in 0..<Self.readerCount {
                reads.append(Confined(value: try PostgresConnection(url: url, role: .reader, texts: texts)))
            }
            let connections = reads
            readerConnections = connections
            readers = Lanes(
                "reader", lanes: Self.readerCount, limit: 1, refuse: { $0.fail($1) },
                repair: { connections[$0].value.revive() }
            ) { lane, next in
                let reader = SnapshotRead(connection: connections[lane].value)
                return Self.serve(next, reader.settle)
            }
        }

        deinit { listener.stop() }

        private static func serve<Work>(_ next: () -> [Work], _ settle: ([Work]) -> StoreError?) -> StoreError? {
            while true {
                let work = next()
                if work.isEmpty { return nil }
                if let reason = settle(work) { return reason }
            }
        }

        /// Several nodes may start at once: one applies the migrations, the others wait for it and find them done.
        private static func migrate(_ url: String, _ migrations: [Migration], _ texts: StatementTexts) throws {
            let connection = try PostgresConnection(url: url, role: .migrator, texts: texts)
            defer { connection.disconnect() }
            do {
                _ = try connection.all(MigrationLock())
                try Migrator(
                    connection: connection, migrations: migrations, engine: .postgres, execute: connection.script
                ).run()
            } catch let fault as Fault {
                throw fault.error
            }
        }

        func write(_ work: Write) { writer.submit(work) }
        func read(_ work: Read) { readers.submit(work) }

        /// Dead rows only: what they held may stay in the files until the space is used again.
        func compact() async throws {
            let url = url
            try await onOwnThread {
                try PostgresSession(url: url, patience: .starting).script("VACUUM", name: "VACUUM")
            }
        }

        func backup(to path: String) async throws {
            throw StoreError.unsupported(
                """
                A PostgreSQL store is backed up with PostgreSQL's own tools: pg_dump for a copy of one moment, or \
                pg_basebackup with archived logs for every moment.
                """)
        }

        func close() async {
            let writerConnection = writerConnection
            let readerConnections = readerConnections
            await writer.close { _ in writerConnection.value.disconnect() }
            await readers.close { lane in readerConnections[lane].value.disconnect() }
            await announcer.close()
            await listener.close()
        }
    }

    /// Held until the session that asked for it ends.
    private struct MigrationLock: Query {
        // The number is "vangnet" in ASCII, so that no other program is likely to use it.
        static let sql = "SELECT 1 FROM (SELECT pg_advisory_lock(33321174061442420)) AS locked"
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }

    /// Statements for those who run a server (the tests' own one).
    package enum PostgresAdministration {
        /// Runs statements without parameters, outside of a transaction, on a connection of their own.
        package static func execute(_ sql: String, at url: String) async throws {
            try await onOwnThread {
                try PostgresSession(url: url, patience: .starting).script(sql, name: "administration")
            }
        }
    }
#endif
