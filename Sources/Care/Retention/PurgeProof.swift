import Core

/// What the store itself said after a purge. Numbers and the moment, nothing of a talk.
public struct PurgeProof: Sendable, Hashable {
    public let at: Instant
    /// Talks that were erased.
    public let erased: Int
    /// Talks that were closed because nobody wrote.
    public let closed: Int
    /// Secrets without a talk that were destroyed.
    public let swept: Int
    /// Rows, grants, codes, sessions, offers, messages, records and secrets that were left of the erased talks.
    public let leftOver: Int
    /// Talks and other things that are due, were not erased, and have been for longer than `grace`.
    public let overdue: Int

    /// A purge happens every minute; what has been due for longer than this was forgotten.
    static let grace = Duration.minutes(10)
    /// How long proofs are kept.
    static let kept = Duration.days(30)

    public var isGood: Bool { leftOver == 0 && overdue == 0 }
}

/// Where the promise stands now, for the operator.
public struct PurgeState: Sendable {
    /// Nil when there was no purge yet.
    public let last: PurgeProof?
    /// What is due now and should have been gone.
    public let overdue: Int

    public var isGood: Bool { overdue == 0 && (last?.leftOver ?? 0) == 0 }

    /// For `vangnet verify` and `vangnet doctor`, one line each.
    public var sentences: [String] {
        let proof = last.map {
            """
            last purge: \($0.at.rfc3339), \($0.erased) erased, \($0.leftOver) left over, \($0.overdue) overdue
            """
        }
        return [proof ?? "last purge: none yet", "overdue now: \(overdue)"]
    }
}
