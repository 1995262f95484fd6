import Core
import Sealing

/// How somebody's own shift is going, for themselves. Nobody else sees it, and nothing in it is compared.
struct Shift: Sendable {
    /// Talks that the person marked as heavy.
    var heavy = 0
    /// Until when there is no new talk, after a heavy one; nil when there is nothing to rest from.
    var restUntil: Instant?
    var pausedSince: Instant?
    /// When the last pause ended; nil when there was none in this shift.
    var pausedUntil: Instant?
    /// The line for oneself; nil when there is none.
    var line: Words?

    /// How long no new talk comes after a heavy one, unless the person says ready (`experience.md` B20).
    static let rest = Duration.minutes(10)
    /// Characters of the line for oneself.
    static let lineLimit = 300

    /// Where its line is sealed for.
    static let purpose = "shift line"

    func isResting(at now: Instant) -> Bool { restUntil.map { now < $0 } ?? false }

    /// Throws why there is no new talk for this person now.
    func allowTaking(at now: Instant) throws {
        if pausedSince != nil { throw Refusal.paused }
        if isResting(at: now) { throw Refusal.resting }
    }
}

/// How a line is covered. Numbers of people, never who.
public struct Coverage: Sendable, Hashable {
    /// Signed in and on the line.
    public let present: Int
    /// Of them, those who take new talks now: no pause, no rest.
    public let available: Int
}
