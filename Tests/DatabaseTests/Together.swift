import Database
import Foundation
import Synchronization

/// A number that several tasks change.
final class Counter: Sendable {
    private let state = Mutex(0)
    var value: Int { state.withLock { $0 } }
    func set(_ value: Int) { state.withLock { $0 = value } }
    func add(_ value: Int) { state.withLock { $0 += value } }
}

/// Holds the writer in a body until `release`, so that what is submitted meanwhile shares the next transaction.
final class Hold: Sendable {
    let semaphore = DispatchSemaphore(value: 0)
    func wait() { semaphore.wait() }
    func release() { semaphore.signal() }
}

struct Body<T: Sendable>: Sendable {
    let run: @Sendable (any Writing) throws -> T

    init(_ run: @escaping @Sendable (any Writing) throws -> T) {
        self.run = run
    }
}

/// Runs `writes` so that they wait together, and gives their results in the order of submission.
func together<T: Sendable>(
    _ store: Store, _ writes: [Body<T>]
) async -> [Result<T, any Error>] {
    let hold = Hold()
    let isHeld = Counter()
    let held = Task {
        try await store.write { _ in
            isHeld.set(1)
            hold.wait()
        }
    }
    while isHeld.value == 0 { await Task.yield() }
    return await withTaskGroup(of: (Int, Result<T, any Error>).self) { group in
        for (index, write) in writes.enumerated() {
            group.addTask {
                do {
                    return (index, .success(try await store.write(write.run)))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        // The tasks above have to reach the line; the writer takes what is there when it is let go.
        try? await Task.sleep(for: .milliseconds(50))
        hold.release()
        try? await held.value
        var results: [(Int, Result<T, any Error>)] = []
        for await result in group { results.append(result) }
        return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// Waits without holding up the threads that run tasks.
func waitFor(_ semaphore: DispatchSemaphore) async {
    await withCheckedContinuation { caller in
        DispatchQueue(label: "waiting").async {
            semaphore.wait()
            caller.resume()
        }
    }
}
