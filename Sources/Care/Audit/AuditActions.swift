import Core
import Database
import Sealing
import Synchronization

/// Writes into the audit, within the transaction of what is done: the two are kept together or not at all.
public struct AuditPen: Sendable {
    let key: AuditKey
    let now: Instant

    /// - Parameter talk: what was done with it; the audit gets its name for this year only.
    func note(
        _ act: AuditAct, _ person: SignedIn, line: LineID? = nil, talk: ConversationID? = nil, _ db: any Writing
    ) throws {
        let organisation = person.member.organisation
        try db.run(
            InsertAudit(
                id: ID<AuditEntry>.random().text, at: AuditTerm.minute(now), organisation: organisation,
                person: person.member.id, act: act.rawValue, line: line,
                talk: talk.map { key.reference(of: $0, for: organisation) }))
    }
}

/// Who did what with talks and lines: written by staff's own actions, read by the supervisors of their organisation.
public final class AuditActions: Sendable {
    private let store: Store
    private let vault: Store
    private let clock: Clock
    private let known = Mutex<(year: Int64, key: AuditKey)?>(nil)

    /// Entries on one page.
    static let page = 200

    init(store: Store, vault: Store, clock: Clock) {
        (self.store, self.vault, self.clock) = (store, vault, clock)
    }

    /// What to write with now. Asks the vault once a year.
    func pen() async throws -> AuditPen {
        let now = clock.now()
        let year = AuditTerm.year(now)
        if let known = known.withLock({ $0 }), known.year == year { return AuditPen(key: known.key, now: now) }
        let fresh = AuditKey.random()
        let key = try await vault.write { db in
            try db.run(InsertAuditKey(year: year, key: fresh.bytes))
            return try AuditKey(bytes: try db.first(AuditKeyOf(year: year)) ?? fresh.bytes)
        }
        known.withLock { $0 = (year, key) }
        return AuditPen(key: key, now: now)
    }

    /// For what a person did outside of a talk.
    func note(_ act: AuditAct, _ person: SignedIn, line: LineID? = nil) async throws {
        let pen = try await pen()
        try await store.write { db in try pen.note(act, person, line: line, db) }
    }

    /// What was done at the person's organisation, the newest first, after where the page before it ended.
    func entries(for person: SignedIn, after cursor: AuditCursor?) async throws -> [AuditEntry] {
        try await entries(of: person.member.organisation, after: cursor)
    }

    /// For the operator: the newest of one organisation or of all.
    public func newest(of organisation: OrganisationID?) async throws -> [AuditEntry] {
        try await entries(of: organisation, after: nil)
    }

    private func entries(of organisation: OrganisationID?, after cursor: AuditCursor?) async throws -> [AuditEntry] {
        let cursor = cursor ?? AuditCursor(at: clock.now() + .minutes(1), id: "")
        return try await store.read { db in
            try db.all(AuditOf(organisation: organisation, after: cursor, most: Int64(Self.page)))
        }
    }

    /// The keys of years that are over go. The entries themselves are a `DatedPurge`.
    func purge() async throws {
        let now = clock.now()
        let gone = try await vault.write { db in try db.run(DeleteAuditKeys(before: AuditTerm.year(now))) }
        if gone > 0 { try await vault.compact() }
    }
}
