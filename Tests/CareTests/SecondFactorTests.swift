import Core
import Database
import Testing

@testable import Care
@testable import Sealing

@Suite struct `A code from an app at sign-in` {
    let password = Words(Helpline.password)

    /// Somebody's phone, which was given the secret once.
    struct Phone {
        let secret: TimeSecret

        init(_ made: StaffActions.NewFactor) throws {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
            let bytes = Bits.bytes(of: made.secret.reveal().utf8, width: 5) { character in
                alphabet.firstIndex(of: character).map { UInt8($0) }
            }
            secret = try TimeSecret(bytes: bytes ?? [])
            guard made.address.reveal().contains("secret=\(made.secret.reveal())&") else {
                throw Unexpected(what: "the address has another secret")
            }
        }

        func code(_ helpline: Helpline, steps: Int64 = 0) -> Words {
            Words(secret.code(of: TimeSecret.step(at: helpline.time.now) + steps, digits: 6))
        }
    }

    /// Noor, on a line, with a phone.
    func noor(_ helpline: Helpline) async throws -> Phone {
        _ = try await helpline.hire("noor", on: Helpline.child)
        return try Phone(try await helpline.staff.switchOnCodes(name: "noor", password: password))
    }

    func refused(_ helpline: Helpline, _ otp: Words?, _ name: String = "noor") async throws -> Refusal? {
        try await refusal { try await helpline.staff.signIn(name: name, password: password, otp: otp) }
    }

    /// What the desk's first step came to: the token of the second.
    func halfway(_ helpline: Helpline) async throws -> Token {
        guard case .halfway(let token) = try await helpline.staff.begin(name: "noor", password: password) else {
            throw Unexpected(what: "no code was asked for")
        }
        return token
    }

    @Test(arguments: Engine.available)
    func `a code that is missing, wrong, old or early is as a wrong password, and each is good once`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let phone = try await noor(helpline)
            let wrongPassword = try await refusal {
                try await helpline.staff.signIn(
                    name: "noor", password: Words("een ander wachtwoord"), otp: phone.code(helpline))
            }
            #expect(wrongPassword == .wrongCredentials)
            for otp in [
                nil, Words(""), Words("abcdef"), phone.code(helpline, steps: -2), phone.code(helpline, steps: 2),
            ] {
                #expect(try await refused(helpline, otp) == .wrongCredentials)
            }
            helpline.time.move(.minutes(2))
            let early = phone.code(helpline, steps: 1)
            let session = try await helpline.staff.signIn(name: "noor", password: password, otp: phone.code(helpline))
            #expect(try await helpline.staff.whoIs(session.token).member.name == "noor")
            #expect(try await refused(helpline, phone.code(helpline)) == .wrongCredentials)
            #expect(try await refused(helpline, phone.code(helpline, steps: -1)) == .wrongCredentials)
            // Another process knows that it was used.
            #expect(try await refused(helpline.restarted, phone.code(helpline)) == .wrongCredentials)
            #expect(try await refused(helpline, early) == nil)
            helpline.time.move(.seconds(30))
            #expect(try await refused(helpline, phone.code(helpline)) == .wrongCredentials)
            helpline.time.move(.seconds(30))
            #expect(try await refused(helpline.restarted, phone.code(helpline)) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `wrong codes are counted with wrong passwords, ten in a minute and thirty in a day`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let phone = try await noor(helpline)
            for round in 0..<3 {
                for number in 0..<10 {
                    let otp = number == 0 && round == 0 ? nil : Words("00000\(number % 2)x")
                    #expect(try await refused(helpline, otp) == .wrongCredentials)
                }
                #expect(try await refused(helpline, phone.code(helpline)) == .tooMany(retryAfterSeconds: 60))
                helpline.time.move(.minutes(1))
            }
            // One of the thirty had no code, so one guess is left.
            #expect(try await refused(helpline, Words("000000x")) == .wrongCredentials)
            let token = try await halfway(helpline)
            #expect(try await refused(helpline, phone.code(helpline)) == .wrongCredentials)
            let later = try await refusal { try await helpline.staff.finish(token, otp: phone.code(helpline)) }
            guard case .tooMany(let seconds)? = later else { throw Unexpected(what: "\(String(describing: later))") }
            #expect((86_000...86_400).contains(seconds))
            helpline.time.move(.hours(24))
            #expect(try await refused(helpline, phone.code(helpline)) == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `the desk asks for the code only after name and password were right`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let phone = try await noor(helpline)
            _ = try await helpline.hire("bram", on: Helpline.child)
            for (name, word) in [("noor", "verkeerd, maar lang"), ("niemand", Helpline.password)] {
                let refused = try await refusal { try await helpline.staff.begin(name: name, password: Words(word)) }
                #expect(refused == .wrongCredentials)
            }
            guard case .signedIn(let bram) = try await helpline.staff.begin(name: "bram", password: password) else {
                throw Unexpected(what: "a code was asked of somebody without one")
            }
            #expect(try await helpline.staff.whoIs(bram.token).member.name == "bram")

            let token = try await halfway(helpline)
            #expect(try await helpline.staff.isHalfway(token))
            // It is no session, whatever it is called.
            #expect(try await refusal { try await helpline.staff.whoIs(token) } == .notSignedIn)
            #expect(StaffActions.token(StaffActions.text(ofHalfway: token)) == nil)
            let wrong = try await refusal { try await helpline.staff.finish(token, otp: Words("000000x")) }
            #expect(wrong == .wrongCredentials)
            let session = try await helpline.restarted.staff.finish(token, otp: phone.code(helpline))
            let person = try await helpline.staff.whoIs(session.token)
            #expect(person.member.name == "noor")
            _ = try await helpline.start(Helpline.child, "hallo")
            #expect(try await helpline.talks.takeNext(person) != nil)
            // Neither the token nor the code is good twice.
            #expect(
                try await refusal { try await helpline.staff.finish(token, otp: phone.code(helpline)) } == .notSignedIn)
            let second = try await halfway(helpline)
            let again = try await refusal { try await helpline.staff.finish(second, otp: phone.code(helpline)) }
            #expect(again == .wrongCredentials)
            // Five minutes, and no longer.
            helpline.time.move(.minutes(5) - .milliseconds(1))
            #expect(try await helpline.staff.isHalfway(second))
            helpline.time.move(.milliseconds(1))
            #expect(try await !helpline.staff.isHalfway(second))
            let late = try await refusal { try await helpline.staff.finish(second, otp: phone.code(helpline)) }
            #expect(late == .notSignedIn)
        }
    }

    @Test(arguments: Engine.available)
    func `of many who use one code at once, on every node, one gets in`(_ engine: Engine) async throws {
        try await Helpline.withNodes(engine) { nodes in
            let phone = try await noor(nodes[0])
            let code = phone.code(nodes[0])
            let results = await atOnce(8) { number in
                let node = nodes[number % nodes.count]
                return try await refusal {
                    try await node.staff.signIn(name: "noor", password: Words(Helpline.password), otp: code)
                }
            }
            let refusals = try results.map { try $0.get() }
            #expect(refusals.filter { $0 == nil }.count == 1)
            #expect(refusals.filter { $0 == .wrongCredentials }.count == 7)
        }
    }

    @Test(arguments: Engine.available)
    func `switching on ends what is open under the name, again takes a new secret, and off asks for none`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.hire("noor", on: Helpline.child)
            let before = try await helpline.staff.signIn(name: "noor", password: password)
            let wrong = try await refusal {
                try await helpline.staff.switchOnCodes(name: "noor", password: Words("verkeerd, maar lang"))
            }
            #expect(wrong == .wrongCredentials)
            #expect(try await refused(helpline, nil) == nil)
            let first = try Phone(try await helpline.staff.switchOnCodes(name: "noor", password: password))
            #expect(try await refusal { try await helpline.staff.whoIs(before.token) } == .notSignedIn)
            let half = try await halfway(helpline)
            let second = try Phone(try await helpline.staff.switchOnCodes(name: "noor", password: password))
            #expect(try await helpline.staff.isHalfway(half) == false)
            #expect(try await refused(helpline, first.code(helpline)) == .wrongCredentials)
            #expect(try await refused(helpline, second.code(helpline)) == nil)
            let open = try await halfway(helpline)
            try await helpline.staff.switchOffCodes(name: "noor")
            #expect(try await helpline.staff.isHalfway(open) == false)
            #expect(try await refused(helpline, nil) == nil)
            #expect(try await refused(helpline, Words("123456")) == nil)
            #expect(try await refusal { try await helpline.staff.switchOffCodes(name: "niemand") } == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `a new password by the recovery code leaves the app as it is; who is let go gets no question`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let made = try await helpline.staff.add(
                name: "noor", displayName: "Noor", organisation: OrganisationID(trusted: "kindertelefoon"),
                role: .counsellor, lines: [], password: Words("het eerste wachtwoord"))
            let phone = try Phone(
                try await helpline.staff.switchOnCodes(name: "noor", password: Words("het eerste wachtwoord")))
            _ = try await helpline.staff.recover(
                name: "noor", recoveryCode: made.recoveryCode, newPassword: password)
            #expect(try await refused(helpline, nil) == .wrongCredentials)
            #expect(try await refused(helpline, phone.code(helpline)) == nil)
            let half = try await halfway(helpline)
            try await helpline.staff.disable(name: "noor")
            #expect(try await helpline.staff.isHalfway(half) == false)
            helpline.time.move(.minutes(1))
            let finished = try await refusal { try await helpline.staff.finish(half, otp: phone.code(helpline)) }
            #expect(finished == .notSignedIn)
            #expect(try await refused(helpline, phone.code(helpline)) == .wrongCredentials)
        }
    }

    @Test(arguments: Engine.available)
    func `the secret at rest opens with its person's keys only, and another one's does not do`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let phone = try await noor(helpline)
            let noor = try await helpline.staff.keys(name: "noor", password: password)
            let eva = try await helpline.hire("eva")
            _ = try await helpline.staff.switchOnCodes(name: "eva", password: password)
            func stored(_ person: PersonID) async throws -> [UInt8] {
                try #require(try await helpline.store.read { try $0.first(SecondFactorOf(person: person)) }).sealed
            }
            let sealed = try await stored(noor.0.id)
            #expect(sealed.firstRange(of: phone.secret.base32.reveal().utf8) == nil)
            let opened = try TimeSecret.open(sealed, with: noor.1, person: noor.0.id)
            #expect(opened.base32 == phone.secret.base32)
            #expect(throws: SealingError.cannotOpen) {
                try TimeSecret.open(sealed, with: eva.keys, person: eva.member.id)
            }
            // Somebody who writes in the database lays the secret of their own phone under another name.
            let foreign = try await stored(eva.member.id)
            try await helpline.store.write { db in
                try db.run(ReplaceSecondFactor(person: noor.0.id, sealed: foreign))
            }
            #expect(try await refused(helpline, phone.code(helpline)) == .wrongCredentials)
        }
    }
}
