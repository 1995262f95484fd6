import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

/// What a supervisor sees of the lines besides how they stand now.
@Suite struct `Lines as their supervisor sees them` {
    @Test(arguments: Engine.available)
    func `a line that was open with nobody there stays to be seen, also after the supervisor came to look`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.staff.add(
                name: "tess", displayName: "Tess", organisation: OrganisationID(trusted: "kindertelefoon"),
                role: .supervisor, lines: [Helpline.child], password: Words(Helpline.password))
            let begin = helpline.time.now
            try await helpline.talks.watchLines()
            helpline.time.move(.minutes(15))
            try await helpline.talks.watchLines()
            // Signing in staffs the line, and so ends what is looked for.
            let tess = try await helpline.signIn("tess")
            let ended = helpline.time.now
            func seen() async throws -> [LineIncident]? {
                try await helpline.talks.overview(tess).lines.first { $0.line == Helpline.child }?.incidents
            }
            let past = [LineIncident(line: Helpline.child, since: begin, until: ended)]
            #expect(try await seen() == past)
            #expect(try await helpline.talks.overview(tess).lines.map(\.isUnstaffed) == [false])
            let other = try await helpline.supervisor("ruth", on: Helpline.rotterdam)
            #expect(
                try await !helpline.talks.overview(other).lines.flatMap(\.incidents).contains {
                    $0.line == Helpline.child
                })
            helpline.time.move(LineIncident.shownFor)
            #expect(try await seen() == past)
            helpline.time.move(.milliseconds(1))
            #expect(try await seen() == [])
        }
    }

    @Test(arguments: Engine.available)
    func `calm mode is written in the audit by itself, and other changes as before`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let tess = try await helpline.supervisor("tess", on: Helpline.child)
            let switches = helpline.talks.switches
            let now = helpline.time.now
            _ = try await switches.set(Helpline.child, .init(calm: (true, now + .hours(2))), by: tess)
            #expect(await switches.current().isCalm(Helpline.child, at: now))
            helpline.time.move(.minutes(1))
            _ = try await switches.set(Helpline.child, .init(calm: (false, nil)), by: tess)
            #expect(await !switches.current().isCalm(Helpline.child, at: helpline.time.now))
            helpline.time.move(.minutes(1))
            _ = try await switches.set(Helpline.child, .init(notice: [:]), by: tess)
            let acts = try await helpline.talks.audit.entries(for: tess, after: nil).map(\.act)
            #expect(acts == [.switched, .uncalmed, .calmed])
        }
    }

    @Test func `who waits because their own browser began again is not told that many others come`() throws {
        let gate = TriedGate()
        let (token, child) = (Token.random(), Admission.Attempt(line: Helpline.child))
        gate.admission.began(child, token: token)
        let again = Admission.Attempt(line: Helpline.child, lineage: token.hash)
        let asked = try #require(gate.asked(again))
        #expect(asked.isAgain && asked.thinkSeconds > 0)
        // When many come it is true, also for them.
        _ = gate.admitted(500, child)
        #expect(try !#require(gate.asked(again)).isAgain)
        #expect(try !#require(gate.asked(child)).isAgain)
    }
}
