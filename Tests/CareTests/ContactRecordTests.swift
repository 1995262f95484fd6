import Core
import Database
import Foundation
import Pack
import Testing

@testable import Care

@Suite struct `The contact record` {
    func fields(of organisation: String = "veilig-thuis-friesland") throws -> [ContactField] {
        try Helpline.packOfTheNetherlands().recordForm(of: OrganisationID(trusted: organisation)).fields
    }

    @Test func `an empty record says "unknown" in every field`() throws {
        let fields = try fields()
        let record = try ContactRecord([:], fields: fields)
        #expect(!fields.isEmpty && fields.count <= 8)
        #expect(record.fields == Dictionary(uniqueKeysWithValues: fields.map { ($0.id, ["unknown"]) }))
        #expect(try ContactRecord(["asker": [], "reason": [""]], fields: fields).fields == record.fields)
        #expect(record.region == nil)
    }

    @Test func `unknown, not asked and did not want to say are three answers, each alone`() throws {
        let fields = try fields()
        for field in fields {
            let records = try ["unknown", "not-asked", "refused"].map {
                try ContactRecord([field.id: [$0]], fields: fields).fields[field.id]
            }
            #expect(records == [["unknown"], ["not-asked"], ["refused"]])
            let answer = try #require(field.codes.first).id
            for mixed in [["unknown", answer], [answer, "refused"], ["unknown", "not-asked"]] {
                #expect(throws: Refusal.malformed(field: field.id)) {
                    try ContactRecord([field.id: mixed], fields: fields)
                }
            }
        }
    }

    @Test func `a field or a code that the pack does not know is refused by its name`() throws {
        let fields = try fields()
        #expect(throws: Refusal.malformed(field: "schoenmaat")) {
            try ContactRecord(["asker": ["child"], "schoenmaat": ["43"]], fields: fields)
        }
        for field in fields {
            for code in ["geen-code", " ", "Unknown", "child\u{0}"] {
                #expect(throws: Refusal.malformed(field: field.id)) {
                    try ContactRecord([field.id: [code]], fields: fields)
                }
            }
        }
        #expect(throws: Refusal.malformed(field: "asker")) {
            try ContactRecord(["asker": ["partner-violence"]], fields: fields)
        }
    }

    @Test func `every code of the pack is taken, and no more of them than the field allows`() throws {
        let fields = try fields()
        for field in fields {
            for code in field.allCodes {
                #expect(try ContactRecord([field.id: [code.id]], fields: fields).fields[field.id] == [code.id])
            }
            let codes = field.codes.map(\.id)
            let most = Array(codes.prefix(field.most))
            #expect(try ContactRecord([field.id: most], fields: fields).fields[field.id] == most)
            // The same code twice is one answer.
            #expect(try ContactRecord([field.id: most + most], fields: fields).fields[field.id] == most)
            let more = Array((field.codes + field.unknowns).map(\.id).prefix(field.most + 1))
            #expect(throws: Refusal.malformed(field: field.id)) {
                try ContactRecord([field.id: more], fields: fields)
            }
        }
    }

    @Test func `a record comes back from the database as it was written, whatever else may lie there`() throws {
        let fields = try fields()
        let record = try ContactRecord(
            ["reason": ["honour", "forced-marriage"], "asker": ["refused"]], fields: fields)
        #expect(ContactRecord.fields(json: record.json) == record.fields)
        for broken in ["", "{", "[]", "{\"asker\":\"child\"}", "null", "{\"asker\":[1]}"] {
            #expect(ContactRecord.fields(json: broken).isEmpty)
        }
    }

    @Test func `every region that can be chosen is a region of the pack`() throws {
        let pack = try Helpline.packOfTheNetherlands()
        let fields = try fields()
        let field = try #require(fields.first { $0.id == "region" })
        for code in field.codes {
            let region = try #require(try ContactRecord(["region": [code.id]], fields: fields).region)
            #expect(pack.region(region) != nil)
        }
        for unknown in field.unknowns {
            #expect(try ContactRecord(["region": [unknown.id]], fields: fields).region == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `a talk is not closed with a record that is refused`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let refused = try await refusal {
                try await helpline.talks.close(started.id, contact: ["age": ["7"]], noor)
            }
            #expect(refused == .malformed(field: "age"))
            #expect(try await helpline.talks.read(started.id, after: 0, as: .staff(noor)).state == "open")
            try await helpline.talks.close(started.id, contact: [:], noor)
            #expect(try await helpline.talks.read(started.id, after: 0, as: .staff(noor)).state == "closed")
        }
    }
}

@Suite struct `From records to counts` {
    let all = IndicatorID(trusted: "vangnet.conversations")
    let violence = IndicatorID(trusted: "vangnet.conversations.violence")
    let neighbours = IndicatorID(trusted: "vangnet.conversations.neighbours")

    func close(
        _ number: Int, _ helpline: Helpline, _ noor: SignedIn, _ contact: [String: [String]] = [:]
    ) async throws -> [ConversationID] {
        var closed: [ConversationID] = []
        for _ in 0..<number {
            let started = try await helpline.open(by: noor)
            try await helpline.talks.close(started.id, contact: contact, noor)
            closed.append(started.id)
        }
        return closed
    }

    func counted(_ helpline: Helpline) async throws -> [Count] {
        try await helpline.store.write { db in try helpline.talks.count(in: db) }
    }

    /// Of all talks together.
    func whole(_ helpline: Helpline) async throws -> [Count] {
        try await counted(helpline).filter { $0.indicator == all }
    }

    @Test(arguments: Engine.available)
    func `nothing is counted before there are ten records, and each is counted once`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let region = try #require(
                helpline.pack.recordForm(of: noor.member.organisation).field("region")?.codes.first)
            var closed = try await close(4, helpline, noor, ["asker": ["neighbour"], "reason": ["physical-home"]])
            closed += try await close(5, helpline, noor, ["region": [region.id]])
            #expect(try await counted(helpline).isEmpty)
            closed += try await close(1, helpline, noor, ["asker": ["neighbour"]])
            let counts = try await counted(helpline)
            let week = Week(year: 2026, number: 48)
            #expect(counts.allSatisfy { $0.week == week })
            func number(_ indicator: IndicatorID, _ region: RegionID?) -> Int? {
                counts.first { $0.indicator == indicator && $0.region == region }?.number
            }
            let place = RegionID(region.id.uppercased())
            #expect(number(all, nil) == 5 && number(all, place) == 5)
            #expect(number(violence, nil) == 4 && number(violence, place) == nil)
            #expect(number(neighbours, nil) == 5)
            #expect(number(IndicatorID(trusted: "vangnet.theme.violence"), nil) == 4)
            #expect(counts.allSatisfy { $0.channel == .chat })
            // What was left out is a figure of its own, and another one than "not asked".
            #expect(number(IndicatorID(trusted: "vangnet.record.age.unknown"), nil) == 5)
            #expect(!counts.contains { $0.indicator.text.hasSuffix(".not-asked") })
            #expect(!counts.contains { $0.indicator.text.hasPrefix("vangnet.reports") })
            let text = String(reflecting: counts)
            #expect(!closed.contains { text.contains($0.text) } && !text.contains(noor.member.id.text))
            #expect(try await counted(helpline).isEmpty)
            helpline.time.move(.days(2))
            #expect(try await counted(helpline).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `fewer than ten records are counted when the oldest is a day old`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await close(2, helpline, noor)
            helpline.time.move(.hours(24) - .milliseconds(1))
            #expect(try await counted(helpline).isEmpty)
            helpline.time.move(.milliseconds(1))
            #expect(try await whole(helpline).map(\.number) == [2])
            #expect(try await counted(helpline).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `counts that could not be added to the figures are counted again`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await close(10, helpline, noor)
            await #expect(throws: Unexpected.self) {
                try await helpline.store.write { db in
                    _ = try helpline.talks.count(in: db)
                    throw Unexpected(what: "the figures cannot be written")
                }
            }
            #expect(try await whole(helpline).map(\.number) == [10])
        }
    }

    @Test(arguments: Engine.available)
    func `a talk counts in the week in which it was closed`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            // The last moment of the week in UTC is Sunday 29 November, 24:00.
            helpline.time.move(.days(6) + .hours(12) - .milliseconds(1))
            _ = try await close(3, helpline, noor)
            helpline.time.move(.milliseconds(1))
            _ = try await close(7, helpline, noor)
            let counts = try await whole(helpline)
            #expect(counts.map(\.week.description) == ["2026-W48", "2026-W49"])
            #expect(counts.map(\.number) == [3, 7])
        }
    }
}
