import Foundation
import Synchronization

/// Work that waits in line for threads of its own ("lanes"). A lane that finds nothing more to do rests; work that
/// comes in starts a resting one. No polling, no artificial delay.
///
/// With one lane it is the writer: what piles up while it commits is what the next commit takes along.
final class Lanes<Work: Sendable>: Sendable {
    /// Takes work with `next` until that gives an empty array, on the lane's own thread.
    /// - Returns: nil to rest; the reason when the lane is out of order, until it has been repaired.
    typealias Run = @Sendable (_ lane: Int, _ next: () -> [Work]) -> StoreError?

    private struct State {
        var waiting: [Work] = []
        /// What has been taken from the front of `waiting`.
        var taken = 0
        var resting: [Int]
        var broken: Set<Int> = []
        var reason: StoreError?
        var isClosed = false
        var whenIdle: [CheckedContinuation<Void, Never>] = []

        var count: Int { waiting.count - taken }
    }

    private enum Answer {
        case wait
        case start(Int)
        case refuse(StoreError)
    }

    private let state: Mutex<State>
    private let queues: [DispatchQueue]
    private let limit: Int
    private let run: Run
    private let repair: @Sendable (Int) -> Bool
    private let refuse: @Sendable (Work, StoreError) -> Void

    /// - Parameters:
    ///   - limit: how many pieces of work a lane takes at a time.
    ///   - refuse: answers for work that will not be done.
    ///   - repair: tries to bring a lane that is out of order back, on its own thread; tried again and again, with
    ///     growing pauses, until it succeeds.
    init(
        _ label: String, lanes: Int, limit: Int, refuse: @escaping @Sendable (Work, StoreError) -> Void,
        repair: @escaping @Sendable (_ lane: Int) -> Bool = { _ in true }, run: @escaping Run
    ) {
        state = Mutex(State(resting: Array(0..<lanes)))
        queues = (0..<lanes).map { DispatchQueue(label: "vangnet.\(label).\($0)") }
        self.limit = limit
        self.refuse = refuse
        self.repair = repair
        self.run = run
    }

    func submit(_ work: Work) {
        let answer: Answer = state.withLock { state in
            if state.isClosed { return .refuse(.unavailable("the store is closed")) }
            if state.broken.count == queues.count {
                return .refuse(state.reason ?? .unavailable("there is no connection"))
            }
            if state.count >= Limits.waiting { return .refuse(.unavailable("too much work is waiting")) }
            state.waiting.append(work)
            return state.resting.popLast().map(Answer.start) ?? .wait
        }
        switch answer {
        case .wait: break
        case .start(let lane): start(lane)
        case .refuse(let error): refuse(work, error)
        }
    }

    private func start(_ lane: Int) {
        queues[lane].async { self.work(lane) }
    }

    private func work(_ lane: Int) {
        while true {
            if let reason = run(lane, take) { return breakDown(lane, reason) }
            let (isFinished, idle) = state.withLock { state -> (Bool, [CheckedContinuation<Void, Never>]) in
                // Work may have come in after `run` saw none.
                guard state.count == 0 else { return (false, []) }
                state.resting.append(lane)
                return (true, Self.takeIdle(&state, queues.count))
            }
            for waiter in idle { waiter.resume() }
            if isFinished { return }
        }
    }

    private func take() -> [Work] {
        state.withLock { state in
            let count = min(limit, state.count)
            guard count > 0 else { return [] }
            if count == state.waiting.count {
                defer { state.waiting = [] }
                return state.waiting
            }
            let batch = Array(state.waiting[state.taken..<(state.taken + count)])
            state.taken += count
            // Dropping the front only now and then keeps taking from a long line cheap.
            if state.taken == state.waiting.count || state.taken > 1024 {
                state.waiting.removeFirst(state.taken)
                state.taken = 0
            }
            return batch
        }
    }

    private static func takeIdle(_ state: inout State, _ lanes: Int) -> [CheckedContinuation<Void, Never>] {
        guard state.count == 0, state.resting.count + state.broken.count == lanes else { return [] }
        defer { state.whenIdle = [] }
        return state.whenIdle
    }

    private func breakDown(_ lane: Int, _ reason: StoreError) {
        let (left, idle) = state.withLock { state -> ([Work], [CheckedContinuation<Void, Never>]) in
            state.broken.insert(lane)
            state.reason = reason
            var left: [Work] = []
            if state.broken.count == queues.count {
                left = Array(state.waiting[state.taken...])
                state.waiting = []
                state.taken = 0
            }
            return (left, Self.takeIdle(&state, queues.count))
        }
        for work in left { refuse(work, reason) }
        for waiter in idle { waiter.resume() }
        mend(lane, attempt: 1)
    }

    private func mend(_ lane: Int, attempt: Int) {
        queues[lane].asyncAfter(deadline: .now() + Limits.pause(beforeAttempt: attempt)) { [weak self] in
            guard let self, !self.state.withLock({ $0.isClosed }) else { return }
            guard repair(lane) else { return mend(lane, attempt: attempt + 1) }
            self.state.withLock { _ = $0.broken.remove(lane) }
            work(lane)
        }
    }

    /// Refuses new work, waits until what was under way is done, and runs `last` on each lane's own thread.
    func close(_ last: @escaping @Sendable (_ lane: Int) -> Void = { _ in }) async {
        await withCheckedContinuation { caller in
            let isIdle = state.withLock { state in
                state.isClosed = true
                guard state.count > 0 || state.resting.count + state.broken.count < queues.count else { return true }
                state.whenIdle.append(caller)
                return false
            }
            if isIdle { caller.resume() }
        }
        for (lane, queue) in queues.enumerated() {
            await withCheckedContinuation { caller in
                queue.async {
                    last(lane)
                    caller.resume()
                }
            }
        }
    }
}
