import Core
import Foundation
import Pack
import Statistics

/// One region as part of a group that is high together: its weeks of the finding added up.
struct FindingPlace: Sendable, Hashable {
    let region: RegionID
    let observed: Int
    let expected: Double
    let low: Int
    let high: Int
}

/// Looks for regions beside each other that are high together in the last weeks, though none of them shows it by itself. Pure.
///
/// Zones are a region with its nearest one to five neighbours; a region alone is judged elsewhere.
struct ClusterScan: Sendable {
    /// One place in one complete week.
    struct Cell: Sendable {
        let observed: Int
        let expected: NegativeBinomial
        /// See ``Detector/Judged/estimation``.
        let estimation: Double

        /// Nil for a week that was not judged, or on reports that are still coming in.
        init?(_ judged: Detector.Judged) {
            guard let expected = judged.expected, let observed = judged.judgement.observed,
                judged.judgement.pRise != nil, judged.judgement.early == nil
            else { return nil }
            (self.observed, self.expected, estimation) = (observed, expected, judged.estimation)
        }
    }

    /// What a scan came to.
    struct Outcome: Sendable {
        let regions: Int
        let dispersion: Double
        let statistic: Double
        let p: Double
        /// How many quiet weeks were drawn.
        let simulations: Int
        /// The group, where it is above what was expected of it by itself too, and not only beside the rest.
        let cluster: Cluster?
    }

    struct Cluster: Sendable {
        let since: Week
        let places: [FindingPlace]
        /// All places and weeks together.
        let observed: Int
        let expected: Double
        let low: Int
        let high: Int
    }

    static let largestZone = 6
    static let longestWeeks = 6
    static let simulations = 999
    /// With fewer there is no rest of the country to compare with.
    static let leastRegions = 4

    /// For each region the others from near to far.
    let neighbours: [RegionID: [RegionID]]
    /// Scans of which p is larger are broken off.
    let reportable: Double

    /// - Parameters:
    ///   - cells: by place and week; what is missing is neither observed nor expected.
    ///   - week: the last week of every group.
    ///   - seed: the same for the same figure and week, so that the answer can be repeated.
    /// - Returns: nil when too few regions are complete in that week.
    func scan(_ cells: [RegionID: [Week: Cell]], week: Week, seed: UInt64) -> Outcome? {
        let regions = neighbours.keys.filter { cells[$0]?.isEmpty == false }.sorted()
        guard regions.count(where: { cells[$0]?[week] != nil }) >= Self.leastRegions else { return nil }
        let weeks = (0..<Self.longestWeeks).reversed().map { week - $0 }
        let table = regions.map { region in weeks.map { cells[region]?[$0] } }
        let numbers = Dictionary(regions.enumerated().map { ($1, $0) }) { first, _ in first }
        let order = regions.enumerated().map { number, region in
            [number] + (neighbours[region] ?? []).compactMap { numbers[$0] }
        }
        let dispersion = Self.dispersion(table.joined().compactMap(\.self))
        var random = SimulationGenerator(seed: seed)
        guard
            let scan = try? SpaceTimeScan(
                neighbours: order, smallestZone: 2, largestZone: Self.largestZone, longestWeeks: Self.longestWeeks),
            let counts = try? SpaceTimeScan.Counts(
                observed: table.map { $0.map { $0.map { Double($0.observed) } } },
                expected: table.map { $0.map { max($0?.expected.mean ?? 1, 0.01) } }),
            let found = try? ScanSignificance(
                scan, counts, dispersion: dispersion, simulations: Self.simulations, reportable: reportable,
                using: &random)
        else { return nil }
        return Outcome(
            regions: regions.count, dispersion: dispersion, statistic: found.statistic, p: found.p,
            simulations: found.simulations,
            cluster: found.cluster.flatMap { cluster in
                let since = week - (cluster.weeks - 1)
                return Self.cluster(
                    cluster.zone.map { (regions[$0], table[$0].suffix(cluster.weeks).compactMap(\.self)) }.filter {
                        !$0.1.isEmpty
                    },
                    since: since, dispersion: dispersion)
            })
    }

    /// Variance over mean, pooled. Several weeks of a region have the same error in what is expected of them, so that part counts as often
    /// as there are weeks in the longest group.
    private static func dispersion(_ cells: [Cell]) -> Double {
        let total = cells.reduce(0) { $0 + $1.expected.mean }
        guard total > 0 else { return 1 }
        let sum = cells.reduce(0) { sum, cell in
            let wide = cell.expected.dispersion + Double(longestWeeks - 1) * cell.estimation
            return sum + cell.expected.mean * wide
        }
        return max(1, sum / total)
    }

    private static func cluster(
        _ zone: [(region: RegionID, cells: [Cell])], since: Week, dispersion: Double
    ) -> Cluster? {
        let places = zone.compactMap { region, cells in
            together(cells, dispersion).map {
                FindingPlace(
                    region: region, observed: $0.observed, expected: $0.expected, low: $0.low, high: $0.high)
            }
        }
        // Of a neighbour nothing may be known in these weeks.
        guard places.count > 1, let all = together(zone.flatMap(\.cells), dispersion), all.observed > all.high else {
            return nil
        }
        return Cluster(
            since: since, places: places, observed: all.observed, expected: all.expected, low: all.low, high: all.high)
    }

    /// Cells added up.
    struct Sum {
        let observed: Int
        let expected: Double
        let low: Int
        let high: Int
    }

    private static func together(_ cells: [Cell], _ dispersion: Double) -> Sum? {
        let expected = cells.reduce(0) { $0 + $1.expected.mean }
        guard let counts = try? NegativeBinomial(mean: expected, dispersion: dispersion) else { return nil }
        return Sum(
            observed: cells.reduce(0) { $0 + $1.observed }, expected: expected, low: Int(counts.quantile(0.025)),
            high: Int(counts.quantile(0.975)))
    }

    /// Some regions in some weeks, with the dispersion that a scan found; nil when nothing is known of them.
    static func together(
        _ regions: [RegionID], _ cells: [RegionID: [Week: Cell]], _ weeks: ClosedRange<Week>, _ outcome: Outcome?
    ) -> Sum? {
        let known = regions.flatMap { cells[$0]?.filter { weeks.contains($0.key) }.map(\.value) ?? [] }
        guard let outcome, !known.isEmpty else { return nil }
        return together(known, outcome.dispersion)
    }

    /// The same on every machine (FNV-1a).
    static func seed(_ indicator: IndicatorID, _ week: Week) -> UInt64 {
        "\(indicator) \(week)".utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

extension RegionVersion {
    /// For each region with a place on the tile map the others from near to far, by the distance of their tiles. It is a drawing and no
    /// map: it is what the pack knows of which regions lie beside each other.
    var neighbours: [RegionID: [RegionID]] {
        let tiles = regions.compactMap { region in region.tile.map { (region.id, $0) } }
        var found: [RegionID: [RegionID]] = [:]
        for (region, tile) in tiles {
            found[region] = tiles.filter { $0.0 != region }.map { other, there in
                let (across, down) = (there.column - tile.column, there.row - tile.row)
                return (region: other, distance: across * across + down * down)
            }.sorted { ($0.distance, $0.region) < ($1.distance, $1.region) }.map(\.region)
        }
        return found
    }
}
