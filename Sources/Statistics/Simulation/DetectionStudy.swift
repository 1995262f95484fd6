/// How often a detector is wrong, and how often it sees an outbreak, on the scenarios of Noufaily and others.
///
/// Only the histories are simulated. Given the bounds that a detector fits to a history, the chance of a false alarm in each judged week,
/// and of seeing an outbreak, is worked out exactly from the distribution that the scenario has.
public struct DetectionStudy: Sendable {
    public let scenarios: [NoufailyScenario]
    /// Histories of each scenario.
    public let histories: Int
    public let pastOutbreaks: Bool
    public let seed: UInt64
    /// Sizes of outbreak whose detection is measured, in standard deviations of the baseline.
    public let outbreaks: [Double]
    /// Outbreaks of each size in each history.
    public var outbreaksPerHistory = 4

    /// The counts that are ordinary by a detector: above is a rise, below is a fall. nil where it has no answer.
    public typealias Bounds = (lower: Double, upper: Double)

    public struct Outcome: Sendable, Equatable {
        public let scenario: Int
        /// Mean chance per week that an ordinary count is called a rise, and a fall.
        public let falseRises: Double
        public let falseFalls: Double
        /// Chance to see an outbreak at least once, in the order of `outbreaks`.
        public let detection: [Double]
    }

    /// - Throws: `StatisticsError.invalid` unless there is at least one history.
    public init(
        scenarios: [NoufailyScenario] = NoufailyScenario.all, histories: Int, pastOutbreaks: Bool,
        outbreaks: [Double] = [],
        seed: UInt64
    ) throws(StatisticsError) {
        try StatisticsError.check("number of histories", Double(histories), "1 or more") { $0 >= 1 }
        for size in outbreaks {
            try StatisticsError.check("size of outbreak", size, "0 to 1,000") { $0 >= 0 && $0 <= 1000 }
        }
        (self.scenarios, self.histories, self.pastOutbreaks) = (scenarios, histories, pastOutbreaks)
        (self.outbreaks, self.seed) = (outbreaks, seed)
    }

    /// Runs several detectors on the same histories; outcomes by detector, then by scenario.
    public func outcomes(
        _ detectors: [(CountSeries, ClosedRange<Int>) throws -> [Bounds?]]
    ) throws -> [[Outcome]] {
        var outcomes: [[Outcome]] = Array(repeating: [], count: detectors.count)
        for scenario in scenarios {
            var sums = Array(
                repeating: Sum(rises: 0, falls: 0, seen: Array(repeating: 0, count: outbreaks.count)),
                count: detectors.count)
            var generator = SimulationGenerator(seed: seed &+ UInt64(scenario.number) &* 1_000_003)
            for _ in 0..<histories {
                let series = try CountSeries(counts: scenario.history(pastOutbreaks: pastOutbreaks, using: &generator))
                let extras = try outbreaks.map { size in
                    try (0..<outbreaksPerHistory).map { _ in
                        let start = Int.random(in: NoufailyScenario.judged, using: &generator)
                        return try scenario.outbreak(
                            of: size, from: start, until: NoufailyScenario.weeks, using: &generator)
                    }
                }
                for (place, detector) in detectors.enumerated() {
                    let bounds = try detector(series, NoufailyScenario.judged)
                    try sums[place].add(scenario, bounds, extras)
                }
            }
            for place in detectors.indices {
                outcomes[place].append(sums[place].outcome(scenario, histories, outbreaksPerHistory))
            }
        }
        return outcomes
    }

    private struct Sum {
        var rises: Double
        var falls: Double
        var seen: [Double]

        mutating func add(_ scenario: NoufailyScenario, _ bounds: [Bounds?], _ extras: [[[(week: Int, extra: Int)]]])
            throws
        {
            let first = NoufailyScenario.judged.lowerBound
            for (offset, bound) in bounds.enumerated() {
                guard let bound else { continue }
                let ordinary = try scenario.distribution(at: first + offset)
                rises += ordinary.upperTail(bound.upper.rounded(.down) + 1)
                falls += ordinary.cumulative(bound.lower.rounded(.up) - 1)
            }
            for (size, outbreaks) in extras.enumerated() {
                for outbreak in outbreaks {
                    var missed = 1.0
                    for (week, extra) in outbreak {
                        guard let bound = bounds[week - first] else { continue }
                        missed *= try scenario.distribution(at: week).cumulative(
                            bound.upper.rounded(.down) - Double(extra))
                    }
                    seen[size] += 1 - missed
                }
            }
        }

        func outcome(_ scenario: NoufailyScenario, _ histories: Int, _ outbreaks: Int) -> Outcome {
            let weeks = Double(histories * NoufailyScenario.judged.count)
            return Outcome(
                scenario: scenario.number, falseRises: rises / weeks, falseFalls: falls / weeks,
                detection: seen.map { $0 / Double(histories * outbreaks) })
        }
    }
}
