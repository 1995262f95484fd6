import Statistics
import Testing

@Suite struct ChartTests {
    private let quiet: [Double?] = [3, 4, 2, 5, 3, 4, 3, 4, 2, 3, 5, 4, 3, 2, 4, 3, 4, 5, 3, 2]

    @Test(arguments: [EARS.Method.c1, .c2])
    func `a large count is an alarm of EARS and a usual one is not`(method: EARS.Method) throws {
        let chart = try EARS(method, oneSidedAlpha: 0.01)
        let decisions = try chart.judge(quiet + [30], weeks: 12..<21)
        #expect(decisions.last?.alarm == true)
        #expect(decisions.dropLast().allSatisfy { $0.alarm == false })
    }

    @Test func `two weeks of excess are an alarm of the third chart of EARS`() throws {
        let decisions = try EARS(.c3).judge(quiet + [20, 20, 20], weeks: 20..<23)
        #expect(decisions.map(\.alarm) == [false, true, true])
    }

    @Test func `a missing week gives no decision rather than no alarm`() throws {
        var counts = quiet
        counts[15] = nil
        let decisions = try EARS(.c1).judge(counts, weeks: 14..<18)
        #expect(decisions.map(\.alarm) == [false, nil, nil, nil])
        #expect(decisions[1].upperBound != nil)
    }

    @Test func `a baseline without any spread has a bound but no third statistic`() throws {
        let zeros: [Double?] = Array(repeating: 0, count: 20)
        #expect(try EARS(.c1).judge(zeros, weeks: 19..<20).first?.upperBound == 0)
        #expect(try EARS(.c3).judge(zeros, weeks: 19..<20).first?.upperBound == nil)
    }

    @Test(
        arguments: [
            .standard, .rossi, .anscombe, .anscombeSecondOrder, .pearsonNegativeBinomial(inverseSize: 0.2),
        ] as [CUSUM.Standardisation])
    func `the sum rises after a lasting change, whatever the standardisation`(standardisation: CUSUM.Standardisation)
        throws
    {
        let chart = try CUSUM(reference: 0.5, limit: 4, standardisation: standardisation)
        let decisions = try chart.judge(quiet + Array(repeating: 9, count: 8), weeks: 10..<28)
        #expect(decisions.last?.alarm == true)
        #expect(decisions.first?.alarm == false)
    }

    @Test func `the bound of the standard sum is the count that would just alarm`() throws {
        let chart = try CUSUM(reference: 1, limit: 3)
        let first = try #require(try chart.judge([2], weeks: 0..<1, inControl: .constant(4)).first)
        #expect(first.upperBound == 12)
        #expect(try chart.judge([12], weeks: 0..<1, inControl: .constant(4)).first?.alarm == true)
        #expect(try chart.judge([11], weeks: 0..<1, inControl: .constant(4)).first?.alarm == false)
    }

    @Test func `a sum that starts again needs a new excess for a new alarm`() throws {
        let counts: [Double?] = [20, 4, 4, 4]
        let goesOn = try CUSUM(reference: 1, limit: 3).judge(counts, weeks: 0..<4, inControl: .constant(4))
        let again = try CUSUM(reference: 1, limit: 3, afterAlarm: .startAgain).judge(
            counts, weeks: 0..<4, inControl: .constant(4))
        #expect(goesOn.map(\.alarm) == [true, true, true, true])
        #expect(again.map(\.alarm) == [true, false, false, false])
    }

    @Test(arguments: [0, 0.2])
    func `a likelihood ratio finds the week and the size of a lasting rise`(inverseSize: Double) throws {
        let counts: [Double?] = Array(repeating: 5, count: 20) + Array(repeating: 10, count: 12)
        let chart = try LikelihoodRatioChart(change: .unknown(.increase), limit: 5, inverseSize: inverseSize)
        let alarm = try #require(try chart.judge(counts, means: counts.map { _ in 5 }).first { $0.alarm })
        #expect(alarm.estimate?.since == 20)
        #expect(abs((alarm.estimate?.ratio ?? 0) - 2) < 0.01)
    }

    @Test func `a topic that falls to nothing is seen when zero weeks are counted, and passed over otherwise`() throws {
        let counts: [Double?] = Array(repeating: 0, count: 4)
        let means = counts.map { _ in 2.0 }
        let counted = try LikelihoodRatioChart(change: .unknown(.decrease), limit: 5)
        #expect(try counted.judge(counts, means: means).map(\.statistic) == [2, 4, 6, 2])
        let passedOver = try LikelihoodRatioChart(change: .unknown(.decrease), limit: 5, zeroSegments: .passedOver)
        #expect(try passedOver.judge(counts, means: means).allSatisfy { $0.statistic == 0 })
    }

    @Test func `the count that would have been needed is the least that gives an alarm`() throws {
        let chart = try LikelihoodRatioChart(change: .unknown(.increase), limit: 4)
        let counts: [Double?] = [3, 4, 2, 6]
        let means = [3.0, 3, 3, 3]
        for (week, needed) in try chart.countsNeeded(counts, means: means).enumerated() {
            let least = try #require(needed)
            var with = Array(counts[...week])
            with[week] = least
            #expect(try chart.judge(with, means: Array(means[...week])).last?.alarm == true)
            with[week] = least - 1
            #expect(try chart.judge(with, means: Array(means[...week])).last?.alarm == false)
        }
    }

    @Test func `the Bayes chart answers for a topic that never occurred`() throws {
        let reference = try BayesChart.Reference(halfWidth: 6, yearsBack: 0)
        let decisions = try BayesChart(reference: reference).judge([0, 0, 0, 0, 0, 0, 3], weeks: 6..<7)
        #expect(decisions.first?.upperBound == 1)
        #expect(decisions.first?.alarm == true)
    }

    @Test func `what cannot be judged is refused with a sentence`() throws {
        #expect(throws: StatisticsError.self) { try EARS(.c1).judge([1, .nan, 3], weeks: 2..<3) }
        #expect(throws: StatisticsError.self) { try EARS(.c1).judge(quiet, weeks: 3..<4) }
        #expect(throws: StatisticsError.self) { try EARS(.c1).judge(quiet, weeks: 19..<30) }
        #expect(throws: StatisticsError.self) { try CUSUM(reference: .infinity) }
        #expect(throws: StatisticsError.self) { try CUSUM().judge([-1], weeks: 0..<1, inControl: .constant(3)) }
        #expect(throws: StatisticsError.self) { try CUSUM().judge([1], weeks: 0..<1, inControl: .constant(0)) }
        #expect(throws: StatisticsError.self) { try CUSUM().judge([], weeks: 0..<0) }
        let chart = try LikelihoodRatioChart(change: .unknown(.increase))
        #expect(throws: StatisticsError.self) { try chart.judge([1, 2], means: [1]) }
        #expect(throws: StatisticsError.self) { try LikelihoodRatioChart(change: .known(logRatio: 0)) }
        #expect(throws: StatisticsError.self) {
            try BayesChart.Reference(halfWidth: 3, yearsBack: 0, recentWeeks: .left)
        }
        #expect(throws: StatisticsError.self) {
            try BayesChart(reference: BayesChart.Reference(halfWidth: 3, yearsBack: 2)).judge(quiet, weeks: 19..<20)
        }
    }
}
