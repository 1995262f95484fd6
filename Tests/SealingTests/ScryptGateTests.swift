import Crypto
import Foundation
import Synchronization
import Testing

@testable import Sealing

struct ScryptGateTests {
    private let salt = bytes(0..<16)
    private let key = SymmetricKey(data: bytes(0..<32))

    @Test func `who comes when the waiting room is full hears so at once, and the others get their turn`() async throws
    {
        let (gate, hold, key) = (ScryptGate(width: 1, waiting: 2), Hold(), key)
        let first = try await hold.take(gate)
        let others = [try await enter(gate) { key }, try await enter(gate) { key }]
        #expect(gate.load == 3)
        #expect(await refusal { try await gate.stretch([1], salt: salt, cost: .least) } == .busy)
        #expect(gate.load == 3)
        hold.letGo()
        _ = try await first.value
        for task in others { #expect(try await task.value == key) }
        #expect(gate.load == 0)
        #expect(await refusal { try await gate.stretch([1], salt: salt, cost: .least) } == nil)
    }

    @Test func `who is cancelled while waiting leaves, and nobody else notices`() async throws {
        let (gate, hold, key) = (ScryptGate(width: 1, waiting: 2), Hold(), key)
        let first = try await hold.take(gate)
        let second = try await enter(gate) { key }
        let third = try await enter(gate) { key }
        second.cancel()
        // While the first is still busy: the place is free again at once.
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(gate.load == 2)
        let fourth = try await enter(gate) { key }
        hold.letGo()
        _ = try await first.value
        #expect(try await third.value == key)
        #expect(try await fourth.value == key)
        #expect(gate.load == 0)
    }

    @Test func `who is cancelled while it runs gets the answer all the same`() async throws {
        let (gate, hold) = (ScryptGate(width: 1, waiting: 0), Hold())
        let running = try await hold.take(gate)
        running.cancel()
        hold.letGo()
        // Cancelled either before the thread picked it up or too late: never a third thing, never nothing.
        switch await running.result {
        case .success: break
        case .failure(let error): #expect(error is CancellationError)
        }
        #expect(await refusal { try await gate.stretch([1], salt: salt, cost: .least) } == nil)
    }

    @Test func `who was cancelled before asking does not enter`() async throws {
        let gate = ScryptGate()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await gate.stretch([1], salt: salt, cost: .standard)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(gate.load == 0)
        #expect(gate.accepted == 0)
    }

    @Test func `work is done in the order it came, never more at once than the gate is wide`() async throws {
        final class Log: Sendable {
            let state = Mutex((order: [Int](), now: 0, most: 0))
        }
        for width in [1, 2] {
            let (gate, log, key) = (ScryptGate(width: width, waiting: 20), Log(), key)
            let holds = (0..<width).map { _ in Hold() }
            var tasks: [Task<SymmetricKey, any Error>] = []
            for hold in holds { tasks.append(try await hold.take(gate)) }
            for number in 0..<12 {
                tasks.append(
                    try await enter(gate) {
                        log.state.withLock {
                            $0.order.append(number)
                            $0.now += 1
                            $0.most = max($0.most, $0.now)
                        }
                        Thread.sleep(forTimeInterval: 0.002)
                        log.state.withLock { $0.now -= 1 }
                        return key
                    })
            }
            #expect(log.state.withLock { $0.order.isEmpty })
            for hold in holds { hold.letGo() }
            for task in tasks { _ = try await task.value }
            #expect(log.state.withLock { $0.most } <= width)
            if width == 1 { #expect(log.state.withLock { $0.order } == Array(0..<12)) }
            #expect(log.state.withLock { $0.order.sorted() } == Array(0..<12))
        }
    }

    @Test func `all of a crowd get the answer that belongs to their own question`() async throws {
        let gate = ScryptGate(width: 2, waiting: 100)
        let salt = salt
        let answers = try await withThrowingTaskGroup(of: (UInt8, [UInt8]).self) { group in
            for number in UInt8(0)..<30 {
                group.addTask { (number, try await gate.stretch([number], salt: salt, cost: .least).bytes) }
            }
            return try await group.reduce(into: [UInt8: [UInt8]]()) { $0[$1.0] = $1.1 }
        }
        #expect(Set(answers.values).count == 30)
        for number in [UInt8(0), 17, 29] {
            let alone = try await ScryptGate().stretch([number], salt: salt, cost: .least).bytes
            #expect(answers[number] == alone)
        }
    }

    @Test func `a fault in the work reaches who asked, and the gate goes on`() async {
        let gate = ScryptGate()
        #expect(await refusal { try await gate.perform { throw SealingError.busy } } == .busy)
        #expect(await refusal { try await gate.stretch([1], salt: salt, cost: .least) } == nil)
    }

    #if os(Linux)
        @Test func `the work runs behind everything else, which keeps its priority`() async throws {
            final class Seen: Sendable {
                let niceness = Mutex((worker: 0, main: 0))
            }
            let (seen, key) = (Seen(), key)
            _ = try await ScryptGate().perform {
                let process = Int32(PRIO_PROCESS.rawValue)
                seen.niceness.withLock {
                    $0 = (Int(getpriority(process, 0)), Int(getpriority(process, id_t(getpid()))))
                }
                return key
            }
            let niceness = seen.niceness.withLock { $0 }
            #expect(niceness.worker == 19)
            #expect(niceness.main < 10)
        }
    #endif
}
