import Core
import Database
import Pack
import Sealing

/// Waiting on another organisation's line too, by agreement. Its key gets the talk only by the seeker's own token, and once.
extension ConversationsActions {
    /// The lines that may be asked by now, by how long the talk waits.
    func due(_ conversation: Conversation, _ now: Instant) -> [Line] {
        guard conversation.state == .waiting, let line = pack.line(conversation.line) else { return [] }
        return pack.overflow(
            of: line, region: conversation.region, language: conversation.language, at: now
        ).filter { conversation.arrivedAt + .minutes(Int64($0.agreement.afterMinutes)) <= now }.map(\.line)
    }

    /// Lets the talk wait on every line that is due, with the keys that the token opens. The place is that of the arrival.
    /// False when nothing was added.
    func overflow(
        _ conversation: Conversation, _ token: Token, to lines: [Line], _ now: Instant, _ db: any Writing
    ) throws -> Bool {
        let id = conversation.id
        let entries = try db.all(QueueEntriesOf(conversation: id))
        guard let own = entries.first, own.kind == .new else { return false }
        var isAdded = false
        for line in lines where !entries.contains(where: { $0.line == line.id }) {
            guard let queueKey = try Self.room(on: line, isUrgent: own.isUrgent, now, db) else { continue }
            let seeker = Party.seeker(token)
            for grant in try db.all(EpochGrants(conversation: id, grantee: seeker.grantee)) {
                let key = try seeker.open(grant.sealed, id, grant.epoch)
                try Self.grant(
                    key, id, grant.epoch, to: queueKey.publicKey, Grantee.queue(queueKey.id), db)
            }
            let entry = QueueEntry(
                conversation: id, line: line.id, kind: .new, queueKey: queueKey.id, offer: nil,
                isUrgent: own.isUrgent)
            try db.run(InsertQueueEntry(entry: entry, isAway: false, arrivedAt: own.arrivedAt))
            db.wake(Topics.line(line.id))
            isAdded = true
        }
        if isAdded { db.wake(Topics.conversation(id)) }
        return isAdded
    }

    /// The queue key of a line that can take one more; nil when it is full, or nobody works on it.
    ///
    /// - Parameter most: how many may wait on it, when that is less than the line's own places.
    static func room(
        on line: Line, isUrgent: Bool, most: Int? = nil, _ now: Instant, _ db: any Writing
    ) throws -> (id: String, publicKey: [UInt8])? {
        let waiting = try db.first(WaitingOn(line: line.id))?.waiting ?? 0
        guard waiting < min(line.places(isUrgent: isUrgent), most ?? .max) else { return nil }
        do {
            return try QueueKeys.current(db, line: line.id, now: now)
        } catch Refusal.lineClosed {
            return nil
        }
    }

    /// Nobody has been signed in on the line for as long as the agreement says.
    static func isUnstaffed(_ line: LineID, forMinutes minutes: Int, _ now: Instant, _ db: any Reading) throws -> Bool {
        guard let since = try db.first(LineStateOf(line: line))?.unstaffedSince,
            try db.first(SignedInOn(line: line, now: now)) == 0
        else { return false }
        return since + .minutes(Int64(minutes)) <= now
    }

    /// The other lines a talk may be answered on, when the seeker's page is read. Done once for each line.
    func overflowIfDue(_ conversation: Conversation, _ token: Token, waitsOn lines: [LineID], _ now: Instant)
        async throws
        -> Bool
    {
        let due = due(conversation, now).filter { !lines.contains($0.id) }
        guard !due.isEmpty else { return false }
        let switches = await switches.current()
        let open = due.filter { switches.isOpen($0, at: now) }
        guard !open.isEmpty else { return false }
        return try await store.write { db in
            let current = try self.conversation(conversation.id, of: .seeker(token), locking: db)
            guard current.state == .waiting, current.awaySince == nil else { return false }
            return try overflow(current, token, to: open, now, db)
        }
    }

    // MARK: at the start

    /// The lines a new talk may begin on, the asked one first: another only by agreement.
    func beginnings(
        _ line: Line, region: RegionID?, _ language: Language, _ now: Instant, _ switches: LineSwitches
    ) -> [Line] {
        let others = pack.overflow(of: line, region: region, language: language, at: now).map(\.line)
            .filter { switches.isOpen($0, at: now) }
        return switches.isOpen(line, at: now) ? [line] + others : others
    }

    /// Refuses a line on which a neighbour may answer, when another fits; also while that one is closed: it opens again, and
    /// what a neighbour knows stays known.
    func checkDistance(
        _ line: Line, region: RegionID?, _ language: Language, _ switches: LineSwitches
    ) throws {
        if isTooNear(line, region: region, language, switches) { throw Refusal.lineNearHome(line: line.id) }
    }

    /// Whether a neighbour may answer on this line, while another fits.
    private func isTooNear(_ line: Line, region: RegionID?, _ language: Language, _ switches: LineSwitches) -> Bool {
        guard let region, pack.isNearHome(line, region) else { return false }
        return pack.linesAway(from: region, insteadOf: line, language: language).contains(where: switches.isWorked)
    }

    /// The lines that are open, as far as somebody of one of them may be asked into a talk.
    struct Receivers: Sendable {
        let lines: [Line]
        /// Open too; but somebody who knows the seeker may work there, and another line fits. Asking them is refused.
        let tooNear: [Line]
    }

    /// Who can be asked into a talk now. Throws `notFound`, `notSignedIn`.
    func receivers(for id: ConversationID, _ person: SignedIn) async throws -> Receivers {
        let now = clock.now()
        let switches = await switches.current()
        let talk = try await store.read { try conversation(id, of: .staff(person), $0) }
        let open = pack.lines.filter { switches.isOpen($0, at: now) }
        let near = open.filter { isTooNear($0, region: talk.region, talk.language, switches) }
        let nearIDs = Set(near.map(\.id))
        return Receivers(lines: open.filter { !nearIDs.contains($0.id) }, tooNear: near)
    }
}

extension Line {
    /// How many may wait: the last fifth of the places is for urgent talks.
    func places(isUrgent: Bool) -> Int { isUrgent ? queueLimit : queueLimit - queueLimit / 5 }
}
