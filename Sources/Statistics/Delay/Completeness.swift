/// How much of a count is known at some age, with its uncertainty, and what follows from it.
///
/// With N in the end and X at that age: E(X | N) = πN and Var(X | N) = σ²N. π = ΣX/ΣN; σ² is the mean of (X − πN)²/N over the weeks,
/// never below the binomial π(1 − π), so that delays that hang together within a week widen it. Var(π) = σ²/ΣN.
public struct Completeness: Sendable, Equatable {
    /// π: above 1 when counts are corrected downwards.
    public let share: Double
    /// σ², widened for the few weeks that it was found from (by m/(m − 2), the variance of Student's t with m degrees).
    public let variance: Double
    /// Standard error of the share.
    public let shareError: Double
    /// Fully aged weeks that it was found from.
    public let weeks: Int
    /// Whether any of them had more at that age than in the end.
    public let fallsBack: Bool

    /// Below this share a count says too little about what it will become.
    public static let leastShare = 0.1

    /// Nothing ever came in after this age, and nothing was taken back.
    public var isCertain: Bool { share == 1 && variance == 0 }

    init?(_ pairs: [(early: Int, final: Int)]) {
        let total = Double(pairs.reduce(0) { $0 + $1.final })
        let share = Double(pairs.reduce(0) { $0 + $1.early }) / total
        guard total > 0, share >= Self.leastShare, pairs.count > 3 else { return nil }
        let squares = pairs.reduce(0.0) { sum, pair in
            let difference = Double(pair.early) - share * Double(pair.final)
            return sum + difference * difference / Double(max(1, pair.final))
        }
        let degrees = Double(pairs.count - 1)
        self.share = share
        variance = max(share * (1 - share), squares / degrees) * degrees / (degrees - 2)
        shareError = (variance / total).squareRoot()
        weeks = pairs.count
        fallsBack = pairs.contains { $0.early > $0.final }
    }

    /// The distribution of what is known at this age, of a count that will follow `final`: like is compared with like.
    public func asKnown(_ final: NegativeBinomial) -> NegativeBinomial {
        guard !isCertain, final.mean > 0 else { return final }
        let mean = share * final.mean
        let spread =
            final.mean * variance + share * share * final.variance
            + final.mean * final.mean * shareError * shareError
        return (try? NegativeBinomial(mean: mean, dispersion: max(1, spread / mean))) ?? final
    }

    /// A count as it will be, with an interval that holds it in `level` of weeks.
    public struct FinalCount: Sendable, Equatable {
        public let estimate: Double
        public let low: Int
        public let high: Int
    }

    /// What a count of which `seen` is known will be.
    ///
    /// What is still to come is negative binomial: with size x + ½ in the plain case (the posterior of Poisson counts that come in
    /// independently), wider with σ². Where counts are taken back too, the interval is log-normal and reaches below what is seen.
    /// - Throws: `StatisticsError.invalid` for a negative count or a level outside 0 to 1.
    public func finalCount(_ seen: Int, level: Double = 0.9) throws(StatisticsError) -> FinalCount {
        try StatisticsError.check("count", Double(seen), "zero or more") { $0 >= 0 }
        try StatisticsError.check("level", level, "between 0 and 1") { $0 > 0 && $0 < 1 }
        guard !isCertain else { return FinalCount(estimate: Double(seen), low: seen, high: seen) }
        let tail = (1 - level) / 2
        let whole = (Double(seen) + 0.5) / share
        let spread = (whole * variance + whole * whole * shareError * shareError) / (share * share)
        if !fallsBack, share < 1 {
            let toCome = whole * (1 - share)
            let rest = try NegativeBinomial(mean: toCome, dispersion: max(1, spread / toCome))
            return FinalCount(
                estimate: Double(seen) + toCome, low: seen + Int(rest.quantile(tail)),
                high: seen + Int(rest.quantile(1 - tail)))
        }
        let middle = Double(seen) / share
        let width = Maths.log1p(spread / (whole * whole)).squareRoot() * Normal.quantile(1 - tail)
        return FinalCount(
            estimate: middle, low: Int((middle * Maths.exp(-width)).rounded(.down)),
            high: Int((max(middle, 0.5) * Maths.exp(width)).rounded(.up)))
    }
}
