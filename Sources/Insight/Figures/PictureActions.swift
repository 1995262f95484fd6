import Core
import Database
import Pack

extension FiguresActions {
    /// One figure as anybody may see it: the whole and every region of its division together.
    ///
    /// - Parameter known: as it was known at that moment. What is published then does not change any more; own counts, of which
    ///   only the day is kept, are those up to the end of the day before.
    public func picture(
        of indicator: Indicator, at now: Instant, known: Instant? = nil
    ) async throws -> PublishedPicture {
        let known = known.map { min($0, now) }
        let today = catalogue.day(known ?? now)
        guard indicator.origin == .imported else { return try await ownPicture(indicator, known, today) }
        return try await pictures(with: indicator, known, today).first { $0.indicator.id == indicator.id }
            ?? PublishedPicture(
                indicator: indicator, known: known, version: nil, whole: PublishedSeries(nothingOf: indicator),
                regions: [], corrections: [])
    }

    /// A brought-in figure and all that are tied to it, which are audited together.
    func pictures(with indicator: Indicator, at now: Instant, known: Instant?) async throws -> [PublishedPicture] {
        let known = known.map { min($0, now) }
        return try await pictures(with: indicator, known, catalogue.day(known ?? now))
    }

    private func pictures(
        with indicator: Indicator, _ known: Instant?, _ today: Day
    ) async throws -> [PublishedPicture] {
        let tied = catalogue.tied(to: indicator)
        let rows = try await store.read { db in
            try tied.map { try db.all(RevisionOfIndicator(indicator: $0.id, known: known)) }
        }
        let (catalogue, memo) = (catalogue, memo)
        let secret = try await secret()
        return try await Self.offPool {
            var reader = RevisionReader(catalogue)
            let revisions = rows.map { reader.read($0) }
            let audited = FigureAudit(tied, revisions, secret: secret, memo: memo).audited
            return tied.indices.map { index in
                Self.published(tied[index], revisions[index], audited[index], known: known, today: today, catalogue)
            }
        }
    }

    private static func published(
        _ indicator: Indicator, _ revisions: [AuditedFigure.Revision], _ audited: AuditedFigure,
        known: Instant?, today: Day, _ catalogue: Catalogue
    ) -> PublishedPicture {
        var latest: [String: [Period: KnownValue]] = [:]
        for revision in revisions { latest[revision.part, default: [:]][revision.value.period] = revision.value }
        func series(_ part: String) -> PublishedSeries {
            PublishedSeries(
                indicator, audited, part: part, known: (latest[part] ?? [:]).values.map { $0 }, today: today)
        }
        var parts: [String] = []
        if let year = indicator.regionVersion {
            parts = (catalogue.regions[year] ?? []).map(\.text).sorted()
            if latest[Catalogue.islandsTogether.text] != nil { parts.append(Catalogue.islandsTogether.text) }
        }
        return PublishedPicture(
            indicator: indicator, known: known, version: revisions.map(\.value.knownSince).max(),
            whole: series(AuditedFigure.whole), regions: parts.map(series),
            // Which of the hidden ones changed is not told: with the change of the whole it would tell by how much.
            corrections: audited.corrections.reversed().filter {
                $0.part.isEmpty || $0.before != nil || $0.after != nil
            }.map {
                PublishedPicture.Correction(
                    region: $0.part.isEmpty ? nil : RegionID(trusted: $0.part), period: $0.period,
                    on: catalogue.day($0.at), before: $0.before, after: $0.after)
            }, closed: audited.closed)
    }

    /// Of own counts the regions are not told: the parts could be taken from the whole.
    private func ownPicture(_ indicator: Indicator, _ known: Instant?, _ today: Day) async throws -> PublishedPicture {
        let whole = try await ownSeries(indicator, known: known, today: today)
        return PublishedPicture(
            indicator: indicator, known: known, version: whole.points.compactMap(\.knownSince).max(), whole: whole,
            regions: [], corrections: [])
    }
}

extension Catalogue {
    /// The figure with all that any sum ties it to, each behind what it lies within.
    func tied(to indicator: Indicator) -> [Indicator] {
        var top = indicator
        for _ in 0..<indicators.count {
            guard let parent = container(of: top) else { break }
            top = parent
        }
        var found = [top]
        var next = 0
        while next < found.count {
            found += indicators.filter { part in
                container(of: part)?.id == found[next].id && !found.contains { $0.id == part.id }
            }
            next += 1
        }
        return found
    }

    /// What an indicator lies within: the figure that it is a part or a share of, by the same periods; or the same figure by longer ones.
    func container(of indicator: Indicator) -> Indicator? {
        guard let other = indicator.withinID.flatMap(self.indicator), other.id != indicator.id,
            other.origin == indicator.origin
        else { return nil }
        if other.period == indicator.period { return other }
        return indicator.partOf == other.id && indicator.period.length < other.period.length ? other : nil
    }

    /// Figures of the same period that are a part of this one.
    func parts(of indicator: Indicator) -> [Indicator] {
        indicators.filter {
            $0.withinID == indicator.id && $0.period == indicator.period && $0.origin == indicator.origin
                && $0.id != indicator.id
        }
    }
}

extension Indicator {
    /// The figure that this one lies within: what is told of both tells of the difference.
    var withinID: IndicatorID? { partOf ?? shareOf }
}

/// Reads rows of the store as revisions of published places. A period or a place comes back thousands of times.
struct RevisionReader {
    private let catalogue: Catalogue
    private var periods: [String: Period?] = [:]
    private var islandValues: [Period: [RegionID: KnownValue]] = [:]

    init(_ catalogue: Catalogue) { self.catalogue = catalogue }

    mutating func read(_ rows: [RevisionOfIndicator.Row]) -> [AuditedFigure.Revision] {
        islandValues = [:]
        var revisions: [AuditedFigure.Revision] = []
        revisions.reserveCapacity(rows.count)
        for row in rows {
            guard let period = period(row.period), let status = ObservationStatus(rawValue: row.status) else {
                continue
            }
            let value = KnownValue(period: period, value: row.value, status: status, knownSince: row.knownSince)
            let region = RegionID(trusted: row.region)
            guard catalogue.islands.contains(region) else {
                revisions.append(AuditedFigure.Revision(part: row.region, value: value))
                continue
            }
            islandValues[period, default: [:]][region] = value
            revisions.append(
                AuditedFigure.Revision(
                    part: Catalogue.islandsTogether.text, value: together(period, since: row.knownSince)))
        }
        return revisions
    }

    /// The islands as one: known when all of those that ever came in are.
    private func together(_ period: Period, since: Instant) -> KnownValue {
        let values = (islandValues[period] ?? [:]).values
        let status: ObservationStatus =
            values.contains { $0.status == .suppressed }
            ? .suppressed
            : values.contains { $0.status == .missing }
                ? .missing : values.contains { $0.status == .provisional } ? .provisional : .final
        let isKnown = status == .final || status == .provisional
        return KnownValue(
            period: period, value: isKnown ? values.reduce(0) { $0 + ($1.value ?? 0) } : nil, status: status,
            knownSince: since)
    }

    private mutating func period(_ text: String) -> Period? {
        if let known = periods[text] { return known }
        let period = Period(text)
        periods[text] = .some(period)
        return period
    }
}

extension FigureAudit {
    /// - Parameter tied: all of `Catalogue.tied(to:)`.
    init(
        _ tied: [Indicator], _ revisions: [[AuditedFigure.Revision]], secret: String = "", memo: AuditMemo? = nil,
        hidesBeside: Bool = true
    ) {
        let places = Dictionary(tied.enumerated().map { ($1.id, $0) }) { first, _ in first }
        self.init(
            tied.enumerated().map { number, indicator in
                let within = indicator.withinID.flatMap { places[$0] }
                return Figure(
                    suppressBelow: indicator.suppressBelow, kind: indicator.period.length,
                    within: number == 0 ? nil : within, name: indicator.id.text)
            }, revisions, secret: secret, memo: memo, hidesBeside: hidesBeside)
    }
}

extension AuditedFigure {
    /// A figure that nothing else is tied to.
    init(_ indicator: Indicator, _ revisions: [Revision]) {
        self = FigureAudit([indicator], [revisions]).audited[0]
    }
}

extension Indicator.PeriodKind {
    var length: PeriodLength {
        switch self {
        case .day: .day
        case .week: .week
        case .month: .month
        case .halfYear: .halfYear
        }
    }
}
