import Core
import Database
import Sealing
import Testing

@testable import Care

@Suite struct `People who work here` {
    let password = Words(Helpline.password)
    let organisation = OrganisationID(trusted: "kindertelefoon")

    func add(_ helpline: Helpline, _ name: String, password: String = Helpline.password) async throws {
        _ = try await helpline.staff.add(
            name: name, displayName: "Iemand", organisation: organisation, role: .counsellor, lines: [Helpline.child],
            password: Words(password))
    }

    @Test(arguments: Engine.available)
    func `who signs in is known by their token until they sign out, and for twelve hours`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.hire("noor", on: Helpline.child)
            let first = try await helpline.staff.signIn(name: "noor", password: password)
            let second = try await helpline.staff.signIn(name: "noor", password: password)
            #expect(first.member.name == "noor" && first.token != second.token)
            #expect(first.expiresAt == helpline.time.now + .hours(12))
            let person = try await helpline.staff.whoIs(first.token)
            #expect(person.member == first.member && person.member.organisation == organisation)
            try await helpline.staff.signOut(person)
            #expect(try await refusal { try await helpline.staff.whoIs(first.token) } == .notSignedIn)
            helpline.time.move(.hours(12) - .milliseconds(1))
            #expect(try await helpline.staff.whoIs(second.token).member == first.member)
            helpline.time.move(.milliseconds(1))
            #expect(try await refusal { try await helpline.staff.whoIs(second.token) } == .notSignedIn)
            #expect(try await refusal { try await helpline.staff.whoIs(.random()) } == .notSignedIn)
        }
    }

    @Test(arguments: Engine.available)
    func `after ten wrong passwords in a minute the name waits, whoever asks, and other names do not`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            try await add(helpline, "noor")
            try await add(helpline, "bram")
            for name in ["noor", "niemand"] {
                for _ in 0..<10 {
                    let wrong = try await refusal {
                        try await helpline.staff.signIn(name: name, password: Words("verkeerd, maar lang"))
                    }
                    #expect(wrong == .wrongCredentials)
                }
                let slowed = try await refusal { try await helpline.staff.signIn(name: name, password: password) }
                #expect(slowed == .tooMany(retryAfterSeconds: 60))
            }
            #expect(try await helpline.staff.signIn(name: "bram", password: password).member.name == "bram")
            helpline.time.move(.seconds(59))
            let still = try await refusal { try await helpline.staff.signIn(name: "noor", password: password) }
            #expect(still == .tooMany(retryAfterSeconds: 1))
            helpline.time.move(.seconds(1))
            #expect(try await helpline.staff.signIn(name: "noor", password: password).member.name == "noor")
        }
    }

    @Test(arguments: Engine.available)
    func `guesses that come at once are counted like those that come one by one`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            try await add(helpline, "noor")
            let results = await atOnce(20) { number in
                try await refusal {
                    try await helpline.staff.signIn(name: "noor", password: Words("verkeerd nummer \(number)"))
                }
            }
            let refusals = try results.map { try $0.get() }
            #expect(refusals.filter { $0 == .wrongCredentials }.count <= 10)
            #expect(!refusals.contains(nil))
        }
    }

    @Test(arguments: Engine.available)
    func `a name is taken once, can be typed, and its password has ten characters or more`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            try await add(helpline, "noor", password: "0123456789")
            #expect(try await refusal { try await add(helpline, "noor") } == .conflict("name"))
            #expect(
                try await refusal { try await add(helpline, "bram", password: "012345678") }
                    == .malformed(field: "password"))
            let long = String(repeating: "a", count: 40)
            for good in ["ab", "a.b-1", long] { #expect(try await refusal { try await add(helpline, good) } == nil) }
            for bad in ["", "a", long + "a", "Noor", "noor ", "nóór", "a/b", "a\nb", "<b>", "a\u{0}"] {
                #expect(try await refusal { try await add(helpline, bad) } == .malformed(field: "name"))
            }
            let people = try await helpline.staff.all()
            #expect(people.map(\.member.name) == ["a.b-1", long, "ab", "noor"].sorted())
            #expect(people.allSatisfy { $0.lines == [Helpline.child] && !$0.isDisabled })
        }
    }

    @Test(arguments: Engine.available)
    func `who is let go cannot sign in, has no session, and opens no talk that comes after`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.hire("noor", on: Helpline.child)
            let bram = try await helpline.hire("bram", on: Helpline.child, Helpline.family)
            let token = try await helpline.staff.signIn(name: "bram", password: password).token
            let before = try await helpline.start(Helpline.child, "voor")
            try await helpline.staff.disable(name: "bram")
            #expect(try await refusal { try await helpline.staff.whoIs(token) } == .notSignedIn)
            let signing = try await refusal { try await helpline.staff.signIn(name: "bram", password: password) }
            #expect(signing == .wrongCredentials)
            let after = try await helpline.start(Helpline.child, "na")
            #expect(try await helpline.openable(after.id, bram) == [])
            #expect(try await helpline.openable(after.id, noor) == [0])
            // Their session is asked for in the same transaction as the claim.
            let taking = try await refusal { _ = try await helpline.talks.takeNext(bram) }
            #expect(taking == .notSignedIn)
            let family = try await refusal { try await helpline.start(Helpline.family) }
            #expect(family == .lineClosed(line: Helpline.family))
            let taken = [try await helpline.talks.takeNext(noor)?.id, try await helpline.talks.takeNext(noor)?.id]
            #expect(Set(taken) == [before.id, after.id])
            #expect(try await helpline.staff.all().first { $0.member.name == "bram" }?.isDisabled == true)
            #expect(try await refusal { try await helpline.staff.disable(name: "niemand") } == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `a new member reads the talks that come from now on, not those that wait already`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.hire("noor", on: Helpline.child)
            let before = try await helpline.start(Helpline.child, "voor")
            let bram = try await helpline.hire("bram", on: Helpline.child)
            helpline.time.move(.seconds(1))
            let after = try await helpline.start(Helpline.child, "na")
            #expect(try await helpline.openable(before.id, bram) == [])
            #expect(try await helpline.openable(after.id, bram) == [0])
            #expect(try await helpline.openable(before.id, noor) == [0])
            #expect(try await helpline.talks.takeNext(bram)?.id == after.id)
            #expect(try await helpline.talks.takeNext(bram) == nil)
            #expect(try await helpline.talks.takeNext(noor)?.id == before.id)
        }
    }

    @Test(arguments: Engine.available)
    func `the recovery code gives a new password once, and the keys stay what they were`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let made = try await helpline.staff.add(
                name: "noor", displayName: "Noor", organisation: organisation, role: .counsellor,
                lines: [Helpline.child], password: password)
            let noor = try await helpline.signIn("noor")
            let started = try await helpline.open(by: noor)
            let token = try await helpline.staff.signIn(name: "noor", password: password).token
            let fresh = Words("een heel ander wachtwoord")
            for wrong in [Words(""), Words("geen code"), password] {
                let refused = try await refusal {
                    try await helpline.staff.recover(name: "noor", recoveryCode: wrong, newPassword: fresh)
                }
                #expect(refused == .wrongCode)
            }
            let short = try await refusal {
                try await helpline.staff.recover(
                    name: "noor", recoveryCode: made.recoveryCode, newPassword: Words("te kort"))
            }
            #expect(short == .malformed(field: "password"))
            #expect(try await helpline.staff.whoIs(token).member.name == "noor")

            let next = try await helpline.staff.recover(
                name: "noor", recoveryCode: made.recoveryCode, newPassword: fresh)
            #expect(next != made.recoveryCode)
            #expect(try await refusal { try await helpline.staff.whoIs(token) } == .notSignedIn)
            let old = try await refusal { try await helpline.staff.signIn(name: "noor", password: password) }
            #expect(old == .wrongCredentials)
            let again = try await refusal {
                try await helpline.staff.recover(name: "noor", recoveryCode: made.recoveryCode, newPassword: password)
            }
            #expect(again == .wrongCode)
            let signed = try await helpline.staff.signIn(name: "noor", password: fresh)
            let back = try await helpline.staff.whoIs(signed.token)
            #expect(try await helpline.texts(started.id, as: .staff(back)) == ["eerste"])
            _ = try await helpline.staff.recover(name: "noor", recoveryCode: next, newPassword: password)
            #expect(try await helpline.staff.signIn(name: "noor", password: password).member == made.member)
        }
    }

    @Test(arguments: Engine.available)
    func `somebody's keys laid under another name do not sign in there`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.hire("noor", on: Helpline.child)
            _ = try await helpline.staff.add(
                name: "eva", displayName: "Eva", organisation: organisation, role: .editor, lines: [],
                password: Words("het wachtwoord van eva"))
            let keys = try #require(try await helpline.store.read { try $0.first(PersonByName(name: "eva")) })
                .lockedKeys
            try await helpline.store.write { db in
                try db.run(ReplaceLockedKeys(id: noor.member.id, lockedKeys: keys))
            }
            let refused = try await refusal {
                try await helpline.staff.signIn(name: "noor", password: Words("het wachtwoord van eva"))
            }
            #expect(refused == .wrongCredentials)
            let own = try await helpline.staff.signIn(name: "eva", password: Words("het wachtwoord van eva"))
            #expect(own.member.name == "eva")
        }
    }

    @Test(arguments: Engine.available)
    func `a session laid under another person does not open`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.hire("noor", on: Helpline.child)
            _ = try await helpline.hire("eva")
            let eva = try await helpline.staff.signIn(name: "eva", password: password).token
            let now = helpline.time.now
            let stored = try #require(
                try await helpline.store.read { try $0.first(SessionByHash(tokenHash: eva.hash, now: now)) })
            try await helpline.store.write { db in
                try db.run(DeleteSession(tokenHash: eva.hash))
                try db.run(
                    InsertSession(
                        tokenHash: eva.hash, person: noor.member.id, wrappedKeys: stored.wrappedKeys,
                        expiresAt: stored.expiresAt))
            }
            await #expect(throws: SealingError.cannotOpen) { try await helpline.staff.whoIs(eva) }
        }
    }

    @Test func `a staff token says that it is one, and a seeker's is never taken for it`() throws {
        let token = Token.random()
        #expect(StaffActions.token(StaffActions.text(of: token)) == token)
        #expect(StaffActions.token(token.text) == nil)
        #expect(Token(text: StaffActions.text(of: token)) == nil)
    }
}
