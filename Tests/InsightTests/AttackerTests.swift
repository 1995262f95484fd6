import Core
import Database
import Foundation
import Pack
import Testing
import TestSupport

@testable import Insight

/// Whoever keeps everything that ever left and can calculate finds no small number: not from places, parts, longer periods, versions,
/// corrections or files.
@Suite struct `Somebody who keeps everything and can calculate` {
    @Test func `narrows nothing down to less than the threshold, in many installations`() throws {
        var (attacked, told, closed) = (0, 0, 0)
        var leaks: [String] = []
        for seed in 1...600 as ClosedRange<UInt64> {
            let installation = InventedInstallation(seed)
            let out = try installation.told()
            let attacker = LinearAttacker(installation, out)
            attacked += attacker.targets.count
            told += out.versions.reduce(0) { $0 + $1.count }
            closed += out.closed.count
            leaks += attacker.leaks().map { "\(seed): \($0)" }
        }
        #expect(attacked > 2_000 && told > 2_000)
        #expect(leaks.isEmpty, "\(leaks.count): \(leaks.prefix(12).joined(separator: "\n"))")
    }

    @Test func `finds small numbers as soon as nothing is hidden beside them`() throws {
        var leaks = 0
        for seed in 1...40 as ClosedRange<UInt64> {
            let installation = InventedInstallation(seed)
            leaks += LinearAttacker(installation, try installation.told(hidesBeside: false)).leaks().count
        }
        #expect(leaks > 40)
    }

    @Test(arguments: Engine.available)
    func `has nothing more from the store, its versions, corrections, files and calls`(engine: Engine) async throws {
        let migrations = try Migration.load(from: Figures.root.appending(path: "Migrations/main"), engine: engine)
        var attacked = 0
        for seed in 1_000...1_011 as ClosedRange<UInt64> {
            let installation = InventedInstallation(seed)
            try await TestStore.with(engine, migrations: migrations) { store in
                let actions = FiguresActions(store: store, catalogue: installation.catalogue)
                for moment in installation.moments.indices {
                    _ = try await actions.importCSV(installation.file(moment), at: InventedInstallation.at(moment))
                }
                let told = try await collect(installation, actions)
                let audited = try installation.told(secret: try await actions.secret())
                #expect(told.versions == audited.versions, "seed \(seed)")
                let attacker = LinearAttacker(installation, told)
                attacked += attacker.targets.count
                let leaks = attacker.leaks()
                #expect(leaks.isEmpty, "seed \(seed): \(leaks.joined(separator: "\n"))")
            }
        }
        #expect(attacked > 40)
    }

    /// Everything that leaves, of every version: pictures, series by call and file, corrections and the rest of the country.
    private func collect(
        _ installation: InventedInstallation, _ actions: FiguresActions
    ) async throws -> InventedInstallation.Told {
        var told = InventedInstallation.Told()
        let now = InventedInstallation.at(installation.moments.count) + .days(1)
        let shelf = PictureShelf(actions)
        for moment in installation.moments.indices {
            var numbers: [InventedInstallation.Cell: Int] = [:]
            let known = InventedInstallation.at(moment)
            for (figure, indicator) in installation.figures.enumerated() {
                let picture = try await shelf.picture(of: indicator, at: now, known: known)
                told.closed.formUnion(picture.closed.map(\.description))
                for series in [picture.whole] + picture.regions {
                    let called = try await actions.series(indicator, region: series.region, at: now, known: known)
                    #expect(called.points == series.points)
                    let csv = String(decoding: SeriesCSV(series: series, language: .dutch).bytes, as: UTF8.self)
                    for point in series.points {
                        guard let number = point.number else {
                            #expect(csv.contains(",\(point.period),,\(point.status.rawValue),"))
                            continue
                        }
                        let cell = InventedInstallation.Cell(
                            figure: figure, period: point.period.description, part: series.region?.text ?? "")
                        numbers[cell] = number
                    }
                    #expect(
                        DataValueSet.values(series).map(\.value) == series.points.compactMap(\.number).map(String.init))
                }
                for correction in picture.corrections {
                    let cell = InventedInstallation.Cell(
                        figure: figure, period: correction.period.description, part: correction.region?.text ?? "")
                    for number in [correction.before, correction.after].compactMap(\.self) {
                        #expect(
                            (told.versions + [numbers]).contains { $0[cell] == number },
                            "a correction tells \(number), which no version told")
                    }
                }
                for region in InventedInstallation.regions {
                    for point in picture.rest(without: RegionID(trusted: region))?.points ?? [] {
                        if let number = point.number { #expect(!(1..<installation.threshold).contains(number)) }
                    }
                }
            }
            told.versions.append(numbers)
        }
        return told
    }

    @Test func `who works with the figures and who does not are never given each other's page`() async throws {
        try await Figures.withActions { actions in
            let shelf = PictureShelf(actions)
            let indicator = try #require(actions.catalogue.indicator(IndicatorID(trusted: "regional")))
            _ = try await actions.importCSV(
                .file(
                    "regional,,,2021-H1,103,final", "regional,VT01,,2021-H1,100,final",
                    "regional,VT02,,2021-H1,3,final",
                    "regional,VT02,organisation-one,2021-H1,77,final"), at: Figures.now)
            let now = Figures.now + .hours(1)
            // What analysts ask of one organisation is read anew and kept nowhere; what is kept holds nothing but what anybody may see.
            let own = try await actions.series(
                indicator, region: RegionID(trusted: "VT02"), organisation: OrganisationID(trusted: "organisation-one"),
                at: now)
            #expect(own.points.map(\.number) == [77])
            for _ in 0..<2 {
                let kept = try await shelf.picture(of: indicator, at: now)
                #expect(kept.regions.flatMap(\.points).compactMap(\.number).isEmpty)
                #expect(kept.whole.points.map(\.number) == [103])
            }
            let judged = try await actions.exact(indicator)
            #expect(judged.values[RegionID(trusted: "VT02")]?.values.first?.value == 3)
            #expect(
                try await shelf.picture(of: indicator, at: now).region(RegionID(trusted: "VT02"))?.points.first?.number
                    == nil)
        }
    }
}
