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

    static let all = [contactRecords, countedRecords, erasedMarks, proofs]

    /// Codes of a contact record that were never counted: seven days after the talk was closed.
    static let contactRecords = DatedPurge(
        name: "contact records", keeps: .days(7),
        delete: { try $0.run(EmptyOldRecords(before: $1)) }, left: { try $0.first(OldRecords(before: $1)) ?? 0 })

    /// Codes of a contact record that were counted: at once. The empty row says that the talk has its record.
    static let countedRecords = DatedPurge(
        name: "counted records", keeps: .zero,
        delete: { db, _ in try db.run(EmptyCountedRecords()) },
        left: { db, _ in try db.first(FullCountedRecords()) ?? 0 })

    /// That a seeker erased a talk: two days after the day it was, so that every shift of that day can be told.
    static let erasedMarks = DatedPurge(
        name: "marks of erased talks", keeps: .days(2),
        delete: { try $0.run(DeleteErasedMarks(before: $1)) }, left: { try $0.first(OldErasedMarks(before: $1)) ?? 0 })

    static let proofs = DatedPurge(
        name: "proofs of purges", keeps: PurgeProof.kept,
        delete: { try $0.run(DeleteProofs(before: $1)) }, left: { _, _ in 0 })
}
