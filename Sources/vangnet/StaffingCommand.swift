import ArgumentParser
import Care
import Core
import Foundation
import Pack
import Staffing

struct StaffingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "staffing", abstract: "How many counsellors a line needs.", subcommands: [Plan.self])

    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The fewest counsellors by hour of the week with which a target is met.",
            discussion: "With --line from the line's own counts, with --input from a file (docs/operating/staffing.md)."
        )

        enum Format: String, ExpressibleByArgument, CaseIterable {
            case text, json, csv
        }

        @OptionGroup var options: SettingsOptions
        @Option(help: "A line of the pack, by its id: plans from what it counted itself.") var line: String?
        @Option(help: "A YAML or JSON file with arrivals, talks and patience.") var input: String?
        @Option(help: "Seconds within which people are to be answered.") var targetWait = 60.0
        @Option(help: "The share of people for whom that is to be so, such as 0.9.") var targetShare = 0.9
        @Option(help: "The same number gives the same plan.") var seed: UInt64 = 1
        @Option(help: "text, json or csv.") var format = Format.text

        func validate() throws {
            guard (line == nil) != (input == nil) else { throw ValidationError("Give either --line or --input.") }
        }

        func run() async throws {
            do {
                let basis =
                    if let line {
                        try await Basis(line: line, options.settings(), target)
                    } else {
                        try Basis(file: input ?? "", target)
                    }
                var chance = SeededGenerator(seed: seed)
                let plan = StaffPlan(basis.scenario, basis.target, using: &chance)
                let now = basis.shifts.map { staff in
                    Simulation(basis.scenario, replications: plan.measured.replications, using: &chance)
                        .measure(staff: staff, within: basis.target.waitSeconds)
                }
                let report = StaffingReport(basis: basis, plan: plan, now: now, seed: seed)
                switch format {
                case .text: say(report.text)
                case .csv: say(report.csv)
                case .json: say(try report.json())
                }
            } catch let mistake as Scenario.Mistake {
                throw Outcome(.input, mistake.description)
            }
        }

        private var target: Target {
            get throws { try Target(waitSeconds: targetWait, share: targetShare) }
        }
    }
}

/// What a plan is made from.
struct Basis {
    let scenario: Scenario
    let target: Target
    let shifts: [Int]?
    /// Sentences.
    let rests: [String]
    let pooled: Set<Int>

    /// From a file.
    init(file path: String, _ target: Target) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw Outcome(.input, "There is no file \(path).") }
        let file = try StaffingFile.read(URL(filePath: path))
        let patience: Patience =
            file.quantiles.isEmpty
            ? file.patienceMinutes.map { .exponential(mean: $0 * 60) } ?? .endless
            : .quantiles(file.quantiles.map { .init(share: $0.share, seconds: $0.seconds) })
        let atOnce = TalksAtOnce(
            points: file.points ?? 3, acuteShare: file.acuteShare ?? 0, slowdown: file.slowdown ?? 1)
        scenario = try Scenario(
            arrivals: file.arrivals, patience: patience,
            talk: .logNormal(mean: file.talkMinutes * 60, spread: (file.spreadMinutes ?? file.talkMinutes) * 60),
            atOnce: atOnce)
        self.target = target
        shifts = file.shifts.isEmpty ? nil : try Shifts.staff(file.shifts.joined(separator: "\n"))
        pooled = []
        var rests = ["Arrivals, talks and patience are those of \(path)."]
        if file.spreadMinutes == nil {
            rests.append("The spread of the talks is not given: as much as their mean was used.")
        }
        if patience == .endless { rests.append("Patience is not given: it was worked out as if nobody leaves.") }
        self.rests = rests + [Self.atOnce(atOnce)]
    }

    /// From a line's own counts.
    init(line name: String, _ settings: Settings, _ target: Target) async throws {
        let installation = try await Installation.open(settings)
        let found: (StaffingQuestion, Line)
        do {
            found = try await Self.question(name, installation, target)
        } catch {
            await installation.close()
            throw error
        }
        await installation.close()
        let (question, line) = found
        (scenario, self.target, shifts, pooled) = (question.scenario, target, nil, question.pooled)
        var rests = ["Arrivals: what \(line.id) counted in \(question.weeks) weeks."]
        if !question.pooled.isEmpty {
            rests.append(
                "\(question.pooled.count) hours had fewer than ten people each: they count together, each the same.")
        }
        switch question.talk {
        case .counted(let talks): rests.append("Talks: mean and spread of \(talks) talks of this line.")
        case .published(let source): rests.append("Talks: the mean of \(source), with as much spread.")
        case .given, .unknown: break
        }
        if case .counted(let left) = question.patience {
            rests.append("Patience: derived from \(left) people who left without an answer.")
        } else {
            rests.append("Patience: fewer than ten people left; it was worked out as if nobody leaves.")
        }
        rests.append(Self.atOnce(question.scenario.atOnce))
        self.rests = rests
    }

    private static func question(
        _ name: String, _ installation: Installation, _ target: Target
    ) async throws -> (StaffingQuestion, Line) {
        guard let line = LineID(name).flatMap({ installation.pack.line($0) }) else {
            let known = installation.pack.lines.map(\.id.text).joined(separator: ", ")
            throw Outcome(.input, "The pack has no line \(name). It has: \(known).")
        }
        var given = StaffingQuestion.Given()
        (given.waitSeconds, given.share) = (target.waitSeconds, target.share)
        let history = try await installation.staffing.history(of: line.id)
        let open = StaffingQuestion.open(line, at: installation.clock.now(), installation.pack.timeZone)
        let (question, missing) = try StaffingQuestion.make(given, history: history, line: line, open: open)
        guard let question else {
            throw Outcome(
                .input,
                missing == [.perWeek]
                    ? "\(line.id) has not yet counted a whole week with ten talks: plan with --input."
                    : "How long a talk takes is not known for \(line.id): plan with --input.")
        }
        return (question, line)
    }

    private static func atOnce(_ atOnce: TalksAtOnce) -> String {
        let points = "A counsellor holds \(atOnce.points) points of talks at once"
        return atOnce.slowdown == 1
            ? "\(points). How much longer talks take then is not known: nothing was used, so there may be too few people."
            : "\(points). With one other a talk takes \(atOnce.slowdown) times as long, as given."
    }
}
