import Core
import Database

/// Agreed messages: texts with versions, agreed when every party said yes to one.
extension ConsultationsActions {
    static func messages(
        of id: ConsultationID, _ message: AgreedMessageID? = nil, in db: any Reading
    ) throws -> [AgreedMessage] {
        let found = try db.all(MessagesOf(consultation: id, id: message))
        guard !found.isEmpty else { return [] }
        let versions = Dictionary(grouping: try db.all(VersionsOf(consultation: id)), by: \.message)
        let said = Dictionary(grouping: try db.all(YesOf(consultation: id)), by: \.message)
        return found.map { message in
            AgreedMessage(
                id: message.id, title: message.title,
                versions: (versions[message.id] ?? []).map { version in
                    .init(
                        number: version.number, organisation: version.organisation, writtenOn: version.on,
                        yes: (said[message.id] ?? []).filter { $0.number == version.number }.map(\.yes))
                })
        }
    }

    private static func message(
        _ message: AgreedMessageID, of id: ConsultationID, _ db: any Reading
    ) throws -> AgreedMessage {
        guard let found = try messages(of: id, message, in: db).first else { throw Refusal.notFound }
        return found
    }

    /// A message with the text of each of its versions, in their order. Throws `notFound`.
    func message(
        _ message: AgreedMessageID, of id: ConsultationID, for organisation: OrganisationID
    ) async throws -> (consultation: Consultation, message: AgreedMessage, texts: [String]) {
        try await store.read { db in
            let consultation = try Self.find(id, organisation, db)
            return (
                consultation, try Self.message(message, of: id, db), try db.all(VersionTexts(message: message))
            )
        }
    }

    /// A new message with its first version. Throws `empty`, `tooLong`, `listFull`, `notFound`, `conflict`.
    func propose(
        message title: String?, text: String?, in id: ConsultationID, by organisation: OrganisationID
    ) async throws -> AgreedMessageID {
        let title = try Consultation.text(title, "title", limit: Consultation.titleLimit)
        let text = try Consultation.text(text, "text", limit: Consultation.messageLimit)
        return try await change(id, organisation) { _, today, db in
            try Consultation.allowOneMore(
                than: try db.first(MessageCount(consultation: id)) ?? 0, limit: Consultation.mostMessages)
            let message = AgreedMessageID.random()
            try db.run(InsertMessage(consultation: id, id: message, title: title))
            try Self.insert(text, as: 1, of: message, organisation, today, db)
            return message
        }
    }

    /// A new version. The text of the newest one again is that version, and says nothing new.
    ///
    /// - Parameter newest: the version that the writer had before them: when another was written in the meantime it is
    ///   `conflict`, so that nobody writes over what they did not read.
    ///
    /// Throws `empty`, `tooLong`, `listFull`, `notFound`, `conflict`.
    func propose(
        version text: String?, after newest: Int64, of message: AgreedMessageID, in id: ConsultationID,
        by organisation: OrganisationID
    ) async throws -> (number: Int64, isNew: Bool) {
        let text = try Consultation.text(text, "text", limit: Consultation.messageLimit)
        return try await change(id, organisation) { _, today, db in
            let found = try Self.message(message, of: id, db)
            let last = found.newest?.number ?? 0
            if try db.first(VersionText(message: message, number: last)) == text { return (last, false) }
            guard last == newest else { throw Refusal.conflict("version") }
            try Consultation.allowOneMore(than: last, limit: Consultation.mostVersions)
            try Self.insert(text, as: last + 1, of: message, organisation, today, db)
            return (last + 1, true)
        }
    }

    private static func insert(
        _ text: String, as number: Int64, of message: AgreedMessageID, _ organisation: OrganisationID, _ today: Day,
        _ db: any Writing
    ) throws {
        try db.run(
            InsertVersion(message: message, number: number, text: text, organisation: organisation, on: today))
        try db.run(
            InsertYes(message: message, number: number, yes: .init(organisation: organisation, on: today)))
    }

    /// Says yes to a version. Throws `notFound`, and `conflict` when it is not the newest.
    func agree(
        to number: Int64, of message: AgreedMessageID, in id: ConsultationID, by organisation: OrganisationID
    ) async throws {
        try await change(id, organisation) { _, today, db in
            let found = try Self.message(message, of: id, db)
            guard found.newest?.number == number else { throw Refusal.conflict("version") }
            try db.run(
                InsertYes(message: message, number: number, yes: .init(organisation: organisation, on: today)))
        }
    }
}
