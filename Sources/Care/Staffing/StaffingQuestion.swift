import Core
import Foundation
import Pack
import Staffing

/// What a plan is asked with: what somebody filled in, what the line itself knows, and where each comes from.
public struct StaffingQuestion: Sendable {
    /// What was filled in; nil where nothing was.
    public struct Given: Sendable, Hashable {
        public var waitSeconds = 60.0
        /// 0 to 1.
        public var share = 0.9
        /// New talks a week, instead of the line's own number.
        public var perWeek: Double?
        public var talkMinutes: Double?
        public var spreadMinutes: Double?
        public var patienceMinutes: Double?
        public var points = Int(StaffActions.standardCapacity)
        public var slowdown = 1.0
        /// As in ``Shifts``; empty when nobody is planned yet.
        public var shifts = ""

        public init() {}
    }

    /// Where a number comes from.
    public enum Origin: Sendable, Hashable {
        /// The line's own history: of so many people or talks.
        case counted(Int64)
        case given
        /// A source that the pack names.
        case published(String)
        case unknown
    }

    /// What is still to be filled in before anything can be planned.
    public enum Missing: Sendable, Hashable {
        case perWeek, talkMinutes
    }

    public let scenario: Scenario
    public let target: Target
    public let shifts: [Int]?
    /// Weeks of history; 0 without.
    public let weeks: Int64
    public let arrivals: Origin
    /// Where the shape of the week comes from: `unknown` is the same in every open hour.
    public let shape: Origin
    public let talk: Origin
    /// Of the spread alone: `unknown` is as much as the mean, as for talks of exponential length.
    public let spread: Origin
    public let patience: Origin
    public let slowdown: Origin
    /// Hours that are known together only.
    public let pooled: Set<Int>

    /// Nil, and what is missing, when there is nothing to plan with. Throws the sentence of what cannot be.
    public static func make(
        _ given: Given, history: LineHistory, line: Line, open: [Bool]
    ) throws(Scenario.Mistake) -> (question: StaffingQuestion?, missing: [Missing]) {
        let counted = history.arrivalsByHour
        let flat = open.map { $0 ? 1.0 : 0 }
        guard let week = given.perWeek ?? counted?.reduce(0, +), week > 0 || given.perWeek != nil else {
            return (nil, [.perWeek])
        }
        guard
            let mean = given.talkMinutes.map({ $0 * 60 }) ?? history.talk?.mean
                ?? line.typicalMinutes.map({ Double($0) * 60 })
        else { return (nil, [.talkMinutes]) }
        let pattern = counted ?? flat
        let sum = pattern.reduce(0, +)
        guard sum > 0 else { throw Scenario.Mistake(description: "The line is closed in every hour of the week.") }
        let own = given.talkMinutes == nil ? history.talk?.spread : nil
        let spread = given.spreadMinutes.map { $0 * 60 } ?? own ?? mean
        let patience = given.patienceMinutes.map { $0 * 60 } ?? history.patience
        return (
            StaffingQuestion(
                scenario: try Scenario(
                    arrivals: pattern.map { $0 / sum * week },
                    patience: patience.map { .exponential(mean: $0) } ?? .endless,
                    talk: .logNormal(mean: mean, spread: spread),
                    atOnce: TalksAtOnce(points: given.points, slowdown: given.slowdown)),
                target: try Target(waitSeconds: given.waitSeconds, share: given.share),
                shifts: given.shifts.allSatisfy(\.isWhitespace) ? nil : try Shifts.staff(given.shifts),
                weeks: history.weeks,
                arrivals: given.perWeek == nil ? .counted(history.arrivals) : .given,
                shape: counted == nil ? .unknown : .counted(history.arrivals),
                talk: given.talkMinutes != nil
                    ? .given
                    : history.talk != nil ? .counted(history.talks) : .published(line.typicalMinutesSource ?? ""),
                spread: given.spreadMinutes != nil ? .given : own != nil ? .counted(history.talks) : .unknown,
                patience: given.patienceMinutes != nil
                    ? .given : history.patience != nil ? .counted(history.abandoned) : .unknown,
                slowdown: given.slowdown == 1 ? .unknown : .given,
                pooled: counted == nil ? [] : history.pooled), []
        )
    }

    /// In which hours of a usual week a line is open. Where its hours are not known it counts as open.
    public static func open(_ line: Line, at now: Instant, _ zone: TimeZone) -> [Bool] {
        let start = now - .hours(LocalHour(now, zone).hour)
        return (0..<168).map { hour in
            switch line.hours.state(at: start + .hours(Int64(hour))) {
            case .open, .unknown: true
            case .closed: false
            }
        }
    }
}
