import Database
import Synchronization
import TestSupport
import Testing

/// Waits until `condition` holds; fails after ten seconds.
func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    let limit = ContinuousClock.now + .seconds(10)
    while try await !condition() {
        guard ContinuousClock.now < limit else {
            Issue.record("never: \(what)")
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// What a listener heard.
final class Heard: Sendable {
    private let state = Mutex<[Int64]>([])
    var numbers: [Int64] { state.withLock { $0 } }
    func add(_ number: Int64) { state.withLock { $0.append(number) } }
    func forget() { state.withLock { $0 = [] } }
}

@Suite struct `Wake-ups` {
    @Test(arguments: Engine.available)
    func `reach every listener of the topic and no other`(_ engine: Engine) async throws {
        try await TestStore.with(engine, migrations: []) { store in
            let heard = [Heard(), Heard(), Heard()]
            let subscriptions = [
                store.wakeups.subscribe("talk/1", heard[0].add), store.wakeups.subscribe("talk/1", heard[1].add),
                store.wakeups.subscribe("talk/2", heard[2].add),
            ]
            try await store.write { $0.wake(Topic(name: "talk/1", number: 5)) }
            try await store.write { $0.wake(Topic(name: "talk/3", number: 6)) }
            #expect(heard.map(\.numbers) == [[5], [5], []])
            withExtendedLifetime(subscriptions) {}
        }
    }

    @Test func `leave nothing behind when a listener goes`() async throws {
        try await TestStore.with(.sqlite, migrations: []) { store in
            let heard = Heard()
            let cancelled = store.wakeups.subscribe("a", heard.add)
            var letGo: Subscription? = store.wakeups.subscribe("a", heard.add)
            let kept = store.wakeups.subscribe("b", heard.add)
            #expect(store.wakeups.count == 3 && store.wakeups.topics == 2 && letGo != nil)
            cancelled.cancel()
            cancelled.cancel()
            letGo = nil
            #expect(store.wakeups.count == 1 && store.wakeups.topics == 1)
            try await store.write { $0.wake(Topic(name: "a", number: 1)) }
            #expect(heard.numbers.isEmpty)
            kept.cancel()
            #expect(store.wakeups.count == 0 && store.wakeups.topics == 0)
        }
    }

    @Test func `keep what a handler holds no longer than its subscription`() async throws {
        try await TestStore.with(.sqlite, migrations: []) { store in
            weak var held: Heard?
            var subscription: Subscription?
            do {
                let heard = Heard()
                held = heard
                subscription = store.wakeups.subscribe("a", heard.add)
            }
            #expect(held != nil && subscription != nil)
            subscription = nil
            #expect(held == nil)
        }
    }

    @Test func `a listener may cancel itself and listen anew while it is woken`() async throws {
        try await TestStore.with(.sqlite, migrations: []) { store in
            let own = Mutex<Subscription?>(nil)
            let heard = Heard()
            let subscription = store.wakeups.subscribe("a") { number in
                heard.add(number)
                own.withLock { $0?.cancel() }
                own.withLock { $0 = nil }
            }
            own.withLock { $0 = subscription }
            try await store.write { $0.wake(Topic(name: "a", number: 1)) }
            try await store.write { $0.wake(Topic(name: "a", number: 2)) }
            #expect(heard.numbers == [1])
            #expect(store.wakeups.count == 0)
        }
    }

    @Test func `ten thousand listeners are each woken once, by one commit`() async throws {
        try await TestStore.with(.sqlite, migrations: []) { store in
            let woken = Mutex(0)
            let subscriptions = (0..<10_000).map { index in
                store.wakeups.subscribe("talk/\(index)") { _ in woken.withLock { $0 += 1 } }
            }
            try await store.write { transaction in
                for index in 0..<10_000 { transaction.wake(Topic(name: "talk/\(index)", number: 1)) }
            }
            #expect(woken.withLock { $0 } == 10_000)
            withExtendedLifetime(subscriptions) {}
        }
    }

    #if PostgreSQL
        @Test func `reach the other nodes, and one's own listeners only once`() async throws {
            try await TestStore.place(.postgres) { location in
                let here = try await Store.open(location, migrations: notes)
                let there = try await Store.open(location, migrations: notes)
                let (heardHere, heardThere) = (Heard(), Heard())
                let subscriptions = [
                    here.wakeups.subscribe("talk/1", heardHere.add), there.wakeups.subscribe("talk/1", heardThere.add),
                ]
                try await here.write { transaction in
                    try transaction.run(AddNote("a"))
                    transaction.wake(Topic(name: "talk/1", number: 7))
                }
                #expect(heardHere.numbers == [7])
                try await eventually("the other node hears") { heardThere.numbers == [7] }
                try await #expect(there.read { try $0.all(NoteIDs()) } == ["a"])

                try await there.write { $0.wake(Topic(name: "talk/1", number: 8)) }
                try await eventually("and the other way") { heardHere.numbers == [7, 8] }
                // An echo of the first would have come before the second.
                #expect(heardHere.numbers == [7, 8])
                #expect(heardThere.numbers == [7, 8])
                withExtendedLifetime(subscriptions) {}
                await here.close()
                await there.close()
            }
        }

        @Test func `go to the other nodes however many they are at once`() async throws {
            try await TestStore.place(.postgres) { location in
                let here = try await Store.open(location, migrations: [])
                let there = try await Store.open(location, migrations: [])
                let heard = Mutex<Set<String>>([])
                let names = (0..<2_000).map { "conversation/\($0)/with-a-rather-long-name" } + ["odd: name:3:"]
                let subscriptions = names.map { name in
                    there.wakeups.subscribe(name) { number in
                        if number == 9 { _ = heard.withLock { $0.insert(name) } }
                    }
                }
                try await here.write { transaction in
                    for name in names { transaction.wake(Topic(name: name, number: 9)) }
                }
                try await eventually("all are heard") { heard.withLock { $0.count } == names.count }
                withExtendedLifetime(subscriptions) {}
                await here.close()
                await there.close()
            }
        }

        @Test func `a name that cannot be told makes the others read again`() async throws {
            try await TestStore.place(.postgres) { location in
                let here = try await Store.open(location, migrations: [])
                let there = try await Store.open(location, migrations: [])
                let heard = Heard()
                let subscription = there.wakeups.subscribe("two\nlines", heard.add)
                try await here.write { $0.wake(Topic(name: "two\nlines", number: 9)) }
                try await eventually("it is heard") { heard.numbers == [Topic.readAgain] }
                withExtendedLifetime(subscription) {}
                await here.close()
                await there.close()
            }
        }
    #endif
}
