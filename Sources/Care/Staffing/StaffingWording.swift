import Core
import Foundation
import Site
import Staffing

/// Numbers, hours and sentences of a plan in one language.
struct StaffingWording: Sendable {
    let say: Speech

    /// Whole from ten up, with one decimal below.
    func number(_ value: Double) -> String {
        if value >= 9.95 || value == value.rounded() { return String(Int(value.rounded())) }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10)\(say.language == .english ? "." : ",")\(tenths % 10)"
    }

    func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    func percent(_ share: Proportion) -> String {
        // Shown as wide as it is, never narrower.
        "\(Int((share.value * 100).rounded())) ± \(Int((share.margin * 100).rounded(.up))) %"
    }

    private static let days: [StaffingPhrase] = [.day1, .day2, .day3, .day4, .day5, .day6, .day7]

    func day(_ day: Int) -> String { say(Self.days[day % 7]) }

    func hour(_ hour: Int) -> String {
        say(StaffingPhrase.hour, ["day": day(hour / 24), "hour": String(hour % 24)])
    }

    /// A range of minutes that somebody waited.
    func range(_ bucket: Int) -> String {
        let waits = LineHistory.waits
        let from = String(bucket == 0 ? 0 : waits[min(bucket, waits.count) - 1])
        guard waits.indices.contains(bucket) else { return say(StaffingPhrase.minutesMore, ["from": from]) }
        return say(StaffingPhrase.minutes, ["from": from, "to": String(waits[bucket])])
    }

    /// What the plan says, made from its numbers.
    func sentences(_ answer: StaffingPages.Answer) -> [String] {
        let (scenario, planned) = (answer.question.scenario, answer.planned)
        let plan = planned.plan
        guard let most = scenario.arrivals.max() else { return [] }
        let busiest = scenario.arrivals.indices.filter { scenario.arrivals[$0] == most }
        let needed = busiest.map { plan.staff[$0] }.max() ?? 0
        let first = busiest.first { plan.staff[$0] == needed } ?? 0
        let phrase: StaffingPhrase =
            busiest.count == 1 ? .busiest : busiest.count == scenario.hours ? .busiestAll : .busiestSome
        var sentences = [
            say(
                phrase, count: needed,
                ["hour": hour(first), "number": number(most), "hours": String(busiest.count)]),
            say(
                StaffingPhrase.whole,
                values(plan.measured, plan.target).merging(["hours": String(plan.staff.reduce(0, +))]) { $1 }),
        ]
        if !plan.unmet.isEmpty {
            sentences.append(say(StaffingPhrase.unmet, count: plan.unmet.count))
        }
        if let shifts = planned.shifts, let now = planned.now {
            let short = plan.staff.indices.filter { shifts[$0] < plan.staff[$0] }
            let missing = short.reduce(0) { $0 + plan.staff[$1] - shifts[$1] }
            let figures = values(now, plan.target)
            sentences.append(
                short.isEmpty
                    ? say(StaffingPhrase.enough, figures)
                    : say(StaffingPhrase.short, count: short.count, figures.merging(["hours": String(missing)]) { $1 }))
        }
        return sentences
    }

    private func values(_ measured: Measured, _ target: Target) -> [String: String] {
        [
            "share": percent(measured.whole.within), "left": percent(measured.whole.abandons),
            "seconds": number(target.waitSeconds),
        ]
    }

    /// What the plan was made from.
    func rests(_ question: StaffingQuestion) -> [String] {
        let scenario = question.scenario
        let week = number(scenario.arrivals.reduce(0, +))
        var found: [String] = []
        switch question.arrivals {
        case .counted(let people):
            found.append(
                say(
                    StaffingPhrase.restsCounted,
                    ["number": week, "weeks": String(question.weeks), "people": String(people)]))
        default: found.append(say(StaffingPhrase.restsGiven, ["number": week]))
        }
        if question.arrivals == .given {
            found.append(say(question.shape == .unknown ? StaffingPhrase.restsFlat : .restsShape))
        }
        if !question.pooled.isEmpty { found.append(say(StaffingPhrase.restsPooled, count: question.pooled.count)) }
        let minutes = ["minutes": number(scenario.talk.mean / 60)]
        switch question.talk {
        case .counted(let talks):
            found.append(say(StaffingPhrase.restsTalkCounted, minutes.merging(["number": String(talks)]) { $1 }))
        case .published(let source):
            found.append(say(StaffingPhrase.restsTalkPublished, minutes.merging(["source": source]) { $1 }))
        case .given, .unknown: found.append(say(StaffingPhrase.restsTalkGiven, minutes))
        }
        if question.spread == .unknown { found.append(say(StaffingPhrase.restsSpreadUnknown)) }
        if case .exponential(let mean) = scenario.patience {
            let minutes = ["minutes": number(mean / 60)]
            if case .counted(let left) = question.patience {
                found.append(say(StaffingPhrase.restsPatienceCounted, minutes.merging(["number": String(left)]) { $1 }))
            } else {
                found.append(say(StaffingPhrase.restsPatienceGiven, minutes))
            }
        } else {
            found.append(say(StaffingPhrase.restsPatienceUnknown))
        }
        let points = ["points": String(scenario.atOnce.points)]
        found.append(
            question.slowdown == .unknown
                ? say(StaffingPhrase.restsSlowUnknown, points)
                : say(StaffingPhrase.restsSlowGiven, points.merging(["times": number(scenario.atOnce.slowdown)]) { $1 })
        )
        return found
    }

    /// What no plan says.
    var silent: [String] {
        [StaffingPhrase.silentPeople, .silentCampaign, .silentPauses, .silentEqual].map { say($0) }
    }

    func sure(_ planned: Planned) -> String {
        let widest = planned.plan.measured.hours.filter { $0.arrivals > 0 }.map(\.within.margin).max() ?? 0
        return say(
            StaffingPhrase.sureExplained,
            [
                "weeks": String(planned.plan.measured.replications),
                "share": percent(planned.plan.measured.whole.within),
                "points": String(Int((widest * 100).rounded(.up))),
            ])
    }
}
