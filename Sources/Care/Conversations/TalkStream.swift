import Core
import Foundation
import Site
import Synchronization

/// The event stream of a talk: messages with their number as id, and `state`, `presence` and `offer` when they change.
struct TalkStream: Sendable {
    let actions: ConversationsActions
    let site: Website
    /// For the streams of pages, which get the sentence of the state in their language too. Nil for the API.
    let speech: Speech?

    /// What this listener was told last.
    private final class Cursor: Sendable {
        struct Told: Sendable {
            var number: Int64
            /// Of the last read from the store.
            var audience: Int64?
            var state: StateBody?
            var isAway: Bool?
            var offers: [Offer] = []
            var touchedAt: Instant
        }
        let told: Mutex<Told>

        init(_ told: Told) {
            self.told = Mutex(told)
        }
    }

    struct StateBody: Encodable, Hashable {
        let state: String
        let position: Int?
        @AlwaysEncoded var wait: Wait?
        let text: String?

        static func == (left: Self, right: Self) -> Bool {
            left.state == right.state && left.position == right.position && left.wait == right.wait
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

    func reply(_ exchange: Exchange, _ id: ConversationID, _ party: Party) async throws -> Reply {
        let start = exchange.lastSeenNumber
        let now = exchange.clock.now()
        // Read once before the answer begins, so that who may not read gets a refusal and not an empty stream.
        let first = try await actions.read(id, after: start, as: party)
        let cursor = Cursor(.init(number: start, touchedAt: now))
        let actions = actions
        let waiting = first.state == "waiting" ? first.line : nil
        return site.events(exchange) { hint in
            actions.listen(to: id, line: waiting, hint)
        } lately: { newest, writer in
            let (number, audience) = cursor.told.withLock { ($0.number, $0.audience) }
            guard let audience,
                let messages = try actions.lately(id, after: number, upTo: newest, as: party, audience: audience)
            else { return false }
            try cursor.told.withLock { try write(messages, to: party, &$0, &writer) }
            return true
        } read: { writer in
            let number = cursor.told.withLock { $0.number }
            let glimpse: Glimpse
            do {
                glimpse = try await actions.read(id, after: number, as: party)
            } catch is Refusal {
                // Erased, or no longer this person's: say that it is over.
                writer.event("state", data: Data(#"{"state":"closed","wait":null}"#.utf8))
                return false
            }
            try write(glimpse, cursor, party, &writer)
            try await touchIfWaiting(glimpse, cursor, party, exchange.clock.now())
            return true
        }
    }

    private func write(_ glimpse: Glimpse, _ cursor: Cursor, _ party: Party, _ writer: inout EventWriter) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        var told = cursor.told.withLock { $0 }
        told.audience = glimpse.audience
        try write(glimpse.messages, to: party, &told, &writer)
        let state = StateBody(
            state: glimpse.state, position: glimpse.position, wait: glimpse.wait,
            text: speech.map { StateSentence.text(glimpse, party, $0) })
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
        cursor.told.withLock { $0 = told }
    }

    private func write(_ messages: [Message], to party: Party, _ told: inout Cursor.Told, _ writer: inout EventWriter)
        throws
    {
        for message in messages where message.number > told.number {
            var body = MessageBody(message)
            if let speech { body.present(message, to: party, actions.pack, speech) }
            writer.event("message", id: message.number, data: body.json)
            told.number = message.number
        }
    }

    private func touchIfWaiting(_ glimpse: Glimpse, _ cursor: Cursor, _ party: Party, _ now: Instant) async throws {
        guard case .seeker = party, glimpse.state == "waiting" else { return }
        let isDue = cursor.told.withLock { told in
            guard now.since(told.touchedAt) > Self.touchEvery else { return false }
            told.touchedAt = now
            return true
        }
        if isDue { try await actions.touch(glimpse.id) }
    }
}
