import Core
import Database
import Pack

/// A scan that was done, to count afterwards how often it should have been wrong.
struct ClusterScanRow: Sendable, Hashable {
    let indicator: IndicatorID
    let week: Week
    let outcome: Numbers

    struct Numbers: Sendable, Hashable {
        let regions: Int
        let dispersion: Double
        let statistic: Double
        let p: Double
        let simulations: Int
    }
}

extension DetectionActions {
    /// What a scan needs of each figure: its complete weeks by place.
    typealias ScanMaterial = [IndicatorID: [RegionID: [Week: ClusterScan.Cell]]]

    /// Weeks back from the last one in which regions are looked at together.
    static let scannedWeeks = listedWeeks

    func material(_ judged: [Detector.Judged], until week: Week) -> [RegionID: [Week: ClusterScan.Cell]] {
        let from = week - (Self.weeksBack + ClusterScan.longestWeeks)
        var cells: [RegionID: [Week: ClusterScan.Cell]] = [:]
        for one in judged where one.judgement.week > from {
            guard let region = one.judgement.region, let cell = ClusterScan.Cell(one) else { continue }
            cells[region, default: [:]][one.judgement.week] = cell
        }
        return cells
    }

    /// What looking at regions together came to.
    struct Groups {
        var findings: [Finding] = []
        /// What groups that were found before have become.
        var revised: [(FindingID, FindingRevision)] = []
        var scans: [ClusterScanRow] = []
    }

    /// Looks at regions together in every week in which any of them was judged anew, and again at each group under which a figure was
    /// corrected or a break was named.
    ///
    /// - Parameters:
    ///   - changed: the judgements of this round, with what they were before.
    ///   - standing: what was found before, as it is held to now.
    ///   - made: the findings of this round.
    func clusters(
        _ material: ScanMaterial, changed: [(now: Judgement, before: Judgement?)], standing: [Finding],
        made: [Finding], _ run: DetectionRun
    ) async throws -> Groups {
        let from = run.week - (Self.scannedWeeks - 1)
        var weeks: [IndicatorID: Set<Week>] = [:]
        for (judgement, _) in changed where judgement.region != nil && judgement.week >= from {
            weeks[judgement.indicator, default: []].insert(judgement.week)
        }
        let stored = try await withPlaces(standing)
        let touched = stored.compactMap { finding in
            finding.kind == .cluster ? finding.touch(changed).map { (finding: finding, reason: $0) } : nil
        }
        for group in touched { weeks[group.finding.indicator, default: []].insert(group.finding.week) }
        var groups = Groups()
        let asked = detectable.filter { weeks[$0.id] != nil && neighbours(of: $0) != nil }
        await progress.scanning(asked.count)
        for indicator in asked {
            guard let neighbours = neighbours(of: indicator), let cells = material[indicator.id] else { continue }
            let scan = ClusterScan(neighbours: neighbours, reportable: 1 / Double(terms.clusterRecurrence))
            for week in (weeks[indicator.id] ?? []).sorted() {
                let known = (stored + made + groups.findings).filter {
                    $0.holds && $0.indicator == indicator.id && $0.week <= week
                }
                let rest = Self.withoutSaid(cells, known, week)
                let outcome = try await FiguresActions.offPool {
                    scan.scan(rest, week: week, seed: ClusterScan.seed(indicator.id, week))
                }
                let found = outcome.flatMap { finding($0, indicator, week, run) }
                let again = touched.filter { $0.finding.indicator == indicator.id && $0.finding.week == week }
                for (group, reason) in again {
                    let sum = ClusterScan.together(group.places.map(\.region), cells, group.since...week, outcome)
                    groups.revised.append((group.id, Self.revision(group, reason, sum, found, run)))
                }
                guard let outcome else { continue }
                groups.scans.append(
                    ClusterScanRow(
                        indicator: indicator.id, week: week,
                        outcome: .init(
                            regions: outcome.regions, dispersion: outcome.dispersion, statistic: outcome.statistic,
                            p: outcome.p, simulations: outcome.simulations)))
                // A group that was found in this week is told by itself, whatever became of it.
                guard week >= from, again.isEmpty, let found, !known.contains(where: { $0.tellsAlready(found) }) else {
                    continue
                }
                groups.findings.append(found)
            }
            await progress.step()
        }
        return groups
    }

    /// A group still is one when all of its regions are part of what is found in that week now, and together are high by themselves.
    private static func revision(
        _ group: Finding, _ reason: FindingRevision.Reason, _ sum: ClusterScan.Sum?, _ found: Finding?,
        _ run: DetectionRun
    ) -> FindingRevision {
        let regions = Set(found?.places.map(\.region) ?? [])
        let isWhole = group.places.allSatisfy { regions.contains($0.region) }
        let holds = isWhole && (sum.map { $0.observed > $0.high } ?? false)
        return FindingRevision(
            number: (group.revision?.number ?? 1) + 1, holds: holds, reason: reason,
            certainty: holds ? found?.certainty ?? group.certaintyNow : group.certaintyNow, observed: sum?.observed,
            expected: sum?.expected ?? group.expected, low: sum?.low ?? group.low, high: sum?.high ?? group.high,
            p: found?.p ?? 1, q: nil, knownSince: run.knownSince, judgedAt: run.ranAt)
    }

    /// Weeks between two false groups of this figure that are told: all figures of a family together may be wrong as seldom in public as
    /// one of them on the list.
    func recurrence(_ indicator: Indicator) -> Int {
        terms.clusterRecurrence
            * max(1, detectable.count { $0.family == indicator.family && neighbours(of: $0) != nil })
    }

    private func neighbours(of indicator: Indicator) -> [RegionID: [RegionID]]? {
        indicator.regionVersion.flatMap { catalogue.neighbours[$0] }
    }

    /// What is said of a region by itself is no news again, and hides what is beside it.
    private static func withoutSaid(
        _ cells: [RegionID: [Week: ClusterScan.Cell]], _ findings: [Finding], _ week: Week
    ) -> [RegionID: [Week: ClusterScan.Cell]] {
        var rest = cells
        for finding in findings where finding.kind.isRise && finding.holds && finding.certaintyNow >= .shown {
            guard let region = finding.region, week.since(finding.week) < ClusterScan.longestWeeks else { continue }
            rest[region] = nil
        }
        return rest
    }

    private func finding(
        _ outcome: ClusterScan.Outcome, _ indicator: Indicator, _ week: Week, _ run: DetectionRun
    ) -> Finding? {
        guard outcome.p * Double(terms.clusterRecurrence) <= 1, let cluster = outcome.cluster else { return nil }
        let isShown = outcome.p * Double(recurrence(indicator)) <= 1
        var finding = Finding(
            id: .random(), indicator: indicator.id, region: nil, week: week, kind: .cluster,
            certainty: isShown ? .shown : .listed, observed: cluster.observed, expected: cluster.expected,
            low: cluster.low, high: cluster.high, p: outcome.p, q: nil, since: cluster.since, terms: run.terms,
            knownSince: run.knownSince)
        finding.places = cluster.places
        return finding
    }
}

extension Finding {
    func with(_ places: [FindingPlace]) -> Finding {
        var finding = self
        finding.places = places
        return finding
    }

    /// Whether this group of regions goes on in the other one.
    fileprivate func tellsAlready(_ other: Finding) -> Bool {
        guard kind == .cluster, other.week.since(week) < ClusterScan.longestWeeks else { return false }
        let regions = Set(places.map(\.region))
        return other.places.contains { regions.contains($0.region) }
    }

    /// Whether this group tells what the other finding says of one of its regions.
    func tells(of other: Finding) -> Bool {
        kind == .cluster && holds && other.kind == .rise && indicator == other.indicator
            && (since...week).contains(other.week) && places.contains { $0.region == other.region }
            && other.mostCertain == .listed
    }

    /// Why this group has to be looked at again; nil when nothing under it is another one. That a week of which reports were coming in
    /// is complete now counts: it was no part of what was found.
    fileprivate func touch(_ changed: [(now: Judgement, before: Judgement?)]) -> FindingRevision.Reason? {
        let regions = Set(places.map(\.region))
        let under = changed.filter { one in
            guard let before = one.before, let region = one.now.region else { return false }
            return one.now.indicator == indicator && regions.contains(region) && (since...week).contains(one.now.week)
                && (before.complete != one.now.complete || (before.early == nil && one.now.early == nil))
        }
        guard !under.isEmpty else { return nil }
        return under.contains { $0.before?.complete != $0.now.complete } ? .corrected : .break
    }
}
