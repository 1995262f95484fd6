import Core
import Pack

/// One point of a series as anybody may see it. What is too small to be told has no number in here.
public struct PublishedPoint: Sendable, Hashable {
    public enum Figure: Sendable, Hashable {
        case number(Int)
        case missing
        case suppressed
    }

    public let period: Period
    public let figure: Figure
    /// May still change.
    public let isProvisional: Bool
    /// The period is not over: the number is what was counted so far.
    public let isRunning: Bool
    /// Nil where the moment itself would tell that something small was counted.
    public let knownSince: Instant?

    public var number: Int? {
        if case .number(let number) = figure { number } else { nil }
    }

    public var status: ObservationStatus {
        switch figure {
        case .number: isProvisional ? .provisional : .final
        case .missing: .missing
        case .suppressed: .suppressed
        }
    }
}

/// Points together with what they mean: the only form in which figures leave this room. Pages, charts, sentences, files
/// and the API take nothing else, and there is no way to make one without an indicator of the pack.
public struct PublishedSeries: Sendable {
    public let indicator: Indicator
    /// Nil for the whole area.
    public let region: RegionID?
    /// Nil for all organisations.
    public let organisation: OrganisationID?
    /// In order of time.
    public let points: [PublishedPoint]

    /// Own counts are rounded to a multiple of this before anybody sees them.
    static let rounding = 5

    private init(
        _ indicator: Indicator, region: RegionID?, organisation: OrganisationID?, points: [PublishedPoint]
    ) {
        self.indicator = indicator
        self.region = region
        self.organisation = organisation
        self.points = points
    }

    /// A brought-in figure of one place. A value from 1 to one below `suppressBelow` is suppressed, and whatever the audit hides beside it.
    ///
    /// - Parameters:
    ///   - audited: what the audit of all versions let out; there is no series of a place without.
    ///   - part: a region, or empty for the whole area.
    init(_ indicator: Indicator, _ audited: AuditedFigure, part: String, known: [KnownValue], today: Day) {
        let region = part.isEmpty ? nil : RegionID(trusted: part)
        self.init(indicator, region, nil, known, today) { value, number in
            let isHidden = audited.hidden[value.period]?.contains(part) ?? false
            return isHidden || (1..<indicator.suppressBelow).contains(number) ? nil : number
        }
    }

    /// Counts of this installation: everything below `suppressBelow` is suppressed, zero too (the step from zero to "too few" would tell
    /// of one person), and the rest is rounded. Per region nothing is told: the parts could be taken from the whole.
    ///
    /// - Parameter hidden: periods in which it would tell of another figure.
    init(
        counted indicator: Indicator, region: RegionID? = nil, known: [KnownValue], hidden: Set<Period> = [], today: Day
    ) {
        self.init(indicator, region, nil, known, today) { value, number in
            region == nil && number >= indicator.suppressBelow && !hidden.contains(value.period)
                ? Self.rounded(number) : nil
        }
    }

    /// Brought-in figures of one organisation, which are for analysts only: an organisation is often a region by another name.
    init(
        forAnalysts indicator: Indicator, of organisation: OrganisationID, region: RegionID?, known: [KnownValue],
        today: Day
    ) {
        self.init(indicator, region, organisation, known, today) { _, number in
            (1..<indicator.suppressBelow).contains(number) ? nil : number
        }
    }

    /// Of what nothing is published.
    init(nothingOf indicator: Indicator, region: RegionID? = nil, organisation: OrganisationID? = nil) {
        self.init(indicator, region: region, organisation: organisation, points: [])
    }

    private init(
        _ indicator: Indicator, _ region: RegionID?, _ organisation: OrganisationID?, _ known: [KnownValue],
        _ today: Day, told: (KnownValue, Int) -> Int?
    ) {
        let isOwn = indicator.origin == .counted
        let points = known.sorted { $0.period.firstDay < $1.period.firstDay }.map { value in
            let figure: PublishedPoint.Figure
            switch (value.status, value.value) {
            case (.missing, _), (_, nil): figure = value.status == .suppressed ? .suppressed : .missing
            case (.suppressed, _): figure = .suppressed
            case (_, let number?): figure = told(value, number).map { .number($0) } ?? .suppressed
            }
            let isRunning = today < value.period.end
            return PublishedPoint(
                period: value.period, figure: figure, isProvisional: value.status == .provisional || isRunning,
                isRunning: isRunning, knownSince: isOwn && figure == .suppressed ? nil : value.knownSince)
        }
        self.init(indicator, region: region, organisation: organisation, points: points)
    }

    static func rounded(_ number: Int) -> Int {
        (number + rounding / 2) / rounding * rounding
    }

    /// The same points with other marks of the same figure.
    func replacing(_ indicator: Indicator) -> PublishedSeries {
        PublishedSeries(indicator, region: region, organisation: organisation, points: points)
    }

    /// The same series with its last points only.
    func last(_ count: Int) -> PublishedSeries {
        PublishedSeries(indicator, region: region, organisation: organisation, points: points.suffix(count))
    }

    /// The same series with the points of which a day lies in the range.
    func within(from: Period?, to: Period?) -> PublishedSeries {
        let points = points.filter { point in
            (from.map { $0.firstDay < point.period.end } ?? true) && (to.map { point.period.firstDay < $0.end } ?? true)
        }
        return PublishedSeries(indicator, region: region, organisation: organisation, points: points)
    }

    /// This without another one, period by period. Only where both are told, and where what is left is not small.
    func minus(_ other: PublishedSeries) -> PublishedSeries {
        let others = Dictionary(other.points.map { ($0.period, $0) }) { first, _ in first }
        let points = points.map { point in
            let figure: PublishedPoint.Figure
            let there = others[point.period]
            switch (point.figure, there?.figure ?? .missing) {
            case (.number(let whole), .number(let part)):
                let rest = whole - part
                figure =
                    rest < 0 ? .missing : (1..<indicator.suppressBelow).contains(rest) ? .suppressed : .number(rest)
            case (.missing, _), (_, .missing): figure = .missing
            default: figure = .suppressed
            }
            return PublishedPoint(
                period: point.period, figure: figure,
                isProvisional: point.isProvisional || there?.isProvisional ?? false, isRunning: point.isRunning,
                knownSince: point.knownSince)
        }
        return PublishedSeries(indicator, region: nil, organisation: nil, points: points)
    }

    func point(_ period: Period) -> PublishedPoint? { points.first { $0.period == period } }

    /// The last period that is over.
    var latest: PublishedPoint? { points.last { !$0.isRunning } }

    /// Where the line is cut: the point before which each numbered break lies, or within which, when it began before the
    /// break. Breaks outside the points are left out.
    var breaks: [(number: Int, before: Int, mark: Indicator.Break)] {
        var found: [(number: Int, before: Int, mark: Indicator.Break)] = []
        for mark in indicator.breaks.sorted(by: { $0.from < $1.from }) {
            guard let index = points.firstIndex(where: { mark.from < $0.period.end }),
                index > 0 || points[index].period.firstDay < mark.from
            else { continue }
            found.append((found.count + 1, index, mark))
        }
        return found
    }
}
