import Core
import Foundation

/// When something can be reached, on the wall clock of one time zone.
public struct OpeningHours: Sendable, Hashable {
    /// What is known about the hours.
    public enum Kind: Sendable, Hashable {
        /// At any hour of any day.
        case always
        /// Nobody has said, or nobody has checked. Never shown as closed.
        case unknown
        /// At these hours, except on these days.
        case weekly([WeeklyHours], exceptions: [DayException])
    }

    /// The same hours on some days of the week.
    public struct WeeklyHours: Sendable, Hashable {
        /// 1 is Monday, 7 is Sunday; ascending.
        public let weekdays: [Int]
        public let hours: HourRange

        public init(weekdays: [Int], hours: HourRange) {
            self.weekdays = weekdays
            self.hours = hours
        }
    }

    /// From one minute of the day to another. The end may lie on the next day: 20:00 to 26:00 ends at two in the night.
    public struct HourRange: Sendable, Hashable {
        /// Minutes after midnight, 0 to 1439.
        public let from: Int
        /// Minutes after the midnight that `from` counts from; more than `from`, at most 2160 (36:00).
        public let to: Int

        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    /// One day on which other hours hold than in other weeks.
    public struct DayException: Sendable, Hashable {
        public let date: Day
        /// Empty when closed all day.
        public let hours: [HourRange]

        public init(date: Day, hours: [HourRange]) {
            self.date = date
            self.hours = hours
        }
    }

    /// Whether it is open at one moment.
    public enum State: Sendable, Hashable {
        /// `until` is nil when it does not close within nine days.
        case open(until: Instant?)
        /// `opensAt` is nil when it does not open within sixty days.
        case closed(opensAt: Instant?)
        case unknown

        public var isOpen: Bool {
            if case .open = self { true } else { false }
        }
    }

    public let kind: Kind
    public let timeZone: TimeZone

    public init(_ kind: Kind, timeZone: TimeZone) {
        self.kind = kind
        self.timeZone = timeZone
    }

    public static let always = Self(.always, timeZone: .gmt)
    public static let unknown = Self(.unknown, timeZone: .gmt)

    /// Open, closed or unknown at this moment, and until when.
    ///
    /// Hours are those of the wall clock: 11:00 stays 11:00 when the clock changes. A wall-clock time that happens twice
    /// means its first time; one that is skipped means the moment after the change.
    public func state(at now: Instant) -> State {
        switch kind {
        case .always: return .open(until: nil)
        case .unknown: return .unknown
        case .weekly: break
        }
        let today = LocalTime.day(at: now, in: timeZone)
        // Yesterday's hours may run past midnight.
        for interval in (-1...0).flatMap({ intervals(on: today.adding($0)) })
        where interval.start <= now && now < interval.end {
            return .open(until: end(after: interval.end, from: today))
        }
        for offset in 0...60 {
            let next = intervals(on: today.adding(offset)).map(\.start).filter { $0 > now }.min()
            if let next { return .closed(opensAt: next) }
        }
        return .closed(opensAt: nil)
    }

    /// The hours that hold on this day, in order; empty when closed all day; nil when they are unknown.
    public func hours(on day: Day) -> [HourRange]? {
        switch kind {
        case .always: return [HourRange(from: 0, to: 1440)]
        case .unknown: return nil
        case .weekly(let weekly, let exceptions):
            if let exception = exceptions.first(where: { $0.date == day }) { return exception.hours }
            return weekly.filter { $0.weekdays.contains(day.weekday) }.map(\.hours).sorted { $0.from < $1.from }
        }
    }

    /// Follows intervals that touch one another: open to 24:00 and from 00:00 is one stretch.
    private func end(after first: Instant, from today: Day) -> Instant? {
        var end = first
        for offset in -1...9 {
            for interval in intervals(on: today.adding(offset)) where interval.start <= end && end < interval.end {
                end = interval.end
            }
        }
        let limit = LocalTime.instant(of: today.adding(9), minute: 0, in: timeZone)
        return end >= limit ? nil : end
    }

    private func intervals(on day: Day) -> [(start: Instant, end: Instant)] {
        (hours(on: day) ?? []).map {
            (
                LocalTime.instant(of: day, minute: $0.from, in: timeZone),
                LocalTime.instant(of: day, minute: $0.to, in: timeZone)
            )
        }
    }
}

/// From moments to the wall clock of a time zone and back.
enum LocalTime {
    /// The day on the wall clock at this moment.
    static func day(at moment: Instant, in timeZone: TimeZone) -> Day {
        let local = moment.milliseconds &+ offset(at: moment.milliseconds, in: timeZone)
        let (days, rest) = local.quotientAndRemainder(dividingBy: 86_400_000)
        return Day(daysSince1970: Int(rest < 0 ? days - 1 : days))
    }

    /// The moment at which the wall clock shows this minute of this day (minutes may pass 1440).
    static func instant(of day: Day, minute: Int, in timeZone: TimeZone) -> Instant {
        let local = Int64(day.daysSince1970) * 86_400_000 + Int64(minute) * 60_000
        let before = offset(at: local - 86_400_000, in: timeZone)
        let after = offset(at: local + 86_400_000, in: timeZone)
        let early = local - before
        if before == after || offset(at: early, in: timeZone) == before { return Instant(milliseconds: early) }
        let late = local - after
        if offset(at: late, in: timeZone) == after { return Instant(milliseconds: late) }
        // The clock skips this time: the offset of before the change gives the moment just after it.
        return Instant(milliseconds: early)
    }

    private static func offset(at milliseconds: Int64, in timeZone: TimeZone) -> Int64 {
        let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        return Int64(timeZone.secondsFromGMT(for: date)) * 1000
    }
}

extension Day {
    func adding(_ days: Int) -> Day { Day(daysSince1970: daysSince1970 + days) }
}
