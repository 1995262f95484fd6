import Core
import Database
import Foundation
import Pack

/// What a counsellor notes after a talk: codes of the pack, nothing else. What is left out is "unknown".
struct ContactRecord: Sendable {
    /// Field → codes; every field of the pack has at least one.
    let fields: [String: [String]]

    /// Throws `Refusal.malformed` with the name of the first field that is not in the pack, has a code that is not, has too
    /// many, or mixes "unknown" with an answer.
    init(_ given: [String: [String]], fields known: [ContactField]) throws {
        for name in given.keys.sorted() where !known.contains(where: { $0.id == name }) {
            throw Refusal.malformed(field: name)
        }
        var fields: [String: [String]] = [:]
        for field in known {
            var codes: [String] = []
            for code in given[field.id] ?? [] where !code.isEmpty && !codes.contains(code) { codes.append(code) }
            guard codes.allSatisfy({ field.code($0) != nil }), codes.count <= field.most else {
                throw Refusal.malformed(field: field.id)
            }
            let unknowns = codes.filter { code in field.unknowns.contains { $0.id == code } }
            guard unknowns.isEmpty || codes.count == 1 else { throw Refusal.malformed(field: field.id) }
            fields[field.id] = codes.isEmpty ? [ContactField.unknown] : codes
        }
        self.fields = fields
    }

    /// The region when the record says one.
    var region: RegionID? {
        guard let code = fields["region"]?.first,
            ![ContactField.unknown, ContactField.notAsked, ContactField.refused].contains(code)
        else { return nil }
        return RegionID(code.uppercased())
    }

    var json: String {
        let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    static func fields(json: String) -> [String: [String]] {
        (try? JSONDecoder().decode([String: [String]].self, from: Data(json.utf8))) ?? [:]
    }
}

extension ConversationsActions {
    /// Turns closed talks into counts that identify nobody, inside the transaction in which they are added to the figures:
    /// either both happen or neither. A record is counted once.
    public func count(in db: any Writing) throws -> [Count] {
        let records = try db.all(UncountedRecords())
        let now = clock.now()
        // Ten at a time, or after a day: who watches the figure cannot tell which talk made it rise. Sooner only when one is
        // about to be erased.
        guard
            records.count >= Self.batch
                || records.contains(where: {
                    $0.closedAt <= now - .hours(24) || $0.keepUntil.map { $0 <= now } ?? false
                })
        else {
            return []
        }
        let counted = pack.indicators.filter { $0.origin == .counted && !$0.metric.isOfThreeWay }
        var numbers: [CountKey: Int] = [:]
        for record in records {
            guard let week = Period(record.week), case .week(let week) = week else { continue }
            let fields = ContactRecord.fields(json: record.fields)
            for indicator in counted {
                if let selection = indicator.counts {
                    let codes = fields[selection.field] ?? []
                    guard codes.contains(where: { selection.codes.contains($0) }) else { continue }
                }
                numbers[CountKey(indicator: indicator.id, region: record.region, week: week), default: 0] += 1
            }
            try db.run(MarkCounted(conversation: record.conversation))
        }
        return numbers.map { Count(indicator: $0.indicator, region: $0.region, week: $0.week, number: $1) }
            .sorted { ($0.indicator, $0.week, $0.region?.text ?? "") < ($1.indicator, $1.week, $1.region?.text ?? "") }
    }

    /// How many closed talks are counted together.
    static let batch = 10

    private struct CountKey: Hashable {
        let indicator: IndicatorID
        let region: RegionID?
        let week: Week
    }
}
