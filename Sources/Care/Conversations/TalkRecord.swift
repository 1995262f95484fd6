import Core

/// What is known of a talk beside its messages. Sealed as a whole, its kind too, and readable by those who read the epoch.
enum TalkRecord: Codable, Sendable, Hashable {
    /// The seeker was asked whether somebody may read along, and answered.
    case consent(Consent)
    /// How things go on after a talk with three.
    case followUp(FollowUp)
    /// The seeker gave a name and wanted a report; this organisation began one.
    case report(String)
    /// The seeker thinks it fine that the one who asked a third in goes.
    case mayGo
    /// A word by which the seeker says that they are not free to type.
    case quietWord(String)
    case canType(FreeToType)
    /// The seeker came back by code.
    case returned
    /// The same, after the exit was used.
    case returnedAfterExit
    /// The second code was typed: somebody may be watching.
    case watched
    /// Asked after a long silence, the seeker said that they are there.
    case stillThere

    struct Consent: Codable, Sendable, Hashable {
        /// As it was shown.
        let question: String
        let share: String
        let isYes: Bool
    }

    struct FollowUp: Codable, Sendable, Hashable {
        let how: String
        let when: String
        /// When it is safe to be reached; nil when that was not asked.
        let safeTime: String?
    }

    enum FreeToType: String, Codable, Sendable, CaseIterable {
        case yes, no
        case ratherNot = "rather-not"
    }

    /// Characters of a quiet word, and of each answer about what comes after.
    static let longestWord = 40
    static let longestAnswer = 200

    /// What the seeker's own side may show. How safe somebody is, is never on a screen that another may see.
    var isForSeeker: Bool {
        switch self {
        case .consent, .followUp, .report, .mayGo: true
        case .quietWord, .canType, .returned, .returnedAfterExit, .watched, .stillThere: false
        }
    }
}

/// A record as somebody reads it.
struct ReadRecord: Sendable, Hashable {
    let record: TalkRecord
    /// In whole minutes.
    let at: Instant
}

/// What the counsellor must know about how safe it is to write. Nil is not known.
struct SafetyFacts: Sendable, Hashable {
    struct Answer: Sendable, Hashable {
        let answer: TalkRecord.FreeToType
        let at: Instant
    }

    /// The word that was agreed last.
    var quietWord: String?
    private var agreedAt: Instant?
    /// The seeker wrote it since they agreed on it; nil when there is none.
    private(set) var saidQuietWord: Bool?
    var canType: Answer?
    var returnedAt: Instant?
    /// How often the seeker used the exit and came back.
    private(set) var exitUsed = 0
    var watchedAt: Instant?
    var stillThereAt: Instant?
    var hasCode: Bool?
    /// Since when the seeker is away by the exit; nil while they are there.
    var awaySince: Instant?

    /// Not all of the talk was shared with who reads this: what is not known here may be known to the other.
    var isPartly = false
    /// Somebody in the talk called it acute.
    var isAcute = false

    /// Whether the seeker can write freely, by their own last answer; nil when they were not asked or would rather not say.
    var canTalk: Bool? {
        switch canType?.answer {
        case .yes: true
        case .no: false
        case .ratherNot, nil: nil
        }
    }

    init(_ records: [ReadRecord]) {
        for read in records {
            switch read.record {
            case .quietWord(let word): (quietWord, agreedAt, saidQuietWord) = (word, read.at, false)
            case .canType(let answer): canType = Answer(answer: answer, at: read.at)
            case .returned, .returnedAfterExit:
                returnedAt = read.at
                if read.record == .returnedAfterExit { exitUsed += 1 }
                // An answer is good for one visit.
                canType = nil
            case .watched: watchedAt = read.at
            case .stillThere: stillThereAt = read.at
            case .consent, .followUp, .report, .mayGo: break
            }
        }
    }

    /// Looks for the quiet word, as a word of its own, in what the seeker wrote since it was agreed.
    mutating func look(in messages: [Message]) {
        guard let quietWord, let agreedAt else { return }
        let wanted = Self.words(quietWord)
        saidQuietWord = messages.contains {
            $0.author == "seeker" && $0.sentAt >= agreedAt && Self.words($0.words.reveal()).contains(wanted)
        }
    }

    /// Words between single spaces, in small letters, one space at either end: "Prima. Citroen!" is " prima citroen ".
    private static func words(_ text: String) -> String {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        return " \(words.joined(separator: " ")) "
    }
}

extension Instant {
    /// The minute it is in: as fine as anything beside a message is kept.
    var minute: Instant { Instant(milliseconds: milliseconds - (milliseconds % 60_000 + 60_000) % 60_000) }
}
