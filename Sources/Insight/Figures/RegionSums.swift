import Core
import Pack

/// Whether the regions of a period are together what was delivered for the whole area.
///
/// Only where the whole and every region of the division are known: what is missing explains a difference. For imports, which see
/// the exact numbers, and for pages, which see those that are told.
public enum RegionSums {
    public struct Difference: Sendable, Hashable {
        public let period: Period
        /// As delivered.
        public let whole: Int
        /// Of the regions together.
        public let sum: Int
    }

    /// The periods in which the numbers do not agree, oldest first.
    ///
    /// - Parameters:
    ///   - whole: by period, the number that was delivered for the whole area; nothing where it is missing.
    ///   - parts: the same of each region.
    ///   - regions: all that the division has. A part that is not among them counts too: the islands belong to the whole.
    public static func differences(
        whole: [Period: Int], parts: [RegionID: [Period: Int]], regions: Set<RegionID>
    ) -> [Difference] {
        guard !regions.isEmpty else { return [] }
        return whole.keys.sorted { $0.firstDay < $1.firstDay }.compactMap { period in
            guard let number = whole[period], regions.allSatisfy({ parts[$0]?[period] != nil }) else { return nil }
            let sum = parts.values.reduce(0) { $0 + ($1[period] ?? 0) }
            return sum == number ? nil : Difference(period: period, whole: number, sum: sum)
        }
    }
}

extension PublishedPicture {
    /// Nil where the numbers agree, and where one of them is not told.
    func sumThatDiffers(in period: Period) -> RegionSums.Difference? {
        guard regions.count > 1, let number = whole.point(period)?.number else { return nil }
        var parts: [RegionID: [Period: Int]] = [:]
        for series in regions {
            guard let region = series.region, let part = series.point(period)?.number else { return nil }
            parts[region] = [period: part]
        }
        return RegionSums.differences(whole: [period: number], parts: parts, regions: Set(parts.keys)).first
    }
}
