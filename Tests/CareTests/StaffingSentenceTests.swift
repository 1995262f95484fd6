import Core
import Foundation
import Site
import Staffing
import Testing

@testable import Care

@Suite struct `The sentence on the busiest hour` {
    private func sentence(_ arrivals: [Double], talk: Double = 600) throws -> String {
        let scenario = try Scenario(
            arrivals: arrivals, patience: .endless, talk: .exponential(mean: talk), atOnce: TalksAtOnce(points: 3))
        let target = try Target(waitSeconds: 600, share: 0.5)
        var chance = SeededGenerator(seed: 1)
        let plan = StaffPlan(scenario, target, people: 500, using: &chance)
        let question = StaffingQuestion(
            scenario: scenario, target: target, shifts: nil, weeks: 0, arrivals: .given, shape: .unknown, talk: .given,
            spread: .unknown, patience: .unknown, slowdown: .unknown, pooled: [])
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let say = try Languages(folder: root.appending(path: "Locales"), languages: [.dutch, .english]).speech(.dutch)
        let answer = StaffingPages.Answer(
            lineName: "Lijn", question: question, planned: Planned(plan: plan, shifts: nil, now: nil))
        return StaffingWording(say: say).sentences(answer)[0]
    }

    @Test func `names no hour when all are as busy, and one counsellor is one`() throws {
        let flat = try sentence(Array(repeating: 2.4, count: 168))
        #expect(flat == "Het is elk uur even druk: ongeveer 2,4 nieuwe gesprekken. Elk uur is 1 hulpverlener nodig.")
    }

    @Test func `names the one that is, or how many there are`() throws {
        var arrivals = Array(repeating: 1.0, count: 168)
        arrivals[20] = 40
        let one = try sentence(arrivals)
        #expect(one.hasPrefix("Het drukst is maandag 20 uur: ongeveer 40 nieuwe gesprekken. Dan zijn "))
        arrivals[44] = 40
        #expect(try sentence(arrivals).hasPrefix("Het drukst zijn 2 uren, zoals "))
    }
}
