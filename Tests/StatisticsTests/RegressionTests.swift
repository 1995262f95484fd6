import Statistics
import Testing

@Suite struct RegressionTests {
    @Test func `a regression on groups finds their means`() throws {
        let counts: [Double] = [2, 4, 6, 10, 12, 14]
        let fit = try PoissonRegression(
            counts: counts, columns: [[1, 1, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1]])
        #expect(fit.converged)
        #expect(abs(fit.fitted[0] - 4) < 1e-6 && abs(fit.fitted[5] - 12) < 1e-6)
        // 1/(sum of means) is the variance of a log mean.
        #expect(abs(fit.unscaledCovariance[0][0] - 1.0 / 12) < 1e-6)
    }

    @Test func `at the solution the residuals are orthogonal to every column`() throws {
        var generator = SimulationGenerator(seed: 3)
        let n = 60
        let time = (0..<n).map { Double($0) / 10 }
        let other = (0..<n).map { _ in generator.uniform() }
        let counts = try (0..<n).map {
            Double(generator.count(of: try NegativeBinomial(mean: 5 + time[$0], dispersion: 2)))
        }
        let offset = other.map { $0 / 3 }
        let columns = [Array(repeating: 1.0, count: n), time, other]
        let fit = try PoissonRegression(counts: counts, columns: columns, offset: offset)
        for column in columns {
            let product = (0..<n).reduce(0) { $0 + column[$1] * (counts[$1] - fit.fitted[$1]) }
            #expect(abs(product) < 1e-4)
        }
    }

    @Test func `a design that cannot be solved is refused`() {
        let ones = [1.0, 1, 1, 1]
        #expect(throws: StatisticsError.self) { try PoissonRegression(counts: [1, 2, 3, 4], columns: [ones, ones]) }
        #expect(throws: StatisticsError.self) { try PoissonRegression(counts: [1, 2], columns: [[1, 1], [0, 1]]) }
        #expect(throws: StatisticsError.self) { try PoissonRegression(counts: [1, .nan, 3], columns: [[1, 1, 1]]) }
        #expect(throws: StatisticsError.self) { try PoissonRegression(counts: [1, 2, 3], columns: [[1, 1]]) }
        #expect(throws: StatisticsError.self) { try PoissonRegression(counts: [], columns: []) }
    }
}
