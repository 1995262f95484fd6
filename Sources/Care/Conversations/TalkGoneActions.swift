import Core
import Database
import Sealing

extension ConversationsActions {
    /// What became of a talk that this party could read a moment ago.
    func gone(_ id: ConversationID, _ party: Party) async throws -> TalkGone {
        let isThere = try await store.read { try $0.first(ConversationExists(id: id)) } != nil
        guard isThere else { return .erased }
        if case .seeker(let token) = party, try await isEarlier(token) { return .elsewhere }
        return .left
    }

    /// The token of a session that ended because the seeker came back by code.
    func isEarlier(_ token: Token) async throws -> Bool {
        let hash = token.hash
        return try await store.read { try $0.first(EarlierSession(tokenHash: hash)) } != nil
    }

    /// Whether the seeker of this talk erased it while the person was in it. Known for a day or two.
    func wasErased(_ id: ConversationID, for person: PersonID) async throws -> Bool {
        try await store.read { try $0.first(ErasedMark(mark: Self.erasedMark(id, person))) } != nil
    }

    /// Leaves a mark for everybody of the staff who is in a talk that is about to be erased.
    static func markErased(_ id: ConversationID, _ now: Instant, _ db: any Writing) throws {
        for participant in try db.all(ActiveParticipants(conversation: id)) {
            try db.run(InsertErasedMark(mark: erasedMark(id, participant.person), on: now.wholeDay))
        }
    }

    private static func erasedMark(_ id: ConversationID, _ person: PersonID) -> [UInt8] {
        Digest.sha256(of: "erased", id.text, person.text)
    }
}

extension Instant {
    /// The day it is in, in UTC: as fine as it is kept that something was erased.
    fileprivate var wholeDay: Instant { Instant(milliseconds: milliseconds - milliseconds % 86_400_000) }
}
