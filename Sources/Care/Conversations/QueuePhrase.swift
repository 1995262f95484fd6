import Pack
import Site

/// The texts of the queue: why somebody stands first.
public enum QueuePhrase: String, PhraseKey {
    case urgentWord = "queue.urgentWord"
    case urgentAcute = "queue.urgentAcute"
    case urgentHigh = "queue.urgentHigh"
    case raisedBy = "queue.raisedBy"
    case loweredBy = "queue.loweredBy"
    case laterWord = "queue.laterWord"
}

/// Why a talk stood first, for whoever may open it.
enum UrgencySentence {
    static func text(_ reason: UrgencyReason, _ pack: Pack, _ say: Speech) -> String {
        switch reason {
        case .word(let rule, let level, let word, let isLater):
            let name = pack.urgency.rules.first { $0.id == rule }?.name[say.language] ?? rule
            if isLater { return say(QueuePhrase.laterWord, ["word": word, "rule": name]) }
            let urgent = UrgencyRules.Level(rawValue: level) == .acute ? QueuePhrase.urgentAcute : .urgentHigh
            return "\(say(urgent)) \(say(QueuePhrase.urgentWord, ["word": word, "rule": name]))"
        case .person(let name, let isUrgent):
            return say(isUrgent ? QueuePhrase.raisedBy : .loweredBy, ["name": name])
        }
    }
}
