import Core
import Database
import Foundation
import Pack

/// What analysts do to get figures in: send a file, say how it is read, look at what it would do, say yes, take it back.
public struct DeliveriesActions: Sendable {
    let store: Store
    let clock: Clock
    let keeping: DeliveryKeeping
    let knowledge: DeliveryJudge.Knowledge

    public init(store: Store, pack: Pack, clock: Clock, keeping: DeliveryKeeping) {
        var indicators: [String: IndicatorID] = [:]
        for indicator in pack.indicators where indicator.origin == .imported {
            for language in pack.languages { indicators[RegionNames.letters(indicator.name[language])] = indicator.id }
        }
        var organisations: [String: OrganisationID] = [:]
        for organisation in pack.organisations {
            for language in pack.languages {
                organisations[RegionNames.letters(organisation.name[language])] = organisation.id
            }
        }
        self.init(
            store: store, clock: clock, keeping: keeping,
            knowledge: .init(
                catalogue: Catalogue(pack), regions: RegionNames(pack), indicators: indicators,
                organisations: organisations))
    }

    init(store: Store, clock: Clock, keeping: DeliveryKeeping, knowledge: DeliveryJudge.Knowledge) {
        (self.store, self.clock, self.keeping, self.knowledge) = (store, clock, keeping, knowledge)
    }

    /// Values that go into the store together, so that messages of people never wait long behind a delivery.
    static let valuesPerWrite = 2_000
    /// Values that one statement makes count.
    static let valuesPerStatement = 10_000
    /// Of a piece of a draft, in bytes.
    static let part = 256 << 10

    var today: Day { knowledge.catalogue.day(clock.now()) }

    // MARK: reading

    /// Reads a delivery once and says what it is. Nothing is kept.
    ///
    /// Throws ``PersonalDataFound`` and ``DeliveryMistake``.
    func inspect(_ file: DeliveryFile, _ mapping: DeliveryMapping?) async throws -> DeliveryInspection {
        var (reader, format) = try file.open(sheet: mapping?.sheet)
        var row = CellRow()
        let knowledge = knowledge
        let isKnown: @Sendable (String) -> Bool = { text in
            knowledge.regions.knows(text) || knowledge.organisations[RegionNames.letters(text)] != nil
                || knowledge.indicators[RegionNames.letters(text)] != nil
        }
        var inspector: DeliveryInspector?
        let headerRow = mapping?.headerRow ?? 1
        var count = 0
        while try reader.next(&row) {
            if inspector == nil {
                let names = (0..<row.count).map { row.text($0) }
                let used = mapping ?? .guess(names, indicators: knowledge.catalogue.indicators)
                let periods = names.indices.filter { used.columns[names[$0]] == .period }
                inspector = DeliveryInspector(
                    headerRow: headerRow, watch: PersonalDataWatch(periods: Set(periods), isKnown: isKnown))
            }
            try inspector?.add(row)
            count += 1
            if count % 2_000 == 0 { await Task.yield() }
        }
        guard let inspector else { throw DeliveryMistake(.empty) }
        try await lookThrough(file, but: mapping?.sheet ?? format.sheets.first, format, isKnown)
        return try inspector.finished(format)
    }

    /// The sheets that are not read are looked at all the same: they would be kept with the others.
    private func lookThrough(
        _ file: DeliveryFile, but read: String?, _ format: DeliveryFormat,
        _ isKnown: @escaping @Sendable (String) -> Bool
    ) async throws {
        for sheet in format.sheets where sheet != read {
            var (reader, _) = try file.open(sheet: sheet)
            var watch = PersonalDataWatch(isKnown: isKnown)
            var row = CellRow()
            var count = 0
            while try reader.next(&row) {
                try watch.look(at: row)
                if count < 10 { try watch.names(row) }
                count += 1
                if count % 2_000 == 0 { await Task.yield() }
            }
        }
    }

    /// Takes a file in as a draft of this person: looks through all of it, and keeps it sealed, for an hour.
    ///
    /// Throws ``PersonalDataFound`` and ``DeliveryMistake``: then nothing was kept.
    func send(
        _ bytes: [UInt8], named name: String, of source: KnownSource, by person: PersonID?
    ) async throws -> (Delivery, DeliveryInspection) {
        let file = try DeliveryFile(MemoryBytes(bytes: bytes))
        let inspection = try await inspect(file, source.mapping)
        try await sweep()
        let delivery = try begin(file, name, source.source, person)
        let parts = try stride(from: 0, to: bytes.count, by: Self.part).enumerated().map { number, start in
            try keeping.seal(
                Array(bytes[start..<min(bytes.count, start + Self.part)]), "\(delivery.id) \(number)")
        }
        try await store.write { db in
            try db.run(InsertDelivery(delivery: delivery))
            for (number, part) in parts.enumerated() {
                try db.run(InsertDeliveryPart(delivery: delivery.id, number: number, sealed: part))
            }
        }
        return (delivery, inspection)
    }

    func begin(
        _ file: DeliveryFile, _ name: String, _ source: DeliverySource, _ person: PersonID?
    ) throws -> Delivery {
        var offset = 0
        let print = try keeping.filePrint {
            let piece = try file.source.read(at: offset, Self.part)
            offset += piece.count
            return piece.isEmpty ? nil : piece
        }
        return Delivery(
            id: .random(), source: source.id, sourceName: source.name, person: person,
            mappingVersion: source.version, state: .sent, begunAt: clock.now(), filePrint: print,
            namePrint: keeping.namePrint(name))
    }

    /// The draft of this person with its bytes. Throws `notFound`, also when its hour is over.
    func draft(_ id: DeliveryID, of person: PersonID?) async throws -> (Delivery, DeliveryFile) {
        let delivery = try await delivery(id, for: person)
        guard delivery.state == .sent || delivery.state == .read else { throw Refusal.notFound }
        let sealed = try await store.read { db in try db.all(DeliveryParts(delivery: id)) }
        var bytes: [UInt8] = []
        for (number, part) in sealed.enumerated() { bytes += try keeping.open(part, "\(id) \(number)") }
        return (delivery, try DeliveryFile(MemoryBytes(bytes: bytes)))
    }

    /// A draft is there for who sent it; what is done is there for all who may bring figures in.
    func delivery(_ id: DeliveryID, for person: PersonID?) async throws -> Delivery {
        guard let delivery = try await store.read({ db in try db.first(DeliveryOfID(id: id)) }) else {
            throw Refusal.notFound
        }
        if delivery.doneAt != nil { return delivery }
        guard delivery.person == person, delivery.begunAt >= clock.now() - Delivery.draftLength else {
            throw Refusal.notFound
        }
        return delivery
    }

    /// Reads a draft with a mapping into values and mistakes, in place of what an earlier reading made of it.
    /// - Parameter isHeldAgainst: whether it is counted what would be new and other, for who is to say yes.
    func read(
        _ delivery: Delivery, _ file: DeliveryFile, _ mapping: DeliveryMapping, version: Int, isHeldAgainst: Bool = true
    ) async throws -> Delivery {
        let inspection = try await inspect(file, mapping)
        var judge = try DeliveryJudge(mapping, inspection, knowledge: knowledge, today: today)
        let id = delivery.id
        try await clear(id)
        var (reader, _) = try file.open(sheet: mapping.sheet)
        var row = CellRow()
        var seen = 0
        var mistakes = 0
        var kept = 0
        var values = 0
        while try reader.next(&row) {
            seen += 1
            guard seen > mapping.headerRow else { continue }
            judge.add(row)
            if judge.rows.count >= Self.valuesPerWrite || judge.mistakes.count >= Self.valuesPerWrite {
                let batch = (judge.takeRows(), judge.takeMistakes())
                let made = try await write(batch.0, batch.1, id, from: kept)
                values += batch.0.count
                (mistakes, kept) = (mistakes + made.all, kept + made.kept)
            }
        }
        let batch = (judge.takeRows(), judge.takeMistakes())
        let made = try await write(batch.0, batch.1, id, from: kept)
        mistakes += made.all
        var read = delivery
        read.values = values + batch.0.count
        read.mappingVersion = version
        read.mistakes = mistakes
        read.decided = try inspection.decided(mapping)
        return try await finish(read, isHeldAgainst: isHeldAgainst)
    }

    private func finish(_ delivery: Delivery, isHeldAgainst: Bool) async throws -> Delivery {
        let now = clock.now()
        return try await store.write { db in
            var read = delivery
            if isHeldAgainst || read.mistakes > 0 {
                let counts = try db.first(CountsOfDelivered(delivery: delivery.id)) ?? (0, 0, 0)
                (read.values, read.new, read.changed) = counts
            }
            (read.state, read.readAt) = (.read, now)
            if read.mistakes == 0, read.values == 0 { throw DeliveryMistake(.empty) }
            try db.run(SetDelivery(delivery: read))
            return read
        }
    }

    /// Values and mistakes of a stretch of rows; a value that is there already is a mistake of its own.
    private func write(
        _ rows: [DeliveredRow], _ found: [DeliveryMistake], _ id: DeliveryID, from kept: Int
    ) async throws -> (all: Int, kept: Int) {
        try await store.write { db in
            var mistakes = found
            var rest = rows[...]
            while !rest.isEmpty {
                let batch = rest.prefix(InsertDeliveredValues.count)
                rest = rest.dropFirst(batch.count)
                if batch.count == InsertDeliveredValues.count {
                    let added = try db.run(InsertDeliveredValues(delivery: id, rows: batch))
                    if added == batch.count { continue }
                } else {
                    for row in batch { try db.run(InsertDeliveredValue(delivery: id, row: row)) }
                }
                for row in batch {
                    let place = try db.first(PlaceOfDelivered(delivery: id, observation: row.observation))
                    guard let place, place != (row.line, row.column) else { continue }
                    mistakes.append(
                        DeliveryMistake(
                            .twice, line: row.line, column: row.column,
                            ["line": String(place.line), "column": String(place.column)]))
                }
            }
            let shown = mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
                .prefix(max(0, DeliveryLimits.mistakes - kept))
            for (offset, mistake) in shown.enumerated() {
                let details = try JSONEncoder().encode(mistake.values)
                try db.run(
                    InsertDeliveryMistake(
                        delivery: id, number: kept + offset + 1, mistake: mistake,
                        details: String(decoding: details, as: UTF8.self)))
            }
            return (mistakes.count, shown.count)
        }
    }

    // MARK: deciding

    /// Brings a draft in as it was shown: all of it, or nothing.
    ///
    /// Throws `notFound`; `conflict` with `mistakes` when it has some, with `overtaken` when something that it is about
    /// became known otherwise since it was read: it is to be looked at again.
    func confirm(_ id: DeliveryID, by person: PersonID?) async throws -> Delivery {
        let (now, since) = (clock.now(), clock.now() - Delivery.draftLength)
        return try await store.write { db in
            guard var delivery = try db.first(DeliveryOfID(id: id)), delivery.doneAt == nil, delivery.person == person,
                delivery.begunAt >= since
            else { throw Refusal.notFound }
            guard delivery.state == .read else { throw Refusal.conflict("unread") }
            guard delivery.mistakes == 0 else { throw Refusal.conflict("mistakes") }
            let counts = try db.first(CountsOfDelivered(delivery: id))
            guard counts?.new == delivery.new, counts?.changed == delivery.changed,
                try db.first(OvertakenDelivered(delivery: id, since: delivery.readAt ?? delivery.begunAt)) == 0
            else { throw Refusal.conflict("overtaken") }
            _ = try publish(id, now, db)
            (delivery.state, delivery.doneAt) = (.done, now)
            try db.run(SetDelivery(delivery: delivery))
            try Self.empty(id, db)
            return delivery
        }
    }

    /// Brings in what was just read and has no mistakes, and counts what came of it.
    func publish(_ delivery: Delivery) async throws -> Delivery {
        let now = clock.now()
        return try await store.write { db in
            var done = delivery
            let added = try publish(done.id, now, db)
            done.new = try db.first(FirstRevisions(delivery: done.id)) ?? 0
            done.changed = added - done.new
            (done.state, done.doneAt) = (.done, now)
            try db.run(SetDelivery(delivery: done))
            try Self.empty(done.id, db)
            return done
        }
    }

    /// How many became revisions.
    private func publish(_ id: DeliveryID, _ now: Instant, _ db: any Writing) throws -> Int {
        var (added, after) = (0, DeliveredKey())
        // PostgreSQL keeps nothing in memory for it, and may plan to read all of the tables anew for each stretch.
        let isByStretches = store.engine == .sqlite
        while isByStretches,
            let next = try db.first(DeliveredKeyBehind(delivery: id, after: after, count: Self.valuesPerStatement))
        {
            added += try db.run(PublishDelivered(delivery: id, now: now, after: after, upTo: next))
            after = next
        }
        return try added + db.run(PublishRestOfDelivered(delivery: id, now: now, after: after))
    }

    /// Lets a draft go.
    func drop(_ id: DeliveryID, by person: PersonID?) async throws {
        let delivery = try await delivery(id, for: person)
        guard delivery.doneAt == nil else { throw Refusal.notFound }
        try await store.write { db in
            try Self.empty(id, db)
            try db.run(DeleteDelivery(id: id))
        }
    }

    /// Takes an import back by new revisions; nothing is deleted. What came after it stays.
    ///
    /// Throws `notFound`; `conflict` with `undone` when that was done already.
    func undo(_ id: DeliveryID, by person: PersonID?) async throws -> Delivery {
        let now = clock.now()
        return try await store.write { db in
            guard var delivery = try db.first(DeliveryOfID(id: id)), delivery.doneAt != nil else {
                throw Refusal.notFound
            }
            guard delivery.state == .done else { throw Refusal.conflict("undone") }
            var undoing = Delivery(
                id: .random(), source: delivery.source, sourceName: delivery.sourceName, person: person,
                mappingVersion: delivery.mappingVersion, state: .undoing, begunAt: now, doneAt: now,
                filePrint: delivery.filePrint, namePrint: delivery.namePrint, undoes: id)
            undoing.values = delivery.new + delivery.changed
            undoing.changed = try db.run(TakeBack(delivery: id, by: undoing.id, now: now))
            try db.run(InsertDelivery(delivery: undoing))
            delivery.state = .undone
            try db.run(SetDelivery(delivery: delivery))
            return undoing
        }
    }

    /// Lets go of drafts whose hour is over.
    public func sweep() async throws {
        let before = clock.now() - Delivery.draftLength
        try await store.write { db in
            for id in try db.all(OldDrafts(before: before)) {
                try Self.empty(id, db)
                try db.run(DeleteDelivery(id: id))
            }
        }
    }

    private func clear(_ id: DeliveryID) async throws {
        try await store.write { db in
            try db.run(DeleteDeliveredValues(delivery: id))
            try db.run(DeleteDeliveryMistakes(delivery: id))
        }
    }

    private static func empty(_ id: DeliveryID, _ db: any Writing) throws {
        try db.run(DeleteDeliveredValues(delivery: id))
        try db.run(DeleteDeliveryMistakes(delivery: id))
        try db.run(DeleteDeliveryParts(delivery: id))
    }
}
