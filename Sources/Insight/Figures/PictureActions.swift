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
        let family = catalogue.family(of: indicator)
        let ids = family.map(\.id) + catalogue.finer(than: indicator).map(\.id)
        let rows = try await store.read { db in
            var rows: [IndicatorID: [RevisionOfIndicator.Row]] = [:]
            for id in Set(ids) { rows[id] = try db.all(RevisionOfIndicator(indicator: id, known: known)) }
            return rows
        }
        let catalogue = catalogue
        return try await Self.offPool {
            var reader = RevisionReader(catalogue)
            let all = rows.mapValues { reader.read($0) }
            let hidden = FamilySuppression(catalogue, all).hidden(indicator)
            return Self.published(indicator, all[indicator.id] ?? [], hidden, known: known, today: today, catalogue)
        }
    }

    private static func published(
        _ indicator: Indicator, _ revisions: [SuppressedTogether.Revision], _ hidden: SuppressedTogether,
        known: Instant?, today: Day, _ catalogue: Catalogue
    ) -> PublishedPicture {
        var latest: [String: [Period: KnownValue]] = [:]
        for revision in revisions { latest[revision.part, default: [:]][revision.value.period] = revision.value }
        var hiddenOf: [String: Set<Period>] = [:]
        for (period, parts) in hidden.hidden {
            for part in parts { hiddenOf[part, default: []].insert(period) }
        }
        func series(_ part: String) -> PublishedSeries {
            PublishedSeries(
                indicator, region: part.isEmpty ? nil : RegionID(trusted: part), organisation: nil,
                known: (latest[part] ?? [:]).values.map { $0 }, hidden: hiddenOf[part] ?? [], today: today)
        }
        var parts: [String] = []
        if let year = indicator.regionVersion {
            parts = (catalogue.regions[year] ?? []).map(\.text).sorted()
            if latest[Catalogue.islandsTogether.text] != nil { parts.append(Catalogue.islandsTogether.text) }
        }
        return PublishedPicture(
            indicator: indicator, known: known, version: revisions.map(\.value.knownSince).max(),
            whole: series(SuppressedTogether.total), regions: parts.map(series),
            corrections: hidden.corrections.reversed().map {
                PublishedPicture.Correction(
                    region: $0.part.isEmpty ? nil : RegionID(trusted: $0.part), period: $0.period,
                    on: catalogue.day($0.at), before: $0.before, after: $0.after)
            })
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
    /// The figure with all that are part of the same one, each with what it is part of first.
    func family(of indicator: Indicator) -> [Indicator] {
        var top = indicator
        for _ in 0..<indicators.count {
            guard let parent = top.withinID.flatMap(self.indicator), parent.period == top.period,
                parent.origin == top.origin
            else { break }
            top = parent
        }
        var found = [top]
        var next = 0
        while next < found.count {
            found += parts(of: found[next]).filter { part in !found.contains { $0.id == part.id } }
            next += 1
        }
        return found
    }

    /// Figures of the same period that are a part of this one.
    func parts(of indicator: Indicator) -> [Indicator] {
        indicators.filter {
            $0.withinID == indicator.id && $0.period == indicator.period && $0.origin == indicator.origin
                && $0.id != indicator.id
        }
    }

    /// The same figure by shorter periods: a part of this one with another kind of period.
    func finer(than indicator: Indicator) -> [Indicator] {
        indicators.filter {
            $0.partOf == indicator.id && $0.period != indicator.period && $0.origin == indicator.origin
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

    mutating func read(_ rows: [RevisionOfIndicator.Row]) -> [SuppressedTogether.Revision] {
        islandValues = [:]
        var revisions: [SuppressedTogether.Revision] = []
        revisions.reserveCapacity(rows.count)
        for row in rows {
            guard let period = period(row.period), let status = ObservationStatus(rawValue: row.status) else {
                continue
            }
            let value = KnownValue(period: period, value: row.value, status: status, knownSince: row.knownSince)
            let region = RegionID(trusted: row.region)
            guard catalogue.islands.contains(region) else {
                revisions.append(SuppressedTogether.Revision(part: row.region, value: value))
                continue
            }
            islandValues[period, default: [:]][region] = value
            revisions.append(
                SuppressedTogether.Revision(
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

/// What is hidden of figures that are parts of each other.
///
/// The parts of a figure are hidden beside each other as regions are, for the whole area. By region a part is told only in periods
/// in which nothing at all is hidden in its family, so that no table of region by part has an open place in it. A figure by longer
/// periods hides a place wherever the same figure by shorter ones does.
struct FamilySuppression {
    private let catalogue: Catalogue
    private let revisions: [IndicatorID: [SuppressedTogether.Revision]]

    init(_ catalogue: Catalogue, _ revisions: [IndicatorID: [SuppressedTogether.Revision]]) {
        (self.catalogue, self.revisions) = (catalogue, revisions)
    }

    func hidden(_ indicator: Indicator) -> SuppressedTogether {
        let family = catalogue.family(of: indicator)
        let own = revisions[indicator.id] ?? []
        let finer = finerHidden(indicator)
        guard family.count > 1 else {
            return SuppressedTogether(own, limit: indicator.suppressBelow, alsoHidden: finer)
        }
        let limit = family.map(\.suppressBelow).max() ?? indicator.suppressBelow
        let wholes = wholes(family, limit)
        var alsoHidden = finer
        for (period, names) in wholes where names.contains(indicator.id.text) {
            alsoHidden[period, default: []].insert(SuppressedTogether.total)
        }
        if indicator.id != family[0].id {
            let parts = Set(own.map(\.part)).subtracting([SuppressedTogether.total])
            for period in openPeriods(family, limit, wholes) { alsoHidden[period, default: []].formUnion(parts) }
        }
        return SuppressedTogether(own, limit: limit, alsoHidden: alsoHidden)
    }

    /// By period the ids of figures whose whole is hidden beside their brothers and sisters.
    private func wholes(_ family: [Indicator], _ limit: Int) -> [Period: Set<String>] {
        var hidden: [Period: Set<String>] = [:]
        for (period, parts) in SuppressedTogether(revisions[family[0].id] ?? [], limit: limit).hidden
        where parts.contains(SuppressedTogether.total) {
            hidden[period, default: []].insert(family[0].id.text)
        }
        for parent in family {
            let children = catalogue.parts(of: parent)
            guard !children.isEmpty else { continue }
            var rows: [SuppressedTogether.Revision] = []
            for (indicator, name) in [(parent, SuppressedTogether.total)] + children.map({ ($0, $0.id.text) }) {
                rows += (revisions[indicator.id] ?? []).filter { $0.part == SuppressedTogether.total }
                    .map { SuppressedTogether.Revision(part: name, value: $0.value) }
            }
            rows.sort { $0.value.knownSince < $1.value.knownSince }
            var before: [Period: Set<String>] = [:]
            for (period, names) in hidden where names.contains(parent.id.text) {
                before[period] = [SuppressedTogether.total]
            }
            for (period, names) in complements(parent, children, limit) { before[period, default: []].formUnion(names) }
            let together = SuppressedTogether(rows, limit: limit, hasRest: true, alsoHidden: before)
            for (period, names) in together.hidden {
                hidden[period, default: []].formUnion(
                    names.map { $0 == SuppressedTogether.total ? parent.id.text : $0 })
            }
        }
        return hidden
    }

    /// Parts that hold nearly everybody: whoever has the whole knows how few do not belong to it.
    private func complements(
        _ parent: Indicator, _ children: [Indicator], _ limit: Int, place: String? = SuppressedTogether.total
    ) -> [Period: Set<String>] {
        func values(_ id: IndicatorID) -> [String: Set<Int>] {
            var found: [String: Set<Int>] = [:]
            for revision in revisions[id] ?? [] where place == nil || revision.part == place {
                guard let number = revision.value.value else { continue }
                found["\(revision.value.period) \(revision.part)", default: []].insert(number)
            }
            return found
        }
        let whole = values(parent.id)
        var found: [Period: Set<String>] = [:]
        for child in children {
            for (key, numbers) in values(child.id) {
                guard let period = key.split(separator: " ").first.flatMap({ Period($0) }), let others = whole[key],
                    numbers.contains(where: { number in others.contains { (1..<limit).contains($0 - number) } })
                else { continue }
                found[period, default: []].insert(child.id.text)
            }
        }
        return found
    }

    /// Periods in which anything of the family is hidden anywhere.
    private func openPeriods(
        _ family: [Indicator], _ limit: Int, _ wholes: [Period: Set<String>]
    ) -> Set<Period> {
        var open = Set(wholes.keys)
        for member in family {
            open.formUnion(SuppressedTogether(revisions[member.id] ?? [], limit: limit).hidden.keys)
            open.formUnion(finerHidden(member).keys)
            let children = catalogue.parts(of: member)
            open.formUnion(complements(member, children, limit, place: nil).keys)
            open.formUnion(smallRests(member, children, limit))
        }
        return open
    }

    /// Periods in which the parts leave a small rest somewhere.
    private func smallRests(_ parent: Indicator, _ children: [Indicator], _ limit: Int) -> Set<Period> {
        guard !children.isEmpty else { return [] }
        var rest: [String: (period: Period, number: Int)] = [:]
        for revision in revisions[parent.id] ?? [] {
            rest["\(revision.value.period) \(revision.part)"] = revision.value.value.map { (revision.value.period, $0) }
        }
        for child in children {
            var latest: [String: Int] = [:]
            for revision in revisions[child.id] ?? [] {
                latest["\(revision.value.period) \(revision.part)"] = revision.value.value ?? 0
            }
            for (key, number) in latest { rest[key]?.number -= number }
        }
        return Set(rest.values.filter { (1..<limit).contains($0.number) }.map(\.period))
    }

    private func finerHidden(_ indicator: Indicator) -> [Period: Set<String>] {
        let finer = catalogue.finer(than: indicator)
        guard !finer.isEmpty else { return [:] }
        let periods = Set((revisions[indicator.id] ?? []).map(\.value.period))
        var hidden: [Period: Set<String>] = [:]
        for other in finer {
            let limit = max(other.suppressBelow, indicator.suppressBelow)
            for (short, parts) in SuppressedTogether(revisions[other.id] ?? [], limit: limit).hidden {
                for long in periods where long.firstDay < short.end && short.firstDay < long.end {
                    hidden[long, default: []].formUnion(parts)
                }
            }
        }
        return hidden
    }
}
