import Core
import Pack

/// Figures of several sources joined on ISO week and region. Nothing is added up: each figure keeps its own column.
///
/// Every week from the first to the last of any of them is there, week 53 in the years that have one, and every region of the
/// division. What did not come in is missing, and never zero.
struct JoinedWeeks: Sendable {
    struct Row: Sendable {
        let week: Week
        /// Nil for the whole area.
        let region: RegionID?
        /// In the order of the columns; nil where nothing came in.
        let points: [PublishedPoint?]

        /// Whether every column came in, told or hidden.
        var isComplete: Bool { points.allSatisfy { $0.map { $0.figure != .missing } ?? false } }
    }

    let indicators: [Indicator]
    /// Oldest first, without a gap.
    let weeks: [Week]
    /// In order of their ids.
    let regions: [RegionID]
    private let points: [[RegionID?: [Week: PublishedPoint]]]

    init(_ pictures: [PublishedPicture]) {
        indicators = pictures.map(\.indicator)
        points = pictures.map { picture in
            var found: [RegionID?: [Week: PublishedPoint]] = [:]
            for series in [picture.whole] + picture.regions {
                var byWeek: [Week: PublishedPoint] = [:]
                for point in series.points where !point.isRunning {
                    if case .week(let week) = point.period { byWeek[week] = point }
                }
                found[series.region] = byWeek
            }
            return found
        }
        regions = Set(pictures.flatMap { $0.regions.compactMap(\.region) }).sorted()
        let all = points.flatMap { $0.values.flatMap(\.keys) }
        guard var week = all.min(), let last = all.max() else {
            weeks = []
            return
        }
        var weeks: [Week] = []
        while week <= last {
            weeks.append(week)
            week = week.next
        }
        self.weeks = weeks
    }

    func row(_ week: Week, _ region: RegionID?) -> Row {
        Row(week: week, region: region, points: points.map { $0[region]?[week] })
    }

    /// Weeks of which a day lies in the range.
    func weeks(from: Period?, to: Period?) -> [Week] {
        weeks.filter { week in
            (from.map { $0.firstDay < Period.week(week).end } ?? true) && (to.map { week.monday < $0.end } ?? true)
        }
    }
}
