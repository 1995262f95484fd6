import Core
import Statistics
import Synchronization

/// What the audit found of periods that did not change since: after a delivery of one week only that week is audited anew.
final class AuditMemo: Sendable {
    struct Print: Hashable, Sendable {
        let one: Int
        let other: Int
    }

    struct Result: Sendable {
        let proof: VersionedRelease.Proof
        let corrections: [(figure: Int, correction: AuditedFigure.Correction)]
    }

    /// More than these are forgotten all at once: some megabytes.
    static let most = 60_000

    private let results = Mutex<[Print: Result]>([:])

    subscript(print: Print) -> Result? {
        get { results.withLock { $0[print] } }
        set {
            results.withLock { results in
                if results.count >= Self.most { results = [:] }
                results[print] = newValue
            }
        }
    }
}
