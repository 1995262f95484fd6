import Core
import Database
import Pack

/// Every latest value of one weekly figure, for every place, as known at one moment. Exact: for this hall's own judging, never
/// for anybody's eyes. Only `PublishedSeries` leaves the hall.
struct ExactFigures: Sendable {
    let indicator: Indicator
    /// By place; nil is the whole area.
    let values: [RegionID?: [Period: KnownValue]]
    /// The moment at which the newest of them became known.
    var knownSince: Instant? { values.values.flatMap(\.values).map(\.knownSince).max() }
}

/// A value as it became known.
struct KnownRevision: Sendable {
    /// Nil for the whole area.
    let region: RegionID?
    let value: KnownValue
}

extension FiguresActions {
    /// - Parameters:
    ///   - known: values that became known later are left out; nil for all.
    ///   - channels: for own counts, only talks that came by these; nil for all. Places are known for all together only.
    func exact(
        _ indicator: Indicator, channels: Set<ContactChannel>? = nil, known: Instant? = nil
    ) async throws -> ExactFigures {
        let rows = try await store.read { db in
            try db.all(LatestOfIndicator(indicator: indicator.id, known: known)).compactMap(\.self)
        }
        var values: [RegionID?: [Period: KnownValue]] = [:]
        for row in rows {
            guard let channels else {
                if row.channel == nil { values[row.region, default: [:]][row.value.period] = row.value }
                continue
            }
            guard let channel = row.channel, channels.contains(channel), row.region == nil else { continue }
            let earlier = values[nil]?[row.value.period]
            values[nil, default: [:]][row.value.period] = KnownValue(
                period: row.value.period, value: (row.value.value ?? 0) + (earlier?.value ?? 0),
                status: row.value.status,
                knownSince: max(row.value.knownSince, earlier?.knownSince ?? row.value.knownSince))
        }
        return ExactFigures(indicator: indicator, values: values)
    }

    /// Everything that became known of the weeks from this one on, for every place, oldest first. For judging, as ``exact(_:channels:known:)``.
    func revisions(_ indicator: Indicator, from week: Week) async throws -> [KnownRevision] {
        try await store.read { db in
            try db.all(RevisionsFrom(indicator: indicator.id, from: week)).compactMap(\.self)
        }
    }

    /// The first week in which something came by each channel, of those by which anything came.
    func firstWeeks(_ indicator: Indicator) async throws -> [ContactChannel: Week] {
        let rows = try await store.read { db in
            try db.all(LatestOfIndicator(indicator: indicator.id, known: nil)).compactMap(\.self)
        }
        var first: [ContactChannel: Week] = [:]
        for row in rows where (row.value.value ?? 0) > 0 {
            guard let channel = row.channel, case .week(let week) = row.value.period else { continue }
            first[channel] = min(week, first[channel] ?? week)
        }
        return first
    }

    /// The day it is at that moment where the figures are about.
    public func day(_ instant: Instant) -> Day { catalogue.day(instant) }

    /// When anything last became known; nil while there is nothing. Every state of the figures has its own.
    public func newest() async throws -> Instant? {
        try await store.read { db in try db.first(NewestKnown()) ?? nil }
    }
}
