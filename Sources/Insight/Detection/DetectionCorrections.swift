import Core
import Pack

/// What a finding has become since a figure under it was corrected, or a break was named in it.
struct FindingRevision: Sendable, Hashable {
    enum Reason: String, Sendable {
        case corrected
        /// The weeks turned out to be no longer comparable with those before.
        case `break`
    }

    /// From 2; the finding itself is the first.
    let number: Int
    /// Whether it still is one.
    let holds: Bool
    let reason: Reason
    let certainty: Finding.Certainty
    /// Nil when nothing is known any more.
    let observed: Int?
    let expected: Double
    let low: Int
    let high: Int
    let p: Double
    let q: Double?
    let knownSince: Instant
    let judgedAt: Instant
}

extension DetectionActions {
    /// Judges again what was found where something under it changed in this round.
    ///
    /// - Parameters:
    ///   - changed: judgements that are other than before, with what they were.
    ///   - certainty: of one week, as it is now, as a rise or a fall; nil when it is none.
    func revisions(
        of findings: [Finding], by round: JudgedRound, _ run: DetectionRun, changed: [(Judgement, Judgement)],
        certainty: (Judgement, Bool) -> Finding.Certainty?
    ) -> [(FindingID, FindingRevision)] {
        var revised: [(FindingID, FindingRevision)] = []
        for finding in findings {
            let under = changed.filter {
                $0.0.indicator == finding.indicator && $0.0.region == finding.region && $0.0.week >= finding.since
                    && $0.0.week <= finding.week
            }
            guard !under.isEmpty else { continue }
            let isCorrected = under.contains { $0.0.observed != $0.1.observed }
            let draft = Draft(
                number: (finding.revision?.number ?? 1) + 1, reason: isCorrected ? .corrected : .break,
                was: finding.revision?.certainty ?? finding.certainty, run: run)
            if finding.kind == .rise || finding.kind == .fall {
                guard let judgement = under.last?.0 else { continue }
                let isRise = finding.kind == .rise
                revised.append((finding.id, draft.revision(finding, judgement, certainty(judgement, isRise))))
            } else if let series = round.series.first(where: {
                $0.indicator == finding.indicator && $0.region == finding.region
            }), let weeks = series.weeks(finding.since, finding.week) {
                let now = series.changes.filter { $0.isOneStretch(with: finding) }
                let sum = SustainedChange.sum(of: weeks, isRise: finding.kind.isRise)
                revised.append((finding.id, draft.revision(finding, sum, now)))
            }
        }
        return revised
    }

    /// Stretches that are not part of one that was found before.
    func new(
        _ changes: [SustainedChange], beside findings: [Finding], _ revised: [(FindingID, FindingRevision)]
    ) -> [SustainedChange] {
        changes.filter { change in
            !findings.contains { finding in
                guard change.isOneStretch(with: finding) else { return false }
                let now = revised.last { $0.0 == finding.id }?.1 ?? finding.revision
                return now?.holds ?? true
                    && (now?.certainty ?? finding.certainty) >= (change.isShown ? .shown : .listed)
            }
        }
    }

    /// What is the same in every revision of a round.
    private struct Draft {
        let number: Int
        let reason: FindingRevision.Reason
        let was: Finding.Certainty
        let run: DetectionRun

        func revision(_ finding: Finding, _ now: Judgement, _ certainty: Finding.Certainty?) -> FindingRevision {
            let p = finding.kind.isRise ? now.pRise : now.pFall
            return FindingRevision(
                number: number, holds: certainty != nil, reason: reason, certainty: certainty ?? was,
                observed: now.observed, expected: now.expected ?? finding.expected, low: now.low ?? finding.low,
                high: now.high ?? finding.high, p: p ?? 1, q: finding.kind.isRise ? now.qRise : now.qFall,
                knownSince: run.knownSince, judgedAt: run.ranAt)
        }

        func revision(
            _ finding: Finding, _ sum: SustainedChange.Sum?, _ now: [SustainedChange]
        ) -> FindingRevision {
            FindingRevision(
                number: number, holds: sum != nil && !now.isEmpty, reason: reason,
                certainty: now.isEmpty ? was : now.contains(where: \.isShown) ? .shown : .listed,
                observed: sum?.observed, expected: sum?.expected ?? finding.expected, low: sum?.low ?? finding.low,
                high: sum?.high ?? finding.high, p: sum?.p ?? 1, q: nil, knownSince: run.knownSince,
                judgedAt: run.ranAt)
        }
    }
}
