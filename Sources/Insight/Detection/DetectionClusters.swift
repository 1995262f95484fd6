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
        let from = week - (Self.scannedWeeks + ClusterScan.longestWeeks)
        var cells: [RegionID: [Week: ClusterScan.Cell]] = [:]
        for one in judged where one.judgement.week > from {
            guard let region = one.judgement.region, let cell = ClusterScan.Cell(one) else { continue }
            cells[region, default: [:]][one.judgement.week] = cell
        }
        return cells
    }

    /// Looks at regions together in every week in which any of them was judged anew.
    ///
    /// - Parameters:
    ///   - fresh: the judgements of this round.
    ///   - made: the findings of this round.
    func clusters(
        _ material: ScanMaterial, fresh: [Judgement], made: [Finding], _ run: DetectionRun
    ) async throws -> (findings: [Finding], scans: [ClusterScanRow]) {
        let from = run.week - (Self.scannedWeeks - 1)
        var weeks: [IndicatorID: Set<Week>] = [:]
        for judgement in fresh where judgement.region != nil && judgement.week >= from {
            weeks[judgement.indicator, default: []].insert(judgement.week)
        }
        let stored = try await store.read { db in
            try db.all(FindingsSince(week: from - 2 * ClusterScan.longestWeeks)).compactMap(\.self).map { finding in
                finding.kind == .cluster ? finding.with(try db.all(PlacesOf(finding: finding.id))) : finding
            }
        }
        var findings: [Finding] = []
        var scans: [ClusterScanRow] = []
        let asked = detectable.filter { weeks[$0.id] != nil && neighbours(of: $0) != nil }
        await progress.scanning(asked.count)
        for indicator in asked {
            guard let neighbours = neighbours(of: indicator), let cells = material[indicator.id] else { continue }
            let scan = ClusterScan(neighbours: neighbours, reportable: 1 / Double(terms.clusterRecurrence))
            for week in (weeks[indicator.id] ?? []).sorted() {
                let known = (stored + made + findings).filter { $0.indicator == indicator.id && $0.week <= week }
                let rest = Self.withoutSaid(cells, known, week)
                let outcome = try await FiguresActions.offPool {
                    scan.scan(rest, week: week, seed: ClusterScan.seed(indicator.id, week))
                }
                guard let outcome else { continue }
                scans.append(
                    ClusterScanRow(
                        indicator: indicator.id, week: week,
                        outcome: .init(
                            regions: outcome.regions, dispersion: outcome.dispersion, statistic: outcome.statistic,
                            p: outcome.p, simulations: outcome.simulations)))
                if let finding = finding(outcome, indicator, week, run),
                    !known.contains(where: { $0.tellsAlready(finding) })
                {
                    findings.append(finding)
                }
            }
            await progress.step()
        }
        return (findings, scans)
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
        for finding in findings where finding.kind.isRise && finding.certainty >= .shown {
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

    /// Whether this group holds what the other finding says of one of its regions.
    func holds(_ other: Finding) -> Bool {
        kind == .cluster && other.kind == .rise && indicator == other.indicator
            && (since...week).contains(other.week) && places.contains { $0.region == other.region }
            && other.certainty == .listed
    }
}
