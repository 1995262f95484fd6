import Foundation

/// A share with how sure it is: the half-width of its 95 % interval over the replications.
public struct Proportion: Sendable, Hashable {
    public let value: Double
    /// 0 when there is nothing to tell it from.
    public let margin: Double

    /// Of all replications together, by the ratio estimator: the sums by each other, with the variance of what each
    /// replication adds around them (W. G. Cochran, *Sampling Techniques*, 1977, §6.4).
    init(_ parts: [Int], of wholes: [Int]) {
        let whole = Double(wholes.reduce(0, +))
        guard whole > 0 else {
            (value, margin) = (0, 0)
            return
        }
        let ratio = Double(parts.reduce(0, +)) / whole
        value = ratio
        let count = Double(parts.count)
        guard count > 1 else {
            margin = 0
            return
        }
        var squares = 0.0
        for (part, all) in zip(parts, wholes) {
            let residue = Double(part) - ratio * Double(all)
            squares += residue * residue
        }
        margin = Self.quantile(count - 1) * (squares * count / (count - 1)).squareRoot() / whole
    }

    /// Of Student's t for 95 %, by its first terms in 1/ν (R. A. Fisher and E. A. Cornish, 1960).
    private static func quantile(_ freedom: Double) -> Double {
        1.959964 + 2.372271 / freedom + 2.822499 / (freedom * freedom)
    }
}

/// What a number of counsellors by hour gives, over all replications.
public struct Measured: Sendable {
    /// One hour, or all of them, seen by the people who came in it.
    public struct Result: Sendable {
        /// People in a week.
        public let arrivals: Double
        public let answered: Double
        public let abandoned: Double
        /// Still waiting when the week was over.
        public let waiting: Double
        /// Answered within the time that is aimed for, of all who came.
        public let within: Proportion
        /// Left unanswered, of all who came.
        public let abandons: Proportion
        /// Half and nine tenths of those answered waited at most so many seconds; nil when nobody was answered.
        public let half: Double?
        public let most: Double?
        /// Points in talks, of the points of the counsellors on shift; nil when there was nobody. More than 1 is work after
        /// the end of a shift.
        public let occupancy: Double?
        /// People waiting at any moment, on average.
        public let queue: Double
    }

    public let hours: [Result]
    public let whole: Result
    public let replications: Int

    /// - Parameter alike: hours that are the same, for which the shares are those of all of them together.
    init(_ tallies: [Tally], staff: [Int], points: Int, alike: AlikeHours? = nil) {
        replications = tallies.count
        var waits: [[Double]] = Array(repeating: [], count: staff.count)
        for tally in tallies {
            for (hour, seconds) in tally.waits { waits[hour].append(seconds) }
        }
        for hour in waits.indices { waits[hour].sort() }
        func sums(_ hours: some Sequence<Int>, _ path: KeyPath<Tally, [Int]>) -> [Int] {
            tallies.map { tally in hours.reduce(0) { $0 + tally[keyPath: path][$1] } }
        }
        func shares(_ hours: some Sequence<Int>) -> (within: Proportion, abandons: Proportion) {
            let arrivals = sums(hours, \.arrivals)
            return (
                Proportion(sums(hours, \.within), of: arrivals), Proportion(sums(hours, \.abandoned), of: arrivals)
            )
        }
        func result(
            _ range: Range<Int>, _ sorted: [Double], _ shares: (within: Proportion, abandons: Proportion)
        ) -> Result {
            func mean(_ values: [Int]) -> Double { Double(values.reduce(0, +)) / Double(tallies.count) }
            func seconds(_ path: KeyPath<Tally, [Double]>) -> Double {
                tallies.reduce(0) { sum, tally in range.reduce(sum) { $0 + tally[keyPath: path][$1] } }
                    / Double(tallies.count)
            }
            let onShift = Double(range.reduce(0) { $0 + staff[$1] } * points) * 3_600
            return Result(
                arrivals: mean(sums(range, \.arrivals)), answered: mean(sums(range, \.answered)),
                abandoned: mean(sums(range, \.abandoned)), waiting: mean(sums(range, \.waiting)),
                within: shares.within, abandons: shares.abandons, half: Self.quantile(0.5, sorted),
                most: Self.quantile(0.9, sorted), occupancy: onShift > 0 ? seconds(\.busySeconds) / onShift : nil,
                queue: seconds(\.queueSeconds) / (Double(range.count) * 3_600))
        }
        let alike = alike ?? AlikeHours(each: staff.count)
        let shared = alike.groups.map { shares($0) }
        hours = staff.indices.map { result($0..<$0 + 1, waits[$0], shared[alike.group[$0]]) }
        whole = result(0..<staff.count, waits.flatMap(\.self).sorted(), shares(0..<staff.count))
    }

    /// The smallest value that this share of the values does not exceed.
    private static func quantile(_ share: Double, _ sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        return sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }
}

extension Simulation {
    /// Runs every replication with so many counsellors in each hour and says what came of it.
    ///
    /// - Parameter alike: hours whose shares are measured together.
    public func measure(staff: [Int], within seconds: Double, alike: AlikeHours? = nil) -> Measured {
        Measured(
            run(staff: staff, within: seconds, keepsWaits: true), staff: staff, points: scenario.atOnce.points,
            alike: alike)
    }
}
