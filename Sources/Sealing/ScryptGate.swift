import Crypto
import CryptoExtras
import Foundation
import Synchronization

/// How much work one guess at a password or return code costs: scrypt (RFC 7914) with N = 2^`log2`, r = 8, p = 1.
public struct PasswordCost: Sendable, Hashable {
    /// 10 (1 MiB) to 18 (256 MiB).
    public let log2: Int

    /// Nil outside 10 to 18, so that no stored number can ask for all the memory there is.
    public init?(log2: Int) {
        guard (10...18).contains(log2) else { return nil }
        self.log2 = log2
    }

    private init(known log2: Int) {
        self.log2 = log2
    }

    /// 2^17: 128 MiB and about 0.6 s of one core. Nothing made by `serve` is cheaper.
    public static let standard = PasswordCost(known: 17)
    /// 2^12: 4 MiB and a few milliseconds, for demonstrations with invented people.
    public static let demo = PasswordCost(known: 12)
    /// 2^10: for tests.
    public static let least = PasswordCost(known: 10)
}

/// The one place where scrypt runs: a few threads of its own at low priority, so that the seconds it takes are never
/// taken from messages, and never more memory than `width` times 128 MiB.
///
/// Work is done in the order it came. Who is cancelled while waiting leaves the queue.
public final class ScryptGate: Sendable {
    private struct Job: Sendable {
        let number: Int
        let work: @Sendable () throws -> SymmetricKey
        let finished: CheckedContinuation<SymmetricKey, any Error>
    }

    private struct State {
        var next = 0
        var accepted = 0
        var threads = 0
        var running = 0
        var jobs: [Job] = []
    }

    private let width: Int
    private let waiting: Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - width: How many run at once; at least 1.
    ///   - waiting: How many may wait; who comes after them gets `SealingError.busy` at once.
    public init(width: Int = 1, waiting: Int = 64) {
        self.width = max(1, width)
        self.waiting = max(0, waiting)
    }

    /// How many wait or run now.
    public var load: Int { state.withLock { $0.jobs.count + $0.running } }

    /// How many were let in since the start.
    var accepted: Int { state.withLock { $0.accepted } }

    /// 64 bytes of scrypt. Throws `busy`, or `CancellationError` when the task was cancelled before its turn.
    func stretch(_ passphrase: [UInt8], salt: [UInt8], cost: PasswordCost) async throws -> SymmetricKey {
        try await perform {
            do {
                return try KDF.Scrypt.deriveKey(
                    from: passphrase, salt: salt, outputByteCount: 64, rounds: 1 << cost.log2, blockSize: 8,
                    parallelism: 1)
            } catch {
                // With checked parameters only the memory can be lacking.
                throw SealingError.busy
            }
        }
    }

    /// Does the work on a thread of the gate, in its turn.
    func perform(_ work: @escaping @Sendable () throws -> SymmetricKey) async throws -> SymmetricKey {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(Job(number: number, work: work, finished: continuation))
            }
        } onCancel: {
            leave(number)
        }
    }

    private func enter(_ job: Job) {
        enum Outcome { case wait, start, busy, cancelled }
        let outcome: Outcome = state.withLock { state in
            // Read under the lock: who is cancelled later is found in the queue by `leave`.
            if Task.isCancelled { return .cancelled }
            guard state.jobs.count + state.running < width + waiting else { return .busy }
            state.jobs.append(job)
            state.accepted += 1
            guard state.threads < width else { return .wait }
            state.threads += 1
            return .start
        }
        switch outcome {
        case .wait: break
        case .start: startThread()
        case .busy: job.finished.resume(throwing: SealingError.busy)
        case .cancelled: job.finished.resume(throwing: CancellationError())
        }
    }

    private func leave(_ number: Int) {
        let job: Job? = state.withLock { state in
            state.jobs.firstIndex { $0.number == number }.map { state.jobs.remove(at: $0) }
        }
        job?.finished.resume(throwing: CancellationError())
    }

    private func startThread() {
        let thread = Thread { [self] in
            #if os(Linux)
                // On Linux this is the niceness of this thread alone. A thread cannot get its priority back, so it is one
                // that ends with the work.
                setpriority(Int32(PRIO_PROCESS.rawValue), 0, 19)
            #else
                Thread.current.qualityOfService = .utility
            #endif
            while let job = nextJob() {
                let result = Result { try job.work() }
                state.withLock { $0.running -= 1 }
                job.finished.resume(with: result)
            }
        }
        thread.start()
    }

    private func nextJob() -> Job? {
        state.withLock { state in
            guard !state.jobs.isEmpty else {
                state.threads -= 1
                return nil
            }
            state.running += 1
            return state.jobs.removeFirst()
        }
    }
}
