import Core
import Pack
import Statistics

/// What a figure did from a date that was named beforehand: how much the level changed, how sure that is, and how special it is among
/// other dates. Made from what is told only. It never says why.
struct PolicyChange: Sendable {
    /// Why nothing is said.
    enum Unknown: Error, Equatable {
        /// Not by week or month.
        case period
        /// Too few numbers before or after.
        case tooFew
        /// Numbers beside the date are hidden or missing.
        case gaps
    }

    /// Told numbers that are needed on each side.
    static let leastBefore = 52
    static let leastAfter = 12

    /// Level after against before, with its interval of 95 per cent.
    let ratio: Double
    let low: Double
    let high: Double
    /// Of so many other dates, how many looked at least as special; nil where there are too few to say.
    let placebos: (number: Int, asSpecial: Int)?
    let points: Int

    init(_ series: PublishedSeries, from day: Day) throws(Unknown) {
        let isWeekly = series.indicator.period == .week
        guard isWeekly || series.indicator.period == .month else { throw .period }
        let points = series.points.filter { !$0.isRunning }
        guard let change = points.firstIndex(where: { day <= $0.period.firstDay }) else { throw .tooFew }
        let counts = points.map { $0.number.map(Double.init) }
        let (before, after) = (counts[..<change].count { $0 != nil }, counts[change...].count { $0 != nil })
        let unit = isWeekly ? 1 : 4
        guard before >= Self.leastBefore / unit, after >= Self.leastAfter / unit else { throw .tooFew }
        // Where most is hidden, what is told is no sample of it.
        guard before * 10 >= change * 8, after * 10 >= (counts.count - change) * 8 else { throw .gaps }
        // The period of the date itself belongs to neither side.
        let transition: Set<Int> =
            points.firstIndex { $0.period.firstDay < day && day < $0.period.end }.map { [$0] } ?? []
        do {
            let model = try InterruptedTimeSeries(
                harmonics: 2, period: isWeekly ? 365.25 / 7 : 12, lag: isWeekly ? 4 : 2)
            let fit = try model.fit(counts, change: change, excluding: transition)
            guard let level = fit.effect(.level), level.ratio.isFinite, level.low.isFinite, level.high.isFinite else {
                throw Unknown.tooFew
            }
            (ratio, low, high) = (level.ratio, level.low, level.high)
            let placebo = try PlaceboDates(
                model, counts, change: change, excluding: transition, margin: isWeekly ? 26 : 12)
            placebos =
                placebo.p == nil ? nil : (placebo.sizes.count, placebo.sizes.count { $0 >= placebo.size })
            self.points = fit.count
        } catch {
            throw .tooFew
        }
    }
}
