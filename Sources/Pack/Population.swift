import Core

/// How many people live in the regions of a division, as its source says it.
///
/// It holds from its year until a later one is given. A region that is not in it has no rate.
public struct Population: Sendable, Hashable {
    /// The division into regions.
    public let regionVersion: Int
    /// On 1 January of it.
    public let year: Int
    public let source: Localized
    /// Inhabitants by region.
    public let people: [RegionID: Int]
    /// Nobody counted it: it goes with figures that nobody measured, and with no others.
    public let isMadeUp: Bool

    public init(regionVersion: Int, year: Int, source: Localized, people: [RegionID: Int], isMadeUp: Bool = false) {
        (self.regionVersion, self.year, self.source) = (regionVersion, year, source)
        (self.people, self.isMadeUp) = (people, isMadeUp)
    }
}

/// Figures of several sources beside each other, joined on week and region.
public struct WeeklySheet: Sendable, Hashable {
    public let name: Localized
    /// What must not be read into it. Shown wherever the sheet is shown.
    public let doesNotSay: Localized
    /// All by week, from outside and of one division.
    public let indicators: [IndicatorID]

    public init(name: Localized, doesNotSay: Localized, indicators: [IndicatorID]) {
        (self.name, self.doesNotSay, self.indicators) = (name, doesNotSay, indicators)
    }
}

extension Pack {
    /// Every division into regions: those of Veilig Thuis, and those of others.
    public var divisions: [RegionVersion] { regions + otherDivisions }

    /// The newest population that may go with a figure in a year; nil where none is given.
    public func population(for indicator: Indicator, in year: Int) -> Population? {
        let isMadeUp = madeUp.contains { $0.id == indicator.id }
        return populations.filter {
            $0.regionVersion == indicator.regionVersion && $0.isMadeUp == isMadeUp && $0.year <= year
        }.max { $0.year < $1.year }
    }

    /// Inhabitants of a region in a year, or of the whole; nil where it is not given, and of the whole where a region is not.
    public func inhabitants(of region: RegionID?, for indicator: Indicator, in year: Int) -> Int? {
        guard let population = population(for: indicator, in: year) else { return nil }
        if let region { return population.people[region] }
        guard let division = divisions.first(where: { $0.year == population.regionVersion }) else { return nil }
        var sum = 0
        for region in division.regions {
            guard let people = population.people[region.id] else { return nil }
            sum += people
        }
        return sum
    }
}
