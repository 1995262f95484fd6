import Core

/// What is known of a talk beside its messages. Sealed as a whole, its kind too, and readable by those who read the epoch.
enum TalkRecord: Codable, Sendable, Hashable {
    /// The seeker was asked whether somebody may read along, and answered.
    case consent(Consent)
    /// How things go on after a talk with three.
    case followUp(FollowUp)
    /// A word by which the seeker says that they are not free to type.
    case quietWord(String)
    case canType(FreeToType)
    /// The seeker came back by code.
    case returned
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
        case .consent, .followUp: true
        case .quietWord, .canType, .returned, .watched, .stillThere: false
        }
    }
}

/// A record as somebody reads it.
struct ReadRecord: Sendable, Hashable {
    let record: TalkRecord
    /// In whole minutes.
    let at: Instant
}

/// What the counsellor must know about how safe it is to write, from the records of a talk.
struct SafetyFacts: Sendable, Hashable {
    struct Answer: Sendable, Hashable {
        let answer: TalkRecord.FreeToType
        let at: Instant
    }

    var quietWord: String?
    var canType: Answer?
    var returnedAt: Instant?
    var watchedAt: Instant?
    var stillThereAt: Instant?

    init(_ records: [ReadRecord]) {
        for read in records {
            switch read.record {
            case .quietWord(let word): quietWord = word
            case .canType(let answer): canType = Answer(answer: answer, at: read.at)
            case .returned:
                returnedAt = read.at
                // An answer is good for one visit.
                canType = nil
            case .watched: watchedAt = read.at
            case .stillThere: stillThereAt = read.at
            case .consent, .followUp: break
            }
        }
    }
}

extension Instant {
    /// The minute it is in: as fine as anything beside a message is kept.
    var minute: Instant { Instant(milliseconds: milliseconds - (milliseconds % 60_000 + 60_000) % 60_000) }
}
