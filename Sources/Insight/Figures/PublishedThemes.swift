import Core
import Pack

/// What came up most before and after a date: the parts of one figure with their places, as anybody may see it.
public struct PublishedThemes: Sendable {
    public struct Row: Sendable {
        public let indicator: Indicator
        /// Nil where it is too small to be told, or where a part of the time is.
        public let before: Int?
        public let after: Int?
        /// From 1 among those that are told; those with the same number share a place.
        public let rankBefore: Int?
        public let rankAfter: Int?
    }

    public let whole: Indicator
    /// Nil for all together.
    public let channel: ContactChannel?
    /// The most frequent after the date first, and of those not told then the most frequent before it.
    public let rows: [Row]
    /// Of each hundred, how many are of none of the rows that are told: other, unknown or too few. Nil where one contact can have several
    /// themes, or the whole is not told.
    public let otherBefore: Int?
    public let otherAfter: Int?

    /// What was counted; nil for examples.
    public let span: ThemeSpan?

    /// Periods on each side of the date, at most.
    public static let periods = 13
    static let most = 5

    /// - Parameter sums: of the whole and its parts, before and after; nil where they may not be told.
    init(
        _ whole: Indicator, channel: ContactChannel?, wholeSums: (Int?, Int?),
        parts: [(indicator: Indicator, before: Int?, after: Int?)], span: ThemeSpan? = nil
    ) {
        (self.whole, self.channel, self.span) = (whole, channel, span)
        func rank(_ number: Int?, _ all: [Int?]) -> Int? {
            number.map { number in all.count { ($0 ?? -1) > number } + 1 }
        }
        let (befores, afters) = (parts.map(\.before), parts.map(\.after))
        rows = parts.map {
            Row(
                indicator: $0.indicator, before: $0.before, after: $0.after, rankBefore: rank($0.before, befores),
                rankAfter: rank($0.after, afters))
        }.filter { ($0.rankBefore ?? .max) <= Self.most || ($0.rankAfter ?? .max) <= Self.most }
            .sorted {
                ($0.rankAfter ?? .max, $0.rankBefore ?? .max, $0.indicator.id)
                    < ($1.rankAfter ?? .max, $1.rankBefore ?? .max, $1.indicator.id)
            }
        func other(_ whole: Int?, _ parts: [Int?]) -> Int? {
            guard let whole, whole > 0 else { return nil }
            let rest = whole - parts.compactMap { $0 }.reduce(0, +)
            return rest < 0 ? nil : Int((Double(rest) * 100 / Double(whole)).rounded())
        }
        (otherBefore, otherAfter) = (other(wholeSums.0, befores), other(wholeSums.1, afters))
    }
}

/// Who did not deliver, and whom we may not reach.
public struct PublishedSilence: Sendable {
    public let indicator: Indicator
    /// The last periods that are over, oldest first.
    public let periods: [Period]
    /// For each place the periods in which nothing came in. A number that is hidden did come in.
    public let regions: [(region: RegionID?, missing: Set<Period>)]
    public let organisations: [(organisation: OrganisationID, missing: Set<Period>)]

    public static let shown = 12

    init(_ picture: PublishedPicture, organisations: [OrganisationID: Set<Period>], today: Day) {
        indicator = picture.indicator
        let all = Set(([picture.whole] + picture.regions).flatMap { $0.points.filter { !$0.isRunning }.map(\.period) })
        // Weeks of which nobody delivered anything are gaps too, so they are counted back from today; other figures come in years later.
        let first = all.map(\.firstDay).min() ?? today
        var periods: [Period] = []
        var period =
            indicator.period == .week
            ? Period.week(Week(containing: today)).before : all.max { $0.firstDay < $1.firstDay }
        while let this = period, periods.count < Self.shown, first <= this.firstDay {
            periods.append(this)
            period = this.before
        }
        self.periods = periods.reversed()
        let shown = periods
        func missing(_ series: PublishedSeries) -> Set<Period> {
            let came = Set(series.points.filter { $0.figure != .missing }.map(\.period))
            return Set(shown).subtracting(came)
        }
        let places = picture.regions.isEmpty ? [picture.whole] : picture.regions
        regions = places.map { ($0.region, missing($0)) }
        self.organisations = organisations.sorted { $0.key < $1.key }.map { ($0.key, Set(shown).subtracting($0.value)) }
    }
}
