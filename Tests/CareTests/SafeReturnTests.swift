import Core
import Database
import Sealing
import Testing

@testable import Care

@Suite struct `Coming back safely` {
    func facts(_ helpline: Helpline, _ id: ConversationID, _ person: SignedIn) async throws -> SafetyFacts {
        SafetyFacts(try await helpline.talks.records(of: id, as: .staff(person)))
    }

    @Test(arguments: Engine.available)
    func `a quiet word is set by either end, the last one counts, and it is no word on the disk`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let id = started.id
            #expect(try await facts(helpline, id, noor).quietWord == nil)
            try await helpline.talks.agree(onQuietWord: "paraplu", by: .staff(noor), in: id)
            try await helpline.talks.agree(onQuietWord: "koekjes", by: .seeker(started.token), in: id)
            #expect(try await facts(helpline, id, noor).quietWord == "koekjes")
            for row in try await helpline.store.read({ try $0.all(StoredRecords(id: id)) }) {
                #expect(!row.contains(text: "koekjes") && !row.contains(text: "paraplu"))
                #expect(!row.contains(text: "quietWord"))
            }
            func word(_ text: String) async throws -> Refusal? {
                try await refusal { try await helpline.talks.agree(onQuietWord: text, by: .staff(noor), in: id) }
            }
            #expect(try await word(" ") == .empty(field: "word"))
            #expect(try await word(String(repeating: "a", count: 41)) == .tooLong(field: "word", limit: 40, over: 1))
            #expect(try await word(String(repeating: "a", count: 40)) == nil)
            let other = Party.staff(try await helpline.person("mo", on: Helpline.child))
            #expect(
                try await refusal { try await helpline.talks.agree(onQuietWord: "x", by: other, in: id) } == .notFound)
        }
    }

    @Test(arguments: Engine.available, TalkRecord.FreeToType.allCases)
    func `after coming back the seeker is asked once, and the answer is the counsellor's to see for that visit`(
        _ engine: Engine, _ answer: TalkRecord.FreeToType
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let id = started.id
            #expect(try await helpline.talks.asked(of: started.token) == .init())
            let code = try await helpline.talks.makeCode(id, started.token).code
            let back = try await helpline.talks.comeBack(typed: code.text)
            #expect(try await helpline.talks.asked(of: back.token).canType)
            #expect(try await facts(helpline, id, noor).returnedAt == helpline.time.now.minute)
            try await helpline.talks.answer(answer, in: id, back.token)
            #expect(try await helpline.talks.asked(of: back.token) == .init())
            #expect(try await facts(helpline, id, noor).canType?.answer == answer)
            #expect(try await helpline.texts(id, as: .seeker(back.token)) == ["eerste"], "nothing of it is in the log")
            #expect(try await helpline.announced(id, as: .seeker(back.token)).isEmpty)
            _ = try await helpline.talks.comeBack(typed: code.text)
            #expect(try await facts(helpline, id, noor).canType == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `who would rather not write to somebody who left by the exit is stopped, and can write all the same`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let party = Party.staff(noor)
            func write(_ clientId: String, whileAway: Bool) async throws -> ConversationsActions.Sent {
                try await helpline.talks.send(
                    Draft(clientId: clientId, text: "ben je er?"), by: party, in: started.id, whileAway: whileAway)
            }
            #expect(try await write("a", whileAway: false).isNew)
            try await helpline.talks.exit(started.token)
            #expect(try await refusal { try await write("b", whileAway: false) } == .seekerAway)
            #expect(try await helpline.texts(started.id, as: party) == ["eerste", "ben je er?"])
            // What was sent before they left is not asked about again.
            #expect(try await write("a", whileAway: false).isNew == false)
            #expect(try await write("b", whileAway: true).isNew)
        }
    }

    // MARK: silence

    @Test(arguments: Engine.available)
    func `after 20 minutes of silence the seeker is asked once, after 30 their place is kept, after 24 hours it closes`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let (id, seeker) = (started.id, Party.seeker(started.token))
            try await helpline.send("vertel maar", as: .staff(noor), in: id)
            func told(after moment: Duration) async throws -> Int {
                helpline.time.move(moment)
                try await helpline.talks.askTheSilent()
                try await helpline.restarted.talks.askTheSilent()
                return try await helpline.announced(id, as: seeker).count
            }
            #expect(try await told(after: .minutes(20) - .milliseconds(1)) == 0)
            #expect(try await helpline.talks.asked(of: started.token).stillThere == false)
            #expect(try await told(after: .milliseconds(1)) == 1)
            #expect(try await helpline.talks.asked(of: started.token).stillThere)
            #expect(try await told(after: .minutes(10) - .milliseconds(1)) == 1)
            #expect(try await told(after: .milliseconds(1)) == 2)
            #expect(try await told(after: .hours(10)) == 2)
            _ = try await helpline.talks.purge()
            #expect(try await helpline.talks.read(id, after: 0, as: seeker).state == "open")
            // The silence goes on: what the system said is no word of anybody.
            helpline.time.move(.hours(13) + .minutes(30))
            _ = try await helpline.talks.purge()
            #expect(try await helpline.talks.read(id, after: 0, as: seeker).state == "closed")
            #expect(try await helpline.announced(id, as: .staff(noor)).count == 2)
            #expect(try await helpline.openable(id, noor) == [0, 1, 2])
        }
    }

    @Test(arguments: Engine.available)
    func `an answer begins the time anew, in words or with one tap`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let (id, seeker) = (started.id, Party.seeker(started.token))
            func silence(_ length: Duration) async throws -> Int {
                helpline.time.move(length)
                try await helpline.talks.askTheSilent()
                return try await helpline.announced(id, as: seeker).count
            }
            try await helpline.send("vertel maar", as: .staff(noor), in: id)
            try await helpline.talks.isStillThere(id, started.token)
            #expect(try await facts(helpline, id, noor).stillThereAt == nil, "nobody asked")
            #expect(try await silence(.minutes(21)) == 1)
            try await helpline.talks.isStillThere(id, started.token)
            #expect(try await helpline.talks.asked(of: started.token).stillThere == false)
            #expect(try await facts(helpline, id, noor).stillThereAt == helpline.time.now.minute)
            #expect(try await silence(.minutes(19)) == 1)
            #expect(try await silence(.minutes(1)) == 2)
            try await helpline.send("ja hoor", as: seeker, in: id)
            // They wait for an answer now: nobody asks them whether they are there.
            #expect(try await silence(.minutes(60)) == 2)
            try await helpline.send("sorry", as: .staff(noor), in: id)
            #expect(try await silence(.minutes(20)) == 3)
        }
    }

    @Test(arguments: Engine.available)
    func `who is away, waits or has ended is not asked`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let away = try await helpline.open(by: noor)
            try await helpline.send("vertel maar", as: .staff(noor), in: away.id)
            _ = try await helpline.talks.makeCode(away.id, away.token)
            try await helpline.talks.exit(away.token)
            let ended = try await helpline.open(by: noor)
            try await helpline.send("vertel maar", as: .staff(noor), in: ended.id)
            try await helpline.talks.end(ended.id, ended.token)
            let waiting = try await helpline.start()
            helpline.time.move(.minutes(40))
            try await helpline.talks.askTheSilent()
            #expect(try await helpline.announced(away.id, as: .staff(noor)).isEmpty)
            #expect(try await helpline.announced(ended.id, as: .staff(noor)).isEmpty)
            #expect(try await helpline.announced(waiting.id, as: .seeker(waiting.token)).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `two nodes ask once`(_ engine: Engine) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let helpline = nodes[0]
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            try await helpline.send("vertel maar", as: .staff(noor), in: started.id)
            helpline.time.move(.minutes(25))
            let done = await atOnce(8) { number in try await nodes[number % nodes.count].talks.askTheSilent() }
            for result in done { try result.get() }
            #expect(try await helpline.announced(started.id, as: .seeker(started.token)).count == 1)
        }
    }
}
