import Foundation
import Testing

@testable import Staffing

func scenario(
    perHour: Double, hours: Int = 168, talk: TalkLength = .exponential(mean: 600), patience: Patience = .endless,
    atOnce: TalksAtOnce = TalksAtOnce(points: 1)
) throws -> Scenario {
    try Scenario(
        arrivals: Array(repeating: perHour, count: hours), patience: patience, talk: talk, atOnce: atOnce)
}

@Suite struct `A line that is run by chance` {
    static func measure(
        _ scenario: Scenario, staff: Int, within: Double = 60, weeks: Int = 60, seed: UInt64 = 1
    ) -> Measured {
        var chance = SeededGenerator(seed: seed)
        return Simulation(scenario, replications: weeks, using: &chance)
            .measure(staff: Array(repeating: staff, count: scenario.hours), within: within)
    }

    /// Four half-widths of 95 % are more than seven standard errors: a wrong simulation is seen, bad luck is not.
    static func isSure(_ share: Proportion, _ truth: Double) -> Bool {
        abs(share.value - truth) <= 4 * share.margin + 0.001
    }

    @Test("agrees with Erlang C when nobody leaves", arguments: [(6.0, 2), (20, 4), (60, 12), (110, 20)])
    func erlangC(perHour: Double, staff: Int) throws {
        let measured = Self.measure(try scenario(perHour: perHour), staff: staff)
        let load = perHour / 6
        let share = Erlang.answered(within: 60, servers: staff, load: load, talkSeconds: 600)
        #expect(Self.isSure(measured.whole.within, share), "\(measured.whole.within) \(share)")
        let queue = perHour / 3_600 * Erlang.meanWait(servers: staff, load: load, talkSeconds: 600)
        #expect(isNear(measured.whole.queue, queue, 0.08 * queue + 0.01), "\(measured.whole.queue) \(queue)")
        #expect(isNear(try #require(measured.whole.occupancy), load / Double(staff), 0.01))
        // Nobody waits longer than the one of whom nine in ten wait less.
        let waits = Erlang.waits(servers: staff, load: load)
        let most = waits > 0.1 ? log(waits / 0.1) * 600 / (Double(staff) - load) : 0
        #expect(isNear(try #require(measured.whole.most), most, 0.06 * most + 2))
        #expect(measured.whole.abandoned == 0)
    }

    @Test(
        "agrees with Erlang A when people leave",
        arguments: [(6.0, 1, 300.0), (20, 3, 120), (20, 6, 900), (60, 8, 240), (110, 20, 60)])
    func erlangA(perHour: Double, staff: Int, patience: Double) throws {
        let measured = Self.measure(
            try scenario(perHour: perHour, patience: .exponential(mean: patience)), staff: staff)
        let a = ErlangA(arrivals: perHour / 3_600, servers: staff, talkSeconds: 600, patienceSeconds: patience)
        #expect(Self.isSure(measured.whole.abandons, a.abandons), "\(measured.whole.abandons) \(a.abandons)")
        #expect(Self.isSure(measured.whole.within, a.answered(within: 60)))
        #expect(isNear(measured.whole.queue, a.meanQueue, 0.05 * a.meanQueue + 0.01))
        #expect(isNear(try #require(measured.whole.occupancy), a.occupancy, 0.01))
    }

    @Test func `needs the mean of the talks only when there is always room, and the spread when there is not`() throws {
        // Pollaczek and Khinchin, one server: the queue grows with the square of the spread.
        let talk = TalkLength.logNormal(mean: 600, spread: 900)
        let measured = Self.measure(try scenario(perHour: 3, talk: talk), staff: 1, weeks: 400)
        let (load, rate) = (0.5, 3.0 / 3_600)
        let queue = rate * rate * (600.0 * 600 + 900 * 900) / (2 * (1 - load))
        #expect(isNear(measured.whole.queue, queue, 0.08 * queue), "\(measured.whole.queue) \(queue)")
        let free = Self.measure(try scenario(perHour: 30, talk: talk), staff: 60)
        #expect(free.whole.within.value == 1)
        #expect(isNear(try #require(free.whole.occupancy), 5.0 / 60, 0.002))
    }

    @Test func `counts three talks at once as three counsellors when that costs nothing, and as less when it does`()
        throws
    {
        let one = Self.measure(try scenario(perHour: 60, patience: .exponential(mean: 300)), staff: 9)
        let three = Self.measure(
            try scenario(perHour: 60, patience: .exponential(mean: 300), atOnce: TalksAtOnce(points: 3)), staff: 3)
        #expect(isNear(one.whole.within.value, three.whole.within.value, 0.005))
        #expect(isNear(try #require(one.whole.occupancy), try #require(three.whole.occupancy), 0.01))
        let slow = Self.measure(
            try scenario(
                perHour: 60, patience: .exponential(mean: 300), atOnce: TalksAtOnce(points: 3, slowdown: 1.3)), staff: 3
        )
        #expect(slow.whole.within.value < three.whole.within.value - 0.05)
        #expect(slow.whole.abandons.value > three.whole.abandons.value + 0.05)
        // Twice as long with one other is no gain at all: two points are as one counsellor.
        let none = Self.measure(try scenario(perHour: 4, atOnce: TalksAtOnce(points: 2, slowdown: 2)), staff: 1)
        let alone = try #require(none.whole.occupancy)
        #expect(alone > 0.5 && alone < 0.85)
    }

    @Test func `answers acute talks first and never gives a counsellor more than they can hold`() throws {
        let mixed = try scenario(
            perHour: 60, patience: .exponential(mean: 300), atOnce: TalksAtOnce(points: 3, acuteShare: 0.2))
        let measured = Self.measure(mixed, staff: 3)
        let busy = try #require(measured.whole.occupancy)
        #expect(busy <= 1)
        let none = Self.measure(
            try scenario(perHour: 60, patience: .exponential(mean: 300), atOnce: TalksAtOnce(points: 3)), staff: 3)
        #expect(measured.whole.abandons.value > none.whole.abandons.value)
        // A counsellor who can hold exactly one acute talk: a line of acute talks only is a line with one talk each.
        let acute = Self.measure(
            try scenario(perHour: 20, atOnce: TalksAtOnce(points: 2, acuteShare: 1)), staff: 4, weeks: 60)
        let share = Erlang.answered(within: 60, servers: 4, load: 20.0 / 6, talkSeconds: 600)
        #expect(Self.isSure(acute.whole.within, share))
    }

    @Test func `loses nobody`() throws {
        var chance = SeededGenerator(seed: 4)
        for _ in 0..<20 {
            let hours = Int.random(in: 1...168, using: &chance)
            var arrivals = (0..<hours).map { _ in Double.random(in: 0...30, using: &chance) }
            arrivals[0] = 5
            let scenario = try Scenario(
                arrivals: arrivals,
                patience: .quantiles([.init(share: 0.3, seconds: 60), .init(share: 0.8, seconds: 900)]),
                talk: .logNormal(mean: 1_200, spread: 800),
                atOnce: TalksAtOnce(points: 3, acuteShare: 0.1, slowdown: 1.2))
            let staff = arrivals.map { _ in Int.random(in: 0...6, using: &chance) }
            let simulation = Simulation(scenario, replications: 5, using: &chance)
            for tally in simulation.run(staff: staff, within: 60, keepsWaits: true) {
                for hour in 0..<hours {
                    #expect(
                        tally.arrivals[hour]
                            == tally.answered[hour] + tally.abandoned[hour] + tally.waiting[hour])
                    #expect(tally.within[hour] <= tally.answered[hour])
                }
                #expect(tally.waits.count == tally.answered.reduce(0, +))
                #expect(tally.waits.allSatisfy { $0.seconds >= 0 })
            }
        }
    }

    @Test func `gives the same for the same seed and something else for another`() throws {
        let scenario = try scenario(perHour: 20, patience: .exponential(mean: 200))
        let first = Self.measure(scenario, staff: 4, weeks: 5, seed: 9)
        let again = Self.measure(scenario, staff: 4, weeks: 5, seed: 9)
        let other = Self.measure(scenario, staff: 4, weeks: 5, seed: 10)
        #expect(first.whole.within == again.whole.within && first.whole.queue == again.whole.queue)
        #expect(first.whole.queue != other.whole.queue)
    }

    @Test func `gets no worse with one counsellor more`() throws {
        let scenario = try scenario(
            perHour: 30, talk: .logNormal(mean: 900, spread: 700), patience: .exponential(mean: 300))
        var before = Self.measure(scenario, staff: 2)
        for staff in 3...12 {
            let now = Self.measure(scenario, staff: staff)
            #expect(now.whole.within.value > before.whole.within.value || now.whole.within.value == 1)
            #expect(now.whole.abandons.value < before.whole.abandons.value || now.whole.abandons.value == 0)
            #expect(now.whole.queue <= before.whole.queue)
            before = now
        }
    }

    @Test func `keeps whoever is waiting for the next shift, and lets a shift finish its talks`() throws {
        // Everybody comes in the first hour, nobody works until the third.
        let scenario = try Scenario(
            arrivals: [20, 0, 0, 0, 0, 0], patience: .endless, talk: .exponential(mean: 600),
            atOnce: TalksAtOnce(points: 1))
        var chance = SeededGenerator(seed: 2)
        let measured = Simulation(scenario, replications: 40, using: &chance)
            .measure(staff: [0, 0, 30, 0, 0, 0], within: 3_600)
        #expect(measured.whole.waiting == 0 && measured.hours[0].within.value == 0)
        #expect(isNear(measured.hours[1].queue, 20, 2.5) && measured.hours[2].queue < 0.01)
        // Talks that began before three o'clock end after it, without a new shift.
        #expect(measured.hours[2].occupancy ?? 0 > 0 && measured.hours[3].occupancy == nil)
    }

    @Test func `draws patience and talks as they are described`() {
        var chance = SeededGenerator(seed: 6)
        let talk = TalkLength.logNormal(mean: 1_200, spread: 900)
        let talks = (0..<200_000).map { _ in talk.draw(&chance) }
        let mean = talks.reduce(0, +) / 200_000
        let spread = (talks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 200_000).squareRoot()
        #expect(isNear(mean, 1_200, 12) && isNear(spread, 900, 30))
        let patience = Patience.quantiles([.init(share: 0.25, seconds: 60), .init(share: 0.9, seconds: 600)])
        let waits = (0..<100_000).map { _ in patience.draw(&chance) }
        #expect(isNear(Double(waits.count { $0 <= 60 }) / 100_000, 0.25, 0.006))
        #expect(isNear(Double(waits.count { $0 <= 330 }) / 100_000, 0.575, 0.007))
        #expect(isNear(Double(waits.count { $0 == .infinity }) / 100_000, 0.1, 0.005))
    }

    @Test func `refuses what cannot be, with a sentence`() throws {
        func sentence(_ body: () throws -> Scenario) -> String {
            do { _ = try body() } catch { return "\(error)" }
            return ""
        }
        let mistakes = [
            sentence { try scenario(perHour: 0) }, sentence { try scenario(perHour: -1) },
            sentence { try scenario(perHour: .nan) }, sentence { try scenario(perHour: 1e6) },
            sentence { try scenario(perHour: 1, hours: 169) },
            sentence { try scenario(perHour: 1, talk: .exponential(mean: 0)) },
            sentence { try scenario(perHour: 1, talk: .logNormal(mean: 60, spread: -1)) },
            sentence { try scenario(perHour: 1, patience: .exponential(mean: 0.5)) },
            sentence { try scenario(perHour: 1, patience: .quantiles([])) },
            sentence {
                try scenario(
                    perHour: 1, patience: .quantiles([.init(share: 0.5, seconds: 9), .init(share: 0.4, seconds: 20)]))
            },
            sentence { try scenario(perHour: 1, atOnce: TalksAtOnce(points: 0)) },
            sentence { try scenario(perHour: 1, atOnce: TalksAtOnce(points: 1, acuteShare: 0.1)) },
            sentence { try scenario(perHour: 1, atOnce: TalksAtOnce(points: 3, slowdown: 0.5)) },
        ]
        for mistake in mistakes { #expect(mistake.hasSuffix(".")) }
        #expect(throws: Scenario.Mistake.self) { try Target(waitSeconds: -1, share: 0.5) }
        #expect(throws: Scenario.Mistake.self) { try Target(waitSeconds: 60, share: 1) }
    }
}
