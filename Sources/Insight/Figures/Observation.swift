import Core
import Foundation
import Pack

/// How sure a value is, or why there is none.
public enum ObservationStatus: String, Sendable, Hashable, CaseIterable {
    case final
    /// May still change.
    case provisional
    /// Was not delivered: nobody knows it. Not zero.
    case missing
    /// Is known to the source, and too small to be told.
    case suppressed
}

/// One value of one indicator, for one place and period. It has a value exactly when its status is `final` or
/// `provisional`.
struct Observation: Sendable, Hashable {
    let indicator: IndicatorID
    /// Nil for the whole area.
    let region: RegionID?
    /// Nil for all organisations.
    let organisation: OrganisationID?
    let period: Period
    let value: Int?
    let status: ObservationStatus
}

/// The latest revision of a value within one series.
struct KnownValue: Sendable, Hashable {
    let period: Period
    let value: Int?
    let status: ObservationStatus
    let knownSince: Instant
}

/// What figures may be about in this installation.
struct Catalogue: Sendable {
    let indicators: [Indicator]
    /// The regions of each division, by year.
    let regions: [Int: Set<RegionID>]
    let islands: Set<RegionID>
    let timeZone: TimeZone
    /// What is said where a channel begins.
    var channelBegins: [ContactChannel: Localized] = [:]
    /// By year of the division, for each region the others from near to far.
    var neighbours: [Int: [RegionID: [RegionID]]] = [:]

    init(indicators: [Indicator], regions: [Int: Set<RegionID>], islands: Set<RegionID>, timeZone: TimeZone) {
        self.indicators = indicators
        self.regions = regions
        self.islands = islands
        self.timeZone = timeZone
    }

    init(_ pack: Pack) {
        self.init(
            indicators: pack.indicators,
            regions: Dictionary(
                pack.divisions.map { ($0.year, Set($0.regions.map(\.id))) }, uniquingKeysWith: { $0.union($1) }),
            islands: Set(pack.islands.map(\.id)), timeZone: pack.timeZone)
        channelBegins = pack.channelBegins
        neighbours = Dictionary(pack.regions.map { ($0.year, $0.neighbours) }) { first, _ in first }
    }

    func indicator(_ id: IndicatorID) -> Indicator? { indicators.first { $0.id == id } }

    func allows(_ region: RegionID, for indicator: Indicator) -> Bool {
        guard let year = indicator.regionVersion else { return false }
        return islands.contains(region) || regions[year]?.contains(region) ?? false
    }

    func knows(_ region: RegionID) -> Bool {
        islands.contains(region) || regions.values.contains { $0.contains(region) }
    }

    /// The day it is at that moment where the figures are about.
    func day(_ instant: Instant) -> Day {
        let offset = timeZone.secondsFromGMT(for: instant.date)
        let seconds = instant.milliseconds / 1000 + Int64(offset)
        return Day(daysSince1970: Int((Double(seconds) / 86_400).rounded(.down)))
    }
}
