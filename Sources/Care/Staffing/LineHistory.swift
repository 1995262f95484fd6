import Core
import Foundation
import Pack

/// An hour on the wall clock of the country.
struct LocalHour: Hashable, Sendable {
    /// Weeks since the one that held 1 January 1970; they begin on Monday.
    let week: Int64
    /// 0 is Monday 00:00, 167 is Sunday 23:00.
    let hour: Int64

    init(week: Int64, hour: Int64) {
        (self.week, self.hour) = (week, hour)
    }

    init(_ moment: Instant, _ zone: TimeZone) {
        let seconds = moment.milliseconds / 1000 + Int64(zone.secondsFromGMT(for: moment.date))
        // 1 January 1970 was a Thursday.
        let hours = seconds / 3600 + 3 * 24
        (week, hour) = (hours / 168, hours % 168)
    }

    /// Hours since the first week began.
    var index: Int64 { week * 168 + hour }
}

/// Whether somebody left before or after the time that they were told at the start.
public enum Promise: String, Sendable, Hashable, CaseIterable {
    /// Nothing was promised, as nothing could be.
    case none
    case before, after

    init(waited seconds: Int64, promised: Int64?) {
        self = promised.map { seconds < $0 ? .before : .after } ?? .none
    }
}

/// How a line went in the weeks that are over: counts, from which no week, person or talk can be told.
public struct LineHistory: Sendable, Hashable {
    /// One hour of the week, over all weeks.
    public struct Hour: Sendable, Hashable {
        public var weeks: Int64 = 0
        public var arrivals: Int64 = 0
        public var answered: Int64 = 0
        public var abandoned: Int64 = 0
        public var waitSeconds: Int64 = 0
        public var talks: Int64 = 0
        public var talkSeconds: Int64 = 0
        public var talkSquares: Int64 = 0
    }

    /// Those who left by one entrance after one range of waiting.
    public struct Left: Sendable, Hashable {
        /// Nil when it is not known.
        public let door: AudienceID?
        /// A place in ``waits``.
        public let bucket: Int
        public let promise: Promise
        public let number: Int64
    }

    /// 168 of them, Monday 00:00 first.
    public let hours: [Hour]
    public let left: [Left]

    /// Fewer are not shown.
    public static let least: Int64 = 10
    /// Minutes after which a range of waiting ends; the last has no end.
    public static let waits = [1, 3, 5, 10, 20]

    static func bucket(_ seconds: Int64) -> Int {
        waits.firstIndex { seconds < Int64($0) * 60 } ?? waits.count
    }

    init(hours: [Int64: Hour], left: [Left]) {
        self.hours = (0..<168).map { hours[$0] ?? Hour() }
        self.left = left
    }

    private func sum(_ path: KeyPath<Hour, Int64>) -> Int64 { hours.reduce(0) { $0 + $1[keyPath: path] } }

    /// Weeks that were counted, at most.
    public var weeks: Int64 { hours.map(\.weeks).max() ?? 0 }
    public var arrivals: Int64 { sum(\.arrivals) }
    public var abandoned: Int64 { sum(\.abandoned) }
    public var talks: Int64 { sum(\.talks) }
    /// Fewer than ten people in all say nothing about any hour.
    public var isEnough: Bool { weeks > 0 && arrivals >= Self.least }

    /// Hours with fewer than ten people in all weeks together, which are shown and used as one.
    public var pooled: Set<Int> { Set(hours.indices.filter { hours[$0].arrivals < Self.least }) }

    /// New talks that an hour of a week had on average. Pooled hours have the same, which is 0 when all of them together
    /// had fewer than ten. Nil when there is not enough.
    public var arrivalsByHour: [Double]? {
        guard isEnough else { return nil }
        let pooled = pooled
        let people = pooled.reduce(0) { $0 + hours[$1].arrivals }
        let times = pooled.reduce(0) { $0 + hours[$1].weeks }
        let rest = people >= Self.least && times > 0 ? Double(people) / Double(times) : 0
        return hours.indices.map { hour in
            pooled.contains(hour) ? rest : Double(hours[hour].arrivals) / Double(max(1, hours[hour].weeks))
        }
    }

    /// Mean and standard deviation of the talks in seconds; nil when there were fewer than ten.
    public var talk: (mean: Double, spread: Double)? {
        let count = talks
        guard count >= Self.least else { return nil }
        let mean = Double(sum(\.talkSeconds)) / Double(count)
        let variance = Double(sum(\.talkSquares)) / Double(count) - mean * mean
        return mean >= 1 ? (mean, max(0, variance).squareRoot()) : nil
    }

    /// The mean patience in seconds: all the waiting by the number who left, as those who were answered did not show how
    /// long they would have waited (maximum likelihood for an exponential length that is cut off). Nil when fewer than ten
    /// left.
    public var patience: Double? {
        abandoned >= Self.least ? max(1, Double(sum(\.waitSeconds)) / Double(abandoned)) : nil
    }

    /// Numbers as they may be shown: nil for those below ten, and for one more when only one would be hidden, as it could be
    /// told from the sum.
    public static func shown(_ numbers: [Int64]) -> [Int64?] {
        var hidden = Set(numbers.indices.filter { numbers[$0] < least })
        if hidden.count == 1,
            let next = numbers.indices.filter({ !hidden.contains($0) }).min(by: { numbers[$0] < numbers[$1] })
        {
            hidden.insert(next)
        }
        return numbers.indices.map { hidden.contains($0) ? nil : numbers[$0] }
    }
}
