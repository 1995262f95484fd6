/// One of the 42 kinds of weekly series on which Noufaily and others (Statistics in Medicine 32, 2013) compared detectors.
///
/// μ(t) = exp(θ + βt + Σ_{j ≤ m} (γ₁ cos(2πjt/52) + γ₂ sin(2πjt/52))), variance φμ. Seven sets of θ, β, γ, φ, each without and with
/// trend, each with no, one and two harmonics. The values are those of K. S. Telkamp's replication (DTU and SSI, 2023); that two harmonics
/// have the same γ is an assumption.
public struct NoufailyScenario: Sendable, Equatable {
    /// 1 to 42.
    public let number: Int
    let level: Double
    let growth: Double
    let harmonics: Int
    let cosine: Double
    let sine: Double
    /// φ, variance over mean.
    public let dispersion: Double

    /// Weeks of a series, and those that are judged.
    public static let weeks = 624
    public static let judged = 576...624
    /// Weeks in which past outbreaks may begin.
    static let past = 313...575

    public static let all: [NoufailyScenario] = {
        let sets: [(level: Double, growth: Double, cosine: Double, sine: Double, dispersion: Double)] = [
            (0.1, 0.0025, 0.6, 0.6, 1.5), (-2, 0.005, 0.1, 0.3, 2), (1.5, 0.003, 0.2, -0.4, 1),
            (0.5, 0.002, 0.5, 0.5, 5),
            (2.5, 0.001, 1, 0.1, 3), (3.75, 0.001, 0.1, -0.1, 1.1), (5, 0.0001, 0.05, 0.01, 1.2),
        ]
        var scenarios: [NoufailyScenario] = []
        for set in sets {
            for growth in [0, set.growth] {
                for harmonics in 0...2 {
                    scenarios.append(
                        NoufailyScenario(
                            number: scenarios.count + 1, level: set.level, growth: growth, harmonics: harmonics,
                            cosine: set.cosine,
                            sine: set.sine, dispersion: set.dispersion))
                }
            }
        }
        return scenarios
    }()

    /// μ of a week, counted from 1.
    public func mean(at week: Int) -> Double {
        var exponent = level + growth * Double(week)
        for harmonic in 1...2 where harmonic <= harmonics {
            let angle = 2 * Double.pi * Double(harmonic * week) / 52
            exponent += cosine * Maths.cos(angle) + sine * Maths.sin(angle)
        }
        return Maths.exp(exponent)
    }

    /// The distribution of an ordinary count in a week.
    public func distribution(at week: Int) throws(StatisticsError) -> NegativeBinomial {
        try NegativeBinomial(mean: mean(at: week), dispersion: dispersion)
    }

    /// A series of 624 weeks; with past outbreaks, four of them, of 2 to 10 standard deviations, before the weeks that are judged.
    public func history(pastOutbreaks: Bool, using generator: inout SimulationGenerator) throws(StatisticsError)
        -> [Int]
    {
        var counts: [Int] = []
        for week in 1...Self.weeks { counts.append(generator.count(of: try distribution(at: week))) }
        guard pastOutbreaks else { return counts }
        for _ in 0..<4 {
            let start = Int.random(in: Self.past, using: &generator)
            let size = Double(Int.random(in: 2...10, using: &generator))
            for (week, extra) in try outbreak(of: size, from: start, until: Self.past.upperBound, using: &generator) {
                counts[week - 1] += extra
            }
        }
        return counts
    }

    /// The extra counts of an outbreak by week, in order of weeks: Poisson with mean k standard deviations of its first week in all, each in a week after
    /// the start by a log-normal distribution with parameters 0 and ½, so spread over about three weeks.
    public func outbreak(
        of deviations: Double, from start: Int, until last: Int, using generator: inout SimulationGenerator
    ) throws(StatisticsError) -> [(week: Int, extra: Int)] {
        let spread = (mean(at: start) * dispersion).squareRoot()
        let size = generator.count(of: try NegativeBinomial(mean: deviations * spread, dispersion: 1))
        var extra: [Int: Int] = [:]
        for _ in 0..<size {
            let delay = Maths.exp(0.5 * Normal.quantile(generator.uniform()))
            let week = start + Int(min(1000, delay))
            if week <= last { extra[week, default: 0] += 1 }
        }
        return extra.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
