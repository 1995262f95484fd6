import Core
import Database
import Pack
import Synchronization

/// The order of the queues that somebody watches, read once for all who wait.
///
/// When a line stirs, its queue is read in one go, and only those whose place or range changed hear of it: with ten thousand
/// who wait, each looking up their own place would be a hundred million rows for every talk that is taken. The order is read
/// again after every stir, so what is told is at most as old as one reading and the rest that follows it.
final class QueueBoard: Sendable {
    typealias Hint = @Sendable () -> Void

    private struct Watched {
        var watchers: [Int: (id: ConversationID, hint: Hint)] = [:]
        /// Nil until it was read once.
        var order: Order?
        var subscription: Subscription?
    }

    private struct Order {
        let places: [ConversationID: Int]
        let answered: [Instant]
        let staffing: Staffing
        let readAt: Instant
        /// Before the reading began: what it holds is at least as new.
        let began: ContinuousClock.Instant

        func isOlder(than moment: ContinuousClock.Instant?) -> Bool { moment.map { began < $0 } ?? false }

        func promises(asMuchAs other: Order) -> Bool {
            answered == other.answered && staffing.signedIn == other.staffing.signedIn
                && staffing.changedAt == other.staffing.changedAt
        }
    }

    private struct State {
        var lines: [LineID: Watched] = [:]
        var stirred: Set<LineID> = []
        var isReading = false
        var next = 0
    }

    private let state = Mutex(State())
    private let store: Store
    private let clock: Clock
    /// The range depends on the time too, and on who signed out without a word.
    private static let agesAfter = Duration.seconds(10)

    init(store: Store, clock: Clock) {
        (self.store, self.clock) = (store, clock)
    }

    /// Calls `hint` when the place of a talk in one of these queues may be another one. Returns how to stop.
    func watch(_ id: ConversationID, in lines: [LineID], _ hint: @escaping Hint) -> @Sendable () -> Void {
        let (number, new) = state.withLock { state in
            state.next += 1
            var new: [LineID] = []
            for line in lines {
                if state.lines[line] == nil { new.append(line) }
                state.lines[line, default: Watched()].watchers[state.next] = (id, hint)
            }
            return (state.next, new)
        }
        for line in new {
            let subscription = store.wakeups.subscribe(Topics.line(line).name) { [weak self] _ in self?.stir(line) }
            state.withLock { $0.lines[line]?.subscription = subscription }
            // What happened before it listened.
            stir(line)
        }
        return { [weak self] in self?.stop(number, lines) }
    }

    private func stop(_ number: Int, _ lines: [LineID]) {
        // What is removed is let go after the lock.
        _ = state.withLock { state in
            lines.compactMap { line -> Watched? in
                state.lines[line]?.watchers[number] = nil
                guard state.lines[line]?.watchers.isEmpty == true else { return nil }
                return state.lines.removeValue(forKey: line)
            }
        }
    }

    /// Where a talk stands by the last reading; nil when it stood nowhere then.
    ///
    /// - Parameter moment: nil too when the reading began before it: who was told by the store itself is told nothing older.
    func standing(
        of id: ConversationID, home: LineID, _ now: Instant, since moment: ContinuousClock.Instant? = nil
    ) -> ConversationsActions.Standing? {
        let (places, aged) = state.withLock { state in
            var places: [(line: LineID, position: Int, order: Order)] = []
            var aged: [LineID] = []
            for (line, watched) in state.lines {
                guard let order = watched.order, let position = order.places[id] else { continue }
                places.append((line, position, order))
                if now.since(order.readAt) > Self.agesAfter { aged.append(line) }
            }
            return (places, aged)
        }
        for line in aged { stir(line) }
        let sorted = places.sorted {
            ($0.position, $0.line == home ? 0 : 1, $0.line) < ($1.position, $1.line == home ? 0 : 1, $1.line)
        }
        guard let best = sorted.first, !sorted.contains(where: { $0.order.isOlder(than: moment) }) else {
            return nil
        }
        let others = sorted.map(\.line).filter { $0 != home }.sorted()
        return ConversationsActions.Standing(
            lines: sorted.map(\.line).filter { $0 == home } + others, position: best.position,
            wait: ConversationsActions.wait(best.position, best.order.answered, best.order.staffing, now))
    }

    private func stir(_ line: LineID) {
        let mustRead = state.withLock { state in
            guard state.lines[line] != nil else { return false }
            state.stirred.insert(line)
            defer { state.isReading = true }
            return !state.isReading
        }
        guard mustRead else { return }
        Task {
            // Who took a talk is answered first: reading a long queue and telling everybody would take the processors from it.
            try? await Task.sleep(for: Self.settles)
            await read()
        }
    }

    private static let settles = Duration.milliseconds(5)
    /// So many hear at once; whoever takes a talk meanwhile stands behind no more than these.
    private static let atOnce = 500

    /// Reads until nothing stirs any more.
    private func read() async {
        while true {
            let lines = state.withLock { state in
                defer { state.stirred = [] }
                let lines = state.stirred.filter { state.lines[$0] != nil }
                if lines.isEmpty { state.isReading = false }
                return lines.sorted()
            }
            guard !lines.isEmpty else { return }
            let began = ContinuousClock.now
            do {
                let now = clock.now()
                let orders = try await store.read { db in
                    try lines.map { line in
                        let order = try db.all(OrderOfQueue(line: line))
                        return Order(
                            places: Dictionary(
                                order.enumerated().map { ($1, $0 + 1) }, uniquingKeysWith: { first, _ in first }),
                            answered: try db.all(LastAnswered(line: line)),
                            staffing: try LineStates.staffing(line, now, db), readAt: now, began: began)
                    }
                }
                let hints = replace(zip(lines, orders))
                for first in stride(from: 0, to: hints.count, by: Self.atOnce) {
                    if first > 0 { try? await Task.sleep(for: .milliseconds(1)) }
                    for hint in hints[first..<min(first + Self.atOnce, hints.count)] { hint() }
                }
            } catch {
                state.withLock { $0.stirred.formUnion(lines) }
                try? await Task.sleep(for: .seconds(1))
            }
            // However long the queues are, four fifths of the time is for others.
            try? await Task.sleep(for: min(.seconds(1), (ContinuousClock.now - began) * 4))
        }
    }

    /// - Returns: the hints of those who stand elsewhere now, or may expect something else.
    private func replace(_ orders: some Sequence<(LineID, Order)>) -> [Hint] {
        state.withLock { state in
            var hints: [Hint] = []
            for (line, order) in orders {
                guard let watched = state.lines[line] else { continue }
                let old = watched.order
                let isSame = old?.promises(asMuchAs: order) ?? false
                for (id, hint) in watched.watchers.values where !isSame || old?.places[id] != order.places[id] {
                    hints.append(hint)
                }
                state.lines[line]?.order = order
            }
            return hints
        }
    }
}
