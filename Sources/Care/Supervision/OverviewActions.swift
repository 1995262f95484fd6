import Core
import Database
import Pack

/// How the lines stand, for those who watch over them.
extension ConversationsActions {
    /// The lines of the person's own organisation that they are on.
    func supervisedLines(_ person: SignedIn) async throws -> [Line] {
        try await staff.lines(of: person.member.id).compactMap { pack.line($0) }
            .filter { $0.organisation == person.member.organisation }
    }

    func overview(_ person: SignedIn) async throws -> Overview {
        let now = clock.now()
        let lines = try await supervisedLines(person)
        let member = person.member
        let switches = await switches.current()
        return try await store.read { db in
            let stands = try lines.map { try Self.stand($0, switches, now, db) }
            let talks = try db.all(SupervisedTalks(supervisor: member)).map { Self.stand($0, now) }
                .enumerated().sorted { ($0.element.urgency, -$0.offset) > ($1.element.urgency, -$1.offset) }
                .map(\.element)
            return Overview(lines: stands, talks: Array(talks.prefix(Overview.mostTalks)))
        }
    }

    private static func stand(
        _ line: Line, _ switches: LineSwitches, _ now: Instant, _ db: any Reading
    ) throws -> LineStand {
        let members = try db.all(MembersSignedIn(line: line.id, now: now))
        let waiting = try db.first(WaitingOn(line: line.id))
        let isOpen = switches.isOpen(line, at: now)
        let inHours: [Int?] = [Int64(1), 2].map { hours in
            let moment = now + .hours(hours)
            guard switches.isOpen(line, at: moment) else { return nil }
            return members.count { $0.signedInUntil > moment && $0.capacity > 0 }
        }
        return LineStand(
            line: line.id, isOpen: isOpen, waiting: waiting?.waiting ?? 0,
            longestWaitSeconds: waiting?.longestSince.map { max(0, Int(now.since($0).wholeSeconds)) } ?? 0,
            present: members.count, canTake: members.count { $0.canTake }, inHours: inHours,
            isUnstaffed: isOpen && members.isEmpty,
            queue: try db.all(WaitingTalks(line: line.id, most: Int64(Overview.mostWaiting))).map {
                WaitingStand(
                    id: $0.id, isUrgent: $0.isUrgent, minutes: max(0, Int(now.since($0.arrivedAt).wholeSeconds / 60)),
                    language: $0.language,
                    isNew: $0.isNew, isAway: $0.isAway)
            },
            incidents: try db.all(IncidentsOf(line: line.id, since: now - LineIncident.shownFor)).map {
                LineIncident(line: $0.line, since: $0.since, until: $0.until)
            })
    }

    private static func stand(_ row: SupervisedTalks.Row, _ now: Instant) -> TalkStand {
        let seen = row.seekerSeenAt.map { max($0, row.since) } ?? row.since
        return TalkStand(
            id: row.id, line: row.line, minutes: max(0, Int(now.since(row.since).wholeSeconds / 60)),
            isAcute: row.weight > 1, isAway: row.awaySince != nil,
            isLost: row.awaySince == nil && now.since(seen) > SeekerSeen.lostAfter,
            asksAlong: row.lastWhisperBy.map { $0 != Role.supervisor.rawValue } ?? false,
            isWatched: row.lookedAt.map { $0 > now - LookIn.lapses } ?? false, isOfSeveral: row.people > 1)
    }

    /// Still signed in, and still a supervisor: asked by what stays open.
    func isStillSupervisor(_ person: SignedIn) async throws -> Bool {
        let now = clock.now()
        let session = try await store.read { try $0.first(SessionByHash(tokenHash: person.tokenHash, now: now)) }
        return session?.member.role == .supervisor
    }

    /// Listens for what may be new for a supervisor. Returns how to stop.
    func listen(toSupervision person: SignedIn, _ lines: [LineID], _ hint: @escaping @Sendable () -> Void)
        -> @Sendable () -> Void
    {
        let own = store.wakeups.subscribe(Topics.supervision(person.member.organisation).name) { _ in hint() }
        let queues = lines.map { store.wakeups.subscribe(Topics.line($0).name) { _ in hint() } }
        return {
            own.cancel()
            for queue in queues { queue.cancel() }
        }
    }
}
