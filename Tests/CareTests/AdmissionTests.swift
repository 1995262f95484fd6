import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

@Suite struct `A bucket` {
    func taken(_ bucket: inout Bucket, of tries: Int, _ time: MovableClock) -> Int {
        (0..<tries).count { _ in bucket.take(perSecond: 10, burst: 50, now: time.now) }
    }

    @Test func `lets a flood in at its rate, after a first rush`() {
        let time = MovableClock()
        var bucket = Bucket(perSecond: 10, burst: 50, now: time.now)
        #expect(taken(&bucket, of: 1_000, time) == 50)
        time.move(.milliseconds(99))
        #expect(taken(&bucket, of: 10, time) == 0)
        time.move(.milliseconds(2))
        #expect(taken(&bucket, of: 10, time) == 1)
        time.move(.seconds(3))
        #expect(taken(&bucket, of: 1_000, time) == 30)
        time.move(.days(1))
        #expect(taken(&bucket, of: 1_000, time) == 50)
    }

    @Test func `with a clock that was set back lets nobody in for free and shuts nobody out`() {
        let time = MovableClock()
        var bucket = Bucket(perSecond: 10, burst: 50, now: time.now)
        #expect(taken(&bucket, of: 60, time) == 50)
        time.move(.hours(-1))
        #expect(taken(&bucket, of: 10, time) == 0)
        time.move(.milliseconds(200))
        #expect(taken(&bucket, of: 10, time) == 2)
    }
}

/// A gate to try, and a client that does its sums.
struct TriedGate {
    let time = MovableClock()
    let admission: Admission
    let pepper = Pepper.random()

    init(isOn: Bool = true) {
        admission = Admission(isOn: isOn, pepper: pepper, clock: time.clock, isUrgent: { $0 == Words("mes") })
    }

    func asked(_ attempt: Admission.Attempt) -> Admission.Asked? {
        if case .asked(let asked) = admission.ask(attempt) { asked } else { nil }
    }

    func isIn(_ attempt: Admission.Attempt) -> Bool { asked(attempt) == nil }

    /// How many of so many starts get in.
    func admitted(_ tries: Int, _ attempt: Admission.Attempt) -> Int { (0..<tries).count { _ in isIn(attempt) } }

    static func solve(_ id: String, bits: Int) -> String {
        (0...).lazy.map(String.init).first { Digest.leadingZeroBits("\(id):\($0)") >= bits } ?? ""
    }

    func proof(_ asked: Admission.Asked) -> Proof {
        Proof(challenge: asked.challenge.id, nonce: Self.solve(asked.challenge.id, bits: asked.challenge.bits))
    }
}

@Suite struct `The gate of a line` {
    let child = Admission.Attempt(line: Helpline.child)

    @Test func `without flood control everybody is let in, and nothing is remembered`() {
        let gate = TriedGate(isOn: false)
        #expect(gate.admitted(1_000, child) == 1_000)
        gate.admission.began(child, token: .random())
        #expect(gate.admission.remembered == 0)
    }

    @Test func `a flood on one line does not close another`() {
        let gate = TriedGate()
        #expect(gate.admitted(1_000, child) == 30)
        #expect(gate.admitted(30, .init(line: Helpline.rotterdam)) == 30)
        #expect(gate.isIn(.init(line: Helpline.family)))
    }

    @Test func `a line whose people answered much lets more in, and never less than the floor`() {
        let gate = TriedGate()
        gate.admission.carried(3_600, by: Helpline.child)
        _ = gate.admitted(1_000, child)
        gate.time.move(.seconds(10))
        #expect(gate.admitted(1_000, child) == 30)
        gate.admission.carried(0, by: Helpline.child)
        gate.time.move(.seconds(10))
        #expect((5...6).contains(gate.admitted(1_000, child)))
    }

    @Test func `somebody who did the sum gets in while the flood does not`() throws {
        let gate = TriedGate()
        _ = gate.admitted(500, child)
        let asked = try #require(gate.asked(child))
        var proved = child
        proved.proof = gate.proof(asked)
        #expect(gate.isIn(proved))
        #expect(!gate.isIn(child))
        #expect(!gate.isIn(proved), "a proof counts once")
    }

    @Test func `urgent words have room of their own, and when that is flooded too the smallest sum opens more`() throws
    {
        let gate = TriedGate()
        _ = gate.admitted(10_000, child)
        var urgent = child
        urgent.text = Words("mes")
        #expect(gate.isIn(urgent))
        // Everybody writes the urgent word.
        _ = gate.admitted(1_000, urgent)
        let asked = try #require(gate.asked(urgent))
        #expect(asked.challenge.bits == Challenge.fewestBits)
        var proved = urgent
        proved.proof = gate.proof(asked)
        #expect(gate.isIn(proved))
    }

    @Test func `the sum grows with the pressure and stays bounded`() throws {
        let gate = TriedGate()
        _ = gate.admitted(30, child)
        let first = try #require(gate.asked(child))
        #expect(first.challenge.bits < Challenge.mostBits)
        _ = gate.admitted(100_000, child)
        let last = try #require(gate.asked(child))
        #expect(last.challenge.bits == Challenge.mostBits)
        #expect(first.waitSeconds < last.waitSeconds && last.waitSeconds <= 60)
        gate.time.move(.minutes(5))
        #expect(gate.isIn(child), "it is calm again")
    }

    @Test func `somebody without script gets in by waiting, and goes on waiting from the same moment`() throws {
        let gate = TriedGate()
        _ = gate.admitted(500, child)
        var asked = try #require(gate.asked(child))
        let began = asked.challenge.issuedAt
        var waiting = child
        var seconds = 0
        repeat {
            // The flood goes on.
            _ = gate.admitted(100, child)
            waiting.proof = Proof(challenge: asked.challenge.id, nonce: "")
            guard let again = gate.asked(waiting) else { break }
            #expect(again.challenge.issuedAt == began)
            asked = again
            gate.time.move(.seconds(5))
            seconds += 5
        } while seconds < 120
        #expect((5...65).contains(seconds))
        #expect(!gate.isIn(waiting), "a ticket counts once")
    }

    @Test func `in calm mode everybody is asked, also without flood control, and the queue takes less`() throws {
        let gate = TriedGate(isOn: false)
        var calm = child
        calm.isCalm = true
        let asked = try #require(gate.asked(calm))
        #expect(asked.challenge.bits >= Admission.calmBits)
        calm.proof = gate.proof(asked)
        guard case .admitted(let share, _) = gate.admission.ask(calm) else {
            Issue.record("a proof did not open a calm line")
            return
        }
        #expect(share == Admission.calmQueueShare)
        var patient = child
        patient.isCalm = true
        patient.proof = Proof(challenge: try #require(gate.asked(patient)).challenge.id, nonce: "")
        gate.time.move(.seconds(Admission.calmPatience + 1))
        #expect(gate.isIn(patient))
    }

    @Test func `what is remembered stays bounded, whatever comes`() {
        let gate = TriedGate()
        for number in 0..<30_000 {
            var attempt = child
            attempt.text = Words("een lang verhaal dat niemand anders schrijft, nummer \(number)")
            gate.admission.began(attempt, token: .random())
            if number.isMultiple(of: 100) { _ = gate.admission.ask(attempt) }
        }
        #expect(gate.admission.remembered <= Repeats.most + 100)
        gate.time.move(.hours(1))
        _ = gate.admission.ask(child)
        #expect(gate.admission.remembered == 0, "forgotten within the hour")
    }
}

@Suite struct `A challenge` {
    let gate = TriedGate()
    let line = Helpline.child

    func challenge(bits: Int = 12) -> Challenge {
        Challenge(
            line: line, bits: bits, issuedAt: gate.time.now, random: Array(repeating: 7, count: 9),
            keys: gate.admission.keys)
    }

    func read(_ id: String, _ line: LineID? = nil) -> Challenge? {
        Challenge(id: id, line: line ?? self.line, keys: gate.admission.keys, now: gate.time.now)
    }

    @Test func `is read back as it was made, on every node with the same pepper`() throws {
        let made = challenge()
        #expect(try #require(read(made.id)) == made)
        let other = Admission(isOn: true, pepper: gate.pepper, clock: gate.time.clock)
        #expect(Challenge(id: made.id, line: line, keys: other.keys, now: gate.time.now) != nil)
        let stranger = Admission(isOn: true, pepper: .random(), clock: gate.time.clock)
        #expect(Challenge(id: made.id, line: line, keys: stranger.keys, now: gate.time.now) == nil)
    }

    @Test func `is for one line, for ten minutes, and over the turn of the hour`() {
        gate.time.move(.minutes(59))
        let made = challenge()
        #expect(read(made.id, Helpline.family) == nil)
        gate.time.move(.minutes(10) - .milliseconds(1001))
        #expect(read(made.id) != nil)
        gate.time.move(.milliseconds(1001))
        #expect(read(made.id) == nil)
        gate.time.move(.hours(-2))
        #expect(read(made.id) == nil, "of the future")
    }

    @Test func `with one bit changed anywhere, or made of anything, is refused`() {
        let made = challenge()
        let bytes = Base64URL.decode(made.id) ?? []
        #expect(bytes.count == 30)
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                #expect(read(Base64URL.encode(changed)) == nil)
            }
        }
        for text in [
            "", "x", String(repeating: "A", count: 40), made.id + "A", String(made.id.dropLast()), "é", "\u{0}",
        ] {
            #expect(read(text) == nil)
        }
    }

    @Test func `is solved by a nonce of its own only`() {
        let made = challenge()
        let nonce = TriedGate.solve(made.id, bits: 12)
        #expect(made.isSolved(by: nonce))
        #expect(!challenge(bits: 60).isSolved(by: nonce))
        for garbage in ["", " ", "\u{0}", nonce + " ", String(repeating: "9", count: 15), "é\(nonce)", "-1"] {
            #expect(!made.isSolved(by: garbage) || Digest.leadingZeroBits("\(made.id):\(garbage)") >= 12)
        }
        #expect(!made.isSolved(by: ""))
        #expect(!made.isSolved(by: String(repeating: "9", count: 15)))
    }

    @Test func `is computed as anybody computes SHA-256`() {
        // SHA-256 of "abc" is ba7816bf…, of "" e3b0c442…; of "21" 6f4b6612….
        #expect(Digest.leadingZeroBits("abc") == 0 && Digest.leadingZeroBits("") == 0)
        #expect(Digest.leadingZeroBits("21") == 1)
    }
}

@Suite struct `Growing think-time` {
    let child = Admission.Attempt(line: Helpline.child)

    @Test func `the first never waits; a browser that begins again waits longer each time, up to a minute`() {
        let gate = TriedGate()
        var attempt = child
        var waits: [Int] = []
        for _ in 0..<8 {
            waits.append(gate.asked(attempt)?.thinkSeconds ?? 0)
            let token = Token.random()
            gate.admission.began(attempt, token: token)
            attempt.lineage = token.hash
            gate.time.move(.minutes(2))
        }
        #expect(waits == [0, 5, 10, 20, 40, 60, 60, 60])
        // Another browser waits for nothing, and after an hour neither does this one.
        #expect(gate.isIn(child))
        gate.time.move(.hours(1))
        #expect(gate.isIn(attempt))
    }

    @Test func `a sum does not buy the time off, and after the time it opens`() throws {
        let gate = TriedGate()
        let token = Token.random()
        gate.admission.began(child, token: token)
        var again = child
        again.lineage = token.hash
        let asked = try #require(gate.asked(again))
        #expect(asked.thinkSeconds == 5)
        again.proof = gate.proof(asked)
        let still = try #require(gate.asked(again))
        gate.time.move(.seconds(5))
        again.proof = gate.proof(still)
        #expect(gate.isIn(again))
    }

    @Test func `copies of the same words wait, however they are written; greetings do not`() {
        let gate = TriedGate()
        func wait(_ text: String) -> Int {
            var attempt = child
            attempt.text = Words(text)
            let wait = gate.asked(attempt)?.thinkSeconds ?? 0
            gate.admission.began(attempt, token: .random())
            gate.time.move(.minutes(2))
            return wait
        }
        #expect(wait("Dit is een heel verhaal") == 0)
        #expect(wait("dit is een HEEL verhaal!!") == 5)
        #expect(wait("Dit is een heel verhaal.") == 10)
        #expect(wait("Dit is een ander verhaal") == 0)
        for _ in 0..<9 { #expect(wait("Hallo") == 0) }
    }

    @Test func `what a browser carries while it waits opens with this installation's keys only, for two hours at most`()
        throws
    {
        let gate = TriedGate()
        let ticket = WaitingTicket(
            entrance: EntranceID(trusted: "home"), audience: AudienceID(trusted: "victim"),
            region: RegionID(trusted: "VT18"), line: Helpline.child, challenge: "x", lineage: [1, 2, 3])
        let text = try ticket.text(gate.admission.keys, now: gate.time.now)
        #expect(!text.contains("VT18") && Token(text: text) == nil)
        #expect(WaitingTicket(text: text, gate.admission.keys, now: gate.time.now)?.line == Helpline.child)
        let stranger = HourlyKeys(pepper: .random(), label: "admission")
        #expect(WaitingTicket(text: text, stranger, now: gate.time.now) == nil)
        for broken in ["", "p", "p" + text, String(text.dropLast()), "px", String(repeating: "p", count: 5_000)] {
            #expect(WaitingTicket(text: broken, gate.admission.keys, now: gate.time.now) == nil)
        }
        gate.time.move(.hours(2))
        #expect(WaitingTicket(text: text, gate.admission.keys, now: gate.time.now) == nil)
    }
}
