/// A day of the Gregorian calendar.
public struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let daysSince1970: Int

    public init(daysSince1970: Int) {
        self.daysSince1970 = daysSince1970
    }

    /// Nil when there is no such day (2021-02-29).
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...31).contains(day), (1...9999).contains(year) else { return nil }
        self.init(daysSince1970: Self.count(year, month, day))
        guard civil == (year, month, day) else { return nil }
    }

    /// Reads `2020-03-15`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month and day (Hinnant's civil_from_days).
    public var civil: (year: Int, month: Int, day: Int) {
        let z = daysSince1970 + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let doe = z - era * 146_097
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
        let mp = (5 * doy + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1)
    }

    /// 1 is Monday, 7 is Sunday.
    public var weekday: Int { (((daysSince1970 + 3) % 7) + 7) % 7 + 1 }

    public var description: String {
        let (year, month, day) = civil
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    public static func < (left: Self, right: Self) -> Bool { left.daysSince1970 < right.daysSince1970 }

    fileprivate static func count(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yoe = y - era * 400
        let doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
    }
}

/// An ISO 8601 week: Monday to Sunday, week 1 holds the first Thursday. Some years have a week 53.
public struct Week: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let year: Int
    public let number: Int

    public init?(year: Int, number: Int) {
        guard (1...9999).contains(year), number >= 1, number <= Self.count(inYear: year) else { return nil }
        (self.year, self.number) = (year, number)
    }

    public init(containing day: Day) {
        let thursday = Day(daysSince1970: day.daysSince1970 + 4 - day.weekday)
        year = thursday.civil.year
        let first = Self.monday(ofYear: year)
        number = (day.daysSince1970 - first) / 7 + 1
    }

    public var monday: Day { Day(daysSince1970: Self.monday(ofYear: year) + (number - 1) * 7) }
    public var description: String { "\(padded(year, 4))-W\(padded(number, 2))" }
    public static func < (left: Self, right: Self) -> Bool { (left.year, left.number) < (right.year, right.number) }

    public var next: Week { self + 1 }

    public static func + (week: Week, weeks: Int) -> Week {
        Week(containing: Day(daysSince1970: week.monday.daysSince1970 + 7 * weeks))
    }

    public static func - (week: Week, weeks: Int) -> Week { week + -weeks }

    /// Weeks from the other one to this one.
    public func since(_ earlier: Week) -> Int { (monday.daysSince1970 - earlier.monday.daysSince1970) / 7 }

    public static func count(inYear year: Int) -> Int { (monday(ofYear: year + 1) - monday(ofYear: year)) / 7 }

    private static func monday(ofYear year: Int) -> Int {
        // 4 January is always in week 1.
        let fourth = Day(daysSince1970: Day.count(year, 1, 4))
        return fourth.daysSince1970 - (fourth.weekday - 1)
    }
}

/// What a figure is about in time: a day, an ISO week, a month, or a half-year.
public enum Period: Hashable, Sendable, CustomStringConvertible {
    case day(Day)
    case week(Week)
    case month(year: Int, month: Int)
    case half(year: Int, half: Int)

    /// Reads `2020-03-15`, `2020-W13`, `2020-03` or `2020-H1`. Nil for anything else, week 53 of a year without it included.
    public init?(_ text: some StringProtocol) {
        if let day = Day(text) {
            self = .day(day)
            return
        }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
            let year = Int(parts[0]), year >= 1
        else { return nil }
        switch parts[1] {
        case "H1": self = .half(year: year, half: 1)
        case "H2": self = .half(year: year, half: 2)
        case let text
        where text.first == "W" && text.utf8.count == 3 && text.utf8.dropFirst().allSatisfy({ (48...57).contains($0) }):
            guard let number = Int(text.dropFirst()), let week = Week(year: year, number: number) else { return nil }
            self = .week(week)
        case let text where text.utf8.count == 2 && text.utf8.allSatisfy({ (48...57).contains($0) }):
            guard let month = Int(text), (1...12).contains(month) else { return nil }
            self = .month(year: year, month: month)
        default: return nil
        }
    }

    public var firstDay: Day {
        let day: Day? =
            switch self {
            case .day(let day): day
            case .week(let week): week.monday
            case .month(let year, let month): Day(year: year, month: month, day: 1)
            case .half(let year, let half): Day(year: year, month: half == 1 ? 1 : 7, day: 1)
            }
        return day ?? Day(daysSince1970: 0)
    }

    public var description: String {
        switch self {
        case .day(let day): day.description
        case .week(let week): week.description
        case .month(let year, let month): "\(padded(year, 4))-\(padded(month, 2))"
        case .half(let year, let half): "\(padded(year, 4))-H\(half)"
        }
    }
}

func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
