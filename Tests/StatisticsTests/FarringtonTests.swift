import Statistics
import Testing

@Suite struct FarringtonTests {
    private func series(_ mean: Double, seed: UInt64, dispersion: Double = 1.5, weeks: Int = 420) throws -> [Int?] {
        var generator = SimulationGenerator(seed: seed)
        let counts = try NegativeBinomial(mean: mean, dispersion: dispersion)
        return (0..<weeks).map { _ in generator.count(of: counts) }
    }

    private func mondays(_ count: Int) throws -> [CivilDate] {
        var dates: [CivilDate] = []
        var date = try CivilDate(year: 2014, month: 12, day: 29)
        while dates.count < count {
            dates.append(date)
            for _ in 0..<7 {
                let next =
                    (try? CivilDate(year: date.year, month: date.month, day: date.day + 1))
                    ?? (try? CivilDate(year: date.year, month: date.month + 1, day: 1))
                date = try next ?? CivilDate(year: date.year + 1, month: 1, day: 1)
            }
        }
        return dates
    }

    @Test func `a doubled week is a rise and an empty week is a fall`() throws {
        var counts = try series(40, seed: 1)
        counts[409] = 100
        counts[414] = 5
        let judged = try CorrectedFarrington(oneSidedAlpha: 0.01).judge(CountSeries(counts: counts), 405...420)
        #expect(judged.filter { $0.decision == .rise }.map(\.time) == [410])
        #expect(judged.filter { $0.decision == .fall }.map(\.time) == [415])
    }

    @Test func `a higher count never makes a week less unusual`() throws {
        let counts = try series(8, seed: 2)
        var earlier = 2.0
        for observed in 0...30 {
            var changed = counts
            changed[419] = observed
            let judged = try CorrectedFarrington().judge(CountSeries(counts: changed), 420...420)[0]
            let p = try #require(judged.forecast?.production.pUpper(observed))
            #expect(p <= earlier)
            earlier = p
        }
    }

    @Test func `the weeks just before do not change what was expected`() throws {
        let counts = try series(20, seed: 3)
        var changed = counts
        for week in 395..<420 { changed[week] = 500 }
        let expected = try [counts, changed].map {
            try CorrectedFarrington().judge(CountSeries(counts: $0), 420...420)[0].forecast
        }
        #expect(expected[0] == expected[1])
    }

    @Test func `weeks are judged one by one`() throws {
        let counts = try CountSeries(counts: series(5, seed: 4), dates: mondays(420))
        let together = try CorrectedFarrington().judge(counts, 400...420)
        #expect(try (400...420).map { try CorrectedFarrington().judge(counts, $0...$0)[0] } == together)
        let compatible = try FarringtonFlexible().answers(counts, 400...420)
        #expect(try (400...420).map { try FarringtonFlexible().answers(counts, $0...$0)[0] } == compatible)
    }

    @Test func `a year of 53 weeks does not move the season`() throws {
        // High in the week that begins nearest to 28 June only: found again in every year, whatever the number of weeks between.
        let dates = try mondays(520)
        let counts = dates.map { $0.month == 6 && $0.day >= 25 || $0.month == 7 && $0.day == 1 ? 200 : 10 }
        let june = try #require(dates.firstIndex(of: CivilDate(year: 2021, month: 6, day: 28))) + 1
        var method = try CorrectedFarrington()
        method.baseline = try BaselineRule(yearsBack: 5, halfWindow: 0, periods: 26, excluded: 26)
        method.reweighting = .none
        method.trend = .never
        let forecast = try method.judge(CountSeries(counts: counts, dates: dates), june...june)[0].forecast
        #expect(abs(try #require(forecast?.expected) - 200) < 0.01)
    }

    @Test func `a missing week is no decision and does not silence the next`() throws {
        var counts = try series(40, seed: 5)
        (counts[417], counts[418]) = (nil, 200)
        let series = try CountSeries(counts: counts)
        let judged = try CorrectedFarrington().judge(series, 418...419)
        #expect(judged[0].decision == nil && judged[1].decision == .rise)
        #expect(try FarringtonFlexible().answers(series, 419...419)[0].alarm == false)
    }

    @Test func `a baseline of zeros has no forecast rather than no alarm`() throws {
        var counts: [Int?] = Array(repeating: 0, count: 420)
        counts[419] = 9
        let judged = try CorrectedFarrington().judge(CountSeries(counts: counts), 420...420)[0]
        #expect(judged.forecast == nil && judged.decision == nil)
    }

    @Test func `too short a history is an error`() throws {
        let series = try CountSeries(counts: series(5, seed: 6, weeks: 150))
        #expect(throws: StatisticsError.self) { try CorrectedFarrington().judge(series, 150...150) }
        #expect(throws: StatisticsError.self) { try FarringtonFlexible().answers(series, 150...150) }
    }

    @Test func `down-weighting on both sides is undone by its consistency factor`() throws {
        // With counts that are nearly normal the production dispersion comes back to the true one.
        var total = 0.0
        for seed in 0..<40 as Range<UInt64> {
            let counts = try CountSeries(counts: series(150, seed: seed, dispersion: 2))
            var method = try CorrectedFarrington()
            method.trend = .never
            let forecast = try #require(try method.judge(counts, 420...420)[0].forecast)
            total +=
                forecast.production.distribution.dispersion - forecast.expected * forecast.samplingError
                * forecast.samplingError
        }
        #expect(abs(total / 40 - 2) < 0.1)
    }

    @Test func `in the classic method the error of a large count is found`() throws {
        var counts = try series(12, seed: 8)
        counts[419] = 60
        let answer = try ClassicFarrington().answers(CountSeries(counts: counts), 420...420)[0]
        #expect(answer.alarm == true && (answer.quantile ?? 0) > 0.999)
    }

    @Test func `input that means nothing is refused`() throws {
        #expect(throws: StatisticsError.self) { try CountSeries(counts: []) }
        #expect(throws: StatisticsError.self) { try CountSeries(counts: [3, -1]) }
        #expect(throws: StatisticsError.self) { try CountSeries(counts: [3, Int.max]) }
        #expect(throws: StatisticsError.self) { try CountSeries(counts: [3], population: [0]) }
        #expect(throws: StatisticsError.self) { try CountSeries(counts: [1, 2], dates: Array(mondays(2).reversed())) }
        #expect(throws: StatisticsError.self) { try CivilDate(year: 2023, month: 2, day: 29) }
        #expect(throws: StatisticsError.self) { try CorrectedFarrington(oneSidedAlpha: .nan) }
        #expect(throws: StatisticsError.self) {
            try BaselineRule(yearsBack: 0, halfWindow: 3, periods: 10, excluded: 26)
        }
        let series = try CountSeries(counts: series(5, seed: 7))
        #expect(throws: StatisticsError.self) { try CorrectedFarrington().judge(series, 0...3) }
        #expect(throws: StatisticsError.self) { try CorrectedFarrington().judge(series, 420...421) }
    }

    @Test func `any counts and settings give an answer or a typed error`() throws {
        var generator = SimulationGenerator(seed: 99)
        for _ in 0..<1500 {
            let weeks = Int.random(in: 1...500, using: &generator)
            let scale = [1, 3, 50, 100_000, CountSeries.largestCount][Int.random(in: 0..<5, using: &generator)]
            let holes = generator.uniform()
            let counts: [Int?] = (0..<weeks).map { _ in
                generator.uniform() < holes * 0.5 ? nil : Int.random(in: 0...scale, using: &generator)
            }
            let rule = try BaselineRule(
                yearsBack: Int.random(in: 1...6, using: &generator),
                halfWindow: Int.random(in: 0...8, using: &generator),
                periods: Int.random(in: 1...30, using: &generator), excluded: Int.random(in: 0...60, using: &generator))
            let series = try CountSeries(
                counts: counts, frequency: [4, 12, 52][Int.random(in: 0..<3, using: &generator)])
            var corrected = try CorrectedFarrington()
            var compatible = try FarringtonFlexible()
            (corrected.baseline, compatible.baseline) = (rule, rule)
            // Both throw typed errors only, so what is left to show is that no answer is nonsense and nothing crashes.
            for judged in (try? corrected.judge(series, weeks...weeks)) ?? [] {
                #expect(judged.forecast?.expected.isFinite ?? true)
            }
            for answer in (try? compatible.answers(series, weeks...weeks)) ?? [] {
                #expect((0...1).contains(answer.pValue ?? 0))
            }
        }
    }
}
