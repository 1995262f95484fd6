import Statistics
import Testing

@Suite struct DistributionTests {
    @Test(arguments: [1e-12, 0.001, 0.3, 0.5, 0.9, 0.999999])
    func `the quantile of the normal distribution undoes its cumulative probability`(p: Double) {
        #expect(abs(Normal.cumulative(Normal.quantile(p)) / p - 1) < 1e-13)
    }

    @Test func `a mean that is not a number is refused`() {
        #expect(throws: StatisticsError.self) { try NegativeBinomial(mean: .nan, dispersion: 1) }
        #expect(throws: StatisticsError.self) { try NegativeBinomial(mean: 1, dispersion: 0.9) }
        #expect(throws: StatisticsError.self) { try Binomial(trials: 2.5, probability: 0.5) }
    }
}
