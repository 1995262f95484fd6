import Core
import Foundation
import Pack
import Site
import Synchronization

/// The event stream of a talk: messages with their number as id, and `state`, `presence` and `offer` when they change.
///
/// One object for each stream, which is all that an idle one holds of its talk.
final class TalkStream: Sendable {
    let actions: ConversationsActions
    /// For the streams of pages, which get the sentence of the state in their language too. Nil for the API.
    let speech: Speech?
    let id: ConversationID
    let party: Party
    let clock: Clock
    /// Where it waits, or waited.
    let line: LineID
    private let told: Mutex<Told>

    /// What this listener was told last.
    private struct Told: Sendable {
        var number: Int64
        /// Of the last read from the store.
        var audience: Int64?
        var state: StateBody?
        var isAway: Bool?
        var offers: [Offer] = []
        var lookIns: [LookIn] = []
        /// In the log of an acute talk.
        var steps: Int64?
        var touchedAt: Instant
        /// When its place was last looked up in the store.
        var placeAt = ContinuousClock.now
        /// For pages: what stands beside the words.
        var stand: String?
        /// For the pages of seekers: since when somebody reads or writes.
        var busyAt: Instant?
    }

    private init(
        _ actions: ConversationsActions, _ id: ConversationID, _ party: Party, _ speech: Speech?, _ clock: Clock,
        line: LineID, after number: Int64
    ) {
        (self.actions, self.id, self.party, self.speech, self.clock) = (actions, id, party, speech, clock)
        self.line = line
        told = Mutex(Told(number: number, touchedAt: clock.now()))
    }

    struct StateBody: Encodable, Hashable {
        let state: String
        let position: Int?
        @AlwaysEncoded var wait: Wait?
        let alsoAsked: [OtherLineBody]?
        let text: String?

        static func == (left: Self, right: Self) -> Bool {
            left.state == right.state && left.position == right.position && left.wait == right.wait
                && left.alsoAsked == right.alsoAsked
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(state)
            hasher.combine(position)
        }
    }

    private struct PresenceBody: Encodable {
        let seeker: String
        let since: String?
    }

    /// Somebody who waits with a page open touches the talk this often, so that it is not taken for abandoned.
    private static let touchEvery = Duration.minutes(10)

    static func reply(
        _ exchange: Exchange, _ id: ConversationID, _ party: Party, _ actions: ConversationsActions, _ site: Website,
        speech: Speech?
    ) async throws -> Reply {
        let start = try exchange.lastSeenNumber()
        // Read once before the answer begins, so that who may not read gets a refusal and not an empty stream.
        let first = try await actions.read(id, after: start, as: party)
        let lines = first.state == "waiting" ? actions.pack.lines(thatMayAnswer: first.line) : []
        let stream = TalkStream(actions, id, party, speech, exchange.clock, line: first.line, after: start)
        return site.events { hint in
            stream.actions.listen(to: stream.id, lines: lines, hint)
        } lately: { newest, writer in
            try stream.writeLately(upTo: newest, &writer)
        } aside: { writer in
            try stream.writePlace(&writer)
        } read: { writer in
            try await stream.read(&writer)
        }
    }

    private func writeLately(upTo newest: Int64, _ writer: inout EventWriter) throws -> Bool {
        try told.withLock { told in
            guard let audience = told.audience,
                let messages = try actions.lately(
                    id, after: told.number, upTo: newest, as: party, audience: audience)
            else { return false }
            write(messages, &told, &writer)
            return true
        }
    }

    /// The place of who waits, as the board has it. False when it is on no board: taken, gone, or not read yet.
    private func writePlace(_ writer: inout EventWriter) throws -> Bool {
        guard case .seeker = party, told.withLock({ $0.state?.state == "waiting" }),
            let standing = place()
        else { return false }
        let others = standing.lines.filter { $0 != line }
        let state = StateBody(
            state: "waiting", position: standing.position, wait: standing.wait,
            alsoAsked: OtherLineBody.list(others, actions.pack),
            text: speech.map {
                StateSentence.waiting(standing.position, standing.wait, alsoAsked: others, actions.pack, $0)
            })
        if told.withLock({ $0.state.replace(with: state) }) {
            writer.event("state", data: try Self.encoder.encode(state))
        }
        return true
    }

    private func place() -> ConversationsActions.Standing? {
        let placeAt = told.withLock { $0.placeAt }
        return actions.board.standing(of: id, home: line, clock.now(), since: placeAt)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return encoder
    }

    private func read(_ writer: inout EventWriter) async throws -> Bool {
        let glimpse: Glimpse
        do {
            let place = place()
            glimpse = try await actions.read(id, after: told.withLock { $0.number }, as: party, place: place)
            if place == nil { told.withLock { $0.placeAt = .now } }
        } catch let refusal as Refusal {
            // Erased, or no longer this person's: say that it is over, and to a page why.
            if let speech, !party.isStaff || refusal == .notFound {
                try GoneBody(try await actions.gone(id, party), isStaff: party.isStaff, speech).write(&writer)
                return false
            }
            writer.event("state", data: Data(#"{"state":"closed","wait":null}"#.utf8))
            return false
        }
        try write(glimpse, &writer)
        if let speech {
            try await writeStand(&writer)
            if case .seeker = party { try await writeBusy(speech, &writer) }
        }
        try await touchIfWaiting(glimpse, clock.now())
        if case .staff(let person) = party { try await tellSteps(person, &writer) }
        return true
    }

    /// To the pages of staff: what was decided in an acute talk is another, by whomever.
    private func tellSteps(_ person: SignedIn, _ writer: inout EventWriter) async throws {
        guard speech != nil else { return }
        let steps = try await DeskActions(talks: actions).steps(id, person.member.organisation)
        let isNew = told.withLock { told in
            defer { told.steps = steps }
            return told.steps.map { $0 != steps } ?? false
        }
        if isNew { writer.event("beside", data: Data("{}".utf8)) }
    }

    private struct StandBody: Encodable {
        let stand: String
    }

    /// For pages: tells that something beside the words changed. What it is, the page asks the server.
    private func writeStand(_ writer: inout EventWriter) async throws {
        guard let stand = try await actions.partsBeside(id)?.stand(isStaff: party.isStaff) else { return }
        if told.withLock({ $0.stand.replace(with: stand) }) {
            writer.event("part", data: try JSONEncoder().encode(StandBody(stand: stand)))
        }
    }

    private struct BusyBody: Encodable {
        let text: String
    }

    /// To the seeker's page: somebody reads or writes. Told once; the page lets it go after a while.
    private func writeBusy(_ speech: Speech, _ writer: inout EventWriter) async throws {
        guard let busy = try await actions.busy(in: id) else { return }
        guard told.withLock({ $0.busyAt.replace(with: busy.at) }) else { return }
        writer.event("presence", data: try JSONEncoder().encode(BusyBody(text: BusySentence.text(busy, speech))))
    }

    private func write(_ glimpse: Glimpse, _ writer: inout EventWriter) throws {
        let encoder = Self.encoder
        var told = told.withLock { $0 }
        told.audience = glimpse.audience
        write(glimpse.messages, &told, &writer)
        let state = StateBody(
            state: glimpse.state, position: glimpse.position, wait: glimpse.wait,
            alsoAsked: OtherLineBody.list(glimpse.alsoAsked, actions.pack),
            text: speech.map { StateSentence.text(glimpse, party, actions.pack, $0) })
        if state != told.state {
            writer.event("state", data: try encoder.encode(state))
            told.state = state
        }
        let isAway = glimpse.awaySince != nil
        if case .staff = party, isAway != (told.isAway ?? false) {
            let since = glimpse.awaySince?.rfc3339
            writer.event(
                "presence", data: try encoder.encode(PresenceBody(seeker: isAway ? "away" : "here", since: since)))
        }
        told.isAway = isAway
        if glimpse.offers != told.offers {
            for offer in glimpse.offers where !told.offers.contains(offer) {
                writer.event("offer", data: try encoder.encode(OfferBody(offer)))
            }
            told.offers = glimpse.offers
        }
        if glimpse.lookIns != told.lookIns {
            let body = WatchingBody(glimpse.lookIns, party, actions.pack, speech)
            writer.event("watching", data: try encoder.encode(body))
            told.lookIns = glimpse.lookIns
        }
        self.told.withLock { [told] in $0 = told }
    }

    private func write(_ messages: [Message], _ told: inout Told, _ writer: inout EventWriter) {
        for message in messages where message.number > told.number {
            var body = MessageBody(message)
            if let speech { body.present(message, to: party, actions.pack, speech) }
            writer.event("message", id: message.number, data: body.json)
            told.number = message.number
        }
    }

    private func touchIfWaiting(_ glimpse: Glimpse, _ now: Instant) async throws {
        guard case .seeker = party, glimpse.state == "waiting" else { return }
        let isDue = told.withLock { told in
            guard now.since(told.touchedAt) > Self.touchEvery else { return false }
            told.touchedAt = now
            return true
        }
        if isDue { try await actions.touch(glimpse.id) }
    }
}

extension Optional where Wrapped: Equatable {
    /// True when it is another one than it was.
    fileprivate mutating func replace(with new: Wrapped) -> Bool {
        defer { self = new }
        return self != new
    }
}
