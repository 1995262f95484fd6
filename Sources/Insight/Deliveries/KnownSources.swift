import Core
import Database
import Foundation

extension DeliveriesActions {
    // MARK: sources

    struct KnownSource: Sendable {
        let source: DeliverySource
        let mapping: DeliveryMapping?
    }

    func sources() async throws -> [KnownSource] {
        try await store.read { db in
            try db.all(DeliverySources()).map {
                KnownSource(source: $0.source, mapping: Self.mapping($0.mapping))
            }
        }
    }

    /// By its name. Throws `notFound`.
    func source(named name: String) async throws -> KnownSource {
        guard let known = try await sources().first(where: { $0.source.name == name }) else { throw Refusal.notFound }
        return known
    }

    /// The source of that name, made when it is new. Throws `empty`, `tooLong`, `listFull`.
    func makeSource(_ name: String?) async throws -> KnownSource {
        guard let name = name?.tidied, !name.isEmpty else { throw Refusal.empty(field: "source") }
        guard name.count <= DeliverySource.nameLimit else {
            throw Refusal.tooLong(field: "source", limit: DeliverySource.nameLimit)
        }
        guard !name.contains(where: \.isNewline), !name.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw Refusal.malformed(field: "source")
        }
        let known = try await sources()
        if let same = known.first(where: { $0.source.name == name }) { return same }
        guard known.count < Self.mostSources else { throw Refusal.listFull(limit: Self.mostSources) }
        let source = DeliverySource(id: .random(), name: name, version: 0, changedAt: clock.now())
        try await store.write { db in try db.run(InsertDeliverySource(source: source)) }
        return try await self.source(named: name)
    }

    static let mostSources = 200

    /// Keeps a mapping as the next version, when it is another one.
    func keep(_ mapping: DeliveryMapping, of source: DeliverySourceID, by person: PersonID?) async throws -> Int {
        let (text, now) = (try Self.text(mapping), clock.now())
        return try await store.write { db in
            guard let known = try db.all(DeliverySources()).first(where: { $0.source.id == source }) else {
                throw Refusal.notFound
            }
            if known.mapping == text { return known.source.version }
            let version = known.source.version + 1
            try db.run(
                InsertDeliveryMapping(source: source, version: version, mapping: text, person: person, now: now))
            try db.run(SetMappingVersion(source: source, version: version))
            return version
        }
    }

    static func text(_ mapping: DeliveryMapping) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(mapping), as: UTF8.self)
    }

    static func mapping(_ text: String) -> DeliveryMapping? {
        try? JSONDecoder().decode(DeliveryMapping.self, from: Data(text.utf8))
    }

    // MARK: looking

    /// Mistakes of a draft, so many from there.
    func mistakes(of id: DeliveryID, after: Int, limit: Int = DeliveryLimits.shown) async throws -> [DeliveryMistake] {
        try await store.read { db in
            try db.all(MistakesOfDelivery(delivery: id, after: after, limit: limit)).compactMap { row in
                guard let kind = DeliveryMistake.Kind(rawValue: row.kind) else { return nil }
                let values = try? JSONDecoder().decode([String: String].self, from: Data(row.details.utf8))
                return DeliveryMistake(kind, line: row.line, column: row.column, name: row.name, values ?? [:])
            }
        }
    }

    func changes(of id: DeliveryID, skip: Int, limit: Int = DeliveryLimits.shown) async throws -> [DeliveredChange] {
        try await store.read { db in
            try db.all(ChangesOfDelivered(delivery: id, skip: skip, limit: limit)).compactMap(\.self)
        }
    }

    func log(before: Instant? = nil, limit: Int = DeliveryLimits.shown) async throws -> [Delivery] {
        let before = before ?? Instant(milliseconds: .max)
        return try await store.read { db in try db.all(DeliveriesDone(before: before, limit: limit)) }
    }

    func drafts(of person: PersonID?) async throws -> [Delivery] {
        let since = clock.now() - Delivery.draftLength
        return try await store.read { db in try db.all(DraftsOfPerson(person: person, since: since)) }
    }
}
