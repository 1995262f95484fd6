import Core
import Database
import Pack
import Testing

@testable import Care

/// Who ends a talk with three, and whose record it has.
@Suite struct `The end of a talk with three` {
    private func three(_ helpline: Helpline) async throws -> `A talk with three`.Three {
        try await `A talk with three`().three(helpline)
    }

    private func records(_ helpline: Helpline, _ three: `A talk with three`.Three) async throws -> [String] {
        try await helpline.store.read { try $0.all(UncountedRecords()) }
            .filter { $0.conversation == three.id }
            .map { ContactRecord.fields(json: $0.fields)["asker"]?.first ?? "unknown" }
    }

    private func fillIn(_ helpline: Helpline, _ three: `A talk with three`.Three, _ person: SignedIn) async throws {
        let fields = helpline.talks.pack.recordForm(of: person.member.organisation).fields
        let draft = try RecordDraft(["asker": ["neighbour"]], fields: fields)
        try await DeskActions(talks: helpline.talks).keep(record: draft, in: three.id, person)
    }

    @Test(arguments: Engine.available)
    func `who was asked in cannot end the talk of the first, and the seeker goes on with the first`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            try await fillIn(helpline, three, three.noor)
            #expect(
                try await refusal { try await helpline.talks.close(three.id, contact: [:], three.sanne) } == .askedIn)
            #expect(try await helpline.stored(three.id).conversation?.state == .open)
            #expect(try await records(helpline, three) == [])
            try await helpline.talks.leave(three.id, three.sanne)
            try await helpline.send("nog hier", as: three.seeker, in: three.id)
            #expect(try await helpline.texts(three.id, as: .staff(three.noor)).last == "nog hier")
            // Her record is still hers to close with.
            #expect(try await records(helpline, three) == [])
            try await helpline.talks.close(three.id, contact: ["asker": ["neighbour"]], three.noor)
            #expect(try await records(helpline, three) == ["neighbour"])
        }
    }

    @Test(arguments: Engine.available)
    func `what the first filled in is counted when they leave and the third closes`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            try await fillIn(helpline, three, three.noor)
            try await helpline.talks.leave(three.id, three.noor)
            #expect(try await records(helpline, three) == ["neighbour"])
            // While the talk goes on nothing of it is due.
            let early = try await helpline.store.write { try helpline.talks.count(in: $0) }
            #expect(early.isEmpty)
            try await helpline.talks.close(three.id, contact: [:], three.sanne)
            #expect(try await records(helpline, three) == ["neighbour"])
            #expect(try await helpline.stored(three.id).conversation?.state == .closed)
            #expect(
                try await refusal { try await helpline.talks.close(three.id, contact: [:], three.sanne) }
                    == .conversationClosed)
        }
    }

    @Test(arguments: Engine.available)
    func `who leaves with an empty record leaves it to who stays`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            try await helpline.talks.leave(three.id, three.noor)
            #expect(try await records(helpline, three) == [])
            try await helpline.talks.close(three.id, contact: [:], three.sanne)
            #expect(try await records(helpline, three) == ["unknown"])
        }
    }

    @Test(arguments: Engine.available)
    func `a third is not kept in a talk whose first is signed out everywhere`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await three(helpline)
            try await helpline.talks.signOut(three.noor)
            try await helpline.talks.close(three.id, contact: [:], three.sanne)
            #expect(try await helpline.stored(three.id).conversation?.state == .closed)
        }
    }
}
