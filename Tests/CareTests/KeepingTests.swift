import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

@Suite struct `A seeker who has a talk kept shorter` {
    private func isThere(_ id: ConversationID, _ helpline: Helpline) async throws -> Bool {
        _ = try await helpline.talks.purge()
        return try await helpline.stored(id).conversation != nil
    }

    @Test(arguments: Engine.available)
    func `for a day after the last visit finds it gone after that, and not before`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            try await helpline.talks.keepShorter(started.id, started.token, hours: 24)
            #expect(try await helpline.talks.ownCodes(started.id, started.token).days == 1)
            try await helpline.talks.end(started.id, started.token)
            helpline.time.move(.hours(24) - .milliseconds(1))
            #expect(try await isThere(started.id, helpline))
            // A visit counts from then on, and no more than a day again.
            _ = try await helpline.talks.comeBack(typed: code.text)
            helpline.time.move(.hours(24) - .milliseconds(1))
            #expect(try await isThere(started.id, helpline))
            helpline.time.move(.milliseconds(1))
            #expect(try await !isThere(started.id, helpline))
        }
    }

    @Test(arguments: Engine.available)
    func `until it ends is left with nothing at the next purge, and is there while it goes on`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            try await helpline.talks.keepShorter(started.id, started.token, hours: 0)
            helpline.time.move(.hours(3))
            #expect(try await isThere(started.id, helpline))
            // The exit ends no talk: there is the time that anybody has to come back.
            try await helpline.talks.exit(started.token)
            helpline.time.move(.minutes(29))
            #expect(try await isThere(started.id, helpline))
            let token = try await helpline.talks.comeBack(typed: code.text).token
            #expect(try await helpline.texts(started.id, as: .seeker(token)) == ["eerste"])
            try await helpline.talks.close(started.id, contact: [:], noor)
            #expect(try await !isThere(started.id, helpline))
            #expect(try await helpline.count(.secret) == 0)
        }
    }

    @Test(arguments: Engine.available)
    func `cannot make it longer again, nor for a time that is no choice, and nobody else can for them`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let (started, other) = (try await helpline.open(by: noor), try await helpline.start())
            // Without a code the line keeps it 72 hours: a week would be longer.
            func asking(_ hours: Int64, _ token: Token) async throws -> Refusal? {
                try await refusal { try await helpline.talks.keepShorter(started.id, token, hours: hours) }
            }
            #expect(try await asking(168, started.token) == .conflict("hours"))
            #expect(try await asking(23, started.token) == .malformed(field: "hours"))
            #expect(try await asking(-1, started.token) == .malformed(field: "hours"))
            #expect(try await asking(24, other.token) == .notFound)
            #expect(try await asking(24, .random()) == .notSignedIn)
            try await helpline.talks.keepShorter(started.id, started.token, hours: 24)
            _ = try await helpline.talks.makeCode(started.id, started.token)
            for hours: Int64 in [168, 24] { #expect(try await asking(hours, started.token) == .conflict("hours")) }
            try await helpline.talks.keepShorter(started.id, started.token, hours: 0)
            #expect(try await asking(0, started.token) == .conflict("hours"))
        }
    }

    @Test(arguments: Engine.available)
    func `that was closed a while ago has it go at once when that time is over`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            try await helpline.talks.close(started.id, contact: [:], noor)
            helpline.time.move(.hours(30))
            #expect(try await isThere(started.id, helpline))
            try await helpline.talks.keepShorter(started.id, started.token, hours: 24)
            #expect(try await !isThere(started.id, helpline))
        }
    }
}
