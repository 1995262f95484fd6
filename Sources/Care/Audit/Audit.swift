import Core

/// What is written down of what staff do with talks and lines. Codes: the database knows no sentence of it.
public enum AuditAct: String, Sendable, CaseIterable {
    /// Took a talk from the queue.
    case took
    /// Read along with a talk of a colleague; and stopped.
    case lookedIn = "looked-in"
    case lookedAway = "looked-away"
    /// Said something to a colleague beside a talk.
    case whispered
    /// Asked the seeker to hand over, or for a third.
    case offered
    case invited
    /// Left a talk of several.
    case left
    case closed
    /// Decided otherwise than the rules about how urgent a talk is.
    case overruled
    /// Said that a talk is acute; and that it no longer is.
    case marked
    case unmarked
    /// Lowered, or gave back, how much somebody can hold.
    case capacity
    /// Opened or closed a line, or changed what it says.
    case switched
    /// Put a line in calm mode; and took it out.
    case calmed
    case uncalmed
}

/// One line of the audit.
public struct AuditEntry: Sendable, Hashable {
    let id: String
    /// To the minute.
    public let at: Instant
    public let organisation: OrganisationID
    public let person: PersonID
    /// Nil when the person is gone.
    public let name: String?
    /// Nil for a code of another version.
    public let act: AuditAct?
    public let line: LineID?
    /// The same for the same talk within a year, and nothing else: the talk itself cannot be found from it.
    public let talk: String?
}

/// For how long, and when a key goes.
enum AuditTerm {
    static let kept = Duration.days(365)

    /// The year, in UTC.
    static func year(_ moment: Instant) -> Int64 {
        Int64(moment.rfc3339.prefix(4)) ?? 0
    }

    static func minute(_ moment: Instant) -> Instant {
        Instant(milliseconds: moment.milliseconds - moment.milliseconds % 60_000)
    }
}

extension AuditEntry {
    /// Where the page that ends with this entry goes on.
    var cursor: AuditCursor { AuditCursor(at: at, id: id) }
}

/// A place between two entries, as it stands in an address.
struct AuditCursor: Sendable {
    let at: Instant
    let id: String

    init(at: Instant, id: String) {
        (self.at, self.id) = (at, id)
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let at = Int64(parts[0]), let id = ID<AuditEntry>(parts[1]) else { return nil }
        self.init(at: Instant(milliseconds: at), id: id.text)
    }

    var text: String { "\(at.milliseconds)-\(id)" }
}
