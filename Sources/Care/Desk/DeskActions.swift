import Core
import Database
import Pack
import Sealing

/// What staff does beside a talk: notes, the risk card, "acute" and what was decided then, texts at hand. Everything about a
/// talk asks the same two locks as its messages: to be in it, and to have its keys.
struct DeskActions: Sendable {
    let talks: ConversationsActions

    /// By what right somebody comes to what stands beside a talk.
    enum Place: Sendable {
        /// They are in it.
        case inside
        /// They are a supervisor who looks in.
        case along
    }

    /// What is kept beside a talk, as far as this person's keys open it. Throws `notFound`, `notSignedIn`, and `notLookingIn`
    /// for who comes `along` and does not look in.
    func sheets(_ id: ConversationID, _ person: SignedIn, _ place: Place = .inside) async throws -> Sheets {
        let member = person.member
        let rows = try await talks.store.read { db in
            switch place {
            case .inside: _ = try talks.conversation(id, of: .staff(person), db)
            case .along: _ = try talks.lookingIn(id, person, db)
            }
            return try db.all(SheetsOf(conversation: id, organisation: member.organisation, person: member.id))
        }
        var sheets = Sheets()
        guard !rows.isEmpty else { return sheets }
        let keys: [Int64: ConversationKey] =
            switch place {
            case .inside: try await talks.openKeys(of: .staff(person), in: id)
            case .along: try await talks.lookInKeys(id, person)
            }
        for row in rows {
            let address = Self.address(id, row.epoch, row.number, row.kind, row.owner, member.organisation)
            // What was kept before this person came in may be under a key that is not theirs.
            guard let words = try keys[row.epoch]?.open(row.sealed, at: address) else { continue }
            switch row.kind {
            case .note where row.owner == member.id.text: sheets.note = words
            case .note: sheets.others.append((row.name ?? "", words))
            case .risk: sheets.answers = RiskAnswers(words) ?? RiskAnswers()
            case .acute: if let decision = Decision(words) { sheets.log.append(decision) }
            case .draft: sheets.draft = words
            case .record: sheets.record = RecordDraft(words) ?? RecordDraft()
            }
        }
        return sheets
    }

    /// Keeps this person's note; an empty one is thrown away. Throws `tooLong`, `notFound`, `notSignedIn`.
    func keep(note: String, in id: ConversationID, _ person: SignedIn) async throws {
        guard note.count <= Sheets.noteLimit, note.utf8.count <= Sheets.noteLimit * 7 else {
            throw Refusal.tooLong(field: "note", limit: Sheets.noteLimit)
        }
        try await put(.note, note.isEmpty ? nil : Words(note), in: id, person)
    }

    /// Keeps what this person is writing, until it is sent. Throws as `keep(note:)`.
    func keep(draft: String, in id: ConversationID, _ person: SignedIn) async throws {
        guard draft.count <= TalkLimit.text, draft.utf8.count <= TalkLimit.text * 7 else {
            throw Refusal.tooLong(field: "text", limit: TalkLimit.text)
        }
        try await put(.draft, draft.isEmpty ? nil : Words(draft), in: id, person)
    }

    /// What was being written is sent. Throws `notFound`, `notSignedIn`.
    func forgetDraft(in id: ConversationID, _ person: SignedIn) async throws {
        let owner = person.member.id.text
        let draft = SheetExists(conversation: id, kind: .draft, owner: owner)
        guard try await talks.store.read({ try $0.first(draft) }) != nil else { return }
        try await put(.draft, nil, in: id, person)
    }

    /// Keeps the whole card as it is now. Throws `malformed`, `notFound`, `notSignedIn`.
    func keep(answers given: [String: String], in id: ConversationID, _ person: SignedIn) async throws {
        let answers = try RiskAnswers(given, card: talks.pack.riskCard)
        try await put(.risk, answers == RiskAnswers() ? nil : answers.words, in: id, person)
    }

    /// The talk is acute, or no longer. It weighs two points instead of one, whoever looks after the line hears it at once, and
    /// the log says when. It may go above what the person can hold: then nothing new comes until it fits.
    ///
    /// Throws `conversationClosed`, `notFound`, `notSignedIn`. Asked for again, it is as it was.
    func setAcute(_ isAcute: Bool, in id: ConversationID, _ person: SignedIn) async throws {
        let isNow = try await sheets(id, person).acuteSince != nil
        guard isNow != isAcute else { return }
        let pen = try await talks.audit.pen()
        let step = Decision(isAcute ? .began : .ended, at: talks.clock.now(), by: person.member.displayName)
        try await put(.acute, step.words, in: id, person, onlyOpen: true) { conversation, db in
            try db.run(WeighConversation(id: id, weight: isAcute ? 2 : 1))
            try pen.note(isAcute ? .marked : .unmarked, person, line: conversation.line, talk: id, db)
            for participant in try db.all(ActiveParticipants(conversation: id)) {
                db.wake(Topics.line(participant.line))
            }
        }
    }

    /// Adds to the log of an acute talk. Throws `empty`, `tooLong`, `conversationClosed`, `notFound`, `notSignedIn`,
    /// `notLookingIn`.
    func decide(
        _ text: String, in id: ConversationID, _ person: SignedIn, _ place: Place = .inside
    ) async throws {
        _ = try Draft.words(text, field: "decision", limit: Sheets.decisionLimit)
        let step = Decision(.decided, at: talks.clock.now(), by: person.member.displayName, text: text)
        try await put(.acute, step.words, in: id, person, place, onlyOpen: true)
    }

    /// The number of the last step in the log of an acute talk at an organisation: another one is news. Nothing is opened.
    func steps(_ id: ConversationID, _ organisation: OrganisationID) async throws -> Int64 {
        let last = LastSheet(conversation: id, kind: .acute, owner: organisation.text)
        return try await talks.store.read { try $0.first(last) } ?? 0
    }

    // MARK: sealing

    private static func address(
        _ id: ConversationID, _ epoch: Int64, _ number: Int64, _ kind: SheetKind, _ owner: String,
        _ organisation: OrganisationID
    ) -> MessageAddress {
        MessageAddress(
            conversation: id, epoch: Int(epoch), number: Int(number), author: "desk-\(kind.rawValue):\(owner)",
            organisation: organisation)
    }

    private func latestKey(
        _ id: ConversationID, _ person: SignedIn, _ place: Place
    ) async throws -> (ConversationKey, Int64) {
        switch place {
        case .inside: return try await talks.latestKey(of: .staff(person), in: id)
        case .along:
            let keys = try await talks.lookInKeys(id, person)
            guard let epoch = keys.keys.max(), let key = keys[epoch] else { throw Refusal.notFound }
            return (key, epoch)
        }
    }

    /// `also` is done in the same transaction, after the sheet was written.
    func put(
        _ kind: SheetKind, _ words: Words?, in id: ConversationID, _ person: SignedIn, _ place: Place = .inside,
        onlyOpen: Bool = false, also: @escaping @Sendable (Conversation, any Writing) throws -> Void = { _, _ in }
    ) async throws {
        let party = Party.staff(person)
        let member = person.member
        let owner = kind.isOfPerson ? member.id.text : member.organisation.text
        for _ in 0..<20 {
            let (key, epoch) = try await latestKey(id, person, place)
            let isDone = try await talks.store.write { db in
                let conversation: Conversation =
                    switch place {
                    case .inside: try talks.conversation(id, of: party, locking: db)
                    case .along: try talks.lookingIn(id, person, locking: db)
                    }
                guard !onlyOpen || conversation.state != .closed else { throw Refusal.conversationClosed }
                guard let words else {
                    try db.run(DeleteSheet(conversation: id, kind: kind, owner: owner))
                    try also(conversation, db)
                    return true
                }
                // Somebody joined or left a moment ago: seal for those who are here now.
                guard conversation.openEpoch == epoch else { return false }
                let last =
                    kind == .acute ? try db.first(LastSheet(conversation: id, kind: kind, owner: owner)) ?? 0 : -1
                let number = last + 1
                let address = Self.address(id, epoch, number, kind, owner, member.organisation)
                try db.run(
                    PutSheet(
                        conversation: id, kind: kind, organisation: member.organisation, owner: owner, number: number,
                        epoch: epoch, sealed: try key.seal(words, at: address)))
                try also(conversation, db)
                if kind == .acute {
                    db.wake(Topics.line(conversation.line))
                    db.wake(Topics.conversation(id))
                }
                return true
            }
            if isDone { return }
            talks.ring.forgetLatest(id, party.grantee)
        }
        throw Refusal.storeUnavailable
    }

    // MARK: what one sees first

    /// What the counsellor sees before anything else. Throws `notFound`, `notSignedIn`.
    func facts(_ id: ConversationID, _ person: SignedIn) async throws -> SafetyFacts {
        let party = Party.staff(person)
        var facts = SafetyFacts(try await talks.records(of: id, as: party))
        let plain = try await talks.store.read { db in
            let grants = try db.all(EpochGrants(conversation: id, grantee: party.grantee))
            return (
                try talks.conversation(id, of: party, db), hasCode: try db.first(CodeOf(conversation: id)) != nil,
                epochs: Int64(Set(grants.map(\.epoch)).count)
            )
        }
        (facts.hasCode, facts.awaySince) = (plain.hasCode, plain.0.awaySince)
        (facts.isPartly, facts.isAcute) = (plain.epochs <= plain.0.openEpoch, plain.0.weight > 1)
        if facts.quietWord != nil { facts.look(in: try await talks.read(id, after: 0, as: party).messages) }
        return facts
    }

    // MARK: one's own place

    func place(of person: SignedIn) async throws -> OwnPlace {
        let sealed = try await talks.store.read { try $0.first(OwnPlaceOf(person: person.member.id)) }
        return Self.opened(sealed, person)
    }

    private static func opened(_ sealed: [UInt8]?, _ person: SignedIn) -> OwnPlace {
        guard let sealed, let words = try? OwnWords.open(sealed, with: person.keys, purpose: OwnPlace.purpose) else {
            return OwnPlace()
        }
        return Sealable.value(OwnPlace.self, words) ?? OwnPlace()
    }

    func change(_ person: SignedIn, _ body: @escaping @Sendable (inout OwnPlace) -> Void) async throws {
        try await talks.store.write { db in
            _ = try db.first(LockedPerson(id: person.member.id))
            var place = Self.opened(try db.first(OwnPlaceOf(person: person.member.id)), person)
            body(&place)
            let sealed = try OwnWords.seal(
                Sealable.words(place), to: person.keys.publicKeys.exchange, purpose: OwnPlace.purpose)
            try db.run(PutOwnPlace(person: person.member.id, sealed: sealed))
        }
    }

    /// A text that may be used today. Throws `notFound`, and `outOfDate` when its last day is over.
    func usable(_ id: CannedID, on day: Day) throws -> CannedText {
        guard let text = talks.pack.cannedText(id) else { throw Refusal.notFound }
        guard text.isGood(on: day) else { throw Refusal.outOfDate }
        return text
    }
}
