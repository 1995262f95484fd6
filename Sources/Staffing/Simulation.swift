import Foundation

/// Everybody who comes in one replication, drawn before anything is decided, so that two plans meet the same people.
struct Crowd: Sendable {
    /// Seconds from the start of what is counted; less than 0 while it warms up. Ascending.
    private(set) var at: [Double] = []
    private(set) var patience: [Double] = []
    private(set) var work: [Double] = []
    private(set) var isAcute: [Bool] = []

    init(_ scenario: Scenario, warmUpHours: Int, coolDownHours: Int, _ chance: inout SeededGenerator) {
        for hour in -warmUpHours..<scenario.hours + coolDownHours {
            let rate = scenario.arrivals[Simulation.cyclic(hour, scenario.hours)]
            guard rate > 0 else { continue }
            let start = Double(hour) * 3_600
            var time = start + chance.exponential(mean: 3_600 / rate)
            while time < start + 3_600 {
                at.append(time)
                patience.append(scenario.patience.draw(&chance))
                work.append(scenario.talk.draw(&chance))
                isAcute.append(chance.unit() <= scenario.atOnce.acuteShare)
                time += chance.exponential(mean: 3_600 / rate)
            }
        }
    }
}

/// What happened in each hour of one replication, to the people who came in that hour.
struct Tally: Sendable {
    var arrivals: [Int]
    var answered: [Int]
    /// Of those answered, within the time that is aimed for.
    var within: [Int]
    var abandoned: [Int]
    /// Still waiting at the very end.
    var waiting: [Int]
    /// Seconds of people in the queue, and seconds of points in talks, within the hour itself.
    var queueSeconds: [Double]
    var busySeconds: [Double]
    /// Hour and seconds of everybody who was answered; empty when not asked for.
    var waits: [(hour: Int, seconds: Double)] = []

    init(hours: Int) {
        arrivals = Array(repeating: 0, count: hours)
        (answered, within, abandoned, waiting) = (arrivals, arrivals, arrivals, arrivals)
        queueSeconds = Array(repeating: 0, count: hours)
        busySeconds = queueSeconds
    }

    /// Spreads what lasts over the hours it lasts in.
    static func add(_ weight: Double, from: Double, to: Double, _ hours: inout [Double]) {
        var time = max(0, from)
        let end = min(to, Double(hours.count) * 3_600)
        while time < end {
            let hour = min(hours.count - 1, Int(time / 3_600))
            let next = min(end, Double(hour + 1) * 3_600)
            hours[hour] += weight * (next - time)
            guard next > time else { break }
            time = next
        }
    }
}

/// A line that is run many times with people by chance: event by event, from one arrival, end of a talk or change of shift
/// to the next.
///
/// Who waits is answered in order of arrival, acute ones first: while one of them waits nobody else is answered, so that
/// small talks cannot take the room an acute one needs. Of the counsellors on shift the one with the least points takes the
/// next. At the end of a shift counsellors finish their talks and take no new one.
public struct Simulation: Sendable {
    public let scenario: Scenario
    private let crowds: [Crowd]
    /// Hours before the counted ones, the last of the week, so that Monday does not begin with an empty desk.
    private let warmUpHours: Int
    /// Hours after the counted ones, the first of the week again, so that who comes late on Sunday is seen to be answered.
    static let coolDownHours = 2

    /// - Parameter chance: the seed of each replication comes from it, and nothing else does.
    public init(_ scenario: Scenario, replications: Int, using chance: inout some RandomNumberGenerator) {
        self.scenario = scenario
        warmUpHours = min(24, scenario.hours)
        let seed: UInt64 = chance.next()
        let warmUp = warmUpHours
        crowds = (0..<max(1, replications)).map { number in
            var own = SeededGenerator(seed: seed, replication: number)
            return Crowd(scenario, warmUpHours: warmUp, coolDownHours: Self.coolDownHours, &own)
        }
    }

    public var replications: Int { crowds.count }

    static func cyclic(_ hour: Int, _ hours: Int) -> Int {
        let rest = hour % hours
        return rest < 0 ? rest + hours : rest
    }

    /// Runs every replication with so many counsellors in each hour.
    func run(staff: [Int], within seconds: Double, keepsWaits: Bool = false) -> [Tally] {
        precondition(staff.count == scenario.hours, "a number of counsellors for each hour")
        var desk = Desk(scenario, counsellors: max(1, staff.max() ?? 0))
        return crowds.map { crowd in
            desk.run(crowd, staff: staff, from: -warmUpHours, within: seconds, keepsWaits: keepsWaits)
        }
    }
}

/// The counsellors of one run. Used again for the next, so that nothing is made anew for each.
private struct Desk {
    private let hours: Int
    private let atOnce: TalksAtOnce
    private let room: Int

    /// Of each counsellor: points, talks, work done since the start in seconds of undisturbed talk, when that was, and when
    /// the next talk ends.
    private var load: [Int]
    private var count: [Int]
    private var done: [Double]
    private var since: [Double]
    private var next: [Double]
    /// Talks of each counsellor, `room` places each: the work after which they end, when they began, their weight.
    private var ends: [Double]
    private var began: [Double]
    private var weight: [Int]

    private var tally: Tally
    private var queue = Line()
    private var acute = Line()

    /// Who waits, in order; what is before `head` is gone.
    private struct Line {
        var people: [Int] = []
        var head = 0

        var first: Int? { head < people.count ? people[head] : nil }

        mutating func clear() {
            people.removeAll(keepingCapacity: true)
            head = 0
        }
    }

    init(_ scenario: Scenario, counsellors: Int) {
        (hours, atOnce, room) = (scenario.hours, scenario.atOnce, scenario.atOnce.points)
        load = Array(repeating: 0, count: counsellors)
        count = load
        done = Array(repeating: 0, count: counsellors)
        (since, next) = (done, done)
        ends = Array(repeating: 0, count: counsellors * scenario.atOnce.points)
        began = ends
        weight = Array(repeating: 0, count: ends.count)
        tally = Tally(hours: scenario.hours)
    }

    mutating func run(_ crowd: Crowd, staff: [Int], from firstHour: Int, within: Double, keepsWaits: Bool) -> Tally {
        for index in load.indices {
            (load[index], count[index], done[index], since[index], next[index]) = (0, 0, 0, 0, .infinity)
        }
        queue.clear()
        acute.clear()
        tally = Tally(hours: hours)
        let end = Double(hours + Simulation.coolDownHours) * 3_600
        var hour = firstHour
        var onShift = staff[Simulation.cyclic(hour, hours)]
        var person = 0
        while true {
            let arrival = person < crowd.at.count ? crowd.at[person] : .infinity
            let change = Double(hour + 1) * 3_600
            var (leaving, finished) = (Double.infinity, 0)
            for index in next.indices where next[index] < leaving { (leaving, finished) = (next[index], index) }
            // An acute one who leaves makes way for the others, who may find room at once.
            let givingUp = acute.first.map { crowd.at[$0] + crowd.patience[$0] } ?? .infinity
            let time = min(min(arrival, change), min(leaving, givingUp))
            if time >= end { break }
            if time == leaving {
                finish(finished, at: time)
            } else if time == arrival {
                if let hour = counted(time) { tally.arrivals[hour] += 1 }
                if crowd.isAcute[person] { acute.people.append(person) } else { queue.people.append(person) }
                person += 1
            } else if time == change {
                hour += 1
                onShift = staff[Simulation.cyclic(hour, hours)]
            }
            answer(crowd, at: time, onShift: onShift, within: within, keepsWaits: keepsWaits)
        }
        for line in [acute, queue] {
            for waiting in line.people[line.head...] { leave(waiting, crowd, at: end) }
        }
        for index in load.indices {
            for place in index * room..<index * room + count[index] {
                Tally.add(Double(weight[place]), from: began[place], to: end, &tally.busySeconds)
            }
        }
        return tally
    }

    private mutating func answer(_ crowd: Crowd, at time: Double, onShift: Int, within: Double, keepsWaits: Bool) {
        while true {
            while let first = acute.first, crowd.at[first] + crowd.patience[first] <= time {
                leave(first, crowd, at: time)
                acute.head += 1
            }
            while let first = queue.first, crowd.at[first] + crowd.patience[first] <= time {
                leave(first, crowd, at: time)
                queue.head += 1
            }
            let isAcute = acute.first != nil
            guard let person = acute.first ?? queue.first else { return }
            let points = isAcute ? TalksAtOnce.acuteWeight : 1
            var (chosen, least) = (-1, room - points + 1)
            for index in 0..<min(onShift, load.count) where load[index] < least {
                (chosen, least) = (index, load[index])
            }
            guard chosen >= 0 else { return }
            if isAcute { acute.head += 1 } else { queue.head += 1 }
            begin(person, crowd, with: chosen, points: points, at: time)
            let came = crowd.at[person]
            Tally.add(1, from: came, to: time, &tally.queueSeconds)
            guard let hour = counted(came) else { continue }
            tally.answered[hour] += 1
            if time - came <= within { tally.within[hour] += 1 }
            if keepsWaits { tally.waits.append((hour, time - came)) }
        }
    }

    /// Counts somebody who was not answered: gone by now, or still there.
    private mutating func leave(_ person: Int, _ crowd: Crowd, at time: Double) {
        let came = crowd.at[person]
        let left = came + crowd.patience[person]
        Tally.add(1, from: came, to: min(left, time), &tally.queueSeconds)
        guard let hour = counted(came) else { return }
        if left <= time { tally.abandoned[hour] += 1 } else { tally.waiting[hour] += 1 }
    }

    /// The hour of a moment, when it is one of those that count.
    private func counted(_ time: Double) -> Int? {
        guard time >= 0 else { return nil }
        let hour = Int(time / 3_600)
        return hour < hours ? hour : nil
    }

    private mutating func begin(_ person: Int, _ crowd: Crowd, with index: Int, points: Int, at time: Double) {
        work(index, until: time)
        let place = index * room + count[index]
        (ends[place], began[place], weight[place]) = (done[index] + crowd.work[person], time, points)
        count[index] += 1
        load[index] += points
        plan(index)
    }

    private mutating func finish(_ index: Int, at time: Double) {
        work(index, until: time)
        let first = index * room
        let last = first + count[index] - 1
        var place = first
        for other in first...last where ends[other] < ends[place] { place = other }
        Tally.add(Double(weight[place]), from: began[place], to: time, &tally.busySeconds)
        load[index] -= weight[place]
        (ends[place], began[place], weight[place]) = (ends[last], began[last], weight[last])
        count[index] -= 1
        plan(index)
    }

    /// Every talk of a counsellor goes on at the same pace, which depends on how many there are.
    private mutating func work(_ index: Int, until time: Double) {
        done[index] += (time - since[index]) / atOnce.factor(count[index])
        since[index] = time
    }

    private mutating func plan(_ index: Int) {
        guard count[index] > 0 else {
            next[index] = .infinity
            return
        }
        let first = index * room
        var end = ends[first]
        for place in first..<first + count[index] where ends[place] < end { end = ends[place] }
        next[index] = since[index] + max(0, end - done[index]) * atOnce.factor(count[index])
    }
}
