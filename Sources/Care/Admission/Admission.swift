import Core
import Pack
import Sealing
import Synchronization

/// Who may begin a talk now. Every line lets in what it can carry; when more come, a start is asked for a small sum, or to
/// wait for a while, so that ten thousand at once do not bury the people who need somebody. No address is looked at: a flood
/// is known by how much comes, by copies of the same words, and by a browser that begins again and again.
public final class Admission: Sendable {
    fileprivate struct State {
        var sweptAt = Instant(milliseconds: 0)
        var gates: [LineID: LineGate] = [:]
        var repeats = Repeats()
        /// Random parts of challenges that were used, until they are too old to come back.
        var used: [[UInt8]: Instant] = [:]
    }

    /// So many used challenges are remembered at most; then nobody is let in by one until some are too old.
    static let mostUsed = 200_000
    /// Seconds that somebody without script waits in calm mode, at least.
    static let calmPatience: Int64 = 10
    /// Zero bits that are asked in calm mode, at least.
    static let calmBits = 14
    /// How full the queue may be in calm mode.
    static let calmQueueShare = 0.5

    /// False lets everybody in, except on a line in calm mode.
    let isOn: Bool
    let keys: HourlyKeys
    private let clock: Clock
    private let isUrgent: @Sendable (Words) -> Bool
    private let state = Mutex(State())

    /// - Parameter isUrgent: whether somebody's first words are urgent; a rule of the pack, handed over by who joins the rooms.
    public init(
        isOn: Bool, pepper: Pepper, clock: Clock, isUrgent: @escaping @Sendable (Words) -> Bool = { _ in false }
    ) {
        self.isOn = isOn
        self.clock = clock
        self.isUrgent = isUrgent
        keys = HourlyKeys(pepper: pepper, label: "admission")
    }

    /// A start as it comes in.
    struct Attempt: Sendable {
        let line: LineID
        var text: Words?
        /// The hash of the session that the same browser had before.
        var lineage: [UInt8]?
        var proof: Proof?
        /// The line is in calm mode.
        var isCalm = false
    }

    enum Answer: Sendable {
        /// - Parameter queueShare: how full the queue may be for it, as a part of the line's limit.
        /// - Parameter used: the challenge that was brought, which is used up by it.
        case admitted(queueShare: Double, used: Challenge?)
        case asked(Asked)
    }

    /// What is asked of who wants to begin: the sum, or to come back after some seconds with the same challenge.
    struct Asked: Sendable {
        let challenge: Challenge
        /// Seconds after which it is enough to have waited.
        let waitSeconds: Int
        /// Seconds to wait with the sum too: somebody who begins again and again.
        let thinkSeconds: Int
        /// It is only for this browser, which began a moment ago too: not many others come now.
        var isAgain = false
    }

    func ask(_ attempt: Attempt) -> Answer {
        guard isOn || attempt.isCalm else { return .admitted(queueShare: 1, used: nil) }
        let now = clock.now()
        let urgent = attempt.text.map(isUrgent) ?? false
        return state.withLock { state in
            state.forget(now)
            var gate = state.gates[attempt.line] ?? LineGate(now: now)
            defer { state.gates[attempt.line] = gate }
            gate.attempted(now)
            let brought = attempt.proof.flatMap {
                Challenge(id: $0.challenge, line: attempt.line, keys: keys, now: now)
            }.flatMap { state.used[$0.random] == nil ? $0 : nil }
            let age = brought.map { now.since($0.issuedAt).wholeSeconds } ?? 0
            let thinking = state.repeats.wait(lineage: attempt.lineage, text: attempt.text, now: now)
            let isProved = brought.map { $0.isSolved(by: attempt.proof?.nonce ?? "") } ?? false
            let patience = max(gate.patience(now), attempt.isCalm ? Self.calmPatience : 0)
            if thinking <= age {
                for lane in lanes(
                    isProved: isProved, isPatient: brought != nil && age >= patience, urgent, attempt.isCalm)
                where lane == .plain || lane == .urgent || state.used.count < Self.mostUsed {
                    guard gate.take(lane, now) else { continue }
                    if let brought { state.used[brought.random] = brought.expiresAt }
                    let share = attempt.isCalm && !urgent ? Self.calmQueueShare : lane.queueShare
                    return .admitted(queueShare: share, used: brought)
                }
            }
            let bits = urgent ? Challenge.fewestBits : max(gate.bits(now), attempt.isCalm ? Self.calmBits : 0)
            // Solved, and still no room: not again at once.
            let think = isProved && thinking <= age ? age + 3 : thinking
            var asked = asked(attempt.line, bits, since: brought, wait: max(think, patience), think: think, now)
            let own = state.repeats.wait(lineage: attempt.lineage, text: nil, now: now)
            asked.isAgain = own > age && gate.pressure(now) <= 1 && !attempt.isCalm
            return .asked(asked)
        }
    }

    /// The queue had no room for a start without proof: the sum, or time.
    func askAgain(_ attempt: Attempt) -> Asked {
        let now = clock.now()
        let gate = state.withLock { $0.gates[attempt.line] } ?? LineGate(now: now)
        return asked(
            attempt.line, max(gate.bits(now), Self.calmBits), since: nil, wait: gate.patience(now), think: 0, now)
    }

    /// A talk began: the next one of this browser, or with these words, waits a little longer.
    func began(_ attempt: Attempt, token: Token) {
        guard isOn || attempt.isCalm else { return }
        let now = clock.now()
        state.withLock {
            $0.repeats.began(token: token.hash, lineage: attempt.lineage, text: attempt.text, now: now)
        }
    }

    /// The lanes that are open to a start, the one that costs others least first.
    private func lanes(isProved: Bool, isPatient: Bool, _ urgent: Bool, _ isCalm: Bool) -> [Lane] {
        var lanes: [Lane] = []
        if isProved { lanes.append(.proved) }
        if isProved, urgent { lanes.append(.provedUrgent) }
        if urgent, !isCalm { lanes.append(.urgent) }
        if isPatient { lanes.append(.patient) }
        if !isCalm { lanes.append(.plain) }
        return lanes
    }

    private func asked(
        _ line: LineID, _ bits: Int, since old: Challenge?, wait: Int64, think: Int64, _ now: Instant
    ) -> Asked {
        // Who waits already goes on waiting from the same moment; not for ever, so that an old one is not worth keeping.
        let since = old.map(\.issuedAt).flatMap { now.since($0) < .seconds(Challenge.lifetime / 2) ? $0 : nil } ?? now
        // It stays one and the same, however often it is brought back too early: it counts once.
        let random = old.flatMap { $0.issuedAt == since ? $0.random : nil } ?? Array(Token.random().hash.prefix(9))
        let challenge = Challenge(line: line, bits: bits, issuedAt: since, random: random, keys: keys)
        let age = now.since(challenge.issuedAt).wholeSeconds
        return Asked(
            challenge: challenge, waitSeconds: Int(max(1, wait - age)), thinkSeconds: Int(max(0, think - age)))
    }

    // MARK: what a line carries

    /// Whether it is time to look again at how much a line carried: once a minute.
    func needsRate(of line: LineID) -> Bool {
        guard isOn else { return false }
        let now = clock.now()
        return state.withLock { state in
            guard let at = state.gates[line]?.answeredAt else { return true }
            return now.since(at) >= .minutes(1) || now < at
        }
    }

    /// - Parameter answered: talks that were answered on the line in the last hour.
    func carried(_ answered: Int, by line: LineID) {
        let now = clock.now()
        state.withLock { $0.gates[line, default: LineGate(now: now)].carried(answered, now: now) }
    }

    /// What is remembered now, to show that it stays bounded.
    var remembered: Int { state.withLock { $0.used.count + $0.repeats.count } }
}

extension Admission.State {
    /// Challenges that are too old to come back need not be remembered. Looked at now and then.
    fileprivate mutating func forget(_ now: Instant) {
        let quiet = now.since(sweptAt)
        guard quiet >= .seconds(10) || quiet < .zero else { return }
        sweptAt = now
        used = used.filter { $0.value > now }
    }
}
