import Core
import Database

struct InsertFindingRevision: Command {
    let finding: FindingID
    let revision: FindingRevision
    static let sql = """
        INSERT INTO finding_revision(
            finding, number, holds, reason, certainty, observed, expected, low, high, p, q, known_since, judged_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (finding, number) DO NOTHING
        """
    var arguments: [SQLValue] {
        [
            .text(finding.text), SQLValue(revision.number), SQLValue(revision.holds ? 1 : 0),
            .text(revision.reason.rawValue), .text(revision.certainty.rawValue), SQLValue(revision.observed),
            SQLValue(revision.expected), SQLValue(revision.low), SQLValue(revision.high), SQLValue(revision.p),
            SQLValue(revision.q), SQLValue(revision.knownSince), SQLValue(revision.judgedAt),
        ]
    }
}
