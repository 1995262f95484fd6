import Testing

@testable import Statistics

@Suite struct `Weeks on end` {
    /// Weeks of which about 40 are expected, with the last ones as given.
    func weeks(_ last: [Double], before: Int = 40, mean: Double = 40) -> [StretchChart.Week] {
        let ordinary = (0..<before).map { [40.0, 36, 44, 39, 43, 35, 42][$0 % 7] }
        return (ordinary + last).map { StretchChart.Week(count: $0, mean: mean, dispersion: 1.4) }
    }

    func found(_ weeks: [StretchChart.Week], _ direction: LikelihoodRatioChart.Direction = .increase)
        -> [StretchChart.Stretch]
    {
        StretchChart(direction).stretches(in: weeks) { StretchLimit.limit($0, direction, runLength: 260) ?? .infinity }
    }

    @Test func `are not a jump of one week, however far`() {
        for jump in [90.0, 150, 400, 4_000] {
            #expect(found(weeks([41, 38, jump])).isEmpty, "\(jump)")
            // Ordinary weeks after it do not make a stretch of it.
            #expect(found(weeks([jump, 40, 41, 38, 42, 41, 43])).isEmpty, "\(jump)")
        }
        #expect(found(weeks([38, 41, 0]), .decrease).isEmpty)
    }

    @Test func `are not two weeks with a low one before them`() {
        #expect(found(weeks([27, 88, 88])).isEmpty)
        // A third high week makes them three.
        let three = found(weeks([27, 88, 88, 80]))
        #expect(three.map(\.since) == [41] && three.map(\.at) == [43])
    }

    @Test func `begin with a week that lies on that side itself`() throws {
        let all = weeks([33, 60, 58, 62, 61])
        let stretch = try #require(found(all).first)
        #expect(stretch.since == 41)
        let low = try #require(found(weeks([47, 22, 20, 23]), .decrease).first)
        #expect(low.since == 41)
    }

    @Test func `are found once, for as long as they last, and again when they came back in between`() {
        let long = [Double](repeating: 62, count: 25)
        #expect(found(weeks(long)).count == 1)
        // Two ordinary weeks in the midst of it are no coming back.
        #expect(found(weeks(long + [40, 41] + long)).count == 1)
        let calm = (0..<40).map { [40.0, 36, 44, 39, 43, 35, 42][$0 % 7] }
        #expect(found(weeks(long + calm + long)).count == 2)
    }

    @Test func `are the same whatever week is the first that is looked at`() {
        let all = weeks([58, 62, 61, 57, 40, 38, 41, 39] + [40, 36, 44, 39])
        for dropped in 1...13 {
            let part = Array(all.dropFirst(dropped))
            #expect(found(part).map { $0.at + dropped } == found(all).map(\.at))
        }
    }

    @Test func `have evidence as the likelihood-ratio chart reckons it`() throws {
        let all = weeks([50, 47, 55, 44, 52, 49])
        let evidence = StretchChart(.increase).evidence(in: all, at: all.count - 1)
        let chart = try LikelihoodRatioChart(
            change: .unknown(.increase), limit: 1e9, inverseSize: 0.4 / 40, shortestSegment: 3, reach: .weeks(26))
        let decision = try #require(
            try chart.judge(all.map(\.count), means: all.map(\.mean)).last)
        #expect(abs(evidence.statistic - decision.statistic) < 1e-6)
        #expect(evidence.since == decision.estimate?.since)
    }

    @Test(
        "give a false alarm as seldom as they promise, with the expectation that is in use",
        arguments: [(24.0, 1.4), (110.0, 1.4), (10.0, 1.0), (40.0, 2.5)])
    func keepsThePromise(mean: Double, dispersion: Double) throws {
        let outcome = try StretchStudy(mean: mean, dispersion: dispersion).falseAlarms(series: 160, seed: 77)
        let promised = Double(outcome.weeks) / Double(StretchLimit.runLength)
        let alarms = Double(outcome.rises + outcome.falls)
        // Alarms of one series hang together a little, so their variance is somewhat above that of a Poisson count; three standard
        // errors of it, and one of the limits themselves.
        #expect(abs(alarms - promised) < 3.5 * (1.3 * promised).squareRoot(), "\(outcome), promised \(promised)")
    }

    @Test func `would give more than twice as many with limits that know the means`() throws {
        let outcome = try StretchStudy(mean: 24, dispersion: 1.4).alarms(series: 60, seed: 78, limit: 3.9)
        #expect(outcome.runLength < 130, "\(outcome)")
    }
}
