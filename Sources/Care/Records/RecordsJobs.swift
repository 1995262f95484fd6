import Core
import Database
import Pack

extension ConversationsActions {
    /// Turns what was closed into counts that identify nobody, inside the transaction in which they are added to the
    /// figures: either both happen or neither. A record is counted once.
    ///
    /// Ten of a channel at a time, or after a day: who watches the figure cannot tell which talk made it rise. Sooner only
    /// when one is about to be erased.
    public func count(in db: any Writing) throws -> [Count] {
        let now = clock.now()
        let waiting = try chats(now, db) + spoken(now, db)
        let counted = pack.indicators.filter { $0.origin == .counted && !$0.metric.isOfThreeWay }
        var numbers: [CountKey: Int] = [:]
        for group in Dictionary(grouping: waiting, by: \.group).values {
            guard group.count >= RecordTerms.batch || group.contains(where: \.isDue) else { continue }
            for record in group {
                if case .week(let week) = Period(record.week) {
                    for indicator in counted where record.counts(in: indicator) {
                        let key = CountKey(
                            indicator: indicator.id, region: record.region, week: week, channel: record.group.channel)
                        numbers[key, default: 0] += 1
                    }
                }
                try record.mark(db)
            }
        }
        return numbers.map {
            Count(indicator: $0.indicator, region: $0.region, week: $0.week, channel: $0.channel, number: $1)
        }.sorted { $0.order < $1.order }
    }

    /// How many of what is closed are counted together.
    static let batch = RecordTerms.batch

    private func chats(_ now: Instant, _ db: any Writing) throws -> [Waiting] {
        try db.all(UncountedRecords()).map { row in
            Waiting(
                group: .init(channel: .chat, isReport: false), week: row.week, region: row.region,
                fields: ContactRecord.fields(json: row.fields),
                isDue: row.closedAt <= now - .hours(24) || row.keepUntil.map { $0 <= now } ?? false
            ) { try $0.run(MarkCounted(conversation: row.conversation)) }
        }
    }

    private func spoken(_ now: Instant, _ db: any Writing) throws -> [Waiting] {
        try db.all(UncountedSpoken()).map { row in
            Waiting(
                group: .init(channel: row.channel, isReport: row.isReport), week: row.week, region: row.region,
                fields: ContactRecord.fields(json: row.fields), isDue: row.countBy <= now
            ) { db in
                if row.isReport {
                    try db.run(EmptyReportNote(id: row.id))
                } else {
                    try db.run(EmptySpokenRecord(id: row.id))
                }
            }
        }
    }

    /// Something that waits to be counted.
    private struct Waiting {
        struct Group: Hashable {
            let channel: ContactChannel
            let isReport: Bool
        }

        let group: Group
        let week: String
        let region: RegionID?
        let fields: [String: [String]]
        let isDue: Bool
        let mark: (any Writing) throws -> Void

        /// Advice and reports are never one figure, and silence or a joke is no talk.
        func counts(in indicator: Indicator) -> Bool {
            guard group.isReport == indicator.isOfReports else { return false }
            let isNoTalk = fields[ContactField.kind] == [KindOfTalk.noConversation.rawValue]
            guard isNoTalk == (indicator.metric == .contactsOffered) else { return false }
            return indicator.includes(fields)
        }
    }

    private struct CountKey: Hashable {
        let indicator: IndicatorID
        let region: RegionID?
        let week: Week
        let channel: ContactChannel
    }
}

extension Count {
    fileprivate var order: String { "\(indicator) \(week) \(region?.text ?? "") \(channel.rawValue)" }
}
