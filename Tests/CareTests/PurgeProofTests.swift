import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

@Suite struct `The purge proves itself` {
    @Test(arguments: Engine.available)
    func `by numbers and a moment, and says what is overdue`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            #expect(try await helpline.talks.purgeState().last == nil)
            #expect(try await helpline.talks.purgeState().isGood)
            let started = try await helpline.open(by: noor)
            _ = try await helpline.talks.makeCode(started.id, started.token)
            try await helpline.talks.end(started.id, started.token)
            helpline.time.move(.days(30))
            #expect(try await helpline.talks.purgeState().overdue == 0, "a minute is no delay")
            helpline.time.move(.minutes(10))
            #expect(try await helpline.talks.purgeState().overdue == 1)
            #expect(try await !helpline.talks.purgeState().isGood)
            let proof = try #require(try await helpline.talks.purge().proof)
            #expect(proof.erased == 1 && proof.leftOver == 0 && proof.overdue == 0 && proof.at == helpline.time.now)
            #expect(try await helpline.talks.purgeState().last == proof)
            // A quiet purge does not hide the one before that did something.
            helpline.time.move(.minutes(1))
            _ = try await helpline.talks.purge()
            let state = try await helpline.talks.purgeState()
            #expect(state.last?.erased == 0 && state.isGood)
            #expect(!state.sentences.joined().contains(started.id.text))
        }
    }

    @Test(arguments: Engine.available)
    func `and notices a row, a grant, a code or a secret that was left`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            _ = try await helpline.talks.makeCode(started.id, started.token)
            let purged = ConversationsActions.Purged(conversations: 1, closed: 0, orphans: 0)
            // As if the purge had said that it erased this one.
            let whole = try await helpline.talks.prove(purged, of: [started.id])
            let rows = try await helpline.stored(started.id)
            let count = 1 + rows.grants.count + rows.messages.count + rows.participants.count + 1 + 1 + 1
            #expect(whole.leftOver == count && !whole.isGood)
            #expect(try await !helpline.talks.purgeState().isGood)
            try await helpline.talks.erase(started.id, started.token)
            #expect(try await helpline.talks.prove(purged, of: [started.id]).leftOver == 0)
            // Only the secret came back.
            _ = try await helpline.talks.vault.make(for: started.id)
            #expect(try await helpline.talks.prove(purged, of: [started.id]).leftOver == 1)
        }
    }

    @Test func `looks at every table that has something of a talk`() async throws {
        let tables = try await Helpline.with(.sqlite) { try await $0.store.read { try $0.all(TablesOfTalks()) } }
        #expect(tables.count >= 8)
        for table in tables {
            #expect(
                RowsLeftOf.sql.contains("FROM \(table) "), "add \(table) to RowsLeftOf: its rows go with the talk")
        }
    }

    @Test(arguments: Engine.available)
    func `a contact record has its codes until they are counted, and seven days at most`(_ engine: Engine) async throws
    {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            _ = try await helpline.talks.makeCode(started.id, started.token)
            try await helpline.talks.close(started.id, contact: ["asker": ["child"]], noor)
            func codes() async throws -> String? {
                try await helpline.store.read { try $0.first(CodesOf(conversation: started.id)) }
            }
            _ = try await helpline.talks.purge()
            #expect(try await codes()?.contains("child") == true)
            helpline.time.move(.days(7) - .milliseconds(1))
            _ = try await helpline.talks.purge()
            #expect(try await codes()?.contains("child") == true)
            helpline.time.move(.milliseconds(1))
            _ = try await helpline.talks.purge()
            #expect(try await codes() == "")
            // It is still known that there was one: nobody can count the talk a second time.
            let again = try await refusal { try await helpline.talks.close(started.id, contact: [:], noor) }
            #expect(again == .conversationClosed)
            #expect(try await helpline.talks.talks(of: noor).isEmpty)
        }
    }
}

/// The tables whose rows go with a talk, as the database itself knows them.
private struct TablesOfTalks: Query {
    static let sql = """
        SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%REFERENCES conversation(%' ORDER BY name
        """
    static func row(_ row: ResultRow) throws -> String { try row.text(0) }
}

private struct CodesOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT fields FROM contact_record WHERE conversation = $1"
    var arguments: [SQLValue] { [.text(conversation.text)] }
    static func row(_ row: ResultRow) throws -> String { try row.text(0) }
}
