import Core
import Foundation
import Insight
import Pack
import Statistics

/// Ten years of weeks that nobody measured, for a demonstration: what is found can be held against what was put in.
///
/// The same on every machine for the same last week. The changes are those of `docs/methods/demonstration.md`.
struct MadeUpNation {
    let regions: [Region]
    /// The last week that is over.
    let last: Week
    static let years = 10
    /// Weeks that come in one by one, as deliveries do; those before come in at once.
    static let delivered = 60

    /// A change that was put in: in a region, or everywhere, for some weeks counted back from the last one.
    struct Change {
        let indicator: String
        let region: String?
        let weeksAgo: ClosedRange<Int>
        let factor: Double
    }

    static let changes = [
        Change(indicator: "made-up.contacts", region: "VT04", weeksAgo: 0...1, factor: 2.2),
        Change(indicator: "made-up.contacts", region: "VT18", weeksAgo: 20...22, factor: 0.35),
        Change(indicator: "made-up.contacts", region: "VT23", weeksAgo: 0...15, factor: 1.5),
        Change(indicator: "made-up.contacts", region: nil, weeksAgo: 30...30, factor: 1.5),
        Change(indicator: "made-up.home", region: "VT20", weeksAgo: 9...10, factor: 2.5),
        Change(indicator: "made-up.late", region: "VT20", weeksAgo: 0...0, factor: 2.4),
        Change(indicator: "made-up.late", region: "VT02", weeksAgo: 4...6, factor: 1.3),
        Change(indicator: "made-up.late", region: "VT08", weeksAgo: 4...6, factor: 1.3),
        Change(indicator: "made-up.late", region: "VT04", weeksAgo: 4...6, factor: 1.3),
    ]
    /// A source whose reports come in late: what part of a week is in after so many weeks. After that it is complete.
    static let late = (indicator: "made-up.late", shares: [0.62, 0.84, 0.94, 0.98])
    /// A delivery that did not come, and a value that was corrected a month later.
    static let missing = (indicator: "made-up.contacts", region: "VT08", weeksAgo: 4)
    static let corrected = (indicator: "made-up.contacts", region: "VT09", weeksAgo: 12, first: 400)

    /// The deliveries in order of time: a CSV of the contract, and when it came.
    var deliveries: [(csv: [UInt8], at: Instant)] {
        let weeks = Self.years * 52 + 2
        var lines = [[String]](repeating: [], count: Self.delivered + 1)
        for (number, indicator) in ["made-up.contacts", "made-up.home", "made-up.advice", "made-up.late"].enumerated() {
            if indicator == Self.late.indicator {
                deliverLate(weeks, &lines)
                continue
            }
            var sums = [Int?](repeating: 0, count: weeks)
            for (place, region) in regions.enumerated() {
                var generator = SimulationGenerator(seed: UInt64(1 + place + 100 * number))
                for ago in (0..<weeks).reversed() {
                    let count = count(indicator, region, place, ago, &generator)
                    let isMissing = Self.missing == (indicator, region.id.text, ago)
                    sums[ago] = isMissing ? nil : sums[ago].map { $0 + count }
                    let first =
                        Self.corrected.region == region.id.text && Self.corrected.indicator == indicator
                        && ago == Self.corrected.weeksAgo
                    let delivery = ago >= Self.delivered ? 0 : Self.delivered - ago
                    lines[delivery].append(
                        line(indicator, region.id.text, ago, isMissing ? nil : first ? Self.corrected.first : count))
                    if first { lines[Self.delivered - ago + 5].append(line(indicator, region.id.text, ago, count)) }
                }
            }
            for ago in (0..<weeks).reversed() {
                lines[ago >= Self.delivered ? 0 : Self.delivered - ago].append(line(indicator, "", ago, sums[ago]))
            }
        }
        return lines.enumerated().map { delivery, lines in
            let monday = (last - (Self.delivered - max(1, delivery))).monday.daysSince1970 + 7
            let text = (["indicator,region,organisation,period,value,status"] + lines).joined(separator: "\n")
            return (Array(text.utf8), Instant(milliseconds: Int64(monday) * 86_400_000 + 9 * 3_600_000))
        }
    }

    /// Each delivery brings the newest week for a part, and more of the weeks before it.
    private func deliverLate(_ weeks: Int, _ lines: inout [[String]]) {
        let complete = Self.late.shares.count
        // By how many weeks ago and at which age, all regions together.
        var sums = [[Int]](repeating: [Int](repeating: 0, count: complete + 1), count: weeks)
        for (place, region) in regions.enumerated() {
            // Chosen so that none of the three regions that are high together shows it alone.
            var generator = SimulationGenerator(seed: UInt64(21_950 + place))
            var delays = SimulationGenerator(seed: UInt64(22_950 + place))
            for ago in (0..<weeks).reversed() {
                let count = count(Self.late.indicator, region, place, ago, &generator)
                var known = 0
                for age in 0...complete {
                    // What is still to come is drawn report by report, so that no week grows as another.
                    let before = age == 0 ? 0 : Self.late.shares[age - 1]
                    let share = age == complete ? 1 : (Self.late.shares[age] - before) / (1 - before)
                    for _ in known..<count where delays.uniform() < share { known += 1 }
                    sums[ago][age] += known
                    deliver(known, region.id.text, ago, age, &lines)
                }
            }
        }
        for (ago, ages) in sums.enumerated() {
            for (age, sum) in ages.enumerated() { deliver(sum, "", ago, age, &lines) }
        }
    }

    private func deliver(_ known: Int, _ region: String, _ ago: Int, _ age: Int, _ lines: inout [[String]]) {
        let isComplete = age == Self.late.shares.count
        let line = "\(Self.late.indicator),\(region),,\(last - ago),\(known),\(isComplete ? "final" : "provisional")"
        if ago >= Self.delivered {
            // Those of before the first delivery came at once.
            if isComplete { lines[0].append(line) }
        } else if age <= ago {
            lines[Self.delivered - ago + age].append(line)
        }
    }

    private func line(_ indicator: String, _ region: String, _ ago: Int, _ count: Int?) -> String {
        let status = count == nil ? "missing" : "final"
        return "\(indicator),\(region),,\(last - ago),\(count.map(String.init) ?? ""),\(status)"
    }

    private func count(
        _ indicator: String, _ region: Region, _ place: Int, _ ago: Int, _ generator: inout SimulationGenerator
    ) -> Int {
        let week = last - ago
        let year = Double(week.number) / 52 * 2 * Double.pi
        // Between a handful and hundreds a week, by region; a season, and a slow growth.
        let sizes: [Double] = [12, 25, 40, 70, 110, 160, 240]
        let large = sizes[place % 7]
        // No late number is so small that it is hidden, so that what is estimated can be seen.
        let size: Double =
            indicator == Self.late.indicator ? 30 + large / 2 : indicator == "made-up.home" ? large * 0.3 : large
        let season: Double = 0.15 * cos(year) + 0.06 * sin(2 * year)
        var mean: Double = size * exp(season - 0.0004 * Double(ago))
        for change in Self.changes
        where change.indicator == indicator && change.weeksAgo.contains(ago)
            && (change.region.map { $0 == region.id.text } ?? true)
        {
            mean *= change.factor
        }
        guard let distribution = try? NegativeBinomial(mean: mean, dispersion: 1.4) else { return 0 }
        return generator.count(of: distribution)
    }
}
