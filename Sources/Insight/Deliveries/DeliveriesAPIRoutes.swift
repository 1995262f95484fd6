import Core
import Foundation
import HTTPTypes
import Pack
import Site

/// The same as calls, and the form of DHIS2.
struct DeliveriesAPIRoutes: Sendable {
    let site: Website
    let actions: DeliveriesActions
    let pack: Pack
    let published: FiguresActions

    func hang(_ routes: RouteTable, _ analysts: Access<PersonID>) {
        routes.post("/api/v1/deliveries", analysts, bringIn)
        routes.get("/api/v1/deliveries", analysts, log)
        routes.get("/api/v1/deliveries/sources", analysts, sources)
        routes.post("/api/v1/deliveries/sources", analysts, setSource)
        routes.post("/api/v1/deliveries/:delivery/undo", analysts, undo)
        routes.post("/api/v1/dataValueSets", analysts, takeValues)
        routes.get("/api/v1/dataValueSets", .anyone) { exchange, _ in try await values(exchange) }
    }

    private static let types: Set<String> = [
        "text/csv", "text/plain", "text/tab-separated-values", "application/json", "application/octet-stream",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ]

    private func isTrial(_ exchange: Exchange) throws -> Bool {
        switch exchange.query("dryRun") {
        case nil, "", "false": false
        case "true": true
        default: throw Refusal.malformed(field: "dryRun")
        }
    }

    private func say(_ exchange: Exchange) -> Speech {
        let asked = exchange.query("language").flatMap { Language($0) }.flatMap {
            pack.languages.contains($0) ? $0 : nil
        }
        let header = exchange.header(.acceptLanguage).flatMap { Language.best(of: pack.languages, for: $0) }
        return site.say(asked ?? header ?? exchange.language)
    }

    // MARK: in

    private struct Mistake: Encodable {
        let line: Int
        let column: Int?
        let name: String?
        let kind: String
        let detail: String

        init(_ mistake: DeliveryMistake, _ say: Speech) {
            line = mistake.line
            column = mistake.column == 0 ? nil : mistake.column
            name = mistake.columnName.isEmpty ? nil : mistake.columnName
            (kind, detail) = (mistake.kind.rawValue, mistake.message(say))
        }
    }

    private struct Outcome: Encodable {
        let values: Int
        let new: Int
        let changed: Int
        let same: Int
        let dryRun: Bool
        let total: Int
        let mistakes: [Mistake]
    }

    /// RFC 9457.
    private struct Problem: Encodable {
        let type: String
        let title: String
        let status = 422
        let detail: String
        let total: Int
        let mistakes: [Mistake]
    }

    private func problem(_ name: String, _ detail: String, _ mistakes: [Mistake], total: Int, _ say: Speech) throws
        -> Reply
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let problem = Problem(
            type: "/problems/\(name)", title: say(DeliveriesPhrase.refused), detail: detail, total: total,
            mistakes: mistakes)
        return .text(try encoder.encode(problem), type: "application/problem+json", status: .unprocessableContent)
    }

    private func bringIn(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        guard exchange.comes(as: Self.types) else { throw Refusal.wrongContentType }
        let source = exchange.query("source").flatMap { $0.isEmpty ? nil : $0 }
        return try await take(exchange, source: source, fallback: nil, by: person)
    }

    private func takeValues(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        guard exchange.comes(as: ["application/json"]) else { throw Refusal.wrongContentType }
        return try await take(
            exchange, source: exchange.query("source").flatMap { $0.isEmpty ? nil : $0 }, fallback: .dataValueSets,
            by: person)
    }

    private func take(
        _ exchange: Exchange, source: String?, fallback: DeliveryMapping?, by person: PersonID
    ) async throws -> Reply {
        let say = say(exchange)
        let bytes = try await exchange.bytes(limit: DeliveryLimits.sent)
        do {
            let outcome = try await actions.bringIn(
                MemoryBytes(bytes: bytes), named: "", source: source, fallback: fallback,
                isTrial: try isTrial(exchange),
                by: person)
            let mistakes = outcome.mistakes.map { Mistake($0, say) }
            if !outcome.isGood, try !isTrial(exchange) {
                let detail = say(DeliveriesPhrase.mistakesExplained)
                return try problem("delivery", detail, mistakes, total: outcome.wrong, say)
            }
            return try .json(
                Outcome(
                    values: outcome.values, new: outcome.new, changed: outcome.changed, same: outcome.same,
                    dryRun: outcome.isTrial, total: outcome.wrong, mistakes: mistakes),
                status: outcome.isTrial ? .ok : .created)
        } catch let found as PersonalDataFound {
            return try problem("personal-data", found.sentence(say), [], total: 1, say)
        } catch let mistake as DeliveryMistake {
            return try problem("delivery", mistake.sentence(say), [Mistake(mistake, say)], total: 1, say)
        }
    }

    // MARK: the log

    private struct Entry: Encodable {
        let id: String
        let source: String
        let mappingVersion: Int
        let state: String
        let doneAt: String?
        let by: String?
        let file: String
        let values: Int
        let new: Int
        let changed: Int
        let undoes: String?

        init(_ delivery: Delivery) {
            id = delivery.id.text
            source = delivery.sourceName
            mappingVersion = delivery.mappingVersion
            state = delivery.state.rawValue
            doneAt = delivery.doneAt?.rfc3339
            by = delivery.person?.text
            file = delivery.filePrint.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            (values, new, changed) = (delivery.values, delivery.new, delivery.changed)
            undoes = delivery.undoes?.text
        }
    }

    private func log(_: Exchange, _: PersonID) async throws -> Reply {
        try .json(["deliveries": try await actions.log(limit: 200).map(Entry.init)])
    }

    private func undo(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        let id: DeliveryID = try exchange.parameter("delivery")
        return try .json(Entry(try await actions.undo(id, by: person)), status: .created)
    }

    // MARK: sources

    private struct Source: Encodable {
        let name: String
        let version: Int
        let mapping: DeliveryMapping?
    }

    private struct NewSource: Decodable {
        let name: String
        let mapping: DeliveryMapping
    }

    private func sources(_: Exchange, _: PersonID) async throws -> Reply {
        try .json([
            "sources": try await actions.sources().map {
                Source(name: $0.source.name, version: $0.source.version, mapping: $0.mapping)
            }
        ])
    }

    private func setSource(_ exchange: Exchange, _ person: PersonID) async throws -> Reply {
        let body = try await exchange.json(NewSource.self, limit: 256 << 10)
        guard body.mapping.columns.count <= DeliveryLimits.columns, (1...100).contains(body.mapping.headerRow) else {
            throw Refusal.malformed(field: "mapping")
        }
        for name in body.mapping.columns.keys where PersonalDataWords.kind(ofColumn: name) != nil {
            throw Refusal.malformed(field: "columns")
        }
        let made = try await actions.makeSource(body.name)
        let version = try await actions.keep(body.mapping, of: made.source.id, by: person)
        return try .json(Source(name: made.source.name, version: version, mapping: body.mapping), status: .created)
    }

    // MARK: out

    /// The public figures of a set, as published.
    ///
    /// `dataSet` is an indicator, or `day`, `week`, `month` or `half-year` for all of that kind. `period` (some, with commas),
    /// `startDate` and `endDate` narrow it; `orgUnit` names regions, `children=true` adds all regions.
    private func values(_ exchange: Exchange) async throws -> Reply {
        guard let name = exchange.query("dataSet"), !name.isEmpty else { throw Refusal.malformed(field: "dataSet") }
        let indicators = pack.indicators.filter {
            $0.isPublic && ($0.id.text == name || $0.period.rawValue == name)
        }
        guard !indicators.isEmpty else { throw Refusal.notFound }
        let (from, to) = (try day(exchange, "startDate"), try day(exchange, "endDate"))
        let periods = try asked(exchange)
        var all: [DataValueSet.Value] = []
        for indicator in indicators {
            // Once for all places: they are audited together.
            let picture = try await published.picture(of: indicator, at: exchange.clock.now())
            for region in try units(exchange, indicator) {
                guard let series = region.map({ picture.region($0) }) ?? picture.whole else { continue }
                all += DataValueSet.values(series.within(from: from, to: to))
                    .filter { periods.isEmpty || periods.contains($0.period) }
            }
        }
        return try .json(DataValueSet(dataSet: name, dataValues: all)).inZone(.findable)
    }

    private func day(_ exchange: Exchange, _ name: String) throws -> Period? {
        guard let text = exchange.query(name), !text.isEmpty else { return nil }
        guard let day = Day(text) else { throw Refusal.malformed(field: name) }
        return .day(day)
    }

    private func asked(_ exchange: Exchange) throws -> Set<String> {
        guard let text = exchange.query("period"), !text.isEmpty else { return [] }
        var periods: Set<String> = []
        for part in text.split(separator: ",").prefix(1_000) {
            let known = Indicator.PeriodKind.allCases.lazy.compactMap { kind -> Period? in
                if case .period(let period) = PeriodText.read(String(part), as: kind, habit: nil), period.kind == kind {
                    return period
                }
                return nil
            }.first
            guard let known else { throw Refusal.malformed(field: "period") }
            periods.insert(DataValueSet.name(known))
        }
        return periods
    }

    private func units(_ exchange: Exchange, _ indicator: Indicator) throws -> [RegionID?] {
        let regions =
            indicator.regionVersion.flatMap { year in pack.divisions.first { $0.year == year } }?.regions ?? []
        var units: [RegionID?] = []
        if let text = exchange.query("orgUnit"), !text.isEmpty {
            for part in text.split(separator: ",").prefix(200) {
                if part == DataValueSet.whole {
                    units.append(nil)
                } else {
                    guard let id = RegionID(part), actions.knowledge.catalogue.knows(id) else { throw Refusal.notFound }
                    if actions.knowledge.catalogue.allows(id, for: indicator) { units.append(id) }
                }
            }
        } else {
            units = [nil]
        }
        if exchange.query("children") == "true" {
            for region in regions where !units.contains(region.id) { units.append(region.id) }
        }
        return units
    }
}
