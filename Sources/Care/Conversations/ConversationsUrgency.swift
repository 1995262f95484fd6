import Core
import Database
import Pack
import Sealing

/// Who stands first, and why. Words raise and never lower; a person of the line decides, and that stays for what was written
/// until then.
extension ConversationsActions {
    /// Puts a talk that waits first, or back among the others. Lasts for the rules that were met so far: a word of another
    /// rule puts it first again, because whoever decided could not know of it.
    ///
    /// Throws `notFound`: it does not wait, or not on a line of this person.
    public func setUrgent(_ id: ConversationID, _ isUrgent: Bool, by person: SignedIn) async throws {
        guard let shred = try await vault.secret(of: id) else { throw Refusal.notFound }
        let pen = try await audit.pen()
        try await store.write { db in
            let lines = try db.all(LinesOf(person: person.member.id))
            guard try db.first(LockedConversation(id: id)) != nil else { throw Refusal.notFound }
            let entries = try db.all(QueueEntriesOf(conversation: id))
            guard let entry = entries.first(where: { lines.contains($0.line) }),
                let (key, epoch) = try Self.latest(entry, shred, person, db)
            else { throw Refusal.notFound }
            let notes = Self.opened(try db.all(NotesOf(conversation: id)), id, [epoch: key])
            if var seen = notes.seenWords {
                seen.settle()
                try Self.put(.words(seen), id, key, epoch, db)
            }
            try Self.put(.person(name: person.member.displayName, isUrgent: isUrgent), id, key, epoch, db)
            try db.run(SetEntryUrgent(conversation: id, isUrgent: isUrgent))
            try pen.note(.overruled, person, line: entry.line, talk: id, db)
            db.wake(Topics.conversation(id))
            for entry in entries { db.wake(Topics.line(entry.line)) }
        }
    }

    /// Why a talk stood first, for somebody who is in it.
    public func urgency(of id: ConversationID, for person: SignedIn) async throws -> [UrgencyReason] {
        let keys = try await openKeys(of: .staff(person), in: id)
        let notes = try await store.read { try $0.all(NotesOf(conversation: id)) }
        return Self.opened(notes, id, keys).flatMap(\.reasons)
    }

    /// What the text of somebody who waits changes: a word may put them first. What a person decided stands for the rules that
    /// were met until then. After it, another word of one of those is shown, and a word of another rule raises again.
    static func raise(
        _ matches: [UrgencyRules.Match], _ id: ConversationID, _ key: ConversationKey, _ epoch: Int64,
        _ db: any Writing
    ) throws {
        guard !matches.isEmpty else { return }
        let entries = try db.all(QueueEntriesOf(conversation: id))
        guard let entry = entries.first, entry.kind == .new else { return }
        let notes = opened(try db.all(NotesOf(conversation: id)), id, [epoch: key])
        var seen = notes.seenWords ?? SeenWords()
        let new = seen.new(of: matches)
        guard !new.isEmpty else { return }
        let isPutBack = notes.contains { if case .person(_, isUrgent: false) = $0 { true } else { false } }
        let raises = !entry.isUrgent && (!isPutBack || new.contains { !seen.knows(rule: $0.rule) })
        seen.add(new, isLater: isPutBack)
        try put(.words(seen), id, key, epoch, db)
        if raises { try db.run(SetEntryUrgent(conversation: id, isUrgent: true)) }
        if raises || isPutBack {
            for entry in entries { db.wake(Topics.line(entry.line)) }
        }
    }

    static func put(
        _ note: QueueNote, _ id: ConversationID, _ key: ConversationKey, _ epoch: Int64, _ db: any Writing
    ) throws {
        let sealed = try key.seal(note.words, at: QueueNote.address(id, epoch, note.kind))
        try db.run(PutNote(conversation: id, note: StoredNote(kind: note.kind, epoch: epoch, sealed: sealed)))
    }

    /// What these keys open.
    static func opened(_ notes: [StoredNote], _ id: ConversationID, _ keys: [Int64: ConversationKey]) -> [QueueNote] {
        notes.compactMap { note in
            guard let words = try? keys[note.epoch]?.open(note.sealed, at: QueueNote.address(id, note.epoch, note.kind))
            else { return nil }
            return QueueNote(kind: note.kind, words)
        }
    }

    /// The newest epoch of a talk that waits, by the queue's key of somebody of the line; nil when they do not have it.
    static func latest(
        _ entry: QueueEntry, _ shred: ShredSecret, _ person: SignedIn, _ db: any Reading
    ) throws -> (ConversationKey, Int64)? {
        guard let queueKey = try QueueKeys.open(db, id: entry.queueKey, with: person) else { return nil }
        let grantee = Grantee.queue(entry.queueKey)
        guard let grant = try db.all(EpochGrants(conversation: entry.conversation, grantee: grantee)).last else {
            return nil
        }
        let epoch = try Grant.open(
            grant.sealed, conversation: entry.conversation, epoch: Int(grant.epoch), with: queueKey, grantee: grantee)
        let key = ConversationKey(
            epoch: epoch, shred: shred, conversation: entry.conversation, epochNumber: Int(grant.epoch))
        return (key, grant.epoch)
    }
}

extension [QueueNote] {
    var seenWords: SeenWords? {
        compactMap { note -> SeenWords? in if case .words(let seen) = note { seen } else { nil } }.first
    }
}
