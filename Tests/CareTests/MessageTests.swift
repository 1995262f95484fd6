import Core
import Database
import Sealing
import Testing

@testable import Care

@Suite struct `Messages of a talk` {
    @Test(arguments: Engine.available)
    func `both ends read the same texts in the same order, each knows its own, and only what is new is read`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            helpline.time.move(.seconds(5))
            let answer = try await helpline.send("ik ben Noor", as: .staff(noor), in: started.id)
            #expect(answer.number == 2 && answer.isNew && answer.sentAt == helpline.time.now)
            try await helpline.send("dank je 🌱\r\nerg", as: .seeker(started.token), in: started.id)
            let seeker = try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token))
            #expect(seeker.messages.map { $0.words.reveal() } == ["eerste", "ik ben Noor", "dank je 🌱\r\nerg"])
            #expect(seeker.messages.map(\.isOwn) == [true, false, true])
            #expect(seeker.messages.map(\.author) == ["seeker", "counsellor", "seeker"])
            #expect(seeker.messages[1].name == "Noor" && seeker.messages[1].organisation == noor.member.organisation)
            #expect(seeker.messages[0].name == nil && seeker.messages[0].organisation == nil)
            let staff = try await helpline.talks.read(started.id, after: 1, as: .staff(noor))
            #expect(staff.messages.map(\.number) == [2, 3] && staff.messages.map(\.isOwn) == [true, false])
            #expect(try await helpline.talks.read(started.id, after: 3, as: .staff(noor)).messages.isEmpty)
            let fresh = try await helpline.restarted.talks.read(started.id, after: 0, as: .staff(noor))
            #expect(fresh.messages.map { $0.words.reveal() } == seeker.messages.map { $0.words.reveal() })
        }
    }

    @Test(arguments: Engine.available)
    func `the same clientId gives the same number, also in a later epoch, and two authors with it do not meet`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let started = try await helpline.open(by: noor)
            let seeker = Party.seeker(started.token)
            let first = try await helpline.send("een", as: seeker, in: started.id, clientId: "a")
            helpline.time.move(.seconds(5))
            let again = try await helpline.send("anders", as: seeker, in: started.id, clientId: "a")
            #expect(first.number == 2 && again.number == 2 && again.sentAt == first.sentAt && !again.isNew)
            #expect(try await helpline.send("twee", as: .staff(noor), in: started.id, clientId: "a").number == 3)
            try await helpline.invite(started, by: noor, to: Helpline.rotterdam, .fromNow)
            _ = try await helpline.talks.takeNext(sanne)
            // The fourth is the system's: somebody joined.
            #expect(try await helpline.announced(started.id, as: seeker).count == 1)
            #expect(try await helpline.send("een", as: seeker, in: started.id, clientId: "a").number == 2)
            #expect(try await helpline.send("twee", as: .staff(noor), in: started.id, clientId: "a").number == 3)
            #expect(try await helpline.send("drie", as: .staff(sanne), in: started.id, clientId: "a").number == 5)
            #expect(try await helpline.send("vier", as: seeker, in: started.id, clientId: "A").number == 6)
            #expect(try await helpline.texts(started.id, as: seeker) == ["eerste", "een", "twee", "drie", "vier"])
        }
    }

    @Test(arguments: Engine.available)
    func `what was sent before closing can be sent again, and nothing new is taken after it`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let seeker = Party.seeker(started.token)
            try await helpline.send("een", as: seeker, in: started.id, clientId: "a")
            try await helpline.talks.close(started.id, contact: [:], noor)
            #expect(try await helpline.send("een", as: seeker, in: started.id, clientId: "a").number == 2)
            let late = try await refusal { try await helpline.send("twee", as: seeker, in: started.id) }
            #expect(late == .conversationClosed)
            #expect(try await helpline.texts(started.id, as: seeker) == ["eerste", "een"])
        }
    }

    @Test(arguments: Engine.available)
    func `the longest text comes back as it was sent`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start()
            let seeker = Party.seeker(started.token)
            let texts = [
                String(repeating: "a", count: 4000), String(repeating: "é", count: 4000),
                String(repeating: "🌱", count: 4000), "  \u{0}\t<b>&amp;' \" \\ %00 \u{202E}\n",
            ]
            for text in texts { try await helpline.send(text, as: seeker, in: started.id) }
            _ = try await helpline.talks.takeNext(noor)
            #expect(try await helpline.texts(started.id, as: .staff(noor)) == texts)
            let tooLong = try await refusal { try await helpline.start(Helpline.child, texts[0] + "a") }
            #expect(tooLong == .tooLong(field: "text", limit: 4000, over: 1))
            #expect(try await refusal { try await helpline.start(Helpline.child, " \n") } == .empty(field: "text"))
        }
    }

    @Test(arguments: Engine.available)
    func `a stranger, another seeker and counsellors who do not take part get nothing`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let bram = try await helpline.person("bram", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let started = try await helpline.open(by: noor)
            let other = try await helpline.start(Helpline.rotterdam, "van een ander")
            let unknown = ConversationID.random()
            let parties: [(Party, Refusal)] = [
                (.seeker(.random()), .notSignedIn), (.seeker(other.token), .notFound), (.staff(bram), .notFound),
                (.staff(sanne), .notFound),
            ]
            for (party, expected) in parties {
                for id in [started.id, unknown] {
                    #expect(try await refusal { try await helpline.texts(id, as: party) } == expected)
                    #expect(try await refusal { try await helpline.send("x", as: party, in: id) } == expected)
                    #expect(try await refusal { try await helpline.talks.othersAreThere(id, party) } == expected)
                }
            }
            for person in [bram, sanne] {
                #expect(try await helpline.openable(started.id, person) == [])
                #expect(try await refusal { try await helpline.talks.leave(started.id, person) } == .notFound)
                let closing = try await refusal { try await helpline.talks.close(started.id, contact: [:], person) }
                #expect(closing == .notFound)
                let offering = try await refusal {
                    try await helpline.talks.offer(
                        started.id, .handover, to: Helpline.family, share: .history, summary: nil, by: person)
                }
                #expect(offering == .notFound)
            }
            for (token, expected) in [(Token.random(), Refusal.notSignedIn), (other.token, .notFound)] {
                #expect(try await refusal { try await helpline.talks.makeCode(started.id, token) } == expected)
                #expect(try await refusal { try await helpline.talks.erase(started.id, token) } == expected)
                #expect(try await refusal { try await helpline.talks.end(started.id, token) } == expected)
            }
            #expect(try await helpline.texts(started.id, as: .staff(noor)) == ["eerste"])
        }
    }

    @Test(arguments: Engine.available)
    func `somebody who is told what is new hears of each message and of the taking`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start()
            let before = helpline.store.wakeups.count
            let (hints, hint) = AsyncStream.makeStream(of: Void.self)
            let stop = helpline.talks.listen(to: started.id, lines: started.position == 1 ? [Helpline.child] : []) {
                _ in hint.yield()
            }
            var heard = hints.makeAsyncIterator()
            _ = try await helpline.talks.takeNext(noor)
            await heard.next()
            #expect(try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token)).state == "open")
            try await helpline.send("hallo", as: .staff(noor), in: started.id)
            await heard.next()
            #expect(try await helpline.texts(started.id, as: .seeker(started.token)) == ["hallo"])
            stop()
            #expect(helpline.store.wakeups.count == before)
            hint.finish()
        }
    }
}

@Suite struct `What is kept in memory for listeners` {
    /// What a listener gets from memory that read the store last with `glimpse`.
    static func lately(_ helpline: Helpline, _ glimpse: Glimpse, _ party: Party, upTo newest: Int64) throws -> [String]?
    {
        try helpline.talks.lately(
            glimpse.id, after: glimpse.lastNumber, upTo: newest, as: party, audience: glimpse.audience)?
            .map { $0.words.reveal() }
    }

    @Test(arguments: Engine.available)
    func `gives both ends the new message, without the store`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let seeker = Party.seeker(started.token)
            let seen = try await helpline.talks.read(started.id, after: 0, as: seeker)
            let atDesk = try await helpline.talks.read(started.id, after: 0, as: .staff(noor))
            try await helpline.send("tweede", as: seeker, in: started.id)
            #expect(try Self.lately(helpline, seen, seeker, upTo: 2) == ["tweede"])
            #expect(try Self.lately(helpline, atDesk, .staff(noor), upTo: 2) == ["tweede"])
            #expect(try Self.lately(helpline, atDesk, .staff(noor), upTo: 3) == nil)
            #expect(try Self.lately(helpline.restarted, seen, seeker, upTo: 2) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `gives nothing to a token that a return code replaced, nor to who left`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let sam = try await helpline.person("sam", on: Helpline.friesland)
            let started = try await helpline.open(by: noor)
            let old = Party.seeker(started.token)
            let seen = try await helpline.talks.read(started.id, after: 0, as: old)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            let back = try await helpline.talks.comeBack(typed: code.text)
            try await helpline.send("alleen voor wie terug is", as: .staff(noor), in: started.id)
            #expect(try Self.lately(helpline, seen, old, upTo: 2) == nil)

            let offer = try await helpline.talks.offer(
                started.id, .invite, to: Helpline.friesland, share: .fromNow, summary: nil, by: noor)
            try await helpline.talks.answer(offer, accept: true, in: started.id, back.token)
            #expect(try await helpline.talks.takeNext(sam) != nil)
            let whileThere = try await helpline.talks.read(started.id, after: 0, as: .staff(sam))
            try await helpline.talks.leave(started.id, sam)
            try await helpline.send("zonder sam", as: .staff(noor), in: started.id)
            #expect(try Self.lately(helpline, whileThere, .staff(sam), upTo: 3) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `a counsellor who signed out a moment ago neither sends nor reads, though the keys are still in memory`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.hire("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            try await helpline.send("nog hier", as: .staff(noor), in: started.id)
            try await helpline.staff.signOut(noor)
            let sending = try await refusal { try await helpline.send("weg", as: .staff(noor), in: started.id) }
            let reading = try await refusal { try await helpline.talks.read(started.id, after: 0, as: .staff(noor)) }
            #expect(sending == .notSignedIn && reading == .notSignedIn)
            #expect(try await helpline.texts(started.id, as: .seeker(started.token)) == ["eerste", "nog hier"])
        }
    }
}

@Suite struct `A text on its way in` {
    @Test func `a text may have 1 to 4000 characters`() throws {
        #expect(throws: Never.self) { try Draft(clientId: "a", text: String(repeating: "é", count: 4000)) }
        #expect(throws: Refusal.tooLong(field: "text", limit: 4000, over: 1)) {
            try Draft(clientId: "a", text: String(repeating: "é", count: 4001))
        }
        #expect(throws: Refusal.empty(field: "text")) { try Draft(clientId: "a", text: "") }
        #expect(throws: Refusal.empty(field: "text")) { try Draft(clientId: "a", text: " \t\r\n\u{00A0}\u{0}") }
        #expect(throws: Never.self) { try Draft(clientId: "a", text: " . ") }
    }

    @Test func `a text of few characters and many bytes is as long as its bytes`() throws {
        // One character each, of 25 bytes: a family with its joiners.
        let family = "👨‍👩‍👧‍👦"
        #expect(throws: Never.self) { try Draft(clientId: "a", text: String(repeating: family, count: 1120)) }
        #expect(throws: Refusal.tooLong(field: "text", limit: 4000, over: 1)) {
            try Draft(clientId: "a", text: String(repeating: family, count: 1121))
        }
        #expect(throws: Refusal.tooLong(field: "text", limit: 4000, over: 1)) {
            try Draft(clientId: "a", text: "e" + String(repeating: "\u{0301}", count: 14_000))
        }
    }

    @Test func `a clientId has 1 to 128 printable characters`() throws {
        for good in ["a", String(repeating: "a", count: 128), String(repeating: "🌱", count: 128), "a b", "é-1_2"] {
            #expect(throws: Never.self) { try Draft(clientId: good, text: "x") }
        }
        var bad = ["", String(repeating: "a", count: 129), String(repeating: "🌱", count: 129)]
        bad += ["\n", "a\nb", "a\tb", "a\u{0}b", "a\u{7F}", "a\u{85}", "a\u{2028}b", "a\u{00A0}b", "a\u{1B}[31m"]
        for text in bad {
            #expect(throws: Refusal.malformed(field: "clientId")) { try Draft(clientId: text, text: "x") }
        }
    }

    @Test func `a clientId has no characters that cannot be seen`() throws {
        // Zero-width and turning ones, private ones, and ones that no version of Unicode has.
        for text in ["a\u{200B}", "\u{202E}a", "\u{FEFF}", "a\u{E000}", "a\u{10FFFF}"] {
            #expect(throws: Refusal.malformed(field: "clientId")) { try Draft(clientId: text, text: "x") }
        }
    }
}
