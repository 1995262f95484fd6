import Core
import Database
import Sealing
import Testing

@testable import Care

@Suite struct `A talk that is gone for a window` {
    @Test(arguments: Engine.available)
    func `erased by its seeker, who was in it is told so, and nobody else`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let mo = try await helpline.person("mo", on: Helpline.child)
            let party = Party.staff(noor)
            #expect(try await helpline.talks.wasErased(started.id, for: noor.member.id) == false)
            try await helpline.talks.erase(started.id, started.token)
            #expect(try await helpline.talks.wasErased(started.id, for: noor.member.id))
            #expect(try await helpline.talks.wasErased(started.id, for: mo.member.id) == false)
            #expect(try await helpline.talks.wasErased(.random(), for: noor.member.id) == false)
            #expect(try await helpline.talks.gone(started.id, party) == .erased)
            #expect(try await refusal { try await helpline.texts(started.id, as: party) } == .notFound)
            // The mark says neither which talk nor who.
            let rows = try await helpline.store.read { try $0.all(Marks()) }
            #expect(rows.count == 1 && rows.allSatisfy { $0.count == 32 })
            helpline.time.move(.days(3))
            _ = try await helpline.talks.purge()
            #expect(try await helpline.store.read { try $0.all(Marks()) }.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `the window that was left is told that the talk goes on elsewhere, and one that left by the exit is not`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            #expect(try await helpline.talks.isEarlier(started.token) == false)
            let back = try await helpline.talks.comeBack(typed: code.text)
            #expect(try await helpline.talks.isEarlier(started.token))
            #expect(try await helpline.talks.gone(started.id, .seeker(started.token)) == .elsewhere)
            #expect(try await helpline.talks.isEarlier(back.token) == false)
            try await helpline.talks.exit(back.token)
            let again = try await helpline.talks.comeBack(typed: code.text)
            #expect(try await helpline.talks.isEarlier(back.token) == false, "who used the exit is told nothing")
            #expect(try await helpline.talks.gone(started.id, .seeker(back.token)) == .left)
            try await helpline.talks.erase(started.id, again.token)
            #expect(try await helpline.talks.isEarlier(started.token) == false)
            #expect(try await helpline.talks.gone(started.id, .seeker(started.token)) == .erased)
        }
    }

    @Test(arguments: Engine.available)
    func `that the exit was used stays known after coming back`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            let code = try await helpline.talks.makeCode(started.id, started.token).code
            func used() async throws -> Int {
                try await SafetyFacts(helpline.talks.records(of: started.id, as: .staff(noor)).map { $0 }).exitUsed
            }
            var token = try await helpline.talks.comeBack(typed: code.text).token
            #expect(try await used() == 0, "coming back on another device is no exit")
            for times in 1...2 {
                try await helpline.talks.exit(token)
                token = try await helpline.talks.comeBack(typed: code.text).token
                #expect(try await used() == times)
            }
        }
    }
}

private struct Marks: Query {
    static let sql = "SELECT mark FROM erased_talk"
    var arguments: [SQLValue] { [] }
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}
