import Foundation

/// Runs work that waits for disks or servers. Not on the threads that run tasks, nor on Dispatch's global queue: on Linux
/// both are the same few threads, one for each core.
package func onOwnThread<T: Sendable>(_ work: @Sendable @escaping () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { (caller: CheckedContinuation<T, any Error>) in
        DispatchQueue(label: "vangnet.waiting").async { caller.resume(with: Result(catching: work)) }
    }
}
