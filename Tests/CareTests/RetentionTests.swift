import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

@Suite struct `How long a talk is kept` {
    /// Purges a moment before `duration` has passed since the last thing that happened, and when it has.
    func goes(_ id: ConversationID, after duration: Duration, _ helpline: Helpline) async throws {
        helpline.time.move(duration - .milliseconds(1))
        #expect(try await helpline.talks.purge().conversations == 0)
        #expect(try await helpline.stored(id).conversation != nil)
        helpline.time.move(.milliseconds(1))
        try #require(try await helpline.talks.purge().conversations == 1)
        #expect(try await helpline.stored(id).conversation == nil)
        for table in [Helpline.Table.conversation, .message, .grant, .secret] {
            #expect(try await helpline.count(table) == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `the exit ends the session at once, the counsellor sees that nobody is there, and 30 minutes later it is gone`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            helpline.time.move(.minutes(3))
            try await helpline.talks.exit(started.token)
            let seeker = Party.seeker(started.token)
            #expect(try await refusal { try await helpline.texts(started.id, as: seeker) } == .notSignedIn)
            #expect(try await refusal { try await helpline.send("x", as: seeker, in: started.id) } == .notSignedIn)
            let grants = try await helpline.stored(started.id).grants
            #expect(grants.map(\.grantee) == ["person:\(noor.member.id)"])
            let glimpse = try await helpline.talks.read(started.id, after: 0, as: .staff(noor))
            #expect(glimpse.state == "away" && glimpse.awaySince == helpline.time.now)
            // Once more, and with a token that nobody has: no error, and no more time.
            helpline.time.move(.minutes(10))
            try await helpline.talks.exit(started.token)
            try await helpline.talks.exit(.random())
            try await goes(started.id, after: .minutes(20), helpline)
            #expect(try await refusal { try await helpline.texts(started.id, as: .staff(noor)) } == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `a talk that is never answered is kept an hour after the last sign of the seeker`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start(Helpline.child, "is daar iemand")
            helpline.time.move(.minutes(40))
            try await helpline.send("hallo?", as: .seeker(started.token), in: started.id)
            helpline.time.move(.minutes(40))
            try await helpline.talks.touch(started.id)
            try await goes(started.id, after: .hours(1), helpline)
        }
    }

    @Test(arguments: Engine.available, [true, false])
    func `a talk that was closed, by either end, is kept 72 hours`(
        _ engine: Engine, _ isEndedBySeeker: Bool
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            if isEndedBySeeker {
                try await helpline.talks.end(started.id, started.token)
            } else {
                try await helpline.talks.close(started.id, contact: [:], noor)
            }
            for party in [Party.seeker(started.token), .staff(noor)] {
                let glimpse = try await helpline.talks.read(started.id, after: 0, as: party)
                #expect(glimpse.state == "closed" && glimpse.messages.count == 1)
            }
            try await goes(started.id, after: .hours(72), helpline)
        }
    }

    @Test(arguments: Engine.available, [true, false])
    func `the 72 hours begin when the talk is closed, whatever is done after it`(
        _ engine: Engine, _ isLeftByExit: Bool
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            try await helpline.talks.end(started.id, started.token)
            helpline.time.move(.hours(30))
            if isLeftByExit {
                try await helpline.talks.exit(started.token)
            } else {
                try await helpline.talks.close(started.id, contact: [:], noor)
            }
            try await goes(started.id, after: .hours(42), helpline)
        }
    }

    @Test(arguments: Engine.available)
    func `a talk that the seeker ends while waiting is nobody's to take or to open`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start(Helpline.child, "laat maar")
            try await helpline.talks.end(started.id, started.token)
            #expect(try await helpline.talks.waiting(on: Helpline.child) == 0)
            #expect(try await helpline.talks.takeNext(noor) == nil)
            #expect(try await helpline.openable(started.id, noor) == [])
            try await goes(started.id, after: .hours(72), helpline)
        }
    }

    @Test(arguments: Engine.available)
    func `a talk in which nobody wrote for 24 hours is closed, and then kept 72`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            helpline.time.move(.hours(20))
            try await helpline.send("ben je er nog", as: .staff(noor), in: started.id)
            helpline.time.move(.hours(24) - .milliseconds(1))
            #expect(try await helpline.talks.purge().closed == 0)
            helpline.time.move(.milliseconds(1))
            #expect(try await helpline.talks.purge().closed == 1)
            let glimpse = try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token))
            #expect(glimpse.state == "closed" && glimpse.messages.count == 2)
            let late = try await refusal {
                try await helpline.send("x", as: .seeker(started.token), in: started.id)
            }
            #expect(late == .conversationClosed)
            try await goes(started.id, after: .hours(72), helpline)
        }
    }

    @Test(arguments: Engine.available)
    func `a talk that somebody comes back to while its time is found to be over stays, with every word`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let back = try await helpline.open(by: noor)
            let code = try await helpline.talks.makeCode(back.id, back.token).code
            try await helpline.talks.exit(back.token)
            let coded = try await helpline.start(Helpline.child, "ik maak nog een code")
            helpline.time.move(.days(30) - .milliseconds(1))
            let returned = try await helpline.start(Helpline.child, "en deze is over")
            try await helpline.talks.exit(returned.token)
            let now = helpline.time.now + .days(1)
            let over = ExpiredConversations(
                organisation: OrganisationID(trusted: "kindertelefoon"), now: now, waitingBefore: now - .hours(1))
            let listed = try await helpline.store.read { try $0.all(over) }
            #expect(Set(listed) == [back.id, coded.id, returned.id])
            // Between the list and what is done with it.
            let token = try await helpline.talks.comeBack(typed: code.text).token
            _ = try await helpline.talks.makeCode(coded.id, coded.token)
            #expect(try await helpline.talks.erase(listed, over) == [returned.id])
            for process in [helpline, helpline.restarted] {
                #expect(try await process.texts(back.id, as: .seeker(token)) == ["eerste"])
                #expect(try await process.texts(coded.id, as: .seeker(coded.token)) == ["ik maak nog een code"])
            }
            #expect(try await helpline.stored(returned.id).conversation == nil)
            #expect(try await helpline.count(.secret) == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `who comes back at the moment of the purge finds the whole talk or none`(_ engine: Engine) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let (one, other) = (nodes[0], nodes[nodes.count - 1])
            _ = try await one.person("noor", on: Helpline.child)
            for round in 0..<6 {
                var codes: [ReturnCode] = []
                for number in 0..<4 {
                    let started = try await one.start(Helpline.child, "talk \(number)")
                    codes.append(try await one.talks.makeCode(started.id, started.token).code)
                    try await one.talks.exit(started.token)
                }
                // The code is good a moment longer than the talk is kept, as after a purge that was late.
                one.time.move(.days(30) - .milliseconds(1))
                let now = one.time.now + .milliseconds(1)
                let over = ExpiredConversations(
                    organisation: OrganisationID(trusted: "kindertelefoon"), now: now, waitingBefore: now)
                let typed = codes.map(\.text)
                let back = await atOnce(typed.count + 1) { number -> (ConversationID, Token)? in
                    guard number > 0 else {
                        // A little later each time, so that now the one is first and now the other.
                        try await Task.sleep(for: .milliseconds(4 * round))
                        _ = try await one.talks.erase(try await one.store.read { try $0.all(over) }, over)
                        return nil
                    }
                    do {
                        return try await other.talks.comeBack(typed: typed[number - 1])
                    } catch Refusal.wrongCode {
                        return nil
                    }
                }
                var found: Int64 = 0
                for case let (id, token)? in try back.map({ try $0.get() }) {
                    #expect(try await one.restarted.texts(id, as: .seeker(token)).count == 1)
                    try await one.talks.erase(id, token)
                    found += 1
                }
                #expect(try await one.count(.conversation) == 0, "\(found) came back")
                #expect(try await one.count(.secret) == 0)
                one.time.move(.minutes(2))
            }
        }
    }

    @Test(arguments: Engine.available)
    func `secrets that a crash in the middle of a purge leaves behind are destroyed by the next one`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start(Helpline.child, "hallo")
            helpline.time.move(.hours(1))
            // The rows are gone and the secrets are not.
            try await helpline.store.write { db in try ConversationsActions.delete(started.id, db) }
            #expect(try await helpline.count(.secret) == 1)
            #expect(try await helpline.restarted.talks.purge().orphans == 1)
            #expect(try await helpline.count(.secret) == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `a counsellor fills in the record of a talk that the seeker ended`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            try await helpline.talks.end(started.id, started.token)
            try await helpline.talks.end(started.id, started.token)
            #expect(try await helpline.talks.talks(of: noor).map(\.state) == ["closed"])
            try await helpline.talks.close(started.id, contact: ["asker": ["child"]], noor)
            #expect(try await helpline.talks.talks(of: noor).isEmpty)
            let again = try await refusal { try await helpline.talks.close(started.id, contact: [:], noor) }
            #expect(again == .conversationClosed)
        }
    }

    @Test(arguments: Engine.available)
    func `secrets whose talk was never written are swept after ten minutes, those of talks stay`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine, lines: { $0.with(queueLimit: 1) }) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start(Helpline.child, "hallo")
            // As a crash between the two stores would leave it, and as a refused start does.
            _ = try await helpline.talks.vault.make(for: .random())
            _ = try await refusal { try await helpline.start() }
            let before = try await helpline.talks.stateOfSecrets()
            #expect(before.conversations == 1 && before.withoutSecret == 0 && before.orphans >= 1)
            helpline.time.move(.minutes(10))
            #expect(try await helpline.talks.purge().orphans == 0)
            helpline.time.move(.milliseconds(1))
            #expect(try await helpline.talks.purge().orphans == before.orphans)
            let after = try await helpline.talks.stateOfSecrets()
            #expect(after.orphans == 0 && after.conversations == 1 && after.withoutSecret == 0)
            #expect(try await helpline.restarted.texts(started.id, as: .seeker(started.token)) == ["hallo"])
        }
    }

    @Test(arguments: Engine.available)
    func `the key of a queue goes when its week is over and nobody waits with it`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.start(Helpline.child, "hallo")
            _ = try await helpline.talks.purge()
            #expect(try await helpline.count(.queueKey) == 1)
            // Somebody is still waiting with the page open when the next week has begun.
            helpline.time.move(.days(7))
            try await helpline.talks.touch(started.id)
            let newcomer = try await helpline.start(Helpline.child)
            #expect(try await helpline.count(.queueKey) == 2)
            _ = try await helpline.talks.purge()
            #expect(try await helpline.count(.queueKey) == 2)
            #expect(try await helpline.talks.takeNext(noor)?.id == started.id)
            #expect(try await helpline.texts(started.id, as: .staff(noor)) == ["hallo"])
            _ = try await helpline.talks.purge()
            #expect(try await helpline.count(.queueKey) == 1)
            #expect(try await helpline.talks.takeNext(noor)?.id == newcomer.id)
        }
    }
}

@Suite struct `Erasing` {
    @Test(arguments: Engine.available)
    func `an erased talk is gone for everybody`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            let other = try await helpline.start(Helpline.child, "van een ander")
            try await helpline.talks.erase(started.id, started.token)
            let seeker = Party.seeker(started.token)
            #expect(try await refusal { try await helpline.texts(started.id, as: seeker) } == .notSignedIn)
            #expect(try await refusal { try await helpline.texts(started.id, as: .staff(noor)) } == .notFound)
            #expect(try await refusal { try await helpline.send("x", as: .staff(noor), in: started.id) } == .notFound)
            #expect(try await refusal { try await helpline.talks.comeBack(typed: code.text) } == .wrongCode)
            #expect(try await helpline.talks.talks(of: noor).isEmpty)
            let rows = try await helpline.stored(started.id)
            #expect(rows.conversation == nil && rows.messages.isEmpty && rows.grants.isEmpty)
            #expect(rows.participants.isEmpty && rows.session == nil && rows.code == nil)
            #expect(try await helpline.texts(other.id, as: .seeker(other.token)) == ["van een ander"])
            #expect(try await helpline.count(.secret) == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `a talk that was erased stays shut when its rows come back from a backup, for everybody with all keys`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let id = started.id
            let code = try await helpline.talks.makeCode(id, started.token).code
            try await helpline.send("antwoord", as: .staff(noor), in: id)
            let backup = try await helpline.stored(id)
            let secret = try #require(try await helpline.talks.vault.secret(of: id))
            try await helpline.talks.erase(id, started.token)
            try await helpline.restore(backup)

            for process in [helpline, helpline.restarted] {
                #expect(try await refusal { try await process.texts(id, as: .seeker(started.token)) } == .notFound)
                #expect(try await refusal { try await process.texts(id, as: .staff(noor)) } == .notFound)
                #expect(try await refusal { try await process.send("x", as: .staff(noor), in: id) } == .notFound)
                #expect(try await process.talks.openable(by: noor.keys, noor.member.id).isEmpty)
                #expect(try await process.talks.vault.secret(of: id) == nil)
                #expect(try await process.talks.stateOfSecrets().withoutSecret == 1)
            }
            #expect(try await refusal { try await helpline.talks.comeBack(typed: code.text) } == .wrongCode)

            // By hand: the epoch's key is still to be had, and without the secret it opens nothing.
            let grant = try #require(backup.grants.first { $0.grantee == "person:\(noor.member.id)" })
            let epoch = try Grant.open(
                grant.sealed, conversation: id, epoch: 0, with: noor.keys, grantee: grant.grantee)
            let message = try #require(backup.messages.first)
            let address = MessageAddress(conversation: id, epoch: 0, number: 1, author: "seeker", organisation: nil)
            func open(_ secret: ShredSecret) throws -> String {
                try ConversationKey(epoch: epoch, shred: secret, conversation: id, epochNumber: 0)
                    .open(message.sealed, at: address).reveal()
            }
            #expect(try open(secret) == "eerste")
            #expect(throws: SealingError.cannotOpen) { try open(.random()) }
        }
    }
}

@Suite struct `The terms of an organisation` {
    func with(
        _ engine: Engine, _ terms: RetentionTerms, _ body: (Helpline, SignedIn) async throws -> Void
    ) async throws {
        try await Helpline.with(
            engine,
            organisations: { organisation in
                var organisation = organisation
                if organisation.id.text == "kindertelefoon" { organisation.retention = terms }
                return organisation
            }
        ) { helpline in
            try await body(helpline, try await helpline.person("noor", on: Helpline.child))
        }
    }

    @Test(arguments: Engine.available)
    func `are kept to: after closing, with a code, after the exit and without an answer`(_ engine: Engine) async throws
    {
        let terms = RetentionTerms(
            afterClosingHours: 5, withCodeDays: 2, afterExitMinutes: 10, neverAnsweredMinutes: 20)
        try await with(engine, terms) { helpline, noor in
            let keeping = `How long a talk is kept`()
            let waiting = try await helpline.start()
            try await keeping.goes(waiting.id, after: .minutes(20), helpline)
            let left = try await helpline.open(by: noor)
            try await helpline.talks.exit(left.token)
            try await keeping.goes(left.id, after: .minutes(10), helpline)
            let closed = try await helpline.open(by: noor)
            try await helpline.talks.end(closed.id, closed.token)
            try await keeping.goes(closed.id, after: .hours(5), helpline)
            let coded = try await helpline.open(by: noor)
            let made = try await helpline.talks.makeCode(coded.id, coded.token)
            #expect(made.validUntil == helpline.time.now + .days(2) && made.days == 2)
            try await helpline.talks.exit(coded.token)
            helpline.time.move(.days(1))
            _ = try await helpline.talks.comeBack(typed: made.code.text)
            try await helpline.talks.close(coded.id, contact: [:], noor)
            _ = try await helpline.store.write { db in try helpline.talks.count(in: db) }
            try await keeping.goes(coded.id, after: .days(2), helpline)
        }
    }

    @Test(arguments: Engine.available)
    func `do not touch the talks of another organisation`(_ engine: Engine) async throws {
        try await with(engine, RetentionTerms(afterClosingHours: 0)) { helpline, noor in
            let other = try await helpline.person("ana", on: Helpline.family)
            let here = try await helpline.open(by: noor)
            let there = try await helpline.open(by: other, Helpline.family)
            for started in [here, there] { try await helpline.talks.end(started.id, started.token) }
            #expect(try await helpline.talks.purge().conversations == 1)
            #expect(try await helpline.stored(here.id).conversation == nil)
            #expect(try await helpline.stored(there.id).conversation != nil)
        }
    }

    @Test(arguments: Engine.available)
    func `of nothing at all still count the contact before it goes`(_ engine: Engine) async throws {
        try await with(engine, RetentionTerms(afterClosingHours: 0)) { helpline, noor in
            let started = try await helpline.open(by: noor)
            try await helpline.talks.close(started.id, contact: ["asker": ["child"]], noor)
            let counts = try await helpline.store.write { db in try helpline.talks.count(in: db) }
            #expect(!counts.isEmpty)
            #expect(try await helpline.talks.purge().conversations == 1)
        }
    }
}
