/// Counts per week after against before, exact and by Wald's approximation.
///
/// Exact: given the sum, the count after is binomial with probability weeks after/(weeks before + weeks after) if the rates are equal
/// (J. Przyborowski, H. Wilenski, Biometrika 31 (1940) 313–323); the limits are those of C. J. Clopper and E. S. Pearson, Biometrika 26
/// (1934) 404–413, as odds. It supposes Poisson counts; with more spread (dispersion above 1) use Wald's.
public struct RateRatio: Sendable, Equatable {
    /// An interval of 95 per cent.
    public struct Interval: Sendable, Equatable {
        public let low: Double
        public let high: Double
    }

    /// Rate after divided by rate before; infinite when there was nothing before, not a number when there was nothing at all.
    public let ratio: Double
    /// Two-sided, the sum of the outcomes no more likely than the one seen.
    public let exactP: Double
    public let exact: Interval
    /// Standard error of the logarithm, √(dispersion (1/before + 1/after)); infinite when either count is 0.
    public let logError: Double
    /// nil when either count is 0.
    public let wald: Interval?
    public let waldP: Double?

    /// - Throws: `StatisticsError.invalid` unless counts are whole and not negative, weeks are positive and dispersion > 0.
    public init(
        before: Double, weeksBefore: Double, after: Double, weeksAfter: Double, dispersion: Double = 1
    ) throws(StatisticsError) {
        for (name, count) in [("count before", before), ("count after", after)] {
            try StatisticsError.check(name, count, "a whole number, zero or more, up to 10¹²") {
                $0 >= 0 && $0 == $0.rounded() && $0 <= 1e12
            }
        }
        for (name, weeks) in [("number of weeks before", weeksBefore), ("number of weeks after", weeksAfter)] {
            try StatisticsError.check(name, weeks, "above 0") { $0 > 0 }
        }
        try StatisticsError.check("dispersion", dispersion, "above 0") { $0 > 0 }
        ratio = (after / weeksAfter) / (before / weeksBefore)
        let total = before + after
        exactP = try Self.exactP(after, Binomial(trials: total, probability: weeksAfter / (weeksBefore + weeksAfter)))
        let low = after == 0 ? 0 : SpecialFunctions.regularizedBetaQuantile(0.025, after, before + 1)
        let high = before == 0 ? 1 : SpecialFunctions.regularizedBetaQuantile(0.975, after + 1, before)
        let scale = weeksBefore / weeksAfter
        exact = Interval(low: low / (1 - low) * scale, high: high == 1 ? .infinity : high / (1 - high) * scale)
        logError = (dispersion * (1 / before + 1 / after)).squareRoot()
        guard before > 0, after > 0 else {
            (wald, waldP) = (nil, nil)
            return
        }
        let (log, z) = (Maths.log(ratio), Normal.quantile(0.975))
        wald = Interval(low: Maths.exp(log - z * logError), high: Maths.exp(log + z * logError))
        waldP = 2 * Normal.upperTail(abs(log / logError))
    }

    /// The tail on the side of the outcome and, on the other side, every outcome with a probability of at most 1 + 1e-7 times that of the
    /// outcome. The probability falls away from the mode, so the first such outcome is found by halving.
    private static func exactP(_ seen: Double, _ counts: Binomial) -> Double {
        let limit = counts.probability(of: seen) * (1 + 1e-7)
        let expected = counts.trials * counts.probability
        if seen == expected { return 1 }
        if seen < expected {
            var (inside, outside) = (expected.rounded(.up) - 1, counts.trials + 1)
            while outside - inside > 1 {
                let middle = ((inside + outside) / 2).rounded(.down)
                if counts.probability(of: middle) <= limit { outside = middle } else { inside = middle }
            }
            return min(1, counts.cumulative(seen) + counts.upperTail(outside))
        }
        var (outside, inside) = (-1.0, expected.rounded(.down) + 1)
        while inside - outside > 1 {
            let middle = ((inside + outside) / 2).rounded(.down)
            if counts.probability(of: middle) <= limit { outside = middle } else { inside = middle }
        }
        return min(1, counts.cumulative(outside) + counts.upperTail(seen))
    }
}
