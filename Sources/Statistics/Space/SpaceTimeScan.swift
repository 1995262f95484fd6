/// Is there a group of neighbouring regions with more than expected in the last few weeks?
///
/// Every zone (a region with its nearest neighbours) and every number of last weeks is a cylinder with c observed and e expected, the
/// expected being scaled so that it sums to all C observed. Log likelihood ratio: c log(c/e) + (C − c) log((C − c)/(C − e)) when c > e,
/// else 0. Source: M. Kulldorff, "Prospective time periodic geographical disease surveillance using a scan statistic", Journal of the
/// Royal Statistical Society A 164 (2001) 61–72.
public struct SpaceTimeScan: Sendable, Equatable {
    /// Counts and what was expected, by region and week; the last week is the current one.
    public struct Counts: Sendable, Equatable {
        /// One list of weeks for each region, all equally long; nil where missing.
        public let observed: [[Double?]]
        /// In any unit: only the proportions count. Above 0.
        public let expected: [[Double]]

        /// - Throws: `StatisticsError` when lists are empty or of different lengths, or a value is not allowed.
        public init(observed: [[Double?]], expected: [[Double]]) throws(StatisticsError) {
            guard let weeks = observed.first?.count, weeks > 0 else { throw .empty(name: "counts of regions") }
            guard expected.count == observed.count else {
                throw .lengthsDiffer(
                    first: "regions observed", observed.count, second: "regions expected", expected.count)
            }
            for (counts, baseline) in zip(observed, expected) {
                guard counts.count == weeks, baseline.count == weeks else {
                    throw .lengthsDiffer(
                        first: "weeks of the first region", weeks, second: "weeks", min(counts.count, baseline.count))
                }
                for case let count? in counts { try StatisticsError.check("count", count, "zero or more") { $0 >= 0 } }
                for value in baseline { try StatisticsError.check("expected count", value, "above 0") { $0 > 0 } }
            }
            self.observed = observed
            self.expected = expected
        }
    }

    public struct Cluster: Sendable, Equatable {
        /// Regions of the zone in rising order.
        public let zone: [Int]
        /// Number of last weeks.
        public let weeks: Int
        public let observed: Double
        public let expected: Double
        /// Observed by expected inside, divided by the same outside.
        public let relativeRisk: Double
        public let logLikelihoodRatio: Double
    }

    /// Zones without repetition.
    public let zones: [[Int]]
    public let longestWeeks: Int

    /// - Parameters:
    ///   - neighbours: for each region the regions from near to far, itself first.
    ///   - smallestZone: regions in the smallest zone; 2 where regions by themselves are judged otherwise.
    ///   - largestZone: regions in the largest zone.
    ///   - longestWeeks: weeks of the longest cylinder.
    /// - Throws: `StatisticsError` when a region is not known, is twice in a list or a list does not begin with the region itself.
    public init(
        neighbours: [[Int]], smallestZone: Int = 1, largestZone: Int = 6, longestWeeks: Int = 6
    ) throws(StatisticsError) {
        guard !neighbours.isEmpty else { throw .empty(name: "regions") }
        try StatisticsError.check("size of the smallest zone", Double(smallestZone), "1 or more") { $0 >= 1 }
        try StatisticsError.check("size of the largest zone", Double(largestZone), "1 or more") { $0 >= 1 }
        try StatisticsError.check("number of weeks of the longest cylinder", Double(longestWeeks), "1 or more") {
            $0 >= 1
        }
        var seen: Set<[Int]> = []
        var zones: [[Int]] = []
        for (region, order) in neighbours.enumerated() {
            guard order.first == region, Set(order).count == order.count else {
                throw .invalid(
                    name: "first neighbour of region \(region)", value: Double(order.first ?? -1),
                    allowed: "the region itself, and no region twice")
            }
            for other in order where !neighbours.indices.contains(other) {
                throw .invalid(
                    name: "neighbour", value: Double(other), allowed: "one of the \(neighbours.count) regions")
            }
            let largest = min(largestZone, order.count)
            guard smallestZone <= largest else { continue }
            for size in smallestZone...largest {
                let zone = order[..<size].sorted()
                if seen.insert(zone).inserted { zones.append(zone) }
            }
        }
        guard !zones.isEmpty else { throw .empty(name: "zones") }
        self.zones = zones
        self.longestWeeks = longestWeeks
    }

    /// Every cylinder with more than expected, most striking first; where equal, the shorter one first.
    public func clusters(_ counts: Counts) throws(StatisticsError) -> [Cluster] {
        let sums = try CumulativeCounts(counts, regions: regions)
        var found: [Cluster] = []
        for weeks in 1..<(min(longestWeeks, sums.weeks) + 1) {
            for zone in zones {
                let cluster = sums.cluster(zone, weeks)
                if cluster.logLikelihoodRatio > 0 { found.append(cluster) }
            }
        }
        let order = found.indices.sorted {
            let (one, other) = (found[$0].logLikelihoodRatio, found[$1].logLikelihoodRatio)
            return one == other ? $0 < $1 : one > other
        }
        return order.map { found[$0] }
    }

    /// One cylinder, whether or not the scan would look at it.
    ///
    /// - Throws: `StatisticsError.invalid` when a region or the number of weeks is not in the counts.
    public static func cluster(_ counts: Counts, zone: [Int], weeks: Int) throws(StatisticsError) -> Cluster {
        let sums = try CumulativeCounts(counts, regions: 0)
        for region in zone where !counts.observed.indices.contains(region) {
            throw .invalid(
                name: "region", value: Double(region), allowed: "one of the \(counts.observed.count) regions")
        }
        guard weeks >= 1, weeks <= sums.weeks else {
            throw .invalid(name: "number of weeks", value: Double(weeks), allowed: "between 1 and \(sums.weeks)")
        }
        return sums.cluster(Set(zone).sorted(), weeks)
    }

    private var regions: Int { (zones.flatMap { $0 }.max() ?? 0) + 1 }
}

/// Sums over the last weeks of each region, so that a cylinder costs one addition for each of its regions.
struct CumulativeCounts: Sendable {
    let weeks: Int
    private let observed: [[Double]]
    private let expected: [[Double]]
    private let total: Double
    private let scale: Double

    init(_ counts: SpaceTimeScan.Counts, regions: Int) throws(StatisticsError) {
        guard counts.observed.count >= regions else {
            throw .lengthsDiffer(
                first: "regions with neighbours", regions, second: "regions with counts", counts.observed.count)
        }
        weeks = counts.observed[0].count
        observed = counts.observed.map { Self.lastSums($0.map { $0 ?? 0 }) }
        // A missing week is neither observed nor expected.
        expected = zip(counts.expected, counts.observed).map { baseline, seen in
            Self.lastSums(zip(baseline, seen).map { $1 == nil ? 0 : $0 })
        }
        total = observed.reduce(0) { $0 + ($1.last ?? 0) }
        let baseline = expected.reduce(0) { $0 + ($1.last ?? 0) }
        scale = baseline > 0 ? total / baseline : 0
    }

    private static func lastSums(_ values: [Double]) -> [Double] {
        var sums: [Double] = []
        var sum = 0.0
        for value in values.reversed() {
            sum += value
            sums.append(sum)
        }
        return sums
    }

    func cluster(_ zone: [Int], _ weeks: Int) -> SpaceTimeScan.Cluster {
        let seen = zone.reduce(0) { $0 + observed[$1][weeks - 1] }
        let expected = zone.reduce(0) { $0 + self.expected[$1][weeks - 1] } * scale
        let outside = (total - seen) / (total - expected)
        return SpaceTimeScan.Cluster(
            zone: zone, weeks: weeks, observed: seen, expected: expected, relativeRisk: seen / expected / outside,
            logLikelihoodRatio: ratio(seen, expected))
    }

    func ratio(_ seen: Double, _ expected: Double) -> Double {
        guard seen > expected, expected > 0 else { return 0 }
        let rest = total - seen
        return seen * Maths.log(seen / expected) + (rest > 0 ? rest * Maths.log(rest / (total - expected)) : 0)
    }

    /// The largest ratio of all cylinders.
    func largest(_ zones: [[Int]], longestWeeks: Int) -> Double {
        var largest = 0.0
        for weeks in 1..<(min(longestWeeks, self.weeks) + 1) {
            for zone in zones {
                var (seen, expected) = (0.0, 0.0)
                for region in zone {
                    seen += observed[region][weeks - 1]
                    expected += self.expected[region][weeks - 1]
                }
                expected *= scale
                if seen > expected { largest = max(largest, ratio(seen, expected)) }
            }
        }
        return largest
    }
}
