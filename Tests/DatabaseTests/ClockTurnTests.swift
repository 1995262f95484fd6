import Core
import Database
import TestSupport
import Testing

@Suite struct `A turn of the clock` {
    static let migrations = [
        Migration(
            name: "0001-turn",
            sql: """
                CREATE TABLE clock_turn (name TEXT PRIMARY KEY, node TEXT NOT NULL, until BIGINT NOT NULL);
                CREATE TABLE counter (name TEXT PRIMARY KEY, number BIGINT NOT NULL);
                INSERT INTO clock_turn(name, node, until) VALUES ('minute', '', 0);
                INSERT INTO counter(name, number) VALUES ('a', 0);
                """)
    ]

    @Test(arguments: Engine.available)
    func `is one node's until it ends or is given up`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: Self.migrations) { store in
            let (first, second) = (turn("first"), turn("second"))
            let start = Instant(milliseconds: 1_000_000)
            #expect(try await store.write { try first.take(in: $0, now: start) })
            #expect(try await !store.write { try second.take(in: $0, now: start + .seconds(99)) })
            // Who has it keeps it for as long as it asks in time.
            #expect(try await store.write { try first.take(in: $0, now: start + .seconds(60)) })
            #expect(try await !store.write { try second.take(in: $0, now: start + .seconds(120)) })
            // A node that is gone does not ask.
            #expect(try await store.write { try second.take(in: $0, now: start + .seconds(160)) })
            #expect(try await !store.write { try first.take(in: $0, now: start + .seconds(160)) })
            try await store.write { try first.giveUp(in: $0) }
            #expect(try await !store.write { try first.take(in: $0, now: start + .seconds(161)) })
            try await store.write { try second.giveUp(in: $0) }
            #expect(try await store.write { try first.take(in: $0, now: start + .seconds(161)) })
        }
    }

    @Test(arguments: Engine.available)
    func `that is held lets work that reads and then writes be done by one at a time`(_ engine: Engine) async throws {
        try await TestStore.place(engine) { place in
            var stores: [Store] = []
            for _ in 0..<(engine == .postgres ? 3 : 1) {
                stores.append(try await Store.open(place, migrations: Self.migrations))
            }
            let nodes = stores
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        try? await nodes[number % nodes.count].write { db in
                            try ClockTurn.hold(in: db)
                            let known = try db.first(TurnCounter()) ?? 0
                            try db.run(SetCounter(number: known + 1))
                        }
                    }
                }
            }
            #expect(try await nodes[0].read { try $0.first(TurnCounter()) } == 60)
            for store in stores { await store.close() }
        }
    }

    private func turn(_ node: String) -> ClockTurn { ClockTurn(ClockTurn.minute, node: node, length: .seconds(100)) }
}

private struct TurnCounter: Query {
    static let sql = "SELECT number FROM counter WHERE name = 'a'"
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

private struct SetCounter: Command {
    let number: Int64
    static let sql = "UPDATE counter SET number = $1 WHERE name = 'a'"
    var arguments: [SQLValue] { [.integer(number)] }
}
