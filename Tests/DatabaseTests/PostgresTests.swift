#if PostgreSQL
    import Database
    import Foundation
    import Synchronization
    import TestSupport
    import Testing

    @Suite struct `PostgreSQL` {
        struct Sessions: Query {
            static let sql = """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend'
                """
            static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
        }

        /// Ends all sessions of a database, from outside.
        private func kill(_ location: Location) async throws {
            guard case .postgres(let url) = location else { return }
            let name = try database(url)
            try await PostgresServer.execute(
                """
                SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
                WHERE datname = '\(name)' AND backend_type = 'client backend'
                """)
        }

        private func database(_ url: String) throws -> Substring {
            try #require(url.split(separator: "?").first?.split(separator: "/").last)
        }

        struct TransactionNumber: Query {
            static let sql = "SELECT txid_current()"
            static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
        }

        @Test func `writes that wait together are one transaction, and no more than 64 of them`() async throws {
            try await TestStore.with(.postgres, migrations: notes) { store in
                let results = await together(store, (0..<100).map { _ in Body { try $0.first(TransactionNumber()) } })
                let counts = Dictionary(grouping: results.compactMap { try? $0.get() }, by: \.self).values.map(\.count)
                #expect(counts.sorted() == [36, 64])
            }
        }

        @Test func `sessions that were killed while idle come back without anybody noticing`() async throws {
            try await TestStore.place(.postgres) { location in
                let store = try await Store.open(location, migrations: notes)
                for round in 0..<3 {
                    try await store.write { try $0.run(AddNote("\(round)")) }
                    try await kill(location)
                    try await store.write { try $0.run(AddNote("\(round) again")) }
                    for _ in 0..<8 {
                        try await #expect(store.read { try $0.all(NoteIDs()) }.count == 2 * (round + 1))
                    }
                }
                await store.close()
            }
        }

        @Test func `a transaction killed before its commit is run again, and counts once`() async throws {
            try await TestStore.place(.postgres) { location in
                let store = try await Store.open(location, migrations: notes)
                let attempts = Counter()
                let (started, killed) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
                let write = Task {
                    try await store.write { transaction in
                        try transaction.run(AddNote("a"))
                        attempts.add(1)
                        if attempts.value == 1 {
                            started.signal()
                            killed.wait()
                        }
                        return try transaction.run(AddNote("b"))
                    }
                }
                await waitFor(started)
                try await kill(location)
                killed.signal()
                try await #expect(write.value == 1)
                #expect(attempts.value == 2)
                try await #expect(store.read { try $0.all(NoteIDs()) } == ["a", "b"])
                await store.close()
            }
        }

        private let suicide = Migration(
            name: "0002-suicide",
            sql: """
                CREATE TABLE fatal(id TEXT);
                CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(5); RETURN NULL; END $body$;
                CREATE CONSTRAINT TRIGGER die AFTER INSERT ON fatal DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die();
                """)

        struct Die: Command {
            static let sql = "INSERT INTO fatal(id) VALUES ('x')"
        }

        @Test func `a commit whose outcome nobody knows is not run again and is said to be unavailable`() async throws {
            try await TestStore.with(.postgres, migrations: notes + [suicide]) { store in
                let attempts = Counter()
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { transaction in
                        attempts.add(1)
                        try transaction.run(Die())
                    }
                }
                guard case .unavailable? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(attempts.value == 1)
                try await store.write { try $0.run(AddNote("after")) }
            }
        }

        @Test func `an outage is told quickly, ends by itself and makes listeners read again`() async throws {
            try await TestStore.place(.postgres) { location in
                guard case .postgres(let url) = location else { return }
                let store = try await Store.open(location, migrations: notes)
                let heard = Heard()
                let subscription = store.wakeups.subscribe("talk/1", heard.add)
                try await PostgresServer.execute("ALTER DATABASE \(database(url)) ALLOW_CONNECTIONS false")
                try await kill(location)
                let clock = ContinuousClock()
                for _ in 0..<6 {
                    let time = await clock.measure {
                        await #expect(throws: StoreError.self) { try await store.write { try $0.run(AddNote("a")) } }
                        await #expect(throws: StoreError.self) { try await store.read { try $0.all(NoteIDs()) } }
                    }
                    #expect(time < .seconds(2))
                }
                heard.forget()
                try await PostgresServer.execute("ALTER DATABASE \(database(url)) ALLOW_CONNECTIONS true")
                try await eventually("listeners read again") { heard.numbers.contains(Topic.readAgain) }
                try await eventually("writes work again") {
                    (try? await store.write { try $0.run(AddNote("b")) }) != nil
                }
                try await eventually("reads work again") { (try? await store.read { try $0.all(NoteIDs()) }) == ["b"] }
                let other = try await Store.open(location, migrations: notes)
                heard.forget()
                try await other.write { $0.wake(Topic(name: "talk/1", number: 4)) }
                try await eventually("wake-ups come again") { heard.numbers.contains(4) }
                try await store.write { $0.wake(Topic(name: "talk/1", number: 5)) }
                #expect(heard.numbers.contains(5))
                withExtendedLifetime(subscription) {}
                await other.close()
                await store.close()
            }
        }

        @Test func `what was announced while the other nodes could not be told is told afterwards`() async throws {
            try await TestStore.place(.postgres) { location in
                let here = try await Store.open(location, migrations: notes)
                let there = try await Store.open(location, migrations: notes)
                let heard = Heard()
                let subscription = there.wakeups.subscribe("talk/1", heard.add)
                try await kill(location)
                try await here.write { $0.wake(Topic(name: "talk/1", number: 6)) }
                try await eventually("it is heard, as a number or as the request to read again") {
                    heard.numbers.contains(6) || heard.numbers.contains(Topic.readAgain)
                }
                withExtendedLifetime(subscription) {}
                await here.close()
                await there.close()
            }
        }

        struct Raise: Command {
            static let sql = "UPDATE note SET number = number + 1 WHERE id = $1"
            var id: String
            var arguments: [SQLValue] { [.text(id)] }
        }

        struct RaiseNote: Command {
            static let sql = "UPDATE note SET number = number + 1 WHERE id = $1"
            let id: String
            var arguments: [SQLValue] { [.text(id)] }
        }

        @Test func `two nodes that each write for many at once never wait for the server to notice a deadlock`()
            async throws
        {
            try await TestStore.place(.postgres) { location in
                guard case .postgres(let url) = location else { return }
                // So long that one of them would be seen.
                try await PostgresServer.execute("ALTER DATABASE \(try database(url)) SET deadlock_timeout = '60s'")
                let nodes = [
                    try await Store.open(location, migrations: notes),
                    try await Store.open(location, migrations: notes),
                ]
                try await nodes[0].write { transaction in
                    for id in 0..<8 { try transaction.run(AddNote("\(id)", number: 0)) }
                }
                let began = ContinuousClock.now
                for _ in 0..<5 {
                    await withTaskGroup(of: Void.self) { group in
                        for node in nodes {
                            group.addTask {
                                let writes = (0..<8).shuffled().map { id in
                                    Body { transaction in
                                        try transaction.run(RaiseNote(id: "\(id)"))
                                        Thread.sleep(forTimeInterval: 0.005)
                                    }
                                }
                                for result in await together(node, writes) {
                                    #expect(throws: Never.self) { try result.get() }
                                }
                            }
                        }
                    }
                }
                #expect(ContinuousClock.now - began < .seconds(30))
                try await #expect(nodes[1].read { try $0.first(CountNotes()) } == [8, 80])
                for node in nodes { await node.close() }
            }
        }

        @Test func `two nodes that lock the same rows in opposite order both succeed`() async throws {
            try await TestStore.place(.postgres) { location in
                let nodes = [
                    try await Store.open(location, migrations: notes),
                    try await Store.open(location, migrations: notes),
                ]
                try await nodes[0].write { transaction in
                    try transaction.run(AddNote("a", number: 0))
                    try transaction.run(AddNote("b", number: 0))
                }
                let attempts = Counter()
                let locked = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (index, order) in [["a", "b"], ["b", "a"]].enumerated() {
                        group.addTask {
                            try await nodes[index].write { transaction in
                                attempts.add(1)
                                try transaction.run(Raise(id: order[0]))
                                locked[index].signal()
                                // Both hold one row before either asks for the other; later attempts do not wait.
                                _ = locked[1 - index].wait(timeout: .now() + 1)
                                locked[1 - index].signal()
                                try transaction.run(Raise(id: order[1]))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(attempts.value > 2)
                try await #expect(nodes[0].read { try $0.first(CountNotes()) } == [2, 4])
                for node in nodes { await node.close() }
            }
        }

        private let flaky = Migration(
            name: "0002-flaky",
            sql: """
                CREATE SEQUENCE attempts;
                CREATE FUNCTION flaky(enough BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $body$
                BEGIN
                    IF nextval('attempts') < enough THEN
                        RAISE EXCEPTION 'no' USING ERRCODE = 'serialization_failure';
                    END IF;
                    RETURN enough;
                END $body$;
                """)

        struct Flaky: Query {
            static let sql = "SELECT flaky($1)"
            var enough: Int64
            var arguments: [SQLValue] { [.integer(enough)] }
            static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
        }

        @Test func `a conflict with another node is run again and never seen`() async throws {
            try await TestStore.with(.postgres, migrations: notes + [flaky]) { store in
                let commits = Counter()
                let results = await together(
                    store,
                    [
                        Body { try $0.run(AddNote("a")) },
                        Body { transaction in
                            try transaction.run(AddNote("b"))
                            transaction.onCommit { commits.add(1) }
                            return Int(try transaction.first(Flaky(enough: 4)) ?? 0)
                        },
                        Body { try $0.run(AddNote("c")) },
                    ])
                #expect(results.compactMap { try? $0.get() } == [1, 4, 1])
                #expect(commits.value == 1)
                try await #expect(store.read { try $0.all(NoteIDs()) } == ["a", "b", "c"])
            }
        }

        @Test func `a conflict that does not end is given up and leaves nothing`() async throws {
            try await TestStore.with(.postgres, migrations: notes + [flaky]) { store in
                let attempts = Counter()
                let error = await #expect(throws: StoreError.self) {
                    try await store.write { transaction in
                        attempts.add(1)
                        try transaction.run(AddNote("a"))
                        _ = try transaction.first(Flaky(enough: 1_000_000))
                    }
                }
                guard case .unavailable? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(attempts.value == 6)
                try await #expect(store.read { try $0.all(NoteIDs()) } == [])
            }
        }

        struct EveryColumn: Query {
            static let sql = "SELECT * FROM note ORDER BY id"
            static func row(_ row: ResultRow) throws -> String { try row.text(0) }
        }

        @Test func `a table that another node changes under a prepared statement is read again`() async throws {
            try await TestStore.place(.postgres) { location in
                let store = try await Store.open(location, migrations: notes)
                try await store.write { try $0.run(AddNote("a")) }
                for _ in 0..<8 { try await #expect(store.read { try $0.all(EveryColumn()) } == ["a"]) }
                let more = Migration(name: "0002-more", sql: "ALTER TABLE note ADD COLUMN colour TEXT")
                let newer = try await Store.open(location, migrations: notes + [more])
                for _ in 0..<8 { try await #expect(store.read { try $0.all(EveryColumn()) } == ["a"]) }
                await newer.close()
                await store.close()
            }
        }

        struct Numbers: Query {
            struct Row: Sendable, Hashable {
                var integers: [Int64]
                var reals: [Double]
            }

            static let sql = """
                SELECT sum(n), CAST(20000 AS NUMERIC), CAST(-9223372036854775808 AS NUMERIC), CAST(0 AS NUMERIC),
                    CAST(7 AS SMALLINT), CAST(8 AS INTEGER), true,
                    CAST(0.000123 AS NUMERIC), CAST(-12345.6789 AS NUMERIC), CAST(1.5 AS REAL), CAST(100000000 AS NUMERIC)
                FROM (SELECT CAST(9000000000 AS BIGINT) AS n UNION ALL SELECT 10001) AS numbers
                """
            static func row(_ row: ResultRow) throws -> Row {
                Row(integers: try (0..<7).map(row.integer), reals: try (7..<11).map(row.real))
            }
        }

        struct TooLarge: Query {
            static let sql = "SELECT CAST(9223372036854775808 AS NUMERIC)"
            static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
        }

        struct Broken: Query {
            static let sql = "SELECT 1.5"
            static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
        }

        @Test func `every kind of number is understood, and none is cut off`() async throws {
            try await TestStore.with(.postgres, migrations: []) { store in
                let row = try await store.read { try $0.first(Numbers()) }
                #expect(row?.integers == [9_000_010_001, 20_000, .min, 0, 7, 8, 1])
                #expect(row?.reals == [0.000123, -12345.6789, 1.5, 100_000_000])
                await #expect(throws: StoreError.self) { try await store.read { try $0.first(TooLarge()) } }
                await #expect(throws: StoreError.self) { try await store.read { try $0.first(Broken()) } }
            }
        }

        struct Settings: Query {
            static let sql = "SELECT current_setting('synchronous_commit'), current_setting('transaction_isolation')"
            static func row(_ row: ResultRow) throws -> [String] { [try row.text(0), try row.text(1)] }
        }

        @Test func `a server that answers before it is durable is made to wait`() async throws {
            try await TestStore.place(.postgres) { location in
                guard case .postgres(let url) = location else { return }
                try await PostgresServer.execute("ALTER DATABASE \(database(url)) SET synchronous_commit = off")
                let store = try await Store.open(location, migrations: notes)
                try await #expect(store.write { try $0.first(Settings()) } == ["on", "read committed"])
                try await #expect(store.read { try $0.first(Settings()) } == ["on", "repeatable read"])
                await store.close()
            }
        }

        @Test func `closing leaves no session behind`() async throws {
            try await TestStore.place(.postgres) { location in
                let watcher = try await Store.open(location, migrations: notes)
                let before = try await watcher.read { try $0.first(Sessions()) } ?? 0
                let store = try await Store.open(location, migrations: notes)
                try await store.write { try $0.run(AddNote("a")) }
                try await eventually("the other's sessions are there") {
                    try await watcher.read { try $0.first(Sessions()) } == before + 7
                }
                await store.close()
                try await eventually("and gone") { try await watcher.read { try $0.first(Sessions()) } == before }
                await watcher.close()
            }
        }

        @Test func `a copy is left to its own tools, and clearing away works`() async throws {
            try await TestStore.with(.postgres, migrations: notes) { store in
                let error = await #expect(throws: StoreError.self) { try await store.backup(to: "/tmp/copy") }
                #expect(error.map { "\($0)".contains("pg_dump") } == true)
                try await store.compact()
            }
        }

        @Test func `a server that is not there is said so, without the password`() async throws {
            let url = "postgres://me:geheim@127.0.0.1:1/d"
            let error = await #expect(throws: StoreError.self) {
                try await Store.open(.postgres(url: url), migrations: [])
            }
            #expect(error.map { "\($0)".contains("no connection") && !"\($0)".contains("geheim") } == true)
        }
    }
#endif
