import Core
import Pack

/// How days are written in a source.
enum DateHabit: String, Codable, Sendable, CaseIterable {
    /// 15-3-2020
    case dayFirst
    /// 3/15/2020
    case monthFirst
}

/// A cell that may be a period, in the ways in which people and programs write one.
enum PeriodText {
    enum Reading: Equatable {
        case period(Period)
        /// A week that its year does not have.
        case noSuchWeek(year: Int)
        /// `3-4-2020`: which is the month is not known.
        case ambiguous
        /// Twice two digits may be anything.
        case shortYear
        /// A day that is none on which a week begins.
        case notMonday
        /// It is a period, of another kind.
        case otherKind
        case none
    }

    enum Evidence: Equatable { case none, dayFirst, monthFirst, ambiguous }

    /// What a cell tells of the habit of its column.
    static func evidence(_ text: String) -> Evidence {
        guard let (first, second, year) = numbers(text), year != nil else { return .none }
        if first > 12, (1...12).contains(second) { return .dayFirst }
        if second > 12, (1...12).contains(first) { return .monthFirst }
        return first == second || !(1...12).contains(first) ? .none : .ambiguous
    }

    static func read(_ text: String, as kind: Indicator.PeriodKind, habit: DateHabit?) -> Reading {
        let text = clean(text)
        if let period = Period(text) { return fit(period, kind) }
        if let reading = compact(text, kind) { return reading }
        if let reading = day(text, habit) {
            guard case .period(let period) = reading else { return reading }
            return fit(period, kind)
        }
        return inWords(text, kind) ?? .none
    }

    /// Without a time of midnight behind it, in one kind of blank.
    private static func clean(_ text: String) -> String {
        var text = text.replacing("\u{A0}", with: " ")
        for midnight in ["T00:00:00.000", "T00:00:00Z", "T00:00:00", " 00:00:00", " 0:00:00", " 0:00", " 00:00"]
        where text.hasSuffix(midnight) {
            text.removeLast(midnight.count)
        }
        return text
    }

    /// A day that begins a longer period stands for it.
    private static func fit(_ period: Period, _ kind: Indicator.PeriodKind) -> Reading {
        if period.kind == kind { return .period(period) }
        guard case .day(let day) = period else { return .otherKind }
        let (year, month, number) = day.civil
        switch kind {
        case .day: return .period(period)
        case .week: return day.weekday == 1 ? .period(.week(Week(containing: day))) : .notMonday
        case .month: return number == 1 ? .period(.month(year: year, month: month)) : .otherKind
        case .halfYear:
            guard number == 1, month == 1 || month == 7 else { return .otherKind }
            return .period(.half(year: year, half: month == 1 ? 1 : 2))
        }
    }

    /// `2020W13`, `2020-W3`, `202003`, `2020S1`, `2020H1`, `20200315`, `2020MM03`, `2020HJ01`, `2020KW01`.
    private static func compact(_ text: String, _ kind: Indicator.PeriodKind) -> Reading? {
        let plain = text.filter { $0 != "-" && $0 != " " && $0 != "/" && $0 != "." }.uppercased()
        guard plain.utf8.count <= 10, let year = digits(plain.prefix(4), 4), year >= 1 else { return nil }
        let rest = plain.dropFirst(4)
        for mark in ["WEEK", "WK", "W"] where rest.hasPrefix(mark) {
            guard let number = digits(rest.dropFirst(mark.count), 1...2) else { return nil }
            guard let week = Week(year: year, number: number) else {
                return number == 53 ? .noSuchWeek(year: year) : Reading.none
            }
            return fit(.week(week), kind)
        }
        for mark in ["HJ", "H", "S"] where rest.hasPrefix(mark) {
            guard let half = digits(rest.dropFirst(mark.count), 1...2), (1...2).contains(half) else { return nil }
            return fit(.half(year: year, half: half), kind)
        }
        for mark in ["MM", "M"] where rest.hasPrefix(mark) {
            guard let month = digits(rest.dropFirst(mark.count), 1...2), (1...12).contains(month) else { return nil }
            return fit(.month(year: year, month: month), kind)
        }
        guard text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        if let month = digits(rest, 2), (1...12).contains(month) { return fit(.month(year: year, month: month), kind) }
        if let both = digits(rest, 4), let day = Day(year: year, month: both / 100, day: both % 100) {
            return fit(.day(day), kind)
        }
        return nil
    }

    /// `15-3-2020`, `3/15/2020`, `2020/3/15`, `2020-3-15`, `3-2020`.
    private static func day(_ text: String, _ habit: DateHabit?) -> Reading? {
        let parts = text.split(omittingEmptySubsequences: false) { "-/.".contains($0) }
        if parts.count == 2, let month = digits(parts[0], 1...2), let year = digits(parts[1], 4) {
            return (1...12).contains(month) && year >= 1 ? .period(.month(year: year, month: month)) : Reading.none
        }
        if parts.count == 3, let year = digits(parts[0], 4), let month = digits(parts[1], 1...2),
            let number = digits(parts[2], 1...2)
        {
            return Day(year: year, month: month, day: number).map { .period(.day($0)) } ?? Reading.none
        }
        guard let (first, second, year) = numbers(text) else { return nil }
        guard let year else { return .shortYear }
        let isDayFirst: Bool
        switch evidence(text) {
        case .dayFirst: isDayFirst = true
        case .monthFirst: isDayFirst = false
        case .none: isDayFirst = true
        case .ambiguous:
            guard let habit else { return .ambiguous }
            isDayFirst = habit == .dayFirst
        }
        let day = isDayFirst ? Day(year: year, month: second, day: first) : Day(year: year, month: first, day: second)
        return day.map { .period(.day($0)) } ?? Reading.none
    }

    /// The three numbers of a day with the year behind; no year when it has two digits.
    private static func numbers(_ text: String) -> (Int, Int, Int?)? {
        let parts = clean(text).split(omittingEmptySubsequences: false) { "-/.".contains($0) }
        guard parts.count == 3, let first = digits(parts[0], 1...2), let second = digits(parts[1], 1...2) else {
            return nil
        }
        if let year = digits(parts[2], 4) { return (first, second, year) }
        return digits(parts[2], 2) == nil ? nil : (first, second, nil)
    }

    /// `week 13 2020`, `2020 week 13`, `maart 2020`, `1e halfjaar 2020`, `H1 2020`.
    private static func inWords(_ text: String, _ kind: Indicator.PeriodKind) -> Reading? {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        guard (2...4).contains(words.count) else { return nil }
        let years = words.compactMap { digits($0, 4) }
        guard years.count == 1, let year = years.first, year >= 1 else { return nil }
        let others = words.filter { digits($0, 4) == nil }
        if let number = others.compactMap({ digits($0, 1...2) }).first ?? others.compactMap(afterWeek).first,
            others.contains(where: { ["week", "wk", "w"].contains($0) || afterWeek($0) != nil })
        {
            guard let week = Week(year: year, number: number) else {
                return number == 53 ? .noSuchWeek(year: year) : Reading.none
            }
            return fit(.week(week), kind)
        }
        if others.count == 1, let month = months[String(others[0].prefix(3))],
            others[0].allSatisfy(\.isLetter)
        {
            return fit(.month(year: year, month: month), kind)
        }
        let half = others.joined()
        if ["h1", "1ehalfjaar", "halfjaar1", "eerstehalfjaar", "1h", "firsthalf", "s1"].contains(half) {
            return fit(.half(year: year, half: 1), kind)
        }
        if ["h2", "2ehalfjaar", "halfjaar2", "tweedehalfjaar", "2h", "secondhalf", "s2"].contains(half) {
            return fit(.half(year: year, half: 2), kind)
        }
        return nil
    }

    private static func afterWeek(_ word: String) -> Int? {
        for mark in ["week", "wk", "w"] where word.hasPrefix(mark) { return digits(word.dropFirst(mark.count), 1...2) }
        return nil
    }

    private static let months: [String: Int] = [
        "jan": 1, "feb": 2, "maa": 3, "mrt": 3, "mar": 3, "apr": 4, "mei": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8,
        "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
    ]

    private static func digits(_ text: some StringProtocol, _ count: Int) -> Int? { digits(text, count...count) }

    /// The number that so many digits are; nil for anything else.
    private static func digits(_ text: some StringProtocol, _ count: ClosedRange<Int>) -> Int? {
        guard count.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    /// From a year and a number in columns of their own.
    static func joined(year: String, part: String, as kind: Indicator.PeriodKind) -> Reading {
        guard let year = digits(year, 4), year >= 1 else { return .none }
        let number = digits(part, 1...2) ?? part.split { !$0.isNumber }.first.flatMap { digits($0, 1...2) }
        switch kind {
        case .week:
            guard let number else { return .none }
            guard let week = Week(year: year, number: number) else {
                return number == 53 ? .noSuchWeek(year: year) : Reading.none
            }
            return .period(.week(week))
        case .month:
            let month = number ?? months[String(part.lowercased().prefix(3))]
            guard let month, (1...12).contains(month) else { return .none }
            return .period(.month(year: year, month: month))
        case .halfYear:
            guard let number, (1...2).contains(number) else { return .none }
            return .period(.half(year: year, half: number))
        case .day: return .none
        }
    }
}
