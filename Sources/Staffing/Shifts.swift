import Foundation

/// Counsellors by hour of the week, from lines that people write: days, hours, how many.
///
///     ma-vr 9-17 3        Monday to Friday, nine to five, three counsellors
///     za,zo 10-16 2       Saturday and Sunday
///     mon-sun 22-6 1      every night, into the next day
public enum Shifts {
    private static let days: [String: Int] = [
        "ma": 0, "di": 1, "wo": 2, "do": 3, "vr": 4, "za": 5, "zo": 6,
        "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
    ]
    /// Lines that are read.
    public static let mostLines = 200

    /// 168 numbers, Monday 00:00 first. Shifts on the same hour are added up. Throws a sentence with the line that cannot be
    /// read.
    public static func staff(_ text: String) throws(Scenario.Mistake) -> [Int] {
        var staff = Array(repeating: 0, count: 168)
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        guard lines.count <= mostLines else {
            throw Scenario.Mistake(description: "There are more than \(mostLines) shifts.")
        }
        for line in lines {
            let parts = line.split(whereSeparator: \.isWhitespace)
            guard parts.count == 3, let days = days(parts[0]), let (from, to) = hours(parts[1]),
                let count = Int(parts[2]), (0...StaffPlan.mostCounsellors).contains(count)
            else {
                throw Scenario.Mistake(
                    description:
                        "“\(line.prefix(60))” is no shift. Write days, hours and how many: ma-vr 9-17 3, or mon-fri 9-17 3."
                )
            }
            for day in days {
                for hour in from..<to { staff[(day * 24 + hour) % 168] += count }
            }
        }
        guard staff.allSatisfy({ $0 <= StaffPlan.mostCounsellors }) else {
            throw Scenario.Mistake(
                description: "There are more than \(StaffPlan.mostCounsellors) counsellors in one hour.")
        }
        return staff
    }

    private static func days(_ text: Substring) -> [Int]? {
        var found: [Int] = []
        for part in text.lowercased().split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { days[String($0)] }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else { return nil }
            // Friday to Monday goes over the end of the week.
            found += (first...(last < first ? last + 7 : last)).map { $0 % 7 }
        }
        return Set(found).sorted()
    }

    /// An end before the beginning is on the next day.
    private static func hours(_ text: Substring) -> (Int, Int)? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { end -> Int? in
            let hour = end.hasSuffix(":00") ? end.dropLast(3) : end[...]
            return hour.utf8.count <= 2 && hour.allSatisfy(\.isNumber) ? Int(hour) : nil
        }
        guard ends.count == 2, let from = ends[0], let to = ends[1], (0...23).contains(from), (0...24).contains(to)
        else { return nil }
        return (from, to > from ? to : to + 24)
    }
}
