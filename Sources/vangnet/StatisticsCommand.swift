import ArgumentParser
import Foundation
import Statistics
import StatisticsCases

struct StatisticsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statistics", abstract: "The detection library by itself.",
        subcommands: [Run.self, Study.self, Limits.self])

    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answers every case of a folder.",
            discussion: """
                Reads cases.json, the series and the input columns of the other tables; writes actual_NAME.csv for each of them. A case \
                that cannot be answered, such as one with too short a history, is named and has no rows.
                """)
        @Option(help: "The folder with cases.") var cases: String
        @Option(help: "The folder for the answers; made when it is not there.") var out: String

        func run() throws {
            do {
                let run = try CaseRun(cases: URL(filePath: cases), out: URL(filePath: out))
                for line in run.lines { say(line) }
            } catch let error as CaseError {
                throw Outcome(.input, error.description)
            } catch let error as CocoaError {
                throw Outcome(.environment, "Could not read \(cases) or write \(out): \(error.localizedDescription)")
            }
        }
    }

    struct Study: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measures by simulation how often the detectors are wrong, and what they see.")
        @Option(help: "Histories of each of the 42 scenarios.") var histories = 16
        @Option(help: "Weeks of a family of 208 series.") var weeks = 480
        @Option(help: "The same number gives the same figures.") var seed: UInt64 = 1

        func validate() throws {
            guard histories >= 1, weeks >= 1 else { throw ValidationError("Give one history and one week or more.") }
        }

        func run() throws {
            for line in try ErrorRateReport(histories: histories, weeks: weeks, seed: seed).lines { say(line) }
        }
    }

    struct Limits: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Simulates the limits of the chart for weeks on end and prints them as a table. Takes minutes.")
        @Option(help: "Simulated series of ten years for each number.") var paths = 600
        @Option(help: "The same number gives the same figures.") var seed: UInt64 = 1
        @Flag(help: "Counts the false alarms that the limits in use give instead.") var check = false

        func validate() throws {
            guard paths >= 10 else { throw ValidationError("Give ten series or more.") }
        }

        func run() throws {
            for dispersion in StretchLimit.dispersions {
                var (rises, falls): ([String], [String]) = ([], [])
                for mean in StretchLimit.means {
                    let study = StretchStudy(mean: mean, dispersion: dispersion)
                    guard !check else {
                        let outcome = try study.falseAlarms(series: paths, seed: seed)
                        say(
                            "mean \(mean), dispersion \(dispersion): one in \(Int(outcome.runLength.rounded())) weeks "
                                + "(\(outcome.rises) rises, \(outcome.falls) falls in \(outcome.weeks) weeks)")
                        continue
                    }
                    let limits = try study.limits(series: paths, runLength: 2 * StretchLimit.runLength, seed: seed)
                    rises.append(String((limits.increase * 100).rounded() / 100))
                    falls.append(String((limits.decrease * 100).rounded() / 100))
                }
                guard !check else { continue }
                say("        // dispersion \(dispersion)")
                say("        increase: [\(rises.joined(separator: ", "))],")
                say("        decrease: [\(falls.joined(separator: ", "))],")
            }
        }
    }
}
