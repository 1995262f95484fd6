/// The Poisson distribution with mean μ.
public struct Poisson: Sendable, Equatable {
    private let counts: NegativeBinomial

    /// - Throws: `StatisticsError.invalid` unless 0 ≤ mean < ∞.
    public init(mean: Double) throws(StatisticsError) { counts = try NegativeBinomial(mean: mean, dispersion: 1) }

    public var mean: Double { counts.mean }
    /// P(Y = count).
    public func probability(of count: Double) -> Double { counts.probability(of: count) }
    /// P(Y ≤ count).
    public func cumulative(_ count: Double) -> Double { counts.cumulative(count) }
    /// P(Y ≥ count).
    public func upperTail(_ count: Double) -> Double { counts.upperTail(count) }
    /// The smallest whole number x with P(Y ≤ x) ≥ p.
    public func quantile(_ p: Double) -> Double { counts.quantile(p) }
}

/// The binomial distribution: successes among `trials` with `probability` each.
public struct Binomial: Sendable, Equatable {
    public let trials: Double
    public let probability: Double

    /// - Throws: `StatisticsError.invalid` unless trials is whole and not negative and 0 ≤ probability ≤ 1.
    public init(trials: Double, probability: Double) throws(StatisticsError) {
        try StatisticsError.check("number of trials", trials, "a whole number, zero or more") {
            $0 >= 0 && $0 == $0.rounded()
        }
        try StatisticsError.check("probability", probability, "between 0 and 1") { $0 >= 0 && $0 <= 1 }
        self.trials = trials
        self.probability = probability
    }

    /// P(X = successes); zero where the number is negative, not whole or above the number of trials. Loader's saddle-point form.
    public func probability(of successes: Double) -> Double {
        guard successes >= 0, successes <= trials, successes == successes.rounded() else {
            return successes.isNaN ? .nan : 0
        }
        let failures = trials - successes
        if probability == 0 { return successes == 0 ? 1 : 0 }
        if probability == 1 { return failures == 0 ? 1 : 0 }
        if successes == 0 { return Maths.exp(trials * Maths.log1p(-probability)) }
        if failures == 0 { return Maths.exp(trials * Maths.log(probability)) }
        return Maths.exp(SpecialFunctions.logBinomialTerm(successes, failures, probability, 1 - probability))
    }

    /// P(X ≤ successes) = 1 − I_p(successes + 1, trials − successes).
    public func cumulative(_ successes: Double) -> Double {
        guard !successes.isNaN else { return .nan }
        let x = successes.rounded(.down)
        if x < 0 { return 0 }
        if x >= trials { return 1 }
        return SpecialFunctions.regularizedBeta(probability, complement: 1 - probability, x + 1, trials - x).upper
    }

    /// P(X ≥ successes) = I_p(successes, trials − successes + 1).
    public func upperTail(_ successes: Double) -> Double {
        guard !successes.isNaN else { return .nan }
        let x = successes.rounded(.up)
        if x <= 0 { return 1 }
        if x > trials { return 0 }
        return SpecialFunctions.regularizedBeta(probability, complement: 1 - probability, x, trials - x + 1).lower
    }
}
