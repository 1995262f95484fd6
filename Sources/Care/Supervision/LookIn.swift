import Core

/// A supervisor who reads along with a talk of their line. Never unseen: both ends are told as long as it lasts.
public struct LookIn: Sendable, Hashable {
    public let person: PersonID
    public let name: String
    public let organisation: OrganisationID
    let since: Instant
    let seenAt: Instant

    /// Nobody looked for this long: it is over, and must be begun again.
    static let lapses = Duration.seconds(90)
    /// A page that is open says so this often.
    static let touchEvery = Duration.seconds(30)

    /// Times do not count: the same people reading along is no news.
    public static func == (left: Self, right: Self) -> Bool {
        left.person == right.person && left.organisation == right.organisation && left.name == right.name
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(person) }
}

/// A talk as a supervisor sees it who looks in: to read, and nothing else.
struct Observed: Sendable {
    let id: ConversationID
    let line: LineID
    let state: String
    /// Those whose epochs the supervisors of the line were granted.
    let messages: [Message]
    let whispers: [Whisper]
    /// The counsellors who are in it, of whichever organisation.
    let counsellors: [String]
    let arrivedAt: Instant
    let weight: Int64
    let lastNumber: Int64
}
