import Statistics
import Testing

/// The error rates that the methods are chosen for. Histories are simulated with a fixed seed; the rest is exact.
@Suite struct DetectionStudyTests {
    @Test func `over 42 scenarios the production bound keeps its rate and R's bound exceeds it`() throws {
        for pastOutbreaks in [false, true] {
            let study = try DetectionStudy(
                histories: 16, pastOutbreaks: pastOutbreaks, outbreaks: [5, 7, 10], seed: 2013)
            let outcomes = try study.outcomes([Detectors.production(alpha: 0.01), Detectors.compatible(alpha: 0.01)])
            let (production, compatible) = (outcomes[0], outcomes[1])
            #expect(production.count == 42)
            #expect(mean(production.map(\.falseRises)) <= (pastOutbreaks ? 0.010 : 0.012))
            #expect((production.map(\.falseRises).max() ?? 1) <= 0.026)
            #expect(mean(production.map(\.falseFalls)) <= 0.006)
            #expect(abs(mean(compatible.map(\.falseRises)) - (pastOutbreaks ? 0.0101 : 0.0133)) <= 0.001)
            guard pastOutbreaks else { continue }
            for (place, power) in [0.36, 0.61, 0.87].enumerated() {
                #expect(mean(production.map { $0.detection[place] }) >= power)
            }
            for (place, power) in [0.44, 0.70, 0.92].enumerated() {
                #expect(abs(mean(compatible.map { $0.detection[place] }) - power) <= 0.04)
            }
        }
    }

    @Test func `an interval of 90 per cent holds 88 to 92 per cent of ordinary counts`() throws {
        // Counts are whole, so a bound holds more than it promises where counts are few: the scenarios with means of twelve and up.
        let scenarios = NoufailyScenario.all.filter { $0.mean(at: 600) >= 12 }
        let study = try DetectionStudy(scenarios: scenarios, histories: 16, pastOutbreaks: false, seed: 90)
        let outside = try study.outcomes([Detectors.production(alpha: 0.05)])[0].map { $0.falseRises + $0.falseFalls }
        #expect((0.08...0.12).contains(mean(outside)))
    }

    @Test func `in a family of 208 series the promised share of false signals is kept`() throws {
        let study = try FamilyStudy(weeks: 400, changed: 10, factor: 2, seed: 208)
        let pValues = try study.pValues([Detectors.productionP])[0]
        let strict = try study.outcome(pValues, .benjaminiHochberg, level: 0.05)
        let usual = try study.outcome(pValues, .benjaminiHochberg, level: 0.10)
        #expect(strict.falseDiscoveryRate <= 0.075)
        #expect(usual.falseDiscoveryRate <= 0.125)
        #expect(usual.power > strict.power && strict.power > 0.1)
    }

    @Test func `the same seed gives the same study`() throws {
        let outcomes = try (0..<2).map { _ in
            try DetectionStudy(
                scenarios: Array(NoufailyScenario.all.prefix(2)), histories: 1, pastOutbreaks: true, outbreaks: [5],
                seed: 7
            )
            .outcomes([Detectors.production(alpha: 0.01)])
        }
        #expect(outcomes[0] == outcomes[1])
    }

    @Test func `a study without histories is refused`() {
        #expect(throws: StatisticsError.self) { try DetectionStudy(histories: 0, pastOutbreaks: false, seed: 1) }
        #expect(throws: StatisticsError.self) { try FamilyStudy(weeks: 1, changed: 209, seed: 1) }
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}

/// The detectors under study.
enum Detectors {
    typealias Detector = (CountSeries, ClosedRange<Int>) throws -> [DetectionStudy.Bounds?]

    static func production(alpha: Double) throws -> Detector {
        var method = try CorrectedFarrington(oneSidedAlpha: alpha)
        method.enough = try Enough(count: 0, span: 4)
        return { [method] in
            try method.judge($0, $1).map { judged in judged.forecast.map { ($0.production.lower, $0.production.upper) }
            }
        }
    }

    static func compatible(alpha: Double) throws -> Detector {
        var method = try FarringtonFlexible(oneSidedAlpha: alpha)
        method.enough = try Enough(count: 0, span: 4)
        return { [method] in
            try method.answers($0, $1).map { answer in
                answer.upperBound.map { (answer.negativeBinomial?.lowerBound ?? 0, $0) }
            }
        }
    }

    static func productionP(_ series: CountSeries, _ range: ClosedRange<Int>) throws -> Double? {
        let judged = try CorrectedFarrington().judge(series, range)[0]
        return judged.forecast.flatMap { forecast in judged.observed.map(forecast.production.pUpper) }
    }
}
