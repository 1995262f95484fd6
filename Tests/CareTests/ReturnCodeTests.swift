import Core
import Database
import Sealing
import Testing

@testable import Care

@Suite struct `Coming back by code` {
    @Test(arguments: Engine.available)
    func `the code opens the talk on another device, the earlier token stops at once, and the code stays good`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let id = started.id
            let made = try await helpline.talks.makeCode(id, started.token)
            #expect(made.code.words.count == 5 && made.validUntil == helpline.time.now + .days(30))
            try await helpline.send("ik wacht op je", as: .staff(noor), in: id)

            // Another process, another device: nothing but the words.
            let elsewhere = helpline.restarted
            let back = try await elsewhere.talks.comeBack(typed: "  " + made.code.text.uppercased() + " ")
            #expect(back.id == id)
            let glimpse = try await elsewhere.talks.read(id, after: 0, as: .seeker(back.token))
            #expect(glimpse.messages.map { $0.words.reveal() } == ["eerste", "ik wacht op je"])
            #expect(glimpse.hiddenTo == 2)
            try await elsewhere.send("ik ben er weer", as: .seeker(back.token), in: id)
            #expect(try await helpline.texts(id, as: .staff(noor)).last == "ik ben er weer")

            let old = Party.seeker(started.token)
            #expect(try await refusal { try await helpline.texts(id, as: old) } == .notSignedIn)
            #expect(try await refusal { try await helpline.send("x", as: old, in: id) } == .notSignedIn)
            #expect(try await helpline.talks.conversation(of: started.token) == nil)

            let third = try await elsewhere.talks.comeBack(typed: made.code.text)
            let expected = try await elsewhere.texts(id, as: .seeker(third.token))
            #expect(expected == ["eerste", "ik wacht op je", "ik ben er weer"])
            #expect(try await refusal { try await elsewhere.texts(id, as: .seeker(back.token)) } == .notSignedIn)
        }
    }

    @Test(arguments: Engine.available)
    func `asked again, the first code stays good, up to four of them`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start(Helpline.child, "hallo")
            var codes: [ReturnCode] = []
            for _ in 0..<4 { codes.append(try await helpline.talks.makeCode(started.id, started.token).code) }
            #expect(Set(codes.map(\.text)).count == 4)
            let fifth = try await refusal { try await helpline.talks.makeCode(started.id, started.token) }
            #expect(fifth == .conflict("code"))
            #expect(try await helpline.stored(started.id).grants.filter { $0.grantee.hasPrefix("code:") }.count == 4)
            var token = started.token
            for code in codes {
                token = try await helpline.talks.comeBack(typed: code.text).token
                #expect(try await helpline.texts(started.id, as: .seeker(token)) == ["hallo"])
            }
            // Only when it is asked for by name do the others stop.
            let instead = try await helpline.talks.makeCode(started.id, token, replacing: true).code
            for code in codes {
                #expect(try await refusal { try await helpline.talks.comeBack(typed: code.text) } == .wrongCode)
            }
            #expect(try await helpline.talks.comeBack(typed: instead.text).id == started.id)
        }
    }

    @Test(arguments: Engine.available)
    func `its own window shows a code again, without making one, and no other window does`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start(Helpline.child, "hallo")
            func own(_ token: Token) async throws -> ConversationsActions.OwnCodes {
                try await helpline.talks.ownCodes(started.id, token)
            }
            #expect(try await own(started.token).first == nil)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            let second = try await helpline.talks.makeSecondCode(started.id, started.token).code
            for _ in 0..<2 {
                let shown = try await helpline.restarted.talks.ownCodes(started.id, started.token)
                #expect(shown.first == code && shown.second == second && shown.count == 2)
            }
            let other = try await helpline.talks.makeCode(started.id, started.token).code
            #expect(try await own(started.token).first == other && other != code)
            // What comes of the seed on the disk without the token of the session is something else.
            let seeds = try await helpline.store.read { [hash = started.token.hash] in
                try $0.first(CodeSeeds(tokenHash: hash))
            }
            guard let seed = seeds?.first.flatMap({ CodeSeed(bytes: $0) }) else { throw Unexpected(what: "no seed") }
            #expect(ReturnCode(of: .random(), seed: seed, .talk, pepper: helpline.talks.pepper) != other)
            #expect(ReturnCode(of: started.token, seed: seed, .talk, pepper: .random()) != other)
            let back = try await helpline.talks.comeBack(typed: code.text)
            let there = try await own(back.token)
            #expect(there.first == nil && there.second == nil && there.count == 3)
            #expect(try await refusal { try await own(started.token) } == .notSignedIn)
        }
    }

    @Test(arguments: Engine.available)
    func `wrong codes open nothing and end nobody's session`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start(Helpline.child, "hallo")
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            let swapped = (code.words.reversed() as [String]).joined(separator: " ")
            for typed in ["", code.words.dropLast().joined(separator: " "), ReturnCode.random().text, swapped] {
                #expect(try await refusal { try await helpline.talks.comeBack(typed: typed) } == .wrongCode)
            }
            #expect(try await helpline.texts(started.id, as: .seeker(started.token)) == ["hallo"])
        }
    }

    @Test(arguments: Engine.available)
    func `after 300 wrong codes in a minute everybody waits, and a minute later no more`(_ engine: Engine) async throws
    {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start()
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            for _ in 0..<300 { helpline.talks.codeAttempts.failed("code") }
            helpline.time.move(.seconds(20))
            let slowed = try await refusal { try await helpline.talks.comeBack(typed: code.text) }
            #expect(slowed == .tooMany(retryAfterSeconds: 40))
            helpline.time.move(.seconds(40))
            #expect(try await helpline.talks.comeBack(typed: code.text).id == started.id)
        }
    }

    @Test(arguments: Engine.available)
    func `a code opens what was written after it was made, through a hand-over too`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let started = try await helpline.open(by: noor)
            let id = started.id
            let code = try await helpline.talks.makeCode(id, started.token).code
            try await helpline.ask(.handover, started, by: noor, to: Helpline.rotterdam, .fromNow)
            try await helpline.talks.exit(started.token)
            // Away while the new epochs begin: they reach the code all the same.
            #expect(try await helpline.talks.takeNext(sanne) == nil)
            let waiting = try await helpline.talks.comeBack(typed: code.text)
            _ = try await helpline.talks.takeNext(sanne)
            try await helpline.talks.exit(waiting.token)
            try await helpline.send("als je terug bent", as: .staff(sanne), in: id)
            let back = try await helpline.restarted.talks.comeBack(typed: code.text)
            let glimpse = try await helpline.restarted.talks.read(id, after: 0, as: .seeker(back.token))
            let words = glimpse.messages.filter { !$0.isAnnouncement }.map { $0.words.reveal() }
            #expect(words == ["eerste", "als je terug bent"] && glimpse.messages.count == 3)
            #expect(glimpse.hiddenTo == 3 && glimpse.state == "open")
        }
    }

    @Test(arguments: Engine.available)
    func `earlier text stays hidden on the page until it is asked for`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            #expect(try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token)).hiddenTo == 0)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            let token = try await helpline.talks.comeBack(typed: code.text).token
            try await helpline.send("nieuw", as: .staff(noor), in: started.id)
            #expect(try await helpline.talks.read(started.id, after: 0, as: .seeker(token)).hiddenTo == 1)
            try await helpline.talks.showEarlier(token)
            #expect(try await helpline.talks.read(started.id, after: 0, as: .seeker(token)).hiddenTo == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `a code is good for 30 days after the last visit and not a moment longer`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            try await helpline.talks.exit(started.token)
            helpline.time.move(.days(30) - .milliseconds(1))
            #expect(try await helpline.talks.purge().conversations == 0)
            let visit = try await helpline.talks.comeBack(typed: code.text)
            try await helpline.talks.exit(visit.token)
            helpline.time.move(.days(30) - .milliseconds(1))
            #expect(try await helpline.talks.purge().conversations == 0)
            helpline.time.move(.milliseconds(1))
            #expect(try await refusal { try await helpline.talks.comeBack(typed: code.text) } == .wrongCode)
            #expect(try await helpline.talks.purge().conversations == 1)
            #expect(try await helpline.count(.secret) == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `a talk with a code is kept though nobody answered, the exit was not used, or it was closed`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let closed = try await helpline.open(by: noor)
            let closedCode = try await helpline.talks.makeCode(closed.id, closed.token).code
            try await helpline.talks.close(closed.id, contact: [:], noor)
            let silent = try await helpline.open(by: noor)
            let silentCode = try await helpline.talks.makeCode(silent.id, silent.token).code
            let waiting = try await helpline.start()
            let waitingCode = try await helpline.talks.makeCode(waiting.id, waiting.token).code
            for _ in 0..<7 {
                helpline.time.move(.days(4))
                _ = try await helpline.talks.purge()
            }
            for (code, id) in [(closedCode, closed.id), (silentCode, silent.id), (waitingCode, waiting.id)] {
                let back = try? await helpline.talks.comeBack(typed: code.text)
                #expect(back?.id == id)
            }
        }
    }
}
