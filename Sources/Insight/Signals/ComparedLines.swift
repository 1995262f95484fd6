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
    }

    struct Line: Sendable {
        /// Stands at the end of the line: two or three letters, or a year.
        let label: String
        let name: String
        let series: PublishedSeries
    }

    static let most = 4

    let metric: Metric
    let lines: [Line]

    init(_ lines: [Line]) throws(Refused) {
        guard lines.count <= Self.most else { throw .tooMany }
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

        init(label: String, name: String, points: [PublishedPoint?]) {
            (self.label, self.name, self.points) = (label, name, points)
            numbers = points.map { $0?.number }
        }
    }

    /// Numbers are those that were counted, or what they are of each line's own mean, which is 100: for places of another size.
    enum Measure: String, Sendable, CaseIterable { case count, index }
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
            return Column(label: line.label, name: line.name, points: periods.map { points[$0] })
        }
    }

    /// One series, its years on top of each other. Week 53 stands alone in the years that have one.
    init(_ series: PublishedSeries, years: [Int], row: (Int) -> String) {
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
            return Column(label: String(year), name: String(year), points: points)
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
