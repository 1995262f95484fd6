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
            // A group of regions is judged again where regions are looked at together.
            guard finding.kind != .cluster else { continue }
            let under = changed.filter {
                $0.0.indicator == finding.indicator && $0.0.region == finding.region && $0.0.week >= finding.since
                    && $0.0.week <= finding.week && finding.isTouched(from: $0.1, to: $0.0)
            }
            guard !under.isEmpty else { continue }
            let isCorrected = under.contains { finding.isOtherNumber($0.1, $0.0) }
            let draft = Draft(
                number: (finding.revision?.number ?? 1) + 1, reason: isCorrected ? .corrected : .break,
                was: finding.revision?.certainty ?? finding.certainty, run: run)
            if !finding.isOfWeeks {
                guard let judgement = under.last?.0 else { continue }
                let isRise = finding.kind.isRise
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

    /// The findings with what they became in this round.
    static func standing(_ findings: [Finding], _ revised: [(FindingID, FindingRevision)]) -> [Finding] {
        let now = Dictionary(revised) { _, last in last }
        return findings.map { finding in
            var finding = finding
            finding.revision = now[finding.id] ?? finding.revision
            return finding
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
                observed: now.observed, expected: now.early?.expected ?? now.expected ?? finding.expected,
                low: now.early?.expectedLow ?? now.low ?? finding.low,
                high: now.early?.expectedHigh ?? now.high ?? finding.high, p: p ?? 1,
                q: finding.kind.isRise ? now.qRise : now.qFall,
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

extension Finding {
    /// Whether another judgement of a week under it asks for judging it again.
    ///
    /// That more came in of a week that was judged early is no correction: what is said in the end stands beside what was said early. Nor is
    /// it that a later delivery did not come. A lower number is one.
    fileprivate func isTouched(from before: Judgement, to now: Judgement) -> Bool {
        if kind.isEarly {
            guard now.early != nil else { return now.state == .afterBreak || now.state == .shortHistory }
            let isOnlyCompared = before.observed == now.observed && before.early?.age == now.early?.age
            return isOtherNumber(before, now) || revision != nil || isOnlyCompared
        }
        guard isOfWeeks else { return before.early == nil && (now.early == nil || isOtherNumber(before, now)) }
        return before.complete != now.complete || (before.early == nil && now.early == nil)
    }

    /// Whether the number under it is another one, and not only what it is compared with.
    fileprivate func isOtherNumber(_ before: Judgement, _ now: Judgement) -> Bool {
        if isOfWeeks { return before.complete != now.complete }
        guard kind.isEarly else { return before.observed != now.observed }
        guard now.early != nil, let was = before.observed, let number = now.observed else { return false }
        return number < was || (revision != nil && number != was)
    }
}
