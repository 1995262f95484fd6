import Core
import Pack
import Sealing

/// Why a talk stands first, or does not. Sealed in the store, for whoever can open the talk.
public enum UrgencyReason: Sendable, Hashable {
    /// A word of the rules was in what the seeker wrote. As it stands in the rules.
    case word(rule: String, level: String, word: String)
    /// Somebody of the line decided. Their word stays, whatever is written later.
    case person(name: String, isUrgent: Bool)
}

/// What is sealed of a talk besides its text: at most one of each kind.
enum QueueNote: Sendable, Hashable {
    /// The door the seeker came through, as its audience.
    case door(AudienceID)
    case words(UrgencyRules.Match)
    case person(name: String, isUrgent: Bool)

    var kind: String {
        switch self {
        case .door: "door"
        case .words: "words"
        case .person: "person"
        }
    }

    var words: Words {
        switch self {
        case .door(let audience): Words(audience.text)
        case .words(let match): Words([match.level.rawValue, match.rule, match.word].joined(separator: "\t"))
        case .person(let name, let isUrgent): Words([isUrgent ? "1" : "0", name].joined(separator: "\t"))
        }
    }

    /// Nil for what no version of this program wrote.
    init?(kind: String, _ words: Words) {
        let parts = words.reveal().split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        switch (kind, parts.count) {
        case ("door", 1):
            guard let audience = AudienceID(parts[0]) else { return nil }
            self = .door(audience)
        case ("words", 3):
            guard let level = UrgencyRules.Level(rawValue: parts[0]) else { return nil }
            self = .words(.init(rule: parts[1], level: level, word: parts[2]))
        case ("person", 2): self = .person(name: parts[1], isUrgent: parts[0] == "1")
        default: return nil
        }
    }

    var reason: UrgencyReason? {
        switch self {
        case .door: nil
        case .words(let match): .word(rule: match.rule, level: match.level.rawValue, word: match.word)
        case .person(let name, let isUrgent): .person(name: name, isUrgent: isUrgent)
        }
    }

    /// A note is no message and has no number; its kind takes the place of the author.
    static func address(_ id: ConversationID, _ epoch: Int64, _ kind: String) -> MessageAddress {
        MessageAddress(conversation: id, epoch: Int(epoch), number: 0, author: "queue:\(kind)", organisation: nil)
    }
}

extension Pack {
    /// Whether somebody's first words are urgent by the rules of the pack, in whichever of its languages.
    public func isUrgent(_ words: Words) -> Bool { languages.contains { urgency.match(words, $0) != nil } }
}

extension UrgencyRules {
    /// The most urgent word of what somebody wrote.
    func match(_ words: Words, _ language: Language) -> Match? { match(words.reveal(), language) }
}
