import Core
import Pack
import Sealing

/// Why a talk stands first, or does not. Sealed in the store, for whoever can open the talk.
public enum UrgencyReason: Sendable, Hashable {
    /// A word of the rules was in what the seeker wrote. As it stands in the rules. Later: it came after somebody had put the
    /// talk back, who did not know of it then.
    case word(rule: String, level: String, word: String, isLater: Bool = false)
    /// Somebody of the line decided. Their word stays for what they knew of.
    case person(name: String, isUrgent: Bool)

    /// A word that came after somebody had put the talk back.
    var isLater: Bool { if case .word(_, _, _, isLater: true) = self { true } else { false } }
}

/// The words of the rules that somebody who waits wrote, in the order in which they came.
struct SeenWords: Sendable, Hashable {
    struct Seen: Sendable, Hashable {
        let match: UrgencyRules.Match
        /// It came after a person had put the talk back, and nobody decided again since.
        var isLater = false
    }

    /// So many are remembered; a word beyond it counts as new each time, so that forgetting raises and never lowers.
    static let most = 32

    private(set) var all: [Seen] = []

    init(_ matches: [UrgencyRules.Match] = []) { add(matches, isLater: false) }

    fileprivate init(all: [Seen]) { self.all = all }

    /// Those of `matches` that were not there yet.
    func new(of matches: [UrgencyRules.Match]) -> [UrgencyRules.Match] {
        matches.filter { match in !all.contains { $0.match == match } }
    }

    func knows(rule: String) -> Bool { all.contains { $0.match.rule == rule } }

    mutating func add(_ matches: [UrgencyRules.Match], isLater: Bool) {
        all += matches.prefix(Self.most - all.count).map { Seen(match: $0, isLater: isLater) }
    }

    /// A person decided: from here on they knew of all of it.
    mutating func settle() {
        for index in all.indices { all[index].isLater = false }
    }

    /// The gravest of what was known, and everything that came after somebody's decision.
    var reasons: [UrgencyReason] {
        let known = all.filter { !$0.isLater }
        let gravest = known.first { $0.match.level == .acute } ?? known.first
        return ([gravest].compactMap(\.self) + all.filter(\.isLater)).map {
            .word(
                rule: $0.match.rule, level: $0.match.level.rawValue, word: $0.match.word, isLater: $0.isLater)
        }
    }

    fileprivate var text: String {
        all.map { seen in
            ([seen.match.level.rawValue, seen.match.rule, seen.match.word] + (seen.isLater ? ["later"] : []))
                .joined(separator: "\t")
        }.joined(separator: "\n")
    }

    /// Nil for what no version of this program wrote; an earlier one wrote one line.
    fileprivate init?(text: Substring) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard (3...4).contains(parts.count), let level = UrgencyRules.Level(rawValue: parts[0]) else { return nil }
            all.append(Seen(match: .init(rule: parts[1], level: level, word: parts[2]), isLater: parts.count == 4))
        }
    }
}

/// What is sealed of a talk besides its text: at most one of each kind.
enum QueueNote: Sendable, Hashable {
    /// The door the seeker came through, as its audience.
    case door(AudienceID)
    case words(SeenWords)
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
        case .words(let seen): Words(seen.text)
        case .person(let name, let isUrgent): Words([isUrgent ? "1" : "0", name].joined(separator: "\t"))
        }
    }

    /// Nil for what no version of this program wrote.
    init?(kind: String, _ words: Words) {
        let text = words.reveal()
        let parts = text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        switch (kind, parts.count) {
        case ("door", 1):
            guard let audience = AudienceID(parts[0]) else { return nil }
            self = .door(audience)
        case ("words", _):
            guard let seen = SeenWords(text: text[...]) else { return nil }
            self = .words(seen)
        case ("person", 2): self = .person(name: parts[1], isUrgent: parts[0] == "1")
        default: return nil
        }
    }

    var reasons: [UrgencyReason] {
        switch self {
        case .door: []
        case .words(let seen): seen.reasons
        case .person(let name, let isUrgent): [.person(name: name, isUrgent: isUrgent)]
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

    func matches(_ words: Words, _ language: Language) -> [Match] { matches(words.reveal(), language) }
}
