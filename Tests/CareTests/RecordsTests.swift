import Core
import Database
import Foundation
import Pack
import Sealing
import TestSupport
import Testing

@testable import Care

@Suite struct `A record beside a talk` {
    func draft(_ given: [String: [String]], line: String = "", _ helpline: Helpline, _ person: SignedIn) throws
        -> RecordDraft
    {
        try RecordDraft(
            given, line: line, fields: helpline.pack.recordForm(of: person.member.organisation).fields)
    }

    @Test(arguments: Engine.available)
    func `is kept at each field while the talk runs and after it, also by a process that was killed`(
        engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let talk = try await helpline.open(by: noor)
            let desk = DeskActions(talks: helpline.talks)
            try await desk.keep(record: draft(["asker": ["child"]], helpline, noor), in: talk.id, noor)
            let second = try draft(
                ["asker": ["child"], "reason": ["fear", "mood"]], line: "een regel", helpline, noor)
            try await desk.keep(record: second, in: talk.id, noor)
            let again = DeskActions(talks: helpline.restarted.talks)
            #expect(try await again.sheets(talk.id, noor).record == second)
            try await helpline.talks.end(talk.id, talk.token)
            let third = try draft(["asker": ["child"], "age": ["refused"]], helpline, noor)
            try await again.keep(record: third, in: talk.id, noor)
            #expect(try await again.sheets(talk.id, noor).record == third)
            #expect(try await !again.isRecorded(talk.id, noor))
            try await helpline.talks.close(talk.id, contact: third.fields, noor)
            // It is in the record now, and nothing changes it any more.
            #expect(try await again.sheets(talk.id, noor).record == RecordDraft())
            #expect(try await again.isRecorded(talk.id, noor))
            #expect(
                try await refusal { try await again.keep(record: third, in: talk.id, noor) } == .conversationClosed)
            #expect(
                try await refusal { try await helpline.talks.close(talk.id, contact: [:], noor) } == .conversationClosed
            )
        }
    }

    @Test(arguments: Engine.available)
    func `is of the people of one organisation, and nobody else opens it`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let vera = try await helpline.person("vera", on: Helpline.rotterdam)
            let talk = try await helpline.open(by: noor)
            let desk = DeskActions(talks: helpline.talks)
            let kept = try draft(["reason": ["bullying"]], helpline, noor)
            try await desk.keep(record: kept, in: talk.id, noor)
            #expect(try await refusal { try await desk.keep(record: kept, in: talk.id, vera) } == .notFound)
            let offer = try await helpline.talks.offer(
                talk.id, .invite, to: Helpline.rotterdam, share: .history, summary: nil, by: noor)
            try await helpline.talks.answer(offer, accept: true, in: talk.id, talk.token)
            #expect(try await helpline.talks.takeNext(vera)?.id == talk.id)
            #expect(try await desk.sheets(talk.id, vera).record == RecordDraft())
            let theirs = try draft(["reason": ["partner-violence"], "nature": ["witness"]], helpline, vera)
            try await desk.keep(record: theirs, in: talk.id, vera)
            #expect(try await desk.sheets(talk.id, noor).record == kept)
            #expect(try await desk.sheets(talk.id, vera).record == theirs)
        }
    }

    @Test(arguments: Engine.available)
    func `takes the codes of the organisation of who closes, and no others`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let vera = try await helpline.person("vera", on: Helpline.rotterdam)
            let child = try await helpline.open(by: noor)
            let adult = try await helpline.open(by: vera, Helpline.rotterdam)
            func closing(_ id: ConversationID, _ contact: [String: [String]], _ person: SignedIn) async throws
                -> Refusal?
            {
                try await refusal { try await helpline.talks.close(id, contact: contact, person) }
            }
            #expect(try await closing(child.id, ["reason": ["partner-violence"]], noor) == .malformed(field: "reason"))
            #expect(try await closing(child.id, ["nature": ["witness"]], noor) == .malformed(field: "nature"))
            #expect(try await closing(adult.id, ["reason": ["bullying"]], vera) == .malformed(field: "reason"))
            #expect(try await closing(adult.id, ["age": ["12-15"]], vera) == .malformed(field: "age"))
            #expect(try await closing(child.id, ["reason": ["bullying", "fear", "mood"]], noor) == nil)
            #expect(try await closing(adult.id, ["reason": ["partner-violence"], "nature": ["witness"]], vera) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `knows which messages belong to a code, by their numbers and without their words`(engine: Engine)
        async throws
    {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let talk = try await helpline.open(by: noor)
            let desk = DeskActions(talks: helpline.talks)
            try await desk.mark(1, as: "bullying", true, in: talk.id, noor)
            try await desk.mark(1, as: "bullying", true, in: talk.id, noor)
            try await desk.mark(1, as: "fear", true, in: talk.id, noor)
            let passages = try await desk.sheets(talk.id, noor).record.passages
            #expect(passages.map(\.code) == ["bullying", "fear"] && passages.allSatisfy { $0.number == 1 })
            #expect(
                try await refusal { try await desk.mark(1, as: "partner-violence", true, in: talk.id, noor) }
                    == .malformed(field: "reason"))
            #expect(
                try await refusal { try await desk.mark(0, as: "fear", true, in: talk.id, noor) }
                    == .malformed(field: "number"))
            // A form of the codes has no passages, and does not take them away.
            let kept = try draft(["age": ["12-15"]], helpline, noor)
            let record = try await desk.sheets(talk.id, noor).record
            try await desk.keep(record: kept.with(passagesOf: record), in: talk.id, noor)
            try await desk.mark(1, as: "bullying", false, in: talk.id, noor)
            let left = try await desk.sheets(talk.id, noor).record
            #expect(left.passages.map(\.code) == ["fear"] && left.fields == ["age": ["12-15"]])
        }
    }

    @Test(arguments: Engine.available)
    func `that finds nothing fitting sends one line to who keeps the list, and to nobody else`(engine: Engine)
        async throws
    {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let records = RecordsActions(talks: helpline.talks)
            #expect(try await !records.hasKeepers(noor))
            let keepers = try await helpline.keepers(["sam", "eva"], of: noor.member.organisation)
            let stranger = try await helpline.keepers(["kim"], of: OrganisationID(trusted: "familielijn"))
            #expect(try await records.hasKeepers(noor))
            let talk = try await helpline.open(by: noor)
            try await helpline.talks.close(
                talk.id, contact: ["reason": ["fear"]], elsewhere: "  gaat over\nschulden ", noor)
            let counts = try await helpline.countedLater()
            #expect(counts.contains { $0.indicator.text == "vangnet.theme.mental-health" && $0.number == 1 })
            for keeper in keepers {
                #expect(try await records.lines(for: keeper).map { $0.words.reveal() } == ["gaat over schulden"])
            }
            #expect(try await records.lines(for: stranger[0]).isEmpty)
            #expect(try await records.lines(for: noor).isEmpty)
            let id = try #require(try await records.lines(for: keepers[0]).first).id
            #expect(try await refusal { try await records.settle(line: id, stranger[0]) } == .notFound)
            try await records.settle(line: id, keepers[0])
            #expect(try await records.lines(for: keepers[1]).isEmpty, "seen to once, it is gone for all")
            let too = String(repeating: "a", count: 121)
            let second = try await helpline.open(by: noor)
            #expect(
                try await refusal { try await helpline.talks.close(second.id, contact: [:], elsewhere: too, noor) }
                    == .tooLong(field: "elsewhere", limit: 120))
            #expect(
                try await refusal {
                    try await helpline.talks.close(
                        second.id, contact: ["reason": ["fear", "mood", "anger"]], elsewhere: "geen plaats", noor)
                } == .malformed(field: "elsewhere"))
        }
    }
}

@Suite struct `A record of a call or a visit` {
    let whole = IndicatorID(trusted: "vangnet.conversations")

    @Test(arguments: Engine.available)
    func `is its maker's alone while it is filled in, and nobody's when it is done`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let other = try await helpline.person("anouk", on: Helpline.child)
            let records = RecordsActions(talks: helpline.talks)
            let id = try await records.begin(.walkIn, noor)
            let draft = try RecordDraft(["asker": ["neighbour"]], fields: records.form(of: noor).fields)
            try await records.keep(draft, in: id, noor)
            let again = RecordsActions(talks: helpline.restarted.talks)
            #expect(try await again.own(id, noor).draft == draft)
            #expect(try await again.own(noor).map(\.record.channel) == [.walkIn])
            #expect(try await again.own(other).isEmpty)
            for act: () async throws -> Any in [
                { try await records.own(id, other) }, { try await records.keep(draft, in: id, other) },
                { try await records.finish(draft, in: id, other) }, { try await records.drop(id, other) },
            ] {
                #expect(try await refusal(act) == .notFound)
            }
            let wrong = try RecordDraft(
                ["age": ["12-15", "unknown"]].mapValues { [$0[0]] }, fields: records.form(of: noor).fields)
            try await records.finish(wrong, in: id, noor)
            #expect(try await refusal { try await records.own(id, noor) } == .notFound)
            #expect(try await refusal { try await records.finish(draft, in: id, noor) } == .notFound)
            let counts = try await helpline.countedLater()
            #expect(counts.first { $0.indicator == whole }?.channel == .walkIn)
            for _ in 0..<OwnRecord.most { _ = try await records.begin(.phone, noor) }
            #expect(try await refusal { try await records.begin(.phone, noor) } == .conflict("records"))
        }
    }

    @Test(arguments: Engine.available)
    func `is counted by its channel, ten of one at a time or after a day, and once`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let records = RecordsActions(talks: helpline.talks)
            func call(_ number: Int, _ channel: SpokenChannel = .phone) async throws -> Bool {
                try await records.record(
                    ["reason": ["physical-home"]], line: "", by: channel,
                    id: SpokenRecordID(trusted: "\(channel.rawValue)-\(number)"), noor)
            }
            for number in 0..<9 { #expect(try await call(number)) }
            for number in 0..<4 { #expect(try await call(number, .walkIn)) }
            #expect(try await !call(3), "the same again is there already")
            let talk = try await helpline.open(by: noor)
            try await helpline.talks.close(talk.id, contact: [:], noor)
            #expect(try await helpline.counted().isEmpty)
            #expect(try await call(9))
            var counts = try await helpline.counted()
            #expect(counts.allSatisfy { $0.channel == .phone })
            #expect(counts.first { $0.indicator == whole }?.number == 10)
            #expect(counts.first { $0.indicator.text == "vangnet.conversations.violence" }?.number == 10)
            #expect(try await helpline.counted().isEmpty)
            #expect(try await !call(9), "what was counted is not counted again")
            helpline.time.move(.hours(48))
            counts = try await helpline.counted().filter { $0.indicator == whole }
            #expect(Set(counts.map(\.channel)) == [.walkIn, .chat])
            #expect(
                counts.first { $0.channel == .walkIn }?.number == 4 && counts.first { $0.channel == .chat }?.number == 1
            )
            #expect(try await helpline.counted().isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `of silence or a joke is no talk, and counts in one figure only`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let records = RecordsActions(talks: helpline.talks)
            _ = try await records.record(
                ["advice": ["no-conversation"], "reason": ["thanks"]], line: "", by: .phone,
                id: .random(), noor)
            #expect(try await helpline.countedLater().map(\.indicator.text) == ["vangnet.no-conversation"])
        }
    }

    @Test(arguments: Engine.available)
    func `goes by itself: what nobody finished, what did not fit, what was counted`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.keepers(["sam"], of: noor.member.organisation)
            let records = RecordsActions(talks: helpline.talks)
            let id = try await records.begin(.phone, noor)
            let done = SpokenRecordID.random()
            _ = try await records.record([:], line: "past nergens", by: .phone, id: done, noor)
            func rows() async throws -> [Int64] {
                try await helpline.store.read { db in
                    try [db.first(OwnRecordCount()), db.first(ListLineCount()), db.first(SpokenCount())].map {
                        $0 ?? -1
                    }
                }
            }
            #expect(try await rows() == [1, 1, 1])
            helpline.time.move(.hours(72) - .minutes(1))
            _ = try await helpline.talks.purge()
            #expect(try await records.own(id, noor).channel == .phone)
            helpline.time.move(.hours(2))
            var proof = try #require(try await helpline.talks.purge().proof)
            #expect(proof.isGood)
            #expect(try await rows() == [0, 1, 1])
            helpline.time.move(.days(8))
            proof = try #require(try await helpline.talks.purge().proof)
            #expect(proof.isGood)
            #expect(try await rows() == [0, 1, 0])
            helpline.time.move(.days(21))
            _ = try await helpline.talks.purge()
            #expect(try await rows() == [0, 0, 0])
        }
    }
}

@Suite struct `A report` {
    let reports = IndicatorID(trusted: "vangnet.reports")

    @Test(arguments: Engine.available)
    func `is counted apart, by voice, and only where reports are taken`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let vera = try await helpline.person("vera", on: Helpline.rotterdam)
            let records = RecordsActions(talks: helpline.talks)
            #expect(
                try await refusal { try await records.report(.phone, region: nil, id: .random(), noor) } == .notAllowed)
            #expect(
                try await refusal { try await records.report(.phone, region: "XX", id: .random(), vera) }
                    == .malformed(field: "region"))
            #expect(try await records.report(.phone, region: "VT18", id: SpokenRecordID(trusted: "one"), vera))
            #expect(try await !records.report(.phone, region: "VT18", id: SpokenRecordID(trusted: "one"), vera))
            // Advice, by the same person on the same day.
            _ = try await records.record(["advice": ["advice"]], line: "", by: .phone, id: .random(), vera)
            let counts = try await helpline.countedLater()
            let found = counts.filter { $0.indicator == reports }
            #expect(found.map(\.number) == [1] && found.first?.region == RegionID(trusted: "VT18"))
            #expect(counts.first { $0.indicator.text == "vangnet.conversations.advice" }?.number == 1)
            #expect(counts.first { $0.indicator.text == "vangnet.conversations" }?.number == 1, "a report is no talk")
        }
    }

    @Test func `cannot be written in a record, whatever it is called`() throws {
        let pack = try Helpline.packOfTheNetherlands()
        for form in pack.recordForms {
            for word in ["report", "melding", "reportsReceived", "ML01"] {
                #expect(throws: Refusal.malformed(field: "advice")) {
                    try ContactRecord(["advice": [word]], fields: form.fields)
                }
            }
            for kind in KindOfTalk.allCases {
                #expect(try ContactRecord(["advice": [kind.rawValue]], fields: form.fields).kind == .known(kind))
            }
        }
        // A pack that was changed in memory, past its check, does not change it either.
        let code = ContactCode(id: "report", label: Localized(everywhere: "Melding"))
        let field = ContactField(
            id: "advice", label: Localized(everywhere: "a"), purpose: Localized(everywhere: "a"), most: 1,
            codes: [code],
            unknowns: [])
        #expect(throws: Refusal.malformed(field: "advice")) {
            try ContactRecord(["advice": ["report"]], fields: [field])
        }
        #expect(SpokenChannel(rawValue: "chat") == nil)
        #expect(Set(SpokenChannel.allCases.map(\.channel)) == Set(ContactChannel.allCases).subtracting([.chat]))
    }

    @Test(arguments: Engine.available)
    func `is refused by the database when it is written beside a chat`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let talk = try await helpline.open(by: noor)
            let week = try #require(Week(year: 2026, number: 48))
            @Sendable func insert(_ kind: String) -> InsertContactRecord {
                InsertContactRecord(conversation: talk.id, week: week, region: nil, fields: "{}", kind: kind)
            }
            for kind in ["report", "melding", ""] {
                await #expect(throws: (any Error).self) {
                    try await helpline.store.write { db in try db.run(insert(kind)) }
                }
            }
            for command in [ChatInto.spoken, .reports] {
                await #expect(throws: (any Error).self) {
                    try await helpline.store.write { db in try command.run(db) }
                }
            }
            // The same with what is allowed: it is the rule that refuses, not the statement.
            try await helpline.store.write { db in
                try db.run(InsertReport(channel: "phone"))
                try db.run(InsertSpoken(channel: "phone"))
                try db.run(insert("advice"))
            }
        }
    }

    private enum ChatInto {
        case spoken, reports

        func run(_ db: any Writing) throws {
            switch self {
            case .spoken: try db.run(InsertSpoken(channel: "chat"))
            case .reports: try db.run(InsertReport(channel: "chat"))
            }
        }
    }
}

private struct InsertSpoken: Command {
    let channel: String
    static let sql = """
        INSERT INTO spoken_record(id, channel, kind, week, region, fields, count_by)
        VALUES ('x', $1, 'advice', '2026-W48', NULL, '{}', 0)
        """
    var arguments: [SQLValue] { [.text(channel)] }
}

private struct InsertReport: Command {
    let channel: String
    static let sql =
        "INSERT INTO report_note(id, channel, week, region, count_by) VALUES ('x', $1, '2026-W48', NULL, 0)"
    var arguments: [SQLValue] { [.text(channel)] }
}

private protocol Counting: Query where Row == Int64 {}
extension Counting {
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}
private struct OwnRecordCount: Counting { static let sql = "SELECT count(*) FROM own_record" }
private struct ListLineCount: Counting { static let sql = "SELECT count(*) FROM list_line" }
private struct SpokenCount: Counting { static let sql = "SELECT count(*) FROM spoken_record" }

extension Helpline {
    fileprivate func counted() async throws -> [Count] {
        try await store.write { db in try talks.count(in: db) }
    }

    /// After everything that waits is due.
    fileprivate func countedLater() async throws -> [Count] {
        time.move(.hours(49))
        return try await counted()
    }

    /// Supervisors, who keep the lists of their organisation.
    fileprivate func keepers(_ names: [String], of organisation: OrganisationID) async throws -> [SignedIn] {
        let people = names.map { name in
            let member = StaffMember(
                id: .random(), name: name, displayName: name.capitalized, organisation: organisation, role: .supervisor)
            return SignedIn(member: member, keys: PersonKeys.random(), tokenHash: Token.random().hash)
        }
        try await store.write { db in
            for person in people {
                try db.run(
                    InsertPerson(
                        member: person.member, exchangeKey: person.keys.publicKeys.exchange, lockedKeys: [], capacity: 3
                    ))
            }
        }
        return people
    }
}
