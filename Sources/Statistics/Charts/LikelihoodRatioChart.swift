/// Charts that ask at every week whether the counts have changed since some week before, by the ratio of likelihoods.
///
/// x_t are counts, μ_t their expected means while nothing has changed (given), and after the change the means are e^κ μ_t. The
/// counts are Poisson (a = 0) or negative binomial with variance μ + a μ². After an alarm the chart starts again with the next week.
/// Source: M. Höhle, M. Paul, "Count data regression charts for the monitoring of surveillance time series", Computational
/// Statistics & Data Analysis 52 (2008) 4357–4368.
public struct LikelihoodRatioChart: Sendable, Equatable {
    public enum Direction: Double, Sendable, Equatable {
        case increase = 1
        case decrease = -1
    }

    /// Which sizes of change are looked for.
    public enum Change: Sendable, Equatable {
        /// Any size in one direction: the generalised likelihood ratio.
        case unknown(Direction)
        /// One size κ on the log scale: the likelihood-ratio CUSUM.
        case known(logRatio: Double)
    }

    /// How far the week of the change may lie back.
    public enum Reach: Sendable, Equatable {
        case unlimited
        case weeks(Int)
    }

    /// How segments without any case are judged when a fall is looked for and the counts are Poisson.
    public enum ZeroSegments: Sendable, Equatable {
        /// As R's package does: passed over, so that a topic that falls to zero is not seen by the zero weeks.
        case passedOver
        /// Their likelihood ratio is the sum of the expected means.
        case counted
    }

    /// a in the variance μ + a μ²; 0 for Poisson counts.
    public let inverseSize: Double
    public let limit: Double
    public let change: Change
    /// Least weeks from the change to now (for Poisson with a limited reach one more, as in the paper's program).
    public let shortestSegment: Int
    public let reach: Reach
    public let zeroSegments: ZeroSegments

    /// - Throws: `StatisticsError.invalid` unless inverseSize ≥ 0, limit > 0, shortestSegment ≥ 1, a reach of weeks ≥ 0 and a known
    ///   change is finite and not 0.
    public init(
        change: Change, limit: Double = 5, inverseSize: Double = 0, shortestSegment: Int = 1, reach: Reach = .unlimited,
        zeroSegments: ZeroSegments = .counted
    ) throws(StatisticsError) {
        try StatisticsError.check("inverse size", inverseSize, "zero or more") { $0 >= 0 }
        try StatisticsError.check("decision limit", limit, "above 0") { $0 > 0 }
        try StatisticsError.check("shortest segment", Double(shortestSegment), "1 week or more") { $0 >= 1 }
        if case .weeks(let weeks) = reach {
            try StatisticsError.check("reach", Double(weeks), "zero or more weeks") { $0 >= 0 }
        }
        if case .known(let size) = change {
            try StatisticsError.check("change", size, "a finite number other than 0") { $0 != 0 }
        }
        self.inverseSize = inverseSize
        self.limit = limit
        self.change = change
        self.shortestSegment = shortestSegment
        self.reach = reach
        self.zeroSegments = zeroSegments
    }

    public struct Decision: Sendable, Equatable {
        /// Place in the list of counts, from 0.
        public let index: Int
        public let statistic: Double
        public let alarm: Bool
        /// Where the change most likely began, and its size e^κ; nil when nothing points to a change.
        public let estimate: Estimate?
    }

    public struct Estimate: Sendable, Equatable {
        public let since: Int
        public let ratio: Double
    }

    /// Judges every week of `counts`. A missing week carries no information: it is passed over and its statistic is that of the week before.
    ///
    /// - Parameter means: the in-control mean of every week, above 0.
    /// - Throws: `StatisticsError` when lengths differ or a value is not allowed.
    public func judge(_ counts: [Double?], means: [Double]) throws(StatisticsError) -> [Decision] {
        try check(counts, means)
        var decisions: [Decision] = []
        var run = Run()
        for (index, mean) in means.enumerated() {
            guard let count = counts[index] else {
                decisions.append(Decision(index: index, statistic: run.statistic, alarm: false, estimate: run.estimate))
                continue
            }
            run.add(count, mean, at: index)
            let alarm = step(&run)
            decisions.append(Decision(index: index, statistic: run.statistic, alarm: alarm, estimate: run.estimate))
            if alarm { run = Run() }
        }
        return decisions
    }

    /// The count each week would have needed for an alarm: exact for a known size, the smallest whole number for an unknown one.
    /// nil where no count up to a million gives an alarm.
    ///
    /// - Throws: as `judge`.
    public func countsNeeded(_ counts: [Double?], means: [Double]) throws(StatisticsError) -> [Double?] {
        try check(counts, means)
        var needed: [Double?] = []
        var run = Run()
        for (index, mean) in means.enumerated() {
            needed.append(countNeeded(after: run, mean, index))
            guard let count = counts[index] else { continue }
            run.add(count, mean, at: index)
            if step(&run) { run = Run() }
        }
        return needed
    }

    private func check(_ counts: [Double?], _ means: [Double]) throws(StatisticsError) {
        guard counts.count == means.count else {
            throw .lengthsDiffer(first: "counts", counts.count, second: "expected means", means.count)
        }
        try ChartInput.check(counts, judged: 0..<counts.count, history: 0)
        for mean in means { try StatisticsError.check("expected mean", mean, "above 0") { $0 > 0 } }
    }

    private func countNeeded(after run: Run, _ mean: Double, _ index: Int) -> Double? {
        if case .known(let size) = change {
            let sum = run.statistic
            let exact: Double
            if inverseSize == 0 {
                exact = (limit - sum + mean * (Maths.exp(size) - 1)) / size
            } else {
                let log = Self.logRatio(inverseSize, mean, size)
                exact = -(inverseSize * sum + log - limit * inverseSize) / (inverseSize * (size + log))
            }
            return max(0, exact)
        }
        func reaches(_ count: Double) -> Bool {
            var trial = run
            trial.add(count, mean, at: index)
            return step(&trial)
        }
        if case .unknown(.decrease) = change {
            // The statistic falls with the count, but for what is passed over at zero.
            return [0.0, 1].first(where: reaches)
        }
        // The statistic rises with the count: doubling, then halving.
        var (low, high) = (-1.0, 1.0)
        while !reaches(high) {
            (low, high) = (high, high * 2)
            if high > 1_048_576 { return nil }
        }
        if low < 0, reaches(0) { return 0 }
        low = max(low, 0)
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if reaches(middle) { high = middle } else { low = middle }
        }
        return high
    }

    private func step(_ run: inout Run) -> Bool {
        switch change {
        case .known(let size):
            run.advance(by: gain(size, run.counts.last ?? 0, run.means.last ?? 1), size)
            return run.statistic > limit
        case .unknown(let direction):
            inverseSize == 0 ? poisson(&run, direction) : negativeBinomial(&run, direction)
            return run.statistic >= limit && run.counts.count >= shortestSegment
        }
    }

    /// Log likelihood ratio of one week.
    private func gain(_ size: Double, _ count: Double, _ mean: Double) -> Double {
        inverseSize == 0
            ? size * count + (1 - Maths.exp(size)) * mean
            : size * count + (count + 1 / inverseSize) * Self.logRatio(inverseSize, mean, size)
    }

    private static func logRatio(_ a: Double, _ mean: Double, _ size: Double) -> Double {
        Maths.log((1 + a * mean) / (1 + a * mean * Maths.exp(size)))
    }

    private func poisson(_ run: inout Run, _ direction: Direction) {
        let now = run.counts.count - 1
        var first = 0
        var last = now
        run.clear()
        if case .weeks(let weeks) = reach {
            guard now >= shortestSegment else { return }
            (first, last) = (max(0, now - weeks), now - shortestSegment)
        } else {
            guard now >= shortestSegment - 1 else { return }
        }
        guard first <= last else { return }
        var (cases, expected) = (0.0, 0.0)
        for start in (first...now).reversed() {
            cases += run.counts[start]
            expected += run.means[start]
            guard start <= last else { continue }
            if cases == 0 {
                if direction == .decrease, zeroSegments == .counted { run.offer(expected, since: start, ratio: 0) }
                continue
            }
            let size = direction.rawValue * max(0, direction.rawValue * Maths.log(cases / expected))
            run.offer(size * cases + (1 - Maths.exp(size)) * expected, since: start, ratio: Maths.exp(size))
        }
    }

    private func negativeBinomial(_ run: inout Run, _ direction: Direction) {
        let now = run.counts.count - 1
        run.clear()
        guard now >= shortestSegment - 1 else { return }
        var first = 0
        if case .weeks(let weeks) = reach { first = max(0, now - weeks) }
        var size = 0.5
        for start in first..<max(first, now - shortestSegment + 2) {
            size = mostLikely(run, from: start, guess: size)
            size = direction.rawValue * max(0, direction.rawValue * size)
            var sum = 0.0
            for week in start...now { sum += gain(size, run.counts[week], run.means[week]) }
            run.offer(sum, since: start, ratio: Maths.exp(size))
        }
    }

    /// Newton's method for the most likely log ratio of a segment, which is minus infinity without cases: stopped at −18.
    private func mostLikely(_ run: Run, from start: Int, guess: Double) -> Double {
        var size = guess
        for _ in 0..<1000 {
            let ratio = Maths.exp(size)
            var (slope, curve) = (0.0, 0.0)
            for week in start..<run.counts.count {
                let (x, mean) = (run.counts[week], run.means[week])
                let spread = 1 + inverseSize * ratio * mean
                slope += (x - ratio * mean) / spread
                curve += mean * (inverseSize * x + 1) / (spread * spread)
            }
            let move = slope / (ratio * curve)
            guard move.isFinite else { break }
            size += move
            if abs(move) <= 1e-6 || size <= -18 { break }
        }
        return size
    }

    /// The weeks since the last alarm.
    private struct Run {
        var counts: [Double] = []
        var means: [Double] = []
        var places: [Int] = []
        var statistic = 0.0
        var estimate: Estimate?

        mutating func add(_ count: Double, _ mean: Double, at index: Int) {
            counts.append(count)
            means.append(mean)
            places.append(index)
        }

        mutating func clear() {
            statistic = 0
            estimate = nil
        }

        mutating func offer(_ value: Double, since start: Int, ratio: Double) {
            guard value > statistic else { return }
            statistic = value
            estimate = Estimate(since: places[start], ratio: ratio)
        }

        mutating func advance(by gain: Double, _ size: Double) {
            if statistic == 0 { estimate = nil }
            statistic = max(0, statistic + gain)
            guard statistic > 0 else { return clear() }
            estimate = Estimate(since: estimate?.since ?? places[places.count - 1], ratio: Maths.exp(size))
        }
    }
}
