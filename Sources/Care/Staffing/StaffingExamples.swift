import Core
import Pack
import Site
import Staffing

/// The page that plans counsellors, with made-up numbers.
enum StaffingExamples {
    static let all = PageExample.states(
        of: "plan", title: { $0(StaffingPhrase.title) }, zone: .desk, wide: true,
        [
            "no line chosen": { StaffingPages.page(view(), $0) },
            "no lines": { StaffingPages.page(view(lines: []), $0) },
            "nothing counted yet": { StaffingPages.page(view(chosen: true, missing: [.perWeek], left: few), $0) },
            "talks of unknown length": {
                StaffingPages.page(view(chosen: true, missing: [.talkMinutes], left: few), $0)
            },
            "a shift that cannot be read": {
                StaffingPages.page(
                    view(
                        chosen: true, typed: ["shifts": "altijd \(PageExample.signs)"],
                        trouble: $0(SitePhrase.malformed, ["field": $0(StaffingPhrase.shifts)])), $0)
            },
            "a plan": { StaffingPages.page(view(chosen: true, answer: answer(nil), left: some), $0) },
            "a plan beside shifts": {
                StaffingPages.page(view(chosen: true, answer: answer("ma-zo 8-22 2"), left: some), $0)
            },
            "shifts that are enough": {
                StaffingPages.page(view(chosen: true, answer: answer("ma-zo 0-24 9", given: true), left: some), $0)
            },
            "long words": {
                StaffingPages.page(
                    view(
                        lines: [(id, "\(PageExample.longWord) \(PageExample.signs)")], chosen: true,
                        typed: ["shifts": PageExample.longText], answer: answer(nil, name: PageExample.longWord),
                        left: some), $0)
            },
        ])

    private static let id = LineID(trusted: "haven")

    private static func view(
        lines: [(id: LineID, name: String)] = [(id, "Lijn aan de Haven \(PageExample.signs)")], chosen: Bool = false,
        typed: [String: String] = ["wait": "60"], trouble: String? = nil,
        missing: [StaffingQuestion.Missing] = [], answer: StaffingPages.Answer? = nil,
        left: LeftBehind? = nil
    ) -> StaffingPages.View {
        StaffingPages.View(
            lines: lines, line: chosen ? id : nil, typed: typed, trouble: trouble, missing: missing, answer: answer,
            left: left)
    }

    private static let few = LeftBehind(
        weeks: 0, before: nil, byWait: [nil, nil, nil, nil, nil, nil], byDoor: [], byHour: [])
    static let some = LeftBehind(
        weeks: 12, before: 34, byWait: [120, 88, 41, 17, nil, nil],
        byDoor: [("Ingang \(PageExample.signs)", 210), (nil, 56)], byHour: [(20, 14), (21, 12)])

    private static let week = (0..<168).map { hour in [0.5, 2, 4, 3][hour % 24 / 6] }

    /// Nil cannot be: the numbers are good.
    private static func answer(
        _ shifts: String?, name: String = "Lijn aan de Haven", given: Bool = false
    ) -> StaffingPages.Answer? {
        guard
            let scenario = try? Scenario(
                arrivals: week, patience: given ? .endless : .exponential(mean: 420),
                talk: .logNormal(mean: 1_200, spread: 900),
                atOnce: TalksAtOnce(points: 3, slowdown: given ? 1.2 : 1)),
            let target = try? Target(waitSeconds: 60, share: 0.9)
        else { return nil }
        let staff = shifts.flatMap { try? Shifts.staff($0) }
        let question = StaffingQuestion(
            scenario: scenario, target: target, shifts: staff, weeks: 12, arrivals: given ? .given : .counted(4_789),
            shape: given ? .unknown : .counted(4_789), talk: given ? .given : .counted(3_100),
            spread: given ? .unknown : .counted(3_100), patience: given ? .unknown : .counted(266),
            slowdown: given ? .given : .unknown, pooled: given ? [] : [3, 4])
        var chance = SeededGenerator(seed: 1)
        let plan = StaffPlan(scenario, target, people: 3_000, using: &chance)
        let now = staff.map { staff in
            Simulation(scenario, replications: 30, using: &chance).measure(staff: staff, within: 60)
        }
        return StaffingPages.Answer(
            lineName: name, question: question, planned: Planned(plan: plan, shifts: staff, now: now))
    }
}
