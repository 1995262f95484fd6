import Core
import Database
import Foundation
import Pack
import Sealing

/// What talks leave behind for their line's history, in the transaction of what happens: one row in, or one out and one in.
///
/// Nothing here waits for a row that another node writes too; counts are added up once a minute
/// (``StaffingActions/count()``).
struct LineCounts: Sendable {
    let pack: Pack
    let pepper: Pepper

    /// Somebody came and waits.
    /// - Parameter promised: what they were told to expect.
    func came(_ conversation: Conversation, by door: AudienceID?, promised: Wait?, _ db: any Writing) throws {
        try db.run(
            InsertArrival(
                conversation: conversation.id, line: conversation.line,
                at: LocalHour(conversation.arrivedAt, pack.timeZone), door: mark(door, of: conversation.id),
                promisedSeconds: promised.map { Int64($0.highSeconds) }))
    }

    /// Somebody who waited for a first answer got one, on a line. Nothing when they were counted.
    func answered(_ conversation: Conversation, on line: LineID, _ now: Instant, _ db: any Writing) throws {
        let isFirst = try resolve(conversation.id, .answered, db) { now.since(conversation.arrivedAt) }
        if isFirst { try db.run(InsertLineAnswer(line: line, at: now)) }
    }

    /// Somebody who waited for a first answer went away: now, or when they were last seen. Nothing when they were counted.
    func left(_ id: ConversationID, at moment: Instant?, _ db: any Writing) throws {
        try resolve(id, .left, db) {
            guard let seen = try db.first(LastSeen(conversation: id)) else { return nil }
            return (moment ?? seen.seenAt).since(seen.arrivedAt)
        }
    }

    /// An answered talk is about to be closed. `end` is nil when it fell silent: then it ended with its last sign of life.
    func talked(_ id: ConversationID, until end: Instant?, _ db: any Writing) throws {
        guard let talk = try db.first(TalkTimes(conversation: id)) else { return }
        let seconds = max(0, (end ?? talk.touchedAt).since(talk.answeredAt).wholeSeconds)
        try db.run(
            InsertLineEvent(
                event: LineEvent(
                    line: talk.line, at: LocalHour(talk.arrivedAt, pack.timeZone), door: "", kind: .talked,
                    promise: .none, seconds: seconds)))
    }

    /// A talk is about to be erased: counts what it still was.
    func gone(_ id: ConversationID, at moment: Instant?, _ db: any Writing) throws {
        try left(id, at: moment, db)
        try talked(id, until: moment, db)
    }

    @discardableResult
    private func resolve(
        _ id: ConversationID, _ kind: LineEvent.Kind, _ db: any Writing, after wait: () throws -> Duration?
    ) throws -> Bool {
        guard let arrival = try db.first(TakeArrival(conversation: id)), let wait = try wait() else { return false }
        // To the nearest second: arrivals within one millisecond are kept apart by one.
        let seconds = max(0, (wait + .milliseconds(500)).wholeSeconds)
        let door = kind == .left ? self.door(arrival.door, of: id) : nil
        try db.run(
            InsertLineEvent(
                event: LineEvent(
                    line: arrival.line, at: arrival.at, door: door?.text ?? "", kind: kind,
                    promise: Promise(waited: seconds, promised: arrival.promisedSeconds), seconds: seconds)))
        return true
    }

    // MARK: the entrance of somebody who waits

    /// By which entrance somebody came says something of them. Beside the talk it stands as a mark that is another one for
    /// each talk and tells nothing without the pepper.
    private func mark(_ door: AudienceID?, of id: ConversationID) -> [UInt8] {
        pepper.derive("arrival-door", from: Array("\(id) \(door?.text ?? "")".utf8), count: 16)
    }

    /// The entrance of a mark, by trying all there are.
    private func door(_ mark: [UInt8], of id: ConversationID) -> AudienceID? {
        pack.routes.audiences.map(\.id).first { self.mark($0, of: id) == mark }
    }
}

extension ConversationsActions {
    var counts: LineCounts { LineCounts(pack: pack, pepper: pepper) }
}
