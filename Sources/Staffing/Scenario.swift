import Foundation

/// Talks at once per counsellor, in weight points.
public struct TalksAtOnce: Sendable, Hashable {
    /// Points a counsellor can hold (`experience.md` B05: normal 1, acute 2, total 3).
    public var points: Int
    /// The share of talks that weigh two points and go before the others.
    public var acuteShare: Double
    /// How many times as long a talk takes while its counsellor has one other. With `k` others it is
    /// `1 + (slowdown − 1)·k` times. 1 means that it is not known: the study of 54,716 sessions found that talks at once
    /// take longer and end early more often, with two to three as the limit, and published no factor (`experience.md` §3b).
    public var slowdown: Double

    public static let acuteWeight = 2

    public init(points: Int = 3, acuteShare: Double = 0, slowdown: Double = 1) {
        (self.points, self.acuteShare, self.slowdown) = (points, acuteShare, slowdown)
    }

    /// How many times as long each of `count` talks at once takes.
    func factor(_ count: Int) -> Double { 1 + (slowdown - 1) * Double(max(0, count - 1)) }
}

/// What is planned for: who comes when, how long they wait, how long a talk takes.
public struct Scenario: Sendable, Hashable {
    /// Expected new talks in each hour. Within an hour they come at an even rate (a Poisson process). The first hour follows
    /// on the last: a week, from Monday 00:00.
    public var arrivals: [Double]
    public var patience: Patience
    public var talk: TalkLength
    public var atOnce: TalksAtOnce

    /// Why a scenario cannot be used, as a sentence.
    public struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
        public let description: String

        public init(description: String) {
            self.description = description
        }
    }

    /// The most that is computed: new talks a week, and points a counsellor.
    public static let mostArrivals = 200_000.0
    public static let mostPoints = 20

    /// Throws ``Mistake`` for the first thing that cannot be.
    public init(arrivals: [Double], patience: Patience, talk: TalkLength, atOnce: TalksAtOnce) throws(Mistake) {
        func check(_ isGood: Bool, _ sentence: String) throws(Mistake) {
            if !isGood { throw Mistake(description: sentence) }
        }
        try check(!arrivals.isEmpty && arrivals.count <= 168, "Arrivals are 1 to 168 numbers, one for each hour.")
        try check(
            arrivals.allSatisfy { $0.isFinite && $0 >= 0 }, "The arrivals of an hour are a number of 0 or more.")
        let sum = arrivals.reduce(0, +)
        try check(sum > 0, "Nobody comes in any hour: there is nothing to plan.")
        try check(sum <= Self.mostArrivals, "More than 200,000 new talks a week is more than this computes.")
        let day = 86_400.0
        try check(talk.mean >= 1 && talk.mean <= day, "A talk takes 1 second to 24 hours on average.")
        if case .logNormal(let mean, let spread) = talk {
            try check(
                spread.isFinite && spread >= 0 && spread <= 10 * mean,
                "The spread of the talks is 0 to ten times their mean.")
        }
        switch patience {
        case .endless: break
        case .exponential(let mean):
            try check(mean >= 1 && mean <= 30 * day, "Patience is 1 second to 30 days on average.")
        case .quantiles(let quantiles):
            var before = Patience.Quantile(share: 0, seconds: 0)
            try check(!quantiles.isEmpty, "Patience by quantiles needs at least one.")
            for quantile in quantiles {
                try check(
                    quantile.share > before.share && quantile.share <= 1,
                    "The shares of patience go up, and are more than 0 and at most 1.")
                try check(
                    quantile.seconds >= before.seconds && quantile.seconds <= 30 * day,
                    "The seconds of patience go up with the shares.")
                before = quantile
            }
        }
        try check(
            (1...Self.mostPoints).contains(atOnce.points), "A counsellor holds 1 to \(Self.mostPoints) points of talks."
        )
        try check((0...1).contains(atOnce.acuteShare), "The share of acute talks is 0 to 1.")
        try check(
            atOnce.acuteShare == 0 || atOnce.points >= TalksAtOnce.acuteWeight,
            "An acute talk weighs 2 points: a counsellor must be able to hold 2.")
        try check(
            (1...10).contains(atOnce.slowdown), "Talks at once take 1 to 10 times as long; 1 when it is not known.")
        (self.arrivals, self.patience, self.talk, self.atOnce) = (arrivals, patience, talk, atOnce)
    }

    public var hours: Int { arrivals.count }
}

/// What the waiting is to be like, in every hour.
public struct Target: Sendable, Hashable {
    public let waitSeconds: Double
    /// The share of all who come that is answered within that time; who leaves earlier was not answered.
    public let share: Double

    /// Throws ``Scenario/Mistake``.
    public init(waitSeconds: Double, share: Double) throws(Scenario.Mistake) {
        guard waitSeconds.isFinite, (0...86_400).contains(waitSeconds) else {
            throw Scenario.Mistake(description: "The wait to aim for is 0 seconds to 24 hours.")
        }
        guard share > 0, share < 1 else {
            throw Scenario.Mistake(
                description: "The share to aim for is more than 0 and less than 1: nobody can promise everybody.")
        }
        (self.waitSeconds, self.share) = (waitSeconds, share)
    }
}
