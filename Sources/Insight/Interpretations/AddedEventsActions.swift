import Core
import Database
import Pack

extension InterpretationsActions {
    /// Everything that may move a figure: of the pack, and what analysts added and did not take back.
    ///
    /// - Parameter known: as it was at that moment; nil for now.
    public func events(known: Instant? = nil) async throws -> [CalendarEvent] {
        guard let known else { return pack.events + (try await addedEvents().map { $0.newest.content.event($0.id) }) }
        return try await store.read { db in
            try db.all(AddedEventsThen(known: known, limit: AddedEvent.mostDrawn)).compactMap(\.self)
        }.reduce(into: pack.events) { $0.append($1.version.content.event($1.event)) }
    }

    /// The newest version of each that was not taken back, the latest day first.
    func addedEvents() async throws -> [(id: AddedEventID, newest: AddedEvent.Version)] {
        try await store.read { db in
            try db.all(AddedEvents(limit: AddedEvent.mostDrawn)).compactMap { stored in
                stored.map { ($0.event, $0.version) }
            }
        }
    }

    /// With every version. Throws `notFound`.
    func addedEvent(_ id: AddedEventID) async throws -> AddedEvent {
        try await store.read { db in try Self.find(id, db) }
    }

    private static func find(_ id: AddedEventID, _ db: any Reading) throws -> AddedEvent {
        let versions = try db.all(EventVersions(id: id)).compactMap { $0?.version }
        guard let newest = versions.last else { throw Refusal.notFound }
        return AddedEvent(id: id, earlier: versions.dropLast(), newest: newest)
    }

    /// Throws `empty`, `tooLong`, `malformed`, `aboutPerson`, `listFull`.
    func add(event draft: AddedEventDraft, by author: Author) async throws -> AddedEventID {
        let content = try draft.content(in: catalogue)
        let id = AddedEventID.random()
        let version = AddedEvent.Version(
            number: 1, content: content, isWithdrawn: false, author: author, at: clock.now())
        try await store.write { db in
            try Consultation.allowOneMore(
                than: try db.first(EventsOfOrganisation(organisation: author.organisation)) ?? 0,
                limit: AddedEvent.mostOfOne)
            try db.run(InsertEvent(id: id, first: version))
            try db.run(InsertEventVersion(event: id, version: version))
        }
        return id
    }

    /// Adds a version; the earlier ones stay. Throws as ``change(_:to:after:by:)``.
    func change(
        event id: AddedEventID, to draft: AddedEventDraft, after number: Int64, by author: Author
    ) async throws -> (number: Int64, isNew: Bool) {
        let catalogue = catalogue
        return try await change(id, after: number, by: author) { _ in (try draft.content(in: catalogue), false) }
    }

    /// Draws it nowhere any more; what it said stays to be read. Throws `notFound`, `notAllowed`, `conflict`.
    func withdraw(
        event id: AddedEventID, after number: Int64, by author: Author
    ) async throws -> (number: Int64, isNew: Bool) {
        try await change(id, after: number, by: author) { ($0, true) }
    }

    private func change(
        _ id: AddedEventID, after number: Int64, by author: Author,
        _ make: @escaping @Sendable (AddedEvent.Content) throws -> (AddedEvent.Content, isWithdrawn: Bool)
    ) async throws -> (number: Int64, isNew: Bool) {
        let now = clock.now()
        return try await store.write { db in
            _ = try db.first(LockedEvent(id: id))
            let event = try Self.find(id, db)
            guard event.organisation == author.organisation else { throw Refusal.notAllowed }
            let newest = event.newest
            let (content, isWithdrawn) = try make(newest.content)
            guard content != newest.content || isWithdrawn != newest.isWithdrawn else { return (newest.number, false) }
            guard newest.number == number else { throw Refusal.conflict("version") }
            try Consultation.allowOneMore(than: Int64(event.versions.count), limit: AddedEvent.mostVersions)
            let version = AddedEvent.Version(
                number: number + 1, content: content, isWithdrawn: isWithdrawn, author: author, at: now)
            try db.run(InsertEventVersion(event: id, version: version))
            return (version.number, true)
        }
    }
}
