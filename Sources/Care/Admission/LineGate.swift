import Core
import Foundation

/// So many a second, and so many at once. Time may jump either way.
struct Bucket: Sendable {
    private(set) var perSecond: Double
    private var tokens: Double
    private var at: Instant

    init(perSecond: Double, burst: Double, now: Instant) {
        self.perSecond = perSecond
        tokens = burst
        at = now
    }

    /// True when there was room for one more. `burst` bounds what is saved up.
    mutating func take(perSecond: Double, burst: Double, now: Instant) -> Bool {
        let seconds = Double(max(0, now.since(at).wholeMilliseconds)) / 1000
        (tokens, at, self.perSecond) = (min(burst, tokens + seconds * perSecond), now, perSecond)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}

/// How a start comes in.
enum Lane: Int, CaseIterable, Sendable {
    /// Without anything, while there is room.
    case plain
    /// Who has waited for a while.
    case patient
    /// Who did a small sum.
    case proved
    /// Whose first words are urgent.
    case urgent
    case provedUrgent

    /// How many times what the line carries this lane lets in. Each has room of its own: one that is flooded takes nothing
    /// from the others.
    var share: Double {
        switch self {
        case .plain, .urgent: 1
        case .patient: 2
        case .proved, .provedUrgent: 4
        }
    }

    /// How full the line's queue may be for this lane, as a part of its limit: the last fifth is for urgent talks.
    var queueShare: Double {
        switch self {
        case .plain, .patient: 0.6
        case .proved: 0.8
        case .urgent, .provedUrgent: 1
        }
    }
}

/// What one line lets in: from what it carried in the last hour, with a floor. A line of its own for every line, so that a
/// flood on one closes no other.
struct LineGate: Sendable {
    /// Starts a second that every line lets in: 30 a minute.
    static let floor = 0.5
    /// Starts at once on a line that was quiet.
    static let burst = 30.0
    /// A line takes this many times what its people answered in the last hour before it asks for anything.
    static let headroom = 3.0

    private var buckets: [Bucket]
    /// Starts that were tried, fading with a time constant of ten seconds.
    private var attempts = 0.0
    private var attemptedAt: Instant
    /// Talks that were answered in the last hour. Only people can make this grow, a flood cannot.
    private var answered = 0
    private(set) var answeredAt: Instant?

    init(now: Instant) {
        buckets = Lane.allCases.map {
            Bucket(perSecond: Self.floor * $0.share, burst: Self.burst * $0.share, now: now)
        }
        attemptedAt = now
    }

    mutating func carried(_ count: Int, now: Instant) {
        (answered, answeredAt) = (count, now)
    }

    /// Starts a second that it can carry without asking anything.
    var perSecond: Double { max(Self.floor, Self.headroom * Double(answered) / 3600) }

    mutating func attempted(_ now: Instant) {
        attempts = fading(now) + 1
        attemptedAt = now
    }

    private func fading(_ now: Instant) -> Double {
        attempts * exp(-Double(max(0, now.since(attemptedAt).wholeMilliseconds)) / 10_000)
    }

    mutating func take(_ lane: Lane, _ now: Instant) -> Bool {
        let rate = perSecond * lane.share
        return buckets[lane.rawValue].take(perSecond: rate, burst: max(Self.burst * lane.share, rate * 10), now: now)
    }

    /// How many times more is tried than it can carry.
    func pressure(_ now: Instant) -> Double { fading(now) / 10 / perSecond }

    /// Zero bits of a sum: one more each time the pressure doubles, bounded.
    func bits(_ now: Instant) -> Int {
        let steps = Int(log2(max(1, pressure(now))).rounded(.down))
        return min(Challenge.mostBits, Challenge.fewestBits + steps)
    }

    /// Seconds after which somebody without script goes on: 8, growing with the pressure to a minute.
    func patience(_ now: Instant) -> Int64 {
        Int64(min(60, max(8, 8 * max(0, pressure(now)).squareRoot())))
    }
}
