import Core
import Pack

/// How the lines of a supervisor stand: numbers and codes, no word of any talk and no name of who works.
struct Overview: Sendable, Equatable {
    let lines: [LineStand]
    let talks: [TalkStand]

    /// Talks shown at most; the urgent ones come first.
    static let mostTalks = 200
    /// Waiting talks shown of one line at most.
    static let mostWaiting = 50

    var waiting: Int { lines.reduce(0) { $0 + $1.waiting } }
    var longestWaitSeconds: Int { lines.map(\.longestWaitSeconds).max() ?? 0 }
    var acute: Int { talks.count { $0.isAcute } }
    var away: Int { talks.count { $0.isAway } }
    var lost: Int { talks.count { $0.isLost } }
    /// Lines that are open while nobody is signed in.
    var unstaffed: Int { lines.count { $0.isUnstaffed } }
}

struct LineStand: Sendable, Equatable {
    let line: LineID
    let isOpen: Bool
    let waiting: Int
    let longestWaitSeconds: Int
    /// How many are signed in on it now.
    let present: Int
    /// How many of them can take one more talk now: not in a pause, not resting, not full.
    let canTake: Int
    /// How many of those who are signed in now still are in one hour and in two; nil when the line is closed then.
    let inHours: [Int?]
    let isUnstaffed: Bool
    let queue: [WaitingStand]
    /// When it was open with nobody there, also what has passed; the latest first.
    let incidents: [LineIncident]
}

/// A talk that waits, as the one who plans sees it.
struct WaitingStand: Sendable, Equatable {
    let id: ConversationID
    let isUrgent: Bool
    let minutes: Int
    let language: Language
    /// New, or on its way from a colleague.
    let isNew: Bool
    /// The page was left; it keeps its place.
    let isAway: Bool
}

/// A talk that goes on.
struct TalkStand: Sendable, Equatable {
    let id: ConversationID
    let line: LineID
    let minutes: Int
    let isAcute: Bool
    /// The exit was used.
    let isAway: Bool
    /// The page is not open any more, and nobody used the exit.
    let isLost: Bool
    /// A counsellor whispered, and no supervisor answered yet.
    let asksAlong: Bool
    /// This supervisor looks in now.
    let isWatched: Bool
    let isOfSeveral: Bool

    /// What needs somebody first.
    var urgency: Int {
        (isAcute ? 8 : 0) + (asksAlong ? 4 : 0) + (isLost ? 2 : 0) + (isAway ? 1 : 0)
    }
}

/// How somebody's capacity stands, without who it is.
struct Member: Sendable {
    let capacity: Int64
    let load: Int64
    let signedInUntil: Instant
    /// In a pause, or resting after a heavy talk.
    let isApart: Bool

    var canTake: Bool { !isApart && load < capacity }
}
