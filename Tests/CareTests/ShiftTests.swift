import Core
import Database
import Sealing
import TestSupport
import Testing

@testable import Care

@Suite struct `One's own shift` {
    func shifts(_ line: Helpline) -> ShiftActions { ShiftActions(store: line.store, clock: line.time.clock) }

    @Test(arguments: Engine.available)
    func `after a heavy talk the next comes after ten minutes, or when the person says ready`(engine: Engine)
        async throws
    {
        try await Helpline.with(engine) { line in
            let shifts = shifts(line)
            let noor = try await line.person("noor", on: Helpline.child)
            let anouk = try await line.person("anouk", on: Helpline.child)
            let first = try await line.open(by: noor)
            try await line.talks.close(first.id, contact: [:], noor)
            let second = try await line.start()
            try await shifts.markHeavy(noor)
            #expect(try await refusal { try await line.talks.takeNext(noor) } == .resting)
            line.time.move(.minutes(10) - .seconds(1))
            #expect(try await refusal { try await line.talks.takeNext(noor) } == .resting)
            line.time.move(.seconds(1))
            #expect(try await line.talks.takeNext(noor)?.id == second.id)

            let third = try await line.start()
            try await shifts.markHeavy(noor)
            #expect(try await shifts.shift(of: noor).heavy == 2)
            #expect(try await refusal { try await line.talks.takeNext(noor) } == .resting)
            try await shifts.sayReady(noor)
            #expect(try await line.talks.takeNext(noor)?.id == third.id)
            // A colleague who had no heavy talk is not held back.
            _ = try await line.start()
            try await shifts.markHeavy(noor)
            #expect(try await line.talks.takeNext(anouk) != nil)
        }
    }

    @Test(arguments: Engine.available)
    func `closing a talk holds nobody back when it was not marked as heavy`(engine: Engine) async throws {
        try await Helpline.with(engine) { line in
            let noor = try await line.person("noor", on: Helpline.child)
            let first = try await line.open(by: noor)
            try await line.talks.close(first.id, contact: [:], noor)
            _ = try await line.start()
            #expect(try await line.talks.takeNext(noor) != nil)
        }
    }

    @Test(arguments: Engine.available)
    func `a pause is granted however many wait, and ends when the person ends it`(engine: Engine) async throws {
        try await Helpline.with(engine) { line in
            let shifts = shifts(line)
            let noor = try await line.person("noor", on: Helpline.child)
            for _ in 0..<5 { _ = try await line.start() }
            try await shifts.pause(true, noor)
            #expect(try await refusal { try await line.talks.takeNext(noor) } == .paused)
            line.time.move(.minutes(30))
            let during = try await shifts.shift(of: noor)
            #expect(during.pausedSince == line.time.now - .minutes(30) && during.pausedUntil == nil)
            try await shifts.pause(true, noor)
            #expect(try await shifts.shift(of: noor).pausedSince == during.pausedSince, "it began once")
            try await shifts.pause(false, noor)
            let after = try await shifts.shift(of: noor)
            #expect(after.pausedSince == nil && after.pausedUntil == line.time.now)
            #expect(try await line.talks.takeNext(noor) != nil)
        }
    }

    @Test(arguments: Engine.available)
    func `whoever plans sees how many take talks, and the queue counts nobody who rests`(engine: Engine) async throws {
        try await Helpline.with(engine) { line in
            let shifts = shifts(line)
            let people = try await line.crowd(["noor", "anouk", "bo"], on: [Helpline.child])
            func free() async throws -> Int? { try await line.talks.queue(of: people[0]).first?.freeCapacity }
            #expect(try await shifts.coverage(of: Helpline.child) == Coverage(present: 3, available: 3))
            #expect(try await free() == 9)
            try await shifts.pause(true, people[0])
            try await shifts.markHeavy(people[1])
            #expect(try await shifts.coverage(of: Helpline.child) == Coverage(present: 3, available: 1))
            #expect(try await free() == 3)
            try await shifts.pause(false, people[0])
            line.time.move(.minutes(10))
            #expect(try await shifts.coverage(of: Helpline.child) == Coverage(present: 3, available: 3))
            #expect(try await shifts.coverage(of: Helpline.family) == Coverage(present: 0, available: 0))
        }
    }

    @Test(arguments: Engine.available)
    func `the line for oneself opens for nobody else and is gone when the shift is over`(engine: Engine) async throws {
        try await Helpline.with(engine) { line in
            let shifts = shifts(line)
            let noor = try await line.hire("noor", on: Helpline.child)
            let anouk = try await line.hire("anouk", on: Helpline.child)
            try await shifts.keep(line: "ik hoop dat het goed komt", noor)
            try await shifts.markHeavy(noor)
            #expect(try await shifts.shift(of: noor).line == Words("ik hoop dat het goed komt"))
            #expect(try await shifts.shift(of: anouk).line == nil)
            let sealed = try #require(try await line.store.read { try $0.first(ShiftLineOf(session: noor.tokenHash)) })
            #expect(throws: SealingError.self) {
                try OwnWords.open(sealed, with: anouk.keys, purpose: Shift.purpose)
            }
            #expect(throws: SealingError.self) { try OwnWords.open(sealed, with: noor.keys, purpose: "elsewhere") }
            #expect(
                try await refusal { try await shifts.keep(line: String(repeating: "a", count: 301), noor) }
                    == .tooLong(field: "line", limit: 300))

            try await line.staff.signOut(noor)
            #expect(try await line.store.read { try $0.all(ShiftCount()) } == [0])
            #expect(try await refusal { try await shifts.pause(true, noor) } == .notSignedIn)
            let again = try await line.signIn("noor")
            let fresh = try await shifts.shift(of: again)
            #expect(fresh.line == nil && fresh.heavy == 0 && fresh.restUntil == nil)

            // Who forgets to sign out: twelve hours, and the next purge.
            try await shifts.keep(line: "nog een regel", again)
            line.time.move(.hours(13))
            _ = try await line.talks.purge()
            #expect(try await line.store.read { try $0.all(ShiftCount()) } == [0])
        }
    }
}

private struct ShiftCount: Query {
    static let sql = "SELECT count(*) FROM own_shift"
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}
