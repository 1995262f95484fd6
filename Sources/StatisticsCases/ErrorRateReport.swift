import Foundation
import Statistics

/// What the detectors promise, measured by simulation, as lines of text.
public struct ErrorRateReport: Sendable {
    public let lines: [String]

    /// - Parameters:
    ///   - histories: of each of the 42 scenarios, without and with past outbreaks.
    ///   - weeks: of a family of 208 series.
    /// - Throws: `StatisticsError` when a number is not positive.
    public init(histories: Int, weeks: Int, seed: UInt64) throws {
        var lines = [
            "42 scenarios, \(histories) histories each; false rises and falls a week in per cent, mean (worst scenario);",
            "outbreaks of 2, 3, 5, 7 and 10 standard deviations seen at least once, in per cent",
        ]
        let sizes = [2.0, 3, 5, 7, 10]
        for pastOutbreaks in [false, true] {
            let study = try DetectionStudy(
                histories: histories, pastOutbreaks: pastOutbreaks, outbreaks: sizes, seed: seed)
            for alpha in [0.05, 0.01, 0.005] {
                let outcomes = try study.outcomes([Self.production(alpha), Self.compatible(alpha)])
                for (name, list) in zip(["production", "R, nbPlugin"], outcomes) {
                    let seen = sizes.indices.map { size in Self.percent(list.map { $0.detection[size] }, digits: 0) }
                    lines.append(
                        "\(pastOutbreaks ? "past outbreaks" : "clean history"), alpha \(alpha), \(name): "
                            + "rises \(Self.percent(list.map(\.falseRises))) (\(Self.worst(list.map(\.falseRises)))), "
                            + "falls \(Self.percent(list.map(\.falseFalls))) (\(Self.worst(list.map(\.falseFalls)))), "
                            + "seen \(seen.joined(separator: " "))")
                }
            }
        }
        lines.append(
            "208 series, \(weeks) weeks, 10 of them doubled: realised share of false signals, power, false signals a week"
        )
        let study = try FamilyStudy(weeks: weeks, seed: seed)
        let pValues = try study.pValues([Self.productionP, Self.compatibleP])
        for (name, family) in zip(["production", "R, nbPlugin"], pValues) {
            for (rule, level) in [
                (PValueAdjustment.benjaminiHochberg, 0.05), (.benjaminiHochberg, 0.1), (.benjaminiYekutieli, 0.1),
            ] {
                let outcome = try study.outcome(family, rule, level: level)
                lines.append(
                    "\(name), \(rule) \(level): \(Self.decimals(outcome.falseDiscoveryRate, 3)), "
                        + "\(Self.decimals(outcome.power, 2)), \(Self.decimals(outcome.falseSignals, 2))")
            }
        }
        self.lines = lines
    }

    private static func decimals(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
    private static func percent(_ values: [Double], digits: Int = 2) -> String {
        decimals(100 * values.reduce(0, +) / Double(max(1, values.count)), digits)
    }
    private static func worst(_ values: [Double]) -> String { decimals(100 * (values.max() ?? 0), 2) }

    private typealias Detector = (CountSeries, ClosedRange<Int>) throws -> [DetectionStudy.Bounds?]

    private static func production(_ alpha: Double) throws -> Detector {
        var method = try CorrectedFarrington(oneSidedAlpha: alpha)
        method.enough = try Enough(count: 0, span: 4)
        return { [method] in
            try method.judge($0, $1).map { $0.forecast.map { ($0.production.lower, $0.production.upper) } }
        }
    }

    private static func compatible(_ alpha: Double) throws -> Detector {
        var method = try FarringtonFlexible(oneSidedAlpha: alpha)
        method.enough = try Enough(count: 0, span: 4)
        return { [method] in
            try method.answers($0, $1).map { answer in
                answer.upperBound.map { (answer.negativeBinomial?.lowerBound ?? 0, $0) }
            }
        }
    }

    private static func productionP(_ series: CountSeries, _ range: ClosedRange<Int>) throws -> Double? {
        let judged = try CorrectedFarrington().judge(series, range)[0]
        return judged.forecast.flatMap { forecast in judged.observed.map(forecast.production.pUpper) }
    }

    private static func compatibleP(_ series: CountSeries, _ range: ClosedRange<Int>) throws -> Double? {
        try FarringtonFlexible().answers(series, range)[0].pValue
    }
}
