import Database
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct `Writes that wait together are committed together, each with its own fate` {
    @Test func `fifty that wait for SQLite write each page once`() async throws {
        try await TestStore.place(.sqlite) { location in
            guard case .sqlite(let path) = location else { return }
            let store = try await Store.open(location, migrations: notes)
            func logBytes() throws -> Int {
                try #require(FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int)
            }
            let before = try logBytes()
            let results = await together(store, (0..<50).map { index in Body { try $0.run(AddNote("\(index)")) } })
            #expect(results.count { (try? $0.get()) == 1 } == 50)
            // Alone, each would write the table's page and the index's: a hundred pages of 4,096 bytes.
            let written = try logBytes() - before
            #expect(written > 0 && written < 20 * 4_120, "\(written) bytes")
            await store.close()
        }
    }

    @Test(arguments: Engine.available)
    func `one that is refused leaves no trace and the others stay`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let writes = (0..<20).map { index in
                Body { transaction in
                    try transaction.run(AddNote("note \(index)"))
                    if index % 3 == 0 { throw Refused(reason: "\(index)") }
                    return index
                }
            }
            let results = await together(store, writes)
            for (index, result) in results.enumerated() {
                switch result {
                case .success(let value): #expect(value == index && index % 3 != 0)
                case .failure(let error): #expect(error as? Refused == Refused(reason: "\(index)") && index % 3 == 0)
                }
            }
            let expected = (0..<20).filter { $0 % 3 != 0 }.map { "note \($0)" }.sorted()
            try await #expect(store.read { try $0.all(NoteIDs()) } == expected)
        }
    }

    @Test(arguments: Engine.available)
    func `one whose statement fails leaves no trace and the others stay`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let results = await together(
                store,
                [
                    Body { try $0.run(AddNote("a")) },
                    Body { transaction in
                        try transaction.run(AddNote("b"))
                        return try transaction.run(AddNote("b"))
                    },
                    Body { transaction in
                        try transaction.run(AddNote("c"))
                        return try transaction.run(AddPage(id: "p", note: "nobody"))
                    },
                    Body { try $0.run(AddNote("d", ratio: 1000)) },
                    Body { try $0.run(AddNote("e")) },
                ])
            try await #expect(store.read { try $0.all(NoteIDs()) } == ["a", "e"])
            #expect(throws: Never.self) { try results[0].get() }
            #expect(throws: Never.self) { try results[4].get() }
            guard case .failure(StoreError.uniqueViolation) = results[1],
                case .failure(StoreError.constraintViolation) = results[2],
                case .failure(StoreError.constraintViolation) = results[3]
            else {
                Issue.record("\(results)")
                return
            }
        }
    }

    @Test(arguments: Engine.available)
    func `an error that is swallowed still undoes the whole write`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            try await store.write { try $0.run(AddNote("a")) }
            let swallowing: @Sendable (any Writing) throws -> Int = { transaction in
                try transaction.run(AddNote("b"))
                _ = try? transaction.run(AddNote("a"))
                return 7
            }
            await #expect(throws: StoreError.self) { try await store.write(swallowing) }
            let added = Body<Int> { try $0.run(AddNote("c")) }
            let results = await together(store, [Body(swallowing), added, Body(swallowing)])
            #expect(throws: StoreError.self) { try results[0].get() }
            #expect(throws: StoreError.self) { try results[2].get() }
            try await #expect(store.read { try $0.all(NoteIDs()) } == ["a", "c"])
        }
    }

    @Test(arguments: Engine.available)
    func `a write that is refused alone leaves no trace`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            await #expect(throws: Refused(reason: "no")) {
                try await store.write { transaction in
                    try transaction.run(AddNote("a"))
                    throw Refused(reason: "no")
                }
            }
            try await #expect(store.read { try $0.all(NoteIDs()) } == [])
        }
    }

    @Test(arguments: Engine.available)
    func `64 writers at once lose nothing, and each sees what went before`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let numbers = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for writer in 0..<64 {
                    group.addTask {
                        var mine: [Int64] = []
                        for message in 0..<10 {
                            let number = try await store.write { try $0.first(NextNumber(id: "\(writer)-\(message)")) }
                            mine.append(try #require(number))
                        }
                        #expect(mine == mine.sorted())
                        return mine
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(numbers.sorted() == Array(1...640))
            try await #expect(store.read { try $0.first(CountNotes()) } == [640, 640 * 641 / 2])
        }
    }

    @Test(arguments: Engine.available)
    func `writes are run in the order in which they were asked for`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let hold = Hold()
            async let held: Void = store.write { _ in hold.wait() }
            try await Task.sleep(for: .milliseconds(50))
            // Each task is in line before the next one starts.
            var tasks: [Task<Int64?, any Error>] = []
            for index in 0..<10 {
                tasks.append(Task { try await store.write { try $0.first(NextNumber(id: "\(index)")) } })
                try await Task.sleep(for: .milliseconds(5))
            }
            hold.release()
            try await held
            var numbers: [Int64?] = []
            for task in tasks { numbers.append(try await task.value) }
            #expect(numbers == (1...10).map { $0 })
        }
    }

    @Test(arguments: Engine.available)
    func `what was written can be read at once, by any reader`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for message in 0..<20 {
                            let id = "\(writer)-\(message)"
                            try await store.write { try $0.run(AddNote(id)) }
                            let ids = try await store.read { try $0.all(NoteIDs()) }
                            #expect(ids.contains(id))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: Engine.available)
    func `only what is committed wakes, before the write returns`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: notes) { store in
            let heard = Mutex<[Topic]>([])
            let subscriptions = ["kept", "refused", "broken"].map { name in
                store.wakeups.subscribe(name) { number in
                    heard.withLock { $0.append(Topic(name: name, number: number)) }
                }
            }
            try await store.write { transaction in
                try transaction.run(AddNote("a"))
                transaction.wake(Topic(name: "kept", number: 1))
                #expect(heard.withLock { $0.isEmpty })
            }
            #expect(heard.withLock { $0 } == [Topic(name: "kept", number: 1)])

            let commits = Counter()
            let results = await together(
                store,
                [
                    Body { transaction in
                        try transaction.run(AddNote("b"))
                        transaction.wake(Topic(name: "kept", number: 3))
                        transaction.onCommit { commits.add(1) }
                    },
                    Body { transaction in
                        try transaction.run(AddNote("c"))
                        transaction.wake(Topic(name: "refused", number: 4))
                        transaction.onCommit { commits.add(100) }
                        throw Refused(reason: "no")
                    },
                    Body { transaction in
                        transaction.wake(Topic(name: "broken", number: 5))
                        transaction.onCommit { commits.add(100) }
                        try transaction.run(AddNote("a"))
                    },
                    Body { transaction in
                        try transaction.run(AddNote("d"))
                        transaction.wake(Topic(name: "kept", number: 2))
                        transaction.onCommit { commits.add(1) }
                    },
                ])
            #expect(results.count == 4)
            #expect(commits.value == 2)
            #expect(Set(heard.withLock { $0.map(\.name) }) == ["kept"])
            #expect(heard.withLock { $0.map(\.number).max() } == 3)
            withExtendedLifetime(subscriptions) {}
        }
    }

    @Test func `more than twenty thousand that wait are refused, and those before are done`() async throws {
        try await TestStore.with(.sqlite, migrations: notes) { store in
            let hold = Hold()
            let isHeld = Counter()
            let held = Task {
                try await store.write { _ in
                    isHeld.set(1)
                    hold.wait()
                }
            }
            while isHeld.value == 0 { await Task.yield() }
            let (done, refused) = (Counter(), Counter())
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<20_003 {
                    group.addTask {
                        do {
                            try await store.write { _ in }
                            done.add(1)
                        } catch {
                            #expect(error as? StoreError == .unavailable("too much work is waiting"))
                            refused.add(1)
                            // Whoever is refused is told at once: the line is full now.
                            if refused.value == 3 { hold.release() }
                        }
                    }
                }
            }
            try await held.value
            #expect(done.value == 20_000 && refused.value == 3)
        }
    }

    @Test(arguments: Engine.available)
    func `what comes after closing is refused, and what was under way is finished`(_ engine: Engine) async throws {
        try await TestStore.place(engine) { location in
            let store = try await Store.open(location, migrations: notes)
            let hold = Hold()
            async let held: Void = store.write { transaction in
                try transaction.run(AddNote("a"))
                hold.wait()
            }
            try await Task.sleep(for: .milliseconds(50))
            async let closed: Void = store.close()
            try await Task.sleep(for: .milliseconds(50))
            hold.release()
            try await held
            await closed
            await #expect(throws: StoreError.unavailable("the store is closed")) {
                try await store.write { try $0.run(AddNote("b")) }
            }
            await #expect(throws: StoreError.unavailable("the store is closed")) {
                try await store.read { try $0.all(NoteIDs()) }
            }
            let again = try await Store.open(location, migrations: notes)
            try await #expect(again.read { try $0.all(NoteIDs()) } == ["a"])
            await again.close()
        }
    }
}
