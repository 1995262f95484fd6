import Core
import Database
import Foundation
import Pack
import Sealing

/// Beginning a talk, through the gate of its line.
struct AdmissionActions: Sendable {
    let conversations: ConversationsActions
    let admission: Admission

    /// What somebody wants to begin.
    struct Request: Sendable {
        let line: LineID
        let language: Language
        var place: String?
        var region: RegionID?
        var text: String?
        /// The door the seeker came through, when that is known.
        var door: AudienceID?
        /// The hash of the session that the same browser had before.
        var lineage: [UInt8]?
        var proof: Proof?
    }

    enum Outcome: Sendable {
        case began(ConversationsActions.Started)
        case asked(Admission.Asked)
    }

    /// Begins the talk, or says what is asked first; then nothing was changed.
    ///
    /// Throws as `ConversationsActions.start`.
    func begin(_ request: Request) async throws -> Outcome {
        guard let line = conversations.pack.line(request.line) else { throw Refusal.notFound }
        let now = conversations.clock.now()
        let switches = await conversations.switches.current(for: line.id)
        // Refused before anything is asked: nobody does a sum for a line that is closed or a text that is too long.
        let region = request.region ?? request.place.flatMap { conversations.region(of: $0) }
        guard !conversations.beginnings(line, region: region, request.language, now, switches).isEmpty else {
            throw Refusal.lineClosed(line: line.id)
        }
        let words = try request.text.map { try Draft.words($0, field: "text") }
        if admission.needsRate(of: line.id) {
            let answered = try? await conversations.store.read {
                try $0.first(AnsweredSince(line: line.id, since: now - .hours(1)))
            }
            admission.carried(answered.flatMap { $0 } ?? 0, by: line.id)
        }
        let attempt = Admission.Attempt(
            line: line.id, text: words, lineage: request.lineage, proof: request.proof,
            isCalm: switches.isCalm(line.id, at: now))
        switch admission.ask(attempt) {
        case .asked(let asked): return .asked(asked)
        case .admitted(let share, let used):
            // Another node, or this one before it was started again, may have let somebody in by it.
            if let used, try await !isFirst(used) { return .asked(admission.askAgain(attempt)) }
            do {
                let started = try await conversations.start(
                    line: line.id, language: request.language, place: request.place, region: request.region,
                    text: request.text, door: request.door, room: Int((Double(line.queueLimit) * share).rounded(.up)))
                admission.began(attempt, token: started.token)
                return .began(started)
            } catch Refusal.queueFull where share < Lane.proved.queueShare && !attempt.isCalm {
                return .asked(admission.askAgain(attempt))
            }
        }
    }

    /// Writes down that a challenge was used, for all nodes, until it is too old to come back. False when it was before.
    private func isFirst(_ challenge: Challenge) async throws -> Bool {
        let mark = Digest.sha256(of: "challenge", challenge.id)
        return try await conversations.store.write { db in
            try db.run(InsertUsedChallenge(mark: mark, until: challenge.expiresAt)) == 1
        }
    }
}

/// What a browser carries while it waits to begin: in the one cookie, sealed, and good for ten minutes. There is no talk yet.
struct WaitingTicket: Sendable, Codable {
    let entrance: EntranceID
    let audience: AudienceID
    let region: RegionID?
    let line: LineID
    /// The challenge it waits with.
    var challenge: String
    /// The hash of the session before, in base64url.
    let lineage: String?

    /// Before the text, so that it is never taken for a session's token.
    private static let mark = "p"

    func text(_ keys: HourlyKeys, now: Instant) throws -> String {
        Self.mark + Base64URL.encode(try keys.seal(Array(try JSONEncoder().encode(self)), at: now))
    }

    /// Nil for everything that is no ticket of ours, or an old one.
    init?(text: String, _ keys: HourlyKeys, now: Instant) {
        guard text.hasPrefix(Self.mark), text.utf8.count < 2048,
            let sealed = Base64URL.decode(text.dropFirst(Self.mark.count)),
            let bytes = try? keys.open(sealed, now: now),
            let ticket = try? JSONDecoder().decode(WaitingTicket.self, from: Data(bytes))
        else { return nil }
        self = ticket
    }
}

extension WaitingTicket {
    init(
        entrance: EntranceID, audience: AudienceID, region: RegionID?, line: LineID, challenge: String,
        lineage: [UInt8]?
    ) {
        (self.entrance, self.audience, self.region) = (entrance, audience, region)
        (self.line, self.challenge, self.lineage) = (line, challenge, lineage.map { Base64URL.encode($0) })
    }
}
