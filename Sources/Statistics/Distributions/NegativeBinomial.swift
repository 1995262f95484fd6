/// The negative binomial distribution by its mean μ and its dispersion φ = variance/mean ≥ 1; at φ = 1 the Poisson distribution.
///
/// Size r = μ/(φ−1), success probability 1/φ. Probabilities come from the saddle-point form of Loader (2000), which keeps its digits
/// for a size of 1e12 as well; tails are summed outward from the value asked for, smallest side first. Where the standard deviation
/// exceeds 100,000 the tails come from an Edgeworth series instead (absolute error below 1e-9).
public struct NegativeBinomial: Sendable, Equatable {
    public let mean: Double
    /// Variance divided by mean, at least 1.
    public let dispersion: Double

    /// - Throws: `StatisticsError.invalid` unless 0 ≤ mean < ∞ and 1 ≤ dispersion < ∞.
    public init(mean: Double, dispersion: Double) throws(StatisticsError) {
        try StatisticsError.check("mean", mean, "zero or more") { $0 >= 0 }
        try StatisticsError.check("dispersion", dispersion, "1 or more") { $0 >= 1 }
        self.mean = mean
        self.dispersion = dispersion
    }

    /// By size r > 0 and success probability 0 < p ≤ 1: mean r(1−p)/p, dispersion 1/p.
    public init(size: Double, probability: Double) throws(StatisticsError) {
        try StatisticsError.check("size", size, "more than zero") { $0 > 0 }
        try StatisticsError.check("probability", probability, "more than 0 and at most 1") { $0 > 0 && $0 <= 1 }
        try self.init(mean: size * (1 - probability) / probability, dispersion: 1 / probability)
    }

    public var variance: Double { mean * dispersion }

    private var standardDeviation: Double { variance.squareRoot() }
    private var isWide: Bool { standardDeviation > 100_000 }

    /// P(Y = count); zero for a count that is negative or not whole.
    public func probability(of count: Double) -> Double {
        guard count >= 0, count == count.rounded(), count.isFinite else { return count.isNaN ? .nan : 0 }
        if mean == 0 { return count == 0 ? 1 : 0 }
        let excess = dispersion - 1
        if count == 0 {
            return Maths.exp(excess == 0 ? -mean : -mean * (Maths.log1p(excess) / excess))
        }
        if excess == 0 {
            return Maths.exp(
                -SpecialFunctions.stirlingError(count)
                    - SpecialFunctions.deviance(count, mean: mean, difference: count - mean))
                / (Maths.twoPi * count).squareRoot()
        }
        let size = mean / excess
        guard size.isFinite else { return poisson.probability(of: count) }
        let total = size + count
        let difference = (mean - count) / dispersion
        let exponent =
            SpecialFunctions.stirlingError(total) - SpecialFunctions.stirlingError(size)
            - SpecialFunctions.stirlingError(count)
            - SpecialFunctions.deviance(size, mean: total / dispersion, difference: difference)
            - SpecialFunctions.deviance(count, mean: total * (excess / dispersion), difference: -difference)
        return Maths.exp(exponent) * (size / total / (Maths.twoPi * count)).squareRoot()
    }

    private var poisson: NegativeBinomial { NegativeBinomial(uncheckedMean: mean) }

    private init(uncheckedMean: Double) {
        mean = uncheckedMean
        dispersion = 1
    }

    /// P(Y ≤ count).
    public func cumulative(_ count: Double) -> Double {
        guard !count.isNaN else { return .nan }
        let count = count.rounded(.down)
        if count < 0 { return 0 }
        if count == .infinity || mean == 0 { return 1 }
        if isWide { return Normal.cumulative(wideScore(count + 0.5)) }
        return count < mean ? sumDown(from: count) : 1 - sumUp(from: count + 1)
    }

    /// P(Y ≥ count), the one-sided p-value of a count that may be too high.
    public func upperTail(_ count: Double) -> Double {
        guard !count.isNaN else { return .nan }
        let count = count.rounded(.up)
        if count <= 0 { return 1 }
        if count == .infinity || mean == 0 { return 0 }
        if isWide { return Normal.upperTail(wideScore(count - 0.5)) }
        return count > mean ? sumUp(from: count) : 1 - sumDown(from: count - 1)
    }

    /// The smallest whole number x with P(Y ≤ x) ≥ p (1 − 8ε), ε = 2⁻⁵², as R 4.2 decides a tie; ∞ at p = 1.
    public func quantile(_ p: Double) -> Double {
        guard p >= 0, p <= 1 else { return .nan }
        if p == 0 || mean == 0 { return 0 }
        if p == 1 { return .infinity }
        let target = p * (1 - 8 * Double.ulpOfOne)
        let z = Normal.quantile(p)
        let skewness = (2 * dispersion - 1) / standardDeviation
        // Cornish and Fisher's first correction; far off only when the distribution is very skew, which the search survives.
        let guess = mean + standardDeviation * (z + skewness * (z * z - 1) / 6)
        return search(target, from: max(0, guess.rounded()))
    }

    private func search(_ target: Double, from start: Double) -> Double {
        var high = start
        var low = start
        var step = 1.0
        if cumulative(start) >= target {
            while true {
                if low == 0 { break }
                high = low
                low = max(0, high - step)
                if cumulative(low) < target { break }
                step *= 2
            }
            if low == 0, cumulative(0) >= target { return 0 }
        } else {
            repeat {
                low = high
                high += step
                step *= 2
            } while cumulative(high) < target && high < 1e300
        }
        // P(Y ≤ low) < target ≤ P(Y ≤ high)
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if middle == low || middle == high { break }
            if cumulative(middle) >= target { high = middle } else { low = middle }
        }
        return high
    }

    /// P(Y ≤ count), by the ratio of neighbours P(k−1)/P(k) = kφ/(μ + (k−1)(φ−1)).
    private func sumDown(from count: Double) -> Double {
        var term = probability(of: count)
        var sum = term
        var k = count
        let excess = dispersion - 1
        if term == 0 {
            // All of it lies beyond the smallest number unless the mode is below: then start there.
            let mode = max(0, (mean - dispersion).rounded(.down))
            guard mode < count else { return 0 }
            k = mode
            term = probability(of: mode)
            sum = term
        }
        while k > 0 {
            let ratio = k * dispersion / (mean + (k - 1) * excess)
            term *= ratio
            sum += term
            k -= 1
            if ratio < 1, term < sum * 1e-18 { break }
        }
        return min(1, sum)
    }

    /// P(Y ≥ count) for a count above the mean, where every term is smaller than the one before.
    private func sumUp(from count: Double) -> Double {
        var term = probability(of: count)
        var sum = term
        var k = count
        let excess = dispersion - 1
        while term > sum * 1e-18 {
            term *= (mean + k * excess) / ((k + 1) * dispersion)
            sum += term
            k += 1
        }
        return min(1, sum)
    }

    /// The normal score of a value by inverting the Cornish–Fisher series to second order.
    private func wideScore(_ value: Double) -> Double {
        let x = (value - mean) / standardDeviation
        let skewness = (2 * dispersion - 1) / standardDeviation
        let kurtosis = (6 * dispersion * (dispersion - 1) + 1) / variance
        return x - skewness * (x * x - 1) / 6 - kurtosis * (x * x * x - 3 * x) / 24
            + skewness * skewness * (4 * x * x * x - 7 * x) / 36
    }
}
