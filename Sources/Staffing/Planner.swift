import Foundation

/// The fewest counsellors by hour with which a target is met.
public struct StaffPlan: Sendable {
    public let scenario: Scenario
    public let target: Target
    /// Counsellors needed in each hour.
    public let staff: [Int]
    /// What they give, seen with other people than those the search was made with. Hours that are alike have one share.
    public let measured: Measured
    /// Hours in which the target is not met, because it would take more than ``mostCounsellors``.
    public let unmet: [Int]

    /// The most counsellors in one hour that are tried.
    public static let mostCounsellors = 500

    /// Plans from the steady state of each hour, then by simulation: up where the target is missed, down where it can be.
    /// Then the plan meets other people, three times as many, and goes up where it misses the target with them: so every hour
    /// either meets the target in ``measured`` or is in ``unmet``. Hours that are alike get the same number.
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
        let alike = AlikeHours(scenario.arrivals)
        let trial = Simulation(
            scenario, replications: Self.replications(scenario, people: people), using: &chance)
        var search = Search(
            trial, target, alike, from: scenario.arrivals.map { Self.stationary($0, scenario, target) })
        search.raise()
        search.lower()
        let fresh = Simulation(
            scenario, replications: Self.replications(scenario, people: people * 3), using: &chance)
        search.simulation = fresh
        search.raise()
        staff = search.staff
        unmet = search.missed(staff).flatMap { alike.groups[$0] }.sorted()
        measured = fresh.measure(staff: staff, within: target.waitSeconds, alike: alike)
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

/// The way from a first guess to a plan, group by group of hours that are alike.
private struct Search {
    var simulation: Simulation
    let target: Target
    let alike: AlikeHours
    var staff: [Int]

    init(_ simulation: Simulation, _ target: Target, _ alike: AlikeHours, from staff: [Int]) {
        (self.simulation, self.target, self.alike, self.staff) = (simulation, target, alike, staff)
    }

    private func counsellors(_ group: Int) -> Int { staff[alike.groups[group][0]] }

    private mutating func set(_ group: Int, _ number: Int) {
        for hour in alike.groups[group] { staff[hour] = number }
    }

    /// Groups in which less than the share was answered in time, over all replications.
    func missed(_ staff: [Int]) -> [Int] {
        let tallies = simulation.run(staff: staff, within: target.waitSeconds)
        return alike.groups.indices.filter { group in
            var (arrivals, within) = (0, 0)
            for tally in tallies {
                for hour in alike.groups[group] {
                    arrivals += tally.arrivals[hour]
                    within += tally.within[hour]
                }
            }
            return Double(within) < target.share * Double(arrivals)
        }
    }

    mutating func raise() {
        while true {
            let missing = missed(staff).filter { counsellors($0) < StaffPlan.mostCounsellors }
            if missing.isEmpty { return }
            for group in missing {
                let now = counsellors(group)
                set(group, min(StaffPlan.mostCounsellors, now + max(1, now / 16)))
            }
        }
    }

    /// Takes one away in many hours at once, gives back to those that made an hour miss, and goes on until no hour can do
    /// with less.
    mutating func lower() {
        // What is missed at the very most of counsellors is missed anyway.
        let allowed = Set(missed(staff))
        var open = alike.groups.indices.filter { counsellors($0) > 0 }
        while !open.isEmpty {
            var left = open
            while !left.isEmpty {
                let tried = apart(left)
                left.removeAll { tried.contains($0) }
                let shut = lower(tried, allowed)
                open.removeAll { shut.contains($0) }
            }
        }
    }

    /// As many of these groups as lie so far apart that it can be told which one was lowered too far.
    private func apart(_ groups: [Int]) -> [Int] {
        var taken: [Int] = []
        var isNear = Array(repeating: false, count: staff.count)
        for group in groups where !alike.groups[group].contains(where: { isNear[$0] }) {
            taken.append(group)
            for hour in alike.groups[group] {
                for near in hour - AlikeHours.memory + 1..<hour + AlikeHours.memory {
                    isNear[Simulation.cyclic(near, staff.count)] = true
                }
            }
        }
        return taken
    }

    /// Lowers these groups by one as far as that goes. Returns those that cannot be lowered any more.
    private mutating func lower(_ groups: [Int], _ allowed: Set<Int>) -> Set<Int> {
        var lowered = groups
        var shut: Set<Int> = []
        for group in groups { set(group, counsellors(group) - 1) }
        while !lowered.isEmpty {
            let missing = missed(staff).filter { !allowed.contains($0) }
            if missing.isEmpty { break }
            var blamed = Set(missing.flatMap { alike.groups[$0] }.compactMap { blame(lowered, for: $0) })
            if blamed.isEmpty { blamed = Set(lowered) }
            for group in blamed { set(group, counsellors(group) + 1) }
            shut.formUnion(blamed)
            lowered.removeAll { blamed.contains($0) }
        }
        return shut.union(groups.filter { counsellors($0) == 0 })
    }

    /// The lowered group of the hour itself, or of the nearest hour before it.
    private func blame(_ lowered: [Int], for hour: Int) -> Int? {
        for back in 0..<staff.count {
            let group = alike.group[Simulation.cyclic(hour - back, staff.count)]
            if lowered.contains(group) { return group }
        }
        return nil
    }
}
