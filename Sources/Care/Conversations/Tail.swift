import Core
import Synchronization

/// The newest messages of talks as they were stored, sealed, so that what was written a moment ago is not read back from the
/// store for each listener of this process.
///
/// A row opens nothing by itself: its reader needs the key of its epoch. It is good for the audience it was written for, and
/// for that one only: who lost access since then is told so by the store. Two generations, as in ``KeyRing``.
final class Tail: Sendable {
    private struct Rows {
        var audience: Int64
        /// With numbers that follow each other.
        var rows: [StoredMessage]
    }

    private struct State {
        var young: [ConversationID: Rows] = [:]
        var old: [ConversationID: Rows] = [:]
    }

    private let state = Mutex(State())
    private let talks: Int
    private let length: Int

    init(talks: Int = 4000, length: Int = 8) {
        (self.talks, self.length) = (talks, length)
    }

    func add(_ row: StoredMessage, of conversation: ConversationID, audience: Int64) {
        state.withLock { state in
            if state.young.count >= talks {
                state.old = state.young
                state.young = [:]
            }
            var known =
                state.young.removeValue(forKey: conversation) ?? state.old.removeValue(forKey: conversation)
                ?? Rows(audience: audience, rows: [])
            // What does not follow on, or was for others, starts afresh.
            if known.audience != audience || known.rows.last.map({ $0.number + 1 }) != row.number {
                known = Rows(audience: audience, rows: [])
            }
            if known.rows.count >= length { known.rows.removeFirst() }
            known.rows.append(row)
            state.young[conversation] = known
        }
    }

    /// All messages after `number`, up to `newest` at least. Nil when they are not all here, or were for another audience.
    func rows(after number: Int64, upTo newest: Int64, of conversation: ConversationID, audience: Int64)
        -> [StoredMessage]?
    {
        state.withLock { state in
            guard let known = state.young[conversation] ?? state.old[conversation], known.audience == audience,
                let first = known.rows.first, let last = known.rows.last, first.number <= number + 1,
                last.number >= newest
            else { return nil }
            return known.rows.filter { $0.number > number }
        }
    }

    func forget(_ conversations: [ConversationID]) {
        state.withLock { state in
            for id in conversations {
                state.young[id] = nil
                state.old[id] = nil
            }
        }
    }
}
