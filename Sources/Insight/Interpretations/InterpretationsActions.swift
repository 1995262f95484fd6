import Core
import Database
import Pack

/// What analysts write beside figures, and what they add to the calendar.
public struct InterpretationsActions: Sendable {
    let store: Store
    let pack: Pack
    let catalogue: Catalogue
    let clock: Clock

    public init(store: Store, pack: Pack, clock: Clock) {
        (self.store, self.pack, self.clock) = (store, pack, clock)
        catalogue = Catalogue(pack)
    }

    /// On the clock of the country.
    var today: Day { catalogue.day(clock.now()) }

    // MARK: reading

    /// Which of them are asked for; nil for all.
    struct Filter: Sendable, Hashable {
        var kind: Remark.Kind?
        var indicator: IndicatorID?
        var region: RegionID?
    }

    /// The newest version of each, those that wait for somebody first; at most ``Remark/mostListed``.
    func list(_ filter: Filter = Filter()) async throws -> [(id: RemarkID, newest: Remark.Version)] {
        let today = today
        return try await store.read { db in
            try db.all(
                NewestRemarks(
                    kind: filter.kind, indicator: filter.indicator, region: filter.region, today: today,
                    limit: Remark.mostListed)
            ).compactMap { stored in stored.map { ($0.remark, $0.version) } }
        }
    }

    /// With every version. Throws `notFound`.
    func remark(_ id: RemarkID) async throws -> Remark {
        try await store.read { db in try Self.find(id, db) }
    }

    private static func find(_ id: RemarkID, _ db: any Reading) throws -> Remark {
        let versions = try db.all(RemarkVersions(id: id)).compactMap { $0?.version }
        guard let newest = versions.last else { throw Refusal.notFound }
        return Remark(id: id, earlier: versions.dropLast(), newest: newest)
    }

    /// What anybody may read, as far as it was public: of all figures, or of one. Of a figure that is not public nothing.
    func shown(_ indicator: IndicatorID? = nil) async throws -> [Remark] {
        let rows = try await store.read { db in
            try db.all(PublicRemarkVersions(indicator: indicator, limit: Remark.mostListed)).compactMap(\.self)
        }
        var order: [RemarkID] = []
        let byRemark = Dictionary(grouping: rows, by: \.remark)
        for row in rows where order.last != row.remark { order.append(row.remark) }
        return order.compactMap { id in
            let versions = (byRemark[id] ?? []).map(\.version).filter(mayBeShown)
            guard let newest = versions.last, mayBeShown(newest) else { return nil }
            return Remark(id: id, earlier: versions.dropLast(), newest: newest)
        }
    }

    private func mayBeShown(_ version: Remark.Version) -> Bool {
        guard version.content.isPublic else { return false }
        guard let id = version.content.indicator else { return true }
        return catalogue.indicator(id)?.isPublic ?? false
    }

    // MARK: writing

    /// Throws `empty`, `tooLong`, `malformed`, `aboutPerson`, `listFull`.
    func add(_ draft: RemarkDraft, _ kind: Remark.Kind, by author: Author) async throws -> RemarkID {
        let now = clock.now()
        let content = try draft.content(kind, in: catalogue, today: catalogue.day(now))
        let id = RemarkID.random()
        let version = Remark.Version(number: 1, content: content, author: author, at: now)
        try await store.write { db in
            try Consultation.allowOneMore(
                than: try db.first(RemarksOfOrganisation(organisation: author.organisation)) ?? 0,
                limit: Remark.mostOfOne)
            try db.run(InsertRemark(id: id, first: version))
            try db.run(InsertRemarkVersion(remark: id, version: version))
        }
        return id
    }

    /// Adds a version; the earlier ones stay. Only the organisation that began it does, so that nobody speaks for another.
    ///
    /// - Parameter after: the number of the version that was changed.
    /// - Returns: the number of the newest version; the one there was when nothing is other.
    ///
    /// Throws `empty`, `tooLong`, `malformed`, `aboutPerson`, `listFull`, `notFound`, `notAllowed`, and `conflict` when there
    /// is a newer version.
    func change(
        _ id: RemarkID, to draft: RemarkDraft, after number: Int64, by author: Author
    ) async throws -> (number: Int64, isNew: Bool) {
        let now = clock.now()
        let (today, catalogue) = (catalogue.day(now), catalogue)
        return try await store.write { db in
            _ = try db.first(LockedRemark(id: id))
            let remark = try Self.find(id, db)
            guard remark.organisation == author.organisation else { throw Refusal.notAllowed }
            let before = remark.newest.content
            let content = try draft.content(before.kind, in: catalogue, today: today, before: before)
            // Sent twice.
            guard content != before else { return (remark.newest.number, false) }
            guard remark.newest.number == number else { throw Refusal.conflict("version") }
            try Consultation.allowOneMore(than: Int64(remark.versions.count), limit: Remark.mostVersions)
            let version = Remark.Version(number: number + 1, content: content, author: author, at: now)
            try db.run(InsertRemarkVersion(remark: id, version: version))
            return (version.number, true)
        }
    }
}
