import Foundation

/// The fewest counsellors by hour with which a target is met.
public struct StaffPlan: Sendable {
    public let scenario: Scenario
    public let target: Target
    /// Counsellors needed in each hour.
    public let staff: [Int]
    /// What they give, seen with other people than those the plan was made with, so that luck does not count.
    public let measured: Measured
    /// Hours in which the target was not met while planning, because it would take more than ``mostCounsellors``.
    public let unmet: [Int]

    /// The most counsellors in one hour that are tried.
    public static let mostCounsellors = 500

    /// Plans from the steady state of each hour, then by simulation: up where the target is missed, down where it can be.
    /// No single hour can have one counsellor less without an hour that misses the target, with the people it was made with.
    ///
    /// The stationary start is the "pointwise stationary approximation" (L. Green and P. Kolesar, Management Science 37,
    /// 1991); the repair by simulation follows Z. Feldman, A. Mandelbaum, W. A. Massey and W. Whitt, "Staffing of
    /// time-varying queues to achieve time-stable performance" (Management Science 54, 2008).
    ///
    /// - Parameter people: about so many are met in each trial, and three times as many in the last. More take longer and
    ///   tell more.
    public init(
        _ scenario: Scenario, _ target: Target, people: Double = 60_000,
        using chance: inout some RandomNumberGenerator
    ) {
        (self.scenario, self.target) = (scenario, target)
        let trial = Simulation(
            scenario, replications: Self.replications(scenario, people: people), using: &chance)
        var search = Search(trial, target, from: scenario.arrivals.map { Self.stationary($0, scenario, target) })
        search.raise()
        search.lower()
        staff = search.staff
        unmet = search.missed(staff)
        let fresh = Simulation(
            scenario, replications: Self.replications(scenario, people: people * 3), using: &chance)
        measured = fresh.measure(staff: staff, within: target.waitSeconds)
    }

    /// As many weeks as about so many people make: 30 at least, 400 at most.
    static func replications(_ scenario: Scenario, people: Double) -> Int {
        min(400, max(30, Int(people / (scenario.arrivals.reduce(0, +) + 1))))
    }

    /// Counsellors for an hour that goes on for ever. Whoever holds `k` talks counts as `k` servers, each as much slower.
    static func stationary(_ perHour: Double, _ scenario: Scenario, _ target: Target) -> Int {
        guard perHour > 0 else { return 0 }
        let rate = perHour / 3_600
        // An acute talk takes the room of two.
        let atOnce = scenario.atOnce
        let room = max(1, Int(Double(atOnce.points) / (1 + atOnce.acuteShare)))
        let talk = scenario.talk.mean * atOnce.factor(room)
        func share(_ counsellors: Int) -> Double {
            switch scenario.patience {
            case .exponential(let mean):
                ErlangA(arrivals: rate, servers: counsellors * room, talkSeconds: talk, patienceSeconds: mean)
                    .answered(within: target.waitSeconds)
            case .endless, .quantiles:
                Erlang.answered(
                    within: target.waitSeconds, servers: counsellors * room, load: rate * talk, talkSeconds: talk)
            }
        }
        var (low, high) = (0, 1)
        while high < mostCounsellors, share(high) < target.share {
            (low, high) = (high, min(mostCounsellors, high * 2))
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if share(middle) >= target.share { high = middle } else { low = middle }
        }
        return high
    }
}

/// The way from a first guess to a plan, always with the same people.
private struct Search {
    let simulation: Simulation
    let target: Target
    var staff: [Int]

    /// Hours between two that are lowered in one trial: what one hour lacks is felt in those after it.
    private static let apart = 8

    init(_ simulation: Simulation, _ target: Target, from staff: [Int]) {
        (self.simulation, self.target, self.staff) = (simulation, target, staff)
    }

    /// Hours in which less than the share was answered in time, over all replications.
    func missed(_ staff: [Int]) -> [Int] {
        let tallies = simulation.run(staff: staff, within: target.waitSeconds)
        return staff.indices.filter { hour in
            let arrivals = tallies.reduce(0) { $0 + $1.arrivals[hour] }
            let within = tallies.reduce(0) { $0 + $1.within[hour] }
            return Double(within) < target.share * Double(arrivals)
        }
    }

    mutating func raise() {
        while true {
            let missing = missed(staff).filter { staff[$0] < StaffPlan.mostCounsellors }
            if missing.isEmpty { return }
            for hour in missing {
                staff[hour] = min(StaffPlan.mostCounsellors, staff[hour] + max(1, staff[hour] / 16))
            }
        }
    }

    /// Takes one away in many hours at once, gives back to those that made an hour miss, and goes on until no hour can do
    /// with less.
    mutating func lower() {
        // What is missed at the very most of counsellors is missed anyway.
        let allowed = Set(missed(staff))
        var open = Set(staff.indices.filter { staff[$0] > 0 })
        while !open.isEmpty {
            for phase in 0..<Self.apart {
                let tried = staff.indices.filter { $0 % Self.apart == phase && open.contains($0) }
                if !tried.isEmpty { lower(tried, allowed, &open) }
            }
        }
    }

    /// Lowers these hours by one as far as that goes. Hours that cannot are no longer open.
    private mutating func lower(_ hours: [Int], _ allowed: Set<Int>, _ open: inout Set<Int>) {
        var lowered = hours
        for hour in hours { staff[hour] -= 1 }
        while true {
            let missing = missed(staff).filter { !allowed.contains($0) }
            if missing.isEmpty { break }
            // The nearest one before, or the hour itself, is to blame; with nobody before, all of them.
            var blamed = Set(missing.compactMap { hour in lowered.last { $0 <= hour } ?? lowered.last })
            if blamed.isEmpty { blamed = Set(lowered) }
            for hour in blamed {
                staff[hour] += 1
                open.remove(hour)
            }
            lowered.removeAll { blamed.contains($0) }
            if lowered.isEmpty { break }
        }
        for hour in hours where staff[hour] == 0 { open.remove(hour) }
    }
}
