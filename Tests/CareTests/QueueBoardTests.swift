import Core
import Database
import Synchronization
import Testing

@testable import Care

@Suite struct `The board of a queue` {
    /// Who was hinted, how often.
    private final class Heard: Sendable {
        private let times = Mutex<[Int: Int]>([:])
        func hear(_ who: Int) { times.withLock { $0[who, default: 0] += 1 } }
        func count(_ who: Int) -> Int { times.withLock { $0[who] ?? 0 } }
    }

    private func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<400 {
            if try await holds() { return true }
            try await Task.sleep(for: .milliseconds(25))
        }
        return false
    }

    @Test(arguments: Engine.available)
    func `has everybody's place as the queue itself has it, and hints who moved`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let board = helpline.talks.board
            let heard = Heard()
            var waiting: [ConversationsActions.Started] = []
            for _ in 0..<6 { waiting.append(try await helpline.start()) }
            let quiet = helpline.store.wakeups.topics
            let stops = waiting.enumerated().map { index, started in
                board.watch(started.id, in: [Helpline.child]) { heard.hear(index) }
            }
            func places() -> [Int?] {
                waiting.map { board.standing(of: $0.id, home: Helpline.child, helpline.time.clock.now())?.position }
            }
            #expect(try await eventually { places() == [1, 2, 3, 4, 5, 6] })
            // Who was told by the store itself just now is told nothing that was read before that.
            let moment = ContinuousClock.now
            func isKnown() -> Bool {
                let now = helpline.time.clock.now()
                return board.standing(of: waiting[5].id, home: Helpline.child, now, since: moment) != nil
            }
            #expect(!isKnown())
            _ = try await helpline.talks.takeNext(noor)
            #expect(try await eventually { places() == [nil, 1, 2, 3, 4, 5] })
            #expect(isKnown())
            // Who goes from the middle moves only those behind.
            let before = (0..<6).map(heard.count)
            try await helpline.talks.erase(waiting[3].id, waiting[3].token)
            #expect(try await eventually { places() == [nil, 1, 2, nil, 3, 4] })
            #expect(try await eventually { heard.count(5) > before[5] && heard.count(4) > before[4] })
            #expect(heard.count(1) == before[1] && heard.count(2) == before[2])
            for started in waiting.dropFirst() where started.id != waiting[3].id {
                let read = try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token))
                let standing = board.standing(of: started.id, home: Helpline.child, helpline.time.clock.now())
                #expect(read.position == standing?.position && read.wait == standing?.wait)
            }
            #expect(helpline.store.wakeups.topics == quiet + 1)
            for stop in stops { stop() }
            #expect(helpline.store.wakeups.topics == quiet, "it still listens when nobody watches")
            #expect(places() == [nil, nil, nil, nil, nil, nil])
        }
    }

    @Test(arguments: Engine.available)
    func `moves who comes behind somebody urgent`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let first = try await helpline.start()
            let heard = Heard()
            let stop = helpline.talks.board.watch(first.id, in: [Helpline.child]) { heard.hear(0) }
            defer { stop() }
            func place() -> Int? {
                helpline.talks.board.standing(of: first.id, home: Helpline.child, helpline.time.clock.now())?.position
            }
            #expect(try await eventually { place() == 1 })
            let before = heard.count(0)
            _ = try await helpline.talks.start(line: Helpline.child, language: .dutch, text: "hij wurgt me nu")
            #expect(try await eventually { place() == 2 && heard.count(0) > before })
        }
    }
}
