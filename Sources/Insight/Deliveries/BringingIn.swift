import Core
import Database
import Foundation
import Pack

/// What came of bringing a file in at once.
public struct DeliveryOutcome: Sendable, Hashable {
    public let values: Int
    public let new: Int
    public let changed: Int
    /// Nothing was kept: it was only tried, or something is wrong.
    public let isTrial: Bool
    /// The first of them, in order.
    let mistakes: [DeliveryMistake]
    /// How many there are in all.
    public let wrong: Int

    public var same: Int { values - new - changed }
    public var isGood: Bool { wrong == 0 }
}

extension DeliveriesActions {
    /// How a file of this kind is read when nobody said otherwise.
    func suggested(_ inspection: DeliveryInspection) -> DeliveryMapping {
        if inspection.format == .dataValueSets { return .dataValueSets }
        if Set(inspection.columns) == Set(DeliveryMapping.contract.columns.keys) { return .contract }
        return .guess(inspection.columns, indicators: knowledge.catalogue.indicators)
    }

    /// Whether such a file needs no mapping of a person's: its names say all.
    func saysItself(_ inspection: DeliveryInspection) -> Bool {
        inspection.format == .dataValueSets || Set(inspection.columns) == Set(DeliveryMapping.contract.columns.keys)
    }

    /// Tries a mapping on the first rows: what is still to be chosen, and what the source writes that is not known here.
    func tried(
        _ mapping: DeliveryMapping, _ file: DeliveryFile, _ inspection: DeliveryInspection
    ) throws -> (open: DeliveryMistake?, unknown: DeliveryJudge.Unknown) {
        var judge: DeliveryJudge
        do {
            judge = try DeliveryJudge(mapping, inspection, knowledge: knowledge, today: today)
        } catch {
            return (error, .init())
        }
        var (reader, _) = try file.open(sheet: mapping.sheet)
        var row = CellRow()
        var seen = 0
        while seen < Self.triedRows, try reader.next(&row) {
            seen += 1
            if seen > mapping.headerRow { judge.add(row) }
            _ = judge.takeRows()
            _ = judge.takeMistakes()
        }
        return (nil, judge.unknown)
    }

    private static let triedRows = 20_000

    /// Reads a file and, when nothing is wrong, brings it in: all of it or nothing.
    ///
    /// Throws ``PersonalDataFound`` and ``DeliveryMistake``; `notFound` for a source that is not there.
    /// - Parameters:
    ///   - source: nil for a file in the form of the contract, or of DHIS2.
    ///   - isTrial: nothing is kept in any case.
    func bringIn(
        _ bytes: any ByteSource, named name: String, source: String?, fallback: DeliveryMapping? = nil, isTrial: Bool,
        by person: PersonID?
    ) async throws -> DeliveryOutcome {
        let file = try DeliveryFile(bytes)
        let known = try await self.known(source, file, fallback, by: person)
        guard let mapping = known.mapping else { throw DeliveryMistake(.needsMapping) }
        try await sweep()
        let begun = try begin(file, name, known.source, person)
        try await store.write { db in try db.run(InsertDelivery(delivery: begun)) }
        do {
            var read = try await self.read(
                begun, file, mapping, version: known.source.version, isHeldAgainst: isTrial)
            let mistakes = try await mistakes(of: read.id, after: 0, limit: ImportLimits.mistakes)
            let isKept = !isTrial && read.mistakes == 0
            if isKept {
                read = try await publish(read)
            } else {
                try await drop(read.id, by: person)
            }
            return DeliveryOutcome(
                values: read.values, new: read.new, changed: read.changed, isTrial: !isKept, mistakes: mistakes,
                wrong: read.mistakes)
        } catch {
            _ = try? await drop(begun.id, by: person)
            throw error
        }
    }

    private func known(
        _ source: String?, _ file: DeliveryFile, _ fallback: DeliveryMapping?, by person: PersonID?
    ) async throws -> KnownSource {
        if let source { return try await self.source(named: source) }
        let mapping: DeliveryMapping
        if let fallback {
            mapping = fallback
        } else {
            let inspection = try await inspect(file, nil)
            guard saysItself(inspection) else { throw DeliveryMistake(.needsMapping) }
            mapping = suggested(inspection)
        }
        let made = try await makeSource(mapping == .dataValueSets ? Self.dhis2 : Self.contractForm)
        _ = try await keep(mapping, of: made.source.id, by: person)
        return try await self.source(named: made.source.name)
    }

    /// Of figures that come without the name of a source.
    static let contractForm = "API"
    static let dhis2 = "DHIS2"

    /// A file on the disk of the server, for the command line.
    public func bringIn(file path: String, source: String?, isTrial: Bool) async throws -> DeliveryOutcome {
        guard let bytes = FileBytes(path: path) else { throw DeliveryMistake(.unreadable) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return try await bringIn(bytes, named: name, source: source, isTrial: isTrial, by: nil)
    }
}
