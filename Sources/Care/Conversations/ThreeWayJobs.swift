import Core
import Database
import Pack
import Sealing

/// What happens on the clock with people who were asked in.
extension ConversationsActions {
    /// Ends what was not answered and who did not come in time, tells of who came, and lets go of who is gone.
    ///
    /// Each talk is locked and looked at again: of several nodes one does it, and who comes at the last moment has come.
    public func tidyOffers() async throws {
        let now = clock.now()
        for listed in try await store.read({ try $0.all(OffersForTheClock(now: now)) }) {
            let shred = try await vault.secret(of: listed.conversation)
            try await store.write { db in
                guard let conversation = try db.first(LockedConversation(id: listed.conversation)),
                    let offer = try db.first(OfferByID(id: listed.id))
                else { return }
                switch offer.threeWay {
                case .offered(let it) where it.expired(at: now) != nil:
                    try Self.step(offer, .expire(at: now), now, db)
                    db.wake(Topics.conversation(conversation.id))
                case .waitingPartner(let it) where it.timedOut(at: now) != nil:
                    try nobodyCame(offer, conversation, shred, now, db)
                case .joined where (offer.joinedAt ?? now) <= now - OffersForTheClock.grace:
                    guard let shred else { return }
                    let (epoch, next) = (EpochKey.random(), conversation.openEpoch + 1)
                    try Self.newEpoch(epoch, after: conversation.openEpoch, in: conversation.id, db)
                    let key = ConversationKey(
                        epoch: epoch, shred: shred, conversation: conversation.id, epochNumber: Int(next))
                    try tellArrivals(conversation, key, next, now, db)
                default: break
                }
            }
            if let partner = listed.partner, listed.hasThird { try await drop(partner, from: listed.conversation) }
        }
    }

    private func nobodyCame(
        _ offer: StoredOffer, _ conversation: Conversation, _ shred: ShredSecret?, _ now: Instant, _ db: any Writing
    ) throws {
        try Self.step(offer, .timeOut(at: now), now, db)
        guard conversation.state != .closed else { return }
        // The other queue reads nothing of what follows.
        try Self.leaveQueue(conversation.id, db)
        let people = try db.all(ActiveParticipants(conversation: conversation.id))
        let name = pack.organisation(offer.organisation)?.name[conversation.language] ?? offer.organisation.text
        guard let shred else { return }
        try beginEpoch(
            of: conversation, shred, saying: .unjoined(name, with: shown(people, conversation.language)), now, db)
    }

    // MARK: counts

    /// The counts of steps that were not handed on yet, inside the transaction in which they are added to the figures.
    ///
    /// Ten at a time, or when their week is over: who watches the figure cannot tell which talk made it rise. The region is
    /// that of the line that was asked, when it has one.
    public func countSteps(in db: any Writing) throws -> [Count] {
        let rows = try db.all(StepCounts()).filter { $0.number > $0.handed }
        let week = clock.now().week
        let isDue = rows.reduce(0) { $0 + $1.number - $1.handed } >= Self.batch
        var counts: [Count] = []
        for row in rows {
            guard case .week(let counted)? = Period(row.week), isDue || counted < week else { continue }
            try db.run(MarkHanded(row: row))
            guard let step = ThreeWay.Counted(rawValue: row.step) else { continue }
            let regions = pack.line(row.to)?.regions ?? []
            let region = regions.count == 1 ? regions[0] : nil
            for indicator in pack.indicators where indicator.origin == .counted && indicator.metric == step.metric {
                counts.append(
                    Count(
                        indicator: indicator.id, region: region, week: counted, channel: .chat,
                        number: row.number - row.handed))
            }
        }
        return Self.summed(counts)
    }

    /// One count for each indicator, region and week.
    private static func summed(_ counts: [Count]) -> [Count] {
        Dictionary(grouping: counts) {
            Count(indicator: $0.indicator, region: $0.region, week: $0.week, channel: .chat, number: 0)
        }
        .map { key, same in
            Count(
                indicator: key.indicator, region: key.region, week: key.week,
                channel: .chat, number: same.reduce(0) { $0 + $1.number })
        }.sorted { ($0.indicator, $0.week, $0.region?.text ?? "") < ($1.indicator, $1.week, $1.region?.text ?? "") }
    }

    /// How often each step was taken between two lines in a week.
    public struct Funnel: Sendable, Hashable {
        public let from: LineID
        public let to: LineID
        public let week: String
        /// By step; left out where fewer than ten were counted.
        public let numbers: [String: Int]
    }

    /// The steps between lines, for those who look at figures. Small numbers stay in.
    public func funnels() async throws -> [Funnel] {
        struct Key: Hashable {
            let from: LineID
            let to: LineID
            let week: String
        }
        let rows = try await store.read { try $0.all(StepCounts()) }
        return Dictionary(grouping: rows) { Key(from: $0.from, to: $0.to, week: $0.week) }.map { key, rows in
            Funnel(
                from: key.from, to: key.to, week: key.week,
                numbers: Dictionary(
                    uniqueKeysWithValues: rows.filter { $0.number >= Self.batch }.map { ($0.step, $0.number) }))
        }.sorted { ($0.week, $0.from, $0.to) < ($1.week, $1.from, $1.to) }
    }
}

extension ThreeWay.Counted {
    /// The kind of figure it is.
    var metric: Metric {
        switch self {
        case .offered: .threeWayOffered
        case .accepted: .threeWayAccepted
        case .declined: .threeWayDeclined
        case .expired: .threeWayExpired
        case .joined: .threeWayJoined
        case .completed: .threeWayCompleted
        case .followUp: .threeWayFollowUp
        case .reported: .threeWayReported
        }
    }
}
