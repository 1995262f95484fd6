import Core
import Database
import Pack

/// The purge that proves itself: after it the store is asked what is left, and only numbers are written down.
extension ConversationsActions {
    /// Deletes what else is kept for a time, then looks on the stores at what is left of the talks that were just erased.
    func prove(_ purged: Purged, of erased: [ConversationID]) async throws -> PurgeProof {
        let now = clock.now()
        try await store.write { db in
            for dated in DatedPurge.all { try dated.delete(db, now - dated.keeps) }
        }
        var leftOver = try await store.read { db in
            try erased.reduce(0) { try $0 + (db.first(RowsLeftOf(conversation: $1)) ?? 0) }
                + DatedPurge.all.reduce(0) { try $0 + $1.left(db, now - $1.keeps - PurgeProof.grace) }
        }
        for id in erased where try await vault.isKept(id) { leftOver += 1 }
        let proof = PurgeProof(
            at: now, erased: purged.conversations, closed: purged.closed, swept: purged.orphans, leftOver: leftOver,
            overdue: try await overdue(now))
        try await store.write { db in
            try db.run(DeleteIdleProofs(before: now))
            try db.run(InsertPurgeProof(proof: proof))
        }
        return proof
    }

    /// Where the promise stands, for `vangnet verify`, `vangnet doctor` and the metrics.
    public func purgeState() async throws -> PurgeState {
        PurgeState(
            last: try await store.read { try $0.first(LastPurgeProof()) }, overdue: try await overdue(clock.now()))
    }

    /// What should have been gone for longer than the minute in which a purge comes.
    private func overdue(_ now: Instant) async throws -> Int {
        try await store.read { [pack] db in
            let due = now - PurgeProof.grace
            return try db.all(OrganisationsWithTalks()).reduce(0) { count, organisation in
                let terms = pack.retention(of: organisation)
                let query = OverdueTalks(
                    organisation: organisation, dueBefore: due, waitingBefore: due - terms.neverAnswered)
                return try count + (db.first(query) ?? 0)
            }
        }
    }
}
