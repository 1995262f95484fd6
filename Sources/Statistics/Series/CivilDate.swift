/// A day of the Gregorian calendar, without a clock or a time zone.
public struct CivilDate: Sendable, Hashable, Comparable {
    public let year: Int
    public let month: Int
    public let day: Int

    /// - Throws: `StatisticsError.invalid` for a day that the calendar does not have or a year outside 1…9999.
    public init(year: Int, month: Int, day: Int) throws(StatisticsError) {
        try StatisticsError.check("year", Double(year), "1 to 9999") { (1...9999).contains($0) }
        try StatisticsError.check("month", Double(month), "1 to 12") { (1...12).contains($0) }
        let last = Self.days(in: month, of: year)
        try StatisticsError.check("day of the month", Double(day), "1 to \(last)") { $0 >= 1 && $0 <= Double(last) }
        (self.year, self.month, self.day) = (year, month, day)
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01.
    public var number: Int { Self.number(year, month, day) }

    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Years begin in March, so that the leap day is the last of its year.
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }

    /// The number of the same day so many years earlier; 29 February becomes 1 March where there is none.
    func number(yearsEarlier years: Int) -> Int {
        let earlier = year - years
        if month == 2, day == 29, !Self.isLeap(earlier) { return Self.number(earlier, 3, 1) }
        return Self.number(earlier, month, day)
    }

    /// 0 for Sunday to 6 for Saturday, from a day number.
    static func weekday(_ number: Int) -> Int { ((number + 4) % 7 + 7) % 7 }

    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}
