import Core
import Pack

/// Lines that may stand on one axis: figures that count the same kind of thing. There is no way to make one of others, so demand
/// and prevalence, or advice and reports, never share an axis.
struct ComparedLines: Sendable {
    /// Why a chart is not made.
    enum Refused: Error, Equatable {
        case metrics(Metric, Metric)
        case units
        case periods
        case tooMany
        /// Nobody knows what one of them counts.
        case unclear
    }

    struct Line: Sendable {
        /// What the address calls it.
        var id = ""
        /// Stands at the end of the line: two or three letters, or a year.
        let label: String
        let name: String
        let series: PublishedSeries
        /// How many people it is of in a year; nil where that is not written down.
        var inhabitants: @Sendable (Int) -> Int? = { _ in nil }
    }

    static let most = 4

    let metric: Metric
    let lines: [Line]

    init(_ lines: [Line]) throws(Refused) {
        guard lines.count <= Self.most else { throw .tooMany }
        guard lines.count < 2 || !lines.contains(where: { $0.series.indicator.metric == .unclear }) else {
            throw .unclear
        }
        guard let first = lines.first?.series.indicator else {
            (metric, self.lines) = (.conversations, [])
            return
        }
        for line in lines {
            let other = line.series.indicator
            guard other.metric == first.metric else { throw .metrics(first.metric, other.metric) }
            guard other.unit == first.unit else { throw .units }
            guard other.period == first.period else { throw .periods }
        }
        (metric, self.lines) = (first.metric, lines)
    }
}

/// Figures in rows: each row a period, each column a line. What is drawn and what is in the table is this.
struct LineTable: Sendable {
    struct Column: Sendable {
        let label: String
        let name: String
        /// Nil where nothing came in.
        let points: [PublishedPoint?]
        /// What is drawn; nil where nothing is told, for whatever reason.
        var numbers: [Int?]
        let indicator: Indicator
        let inhabitants: @Sendable (Int) -> Int?

        init(_ line: ComparedLines.Line, label: String, name: String, points: [PublishedPoint?]) {
            (self.label, self.name, self.points) = (label, name, points)
            (indicator, inhabitants) = (line.series.indicator, line.inhabitants)
            numbers = points.map { $0?.number }
        }
    }

    /// Numbers are those that were counted, or what they are of each line's own mean, which is 100, or hundredths of one per 10,000
    /// inhabitants: for places of another size.
    enum Measure: String, Sendable, CaseIterable { case count, index, rate }
    private(set) var measure = Measure.count

    /// The same, each line held against its own mean of what is shown.
    var indexed: LineTable {
        var table = self
        table.measure = .index
        for column in columns.indices {
            let told = columns[column].numbers.compactMap(\.self)
            let mean = told.isEmpty ? 0 : Double(told.reduce(0, +)) / Double(told.count)
            table.columns[column].numbers = columns[column].numbers.map { number in
                number.flatMap { mean > 0 ? Int((Double($0) * 100 / mean).rounded()) : nil }
            }
        }
        return table
    }

    /// The same for each 10,000 inhabitants, in hundredths; nothing where it is not written down how many there are.
    var rated: LineTable {
        var table = self
        table.measure = .rate
        for column in columns.indices {
            let inhabitants = columns[column].inhabitants
            table.columns[column].numbers = columns[column].points.map { point in
                guard let point, let number = point.number, let people = inhabitants(point.period.year), people > 0
                else {
                    return nil
                }
                return Int((Double(number) * 1_000_000 / Double(people)).rounded())
            }
        }
        return table
    }

    /// Nil where the rows are weeks or months of several years.
    let periods: [Period]?
    let rows: [String]
    /// For the axis: a few letters.
    let ticks: [String]
    private(set) var columns: [Column]

    /// The last so many periods beside each other.
    init(_ compared: ComparedLines, last count: Int, _ short: (Period) -> String) {
        let all = Set(compared.lines.flatMap { $0.series.points.filter { !$0.isRunning }.map(\.period) })
        let periods = all.sorted { $0.firstDay < $1.firstDay }.suffix(count)
        self.periods = Array(periods)
        rows = periods.map(short)
        ticks = periods.map { String($0.year) }
        columns = compared.lines.map { line in
            let points = Dictionary(line.series.points.map { ($0.period, $0) }) { first, _ in first }
            return Column(line, label: line.label, name: line.name, points: periods.map { points[$0] })
        }
    }

    /// One series, its years on top of each other. Week 53 stands alone in the years that have one.
    init(_ line: ComparedLines.Line, years: [Int], row: (Int) -> String) {
        let series = line.series
        let count = series.indicator.period.mostInYear
        periods = nil
        rows = (1...count).map(row)
        ticks = (1...count).map(String.init)
        columns = years.map { year in
            var points = [PublishedPoint?](repeating: nil, count: count)
            for point in series.points where point.period.year == year && !point.isRunning {
                let index = point.period.numberInYear - 1
                if points.indices.contains(index) { points[index] = point }
            }
            return Column(line, label: String(year), name: String(year), points: points)
        }
    }
}

extension Indicator.PeriodKind {
    var mostInYear: Int {
        switch self {
        case .day: 366
        case .week: 53
        case .month: 12
        case .halfYear: 2
        }
    }
}

extension Period {
    /// From 1: the week, the month, the half or the day of its year.
    var numberInYear: Int {
        switch self {
        case .day(let day):
            day.daysSince1970 - Period.month(year: day.civil.year, month: 1).firstDay.daysSince1970 + 1
        case .week(let week): week.number
        case .month(_, let month): month
        case .half(_, let half): half
        }
    }
}
