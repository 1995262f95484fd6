import Foundation
import Testing

@testable import Staffing

@Suite struct `Hours that are alike` {
    @Test func `are those with the same people in them and in the hours just before`() {
        let flat = AlikeHours(Array(repeating: 20, count: 168))
        #expect(flat.groups == [Array(0..<168)])
        // Every day the same: an hour is like that hour of every other day.
        let daily = AlikeHours((0..<168).map { Double($0 % 24) })
        #expect(daily.groups.count == 24 && daily.groups[0] == [0, 24, 48, 72, 96, 120, 144])
        // A busier Wednesday afternoon is felt for some hours, and not on Thursday.
        var arrivals = Array(repeating: 2.0, count: 168)
        arrivals[62] = 9
        let once = AlikeHours(arrivals)
        #expect(once.group[62] != once.group[61] && once.group[63] != once.group[61])
        #expect(once.group[71] == once.group[61] && once.group[0] == once.group[61])
        #expect(once.groups.flatMap(\.self).sorted() == Array(0..<168))
    }

    /// Erlang C gives 73 % for 6 and 88 % for 7, and with patience Erlang A is as sure.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func `get the same number, which is that of the formula, whatever the seed`(seed: UInt64) throws {
        let talk = TalkLength.logNormal(mean: 720, spread: 720)
        let target = try Target(waitSeconds: 20, share: 0.8)
        for patience in [Patience.endless, .exponential(mean: 300)] {
            let steady = try scenario(perHour: 20, talk: talk, patience: patience)
            var chance = SeededGenerator(seed: seed)
            let plan = StaffPlan(steady, target, people: 20_000, using: &chance)
            let formula = StaffPlan.stationary(20, steady, target)
            #expect(plan.staff == Array(repeating: formula, count: 168), "\(patience)")
            #expect(plan.unmet.isEmpty)
            for hour in plan.measured.hours {
                #expect(hour.within == plan.measured.hours[0].within && hour.within.value >= target.share)
                // Of all of them together it is known well.
                #expect(hour.within.margin < 0.02)
            }
        }
    }

    @Test func `of a week like a line's own are the same on every working day, and each meets the target or is named`()
        throws
    {
        let plan = try `A plan`.plan(try `A plan`.scenario())
        for hour in 0..<168 {
            #expect(plan.measured.hours[hour].within.value >= 0.9 || plan.unmet.contains(hour), "hour \(hour)")
        }
        // From eight hours into Tuesday on, until Friday is over.
        for hour in 32..<96 { #expect(plan.staff[hour] == plan.staff[hour + 24], "hour \(hour)") }
    }

    @Test func `are named when five hundred counsellors are too few`() throws {
        var arrivals = Array(repeating: 1.0, count: 168)
        for day in 0..<7 { arrivals[day * 24 + 12] = 20_000 }
        let scenario = try Scenario(
            arrivals: arrivals, patience: .exponential(mean: 60), talk: .exponential(mean: 1_200),
            atOnce: TalksAtOnce(points: 1))
        var chance = SeededGenerator(seed: 1)
        let plan = StaffPlan(scenario, try Target(waitSeconds: 20, share: 0.9), people: 100, using: &chance)
        #expect(Set((0..<7).map { $0 * 24 + 12 }).isSubset(of: plan.unmet))
        for hour in 0..<168 where plan.measured.hours[hour].within.value < 0.9 {
            #expect(plan.unmet.contains(hour), "hour \(hour)")
        }
    }
}
