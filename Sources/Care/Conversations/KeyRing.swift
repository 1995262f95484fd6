import Core
import Sealing
import Synchronization

/// Keys of talks that were opened a moment ago, in memory only, so that each message does not cost a key agreement.
///
/// The ring opens nothing that the database does not allow: every use stands beside a query that proves the grant is still
/// there, or is for a row of ``Tail`` that was written for the audience the reader was last seen in. Two generations: when the young one is full it becomes the old one, and what was old is forgotten.
final class KeyRing: Sendable {
    struct Place: Hashable {
        let conversation: ConversationID
        let epoch: Int64
        let grantee: String
    }

    private struct Seat: Hashable {
        let conversation: ConversationID
        let grantee: String
    }

    private struct Share: Hashable {
        let person: PersonID
        let sealed: [UInt8]
    }

    private struct State {
        /// Keys of lines, by the share that a person opened.
        var queueKeys: [Share: QueueKey] = [:]
        var young: [Place: ConversationKey] = [:]
        var old: [Place: ConversationKey] = [:]
        var shreds: [ConversationID: ShredSecret] = [:]
        var latest: [Seat: Int64] = [:]
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int = 20_000) {
        self.capacity = capacity
    }

    func key(_ place: Place) -> ConversationKey? {
        state.withLock { state in
            if let key = state.young[place] { return key }
            guard let key = state.old.removeValue(forKey: place) else { return nil }
            state.young[place] = key
            return key
        }
    }

    func keep(_ key: ConversationKey, at place: Place) {
        state.withLock { state in
            if state.young.count >= capacity {
                state.old = state.young
                state.young = [:]
            }
            state.young[place] = key
        }
    }

    /// The key of a line and week, from the share that was just read for this person: what was opened from the same bytes
    /// before, or opened now.
    func queueKey(_ id: String, _ sealed: [UInt8], of person: SignedIn) throws -> QueueKey {
        let share = Share(person: person.member.id, sealed: sealed)
        if let known = state.withLock({ $0.queueKeys[share] }) { return known }
        let key = try QueueKey.open(sealed, with: person.keys, queue: id)
        state.withLock { state in
            if state.queueKeys.count >= Self.queueKeys { state.queueKeys.removeAll() }
            state.queueKeys[share] = key
        }
        return key
    }

    private static let queueKeys = 500

    /// Who signs out leaves no key of a line in memory.
    func forget(_ person: PersonID) {
        state.withLock { state in state.queueKeys = state.queueKeys.filter { $0.key.person != person } }
    }

    func shred(_ conversation: ConversationID) -> ShredSecret? {
        state.withLock { $0.shreds[conversation] }
    }

    func keep(_ shred: ShredSecret, of conversation: ConversationID) {
        state.withLock { state in
            if state.shreds.count >= capacity { state.shreds.removeAll() }
            state.shreds[conversation] = shred
        }
    }

    /// The key of the newest epoch this grantee was seen to hold. The transaction that uses it checks that it still is.
    func latest(_ conversation: ConversationID, _ grantee: String) -> (ConversationKey, Int64)? {
        guard let epoch = state.withLock({ $0.latest[Seat(conversation: conversation, grantee: grantee)] }),
            let key = key(Place(conversation: conversation, epoch: epoch, grantee: grantee))
        else { return nil }
        return (key, epoch)
    }

    func keepLatest(_ conversation: ConversationID, _ grantee: String, _ epoch: Int64) {
        state.withLock { state in
            if state.latest.count >= capacity { state.latest.removeAll() }
            state.latest[Seat(conversation: conversation, grantee: grantee)] = epoch
        }
    }

    func forgetLatest(_ conversation: ConversationID, _ grantee: String) {
        state.withLock { $0.latest[Seat(conversation: conversation, grantee: grantee)] = nil }
    }

    /// After erasing: nothing of the talk stays in memory.
    func forget(_ conversations: Set<ConversationID>) {
        state.withLock { state in
            for id in conversations { state.shreds[id] = nil }
            state.young = state.young.filter { !conversations.contains($0.key.conversation) }
            state.old = state.old.filter { !conversations.contains($0.key.conversation) }
            state.latest = state.latest.filter { !conversations.contains($0.key.conversation) }
        }
    }
}
