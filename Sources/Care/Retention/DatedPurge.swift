import Core
import Database

/// Something besides talks that is kept for a time and then deleted. To add one, write its two statements in a Queries file
/// and put it in `all`: it is then done at every purge, and looked after by its proof.
struct DatedPurge: Sendable {
    /// For who reads the code; never shown.
    let name: String
    let keeps: Duration
    /// Deletes what is older than the moment.
    let delete: @Sendable (_ db: any Writing, _ before: Instant) throws -> Void
    /// How much is older than the moment and still there.
    let left: @Sendable (_ db: any Reading, _ before: Instant) throws -> Int

    static let all = [
        contactRecords, countedRecords, spokenRecords, ownRecords, listLines, audit, erasedMarks, usedChallenges,
        lineAnswers, proofs,
    ]

    /// Codes of a contact record that were never counted: seven days after the talk was closed.
    static let contactRecords = DatedPurge(
        name: "contact records", keeps: .days(7),
        delete: { try $0.run(EmptyOldRecords(before: $1)) }, left: { try $0.first(OldRecords(before: $1)) ?? 0 })

    /// Codes of a contact record that were counted: at once. The empty row says that the talk has its record.
    static let countedRecords = DatedPurge(
        name: "counted records", keeps: .zero,
        delete: { db, _ in try db.run(EmptyCountedRecords()) },
        left: { db, _ in try db.first(FullCountedRecords()) ?? 0 })

    /// Who did what. The keys that name its talks lie in the vault, and go when their year is over.
    static let audit = DatedPurge(
        name: "audit", keeps: AuditTerm.kept, delete: { try $0.run(DeleteAudit(before: $1)) },
        left: { try $0.first(AuditBefore(moment: $1)) ?? 0 })
    /// That a seeker erased a talk: two days after the day it was, so that every shift of that day can be told.
    static let erasedMarks = DatedPurge(
        name: "marks of erased talks", keeps: .days(2),
        delete: { try $0.run(DeleteErasedMarks(before: $1)) }, left: { try $0.first(OldErasedMarks(before: $1)) ?? 0 })

    /// Records of calls and visits, and that reports were taken: within seven days.
    static let spokenRecords = DatedPurge(
        name: "records by voice", keeps: RecordTerms.uncounted,
        delete: { db, before in
            try db.run(DeleteOldSpoken(before: before))
            try db.run(DeleteOldReports(before: before))
        }, left: { try $0.first(OldSpoken(before: $1)) ?? 0 })

    /// Records that somebody began and did not touch any more. Until when is written with each.
    static let ownRecords = DatedPurge(
        name: "records under way", keeps: .zero,
        delete: { try $0.run(DeleteOldOwnRecords(now: $1)) }, left: { try $0.first(OldOwnRecords(now: $1)) ?? 0 })

    /// What did not fit in a list and nobody saw to. Until when is written with each.
    static let listLines = DatedPurge(
        name: "lines for who keeps a list", keeps: .zero,
        delete: { try $0.run(DeleteOldListLines(now: $1)) }, left: { try $0.first(OldListLines(now: $1)) ?? 0 })

    /// By which challenges somebody was let in. Until when is written with each: ten minutes after it was given.
    static let usedChallenges = DatedPurge(
        name: "used challenges", keeps: .zero,
        delete: { try $0.run(DeleteUsedChallenges(now: $1)) }, left: { try $0.first(OldUsedChallenges(now: $1)) ?? 0 })

    /// When talks of a line were answered: for as long as the range of the wait looks back.
    static let lineAnswers = DatedPurge(
        name: "answered moments", keeps: Wait.window,
        delete: { try $0.run(DeleteLineAnswers(before: $1)) }, left: { try $0.first(OldLineAnswers(before: $1)) ?? 0 })

    static let proofs = DatedPurge(
        name: "proofs of purges", keeps: PurgeProof.kept,
        delete: { try $0.run(DeleteProofs(before: $1)) }, left: { _, _ in 0 })
}
