import Core
import Pack

extension Period {
    var kind: Indicator.PeriodKind {
        switch self {
        case .day: .day
        case .week: .week
        case .month: .month
        case .half: .halfYear
        }
    }

    /// The first day that is no longer in it.
    var end: Day {
        switch self {
        case .day(let day): Day(daysSince1970: day.daysSince1970 + 1)
        case .week(let week): Day(daysSince1970: week.monday.daysSince1970 + 7)
        case .month(let year, 12): Period.month(year: year + 1, month: 1).firstDay
        case .month(let year, let month): Period.month(year: year, month: month + 1).firstDay
        case .half(let year, 2): Period.half(year: year + 1, half: 1).firstDay
        case .half(let year, _): Period.half(year: year, half: 2).firstDay
        }
    }

    /// The year it belongs to; for a week the ISO year.
    var year: Int {
        switch self {
        case .day(let day): day.civil.year
        case .week(let week): week.year
        case .month(let year, _), .half(let year, _): year
        }
    }

    /// The same part of the year before, so that the season is no part of a difference. Nil for week 53 when the year
    /// before has none. A day is put against the same day of the week.
    var yearBefore: Period? {
        switch self {
        case .day(let day): .day(Day(daysSince1970: day.daysSince1970 - 364))
        case .week(let week): Week(year: week.year - 1, number: week.number).map(Period.week)
        case .month(let year, let month): .month(year: year - 1, month: month)
        case .half(let year, let half): .half(year: year - 1, half: half)
        }
    }
}

extension Indicator {
    /// The first break after which a value of `later` cannot be put beside one of `earlier`.
    func breakBetween(_ earlier: Period, _ later: Period) -> Break? {
        breaks.first { earlier.firstDay < $0.from && $0.from < later.end }
    }
}
