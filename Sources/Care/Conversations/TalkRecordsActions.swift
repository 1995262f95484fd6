import Core
import Database
import Foundation
import Sealing

/// Records of a talk: written under the epoch that is open, read by those who read that epoch.
extension ConversationsActions {
    /// Seals a record and writes it as the next one of a talk that is locked.
    static func record(
        _ record: TalkRecord, _ key: ConversationKey, _ epoch: Int64, _ id: ConversationID, _ now: Instant,
        _ db: any Writing
    ) throws {
        let number = (try db.first(LastRecordNumber(conversation: id)) ?? 0) + 1
        let words = Words(String(decoding: try JSONEncoder().encode(record), as: UTF8.self))
        try db.run(
            InsertRecord(
                conversation: id, number: number, epoch: epoch,
                sealed: try key.seal(words, at: address(id, epoch, number)), madeAt: now.minute))
    }

    private static func address(_ id: ConversationID, _ epoch: Int64, _ number: Int64) -> MessageAddress {
        MessageAddress(conversation: id, epoch: Int(epoch), number: Int(number), author: "record", organisation: nil)
    }

    /// One transaction on a talk of this party, with the key of the epoch that is open in it.
    ///
    /// Throws `notFound` and `notSignedIn` as ever, `storeUnavailable` when people come and go faster than keys are found.
    func underOpenEpoch<T: Sendable>(
        of party: Party, in id: ConversationID,
        _ body: @escaping @Sendable (Conversation, ConversationKey, any Writing) throws -> T
    ) async throws -> T {
        for _ in 0..<20 {
            let (key, epoch) = try await latestKey(of: party, in: id)
            let done: T? = try await store.write { db in
                let conversation = try conversation(id, of: party, locking: db)
                guard conversation.openEpoch == epoch else { return nil }
                return try body(conversation, key, db)
            }
            if let done { return done }
            ring.forgetLatest(id, party.grantee)
        }
        throw Refusal.storeUnavailable
    }

    /// Refuses who has no part in a talk, before anything of what they sent is read. Throws `notFound`, `notSignedIn`.
    func admit(_ party: Party, to id: ConversationID) async throws {
        _ = try await store.read { try conversation(id, of: party, $0) }
    }

    func keep(_ record: TalkRecord, by party: Party, in id: ConversationID) async throws {
        let now = clock.now()
        try await underOpenEpoch(of: party, in: id) { conversation, key, db in
            guard conversation.state != .closed else { throw Refusal.conversationClosed }
            try Self.record(record, key, conversation.openEpoch, id, now, db)
            db.wake(Topics.conversation(id))
        }
    }

    /// All records that this party's keys open, in order.
    func records(of id: ConversationID, as party: Party) async throws -> [ReadRecord] {
        let rows = try await store.read { db in
            _ = try conversation(id, of: party, db)
            return try db.all(RecordsOf(conversation: id, grantee: party.grantee))
        }
        guard !rows.isEmpty else { return [] }
        let keys = try await openKeys(of: party, in: id)
        return try rows.compactMap { row in
            guard let key = keys[row.epoch] else { return nil }
            let words = try key.open(row.sealed, at: Self.address(id, row.epoch, row.number))
            guard let record = try? JSONDecoder().decode(TalkRecord.self, from: Data(words.reveal().utf8)) else {
                return nil
            }
            return ReadRecord(record: record, at: row.madeAt)
        }
    }
}
