import Core
import Database
import Foundation
import Site
import Statistics
import Testing

@testable import Insight
@testable import Pack

/// Twelve regions in three rows of four.
enum Grid {
    static let places = (1...12).map { "VT" + ($0 < 10 ? "0" : "") + String($0) }
    static let version = RegionVersion(
        year: 2025,
        regions: places.enumerated().map { index, place in
            Region(
                id: RegionID(trusted: place), name: place,
                tile: Region.Tile(code: place, column: index % 4, row: index / 4))
        }, source: "")
    /// Beside each other in the first row.
    static let cluster = ["VT01", "VT02", "VT03"]

    /// Quiet weeks around 15, of which the last eight are ordinary ones.
    static func nation(seed: UInt64, more: Int = 0) throws -> [String: [Int?]] {
        var counts: [String: [Int?]] = [:]
        for (index, place) in places.enumerated() {
            let quiet = try Judged.counts(330 + more, mean: 15, seed: seed + UInt64(index))
            counts[place] = quiet.enumerated().map { $0.offset >= 322 ? 14 + ($0.offset + index) % 3 : $0.element }
        }
        return counts
    }
}

@Suite struct `Regions beside each other` {
    @Test func `that are high together are found though none shows it alone, said in a sentence, with their evidence`()
        async throws
    {
        let indicator = Judged.indicator("contacts")
        var counts = try Grid.nation(seed: 800)
        // Sixty per cent more in each of three neighbours, for two weeks.
        for place in Grid.cluster {
            counts[place]?[328] = 24
            counts[place]?[329] = 24
        }
        let file = Judged.file("contacts", counts)
        try await Judged.with([indicator], division: Grid.version) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            let found = try await detection.findings(.shown).filter { $0.finding.week == Judged.last }
            let seen = try #require(found.first { $0.finding.kind == .cluster })
            #expect(seen.finding.places.map(\.region.text) == Grid.cluster)
            #expect(seen.finding.places.allSatisfy { $0.observed == 48 && $0.expected > 22 && $0.expected < 40 })
            #expect(seen.finding.since == Judged.last - 1 && seen.finding.observed == 144 && seen.shown == 144)
            #expect(!found.contains { $0.finding.region.map { Grid.cluster.contains($0.text) } ?? false })
            #expect(seen.whole == .quiet)
            let view = FindingView(try Figures.wording(), try Figures.pack(), detection.catalogue, [])
            let page = view.view(seen, back: ("/", ""), desk: nil)
            #expect(
                page.sentence.hasPrefix(
                    "Landelijk geen significante stijging, behalve in Amsterdam-Amstelland, Drenthe en Flevoland (144 tegen "
                ))
            let text = page.facts.flatMap(\.sentences).joined(separator: " ")
            #expect(seen.finding.p <= 0.01)
            #expect(
                text.contains("Drenthe (48 tegen ")
                    && text.contains("hooguit eens in de \(Int((1 / seen.finding.p).rounded())) weken"))
            #expect(view.title(seen) == "Naam van contacts: hoger in regio’s naast elkaar")

            let again = try #require(try await detection.run())
            #expect(again.findings == 0)
            let ledger = try #require(try await detection.ledger().first)
            #expect(ledger.scanned == DetectionActions.scannedWeeks && ledger.groups == 1)
        }
    }

    @Test func `are told to nobody when one of their numbers is hidden, and stay with analysts`() async throws {
        let indicator = Judged.indicator("contacts")
        var counts = try Grid.nation(seed: 900)
        for (place, quiet) in [("VT01", 2), ("VT02", 15), ("VT03", 15)] {
            for index in 322..<330 { counts[place]?[index] = quiet }
        }
        for index in 0..<322 { counts["VT01"]?[index] = 1 + index % 3 }
        for index in 328..<330 {
            counts["VT01"]?[index] = 4
            counts["VT02"]?[index] = 27
            counts["VT03"]?[index] = 27
            counts["VT05"]?[index] = 24
            counts["VT06"]?[index] = 24
        }
        let file = Judged.file("contacts", counts)
        try await Judged.with([indicator], division: Grid.version) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            let all = try await detection.findings(.listed)
            let group = try #require(all.first { $0.finding.kind == .cluster })
            #expect(group.finding.places.contains { $0.region.text == "VT01" })
            #expect(group.shown == nil)
            #expect(try await !detection.findings(.shown).contains { $0.finding.kind == .cluster })
            await #expect(throws: Refusal.notFound) { try await detection.finding(group.finding.id, .shown) }
            let view = FindingView(try Figures.wording(), try Figures.pack(), detection.catalogue, [])
            let page = view.view(group, back: ("/", ""), desk: "/desk")
            // Analysts see the numbers, and that nobody else does.
            #expect(page.sentence.contains(" tegen ") || page.sentence.contains("hoger dan verwacht"))
            #expect(page.facts.flatMap(\.sentences).contains { $0.hasPrefix("Niet openbaar") })
            let open = view.view(group, back: ("/", ""), desk: nil)
            #expect(open.sentence == "Te weinig om te tonen.")
            #expect(!open.facts.flatMap(\.sentences).contains { $0.contains("tegen") })
            #expect(try await detection.ledger().first?.groups == 0)
        }
    }

    @Test func `are no news again in the week after, and are withdrawn when a number under them is corrected`()
        async throws
    {
        let indicator = Judged.indicator("contacts")
        var counts = try Grid.nation(seed: 800, more: 1)
        for place in Grid.cluster {
            for index in 328...330 { counts[place]?[index] = 24 }
        }
        let all = counts
        let moment = Moment()
        func file(_ last: Int) -> [UInt8] {
            var lines = ["indicator,region,organisation,period,value,status"]
            for index in 0..<last {
                var sum = 0
                for (place, numbers) in all.sorted(by: { $0.key < $1.key }) {
                    sum += numbers[index] ?? 0
                    lines.append("contacts,\(place),,\(Judged.last + (index - 329)),\(numbers[index] ?? 0),final")
                }
                lines.append("contacts,,,\(Judged.last + (index - 329)),\(sum),final")
            }
            return lines.joined(separator: "\n").bytes
        }
        try await Judged.with([indicator], on: [.sqlite], clock: moment.clock, division: Grid.version) {
            figures, detection in
            _ = try await figures.importCSV(file(330), at: moment.clock.now())
            _ = try await detection.run()
            let first = try await detection.findings(.listed).filter { $0.finding.kind == .cluster }
            #expect(first.count == 1)
            moment.pass(weeks: 1)
            _ = try await figures.importCSV(file(331), at: moment.clock.now())
            _ = try await detection.run()
            let second = try await detection.findings(.listed).filter { $0.finding.kind == .cluster }
            #expect(second.map(\.finding.id) == first.map(\.finding.id))
            #expect(try await detection.ledger().first?.scanned == DetectionActions.scannedWeeks + 1)
            #expect(second.first?.finding.correctedAt == nil)
            moment.pass(weeks: 0)
            let id = try #require(first.first?.finding.id)
            let words = FindingSentence(try Figures.wording(), try Figures.pack())
            let correction = [UInt8].file(
                "contacts,VT02,,\(Judged.last - 1),11,final", "contacts,VT02,,\(Judged.last),11,final")
            _ = try await figures.importCSV(correction, at: moment.clock.now() + .hours(1))
            let waiting = try await detection.finding(id, .shown)
            #expect(waiting.standing == .corrected)
            #expect(
                words.sentence(waiting)
                    == "Het cijfer van Amsterdam-Amstelland, Drenthe en Flevoland is verbeterd en wordt opnieuw beoordeeld; tot dan geen uitspraak."
            )
            _ = try await detection.run()
            let third = try await detection.finding(id, .shown)
            #expect(third.standing == .withdrawn && third.finding.correctedAt != nil)
            #expect(third.finding.observed == 144 && third.finding.observedNow == 118)
            #expect(words.sentence(third).hasPrefix("Ingetrokken op "))
        }
    }

    @Test func `lie beside each other as on the tile map, nearest first`() throws {
        let near = try #require(Grid.version.neighbours[RegionID(trusted: "VT06")]).map(\.text)
        #expect(Set(near.prefix(4)) == ["VT02", "VT05", "VT07", "VT10"])
        #expect(!near.contains("VT06") && near.count == 11)
        // Every region of the pack has a place.
        let pack = try Figures.pack()
        let current = try #require(pack.currentRegions)
        #expect(current.neighbours.count == current.regions.count)
    }

    @Test func `are called high together no more often than promised where nothing changed`() throws {
        let (one, five, all) = try quiet(nations: 40, weeks: 66, seed: 40_000)
        // 440 weeks: about 4.4 and 22, and two standard deviations.
        #expect(all == 440 && one <= 9 && five <= 31)
    }

    @Test func `are found in most quiet nations where three of them get sixty per cent more for two weeks`() throws {
        var found = 0
        let nations = 15
        for nation in 0..<nations {
            let cells = try cells(seed: UInt64(60_000 + 100 * nation), weeks: 6, mean: 20) { place, ago in
                Grid.cluster.contains(place) && ago < 2 ? 1.6 : 1
            }
            let scan = ClusterScan(neighbours: Grid.version.neighbours, reportable: 0.01)
            let outcome = try #require(scan.scan(cells, week: Judged.last, seed: UInt64(nation)))
            let regions = Set(outcome.cluster?.places.map(\.region.text) ?? [])
            if outcome.p <= 0.01, regions.intersection(Grid.cluster).count >= 2 { found += 1 }
        }
        #expect(found >= 8)
    }

    private func cells(
        seed: UInt64, weeks: Int, mean: Double, factor: (String, Int) -> Double
    ) throws -> [RegionID: [Week: ClusterScan.Cell]] {
        let indicator = Judged.indicator("contacts")
        var cells: [RegionID: [Week: ClusterScan.Cell]] = [:]
        for (index, place) in Grid.places.enumerated() {
            var generator = SimulationGenerator(seed: seed + UInt64(index))
            let counts = try (0..<330).map { week -> Int? in
                let season = 1 + 0.15 * sin(Double(week) / 52 * 2 * Double.pi)
                let level = mean * season * factor(place, 329 - week)
                return generator.count(of: try NegativeBinomial(mean: level, dispersion: 1.4))
            }
            let series = try #require(Judged.series(indicator, counts, region: place))
            for judged in Judged.detector().judge(series, last: weeks) {
                cells[RegionID(trusted: place), default: [:]][judged.judgement.week] = ClusterScan.Cell(judged)
            }
        }
        return cells
    }

    private func quiet(nations: Int, weeks: Int, seed: UInt64) throws -> (one: Int, five: Int, all: Int) {
        var (one, five, all) = (0, 0, 0)
        let scan = ClusterScan(neighbours: Grid.version.neighbours, reportable: 0.05)
        for nation in 0..<nations {
            let cells = try cells(seed: seed + UInt64(1_000 * nation), weeks: weeks, mean: 20) { _, _ in 1 }
            // Weeks that have nothing in common, so that they can be counted.
            for ago in stride(from: 0, through: weeks - ClusterScan.longestWeeks, by: ClusterScan.longestWeeks) {
                let week = Judged.last - ago
                guard let outcome = scan.scan(cells, week: week, seed: UInt64(nation * 1_000 + ago)) else { continue }
                all += 1
                if outcome.p <= 0.01 { one += 1 }
                if outcome.p <= 0.05 { five += 1 }
            }
        }
        return (one, five, all)
    }
}
