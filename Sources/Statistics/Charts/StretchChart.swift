/// Weeks in a row that together lie above, or below, what was expected, though each of them may be ordinary.
///
/// At every week t the likelihood ratio of the stretch since each earlier week s is asked for, as in `LikelihoodRatioChart` with a change
/// of unknown size, for s from ``reach`` weeks before t to ``shortest`` weeks. Other than there it depends on nothing but those weeks,
/// so it is the same whatever week a round of judging begins with. The largest ratio is the statistic.
///
/// A stretch is found at t when the statistic reaches the limit *and* the evidence lies in more than one week: it begins with a week that
/// itself lies on that side, has at least ``shortest`` known weeks of which two thirds lie on that side, and without the week that
/// contributes most the ratio of the others is still half of the limit. Nothing new is found before the statistic has come back below
/// half of the limit: one stretch is one finding.
/// Source: M. Höhle, M. Paul, Computational Statistics & Data Analysis 52 (2008) 4357–4368, for the ratio.
public struct StretchChart: Sendable, Equatable {
    public static let reach = 26
    public static let shortest = 3
    /// The share of the limit that must remain without the most telling week, and below which a stretch has ended.
    public static let back = 0.5

    public let direction: LikelihoodRatioChart.Direction

    public init(_ direction: LikelihoodRatioChart.Direction) { self.direction = direction }

    /// One week: what was counted, nil when it is not known, and what was expected.
    public struct Week: Sendable, Equatable {
        public let count: Double?
        /// Above 0.
        public let mean: Double
        /// Variance divided by mean.
        public let dispersion: Double

        public init(count: Double?, mean: Double, dispersion: Double) {
            (self.count, self.mean, self.dispersion) = (count, max(mean, 0.01), max(dispersion, 1))
        }
    }

    /// The evidence at one week.
    public struct Evidence: Sendable, Equatable {
        /// Twice the statistic is close to χ² with one degree of freedom for one given stretch.
        public let statistic: Double
        /// The first week of the most likely stretch, one that lies on that side itself; nil when there is none.
        public let since: Int?
        /// The ratio without the week that contributes most; 0 when the stretch is too short or too mixed to be one.
        public let withoutLargest: Double
        /// Means over the weeks that were looked at.
        public let mean: Double
        public let dispersion: Double
    }

    public struct Stretch: Sendable, Equatable {
        public let since: Int
        /// The week in which it was found.
        public let at: Int
        public let statistic: Double
    }

    /// The stretches that are found, each once.
    ///
    /// - Parameter limit: by the evidence at a week; ``StretchLimit``.
    public func stretches(in weeks: [Week], limit: (Evidence) -> Double) -> [Stretch] {
        Self.stretches(weeks.indices.map { weeks[$0].count == nil ? nil : evidence(in: weeks, at: $0) }, limit: limit)
    }

    /// The same from evidence that was made before; nil for a week that is not known.
    public static func stretches(_ evidence: [Evidence?], limit: (Evidence) -> Double) -> [Stretch] {
        var found: [Stretch] = []
        var isWithin = false
        for (week, evidence) in evidence.enumerated() {
            guard let evidence else { continue }
            let limit = limit(evidence)
            if isWithin {
                isWithin = evidence.statistic >= back * limit
            } else if evidence.statistic >= limit, evidence.withoutLargest >= back * limit, let since = evidence.since {
                found.append(Stretch(since: since, at: week, statistic: evidence.statistic))
                isWithin = true
            }
        }
        return found
    }

    /// What the weeks up to this one tell.
    public func evidence(in weeks: [Week], at now: Int) -> Evidence {
        let window = (max(0, now - Self.reach)...now).filter { weeks[$0].count != nil }
        let known = window.map { weeks[$0] }
        let number = Double(max(1, known.count))
        let mean = known.reduce(0) { $0 + $1.mean } / number
        let dispersion = known.reduce(0) { $0 + $1.dispersion } / number
        let inverseSize = dispersion > 1.001 ? (dispersion - 1) / mean : 0
        var (best, start) = (0.0, Int?.none)
        if known.count >= Self.shortest {
            var sums = (count: 0.0, mean: 0.0)
            for first in known.indices.reversed() {
                sums.count += known[first].count ?? 0
                sums.mean += known[first].mean
                guard known.count - first >= Self.shortest, isOnSide(sums.count, sums.mean) else { continue }
                let ratio = ratio(known[first...], inverseSize)
                if ratio > best { (best, start) = (ratio, first) }
            }
        }
        func evidence(_ since: Int?, _ rest: Double) -> Evidence {
            Evidence(
                statistic: best, since: since.map { window[$0] }, withoutLargest: rest, mean: mean,
                dispersion: dispersion)
        }
        guard var first = start else { return evidence(nil, 0) }
        while first < known.count, !isOnSide(known[first].count ?? 0, known[first].mean) { first += 1 }
        let stretch = known[first...]
        let onSide = stretch.count { isOnSide($0.count ?? 0, $0.mean) }
        guard stretch.count >= Self.shortest, 3 * onSide >= 2 * stretch.count else {
            return evidence(first < known.count ? first : nil, 0)
        }
        let size = mostLikely(stretch, inverseSize)
        let gains = stretch.indices.map { gain(known[$0], size, inverseSize) }
        guard let largest = gains.indices.max(by: { gains[$0] < gains[$1] }) else { return evidence(first, 0) }
        let others = stretch.enumerated().filter { $0.offset != largest }.map(\.element)
        let sums = others.reduce((0.0, 0.0)) { ($0.0 + ($1.count ?? 0), $0.1 + $1.mean) }
        return evidence(first, isOnSide(sums.0, sums.1) ? ratio(others[...], inverseSize) : 0)
    }

    private func isOnSide(_ count: Double, _ mean: Double) -> Bool { (count - mean) * direction.rawValue > 0 }

    private func ratio(_ weeks: ArraySlice<Week>, _ inverseSize: Double) -> Double {
        let size = mostLikely(weeks, inverseSize)
        return max(0, weeks.reduce(0) { $0 + gain($1, size, inverseSize) })
    }

    /// Log likelihood ratio of one week for means that are e^size times as large.
    private func gain(_ week: Week, _ size: Double, _ a: Double) -> Double {
        let count = week.count ?? 0
        // Without any case the most likely size is minus infinity.
        let linear = count == 0 ? 0 : size * count
        if a == 0 { return linear + (1 - Maths.exp(size)) * week.mean }
        return linear + (count + 1 / a) * Maths.log((1 + a * week.mean) / (1 + a * week.mean * Maths.exp(size)))
    }

    /// The most likely log size: exact for Poisson counts and where all weeks expect the same, some steps of Newton's method from there
    /// otherwise.
    private func mostLikely(_ weeks: ArraySlice<Week>, _ a: Double) -> Double {
        let sums = weeks.reduce((0.0, 0.0)) { ($0.0 + ($1.count ?? 0), $0.1 + $1.mean) }
        guard sums.0 > 0 else { return -40 }
        var size = Maths.log(sums.0 / sums.1)
        guard a > 0 else { return size }
        for _ in 0..<4 {
            let ratio = Maths.exp(size)
            var (slope, curve) = (0.0, 0.0)
            for week in weeks {
                let (x, mean) = (week.count ?? 0, week.mean)
                let spread = 1 + a * ratio * mean
                slope += (x - ratio * mean) / spread
                curve += ratio * mean * (a * x + 1) / (spread * spread)
            }
            let move = slope / curve
            guard move.isFinite, abs(move) > 1e-7 else { break }
            size += move
        }
        return size
    }
}
