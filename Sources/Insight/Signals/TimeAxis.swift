import Core

/// What stands below a line in time: regular weeks, months or days in the first row as far as there is room, and in the second row each
/// year where it begins, or every second, fifth or tenth of them.
struct TimeAxis {
    struct Tick: Equatable {
        let index: Int
        let text: String
        /// Of its middle.
        let x: Double
    }

    struct Year: Equatable {
        let index: Int
        let text: String
        /// Where the text starts.
        let x: Double
        /// Where the year begins; nil when it began before the first point.
        let begins: Double?
    }

    let ticks: [Tick]
    let years: [Year]

    private static let gap = 6.0

    /// - Parameters:
    ///   - left: where the first point begins.
    ///   - step: how wide a point is.
    ///   - width: of the whole drawing; nothing lies outside.
    ///   - measure: how wide a text is.
    init(_ periods: [Period], left: Double, step: Double, width: Double, measure: (String) -> Double) {
        ticks =
            Self.rules.lazy.map { rule in
                periods.indices.filter { rule(periods[$0]) }.map { index in
                    Tick(index: index, text: Self.short(periods[index]), x: left + (Double(index) + 0.5) * step)
                }
            }.first { ticks in
                let places = ticks.map { (from: $0.x - measure($0.text) / 2, to: $0.x + measure($0.text) / 2) }
                return !ticks.isEmpty && places.allSatisfy { $0.from >= 0 && $0.to <= width }
                    && zip(places, places.dropFirst()).allSatisfy { $0.to + Self.gap <= $1.from }
            } ?? []
        years = Self.years(periods, left: left, step: step, width: width, measure: measure)
    }

    /// From every period to ever fewer of them, always at the same places of the year. A week 53 stands beside a week 1, so it has a
    /// number only where every week has one.
    private static let rules: [@Sendable (Period) -> Bool] =
        [{ _ in true }]
        + [2, 3, 4, 6, 13, 26].map { every -> @Sendable (Period) -> Bool in
            { period in
                switch period {
                case .week(let week): every != 3 && every != 6 && week.number < 53 && (week.number - 1) % every == 0
                case .month(_, let month): (every == 3 || every == 6) && (month - 1) % every == 0
                case .day(let day): every == 2 ? day.weekday == 1 : every == 3 && day.civil.day == 1
                case .half: false
                }
            }
        }

    /// The same for the weeks or months of several years on top of each other: their numbers from 1, at the same places.
    static func numbers(_ count: Int, x: (Int) -> Double, width: Double, measure: (String) -> Double) -> [Tick] {
        let steps = count == 53 ? [1, 2, 4, 13, 26] : [1, 2, 3, 6, 30, 90]
        return steps.map { every in
            (1...max(1, count)).filter { ($0 - 1) % every == 0 && (every == 1 || $0 != 53) }
                .map { Tick(index: $0 - 1, text: String($0), x: x($0 - 1)) }
        }.first { ticks in
            zip(ticks, ticks.dropFirst()).allSatisfy {
                $0.x + measure($0.text) / 2 + gap <= $1.x - measure($1.text) / 2
            }
        } ?? []
    }

    /// How far below the line the texts reach.
    static let height = 44.0

    private static func short(_ period: Period) -> String {
        switch period {
        case .day(let day): "\(day.civil.day)/\(day.civil.month)"
        case .week(let week): String(week.number)
        case .month(_, let month): String(month)
        case .half(_, let half): String(half)
        }
    }

    private static func years(
        _ periods: [Period], left: Double, step: Double, width: Double, measure: (String) -> Double
    ) -> [Year] {
        guard let first = periods.first else { return [] }
        var begun = periods.indices.dropFirst().filter { periods[$0].year != periods[$0 - 1].year }.map { index in
            let begins = left + Double(index) * step
            return Year(index: index, text: String(periods[index].year), x: begins + 3, begins: begins)
        }
        let isWhole = first.numberInYear == 1
        if isWhole { begun.insert(Year(index: 0, text: String(first.year), x: left + 3, begins: left), at: 0) }
        let every = [1, 2, 5, 10, 20].first { every in
            let shown = begun.filter { periods[$0.index].year % every == 0 }
            return zip(shown, shown.dropFirst()).allSatisfy { $0.x + measure($0.text) + gap <= $1.x }
        }
        var shown = begun.filter {
            periods[$0.index].year % (every ?? 50) == 0 && $0.x + measure($0.text) <= width
        }
        // The year of the first points began before them: it stands at their begin, or left of the year that follows.
        if !isWhole, every == 1 {
            let text = String(first.year)
            let room = shown.first.map { $0.x - 3 - gap } ?? width
            let x = min(left, room - measure(text))
            if x >= 0 { shown.insert(Year(index: 0, text: text, x: x, begins: nil), at: 0) }
        }
        return shown
    }
}
