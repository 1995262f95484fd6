import Core
import Database
import Foundation
import Pack
import Sealing

/// The record beside a talk, and the same record of a phone call or a visit to the counter.
struct RecordsActions: Sendable {
    let talks: ConversationsActions

    func form(of person: SignedIn) -> RecordForm { talks.pack.recordForm(of: person.member.organisation) }

    // MARK: by phone and at the counter

    /// Begins a record. Throws `conflict` when this person has too many under way.
    func begin(_ channel: SpokenChannel, _ person: SignedIn) async throws -> SpokenRecordID {
        let id = SpokenRecordID.random()
        let sealed = try seal(OwnRecord(channel: channel, draft: RecordDraft()), id, person)
        let now = talks.clock.now()
        try await talks.store.write { db in
            _ = try db.first(LockedPerson(id: person.member.id))
            guard try db.all(OwnRecords(person: person.member.id)).count < OwnRecord.most else {
                throw Refusal.conflict("records")
            }
            try db.run(put(id, sealed, person, now))
        }
        return id
    }

    /// The records this person has under way.
    func own(_ person: SignedIn) async throws -> [(id: SpokenRecordID, record: OwnRecord)] {
        let rows = try await talks.store.read { try $0.all(OwnRecords(person: person.member.id)) }
        return rows.compactMap { row in open(row.sealed, row.id, person).map { (row.id, $0) } }
    }

    /// Throws `notFound` for a record of somebody else, or one that is done.
    func own(_ id: SpokenRecordID, _ person: SignedIn) async throws -> OwnRecord {
        let query = OwnRecordOf(id: id, person: person.member.id)
        let sealed = try await talks.store.write { try $0.first(query) }
        guard let sealed, let record = open(sealed, id, person) else { throw Refusal.notFound }
        return record
    }

    /// Keeps what was filled in so far; durable when this returns. Throws `notFound`.
    func keep(_ draft: RecordDraft, in id: SpokenRecordID, _ person: SignedIn) async throws {
        let now = talks.clock.now()
        try await talks.store.write { db in
            guard let sealed = try db.first(OwnRecordOf(id: id, person: person.member.id)),
                var record = open(sealed, id, person)
            else { throw Refusal.notFound }
            record.draft = draft
            try db.run(put(id, try seal(record, id, person), person, now))
        }
    }

    /// Throws it away, without a count. Throws `notFound`.
    func drop(_ id: SpokenRecordID, _ person: SignedIn) async throws {
        try await talks.store.write { db in
            guard try db.run(DeleteOwnRecord(id: id, person: person.member.id)) == 1 else { throw Refusal.notFound }
        }
    }

    /// The record is done: it waits to be counted, and nobody's name is on it. Throws `malformed`, `notFound`.
    func finish(_ draft: RecordDraft, in id: SpokenRecordID, _ person: SignedIn) async throws {
        let form = form(of: person)
        let record = try ContactRecord(try draft.codes(with: form), fields: form.fields)
        try await talks.store.write { db in
            guard let sealed = try db.first(OwnRecordOf(id: id, person: person.member.id)),
                let own = open(sealed, id, person)
            else { throw Refusal.notFound }
            try insert(record, line: draft.line, own.channel, id, person, db)
            try db.run(DeleteOwnRecord(id: id, person: person.member.id))
        }
    }

    /// A whole record at once; false when it was there. Throws `malformed`, `tooLong`.
    func record(
        _ contact: [String: [String]], line: String, by channel: SpokenChannel, id: SpokenRecordID, _ person: SignedIn
    ) async throws -> Bool {
        let form = form(of: person)
        let draft = try RecordDraft(contact, line: line, fields: form.fields)
        let record = try ContactRecord(try draft.codes(with: form), fields: form.fields)
        return try await talks.store.write { try insert(record, line: draft.line, channel, id, person, $0) }
    }

    @discardableResult
    private func insert(
        _ record: ContactRecord, line: String, _ channel: SpokenChannel, _ id: SpokenRecordID, _ person: SignedIn,
        _ db: any Writing
    ) throws -> Bool {
        let now = talks.clock.now()
        let isNew =
            try db.run(
                InsertSpokenRecord(
                    id: id, channel: channel, kind: record.kindCode, week: now.week, region: record.region,
                    fields: record.json, countBy: RecordTerms.endOfDay(now) + .hours(24))) == 1
        if isNew { try talks.handOn(line: line, of: person.member.organisation, db) }
        return isNew
    }

    /// Counts that a report was taken; false when that was done. Throws `notAllowed`, `malformed`.
    @discardableResult
    func report(
        _ channel: SpokenChannel, region: String?, id: SpokenRecordID, _ person: SignedIn
    ) async throws -> Bool {
        let note = try ReportNote(by: channel, region: region, form: form(of: person))
        let now = talks.clock.now()
        return try await talks.store.write { db in
            try db.run(
                InsertReportNote(
                    id: id, channel: note.channel, week: now.week, region: note.region,
                    countBy: RecordTerms.endOfDay(now) + .hours(24))) == 1
        }
    }

    private func put(_ id: SpokenRecordID, _ sealed: [UInt8], _ person: SignedIn, _ now: Instant) -> PutOwnRecord {
        PutOwnRecord(
            id: id, person: person.member.id, sealed: sealed,
            keepUntil: RecordTerms.endOfHour(now + OwnRecord.kept))
    }

    private func seal(_ record: OwnRecord, _ id: SpokenRecordID, _ person: SignedIn) throws -> [UInt8] {
        try OwnWords.seal(
            Sealable.words(record), to: person.keys.publicKeys.exchange, purpose: OwnRecord.purpose(id))
    }

    private func open(_ sealed: [UInt8], _ id: SpokenRecordID, _ person: SignedIn) -> OwnRecord? {
        (try? OwnWords.open(sealed, with: person.keys, purpose: OwnRecord.purpose(id)))
            .flatMap { Sealable.value(OwnRecord.self, $0) }
    }

    // MARK: what did not fit

    /// What did not fit in the list, for who keeps it.
    func lines(for person: SignedIn) async throws -> [ListLine] {
        let rows = try await talks.store.read { try $0.all(ListLinesOf(person: person.member.id)) }
        return rows.compactMap { row in
            let purpose = RecordTerms.purpose(ofLine: row.id)
            return (try? OwnWords.open(row.sealed, with: person.keys, purpose: purpose)).map {
                ListLine(id: row.id, words: $0)
            }
        }
    }

    /// Whether anybody keeps the lists of this person's organisation.
    func hasKeepers(_ person: SignedIn) async throws -> Bool {
        let keepers = KeepersOfLists(organisation: person.member.organisation)
        return try await talks.store.read { try $0.first(keepers) } != nil
    }

    /// The line was seen to: it is gone for all who keep the list. Throws `notFound`.
    func settle(line id: String, _ person: SignedIn) async throws {
        try await talks.store.write { db in
            guard try db.run(DeleteListLine(id: id, person: person.member.id)) > 0 else { throw Refusal.notFound }
        }
    }
}

extension ConversationsActions {
    /// Closes a talk with its record; what is left out is "unknown". The text stays for the promised time.
    ///
    /// - Parameter elsewhere: why nothing in the list of reasons fits, for who keeps it.
    ///
    /// Throws `malformed` naming the field when a field or code is not in the record of the person's organisation,
    /// `conversationClosed` when it was recorded.
    public func close(
        _ id: ConversationID, contact: [String: [String]], elsewhere: String = "", _ person: SignedIn
    ) async throws {
        let form = pack.recordForm(of: person.member.organisation)
        let draft = try RecordDraft(contact, line: elsewhere, fields: form.fields)
        let record = try ContactRecord(try draft.codes(with: form), fields: form.fields)
        try await close(id, person) { conversation, now, db in
            // The record of who asked others in and went is there before the talk is closed.
            if try db.first(RecordExists(conversation: id)) != nil {
                guard conversation.state != .closed else { throw Refusal.conversationClosed }
            } else {
                try insert(record, of: conversation, now, db)
            }
            try db.run(DropRecordSheets(conversation: id))
            try handOn(line: draft.line, of: person.member.organisation, db)
        }
    }

    private func insert(
        _ record: ContactRecord, of conversation: Conversation, _ now: Instant, _ db: any Writing
    ) throws {
        try db.run(
            InsertContactRecord(
                conversation: conversation.id, week: now.week, region: record.region ?? conversation.region,
                fields: record.json, kind: record.kindCode))
    }

    /// What was filled in beside a talk so far, for who goes out of it; nil when that is nothing, or it is counted.
    ///
    /// Throws `malformed` naming the field when two answers do not go together.
    func filledIn(
        _ id: ConversationID, _ person: SignedIn
    ) async throws -> (@Sendable (Conversation, Instant, any Writing) throws -> Void)? {
        let draft = try await DeskActions(talks: self).sheets(id, person).record
        guard draft != RecordDraft() else { return nil }
        let form = pack.recordForm(of: person.member.organisation)
        let record = try ContactRecord(try draft.codes(with: form), fields: form.fields)
        return { conversation, now, db in
            guard try db.first(RecordExists(conversation: id)) == nil else { return }
            try insert(record, of: conversation, now, db)
            try db.run(DropRecordSheets(conversation: id))
            try handOn(line: draft.line, of: person.member.organisation, db)
        }
    }

    /// A free line goes to those who keep the list, a copy sealed to each. It has nothing of the talk it came from.
    fileprivate func handOn(line: String, of organisation: OrganisationID, _ db: any Writing) throws {
        guard !line.isEmpty else { return }
        let id = ID<ListLine>.random().text
        let keepUntil = RecordTerms.endOfDay(clock.now() + RecordTerms.line)
        for keeper in try db.all(KeepersOfLists(organisation: organisation)) {
            let purpose = RecordTerms.purpose(ofLine: id)
            let sealed = try OwnWords.seal(Words(line), to: keeper.key, purpose: purpose)
            try db.run(InsertListLine(id: id, person: keeper.person, sealed: sealed, keepUntil: keepUntil))
        }
    }
}

extension DeskActions {
    /// Keeps the record beside a talk as it is now; durable when this returns. It can be filled in while the talk runs and
    /// after it. Throws `notFound`, `notSignedIn`, and `conversationClosed` when the talk has its record.
    func keep(record draft: RecordDraft, in id: ConversationID, _ person: SignedIn) async throws {
        try await put(.record, draft == RecordDraft() ? nil : draft.words, in: id, person) { _, db in
            guard try db.first(RecordExists(conversation: id)) == nil else { throw Refusal.conversationClosed }
        }
    }

    /// A message belongs to a code, or no longer. Only its number is kept. Throws as `keep(record:)`, and `malformed`.
    func mark(
        _ number: Int64, as code: String, _ isOn: Bool, in id: ConversationID, _ person: SignedIn
    ) async throws {
        var draft = try await sheets(id, person).record
        try draft.mark(number, as: code, isOn, form: talks.pack.recordForm(of: person.member.organisation))
        try await keep(record: draft, in: id, person)
    }

    /// Whether the talk has its record. Throws `notFound`, `notSignedIn`.
    func isRecorded(_ id: ConversationID, _ person: SignedIn) async throws -> Bool {
        try await talks.store.read { db in
            _ = try talks.conversation(id, of: .staff(person), db)
            return try db.first(RecordExists(conversation: id)) != nil
        }
    }
}
