import Statistics

/// `scan_expected.csv` from `scan_counts.csv` and `scan_neighbours.csv`.
///
/// When the folder names the cylinders (columns zone and weeks of `scan_expected.csv`) these are answered, in that order. When it does
/// not, the most striking ones are: zones of up to four regions, up to six weeks, at most sixty.
struct ScanCases: CaseAlgorithm {
    let name = "scan_expected"
    let columns = ["case_id", "zone", "weeks", "observed", "expected", "relative_risk", "llr"]
    private let largestZone = 4
    private let longestWeeks = 6
    private let most = 60

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        guard let table = folder.table("scan_counts") else { return nil }
        var answer = CaseAnswer()
        for (id, rows) in Dictionary(grouping: table.rows.indices, by: { table.text($0, "case_id") }).sorted(by: {
            $0.value[0] < $1.value[0]
        }) {
            do {
                let place = try Place(table, rows)
                let clusters = try named(id, place, folder) ?? scanned(id, place, folder)
                answer.rows += clusters.map { cluster in
                    [
                        CaseValue(id), CaseValue(cluster.zone.map { place.regions[$0] }.joined(separator: " ")),
                        CaseValue(cluster.weeks),
                        CaseValue(cluster.observed), CaseValue(cluster.expected), CaseValue(cluster.relativeRisk),
                        CaseValue(cluster.logLikelihoodRatio),
                    ]
                }
            } catch {
                answer.refused.append((id, "\(error)"))
            }
        }
        return answer
    }

    private func named(_ id: String, _ place: Place, _ folder: CaseFolder) throws -> [SpaceTimeScan.Cluster]? {
        guard let table = folder.table("scan_expected"), table.has("zone"), table.has("weeks") else { return nil }
        let rows = table.rows.indices.filter { table.text($0, "case_id") == id && !table.text($0, "zone").isEmpty }
        guard !rows.isEmpty else { return nil }
        return try rows.map { row in
            guard let weeks = table.whole(row, "weeks") else {
                throw CaseError("Row \(row + 1) of scan_expected.csv needs weeks.")
            }
            return try SpaceTimeScan.cluster(place.counts, zone: place.zone(table.text(row, "zone")), weeks: weeks)
        }
    }

    private func scanned(_ id: String, _ place: Place, _ folder: CaseFolder) throws -> [SpaceTimeScan.Cluster] {
        guard let table = folder.table("scan_neighbours") else { throw CaseError("There is no scan_neighbours.csv.") }
        var neighbours = place.regions.indices.map { [$0] }
        for row in table.rows.indices where table.text(row, "case_id") == id {
            let region = try place.zone(table.text(row, "region"))
            guard let region = region.first else {
                throw CaseError("Row \(row + 1) of scan_neighbours.csv needs a region.")
            }
            neighbours[region] = try place.zone(table.text(row, "order"))
        }
        let scan = try SpaceTimeScan(neighbours: neighbours, largestZone: largestZone, longestWeeks: longestWeeks)
        return Array(try scan.clusters(place.counts).prefix(most))
    }

    /// The regions of a case in order (as numbers where they are numbers) and their counts.
    private struct Place {
        let regions: [String]
        let counts: SpaceTimeScan.Counts
        private let number: [String: Int]

        init(_ table: Table, _ rows: [Int]) throws {
            let names = Set(rows.map { table.text($0, "region") })
            let regions = names.sorted { one, other in
                if let one = Int(one), let other = Int(other) { one < other } else { one < other }
            }
            let number = Dictionary(uniqueKeysWithValues: regions.enumerated().map { ($1, $0) })
            let weeks = rows.compactMap { table.whole($0, "week") }
            guard let first = weeks.min(), let last = weeks.max(), weeks.count == rows.count, last - first < 100_000
            else {
                throw CaseError("Every row of scan_counts.csv needs a week, a whole number.")
            }
            var observed: [[Double?]] = Array(
                repeating: Array(repeating: nil, count: last - first + 1), count: regions.count)
            var expected = Array(repeating: Array(repeating: 1.0, count: last - first + 1), count: regions.count)
            for (row, week) in zip(rows, weeks) {
                guard let region = number[table.text(row, "region")] else { continue }
                observed[region][week - first] = table.number(row, "count")
                expected[region][week - first] = table.number(row, "baseline") ?? 1
            }
            self.regions = regions
            self.number = number
            counts = try SpaceTimeScan.Counts(observed: observed, expected: expected)
        }

        func zone(_ text: String) throws(CaseError) -> [Int] {
            var zone: [Int] = []
            for name in text.split(separator: " ") {
                guard let region = number[String(name)] else {
                    throw CaseError("There are no counts of region \(name).")
                }
                zone.append(region)
            }
            return zone
        }
    }
}
