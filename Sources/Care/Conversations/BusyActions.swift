import Core
import Database

/// What the seeker sees of a counsellor who is at their talk.
struct Busy: Sendable, Hashable {
    enum Doing: Sendable, Hashable {
        case reads, writes
    }

    let name: String
    let doing: Doing
    let at: Instant

    /// It is told at most so often, and shown no longer (`experience.md` A79).
    static let time = Duration.seconds(30)
}

/// That somebody reads or writes, from the counsellor to the seeker only. What a seeker types is nobody's to see before they
/// send it, and that they type neither.
extension ConversationsActions {
    /// Throws `notFound`, `notSignedIn`.
    func tell(_ doing: Busy.Doing, in id: ConversationID, _ person: SignedIn) async throws {
        let now = clock.now()
        let talk = try await store.read { db in try conversation(id, of: .staff(person), db) }
        guard talk.state == .open, talk.awaySince == nil,
            pace.isDue("busy \(id)", now, every: Busy.time)
        else { return }
        try await store.write { db in
            let busy = SetBusy(conversation: id, person: person.member.id, isWriting: doing == .writes, at: now)
            // Another node may have told it a moment ago.
            if try db.run(busy) == 1 { db.wake(Topics.conversation(id)) }
        }
    }

    /// Who reads or writes in a talk now. Nil when nobody does, or when they have sent something since.
    func busy(in id: ConversationID) async throws -> Busy? {
        let now = clock.now()
        return try await store.read { try $0.first(BusyIn(conversation: id, after: now - Busy.time)) }
    }
}
