import Statistics
import Testing

@Suite struct DistributionTests {
    @Test(arguments: [1e-300, 1e-12, 0.001, 0.3, 0.5, 0.9, 0.999999])
    func `the quantile of the normal distribution undoes its cumulative probability`(p: Double) {
        #expect(abs(Normal.cumulative(Normal.quantile(p)) / p - 1) < 1e-11)
    }

    @Test func `a quantile is the smallest count that reaches the probability`() throws {
        var generator = SimulationGenerator(seed: 11)
        for _ in 0..<2000 {
            let mean = 1e-3 * (1e7 as Double).power(generator.uniform())
            let dispersion = 1 + 1e-6 * (4e7 as Double).power(generator.uniform())
            let counts = try NegativeBinomial(mean: mean, dispersion: dispersion)
            let p = generator.uniform()
            let quantile = counts.quantile(p)
            #expect(counts.cumulative(quantile) >= p * (1 - 1e-14))
            #expect(quantile == 0 || counts.cumulative(quantile - 1) < p)
        }
    }

    @Test(arguments: [(0.01, 1.0), (3, 1), (3, 1.0000001), (2, 40), (700, 2.5), (60_000, 5)])
    func `tails add up to one and steps are the probabilities`(mean: Double, dispersion: Double) throws {
        let counts = try NegativeBinomial(mean: mean, dispersion: dispersion)
        for p in [0.001, 0.4, 0.7, 0.9999] {
            let x = counts.quantile(p)
            #expect(abs(counts.cumulative(x) + counts.upperTail(x + 1) - 1) < 1e-13)
            #expect(abs(counts.cumulative(x) - counts.cumulative(x - 1) - counts.probability(of: x)) < 1e-13)
        }
    }

    @Test func `sums of probabilities agree with the incomplete beta function`() throws {
        let (mean, dispersion) = (37.5, 2.75)
        let counts = try NegativeBinomial(mean: mean, dispersion: dispersion)
        for x in stride(from: 0.0, through: 90, by: 7) {
            let beta = SpecialFunctions.regularizedBeta(1 / dispersion, mean / (dispersion - 1), x + 1)
            #expect(abs(counts.cumulative(x) - beta) < 1e-13)
        }
    }

    @Test func `very wide distributions are answered at once`() throws {
        let counts = try NegativeBinomial(mean: 1e14, dispersion: 3)
        let median = counts.quantile(0.5)
        #expect(abs(median / 1e14 - 1) < 1e-6)
        #expect(abs(counts.cumulative(median) - 0.5) < 1e-6)
        #expect(counts.upperTail(2e14) == 0)
    }

    @Test func `a Poisson distribution is that of the gamma function`() throws {
        let counts = try Poisson(mean: 12.25)
        for x in 0...40 {
            #expect(
                abs(counts.cumulative(Double(x)) - SpecialFunctions.regularizedGamma(Double(x) + 1, 12.25).upper)
                    < 1e-14)
        }
    }

    @Test func `a binomial distribution adds up`() throws {
        let counts = try Binomial(trials: 23, probability: 0.37)
        var sum = 0.0
        for x in 0...23 {
            sum += counts.probability(of: Double(x))
            #expect(abs(counts.cumulative(Double(x)) - sum) < 1e-14)
            #expect(abs(counts.upperTail(Double(x) + 1) - (1 - sum)) < 1e-14)
        }
    }

    @Test(arguments: [0.001, 0.2, 0.5, 0.97])
    func `quantiles of beta and gamma undo them`(p: Double) {
        for (a, b) in [(0.5, 0.5), (1, 1), (2, 30), (400, 3), (0.01, 5)] {
            let x = SpecialFunctions.regularizedBetaQuantile(p, a, b)
            #expect(abs(SpecialFunctions.regularizedBeta(x, a, b) - p) < 1e-12)
        }
        for a in [0.3, 1, 17, 5000] {
            #expect(
                abs(SpecialFunctions.regularizedGamma(a, SpecialFunctions.regularizedGammaQuantile(p, a)).lower - p)
                    < 1e-12)
        }
    }

    @Test(arguments: [Double.nan, -1, .infinity])
    func `a parameter that means nothing is refused`(value: Double) {
        #expect(throws: StatisticsError.self) { try NegativeBinomial(mean: value, dispersion: 1) }
        #expect(throws: StatisticsError.self) { try NegativeBinomial(mean: 1, dispersion: value) }
        #expect(throws: StatisticsError.self) { try Binomial(trials: value, probability: 0.5) }
        #expect(throws: StatisticsError.self) { try Binomial(trials: 3, probability: value) }
        #expect(throws: StatisticsError.self) { try Poisson(mean: value) }
    }

    @Test func `a question outside a distribution has a defined answer`() throws {
        let counts = try NegativeBinomial(mean: 3, dispersion: 2)
        #expect(counts.cumulative(-1) == 0 && counts.cumulative(.infinity) == 1)
        #expect(counts.upperTail(-1) == 1 && counts.upperTail(.infinity) == 0)
        #expect(counts.quantile(0) == 0 && counts.quantile(1) == .infinity && counts.quantile(1.1).isNaN)
        #expect(counts.probability(of: 1.5) == 0 && counts.cumulative(.nan).isNaN)
        #expect(Normal.quantile(-0.1).isNaN && StudentT.cumulative(1, degreesOfFreedom: 0).isNaN)
    }
}

extension Double {
    fileprivate func power(_ exponent: Double) -> Double {
        // x^y through the quantile-free identity e^(y log x), by halving: enough for spreading test values over decades.
        var (result, factor, rest) = (1.0, self, exponent)
        for _ in 0..<40 {
            factor = factor.squareRoot()
            rest *= 2
            if rest >= 1 {
                result *= factor
                rest -= 1
            }
        }
        return result
    }
}
