import Core
import Pack

/// Where a talk stands. What a person sees as "away" is one of these with nobody at the seeker's end.
enum ConversationState: String, Sendable {
    case waiting, open, closed
}

/// Who wrote a message.
enum Author: String, Sendable {
    case seeker, counsellor, system
}

/// How much of what was said before the receiver of an offer may read.
enum Share: String, Sendable, Codable {
    case history, summary
    case fromNow = "from-now"
}

/// Why a talk waits in a queue.
enum QueueKind: String, Sendable {
    case new, handover, invite
}

/// A talk as stored, without its words.
struct Conversation: Sendable {
    let id: ConversationID
    let line: LineID
    let organisation: OrganisationID
    let language: Language
    let region: RegionID?
    let state: ConversationState
    let weight: Int64
    let lastNumber: Int64
    let openEpoch: Int64
    let arrivedAt: Instant
    let awaySince: Instant?
    let touchedAt: Instant
    let closedAt: Instant?
    /// Counts up whenever somebody who could read the talk no longer can, or reads it by other keys.
    let audience: Int64
    /// The seeker asked to keep it no longer than so many hours; nil for as long as the line has it.
    var keepHours: Int64?

    /// The state as both ends are told it.
    var shownState: String {
        if state != .closed, awaySince != nil { return "away" }
        return state.rawValue
    }
}

/// The limits of a talk, in one place. Each has a test on both sides.
public enum TalkLimit {
    /// Characters of one message.
    public static let text = 4000
    /// Printable characters of a `clientId`.
    public static let clientId = 128
    /// Characters of a place a seeker types.
    public static let place = 100
    /// Codes of words that open one talk, or calm pages of it, at the same time.
    public static let codes = 4
    /// How long the seeker has to answer an offer.
    static let offer = Duration.minutes(5)
}

/// How long a talk is kept: by the terms of its organisation in the pack (`SECURITY.md`, retention).
enum Retention {
    /// An open talk in which nobody wrote for this long is closed, everywhere.
    static let silent = Duration.hours(24)
}

/// A text on its way in, checked.
struct Draft: Sendable {
    let clientId: String
    let words: Words

    /// Throws what is wrong with it. Line ends become `\n`; the text is otherwise taken as it is.
    init(clientId: String, text: String) throws {
        try Self.check(clientId: clientId)
        self.clientId = clientId
        words = try Self.words(text, field: "text")
    }

    /// Throws `malformed` when it is empty, too long or cannot be printed.
    static func check(clientId: String) throws {
        guard (1...TalkLimit.clientId).contains(clientId.count), clientId.utf8.count <= 4 * TalkLimit.clientId,
            clientId.unicodeScalars.allSatisfy(isPrintable)
        else { throw Refusal.malformed(field: "clientId") }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7f).contains(scalar.value) }
        return !scalar.properties.isWhitespace && !unprintable.contains(scalar.properties.generalCategory)
    }

    private static let unprintable: Set<Unicode.GeneralCategory> = [
        .control, .format, .surrogate, .privateUse, .unassigned,
    ]

    static func words(_ text: String, field: String, limit: Int = TalkLimit.text) throws -> Words {
        // A text of 16 kB of bytes can be one grapheme; both are limited.
        guard text.utf8.count <= limit * 7, text.count <= limit else {
            throw Refusal.tooLong(field: field, limit: limit, over: max(1, text.count - limit))
        }
        let hasWords = text.unicodeScalars.contains { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
        }
        guard hasWords else { throw Refusal.empty(field: field) }
        return Words(text)
    }
}

/// What the seeker may expect of the queue: a range in seconds, never a promise.
public struct Wait: Sendable, Hashable, Codable {
    public let lowSeconds: Int
    public let highSeconds: Int

    /// Fewer answers in the last hour than this say too little.
    static let leastAnswers = 5
    /// Older answers say nothing of now, and are forgotten.
    static let window = Duration.hours(1)

    /// As below, from answers that rest on who is there now. Nil when nobody is; and for ten minutes after somebody came or
    /// went, unless enough was answered since then.
    init?(position: Int, answered: [Instant], staffing: Staffing, now: Instant) {
        guard staffing.signedIn > 0 else { return nil }
        guard let changed = staffing.changedAt else {
            self.init(position: position, answered: answered, now: now)
            return
        }
        let since = answered.filter { $0 >= changed }
        guard since.count >= Self.leastAnswers || now.since(changed) >= Staffing.settles else { return nil }
        self.init(position: position, answered: since.count >= Self.leastAnswers ? since : answered, now: now)
    }

    /// From the moments at which the line's last talks were answered, latest first. Nil when that says too little: fewer
    /// than five in the last hour, because a wrong estimate does harm (`experience.md` A51, A52).
    init?(position: Int, answered: [Instant], now: Instant) {
        let recent = answered.filter { $0 > now - Self.window }
        guard position > 0, recent.count >= Self.leastAnswers, let first = recent.last else { return nil }
        // The moments are kept to the second, so now is one too.
        let whole = Instant(milliseconds: now.milliseconds - now.milliseconds % 1000)
        let gap = Double(whole.since(first).wholeMilliseconds) / 1000 / Double(recent.count)
        let seconds = gap * Double(position)
        lowSeconds = Int((seconds * 0.5 / 60).rounded(.down)) * 60
        // Rounded up to whole minutes, and never less than one.
        highSeconds = max(60, Int((seconds * 2 / 60).rounded(.up)) * 60)
    }
}
