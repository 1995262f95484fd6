import Core
import Database
import Dispatch
import Pack

/// What an import did.
public struct ImportSummary: Sendable, Hashable, Encodable {
    /// Values in the file.
    public let rows: Int
    /// Of those, the ones that were new or other than what was known.
    public let added: Int
}

/// What can be done with figures: bring them in, count, and read what may be told.
public struct FiguresActions: Sendable {
    let store: Store
    let catalogue: Catalogue
    /// Goes up whenever figures change by this program.
    let changes = FigureChanges()
    private let lot = DrawnLot()
    /// What was audited and did not change since.
    let memo = AuditMemo()

    public init(store: Store, pack: Pack) {
        self.init(store: store, catalogue: Catalogue(pack))
    }

    init(store: Store, catalogue: Catalogue) {
        self.store = store
        self.catalogue = catalogue
    }

    /// Rows that go into the store together, so that messages of people never wait long behind an import.
    static let rowsPerWrite = 500
    /// After this long an import that is still a draft has broken off.
    static let draftLength = Duration.hours(1)

    /// What decides which of several places is hidden beside a small one: drawn once for an installation, and told to nobody.
    func secret() async throws -> String {
        if let known = lot.secret { return known }
        let drawn = ID<DrawnLot>.random().text
        let secret: String
        if let kept = try await store.read({ try $0.first(KeptLot()) }) {
            secret = kept
        } else {
            secret = try await store.write { db in
                try db.run(KeepLot(secret: drawn))
                return try db.first(KeptLot()) ?? drawn
            }
        }
        lot.secret = secret
        return secret
    }

    // MARK: Figures from outside

    /// Brings in figures: a CSV file with the header `indicator,region,organisation,period,value,status`, in UTF-8.
    ///
    /// All or nothing. A value that is known already adds nothing; another one becomes a new revision.
    /// - Throws: ``ImportRefusal`` with every mistake, and what a store throws.
    public func importCSV(_ bytes: [UInt8], at now: Instant) async throws -> ImportSummary {
        let (catalogue, today) = (catalogue, catalogue.day(now))
        return try await keep(
            await Self.offPool { try ObservationsFile.csv(bytes, catalogue: catalogue, today: today) }, at: now)
    }

    /// The same for a JSON list of objects.
    public func importJSON(_ bytes: [UInt8], at now: Instant) async throws -> ImportSummary {
        let (catalogue, today) = (catalogue, catalogue.day(now))
        return try await keep(
            await Self.offPool { try ObservationsFile.json(bytes, catalogue: catalogue, today: today) }, at: now)
    }

    private func keep(_ rows: ObservationRows, at now: Instant) async throws -> ImportSummary {
        let id = ID<ImportSummary>.random().text
        try await store.write { db in try db.run(DeleteOldDrafts(before: now - Self.draftLength)) }
        do {
            var start = 0
            while rows.count - start > Self.rowsPerWrite {
                let range = start..<start + Self.rowsPerWrite
                try await store.write { db in try Self.insert(rows, range, id, now, db) }
                start = range.upperBound
            }
            let rest = start..<rows.count
            let added = try await store.write { db in
                try Self.insert(rows, rest, id, now, db)
                let added = try db.run(PublishDrafts(importID: id))
                try db.run(DeleteDrafts(importID: id))
                return added
            }
            changes.happened()
            return ImportSummary(rows: rows.count, added: added)
        } catch {
            // Drafts count for nothing; what cannot be cleared now is swept by the next import.
            _ = try? await store.write { db in try db.run(DeleteDrafts(importID: id)) }
            throw error
        }
    }

    private static func insert(
        _ rows: ObservationRows, _ range: Range<Int>, _ id: String, _ now: Instant, _ db: any Writing
    ) throws {
        var next = range.lowerBound
        while range.upperBound - next >= InsertDrafts.count {
            let batch = (next..<next + InsertDrafts.count).map { rows[$0] }
            try db.run(InsertDrafts(importID: id, knownSince: now, firstLine: next, rows: batch))
            next += InsertDrafts.count
        }
        for index in next..<range.upperBound {
            try db.run(InsertDraft(importID: id, knownSince: now, line: index, row: rows[index]))
        }
    }

    /// Reading a large file or judging many series takes a second or two, which the threads that serve requests do not have.
    static func offPool<T: Sendable>(_ work: @Sendable @escaping () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { (caller: CheckedContinuation<T, any Error>) in
            DispatchQueue.global(qos: .utility).async { caller.resume(with: Result(catching: work)) }
        }
    }

    // MARK: Own counts

    /// Adds to this installation's own counts, within the caller's transaction. Of the moment only the day is kept.
    public static func add(_ counts: [Count], at now: Instant, in db: any Writing) throws {
        for count in counts where count.number > 0 {
            try db.run(AddToRunningCount(count: count, day: now.startOfDay))
        }
    }

    /// Makes the weeks that are over part of the observations, for the whole and for each known region. What is added to
    /// such a week later becomes a revision. To be called now and then; figures are right without it.
    public func settle(at now: Instant) async throws {
        let week = Week(containing: catalogue.day(now))
        try await store.write { db in
            // Of several nodes one at a time: a count that two read would be added twice.
            try ClockTurn.hold(in: db)
            let counts = try db.all(UnsettledCounts(before: week)).compactMap(\.self)
            guard !counts.isEmpty else { return }
            var sums: [Part: Int] = [:]
            for count in counts {
                let parts: Set = [
                    Part(count, region: nil, channel: nil), Part(count, region: count.region, channel: nil),
                    Part(count, region: nil, channel: count.channel),
                ]
                for part in parts { sums[part, default: 0] += count.number }
            }
            for (part, number) in sums.sorted(by: { $0.key.order < $1.key.order }) {
                try db.run(
                    AddOwnObservation(
                        indicator: part.indicator, region: part.region, week: part.week, channel: part.channel,
                        number: number, day: now.startOfDay))
            }
            try db.run(DeleteRunningCounts(before: week))
        }
        changes.happened()
    }

    /// What a week's counts are added up to: the whole, each region, each channel.
    private struct Part: Hashable {
        let indicator: IndicatorID
        let week: Week
        let region: RegionID?
        let channel: ContactChannel?

        init(_ count: Count, region: RegionID?, channel: ContactChannel?) {
            (indicator, week, self.region, self.channel) = (count.indicator, count.week, region, channel)
        }

        /// Nodes write them in one order, so that none waits for another in a ring.
        var order: String { "\(indicator) \(week) \(region?.text ?? "") \(channel?.rawValue ?? "")" }
    }

    // MARK: Reading

    /// One series as anybody may see it: of an imported figure what its picture tells, and nothing else.
    /// - Parameters:
    ///   - region: nil for the whole area.
    ///   - organisation: nil for all organisations. Figures of one organisation alone are for who works with the figures.
    ///   - channel: nil for all together. Only own counts know it; a part could be taken from the whole, so it is for who works
    ///     with the figures too.
    ///   - known: as known at that moment; nil for as known now.
    public func series(
        _ indicator: Indicator, region: RegionID? = nil, organisation: OrganisationID? = nil,
        channel: ContactChannel? = nil, at now: Instant, known: Instant? = nil
    ) async throws -> PublishedSeries {
        let today = catalogue.day(known ?? now)
        let nothing = PublishedSeries(nothingOf: indicator, region: region, organisation: organisation)
        guard indicator.origin == .imported else {
            guard organisation == nil else { return nothing }
            if let channel {
                return PublishedSeries(
                    counted: indicator, region: region,
                    known: try await ownCounts(indicator, channel, known: known, today: today), today: today)
            }
            return try await ownSeries(indicator, region: region, known: known, today: today)
        }
        guard channel == nil else { return nothing }
        if let organisation {
            return PublishedSeries(
                forAnalysts: indicator, of: organisation, region: region,
                known: try await store.read { db in
                    try db.all(
                        LatestValues(
                            indicator: indicator.id, region: region, organisation: organisation, known: known)
                    ).compactMap(\.self)
                }, today: today)
        }
        let picture = try await picture(of: indicator, at: now, known: known)
        guard let region else { return picture.whole }
        // Of an island alone nothing is published.
        return picture.region(region) ?? nothing
    }

    /// The whole of own counts, with a mark where each channel begins.
    func ownSeries(
        _ indicator: Indicator, region: RegionID? = nil, known: Instant?, today: Day
    ) async throws -> PublishedSeries {
        let values = try await ownCounts(indicator, nil, known: known, today: today)
        let begins = try await beginnings(of: indicator, known: known, today: today)
        let hidden = try await smallRests(indicator, values, known: known, today: today)
        return PublishedSeries(
            counted: indicator.with(begins), region: region, known: values, hidden: hidden, today: today)
    }

    /// Weeks in which a part holds all but a few of its whole: with both told, those few would be known.
    private func smallRests(
        _ indicator: Indicator, _ values: [KnownValue], known: Instant?, today: Day
    ) async throws -> Set<Period> {
        guard let whole = indicator.withinID.flatMap(catalogue.indicator), whole.origin == .counted else { return [] }
        let limit = max(whole.suppressBelow, indicator.suppressBelow)
        let wholes = Dictionary(
            try await ownCounts(whole, nil, known: known, today: today).map { ($0.period, $0.value ?? 0) }
        ) { first, _ in first }
        return Set(values.filter { (wholes[$0.period] ?? 0) - ($0.value ?? 0) < limit }.map(\.period))
    }

    /// The whole of what was counted here, week by week from the first one to this one. A week without contacts is a zero.
    func ownCounts(
        _ indicator: Indicator, _ channel: ContactChannel?, known: Instant?, today: Day
    ) async throws -> [KnownValue] {
        // Of own counts only the day is kept, and during a day more may come: a version holds the days before it.
        let before = known.map { Instant(milliseconds: $0.startOfDay.milliseconds - 1) }
        let (settled, running) = try await store.read { db in
            (
                try db.all(
                    LatestValues(
                        indicator: indicator.id, region: nil, organisation: nil, channel: channel, known: before)
                ).compactMap(\.self),
                known == nil
                    ? try db.all(RunningCounts(indicator: indicator.id, channel: channel)).compactMap(\.self) : []
            )
        }
        var numbers: [Week: (number: Int, knownSince: Instant)] = [:]
        for (period, number, knownSince) in settled.map({ ($0.period, $0.value ?? 0, $0.knownSince) })
            + running.map({ ($0.period, $0.number, $0.countedOn) })
        {
            guard case .week(let week) = period else { continue }
            let earlier = numbers[week]
            numbers[week] = (number + (earlier?.number ?? 0), max(knownSince, earlier?.knownSince ?? knownSince))
        }
        guard var week = numbers.keys.min() else { return [] }
        let newest = numbers.keys.max() ?? week
        let last = known == nil ? max(Week(containing: today), newest) : newest
        var values: [KnownValue] = []
        while week <= last {
            let known = numbers[week]
            let since = known?.knownSince ?? Instant(milliseconds: Int64(week.next.monday.daysSince1970) * 86_400_000)
            values.append(
                KnownValue(period: .week(week), value: known?.number ?? 0, status: .final, knownSince: since))
            week = week.next
        }
        return values
    }
}

extension FiguresActions {
    /// A mark in the week in which each channel begins, when so much came by it that the mark tells of nobody.
    private func beginnings(of indicator: Indicator, known: Instant?, today: Day) async throws -> [Indicator.Break] {
        var found: [Indicator.Break] = []
        for channel in ContactChannel.allCases {
            guard let text = catalogue.channelBegins[channel] else { continue }
            let values = try await ownCounts(indicator, channel, known: known, today: today)
            guard values.reduce(0, { $0 + ($1.value ?? 0) }) >= indicator.suppressBelow,
                case .week(let week) = values.first(where: { ($0.value ?? 0) > 0 })?.period
            else { continue }
            found.append(Indicator.Break(from: week.monday, text: text))
        }
        return found
    }
}

extension Instant {
    /// Midnight UTC.
    fileprivate var startOfDay: Instant {
        let day: Int64 = 86_400_000
        let into = milliseconds % day
        return Instant(milliseconds: milliseconds - (into < 0 ? into + day : into))
    }
}
